"""Lists for a stretch of slots: where every form stands, and which slots mention a code.

An apply that leaves many slots without lists appends one record of them; a record is immutable. Values are sorted by
key, so that what a query asks for lies side by side: a key of forms is a form's number and a context class, its values
are tokens; a key of codes is a code's place, a context class and the place of a section's weight, its values are slots.
Forms that at least one document in ``RARITY`` has in a class have a bitmap of their slots too.

Layout of a record, padded to eight bytes: ``_HEADER`` numbers (int64), then the arrays in their order (uint32), then
the bitmaps. Tokens and slots count from the first of the record.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Any, NamedTuple

import numpy as np
from numpy.typing import NDArray
from pyroaring import BitMap

from indexer.columns.layout import CLASS_BITS, SECTION_BITS, SECTION_SHIFT
from indexer.columns.sets import set_of
from indexer.ranking import SECTION_WEIGHTS, section_weight

Numbers = NDArray[np.uint32]
Longs = NDArray[np.int64]

LEAST_DOCUMENTS = 1000
"""Slots without lists from which they get a record; the lists of fewer are made when they are asked for."""

RARITY = 10
"""Reading a bitmap of each record (3 µs) is faster than bringing the tokens (6 ns each) from about there on."""

FORM_SHIFT = 3
CODE_SHIFT = 6
CONTEXT_SHIFT = 3
WEIGHTS = tuple(sorted({1.0, *SECTION_WEIGHTS.values()}))
"""Weights of an occurrence by their places in keys; another list of weights is another format of the index."""

_PLACES = {weight: place for place, weight in enumerate(WEIGHTS)}
_HEADER = 11
_PADDING = 8


def keys_of(numbers: Sequence[int], classes: Sequence[int]) -> Longs:
    """The rising keys of some forms in some classes."""
    forms = np.array(sorted(numbers), dtype=np.int64) << FORM_SHIFT
    return (forms[:, None] | np.array(sorted(classes), dtype=np.int64)).ravel()


def weight_places(sections: Sequence[str]) -> Longs:
    """The place in ``WEIGHTS`` of each kind of section."""
    return np.array([_PLACES[section_weight(name)] for name in sections], dtype=np.int64)


class Lists(NamedTuple):
    """``keys``, rising; where the values of each begin, and at the end how many there are; all values, rising in a key."""

    keys: Numbers
    starts: Numbers
    values: Numbers

    def lengths(self, places: Longs) -> Longs:
        """How many values the keys at some places have."""
        return self.starts[places + 1].astype(np.int64) - self.starts[places]

    def of(self, places: Longs) -> Numbers:
        """The values of the keys at some places, one after the other."""
        if len(places) == 1:
            place = int(places[0])
            return self.values[int(self.starts[place]) : int(self.starts[place + 1])]
        return self.values[ranges(self.starts[places].astype(np.int64), self.lengths(places))]


def ranges(starts: Longs, lengths: Longs) -> Longs:
    """The concatenation of ``range(start, start + length)``."""
    ends = np.cumsum(lengths)
    shift: Longs = np.repeat(starts - (ends - lengths), lengths)
    shift += np.arange(len(shift))
    return shift


def grouped(keys: NDArray[Any], values: NDArray[Any]) -> Lists:
    """The lists of pairs of a key and a value."""
    pairs = keys.astype(np.uint64) << np.uint64(32) | values.astype(np.uint64)
    pairs.sort()
    sorted_keys = (pairs >> np.uint64(32)).astype(np.uint32)
    begins = np.flatnonzero(_changes(sorted_keys))
    starts = np.append(begins, len(pairs)).astype(np.uint32)
    return Lists(sorted_keys[begins], starts, (pairs & np.uint64(0xFFFFFFFF)).astype(np.uint32))


def _changes(values: NDArray[Any]) -> NDArray[np.bool_]:
    """Where a value is not the one before."""
    changes = np.ones(len(values), dtype=bool)
    np.not_equal(values[1:], values[:-1], out=changes[1:])
    return changes


class Record(NamedTuple):
    """The lists of the slots from ``first`` to before ``end``, whose tokens begin at ``token`` of the columns.

    ``frequent`` are places in ``forms.keys`` of those with a bitmap, ``bitmap_ends`` say where it ends in ``bitmaps``.
    """

    first: int
    end: int
    token: int
    forms: Lists
    codes: Lists
    frequent: Numbers
    bitmap_ends: Numbers
    bitmaps: NDArray[np.uint8]

    def bitmap(self, place: int) -> BitMap:
        """The slots of the form at a place of ``frequent``."""
        start = int(self.bitmap_ends[place - 1]) if place else 0
        return BitMap.deserialize(self.bitmaps[start : int(self.bitmap_ends[place])].tobytes())

    def content(self) -> bytes:
        """The record as it lies in the file."""
        arrays = [*self.forms, *self.codes, self.frequent, self.bitmap_ends]
        head = [self.first, self.end, self.token, *map(len, arrays)]
        parts = [np.array(head, dtype="<i8"), *(one.astype("<u4", copy=False) for one in arrays), self.bitmaps]
        found = b"".join(part.tobytes() for part in parts)
        return found + bytes(-len(found) % _PADDING)


def make_record(first: int, token: int, lengths: NDArray[Any], forms: NDArray[np.int32], marks: NDArray[np.uint16],
                mentions: NDArray[Any], section_names: Sequence[str]) -> Record:  # fmt: skip
    """The record of slots from ``first`` on: their numbers of tokens, tokens and mentions, as the columns have them."""
    starts = np.concatenate([[0], np.cumsum(lengths, dtype=np.int64)])
    where = np.flatnonzero(forms > 0)
    keys = forms[where].astype(np.int64) << FORM_SHIFT | marks[where] & CLASS_BITS
    lists = grouped(keys, where)
    frequent, bitmaps = _bitmaps(lists, np.repeat(np.arange(first, first + len(lengths), dtype=np.uint32), lengths),
                                 len(lengths) // RARITY + 1)  # fmt: skip
    ends = np.cumsum([len(one) for one in bitmaps], dtype=np.int64).astype(np.uint32)
    content = np.frombuffer(b"".join(bitmaps), dtype=np.uint8)
    codes = _code_lists(first, starts, marks, mentions, section_names)
    return Record(first, first + len(lengths), token, lists, codes, frequent, ends, content)


def _bitmaps(lists: Lists, owners: Numbers, least: int) -> tuple[Numbers, list[bytes]]:
    """Keys that at least ``least`` slots have, and the serialised slots of each; ``owners`` are the slots of tokens."""
    long = np.flatnonzero(np.diff(lists.starts) >= least)
    frequent, bitmaps = [], []
    for place, start, end in zip(
        long.tolist(), lists.starts[long].tolist(), lists.starts[long + 1].tolist(), strict=True
    ):
        slots = owners[lists.values[start:end]]
        slots = slots[_changes(slots)]
        if len(slots) >= least:
            frequent.append(place)
            bitmaps.append(set_of(slots).serialize())
    return np.array(frequent, dtype=np.uint32), bitmaps


def _code_lists(
    first: int, starts: Longs, marks: NDArray[np.uint16], mentions: NDArray[Any], section_names: Sequence[str]
) -> Lists:
    owners = mentions["slot"].astype(np.int64) - first
    sections = marks[starts[owners] + mentions["position"]] >> SECTION_SHIFT & SECTION_BITS
    weights = weight_places(section_names)[sections]
    keys = mentions["code"].astype(np.int64) << CODE_SHIFT | mentions["context"].astype(np.int64) << CONTEXT_SHIFT
    return grouped(keys | weights, owners)


def read_records(content: NDArray[np.uint8]) -> Iterator[Record]:
    """The records of a file."""
    at = 0
    while at < len(content):
        start = at
        first, end, token, *sizes = content[at : at + _HEADER * 8].view("<i8").tolist()
        at += _HEADER * 8
        arrays: list[Numbers] = []
        for size in sizes:
            arrays.append(content[at : at + 4 * size].view("<u4"))
            at += 4 * size
        bytes_of_bitmaps = int(arrays[7][-1]) if len(arrays[7]) else 0
        bitmaps = content[at : at + bytes_of_bitmaps]
        yield Record(first, end, token, Lists(*arrays[:3]), Lists(*arrays[3:6]), arrays[6], arrays[7], bitmaps)
        at += bytes_of_bitmaps
        at += -(at - start) % _PADDING
