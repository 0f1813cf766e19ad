"""The reading half of an engine on columns: every question is put to one snapshot."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field

import numpy as np
from pyroaring import BitMap

from clinical.annotations import CONTEXT_CLASSES
from clinical.queries import Page, Query, Scope, Word
from clinical.results import EnginePage
from indexer.columns.answers import Answers, Scorer, distinct_patients
from indexer.columns.evaluation import Evaluation, Postings
from indexer.columns.sets import slots_of
from indexer.columns.snapshot import Columns
from indexer.facets import check_facets
from indexer.limits import TIME_LIMIT_S, Deadline, check_query
from indexer.meaning import context_codes

ALL_CLASSES = tuple(range(len(CONTEXT_CLASSES)))
COUNTED_WORDS = 64
"""Words of the lexicon that are counted in the scope for one suggestion list."""

KEPT_SCOPES = 32
"""Scopes whose slots are kept with a snapshot."""


@dataclass(frozen=True, slots=True)
class Snapshot:
    """One generation of an index: its columns, its postings, and the scorer for a question with a deadline."""

    columns: Columns
    postings: Postings
    scorer: Callable[[Deadline], Scorer]
    scopes: dict[Scope, BitMap] = field(default_factory=dict)

    def seen(self, scope: Scope, evaluation: Evaluation) -> BitMap:
        """The slots of a scope, kept: most questions come with one of few."""
        known = self.scopes.get(scope)
        if known is None:
            if len(self.scopes) >= KEPT_SCOPES:
                self.scopes.clear()
            known = self.scopes[scope] = evaluation.scope(scope)
        return known


class Searching:
    """Answers questions on a snapshot within a time limit."""

    def __init__(self, snapshot: Snapshot, *, time_limit_s: float = TIME_LIMIT_S) -> None:
        self._snapshot = snapshot
        self._columns = snapshot.columns
        self._deadline = Deadline.after(time_limit_s)
        self._evaluation = Evaluation(snapshot.columns, snapshot.postings, self._deadline)

    def _found(self, query: Query, scope: Scope) -> tuple[BitMap, BitMap]:
        check_query(query)
        seen = self._snapshot.seen(scope, self._evaluation)
        return self._evaluation.matching(query, seen), seen

    def search(self, query: Query, scope: Scope, page: Page, facets: Sequence[str]) -> EnginePage:
        """See ``indexer.engine.Engine``."""
        check_facets(tuple(facets))
        found, seen = self._found(query, scope)
        answers = Answers(self._columns, self._snapshot.scorer(self._deadline), self._deadline)
        return answers.page(query, found, seen, page, facets)

    def count(self, query: Query, scope: Scope) -> tuple[int, int]:
        """See ``indexer.engine.Engine``."""
        found, _ = self._found(query, scope)
        return len(found), len(distinct_patients(self._columns, slots_of(found)))

    def patients(self, query: Query, scope: Scope) -> frozenset[str]:
        """See ``indexer.engine.Engine``."""
        found, _ = self._found(query, scope)
        rows = self._columns.tables["patient"].rows
        places = distinct_patients(self._columns, slots_of(found)).tolist()
        return frozenset(rows[place][0] for place in self._deadline.watched(places))

    def documents(self, query: Query, scope: Scope) -> Iterator[str]:
        """See ``indexer.engine.Engine``."""
        found, _ = self._found(query, scope)
        return self._columns.doc_ids(slots_of(found))

    def vocabulary(self, prefix: str, limit: int, scope: Scope) -> list[tuple[str, int]]:
        """See ``indexer.engine.Engine``."""
        forms = self._columns.lexicon.with_prefix(prefix)
        counted = self._counted(self._most_frequent(forms, max(limit * 4, COUNTED_WORDS)), scope)
        return sorted(counted, key=lambda item: (-item[1], item[0]))[:limit]

    def similar(self, form: str, limit: int, scope: Scope) -> list[tuple[str, int]]:
        """See ``indexer.engine.Engine``."""
        lexicon = self._columns.lexicon
        near = [(one, distance) for one, distance in lexicon.near(form, self._deadline) if one != form]
        distances = dict(near)
        counted = self._counted(self._most_frequent(list(distances), max(limit * 4, COUNTED_WORDS)), scope)
        return sorted(counted, key=lambda item: (distances[item[0]], -item[1], item[0]))[:limit]

    def expansion(self, word: Word, limit: int, scope: Scope) -> list[tuple[str, int]]:
        """See ``indexer.engine.Engine``."""
        lexicon, english = self._columns.lexicon, self._columns.english
        in_french = set(lexicon.expand(word, "fr", self._deadline))
        in_english = set(lexicon.expand(word, "en", self._deadline)) if english else set()
        classes = sorted(context_codes(word.contexts))
        seen = self._snapshot.seen(scope, self._evaluation)
        counted = []
        for form in self._most_frequent(sorted(in_french | in_english), max(limit * 4, COUNTED_WORDS)):
            slots = self._snapshot.postings.of_forms([form], classes, self._deadline) & seen
            slots = slots if form in in_french else slots & english
            slots = slots if form in in_english or not english else slots - english
            if slots:
                counted.append((form, len(slots)))
        return sorted(counted, key=lambda item: (-item[1], item[0]))[:limit]

    def _most_frequent(self, forms: list[str], limit: int) -> list[str]:
        if len(forms) <= limit:
            return forms
        ids = self._columns.lexicon.ids
        counts = self._columns.counts[[ids[form] for form in forms]]
        return [forms[i] for i in np.argsort(-counts.astype(np.int64), kind="stable")[:limit].tolist()]

    def _counted(self, forms: list[str], scope: Scope, classes: Sequence[int] = ALL_CLASSES) -> list[tuple[str, int]]:
        seen = self._snapshot.seen(scope, self._evaluation)
        postings, deadline = self._snapshot.postings, self._deadline
        counted = [(form, (postings.of_forms([form], ALL_CLASSES, deadline) & seen)) for form in forms]
        return [(form, len(slots)) for form, slots in counted if slots]
