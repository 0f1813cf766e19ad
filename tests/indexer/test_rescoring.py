"""The best hits of Tantivy have the scores that Whoosh's have: one formula for both engines."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from clinical.annotations import AnnotatedDocument, Annotation, Assertion, ContextSpan, Reading, Section
from clinical.changes import Change
from clinical.documents import Document
from clinical.queries import And, ConceptIs, Or, Page, Phrase, Query, Word
from indexer.engine import Engine, open_engine


def documents() -> Iterator[AnnotatedDocument]:
    for number in range(30):
        text = (
            "toux sèche " * (number % 4)
            + "fièvre et frissons " * (number % 3)
            + "repos " * number
            + "conclusion : toux"
        )
        reading = Reading(
            annotations=(Annotation(0, 4, "CIM10", "R05", "Toux"),) * (number % 5),
            sections=(Section(text.index("conclusion"), len(text), "conclusion"),),
        )
        yield AnnotatedDocument(
            document=Document(doc_id=f"d-{number}", patient_id=f"p-{number}", text=text), reading=reading
        )


@pytest.fixture(scope="module")
def engines(tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[Engine, Engine]]:
    pytest.importorskip("tantivy")
    folder: Path = tmp_path_factory.mktemp("index")
    both = (open_engine("whoosh", folder / "w"), open_engine("tantivy", folder / "t"))
    for engine in both:
        engine.apply([Change(number + 1, one.document.doc_id, one) for number, one in enumerate(documents())])
    yield both
    for engine in both:
        engine.close()


@pytest.mark.parametrize("query", [
    Word("toux"), Word("frissons"), Word("frisson"), Or((Word("toux"), Word("fievre"), Word("rep", "prefix"))),
    And((Word("toux"), Word("fievre"))), Phrase(("toux", "seche")), ConceptIs("CIM10", "R05"),
    And((Word("toux"), ConceptIs("CIM10", "R05", alone=True))),
], ids=str)  # fmt: skip
def test_the_same_order_and_scores(engines: tuple[Engine, Engine], query: Query) -> None:
    one, other = (engine.search(query, page=Page(limit=30)).hits for engine in engines)
    assert [hit.doc_id for hit in one] == [hit.doc_id for hit in other]
    assert [hit.score for hit in one] == pytest.approx([hit.score for hit in other], rel=1e-4)
    assert one[0].score > 0


def test_what_is_not_rescored_stays_below(engines: tuple[Engine, Engine], monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("indexer.tantivy.postings.RESCORED", 7)
    query = Or((Word("fievre"), Word("seche")))
    hits = engines[1].search(query, page=Page(limit=30)).hits
    scores = [hit.score for hit in hits]
    assert scores == sorted(scores, reverse=True)
    assert min(scores) > 0
    assert len(hits) > 7


def test_what_is_over_comes_after_what_is_true_now(tmp_path: Path) -> None:
    over = (ContextSpan(0, 4, Assertion(historical=True)),)
    mention = (Annotation(0, 4, "CIM10", "R05", "Toux", Assertion(historical=True)),)
    now = (Annotation(0, 4, "CIM10", "R05", "Toux"),)
    readings = {
        "over": Reading(annotations=mention, contexts=over),
        "now": Reading(annotations=now),
    }
    for name in ("memory", "whoosh", "tantivy"):
        engine = open_engine(name, tmp_path / name)
        documents = [Document(doc_id=one, patient_id=one, text="toux ce jour", date="2020") for one in readings]
        engine.apply(
            Change(number, one.doc_id, AnnotatedDocument(document=one, reading=readings[one.doc_id]))
            for number, one in enumerate(documents, 1)
        )
        for query in (Word("toux"), ConceptIs("CIM10", "R05")):
            hits = engine.search(query).hits
            assert [hit.doc_id for hit in hits] == ["now", "over"]
            assert hits[0].score > hits[1].score > 0
        engine.close()
