"""Ingest: input lines to stored, pseudonymised, annotated documents of one lot. Nothing refused stops the rest.

Order of writing: vault row, then store row with its change, so that whatever is killed in between is harmless. What was
read before a kill is simply unchanged when the same input comes again.
"""

from __future__ import annotations

import json
import os
import re
import secrets
from collections import Counter
from collections.abc import Callable, Iterable, Iterator
from dataclasses import asdict, dataclass, field, replace
from datetime import UTC, date, datetime, timedelta
from itertools import islice
from pathlib import Path
from typing import Protocol, TypeVar

from clinical.annotations import AnnotatedDocument
from clinical.documents import Document, Person, Quarantine, SourceDocument
from clinical.errors import DeidError, StoreError, UsageError
from warehouse.sources import Line, Refusal, files, read
from warehouse.store.protocol import Put, Withheld
from warehouse.store.sqlite import SqliteStore
from warehouse.vault import Vault

BATCH_DOCUMENTS = 64
OPPOSITION = "opposition"
"""The sensitivity by which a source says that the patient opposed: nothing of theirs is in any answer."""
GRACE = timedelta(days=1)
"""A document may be dated so long after today: a source's clock, or a letter signed for the next day."""
_LOT = re.compile(r"[A-Za-z0-9][A-Za-z0-9._-]{0,59}")
T = TypeVar("T")


class Pseudonymises(Protocol):
    def patient(self, ipp: str) -> str: ...

    def document(self, doc_id: str) -> str: ...

    def digest(self, kind: str, value: str) -> str: ...


class Deidentified(Protocol):
    @property
    def document(self) -> Document: ...


@dataclass(frozen=True, slots=True, kw_only=True)
class Chain:
    """The parts that an ingest runs through; ``pipeline`` names their versions."""

    deidentify: Callable[[SourceDocument], Deidentified | Quarantine]
    annotate: Callable[[Document], AnnotatedDocument]
    pseudonyms: Pseudonymises
    pipeline: str


@dataclass(slots=True)
class IngestReport:
    """Counts of one run, in documents; ``reasons`` counts refusals and quarantines by reason."""

    lot: str
    accepted: int = 0
    unchanged: int = 0
    renewed: int = 0
    refused: int = 0
    quarantined: int = 0
    reasons: Counter[str] = field(default_factory=Counter)
    refusals: str | None = None

    @property
    def read(self) -> int:
        """Lines that were read, whatever became of them."""
        return self.taken + self.refused

    @property
    def taken(self) -> int:
        """Documents that were not refused; a run without one makes no lot."""
        return self.accepted + self.unchanged + self.renewed + self.quarantined

    @property
    def stored(self) -> int:
        return self.accepted + self.renewed


def new_lot() -> str:
    """A name for one run: its UTC time and a few random letters."""
    return f"{datetime.now(UTC):%Y%m%d-%H%M%S}-{secrets.token_hex(2)}"


def check_lot(name: str) -> str:
    if not _LOT.fullmatch(name):
        raise UsageError("a lot's name has up to 60 letters, digits, dots, dashes and underscores")
    return name


