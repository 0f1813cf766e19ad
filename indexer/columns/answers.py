"""From a set of slots to an answer: exact counts, facets over the whole set, the order of hits."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from typing import Any, Protocol

import numpy as np
from numpy.typing import NDArray
from pyroaring import BitMap

from clinical.queries import Page, Query
from clinical.results import EnginePage, FacetValue
from indexer.columns.layout import RECORD_TABLES
from indexer.columns.lists import ranges
from indexer.columns.nearness import nearness_of
from indexer.columns.sets import slots_of
from indexer.columns.snapshot import Columns
from indexer.facets import AGE_CLASSES, CONCEPT_LIMIT, FACET_LIMIT, age_class, over_representation, year_of
from indexer.limits import Deadline
from indexer.paging import Ranked, take
from indexer.ranking import NEAR_WEIGHT, NEAREST, near_groups

Slots = NDArray[np.int64]
HEAD = 512
"""Hits that are brought in order first; all of them only where a page needs more."""


class Scorer(Protocol):
    """Scores of slots for a query."""

    def __call__(self, query: Query, slots: Slots, /) -> NDArray[np.float32]: ...


def distinct_patients(columns: Columns, slots: Slots) -> NDArray[np.int64]:
    """The places of the patients of the slots, rising."""
    seen = np.zeros(len(columns.tables["patient"].rows), dtype=bool)
    seen[columns.patients[slots]] = True
    return np.flatnonzero(seen)


class Answers:
    """Answers on one snapshot for one scope."""

    def __init__(self, columns: Columns, score: Scorer, deadline: Deadline) -> None:
        self._columns, self._score, self._deadline = columns, score, deadline

    def page(self, query: Query, found: BitMap, seen: BitMap, page: Page, facets: Sequence[str]) -> EnginePage:
        """The page of hits with counts and facets; ``seen`` is the whole scope."""
        slots = slots_of(found)
        patients = distinct_patients(self._columns, slots)
        return EnginePage(
            documents=len(slots),
            patients=len(patients),
            hits=take(self._ranked(query, slots, page), page, self._siblings(slots)) if page.limit else (),
            facets={name: self._facet(name, slots, seen) for name in facets},
        )

    def _siblings(self, slots: Slots) -> Callable[[str], list[Ranked]]:
        columns = self._columns

        def siblings(patient: str) -> list[Ranked]:
            self._deadline.check()
            place = columns.tables["patient"].ids[patient]
            same = slots[columns.patients[slots] == place]
            return [self._row(slot, 0.0) for slot in same.tolist()]

        return siblings

    def _row(self, slot: int, score: float) -> Ranked:
        columns, row = self._columns, self._columns.docs[slot]
        patient = columns.tables["patient"].name(int(row["patient"])) or ""
        return Ranked(columns.doc_id(slot), score, patient, int(row["simhash"]))

    def _ranked(self, query: Query, slots: Slots, page: Page) -> Iterator[Ranked]:
        days = self._columns.docs["first_day"][slots]
        scores = self._score(query, slots) if page.order == "relevance" else np.zeros(len(slots), dtype=np.float32)
        if page.order == "relevance":
            self._put_near_first(query, slots, scores, days)
        leading: NDArray[Any] = scores if page.order == "relevance" else days
        wanted = max(HEAD, (page.offset + page.limit) * 4)
        self._deadline.check()
        order = _best(leading, days, wanted)
        for index in self._deadline.watched(order, HEAD):
            yield self._row(int(slots[index]), float(scores[index]))
        if len(order) < len(slots):
            done = set(order.tolist())
            self._deadline.check()
            for index in self._deadline.watched(np.lexsort((slots, -days, -leading)).tolist(), HEAD):
                if index not in done:
                    yield self._row(int(slots[index]), float(scores[index]))

    def _put_near_first(self, query: Query, slots: Slots, scores: NDArray[np.float32], days: NDArray[np.int32]) -> None:
        """Raise the scores of the best hits by how near the words stand in them; the others stay below."""
        if len(near_groups(query)) < 2:
            return
        best = np.sort(_best(scores, days, NEAREST)[:NEAREST])
        near = nearness_of(self._columns, query, slots[best], self._deadline)
        if near is not None:
            scores[best] *= (1 + NEAR_WEIGHT * near).astype(np.float32)

    def _facet(self, name: str, slots: Slots, seen: BitMap) -> tuple[FacetValue, ...]:
        self._deadline.check()
        docs = self._columns.docs
        if name == "concept":
            return self._concepts(slots, seen)
        if name == "year":
            days = docs["first_day"][slots]
            return self._counted(slots[days > 0], _years(days[days > 0]), str)
        if name == "age":
            ages = docs["age"][slots]
            classes = np.searchsorted(np.array([high for _, high in AGE_CLASSES]), ages[ages >= 0])
            return self._counted(slots[ages >= 0], classes, lambda value: age_class(AGE_CLASSES[value][0]))
        assert name in RECORD_TABLES
        places = docs[name][slots]
        names = self._columns.tables[name].name
        return self._counted(slots[places > 0], places[places > 0], lambda value: names(value) or "")

    def _counted(self, slots: Slots, values: NDArray[Any], name: Callable[[int], str]) -> tuple[FacetValue, ...]:
        """Documents and distinct patients by value, most frequent first."""
        if not len(slots):
            return ()
        found, places, documents = np.unique(values, return_inverse=True, return_counts=True)
        keys = places.astype(np.int64) * len(self._columns.tables["patient"].rows) + self._columns.patients[slots]
        patients = np.bincount(np.unique(keys) // len(self._columns.tables["patient"].rows), minlength=len(found))
        rows = [
            FacetValue(name(int(value)), int(n), int(p)) for value, n, p in zip(found, documents, patients, strict=True)
        ]
        return tuple(sorted(rows, key=lambda row: (-row.documents, row.value))[:FACET_LIMIT])

    def _concepts(self, slots: Slots, seen: BitMap) -> tuple[FacetValue, ...]:
        """Codes that hold of the patient, over-represented against the whole scope."""
        columns = self._columns
        rows, owners = self._codes_of(slots)
        size = len(columns.tables["code"].rows)
        inside = np.bincount(rows, minlength=size)
        everywhere = (
            inside if len(seen) == len(slots) else np.bincount(self._codes_of(slots_of(seen))[0], minlength=size)
        )
        weights = {
            place: over_representation(int(inside[place]), len(slots), int(everywhere[place]), len(seen))
            for place in self._deadline.watched(np.flatnonzero(inside).tolist())
        }
        table = columns.tables["code"].rows
        best = sorted((p for p in weights if weights[p] > 0), key=lambda p: (-weights[p], table[p][0]))[:CONCEPT_LIMIT]
        return tuple(
            FacetValue(
                table[place][0],
                int(inside[place]),
                len(np.unique(columns.patients[owners[rows == place]])),
                table[place][1],
            )
            for place in self._deadline.watched(best, 1)
        )

    def _codes_of(self, slots: Slots) -> tuple[NDArray[np.uint32], Slots]:
        columns = self._columns
        lengths = columns.docs["codes"][slots].astype(np.int64)
        rows = columns.codes[ranges(columns.code_starts[slots], lengths)]
        return rows, np.repeat(slots, lengths)


def _best(leading: NDArray[Any], days: NDArray[Any], wanted: int) -> NDArray[np.int64]:
    """Indices of the ``wanted`` best, and a few more, in order: what leads, then the later day, then the slot."""
    head = np.flatnonzero(leading > 0)  # of many hits few have a score
    if len(head) < wanted:
        head = np.arange(len(leading))
    head = _first(head, leading, wanted, lambda ties, missing: _first(ties, days, missing, None))
    return head[np.lexsort((head, -days[head], -leading[head]))]


def _first(
    head: NDArray[np.int64], values: NDArray[Any], wanted: int,
    among_ties: Callable[[NDArray[np.int64], int], NDArray[np.int64]] | None,
) -> NDArray[np.int64]:  # fmt: skip
    """Those of ``head`` with the ``wanted`` highest values; of those that tie for the last places, all or the chosen."""
    if len(head) <= wanted:
        return head
    own = values[head]
    least = np.partition(own, len(head) - wanted)[len(head) - wanted]
    if among_ties is None:
        return np.compress(own >= least, head)
    more = np.compress(own > least, head)
    return np.concatenate([more, among_ties(np.compress(own == least, head), wanted - len(more))])


def _years(days: NDArray[np.int32]) -> NDArray[np.int64]:
    """Calendar years of ordinal days, through the distinct days."""
    distinct, places = np.unique(days, return_inverse=True)
    return np.array([int(year_of(day)) for day in distinct.tolist()], dtype=np.int64)[places]
