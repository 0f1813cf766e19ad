"""Samples of de-identified documents and their judgements, from which the leak rate of a lot is told."""

from __future__ import annotations

import json
import random
from dataclasses import dataclass
from typing import Literal

from clinical.errors import NotFoundError, UsageError
from clinical.intervals import clopper_pearson
from warehouse.clock import now
from warehouse.database import rows, transaction
from warehouse.store.sqlite import SqliteStore

Verdict = Literal["clean", "missed"]
MAX_SAMPLE = 2000


@dataclass(frozen=True, slots=True, kw_only=True)
class Judgement:
    """``missed`` holds (start, end, label) of identifiers left readable, in the pseudonymised text."""

    verdict: Verdict
    missed: tuple[tuple[int, int, str], ...]
    reviewer: str
    judged: str


@dataclass(frozen=True, slots=True)
class Leak:
    """What the judgements of a lot say together: documents judged, and those left with a readable identifier."""

    leaking: int
    judged: int

    @property
    def rate(self) -> tuple[float, float, float]:
        """The share with its exact 95 % interval."""
        low, high = clopper_pearson(self.leaking, self.judged)
        return (self.leaking / self.judged if self.judged else 0.0), low, high


NOTHING_JUDGED = Leak(0, 0)
"""What is confirmed to release a lot of which no document was judged."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Sample:
    """A drawn sample of one lot: the same seed and size draw the same documents."""

    sample: int
    lot: str
    seed: int
    size: int
    created: str
    created_by: str
    doc_ids: tuple[str, ...]
    judgements: dict[str, Judgement]

    @property
    def leaking(self) -> int:
        return sum(judgement.verdict == "missed" for judgement in self.judgements.values())

    def leak_rate(self) -> tuple[float, float, float]:
        """Share of judged documents with a readable identifier, with its exact 95 % interval."""
        return Leak(self.leaking, len(self.judgements)).rate


class ReviewRecords:
    def __init__(self, store: SqliteStore) -> None:
        self._store = store

    def draw(self, lot: str, *, size: int, seed: int, by: str) -> Sample:
        """Draw ``size`` documents of ``lot`` without replacement; a smaller lot is taken whole."""
        if not 1 <= size <= MAX_SAMPLE:
            raise UsageError(f"a sample has 1 to {MAX_SAMPLE} documents")
        self._store.lot(lot)
        sql = "select doc_id from documents where lot = ? and active = 1 order by doc_id"
        everyone = [row["doc_id"] for row in rows(self._store.database, self._store.path, sql, [lot])]
        if not everyone:
            raise UsageError(f"lot {lot} has no documents to sample")
        drawn = random.Random(seed).sample(everyone, min(size, len(everyone)))
        with transaction(self._store.database, self._store.path) as connection:
            cursor = connection.execute(
                "insert into samples (lot, seed, size, created, created_by) values (?, ?, ?, ?, ?)",
                [lot, seed, len(drawn), now(), by],
            )
            number = int(cursor.lastrowid or 0)
            rows_ = [(number, place, doc_id) for place, doc_id in enumerate(drawn)]
            connection.executemany("insert into sampled (sample, place, doc_id) values (?, ?, ?)", rows_)
        return self.get(number)

    def of_lot(self, lot: str) -> list[Sample]:
        """The samples of a lot, newest first."""
        sql = "select sample from samples where lot = ? order by sample desc"
        return [self.get(row["sample"]) for row in rows(self._store.database, self._store.path, sql, [lot])]

    def leak_of_lot(self, lot: str) -> Leak:
        """Over all samples of a lot, each document by its newest judgement."""
        sql = """select doc_id, verdict from judgements join samples using (sample) where samples.lot = ?
                 order by judged, judgements.rowid"""
        newest = {row["doc_id"]: row["verdict"] for row in rows(self._store.database, self._store.path, sql, [lot])}
        return Leak(sum(verdict == "missed" for verdict in newest.values()), len(newest))

    def get(self, number: int) -> Sample:
        """One sample with its judgements; raises NotFoundError."""
        database, path = self._store.database, self._store.path
        found = rows(database, path, "select * from samples where sample = ?", [number])
        if not found:
            raise NotFoundError("sample", str(number))
        ids = rows(database, path, "select doc_id from sampled where sample = ? order by place", [number])
        judged = rows(database, path, "select * from judgements where sample = ?", [number])
        return Sample(
            **dict(found[0]),
            doc_ids=tuple(row["doc_id"] for row in ids),
            judgements={
                row["doc_id"]: Judgement(
                    verdict=row["verdict"],
                    missed=tuple((start, end, label) for start, end, label in json.loads(row["missed"])),
                    reviewer=row["reviewer"],
                    judged=row["judged"],
                )
                for row in judged
            },
        )

    def check(self, number: int, doc_id: str, verdict: Verdict, missed: tuple[tuple[int, int, str], ...] = ()) -> None:
        """Raise UsageError for a judgement that is not allowed: ``missed`` needs a span, a refused lot is judged no more."""
        sample = self.get(number)
        if doc_id not in sample.doc_ids:
            raise NotFoundError("document in this sample", doc_id)
        if (verdict == "missed") != bool(missed):
            raise UsageError("a missed identifier must be selected, and a clean document has none")
        if self._store.lot(sample.lot).status == "refused":
            raise UsageError(f"lot {sample.lot} is already refused")

    def judge(
        self, number: int, doc_id: str, verdict: Verdict, *, by: str, missed: tuple[tuple[int, int, str], ...] = ()
    ) -> None:
        """Keep a judgement of one sampled document; a later one replaces it. Raises as ``check``."""
        self.check(number, doc_id, verdict, missed)
        with transaction(self._store.database, self._store.path) as connection:
            connection.execute(
                "insert or replace into judgements (sample, doc_id, verdict, missed, reviewer, judged) values (?, ?, ?, ?, ?, ?)",
                [number, doc_id, verdict, json.dumps(missed), by, now()],
            )
