"""BM25 on postings that carry weighed occurrences: words and codes add up, phrases by the words in them."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Any, Protocol

import numpy as np
from numpy.typing import NDArray

from clinical.queries import ConceptIs, Phrase, Query, Word
from indexer.columns.snapshot import Columns
from indexer.limits import Deadline
from indexer.meaning import context_codes
from indexer.ranking import K1, B, class_weight, inverse_frequency, scored_leaves

Weighed = tuple[NDArray[np.int64], NDArray[np.float32]]


class WeighedPostings(Protocol):
    """Postings with what each occurrence weighs."""

    def weighed_forms(self, forms: Sequence[str], classes: Sequence[int], deadline: Deadline) -> Iterable[Weighed]: ...

    def weighed_code(
        self, key: str, classes: Sequence[int], *, alone: bool, deadline: Deadline
    ) -> Iterable[Weighed]: ...


class Bm25:
    """Scores slots for one question on one snapshot."""

    def __init__(self, columns: Columns, postings: WeighedPostings | None, deadline: Deadline) -> None:
        self._columns, self._postings, self._deadline = columns, postings, deadline

    def __call__(self, query: Query, slots: NDArray[np.int64]) -> NDArray[np.float32]:
        scores = np.zeros(len(slots), dtype=np.float32)
        if not len(slots):
            return scores
        lengths = self._columns.docs["tokens"][slots].astype(np.float32)
        floor = K1 * (1 - B + B * lengths / np.float32(max(self._columns.average_length, 1.0)))
        for leaf in dict.fromkeys(self._simple(query)):
            here, found = self._leaf(leaf, slots)
            scores += np.float32(inverse_frequency(found, len(self._columns.live))) * here * (K1 + 1) / (here + floor)
        return scores

    def _simple(self, query: Query) -> Iterable[Word | ConceptIs]:
        """The leaves, each phrase as its words."""
        for leaf in scored_leaves(query):
            if isinstance(leaf, Phrase):
                mode: Any = "exact" if leaf.exact else "stem"
                yield from (Word(form, mode, leaf.contexts) for form in leaf.forms)
            else:
                yield leaf

    def _leaf(self, leaf: Word | ConceptIs, slots: NDArray[np.int64]) -> tuple[NDArray[np.float32], int]:
        """The weighed occurrences of a leaf in each slot, and in how many documents it occurs."""
        weights, found = self._weights(leaf)
        return weights[slots], found

    def _weights(self, leaf: Word | ConceptIs) -> tuple[NDArray[np.float32], int]:
        """The weighed occurrences of a leaf by slot, and in how many slots it occurs."""
        weights = np.zeros(self._columns.state.slots, dtype=np.float32)
        asked = context_codes(leaf.contexts)
        for code in sorted(asked):
            factor = np.float32(class_weight(code, asked))
            for slots, weighed in self._postings_of(leaf, code):
                weights[slots] += factor * weighed
        return weights, int(np.count_nonzero(weights))

    def _postings_of(self, leaf: Word | ConceptIs, code: int) -> Iterable[Weighed]:
        """The postings of a leaf in one context class."""
        assert self._postings is not None
        if isinstance(leaf, ConceptIs):
            key = f"{leaf.system}:{leaf.code}"
            return self._postings.weighed_code(key, [code], alone=leaf.alone, deadline=self._deadline)
        return self._postings.weighed_forms(self._forms_of(leaf), [code], self._deadline)

    def _forms_of(self, word: Word) -> list[str]:
        """The forms of a word in any language."""
        lexicon = self._columns.lexicon
        forms = lexicon.expand(word, "fr", self._deadline)
        if self._columns.english and word.mode == "stem":
            forms = sorted({*forms, *lexicon.expand(word, "en", self._deadline)})
        return forms
