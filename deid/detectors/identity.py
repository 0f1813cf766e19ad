"""The patient's own record, found in every spelling: order, case, accents, hyphens, glued, initials, OCR, one letter wrong.

A part of the name that is no word is an identifier wherever it stands. A part that is a word (Petit, Rose, Marin, Poumon)
is one only with a capital beside a title, an initial or another part of the name, so that `colon` stays `colon`.
"""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Iterator
from functools import lru_cache
from typing import NamedTuple

from rapidfuzz.distance import OSA

from clinical.documents import Person
from deid.cues import Cue, Word
from deid.lexicon import WordInfo, key
from deid.page import INITIAL, LOWER, MIXED, NUMBER, TITLE, UPPER, Page, ocr_form
from deid.spans import KNOWN, Span
from deid.vocabulary import CIVIL, MEDICAL, PARTICLES

MISSPELT_FROM = 5
"""A name of fewer letters is not looked for with a wrong letter: too many words are one letter away."""
WHOLE_MISSPELT_FROM = 7
"""The same for a whole name written as one."""
_ENDS = frozenset(".;:!?\n")
_TOUCHING = frozenset((" ", "-", "'", "’"))
_SIGNS = re.compile(r"\W")


class _Sought(NamedTuple):
    """What is looked for of one person, as OCR forms, worked out once for all documents of the person."""

    parts: dict[str, str]
    """Each part of a name, and its label."""
    long: tuple[str, ...]
    """The parts that are looked for with a letter wrong too."""
    ends: dict[str, frozenset[int]]
    """Their first letters and their last two letters, and how long a misspelling with these may be."""
    glued: dict[str, str]
    """Whole names written as one."""
    wholes: tuple[tuple[str, tuple[str, str], str], ...]
    """Those that are looked for with a letter wrong too: the form, its two openings and its end, one of which is intact."""
    numbers: tuple[tuple[str, str], ...]
    """Numbers, addresses, mails, and their labels."""
    town: str


def find(page: Page, person: Person) -> Iterator[Span]:
    """Every mention of the record's own identity on the page."""
    sought = _sought(person)
    hits = _single(page, sought)
    if hits:
        yield from _accepted(page, hits)
    yield from _glued(page, sought.glued)
    yield from _misspelt(page, sought)
    yield from _numbers(page, sought)


def _names(person: Person) -> Iterator[tuple[str, str]]:
    for family in (person.family_name, person.birth_name, person.usual_name):
        if family:
            yield family, "NOM"
    for given in person.given_names:
        yield given, "PRENOM"
    for relative in person.related:
        yield relative, "NOM"


@lru_cache(maxsize=256)
def _sought(person: Person) -> _Sought:
    parts, glued = _parts(person)
    long = tuple(part for part in parts if len(part) >= MISSPELT_FROM)
    return _Sought(
        parts=parts,
        long=long,
        ends={
            end: frozenset(len(part) + more for part in long if end in (part[0], part[-2:]) for more in (-1, 0, 1))
            for end in {end for part in long for end in (part[0], part[-2:])}
        },
        glued=glued,
        wholes=tuple((form, *_halves(form)) for form in glued if len(form) >= WHOLE_MISSPELT_FROM),
        numbers=tuple(_numbers_of(person)),
        town=_solid(person.city or ""),
    )


def _halves(form: str) -> tuple[tuple[str, str], str]:
    """The first half, the same with the letter behind it exchanged, and the second half: one wrong letter leaves one as it is."""
    half = len(form) // 2
    return (form[:half], form[: half - 1] + form[half] + form[half - 1]), form[half:]


def _parts(person: Person) -> tuple[dict[str, str], dict[str, str]]:
    single: dict[str, str] = {}
    glued: dict[str, str] = {}
    for name, label in _names(person):
        words = [word for word in key(name).split() if len(word) > 1]
        for word in words:
            if word not in PARTICLES:
                single.setdefault(ocr_form(word), label)
        full = _solid(name)
        if len(words) > 1 or (len(full) > 4 and len(key(name).split()) > 1):
            glued[full] = label
    for family in (person.family_name, person.birth_name, person.usual_name):
        whole = _solid(family or "")
        for given in map(_solid, person.given_names if len(whole) > 2 else ()):
            for form in (given[:1] + whole, whole + given[:1], given + whole, whole + given):
                glued.setdefault(form, "NOM")
    return single, {form: label for form, label in glued.items() if len(form) > 3}


