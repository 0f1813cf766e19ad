"""How hits are ordered: BM25 over words and codes, weighed by section, the best of them by how near the words stand."""

from __future__ import annotations

import math
from bisect import bisect_left
from collections.abc import Collection, Iterator, Sequence

from clinical.annotations import CONTEXT_CLASSES
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
    "technique": 0.25,
    "contre_indications": 0.5,
    "traitement": 0.5,
    "traitement_sortie": 0.5,
    "traitements_anterieurs": 0.5,
    "prescriptions_anticipees": 0.5,
    "entete": 0.25,
    "signature": 0.25,
}
"""What one occurrence counts in a section; 1 elsewhere. A hit in diagnosis or conclusion beats one in antécédents; how an
image was made (`protocole EP`) says little of what was found."""


PAST_WEIGHT = 0.5
"""What an occurrence that is over counts beside one that is true now, where both are asked for."""

_PRESENT, _PAST = CONTEXT_CLASSES.index("present"), CONTEXT_CLASSES.index("past")


def class_weight(code: int, asked: Collection[int]) -> float:
    """The weight of one occurrence in the class with this code, where some classes are asked for."""
    return PAST_WEIGHT if code == _PAST and _PRESENT in asked else 1.0


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


NEAREST = 256
"""Hits, by their scores, whose words are looked at for how near they stand."""

NEAR_WEIGHT = 2.0
"""A document in which all words stand side by side counts three times what it would count by its words alone."""

SENTENCE_SHARE = 0.75
"""What one sentence counts of nearness; the rest is the distance."""

NEAR_WORDS = 4.0
"""Words between those that are asked for, at which the distance counts half."""


def near_groups(query: Query) -> list[Query]:
    """What should stand near one another: the words, concepts and alternatives that AND joins, the words of a phrase."""
    match query:
        case Word() | ConceptIs():
            return [query]
        case Phrase(forms):
            mode = "exact" if query.exact else "stem"
            return [Word(form, mode, query.contexts, query.section) for form in forms]  # type: ignore[arg-type]
        case And(parts) | SameSentence(parts):
            return [group for part in parts for group in near_groups(part)]
        case Or(parts):
            return [query] if all(isinstance(part, Word | Phrase | ConceptIs) for part in parts) else []
        case _:
            return []


def nearness(groups: Sequence[Sequence[int]], sentences: Sequence[int]) -> float:
    """How near the words of a query stand in one document: 0 where no two share a sentence and none is near, 1 at best.

    ``groups`` are the rising positions of each word, ``sentences`` the number of the sentence at each position.
    """
    if len(groups) < 2:
        return 0.0
    together = [{sentences[position] for position in positions} for positions in groups]
    most = max((sum(one in group for group in together) for one in set().union(*together)), default=0)
    shared = max(most - 1, 0) / (len(groups) - 1)
    spans = [_span(groups, start) for positions in groups for start in positions]
    between = min((span for span in spans if span is not None), default=None)
    distance = 0.0 if between is None else 1 / (1 + max(between + 1 - len(groups), 0) / NEAR_WORDS)
    return SENTENCE_SHARE * shared + (1 - SENTENCE_SHARE) * distance


def _span(groups: Sequence[Sequence[int]], start: int) -> int | None:
    """Positions from ``start`` to where every group has been met; None where one is not met any more."""
    last = start
    for positions in groups:
        place = bisect_left(positions, start)
        if place == len(positions):
            return None
        last = max(last, positions[place])
    return last - start
