"""What a store must do. The store is the truth; every index can be rebuilt from it."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import Protocol

from clinical.annotations import AnnotatedDocument
from clinical.changes import Change


@dataclass(frozen=True, slots=True)
class State:
    """What the store knows of a document without its text."""

    digest: str
    pipeline: str
    version: int
    lot: str
    active: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class Put:
    """A document to store: ``digest`` is keyed over its source content, ``pipeline`` names what read it."""

    annotated: AnnotatedDocument
    digest: str
    pipeline: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Withheld:
    """A quarantined document: pseudonyms, reason codes and digest; its text is in the vault."""

    doc_id: str
    patient_id: str
    reasons: tuple[str, ...]
    digest: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Lot:
    """One lot with its counts of documents."""

    lot: str
    created: str
    status: str
    decided: str | None = None
    decided_by: str | None = None
    accepted: int = 0
    unchanged: int = 0
    renewed: int = 0
    refused: int = 0
    quarantined: int = 0
    documents: int = 0

    @property
    def state(self) -> str:
        """The status, or ``empty`` where there is nothing to decide on: no document of a waiting lot was kept."""
        return "empty" if self.status == "waiting" and not self.documents else self.status


class Store(Protocol):
    """Keeps annotated documents and the changes that the index has still to see.

    Any method may raise StoreError or BusyError. One process writes at a time; any may read. A document and its change
    are written in one transaction.
    """

    def state(self, doc_id: str) -> State | None: ...

    def put(self, lot: str, puts: Sequence[Put], quarantined: Sequence[Withheld], counts: dict[str, int]) -> None: ...

    def get(self, doc_ids: Iterable[str]) -> dict[str, AnnotatedDocument]: ...

    def of_patient(self, patient_id: str) -> list[AnnotatedDocument]: ...

    def all_documents(self) -> Iterator[AnnotatedDocument]: ...

    def changes(self, limit: int) -> list[Change]: ...

    def done(self, number: int) -> None: ...

    def close(self) -> None: ...
