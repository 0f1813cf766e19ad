"""The leak scan: is anything of the patient's identity still readable after masking?

It shares no code with masking: its own folding, its own tokens, its own spellings. It knows the record (names, numbers,
mails, address, birth date) and looks at nothing but the masked text. A hit is a reason code, never a piece of text.

What is looked for is worked out once for a person, and looked for among the different words of the text; the words in
their order are made only where a name or a number was met.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable, Iterator
from functools import cached_property, lru_cache
from typing import NamedTuple

from clinical.documents import Person

_SMALL = {"de", "du", "des", "la", "le", "les", "d", "l", "ben", "el", "al", "da", "dos", "do", "di", "del", "van", "von", "der", "saint", "sainte", "st", "ste", "ait", "bel", "et", "n", "o", "mc", "mac", "abd", "bou"}  # fmt: skip
_TITLES = {"m", "mr", "mme", "mlle", "monsieur", "madame", "mademoiselle", "dr", "pr", "docteur", "professeur", "mrs", "ms", "miss", "veuve", "enfant", "patient", "patiente", "nom", "prenom"}  # fmt: skip
_MONTHS = ("janvier", "fevrier", "mars", "avril", "mai", "juin", "juillet", "aout", "septembre", "octobre", "novembre", "decembre")  # fmt: skip
_TAG = re.compile(
    r"\[(?:NOM|PRENOM|DATE_NAISSANCE|DATE_DECES|DATE|ADRESSE|ZIP|VILLE|TEL|MAIL|SECU|IPP|NDA|HOPITAL|RPPS|FINESS|URL|AGE90|AUTRE_ID)\]"
)
_PIECE = re.compile(r"[^\W_](?:[^\W_]|[\u0300-\u036f])*|\x00|\n|[.;:!?]")
_WORD = re.compile(r"[^\W_]+")
_SIGNS = re.compile(r"[\W_]+")
_ISO = re.compile(r"(\d{4})-(\d\d)-(\d\d)")


def _table() -> dict[int, str | None]:
    """Latin letters with marks to those without, combining marks to nothing."""
    table: dict[int, str | None] = dict.fromkeys(range(0x300, 0x370))
    for code in (*range(0xC0, 0x250), *range(0x1E00, 0x1F00)):
        spread = unicodedata.normalize("NFKD", chr(code))
        table[code] = "".join(char for char in spread if not unicodedata.combining(char)).lower()
    return table | {ord("œ"): "oe", ord("Œ"): "oe", ord("æ"): "ae", ord("Æ"): "ae"}


_MARKS = _table()
_CONFUSED = {"0": "o", "1": "l", "i": "l", "|": "l", "5": "s", "8": "b"}
_CONFUSE = str.maketrans(_CONFUSED)
_ASCII = frozenset(map(chr, range(128)))
_BYTES = bytes(
    ord(_CONFUSED.get(char, char) if char.isalnum() else " ") if code < 128 else code
    for code, char in ((code, chr(code).lower()) for code in range(256))
)
"""For each ASCII byte its confusable form, a space for signs; the bytes of other characters stay."""


def _plain(text: str) -> str:
    """Lower case without marks; not the length of the text."""
    return text.lower() if text.isascii() else text.translate(_MARKS).lower()


def _confusable(word: str) -> str:
    return word.translate(_CONFUSE)


@lru_cache(maxsize=4096)
def _letters(char: str) -> str:
    """What a character that is not ASCII counts as: letters without marks, a space if it is a sign."""
    plain = _plain(char)
    return "".join(filter(str.isalnum, plain)) if char.isalnum() or not plain else " "


_LATIN = frozenset(map(chr, range(256)))
_REPLACED = (*(char for char in sorted(_LATIN) if len(_letters(char)) != 1), *"–—’œŒ•…−→€“”")
"""Letters that count as two, and the commonest signs beyond Latin-1."""
_LATIN_BYTES = bytes(
    code if len(char) != 1 else _BYTES[ord(char)] for code, char in ((code, _letters(chr(code))) for code in range(256))
)
"""The same for Latin-1, marks taken off."""


def _forms(text: str) -> list[str]:
    """The confusable forms of the words in their order, made on the whole text at once."""
    for char in _REPLACED:
        text = text.replace(char, _letters(char))
    if not _is_latin(text):
        found = set(text)
        for char in found - _LATIN:
            text = text.replace(char, _letters(char))
        if not _is_latin(text):  # letters of other scripts
            for char in found - _ASCII:
                text = text.replace(char, _letters(char))
            return text.encode("utf-8", "replace").translate(_BYTES).decode("utf-8").split()
    return text.encode("latin-1").translate(_LATIN_BYTES).decode("latin-1").split()


def _is_latin(text: str) -> bool:
    try:
        text.encode("latin-1")
    except UnicodeEncodeError:
        return False
    return True


class _Text:
    """The masked text as this scan sees it; tags and line ends are breaks."""

    def __init__(self, text: str) -> None:
        self.bare = unicodedata.normalize("NFC", _TAG.sub(" \x00 ", text) if "[" in text else text)
        forms = _forms(self.bare)
        self.distinct = set(forms)
        self.solid = "".join(forms)

    @cached_property
    def plain(self) -> str:
        return _plain(self.bare)

    @cached_property
    def raw(self) -> list[str]:
        """Words, tags, line ends and the signs that end sentences, in their order."""
        return _PIECE.findall(self.bare)

    @cached_property
    def words(self) -> list[str]:
        return [_plain(word) for word in self.raw]

    @cached_property
    def forms(self) -> list[str]:
        return [_confusable(word) for word in self.words]


class _Sought(NamedTuple):
    """What the scan looks for of one person, in confusable forms."""

    numbers: tuple[tuple[str, str], ...]
    """Reason and number."""
    mails: tuple[str, ...]
    """Plain, without blanks."""
    address: str
    parts: dict[str, str]
    """The form of each part of a name, and the part."""
    long: tuple[str, ...]
    """The parts that are looked for with a wrong letter too."""
    ends: dict[str, frozenset[int]]
    """Their first letters and their last two letters, and how long a misspelling with these may be."""
    wholes: tuple[str, ...]
    """Family names of several parts, written as one."""


@lru_cache(maxsize=256)
def _sought(person: Person) -> _Sought:
    parts = sorted(_parts(person))
    long = tuple(_confusable(part) for part in parts if len(part) >= 6)
    families = [name for name in (person.family_name, person.birth_name, person.usual_name) if name]
    wholes = (_bare(name) for name in families if len(_WORD.findall(name)) > 1)
    address = _bare(person.address or "")
    return _Sought(
        numbers=tuple(_numbers_of(person)),
        mails=tuple(_plain(mail).replace(" ", "") for mail in person.emails if len(mail) > 5),
        address=address if len(address) >= 10 else "",
        parts={_confusable(part): part for part in parts},
        long=long,
        ends={end: _sizes(end, long) for part in long for end in (part[0], part[-2:])},
        wholes=tuple(whole for whole in wholes if len(whole) >= 6),
    )


def _sizes(end: str, parts: tuple[str, ...]) -> frozenset[int]:
    return frozenset(len(part) + more for part in parts if end in (part[0], part[-2:]) for more in (-1, 0, 1))


def _bare(value: str) -> str:
    return _confusable(_SIGNS.sub("", _plain(value)))


def _numbers_of(person: Person) -> Iterator[tuple[str, str]]:
    phones = (("phone", phone, 8) for phone in person.phones)
    for kind, value, shortest in (("ipp", person.ipp, 5), ("nir", person.nir or "", 10), *phones):
        core = _SIGNS.sub("", _plain(value))
        if len(core) >= shortest and any(char.isdigit() for char in core):
            yield kind, _confusable(core)
        if kind == "nir" and len(core) >= 13:
            yield kind, _confusable(core[:13])


def _parts(person: Person) -> set[str]:
    names = (person.family_name, person.birth_name, person.usual_name, *person.given_names)
    words = (word for name in names if name for word in _WORD.findall(_plain(name)))
    return {word for word in words if word not in _SMALL and len(word) > 1}


def scan(text: str, person: Person, *, is_word: Callable[[str], bool]) -> tuple[str, ...]:
    """Reason codes of what is still readable of ``person``, empty if nothing is.

    ``is_word`` says whether a folded form is a word of the language: such a name part counts only beside a title, another
    part or an initial, and only capitalised.
    """
    seen, sought = _Text(text), _sought(person)
    found = {*_numbers(seen, sought), *_names(seen, sought, is_word), *_birth(seen, person.birth_date or "")}
    return tuple(sorted("leak:" + reason for reason in found))


def _numbers(seen: _Text, sought: _Sought) -> Iterator[str]:
    for kind, form in sought.numbers:
        if form in seen.solid and _in_order(seen, form):
            yield kind
    if "@" in seen.bare and any(mail in seen.plain.replace(" ", "") for mail in sought.mails):
        yield "mail"
    if sought.address and sought.address in seen.solid:
        yield "address"


def _in_order(seen: _Text, form: str) -> bool:
    """Whether the number's signs stand in the text in order, in whole words, whatever separates them."""
    first = form[0]
    for start, word in enumerate(seen.forms):
        if not word.startswith(first):
            continue
        run, end = "", start
        while (
            end < len(seen.forms)
            and len(run) < len(form)
            and (
                form.startswith(run + seen.forms[end]) or (not seen.forms[end].isalnum() and seen.forms[end] != "\x00")
            )
        ):
            run += seen.forms[end] if seen.forms[end].isalnum() else ""
            end += 1
        if run == form:
            return True
    return any(form in word for word in seen.distinct)


