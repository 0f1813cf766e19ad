"""An annotated document as a row, and back. The reading is compact JSON, deflated; only the store's adapters use this."""

from __future__ import annotations

import json
import zlib
from dataclasses import astuple
from typing import Any

from clinical.annotations import (
    AnnotatedDocument,
    Annotation,
    Assertion,
    ContextSpan,
    Measurement,
    Reading,
    Section,
    Sentence,
)
from clinical.documents import Document, Mask

PLAIN = (
    "doc_id", "patient_id", "text", "lang", "date", "type", "unit", "title", "stay_id", "source", "extraction",
    "ocr_confidence", "status", "replaces", "lot", "sex", "age",
)  # fmt: skip
"""Columns that hold a Document's field as it is."""


def pack(annotated: AnnotatedDocument) -> dict[str, Any]:
    """The columns of one document."""
    document = annotated.document
    row = {name: getattr(document, name) for name in PLAIN}
    row["masks"] = json.dumps([astuple(mask) for mask in document.masks], separators=(",", ":"))
    row["sensitivity"] = json.dumps(document.sensitivity)
    row["reading"] = pack_reading(annotated.reading)
    row["versions"] = json.dumps(annotated.versions)
    return row


def unpack(row: Any) -> AnnotatedDocument:
    """The document of one row."""
    document = Document(
        **{name: row[name] for name in PLAIN},
        masks=tuple(Mask(*mask) for mask in json.loads(row["masks"])),
        sensitivity=tuple(json.loads(row["sensitivity"])),
    )
    versions = tuple((name, version) for name, version in json.loads(row["versions"]))
    return AnnotatedDocument(document=document, reading=unpack_reading(row["reading"]), versions=versions)


def pack_reading(reading: Reading) -> bytes:
    """Deflated JSON: assertions as four bits."""
    value = {
        "a": [[*_annotation(a)] for a in reading.annotations],
        "c": [[c.start, c.end, _bits(c.assertion)] for c in reading.contexts],
        "s": [[s.start, s.end] for s in reading.sentences],
        "t": [[t.start, t.end, t.kind] for t in reading.sections],
        "m": [astuple(m) for m in reading.measurements],
    }
    return zlib.compress(json.dumps(value, ensure_ascii=False, separators=(",", ":")).encode(), 1)


def unpack_reading(blob: bytes) -> Reading:
    value = json.loads(zlib.decompress(blob))
    return Reading(
        annotations=tuple(_unpack_annotation(a) for a in value["a"]),
        contexts=tuple(ContextSpan(start, end, _assertion(bits)) for start, end, bits in value["c"]),
        sentences=tuple(Sentence(*s) for s in value["s"]),
        sections=tuple(Section(*t) for t in value["t"]),
        measurements=tuple(Measurement(*m) for m in value["m"]),
    )


def _bits(assertion: Assertion) -> int:
    return assertion.negated | assertion.hypothetical << 1 | assertion.historical << 2 | assertion.family << 3


def _assertion(bits: int) -> Assertion:
    return Assertion(bool(bits & 1), bool(bits & 2), bool(bits & 4), bool(bits & 8))


def _annotation(a: Annotation) -> tuple[Any, ...]:
    score = round(a.score, 4)
    return (
        a.start, a.end, a.system, a.code, a.label, _bits(a.assertion), score, a.section, a.method, int(a.ongoing), a.state,
    )  # fmt: skip


def _unpack_annotation(row: list[Any]) -> Annotation:
    start, end, system, code, label, bits, score, section, method, ongoing, state = row
    return Annotation(
        start, end, system, code, label, _assertion(bits), score, section, method, bool(ongoing), state
    )  # fmt: skip
