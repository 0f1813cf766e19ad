"""Gold notes and corpora for `klask evaluate`, read with clear errors."""

from __future__ import annotations

import gzip
import json
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path
from typing import Any

from clinical.documents import Mask, Quarantine, SourceDocument
from clinical.errors import SourceError
from warehouse.sources import Line, read_rows


def gold_rows(path: Path) -> list[dict[str, Any]]:
    """Gold documents: notes with marks (a folder of .txt, or one), or JSON lines with ``phi`` and ``concepts``.

    JSON lines may be gzipped.
    """
    marked = path.is_dir() or path.suffix == ".txt"
    rows = list(_notes(path) if marked else json_lines(path))
    if not rows:
        raise SourceError("no gold notes here (*.txt)", path=str(path))
    for row in rows:
        row.setdefault("phi", [])
        row.setdefault("concepts", [])
    return rows


def _notes(path: Path) -> Iterator[dict[str, Any]]:
    from hospital.handwritten import NoteError, read_note

    for file in sorted(path.glob("*.txt")) if path.is_dir() else [path]:
        try:
            yield dict(read_note(file.read_text(encoding="utf-8-sig")).gold())
        except NoteError as error:
            raise SourceError(f"no gold note: {error} (docs/formats.md)", path=str(file), line=error.line) from error
        except (UnicodeDecodeError, OSError) as error:
            reason = getattr(error, "strerror", None) or "not UTF-8"
            raise SourceError(f"cannot be read: {reason}", path=str(file)) from error


def json_lines(path: Path) -> Iterator[dict[str, Any]]:
    """The objects of a file of JSON lines."""
    opener = gzip.open if path.suffix == ".gz" else open
    try:
        with opener(path, "rt", encoding="utf-8") as file:
            for number, text in enumerate(file, 1):
                try:
                    row = json.loads(text)
                except ValueError:
                    row = None
                if not isinstance(row, dict):
                    raise SourceError("not JSON: one object a line", path=str(path), line=number)
                yield row
    except UnicodeDecodeError:
        raise SourceError("not UTF-8", path=str(path)) from None
    except OSError as error:
        raise SourceError(f"cannot be read: {error.strerror}", path=str(path)) from error


def sources(rows: Sequence[dict[str, Any]]) -> list[SourceDocument]:
    """The input documents of gold rows; gold without a record (date, patient) is given an empty one."""
    plain = [{"date": "2000-01-01", "patient": {"ipp": "-"}} | _input(row) for row in rows]
    found = []
    for item in read_rows(plain, name="gold"):
        if not isinstance(item, Line):
            raise SourceError(item.reason, path=item.path, line=item.line)
        found.append(item.document)
    return found


def _input(row: dict[str, Any]) -> dict[str, Any]:
    return {key: value for key, value in row.items() if key not in ("phi", "concepts") and value is not None}


def predict_deid(documents: Sequence[SourceDocument], deidentify: Callable[[SourceDocument], Any]) -> dict[str, Any]:
    """Predictions by document, in the shape that scorers read."""
    found: dict[str, Any] = {}
    for document in documents:
        outcome = deidentify(document)
        if isinstance(outcome, Quarantine):
            found[document.doc_id] = {"doc_id": document.doc_id, "quarantined": list(outcome.reasons)}
            continue
        entities = [
            {"start": i.start, "end": i.end, "label": i.label, "replacement": i.replacement, "detector": i.detector}
            for i in outcome.identifiers
        ]
        found[document.doc_id] = {"doc_id": document.doc_id, "entities": entities}
    return found


def predict_annotations(documents: Sequence[SourceDocument], deidentifier: Any, annotator: Any) -> dict[str, Any]:
    """Concept predictions by document; identifiers are found first and not matched."""
    found: dict[str, Any] = {}
    for document in documents:
        spans = deidentifier.find(document.text, document)
        masks = tuple(Mask(span.start, span.end, span.label, span.detector) for span in spans)
        reading = annotator.read(
            document.text, lang=document.lang, masks=masks, date=document.date, type=document.type, unit=document.unit
        )
        rows = [
            {
                "start": a.start, "end": a.end, "system": a.system, "code": a.code, "method": a.method,
                "negated": a.assertion.negated, "hypothetical": a.assertion.hypothetical, "family": a.assertion.family,
                "historical": a.assertion.historical,
            }
            for a in reading.annotations
        ]  # fmt: skip
        found[document.doc_id] = {"doc_id": document.doc_id, "annotations": rows}
    return found
