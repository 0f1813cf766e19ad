"""Whoosh's third format, written faster: whole posting lists at once, long blocks, no lengths.

The files are what Whoosh's own codec would write, and its reader reads them: a list is a mark, then blocks of (info,
ids as deltas, weights); see ``whoosh.codec.whoosh3.W3PostingsWriter``. Field lengths are kept by the column of records
(looking them up costs Whoosh a stat call a posting).
"""

from __future__ import annotations

import zlib
from collections.abc import Iterable, Sequence
from itertools import pairwise
from pickle import dumps
from typing import Any

from whoosh.codec.whoosh3 import WHOOSH3_HEADER_MAGIC, W3Codec, W3FieldWriter, W3TermInfo
from whoosh.system import pack_int, pack_ushort

BLOCK_POSTINGS = 2048
"""Postings in one block: long blocks are read fast as a whole."""

COMPRESSED_FROM = 96
"""Bytes from which a block is worth compressing."""


class LongBlocks(W3Codec):  # type: ignore[misc]
    """The codec that the engine writes with; what it writes is read by Whoosh's own."""

    length_stats = False

    def __init__(self) -> None:
        super().__init__(blocklimit=BLOCK_POSTINGS)

    def field_writer(self, storage: Any, segment: Any) -> ListWriter:
        """The writer of terms and postings."""
        return ListWriter(self, storage, segment)


class ListWriter(W3FieldWriter):  # type: ignore[misc]
    """Writes each term's whole posting list."""

    def write_field(self, name: str, kind: Any, lists: Iterable[tuple[bytes, Sequence[int], Sequence[float]]]) -> None:
        """Write a field: its terms in order, each with rising document numbers and their weights."""
        self.start_field(name, kind)
        prefix, add = pack_ushort(self._fieldid), self._tindex.add
        for term, numbers, weights in lists:
            add(prefix + term, self._write_list(numbers, weights))
        self.finish_field()

    def _write_list(self, numbers: Sequence[int], weights: Sequence[float]) -> bytes:
        """Write one list; the bytes of its term info."""
        content = [WHOOSH3_HEADER_MAGIC]
        for start in range(0, len(numbers), BLOCK_POSTINGS):
            end = start + BLOCK_POSTINGS
            content.extend(_block(numbers[start:end], weights[start:end], last=end >= len(numbers)))
        whole = b"".join(content)
        offset = self._postfile.tell()
        self._postfile.write(whole)
        info = W3TermInfo()
        info._weight, info._df, info._maxweight = sum(weights), len(numbers), max(weights)
        info._minid, info._maxid = numbers[0], numbers[-1]
        info.set_extent(offset, len(whole))
        packed: bytes = info.to_bytes()
        return packed


def _block(numbers: Sequence[int], weights: Sequence[float], *, last: bool) -> tuple[bytes, bytes, bytes]:
    """Length, info and data of one block; the last one's length is negative."""
    deltas = (numbers[0], *(after - before for before, after in pairwise(numbers)))
    most = max(weights)
    kept: Any = tuple(weights)
    if most == min(weights):
        kept = None if most == 1.0 else float(most)
    data = dumps((deltas, kept, None), 2)
    level = 3 if len(data) >= COMPRESSED_FROM else 0
    if level:
        data = zlib.compress(data, level)
    info = dumps((len(numbers), numbers[-1], float(most), level, 0, 0), 2)
    length = len(info) + len(data)
    return pack_int(-length if last else length), info, data
