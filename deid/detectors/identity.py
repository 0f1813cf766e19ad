"""The patient's own record, found in every spelling: order, case, accents, hyphens, glued, initials, OCR, one letter wrong.

A part of the name that is no word is an identifier wherever it stands. A part that is a word (Petit, Rose, Marin, Poumon)
is one only with a capital beside a title, an initial or another part of the name, so that `colon` stays `colon`.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import NamedTuple

from rapidfuzz.distance import OSA

from clinical.documents import Person
from deid.lexicon import WordInfo, key
from deid.page import INITIAL, LOWER, MIXED, NUMBER, TITLE, UPPER, Page, ocr_form
from deid.spans import KNOWN, Span
from deid.vocabulary import CIVIL, MEDICAL, PARTICLES

MISSPELT_FROM = 5
"""A name of fewer letters is not looked for with a wrong letter: too many words are one letter away."""


class _Parts(NamedTuple):
    family: dict[str, str]
    """OCR form of each part of a name, and its label."""
    glued: dict[str, str]


def find(page: Page, person: Person) -> Iterator[Span]:
    """Every mention of the record's own identity on the page."""
    parts = _parts(person)
    hits = {i: label for i, label in _single(page, parts.family)}
    yield from _accepted(page, hits)
    yield from _glued(page, parts.glued)
    yield from _numbers(page, person)


def _names(person: Person) -> Iterator[tuple[str, str]]:
    for family in (person.family_name, person.birth_name, person.usual_name):
        if family:
            yield family, "NOM"
    for given in person.given_names:
        yield given, "PRENOM"
    for relative in person.related:
        yield relative, "NOM"


def _parts(person: Person) -> _Parts:
    single: dict[str, str] = {}
    glued: dict[str, str] = {}
    for name, label in _names(person):
        words = [word for word in key(name).split() if len(word) > 1]
        for word in words:
            if word not in PARTICLES and len(word) > 1:
                single.setdefault(ocr_form(word), label)
        full = key(name).replace(" ", "")
        if len(words) > 1 or (len(full) > 4 and len(key(name).split()) > 1):
            glued[ocr_form(full)] = label
    for family in (person.family_name, person.birth_name, person.usual_name):
        whole = ocr_form(key(family).replace(" ", "")) if family else ""
        for given in person.given_names if len(whole) > 2 else ():
            letter = ocr_form(key(given))[:1]
            glued.setdefault(letter + whole, "NOM")
            glued.setdefault(whole + letter, "NOM")
            glued.setdefault(ocr_form(key(given).replace(" ", "")) + whole, "NOM")
            glued.setdefault(whole + ocr_form(key(given).replace(" ", "")), "NOM")
    return _Parts(single, {form: label for form, label in glued.items() if len(form) > 3})


def _single(page: Page, parts: dict[str, str]) -> Iterator[tuple[int, str]]:
    if not parts:
        return
    long = [part for part in parts if len(part) >= MISSPELT_FROM]
    heads, tails = {part[0] for part in long}, {part[-2:] for part in long}
    for i, form in enumerate(page.forms):
        if form in parts and 2 * sum(map(str.isalpha, page.words[i])) >= len(page.words[i]):
            yield i, parts[form]
        elif (
            (form[0] in heads or form[-2:] in tails)
            and len(form) >= MISSPELT_FROM - 1
            and form.isalpha()
            and page.shapes[i] not in (NUMBER, MIXED)
        ):
            match = _near_part(form, long)
            if match and _may_be_misspelt(page, i, page.info(i)):
                yield i, parts[match]


def _near_part(form: str, parts: list[str]) -> str | None:
    for part in parts:
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
    grown = True
    while grown:
        more = {i for i in hits if i not in kept and (i - 1 in kept or i + 1 in kept) and _adjacent(page, i, kept)}
        kept |= more
        grown = bool(more)
    for i in sorted(kept):
        yield from _with_company(page, i, hits[i])


def _adjacent(page: Page, i: int, kept: set[int]) -> bool:
    left = i - 1 in kept and _close(page.gaps[i])
    return left or (i + 1 in kept and _close(page.gaps[i + 1]))