def _solid(value: str) -> str:
    """The OCR form of a value without separators."""
    return ocr_form(key(value).replace(" ", ""))


def _single(page: Page, sought: _Sought) -> dict[int, str]:
    """The tokens that are a part of a name, or may be one misspelt, and its label."""
    parts, ends, forms = sought.parts, sought.ends, page.forms
    hits: dict[int, str] = {}
    for i in page.at(_MAY_BE_PART) if ends else ():
        form = forms[i]
        if (form[0] in ends or form[-2:] in ends) and form not in parts:
            match = _near_part(form, sought)
            if match and _may_be_misspelt(page, i, page.info(i)):
                hits[i] = parts[match]
    for i in [i for part in parts if part in page.places_of_forms for i in page.places_of_forms[part]]:
        if 2 * sum(map(str.isalpha, page.words[i])) >= len(page.words[i]):
            hits[i] = parts[forms[i]]
    return hits


def _is_no_word(word: Word) -> bool:
    """Whether a word may be a misspelt part of a name in some place: no number, and no word of the language in small letters."""
    if word.shape in (NUMBER, MIXED) or len(word.form) < MISSPELT_FROM - 1 or not word.form.isalpha():
        return False
    info = word.info
    return not (info.medical or (word.shape == LOWER and (info.wordish or info.eponym)))


_MAY_BE_PART = Cue(test=_is_no_word)


def _near_part(form: str, sought: _Sought) -> str | None:
    """The long part that a form may be a misspelling of: one letter off, or two behind the stem of a long one."""
    none = frozenset[int]()
    if len(form) not in sought.ends.get(form[0], none) and len(form) not in sought.ends.get(form[-2:], none):
        return None
    for part in sought.long:
        if abs(len(part) - len(form)) < 2 and (part[0] == form[0] or part[-2:] == form[-2:]):
            if OSA.distance(part, form, score_cutoff=1) <= 1:
                return part
            stem = part.rstrip("sxtd")
            if (
                len(stem) > 3
                and form.startswith(stem[:4])
                and len(part) > 6
                and OSA.distance(part, form, score_cutoff=2) <= 2
            ):
                return part
    return None


def _may_be_misspelt(page: Page, i: int, info: WordInfo) -> bool:
    """A misspelling must not be a word: `Martine` is no error for `Martin` where it is a common name or word."""
    if info.medical or info.eponym or info.wordish:
        return _after_title(page, i) and page.shapes[i] in (UPPER, TITLE) and not info.medical
    if page.shapes[i] == LOWER:
        return info.zipf < 1.5 or _after_title(page, i)
    return True


def _accepted(page: Page, hits: dict[int, str]) -> Iterator[Span]:
    """Hits that are names here: no words, or words in the company of a title, an initial or another hit."""
    kept = {i for i in hits if _is_name_here(page, i, hits)}
    grown = list(kept)
    for i in grown:
        for k, gap in ((i - 1, i), (i + 1, i + 1)):
            if k in hits and k not in kept and _close(page.gaps[gap]):
                kept.add(k)
                grown.append(k)
    for i in sorted(kept):
        yield from _with_company(page, i, hits[i])


@lru_cache(maxsize=4096)
def _close(gap: str) -> bool:
    return len(gap) <= 4 and _ENDS.isdisjoint(gap.replace(". ", " ", 1))


