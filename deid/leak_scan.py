"""The leak scan: is anything of the patient's identity still readable after masking?

It shares no code with masking: its own folding, its own tokens, its own spellings. It knows the record (names, numbers,
mails, address, birth date) and looks at nothing but the masked text. A hit is a reason code, never a piece of text.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable, Iterator

from clinical.documents import Person

_SMALL = {"de", "du", "des", "la", "le", "les", "d", "l", "ben", "el", "al", "da", "dos", "do", "di", "del", "van", "von", "der", "saint", "sainte", "st", "ste", "ait", "bel", "et", "n", "o", "mc", "mac", "abd", "bou"}  # fmt: skip
_TITLES = {"m", "mr", "mme", "mlle", "monsieur", "madame", "mademoiselle", "dr", "pr", "docteur", "professeur", "mrs", "ms", "miss", "veuve", "enfant", "petit", "petite", "patient", "patiente", "nom", "prenom"}  # fmt: skip
_TAG = re.compile(
    r"\[(?:NOM|PRENOM|DATE_NAISSANCE|DATE_DECES|DATE|ADRESSE|ZIP|VILLE|TEL|MAIL|SECU|IPP|NDA|HOPITAL|RPPS|FINESS|URL|AGE90|AUTRE_ID)\]"
)
_PIECE = re.compile(r"[^\W_]+|\x00|\n|[.;:!?]")


def _table() -> dict[int, str | None]:
    """Latin letters with marks to those without, combining marks to nothing."""
    table: dict[int, str | None] = dict.fromkeys(range(0x300, 0x370))
    for code in (*range(0xC0, 0x250), *range(0x1E00, 0x1F00)):
        spread = unicodedata.normalize("NFKD", chr(code))
        table[code] = "".join(char for char in spread if not unicodedata.combining(char)).lower()
    return table | {ord("œ"): "oe", ord("Œ"): "oe", ord("æ"): "ae", ord("Æ"): "ae"}


_MARKS = _table()
_CONFUSED = str.maketrans({"0": "o", "1": "l", "i": "l", "|": "l", "5": "s", "8": "b"})


def _plain(text: str) -> str:
    """Lower case without marks; not the length of the text."""
    return text.lower() if text.isascii() else text.translate(_MARKS).lower()


def _confusable(word: str) -> str:
    return word.translate(_CONFUSED)


class _Text:
    """The masked text as this scan sees it: words in order, tags and line ends as breaks."""

    def __init__(self, text: str) -> None:
        bare = unicodedata.normalize("NFC", _TAG.sub(" \x00 ", text))
        self.raw = _PIECE.findall(bare)
        plain = _PIECE.findall(_plain(bare))
        self.words = plain if len(plain) == len(self.raw) else [_plain(word) for word in self.raw]
        self.forms = _confusable(" ".join(self.words)).split(" ")
        self.solid = "".join(form for form in self.forms if form.isalnum())
        self.mail = _plain(bare).replace(" ", "")


def scan(text: str, person: Person, *, is_word: Callable[[str], bool]) -> tuple[str, ...]:
    """Reason codes of what is still readable of ``person``, empty if nothing is.

    ``is_word`` says whether a folded form is a word of the language: such a name part counts only beside a title, another
    part or an initial, and only capitalised.
    """
    seen = _Text(text)
    found = set(_numbers(seen, person)) | set(_names(seen, person, is_word)) | set(_birth(text, person))
    return tuple(sorted("leak:" + reason for reason in found))


def _numbers(seen: _Text, person: Person) -> Iterator[str]:
    for kind, value, shortest in (
        ("ipp", person.ipp, 5),
        ("nir", person.nir or "", 10),
        *(("phone", phone, 8) for phone in person.phones),
    ):
        core = re.sub(r"[\W_]", "", _plain(value))
        if len(core) >= shortest and any(char.isdigit() for char in core) and _in_order(seen, core):
            yield kind
        if kind == "nir" and len(core) >= 13 and _in_order(seen, core[:13]):
            yield kind
    for mail in person.emails:
        if len(mail) > 5 and _plain(mail).replace(" ", "") in seen.mail:
            yield "mail"
    address = _confusable(re.sub(r"[\W_]", "", _plain(person.address or "")))
    if len(address) >= 10 and address in seen.solid:
        yield "address"


def _in_order(seen: _Text, core: str) -> bool:
    """Whether the number's signs stand in the text in order, in whole words, whatever separates them."""
    form = _confusable(core)
    if form not in seen.solid:
        return False
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
    return any(form in word for word in seen.forms)


