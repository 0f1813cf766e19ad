"""Orphanet's rare diseases in French (``orpha.json``), with the CIM-10, OMIM, UMLS and MeSH codes that it gives."""

from __future__ import annotations

import re
from pathlib import Path

from terminologies.importers.reading import find, need, records
from terminologies.records import Entry, Mapping, Provenance, Table, clean_code, distinct

_SYSTEMS = {"icd10": "CIM10", "omim": "OMIM", "umls": "UMLS", "mesh": "MESH"}
_SEPARATOR = re.compile(r"\s*;\s*")


def read(path: Path) -> Table:
    """Entities that are not deprecated.

    Raises:
        TerminologyError: the file is missing or not of that form.
    """
    file = path if path.is_file() else find(path, "orpha.json")
    assert file is not None
    found = records(file)
    need(found[0] if found else {}, ("orphanumber", "name"), file)
    entries, mappings = [], []
    for row in found:
        if "Deprecated" in row.get("statut", ""):
            continue
        code = str(row["orphanumber"])
        synonyms = _SEPARATOR.split(row.get("synonymes") or "")
        entries.append(Entry(code, row["name"], distinct(row["name"], synonyms)))
        for column, system in _SYSTEMS.items():
            targets = filter(None, _SEPARATOR.split(row.get(column) or ""))
            mappings += [Mapping(code, system, clean_code(t) if system == "CIM10" else t) for t in targets]
    provenance = Provenance(
        system="ORPHA", title="Orphanet, maladies rares", version="non datée", source=file.name,
        licence="Orphadata, CC BY 4.0",
    )  # fmt: skip
    return Table(provenance=provenance, entries=tuple(entries), mappings=tuple(mappings))
