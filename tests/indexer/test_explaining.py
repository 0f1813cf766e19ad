"""What the page says about a search: criteria with counts, near words, what kills a query, the whole record."""

from __future__ import annotations

import pytest

from clinical.annotations import AnnotatedDocument, Assertion, ContextSpan, Reading
from clinical.changes import Change
from clinical.documents import Document
from clinical.queries import Not, Scope, Word
from indexer import Engine, open_engine
from indexer.explaining import Explanation, explain
from indexer.query_language import parse
from indexer.records import excluding_records, record_patients

LETTERS = [
    ("p-1", "lot-1", "Fièvre et toux."),
    ("p-1", "lot-1", "Embolie pulmonaire."),
    ("p-2", "lot-1", "Fièvres anciennes."),
    ("p-2", "lot-1", "Cancer du sein, toux."),
    ("p-3", "lot-1", "{Pas de cancer.} Fièvre, toux."),
    ("p-4", "lot-2", "Sarcoïdose fébrile."),
]
RELEASED = Scope(lots=frozenset({"lot-1"}))


@pytest.fixture(scope="module", params=["memory", "whoosh"])
def engine(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Engine:
    engine = open_engine(request.param, tmp_path_factory.mktemp("index") / "index")
    changes = []
    for number, (patient, lot, marked) in enumerate(LETTERS):
        start, end = marked.find("{"), marked.find("}") - 1
        contexts = (ContextSpan(start, end, Assertion(negated=True)),) if start >= 0 else ()
        text = marked.replace("{", "").replace("}", "")
        document = Document(doc_id=f"d-{number}", patient_id=patient, text=text, lot=lot)
        changes.append(
            Change(number + 1, f"d-{number}", AnnotatedDocument(document=document, reading=Reading(contexts=contexts)))
        )
    engine.apply(changes)
    return engine


def explained(engine: Engine, text: str) -> Explanation:
    parsed = parse(text)
    return explain(parsed, engine, scope=RELEASED, found=engine.count(parsed.query, scope=RELEASED)[0])


def test_each_criterion_has_its_count_and_its_forms(engine: Engine) -> None:
    clauses = explained(engine, "fièvre toux").clauses
    assert [(clause.text, clause.documents, clause.terms) for clause in clauses] == [
        ("fièvre", 3, ("fievre", "fievres")), ("toux", 3, ("toux",))
    ]  # fmt: skip


def test_a_word_without_documents_gets_near_words_of_the_index(engine: Engine) -> None:
    notices = [n for n in explained(engine, "embolye").notices if n.code == "no_document"]
    assert [notice.params for notice in notices] == [(("words", "embolye"), ("suggestion", "embolie"))]


def test_suggestions_come_from_the_scope_only(engine: Engine) -> None:
    notices = explained(engine, "sarcoidose").notices
    assert [notice.params for notice in notices] == [(("words", "sarcoidose"),)]
    assert explained(engine, "sarcoidosse").notices[0].params == (("words", "sarcoidosse"),)


def test_which_criterion_kills_the_query(engine: Engine) -> None:
    notices = [n for n in explained(engine, "embolie sein").notices if n.code == "without"]
    assert [notice.params for notice in notices] == [
        (("words", "embolie"), ("documents", "1")), (("words", "sein"), ("documents", "1"))
    ]  # fmt: skip


def test_one_document_and_the_whole_record(engine: Engine) -> None:
    query = parse("fièvre toux").query
    assert engine.patients(query, scope=RELEASED) == {"p-1", "p-3"}
    assert record_patients(query, engine, scope=RELEASED) == {"p-1", "p-2", "p-3"}
    assert record_patients(parse("fièvre SAUF cancer").query, engine, scope=RELEASED) == {"p-1", "p-3"}
    assert record_patients(Not(Word("fievre")), engine, scope=RELEASED) == frozenset()
    assert record_patients(parse("embolie OU sein").query, engine, scope=RELEASED) == {"p-1", "p-2"}


def test_sauf_at_patient_level_keeps_who_only_denies_it(engine: Engine) -> None:
    query = parse("fièvre SAUF cancer").query
    assert engine.patients(query, scope=RELEASED) == {"p-1", "p-2", "p-3"}
    assert engine.patients(excluding_records(query, engine, scope=RELEASED), scope=RELEASED) == {"p-1", "p-3"}
