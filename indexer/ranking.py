"""How hits are ordered: BM25 over words and codes, with the section that a word stands in weighed."""

from __future__ import annotations

import math
from collections.abc import Iterator

from clinical.queries import And, ConceptIs, Or, Phrase, Query, SameSentence, Word

K1 = 1.2
B = 0.75
"""The usual constants of BM25 (Robertson and Zaragoza 2009)."""

SECTION_WEIGHTS = {
    "titre": 2.0,
    "conclusion": 2.0,
    "antecedents": 0.5,
    "familiaux": 0.5,
    "allergies": 0.5,
    "facteurs_de_risque": 0.5,
    "mode_de_vie": 0.5,
    "indication": 0.5,
    "hypotheses": 0.5,
    "contre_indications": 0.5,
    "traitement": 0.5,
    "traitement_sortie": 0.5,
    "traitements_anterieurs": 0.5,
    "prescriptions_anticipees": 0.5,
    "entete": 0.25,
    "signature": 0.25,
}
"""What one occurrence counts in a section; 1 elsewhere. A hit in diagnosis or conclusion beats one in antécédents."""


def section_weight(kind: str) -> float:
    """The weight of one occurrence in a section of this kind."""
    return SECTION_WEIGHTS.get(kind, 1.0)


def inverse_frequency(found: int, documents: int) -> float:
    """The weight of a leaf that ``found`` of ``documents`` contain; never negative."""
    return math.log(1.0 + (documents - found + 0.5) / (found + 0.5))


def saturated(weight: float, length: int, average: float) -> float:
    """BM25's share of ``weight`` weighed occurrences in a document of ``length`` tokens."""
    return weight * (K1 + 1) / (weight + K1 * (1 - B + B * length / (average or 1.0)))


def scored_leaves(query: Query) -> Iterator[Word | Phrase | ConceptIs]:
    """The leaves that make a document relevant: all but those under NOT and the record's fields."""
    match query:
        case Word() | Phrase() | ConceptIs():
            yield query
        case And(parts) | Or(parts) | SameSentence(parts):
            for part in parts:
                yield from scored_leaves(part)
        case _:
            return
