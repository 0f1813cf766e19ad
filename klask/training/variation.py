"""Variation of marked notes: other people, towns and institutions, other spellings, other surroundings.

A note of some forty identifiers becomes many: each name is replaced by one of its kind throughout the note, in the case
that stood there; titles and labels are left out at times, so that what is learnt is the context and not the title.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable, Sequence
from random import Random
from typing import Any, NamedTuple

from hospital.names import NameLists, name_lists
from hospital.template import Mark
from klask.training.surfaces import Surfaces
from language.folding import fold

NAMES = ("NOM", "PRENOM", "VILLE", "HOPITAL")
_TITLE = re.compile(
    r"(?:\b(?:Dr|Drs|Docteur|Pr|Prof|Professeur|M|Mr|Mme|Mlle|Monsieur|Madame|Mademoiselle|dr|pr|mme|mr|docteur|madame|"
    r"monsieur)\.? )$"
)
_LABEL = re.compile(r"(?:^|(?<=[\n;,|–-]))[ \t]*[A-ZÀ-Ý][\w'’ ()/-]{2,28} ?: ?$")
_WORD = re.compile(r"(?<= )[a-zà-ÿ]{2,9} (?=[a-zà-ÿ])")
_SMALL = frozenset("de du des la le les d l von van der di da".split())


class Varied(NamedTuple):
    """A text and its identifiers: (start, end, label), half-open code points."""

    text: str
    spans: tuple[tuple[int, int, str], ...]
    lang: str = "fr"


def joined(pieces: Sequence[tuple[str, str | None]]) -> Varied:
    """The text of pieces (surface, label or none) and where its identifiers stand."""
    text, spans, at = [], [], 0
    for surface, label in pieces:
        text.append(surface)
        if label:
            spans.append((at, at + len(surface), label))
        at += len(surface)
    return Varied("".join(text), tuple(spans))


class Variation:
    """Makes variants of notes; what it draws depends on the seed of the generator that each call is given."""

    def __init__(self, surfaces: Surfaces) -> None:
        self._surfaces = surfaces
        self._lists: NameLists = name_lists("training")

    def note(self, pieces: Sequence[str | Mark], rng: Random, *, faithful: bool = False) -> Varied:
        """One variant of a note; the note as it stands if ``faithful``."""
        parts = [unmarked(piece) for piece in pieces]
        if not faithful:
            parts = self._renamed(self._bared(parts, rng), rng)
            parts = _styled(parts, rng)
        return joined(parts)

    def _bared(self, parts: list[tuple[str, str | None]], rng: Random) -> list[tuple[str, str | None]]:
        """Some titles and labels before names are gone, and some words of prose."""
        out = []
        share = rng.choice((0.0, 0.3, 0.6))
        for k, (surface, label) in enumerate(parts):
            named = k + 1 < len(parts) and parts[k + 1][1] in NAMES
            if label is None and named and rng.random() < share:
                surface = _TITLE.sub("", surface)
                surface = _LABEL.sub(" ", surface) if rng.random() < 0.5 else surface
            if label is None:
                surface = _WORD.sub(lambda m: m.group() if rng.random() > 0.03 else "", surface)
            out.append((surface, label))
        return out

    def _renamed(self, parts: list[tuple[str, str | None]], rng: Random) -> list[tuple[str, str | None]]:
        chosen: dict[tuple[str, str], str] = {}
        keep = rng.random() < 0.1
        out = []
        for surface, label in parts:
            if label in NAMES and not keep:
                key = (label, fold(surface).strip(" .-"))
                if key not in chosen:
                    chosen[key] = self._other(surface, label, rng)
                surface = _cased(chosen[key], surface)
                if label in ("NOM", "PRENOM") and len(surface) > 5 and rng.random() < 0.03:
                    surface = _mistyped(surface, rng)
            elif label and rng.random() < 0.7:
                surface = re.sub(r"\d", lambda _: str(rng.randrange(10)), surface)
            out.append((surface, label))
        return out

    def _other(self, surface: str, label: str, rng: Random) -> str:
        letters = [c for c in surface if c.isalpha()]
        if len(letters) <= 2 or surface.endswith("."):
            return re.sub(r"[^\W\d_]", lambda m: _letter(m.group(), rng), surface)
        if label == "HOPITAL":
            return surface if rng.random() < 0.3 else self.institution(surface, rng)
        if label == "VILLE":
            return self.town(rng)
        return self.surname(rng) if label == "NOM" else self.first(rng)

    def surname(self, rng: Random) -> str:
        """A surname: of the lists, by hand, or one that nobody bears."""
        kind = rng.random()
        if kind < 0.45:
            name = self._lists.surnames.pick(rng).title()
        elif kind < 0.8:
            name = rng.choice(self._surfaces.surnames)
        else:
            name = _blend(self._lists.surnames.pick(rng).title(), self._lists.surnames.pick(rng).title(), rng)
        return f"{name}-{self._lists.surnames.pick(rng).title()}" if rng.random() < 0.06 else name

    def first(self, rng: Random) -> str:
        """A first name, in the same ways."""
        kind = rng.random()
        of = rng.choice((self._lists.male, self._lists.female))
        if kind < 0.4:
            name = of.pick(rng).title()
        elif kind < 0.85:
            name = rng.choice(self._surfaces.firsts)
        else:
            name = _blend(of.pick(rng).title(), of.pick(rng).title(), rng)
        return f"{name}-{of.pick(rng).title()}" if rng.random() < 0.06 else name

    def town(self, rng: Random) -> str:
        """A town."""
        return rng.choice(self._lists.towns)[0] if rng.random() < 0.5 else rng.choice(self._surfaces.towns)

    def place(self, rng: Random) -> str:
        """The usual name of an institution, without its kind."""
        kind = rng.random()
        if kind < 0.62:
            return rng.choice(self._surfaces.places)
        if kind < 0.72:
            return f"{self.first(rng)} {self.surname(rng)}"
        if kind < 0.8:
            return f"{rng.choice(('Saint', 'Sainte', 'St', 'Ste'))}{rng.choice('- ')}{self.first(rng)}"
        if kind < 0.9:
            return self.surname(rng)
        return (
            f"{rng.choice(('Bio', 'Labo', 'Médi', 'Oxy', 'Santé', 'Domi'))}{rng.choice(('-', ' ', ''))}{self.town(rng)}"
        )

    def acronym(self, rng: Random) -> str:
        """Letters that name a hospital."""
        if rng.random() < 0.5:
            return rng.choice(self._surfaces.acronyms)
        head = rng.choice(("CH", "CH", "GH", "HP", "CHI", "H", "C", "P", "EPS", "GHT", "I"))
        return head + "".join(rng.choice("ABCDEFGHILMNOPRSTV") for _ in range(rng.choice((1, 2, 2, 3))))

    def institution(self, like: str, rng: Random) -> str:
        """An institution with its kind; an acronym for an acronym, a bare name for a bare one at times."""
        if like.isupper() and " " not in like and len(like) < 7:
            return self.acronym(rng)
        if " " not in like and rng.random() < 0.7:
            return self.place(rng)
        kind, name = rng.choice(_KINDS), rng.random()
        if kind in _OF_TOWNS and name < 0.6:
            town = self.town(rng)
            return f"{kind} d'{town}" if town[0] in "AEÉIOUYÈÎ" else f"{kind} de {town}"
        return f"{kind} {self.place(rng)}"

    def sentence(self, template: str, rng: Random) -> list[tuple[str, str | None]]:
        """A template's pieces, its slots filled; kinds that belong to an institution's name are marked with it."""
        out: list[tuple[str, str | None]] = []
        for part in re.split(r"(\{\w\})", template):
            if not part.startswith("{"):
                out.append((part, None))
                continue
            label, make = self._slots()[part[1]]
            surface = make(rng)
            head = _HEAD.search(out[-1][0]) if label == "HOPITAL" and out else None
            if head:
                out[-1] = (out[-1][0][: head.start()], None)
                surface = head.group() + surface
            out.append((surface, label))
        return [piece for piece in out if piece[0]]

    def _slots(self) -> dict[str, tuple[str, Callable[[Random], str]]]:
        return {
            "p": ("PRENOM", self.first),
            "n": ("NOM", self.surname),
            "v": ("VILLE", self.town),
            "h": ("HOPITAL", lambda rng: self.institution("a b", rng)),
            "s": ("HOPITAL", self.place),
            "a": ("HOPITAL", self.acronym),
            "i": ("NOM", lambda rng: rng.choice("ABCDEFGHJKLMNPRSTV")),
        }

    def sheet(self, templates: Sequence[str], counter: Sequence[str], rng: Random) -> Varied:
        """A text of sentences: some with names, some without."""
        parts: list[tuple[str, str | None]] = []
        named = rng.choice((0.25, 0.5, 0.7))
        breaks = rng.choice(("\n", "\n", ". ", " ", ", ", "\n- "))
        for _ in range(rng.randrange(8, 26)):
            chosen = rng.choice(templates if rng.random() < named else counter)
            parts += [*self.sentence(chosen, rng), (breaks, None)]
        return joined(_styled(parts, rng))

    def plain(self, lines: Sequence[str], rng: Random) -> Varied:
        """A text of lines that name nobody."""
        parts: list[tuple[str, str | None]] = [(rng.choice(lines), None) for _ in range(rng.randrange(6, 20))]
        return joined(_styled([(surface + "\n", None) for surface, _ in parts], rng))


_KINDS = tuple(
    "CH,CHU,CHR,C.H.,Centre hospitalier,Hôpital,hôpital,Hôpital de jour,Clinique,clinique,Polyclinique,polyclinique,EHPAD,"
    "Résidence,résidence,SSR,SMR,CMP,HAD,SSIAD,Maternité,maternité,Groupe hospitalier,GH,GHT,Institut,Centre de dialyse,"
    "centre de rééducation,Maison de santé,Foyer,foyer de vie,MAS,IME,ESAT,CSAPA,Site,site,Pavillon,centre d'imagerie,IRM,"
    "scanner,cabinet de radiologie,laboratoire,Laboratoire,hopital,Hop.,clin.,USLD,CNR,antenne,Maison médicale".split(
        ","
    )
)
_OF_TOWNS = frozenset(
    "CH,CHU,CHR,C.H.,Centre hospitalier,Hôpital,hôpital,hopital,Maternité,maternité,CMP,HAD,SSIAD,Site,site,Polyclinique,"
    "polyclinique,EHPAD,antenne".split(",")
)
_HEAD = re.compile(
    r"(?:\b(?:clinique|polyclinique|cliniques|hôpital|hopital|maternité|EHPAD|ehpad|foyer|foyer de vie|résidence|mapa|MAS|IME|"
    r"ESAT|SESSAD|CAMSP|CMP|CMPP|CATTP|CSAPA|HDJ|HAD|SSIAD|USLD|SSR|centre|centre de santé|centre de dialyse|maison de santé|"
    r"maison médicale|site|site de|pavillon|IRM|IRM du|IRM de|imagerie|cabinet de radiologie) )$"
)


def unmarked(piece: str | Mark) -> tuple[str, str | None]:
    """A piece's surface and its identifier's label; concepts count as plain text."""
    if isinstance(piece, str):
        return piece, None
    return piece.surface, None if piece.label in ("CIM10", "ATC") else piece.label


def _letter(old: str, rng: Random) -> str:
    new = rng.choice("ABCDEFGHJKLMNPRSTV")
    return new if old.isupper() else new.lower()


def _cased(new: str, old: str) -> str:
    """``new`` in the case of ``old``."""
    letters = [c for c in old if c.isalpha()]
    if not letters:
        return new
    if len(letters) > 1 and all(c.isupper() for c in letters):
        return new.upper()
    if all(c.islower() for c in letters):
        return new.lower()
    return new


def _blend(one: str, two: str, rng: Random) -> str:
    """The beginning of one name and the end of another: a name that no list holds."""
    head = one[: max(2, rng.randrange(2, max(3, len(one) - 1)))]
    tail = two[max(1, len(two) - rng.randrange(2, 6)) :]
    return (head + tail.lower())[:14]


def _mistyped(name: str, rng: Random) -> str:
    at = rng.randrange(1, len(name) - 1)
    kind = rng.randrange(3)
    if kind == 0:
        return name[:at] + name[at + 1 :]
    if kind == 1:
        return name[:at] + name[at] + name[at:]
    return name[:at] + name[at + 1] + name[at] + name[at + 2 :]


def _styled(parts: list[tuple[str, str | None]], rng: Random) -> list[tuple[str, str | None]]:
    """The whole text in small letters, in capitals or without accents at times."""
    kind = rng.random()
    if kind < 0.1:
        return [(surface.lower(), label) for surface, label in parts]
    if kind < 0.14:
        return [(surface.upper(), label) for surface, label in parts]
    if kind < 0.26:
        return [(_unaccented(surface), label) for surface, label in parts]
    if kind < 0.34:  # names alone in small letters, as in haste
        return [(surface.lower() if label in NAMES else surface, label) for surface, label in parts]
    return parts


def _unaccented(text: str) -> str:
    return "".join(c for c in unicodedata.normalize("NFD", text) if not unicodedata.combining(c))


def line_of(row: dict[str, Any]) -> list[tuple[str, str | None]]:
    """The pieces of a gold row of the stream: its text cut at its identifiers."""
    pieces: list[tuple[str, str | None]] = []
    at = 0
    for span in sorted(row["phi"], key=lambda span: span["start"]):
        pieces += [(row["text"][at : span["start"]], None), (row["text"][span["start"] : span["end"]], span["label"])]
        at = span["end"]
    return [*pieces, (row["text"][at:], None)]
