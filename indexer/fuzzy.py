"""Misspelt words: how far a form may be from what was typed, and which forms of a lexicon are near enough."""

from __future__ import annotations

from collections.abc import Sequence

from rapidfuzz.distance import OSA
from rapidfuzz.process import extract

SHORTEST_FUZZY = 4
"""Letters that a fuzzy word needs: below, nearly every word is near."""


def allowed_distance(form: str) -> int:
    """Edits (a swap of neighbours is one) that a fuzzy word allows: 1 up to 7 letters, 2 from 8 on."""
    return 1 if len(form) < 8 else 2


def is_near(form: str, candidate: str) -> bool:
    """Whether ``candidate`` is a fuzzy match of ``form``: same first letter, within the allowed distance."""
    limit = allowed_distance(form)
    return form[:1] == candidate[:1] and int(OSA.distance(form, candidate, score_cutoff=limit)) <= limit


def near_forms(form: str, candidates: Sequence[str]) -> list[tuple[str, int]]:
    """The candidates near ``form`` with their distance, nearest first; ``candidates`` share its first letter."""
    limit = allowed_distance(form)
    found = extract(form, candidates, scorer=OSA.distance, score_cutoff=limit, limit=None)
    return [(str(candidate), int(distance)) for candidate, distance, _ in found]
