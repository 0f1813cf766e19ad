"""Whole segments, written at once: from documents kept in memory, or from other segments.

Whoosh's own writer makes a tuple of every posting and sorts them; here each term keeps its posting list as it grows
(a quarter of the memory), and merging copies list after list, without the dead.
"""

from __future__ import annotations

import io
import pickle
import zlib
from collections.abc import Iterable, Iterator, Sequence
from heapq import merge
from itertools import accumulate, groupby
from operator import itemgetter
from typing import Any

from whoosh.filedb.filestore import FileStorage
from whoosh.reading import SegmentReader

from indexer.whoosh.codec import LongBlocks
from indexer.whoosh.postings import CODE, FORM, SLOT, schema
from indexer.whoosh.storage import INDEX_NAME

MOST_POSTINGS = 6_000_000
"""Postings that one segment gathers in memory before it is written, some 250 MB."""

FIELDS = (CODE, FORM)
"""In the order of their names, as the files want them."""

List = tuple[bytes, Sequence[int], Sequence[float]]
"""A term, its document numbers, rising, and their weights."""

WeighedTerm = tuple[bytes, float]


class SegmentBuilder:
    """Gathers documents for one new segment."""

    def __init__(self) -> None:
        self._slots: list[int] = []
        self._terms: dict[str, dict[bytes, list[Any]]] = {field: {} for field in FIELDS}
        self.postings = 0

    def __len__(self) -> int:
        return len(self._slots)

    def add(self, slot: int, forms: Sequence[WeighedTerm], codes: Sequence[WeighedTerm]) -> None:
        """Add the document of a slot; a term's list holds numbers and weights by turns."""
        number = len(self._slots)
        self._slots.append(slot)
        self.postings += len(forms) + len(codes)
        for known, terms in ((self._terms[FORM], forms), (self._terms[CODE], codes)):
            look = known.get
            for term, weight in terms:
                found = look(term)
                if found is None:
                    known[term] = [number, weight]
                else:
                    found.append(number)
                    found.append(weight)

    def write(self, storage: FileStorage) -> Any:
        """Write the segment; the builder is empty afterwards."""
        slots, terms = self._slots, self._terms
        self.__init__()  # type: ignore[misc]
        return _write(storage, slots, {field: _sorted(terms[field]) for field in FIELDS})


def _sorted(terms: dict[bytes, list[Any]]) -> Iterator[List]:
    for term in sorted(terms):
        flat = terms.pop(term)
        yield term, flat[::2], flat[1::2]


def merged(storage: FileStorage, readers: Sequence[SegmentReader], slots: Sequence[Sequence[int]],
           dead: Sequence[Sequence[int]]) -> Any:  # fmt: skip
    """Write one segment of the living documents of several; ``slots`` and ``dead`` by document number of each.

    None where nothing is alive.
    """
    numbers: list[list[int]] = []
    living: list[int] = []
    for own, gone in zip(slots, map(set, dead), strict=True):
        numbers.append([])
        for number, slot in enumerate(own):
            numbers[-1].append(-1 if number in gone else len(living))
            if number not in gone:
                living.append(slot)
    if not living:
        return None
    return _write(storage, living, {field: _lists(field, readers, numbers) for field in FIELDS})


def _lists(field: str, readers: Sequence[SegmentReader], numbers: Sequence[list[int]]) -> Iterator[List]:
    streams = [_stream(field, reader, place) for place, reader in enumerate(readers)]
    for term, parts in groupby(merge(*streams, key=itemgetter(0, 1)), key=itemgetter(0)):
        found: list[int] = []
        weights: list[float] = []
        for _, place, content in parts:
            own, heavy = read_list(content)
            renumbered = [numbers[place][number] for number in own]
            kept = renumbered if min(renumbered) >= 0 else [number for number in renumbered if number >= 0]
            found.extend(kept)
            weights.extend(
                heavy if len(kept) == len(own) else [w for w, n in zip(heavy, renumbered, strict=True) if n >= 0]
            )
        if found:
            yield term, found, weights


def _stream(field: str, reader: SegmentReader, place: int) -> Iterator[tuple[bytes, int, bytes]]:
    """The terms of a field with the bytes of their lists, in order."""
    terms = reader._terms
    for (name, term), info in terms.items_from(field, b""):
        if name != field:
            return
        offset, length = info.extent()
        length = length[0] if isinstance(length, tuple) else length  # Whoosh forgets to unpack it
        yield term, place, terms._postfile.get(offset, length)


def read_list(content: bytes) -> tuple[list[int], Sequence[float]]:
    """The document numbers and weights of a posting list's bytes, as ``LongBlocks`` writes them."""
    numbers: list[int] = []
    weights: list[float] = []
    stream = io.BytesIO(content)
    stream.seek(4)
    last = False
    while not last:
        length = int.from_bytes(stream.read(4), "big", signed=True)
        last = length < 0
        end = stream.tell() + abs(length)
        count, _, _, level, _, _ = pickle.load(stream)
        data = stream.read(end - stream.tell())
        deltas, block, _ = pickle.loads(zlib.decompress(data) if level else data)
        numbers.extend(accumulate(deltas))
        weights.extend([1.0 if block is None else block] * count if not isinstance(block, tuple) else block)
    return numbers, weights


def _write(storage: FileStorage, slots: Sequence[int], fields: dict[str, Iterable[List]]) -> Any:
    codec, kinds = LongBlocks(), schema()
    segment = codec.new_segment(storage, INDEX_NAME)
    records = codec.per_document_writer(storage, segment)
    for number, slot in enumerate(slots):
        records.start_doc(number)
        records.add_column_value(SLOT, kinds[SLOT].column_type, slot + 1)
        records.finish_doc()
    records.close()
    writer = codec.field_writer(storage, segment)
    for field in FIELDS:
        writer.write_field(field, kinds[field], fields[field])
    writer.close()
    segment.set_doc_count(len(slots))
    segment.create_compound_file(storage)
    segment.compound = True
    return segment
