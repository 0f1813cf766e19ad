"""Operators in small letters: words as typed, and the query with those that could join criteria in capitals."""

from __future__ import annotations

from collections.abc import Iterable

from clinical.errors import QuerySyntaxError
from indexer.queries.grammar import tree_of

_FRENCH = frozenset(["et", "ou", "sauf"])
_ENGLISH = frozenset(["and", "or", "not"])


def is_small_operator(surface: str, lang: str) -> bool:
    """Whether a typed word would be an operator in capitals."""
    return surface in _FRENCH or (lang == "en" and surface in _ENGLISH)


MOST_OPERATORS = 8
"""Words that are tried in capitals, each of which costs a reading of the query."""


def in_capitals(text: str, places: Iterable[tuple[int, int]]) -> tuple[str, str] | None:
    """Words of ``text`` at ``places`` that join something, and the text with them in capitals; None where none does."""
    joining = [place for place in sorted(places)[:MOST_OPERATORS] if _reads(_raised(text, [place]))]
    raised = _raised(text, joining)
    if not joining or not _reads(raised):
        return None
    return ", ".join(dict.fromkeys(text[start:end] for start, end in joining)), raised


def _raised(text: str, places: Iterable[tuple[int, int]]) -> str:
    for start, end in places:
        text = text[:start] + text[start:end].upper() + text[end:]
    return text


def _reads(text: str) -> bool:
    try:
        tree_of(text)
    except QuerySyntaxError:
        return False
    return True
