"""The engine `tantivy`: for one machine's millions of documents.

The state file of the columns commits: Tantivy's own commit comes first, and documents whose slot the state does not
know are looked past, and removed by the next apply. A slot is deleted from Tantivy only by the apply after the one in
which it died, so that an apply that is cut short has taken nothing away. An index is rewritten from the columns alone.
"""

from __future__ import annotations

import json
import shutil
import uuid
from collections.abc import Iterable
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import tantivy

from clinical.changes import Change
from clinical.errors import EngineError
from indexer.columns.applying import steps
from indexer.columns.engine import ColumnEngine, wrapped
from indexer.columns.files import State, counts_path, damaged, read_state, sweep, write_state
from indexer.columns.searching import Snapshot
from indexer.columns.snapshot import Columns, open_columns
from indexer.columns.writer import ColumnWriter, rewritten
from indexer.limits import TIME_LIMIT_S
from indexer.tantivy.postings import TantivyPostings
from indexer.tantivy.terms import SLOT, document_of, documents_of, schema, with_tokenizer
from indexer.view import Ancestors

HEAP_BYTES = 128_000_000
"""Memory of Tantivy's writer."""

NO_COUNTS = bytes(4)
"""The counts of an index without forms."""


def open_tantivy(
    folder: Path | None = None, *, concepts: Ancestors | None = None, time_limit_s: float = TIME_LIMIT_S
) -> TantivyEngine:
    """Open the index in ``folder``, or make an empty one there.

    Raises:
        EngineError: no folder given, or the index in it is damaged.
    """
    if folder is None:
        raise EngineError("the engine tantivy needs a folder")
    return TantivyEngine(folder, concepts, time_limit_s=time_limit_s)


class TantivyEngine(ColumnEngine):
    """Implements ``indexer.engine.Engine``."""

    name = "tantivy"

    @property
    def _watched(self) -> Path:
        return self._columns_folder

    def _postings_folder(self, epoch: int) -> Path:
        return self._folder / f"postings.{epoch}"

    def _create(self) -> None:
        self._columns_folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        self._begin_epoch(State(uid=uuid.uuid4().hex, generation=0))

    def _begin_epoch(self, state: State) -> None:
        """Make an empty index and commit its state."""
        self._new_index(state.epoch)
        counts_path(self._columns_folder, state.generation).write_bytes(NO_COUNTS)
        write_state(self._columns_folder, state)

    def _new_index(self, epoch: int) -> tantivy.Index:
        folder = self._postings_folder(epoch)
        shutil.rmtree(folder, ignore_errors=True)
        folder.mkdir(mode=0o700, parents=True)
        return with_tokenizer(tantivy.Index(schema(), path=str(folder)))

    def _generation(self) -> int:
        if not self._columns_folder.is_dir():
            return -1
        names = [path.name.split(".") for path in self._columns_folder.glob("state.*.json")]
        return max((int(parts[1]) for parts in names if len(parts) == 3 and parts[1].isdigit()), default=-1)

    def _open_generation(self, generation: int) -> Snapshot:
        state = read_state(self._columns_folder, generation)
        columns = open_columns(self._columns_folder, state, self._before(), listed=True)
        with wrapped("its postings cannot be read"):
            searcher = self._index(state.epoch).searcher()
            postings = TantivyPostings(searcher, columns)
        if searcher.num_docs < len(columns.live):
            raise damaged("postings and columns do not agree")
        return Snapshot(columns, postings, postings.scorer)

    def _index(self, epoch: int) -> tantivy.Index:
        """The index, opened anew: an old object would keep files of merged segments alive."""
        folder = self._postings_folder(epoch)
        if not (folder / "meta.json").exists():
            raise damaged("its postings are missing")
        index = with_tokenizer(tantivy.Index.open(str(folder)))
        index.config_reader(reload_policy="manual")
        index.reload()
        return index

    # writing

    def _sweep_postings(self, epoch: int) -> None:
        """Remove marks of deleted documents that no commit knows: a writer that stumbles over one gives up."""
        folder = self._postings_folder(epoch)
        meta = json.loads((folder / "meta.json").read_text(encoding="utf-8"))
        known = {
            f"{segment['segment_id'].replace('-', '')}.{segment['deletes']['opstamp']}.del"
            for segment in meta["segments"]
            if segment.get("deletes")
        }
        for path in folder.glob("*.del"):
            if path.name not in known:
                path.unlink()

    def apply(self, changes: Iterable[Change], /) -> int:
        """See ``indexer.engine.Engine``."""
        snapshot = self._current()
        state = snapshot.columns.state
        columns = self._column_writer(snapshot.columns)
        count, last = 0, state.last_change
        self._writer = None
        with wrapped("it cannot be written"):
            self._sweep_postings(state.epoch)
            writer = self._index(state.epoch).writer(HEAP_BYTES, 1)
            try:
                self._remove_dead(writer, snapshot.columns)
                for step in steps(changes, columns):
                    count, last = count + step.changes, max(last, step.last)
                    for document in documents_of(step.added) if step.added else ():
                        writer.add_document(document)
                if count:
                    _commit(writer, columns)
            except BaseException:
                writer.rollback()
                raise
            finally:
                writer.wait_merging_threads()
            if count:
                columns.prepare(generation=state.generation + 1, last_change=last, sizes={})
                self._renew()
                columns.finished(self._current().columns)
            else:
                columns.finished(snapshot.columns)
            self._writer = columns
        return count

    @staticmethod
    def _remove_dead(writer: tantivy.IndexWriter, columns: Columns) -> None:
        """Delete slots that died before this apply, and those of an apply that was cut short."""
        slots = columns.state.slots
        beyond = tantivy.Query.range_query(schema(), SLOT, tantivy.FieldType.Integer, lower_bound=slots)
        writer.delete_documents_by_query(beyond)
        if columns.dead:
            writer.delete_documents_by_query(tantivy.Query.term_set_query(schema(), SLOT, list(columns.dead)))

    def _renew(self) -> None:
        state = self._current().columns.state
        sweep(self._columns_folder, state)
        for path in self._folder.glob("postings.*"):
            if path != self._postings_folder(state.epoch):
                shutil.rmtree(path, ignore_errors=True)

    def purge(self) -> None:
        """See ``indexer.engine.Engine``: both halves are written anew from what is alive in the columns."""
        columns = self._current().columns
        self._writer = None
        with wrapped("it cannot be written"):
            writer = self._new_index(columns.state.epoch + 1).writer(HEAP_BYTES, 1)
            for slot in columns.live:
                writer.add_document(document_of(columns, slot))
            writer.commit()
            writer.wait_merging_threads()
            rewritten(self._columns_folder, columns, generation=columns.state.generation + 1, sizes={})
            self._renew()

    def clear(self) -> None:
        """See ``indexer.engine.Engine``."""
        state = self._current().columns.state
        self._writer = None
        with wrapped("it cannot be written"):
            self._begin_epoch(State(uid=uuid.uuid4().hex, generation=state.generation + 1, epoch=state.epoch + 1))
            self._renew()

    def close(self) -> None:
        """See ``indexer.engine.Engine``."""
        with self._lock:
            self._snapshot, self._seen, self._writer = None, (), None


def _commit(writer: tantivy.IndexWriter, columns: ColumnWriter) -> None:
    """Let Tantivy write its segment in a thread of its own, and the columns be appended meanwhile."""
    with ThreadPoolExecutor(max_workers=1) as pool:
        committed = pool.submit(writer.commit)
        columns.append()
        committed.result()
