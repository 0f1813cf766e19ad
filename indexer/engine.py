"""The engine seam: which documents, which patients? Every engine answers it alike, to the document."""

from __future__ import annotations

import pkgutil
from collections.abc import Callable, Iterable, Iterator, Sequence
from pathlib import Path
from typing import Protocol, cast

from clinical.changes import Change
from clinical.errors import EngineError, UsageError
from clinical.queries import Page, Query, Scope, Word
from clinical.results import EnginePage
from indexer.limits import TIME_LIMIT_S
from indexer.view import Ancestors

FACETS = ("type", "unit", "year", "sex", "age", "source", "concept")
"""Facets that ``search`` can count; ``concept`` brings the codes over-represented in the result, with their labels."""


WHOLE = Scope()
"""Every lot and patient: for feeders and tests."""

FIRST_PAGE = Page()


class Engine(Protocol):
    """Finds stored documents again.

    ``apply``, ``clear`` and ``purge`` are called by one writer at a time, in one process; the other methods may be
    called from any thread and process and see the last finished ``apply``. A finished ``apply`` is on the disk:
    files and folders are synced, and ``last_change`` says where to go on after a crash; an ``apply`` that was cut
    short has changed nothing. Applying a change twice does no harm.

    Every method may raise EngineError (index missing, damaged or of another version: ``klask reindex`` rebuilds it);
    those that take a query may raise QueryRefusedError where it is too costly or over its time. Both are raised
    before anything is answered: there are no partial results.

    Engines agree on the set of documents of every query, on counts, facets and vocabulary. They differ in score
    values, and in the order of hits whose scores are close.
    """

    name: str

    @property
    def last_change(self) -> int:
        """The number of the last applied change; 0 for an empty index."""
        ...

    def apply(self, changes: Iterable[Change], /) -> int:
        """Take changes into the index, atomically; the number of changes. An empty batch changes nothing."""
        ...

    def search(
        self, query: Query, /, *, scope: Scope = WHOLE, page: Page = FIRST_PAGE, facets: Sequence[str] = ()
    ) -> EnginePage:
        """Exact counts, facets of the whole result, and one page of hits."""
        ...

    def count(self, query: Query, /, *, scope: Scope = WHOLE) -> tuple[int, int]:
        """Documents and distinct patients."""
        ...

    def patients(self, query: Query, /, *, scope: Scope = WHOLE) -> frozenset[str]:
        """The pseudonyms of all patients with a matching document."""
        ...

    def documents(self, query: Query, /, *, scope: Scope = WHOLE) -> Iterator[str]:
        """The pseudonyms of all matching documents, in no stated order."""
        ...

    def vocabulary(self, prefix: str, /, *, limit: int = 20, scope: Scope = WHOLE) -> list[tuple[str, int]]:
        """Forms that begin with a folded prefix, most frequent first, with their documents in the scope."""
        ...

    def similar(self, form: str, /, *, limit: int = 5, scope: Scope = WHOLE) -> list[tuple[str, int]]:
        """Forms of the index that a folded, perhaps misspelt form may mean, best first, with their documents."""
        ...

    def expansion(self, word: Word, /, *, limit: int = 20, scope: Scope = WHOLE) -> list[tuple[str, int]]:
        """The forms that a word stands for, most frequent first, with their documents in its contexts and the scope."""
        ...

    def clear(self) -> None:
        """Empty the index; ``last_change`` is 0 again."""
        ...

    def purge(self) -> None:
        """Rewrite the files so that no byte of a deleted document stays."""
        ...

    def close(self) -> None: ...


ENGINES = {
    "memory": "indexer.memory:open_memory",
    "whoosh": "indexer.whoosh.engine:open_whoosh",
    "tantivy": "indexer.tantivy.engine:open_tantivy",
}
"""Engines by name; a place is imported only when its engine is opened."""


def open_engine(
    name: str, folder: Path | None = None, *, concepts: Ancestors | None = None, time_limit_s: float = TIME_LIMIT_S
) -> Engine:
    """Open an engine, making an empty index in ``folder`` where there is none; ``time_limit_s`` bounds each question.

    Raises UsageError for an unknown name and EngineError where the engine's library is missing or the index damaged.
    """
    place = ENGINES.get(name)
    if place is None:
        raise UsageError(f"no engine named {name}; there are {', '.join(ENGINES)}")
    try:
        opener = cast(Callable[..., Engine], pkgutil.resolve_name(place))
    except ImportError as error:
        raise EngineError(f"the engine {name} is not installed: pip install 'klask[{name}]'") from error
    return opener(folder, concepts=concepts, time_limit_s=time_limit_s)
