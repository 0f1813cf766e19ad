"""Where words stand: phrases, proximity, sections and sentences, checked on the column of tokens.

Positions are places in the column, global over all slots. Only slots that may match at all are looked at: few of them
are gathered, many are scanned in one pass, so that the time is bounded by the size of the column.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence
from functools import cached_property
from itertools import pairwise
from typing import Any, NamedTuple

import numpy as np
from numpy.typing import NDArray

from clinical.queries import ConceptIs, Phrase, Word
from indexer.columns.layout import CLASS_BITS, SECTION_BITS, SECTION_SHIFT
from indexer.columns.lists import keys_of
from indexer.columns.snapshot import Columns
from indexer.limits import Deadline
from indexer.meaning import context_codes

Positions = NDArray[np.int64]
SCAN_SHARE = 0.08
"""From this share of all tokens on, scanning the whole column (0.3 ns a token) is cheaper than gathering (3 ns)."""

LISTED_COST, GATHERED_COST = 20, 8
"""What a token of the lists and a gathered one cost, measured against one that is scanned."""

FEW_LISTED = 10_000
"""Tokens that are read from the lists whatever the slots have, in less time than it takes to count theirs."""

CHUNK = 262_144
"""Tokens looked at between two looks at the clock: they fit a processor's cache."""


class _Part(NamedTuple):
    """The forms of some slots: where those of each end, and how far they lie from their places in the column."""

    forms: NDArray[np.int32]
    ends: Positions
    shifts: Positions


