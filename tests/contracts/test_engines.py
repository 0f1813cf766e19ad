"""One contract for every engine: the same documents as the engine in memory, whatever is asked."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings

from clinical.changes import Change
from clinical.errors import EngineError, QueryRefusedError, UsageError
from clinical.queries import And, ConceptIs, Everything, FieldIs, Not, Page, Phrase, Query, Scope, Word
from indexer import FACETS, Engine, open_engine
from tests.contracts.documents import Tree, change, queries, random_document, words

ENGINES = ("memory", "whoosh", "tantivy")
SCOPES = (
    Scope(),
    Scope(lots=frozenset({"lot-1"})),
    Scope(lots=frozenset({"", "lot-1"}), withheld_patients=frozenset({"p-1", "p-9"})),
    Scope(lots=frozenset()),
)


def opened(name: str, folder: Path) -> Engine:
    if name == "tantivy":
        pytest.importorskip("tantivy")
    return open_engine(name, folder / name, concepts=Tree())


def fill(engine: Engine) -> None:
    """Three applies with additions, changes of documents, and removals."""
    engine.apply([change(n + 1, random_document(n, n)) for n in range(60)])
    engine.apply([change(100 + n, random_document(n, 1000 + n)) for n in range(40, 80)])
    engine.apply([Change(200 + n, f"d-{n}", None) for n in range(0, 80, 9)])


@pytest.fixture(scope="module")
def oracle() -> Engine:
    engine = open_engine("memory", concepts=Tree())
    fill(engine)
    return engine


LOW_LIMITS = "tantivy, with low limits"
"""The few documents of the tests have no bitmaps of frequent forms and no second chunk, unless limits are lowered."""


@pytest.fixture(scope="module", params=[*ENGINES[1:], LOW_LIMITS])
def engine(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Engine]:
    engine = opened(request.param.partition(",")[0], tmp_path_factory.mktemp("index"))
    with pytest.MonkeyPatch.context() as patch:
        if request.param == LOW_LIMITS:
            patch.setattr("indexer.columns.writer.LEAST_DOCUMENTS", 30)
            patch.setattr("indexer.columns.lists.RARITY", 8)
            patch.setattr("indexer.columns.positions.CHUNK", 100)
            patch.setattr("indexer.columns.positions.FEW_LISTED", 3)
            patch.setattr("indexer.columns.positions.SCAN_SHARE", 0.5)
        fill(engine)
        yield engine
    engine.close()


@pytest.fixture(params=ENGINES)
def fresh(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Engine]:
    engine = opened(request.param, tmp_path)
    yield engine
    engine.close()


@settings(max_examples=250, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(query=queries)
def test_the_same_documents_as_in_memory(engine: Engine, oracle: Engine, query: Query) -> None:
    assert set(engine.documents(query)) == set(oracle.documents(query))


@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(query=queries)
@pytest.mark.parametrize("scope", SCOPES)
def test_the_same_counts_and_facets_in_a_scope(engine: Engine, oracle: Engine, query: Query, scope: Scope) -> None:
    page = Page(limit=100)
    found = engine.search(query, scope=scope, page=page, facets=FACETS)
    expected = oracle.search(query, scope=scope, page=page, facets=FACETS)
    assert (found.documents, found.patients) == (expected.documents, expected.patients)
    assert found.facets == expected.facets
    assert {hit.doc_id for hit in found.hits} == {hit.doc_id for hit in expected.hits}
    assert engine.count(query, scope=scope) == (expected.documents, expected.patients)
    assert engine.patients(query, scope=scope) == oracle.patients(query, scope=scope)


@settings(max_examples=40, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(query=queries)
def test_the_same_pages_by_date(engine: Engine, oracle: Engine, query: Query) -> None:
    for page in (Page(limit=5, order="date", fold_copies=True), Page(offset=2, limit=3, order="date", by_patient=True)):
        found, expected = engine.search(query, page=page), oracle.search(query, page=page)
        assert len(found.hits) == len(expected.hits)
        assert {hit.patient_id for hit in found.hits} <= oracle.patients(query)
        if page.by_patient:
            assert len({hit.patient_id for hit in found.hits}) == len(found.hits)


@pytest.mark.parametrize("scope", SCOPES)
def test_the_same_words_and_corrections(engine: Engine, oracle: Engine, scope: Scope) -> None:
    for prefix in ("", "e", "fie", "zzz"):
        assert engine.vocabulary(prefix, limit=50, scope=scope) == oracle.vocabulary(prefix, limit=50, scope=scope)
    for form in ("insufisanse", "douler", "pulmonare"):
        assert engine.similar(form, scope=scope) == oracle.similar(form, scope=scope)


@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(word=words)
def test_the_same_forms_of_a_word(engine: Engine, oracle: Engine, word: Word) -> None:
    scope = Scope(lots=frozenset({"", "lot-1"}))
    assert engine.expansion(word, limit=30, scope=scope) == oracle.expansion(word, limit=30, scope=scope)


@pytest.mark.parametrize("words_", [("zyx", "xyz"), ("renal", "zyx"), ("zyx", "renal"), ("zyx", "renal", "xyz")])
@pytest.mark.parametrize("ordered", [True, False])
def test_a_phrase_of_words_that_nobody_wrote_finds_nothing(
    engine: Engine, words_: tuple[str, ...], *, ordered: bool
) -> None:
    assert set(engine.documents(Phrase(words_, 0 if ordered else 2, ordered))) == set()


def test_a_new_index_is_empty(fresh: Engine) -> None:
    assert fresh.last_change == 0
    assert fresh.count(Everything()) == (0, 0)
    assert fresh.search(Word("fievre"), facets=FACETS).documents == 0
    assert fresh.vocabulary("f") == []


def test_apply_counts_and_remembers_the_last_change(fresh: Engine) -> None:
    assert fresh.apply([change(5, random_document(1, 1)), change(9, random_document(2, 2))]) == 2
    assert fresh.last_change == 9
    assert fresh.apply([]) == 0
    assert fresh.apply([Change(12, "", None)]) == 1
    assert (fresh.last_change, fresh.count(Everything())[0]) == (12, 2)


def test_applying_twice_does_no_harm(fresh: Engine) -> None:
    batch = [change(n, random_document(n, n)) for n in range(1, 9)]
    fresh.apply(batch)
    before = set(fresh.documents(Word("fievre"))), fresh.count(Everything())
    fresh.apply(batch)
    assert (set(fresh.documents(Word("fievre"))), fresh.count(Everything())) == before
    assert fresh.last_change == 8


def test_the_last_change_of_a_document_in_a_batch_holds(fresh: Engine) -> None:
    one, two = random_document(1, 1), random_document(1, 2)
    fresh.apply([change(1, one), change(2, two), change(3, random_document(2, 3)), Change(4, "d-2", None)])
    assert fresh.count(Everything())[0] == 1
    assert set(fresh.patients(Everything())) == {two.document.patient_id}


def test_a_failed_batch_changes_nothing(fresh: Engine) -> None:
    fresh.apply([change(1, random_document(1, 1))])

    def broken() -> Iterator[Change]:
        yield change(2, random_document(2, 2))
        yield Change(3, "d-1", None)
        raise ValueError("the feed broke")

    with pytest.raises((ValueError, EngineError)):
        fresh.apply(broken())
    assert (fresh.last_change, list(fresh.documents(Everything()))) == (1, ["d-1"])
    fresh.apply([change(2, random_document(2, 2))])
    assert (fresh.last_change, set(fresh.documents(Everything()))) == (2, {"d-1", "d-2"})


def test_clear_and_go_on(fresh: Engine) -> None:
    fill(fresh)
    fresh.clear()
    assert (fresh.last_change, fresh.count(Everything())) == (0, (0, 0))
    fresh.apply([change(1, random_document(1, 1))])
    assert list(fresh.documents(Everything())) == ["d-1"]


@pytest.mark.parametrize("name", ENGINES[1:])
def test_closed_and_opened_again_it_is_the_same(name: str, tmp_path: Path, oracle: Engine) -> None:
    engine = opened(name, tmp_path)
    fill(engine)
    engine.close()
    again = opened(name, tmp_path)
    assert again.last_change == oracle.last_change
    for query in (Word("embolie"), Phrase(("embolie", "pulmonaire")), ConceptIs("CIM10", "I26"), Not(Word("fievre"))):
        assert set(again.documents(query)) == set(oracle.documents(query))
    again.close()


@pytest.mark.parametrize("name", ENGINES[1:])
def test_purged_it_answers_the_same_and_goes_on(name: str, tmp_path: Path, oracle: Engine) -> None:
    engine = opened(name, tmp_path)
    fill(engine)
    engine.purge()
    for query in (Word("embolie"), Phrase(("embolie", "pulmonaire")), ConceptIs("CIM10", "I26"), Everything()):
        assert set(engine.documents(query)) == set(oracle.documents(query))
    assert engine.vocabulary("", limit=50) == oracle.vocabulary("", limit=50)
    engine.apply([change(500, random_document(500, 500))])
    assert "d-500" in set(engine.documents(Everything()))
    engine.close()


@pytest.mark.parametrize("name", ENGINES[1:])
def test_a_reader_sees_what_another_engine_wrote(name: str, tmp_path: Path) -> None:
    writer, reader = opened(name, tmp_path), opened(name, tmp_path)
    assert reader.count(Everything())[0] == 0
    writer.apply([change(1, random_document(1, 1))])
    assert reader.count(Everything())[0] == 1
    writer.apply([Change(2, "d-1", None)])
    assert reader.count(Everything())[0] == 0
    writer.close()
    reader.close()


def test_many_threads_search_while_one_writes(fresh: Engine) -> None:
    fill(fresh)
    wrong: list[object] = []
    stop = threading.Event()

    def ask() -> None:
        while not stop.is_set():
            try:
                found = fresh.search(And((Word("embolie"), Not(Word("toux")))), facets=("type", "concept"))
                if len(found.hits) > found.documents:
                    wrong.append(found)
            except Exception as error:
                wrong.append(error)

    threads = [threading.Thread(target=ask) for _ in range(4)]
    for thread in threads:
        thread.start()
    for n in range(6):
        fresh.apply([change(300 + n, random_document(90 + n, n))])
    stop.set()
    for thread in threads:
        thread.join()
    assert wrong == []


def test_what_is_too_wide_is_refused(fresh: Engine) -> None:
    fill(fresh)
    for word in (Word("f", "prefix"), Word("*vre", "wildcard"), Word("abc", "fuzzy")):
        with pytest.raises(QueryRefusedError):
            fresh.count(word)
    with pytest.raises(UsageError):
        fresh.search(Everything(), facets=("shoe size",))


def test_a_hit_in_the_conclusion_beats_one_in_the_history(fresh: Engine) -> None:
    from clinical.annotations import AnnotatedDocument, Reading, Section
    from clinical.documents import Document

    def letter(number: int, kind: str) -> Change:
        text = "Embolie pulmonaire chez une patiente suivie."
        document = Document(doc_id=f"d-{number}", patient_id="p", text=text)
        reading = Reading(sections=(Section(0, len(text), kind),))
        return change(number, AnnotatedDocument(document=document, reading=reading))

    fresh.apply([letter(1, "antecedents"), letter(2, "conclusion"), letter(3, "antecedents")])
    fresh.apply([letter(4, "antecedents")])
    assert fresh.search(Word("embolie")).hits[0].doc_id == "d-2"


def test_copies_are_folded_and_patients_grouped(fresh: Engine) -> None:
    from clinical.annotations import AnnotatedDocument, Reading
    from clinical.documents import Document

    text = " ".join(f"mot{n} embolie pulmonaire du segment {n}" for n in range(60))

    def letter(number: int, patient: str, text: str) -> Change:
        document = Document(doc_id=f"d-{number}", patient_id=patient, text=text, date=f"2020-01-0{number}")
        return change(number, AnnotatedDocument(document=document, reading=Reading()))

    fresh.apply([letter(1, "p-1", text), letter(2, "p-1", text + " relu"), letter(3, "p-1", "embolie seule"),
                 letter(4, "p-2", text)])  # fmt: skip
    folded = fresh.search(Word("embolie"), page=Page(order="date", fold_copies=True))
    assert [(hit.doc_id, hit.copies) for hit in folded.hits] == [("d-4", ()), ("d-3", ()), ("d-2", ("d-1",))]
    grouped = fresh.search(Word("embolie"), page=Page(order="date", by_patient=True))
    assert [(hit.doc_id, hit.others) for hit in grouped.hits] == [("d-4", 0), ("d-3", 2)]
    assert fresh.search(FieldIs("patient", ("p-1",))).documents == 3


HOSTILE = {
    "surrogate": "fièvre \ud800mot\udfff toux",
    "nul": "fièvre\x00 toux \x01 fin",
    "long word": "fièvre " + "x" * 200_000 + " toux",
    "separators": "fièvre\u2028toux | form|0c \x1f fin\n\r\n\t",
    "emoji and han": "fièvre \U0001f600 漢字 toux",
    "only marks": "... --- !!! \u0301\u0301",
    "empty": "",
    "many": "fièvre toux " * 40_000,
}


def test_hostile_texts_are_indexed_and_found(fresh: Engine) -> None:
    from clinical.annotations import AnnotatedDocument, Annotation, Reading
    from clinical.documents import Document

    changes = []
    for number, (name, text) in enumerate(HOSTILE.items()):
        document = Document(
            doc_id=f"d-{name}\ud801", patient_id=f"p|{name} \x01", text=text, lot="lot\n1", type="a|b \ud800"
        )
        reading = Reading(annotations=(Annotation(0, 0, "X|Y", "a b\x01", "étiquette \ud800"),))
        changes.append(change(number + 1, AnnotatedDocument(document=document, reading=reading)))
    fresh.apply(changes)
    with_words = {f"d-{name}\ud801" for name, text in HOSTILE.items() if "fièvre" in text}
    assert set(fresh.documents(Word("fievre"))) == with_words
    assert set(fresh.documents(And((Word("fievre"), Word("toux"))))) == with_words
    assert "d-many\ud801" in set(fresh.documents(Phrase(("toux", "fievre"))))
    assert fresh.count(FieldIs("type", ("A|B \ud800",)))[0] == len(HOSTILE)
    found = fresh.search(Everything(), scope=Scope(lots=frozenset({"lot\n1"})), facets=FACETS)
    assert found.documents == len(HOSTILE)
    assert fresh.patients(Everything()) == {f"p|{name} \x01" for name in HOSTILE}
    fresh.apply([Change(99, f"d-{name}\ud801", None) for name in HOSTILE])
    fresh.purge()
    assert fresh.count(Everything())[0] == 0
