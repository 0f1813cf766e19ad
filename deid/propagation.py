"""Propagation: what was found once is found everywhere in the document, misspelt or in another case too.

A name that is a word (`Colon`, `Petit`) is propagated only with a capital beside a title, an initial or another name; a
number is found again in any grouping, and the numbers of its own kind (`20ADN-7716`, `21ADN-3340`) by its shape.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from itertools import pairwise

from rapidfuzz.distance import OSA

from deid.grammar import is_medicine
from deid.page import INITIAL, LOWER, NUMBER, TITLE, UPPER, Page, ocr_form
from deid.spans import CONTEXT, LABELLED, Span
from deid.vocabulary import CIVIL, LEADING, MEDICAL, NEVER, PARTICLES

_NAMES = ("NOM", "PRENOM")
_NUMBERS = ("IPP", "NDA", "SECU", "AUTRE_ID", "TEL", "RPPS", "FINESS")
_MAX_NAMES = 400
"""A document with more different names than this is a list, not a note; the first ones are propagated."""


def propagate(page: Page, found: list[Span]) -> Iterator[Span]:
    """Further spans for what ``found`` already holds."""
    covered = _covered(page, found)
    names = list(_names(page, found, covered))
    yield from names
    yield from _initials(page, found + names, covered)
    yield from _signed(page, found)
    yield from _hyphenated(page, found + names)
    yield from _compounds(page, found, covered)
    yield from _numbers(page, found)
    yield from _towns(page, found, covered)
    yield from _hospitals(page, found)


def _covered(page: Page, found: list[Span]) -> set[int]:
    return {i for span in found for i in page.tokens_in(span.start, span.end)}


def _names(page: Page, found: list[Span], covered: set[int]) -> Iterator[Span]:
    parts: dict[str, str] = {}
    words: dict[str, str] = {}
    for span in found:
        if span.label in _NAMES and len(parts) + len(words) < _MAX_NAMES:
            for i in page.tokens_in(span.start, span.end):
                folded = page.folded[i]
                if len(folded) < 3 or folded in PARTICLES or page.shapes[i] == NUMBER:
                    continue
                info = page.info(i)
                target = (
                    words
                    if info.wordish or info.eponym or info.medical or (len(folded) < 4 and not info.first)
                    else parts
                )
                target.setdefault(ocr_form(folded), span.label)
    long = [part for part in parts if len(part) >= 6]
    for i in range(len(page)):
        if i in covered or page.shapes[i] == NUMBER:
            continue
        form = page.forms[i]
        if form in parts and (page.shapes[i] != LOWER or page.info(i).zipf < 3):
            yield from _hit(page, i, parts[form])
        elif form in words and _word_as_name(page, i, covered):
            yield from _hit(page, i, words[form])
        elif (
            len(form) >= 5
            and page.shapes[i] in (UPPER, TITLE)
            and not page.info(i).wordish
            and not page.info(i).medical
            and page.folded[i] not in NEVER
        ):
            for part in long:
                if (
                    abs(len(part) - len(form)) < 2
                    and part[0] == form[0]
                    and OSA.distance(part, form, score_cutoff=1) <= 1
                ):
                    yield from _hit(page, i, parts[part])
                    break


def _compounds(page: Page, found: list[Span], covered: set[int]) -> Iterator[Span]:
    """A name of several parts (`Marie-Ange`, `Saint-Yves`) is found again whole, even if its parts are words."""
    wholes: dict[str, dict[tuple[str, ...], str]] = {}
    for span in found:
        if span.label in _NAMES:
            parts = tuple(page.folded[i] for i in page.tokens_in(span.start, span.end))
            if 1 < len(parts) < 5 and all(len(part) > 1 for part in parts):
                wholes.setdefault(parts[0], {})[parts] = span.label
    for i, folded in enumerate(page.folded):
        for parts, label in wholes.get(folded, {}).items():
            last = i + len(parts) - 1
            if i not in covered and tuple(page.folded[i : last + 1]) == parts and page.shapes[i] in (UPPER, TITLE):
                yield Span(page.starts[i], page.ends[last], label, "propagation.compound", CONTEXT)


def _word_as_name(page: Page, i: int, covered: set[int]) -> bool:
    """A word that is also a name of this document: capital, and a title, an initial or another name beside it."""
    if page.shapes[i] not in (UPPER, TITLE):
        return False
    if i and (page.folded[i - 1] in CIVIL or page.folded[i - 1] in MEDICAL) and len(page.gaps[i]) < 4:
        return True
    beside = (i - 1 in covered and _near(page.gaps[i]) and page.shapes[i - 1] in (UPPER, TITLE, INITIAL)) or (
        i + 1 in covered and _near(page.gaps[i + 1]) and page.shapes[i + 1] in (UPPER, TITLE, INITIAL)
    )
    if beside:
        return True
    info = page.info(i)
    if info.eponym or is_medicine(page, i):
        return False
    middle = i > 0 and page.gaps[i] == " " and page.shapes[i - 1] == LOWER and page.shapes[i] == TITLE
    if middle and (info.first >= 3 or (info.surname >= 2.5 and not info.medical)):
        return True
    called = page.text[max(0, page.starts[i] - 8) : page.starts[i]].lower().strip()
    opens = page.line_start(i) or called.endswith(("cher", "chère", "chere", "bonjour", "bonsoir", "salut"))
    return opens and info.first >= 3 and page.text[page.ends[i] : page.ends[i] + 1] == ","


def _near(gap: str) -> bool:
    return gap in (" ", "-", ". ", ".", "_", "'", "’", "  ", "/", " / ")


def _hit(page: Page, i: int, label: str) -> Iterator[Span]:
    first = i
    while (
        first > 0
        and page.folded[first - 1] in LEADING
        and page.folded[first - 1] not in ("de", "d", "du", "des", "la", "les", "l", "n", "o", "m")
        and page.shapes[first - 1] in (UPPER, TITLE)
        and page.gaps[first] in (" ", "-", "'", "’")
    ):
        first -= 1
    yield Span(page.starts[first], page.ends[i], label, "propagation", CONTEXT)


def _numbers(page: Page, found: list[Span]) -> Iterator[Span]:
    seen: set[str] = set()
    shapes: set[tuple[str, str]] = set()
    for span in found:
        if span.label not in _NUMBERS or len(seen) > 200:
            continue
        surface = page.text[span.start : span.end]
        form = ocr_form(re.sub(r"\W|_", "", surface).lower())
        if len(form) >= 5 and form not in seen and any(char.isdigit() for char in surface):
            seen.add(form)
            for start, end in page.find_compact(form):
                yield Span(start, end, span.label, "propagation.number", LABELLED)
        if (
            span.label == "AUTRE_ID"
            and re.search(r"[A-Za-z]", surface)
            and re.search(r"[-./]", surface)
            and len(surface) >= 7
            and sum(c.isdigit() for c in surface) >= 5
        ):
            shapes.add((_shape(surface), span.label))
        yield from _siblings(page.text, span)
    for pattern, label in list(shapes)[:20]:
        for match in re.finditer(pattern, page.text):
            yield Span(match.start(), match.end(), label, "propagation.shape", CONTEXT)


def _siblings(text: str, span: Span) -> Iterator[Span]:
    """`n° 26021553907 et 26021553915`: a second number of the same length right behind."""
    surface = text[span.start : span.end]
    if span.label == "AUTRE_ID" and len(surface) >= 6:
        pattern = re.compile(
            rf" ?(?:et|/|,|;|ou) ?(?P<n>[A-Z]?\d[\dA-Z.-]{{{len(surface) - 3},{len(surface)}}})(?![\w-])"
        )
        match = pattern.match(text, span.end)
        if match and sum(c.isdigit() for c in match["n"]) >= 5:
            yield Span(match.start("n"), match.end("n"), span.label, "propagation.sibling", CONTEXT)


def _shape(surface: str) -> str:
    body = "".join(r"\d" if char.isdigit() else "[A-Z]" if char.isupper() else re.escape(char) for char in surface)
    return rf"(?<![\w-]){body}(?![\w-])"


def _towns(page: Page, found: list[Span], covered: set[int]) -> Iterator[Span]:
    towns: dict[str, set[tuple[str, ...]]] = {}
    for span in found:
        if span.label == "VILLE":
            name = tuple(page.folded[i] for i in page.tokens_in(span.start, span.end))
            if name:
                towns.setdefault(name[0], set()).add(name)
    for i, folded in enumerate(page.folded) if towns else ():
        if i in covered or page.shapes[i] not in (UPPER, TITLE):
            continue
        for name in towns.get(folded, ()):
            if tuple(page.folded[i : i + len(name)]) == name and _town_here(page, i, len(name)):
                yield Span(page.starts[i], page.ends[i + len(name) - 1], "VILLE", "propagation.town", CONTEXT)


def _town_here(page: Page, i: int, size: int) -> bool:
    info = page.info(i)
    if size > 1:
        return True
    if info.eponym or info.medical:
        return False
    if not info.wordish:
        return True
    placed = i > 0 and not page.line_start(i) and page.gaps[i] in (" ", ", ", " -> ", " (", " + ")
    return placed and (page.shapes[i] == TITLE or info.zipf < 4.3)


def _initials(page: Page, found: list[Span], covered: set[int]) -> Iterator[Span]:
    """The initial behind or before a found family name: `Le Moal T / …`, `NGUESSAN A.E.`, `M-Ange`."""
    for span in found:
        if span.label not in _NAMES:
            continue
        tokens = page.tokens_in(span.start, span.end)
        if not tokens:
            continue
        k = tokens[-1] + 1
        while (
            k < len(page)
            and k not in covered
            and page.shapes[k] == INITIAL
            and page.gaps[k] in (" ", ".", ". ", ".-", "-")
            and _closes(page, k)
        ):
            dot = page.text[page.ends[k] : page.ends[k] + 1] == "."
            yield Span(page.starts[k], page.ends[k] + dot, "PRENOM", "propagation.initial", CONTEXT)
            k += 1
        k = tokens[0] - 1
        if k >= 0 and k not in covered and page.shapes[k] == INITIAL and page.gaps[k + 1] == "-":
            yield Span(page.starts[k], page.ends[k], "PRENOM", "propagation.initial", CONTEXT)


_SIGNED = re.compile(r"^[>\s]*(?P<initial>[A-Z]\.) ?(?P<name>[A-ZÀ-Ý][\w'’ -]{2,40}?)[ \t]*(?:$|[,(–-] )", re.M)


def _signed(page: Page, found: list[Span]) -> Iterator[Span]:
    """`M. Roux-Chabert` alone on a line is a signature, not a title, if a Mehdi Roux-Chabert has been named."""
    full: set[tuple[str, str]] = set()
    for given, family in pairwise(found):
        if given.label == "PRENOM" and family.label == "NOM" and family.start - given.end == 1:
            full.add((page.text[given.start].upper(), page.text[family.start : family.end].lower()))
    for match in _SIGNED.finditer(page.text) if full else ():
        if (match["initial"][0], match["name"].lower()) in full:
            yield Span(match.start("initial"), match.end("initial"), "PRENOM", "propagation.signed", CONTEXT)


def _hyphenated(page: Page, found: list[Span]) -> Iterator[Span]:
    """No half masks: a capitalised word that a hyphen joins to a name is part of it (`[PRENOM]-Gaëlle`)."""
    for span in found:
        tokens = page.tokens_in(span.start, span.end) if span.label in _NAMES else range(0)
        for k, gap_at in ((tokens[0] - 1, tokens[0]), (tokens[-1] + 1, tokens[-1] + 1)) if tokens else ():
            joined = 0 <= k < len(page) and page.gaps[gap_at] in ("-", "‐") and page.shapes[k] in (UPPER, TITLE)
            if joined and page.folded[k] not in NEVER:
                yield Span(page.starts[k], page.ends[k], span.label, "propagation.hyphen", CONTEXT)


def _closes(page: Page, k: int) -> bool:
    """Whether an initial is followed by what ends a name."""
    return bool(re.match(r"\.|[ \t]*(?:$|[\n/,;)|\]]|-\s)", page.text[page.ends[k] : page.ends[k] + 4]))


_TYPE_WORDS = frozenset(
    "hopital hopitaux clinique polyclinique ehpad chu ch chr chru centre hospitalier de du des la le les laboratoire labo institut maison residence foyer ssr had l d sante medical".split()
)


def _hospitals(page: Page, found: list[Span]) -> Iterator[Span]:
    """The own name of an institution without its type word (`SAU de Clamart-Sud`)."""
    names: set[str] = set()
    for span in found:
        if span.label == "HOPITAL":
            tokens = [i for i in page.tokens_in(span.start, span.end) if page.folded[i] not in _TYPE_WORDS]
            if tokens:
                name = page.text[page.starts[tokens[0]] : span.end]
                if len(name) > 4 and (
                    len(tokens) > 1
                    or (
                        not page.info(tokens[0]).wordish
                        and not page.info(tokens[0]).eponym
                        and page.info(tokens[0]).town < 0
                    )
                ):
                    names.add(name)
    for name in sorted(names)[:30]:
        for match in re.finditer(rf"(?<![\w-]){re.escape(name)}(?![\w-])", page.text, re.I):
            if match.group()[0].isupper():
                yield Span(match.start(), match.end(), "HOPITAL", "propagation.hospital", CONTEXT)
