"""Reading the columns: one unchanging snapshot of a generation, mapped into memory."""

from __future__ import annotations

import json
from collections.abc import Iterator
from functools import cached_property
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray
from pyroaring import BitMap

from clinical.errors import EngineError
from indexer.columns.files import State, check_size, counts_path, damaged, data_path
from indexer.columns.inverted import Inverted
from indexer.columns.layout import BREAK, DOCS, MENTIONS, RECORD_TABLES, TABLES, VALUES
from indexer.columns.lexicon import Lexicon
from indexer.columns.lists import Record, make_record, read_records
from indexer.columns.sets import set_where

FEW_POSITIONS = 5000
"""Up to here the slots of tokens are searched for one by one; beyond, by way of blocks, several times faster."""

BLOCK_SHIFT = 6


def utf8(text: str) -> bytes:
    """The stored bytes of a form or id; lone surrogates are kept."""
    return text.encode("utf-8", "surrogatepass")


class Table:
    """Names by place; place 0 is none. A row holds the name and what was stored beside it.

    Rows are tuples of strings, which the garbage collector leaves alone: an index has many.
    """

    def __init__(self, before: Table | None = None) -> None:
        self.rows: list[tuple[Any, ...]] = list(before.rows) if before else [(None,)]
        self.ids: dict[str, int] = dict(before.ids) if before else {}

    def append(self, row: tuple[Any, ...]) -> None:
        """The next place's row; None for a name that was erased."""
        if row[0] is not None:
            self.ids[row[0]] = len(self.rows)
        else:
            self.ids[f"\x00{len(self.rows)}"] = len(self.rows)
        self.rows.append(row)

    def name(self, place: int) -> str | None:
        """The name at a place."""
        found: str | None = self.rows[place][0]
        return found


