"""Looking words and codes up in the lists of an index: sets of slots, positions, weighed mentions."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence

import numpy as np
from numpy.typing import NDArray
from pyroaring import BitMap

from indexer.columns.layout import CLASS_BITS
from indexer.columns.lists import CODE_SHIFT, CONTEXT_SHIFT, WEIGHTS, Lists, Longs, Record, ranges
from indexer.columns.sets import set_where
from indexer.limits import Deadline
from indexer.ranking import class_weight

SlotsAt = Callable[[Longs], Longs]
"""The slots of tokens."""

SEARCHED_SHARE = 32
"""Keys of a record for each wanted one from which on looking each up is cheaper than looking at all of them."""

_WEIGHT_OF = np.array([*WEIGHTS, *[0.0] * (8 - len(WEIGHTS))], dtype=np.float32)


class Inverted:
    """The lists of all slots of an index."""

    def __init__(self, records: Sequence[Record]) -> None:
        self._records = records

    def slots(self, keys: Longs, slots_at: SlotsAt, slots: int, deadline: Deadline) -> BitMap:
        """The slots that have one of the rising ``keys`` of forms."""
        bitmaps: list[BitMap] = []
        tokens: list[Longs] = [np.zeros(0, dtype=np.int64)]
        for record, places in self._with(keys, deadline):
            among = record.frequent.searchsorted(places)
            known = among < len(record.frequent)
            known[known] = record.frequent[among[known]] == places[known]
            bitmaps.extend(map(record.bitmap, among[known].tolist()))
            rare = places[~known]
            if len(rare):
                tokens.append(record.forms.of(rare) + np.int64(record.token))
        deadline.check()
        found = slot_set(slots_at(np.concatenate(tokens)), slots)
        return BitMap.union(found, *bitmaps) if bitmaps else found

    def positions(self, keys: Longs, deadline: Deadline) -> Longs:
        """Where the tokens with one of the rising ``keys`` stand, rising."""
        found = [np.zeros(0, dtype=np.int64)]
        for record, places in self._with(keys, deadline):
            tokens = record.forms.of(places) + np.int64(record.token)
            found.append(np.sort(tokens) if len(places) > 1 else tokens)
        return np.concatenate(found)

    def occurrences(self, keys: Longs, deadline: Deadline) -> int:
        """How many tokens have one of the rising ``keys``."""
        return sum(int(record.forms.lengths(places).sum()) for record, places in self._with(keys, deadline))

    def _with(self, keys: Longs, deadline: Deadline) -> Iterator[tuple[Record, Longs]]:
        """Records that have some of the keys, and their places."""
        table: NDArray[np.bool_] | None = None
        wanted = keys.astype(np.uint32)
        for record in self._records:
            deadline.check()
            known = record.forms.keys
            if len(keys) * SEARCHED_SHARE < len(known):
                places = np.minimum(known.searchsorted(wanted), len(known) - 1)
                places = places[known[places] == wanted]
            else:
                if table is None:
                    table = _table(keys)
                places = np.flatnonzero(table[np.minimum(known, len(table) - 1)])
            if len(places):
                yield record, places

    def code_weights(self, codes: Longs, classes: Sequence[int], slots: int, deadline: Deadline) -> NDArray[np.float32]:
        """For each of ``slots`` what its mentions of the codes at the rising places weigh, in some classes."""
        found = np.zeros(slots, dtype=np.float32)
        factors = np.zeros(CLASS_BITS + 1, dtype=np.float32)
        factors[list(classes)] = [class_weight(code, classes) for code in classes]
        for record in self._records:
            deadline.check()
            places = _of_codes(record.codes, codes)
            keys = record.codes.keys[places]
            kept = np.flatnonzero(factors[keys >> CONTEXT_SHIFT & CLASS_BITS])
            places, keys = places[kept], keys[kept]
            if len(places):
                weighed = _WEIGHT_OF[keys & CLASS_BITS] * factors[keys >> CONTEXT_SHIFT & CLASS_BITS]
                weights = np.repeat(weighed, record.codes.lengths(places))
                summed = np.bincount(record.codes.of(places), weights=weights)
                found[record.first : record.first + len(summed)] += summed.astype(np.float32)
        return found


def slot_set(slots: Longs, size: int) -> BitMap:
    """The set of some slots, all below ``size``, each as often as it likes."""
    flags = np.zeros(size, dtype=bool)
    flags[slots] = True
    return set_where(flags)


def _of_codes(lists: Lists, codes: Longs) -> Longs:
    """The places of all keys of some codes."""
    known = lists.keys
    if len(codes) * SEARCHED_SHARE < len(known):
        edges = np.concatenate([codes << CODE_SHIFT, codes + 1 << CODE_SHIFT]).astype(np.uint32)
        first, last = np.searchsorted(known, edges).reshape(2, -1)
        return ranges(first, last - first)
    table = _table(codes)
    places = known >> CODE_SHIFT
    return np.flatnonzero(table[np.minimum(places, len(table) - 1)])


def _table(numbers: Longs) -> NDArray[np.bool_]:
    """Whether a number is one of some, up to one behind the highest of them."""
    table = np.zeros(int(numbers.max(initial=0)) + 2, dtype=bool)
    table[numbers] = True
    return table
