"""Sets of slots for the frequent forms, kept as bitmaps, so that they need not be asked for hit by hit.

Every apply that adds many documents appends one record: for each form and class that at least one in ``RARITY`` of its
documents has, the bitmap of its slots. A record is immutable; what lies outside all records is small, or is asked of
the postings. Layout of a record: first slot, end slot, number of keys (int64); keys (uint32, rising); end of each
bitmap (int64); the bitmaps.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray
from pyroaring import BitMap

LEAST_DOCUMENTS = 1000
"""Documents of an apply from which it has a record."""

RARITY = 50
CLASSES = 8

Range = tuple[int, int]


def key_of(number: int, code: int) -> int:
    """The key of a form in a class."""
    return number * CLASSES + code


def record(first: int, starts: NDArray[np.int64], numbers: NDArray[np.int32], classes: NDArray[np.uint8]) -> bytes:
    """The record of the documents in the slots from ``first`` on, whose tokens begin at ``starts``."""
    documents = len(starts) - 1
    least = documents // RARITY + 1
    keys, owners, edges = _grouped(starts, numbers, classes, least)
    kept = np.flatnonzero(np.diff(edges) >= least).tolist()
    bitmaps = [BitMap((owners[edges[i] : edges[i + 1]] + first).astype(np.uint32)).serialize() for i in kept]
    head = np.array([first, first + documents, len(kept)], dtype="<i8")
    ends = np.cumsum([len(one) for one in bitmaps], dtype="<i8")
    return b"".join([head.tobytes(), keys[kept].astype("<u4").tobytes(), ends.astype("<i8").tobytes(), *bitmaps])


def _grouped(
    starts: NDArray[np.int64], numbers: NDArray[np.int32], classes: NDArray[np.uint8], least: int
) -> tuple[NDArray[np.int64], NDArray[np.int64], NDArray[np.int64]]:
    """Keys of forms that may be frequent, rising; the documents of all of them; where those of each begin and end."""
    documents = len(starts) - 1
    frequent = np.bincount(numbers, minlength=1) >= least
    frequent[0] = False
    chosen = np.flatnonzero(frequent[numbers])
    owners = np.searchsorted(starts, chosen, side="right") - 1
    pairs = np.unique((numbers[chosen].astype(np.int64) * CLASSES + classes[chosen]) * documents + owners)
    keys = pairs // documents
    first = np.flatnonzero(np.append(True, keys[1:] != keys[:-1])) if len(keys) else np.zeros(0, dtype=np.int64)
    return keys[first], pairs % documents, np.append(first, len(pairs))


class Record(NamedTuple):
    """One record as it lies in the file."""

    first: int
    end: int
    keys: NDArray[np.uint32]
    ends: NDArray[np.int64]
    content: NDArray[np.uint8]

    def bitmap(self, place: int) -> BitMap:
        """The bitmap of the key at a place."""
        start = int(self.ends[place - 1]) if place else 0
        return BitMap.deserialize(self.content[start : int(self.ends[place])].tobytes())


class Dense:
    """The records of an index."""

    def __init__(self, content: NDArray[np.uint8], slots: int) -> None:
        self._records = list(_records(content))
        self._slots = slots
        keys = np.concatenate([np.zeros(0, dtype=np.uint32), *(one.keys for one in self._records)])
        order = np.argsort(keys, kind="stable")
        owners = np.repeat(np.arange(len(self._records)), [len(one.keys) for one in self._records])
        places = np.concatenate([np.zeros(0, dtype=np.int64), *(np.arange(len(one.keys)) for one in self._records)])
        self._keys, self._owners, self._places = keys[order], owners[order], places[order]

    def look(self, keys: Sequence[int]) -> tuple[BitMap, dict[tuple[Range, ...], list[int]]]:
        """What is known of some keys: slots, and for what is not known the keys by the ranges still to be asked for.

        A key that is known for less than half of all slots is to be asked for everywhere.
        """
        wanted = np.array(keys, dtype=np.uint32)
        first, last = (np.searchsorted(self._keys, wanted, side=side).tolist() for side in ("left", "right"))
        found, missing = BitMap(), dict[tuple[Range, ...], list[int]]()
        for key, start, end in zip(keys, first, last, strict=True):
            known = [self._records[owner] for owner in self._owners[start:end].tolist()] if start < end else []
            if sum(one.end - one.first for one in known) * 2 < self._slots:
                known = []
            missing.setdefault(self._outside(known), []).append(key)
            for one, place in zip(known, self._places[start:end].tolist(), strict=False):
                found |= one.bitmap(place)
        missing.pop((), None)
        return found, missing

    def _outside(self, known: Sequence[Record]) -> tuple[Range, ...]:
        """The ranges of slots that no known record covers; records lie in the order of their slots."""
        edges = [0, *(edge for one in known for edge in (one.first, one.end)), self._slots]
        return tuple((start, end) for start, end in zip(edges[::2], edges[1::2], strict=True) if start < end)


def _records(content: NDArray[np.uint8]) -> Iterator[Record]:
    at = 0
    while at < len(content):
        first, end, count = np.frombuffer(content[at : at + 24].tobytes(), dtype="<i8").tolist()
        keys = np.frombuffer(content[at + 24 : at + 24 + 4 * count].tobytes(), dtype="<u4")
        begin = at + 24 + 12 * count
        ends = np.frombuffer(content[at + 24 + 4 * count : begin].tobytes(), dtype="<i8")
        size = int(ends[-1]) if count else 0
        yield Record(first, end, keys, ends, content[begin : begin + size])
        at = begin + size
