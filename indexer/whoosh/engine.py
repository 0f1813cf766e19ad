"""The engine `whoosh`: embedded, in one folder, for warehouses of up to some fifty thousand documents.

The moment at which Whoosh's new TOC appears commits everything: segment files, columns and state of the new generation
are whole and synced before. An apply that is killed earlier has changed nothing that a reader looks at.
"""

from __future__ import annotations

import threading
import uuid
from collections.abc import Callable, Iterable, Iterator, Sequence
from pathlib import Path
from typing import Any, TypeVar

import numpy as np
from whoosh.index import TOC, FileIndex
from whoosh.reading import SegmentReader
from whoosh.writing import SegmentWriter

from clinical.changes import Change
from clinical.errors import EngineError, KlaskError
from clinical.queries import Page, Query, Scope
from clinical.results import EnginePage
from indexer.columns.files import State, check_size, damaged, read_state, sweep, write_state
from indexer.columns.scoring import Bm25
from indexer.columns.searching import Searching, Snapshot
from indexer.columns.snapshot import Columns, open_columns
from indexer.columns.writer import ColumnWriter, rewritten
from indexer.engine import FIRST_PAGE, WHOLE
from indexer.limits import TIME_LIMIT_S
from indexer.view import Ancestors, indexed_view
from indexer.whoosh.codec import LongBlocks
from indexer.whoosh.merging import merge_policy
from indexer.whoosh.postings import CODE, FORM, SLOT, WhooshPostings, code_terms, form_terms, schema
from indexer.whoosh.storage import INDEX_NAME, DurableStorage, latest_generation, segment_sizes

POOL_MB = 256
"""Memory for postings of one apply before they are sorted on the disk."""

OPENING_TRIES = 5

Answer = TypeVar("Answer")


def open_whoosh(folder: Path | None = None, *, concepts: Ancestors | None = None) -> WhooshEngine:
    """Open the index in ``folder``, or make an empty one there.

    Raises:
        EngineError: no folder given, or the index in it is damaged.
    """
    if folder is None:
        raise EngineError("the engine whoosh needs a folder")
    return WhooshEngine(folder, concepts)


