"""What lies above a code where the code itself says it: CIM-10 by range and prefix, ATC by prefix."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Container, Iterator
from functools import lru_cache
from importlib import resources

from terminologies.records import Entry

CIM10, ATC = "CIM10", "ATC"
ATC_LEVELS = (7, 5, 4, 3, 1)
"""Lengths of ATC codes, from substance to anatomical group."""


def _rows(name: str) -> Iterator[list[str]]:
    text = resources.files("terminologies").joinpath("data", name).read_text(encoding="utf-8")
    for line in text.splitlines():
        if line and not line.startswith("#"):
            yield line.split("\t")


def cim10_groups() -> list[Entry]:
    """Chapters (``IX``) and blocks (``I10-I15``) as entries."""
    return [
        Entry(row[0], row[2], parents=(row[1],) if "-" in row[0] else ()) for row in _rows("cim10_blocks.tsv")
    ]  # a chapter's second column is its range, a block's the chapter


@lru_cache(maxsize=1)
def _blocks() -> tuple[list[str], list[str]]:
    codes = sorted(row[0] for row in _rows("cim10_blocks.tsv") if "-" in row[0])
    return [code[:3] for code in codes], codes


def cim10_block(category: str) -> str | None:
    """The block of a category: ``I15`` → ``I10-I15``."""
    firsts, codes = _blocks()
    place = bisect_right(firsts, category[:3]) - 1
    return codes[place] if place >= 0 and category[:3] <= codes[place][4:] else None


@lru_cache(maxsize=1)
def _group_ranges() -> list[tuple[str, str, str]]:
    """(first category, last category, code) of each chapter and block, the widest first at each place."""
    rows = [(row[0], row[0]) if "-" in row[0] else (row[1], row[0]) for row in _rows("cim10_blocks.tsv")]
    found = [(span[:3], span[4:], code) for span, code in rows]
    return sorted(found, key=lambda group: (group[0], -ord(group[1][0]), -int(group[1][1:])))


def cim10_cover(first: str, last: str) -> list[str]:
    """The fewest chapters, blocks and categories from ``first`` to ``last``, both included, in order.

    Categories are every one that could exist (``C00`` to ``C99``): the caller leaves out the unknown.

    >>> cim10_cover("C76", "C82")[:3], cim10_cover("I00", "I99")
    (['C76', 'C77', 'C78'], ['IX'])
    """
    found: list[str] = []
    place = first
    while place <= last:
        group = next((g for g in _group_ranges() if g[0] == place and g[1] <= last), None)
        found.append(group[2] if group else place)
        place = _next_category(group[1] if group else place)
    return found


def _next_category(category: str) -> str:
    number = int(category[1:]) + 1
    return f"{category[0]}{number:02d}" if number < 100 else f"{chr(ord(category[0]) + 1)}00"


def cim10_parent(code: str, known: Container[str]) -> str | None:
    """The nearest code above: the longest known prefix (``R53+0`` → ``R53``), or the block of a category."""
    for size in range(len(code) - 1, 2, -1):
        prefix = code[:size].rstrip("+")
        if prefix != code and prefix in known:
            return prefix
    return cim10_block(code)


def atc_parent(code: str) -> str | None:
    """The code one level up; None for an anatomical group."""
    return next((code[:size] for size in ATC_LEVELS if size < len(code)), None)


def atc_groups() -> dict[str, str]:
    """Titles of ATC levels 1 to 3."""
    return {row[0]: row[1] for row in _rows("atc_levels.tsv")}