def _parts(person: Person) -> tuple[set[str], set[str]]:
    def split(names: list[str]) -> set[str]:
        return {
            word
            for name in names
            for word in re.findall(r"[^\W_]+", _plain(name))
            if word not in _SMALL and len(word) > 1
        }

    family = [name for name in (person.family_name, person.birth_name, person.usual_name) if name]
    return split(family), split(list(person.given_names))


def _names(seen: _Text, person: Person, is_word: Callable[[str], bool]) -> Iterator[str]:
    family, given = _parts(person)
    parts = family | given
    forms = {_confusable(part): part for part in parts}
    long = [_confusable(part) for part in parts if len(part) >= 6]
    heads, tails = {part[0] for part in long}, {part[-2:] for part in long}
    for i, form in enumerate(seen.forms):
        part = forms.get(form)
        if part is None:
            near = len(form) >= 5 and (form[0] in heads or form[-2:] in tails)
            if near and any(_one_letter_off(form, p) for p in long) and not is_word(seen.words[i]):
                yield "misspelt-name"
            continue
        if (len(part) >= 4 and not is_word(part)) or _beside(seen, i, forms, part):
            yield "name"
    for name in (person.family_name, person.birth_name, person.usual_name):
        whole = _confusable(re.sub(r"[\W_]", "", _plain(name or "")))
        if (
            len(whole) >= 6
            and not is_word(whole)
            and len(re.findall(r"[^\W_]+", name or "")) > 1
            and any(whole in form for form in seen.forms)
        ):
            yield "name"


def _beside(seen: _Text, i: int, forms: dict[str, str], part: str) -> bool:
    """A part that is a word or short: capitalised, and next to a title, or two different parts together."""
    raw = seen.raw[i]
    before = [w for w in seen.words[max(0, i - 5) : i] if w != "." and w not in _SMALL]
    beside_part = any(0 <= k < len(seen.forms) and forms.get(seen.forms[k], part) != part for k in (i - 1, i + 1))
    if beside_part and (raw[:1].isupper() or any(len(w) > 3 for w in (part,))):
        return raw[:1].isupper() or _both_not_plain(seen, i, forms)
    return raw[:1].isupper() and bool(before) and before[-1] in _TITLES - {"petit", "petite"} and len(part) > 1


def _both_not_plain(seen: _Text, i: int, forms: dict[str, str]) -> bool:
    return all(
        len(forms[seen.forms[k]]) > 3 for k in (i - 1, i, i + 1) if 0 <= k < len(seen.forms) and seen.forms[k] in forms
    )


def _one_letter_off(a: str, b: str) -> bool:
    """Whether one insertion, deletion or substitution makes ``a`` into ``b``."""
    if abs(len(a) - len(b)) > 1 or a == b:
        return a == b
    if len(a) > len(b):
        a, b = b, a
    i = 0
    while i < len(a) and a[i] == b[i]:
        i += 1
    return a[i + (len(a) == len(b)) :] == b[i + 1 :]


def _birth(text: str, person: Person) -> Iterator[str]:
    """The birth date in figures, with any separators, or in words of French."""
    match = re.fullmatch(r"(\d{4})-(\d\d)-(\d\d)", person.birth_date or "")
    if not match:
        return
    year, month, day = match.groups()
    name = (
        "janvier",
        "fevrier",
        "mars",
        "avril",
        "mai",
        "juin",
        "juillet",
        "aout",
        "septembre",
        "octobre",
        "novembre",
        "decembre",
    )[int(month) - 1]
    sep = r"[\s./|_-]{0,3}"
    d, m = rf"0?{int(day)}", rf"0?{int(month)}"
    forms = rf"(?<!\d){d}{sep}{m}{sep}{year}(?!\d)|(?<!\d){year}{sep}{month}{sep}{day}(?!\d)|(?<!\d){d}(?:er)?\s+{name}\s+{year}"
    if re.search(forms, _plain(text)):
        yield "birth-date"
