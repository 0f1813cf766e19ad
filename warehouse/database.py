"""Opening an SQLite file the one way: WAL, full sync, foreign keys, secure delete, waiting writers, migrations.

Every error of SQLite becomes a StoreError that names the file and what to do.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from threading import RLock
from typing import Any
from weakref import WeakKeyDictionary

from sqlite_utils import Database, Migrations

from clinical.errors import BusyError, StoreError

_LOCKS: WeakKeyDictionary[Database, RLock] = WeakKeyDictionary()
"""One connection serves all threads of a process, so each statement or transaction holds its lock."""

BUSY_MS = 10_000
"""A writer waits this long for another before it gives up."""

PRAGMAS = {
    "journal_mode": "wal",
    "synchronous": 2,  # FULL: a committed transaction survives a power cut
    "foreign_keys": 1,
    "secure_delete": 1,  # deleted text is overwritten, not only forgotten
    "busy_timeout": BUSY_MS,
}


def connect(path: Path, migrations: Migrations, *, create: bool) -> Database:
    """Open ``path`` and bring its schema up to date.

    Raises:
        StoreError: missing, damaged, no permission, disk full, or made by a newer Klask.
    """
    if not create and not path.exists():
        raise StoreError(f"{path} is missing: restore it from a backup, or make a warehouse with `klask init`")
    with translated(path):
        connection = sqlite3.connect(path, timeout=BUSY_MS / 1000, check_same_thread=False, isolation_level=None)
        for name, value in PRAGMAS.items():
            connection.execute(f"pragma {name} = {value}")
        connection.row_factory = sqlite3.Row
        database = Database(connection)
        _LOCKS[database] = RLock()
        _refuse_newer(database, migrations, path)
        if migrations.pending(database):
            migrations.apply(database)
        path.chmod(0o600)
    return database


def _refuse_newer(database: Database, migrations: Migrations, path: Path) -> None:
    known = {migration.name for migration in migrations._migrations}
    newer = [done.name for done in migrations.applied(database) if done.name not in known]
    if newer:
        raise StoreError(f"{path} was written by a newer Klask (schema {newer[-1]}): install that version or later")


@contextmanager
def translated(path: Path) -> Iterator[None]:
    """Turn SQLite's errors into ours; the remedy depends on what failed."""
    try:
        yield
    except sqlite3.Error as error:
        raise _error(path, error) from error
    except OSError as error:
        raise StoreError(f"{path}: {error.strerror}") from error


def _error(path: Path, error: sqlite3.Error) -> StoreError | BusyError:
    code = getattr(error, "sqlite_errorname", "") or ""
    if code.startswith(("SQLITE_BUSY", "SQLITE_LOCKED")):
        return BusyError(f"{path} is being written by another process; nothing was changed, try again")
    remedies = (
        (("SQLITE_FULL", "SQLITE_IOERR"), "the disk is full or failing; free space and run the command again"),
        (
            ("SQLITE_READONLY", "SQLITE_CANTOPEN", "SQLITE_PERM"),
            "no permission; check the owner and mode of its folder",
        ),
        (("SQLITE_CORRUPT", "SQLITE_NOTADB"), "the file is damaged; restore it from a backup"),
    )
    for codes, remedy in remedies:
        if code.startswith(codes):
            return StoreError(f"{path}: {remedy} ({code})")
    return StoreError(f"{path}: {code or type(error).__name__}")


@contextmanager
def transaction(database: Database, path: Path) -> Iterator[sqlite3.Connection]:
    """One write transaction, taken at once (BEGIN IMMEDIATE): all of it or nothing."""
    connection: sqlite3.Connection = database.conn
    with _LOCKS[database], translated(path):
        connection.execute("begin immediate")
        try:
            yield connection
            connection.execute("commit")
        except BaseException:
            if connection.in_transaction:
                connection.execute("rollback")
            raise


def rows(database: Database, path: Path, sql: str, parameters: Any = ()) -> list[sqlite3.Row]:
    """All rows of one read; values are always parameters."""
    with _LOCKS[database], translated(path):
        return list(database.conn.execute(sql, parameters).fetchall())


def compact(database: Database, path: Path) -> None:
    """Rewrite the file so that no byte of what was deleted stays, neither in it nor in its log."""
    with _LOCKS[database], translated(path):
        database.conn.execute("vacuum")
        database.conn.execute("pragma wal_checkpoint(truncate)")
