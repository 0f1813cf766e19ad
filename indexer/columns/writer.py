"""Writing the columns: batches are appended slot by slot; a changed document takes a new slot and its old one dies."""

from __future__ import annotations

import json
from bisect import bisect_right
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from operator import itemgetter
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray
from pyroaring import BitMap

from clinical.annotations import AnnotatedDocument
from indexer.batch import Batch, Mentions, Tokens
from indexer.columns.files import (
    DATA_FILES,
    State,
    counts_path,
    data_path,
    sync_file,
    sync_folder,
    write_state,
    write_whole,
)
from indexer.columns.layout import (
    BREAK,
    COMPARATORS,
    DOCS,
    MENTIONS,
    RECORD_TABLES,
    SECTION_BITS,
    SECTION_SHIFT,
    VALUES,
)
from indexer.columns.lists import LEAST_DOCUMENTS, Record, make_record
from indexer.columns.snapshot import Columns, utf8
from indexer.view import PAST, PRESENT, Ancestors, above, record_fields, span_of_days, value_of
from language.interning import Numbering

REWRITTEN_SLOTS = 20_000
"""Slots of one record of lists when an index is rewritten."""

_SIGNS = {sign: place for place, sign in enumerate(COMPARATORS)}


@dataclass(frozen=True, slots=True, kw_only=True)
class Added:
    """What postings are made of: documents that took the slots from ``first_slot`` on.

    ``places`` are the mentions' codes, as places in the table of codes.
    """

    first_slot: int
    tokens: Tokens
    mentions: Mentions
    places: NDArray[np.int64]


class _Fresh:
    """What was added, as the columns will have it."""

    def __init__(self) -> None:
        self.lengths: list[NDArray[np.int64]] = []
        self.forms: list[NDArray[np.int32]] = []
        self.marks: list[NDArray[np.uint16]] = []
        self.mentions: list[NDArray[Any]] = []