def _names(seen: _Text, sought: _Sought, is_word: Callable[[str], bool]) -> Iterator[str]:
    met = sought.parts.keys() & seen.distinct
    if met and any(_is_named(seen, i, sought.parts, is_word) for i, form in enumerate(seen.forms) if form in met):
        yield "name"
    ends, none = sought.ends, frozenset[int]()
    near = [form for form in seen.distinct if len(form) > 4 and (form[0] in ends or form[-2:] in ends)]
    near = [form for form in near if len(form) in ends.get(form[0], none) or len(form) in ends.get(form[-2:], none)]
    near = [form for form in near if form not in met and any(_one_letter_off(form, part) for part in sought.long)]
    if near and any(form in near and not is_word(seen.words[i]) for i, form in enumerate(seen.forms)):
        yield "misspelt-name"
    for whole in sought.wholes:
        if whole in seen.solid and not is_word(whole) and any(whole in form for form in seen.distinct):
            yield "name"


def _is_named(seen: _Text, i: int, parts: dict[str, str], is_word: Callable[[str], bool]) -> bool:
    part = parts[seen.forms[i]]
    return (len(part) >= 4 and not is_word(part)) or _beside(seen, i, parts)


def _beside(seen: _Text, i: int, parts: dict[str, str]) -> bool:
    """A part that is a word or short: capitalised, and next to a title, or two different parts together."""
    capital, part = seen.raw[i][:1].isupper(), parts[seen.forms[i]]
    around = [parts[seen.forms[k]] for k in (i - 1, i + 1) if 0 <= k < len(seen.forms) and seen.forms[k] in parts]
    if any(other != part for other in around) and (capital or len(part) > 3):
        return capital or all(len(other) > 3 for other in around)
    before = [word for word in seen.words[max(0, i - 5) : i] if word != "." and word not in _SMALL]
    return capital and bool(before) and before[-1] in _TITLES


