"""Figures: a hand-counted example, intervals, and public corpora where the development data is there."""

from __future__ import annotations

import gzip
import json
import os
from pathlib import Path
from typing import Any

import pytest

from nlp.evaluate import Proportion, evaluate_annotate, evaluate_e3c, evaluate_negex, evaluate_spans

TEXT = "Pas de fièvre. HTA, toux. Sous Kardégic."


def gold(start: int, end: int, system: str, code: str, *ctx: str) -> dict[str, Any]:
    return {"start": start, "end": end, "text": TEXT[start:end], "system": system, "code": code, "ctx": list(ctx)}


def said(start: int, end: int, system: str, code: str, **marks: bool) -> dict[str, Any]:
    names = ("negated", "hypothetical", "family", "historical")
    return {"start": start, "end": end, "system": system, "code": code} | {
        name: marks.get(name, False) for name in names
    }


NOTE = {
    "doc_id": "n1",
    "text": TEXT,
    "concepts": [
        gold(7, 13, "CIM10", "R509", "neg"),
        gold(15, 18, "CIM10", "I10"),
        gold(20, 24, "CIM10", "R05"),
        gold(31, 39, "ATC", "B01AC06"),
    ],
}


def test_figures_are_as_counted_by_hand() -> None:
    row = {
        "annotations": [
            said(7, 13, "CIM10", "R50.9", negated=True),
            said(15, 18, "CIM10", "I15"),
            said(0, 3, "CIM10", "R10", negated=True),
            said(31, 39, "ATC", "B01AC04"),
        ]
    }
    report = evaluate_annotate([NOTE], {"n1": row})
    assert report["CIM10"]["span_recall"] == pytest.approx(2 / 3)
    assert report["CIM10"]["code_recall"] == pytest.approx(1 / 3)
    assert report["CIM10"]["span_precision"] == pytest.approx(2 / 3)
    assert report["CIM10"]["code_precision"] == pytest.approx(1 / 3)
    assert report["CIM10"]["missed"] == [("n1", "toux", "R05")]
    assert report["CIM10"]["wrong"] == [("n1", "HTA", "I10", ["I15"])]
    assert report["CIM10"]["confusion"] == [(("I10", "I15"), 1)]
    assert len(report["CIM10"]["spurious"]) == 1
    assert report["ATC"]["code_recall"] == 1.0
    assert (report["neg"]["tp"], report["neg"]["fp"], report["neg"]["fn"], report["neg"]["f1"]) == (1, 0, 0, 1.0)


def test_a_mention_that_is_not_found_misses_its_marks() -> None:
    report = evaluate_annotate([NOTE], {})
    assert (report["neg"]["fn"], report["neg_found"]["fn"]) == (1, 0)
    assert report["neg"]["misses"] == ["n1 missed: Pas de «fièvre». HTA, toux. Sous Kardégic."]


def test_a_prediction_over_three_mentions_finds_nothing() -> None:
    report = evaluate_annotate([NOTE], {"n1": {"annotations": [said(0, 25, "CIM10", "R50")]}})
    assert report["CIM10"]["span_recall"] == 0.0
    assert report["CIM10"]["span_precision"] == 0.0


def test_wilson_interval_of_a_known_share() -> None:
    low, high = Proportion(90, 100).interval
    assert (round(low, 3), round(high, 3)) == (0.826, 0.945)
    assert Proportion(0, 0).interval == (0.0, 1.0)


def test_negation_is_counted_by_event_and_by_entity() -> None:
    row = {
        "doc_id": "e1",
        "text": "Pas de fièvre. Toux.",
        "events": [{"start": 7, "end": 13, "negated": True}, {"start": 15, "end": 19, "negated": True}],
        "entities": [{"start": 7, "end": 13}],
    }
    report = evaluate_e3c([row])
    assert (report["all_events"]["tp"], report["all_events"]["fn"]) == (1, 1)
    assert report["events_over_entities"]["f1"] == 1.0


def test_span_recall_counts_touched_entities() -> None:
    row = {
        "text": "fièvre et toux",
        "entities": [{"label": "DISO", "spans": [[0, 6]]}, {"label": "DISO", "spans": [[10, 14]]}],
    }
    report = evaluate_spans([row], {"DISO": lambda text: [(0, 3)]})
    assert report["DISO"]["span_recall"] == 0.5


def development_data(*parts: str) -> Path:
    folder = os.environ.get("KLASK_TEST_DATA")
    if not folder:
        pytest.skip("KLASK_TEST_DATA names no development data")
    path = Path(folder).joinpath(*parts)
    if not path.exists():
        pytest.skip(f"no {path.name} in KLASK_TEST_DATA")
    return path


def rows(path: Path) -> list[dict[str, Any]]:
    text = gzip.decompress(path.read_bytes()).decode() if path.suffix == ".gz" else path.read_text(encoding="utf-8")
    return [json.loads(line) for line in text.splitlines()]


def test_e3c_french_negation_reaches_its_bars() -> None:
    report = evaluate_e3c(rows(development_data("corpora", "e3c_fr.jsonl")))
    assert report["all_events"]["f1"] >= 0.85
    assert report["events_over_entities"]["f1"] >= 0.95


def test_negex_english_negation_reaches_its_bar() -> None:
    assert evaluate_negex(rows(development_data("corpora", "negex_en.jsonl")))["f1"] >= 0.95
