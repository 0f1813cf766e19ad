"""Propagation: what was found once is found everywhere in the document, misspelt or in another case too.

A name that is a word (`Colon`, `Petit`) is propagated only with a capital beside a title, an initial or another name; a
number is found again in any grouping, and the numbers of its own kind (`20ADN-7716`, `21ADN-3340`) by its shape.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable, Iterator
from functools import lru_cache
from typing import NamedTuple

from rapidfuzz.distance import OSA

from deid import named_institutions
from deid.cues import Cue, Word
from deid.grammar import is_medicine
from deid.marks import ACTED, LETTER
from deid.page import INITIAL, LOWER, NUMBER, TITLE, UPPER, Page, ocr_form
from deid.spans import CONTEXT, LABELLED, Span
from deid.vocabulary import CIVIL, LEADING, MEDICAL, NEVER, NO_NAMES, PARTICLES, SHORT_NAMES

_NAMES = ("NOM", "PRENOM")
_NUMBERS = ("IPP", "NDA", "SECU", "AUTRE_ID", "TEL", "RPPS", "FINESS")
_MAX_NAMES = 400
"""A document with more different names than this is a list, not a note; the first ones are propagated."""


class _Named(NamedTuple):
    """A name found, and its tokens."""

    span: Span
    tokens: range


def propagate(page: Page, found: Iterable[Span]) -> Iterator[Span]:
    """Further spans for what ``found`` already holds."""
    different = list({span[:3]: span for span in found}.values())
    covered = covered_tokens(page, different)
    named = _named(page, different)
    names = list(_names(page, named, covered))
    yield from names
    yield from _signed(page, named)
    yield from _compounds(page, named, covered)
    named += _named(page, names)
    yield from _initials(page, named, covered)
    yield from _hyphenated(page, named)
    yield from _slashed(page, named)
    yield from _numbers(page, [span for span in different if span.label in _NUMBERS])
    yield from _towns(page, [span for span in different if span.label == "VILLE"], covered)
    yield from named_institutions.propagate(page, [span for span in different if span.label == "HOPITAL"])


def covered_tokens(page: Page, spans: Iterable[Span]) -> set[int]:
    """The tokens that the spans touch."""
    return {i for start, end in {span[:2] for span in spans} for i in page.tokens_in(start, end)}


def _named(page: Page, spans: Iterable[Span]) -> list[_Named]:
    names = [_Named(span, page.tokens_in(span.start, span.end)) for span in spans if span.label in _NAMES]
    return [name for name in names if name.tokens]


def _names(page: Page, named: list[_Named], covered: set[int]) -> Iterator[Span]:
    parts: dict[str, str] = {}
    words: dict[str, str] = {}
    for span, tokens in named:
        for i in tokens if len(parts) + len(words) < _MAX_NAMES else ():
            word = page.records[i]
            if len(word.folded) < 3 or word.folded in PARTICLES or word.shape == NUMBER:
                continue
            info = word.info
            is_word = (
                word.folded in NEVER
                or info.wordish
                or info.eponym
                or info.medical
                or (len(word.folded) < 4 and not info.first)
            )
            (words if is_word else parts).setdefault(word.form, span.label)
    near = _misspelt(page, parts)
    known = page.places_of_forms
    for i in sorted([i for form in parts.keys() | words.keys() | near.keys() for i in known.get(form, ())]):
        if i not in covered and page.shapes[i] != NUMBER:
            label = _label_here(page, i, parts, words, near, covered)
            if label:
                yield _hit(page, i, label)


def _misspelt(page: Page, parts: dict[str, str]) -> dict[str, str]:
    """The forms of unknown words with a capital that are one letter away from a long part, and that part."""
    long: dict[str, list[str]] = {}
    for part in parts:
        if len(part) >= 6:
            long.setdefault(part[0], []).append(part)
    near: dict[str, str] = {}
    for form in {page.forms[i] for i in page.at(_UNKNOWN)} if long else ():
        for part in long.get(form[0], ()) if form not in parts else ():
            if -2 < len(part) - len(form) < 2 and OSA.distance(part, form, score_cutoff=1) <= 1:
                near[form] = part
                break
    return near


def _is_unknown(word: Word) -> bool:
    if word.shape not in (UPPER, TITLE) or len(word.form) < 5 or word.folded in NEVER:
        return False
    return not (word.info.wordish or word.info.medical)


_UNKNOWN = Cue(test=_is_unknown, of="large")
"""Words with a capital that no list of words has."""


def _label_here(
    page: Page, i: int, parts: dict[str, str], words: dict[str, str], near: dict[str, str], covered: set[int]
) -> str | None:
    """The label of the name that token ``i`` repeats, if it is one in this place."""
    word = page.records[i]
    if (
        word.folded in NEVER and word.form not in words
    ):  # `Elle` is written like `Elie` once a scanner's letters are made one
        return None
    if word.form in parts and (word.shape != LOWER or word.info.zipf < 3):
        return parts[word.form]
    if word.form in words and _word_as_name(page, i, covered):
        return words[word.form]
    return parts[near[word.form]] if word.form in near and page.has(i, _UNKNOWN) else None


def _compounds(page: Page, named: list[_Named], covered: set[int]) -> Iterator[Span]:
    """A name of several parts (`Marie-Ange`, `Saint-Yves`) is found again whole, even if its parts are words."""
    wholes: dict[tuple[str, ...], str] = {}
    for span, tokens in named:
        parts = tuple(page.folded[i] for i in tokens) if 1 < len(tokens) < 5 else ()
        if parts and all(len(part) > 1 for part in parts):
            wholes[parts] = span.label
    for i, size in _places(page, wholes):
        if i not in covered and page.shapes[i] in (UPPER, TITLE):
            label = wholes[tuple(page.folded[i : i + size])]
            yield Span(page.starts[i], page.ends[i + size - 1], label, "propagation.compound", CONTEXT)


def _places(page: Page, names: Collection[tuple[str, ...]]) -> Iterator[tuple[int, int]]:
    """The first token and the number of tokens of every mention of names, which are given as folded words."""
    folded, heads, sizes = page.folded, {name[0] for name in names}, sorted({len(name) for name in names})
    known = page.places_of_forms
    places = [i for form in set(map(ocr_form, heads)) for i in known.get(form, ()) if folded[i] in heads]
    for i in sorted(places):
        for size in sizes:
            if i + size <= len(folded) and tuple(folded[i : i + size]) in names:
                yield i, size


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
    if page.folded[i] in SHORT_NAMES and page.shapes[i] == TITLE:
        return True
    if i and page.gaps[i] == " " and page.folded[i - 1] in _COMPANY:
        return True
    if page.gaps[i] == " (" and page.text[page.ends[i] : page.ends[i] + 1] == ")" and not info.medical:
        return not page.lexicon.is_term(page.folded[i])
    goes_on = i + 1 < len(page) and page.gaps[i + 1] == " " and page.shapes[i + 1] == LOWER
    starts = not i or page.line_start(i) or page.gaps[i] in _SENTENCES
    if starts and goes_on and page.shapes[i] == TITLE:
        if ACTED.match(page.text, page.ends[i]):
            return True
        if info.surname >= 2.8 and info.zipf < 4.7:
            return not page.lexicon.is_term(page.folded[i])
    opens = page.line_start(i) or called.endswith(("cher", "chère", "chere", "bonjour", "bonsoir", "salut"))
    return opens and info.first >= 3 and page.text[page.ends[i] : page.ends[i] + 1] == ","


_COMPANY = frozenset("par avec chez".split())
_SENTENCES = frozenset((". ", "! ", "? ", ".  ", "; ", " - ", ": "))


def _near(gap: str) -> bool:
    return gap in (" ", "-", ". ", ".", "_", "'", "’", "  ", "/", " / ")


def _hit(page: Page, i: int, label: str) -> Span:
    first = i
    while (
        first > 0
        and page.folded[first - 1] in LEADING
        and page.folded[first - 1] not in ("de", "d", "du", "des", "la", "les", "l", "n", "o", "m")
        and page.shapes[first - 1] in (UPPER, TITLE)
        and page.gaps[first] in (" ", "-", "'", "’")
    ):
        first -= 1
    return Span(page.starts[first], page.ends[i], label, "propagation", CONTEXT)


def _numbers(page: Page, numbers: list[Span]) -> Iterator[Span]:
    seen: set[str] = set()
    shapes: set[str] = set()
    for span in numbers:
        if len(seen) > _MAX_NUMBERS:
            break
        surface = page.text[span.start : span.end]
        form = ocr_form("".join(filter(str.isalnum, surface)).lower())
        if len(form) >= 5 and form not in seen and any(map(str.isdigit, surface)):
            seen.add(form)
            for start, end in page.find_compact(form):
                yield Span(start, end, span.label, "propagation.number", LABELLED)
            short = form.lstrip("o") if span.label in ("IPP", "NDA") else form
            if 5 < len(short) < len(form):  # without the zeros in front
                for start, end in page.find_compact(short):
                    yield Span(start, end, span.label, "propagation.number", LABELLED)
        made = span.label == "AUTRE_ID" and len(surface) >= 7 and not _SEPARATED.isdisjoint(surface)
        if made and _LETTER.search(surface) and sum(map(str.isdigit, surface)) >= 5:
            shapes.add(_shape(surface))
        yield from _siblings(page.text, span)
    if shapes:
        any_shape = "|".join(sorted(shapes, key=lambda shape: (-len(shape), shape))[:20])
        for match in _compiled(rf"(?<![\w-])(?:{any_shape})(?![\w-])").finditer(page.text):
            yield Span(match.start(), match.end(), "AUTRE_ID", "propagation.shape", CONTEXT)


_MAX_NUMBERS = 200
_LETTER = re.compile("[A-Za-z]")
_SEPARATED = frozenset("-./")


@lru_cache(maxsize=1024)
def _compiled(expression: str) -> re.Pattern[str]:
    return re.compile(expression)


def _siblings(text: str, span: Span) -> Iterator[Span]:
    """`n° 26021553907 et 26021553915`, `34023 118 7702 – 34023 118 7710`: further numbers of the same length or make right behind."""
    surface = text[span.start : span.end]
    if len(surface) < 6 or text[span.end : span.end + 2].strip()[:1] not in _BEFORE_SIBLING:
        return
    size, end = len(surface), span.end
    same = _compiled(rf" ?(?:et|ou|à|[/,;+&–-]) ?(?:n° ?)?(?P<n>{_shape(surface)})(?![\w%]|[.,/-]\d)")
    near = _compiled(rf" ?(?:et|/|,|;|ou) ?(?P<n>[A-Z]?\d[\dA-Z.-]{{{size - 3},{size}}})(?![\w-])")
    while match := same.match(text, end) or near.match(text, end):
        end = match.end()
        if sum(map(str.isdigit, match["n"])) >= 5:
            yield Span(match.start("n"), end, span.label, "propagation.sibling", CONTEXT)


_BEFORE_SIBLING = frozenset("eoà/,;+&–-")


def _shape(surface: str) -> str:
    return "".join(r"\d" if char.isdigit() else "[A-Z]" if char.isupper() else re.escape(char) for char in surface)


def _towns(page: Page, found: list[Span], covered: set[int]) -> Iterator[Span]:
    towns = {tuple(page.folded[i] for i in page.tokens_in(span.start, span.end)) for span in found} - {()}
    for i, size in _places(page, towns):
        if i not in covered and page.shapes[i] in (UPPER, TITLE) and _town_here(page, i, size):
            yield Span(page.starts[i], page.ends[i + size - 1], "VILLE", "propagation.town", CONTEXT)


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


def _initials(page: Page, named: list[_Named], covered: set[int]) -> Iterator[Span]:
    """The initial behind or before a found family name: `Le Moal T / …`, `NGUESSAN A.E.`, `M-Ange`."""
    size, shapes, gaps = len(page), page.shapes, page.gaps
    for _, tokens in named:
        k = tokens[-1] + 1
        while k < size and shapes[k] == INITIAL and gaps[k] in _TO_INITIAL and k not in covered and _closes(page, k):
            dot = page.text[page.ends[k] : page.ends[k] + 1] == "."
            yield Span(page.starts[k], page.ends[k] + dot, "PRENOM", "propagation.initial", CONTEXT)
            k += 1
        k = tokens[0] - 1
        if k >= 0 and shapes[k] == INITIAL and gaps[k + 1] == "-" and k not in covered:
            yield Span(page.starts[k], page.ends[k], "PRENOM", "propagation.initial", CONTEXT)


_TO_INITIAL = (" ", ".", ". ", ".-", "-")
_CLOSING = re.compile(r"\.|[ \t]*(?:\Z|[\n/,;)|\]]|-\s)")
_SIGNED = re.compile(r"(?P<initial>[A-Z]\.) ?(?P<name>[A-ZÀ-ÝĀ-ŒŔ-ŽẠ-Ỹ][\w'’ -]{2,40}?)[ \t]*(?:$|[,(–-] )", re.M)


def _signed(page: Page, named: list[_Named]) -> Iterator[Span]:
    """`M. Roux-Chabert` alone on a line is a signature, not a title, if a Mehdi Roux-Chabert has been named."""
    text = page.text
    given: dict[int, set[str]] = {}
    for span, _ in named:
        if span.label == "PRENOM":
            given.setdefault(span.end + 1, set()).add(text[span.start].upper())
    families = [span for span, _ in named if span.label == "NOM" and span.start in given]
    full = {(first, text[span.start : span.end].lower()) for span in families for first in given[span.start]}
    for i in page.at(LETTER) if full else ():
        opens = page.shapes[i] == INITIAL and _opens_line(page, i)
        match = _SIGNED.match(text, page.starts[i]) if opens else None
        if match and (match["initial"][0], match["name"].lower()) in full:
            yield Span(match.start("initial"), match.end("initial"), "PRENOM", "propagation.signed", CONTEXT)


def _opens_line(page: Page, i: int) -> bool:
    """Whether only blanks and signs of a citation stand before token ``i`` in its line."""
    return page.line_start(i) and not page.gaps[i].rpartition("\n")[2].replace(">", "").strip()


def _slashed(page: Page, named: list[_Named]) -> Iterator[Span]:
    """The other name of two that a slash joins (`cabinet Hargous/Sain`), a word too."""
    last = len(page) - 1
    for span, tokens in named:
        k = tokens[-1] + 1
        if span.label == "NOM" and k <= last and page.gaps[k] in ("/", " / ") and page.shapes[k] in (UPPER, TITLE):
            info = page.info(k)
            if info.surname >= 1.8 and info.zipf < 4.5 and len(page.words[k]) > 3 and page.folded[k] not in NO_NAMES:
                yield Span(page.starts[k], page.ends[k], "NOM", "propagation.slash", CONTEXT)


def _hyphenated(page: Page, named: list[_Named]) -> Iterator[Span]:
    """No half masks: a capitalised word that a hyphen joins to a name is part of it (`[PRENOM]-Gaëlle`)."""
    words, gaps, last = page.records, page.gaps, len(page) - 1
    for span, tokens in named:
        for k, gap_at in ((tokens[0] - 1, tokens[0]), (tokens[-1] + 1, tokens[-1] + 1)):
            joined = 0 <= k <= last and gaps[gap_at] in ("-", "‐") and words[k].shape in (UPPER, TITLE)
            if joined and words[k].folded not in NEVER:
                yield Span(page.starts[k], page.ends[k], span.label, "propagation.hyphen", CONTEXT)


def _closes(page: Page, k: int) -> bool:
    """Whether an initial is followed by what ends a name."""
    return _CLOSING.match(page.text[page.ends[k] : page.ends[k] + 4]) is not None
