"""Any table with a header: ``code`` and ``label``, and where they exist ``synonyms`` and ``parents`` (separated by ``|``).

French column names are understood (libelle, synonymes, parent). The system is called as the caller says, or as the file.
"""

from __future__ import annotations

from pathlib import Path

from clinical.errors import TerminologyError
from terminologies.importers.reading import rows
from terminologies.records import Entry, Provenance, Table, clean_code, distinct

_NAMES = {
    "code": ("code", "id", "identifiant"), "label": ("label", "libelle", "libellé", "libelle_long", "name", "nom", "term"),
    "synonyms": ("synonyms", "synonymes", "synonym", "synonyme"), "parents": ("parents", "parent", "code_parent"),
}  # fmt: skip


def _value(row: dict[str, str], field: str) -> str:
    return next((row[name] for name in _NAMES[field] if row.get(name)), "")


def read(path: Path, *, system: str = "") -> Table:
    """The table in ``path``, one concept a row; rows of the same code add synonyms.

    Raises:
        TerminologyError: there is no column of codes or labels, or no row.
    """
    merged: dict[str, Entry] = {}
    for row in rows(path):
        code, label = clean_code(_value(row, "code")), _value(row, "label")
        if not code or not label:
            continue
        synonyms = [part for part in _value(row, "synonyms").split("|") if part]
        parents = tuple(clean_code(part) for part in _value(row, "parents").split("|") if part.strip())
        before = merged.get(code)
        if before:
            names = distinct(before.label, [*before.synonyms, label, *synonyms])
            merged[code] = Entry(code, before.label, names, before.parents or parents)
        else:
            merged[code] = Entry(code, label, distinct(label, synonyms), parents)
    if not merged:
        raise TerminologyError(f"{path}: no row with a code and a label; the header must name `code` and `label`")
    name = (system or path.name.split(".")[0]).upper()
    provenance = Provenance(system=name, title=name, version="non datée", source=path.name, licence="celle du site")
    return Table(provenance=provenance, entries=tuple(merged.values()))
