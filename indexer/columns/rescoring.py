"""BM25 of a few slots from the columns alone: the same formula as ``Bm25``, on the tokens of the slots themselves.

An engine whose own ranking is another one uses it to bring its best hits into the order that all engines share.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Protocol

import numpy as np
from numpy.typing import NDArray
from pyroaring import BitMap

from clinical.queries import ConceptIs, Query, Word
from indexer.columns.layout import CLASS_BITS, SECTION_BITS, SECTION_SHIFT
from indexer.columns.positions import is_one
from indexer.columns.scoring import Bm25
from indexer.columns.snapshot import Columns
from indexer.limits import Deadline
from indexer.meaning import context_codes
from indexer.ranking import section_weight

Slots = NDArray[np.int64]


class CodePostings(Protocol):
    """Postings that tell the slots of a code."""

    def of_code(self, key: str, classes: Sequence[int], *, alone: bool, deadline: Deadline) -> BitMap: ...


class TokenBm25(Bm25):
    """Scores some hundred slots; how rare a word is tells the column of counts, whatever the context."""

    def __init__(self, columns: Columns, postings: CodePostings, deadline: Deadline) -> None:
        super().__init__(columns, None, deadline)
        self._codes = postings

    def __call__(self, query: Query, slots: Slots) -> NDArray[np.float32]:
        """The scores of the rising ``slots``."""
        columns = self._columns
        stretches = list(
            zip(columns.token_starts[slots].tolist(), columns.token_starts[slots + 1].tolist(), strict=True)
        )
        if not stretches:
            return np.zeros(0, dtype=np.float32)
        self._forms = np.concatenate([columns.forms[start:end] for start, end in stretches])
        self._marks = np.concatenate([columns.marks[start:end] for start, end in stretches])
        self._owners = np.repeat(np.arange(len(slots)), [end - start for start, end in stretches])
        names = columns.tables["section"].rows
        self._section_weights = np.array([section_weight(str(row[0] or "")) for row in names], dtype=np.float32)
        return super().__call__(query, slots)

    def _leaf(self, leaf: Word | ConceptIs, slots: Slots) -> tuple[NDArray[np.float32], int]:
        self._deadline.check()
        found = self._concept(leaf, slots) if isinstance(leaf, ConceptIs) else self._word(leaf)
        owners, marks, documents = found
        weights = self._section_weights[(marks >> SECTION_SHIFT) & SECTION_BITS]
        summed = np.bincount(owners, weights=weights, minlength=len(slots)).astype(np.float32)
        return summed, min(documents, len(self._columns.live))

    def _word(self, word: Word) -> tuple[Slots, NDArray[np.uint16], int]:
        """Owner and mark of each occurrence, and in how many documents the word's forms are found, added up."""
        lexicon = self._columns.lexicon
        numbers = [lexicon.ids[form] for form in self._forms_of(word)]
        if not numbers:
            return self._owners[:0], self._marks[:0], 0
        here = np.flatnonzero(is_one(self._forms, numbers, len(lexicon.forms)))
        here = here[self._in_contexts(self._marks[here], word)]
        return self._owners[here], self._marks[here], int(self._columns.counts[numbers].sum())

    def _in_contexts(self, marks: NDArray[np.uint16], word: Word) -> NDArray[np.bool_]:
        table = np.zeros(CLASS_BITS + 1, dtype=bool)
        table[list(context_codes(word.contexts))] = True
        allowed: NDArray[np.bool_] = table[marks & CLASS_BITS]
        return allowed

    def _concept(self, concept: ConceptIs, slots: Slots) -> tuple[Slots, NDArray[np.uint16], int]:
        """The same of a concept's mentions; a masked or empty text has none."""
        columns, key = self._columns, f"{concept.system}:{concept.code}"
        classes = sorted(context_codes(concept.contexts))
        documents = len(self._codes.of_code(key, classes, alone=concept.alone, deadline=self._deadline))
        places = columns.codes_under.get(key, [])
        if concept.alone:
            places = [columns.tables["code"].ids.get(key, 0)]
        edges = zip(columns.mention_starts[slots].tolist(), columns.mention_starts[slots + 1].tolist(), strict=True)
        rows = np.concatenate([columns.mentions[start:end] for start, end in edges])
        chosen = rows[np.isin(rows["code"], places) & np.isin(rows["context"], classes)]
        marks = columns.marks[columns.token_starts[chosen["slot"]] + chosen["position"]]
        return np.searchsorted(slots, chosen["slot"]), marks, documents
