"""CCAM acts: ``ccam_actes.json`` (code, short and long label) and, beside it, ``ccam_hierarchie_actes.json``."""

from __future__ import annotations

from pathlib import Path

from terminologies.importers.reading import find, need, records
from terminologies.records import Entry, Provenance, Table, distinct


def read(path: Path) -> Table:
    """Acts with their chapters down to the fourth level.

    Raises:
        TerminologyError: a file is missing or not of that form.
    """
    acts_file = path if path.is_file() else find(path, "ccam_actes.json")
    assert acts_file is not None
    acts = records(acts_file)
    need(acts[0] if acts else {}, ("code", "libelle_long"), acts_file)
    tree_file = find(path, "ccam_hierarchie_actes.json", needed=False)
    tree = records(tree_file) if tree_file else []
    above = {row["code"]: row.get("parent", "") for row in tree}
    entries = [
        Entry(row["code"], row["libelle"].capitalize(), parents=(row["parent"],) if row.get("parent") else ())
        for row in tree
        if row.get("type") == "H" and row["code"] != row.get("parent")
    ]
    for row in acts:
        parent = above.get(row["code"])
        names = distinct(row["libelle_long"], [row.get("libelle_court", "")])
        entries.append(Entry(row["code"], row["libelle_long"], names, (parent,) if parent else ()))
    version = max((row.get("date_debut", "") for row in acts), default="")
    provenance = Provenance(
        system="CCAM", title="Classification commune des actes médicaux", version=version, source=acts_file.name,
        licence="ATIH / CNAM, données publiques",
    )  # fmt: skip
    return Table(provenance=provenance, entries=tuple(entries))