class Places:
    """The tokens of the slots that may match."""

    def __init__(self, columns: Columns, slots: NDArray[Any], deadline: Deadline) -> None:
        self._columns, self._deadline = columns, deadline
        self._slots = slots.astype(np.int64, copy=False)
        self._chosen = np.zeros(columns.state.slots, dtype=bool)
        self._chosen[self._slots] = True

    @cached_property
    def _stretches(self) -> tuple[Positions, Positions]:
        """Where the tokens of each slot begin and end."""
        starts = self._columns.token_starts
        return starts[self._slots], starts[self._slots + 1]

    @cached_property
    def _total(self) -> int:
        """How many tokens the slots have."""
        begins, ends = self._stretches
        return int((ends - begins).sum())

    def slot_of(self, positions: Positions) -> Positions:
        """The slot of each position."""
        return self._columns.slots_at(positions)

    def of_forms(self, numbers: Sequence[int]) -> Positions:
        """Positions whose form is one of ``numbers``, rising."""
        if not numbers or not len(self._slots):
            return np.zeros(0, dtype=np.int64)
        found = self._listed(numbers)
        if found is None and self._total > SCAN_SHARE * len(self._columns.forms):
            found = np.concatenate([*self._scanned(numbers)])
        if found is not None:
            return found[self._chosen[self.slot_of(found)]]
        return np.concatenate([np.zeros(0, dtype=np.int64), *self._gathered(numbers)])

    def _listed(self, numbers: Sequence[int]) -> Positions | None:
        """What the lists say of the forms, where there are any and reading them is the cheapest way."""
        inverted = self._columns.inverted
        if inverted is None:
            return None
        keys = keys_of(numbers, range(CLASS_BITS + 1))
        occurrences = inverted.occurrences(keys, self._deadline)
        cost = occurrences * LISTED_COST
        if cost > len(self._columns.forms) or (occurrences > FEW_LISTED and cost > self._total * GATHERED_COST):
            return None
        return inverted.positions(keys, self._deadline)

    def _scanned(self, numbers: Sequence[int]) -> Iterable[Positions]:
        forms = self._columns.forms
        for start in range(0, len(forms), CHUNK):
            self._deadline.check()
            yield start + np.flatnonzero(self._is_one(forms[start : start + CHUNK], numbers))

    def _gathered(self, numbers: Sequence[int]) -> Iterable[Positions]:
        for part in self._parts:
            self._deadline.check()
            found = np.flatnonzero(self._is_one(part.forms, numbers))
            owners = np.searchsorted(part.ends, found, side="right")
            yield found + part.shifts[owners]

    @cached_property
    def _parts(self) -> list[_Part]:
        """The forms of the slots' tokens side by side: copying stretches is faster than bringing tokens one by one."""
        begins, behind = self._stretches
        lengths = behind - begins
        places = np.searchsorted(np.cumsum(lengths), np.arange(0, int(lengths.sum()) + CHUNK, CHUNK))
        parts = []
        for start, end in pairwise([*np.unique(places).tolist(), len(lengths)]):
            self._deadline.check()
            froms, ends = begins[start:end], np.cumsum(lengths[start:end])
            stretches = zip(froms.tolist(), behind[start:end].tolist(), strict=True)
            forms = [self._columns.forms[first:last] for first, last in stretches]
            if forms:
                parts.append(_Part(np.concatenate(forms), ends, froms - (ends - lengths[start:end])))
        return parts

    def _is_one(self, forms: NDArray[np.int32], numbers: Sequence[int]) -> NDArray[np.bool_]:
        return is_one(forms, numbers, len(self._columns.lexicon.forms))

    def allowed(self, positions: Positions, contexts: Iterable[str], section: str | None) -> Positions:
        """The positions whose token has one of the classes, and stands in the section if one is given."""
        marks = self._columns.marks[positions]
        table = np.zeros(CLASS_BITS + 1, dtype=bool)
        table[list(context_codes(contexts))] = True
        kept: NDArray[np.bool_] = table[marks & CLASS_BITS]
        if section is not None:
            place = self._columns.tables["section"].ids.get(section)
            if place is None:
                return positions[:0]
            kept &= ((marks >> SECTION_SHIFT) & SECTION_BITS) == place
        return positions[kept]

    def sentences(self, positions: Positions) -> Positions:
        """A number of the sentence of each position, global over all slots and never shared by two."""
        return np.searchsorted(self._columns.breaks, positions, side="right")

    def word(self, word: Word, numbers: Sequence[int]) -> Positions:
        """Where a word stands that means one of the forms ``numbers``."""
        return self.allowed(self.of_forms(numbers), word.contexts, word.section)

    def phrase(
        self, phrase: Phrase, words: Sequence[Sequence[int]], keys: Sequence[str]
    ) -> tuple[Positions, Positions]:
        """First and last positions of a phrase of ``words``, each given by the numbers of its forms.

        ``keys`` say which words are one and the same, for words in any order.
        """
        if phrase.ordered and phrase.slop == 0:
            return self._adjacent(phrase, words)
        by_key = {key: self.allowed(self.of_forms(numbers), phrase.contexts, phrase.section)
                  for key, numbers in self._deadline.watched(zip(keys, words, strict=True), 1)}  # fmt: skip
        lists = [by_key[key] for key in keys]
        if not all(len(positions) for positions in lists):
            return lists[0][:0], lists[0][:0]
        self._deadline.check()
        first, last = _in_order(lists) if phrase.ordered else _any_order(by_key, Counter(keys))
        near = last - first + 1 - len(words) <= phrase.slop
        first, last = first[near], last[near]
        together = self.slot_of(first) == self.slot_of(last)
        return first[together], last[together]

    def _adjacent(self, phrase: Phrase, words: Sequence[Sequence[int]]) -> tuple[Positions, Positions]:
        """Find the rarest word, then look at its neighbours."""
        counts = self._columns.counts
        anchor = min(range(len(words)), key=lambda i: int(counts[list(words[i])].sum()))
        first = self.of_forms(words[anchor]) - anchor
        forms = self._columns.forms
        first = first[(first >= 0) & (first + len(words) <= len(forms))]
        for offset, numbers in self._deadline.watched(enumerate(words), 1):
            if offset != anchor:
                first = first[self._is_one(forms[first + offset], numbers)]
        for offset in range(len(words)):
            first = self.allowed(first + offset, phrase.contexts, phrase.section) - offset
        last = first + len(words) - 1
        together = self.slot_of(first) == self.slot_of(last)
        return first[together], last[together]

    def mentions(self, concept: ConceptIs, codes: Sequence[int]) -> Positions:
        """Where one of the codes is mentioned, in the concept's contexts."""
        self._deadline.check()
        rows = self._columns.mentions
        found = np.isin(rows["code"], np.array(codes, dtype=np.uint32)) & self._chosen[rows["slot"]]
        found &= np.isin(rows["context"], np.array(sorted(context_codes(concept.contexts)), dtype=np.uint32))
        chosen = rows[found]
        return np.unique(self._columns.token_starts[chosen["slot"]] + chosen["position"])


def is_one(forms: NDArray[np.int32], numbers: Sequence[int], size: int) -> NDArray[np.bool_]:
    """Which of ``forms`` are one of some numbers, all below ``size``; of none, none."""
    if not numbers:
        return np.zeros(len(forms), dtype=bool)
    if len(numbers) <= 4:
        found: NDArray[np.bool_] = forms == numbers[0]
        for number in numbers[1:]:
            found |= forms == number
        return found
    table = np.zeros(size, dtype=bool)
    table[list(numbers)] = True
    among: NDArray[np.bool_] = table[forms]
    return among


def _in_order(lists: Sequence[Positions]) -> tuple[Positions, Positions]:
    first = last = lists[0]
    for positions in lists[1:]:
        places = np.searchsorted(positions, last + 1)
        kept = places < len(positions)
        first, last = first[kept], positions[places[kept]]
    return first, last


def _any_order(by_key: dict[str, Positions], needed: Counter[str]) -> tuple[Positions, Positions]:
    first = np.unique(np.concatenate([*by_key.values()]))
    last = first.copy()
    kept = np.ones(len(first), dtype=bool)
    for key, count in needed.items():
        positions = by_key[key]
        places = np.searchsorted(positions, first) + count - 1
        kept &= places < len(positions)
        last = np.maximum(last, positions[np.minimum(places, len(positions) - 1)])
    return first[kept], last[kept]
