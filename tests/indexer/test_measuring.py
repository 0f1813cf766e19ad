"""The kept measurements: ranking on collections, and the benchmark at a size that takes a moment."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from indexer.bench import KINDS, IndexCost, SearchTime, bench_search
from indexer.evaluate_ranking import (
    evaluate_engine,
    evaluate_fts5,
    ndcg,
    smart_collection,
    trec_collection,
)
from indexer.ranking import SECTION_WEIGHTS
from language.cues import load_titles


def test_ndcg_by_hand() -> None:
    assert ndcg(["a", "x", "b"], {"a": 1, "b": 1}) == pytest.approx((1 + 0.5) / (1 + 0.6309), abs=1e-3)
    assert ndcg(["x"], {"a": 1}) == 0.0
    assert ndcg(["a", "b"], {"a": 1, "b": 1}) == 1.0


def test_a_collection_of_two_files(tmp_path: Path) -> None:
    (tmp_path / "topics.tsv").write_text("T1\tfièvre aiguë\nT2\ttoux\n", encoding="utf-8")
    (tmp_path / "qrels.txt").write_text("T1 0 a 1\nT2 0 b 1\n", encoding="utf-8")
    lines = '{"id": "a", "text": "Fièvres aiguës."}\n{"id": "b", "text": "Toux."}\n{"id": "c", "text": "La fin."}\n'
    (tmp_path / "texts.jsonl").write_text(lines, encoding="utf-8")
    score = evaluate_engine(trec_collection(tmp_path, tmp_path / "texts.jsonl"), "whoosh")
    assert (score.topics, score.documents, score.ndcg10) == (2, 3, 1.0)


def test_english_abstracts_are_ranked_above_the_baseline() -> None:
    data = os.environ.get("KLASK_TEST_DATA")
    if not data:
        pytest.skip("KLASK_TEST_DATA is not set: no retrieval collections")
    collection = smart_collection(Path(data) / "retrieval" / "ir_med")
    score = evaluate_engine(collection, "whoosh").ndcg10
    assert score >= 0.676
    assert score > evaluate_fts5(collection).ndcg10


def test_the_benchmark_has_a_row_for_each_kind() -> None:
    rows = list(bench_search(120, engines=["whoosh"], peers=["sqlite fts5"], questions=2))
    costs = [row for row in rows if isinstance(row, IndexCost)]
    assert [(cost.engine, cost.documents) for cost in costs] == [("whoosh", 120), ("sqlite fts5", 120)]
    times = [row for row in rows if isinstance(row, SearchTime)]
    assert [row.kind for row in times if row.engine == "whoosh"] == list(KINDS)
    assert all(0 <= row.p50_ms <= row.p95_ms for row in times)


def test_the_weighed_sections_are_those_that_are_read() -> None:
    kinds = {kind for lang in ("fr", "en") for kind, _ in load_titles(lang)}
    assert set(SECTION_WEIGHTS) - {"titre"} <= kinds
