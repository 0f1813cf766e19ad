"""Whole segments, written at once: from documents kept in memory, or from other segments.

Whoosh's own writer makes a tuple of every posting and sorts them; here postings are arrays until they are written, and
merging copies list after list, without the dead.
"""

from __future__ import annotations

import io
import pickle
import zlib
from collections.abc import Callable, Iterable, Iterator, Sequence
from heapq import merge
from itertools import accumulate, chain, groupby
from operator import itemgetter
from typing import Any

import numpy as np
from numpy.typing import NDArray
from whoosh.filedb.filestore import FileStorage
from whoosh.reading import SegmentReader

from indexer.columns.snapshot import utf8
from indexer.columns.writer import Added
from indexer.ranking import section_weight
from indexer.whoosh.codec import LongBlocks
from indexer.whoosh.postings import BELOW, CODE, FORM, OWN, SLOT, schema
from indexer.whoosh.storage import INDEX_NAME

MOST_POSTINGS = 6_000_000
"""Postings that one segment gathers in memory before it is written, some 250 MB."""

FIELDS = (CODE, FORM)
"""In the order of their names, as the files want them."""

List = tuple[bytes, Sequence[int], Sequence[float]]
"""A term, its document numbers, rising, and their weights."""


class SegmentBuilder:
    """Gathers documents for one new segment; ``forms`` are the columns' forms by number, ``codes`` their code rows."""

    def __init__(self, forms: Sequence[str], codes: Sequence[Sequence[Any]]) -> None:
        self._forms, self._terms = forms, CodeTerms(codes)
        self._slots: list[int] = []
        self._lists = {field: _Lists() for field in FIELDS}

    def __len__(self) -> int:
        return len(self._slots)

    @property
    def postings(self) -> int:
        """Postings gathered so far."""
        return sum(lists.size for lists in self._lists.values())

    def add(self, added: Added) -> None:
        """Add the documents of a batch."""
        tokens, mentions, first = added.tokens, added.mentions, len(self._slots)
        size = len(tokens.starts) - 1
        self._slots.extend(range(added.first_slot, added.first_slot + size))
        section_weights = np.array([section_weight(name) for name in tokens.section_names], dtype=np.float32)
        weights = section_weights[tokens.sections]
        owners = np.repeat(np.arange(first, first + size), np.diff(tokens.starts))
        shown = tokens.numbers > 0
        terms = tokens.numbers.astype(np.int64) << 3 | tokens.classes
        self._lists[FORM].add(terms[shown], owners[shown], weights[shown])
        heavy = weights[tokens.starts[mentions.documents] + mentions.positions]
        terms, places = self._terms.of(added.places, mentions.contexts)
        self._lists[CODE].add(terms, mentions.documents[places].astype(np.int64) + first, heavy[places])

    def write(self, storage: FileStorage) -> Any:
        """Write the segment; the builder is empty afterwards."""
        slots, lists = self._slots, self._lists
        self._slots, self._lists = [], {field: _Lists() for field in FIELDS}
        return _write(storage, slots, {
            CODE: lists[CODE].in_order(self._terms.spelt.__getitem__),
            FORM: lists[FORM].in_order(self._form_term),
        })  # fmt: skip

    def _form_term(self, term: int) -> bytes:
        return utf8(self._forms[term >> 3]) + OWN + b"%d" % (term & 7)


class CodeTerms:
    """Numbers for the terms of codes: the code itself, and apart all that it lies under, itself included."""

    def __init__(self, rows: Sequence[Sequence[Any]]) -> None:
        self._rows = rows
        self._numbers: dict[bytes, int] = {}
        self.spelt: list[bytes] = []
        self._known: dict[tuple[int, int], list[int]] = {}

    def of(self, codes: NDArray[np.int64], contexts: NDArray[np.uint8]) -> tuple[NDArray[np.int64], NDArray[np.int64]]:
        """The terms of mentions, and for each term the place of its mention."""
        found = list(map(self._terms, codes.tolist(), contexts.tolist()))
        places = np.repeat(np.arange(len(found)), [len(terms) for terms in found])
        return np.array([*chain.from_iterable(found)], dtype=np.int64), places

    def _terms(self, code: int, context: int) -> list[int]:
        known = self._known.get((code, context))
        if known is None:
            key, _, *upper = self._rows[code]
            names = [utf8(key) + OWN, *(utf8(name) + BELOW for name in (key, *upper))]
            known = self._known[code, context] = [self._number(name + b"%d" % context) for name in names]
        return known

    def _number(self, term: bytes) -> int:
        number = self._numbers.get(term)
        if number is None:
            number = self._numbers[term] = len(self.spelt)
            self.spelt.append(term)
        return number


class _Lists:
    """The posting lists of a field: keys (term, then document) with summed weights, a part a batch."""

    def __init__(self) -> None:
        self._keys: list[NDArray[np.int64]] = []
        self._weights: list[NDArray[np.float32]] = []
        self.size = 0

    def add(self, terms: NDArray[np.int64], documents: NDArray[np.int64], weights: NDArray[np.float32]) -> None:
        """Add the occurrences of documents that come after those added before."""
        if not len(terms):
            return
        keys = terms << 32 | documents
        order = np.argsort(keys)
        keys = keys[order]
        first = np.flatnonzero(np.append(True, keys[1:] != keys[:-1]))
        self._keys.append(keys[first])
        self._weights.append(np.add.reduceat(weights[order], first))
        self.size += len(first)

    def in_order(self, name: Callable[[int], bytes]) -> Iterator[List]:
        """The lists in the order of their terms' names."""
        if not self._keys:
            return
        keys, weights = np.concatenate(self._keys), np.concatenate(self._weights)
        self._keys, self._weights = [], []
        order = np.argsort(keys)
        keys, weights = keys[order], weights[order]
        terms = keys >> 32
        edges = np.flatnonzero(np.append(True, terms[1:] != terms[:-1]))
        rows = zip(map(name, terms[edges].tolist()), edges.tolist(), [*edges[1:].tolist(), len(keys)], strict=True)
        for spelt, start, end in sorted(rows):
            yield spelt, (keys[start:end] & 0xFFFFFFFF).tolist(), weights[start:end].tolist()


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