def _is_name_here(page: Page, i: int, hits: dict[int, str]) -> bool:
    info = page.info(i)
    rare = not (info.wordish or info.eponym) and (len(page.words[i]) > 3 or page.shapes[i] != LOWER)
    in_file = (i > 0 and page.gaps[i] == "_") or (i + 1 < len(page) and page.gaps[i + 1] == "_")
    if rare or in_file:
        return True
    around = ((i - 1, page.gaps[i]), (i + 1, page.gaps[i + 1] if i + 1 < len(page) else "\n"))
    if any(hits.get(k, hits[i]) != hits[i] and _close(gap) for k, gap in around):
        beside = i - 1 if i - 1 in hits else i + 1
        return page.shapes[i] != LOWER or not page.info(beside).wordish
    if page.shapes[i] == LOWER:
        return _after_title(page, i) and page.folded[i - 1] in CIVIL
    return _after_title(page, i) or _beside_initial(page, i)


def _after_title(page: Page, i: int) -> bool:
    k = i - 1
    while k >= 0 and page.folded[k] in PARTICLES and page.shapes[k] != INITIAL:
        k -= 1
    if k >= 0 and page.shapes[k] == INITIAL and page.folded[k] != "m" and k:
        k -= 1
    return k >= 0 and (page.folded[k] in CIVIL or page.folded[k] in MEDICAL) and len(page.gaps[i]) < 4


def _beside_initial(page: Page, i: int) -> bool:
    before = (
        i > 0 and page.shapes[i - 1] == INITIAL and page.gaps[i] in (". ", ".", " ") and page.words[i - 1] not in "KJM"
    )
    after = (
        i + 1 < len(page)
        and page.shapes[i + 1] == INITIAL
        and page.gaps[i + 1] in (" ", "_")
        and page.text[page.ends[i + 1] : page.ends[i + 1] + 1] in (".", "_", "")
    )
    return before or after


def _with_company(page: Page, i: int, label: str) -> Iterator[Span]:
    """The hit with its particles, and an initial beside it as a given name."""
    first = i
    while (
        first > 0
        and page.folded[first - 1] in PARTICLES
        and page.gaps[first] in (" ", "'", "’", "-", "", "  ")
        and (page.shapes[first - 1] != INITIAL or page.gaps[first] in ("'", "’"))
        and label == "NOM"
    ):
        first -= 1
    if (
        page.folded[first] in ("de", "du", "des", "d", "la", "le", "les", "l")
        and page.shapes[first] == LOWER
        and first < i
        and not _after_title_at(page, first)
    ):
        first = i
    last = i
    while (
        last + 1 < len(page)
        and page.gaps[last + 1] in (" (", "(")
        and page.folded[last + 1] in PARTICLES
        and ")" in page.text[page.ends[last + 1] : page.ends[last + 1] + 8]
    ):
        last += 1
        while last + 1 < len(page) and page.folded[last + 1] in PARTICLES and page.gaps[last + 1] == " ":
            last += 1
    yield Span(page.starts[first], page.ends[last], label, "identity.name", KNOWN)
    for k, gap in ((first - 1, page.gaps[first]), (last + 1, page.gaps[last + 1] if last + 1 < len(page) else "")):
        if (
            0 <= k < len(page)
            and page.shapes[k] == INITIAL
            and page.words[k] != "M"
            and gap in (". ", ".", " ", "_", "-")
        ):
            dotted = page.text[page.ends[k] : page.ends[k] + 1] in (".", "_")
            if dotted or gap == "_":
                yield Span(
                    page.starts[k],
                    page.ends[k] + (page.text[page.ends[k] : page.ends[k] + 1] == "."),
                    "PRENOM",
                    "identity.initial",
                    KNOWN,
                )


def _after_title_at(page: Page, i: int) -> bool:
    return i > 0 and (
        page.folded[i - 1] in CIVIL or page.folded[i - 1] in MEDICAL or page.shapes[i - 1] in (UPPER, TITLE)
    )


def _glued(page: Page, glued: dict[str, str]) -> Iterator[Span]:
    compact = page.compact[0]
    for form, label in glued.items():
        for start, end in page.find_compact(form) if form in compact else ():
            i = page.token_at(start)
            if page.words[i] == "M" and page.gaps[i + 1][:1] in (".", " "):
                start = page.starts[i + 1]
            yield Span(start, end, label, "identity.glued", KNOWN)


