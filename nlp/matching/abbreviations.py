"""Abbreviations that the document itself explains (Schwartz and Hearst 2003, letters compared without accents).

``pseudopolyarthrite rhizomélique (PPR)`` gives PPR that meaning in the whole document; ``Centre d'investigation clinique
(CIC)`` takes from CIC any other.
"""

from __future__ import annotations

import re
from collections.abc import Iterable

from language.folding import fold_same_length
from nlp.matching.match import Match

_EXPLAINED = re.compile(r"\(\s?([A-ZÀ-Ý][\w.-]{1,8})\s?\)")
_WORD_START = re.compile(r"(?<![^\W_])[^\W_]+")
_SENTENCE_END = re.compile(r"[.;:!?]\s|\n\s*\n")
_REACH = 160
"""Characters in which a long form must lie."""
_SCORE = 0.9


def explained(text: str) -> list[tuple[str, int, int]]:
    """(short form, start, end of its long form) for each ``long form (SHORT)``."""
    found = []
    for match in _EXPLAINED.finditer(text):
        short = match[1]
        if sum(map(str.isupper, short)) >= 2:
            end = len(text[: match.start()].rstrip())
            start = _long_form(text, end, short)
            if start is not None:
                found.append((short, start, end))
    return found


def _long_form(text: str, end: int, short: str) -> int | None:
    """Where the long form that ends at ``end`` starts: the letters of ``short`` found from right to left."""
    letters = [char for char in fold_same_length(short) if char.isalnum()]
    base = max(0, end - _REACH)
    folded = fold_same_length(text[base:end])
    words = [match.start() for match in _WORD_START.finditer(folded)]
    low = words[max(0, len(words) - min(len(letters) + 5, len(letters) * 2))] if words else 0
    place = len(folded)
    for rank, letter in enumerate(reversed(letters)):
        place = folded.rfind(letter, low, place)
        if rank == len(letters) - 1:
            while place > 0 and folded[place - 1].isalnum():
                place = folded.rfind(letter, low, place)
        if place < 0:
            return None
    if _SENTENCE_END.search(folded, place) or len(folded) - place <= len(short) + 2:
        return None
    return base + place


def apply(text: str, matches: list[Match], occurrences: Iterable[tuple[str, int, int]]) -> list[Match]:
    """Give explained short forms their meaning; take other meanings from those whose long form is no concept.

    Args:
        text: the document.
        matches: what was found so far.
        occurrences: (word, start, end) of the words of the document.
    """
    meaning: dict[str, Match | None] = {}
    for short, start, end in explained(text):
        inside = [m for m in matches if m.start < end and start < m.end and m.end - m.start > len(short)]
        covering = [m for m in inside if m.start <= start + 3 or (m.end - m.start) * 2 > end - start]
        meaning.setdefault(short, covering[0] if covering else None)
    if not meaning:
        return matches
    kept = [m for m in matches if text[m.start : m.end] not in meaning]
    busy = {place for m in kept for place in range(m.start, m.end)}
    for word, start, end in occurrences:
        source = meaning.get(word)
        if source is not None and start not in busy:
            kept.append(source._replace(start=start, end=end, method="abbreviation", score=_SCORE))
    return kept
