"""The one way of opening SQLite: pragmas, newer schemas, damaged files, many threads."""

from __future__ import annotations

import sqlite3
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest

from clinical.errors import StoreError
from warehouse.audit import Audit
from warehouse.database import PRAGMAS
from warehouse.store.sqlite import SqliteStore


def test_every_connection_has_the_pragmas(tmp_path: Path) -> None:
    store = SqliteStore(tmp_path / "s.sqlite", create=True)
    for name, value in PRAGMAS.items():
        assert store.database.conn.execute(f"pragma {name}").fetchone()[0] == value


def test_threads_share_one_connection_without_mixing_transactions(tmp_path: Path) -> None:
    audit = Audit(tmp_path / "a.sqlite", create=True)

    def work(number: int) -> int:
        audit.write(actor=f"a{number % 8}", role="cdc", action="search", object=str(number))
        return len(audit.events(limit=5))

    with ThreadPoolExecutor(8) as pool:
        list(pool.map(work, range(200)))
    assert len(audit.events(limit=500)) == 200
    assert audit.verify() is None


def test_two_processes_may_write_the_audit_log(tmp_path: Path) -> None:
    first, second = Audit(tmp_path / "a.sqlite", create=True), Audit(tmp_path / "a.sqlite")
    for number in range(20):
        (first, second)[number % 2].write(actor="a", role="cdc", action="x", object=str(number))
    assert first.verify() is None
    assert len(second.events()) == 20


def test_newer_schema_is_refused(tmp_path: Path) -> None:
    store = SqliteStore(tmp_path / "s.sqlite", create=True)
    store.database["_sqlite_migrations"].insert(
        {"migration_set": "klask-store", "name": "from_the_future", "applied_at": "2099-01-01"}
    )
    store.close()
    with pytest.raises(StoreError, match="newer Klask"):
        SqliteStore(tmp_path / "s.sqlite")


def test_missing_and_damaged_files_are_named_with_a_remedy(tmp_path: Path) -> None:
    with pytest.raises(StoreError, match="klask init"):
        SqliteStore(tmp_path / "absent.sqlite")
    bad = tmp_path / "bad.sqlite"
    bad.write_bytes(b"no database at all " * 200)
    with pytest.raises(StoreError, match="restore it from a backup"):
        SqliteStore(bad)


def test_file_is_for_its_owner_alone(tmp_path: Path) -> None:
    store = SqliteStore(tmp_path / "s.sqlite", create=True)
    assert store.path.stat().st_mode & 0o077 == 0
    with pytest.raises(sqlite3.IntegrityError):
        store.database.conn.execute("insert into lots (lot, created, status) values ('x', 'y', 'lost')")
