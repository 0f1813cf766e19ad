"""The SQLite store."""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Iterable, Iterator, Sequence
from pathlib import Path
from typing import Any

from clinical.annotations import AnnotatedDocument
from clinical.changes import Change
from clinical.errors import NotFoundError, UsageError
from warehouse.clock import now
from warehouse.database import compact, connect, rows, transaction
from warehouse.store.protocol import Lot, Put, State, Withheld
from warehouse.store.records import pack, unpack
from warehouse.store.schema import MIGRATIONS

COUNTERS = ("accepted", "unchanged", "renewed", "refused", "quarantined")
_IN = 500
"""Values in one IN list; SQLite's own limit is higher, but statements stay small."""

_TEXTS = ("documents", "versions", "quarantine")
_EVERYWHERE = (*_TEXTS, "judgements", "sampled")
"""Where a document leaves rows. Judgements hold places and labels, no text: they outlive a refusal, not an erasure."""


class SqliteStore:
    """Implements ``Store`` on one file; safe to share between threads that only read."""

    def __init__(self, path: Path, *, create: bool = False) -> None:
        self.path = path
        self.database = connect(path, MIGRATIONS, create=create)

    def _rows(self, sql: str, parameters: Sequence[Any] = ()) -> list[sqlite3.Row]:
        return rows(self.database, self.path, sql, parameters)

    # documents

    def state(self, doc_id: str) -> State | None:
        """Digest, pipeline, version and lot of the newest version, also of a quarantined one."""
        found = self._rows("select digest, pipeline, version, lot, active from documents where doc_id = ?", [doc_id])
        if found:
            row = found[0]
            return State(row["digest"], row["pipeline"], row["version"], row["lot"], bool(row["active"]))
        return None

    def put(self, lot: str, puts: Sequence[Put], quarantined: Sequence[Withheld], counts: dict[str, int]) -> None:
        """Write one batch: documents with their changes, quarantine rows and the lot's counts, all or nothing."""
        with transaction(self.database, self.path) as connection:
            connection.execute("insert or ignore into lots (lot, created) values (?, ?)", [lot, now()])
            for put in puts:
                self._put_one(connection, put)
            for withheld in quarantined:
                self._withhold_one(connection, lot, withheld)
            for name in COUNTERS:
                if counts.get(name):
                    connection.execute(f"update lots set {name} = {name} + ? where lot = ?", [counts[name], lot])

    def _put_one(self, connection: sqlite3.Connection, put: Put) -> None:
        row = pack(put.annotated)
        before = connection.execute("select version from documents where doc_id = ?", [row["doc_id"]]).fetchone()
        row |= {"digest": put.digest, "pipeline": put.pipeline, "stored": now()}
        row["version"] = before["version"] + 1 if before else self._last_version(connection, row["doc_id"]) + 1
        row["active"] = int(row["status"] != "cancelled")
        columns = ", ".join(row)
        marks = ", ".join("?" * len(row))
        connection.execute(f"insert or replace into documents ({columns}) values ({marks})", list(row.values()))
        connection.execute(
            "insert into versions (doc_id, version, digest, pipeline, lot, stored) values (?, ?, ?, ?, ?, ?)",
            [row[name] for name in ("doc_id", "version", "digest", "pipeline", "lot", "stored")],
        )
        connection.execute("delete from quarantine where doc_id = ?", [row["doc_id"]])
        self._change(connection, row["doc_id"], "put" if row["active"] else "delete")
        if row["replaces"] and row["replaces"] != row["doc_id"]:
            self._deactivate(connection, row["replaces"])

    @staticmethod
    def _last_version(connection: sqlite3.Connection, doc_id: str) -> int:
        found = connection.execute("select max(version) from versions where doc_id = ?", [doc_id]).fetchone()
        return int(found[0] or 0)

    def _withhold_one(self, connection: sqlite3.Connection, lot: str, withheld: Withheld) -> None:
        # a quarantined new version takes the older one out of sight: which of the two is right is for a person to say
        self._deactivate(connection, withheld.doc_id)
        connection.execute(
            "insert or replace into quarantine (doc_id, patient_id, lot, reasons, digest, since) values (?, ?, ?, ?, ?, ?)",
            [withheld.doc_id, withheld.patient_id, lot, json.dumps(withheld.reasons), withheld.digest, now()],
        )

    def _deactivate(self, connection: sqlite3.Connection, doc_id: str) -> None:
        done = connection.execute("update documents set active = 0 where doc_id = ? and active = 1", [doc_id])
        if done.rowcount:
            self._change(connection, doc_id, "delete")

    @staticmethod
    def _change(connection: sqlite3.Connection, doc_id: str, kind: str) -> None:
        connection.execute("insert into changes (doc_id, kind) values (?, ?)", [doc_id, kind])

    def get(self, doc_ids: Iterable[str]) -> dict[str, AnnotatedDocument]:
        """The documents with these pseudonyms, active ones only; unknown ones are left out."""
        found: dict[str, AnnotatedDocument] = {}
        wanted = list(doc_ids)
        for start in range(0, len(wanted), _IN):
            part = wanted[start : start + _IN]
            marks = ", ".join("?" * len(part))
            for row in self._rows(f"select * from documents where active = 1 and doc_id in ({marks})", part):
                found[row["doc_id"]] = unpack(row)
        return found

    def dates_and_ages(self, doc_ids: Iterable[str]) -> dict[str, tuple[str | None, int | None]]:
        """Date (ISO) and age in years of active documents, without reading their texts."""
        found: dict[str, tuple[str | None, int | None]] = {}
        wanted = list(doc_ids)
        for start in range(0, len(wanted), _IN):
            part = wanted[start : start + _IN]
            marks = ", ".join("?" * len(part))
            sql = f"select doc_id, date, age from documents where active = 1 and doc_id in ({marks})"
            found |= {row["doc_id"]: (row["date"], row["age"]) for row in self._rows(sql, part)}
        return found

    def of_patient(self, patient_id: str) -> list[AnnotatedDocument]:
        """A patient's active documents, oldest first."""
        sql = "select * from documents where patient_id = ? and active = 1 order by date, doc_id"
        return [unpack(row) for row in self._rows(sql, [patient_id])]

    def all_documents(self) -> Iterator[AnnotatedDocument]:
        """Every active document, in pages, ordered by patient and date (which keeps an index's bitmaps small)."""
        last = ("", "", "")
        sql = """select * from documents where active = 1 and (patient_id, coalesce(date, ''), doc_id) > (?, ?, ?)
                 order by patient_id, coalesce(date, ''), doc_id limit 500"""
        while page := self._rows(sql, last):
            for row in page:
                yield unpack(row)
            last = (page[-1]["patient_id"], page[-1]["date"] or "", page[-1]["doc_id"])

    def count(self) -> int:
        return int(self._rows("select count(*) n from documents where active = 1")[0]["n"])

    def overview(self) -> dict[str, int]:
        """What an administrator wants to know at a glance, in documents and lots."""
        states = [lot.state for lot in self.lots()]
        return {
            "documents": self.count(),
            "pending": self.pending(),
            "quarantined": len(self.quarantine()),
            "waiting": states.count("waiting"),
            "released": states.count("released"),
        }

    # changes

    def changes(self, limit: int) -> list[Change]:
        """The oldest pending changes, one a document (its last), up to ``limit`` rows of the log."""
        log = self._rows("select number, doc_id from changes order by number limit ?", [limit])
        last = {row["doc_id"]: row["number"] for row in log}
        current = self.get(last)
        pairs = sorted((number, doc_id) for doc_id, number in last.items())
        return [Change(number, doc_id, current.get(doc_id)) for number, doc_id in pairs]

    def pending(self) -> int:
        return int(self._rows("select count(*) n from changes")[0]["n"])

    def last_change(self) -> int:
        """The number of the newest change ever written; 0 for a new store."""
        found = self._rows("select seq from sqlite_sequence where name = 'changes'")
        return int(found[0]["seq"]) if found else 0

    def acknowledged(self) -> int:
        """The number up to which the index has said that it has everything."""
        oldest = self._rows("select min(number) n from changes")[0]["n"]
        return int(oldest) - 1 if oldest else self.last_change()

    def done(self, number: int) -> None:
        """Forget the changes up to and including ``number``: the index has them on disk."""
        with transaction(self.database, self.path) as connection:
            connection.execute("delete from changes where number <= ?", [number])

    # lots

    def lots(self) -> list[Lot]:
        sql = """select lots.*, (select count(*) from documents d where d.lot = lots.lot and d.active = 1) documents
                 from lots order by created, lot"""
        return [Lot(**dict(row)) for row in self._rows(sql)]

    def lot(self, name: str) -> Lot:
        """One lot; raises NotFoundError."""
        for lot in self.lots():
            if lot.lot == name:
                return lot
        raise NotFoundError("lot", name)

    def released(self) -> frozenset[str]:
        return frozenset(row["lot"] for row in self._rows("select lot from lots where status = 'released'"))

    def decide(self, name: str, status: str, by: str) -> Lot:
        """Release or refuse a waiting lot. Refusing takes its documents out of store and index; judgements stay."""
        self.check_waiting(name)
        with transaction(self.database, self.path) as connection:
            if status == "refused":
                for row in connection.execute("select doc_id from documents where lot = ?", [name]).fetchall():
                    self._remove(connection, row["doc_id"], _TEXTS)
            connection.execute(
                "update lots set status = ?, decided = ?, decided_by = ? where lot = ?", [status, now(), by, name]
            )
        return self.lot(name)

    def check_waiting(self, name: str) -> None:
        """Raise UsageError where a lot is decided already, NotFoundError where there is none."""
        lot = self.lot(name)
        if lot.status != "waiting":
            raise UsageError(f"lot {name} is already {lot.status}")

    # quarantine, erasure, opposition

    def quarantine(self) -> list[dict[str, Any]]:
        found = self._rows("select doc_id, patient_id, lot, reasons, since from quarantine order by since, doc_id")
        return [dict(row) | {"reasons": json.loads(row["reasons"])} for row in found]

    def ids_of_patient(self, patient_id: str) -> list[str]:
        sql = (
            "select doc_id from documents where patient_id = ? union select doc_id from quarantine where patient_id = ?"
        )
        return [row["doc_id"] for row in self._rows(sql, [patient_id, patient_id])]

    def erase(self, doc_ids: Sequence[str]) -> int:
        """Delete documents, their versions and quarantine rows, and tell the index; returns how many were there."""
        with transaction(self.database, self.path) as connection:
            return sum(self._remove(connection, doc_id) for doc_id in doc_ids)

    def _remove(self, connection: sqlite3.Connection, doc_id: str, tables: Sequence[str] = _EVERYWHERE) -> bool:
        gone = 0
        for table in tables:
            gone += connection.execute(f"delete from {table} where doc_id = ?", [doc_id]).rowcount
        self._change(connection, doc_id, "delete")
        return gone > 0

    def withheld_patients(self) -> frozenset[str]:
        return frozenset(row["patient_id"] for row in self._rows("select patient_id from withheld"))

    def withhold_patient(self, patient_id: str) -> None:
        """The patient opposed: nothing of theirs is in any answer from now on, also of what comes later."""
        with transaction(self.database, self.path) as connection:
            connection.execute("insert or ignore into withheld values (?, ?)", [patient_id, now()])

    def admit_patient(self, patient_id: str) -> bool:
        """The patient withdrew the opposition; returns whether there was one."""
        with transaction(self.database, self.path) as connection:
            return bool(connection.execute("delete from withheld where patient_id = ?", [patient_id]).rowcount)

    def opposed(self) -> list[dict[str, str]]:
        """Patients who opposed: ``patient_id`` and since when."""
        return [dict(row) for row in self._rows("select patient_id, since from withheld order by since, patient_id")]

    def purge(self) -> None:
        """Rewrite the file so that no byte of erased documents stays."""
        compact(self.database, self.path)

    def close(self) -> None:
        self.database.close()