def _one_letter_off(a: str, b: str) -> bool:
    """Whether one insertion, deletion or substitution makes ``a`` into ``b``, of which one has six letters or more."""
    if abs(len(a) - len(b)) > 1 or a == b:
        return a == b
    if a[:2] != b[:2] and a[-2:] != b[-2:]:
        return False
    if len(a) > len(b):
        a, b = b, a
    i = 0
    while i < len(a) and a[i] == b[i]:
        i += 1
    return a[i + (len(a) == len(b)) :] == b[i + 1 :]


def _birth(seen: _Text, birth_date: str) -> Iterator[str]:
    """The birth date in figures, with any separators, or in words of French."""
    if birth_date and _confusable(birth_date[:4]) in seen.solid:
        written = _written(birth_date)
        if written is not None and written.search(seen.plain):
            yield "birth-date"


@lru_cache(maxsize=256)
def _written(birth_date: str) -> re.Pattern[str] | None:
    """The ways to write a birth date; all hold its year in four figures."""
    match = _ISO.fullmatch(birth_date)
    if not match:
        return None
    year, month, day = match.groups()
    sep = r"[\s./|_-]{0,3}"
    d, m, name = rf"0?{int(day)}", rf"0?{int(month)}", _MONTHS[int(month) - 1]
    return re.compile(
        rf"(?<!\d){d}{sep}{m}{sep}{year}(?!\d)|(?<!\d){year}{sep}{month}{sep}{day}(?!\d)|(?<!\d){d}(?:er)?\s+{name}\s+{year}"
    )
