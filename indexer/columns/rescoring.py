"""BM25 of a few slots from the columns alone, and of any slots by their codes, in the order that all engines share.

An engine whose own ranking is another one uses it to bring its best hits into the order that all engines share.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Protocol

import numpy as np
from numpy.typing import NDArray

from clinical.queries import ConceptIs, Query, Word
from indexer.columns.layout import CLASS_BITS, SECTION_BITS, SECTION_SHIFT
from indexer.columns.positions import is_one
from indexer.columns.scoring import Bm25
from indexer.columns.snapshot import Columns
from indexer.limits import Deadline
from indexer.meaning import context_codes
from indexer.ranking import class_weight, section_weight

Slots = NDArray[np.int64]


def class_weights(asked: frozenset[int]) -> NDArray[np.float32]:
    """By the code of a class: what an occurrence in it weighs, 0 where it is not asked for."""
    codes = range(CLASS_BITS + 1)
    return np.array([class_weight(code, asked) if code in asked else 0.0 for code in codes], dtype=np.float32)


class CodePostings(Protocol):
    """Postings that tell what the mentions of a code weigh."""

    def code_weights(self, key: str, classes: Sequence[int], *, alone: bool, deadline: Deadline) -> NDArray[np.float32]:
        """By slot: what the mentions of a code, or of those below it unless ``alone``, weigh in some classes."""
        ...


class CodeBm25(Bm25):
    """Scores any slots by the codes of a query alone."""

    def __init__(self, columns: Columns, postings: CodePostings, deadline: Deadline) -> None:
        super().__init__(columns, None, deadline)
        self._codes = postings
        self._known: dict[Word | ConceptIs, tuple[NDArray[np.float32], int]] = {}

    def _simple(self, query: Query) -> Iterable[Word | ConceptIs]:
        return (leaf for leaf in super()._simple(query) if isinstance(leaf, ConceptIs))

    def _weights(self, leaf: Word | ConceptIs) -> tuple[NDArray[np.float32], int]:
        known = self._known.get(leaf)
        if known is None:
            assert isinstance(leaf, ConceptIs)
            key, classes = f"{leaf.system}:{leaf.code}", sorted(context_codes(leaf.contexts))
            weights = self._codes.code_weights(key, classes, alone=leaf.alone, deadline=self._deadline)
            known = self._known[leaf] = weights, min(int(np.count_nonzero(weights)), len(self._columns.live))
        return known

    def __call__(self, query: Query, slots: Slots) -> NDArray[np.float32]:
        """The scores of the rising ``slots``; all 0 for a query without codes."""
        return super().__call__(query, slots) if any(self._simple(query)) else np.zeros(len(slots), dtype=np.float32)

    def of(self, concept: ConceptIs, slots: Slots) -> tuple[NDArray[np.float32], int]:
        """The weighed occurrences of a concept in each of the slots, and in how many documents it occurs."""
        return self._leaf(concept, slots)


class TokenBm25(Bm25):
    """Scores some hundred slots; how rare a word is tells the column of counts, whatever the context."""

    def __init__(self, columns: Columns, codes: CodeBm25, deadline: Deadline) -> None:
        super().__init__(columns, None, deadline)
        self._codes = codes

    def __call__(self, query: Query, slots: Slots) -> NDArray[np.float32]:
        """The scores of the rising ``slots``."""
        if not len(slots):
            return np.zeros(0, dtype=np.float32)
        ids = self._columns.lexicon.ids
        words = [leaf for leaf in dict.fromkeys(self._simple(query)) if isinstance(leaf, Word)]
        self._numbers = {word: [ids[form] for form in self._forms_of(word)] for word in words}
        self._read(slots, sorted({number for numbers in self._numbers.values() for number in numbers}))
        return super().__call__(query, slots)

    def _read(self, slots: Slots, numbers: Sequence[int]) -> None:
        """Keep the tokens of the slots that are one of some forms, each with its mark and the place of its slot."""
        columns = self._columns
        starts, ends = columns.token_starts[slots], columns.token_starts[slots + 1]
        self._deadline.check()
        stretches = zip(starts.tolist(), ends.tolist(), strict=True)
        forms = np.concatenate([columns.forms[start:end] for start, end in stretches])
        wanted = np.zeros(len(columns.lexicon.forms), dtype=bool)
        wanted[list(numbers)] = True
        here = np.flatnonzero(wanted[forms])
        behind = np.cumsum(ends - starts)
        self._owners = np.searchsorted(behind, here, side="right")
        self._forms = forms[here]
        self._marks = columns.marks[here + (ends - behind)[self._owners]]
        names = columns.section_names
        self._section_weights = np.array([section_weight(name) for name in names], dtype=np.float32)

    def _leaf(self, leaf: Word | ConceptIs, slots: Slots) -> tuple[NDArray[np.float32], int]:
        """See ``Bm25``: how rare a word is tells the counts of its forms, added up."""
        self._deadline.check()
        if isinstance(leaf, ConceptIs):
            return self._codes.of(leaf, slots)
        numbers = self._numbers[leaf]
        if not numbers:
            return np.zeros(len(slots), dtype=np.float32), 0
        here = np.flatnonzero(is_one(self._forms, numbers, len(self._columns.lexicon.forms)))
        marks = self._marks[here]
        weights = self._section_weights[(marks >> SECTION_SHIFT) & SECTION_BITS]
        weights = weights * class_weights(context_codes(leaf.contexts))[marks & CLASS_BITS]
        summed = np.bincount(self._owners[here], weights=weights, minlength=len(slots)).astype(np.float32)
        return summed, min(int(self._columns.counts[numbers].sum()), len(self._columns.live))
