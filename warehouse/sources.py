"""Reading input: JSON lines to SourceDocuments. A line that is not so becomes a refusal; the others go on.

Lines are read in bounded pieces, so that one endless line costs no memory; everything is checked before it is used.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import IO, Any

from clinical.documents import Person, SourceDocument, Stay
from clinical.errors import SourceError

LANGUAGES = ("fr", "en")
STATUSES = ("draft", "valid", "cancelled")
SUFFIXES = (".jsonl", ".ndjson", ".json")
_SURROGATE = re.compile("[\ud800-\udfff]")
_PLACE = re.compile(r" \((?:column|byte) \d+\)$")
_ID_MAX = 200


@dataclass(frozen=True, slots=True)
class Refusal:
    """An input line that was refused. ``raw`` is hashed and forgotten; it is never written anywhere."""

    path: str
    line: int
    reason: str
    raw: bytes = b""

    @property
    def kind(self) -> str:
        """The reason without the place in the line, by which refusals are counted."""
        return _PLACE.sub("", self.reason)


@dataclass(frozen=True, slots=True)
class Line:
    """A document as it was read, with its place: file and 1-based line."""

    path: str
    line: int
    document: SourceDocument


def files(sources: Sequence[Path]) -> list[Path]:
    """Files and folders to a list of files; raises SourceError for what does not exist or has no reader."""
    found: list[Path] = []
    for source in sources:
        if source.is_dir():
            inside = sorted(p for p in source.rglob("*") if p.is_file() and p.suffix in SUFFIXES)
            if not inside:
                raise SourceError(f"no {', '.join(SUFFIXES)} file in this folder", path=str(source))
            found += inside
        elif source.exists():
            found.append(source)
        else:
            raise SourceError("no such file or folder", path=str(source))
    return found


def read(path: Path, *, max_bytes: int, ingest: bool = True) -> Iterator[Line | Refusal]:
    """The documents of one file, in order. ``ingest`` also asks for ``patient.ipp`` and ``date``.

    Raises:
        SourceError: the file itself cannot be opened or read.
    """
    try:
        with path.open("rb") as stream:
            yield from read_stream(stream, name=str(path), max_bytes=max_bytes, ingest=ingest)
    except OSError as error:
        raise SourceError(f"cannot be read: {error.strerror}", path=str(path)) from error


def read_stream(stream: IO[bytes], *, name: str, max_bytes: int, ingest: bool = True) -> Iterator[Line | Refusal]:
    """The documents of an open stream of JSON lines; ``max_bytes`` bounds one line."""
    number = 0
    while raw := stream.readline(max_bytes + 1):
        number += 1
        if len(raw) > max_bytes and not raw.endswith(b"\n"):
            while (rest := stream.readline(1 << 20)) and not rest.endswith(b"\n"):
                pass
            yield Refusal(name, number, f"longer than {max_bytes} bytes (setting max_document_bytes)", raw)
            continue
        if not raw.strip():
            continue
        try:
            yield Line(name, number, _document(_object(raw), ingest=ingest))
        except SourceError as error:
            yield Refusal(name, number, error.reason, raw)


def read_rows(rows: Iterable[dict[str, Any]], *, name: str) -> Iterator[Line | Refusal]:
    """Documents that were made in this process, checked as if they had been read."""
    for number, row in enumerate(rows, 1):
        try:
            yield Line(name, number, _document(row, ingest=True))
        except SourceError as error:
            yield Refusal(name, number, error.reason, json.dumps(row).encode())


def _object(raw: bytes) -> dict[str, Any]:
    try:
        text = raw.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        raise SourceError(f"not UTF-8 (byte {error.start + 1})") from None
    try:
        row = json.loads(text, parse_constant=_no_constant)
    except json.JSONDecodeError as error:
        raise SourceError(f"not JSON: one JSON object a line (column {error.colno})") from None
    except (RecursionError, ValueError):
        raise SourceError("not JSON that can be read: nested too deep, or a number too large") from None
    if not isinstance(row, dict):
        raise SourceError("not one JSON object a line")
    return row


def _no_constant(_: str) -> Any:
    raise ValueError


def _text(row: dict[str, Any], key: str, *, needed: bool = False, limit: int = 2000) -> str | None:
    value = row.get(key)
    if value is None and not needed:
        return None
    if value is None:
        raise SourceError(f"field {key} is missing")
    if isinstance(value, int) and not isinstance(value, bool) and key in ("doc_id", "ipp", "stay_id", "id", "nir"):
        value = str(value)
    if not isinstance(value, str):
        raise SourceError(f"field {key} must be text, not {type(value).__name__}")
    if _SURROGATE.search(value):
        raise SourceError(f"field {key} holds a lone surrogate (half of a character)")
    if "\0" in value:
        raise SourceError(f"field {key} holds a NUL character")
    if len(value) > limit:
        raise SourceError(f"field {key} is longer than {limit} characters")
    if needed and not value.strip():
        raise SourceError(f"field {key} is empty")
    return value


def _texts(row: dict[str, Any], key: str) -> tuple[str, ...]:
    value = row.get(key)
    if value is None:
        return ()
    if not isinstance(value, list) or len(value) > 500:
        raise SourceError(f"field {key} must be a list of texts")
    texts = (_text({key: item}, key) for item in value)
    return tuple(item for item in texts if item)


def _date(row: dict[str, Any], key: str, *, needed: bool = False) -> str | None:
    value = _text(row, key, needed=needed, limit=40)
    if not value:
        return None
    try:
        return date.fromisoformat(value[:10]).isoformat()
    except ValueError:
        raise SourceError(f"field {key} is no date of the form YYYY-MM-DD") from None


def _loose_date(row: dict[str, Any], key: str) -> str | None:
    """A birth or death date: an impossible one (00/00/1956) is kept as text, since it still identifies."""
    return _text(row, key, limit=40)


@contextmanager
def _inside(name: str) -> Iterator[None]:
    """Fields of an object are named with it: `patient.ipp`."""
    try:
        yield
    except SourceError as error:
        raise SourceError(error.reason.replace("field ", f"field {name}.", 1)) from None


def _person(row: Any, *, ingest: bool) -> Person:
    if row is None and not ingest:
        return Person()
    if not isinstance(row, dict):
        raise SourceError("field patient is missing" if row is None else "field patient must be an object")
    with _inside("patient"):
        return _person_of(row, ingest=ingest)


def _person_of(row: dict[str, Any], *, ingest: bool) -> Person:
    sex = _text(row, "sex", limit=20)
    return Person(
        ipp=_text(row, "ipp", needed=ingest, limit=_ID_MAX) or "",
        family_name=_text(row, "family_name"),
        birth_name=_text(row, "birth_name"),
        usual_name=_text(row, "usual_name"),
        given_names=_texts(row, "given_names"),
        birth_date=_loose_date(row, "birth_date"),
        death_date=_loose_date(row, "death_date"),
        birth_place=_text(row, "birth_place"),
        sex=sex[:1].upper() if sex and sex[:1].upper() in "MF" else None,
        nir=_text(row, "nir"),
        address=_text(row, "address"),
        postal_code=_text(row, "postal_code"),
        city=_text(row, "city"),
        phones=_texts(row, "phones"),
        emails=_texts(row, "emails"),
        related=_texts(row, "related"),
    )


def _stay(row: dict[str, Any]) -> Stay | None:
    stay = row.get("stay")
    if stay is None:
        identifier = _text(row, "stay_id", limit=_ID_MAX)
        return Stay(id=identifier) if identifier else None
    if not isinstance(stay, dict):
        raise SourceError("field stay must be an object")
    with _inside("stay"):
        return _stay_of(stay)


def _stay_of(stay: dict[str, Any]) -> Stay:
    return Stay(
        id=_text(stay, "id", needed=True, limit=_ID_MAX) or "",
        start=_date(stay, "start"),
        end=_date(stay, "end"),
        units=_texts(stay, "units"),
    )


def _confidence(row: dict[str, Any]) -> float | None:
    value = row.get("ocr_confidence")
    if value is None:
        return None
    if isinstance(value, bool) or not isinstance(value, int | float):
        raise SourceError("field ocr_confidence must be a number")
    return float(value)


def _one_of(row: dict[str, Any], key: str, allowed: tuple[str, ...]) -> str | None:
    value = _text(row, key, limit=40)
    if value is not None and value not in allowed:
        raise SourceError(f"field {key} must be one of {', '.join(allowed)}")
    return value


def _document(row: dict[str, Any], *, ingest: bool) -> SourceDocument:
    return SourceDocument(
        doc_id=_text(row, "doc_id", needed=True, limit=_ID_MAX) or "",
        text=_text(row, "text", needed=True, limit=1 << 40) or "",
        patient=_person(row.get("patient"), ingest=ingest),
        lang=_one_of(row, "lang", LANGUAGES) or "fr",
        date=_date(row, "date", needed=ingest),
        type=_text(row, "type"),
        unit=_text(row, "unit"),
        title=_text(row, "title"),
        stay=_stay(row),
        source=_text(row, "source"),
        extraction=_text(row, "extraction", limit=40),
        ocr_confidence=_confidence(row),
        status=_one_of(row, "status", STATUSES),
        replaces=_text(row, "replaces", limit=_ID_MAX),
        lot=_text(row, "lot", limit=100),
        sensitivity=_texts(row, "sensitivity"),
        authors=_texts(row, "authors"),
        recipients=_texts(row, "recipients"),
    )
