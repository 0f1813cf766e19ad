"""Lines of a document and which line ends only wrap a line, so that sentences survive letters broken at a fixed width."""

from __future__ import annotations

import re
from collections.abc import Sequence
from itertools import pairwise
from typing import NamedTuple

from language.cues import load_words

BULLET = re.compile(
    r"[ \t]*(?:(?:[-–—*•·▪◦●→>=#+»►▶◆]+|\[\d{1,2}\]|\d{1,2}[ ]?(?:[.)°/]|-(?=\s))|[a-zA-Z]\)|[IVX]{1,4}[.)])[ \t]+"
    r"|[-–•*>_#]+[ \t]?(?=[^\W\d]))+"
)
"""What may stand before the content of a list item or a numbered title."""

_NUMBERED = frozenset(").IVX")
"""What may follow a letter that numbers an item: ``a)``, ``I.``, ``IV)``."""

_PAGE = re.compile(
    r"\bpage\s*:?\s*\d+\s*(?:/|sur|of)\s*\d+|^\s*[-–—]{2,}.*[-–—]{2,}\s*$|^\s*\d+\s*/\s*\d+\s*$", re.IGNORECASE
)


_WORD = re.compile(r"[^\W\d_]+")
LABEL = re.compile(r"[^\W\d_]{2,12}(?: [^\W\d_]{2,12})? ?:(?!\d)")
"""One or two words and a colon: a line that says something of its own (``all : pénicilline``)."""


class Line(NamedTuple):
    """One line: ``start`` and ``end`` without outer blanks, ``content`` after bullets and numbers; ``stop`` its line end."""

    start: int
    end: int
    content: int
    stop: int

    @property
    def blank(self) -> bool:
        return self.start == self.end

    @property
    def bullet(self) -> bool:
        return self.content > self.start


def read_lines(text: str) -> list[Line]:
    """The lines of ``text`` in order."""
    lines, at, bullets = [], 0, BULLET.match
    for raw in text.split("\n"):
        stop = at + len(raw)
        tail = raw.lstrip()
        start = stop - len(tail)
        end = start + len(tail.rstrip())
        bullet = bullets(text, start, end) if (tail and not tail[0].isalpha()) or tail[1:2] in _NUMBERED else None
        lines.append(Line(start, end, bullet.end() if bullet else start, stop))
        at = stop + 1
    return lines


def is_page_mark(text: str, line: Line) -> bool:
    """A page number, header or footer line, which may stand in the middle of a sentence."""
    if line.blank or line.end - line.start >= 120:
        return False
    if text[line.start] not in "-–—0123456789" and "age" not in text[line.start : line.end].lower():
        return False
    return _PAGE.search(text, line.start, line.end) is not None


def wrap_width(lines: Sequence[Line]) -> int:
    """The width at which the text was broken, 0 where it does not seem to be."""
    widths = sorted((line.end - line.start for line in lines if not line.blank), reverse=True)
    if len(widths) < 6 or not 50 <= widths[0] <= 130:
        return 0
    return widths[len(widths) // 10]


def _is_telegraphic(text: str, lines: list[Line], width: int) -> bool:
    """Lines that begin small because nobody minds capitals, not because they go on: most of them end far from the edge."""
    short = [
        line.end - line.start < width - 22 or not width
        for line, following in pairwise(lines)
        if line.end - line.start >= LONG and not following.blank and text[following.start].islower()
    ]
    return len(short) >= 3 and sum(short) > len(short) * 0.6


LONG = 50
"""A line this long may be one that goes on in the next."""


def _wraps(
    text: str, line: Line, following: Line, width: int, connectors: frozenset[str], *, telegraphic: bool
) -> bool:
    last, first = text[line.end - 1], text[following.start]
    if last in "-‐" and text[line.end - 2 : line.end - 1] == " ":
        return False  # ``covid -``: a result, no word cut in two
    if last in ".;:!?" or first in "|[\u2610\u2611\u2612" or text[line.start] == "|" or following.bullet:
        return False
    if first == "(" and text[following.start + 1 : following.start + 2] in ("", " ", "x", "X"):
        return False
    if not (
        last in ",-‐"
        or first in ",)"
        or _is_full(text, line, width, small=first.islower() and not telegraphic)
        or _is_open(text, line, following, connectors)
    ):
        return False
    return LABEL.match(text, following.start, following.end) is None


def _is_full(text: str, line: Line, width: int, *, small: bool) -> bool:
    """A line that ends near the text's edge, or that is long and goes on in lower case, and is no row of columns."""
    length = line.end - line.start
    if not ((width and length >= width - 22) or (length >= LONG and small)):
        return False
    return text.find("\t", line.start, line.end) < 0 and text.find("     ", line.start, line.end) < 0


def _is_open(text: str, line: Line, following: Line, connectors: frozenset[str]) -> bool:
    """A line whose last word leads on (``sans``, ``de l'``), or a long one before a word that goes on (``opérée`` / ``d'un``)."""
    first = _WORD.match(text, following.start, following.end)
    if (
        first
        and first.group() in connectors
        and line.end - line.start >= LONG
        and "     " not in text[line.start : line.end]
    ):
        return True
    tail = text[max(line.start, line.end - 10) : line.end].replace("'", " ").replace("’", " ")
    return " " in tail.strip(" ") and tail.split()[-1] in connectors


class Wrapping(NamedTuple):
    """``soft``: offsets of line ends inside a sentence; ``skipped``: page marks that stand inside one, as ranges."""

    soft: frozenset[int]
    skipped: tuple[tuple[int, int], ...]


def read_wrapping(text: str, lines: list[Line], lang: str) -> Wrapping:
    """Which line ends only wrap a line, and which lines are page marks in between."""
    skip: list[tuple[int, int]] = []
    width, connectors, size = wrap_width(lines), load_words(lang)["connectors"], len(lines)
    telegraphic = _is_telegraphic(text, lines, width)
    soft: set[int] = set()
    pages = [is_page_mark(text, line) for line in lines]
    passed = [page or line.blank for page, line in zip(pages, lines, strict=True)]
    for at, line in enumerate(lines[:-1]):
        if passed[at]:
            continue
        ahead = at + 1
        while ahead < size and passed[ahead] and ahead < at + 4:
            ahead += 1
        if ahead == size or lines[ahead].blank or not (ahead == at + 1 or any(pages[at + 1 : ahead])):
            continue
        if _wraps(text, line, lines[ahead], width, connectors, telegraphic=telegraphic) and (
            ahead == at + 1 or text[lines[ahead].start].islower()
        ):
            soft.update(skipped.stop for skipped in lines[at:ahead])
            skip += [(skipped.start, skipped.end) for skipped in lines[at + 1 : ahead] if not skipped.blank]
    return Wrapping(frozenset(soft), tuple(skip))
