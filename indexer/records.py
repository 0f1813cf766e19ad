"""The whole record: which patients meet every part of a query, in whatever documents of theirs.

In one document, `toux fièvre` asks for both words in one document; in the record, for a patient with one document of
each. `SAUF` then excludes patients: one affirmed mention in any document that may be seen is enough.
"""

from __future__ import annotations

from clinical.queries import And, Everything, FieldIs, Not, Or, Query, Scope
from indexer.engine import Engine

EVERYONE = Everything()


def record_patients(query: Query, engine: Engine, *, scope: Scope) -> frozenset[str]:
    """The pseudonyms of the patients whose record meets the query; record fields bind to no single document."""
    match query:
        case And(parts):
            found = engine.patients(EVERYONE, scope=scope) if not parts or _only_excludes(parts) else None
            for part in sorted(parts, key=lambda part: isinstance(part, Not)):
                patients = _part(part, engine, scope, found)
                found = patients if found is None else found & patients
            return found if found is not None else frozenset()
        case Or(parts):
            return frozenset().union(*(record_patients(part, engine, scope=scope) for part in parts))
        case Not(part):
            return engine.patients(EVERYONE, scope=scope) - record_patients(part, engine, scope=scope)
        case _:
            return engine.patients(query, scope=scope)


def _only_excludes(parts: tuple[Query, ...]) -> bool:
    return all(isinstance(part, Not) for part in parts)


def _part(part: Query, engine: Engine, scope: Scope, found: frozenset[str] | None) -> frozenset[str]:
    if isinstance(part, Not) and found is not None:
        return found - record_patients(part.part, engine, scope=scope)
    return record_patients(part, engine, scope=scope)


def excluding_records(query: Query, engine: Engine, *, scope: Scope) -> Query:
    """The query with what AND excludes taken at patient level: no document of a patient who has it anywhere.

    Patients are named in the query as one record field, so that counts, facets and pages follow.
    """
    if not isinstance(query, And):
        return query
    parts: list[Query] = []
    excluded: set[str] = set()
    for part in query.parts:
        if isinstance(part, Not):
            excluded |= engine.patients(part.part, scope=scope)
        parts.append(part)
    if excluded:
        parts.append(Not(FieldIs("patient", tuple(sorted(excluded)))))
    return And(tuple(parts))
