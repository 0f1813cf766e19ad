"""Writing the columns: views are appended slot by slot; a changed document takes a new slot and its old one dies."""

from __future__ import annotations

import json
from collections.abc import Iterable
from dataclasses import replace
from pathlib import Path
from typing import cast

import numpy as np
from pyroaring import BitMap

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
from indexer.columns.snapshot import Columns, utf8
from indexer.view import PAST, PRESENT, IndexedDocument


class ColumnWriter:
    """One writer at a time; what it adds is seen once ``prepare`` has written a state and the engine committed it."""

    def __init__(self, folder: Path, columns: Columns) -> None:
        self._folder, self._state = folder, columns.state
        self._slots = columns.slots_by_id()
        self._forms = dict(columns.lexicon.ids)
        self._tables = {name: dict(table.ids) for name, table in columns.tables.items()}
        self._begin(columns)

    def _begin(self, columns: Columns) -> None:
        self._next_slot = columns.state.slots
        self._dead = BitMap(columns.dead)
        self._counts = columns.counts.astype(np.int64)
        self._columns = columns
        self._new_slots: dict[int, list[int]] = {}
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
        forms = self._new_slots.pop(slot, None)
        if forms is None:
            forms = np.unique(self._columns.forms_of(slot)).tolist()
        for form in forms:
            self._counts[form] -= 1
        return True

    def add(self, view: IndexedDocument) -> int:
        """Append a document, killing an earlier one of its id; its slot."""
        self.remove(view.doc_id)
        slot = self._next_slot
        self._next_slot += 1
        self._slots[view.doc_id] = slot
        tokens = self._tokens(view, slot)
        codes = self._mentions(view, slot)
        self._values(view, slot)
        self._record(view, tokens, codes)
        return slot

    def _tokens(self, view: IndexedDocument, slot: int) -> int:
        known = self._forms
        looked_up = list(map(known.get, view.forms))
        numbers = self._with_new_forms(view.forms) if None in looked_up else cast("list[int]", looked_up)
        distinct = list({*numbers} - {0})
        self._counts[distinct] += 1
        self._new_slots[slot] = distinct
        self._pending["forms"].append(np.array(numbers, dtype="<i4").tobytes())
        self._pending["marks"].append(self._marks(view).tobytes())
        return len(numbers)

    def _with_new_forms(self, forms: list[str]) -> list[int]:
        known, new = self._forms, self._pending["lexicon"]
        for form in forms:
            if form not in known:
                known[form] = len(known)
                new.append(utf8(form) + b"\n")
        if len(known) > len(self._counts):
            self._counts = np.concatenate([self._counts, np.zeros(len(known), dtype=np.int64)])
        return [known[form] for form in forms]

    def _marks(self, view: IndexedDocument) -> np.ndarray[tuple[int], np.dtype[np.uint16]]:
        places = [0, *(min(self._place("section", name), SECTION_BITS) for name in view.section_names[1:])]
        sections = np.array(places, dtype="<u2")[np.frombuffer(view.sections, dtype=np.uint8)]
        marks = np.frombuffer(view.classes, dtype=np.uint8) | (sections << SECTION_SHIFT)
        marks |= np.frombuffer(view.breaks, dtype=np.uint8).astype("<u2") * np.uint16(BREAK)
        if len(marks):
            marks[0] |= BREAK
        return marks.astype("<u2")

    def _mentions(self, view: IndexedDocument, slot: int) -> int:
        rows = np.zeros(len(view.mentions), dtype=MENTIONS)
        own: set[int] = set()
        for i, mention in enumerate(view.mentions):
            code = self._place("code", mention.key, extra=[mention.label, *mention.above])
            rows[i] = (slot, mention.position, code, mention.context)
            if mention.context in (PRESENT, PAST):
                own.add(code)
        self._pending["mentions"].append(rows.tobytes())
        self._pending["codes"].append(np.array(sorted(own), dtype="<u4").tobytes())
        return len(own)

    def _values(self, view: IndexedDocument, slot: int) -> None:
        if view.values:
            rows = np.zeros(len(view.values), dtype=VALUES)
            for i, value in enumerate(view.values):
                sign = COMPARATORS.index(value.comparator) if value.comparator in COMPARATORS else 0
                rows[i] = (slot, self._place("analyte", value.analyte), sign, 0, value.value)
            self._pending["values"].append(rows.tobytes())

    def _record(self, view: IndexedDocument, tokens: int, codes: int) -> None:
        names = {"patient": view.patient_id} | {name: view.fields[name] for name in RECORD_TABLES if name != "patient"}
        places = [self._place(name, value) if (value := names[name]) is not None else 0 for name in RECORD_TABLES]
        first, last = view.days or (0, 0)
        age = -1 if view.age is None else view.age
        doc_id = utf8(view.doc_id)
        self._pending["ids"].append(doc_id)
        row = np.zeros(1, dtype=DOCS)
        row[0] = (
            *places, first, last, age, tokens, len(view.mentions), codes, len(doc_id), view.lang == "en", view.simhash
        )  # fmt: skip
        self._pending["docs"].append(row.tobytes())

    def _place(self, table: str, value: str, extra: list[str] | None = None) -> int:
        known = self._tables[table]
        place = known.get(value)
        if place is None:
            place = known[value] = len(known) + 1
            self._pending["tables"].append(json.dumps([table, value, *(extra or [])]).encode("ascii") + b"\n")
        return place

    def prepare(self, *, generation: int, last_change: int, sizes: dict[str, int]) -> State:
        """Append what was added and write the state of ``generation``; all synced."""
        lengths = dict(self._state.lengths)
        for name in DATA_FILES:
            lengths[name] = self._append(name, lengths.get(name, 0))
        sync_folder(self._folder)
        counts = self._counts[: len(self._forms)].astype("<u4")
        write_whole(counts_path(self._folder, generation), counts.tobytes())
        state = replace(
            self._state,
            generation=generation,
            last_change=last_change,
            slots=self._next_slot,
            lengths=lengths,
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
