"""Postings in Tantivy: one field of forms, one of codes; a term carries its context class and section weight.

Terms (``indexer.tantivy.terms``) are looked up as sets of slots, kept once found; ranking is Tantivy's BM25 with the
weights as boosts.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from itertools import product
from operator import itemgetter
from typing import Any

import numpy as np
import tantivy
from numpy.typing import NDArray
from pyroaring import BitMap

from clinical.queries import And, ConceptIs, Or, Phrase, Query, SameSentence, Word
from indexer.columns.dense import CLASSES, Range, key_of
from indexer.columns.rescoring import TokenBm25
from indexer.columns.snapshot import Columns
from indexer.limits import Deadline
from indexer.meaning import context_codes
from indexer.tantivy.terms import BELOW, FORM, OWN, SLOT, WEIGHTS, code_term, form_terms, schema

FIRST_HITS = 1024
COUNTED_TERMS = 128
"""Terms of one leaf that are looked at one by one, and scored; a leaf of more of them has no score."""

KEPT_FREQUENCIES = 100_000

CACHED_SETS = 1000

RESCORED = 256
"""Hits whose scores are computed by the words in them: Tantivy weighs each form by itself, and rounds lengths."""


def _code_terms(key: str, classes: Sequence[int]) -> list[tuple[str, float]]:
    return [(code_term(key, code, place), weight) for code, (place, weight) in product(classes, enumerate(WEIGHTS))]


class TantivyPostings:
    """The postings of one generation; the searcher is a snapshot that threads may share."""

    def __init__(self, searcher: tantivy.Searcher, columns: Columns) -> None:
        self._searcher, self._schema, self._columns = searcher, schema(), columns
        self._sets: dict[tuple[str | int, ...], BitMap] = {}
        self._frequencies: dict[tuple[str, str], int] = {}

    def of_forms(self, forms: Sequence[str], classes: Sequence[int], deadline: Deadline) -> BitMap:
        """See ``indexer.columns.evaluation.Postings``."""
        ids = self._columns.lexicon.ids
        keys = [key_of(ids[form], code) for form in forms if form in ids for code in classes]
        return self._set((FORM, *keys), deadline, lambda: self._of_keys(keys, deadline))

    def of_code(self, key: str, classes: Sequence[int], *, alone: bool, deadline: Deadline) -> BitMap:
        """See ``indexer.columns.evaluation.Postings``."""
        field, terms = OWN if alone else BELOW, [name for name, _ in _code_terms(key, classes)]
        return self._set((field, *terms), deadline, lambda: self._look(field, terms))

    def _set(self, key: tuple[str | int, ...], deadline: Deadline, look: Callable[[], BitMap]) -> BitMap:
        known = self._sets.get(key)
        if known is None:
            deadline.check()
            if len(self._sets) >= CACHED_SETS:
                self._sets.clear()
            known = self._sets[key] = look()
        return known

    def _of_keys(self, keys: Sequence[int], deadline: Deadline) -> BitMap:
        """The slots of forms in classes: frequent ones by their bitmaps, the others by their hits."""
        found, missing = self._columns.dense.look(keys)
        for ranges, some in missing.items():
            deadline.check()
            terms = form_terms([divmod(key, CLASSES) for key in some])
            found = found | self._look(FORM, terms, None if ranges == ((0, self._columns.state.slots),) else ranges)
        return found

    def _look(self, field: str, terms: Sequence[str], ranges: Sequence[Range] | None = None) -> BitMap:
        """The slots, those in ``ranges`` only if they are given, that have one of the terms."""
        most = self._searcher.num_docs
        if len(terms) <= COUNTED_TERMS:
            counts = [self._frequency(field, name) for name in terms]
            terms = [name for name, count in zip(terms, counts, strict=True) if count]
            most = min(most, sum(counts))
        if not terms or not most:
            return BitMap()
        query = tantivy.Query.term_set_query(self._schema, field, terms)
        if ranges is not None:
            within = tantivy.Query.boolean_query([(tantivy.Occur.Should, self._range(*one)) for one in ranges])
            query = tantivy.Query.boolean_query([(tantivy.Occur.Must, query), (tantivy.Occur.Must, within)])
            most = min(most, sum(end - start for start, end in ranges))
        found = self._searcher.search(query, limit=most, count=False, order_by_field=SLOT, order=tantivy.Order.Asc)
        return BitMap(map(itemgetter(0), found.hits))

    def _range(self, start: int, end: int) -> tantivy.Query:
        kind = tantivy.FieldType.Integer
        return tantivy.Query.range_query(self._schema, SLOT, kind, lower_bound=start, upper_bound=end - 1)

    def _frequency(self, field: str, name: str) -> int:
        known = self._frequencies.get((field, name))
        if known is None:
            if len(self._frequencies) >= KEPT_FREQUENCIES:
                self._frequencies.clear()
            known = self._frequencies[field, name] = self._searcher.doc_freq(field, name)
        return known

    # ranking

    def scorer(self, deadline: Deadline) -> Callable[[Query, NDArray[np.int64]], NDArray[np.float32]]:
        """Scores by Tantivy's BM25 of the first hits; the others score 0 and follow by date."""

        def score(query: Query, slots: NDArray[np.int64]) -> NDArray[np.float32]:
            scores = np.zeros(len(slots), dtype=np.float32)
            translated = self._translated(query, deadline)
            if translated is not None and len(slots):
                self._fill(translated, slots, scores, deadline)
                self._put_best_first(query, slots, scores, deadline)
            return scores

        return score

    def _fill(
        self, query: tantivy.Query, slots: NDArray[np.int64], scores: NDArray[np.float32], deadline: Deadline
    ) -> None:
        """Score the best of ``slots``, which filters may have thinned out: few are asked for by name, of many more hits."""
        limit = FIRST_HITS
        while True:
            deadline.check()
            hits = self._searcher.search(query, limit=limit, count=False).hits
            found = np.array(self._searcher.fast_field_values(SLOT, [address for _, address in hits]), dtype=np.int64)
            places = np.minimum(np.searchsorted(slots, found), len(slots) - 1)
            here = slots[places] == found
            if here.sum() >= min(len(slots), FIRST_HITS // 2) or len(hits) < limit:
                scores[places[here]] = np.array([value for value, _ in hits], dtype=np.float32)[here]
                return
            if len(slots) <= FIRST_HITS:
                query = self._within(query, slots)
            else:
                limit *= 16

    def _put_best_first(
        self, query: Query, slots: NDArray[np.int64], scores: NDArray[np.float32], deadline: Deadline
    ) -> None:
        """Give the best hits the scores that all engines share, and the others what is left below."""
        scored = np.flatnonzero(scores)
        best = np.sort(scored[np.argsort(-scores[scored], kind="stable")[:RESCORED]])
        exact = TokenBm25(self._columns, self, deadline)(query, slots[best])
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
        """The scored leaves of a query; what AND joins must all be there. None where nothing is scored."""
        match query:
            case And(parts) | SameSentence(parts):
                return self._joined(parts, tantivy.Occur.Must, deadline)
            case Or(parts):
                return self._joined(parts, tantivy.Occur.Should, deadline)
            case Phrase(forms):
                mode: Any = "exact" if query.exact else "stem"
                words = tuple(Word(form, mode, query.contexts) for form in forms)
                return self._joined(words, tantivy.Occur.Must, deadline)
            case Word():
                return self._word(query, deadline)
            case ConceptIs(system, code, alone):
                names = _code_terms(f"{system}:{code}", sorted(context_codes(query.contexts)))
                return self._scored(OWN if alone else BELOW, names)
            case _:
                return None

    def _joined(self, parts: Sequence[Query], occur: tantivy.Occur, deadline: Deadline) -> tantivy.Query | None:
        translated = [self._translated(part, deadline) for part in parts]
        clauses = [(occur, part) for part in translated if part is not None]
        return tantivy.Query.boolean_query(clauses) if clauses else None

    def _word(self, word: Word, deadline: Deadline) -> tantivy.Query | None:
        columns = self._columns
        forms = columns.lexicon.expand(word, "fr", deadline)
        if columns.english and word.mode == "stem":
            forms = sorted({*forms, *columns.lexicon.expand(word, "en", deadline)})
        return self._scored(FORM, self._form_terms(forms, sorted(context_codes(word.contexts))))

    def _form_terms(self, forms: Sequence[str], classes: Sequence[int]) -> list[tuple[str, float]]:
        """The terms of forms in classes, each with its weight."""
        ids = self._columns.lexicon.ids
        terms = form_terms([(ids[form], code) for form in forms if form in ids for code in classes])
        return list(zip(terms, WEIGHTS * (len(terms) // len(WEIGHTS)), strict=True))

    def _scored(self, field: str, terms: Sequence[tuple[str, float]]) -> tantivy.Query | None:
        if len(terms) > COUNTED_TERMS:
            return None
        present = [(name, weight) for name, weight in terms if self._frequency(field, name)]
        if not present:
            return tantivy.Query.empty_query()
        return tantivy.Query.boolean_query([
            (tantivy.Occur.Should,
             tantivy.Query.boost_query(tantivy.Query.term_query(self._schema, field, name, "freq"), weight))
            for name, weight in present
        ])  # fmt: skip
