"""One page of a ranked result: copies folded, or one hit a patient."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import replace
from typing import NamedTuple

from clinical.queries import Page
from clinical.results import EngineHit
from indexer.copies import near


class Ranked(NamedTuple):
    """A matching document at its place in the order."""

    doc_id: str
    score: float
    patient_id: str
    simhash: int


def take(ranked: Iterable[Ranked], page: Page, siblings: Callable[[str], list[Ranked]]) -> tuple[EngineHit, ...]:
    """The hits of ``page`` from ``ranked``; ``siblings`` brings all matching documents of a patient."""
    chosen: list[Ranked] = []
    seen: dict[str, list[int]] = {}
    for hit in ranked:
        if len(chosen) >= page.offset + page.limit:
            break
        earlier = seen.setdefault(hit.patient_id, [])
        if (page.by_patient and earlier) or (page.fold_copies and any(near(hit.simhash, one) for one in earlier)):
            continue
        earlier.append(hit.simhash)
        chosen.append(hit)
    return tuple(_complete(hit, page, siblings) for hit in chosen[page.offset :])


def _complete(hit: Ranked, page: Page, siblings: Callable[[str], list[Ranked]]) -> EngineHit:
    found = EngineHit(doc_id=hit.doc_id, score=hit.score, patient_id=hit.patient_id)
    if not (page.fold_copies or page.by_patient):
        return found
    rest = [one for one in siblings(hit.patient_id) if one.doc_id != hit.doc_id]
    copies = tuple(sorted(one.doc_id for one in rest if near(one.simhash, hit.simhash))) if page.fold_copies else ()
    return replace(found, copies=copies, others=len(rest) - len(copies) if page.by_patient else 0)
