"""The audit log: append only, chained, and a change shows where it was made."""

from __future__ import annotations

import sqlite3
from pathlib import Path

import pytest

from clinical.errors import StoreError
from warehouse.audit import Audit


@pytest.fixture
def audit(tmp_path: Path) -> Audit:
    opened = Audit(tmp_path / "audit.sqlite", create=True)
    for number in range(5):
        opened.write(actor="anne", role="clinician", action="search", object=f"d-{number}", documents=number)
    return opened


def test_events_come_newest_first_and_filtered(audit: Audit) -> None:
    audit.write(actor="paul", role="cdc", action="lot-release", object="L1")
    assert [event["object"] for event in audit.events(limit=2)] == ["L1", "d-4"]
    assert [event["actor"] for event in audit.events(actor="paul")] == ["paul"]
    assert audit.events(object="d-3")[0]["detail"] == {"documents": 3}


def test_rows_can_be_neither_changed_nor_deleted_from_inside(audit: Audit) -> None:
    for statement in ("update events set actor = 'x'", "delete from events"):
        with pytest.raises(sqlite3.IntegrityError):
            audit.database.conn.execute(statement)


@pytest.mark.parametrize(
    ("statement", "broken"),
    [
        ("update events set detail = '{}' where number = 3", 3),
        ("delete from events where number = 2", 3),
        ("update events set actor = 'eve' where number = 1", 1),
    ],
)
def test_a_change_from_outside_is_found(audit: Audit, statement: str, broken: int) -> None:
    assert audit.verify() is None
    for trigger in ("no_update", "no_delete"):
        audit.database.conn.execute(f"drop trigger {trigger}")
    audit.database.conn.execute(statement)
    assert audit.verify() == broken


def test_a_write_that_fails_is_an_error(audit: Audit) -> None:
    audit.database.conn.execute("pragma query_only = 1")
    with pytest.raises(StoreError):
        audit.write(actor="anne", role="clinician", action="search")
