"""What is installed in the cache, and the compiled file of exactly that set.

The cache holds ``terminologies/sources/SYSTEM.jsonl.gz`` (a table as imported) with ``SYSTEM.json`` (its provenance),
``terminologies/lexicon/*.tsv`` (a site's own lines, optional), and ``terminologies/terms-DIGEST.klask``. The digest is
that of sources, lexicon and recipe, so a change of any of them leads to another file, and two processes that compile
at once write the same one.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Sequence
from dataclasses import asdict, replace
from pathlib import Path

from clinical.errors import TerminologyError
from terminologies import compiler, lexicon
from terminologies.hierarchy import ATC, CIM10
from terminologies.importers import importer
from terminologies.records import Provenance, digest, load, save, write_atomically

_WANTED = (CIM10, ATC)


def _folder(cache: Path) -> Path:
    return cache / "terminologies"


def installed(cache: Path) -> tuple[Provenance, ...]:
    """Provenance of every installed system, CIM-10 and ATC first."""
    found = []
    for path in sorted((_folder(cache) / "sources").glob("*.json")):
        try:
            found.append(Provenance(**json.loads(path.read_text(encoding="utf-8"))))
        except (OSError, ValueError, TypeError) as error:
            raise TerminologyError(f"{path} is damaged: install that terminology again") from error
    return tuple(sorted(found, key=lambda p: (p.system != CIM10, p.system != ATC, p.system)))


def install(cache: Path, system: str, path: Path) -> Provenance:
    """Import the terminology ``system`` from ``path``; the next opening compiles it with the others.

    Args:
        cache: the cache folder (``KLASK_CACHE``).
        system: the importer's name, any case: cim10, atc, ccam, hpo, orpha, bdpm, ucd, omop, umls, csv.
        path: the file or folder as its publisher gives it.

    Raises:
        TerminologyError: no such importer, or the file is not what it should be.
    """
    provenance = Provenance(system="", title="", version="", source="", licence="")
    for table in importer(system)(path):
        terms = sum(1 + len(entry.synonyms) for entry in table.entries)
        provenance = replace(
            table.provenance, concepts=len(table.entries), terms=terms, sha256=table.provenance.sha256 or digest(path)
        )
        target = _folder(cache) / "sources" / f"{provenance.system}.jsonl.gz"
        save(replace(table, provenance=provenance), target)
        content = json.dumps(asdict(provenance), ensure_ascii=False, indent=1)
        write_atomically(target.with_name(f"{provenance.system}.json"), content.encode())
    return provenance


def lexicon_files(cache: Path) -> list[Path]:
    """The shipped lexicon, then the site's own."""
    return [*lexicon.files(), *lexicon.files(_folder(cache) / "lexicon")]


def ensure(cache: Path, *, wheel: Path | None = None) -> Path:
    """The compiled file of what is installed; CIM-10 and ATC are imported from ``wheel`` first where they are missing.

    Raises:
        TerminologyError: CIM-10 or ATC is missing and no wheel was given.
    """
    present = {provenance.system for provenance in installed(cache)}
    for system in _WANTED:
        if system not in present:
            if wheel is None:
                raise TerminologyError(
                    f"{system} is not installed in {cache}: run `make terminologies`, "
                    f"or `klask terminologies install {system.lower()} PATH_TO_EDSNLP_WHEEL`"
                )
            install(cache, system, wheel)
    provenances, files = installed(cache), lexicon_files(cache)
    name = _name(provenances, files)
    path = _folder(cache) / f"terms-{name[:20]}.klask"
    if not path.exists():
        tables = [load(_folder(cache) / "sources" / f"{p.system}.jsonl.gz") for p in provenances]
        meta = {"digest": name, "systems_installed": [asdict(p) for p in provenances]}
        compiler.compile_terms(path, tables, lexicon.read(files), meta=meta)
        _forget_others(path)
    return path


def lint(cache: Path, paths: Sequence[Path] = ()) -> list[lexicon.Problem]:
    """What the linter says of ``paths`` (by default of the shipped lexicon and the site's own), against what is installed.

    Raises:
        TerminologyError: a file cannot be read, or an installed table is damaged.
    """
    tables = [
        load(_folder(cache) / "sources" / f"{p.system}.jsonl.gz") for p in installed(cache) if p.system in _WANTED
    ]
    codes = {table.provenance.system: {entry.code for entry in table.entries} for table in tables}
    return lexicon.lint(lexicon.read(paths or lexicon_files(cache)), codes=codes)


def _name(provenances: tuple[Provenance, ...], files: list[Path]) -> str:
    total = hashlib.sha256(str(compiler.RECIPE).encode())
    for provenance in provenances:
        total.update(json.dumps(asdict(provenance), sort_keys=True).encode())
    total.update(lexicon.fingerprint(files).encode())
    return total.hexdigest()


def _forget_others(path: Path) -> None:
    """Delete older compiled files; whoever has one open keeps it until it closes."""
    for other in path.parent.glob("terms-*.klask"):
        if other != path:
            other.unlink(missing_ok=True)
