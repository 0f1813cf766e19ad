"""Surrogates: plausible inventions in place of identifiers, the same for the same value within one document.

A family name becomes a common French family name, a given name one of its sex, a number keeps its form, a phone number
comes from the ranges that ARCEP reserves for fiction. Nothing of the original and no pair that is a known patient's is
written. The choice is keyed by the warehouse's secret and the document, so the same document gives the same text.

Consistency has a price: where one mention was missed, a reader who sees the invented name elsewhere learns that the
odd one out is true. Tags are therefore the default.
"""

from __future__ import annotations

import gzip
import re
from collections.abc import Callable
from functools import lru_cache
from importlib import resources

from clinical.identities import KnownIdentities
from deid import dates
from deid.lexicon import key, lexicon
from deid.options import Day
from deid.pseudonyms import Pseudonyms
from deid.spans import Span
from deid.vocabulary import PARTICLES

FICTION = ("0199 00", "0261 91", "0353 01", "0465 71", "0536 49", "0639 98")
"""Number ranges reserved for fiction (ARCEP, decision 2018-0881)."""
_STREETS = ("rue des Lilas", "rue du Stade", "avenue des Tilleuls", "chemin des Vignes", "place de la Mairie", "rue des Peupliers", "allée des Cerisiers", "impasse du Lavoir", "rue de la Fontaine", "boulevard des Acacias")  # fmt: skip
_HOUSES = ("des Lilas", "des Tilleuls", "du Parc", "des Cèdres", "du Lac", "des Érables", "de la Vallée", "des Sources")
_TYPE = re.compile(
    r"(?:centre hospitalier(?: \w+)?|ch[ru]*|h[ôo]pita(?:l|ux)|(?:poly)?clinique|ehpad|laboratoire|cabinet|institut|centre|maternit[ée]|ssr|had|cmp|pharmacie)\b",
    re.I,
)
_WORD = re.compile(r"[^\W\d_]+")


@lru_cache(maxsize=1)
def _names() -> dict[str, tuple[str, ...]]:
    packed = resources.files("deid").joinpath("data", "gazetteers", "surrogates.tsv.gz").read_bytes()
    rows = [line.split("\t") for line in gzip.decompress(packed).decode().splitlines()]
    return {kind: tuple(name for k, name in rows if k == kind) for kind in ("N", "M", "F")}


@lru_cache(maxsize=1)
def _towns() -> tuple[str, ...]:
    return tuple(
        sorted(
            name.title()
            for name, (population, _) in lexicon("fr").towns.items()
            if 5_000 < population < 30_000 and name.isalpha()
        )
    )


class Surrogates:
    """The inventions of one document. ``avoid`` are the folded name parts of the patient's record."""

    def __init__(
        self, pseudonyms: Pseudonyms, doc_id: str, *, avoid: frozenset[str], known: KnownIdentities | None
    ) -> None:
        self._pseudonyms = pseudonyms
        self._doc_id = doc_id
        self._avoid = avoid
        self._known = known
        self._last_given = ""
        self._makers: dict[str, Callable[[str], str]] = {
            "NOM": self._family, "PRENOM": self._given, "TEL": self._phone, "MAIL": self._mail, "URL": lambda _: "https://www.example.org",
            "VILLE": self._town, "ADRESSE": self._address, "HOPITAL": self._house, "AGE90": lambda _: "90 ans ou plus",
        }  # fmt: skip

    def __call__(self, span: Span, surface: str, reference: Day) -> str:
        """The invention for one finding; a tag where none keeps the form."""
        if span.label in ("DATE_NAISSANCE", "DATE_DECES"):
            moved = dates.shift(surface, 30 + self._pick(span.label, key(surface), 700), reference=reference)
            return moved if moved is not None and moved != surface else f"[{span.label}]"
        return self._makers.get(span.label, self._number)(surface)

    def _pick(self, kind: str, value: str, below: int) -> int:
        return self._pseudonyms.number(f"surrogate:{kind}", f"{self._doc_id}\x1f{value}", below=below)

    def _choose(self, kind: str, value: str, options: tuple[str, ...]) -> str:
        """An option that is neither the original, nor of the record, nor (with the last given name) a known patient's."""
        for attempt in range(50):
            name = options[self._pick(kind, f"{value}#{attempt}" if attempt else value, len(options))]
            folded = key(name)
            if folded == value or folded in self._avoid:
                continue
            if (
                kind == "N"
                and self._known is not None
                and self._last_given
                and self._known.is_patient_name(folded, self._last_given)
            ):
                continue
            return name
        return "Untel"

    def _family(self, surface: str) -> str:
        return self._each(surface, lambda word: self._choose("N", key(word), _names()["N"]))

    def _given(self, surface: str) -> str:
        out = self._each(surface, self._one_given)
        words = _WORD.findall(out)
        self._last_given = key(words[0]) if words else ""
        return out

    def _one_given(self, word: str) -> str:
        sex = lexicon("fr").first(key(word))[1] or "MF"[self._pick("sex", key(word), 2)]
        return self._choose(sex, key(word), _names()[sex])

    def _each(self, surface: str, invent: Callable[[str], str]) -> str:
        def one(match: re.Match[str]) -> str:
            word = match.group()
            if key(word) in PARTICLES and len(word) > 1:
                return word
            name = invent(word)
            if len(word) < 3:
                name = name[: len(word)] if key(name)[: len(word)] != key(word) else "Z"
            return (
                name.upper()
                if word.isupper() and (len(word) > 1 or len(name) == 1)
                else name.lower()
                if word.islower()
                else name
            )

        return re.sub(r"\d", "", _WORD.sub(one, surface))

    def _phone(self, surface: str) -> str:
        digits = re.sub(r"\D", "", surface)
        if len(digits) != 10:
            return self._number(surface)
        start = FICTION[self._pick("range", digits, len(FICTION))].replace(" ", "")
        wanted = start + f"{self._pick('TEL', digits, 10_000):04d}"
        places = iter(wanted)
        return "".join(next(places, "0") if char.isdigit() else char for char in surface)

    def _mail(self, surface: str) -> str:
        return f"adresse{self._pick('MAIL', surface.lower(), 10_000):04d}@example.org"

    def _town(self, surface: str) -> str:
        name = self._choose("V", key(surface), _towns())
        return name.upper() if surface.isupper() else name

    def _address(self, surface: str) -> str:
        return f"{1 + self._pick('A', key(surface), 90)} {_STREETS[self._pick('S', key(surface), len(_STREETS))]}"

    def _house(self, surface: str) -> str:
        kind = _TYPE.match(surface)
        house = _HOUSES[self._pick("H", key(surface), len(_HOUSES))]
        out = f"{kind.group() if kind else 'Centre'} {house}"
        return out.upper() if surface.isupper() else out

    def _number(self, surface: str) -> str:
        """Every digit and capital drawn anew, signs kept; never the original."""
        value = key(surface)

        def one(match: re.Match[str]) -> str:
            char, place = match.group(), match.start()
            if char.isdigit():
                return str((int(char) + 1 + self._pick("D", f"{value}{place}", 9)) % 10)
            return (
                chr(65 + (ord(char) - 64 + self._pick("L", f"{value}{place}", 25)) % 26) if "A" <= char <= "Z" else char
            )

        return re.sub(r"[0-9A-Z]", one, surface)
