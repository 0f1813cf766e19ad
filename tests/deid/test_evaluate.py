"""The scorer reproduces figures worked out by hand; noise keeps every offset true."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from clinical.documents import Person, SourceDocument
from clinical.intervals import clopper_pearson
from deid import Deidentification, Deidentifier, DeidOptions, Pseudonyms
from deid.evaluate import add_noise, evaluate, person_class
from tests.deid.conftest import SECRET

TEXT = "Mme DURAND Anne, vue le 12/03/2021 par le Dr Petit pour une toux."


def span(label: str, surface: str) -> dict[str, object]:
    start = TEXT.index(surface)
    return {"label": label, "start": start, "end": start + len(surface), "text": surface}


GOLD = {
    "doc_id": "G", "text": TEXT,
    "phi": [span("NOM", "DURAND"), span("PRENOM", "Anne"), span("DATE", "12/03/2021"), span("NOM", "Petit")],
    "concepts": [{"start": TEXT.index("toux"), "end": TEXT.index("toux") + 4}],
}  # fmt: skip


def test_figures_by_hand() -> None:
    entities = [
        {**span("NOM", "DURAND"), "replacement": "[NOM]"},
        {**span("DATE", "12/03/2021"), "replacement": None},
        {**span("NOM", "toux"), "replacement": "[NOM]"},
    ]
    report = evaluate([GOLD], {"G": {"entities": entities}})
    assert report["token_recall"] == pytest.approx(4 / 6)  # DURAND, 12, 03, 2021 of these and Anne, Petit
    assert report["direct_recall"] == pytest.approx(1 / 3)
    assert report["token_precision"] == pytest.approx(4 / 5)
    assert report["docs_fully_clean_all"] == 0
    assert report["concepts_destroyed"] == 1
    assert [leak["text"] for leak in report["leaks"]] == ["Anne", "Petit"]
    assert report["by_class"]["A"]["spans"] == 2
    assert report["by_class"]["B"]["entity_recall"] == 0


def test_a_kept_identifier_that_is_no_care_date_is_a_leak() -> None:
    entities = [{**span("NOM", "DURAND"), "replacement": None}]
    assert evaluate([GOLD], {"G": {"entities": entities}})["by_label"]["NOM"][0] == 0


def test_a_quarantined_document_leaks_nothing_but_is_counted() -> None:
    report = evaluate([GOLD], {"G": {"quarantined": ["leak:name"]}})
    assert report["quarantined"] == 1
    assert report["leaks"] == []


@pytest.mark.parametrize(
    ("hits", "total", "interval"),
    [(0, 300, (0.0, 0.01222)), (3, 500, (0.00124, 0.01743)), (10, 10, (0.69150, 1.0)), (0, 0, (0.0, 1.0))],
)
def test_exact_intervals(hits: int, total: int, interval: tuple[float, float]) -> None:
    assert clopper_pearson(hits, total) == pytest.approx(interval, abs=2e-5)


def test_classes() -> None:
    assert person_class(TEXT, GOLD["phi"][0]) == "A"  # type: ignore[index]
    assert person_class(TEXT, GOLD["phi"][3]) == "B"  # type: ignore[index]
    assert person_class(TEXT, GOLD["phi"][2]) == "C"  # type: ignore[index]


def test_noise_changes_identifiers_and_keeps_offsets() -> None:
    noisy = add_noise([GOLD] * 1, seed=4, share=0.5)[0]
    assert noisy == add_noise([GOLD], seed=4, share=0.5)[0]
    for identifier in noisy["phi"]:
        assert noisy["text"][identifier["start"] : identifier["end"]] == identifier["text"]
    concept = noisy["concepts"][0]
    assert noisy["text"][concept["start"] : concept["end"]] == "toux"


def test_development_notes_reach_the_bars() -> None:
    """On hand-written notes that nothing was trained on: the bars of the project."""
    folder = os.environ.get("KLASK_TEST_DATA")
    if not folder:
        pytest.skip("KLASK_TEST_DATA names no folder of development data")
    from hospital.handwritten import read_note

    deidentifier = Deidentifier(DeidOptions(), pseudonyms=Pseudonyms(SECRET))
    golds = [
        dict(read_note(path.read_text(encoding="utf-8")).gold())
        for path in sorted(Path(folder, "notes_fr").glob("*.txt"))
    ]
    predictions = {}
    for gold in golds:
        record = {
            k: tuple(v) if isinstance(v, list) else v
            for k, v in gold["patient"].items()
            if k in Person.__dataclass_fields__ and v
        }
        outcome = deidentifier.deidentify(
            SourceDocument(doc_id=gold["doc_id"], text=gold["text"], date=gold["date"], patient=Person(**record))
        )
        assert isinstance(outcome, Deidentification), gold["doc_id"]
        predictions[gold["doc_id"]] = {
            "entities": [
                {"start": i.start, "end": i.end, "label": i.label, "replacement": i.replacement}
                for i in outcome.identifiers
            ]
        }
    report = evaluate(golds, predictions)
    assert report["direct_recall"] >= 0.995
    assert report["token_recall"] >= 0.98
    assert report["docs_fully_clean_direct"] >= 0.90
    assert report["token_precision"] >= 0.95
    assert report["concepts_destroyed"] <= 0.003
