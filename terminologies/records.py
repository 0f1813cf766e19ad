"""What an importer hands over: one system's codes, labels, synonyms, parents and mappings, with where they came from."""

from __future__ import annotations

import gzip
import hashlib
import json
import os
import tempfile
from collections.abc import Iterable
from dataclasses import asdict, dataclass, field
from pathlib import Path
from typing import Any

from clinical.errors import TerminologyError


@dataclass(frozen=True, slots=True)
class Entry:
    """One code. ``parents`` are codes of the same system; ``synonyms`` hold no copy of ``label``."""

    code: str
    label: str
    synonyms: tuple[str, ...] = ()
    parents: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Mapping:
    """``code`` of the table's system says the same as, or falls under, ``target`` of another system."""

    code: str
    system: str
    target: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Provenance:
    """Where a table came from. ``sha256`` is that of the file that was read; ``licence`` a note for the reader."""

    system: str
    title: str
    version: str
    source: str
    licence: str
    sha256: str = ""
    concepts: int = 0
    terms: int = 0


@dataclass(frozen=True, slots=True, kw_only=True)
class Table:
    """A whole terminology as imported."""

    provenance: Provenance
    entries: tuple[Entry, ...]
    mappings: tuple[Mapping, ...] = field(default=())


def clean_code(code: str) -> str:
    """A code as we write it: no dots, no spaces, upper case."""
    return "".join(code.split()).replace(".", "").upper()


def distinct(label: str, names: Iterable[str]) -> tuple[str, ...]:
    """``names`` once each, in order, without ``label`` and empty ones."""
    seen = {label.casefold()}
    kept = []
    for name in names:
        tidy = " ".join(name.split())
        if tidy and tidy.casefold() not in seen:
            seen.add(tidy.casefold())
            kept.append(tidy)
    return tuple(kept)


def digest(path: Path) -> str:
    """SHA-256 of a file, in hexadecimal; of all its files where ``path`` is a folder."""
    total = hashlib.sha256()
    for file in sorted(p for p in path.rglob("*") if p.is_file()) if path.is_dir() else [path]:
        with file.open("rb") as stream:
            while block := stream.read(1 << 20):
                total.update(block)
    return total.hexdigest()


def write_atomically(path: Path, content: bytes) -> None:
    """Write a whole file beside ``path`` and move it there, so that a reader sees the old one or the new one."""
    path.parent.mkdir(parents=True, exist_ok=True)
    handle, name = tempfile.mkstemp(dir=path.parent, prefix=f".{path.name}.")
    try:
        with os.fdopen(handle, "wb") as stream:
            stream.write(content)
            stream.flush()
            os.fsync(stream.fileno())
        Path(name).replace(path)
    except BaseException:
        Path(name).unlink(missing_ok=True)
        raise


def save(table: Table, path: Path) -> None:
    """Keep a table as gzipped JSON lines: provenance, then entries, then mappings."""
    rows: list[Any] = [asdict(table.provenance)]
    rows += [[e.code, e.label, e.synonyms, e.parents] for e in table.entries]
    rows += [{"code": m.code, "system": m.system, "target": m.target} for m in table.mappings]
    text = "\n".join(json.dumps(row, ensure_ascii=False, separators=(",", ":")) for row in rows)
    write_atomically(path, gzip.compress(text.encode(), compresslevel=4, mtime=0))


def load(path: Path) -> Table:
    """Read what ``save`` wrote.

    Raises:
        TerminologyError: the file is damaged.
    """
    try:
        head, *rows = map(json.loads, gzip.decompress(path.read_bytes()).decode().split("\n"))
        entries = tuple(Entry(r[0], r[1], tuple(r[2]), tuple(r[3])) for r in rows if isinstance(r, list))
        mappings = tuple(Mapping(**r) for r in rows if isinstance(r, dict))
        return Table(provenance=Provenance(**head), entries=entries, mappings=mappings)
    except (OSError, EOFError, ValueError, TypeError, IndexError) as error:
        raise TerminologyError(f"{path} is damaged: install that terminology again") from error
