"""Every span is its surface, and every note reads back from the gold text format as it was."""

from __future__ import annotations

import json
import os
import re
import runpy
from itertools import pairwise
from pathlib import Path
from typing import Any

import pytest

from clinical.documents import LABELS
from hospital import Note, stream
from hospital.handwritten import read_note
from hospital.template import ATC

NOTES = [*stream(seed=20, documents=700), *stream(seed=21, documents=300, names="test", english_share=0.4)]
CONTEXTS = {"neg", "hyp", "hist", "fam"}


def test_offsets_give_surfaces() -> None:
    for note in NOTES:
        gold = note.gold()
        for span in gold["phi"] + gold["concepts"]:
            assert gold["text"][span["start"] : span["end"]] == span["text"]
            assert span["text"] and span["text"] == span["text"].strip()


def test_spans_neither_nest_nor_overlap() -> None:
    for note in NOTES:
        gold = note.gold()
        spans = sorted((s["start"], s["end"]) for s in gold["phi"] + gold["concepts"])
        assert all(a[1] <= b[0] for a, b in pairwise(spans))


def test_labels_codes_and_contexts_are_known() -> None:
    for note in NOTES:
        gold = note.gold()
        assert {s["label"] for s in gold["phi"]} <= set(LABELS)
        for concept in gold["concepts"]:
            assert set(concept["ctx"]) <= CONTEXTS
            assert (
                not {"neg", "hyp", "hist"} & set(concept["ctx"])
                or len({"neg", "hyp", "hist"} & set(concept["ctx"])) == 1
            )
            if concept["system"] == "ATC":
                assert ATC.match(concept["code"])
            else:
                assert re.fullmatch(r"[A-Z]\d\d(?:\d{0,3}|\+\d)", concept["code"])


def test_reads_back_without_a_word() -> None:
    for note in NOTES:
        back = read_note(note.markup())
        assert back.text == note.text
        assert _spans(back) == _spans(note)


def _spans(note: Note) -> list[tuple[int, int, str, str, str]]:
    gold = note.gold()
    phi = [(s["start"], s["end"], s["label"], "", "") for s in gold["phi"]]
    return phi + [(s["start"], s["end"], s["system"], s["code"], ",".join(s["ctx"])) for s in gold["concepts"]]


def test_line_holds_no_truth_and_is_json() -> None:
    line = NOTES[0].line()
    assert json.loads(json.dumps(line)) == line
    assert not {"phi", "concepts", "events", "values"} & set(line)
    assert line["patient"]["ipp"] and line["date"] and line["type"] and line["stay"]["id"] == line["stay_id"]


def test_no_template_shows_through() -> None:
    for note in NOTES:
        assert not re.search(r"[$%&]\w|~|\{|\}|⟦|⟨", re.sub(r"\d %|%", "", note.text)), note.doc_id


def test_identity_stands_in_many_notes() -> None:
    named = sum(n.head["patient"]["family_name"] in n.text.upper() for n in NOTES)
    assert named > 0.8 * len(NOTES)


def test_values_are_stated_with_their_units() -> None:
    held = [n for n in NOTES if n.values]
    assert len(held) > 100
    for note in held:
        bare = re.sub(r"\s", "", note.text).translate(str.maketrans("OlIS", "011S"))
        found = sum(f"{v.value:g}".replace(".", ",").split(",")[0] in bare for v in note.values)
        assert found > 0.8 * len(note.values)


def test_gold_tool_has_nothing_to_say(tmp_path: Path) -> None:
    data = os.environ.get("KLASK_TEST_DATA")
    tool = Path(data).parent / "tools" / "gold.py" if data else None
    if tool is None or not tool.exists():
        pytest.skip("KLASK_TEST_DATA names no folder with a gold reader beside it")
    names: dict[str, Any] = runpy.run_path(str(tool))
    for note in NOTES[:200]:
        path = tmp_path / "note.txt"
        path.write_text(note.markup(), encoding="utf-8")
        read = names["read"](path)
        assert names["problems"](read) == []
        assert read["text"] == note.text
