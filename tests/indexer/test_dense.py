"""Bitmaps of frequent forms: what they hold, where they do not reach, and that a purge leaves nothing dead in them."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest
from pyroaring import BitMap

from clinical.annotations import AnnotatedDocument, Reading
from clinical.changes import Change
from clinical.documents import Document
from clinical.queries import Word
from indexer.columns.dense import Dense, key_of, record
from indexer.engine import open_engine


def dense(*parts: bytes, slots: int) -> Dense:
    return Dense(np.frombuffer(b"".join(parts), dtype=np.uint8), slots)


def a_record(first: int, documents: list[list[int]]) -> bytes:
    starts = np.cumsum([0, *map(len, documents)])
    numbers = np.array([number for one in documents for number in one], dtype=np.int32)
    return record(first, starts, numbers, (numbers % 2).astype(np.uint8))


def test_frequent_forms_by_class_and_what_is_left_to_ask() -> None:
    one = a_record(0, [[4, 4, 0], [4, 5]] + [[6]] * 98)
    other = a_record(120, [[6, 0]] * 50)
    bitmaps = dense(one, other, slots=200)
    assert bitmaps.look([key_of(6, 0)]) == (
        BitMap([*range(2, 100), *range(120, 170)]), {((100, 120), (170, 200)): [key_of(6, 0)]}
    )  # fmt: skip
    assert bitmaps.look([key_of(5, 1), key_of(6, 1)]) == (BitMap(), {((0, 200),): [key_of(5, 1), key_of(6, 1)]})
    assert bitmaps.look([key_of(4, 0)]) == (BitMap([]), {((0, 200),): [key_of(4, 0)]}), "2 of 100 are not frequent"
    assert dense(slots=0).look([8]) == (BitMap(), {})


def test_a_form_known_for_few_slots_only_is_asked_for_everywhere() -> None:
    assert dense(a_record(0, [[4]] * 9), slots=100).look([key_of(4, 0)])[1] == {((0, 100),): [key_of(4, 0)]}


def test_after_a_purge_no_dead_slot_is_in_the_bitmaps(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    pytest.importorskip("tantivy")
    monkeypatch.setattr("indexer.columns.writer.LEAST_DOCUMENTS", 10)
    engine = open_engine("tantivy", tmp_path / "index")
    engine.apply([change(number, "toux et toux") for number in range(1, 41)])
    engine.apply([Change(50, "d-7", None), change(51, "toux", "d-8")])
    assert engine.count(Word("toux")) == (39, 39)
    engine.purge()
    assert engine.count(Word("toux")) == (39, 39)
    columns = engine._current().columns  # type: ignore[attr-defined]
    found, _ = columns.dense.look([key_of(columns.lexicon.ids["toux"], 0)])
    assert found == columns.live


def change(number: int, text: str, doc_id: str | None = None) -> Change:
    document = Document(doc_id=doc_id or f"d-{number}", patient_id=f"p-{doc_id or number}", text=text)
    return Change(number, document.doc_id, AnnotatedDocument(document=document, reading=Reading()))
