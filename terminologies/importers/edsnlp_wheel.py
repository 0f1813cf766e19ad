"""CIM-10 FR and ATC, read straight out of the edsnlp wheel: the package is a zip to us, never installed nor imported.

The tables are ATIH's CIM-10 FR (``cim10.csv.gz``) and Romedi's drug names (``drugs.json``); both are fetched by the
site, not shipped with Klask.
"""

from __future__ import annotations

import csv
import gzip
import io
import json
import re
import zipfile
from pathlib import Path

from clinical.errors import TerminologyError
from terminologies.hierarchy import ATC, CIM10, atc_groups, atc_parent, cim10_groups, cim10_parent
from terminologies.records import Entry, Provenance, Table, clean_code, digest, distinct

_EMERGENCY = re.compile(r"^\*{3} SU\d+ \*{3} ")


def _member(wheel: Path, name: str) -> bytes:
    try:
        with zipfile.ZipFile(wheel) as archive:
            return archive.read(f"edsnlp/resources/{name}")
    except (OSError, KeyError, zipfile.BadZipFile) as error:
        raise TerminologyError(
            f"{wheel} is not an edsnlp wheel that can be read: run `make terminologies`, or give the wheel's path"
        ) from error


def _version(wheel: Path) -> str:
    return wheel.name.split("-")[1] if wheel.name.count("-") >= 2 else "unknown"


def read_cim10(wheel: Path) -> Table:
    """CIM-10 FR with its chapters and blocks.

    Raises:
        TerminologyError: the file is no edsnlp wheel.
    """
    text = gzip.decompress(_member(wheel, "cim10.csv.gz")).decode("utf-8")
    rows = {clean_code(row["code"]): row for row in csv.DictReader(io.StringIO(text))}
    entries = cim10_groups()
    for code, row in rows.items():
        parent = cim10_parent(code, rows)
        label = _EMERGENCY.sub("", row["long"])
        entries.append(
            Entry(code, label, distinct(label, [_EMERGENCY.sub("", row["short"])]), (parent,) if parent else ())
        )
    provenance = Provenance(
        system=CIM10, title="CIM-10 FR à usage PMSI", version=f"ATIH, table of edsnlp {_version(wheel)}",
        source=wheel.name, sha256=digest(wheel),
        licence="OMS / ATIH ; à ne pas rediffuser sans leur accord",
    )  # fmt: skip
    return Table(provenance=provenance, entries=tuple(entries))


def _tidy(name: str) -> str:
    """A trade name as people write it: ``ULTRA-LEVURE`` → ``Ultra-Levure``."""
    return name.title().replace("'S", "'s") if name.isupper() and len(name) > 4 else name


def atc_entries(names: dict[str, list[str]]) -> tuple[Entry, ...]:
    """Codes of all five levels from the names of some of them, missing levels filled in."""
    groups = atc_groups()
    known = dict.fromkeys([*groups, *names])
    for code in list(known):
        parent = atc_parent(code)
        while parent is not None and parent not in known:
            known[parent] = None
            parent = atc_parent(parent)
    entries = []
    for code in sorted(known):
        own = [_tidy(name) for name in names.get(code, [])]
        substances = [name for name in own if name.islower()]
        label = groups.get(code) or next(iter(substances or own), "") or _class_label(code, names)
        parent = atc_parent(code)
        entries.append(Entry(code, label, distinct(label, own), (parent,) if parent else ()))
    return tuple(entries)


def _class_label(code: str, names: dict[str, list[str]]) -> str:
    members = [next((n for n in v if n.islower()), v[0].title()) for c, v in names.items() if c.startswith(code) and v]
    return f"{code} : {', '.join(members[:3])}{'…' if len(members) > 3 else ''}" if members else code


def read_atc(wheel: Path) -> Table:
    """ATC codes with trade names and substances.

    Raises:
        TerminologyError: the file is no edsnlp wheel.
    """
    names = json.loads(_member(wheel, "drugs.json"))
    provenance = Provenance(
        system=ATC, title="Classification ATC, noms de médicaments", version=f"Romedi 2021, edsnlp {_version(wheel)}",
        source=wheel.name, sha256=digest(wheel), licence="OMS (ATC) ; Romedi ; BSD-3-Clause (edsnlp)",
    )  # fmt: skip
    return Table(provenance=provenance, entries=atc_entries({clean_code(c): n for c, n in names.items()}))