class Columns:
    """The columns of one generation. ``forms`` and ``marks`` are parallel over all tokens of all slots.

    ``before`` may be an earlier generation: of tables and lexicon only what was appended since is read, if nothing was
    rewritten. ``listed``: the engine keeps lists of forms and codes.
    """

    def __init__(self, folder: Path, state: State, before: Columns | None = None, *, listed: bool = False) -> None:
        self.listed = listed
        before = before if before is not None and _continues(before.state, state) else None
        self.folder: Path = folder
        self.state: State = state
        self.dead = BitMap.deserialize(state.dead) if state.dead else BitMap()
        self.docs = self._rows("docs", DOCS)
        self.forms: NDArray[np.int32] = self._rows("forms", np.dtype("<i4"))
        self.marks: NDArray[np.uint16] = self._rows("marks", np.dtype("<u2"))
        self.mentions = self._rows("mentions", MENTIONS)
        self.codes: NDArray[np.uint32] = self._rows("codes", np.dtype("<u4"))
        self.values = self._rows("values", VALUES)
        if len(self.docs) != state.slots:
            raise damaged("its records do not agree with its state")
        self.lexicon: Lexicon = Lexicon(
            [*(before.lexicon.forms[1:] if before else ()), *self._lines("lexicon", before)]
        )
        self.tables: dict[str, Table] = self._tables(before)
        self.counts = self._counts()
        self.live = BitMap(range(state.slots)) - self.dead if state.slots else BitMap()
        self._ids = self._bytes("ids")

    def _map(self, name: str, dtype: np.dtype[Any]) -> NDArray[Any]:
        length = self.state.lengths.get(name, 0)
        if not length:
            return np.zeros(0, dtype=dtype)
        path = data_path(self.folder, name, self.state.epoch)
        try:
            return np.memmap(path, dtype=dtype, mode="r", shape=(length // dtype.itemsize,)).view(np.ndarray)
        except (OSError, ValueError) as error:
            raise damaged(f"{path.name} cannot be read") from error

    def _rows(self, name: str, dtype: np.dtype[Any]) -> NDArray[Any]:
        return self._map(name, dtype)

    def _bytes(self, name: str) -> NDArray[np.uint8]:
        return self._map(name, np.dtype(np.uint8))

    def _lines(self, name: str, before: Columns | None) -> list[str]:
        """The lines of a file that are not among those of an earlier generation."""
        known = before.state.lengths.get(name, 0) if before else 0
        content = self._bytes(name)[known:].tobytes().decode("utf-8", "surrogatepass")
        return content.split("\n")[:-1]

    def _tables(self, before: Columns | None) -> dict[str, Table]:
        tables = {name: Table(before.tables[name] if before else None) for name in TABLES}
        try:
            for line in self._lines("tables", before):
                name, *row = json.loads(line)
                tables[name].append(tuple(row))
        except (ValueError, KeyError) as error:
            raise damaged("a table cannot be read") from error
        return tables

    def _counts(self) -> NDArray[np.uint32]:
        path = counts_path(self.folder, self.state.generation)
        size = len(self.lexicon.forms)
        check_size(path, size * 4)
        return np.fromfile(path, dtype="<u4", count=size)

    @cached_property
    def inverted(self) -> Inverted | None:
        """The lists of forms and codes, where the engine keeps them; those of the last few slots are made now."""
        if not self.listed:
            return None
        first = self.slots_with_records
        return Inverted([*self._records, *([self._last_record(first)] if first < self.state.slots else [])])

    @property
    def slots_with_records(self) -> int:
        """All slots below this one have their lists in the files."""
        return self._records[-1].end if self._records else 0

    @cached_property
    def _records(self) -> list[Record]:
        return list(read_records(self._bytes("lists")))

    def _last_record(self, first: int) -> Record:
        """The lists of the slots from ``first`` on, made from the other columns."""
        token = int(self.token_starts[first])
        mentions = self.mentions[self.mention_starts[first] :]
        return make_record(first, token, self.docs["tokens"][first:], self.forms[token:], self.marks[token:],
                           mentions, self.section_names)  # fmt: skip

    @property
    def section_names(self) -> list[str]:
        """Kinds of sections by their places."""
        return [str(row[0] or "") for row in self.tables["section"].rows]

    @cached_property
    def token_starts(self) -> NDArray[np.int64]:
        """Where the tokens of each slot begin, and at the end where the last ones end."""
        return _starts(self.docs["tokens"])

    def slots_at(self, positions: NDArray[np.int64]) -> NDArray[np.int64]:
        """The slot of each token."""
        starts = self.token_starts
        if len(positions) < FEW_POSITIONS:
            return np.searchsorted(starts, positions, side="right") - 1
        slots: NDArray[np.int64] = self._slots_of_blocks[positions >> BLOCK_SHIFT]
        late = np.flatnonzero(positions >= starts[slots + 1])
        while len(late):
            slots[late] += 1
            late = late[positions[late] >= starts[slots[late] + 1]]
        return slots

    @cached_property
    def _slots_of_blocks(self) -> NDArray[np.int64]:
        """The slot of the first token of each block."""
        firsts = np.arange(0, len(self.forms), 1 << BLOCK_SHIFT)
        return np.searchsorted(self.token_starts, firsts, side="right") - 1

    @cached_property
    def code_starts(self) -> NDArray[np.int64]:
        """The same for the codes that hold of the patient."""
        return _starts(self.docs["codes"])

    @cached_property
    def mention_starts(self) -> NDArray[np.int64]:
        """The same for the mentions."""
        return _starts(self.docs["mentions"])

    @cached_property
    def codes_under(self) -> dict[str, list[int]]:
        """For each key of a code the places of the codes that are it or lie under it."""
        under: dict[str, list[int]] = {}
        for place, (key, *stored) in enumerate(self.tables["code"].rows):
            for name in (key, *stored[1:]) if key is not None else ():
                under.setdefault(name, []).append(place)
        return under

    @cached_property
    def breaks(self) -> NDArray[np.int64]:
        """The token positions at which sentences begin; every slot with tokens begins with one."""
        return np.flatnonzero(self.marks & np.uint16(BREAK))

    @cached_property
    def patients(self) -> NDArray[np.uint32]:
        """The patient's place by slot, contiguous for speed."""
        return np.ascontiguousarray(self.docs["patient"])

    @cached_property
    def english(self) -> BitMap:
        """Slots of documents that are analysed in English."""
        return set_where(self.docs["english"] > 0)

    @cached_property
    def average_length(self) -> float:
        """Tokens of a living document on average, for ranking."""
        living = len(self.live)
        return float(len(self.forms)) / living if living else 1.0

    @cached_property
    def _id_starts(self) -> NDArray[np.int64]:
        return _starts(self.docs["id_length"])

    def doc_id(self, slot: int) -> str:
        """The document's pseudonym."""
        start, end = self._id_starts[slot], self._id_starts[slot + 1]
        return self._ids[start:end].tobytes().decode("utf-8", "surrogatepass")

    def doc_ids(self, slots: NDArray[Any]) -> Iterator[str]:
        """The pseudonyms of many slots."""
        return (self.doc_id(slot) for slot in slots.tolist())

    def slots_by_id(self) -> dict[str, int]:
        """The living slot of each document."""
        return {self.doc_id(slot): slot for slot in self.live}

    def forms_of(self, slot: int) -> NDArray[np.int32]:
        """The form numbers of a slot's tokens, masked positions apart."""
        found = self.forms[self.token_starts[slot] : self.token_starts[slot + 1]]
        return found[found > 0]

    def used_places(self, alive: NDArray[np.bool_]) -> dict[str, set[int]]:
        """The places of each table that a living slot uses."""
        docs = self.docs[alive]
        used = {name: set(np.unique(docs[name]).tolist()) for name in RECORD_TABLES}
        used["code"] = set(np.unique(self.mentions["code"][alive[self.mentions["slot"]]]).tolist())
        used["analyte"] = set(np.unique(self.values["analyte"][alive[self.values["slot"]]]).tolist())
        used["section"] = set(range(len(self.tables["section"].rows)))
        return used


def _continues(before: State, state: State) -> bool:
    """Whether the files of ``state`` begin with those of ``before``."""
    same = (before.uid, before.epoch) == (state.uid, state.epoch) and before.generation <= state.generation
    return same and all(state.lengths.get(name, 0) >= length for name, length in before.lengths.items())


def _starts(counts: NDArray[Any]) -> NDArray[np.int64]:
    starts = np.zeros(len(counts) + 1, dtype=np.int64)
    np.cumsum(counts, out=starts[1:])
    return starts


def open_columns(folder: Path, state: State, before: Columns | None = None, *, listed: bool = False) -> Columns:
    """The snapshot of a state, after an earlier one; raises EngineError where files are missing or do not agree."""
    try:
        return Columns(folder, state, before, listed=listed)
    except (OSError, ValueError, UnicodeDecodeError) as error:
        if isinstance(error, EngineError):
            raise
        raise damaged("a column cannot be read") from error