class ColumnWriter:
    """One writer at a time; what it adds is seen once ``prepare`` has written a state and the engine committed it."""

    def __init__(self, folder: Path, columns: Columns, ancestors: Ancestors | None = None) -> None:
        self._folder, self._state, self._ancestors = folder, columns.state, ancestors
        self._slots = columns.slots_by_id()
        self.numbering = Numbering(columns.lexicon.ids)
        self._tables = {name: dict(table.ids) for name, table in columns.tables.items()}
        self.code_rows: list[Sequence[str | None]] = list(columns.tables["code"].rows)
        self._code_places: dict[tuple[str, str, str], int] = {}
        self._begin(columns)

    def _begin(self, columns: Columns) -> None:
        self._next_slot = columns.state.slots
        self._dead = BitMap(columns.dead)
        self._counts = columns.counts.astype(np.int64)
        self._columns = columns
        self._known_forms = len(self.numbering.forms)
        self._new: list[tuple[int, Tokens]] = []
        self._fresh = _Fresh()
        self._lengths: dict[str, int] | None = None
        self._pending: dict[str, list[bytes]] = {name: [] for name in DATA_FILES}

    def all_dead(self) -> BitMap:
        """All slots that are dead, those that died since the writer began among them."""
        return self._dead

    def follows(self, columns: Columns) -> bool:
        """Whether the writer goes on from this very snapshot."""
        return self._columns is columns

    def remove(self, doc_id: str) -> bool:
        """Let the document's slot die; False where there is none."""
        slot = self._slots.pop(doc_id, None)
        if slot is None:
            return False
        self._dead.add(slot)
        forms = np.unique(self._forms_of(slot))
        self._counts[forms[forms > 0]] -= 1
        return True

    def _forms_of(self, slot: int) -> NDArray[np.int32]:
        """The form numbers of a living slot."""
        if slot < self._columns.state.slots:
            return self._columns.forms_of(slot)
        first, tokens = self._new[bisect_right(self._new, slot, key=itemgetter(0)) - 1]
        return tokens.numbers[tokens.starts[slot - first] : tokens.starts[slot - first + 1]]

    def add(self, documents: Sequence[AnnotatedDocument], batch: Batch) -> Added:
        """Append the documents of a batch, each of another id, killing earlier ones of their ids.

        The batch's forms are numbered by ``numbering``.
        """
        for annotated in documents:
            self.remove(annotated.document.doc_id)
        first, self._next_slot = self._next_slot, self._next_slot + len(documents)
        self._slots.update((one.document.doc_id, first + place) for place, one in enumerate(documents))
        self._tokens(batch.tokens, first)
        places = self._mentions(batch.mentions, first)
        codes = self._codes(batch.mentions, places, len(documents))
        self._values(documents, first)
        self._records(documents, batch, codes)
        return Added(first_slot=first, tokens=batch.tokens, mentions=batch.mentions, places=places)

    def _tokens(self, tokens: Tokens, first: int) -> None:
        size = len(self.numbering.forms)
        if size > len(self._counts):
            self._counts = np.concatenate([self._counts, np.zeros(size, dtype=np.int64)])
        owners = np.repeat(np.arange(len(tokens.starts) - 1), np.diff(tokens.starts))
        pairs = np.sort(owners * np.int64(size) + tokens.numbers)
        distinct = pairs[np.append(True, pairs[1:] != pairs[:-1])] % size if len(pairs) else pairs
        self._counts[:size] += np.bincount(distinct[distinct > 0], minlength=size)
        self._new.append((first, tokens))
        marks = self._marks(tokens)
        self._fresh.lengths.append(np.diff(tokens.starts))
        self._fresh.forms.append(tokens.numbers)
        self._fresh.marks.append(marks)
        self._pending["forms"].append(tokens.numbers.astype("<i4", copy=False).tobytes())
        self._pending["marks"].append(marks.tobytes())

    def _marks(self, tokens: Tokens) -> NDArray[np.uint16]:
        names = tokens.section_names
        places = [0, *(min(self._place("section", name), SECTION_BITS) for name in names[1:])]
        marks = tokens.classes | (np.array(places, dtype=np.uint16)[tokens.sections] << np.uint16(SECTION_SHIFT))
        marks |= tokens.breaks * np.uint16(BREAK)
        begins = tokens.starts[:-1][np.diff(tokens.starts) > 0]
        marks[begins] |= np.uint16(BREAK)
        return marks.astype("<u2")

    def _mentions(self, mentions: Mentions, first: int) -> NDArray[np.int64]:
        """Append the mentions; the place of each one's code."""
        known = self._code_places
        table = np.array([known.get(row) or self._code_place(*row) for row in mentions.rows], dtype=np.int64)
        places = table[mentions.codes]
        rows = np.empty(len(places), dtype=MENTIONS)
        rows["slot"], rows["position"] = mentions.documents + np.int64(first), mentions.positions
        rows["code"], rows["context"] = places, mentions.contexts
        self._fresh.mentions.append(rows)
        self._pending["mentions"].append(rows.tobytes())
        return places

    def _code_place(self, system: str, code: str, label: str) -> int:
        key = f"{system}:{code}"
        place = self._tables["code"].get(key)
        if place is None:
            upper = [f"{system}:{one}" for one in above(self._ancestors, system, code)]
            place = self._place("code", key, extra=[label, *upper])
            self.code_rows.append((key, label, *upper))
        self._code_places[system, code, label] = place
        return place

    def _codes(self, mentions: Mentions, places: NDArray[np.int64], documents: int) -> NDArray[np.int64]:
        """Append the codes that hold of the patient, once a document; how many each document has."""
        own = (mentions.contexts == PRESENT) | (mentions.contexts == PAST)
        pairs = np.sort(mentions.documents[own] * np.int64(2**32) + places[own])
        pairs = pairs[np.append(True, pairs[1:] != pairs[:-1])] if len(pairs) else pairs
        self._pending["codes"].append((pairs % 2**32).astype("<u4").tobytes())
        return np.bincount(pairs >> 32, minlength=documents)

    def _values(self, documents: Sequence[AnnotatedDocument], first: int) -> None:
        found = [
            (slot, self._place("analyte", value.analyte), _SIGNS.get(value.comparator, 0), 0, value.value)
            for slot, one in enumerate(documents, first)
            for value in map(value_of, one.reading.measurements)
        ]
        if found:
            self._pending["values"].append(np.array(found, dtype=VALUES).tobytes())

    def _records(self, documents: Sequence[AnnotatedDocument], batch: Batch, codes: NDArray[np.int64]) -> None:
        rows = np.array([self._record(one) for one in documents], dtype=DOCS)
        size = len(documents)
        rows["tokens"] = np.diff(batch.tokens.starts)
        rows["mentions"] = np.bincount(batch.mentions.documents, minlength=size)
        rows["codes"] = codes
        rows["simhash"] = batch.fingerprints
        self._pending["docs"].append(rows.tobytes())

    def _record(self, annotated: AnnotatedDocument) -> tuple[int, ...]:
        """The row of a document, without what is counted for all together."""
        document, names = annotated.document, record_fields(annotated)
        places = [self._place(name, value) if (value := names[name]) is not None else 0 for name in RECORD_TABLES]
        first, last = span_of_days(document.date) or (0, 0)
        doc_id = utf8(document.doc_id)
        self._pending["ids"].append(doc_id)
        age = -1 if document.age is None else document.age
        return (*places, first, last, age, 0, 0, 0, len(doc_id), document.lang == "en", 0)

    def _place(self, table: str, value: str, extra: list[str] | None = None) -> int:
        known = self._tables[table]
        place = known.get(value)
        if place is None:
            place = known[value] = len(known) + 1
            self._pending["tables"].append(json.dumps([table, value, *(extra or [])]).encode("ascii") + b"\n")
        return place

    def append(self) -> None:
        """Write what was added behind the files, synced; no state knows of it before ``prepare``."""
        self._pending["lexicon"] = [utf8(form) + b"\n" for form in self.numbering.forms[self._known_forms :]]
        record = self._lists()
        if record is not None:
            self._pending["lists"].append(record.content())
        self._lengths = {name: self._append(name, self._state.lengths.get(name, 0)) for name in DATA_FILES}
        sync_folder(self._folder)

    def _lists(self) -> Record | None:
        """The lists of the slots that have none yet, where they are many."""
        columns = self._columns
        first = columns.slots_with_records
        if not columns.listed or self._next_slot - first < LEAST_DOCUMENTS:
            return None
        token = int(columns.token_starts[first])
        return make_record(
            first, token,
            np.concatenate([columns.docs["tokens"][first:].astype(np.int64), *self._fresh.lengths]),
            np.concatenate([columns.forms[token:], *self._fresh.forms]),
            np.concatenate([columns.marks[token:], *self._fresh.marks]),
            np.concatenate([columns.mentions[columns.mention_starts[first] :], *self._fresh.mentions]),
            ["", *self._tables["section"]],
        )  # fmt: skip

    def prepare(self, *, generation: int, last_change: int, sizes: dict[str, int]) -> State:
        """Write the state of ``generation``, and what was added if ``append`` has not; all synced."""
        if self._lengths is None:
            self.append()
        assert self._lengths is not None
        counts = self._counts[: len(self.numbering.forms)].astype("<u4")
        write_whole(counts_path(self._folder, generation), counts.tobytes())
        state = replace(
            self._state,
            generation=generation,
            last_change=last_change,
            slots=self._next_slot,
            lengths=self._lengths,
            sizes=sizes,
            dead=self._dead.serialize(),
        )
        write_state(self._folder, state)
        return state

    def _append(self, name: str, length: int) -> int:
        path = data_path(self._folder, name, self._state.epoch)
        content = self._pending[name]
        if not content and path.exists() and path.stat().st_size == length:
            return length
        with path.open("ab") as stream:
            stream.truncate(length)
            stream.seek(length)
            stream.writelines(content)
        sync_file(path)
        return length + sum(map(len, content))

    def finished(self, columns: Columns) -> None:
        """Go on from the snapshot of what was prepared and committed."""
        self._state = columns.state
        self._begin(columns)