def _misspelt(page: Page, sought: _Sought) -> Iterator[Span]:
    """One token, or two that touch, one letter away from a whole name (`VANDENBROEK`, `N GUESAN`)."""
    forms, last = page.forms, len(page) - 1
    for form, openings, end in sought.wholes:
        for i in sorted(_places(page, openings, end)):
            if forms[i][0] != form[0] or not _may_open(page, i):
                continue
            touching = i < last and page.gaps[i + 1] in _TOUCHING
            if _one_off(forms[i], form):
                yield Span(page.starts[i], page.ends[i], sought.glued[form], "identity.misspelt", KNOWN)
            elif touching and _one_off(forms[i] + forms[i + 1], form):
                yield Span(page.starts[i], page.ends[i + 1], sought.glued[form], "identity.misspelt", KNOWN)


def _places(page: Page, openings: tuple[str, str], end: str) -> set[int]:
    """The tokens that begin with an opening, and those at the end of which, or of the next token, the end stands."""
    compact, starts, ends = page.compact
    found: set[int] = set()
    for opening in openings:
        for at in _occurrences(compact, opening):
            i = bisect_left(starts, at)
            if i < len(starts) and starts[i] == at:
                found.add(i)
    for at in _occurrences(compact, end):
        i = bisect_left(ends, at + len(end))
        if i < len(ends) and ends[i] == at + len(end):
            found.update((i - 1, i) if i else (i,))
    return found


def _occurrences(text: str, part: str) -> list[int]:
    found, at = [], text.find(part)
    while at >= 0:
        found.append(at)
        at = text.find(part, at + 1)
    return found


def _may_open(page: Page, i: int) -> bool:
    if page.shapes[i] == NUMBER or page.folded[i] in CIVIL or page.folded[i] in MEDICAL:
        return False
    return len(page.words[i]) <= 4 or not page.info(i).wordish


def _one_off(written: str, form: str) -> bool:
    return abs(len(written) - len(form)) < 2 and OSA.distance(written, form, score_cutoff=1) <= 1


def _numbers_of(person: Person) -> Iterator[tuple[str, str]]:
    """Numbers and addresses of the record, without separators."""
    values: list[tuple[str | None, str, int]] = [
        (person.ipp, "IPP", 4),
        (person.nir, "SECU", 10),
        (person.address, "ADRESSE", 8),
    ]
    values += [(phone, "TEL", 6) for phone in person.phones] + [(mail, "MAIL", 6) for mail in person.emails]
    if person.nir:
        values.append((_SIGNS.sub("", person.nir)[:13], "SECU", 13))
    if person.birth_place:
        values.append((person.birth_place, "VILLE", 4))
    for value, label, shortest in values:
        form = _solid(value or "")
        if len(form) >= shortest:
            yield form, label


_NUMBERS = frozenset(("IPP", "SECU"))
_TELLING = 6
"""A number of the record with so many signs is one also where other signs are glued to it (`813422907A`)."""


def _numbers(page: Page, sought: _Sought) -> Iterator[Span]:
    """Numbers and addresses of the record, whatever separators stand in them."""
    for form, label in sought.numbers:
        for start, end in page.find_compact(form, within=label in _NUMBERS and len(form) >= _TELLING):
            yield Span(start, end, label, f"identity.{label.lower()}", KNOWN)
    if len(sought.town) >= 3:
        yield from _town(page, sought.town)


def _town(page: Page, form: str) -> Iterator[Span]:
    """The patient's town, capitalised (Mer, Sens, Tours are words too) or several words long."""
    for start, end in page.find_compact(form):
        i = page.token_at(start)
        info = page.info(i)
        if page.shapes[i] == LOWER and (info.wordish or info.medical):
            continue
        if info.wordish and page.shapes[i] == TITLE and page.line_start(i) and page.text[end : end + 1] not in ",":
            continue
        yield Span(start, end, "VILLE", "identity.town", KNOWN)
