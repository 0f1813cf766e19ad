"""Which segments are merged: many of like size, and those that are mostly dead; dead documents are left behind."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Sequence
from math import log
from typing import Any

import numpy as np
from numpy.typing import NDArray
from pyroaring import BitMap
from whoosh.reading import SegmentReader

from indexer.whoosh.postings import slots_of

TIER = 6
"""Segments of one size class that are merged together, and how much larger the next class is."""

DEAD_SHARE = 0.5
"""A segment is rewritten when more than this share of it is dead."""


def merge_policy(dead: Callable[[], BitMap], *, everything: bool = False) -> Callable[[Any, list[Any]], list[Any]]:
    """A Whoosh merge policy. ``dead`` gives the dead slots; ``everything`` leaves one segment without any of them."""

    def policy(writer: Any, segments: list[Any]) -> list[Any]:
        gone = np.array(dead(), dtype=np.int64)
        readers = [SegmentReader(writer.storage, writer.schema, segment) for segment in segments]
        numbers = [np.flatnonzero(np.isin(slots_of(reader), gone)) for reader in readers]
        chosen = set(range(len(segments))) if everything else _chosen(segments, numbers)
        for index in sorted(chosen):
            _merge(writer, segments[index], numbers[index])
        for reader in readers:
            reader.close()
        return [segment for index, segment in enumerate(segments) if index not in chosen]

    return policy


def _merge(writer: Any, segment: Any, dead: NDArray[np.int64]) -> None:
    for number in dead.tolist():
        segment.delete_document(number)
    reader = SegmentReader(writer.storage, writer.schema, segment)
    writer.add_reader(reader)
    reader.close()


def _chosen(segments: Sequence[Any], dead: Sequence[NDArray[np.int64]]) -> set[int]:
    tiers: dict[int, list[int]] = defaultdict(list)
    chosen = set()
    for index, segment in enumerate(segments):
        size = segment.doc_count_all()
        if len(dead[index]) > DEAD_SHARE * size:
            chosen.add(index)
        tiers[int(log(max(size, 1), TIER))].append(index)
    for members in tiers.values():
        if len(members) >= TIER:
            chosen.update(members)
    return chosen
