"""Floors of the figures on gold notes by other authors: what was read while rules were written, and what never was."""

from __future__ import annotations

import json
from typing import Any

import pytest

from tests.builders import ROOT, klask

GOLD = ROOT / "tests" / "gold"


def figures(kind: str, folder: str) -> dict[str, Any]:
    done = klask("evaluate", kind, GOLD / folder, "--json")
    assert done.returncode == 0, done.stderr
    found: dict[str, Any] = json.loads(done.stdout)
    return found


@pytest.mark.parametrize(
    ("folder", "documents", "direct", "all_labels", "clean"),
    [("read", 143, 0.995, 0.99, 0.95), ("unread", 93, 0.98, 0.975, 0.65)],
)
def test_identifiers_are_gone(folder: str, documents: int, direct: float, all_labels: float, clean: float) -> None:
    found = figures("deid", folder)
    assert found["docs"] == documents
    assert found["direct_recall"] >= direct
    assert found["token_recall"] >= all_labels
    assert found["docs_fully_clean_direct"] >= clean
    assert found["token_precision"] >= 0.95
    assert found["concepts_destroyed"] <= 0.003


@pytest.mark.parametrize(
    ("folder", "found_at_all", "right", "drugs", "marks"),
    [
        ("read", 0.96, 0.89, 0.98, (0.95, 0.86, 0.89, 0.89)),
        ("unread", 0.95, 0.87, 0.97, (0.92, 0.8, 0.89, 0.81)),
    ],
)
def test_concepts_are_found(
    folder: str, found_at_all: float, right: float, drugs: float, marks: tuple[float, ...]
) -> None:
    found = figures("annotate", folder)
    assert found["CIM10"]["span_recall"] >= found_at_all
    assert found["CIM10"]["code_recall"] >= right
    assert found["CIM10"]["span_precision"] >= 0.93
    assert found["ATC"]["code_recall"] >= drugs
    for mark, least in zip(("neg", "hyp", "fam", "hist"), marks, strict=True):
        assert found[mark]["f1"] >= least, mark
