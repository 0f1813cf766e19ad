"""Codes that the text itself writes: ``CIM10 : I10``, ``(E11.9)``, and what a TNM stage says of metastases."""

from __future__ import annotations

import re
from collections.abc import Iterator

from clinical.concepts import Concept, Concepts
from nlp.matching.match import Match

_NAMED = re.compile(r"\bCIM[\s-]?10\b[^\n\w]{0,4}(?:code[^\n\w]{0,3})?([A-Z]\d{2}(?:[.]?[\d+]{1,3})?)\b")
_BRACKETED = re.compile(r"[(\[]([A-TV-Z]\d{2}\.\d{1,2})[)\]]")
_TNM = re.compile(
    r"T(?:[0-4]|is|x|X)[a-d]?(?:\(\w+\))?\s?(?P<n>[cp]?N[0-3xX]\w?(?:\(\w+\))?)?\s?(?P<m>[cp]?M[01xX][a-d]?)?(?!\w)"
)

_TUMOURS = ("T0", "T1", "T2", "T3", "T4", "Tis", "Tx", "TX")
"""What a TNM stage begins with."""


def written(text: str, concepts: Concepts) -> Iterator[Match]:
    """Codes written in the text that exist, and the metastases of TNM stages."""
    if "CIM" in text:
        yield from _codes(_NAMED, text, concepts)
    if "(" in text or "[" in text:
        yield from _codes(_BRACKETED, text, concepts)
    if any(stage in text for stage in _TUMOURS):
        yield from _stages(text, concepts)


def _codes(pattern: re.Pattern[str], text: str, concepts: Concepts) -> Iterator[Match]:
    for found in pattern.finditer(text):
        concept = concepts.concept("CIM10", found[1])
        if concept is not None:
            yield _match(concept, found.start(1), found.end(1))


def _stages(text: str, concepts: Concepts) -> Iterator[Match]:
    """N1 to N3: node metastasis present, N0: absent; M1: distant metastasis present, M0: absent; X: unknown."""
    for found in _TNM.finditer(text):
        for group, code in (("n", "C779"), ("m", "C798")):
            stage = (found[group] or "").lstrip("cp").lower()
            if not stage or stage[1] == "x":
                continue
            concept = concepts.concept("CIM10", code)
            if concept is not None:
                yield _match(concept, found.start(group), found.end(group), absent=stage[1] == "0")


def _match(concept: Concept, start: int, end: int, *, absent: bool = False) -> Match:
    return Match(start, end, concept.system, concept.code, concept.label, 1.0, "code", absent)
