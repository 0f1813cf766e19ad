"""Named cohorts in the store: every saving is a new version, none is changed."""

from __future__ import annotations

from dataclasses import dataclass

from clinical.errors import NotFoundError
from warehouse.clock import now
from warehouse.database import rows, transaction
from warehouse.store.sqlite import SqliteStore


@dataclass(frozen=True, slots=True, kw_only=True)
class SavedCohort:
    """One version of a named cohort; ``definition`` is its YAML text, ``patients`` the count when it was saved."""

    name: str
    version: int
    definition: str
    author: str
    created: str
    patients: int | None


class CohortRecords:
    def __init__(self, store: SqliteStore) -> None:
        self._store = store

    def save(self, name: str, definition: str, *, author: str, patients: int | None) -> SavedCohort:
        """Keep a new version of ``name``."""
        with transaction(self._store.database, self._store.path) as connection:
            last = connection.execute("select max(version) from cohorts where name = ?", [name]).fetchone()[0]
            version = (last or 0) + 1
            connection.execute(
                "insert into cohorts (name, version, definition, author, created, patients) values (?, ?, ?, ?, ?, ?)",
                [name, version, definition, author, now(), patients],
            )
        return self.get(name, version)

    def names(self) -> list[SavedCohort]:
        """The newest version of each name."""
        sql = """select * from cohorts c where version = (select max(version) from cohorts where name = c.name)
                 order by created desc"""
        return [SavedCohort(**dict(row)) for row in rows(self._store.database, self._store.path, sql)]

    def versions(self, name: str) -> list[SavedCohort]:
        sql = "select * from cohorts where name = ? order by version desc"
        return [SavedCohort(**dict(row)) for row in rows(self._store.database, self._store.path, sql, [name])]

    def get(self, name: str, version: int | None = None) -> SavedCohort:
        """One version, by default the newest; raises NotFoundError."""
        for saved in self.versions(name):
            if version is None or saved.version == version:
                return saved
        raise NotFoundError("cohort", name)
