"""The clock is looked at inside every step that may be long: each one stops by itself when the time is over."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from functools import partial

import numpy as np
import pytest

from clinical.annotations import AnnotatedDocument, Annotation, Measurement, Reading
from clinical.changes import Change
from clinical.documents import Document
from clinical.errors import QueryRefusedError
from clinical.queries import ConceptIs, Everything, FieldIs, Or, Page, Phrase, Query, SameSentence, ValueIs, Word
from indexer import FACETS
from indexer.columns.answers import Answers
from indexer.columns.evaluation import Evaluation
from indexer.columns.lexicon import Lexicon
from indexer.columns.positions import Places
from indexer.columns.searching import Snapshot
from indexer.fragments import fragments_of
from indexer.limits import NO_LIMIT, Deadline
from indexer.tantivy.engine import TantivyEngine
from indexer.whoosh.engine import WhooshEngine
from tests.contracts.documents import Tree

OVER = Deadline(0.0)
"""A deadline that has passed."""


def documents() -> Iterator[AnnotatedDocument]:
    for number in range(40):
        document = Document(doc_id=f"d-{number}", patient_id=f"p-{number % 9}", text=f"toux sèche et fièvre mot{number}",
                            type="CRH", date="2020-01-01", age=50)  # fmt: skip
        reading = Reading(
            annotations=(Annotation(0, 4, "CIM10", f"R0{number}", "Toux"),),
            measurements=(Measurement(0, 4, "Hb", 9.0, "g/dl", "="),),
        )
        yield AnnotatedDocument(document=document, reading=reading)


@pytest.fixture(scope="module", params=[WhooshEngine, TantivyEngine])
def snapshot(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Snapshot]:
    engine: WhooshEngine | TantivyEngine = request.param(tmp_path_factory.mktemp("index") / "index", Tree())
    engine.apply([Change(number + 1, one.document.doc_id, one) for number, one in enumerate(documents())])
    yield engine._current()
    engine.close()


def stops(step: Callable[[], object]) -> None:
    with pytest.raises(QueryRefusedError) as caught:
        step()
    assert caught.value.reason == "time"


@pytest.mark.parametrize(
    "word", [Word("mot1"), Word("mo*1", "wildcard"), Word("mott", "fuzzy"), Word("tou", "wildcard")], ids=str
)
def test_looking_for_the_forms_of_a_word(word: Word) -> None:
    stops(lambda: Lexicon(["mot1", "toux"]).expand(word, "fr", OVER))


@pytest.mark.parametrize("query", [
    Word("toux"), Word("toux", section="conclusion"), ConceptIs("CIM10", "R01"), Phrase(("toux", "seche")),
    Phrase(("seche", "toux"), slop=3, ordered=False), SameSentence((Word("toux"), Word("fievre"))),
    Or((Word("toux"), Word("fievre"))), ValueIs("Hb", "<", 10.0), FieldIs("type", ("CRH",)), Everything(),
], ids=str)  # fmt: skip
def test_finding_documents(snapshot: Snapshot, query: Query) -> None:
    stops(lambda: Evaluation(snapshot.columns, snapshot.postings, OVER).matching(query, snapshot.columns.live))


@pytest.mark.parametrize("share", [0.0, 1.0])
def test_reading_positions(snapshot: Snapshot, share: float, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("indexer.columns.positions.SCAN_SHARE", share)
    columns = snapshot.columns
    places = Places(columns, np.array(columns.live, dtype=np.uint32), OVER)
    numbers = [columns.lexicon.ids["toux"]]
    stops(lambda: places.of_forms(numbers))
    stops(lambda: places.phrase(Phrase(("toux", "toux"), slop=2), [numbers, numbers], ["toux", "toux"]))
    stops(lambda: places.mentions(ConceptIs("CIM10", "R01"), [1]))


def unscored(query: Query, slots: np.ndarray) -> np.ndarray:
    return np.zeros(len(slots), dtype=np.float32)


@pytest.mark.parametrize("facet", FACETS)
def test_counting_a_facet(snapshot: Snapshot, facet: str) -> None:
    live = snapshot.columns.live
    answers = Answers(snapshot.columns, unscored, OVER)
    stops(lambda: answers.page(Everything(), live, live, Page(limit=0), [facet]))
    assert Answers(snapshot.columns, unscored, NO_LIMIT).page(Everything(), live, live, Page(limit=0), [facet]).facets


@pytest.mark.parametrize("page", [Page(limit=5), Page(limit=5, order="date"), Page(limit=5, by_patient=True)], ids=str)
def test_ordering_hits(snapshot: Snapshot, page: Page) -> None:
    live = snapshot.columns.live
    stops(lambda: Answers(snapshot.columns, unscored, OVER).page(Everything(), live, live, page, ()))


def test_ordering_all_hits_of_a_long_list_and_bringing_a_patients_other_hits(snapshot: Snapshot) -> None:
    class Soon(Deadline):
        """Is over at the third look."""

        looks: list[None] = []

        def check(self) -> None:
            self.looks.append(None)
            if len(self.looks) > 2:
                OVER.check()

    live = snapshot.columns.live
    stops(
        lambda: Answers(snapshot.columns, unscored, Soon(0.0)).page(Everything(), live, live, Page(by_patient=True), ())
    )


def test_scoring(snapshot: Snapshot) -> None:
    slots = np.array(snapshot.columns.live, dtype=np.int64)
    stops(lambda: snapshot.scorer(OVER)(Or((Word("mot7"), Word("mot8"))), slots))


def test_fragments() -> None:
    page = list(documents())
    queries: tuple[Query, ...] = (Word("toux"), ConceptIs("CIM10", "R01"), Everything())
    for query in queries:
        stops(partial(fragments_of, page, query, deadline=OVER))
    assert len(fragments_of(page, Word("toux"), deadline=NO_LIMIT)) == len(page)
