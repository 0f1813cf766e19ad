"""Spans: what a detector reports, and how sure it is."""

from __future__ import annotations

from typing import NamedTuple

KNOWN, CHECKED, LABELLED, CONTEXT, LISTED, GUESSED = 6, 5, 4, 3, 2, 1
"""Strength of a finding: the record's own identity, a checksum, an explicit label, context, a gazetteer, the tagger."""


class Span(NamedTuple):
    """One finding: half-open code points of the source text, the label, the detector's name and its strength."""

    start: int
    end: int
    label: str
    detector: str
    strength: int = CONTEXT
