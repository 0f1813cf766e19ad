"""UCD codes of hospital drugs (``ucd_tot_table.json``) with their ATC code."""

from __future__ import annotations

from pathlib import Path

from terminologies.importers.reading import find, need, records
from terminologies.records import Entry, Mapping, Provenance, Table, clean_code, distinct


def read(path: Path) -> Table:
    """Dispensing units, each mapped to ATC where the table says so.

    Raises:
        TerminologyError: the file is missing or not of that form.
    """
    file = path if path.is_file() else find(path, "ucd_tot_table.json")
    assert file is not None
    found = records(file)
    need(found[0] if found else {}, ("code_ucd", "libelle_long_ucd"), file)
    entries: dict[str, Entry] = {}
    mappings = set()
    for row in found:
        code, label = row["code_ucd"], row["libelle_long_ucd"].strip()
        entries[code] = Entry(code, label, distinct(label, [row.get("libelle_court_specialite", "")]))
        if row.get("code_atc"):
            mappings.add(Mapping(code, "ATC", clean_code(row["code_atc"])))
    version = max((row.get("date_source_doc") or "" for row in found), default="")
    provenance = Provenance(
        system="UCD", title="Unités communes de dispensation", version=version, source=file.name,
        licence="ATIH / CNAM, données publiques",
    )  # fmt: skip
    ordered = tuple(sorted(mappings, key=lambda m: (m.code, m.target)))
    return Table(provenance=provenance, entries=tuple(entries.values()), mappings=ordered)
