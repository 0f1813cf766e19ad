"""Input lines: what is refused, in which words, and that the others go on."""

from __future__ import annotations

import io
import json
from pathlib import Path

import pytest

from clinical.errors import SourceError
from warehouse.sources import Line, Refusal, files, read_stream

GOOD = {"doc_id": "A1", "text": "Pas de fièvre.", "date": "2021-03-18", "patient": {"ipp": "1"}}


def reasons(raw: bytes, *, ingest: bool = True, max_bytes: int = 10_000) -> list[str]:
    found = read_stream(io.BytesIO(raw), name="f.jsonl", max_bytes=max_bytes, ingest=ingest)
    return [item.reason if isinstance(item, Refusal) else "ok" for item in found]


def row(**changes: object) -> bytes:
    return (json.dumps(GOOD | changes) + "\n").encode()


@pytest.mark.parametrize(
    ("raw", "expected"),
    [
        (b"{not json\n", "not JSON: one JSON object a line (column 2)"),
        (b"[1, 2]\n", "not one JSON object a line"),
        (b"\xff\xfe\n", "not UTF-8 (byte 1)"),
        (b"[" * 9000 + b"\n", "not JSON"),
        (b'{"doc_id": NaN}\n', "not JSON that can be read"),
        (row(text=None), "field text is missing"),
        (row(text=""), "field text is empty"),
        (row(text=12), "field text must be text, not int"),
        (row(text="a\0b"), "field text holds a NUL character"),
        (row(text="\ud800"), "field text holds a lone surrogate"),
        (row(doc_id=None), "field doc_id is missing"),
        (row(doc_id="x" * 300), "field doc_id is longer than 200"),
        (row(lang="tlh"), "field lang must be one of fr, en"),
        (row(date="hier"), "field date is no date"),
        (row(date=None), "field date is missing"),
        (row(patient=None), "field patient is missing"),
        (row(patient=[]), "field patient must be an object"),
        (row(patient={"ipp": ""}), "field patient.ipp is empty"),
        (row(patient={"ipp": "1", "given_names": "Yves"}), "field patient.given_names must be a list"),
        (row(status="lost"), "field status must be one of"),
        (row(text="x" * 20_000), "longer than 10000 bytes"),
    ],
)
def test_bad_line_is_refused_and_the_next_one_read(raw: bytes, expected: str) -> None:
    found = reasons(raw + row())
    assert len(found) == 2
    assert found[0].startswith(expected)
    assert found[1] == "ok"


def test_line_and_file_are_told() -> None:
    found = list(read_stream(io.BytesIO(row() + b"\n" + b"nonsense\n"), name="f.jsonl", max_bytes=999))
    assert isinstance(found[0], Line)
    assert isinstance(found[1], Refusal)
    assert (found[1].path, found[1].line) == ("f.jsonl", 3)


def test_refusal_never_holds_the_content_in_its_reason() -> None:
    secret = "Yves Le Goff"
    for raw in (secret.encode() + b"\n", row(status=secret), row(lang=secret), row(date=secret)):
        assert all(secret not in reason for reason in reasons(raw))


def test_only_id_and_text_are_needed_outside_ingest() -> None:
    assert reasons(b'{"doc_id": "A", "text": "t"}\n', ingest=False) == ["ok"]
    assert reasons(b'{"doc_id": "A", "text": "t"}\n') != ["ok"]


def test_numbers_as_identifiers_are_taken_as_text() -> None:
    found = next(read_stream(io.BytesIO(row(doc_id=17, patient={"ipp": 800})), name="f", max_bytes=999))
    assert isinstance(found, Line)
    assert (found.document.doc_id, found.document.patient.ipp) == ("17", "800")


def test_optional_fields_are_kept() -> None:
    stay = {"id": "S1", "start": "2021-03-01", "units": ["U1"]}
    found = next(read_stream(io.BytesIO(row(stay=stay, source="DxCare", sensitivity=["vih"])), name="f", max_bytes=999))
    assert isinstance(found, Line)
    assert found.document.stay is not None
    assert (found.document.stay.id, found.document.stay.start) == ("S1", "2021-03-01")
    assert (found.document.source, found.document.sensitivity) == ("DxCare", ("vih",))


def test_folder_without_a_readable_file_is_named(tmp_path: Path) -> None:
    with pytest.raises(SourceError, match=str(tmp_path)):
        files([tmp_path])
    with pytest.raises(SourceError, match="no such file"):
        files([tmp_path / "absent.jsonl"])
