"""Reading files as their publishers give them: gzipped or not, UTF-8 or Windows, comma, semicolon or tab."""

from __future__ import annotations

import csv
import gzip
import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from clinical.errors import TerminologyError


def find(path: Path, *names: str, needed: bool = True) -> Path | None:
    """The file called one of ``names`` (``.gz`` tolerated) in the folder ``path``, or beside the file ``path``.

    Raises:
        TerminologyError: it is needed and not there.
    """
    folder = path if path.is_dir() else path.parent
    for name in names:
        for candidate in (folder / name, folder / f"{name}.gz"):
            if candidate.is_file():
                return candidate
    if needed:
        raise TerminologyError(f"{folder} has no {' or '.join(names)}: give the publisher's folder or that file")
    return None


def text(path: Path) -> str:
    """The text of a file, gzipped or not, in UTF-8 or else in Windows-1252.

    Raises:
        TerminologyError: it cannot be read.
    """
    try:
        content = path.read_bytes()
        if path.suffix == ".gz":
            content = gzip.decompress(content)
    except (OSError, EOFError) as error:
        raise TerminologyError(f"{path} cannot be read") from error
    try:
        return content.decode("utf-8-sig")
    except UnicodeDecodeError:
        return content.decode("cp1252", errors="replace")


def lines(path: Path) -> Iterator[str]:
    """Lines of a file of any size, one at a time; UTF-8 only."""
    try:
        with gzip.open(path, "rt", encoding="utf-8") if path.suffix == ".gz" else path.open(encoding="utf-8") as stream:
            for line in stream:
                yield line.rstrip("\r\n")
    except (OSError, EOFError, UnicodeDecodeError) as error:
        raise TerminologyError(f"{path} cannot be read as UTF-8") from error


def columns(path: Path, separator: str = "\t") -> Iterator[list[str]]:
    """Rows of a file without header and without quoting."""
    for line in text(path).splitlines():
        if line:
            yield line.split(separator)


def rows(path: Path) -> Iterator[dict[str, str]]:
    """Rows of a file with a header; the separator is the one that the header uses. Names in lower case."""
    content = text(path)
    head = content.split("\n", 1)[0]
    separator = max("\t;,|", key=head.count)
    source = content.splitlines()
    quoted = separator != "\t"
    reader = (
        csv.DictReader(source, delimiter=separator)
        if quoted
        else csv.DictReader(source, delimiter=separator, quoting=csv.QUOTE_NONE)
    )
    for row in reader:
        yield {(name or "").strip().lower(): (value or "").strip() for name, value in row.items() if name}


def records(path: Path) -> list[dict[str, Any]]:
    """A JSON list of objects.

    Raises:
        TerminologyError: it is none.
    """
    try:
        found = json.loads(text(path))
    except ValueError as error:
        raise TerminologyError(f"{path} is no JSON") from error
    if not isinstance(found, list) or not all(isinstance(row, dict) for row in found):
        raise TerminologyError(f"{path} is not a JSON list of objects")
    return found


def need(row: dict[str, Any], names: tuple[str, ...], path: Path) -> None:
    """Check that a first row has the columns ``names``.

    Raises:
        TerminologyError: it has not; the message lists what is missing.
    """
    missing = [name for name in names if name not in row]
    if missing:
        raise TerminologyError(f"{path}: no column {', '.join(missing)}")
