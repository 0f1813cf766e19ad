"""Of documents with all the words of a query, those come first in which they stand near one another."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings

from clinical.annotations import AnnotatedDocument, Annotation, Reading, Sentence
from clinical.changes import Change
from clinical.documents import Document
from clinical.queries import And, ConceptIs, FieldIs, Or, Page, Phrase, Query, Word
from indexer.columns.engine import ColumnEngine
from indexer.columns.nearness import nearness_of
from indexer.engine import Engine, open_engine
from indexer.limits import NO_LIMIT
from indexer.memory import _near
from indexer.ranking import near_groups, nearness
from indexer.view import indexed_view
from tests.contracts.documents import Tree, queries, random_document

FILL = "Le patient va bien ce jour. Le transit est repris. "
TEXTS = {
    "together": "Scanner : embolie pulmonaire droite. " + FILL * 2,
    "one sentence": FILL + "Embolie de siège distal, du lobe inférieur, pulmonaire. " + FILL,
    "neighbours": FILL + "Notion d'embolie. " + "Auscultation pulmonaire libre. " + FILL,
    "apart": "Embolie cruorique de jambe, embolie ancienne, embolie. " + FILL * 3 + "Auscultation pulmonaire libre. Base pulmonaire.",
    "short": "Embolie. Pulmonaire.",
    "without": "Toux. " + FILL,
}  # fmt: skip
WORDS = And((Word("embolie"), Word("pulmonaire")))


def annotated(name: str, text: str) -> AnnotatedDocument:
    sentences, start = [], 0
    for part in text.split(". "):
        sentences.append(Sentence(start, min(start + len(part) + 2, len(text))))
        start += len(part) + 2
    at = text.lower().find("embolie")
    annotations = (Annotation(at, at + 7, "CIM10", "I26", "Embolie"),) if at >= 0 else ()
    reading = Reading(sentences=tuple(sentences), annotations=annotations)
    return AnnotatedDocument(
        document=Document(doc_id=name, patient_id=f"p-{name}", text=text, type="CRH"), reading=reading
    )


@pytest.fixture(scope="module", params=["memory", "whoosh", "tantivy"])
def engine(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Engine]:
    if request.param == "tantivy":
        pytest.importorskip("tantivy")
    made = open_engine(request.param, tmp_path_factory.mktemp("index") / "index", concepts=Tree())
    made.apply([Change(n, name, annotated(name, text)) for n, (name, text) in enumerate(TEXTS.items(), 1)])
    yield made
    made.close()


@pytest.mark.parametrize("query", [
    WORDS, And((WORDS, FieldIs("type", ("CRH",)))), And((Or((Word("embolie"), Word("ep"))), Word("pulmonaire"))),
    And((ConceptIs("CIM10", "I26"), Word("pulmonaire"))),
], ids=["words", "with a filter", "alternatives", "a concept and a word"])  # fmt: skip
def test_words_that_stand_together_come_first(engine: Engine, query: Query) -> None:
    found = [hit.doc_id for hit in engine.search(query).hits]
    assert found[:2] == ["together", "one sentence"]
    assert set(found[2:]) == {"neighbours", "apart", "short"}


def test_by_date_and_for_one_word_nothing_changes(engine: Engine) -> None:
    assert len(engine.search(WORDS, page=Page(order="date")).hits) == 5
    scores = {hit.doc_id: hit.score for hit in engine.search(Word("embolie")).hits}
    assert scores["apart"] > scores["together"]


@pytest.mark.parametrize(
    ("groups", "expected"),
    [
        ([[3], [4]], 1.0),
        ([[4], [3]], 1.0),
        ([[0], [9]], 0.25 / (1 + 8 / 4)),
        ([[0, 8], [9]], 1.0),
        ([[0], [1], [9]], 0.75 / 2 + 0.25 / (1 + 7 / 4)),
        ([[0], []], 0.0),
        ([[0]], 0.0),
        ([], 0.0),
    ],
)
def test_nearness_of_positions(groups: list[list[int]], expected: float) -> None:
    sentences = [0, 0, 0, 1, 1, 1, 1, 2, 2, 2]
    assert nearness(groups, sentences) == pytest.approx(expected)


def test_what_is_to_stand_near() -> None:
    assert near_groups(Or((Word("a"), WORDS))) == []
    assert near_groups(FieldIs("type", ("CRH",))) == []
    groups = near_groups(And((Phrase(("embolie", "droite")), Word("toux"))))
    assert groups == [Word("embolie", "exact"), Word("droite", "exact"), Word("toux")]


@pytest.fixture(scope="module")
def columns(tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[ColumnEngine, dict[str, AnnotatedDocument]]]:
    folder: Path = tmp_path_factory.mktemp("random") / "index"
    made = open_engine("whoosh", folder, concepts=Tree())
    assert isinstance(made, ColumnEngine)
    documents = [random_document(n, n) for n in range(60)]
    french = [replace(one, document=replace(one.document, lang="fr")) for one in documents]
    made.apply([Change(n + 1, one.document.doc_id, one) for n, one in enumerate(french)])
    yield made, {one.document.doc_id: one for one in french}
    made.close()


@settings(max_examples=200, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(query=queries)
def test_all_texts_at_once_are_read_as_one_by_one(
    columns: tuple[ColumnEngine, dict[str, AnnotatedDocument]], query: Query
) -> None:
    engine, documents = columns
    snapshot = engine._current()
    import numpy as np

    slots = np.array(snapshot.columns.live, dtype=np.int64)
    found = nearness_of(snapshot.columns, query, slots, NO_LIMIT)
    if found is None:
        return
    for slot, near in zip(slots.tolist(), found.tolist(), strict=True):
        view = indexed_view(documents[snapshot.columns.doc_id(slot)], Tree())
        assert near == pytest.approx(_near(query, view))