class WhooshEngine:
    """Implements ``indexer.engine.Engine``."""

    name = "whoosh"

    def __init__(self, folder: Path, concepts: Ancestors | None = None, *, time_limit_s: float = TIME_LIMIT_S) -> None:
        self._folder, self._concepts, self._time_limit_s = folder, concepts, time_limit_s
        self._postings_folder, self._columns_folder = folder / "postings", folder / "columns"
        self._lock = threading.Lock()
        self._snapshot: Snapshot | None = None
        self._seen: tuple[Any, ...] = ()
        self._writer: ColumnWriter | None = None
        if not folder.exists() or not any(folder.iterdir()):
            self._create()
        self._current()

    # opening

    def _create(self) -> None:
        try:
            for path in (self._folder, self._postings_folder, self._columns_folder):
                path.mkdir(mode=0o700, parents=True, exist_ok=True)
            empty = State(uid=uuid.uuid4().hex, generation=0)
            storage = DurableStorage(self._postings_folder, lambda _: write_state(self._columns_folder, empty))
            (self._columns_folder / "counts.0").write_bytes(b"\x00" * 4)
            TOC.create(storage, schema(), INDEX_NAME)
        except OSError as error:
            raise EngineError(f"the index folder {self._folder} cannot be written: {error.strerror}") from error

    def _marks(self) -> tuple[Any, ...]:
        """What changes whenever another generation may be there."""
        try:
            status = self._postings_folder.stat()
        except OSError as error:
            raise damaged("its folder is gone") from error
        return status.st_ino, status.st_mtime_ns

    def _current(self) -> Snapshot:
        """The snapshot of the newest generation, opened anew when there is one."""
        marks = self._marks()
        snapshot = self._snapshot
        if snapshot is not None and marks == self._seen:
            return snapshot
        with self._lock:
            generation = latest_generation(self._postings_folder)
            if generation < 0:
                raise damaged("its table of contents is missing")
            state = self._snapshot.columns.state if self._snapshot is not None else None
            known = state is not None and state.generation == generation and self._seen[:1] == marks[:1]
            if not known:
                self._snapshot = self._open()
            self._seen = marks
            assert self._snapshot is not None
            return self._snapshot

    def _open(self) -> Snapshot:
        """Open the newest generation; another process may be replacing it meanwhile."""
        for left in range(OPENING_TRIES, 0, -1):
            generation = latest_generation(self._postings_folder)
            try:
                return self._open_generation(generation)
            except EngineError:
                if left == 1 or latest_generation(self._postings_folder) == generation:
                    raise
        raise damaged("it changes faster than it can be opened")

    def _open_generation(self, generation: int) -> Snapshot:
        if generation < 0:
            raise damaged("its table of contents is missing")
        state = read_state(self._columns_folder, generation)
        columns = open_columns(self._columns_folder, state)
        with _wrapped("its postings cannot be read"):
            storage = DurableStorage(self._postings_folder)
            toc = TOC.read(storage, INDEX_NAME, gen=generation)
            self._check_sizes(state, {segment.segment_id() for segment in toc.segments})
            readers = [SegmentReader(storage, toc.schema, segment, generation=generation) for segment in toc.segments]
            postings = WhooshPostings(readers)
        if sum(map(len, postings.slot_arrays())) < len(columns.live):
            raise damaged("postings and columns do not agree")
        return Snapshot(columns, postings, lambda deadline: Bm25(columns, postings, deadline))

    def _check_sizes(self, state: State, segments: set[str]) -> None:
        for name, size in state.sizes.items():
            if name.partition(".")[0] in segments:
                check_size(self._postings_folder / name, size)

    # reading

    @property
    def last_change(self) -> int:
        return self._current().columns.state.last_change

    def _ask(self, question: Callable[[Searching], Answer]) -> Answer:
        with _wrapped("it cannot be read"):
            return question(Searching(self._current(), time_limit_s=self._time_limit_s))

    def search(
        self, query: Query, /, *, scope: Scope = WHOLE, page: Page = FIRST_PAGE, facets: Sequence[str] = ()
    ) -> EnginePage:
        return self._ask(lambda searching: searching.search(query, scope, page, facets))

    def count(self, query: Query, /, *, scope: Scope = WHOLE) -> tuple[int, int]:
        return self._ask(lambda searching: searching.count(query, scope))

    def patients(self, query: Query, /, *, scope: Scope = WHOLE) -> frozenset[str]:
        return self._ask(lambda searching: searching.patients(query, scope))

    def documents(self, query: Query, /, *, scope: Scope = WHOLE) -> Iterator[str]:
        return self._ask(lambda searching: searching.documents(query, scope))

    def vocabulary(self, prefix: str, /, *, limit: int = 20, scope: Scope = WHOLE) -> list[tuple[str, int]]:
        return self._ask(lambda searching: searching.vocabulary(prefix, limit, scope))

    def similar(self, form: str, /, *, limit: int = 5, scope: Scope = WHOLE) -> list[tuple[str, int]]:
        return self._ask(lambda searching: searching.similar(form, limit, scope))

    # writing

    def apply(self, changes: Iterable[Change], /) -> int:
        snapshot = self._current()
        columns = self._column_writer(snapshot.columns)
        count, last = 0, snapshot.columns.state.last_change
        commit: dict[str, int] = {}
        storage = DurableStorage(
            self._postings_folder,
            lambda generation: self._prepare(columns, generation, commit["last"]),
        )
        storage.sweep()
        with _wrapped("it cannot be written"):
            writer = self._whoosh_writer(storage)
            try:
                for change in changes:
                    count, last = count + 1, max(last, change.number)
                    self._apply_one(change, columns, writer)
                if count:
                    commit["last"] = last
                    writer.commit(mergetype=merge_policy(columns.all_dead))
                    self._renew(columns)
            finally:
                if not writer.is_closed:
                    self._writer = None
                    writer.cancel()
        return count

    def _whoosh_writer(self, storage: DurableStorage) -> SegmentWriter:
        return SegmentWriter(FileIndex(storage), codec=LongBlocks(), limitmb=POOL_MB)

    def _column_writer(self, columns: Columns) -> ColumnWriter:
        """The writer of the last apply, if nobody else has written since."""
        if self._writer is None or not self._writer.follows(columns):
            self._writer = ColumnWriter(self._columns_folder, columns)
        return self._writer

    def _apply_one(self, change: Change, columns: ColumnWriter, writer: SegmentWriter) -> None:
        if change.document is None:
            columns.remove(change.doc_id)
            return
        view = indexed_view(change.document, self._concepts)
        slot = columns.add(view)
        writer.add_document(**{FORM: form_terms(view), CODE: code_terms(view), SLOT: slot + 1})

    def _prepare(self, columns: ColumnWriter, generation: int, last: int) -> None:
        columns.prepare(generation=generation, last_change=last, sizes=segment_sizes(self._postings_folder))

    def _renew(self, columns: ColumnWriter | None) -> None:
        snapshot = self._current()
        sweep(self._columns_folder, snapshot.columns.state)
        if columns is not None:
            columns.finished(snapshot.columns)

    def purge(self) -> None:
        columns = self._current().columns
        storage = DurableStorage(
            self._postings_folder,
            lambda generation: _ignore(
                rewritten(
                    self._columns_folder, columns, generation=generation, sizes=segment_sizes(self._postings_folder)
                )
            ),
        )
        storage.sweep()
        self._writer = None
        with _wrapped("it cannot be written"):
            writer = self._whoosh_writer(storage)
            try:
                writer.commit(mergetype=merge_policy(lambda: columns.dead, everything=True))
            finally:
                if not writer.is_closed:
                    writer.cancel()
            self._renew(None)

    def clear(self) -> None:
        columns = self._current().columns
        empty = State(uid=uuid.uuid4().hex, generation=0, epoch=columns.state.epoch + 1)

        def prepare(generation: int) -> None:
            (self._columns_folder / f"counts.{generation}").write_bytes(np.zeros(1, dtype="<u4").tobytes())
            write_state(self._columns_folder, State(uid=empty.uid, generation=generation, epoch=empty.epoch))

        self._writer = None
        with _wrapped("it cannot be written"):
            writer = self._whoosh_writer(DurableStorage(self._postings_folder, prepare))
            writer.commit(mergetype=lambda _writer, _segments: [])
            self._renew(None)

    def close(self) -> None:
        with self._lock:
            snapshot, self._snapshot, self._seen, self._writer = self._snapshot, None, (), None
        if snapshot is not None and isinstance(snapshot.postings, WhooshPostings):
            snapshot.postings.close()


def _ignore(_: object) -> None:
    return None


class _wrapped:
    """Turns what Whoosh, numpy or the file system raise into EngineError; our own errors pass."""

    def __init__(self, what: str) -> None:
        self._what = what

    def __enter__(self) -> None:
        return None

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, _: object) -> None:
        if error is None or isinstance(error, KlaskError) or not isinstance(error, Exception):
            return
        if isinstance(error, OSError):
            raise EngineError(
                f"the index could not be read or written ({error.strerror or type(error).__name__}); if it stays so, "
                "rebuild it with `klask reindex`"
            ) from error
        raise damaged(self._what) from error
