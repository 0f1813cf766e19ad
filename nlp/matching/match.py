"""What the matcher finds."""

from __future__ import annotations

from typing import NamedTuple


class Match(NamedTuple):
    """A concept mention: ``text[start:end]`` (code points, half open) carries ``code``.

    ``method``: exact (an official name), lexicon (a clinician's form), gap (words in between or in another order),
    coordination (``insuffisance rénale et cardiaque``), fuzzy (misspelt), abbreviation (explained in the document), code
    (written as a code). ``score`` is 0 to 1. ``intrinsic_negation``: the words themselves say that it is absent.
    """

    start: int
    end: int
    system: str
    code: str
    label: str
    score: float
    method: str
    intrinsic_negation: bool = False