def _close(gap: str) -> bool:
    return len(gap) <= 4 and not re.search(r"[.;:!?\n]", gap.replace(". ", " ", 1))


def _is_name_here(page: Page, i: int, hits: dict[int, str]) -> bool:
    info = page.info(i)
    rare = not (info.wordish or info.eponym) and (len(page.words[i]) > 3 or page.shapes[i] != LOWER)
    in_file = (i > 0 and page.gaps[i] == "_") or (i + 1 < len(page) and page.gaps[i + 1] == "_")
    if rare or in_file:
        return True
    if _adjacent(page, i, {k for k in hits if k != i and hits[k] != hits[i]}):
        return page.shapes[i] != LOWER or not (
            page.info(i - 1).wordish if i - 1 in hits else page.info(i + 1).wordish if i + 1 in hits else True
        )
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
    for form, label in glued.items():
        for start, end in page.find_compact(form):
            i = page.token_at(start)
            if page.words[i] == "M" and page.gaps[i + 1][:1] in (".", " "):
                start = page.starts[i + 1]
            yield Span(start, end, label, "identity.glued", KNOWN)
    long = [form for form in glued if len(form) >= 7]
    heads = {form[0] for form in long}
    for i, token in enumerate(page.forms) if long else ():
        if token[0] not in heads or page.shapes[i] == NUMBER or (page.info(i).wordish and len(page.words[i]) > 4):
            continue
        yield from _misspelt_whole(page, i, long, glued)


def _misspelt_whole(page: Page, i: int, long: list[str], glued: dict[str, str]) -> Iterator[Span]:
    """One token, or two that touch, one letter away from a whole name (`VANDENBROEK`, `N GUESAN`)."""
    token = page.forms[i]
    if page.folded[i] in CIVIL or page.folded[i] in MEDICAL:
        return
    pair = token + page.forms[i + 1] if i + 1 < len(page) and page.gaps[i + 1] in (" ", "-", "'", "’") else token
    for form in long:
        if token[0] != form[0]:
            continue
        for written, last in ((token, i), (pair, i + 1)):
            if (
                abs(len(written) - len(form)) < 2
                and OSA.distance(written, form, score_cutoff=1) <= 1
                and last < len(page)
            ):
                yield Span(page.starts[i], page.ends[last], glued[form], "identity.misspelt", KNOWN)
                break


def _numbers(page: Page, person: Person) -> Iterator[Span]:
    """Numbers and addresses of the record, whatever separators stand in them."""
    values: list[tuple[str | None, str, int]] = [
        (person.ipp, "IPP", 4),
        (person.nir, "SECU", 10),
        (person.address, "ADRESSE", 8),
    ]
    values += [(phone, "TEL", 6) for phone in person.phones] + [(mail, "MAIL", 6) for mail in person.emails]
    if person.nir:
        values.append((re.sub(r"\W", "", person.nir)[:13], "SECU", 13))
    if person.birth_place:
        values.append((person.birth_place, "VILLE", 4))
    for value, label, shortest in values:
        form = ocr_form(key(value).replace(" ", "")) if value else ""
        if len(form) >= shortest:
            for start, end in page.find_compact(form):
                yield Span(start, end, label, f"identity.{label.lower()}", KNOWN)
    yield from _town(page, person)


def _town(page: Page, person: Person) -> Iterator[Span]:
    """The patient's town, capitalised (Mer, Sens, Tours are words too) or several words long."""
    form = ocr_form(key(person.city).replace(" ", "")) if person.city else ""
    if len(form) < 3:
        return
    for start, end in page.find_compact(form):
        i = page.token_at(start)
        info = page.info(i)
        if page.shapes[i] == LOWER and (info.wordish or info.medical):
            continue
        if info.wordish and page.shapes[i] == TITLE and page.line_start(i) and page.text[end : end + 1] not in ",":
            continue
        yield Span(start, end, "VILLE", "identity.town", KNOWN)