def rewritten(folder: Path, columns: Columns, *, generation: int, sizes: dict[str, int]) -> State:
    """Write the columns of a new epoch without any byte of a dead slot; slots keep their numbers."""
    state = replace(columns.state, epoch=columns.state.epoch + 1, generation=generation, sizes=sizes)
    lengths = {}
    for name, chunks in _living(columns).items():
        path = data_path(folder, name, state.epoch)
        with path.open("wb") as stream:
            stream.writelines(chunks)
        sync_file(path)
        lengths[name] = path.stat().st_size
    state = replace(state, lengths=lengths)
    write_whole(counts_path(folder, generation), columns.counts.astype("<u4").tobytes())
    write_state(folder, state)
    return state


def _living(columns: Columns) -> dict[str, Iterable[bytes]]:
    dead = np.zeros(columns.state.slots, dtype=bool)
    dead[np.array(columns.dead, dtype=np.int64)] = True
    docs = columns.docs.copy()
    docs[dead] = np.zeros(1, dtype=DOCS)[0]
    kept_tokens = np.repeat(~dead, columns.docs["tokens"])
    mentions, values = columns.mentions, columns.values
    used = columns.used_places(~dead)
    return {
        "docs": [docs.tobytes()],
        "ids": [utf8(columns.doc_id(slot)) for slot in np.flatnonzero(~dead).tolist()],
        "forms": [columns.forms[kept_tokens].tobytes()],
        "marks": [columns.marks[kept_tokens].tobytes()],
        "mentions": [mentions[~dead[mentions["slot"]]].tobytes()],
        "codes": [columns.codes[np.repeat(~dead, columns.docs["codes"])].tobytes()],
        "values": [values[~dead[values["slot"]]].tobytes()],
        "lists": _living_records(columns, dead) if columns.state.lengths.get("lists") else [],
        "lexicon": [
            (utf8(form) if i == 0 or columns.counts[i] else b"") + b"\n" for i, form in enumerate(columns.lexicon.forms)
        ][1:],
        "tables": [
            json.dumps([name, *(row if place in used[name] else [None])]).encode("ascii") + b"\n"
            for name, table in columns.tables.items()
            for place, row in enumerate(table.rows)
            if place
        ],
    }


def _living_records(columns: Columns, dead: NDArray[np.bool_]) -> Iterator[bytes]:
    """Records for all slots, whatever size the applies had that filled them."""
    token = 0
    for first in range(0, columns.state.slots, REWRITTEN_SLOTS):
        end = min(first + REWRITTEN_SLOTS, columns.state.slots)
        own = slice(columns.token_starts[first], columns.token_starts[end])
        lengths = np.where(dead[first:end], 0, columns.docs["tokens"][first:end])
        kept = np.repeat(~dead[first:end], columns.docs["tokens"][first:end])
        mentions = columns.mentions[columns.mention_starts[first] : columns.mention_starts[end]]
        record = make_record(first, token, lengths, columns.forms[own][kept], columns.marks[own][kept],
                             mentions[~dead[mentions["slot"]]], columns.section_names)  # fmt: skip
        token += int(lengths.sum())
        yield record.content()
