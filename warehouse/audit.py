"""The audit log: its own file; each row is written before the answer, and chained so that a change shows.

A row names who, what, on which pseudonym or how many; never text of a document. Query text is kept only where the query
names nobody (a query that looks like a person is refused and logged without its words).
"""

from __future__ import annotations

import hashlib
import json
from pathlib import Path
from typing import Any

from sqlite_utils import Database, Migrations

from warehouse.clock import now
from warehouse.database import connect, rows, transaction

MIGRATIONS = Migrations("klask-audit")


@MIGRATIONS()
def events(database: Database) -> None:
    """Append-only: triggers refuse changes from inside SQLite."""
    for statement in (
        """create table events (
            number integer primary key autoincrement, at text not null, actor text not null, role text not null,
            action text not null, object text not null, detail text not null, chain text not null
        ) strict""",
        "create index events_by_actor on events (actor, at)",
        "create index events_by_object on events (object, at)",
        """create trigger no_update before update on events
           begin select raise(abort, 'audit rows are never changed'); end""",
        """create trigger no_delete before delete on events
           begin select raise(abort, 'audit rows are never deleted'); end""",
    ):
        database.conn.execute(statement)


class Audit:
    """Writes and reads the audit log. A write that fails raises StoreError, and the access must be refused."""

    def __init__(self, path: Path, *, create: bool = False) -> None:
        self.path = path
        self.database = connect(path, MIGRATIONS, create=create)

    def write(self, *, actor: str, role: str, action: str, object: str = "", **detail: Any) -> None:
        """Append one event; ``detail`` holds counts and codes."""
        values = [now(), actor, role, action, object, json.dumps(detail, ensure_ascii=False, sort_keys=True)]
        with transaction(self.database, self.path) as connection:
            last = connection.execute("select chain from events order by number desc limit 1").fetchone()
            chain = _chain(last["chain"] if last else "", values)
            connection.execute(
                "insert into events (at, actor, role, action, object, detail, chain) values (?, ?, ?, ?, ?, ?, ?)",
                [*values, chain],
            )

    def events(
        self, *, actor: str | None = None, action: str | None = None, object: str | None = None, limit: int = 100,
        before: int | None = None,
    ) -> list[dict[str, Any]]:  # fmt: skip
        """The newest events first, filtered; ``before`` is the number to page on from."""
        conditions, parameters = ["1"], []
        for column, value in (("actor", actor), ("action", action), ("object", object)):
            if value:
                conditions.append(f"{column} = ?")
                parameters.append(value)
        if before is not None:
            conditions.append("number < ?")
            parameters.append(str(before))
        sql = f"select * from events where {' and '.join(conditions)} order by number desc limit ?"
        found = rows(self.database, self.path, sql, [*parameters, limit])
        return [dict(row) | {"detail": json.loads(row["detail"])} for row in found]

    def verify(self) -> int | None:
        """The number of the first event that does not follow from the one before it; None where the chain holds."""
        chain = ""
        for row in rows(self.database, self.path, "select * from events order by number"):
            values = [row[name] for name in ("at", "actor", "role", "action", "object", "detail")]
            chain = _chain(chain, values)
            if chain != row["chain"]:
                return int(row["number"])
        return None

    def close(self) -> None:
        self.database.close()


def _chain(before: str, values: list[str]) -> str:
    return hashlib.sha256(json.dumps([before, *values]).encode()).hexdigest()
