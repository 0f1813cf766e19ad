"""Postings in Whoosh: a field of forms and a field of codes, one term a context class, weighed occurrences.

Term bytes are the form (or `SYSTEM:CODE`), a separator and the class digit; byte 0 separates own terms, byte 1 codes
that a document has through a descendant. Posting blocks are read whole into arrays and kept by term.
"""

from __future__ import annotations

import threading
from collections import OrderedDict
from collections.abc import Iterable, Sequence
from typing import Any

import numpy as np
from numpy.typing import NDArray
from pyroaring import BitMap
from whoosh import columns as whoosh_columns
from whoosh import fields, formats
from whoosh.reading import SegmentReader, TermNotFound

from indexer.columns.scoring import Weighed
from indexer.columns.sets import set_of
from indexer.columns.snapshot import utf8
from indexer.limits import Deadline

FORM, CODE, SLOT = "form", "code", "slot"
OWN, BELOW = b"\x00", b"\x01"
CACHE_BYTES = 64 * 2**20


class Terms(fields.FieldType):  # type: ignore[misc]
    """A field whose value is the list of its postings, made by the view."""

    indexed = True
    stored = False
    scorable = False
    vector = None

    def __init__(self) -> None:
        self.format = formats.Existence()
        self.analyzer = None
        self.column_type = None
        self.sortable_typecode = None
        self.multitoken_query = "default"
        self.unique = False
        self.spelling = False

    def index(self, value: Any, **_: Any) -> Any:
        """The postings as given."""
        return value

    def separate_spelling(self) -> bool:
        return False

    def clean(self) -> None:
        """Nothing to let go of."""


def schema() -> fields.Schema:
    """The schema of the index; ``slot`` is stored plus one, since Whoosh does not write a default."""
    return fields.Schema(form=Terms(), code=Terms(), slot=fields.COLUMN(whoosh_columns.NumericColumn("I")))


def _class(code: int) -> bytes:
    return b"%d" % code


def slots_of(reader: SegmentReader) -> NDArray[np.int64]:
    """The slot of each document number of a segment: the whole column at once, or one by one where that fails."""
    column = reader.column_reader(SLOT)
    count = reader.doc_count_all()
    if getattr(column, "_typecode", "") == "I" and getattr(column, "_count", -1) == count:
        content = column._dbfile.get(column._basepos, count * 4)
        return np.frombuffer(content, dtype=">u4").astype(np.int64) - 1
    return np.fromiter((column[number] for number in range(count)), dtype=np.int64, count=count) - 1


class WhooshPostings:
    """The postings of one generation. Whoosh's readers are not made for threads, so they are read under a lock."""

    def __init__(self, readers: Sequence[SegmentReader]) -> None:
        self._segments = [(reader, slots_of(reader)) for reader in readers]
        self._lock = threading.Lock()
        self._cache: OrderedDict[tuple[str, bytes], Weighed] = OrderedDict()
        self._cached_bytes = 0
        self._sets: dict[tuple[Any, ...], BitMap] = {}

    def slot_arrays(self) -> list[NDArray[np.int64]]:
        """The slots of each segment, by document number."""
        return [slots for _, slots in self._segments]

    def of_forms(self, forms: Sequence[str], classes: Sequence[int], deadline: Deadline) -> BitMap:
        """See ``indexer.columns.evaluation.Postings``."""
        return self._set(FORM, self._form_terms(forms, classes), deadline)

    def of_code(self, key: str, classes: Sequence[int], *, alone: bool, deadline: Deadline) -> BitMap:
        """See ``indexer.columns.evaluation.Postings``."""
        return self._set(CODE, self._code_terms(key, classes, alone=alone), deadline)

    def weighed_forms(self, forms: Sequence[str], classes: Sequence[int], deadline: Deadline) -> Iterable[Weighed]:
        """See ``indexer.columns.scoring.WeighedPostings``."""
        return [self._posting(FORM, term, deadline) for term in self._form_terms(forms, classes)]

    def weighed_code(self, key: str, classes: Sequence[int], *, alone: bool, deadline: Deadline) -> Iterable[Weighed]:
        """See ``indexer.columns.scoring.WeighedPostings``."""
        return [self._posting(CODE, term, deadline) for term in self._code_terms(key, classes, alone=alone)]

    @staticmethod
    def _form_terms(forms: Sequence[str], classes: Sequence[int]) -> list[bytes]:
        return [utf8(form) + OWN + _class(code) for form in forms for code in classes]

    @staticmethod
    def _code_terms(key: str, classes: Sequence[int], *, alone: bool) -> list[bytes]:
        return [utf8(key) + (OWN if alone else BELOW) + _class(code) for code in classes]

    def _set(self, field: str, terms: Sequence[bytes], deadline: Deadline) -> BitMap:
        key = (field, *terms)
        known = self._sets.get(key)
        if known is None:
            arrays = [self._posting(field, term, deadline)[0] for term in terms]
            known = set_of(np.concatenate(arrays)) if arrays else BitMap()
            if len(self._sets) > 2000:
                self._sets.clear()
            self._sets[key] = known
        return known

    def _posting(self, field: str, term: bytes, deadline: Deadline) -> Weighed:
        with self._lock:
            known = self._cache.get((field, term))
            if known is not None:
                self._cache.move_to_end((field, term))
                return known
            deadline.check()
            found = [self._read(reader, slots, field, term) for reader, slots in self._segments]
            known = (
                np.concatenate([slots for slots, _ in found]) if found else np.zeros(0, dtype=np.int64),
                np.concatenate([weights for _, weights in found]) if found else np.zeros(0, dtype=np.float32),
            )
            self._keep((field, term), known)
            return known

    def _keep(self, key: tuple[str, bytes], posting: Weighed) -> None:
        self._cache[key] = posting
        self._cached_bytes += posting[0].nbytes + posting[1].nbytes + 200
        while self._cached_bytes > CACHE_BYTES and len(self._cache) > 1:
            _, old = self._cache.popitem(last=False)
            self._cached_bytes -= old[0].nbytes + old[1].nbytes + 200

    @staticmethod
    def _read(reader: SegmentReader, slots: NDArray[np.int64], field: str, term: bytes) -> Weighed:
        try:
            matcher = reader.postings(field, term)
        except TermNotFound:
            return np.zeros(0, dtype=np.int64), np.zeros(0, dtype=np.float32)
        numbers, weights = read_blocks(matcher)
        return slots[numbers], weights

    def close(self) -> None:
        """Close the readers."""
        for reader, _ in self._segments:
            reader.close()


def read_blocks(matcher: Any) -> tuple[NDArray[np.int64], NDArray[np.float32]]:
    """All document numbers and weights of a matcher: by whole blocks, or one by one where it has none."""
    if not hasattr(matcher, "_next_block"):
        return _read_singly(matcher)
    numbers, weights = [], []
    while not matcher._atend:
        matcher._read_data()
        deltas, block, _ = matcher._data
        numbers.append(np.cumsum(np.array(deltas, dtype=np.int64)))
        weights.append(
            np.full(len(deltas), 1.0 if block is None else block, dtype=np.float32)
            if block is None or isinstance(block, float)
            else np.array(block, dtype=np.float32)
        )
        matcher._next_block()
    return np.concatenate(numbers), np.concatenate(weights)


def _read_singly(matcher: Any) -> tuple[NDArray[np.int64], NDArray[np.float32]]:
    numbers, weights = [], []
    while matcher.is_active():
        numbers.append(matcher.id())
        weights.append(matcher.weight())
        matcher.next()
    return np.array(numbers, dtype=np.int64), np.array(weights, dtype=np.float32)
