"""Sync and reindex: the index follows the store. Kill either anywhere: nothing is lost, the next run goes on."""

from __future__ import annotations

import shutil
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import TYPE_CHECKING

from clinical.changes import Change
from clinical.errors import EngineError
from warehouse.ingest import batched
from warehouse.locks import exclusive
from warehouse.store.sqlite import SqliteStore

if TYPE_CHECKING:
    from indexer.engine import Engine

BATCH_CHANGES = 5000
"""Changes in one apply: memory stays bounded, and an index has few segments to merge."""


def sync(store: SqliteStore, engine: Engine, *, home: Path, progress: Callable[[int], None] | None = None) -> int:
    """Feed the pending changes to the index; returns how many. Changes are forgotten once the index has them on disk.

    Raises:
        EngineError: the index has lost changes that it once had.
        BusyError: another sync is running.
    """
    done = 0
    with exclusive(home / "sync.lock", "sync"):
        check_whole(store, engine)
        while changes := store.changes(BATCH_CHANGES):
            engine.apply(changes)
            store.done(changes[-1].number)
            done += len(changes)
            if progress:
                progress(len(changes))
    return done


def check_whole(store: SqliteStore, engine: Engine) -> None:
    """Raise EngineError where the index lacks changes that the store believes it has."""
    if engine.last_change < store.acknowledged():
        raise EngineError("the index is missing, empty or older than the store: rebuild it with `klask reindex`")


def reindex(
    store: SqliteStore, open_engine: Callable[[Path], Engine], folder: Path, *, home: Path,
    progress: Callable[[int], None] | None = None,
) -> int:  # fmt: skip
    """Build the index anew from the store alone, beside the old one, then put it in its place; returns documents."""
    fresh, old = folder.with_name(folder.name + ".new"), folder.with_name(folder.name + ".old")
    with exclusive(home / "sync.lock", "sync"):
        for leftover in (fresh, old):
            shutil.rmtree(leftover, ignore_errors=True)
        last = store.last_change()
        engine = open_engine(fresh)
        count = 0
        for batch in batched(_everything(store, last), BATCH_CHANGES):
            count += engine.apply(batch)
            if progress:
                progress(len(batch))
        if count == 0:
            engine.apply([Change(last, "", None)])
        engine.close()
        if folder.exists():
            folder.rename(old)
        fresh.rename(folder)
        shutil.rmtree(old, ignore_errors=True)
        store.done(last)
    return count


def _everything(store: SqliteStore, number: int) -> Iterator[Change]:
    for annotated in store.all_documents():
        yield Change(number, annotated.document.doc_id, annotated)
