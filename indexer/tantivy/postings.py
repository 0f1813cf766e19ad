"""Postings of the engine: sets of slots by the columns' lists, the order of hits by Tantivy.

Sets are kept once found. Tantivy's BM25 finds the best hits of words; its terms (``indexer.tantivy.terms``) carry a
context class and a section weight, which is a boost. Codes are weighed by the lists, all their hits exactly.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

import numpy as np
import tantivy
from numpy.typing import NDArray
from pyroaring import BitMap

from clinical.queries import And, Or, Phrase, Query, SameSentence, Word
from indexer.columns.inverted import Inverted
from indexer.columns.lists import WEIGHTS, keys_of
from indexer.columns.rescoring import CodeBm25, TokenBm25
from indexer.columns.sets import set_where
from indexer.columns.snapshot import Columns
from indexer.limits import Deadline
from indexer.meaning import context_codes
from indexer.ranking import class_weight
from indexer.tantivy.terms import FORM, SLOT, form_terms, schema

FIRST_HITS = 1024
COUNTED_TERMS = 128
"""Terms of one leaf that are looked up one by one, and scored; a leaf of more of them has no score."""

KEPT_FREQUENCIES = 100_000

CACHED_SETS = 1000

RESCORED = 256
"""Hits whose scores are computed by the words in them: Tantivy weighs each form by itself, and rounds lengths."""


class TantivyPostings:
    """The postings of one generation; the searcher is a snapshot that threads may share."""

    def __init__(self, searcher: tantivy.Searcher, columns: Columns) -> None:
        self._searcher, self._schema, self._columns = searcher, schema(), columns
        self._sets: dict[tuple[str | int, ...], BitMap] = {}
        self._frequencies: dict[str, int] = {}

    @property
    def _inverted(self) -> Inverted:
        inverted = self._columns.inverted
        assert inverted is not None
        return inverted

    def of_forms(self, forms: Sequence[str], classes: Sequence[int], deadline: Deadline) -> BitMap:
        """See ``indexer.columns.evaluation.Postings``."""
        columns, ids = self._columns, self._columns.lexicon.ids
        keys = keys_of([ids[form] for form in forms if form in ids], classes)
        slots = columns.state.slots
        return self._set((FORM, *keys.tolist()), deadline,
                         lambda: self._inverted.slots(keys, columns.slots_at, slots, deadline))  # fmt: skip

    def of_code(self, key: str, classes: Sequence[int], *, alone: bool, deadline: Deadline) -> BitMap:
        """See ``indexer.columns.evaluation.Postings``."""

        def look() -> BitMap:
            weights = self.code_weights(key, classes, alone=alone, deadline=deadline)
            return set_where(weights > 0)

        return self._set((key, alone, *classes), deadline, look)

    def code_weights(self, key: str, classes: Sequence[int], *, alone: bool, deadline: Deadline) -> NDArray[np.float32]:
        """See ``indexer.columns.rescoring.CodePostings``."""
        columns = self._columns
        if alone:
            place = columns.tables["code"].ids.get(key)
            codes = [] if place is None else [place]
        else:
            codes = columns.codes_under.get(key, [])
        places = np.array(codes, dtype=np.int64)
        return self._inverted.code_weights(places, classes, columns.state.slots, deadline)

    def _set(self, key: tuple[str | int, ...], deadline: Deadline, look: Callable[[], BitMap]) -> BitMap:
        known = self._sets.get(key)
        if known is None:
            deadline.check()
            if len(self._sets) >= CACHED_SETS:
                self._sets.clear()
            known = self._sets[key] = look()
        return known

    def _frequency(self, name: str) -> int:
        known = self._frequencies.get(name)
        if known is None:
            if len(self._frequencies) >= KEPT_FREQUENCIES:
                self._frequencies.clear()
            known = self._frequencies[name] = self._searcher.doc_freq(FORM, name)
        return known

    # ranking

    def scorer(self, deadline: Deadline) -> Callable[[Query, NDArray[np.int64]], NDArray[np.float32]]:
        """Scores of the first hits of words by Tantivy's BM25; the others score by their codes, or 0 and follow by date."""

        def score(query: Query, slots: NDArray[np.int64]) -> NDArray[np.float32]:
            scores = np.zeros(len(slots), dtype=np.float32)
            if not len(slots):
                return scores
            codes = CodeBm25(self._columns, self, deadline)
            scores += codes(query, slots)
            translated = self._translated(query, deadline)
            if translated is not None:
                self._fill(translated, slots, scores, deadline)
                self._put_best_first(query, slots, scores, codes, deadline)
            return scores

        return score

    def _fill(
        self, query: tantivy.Query, slots: NDArray[np.int64], scores: NDArray[np.float32], deadline: Deadline
    ) -> None:
        """Add to the scores of the best of ``slots``, which filters may have thinned out: few are asked for by name."""
        limit = FIRST_HITS
        while True:
            deadline.check()
            hits = self._searcher.search(query, limit=limit, count=False).hits
            found = np.array(self._searcher.fast_field_values(SLOT, [address for _, address in hits]), dtype=np.int64)
            places = np.minimum(np.searchsorted(slots, found), len(slots) - 1)
            here = slots[places] == found
            if here.sum() >= min(len(slots), FIRST_HITS // 2) or len(hits) < limit:
                scores[places[here]] += np.array([value for value, _ in hits], dtype=np.float32)[here]
                return
            if len(slots) <= FIRST_HITS:
                query = self._within(query, slots)
            else:
                limit *= 16

    def _put_best_first(
        self, query: Query, slots: NDArray[np.int64], scores: NDArray[np.float32], codes: CodeBm25, deadline: Deadline
    ) -> None:
        """Give the best hits the scores that all engines share, and the others what is left below."""
        scored = np.flatnonzero(scores)
        best = np.sort(scored[np.argsort(-scores[scored], kind="stable")[:RESCORED]])
        exact = TokenBm25(self._columns, codes, deadline)(query, slots[best])
        if len(scored) > len(best):
            others = np.setdiff1d(scored, best, assume_unique=True)
            scores[others] *= 0.99 * float(exact.min()) / float(scores[others].max())
        scores[best] = exact

    def _within(self, query: tantivy.Query, slots: NDArray[np.int64]) -> tantivy.Query:
        """The query in these slots only, with the same scores."""
        chosen = tantivy.Query.term_set_query(self._schema, SLOT, slots.tolist())
        unscored = tantivy.Query.const_score_query(chosen, 0.0)
        return tantivy.Query.boolean_query([(tantivy.Occur.Must, query), (tantivy.Occur.Must, unscored)])

    def _translated(self, query: Query, deadline: Deadline) -> tantivy.Query | None:
        """The words of a query; what AND joins must all be there. None where no words are scored."""
        match query:
            case And(parts) | SameSentence(parts):
                return self._joined(parts, deadline)
            case Phrase(forms):
                mode: Any = "exact" if query.exact else "stem"
                words = tuple(Word(form, mode, query.contexts) for form in forms)
                return self._joined(words, deadline)
            case Word() | Or():
                clauses = self._alternatives(query, deadline)
                return clauses if clauses is None else _any(clauses)
            case _:
                return None

    def _joined(self, parts: Sequence[Query], deadline: Deadline) -> tantivy.Query | None:
        translated = [self._translated(part, deadline) for part in parts]
        clauses = [(tantivy.Occur.Must, part) for part in translated if part is not None]
        return tantivy.Query.boolean_query(clauses) if clauses else None

    def _alternatives(self, query: Query, deadline: Deadline) -> list[tantivy.Query] | None:
        """What OR joins, words as their terms: of terms alone Tantivy passes over what is not among the best."""
        if isinstance(query, Word):
            return self._word(query, deadline)
        if not isinstance(query, Or):
            translated = self._translated(query, deadline)
            return None if translated is None else [translated]
        parts = [self._alternatives(part, deadline) for part in query.parts]
        scored = [part for part in parts if part is not None]
        return [one for part in scored for one in part] if scored else None

    def _word(self, word: Word, deadline: Deadline) -> list[tantivy.Query] | None:
        columns = self._columns
        forms = columns.lexicon.expand(word, "fr", deadline)
        if columns.english and word.mode == "stem":
            forms = sorted({*forms, *columns.lexicon.expand(word, "en", deadline)})
        return self._scored(self._form_terms(forms, sorted(context_codes(word.contexts))))

    def _form_terms(self, forms: Sequence[str], classes: Sequence[int]) -> list[tuple[str, float]]:
        """The terms of forms in classes, each with its weight."""
        ids = self._columns.lexicon.ids
        pairs = [(ids[form], code) for form in forms if form in ids for code in classes]
        weights = [weight * class_weight(code, classes) for _, code in pairs for weight in WEIGHTS]
        return list(zip(form_terms(pairs), weights, strict=True))

    def _scored(self, terms: Sequence[tuple[str, float]]) -> list[tantivy.Query] | None:
        if len(terms) > COUNTED_TERMS:
            return None
        return [
            tantivy.Query.boost_query(tantivy.Query.term_query(self._schema, FORM, name, "freq"), weight)
            for name, weight in terms
            if self._frequency(name)
        ]


def _any(alternatives: Sequence[tantivy.Query]) -> tantivy.Query:
    """The documents of any of some queries."""
    if not alternatives:
        return tantivy.Query.empty_query()
    return tantivy.Query.boolean_query([(tantivy.Occur.Should, one) for one in alternatives])
