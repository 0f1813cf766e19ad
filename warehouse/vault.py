"""The vault: identity and correspondence, quarantined texts, and source texts that wait for review.

Its own file and its own key. Every row is AES-256-GCM; lookups go by keyed digests, so that the file tells nothing
without the key. A vault row is written before its store row: an orphan is harmless. `klask serve` never opens it.
"""

from __future__ import annotations

import hashlib
import hmac
import json
import os
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import asdict
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from sqlite_utils import Database, Migrations

from clinical.documents import Person, SourceDocument
from clinical.errors import SettingsError
from language.folding import fold
from warehouse.clock import now
from warehouse.database import compact, connect, rows, transaction

MIGRATIONS = Migrations("klask-vault")
_CHECK = "klask vault"


@MIGRATIONS()
def identities_and_texts(database: Database) -> None:
    """Sealed rows by pseudonym; digests of numbers and names that point to a pseudonym."""
    for statement in (
        "create table patients (patient_id text primary key, sealed blob not null) strict",
        "create table documents (doc_id text primary key, patient_id text not null, sealed blob not null) strict",
        "create index documents_by_patient on documents (patient_id)",
        "create table keys (digest blob not null, patient_id text not null, primary key (digest, patient_id)) strict",
        """create table texts (doc_id text primary key, patient_id text not null, lot text not null,
           kind text not null check (kind in ('quarantined', 'waiting')), since text not null,
           sealed blob not null) strict""",
        "create table proof (sealed blob not null) strict",
    ):
        database.conn.execute(statement)


@MIGRATIONS()
def proof_of_pseudonyms(database: Database) -> None:
    """A digest made with the pseudonym key, so that another key is noticed before it splits patients in two."""
    database.conn.execute("create table pseudonym_proof (digest text not null) strict")


@MIGRATIONS()
def erased_patients(database: Database) -> None:
    """Keyed digests of erased patients, so that what comes again of them is refused; nothing else of them is kept."""
    database.conn.execute("create table erased (digest blob primary key, since text not null) strict")


