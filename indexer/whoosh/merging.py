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
from indexer.whoosh.segments import merged

TIER = 6
"""Segments of one size class that are merged together, and how much larger the next class is."""

DEAD_SHARE = 0.5
"""A segment is rewritten when more than this share of it is dead."""


def merge_policy(
    dead: Callable[[], BitMap], new: Sequence[Any] = (), *, everything: bool = False
) -> Callable[[Any, list[Any]], list[Any]]:
    """A Whoosh merge policy that commits ``new`` segments beside the old ones.

    ``dead`` gives the dead slots; ``everything`` leaves one segment without any of them.
    """

    def policy(writer: Any, old: list[Any]) -> list[Any]:
        segments = [*old, *new]
        gone = np.array(dead(), dtype=np.int64)
        readers = [SegmentReader(writer.storage, writer.schema, segment) for segment in segments]
        slots = [slots_of(reader) for reader in readers]
        numbers = [np.flatnonzero(np.isin(own, gone)) for own in slots]
        chosen = sorted(range(len(segments)) if everything else _chosen(segments, numbers))
        kept = [segment for index, segment in enumerate(segments) if index not in set(chosen)]
        if chosen:
            parts = [(readers[index], slots[index].tolist(), numbers[index].tolist()) for index in chosen]
            whole = merged(writer.storage, *zip(*parts, strict=True))
            kept.extend([whole] if whole is not None else [])
        for reader in readers:
            reader.close()
        return kept

    return policy


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