class Ingest:
    """One run. Use once."""

    def __init__(
        self, *, store: SqliteStore, vault: Vault, chain: Chain, refused_dir: Path, max_bytes: int, lot: str | None = None,
        progress: Callable[[int], None] | None = None,
    ) -> None:  # fmt: skip
        self.store, self.vault, self.chain = store, vault, chain
        self.refused_dir, self.max_bytes = refused_dir, max_bytes
        self.report = IngestReport(lot=check_lot(lot) if lot else new_lot())
        self._progress = progress or (lambda _: None)
        self._seen: dict[str, str] = {}
        lots = store.lots()
        self._decided = {row.lot for row in lots if row.status != "waiting"}
        self._made = {row.lot for row in lots}
        self._refused_before = 0
        self._last_day = (date.today() + GRACE).isoformat()

    def run(self, sources: Iterable[Path]) -> IngestReport:
        """Read every source; raises SourceError only where a source itself cannot be opened."""
        paths = files(list(sources))
        self.run_documents(item for path in paths for item in read(path, max_bytes=self.max_bytes))
        return self.report

    def run_documents(self, items: Iterable[Line | Refusal]) -> IngestReport:
        """The same for documents that were read elsewhere."""
        for batch in batched(items, BATCH_DOCUMENTS):
            self._batch(batch)
            self._progress(len(batch))
        return self.report

    def _batch(self, batch: list[Line | Refusal]) -> None:
        by_lot: dict[str, _Batch] = {}
        for item in batch:
            if isinstance(item, Refusal):
                self._refuse(item, by_lot)
                continue
            reason = self._one(item.document, by_lot)
            if reason:
                self._refuse(Refusal(item.path, item.line, reason, item.document.doc_id.encode()), by_lot)
        for lot, part in by_lot.items():
            if self._makes_lot(lot, part):
                self._write(lot, part)

    def _makes_lot(self, lot: str, part: _Batch) -> bool:
        """Refused lines make no lot; they are counted once a document does."""
        if lot not in self._made and set(part.counts) == {"refused"}:
            self._refused_before += part.counts["refused"]
            return False
        self._made.add(lot)
        if lot == self.report.lot:
            part.counts["refused"] += self._refused_before
            self._refused_before = 0
        return True

    def _one(self, source: SourceDocument, by_lot: dict[str, _Batch]) -> str | None:
        """Take one document in, or say why it is refused."""
        lot = source.lot or self.report.lot
        if not _LOT.fullmatch(lot):
            return "field lot is no lot name"
        if source.date and source.date > self._last_day:
            return "field date is after today"
        patient_id = self.chain.pseudonyms.patient(source.patient.ipp)
        if self.vault.is_erased(patient_id):
            return "the patient was erased: klask patients readmit would let them in again"
        doc_id = self.chain.pseudonyms.document(source.doc_id)
        digest = self.chain.pseudonyms.digest("content", content(source))
        again = doc_id in self._seen
        if self._seen.setdefault(doc_id, digest) != digest:
            return "doc_id was already used in this run with other content"
        before = self.store.state(doc_id)
        same = before is not None and before.digest == digest
        if again or (before is not None and same and before.pipeline == self.chain.pipeline):
            by_lot.setdefault(lot, _Batch()).counts["unchanged"] += 1
            self.report.unchanged += 1
            return None
        if lot in self._decided and not same:
            return f"lot {lot} is already decided; name another"
        if before is not None and same:
            lot = before.lot  # a newer reading of the same content changes no decision on its lot
        ids = doc_id, patient_id
        self._take(source, ids, digest, lot, by_lot.setdefault(lot, _Batch()), renewed=same)
        return None

    def _take(
        self, source: SourceDocument, ids: tuple[str, str], digest: str, lot: str, part: _Batch, *, renewed: bool
    ) -> None:
        doc_id, patient_id = ids
        if OPPOSITION in source.sensitivity:
            part.opposed.add(patient_id)
        try:
            outcome = self.chain.deidentify(source)
        except DeidError:
            outcome = Quarantine(doc_id, ("deid-failed",))
        part.people[patient_id] = source.patient
        part.documents.append((doc_id, patient_id, source.doc_id))
        if isinstance(outcome, Quarantine):
            part.withheld.append(Withheld(doc_id=doc_id, patient_id=patient_id, reasons=outcome.reasons, digest=digest))
            part.quarantined.append((doc_id, patient_id, source))
            part.counts["quarantined"] += 1
            self.report.quarantined += 1
            self.report.reasons.update(outcome.reasons)
            return
        part.masked.append((replace(outcome.document, lot=lot), digest))
        part.waiting.append((doc_id, patient_id, source))
        kind = "renewed" if renewed else "accepted"
        part.counts[kind] += 1
        setattr(self.report, kind, getattr(self.report, kind) + 1)

    def _write(self, lot: str, part: _Batch) -> None:
        # annotated here, batch by batch: in turns with de-identification, each would drive the other out of the processor's cache
        puts = [
            Put(annotated=self.chain.annotate(document), digest=digest, pipeline=self.chain.pipeline)
            for document, digest in part.masked
        ]
        self.vault.remember(list(part.people.items()), part.documents)
        if part.quarantined:
            self.vault.keep_texts("quarantined", lot, part.quarantined)
        if part.waiting and lot not in self._decided:
            self.vault.keep_texts("waiting", lot, part.waiting)
        for patient_id in part.opposed:
            self.store.withhold_patient(patient_id)
        self.store.put(lot, puts, part.withheld, part.counts)

    def _refuse(self, refusal: Refusal, by_lot: dict[str, _Batch]) -> None:
        by_lot.setdefault(self.report.lot, _Batch()).counts["refused"] += 1
        self.report.refused += 1
        self.report.reasons[refusal.kind] += 1
        row = {
            "file": refusal.path, "line": refusal.line, "reason": refusal.reason,
            "digest": self.chain.pseudonyms.digest("line", refusal.raw.hex()),
        }  # fmt: skip
        path = self.refused_dir / f"{self.report.lot}.jsonl"
        try:
            self.refused_dir.mkdir(mode=0o700, exist_ok=True)
            with path.open("a", encoding="utf-8") as file:
                file.write(json.dumps(row, ensure_ascii=False) + "\n")
                file.flush()
                os.fsync(file.fileno())
        except OSError as error:
            raise StoreError(f"{path}: {error.strerror}; free space or check permissions, and run again") from error
        self.report.refusals = str(path)


@dataclass(slots=True)
class _Batch:
    """What one batch adds to one lot."""

    people: dict[str, Person] = field(default_factory=dict)
    documents: list[tuple[str, str, str]] = field(default_factory=list)
    masked: list[tuple[Document, str]] = field(default_factory=list)
    withheld: list[Withheld] = field(default_factory=list)
    quarantined: list[tuple[str, str, SourceDocument]] = field(default_factory=list)
    waiting: list[tuple[str, str, SourceDocument]] = field(default_factory=list)
    counts: Counter[str] = field(default_factory=Counter)
    opposed: set[str] = field(default_factory=set)


def content(source: SourceDocument) -> str:
    """What makes two inputs the same: every field but the lot."""
    return json.dumps(asdict(replace(source, lot=None)), sort_keys=True, ensure_ascii=False)


def batched(items: Iterable[T], size: int) -> Iterator[list[T]]:
    """Lists of up to ``size`` items."""
    iterator = iter(items)
    while part := list(islice(iterator, size)):
        yield part