class Vault:
    """Opened with its key only; a wrong key is a SettingsError before anything is read or written.

    Implements ``clinical.identities.KnownIdentities``.
    """

    def __init__(self, path: Path, key: bytes, *, create: bool = False) -> None:
        path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
        self.path = path
        self._cipher = AESGCM(hmac.digest(key, b"klask vault rows", hashlib.sha256))
        self._digest_key = hmac.digest(key, b"klask vault lookups", hashlib.sha256)
        self.database = connect(path, MIGRATIONS, create=create)
        self._prove()

    def _prove(self) -> None:
        found = rows(self.database, self.path, "select sealed from proof")
        if found:
            self._open(found[0]["sealed"], "proof")
            return
        with transaction(self.database, self.path) as connection:
            connection.execute("insert into proof values (?)", [self._seal(_CHECK, "proof")])

    def check_pseudonyms(self, digest: str) -> None:
        """Keep the first digest made with the pseudonym key; raise SettingsError for another one."""
        found = rows(self.database, self.path, "select digest from pseudonym_proof")
        if not found:
            with transaction(self.database, self.path) as connection:
                connection.execute("insert into pseudonym_proof values (?)", [digest])
        elif not hmac.compare_digest(found[0]["digest"], digest):
            raise SettingsError(
                "pseudonym.key is not the key that this warehouse was made with: restore it from its backup"
            )

    def _seal(self, value: Any, context: str) -> bytes:
        nonce = os.urandom(12)
        return nonce + self._cipher.encrypt(nonce, json.dumps(value, ensure_ascii=False).encode(), context.encode())

    def _open(self, sealed: bytes, context: str) -> Any:
        try:
            return json.loads(self._cipher.decrypt(sealed[:12], sealed[12:], context.encode()))
        except InvalidTag:
            raise SettingsError(
                f"{self.path} does not open with this key: give the key file it was made with"
            ) from None

    def _digest(self, kind: str, value: str) -> bytes:
        return hmac.digest(self._digest_key, f"{kind}:{value}".encode(), hashlib.sha256)[:16]

    # writing

    def remember(self, people: Sequence[tuple[str, Person]], documents: Sequence[tuple[str, str, str]]) -> None:
        """Keep identities (pseudonym, person) and correspondence (pseudonym, patient pseudonym, source id)."""
        with transaction(self.database, self.path) as connection:
            for patient_id, person in people:
                sealed = self._seal(asdict(person), patient_id)
                connection.execute("insert or replace into patients values (?, ?)", [patient_id, sealed])
                for digest in self._digests(person):
                    connection.execute("insert or ignore into keys values (?, ?)", [digest, patient_id])
            for doc_id, patient_id, source_id in documents:
                row = [doc_id, patient_id, self._seal(source_id, doc_id)]
                connection.execute("insert or replace into documents values (?, ?, ?)", row)

    def _digests(self, person: Person) -> Iterator[bytes]:
        for kind, values in (("ipp", [person.ipp]), ("nir", [person.nir]), ("phone", person.phones)):
            yield from (self._digest(kind, number) for value in values if (number := normal(kind, value or "")))
        yield from (self._digest("mail", mail) for value in person.emails if (mail := normal("mail", value)))
        for family in (person.family_name, person.birth_name, person.usual_name):
            for given in person.given_names:
                if family and given:
                    yield self._digest("name", f"{fold(family)} {fold(given)}")

    def keep_texts(self, kind: str, lot: str, sources: Iterable[tuple[str, str, SourceDocument]]) -> None:
        """Keep source documents (pseudonym, patient pseudonym, document): ``quarantined`` or ``waiting`` for review."""
        with transaction(self.database, self.path) as connection:
            for doc_id, patient_id, source in sources:
                row = [doc_id, patient_id, lot, kind, now(), self._seal(asdict(source), f"{kind}:{doc_id}")]
                connection.execute("insert or replace into texts values (?, ?, ?, ?, ?, ?)", row)

    def forget_waiting(self, *, lots: Iterable[str] = (), older_than_days: int | None = None) -> int:
        """Delete waiting source texts of judged lots, and those that have expired; returns how many."""
        gone = 0
        with transaction(self.database, self.path) as connection:
            for lot in lots:
                gone += connection.execute("delete from texts where kind = 'waiting' and lot = ?", [lot]).rowcount
            if older_than_days is not None:
                limit = (datetime.now(UTC) - timedelta(days=older_than_days)).isoformat(timespec="seconds")
                gone += connection.execute("delete from texts where kind = 'waiting' and since < ?", [limit]).rowcount
        return gone

    def erase(self, doc_ids: Sequence[str], patient_ids: Sequence[str] = ()) -> int:
        """Delete what is kept of documents, and of whole patients; returns patients that were known.

        Of each known patient a keyed digest stays, by which their documents are refused from now on.
        """
        known = 0
        with transaction(self.database, self.path) as connection:
            for patient_id in patient_ids:
                gone = 0
                for table in ("patients", "documents", "keys", "texts"):
                    gone += connection.execute(f"delete from {table} where patient_id = ?", [patient_id]).rowcount
                if gone:
                    row = [self._digest("erased", patient_id), now()]
                    connection.execute("insert or ignore into erased values (?, ?)", row)
                known += bool(gone)
            for doc_id in doc_ids:
                for table in ("documents", "texts"):
                    connection.execute(f"delete from {table} where doc_id = ?", [doc_id])
        return known

    def is_erased(self, patient_id: str) -> bool:
        """Whether a patient was erased, and not readmitted since."""
        digest = self._digest("erased", patient_id)
        return bool(rows(self.database, self.path, "select 1 from erased where digest = ?", [digest]))

    def readmit(self, patient_id: str) -> bool:
        """Let documents of an erased patient in again; returns whether they were erased."""
        with transaction(self.database, self.path) as connection:
            digest = self._digest("erased", patient_id)
            return bool(connection.execute("delete from erased where digest = ?", [digest]).rowcount)

    def purge(self) -> None:
        compact(self.database, self.path)

    # asking

    def owner(self, kind: str, value: str) -> str | None:
        """The patient pseudonym to whom a number or mail belongs, or None."""
        digest = self._digest(kind, normal(kind, value))
        found = rows(self.database, self.path, "select patient_id from keys where digest = ?", [digest])
        return found[0]["patient_id"] if found else None

    def is_patient_name(self, family: str, given: str) -> bool:
        digest = self._digest("name", f"{fold(family)} {fold(given)}")
        return bool(rows(self.database, self.path, "select 1 from keys where digest = ?", [digest]))

    def documents(self) -> Iterator[dict[str, str]]:
        """Correspondence of documents: ``source_id`` and ``doc_id``."""
        for row in rows(self.database, self.path, "select doc_id, sealed from documents order by doc_id"):
            yield {"source_id": self._open(row["sealed"], row["doc_id"]), "doc_id": row["doc_id"]}

    def of_patient(self, patient_id: str) -> list[str]:
        """Pseudonyms of every document of a patient that ever came in and was not erased."""
        sql = "select doc_id from documents where patient_id = ? order by doc_id"
        return [row["doc_id"] for row in rows(self.database, self.path, sql, [patient_id])]

    def patients_with(self, ipp: str) -> Iterator[dict[str, str]]:
        """Correspondence of the patients with a number, however it is grouped: ``ipp`` and ``patient_id``."""
        sql = "select patients.* from patients join keys using (patient_id) where digest = ?"
        for row in rows(self.database, self.path, sql, [self._digest("ipp", normal("ipp", ipp))]):
            yield {"ipp": self._open(row["sealed"], row["patient_id"])["ipp"], "patient_id": row["patient_id"]}

    def patients(self) -> Iterator[dict[str, str]]:
        """Correspondence of patients: ``ipp`` and ``patient_id``."""
        for row in rows(self.database, self.path, "select patient_id, sealed from patients order by patient_id"):
            yield {"ipp": self._open(row["sealed"], row["patient_id"])["ipp"], "patient_id": row["patient_id"]}

    def counts(self) -> dict[str, int]:
        sql = "select kind, count(*) n from texts group by kind"
        return {row["kind"]: row["n"] for row in rows(self.database, self.path, sql)}

    def close(self) -> None:
        self.database.close()


def normal(kind: str, value: str) -> str:
    """How values are compared: as de-identification asks for them."""
    from deid import normalise

    return normalise(kind, value)
