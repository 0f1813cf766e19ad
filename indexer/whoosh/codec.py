"""Whoosh's third format, written faster: whole posting lists at once, long blocks, no lengths.

The files are what Whoosh's own codec would write, and its reader reads them: a list is a mark, then blocks of (info,
ids as deltas, weights); see ``whoosh.codec.whoosh3.W3PostingsWriter``. Field lengths are kept by the column of records
(looking them up costs Whoosh a stat call a posting).
"""

from __future__ import annotations

import zlib
from collections.abc import Iterable
from itertools import groupby, pairwise
from operator import itemgetter
from pickle import dumps
from typing import Any

from whoosh.codec.whoosh3 import WHOOSH3_HEADER_MAGIC, W3Codec, W3FieldWriter, W3TermInfo
from whoosh.system import pack_int, pack_ushort

BLOCK_POSTINGS = 2048
"""Postings in one block: long blocks are read fast as a whole."""

COMPRESSED_FROM = 96
"""Bytes from which a block is worth compressing."""

Posting = tuple[str, bytes, int, float, bytes]


class LongBlocks(W3Codec):  # type: ignore[misc]
    """The codec that the engine writes with; what it writes is read by Whoosh's own."""

    length_stats = False

    def __init__(self) -> None:
        super().__init__(blocklimit=BLOCK_POSTINGS)

    def field_writer(self, storage: Any, segment: Any) -> W3FieldWriter:
        """The writer of terms and postings."""
        return _FieldWriter(self, storage, segment)


class _FieldWriter(W3FieldWriter):  # type: ignore[misc]
    """Writes each term's whole posting list."""

    def add_postings(self, schema: Any, lengths: Any, items: Iterable[Posting]) -> None:
        """Write sorted postings (field, term, document, weight, value)."""
        for fieldname, of_field in groupby(items, key=itemgetter(0)):
            self.start_field(fieldname, schema[fieldname])
            prefix = pack_ushort(self._fieldid)
            for term, rows in groupby(of_field, key=itemgetter(1)):
                self._tindex.add(prefix + term, self._write_list([row[2:4] for row in rows]))
            self.finish_field()

    def _write_list(self, rows: list[tuple[int, float]]) -> bytes:
        """Write one list; the bytes of its term info."""
        offset = self._postfile.tell()
        content = [WHOOSH3_HEADER_MAGIC]
        for start in range(0, len(rows), BLOCK_POSTINGS):
            block = rows[start : start + BLOCK_POSTINGS]
            content.extend(_block(block, last=start + BLOCK_POSTINGS >= len(rows)))
        whole = b"".join(content)
        self._postfile.write(whole)
        info = W3TermInfo()
        info._weight, info._df = sum(weight for _, weight in rows), len(rows)
        info._maxweight = max(weight for _, weight in rows)
        info._minid, info._maxid = rows[0][0], rows[-1][0]
        info.set_extent(offset, len(whole))
        packed: bytes = info.to_bytes()
        return packed


def _block(rows: list[tuple[int, float]], *, last: bool) -> tuple[bytes, bytes, bytes]:
    """Length, info and data of one block; the last one's length is negative."""
    ids = [number for number, _ in rows]
    deltas = (ids[0], *(after - before for before, after in pairwise(ids)))
    weights: Any = tuple(weight for _, weight in rows)
    most = max(weights)
    if most == min(weights):
        weights = None if most == 1.0 else float(most)
    data = dumps((deltas, weights, None), 2)
    level = 3 if len(data) >= COMPRESSED_FROM else 0
    if level:
        data = zlib.compress(data, level)
    info = dumps((len(ids), ids[-1], float(most), level, 0, 0), 2)
    length = len(info) + len(data)
    return pack_int(-length if last else length), info, data
