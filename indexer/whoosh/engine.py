"""The engine `whoosh`: embedded, in one folder, for warehouses of up to some fifty thousand documents.

The moment at which Whoosh's new TOC appears commits everything: segment files, columns and state of the new generation
are whole and synced before. An apply that is killed earlier has changed nothing that a reader looks at.
"""

from __future__ import annotations

import uuid
from collections.abc import Iterable
from pathlib import Path

from whoosh.index import TOC, FileIndex
from whoosh.reading import SegmentReader
from whoosh.writing import SegmentWriter

from clinical.changes import Change
from clinical.errors import EngineError
from indexer.columns.applying import steps
from indexer.columns.engine import ColumnEngine, wrapped
from indexer.columns.files import State, check_size, counts_path, damaged, read_state, sweep, write_state
from indexer.columns.scoring import Bm25
from indexer.columns.searching import Snapshot
from indexer.columns.snapshot import open_columns
from indexer.columns.writer import ColumnWriter, rewritten
from indexer.limits import TIME_LIMIT_S
from indexer.view import Ancestors
from indexer.whoosh.codec import LongBlocks
from indexer.whoosh.merging import merge_policy
from indexer.whoosh.postings import WhooshPostings, schema
from indexer.whoosh.segments import MOST_POSTINGS, SegmentBuilder
from indexer.whoosh.storage import INDEX_NAME, DurableStorage, latest_generation, segment_sizes

NO_COUNTS = bytes(4)
"""The counts of an index without forms."""


def open_whoosh(
    folder: Path | None = None, *, concepts: Ancestors | None = None, time_limit_s: float = TIME_LIMIT_S
) -> WhooshEngine:
    """Open the index in ``folder``, or make an empty one there.

    Raises:
        EngineError: no folder given, or the index in it is damaged.
    """
    if folder is None:
        raise EngineError("the engine whoosh needs a folder")
    return WhooshEngine(folder, concepts, time_limit_s=time_limit_s)


class WhooshEngine(ColumnEngine):
    """Implements ``indexer.engine.Engine``."""

    name = "whoosh"

    @property
    def _postings_folder(self) -> Path:
        return self._folder / "postings"

    @property
    def _watched(self) -> Path:
        return self._postings_folder

    def _create(self) -> None:
        for path in (self._folder, self._postings_folder, self._columns_folder):
            path.mkdir(mode=0o700, parents=True, exist_ok=True)
        empty = State(uid=uuid.uuid4().hex, generation=0)
        storage = DurableStorage(self._postings_folder, lambda _: write_state(self._columns_folder, empty))
        counts_path(self._columns_folder, 0).write_bytes(NO_COUNTS)
        TOC.create(storage, schema(), INDEX_NAME)

    def _generation(self) -> int:
        return latest_generation(self._postings_folder)

    def _open_generation(self, generation: int) -> Snapshot:
        state = read_state(self._columns_folder, generation)
        columns = open_columns(self._columns_folder, state, self._before())
        with wrapped("its postings cannot be read"):
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
        with wrapped("it cannot be written"):
            writer = self._whoosh_writer(storage)
            builder, segments = SegmentBuilder(columns.numbering.forms, columns.code_rows), []
            try:
                for step in steps(changes, columns):
                    count, last = count + step.changes, max(last, step.last)
                    if step.added:
                        builder.add(step.added)
                    if builder.postings >= MOST_POSTINGS:
                        segments.append(builder.write(storage))
                if len(builder):
                    segments.append(builder.write(storage))
                if count:
                    commit["last"] = last
                    writer.commit(mergetype=merge_policy(columns.all_dead, segments))
                    self._renew(columns)
            finally:
                if not writer.is_closed:
                    self._writer = None
                    writer.cancel()
        return count

    def _whoosh_writer(self, storage: DurableStorage) -> SegmentWriter:
        return SegmentWriter(FileIndex(storage), codec=LongBlocks())

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
        with wrapped("it cannot be written"):
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
            counts_path(self._columns_folder, generation).write_bytes(NO_COUNTS)
            write_state(self._columns_folder, State(uid=empty.uid, generation=generation, epoch=empty.epoch))

        self._writer = None
        with wrapped("it cannot be written"):
            writer = self._whoosh_writer(DurableStorage(self._postings_folder, prepare))
            writer.commit(mergetype=lambda _writer, _segments: [])
            self._renew(None)

    def close(self) -> None:
        """See ``indexer.engine.Engine``."""
        with self._lock:
            snapshot, self._snapshot, self._seen, self._writer = self._snapshot, None, (), None
        if snapshot is not None and isinstance(snapshot.postings, WhooshPostings):
            snapshot.postings.close()


def _ignore(_: object) -> None:
    return None
