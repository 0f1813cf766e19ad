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
