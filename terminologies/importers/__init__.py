"""Importers: one file a publisher's format, each a function from a path to tables. Resolved late, by name."""

from __future__ import annotations

import pkgutil
from collections.abc import Callable, Iterable
from pathlib import Path

from clinical.errors import TerminologyError
from terminologies.records import Table

_IMPORTERS = {
    "cim10": "terminologies.importers.edsnlp_wheel:read_cim10",
    "atc": "terminologies.importers.edsnlp_wheel:read_atc",
    "ccam": "terminologies.importers.ccam:read",
    "hpo": "terminologies.importers.hpo:read",
    "orpha": "terminologies.importers.orphanet:read",
    "bdpm": "terminologies.importers.bdpm:read",
    "ucd": "terminologies.importers.ucd:read",
    "omop": "terminologies.importers.omop:read",
    "umls": "terminologies.importers.umls:read",
    "csv": "terminologies.importers.csv_table:read",
}
"""Each returns one table, or an iterable of tables."""


def names() -> tuple[str, ...]:
    """The names that ``klask terminologies install`` takes."""
    return tuple(_IMPORTERS)


def importer(name: str) -> Callable[[Path], Iterable[Table]]:
    """The importer called ``name``, in any case.

    Raises:
        TerminologyError: there is none; the message lists those that exist.
    """
    target = _IMPORTERS.get(name.lower())
    if target is None:
        raise TerminologyError(f"no importer {name!r}: use one of {', '.join(names())}")
    function = pkgutil.resolve_name(target)

    def read(path: Path) -> Iterable[Table]:
        found = function(path)
        return (found,) if isinstance(found, Table) else found

    return read
