"""French public drug database: ``CIS_bdpm.txt`` (products) and, beside it, ``CIS_COMPO_bdpm.txt`` (substances).

Products are coded by CIS; their substances stand above them, coded ``SA`` and the database's own number.
"""

from __future__ import annotations

import re
from collections import defaultdict
from pathlib import Path

from terminologies.importers.reading import columns, find
from terminologies.records import Entry, Provenance, Table, distinct

_DOSE = re.compile(
    r"\s*,|\s+\d[\d\s,.]*\s?(?:mg|g|µg|microgrammes?|ml|UI|U\.I\.|POUR|%|mmol|MBq|kg|mEq|CH|DH)?\b.*", re.I
)
_SALT = re.compile(r"\s*\([^)]*\)$")


def read(path: Path) -> Table:
    """Products with their names and substances.

    Raises:
        TerminologyError: ``CIS_bdpm.txt`` is missing.
    """
    products = find(path, "CIS_bdpm.txt")
    composition = find(path, "CIS_COMPO_bdpm.txt", needed=False)
    assert products is not None
    substances: dict[str, str] = {}
    of_product: dict[str, list[str]] = defaultdict(list)
    for row in columns(composition) if composition else ():
        if len(row) > 6 and row[6] == "SA":
            code = f"SA{row[2]}"
            substances.setdefault(code, _SALT.sub("", row[3]).capitalize())
            of_product[row[0]].append(code)
    entries = [Entry(code, label) for code, label in substances.items()]
    for row in columns(products):
        if len(row) > 1:
            brand = _DOSE.sub("", row[1]).strip().title()
            parents = tuple(dict.fromkeys(of_product[row[0]]))
            entries.append(Entry(row[0], row[1].strip(), distinct(row[1].strip(), [brand]), parents))
    provenance = Provenance(
        system="BDPM", title="Base de données publique des médicaments", version="non datée", source=products.name,
        licence="ANSM, HAS, UNCAM : réutilisation libre, source et date à citer",
    )  # fmt: skip
    return Table(provenance=provenance, entries=tuple(entries))
