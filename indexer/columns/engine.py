"""What engines on columns share: opening the newest generation, answering on its snapshot, wrapping errors."""

from __future__ import annotations

import threading
import time
from abc import ABC, abstractmethod
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path
from typing import TypeVar

from clinical.errors import EngineError, KlaskError
from clinical.queries import Page, Query, Scope, Word
from clinical.results import EnginePage
from indexer.columns.files import damaged
from indexer.columns.searching import Searching, Snapshot
from indexer.columns.snapshot import Columns
from indexer.columns.writer import ColumnWriter
from indexer.engine import FIRST_PAGE, WHOLE
from indexer.limits import TIME_LIMIT_S
from indexer.view import Ancestors

OPENING_TRIES = 5
SETTLED_NS = 100_000_000
"""Age of a folder's time from which no later change can bear the same: file systems count in ticks of some ms."""

Answer = TypeVar("Answer")


class ColumnEngine(ABC):
    """The reading half of ``indexer.engine.Engine``, and the keeping of one column writer between applies.

    The folder whose entries change with every commit is ``watched``; the generation of its newest whole state is what
    an engine's ``_generation`` tells.
    """

    def __init__(self, folder: Path, concepts: Ancestors | None = None, *, time_limit_s: float = TIME_LIMIT_S) -> None:
        self._folder, self._concepts, self._time_limit_s = folder, concepts, time_limit_s
        self._columns_folder = folder / "columns"
        self._lock = threading.Lock()
        self._snapshot: Snapshot | None = None
        self._seen: tuple[int, ...] = ()
        self._writer: ColumnWriter | None = None
        if not folder.exists() or not any(folder.iterdir()):
            try:
                self._create()
            except OSError as error:
                raise EngineError(f"the index folder {folder} cannot be written: {error.strerror}") from error
        self._current()

    @property
    @abstractmethod
    def _watched(self) -> Path: ...

    @abstractmethod
    def _create(self) -> None: ...

    @abstractmethod
    def _generation(self) -> int:
        """The newest committed generation; -1 for none."""

    @abstractmethod
    def _open_generation(self, generation: int) -> Snapshot: ...

    def _marks(self) -> tuple[int, ...]:
        """What changes whenever another generation may be there."""
        try:
            status = self._watched.stat()
        except OSError as error:
            raise damaged("its folder is gone") from error
        return status.st_ino, status.st_mtime_ns

    def _current(self) -> Snapshot:
        """The snapshot of the newest generation, opened anew when there is one."""
        marks = self._marks()
        snapshot = self._snapshot
        if snapshot is not None and marks == self._seen and time.time_ns() - marks[1] > SETTLED_NS:
            return snapshot
        with self._lock:
            snapshot = self._snapshot
            same_folder = self._seen[:1] == marks[:1]
            if snapshot is None or not same_folder or snapshot.columns.state.generation != self._generation():
                snapshot = self._snapshot = self._open()
            self._seen = marks
            return snapshot

    def _open(self) -> Snapshot:
        """Open the newest generation; another process may be replacing it meanwhile."""
        for left in range(OPENING_TRIES, 0, -1):
            generation = self._generation()
            if generation < 0:
                raise damaged("its table of contents is missing")
            try:
                return self._open_generation(generation)
            except EngineError:
                if left == 1 or self._generation() == generation:
                    raise
        raise damaged("it changes faster than it can be opened")

    def _before(self) -> Columns | None:
        """The columns that were opened last."""
        snapshot = self._snapshot
        return snapshot.columns if snapshot is not None else None

    def _column_writer(self, columns: Columns) -> ColumnWriter:
        """The writer of the last apply, if nobody else has written since."""
        if self._writer is None or not self._writer.follows(columns):
            self._writer = ColumnWriter(self._columns_folder, columns, self._concepts)
        return self._writer

    def _ask(self, question: Callable[[Searching], Answer]) -> Answer:
        with wrapped("it cannot be read"):
            return question(Searching(self._current(), time_limit_s=self._time_limit_s))

    @property
    def last_change(self) -> int:
        """See ``indexer.engine.Engine``."""
        return self._current().columns.state.last_change

    def search(
        self, query: Query, /, *, scope: Scope = WHOLE, page: Page = FIRST_PAGE, facets: Sequence[str] = ()
    ) -> EnginePage:
        """See ``indexer.engine.Engine``."""
        return self._ask(lambda searching: searching.search(query, scope, page, facets))

    def count(self, query: Query, /, *, scope: Scope = WHOLE) -> tuple[int, int]:
        """See ``indexer.engine.Engine``."""
        return self._ask(lambda searching: searching.count(query, scope))

    def patients(self, query: Query, /, *, scope: Scope = WHOLE) -> frozenset[str]:
        """See ``indexer.engine.Engine``."""
        return self._ask(lambda searching: searching.patients(query, scope))

    def documents(self, query: Query, /, *, scope: Scope = WHOLE) -> Iterator[str]:
        """See ``indexer.engine.Engine``."""
        return self._ask(lambda searching: searching.documents(query, scope))

    def vocabulary(self, prefix: str, /, *, limit: int = 20, scope: Scope = WHOLE) -> list[tuple[str, int]]:
        """See ``indexer.engine.Engine``."""
        return self._ask(lambda searching: searching.vocabulary(prefix, limit, scope))

    def similar(self, form: str, /, *, limit: int = 5, scope: Scope = WHOLE) -> list[tuple[str, int]]:
        """See ``indexer.engine.Engine``."""
        return self._ask(lambda searching: searching.similar(form, limit, scope))

    def expansion(self, word: Word, /, *, limit: int = 20, scope: Scope = WHOLE) -> list[tuple[str, int]]:
        """See ``indexer.engine.Engine``."""
        return self._ask(lambda searching: searching.expansion(word, limit, scope))


class wrapped:
    """Turns what a library or the file system raises into EngineError; our own errors and a lack of memory pass."""

    def __init__(self, what: str) -> None:
        self._what = what

    def __enter__(self) -> None:
        return None

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, _: object) -> None:
        if error is None or isinstance(error, KlaskError | MemoryError) or not isinstance(error, Exception):
            return
        if isinstance(error, OSError):
            raise EngineError(
                f"the index could not be read or written ({error.strerror or type(error).__name__}); if it stays so, "
                "rebuild it with `klask reindex`"
            ) from error
        raise damaged(self._what) from error
