"""Peers of the benchmark: SQLite FTS5, and plain Whoosh as its manual shows it, on the same texts and questions."""

from __future__ import annotations

import sqlite3
from collections.abc import Callable
from pathlib import Path

from clinical.annotations import AnnotatedDocument
from clinical.queries import ConceptIs
from indexer.bench import Clock, IndexCost, Question, SearchTime, index_cost, timed, times
from indexer.synthetic import SyntheticNotes
from language.folding import fold

Asking = Callable[[Question], int]


def measure_peer(name: str, notes: SyntheticNotes, asked: list[Question], folder: Path) -> list[IndexCost | SearchTime]:
    """Index and ask one peer; kinds that it cannot answer have no row."""
    build = _fts5 if name == "sqlite fts5" else _plain_whoosh
    clock, answer, kinds = build(notes, folder)
    rows: list[IndexCost | SearchTime] = [index_cost(name, notes.documents, clock, folder)]
    questions = [question for question in asked if question.kind in kinds]
    rows.extend(times(name, notes.documents, questions, timed(answer)))
    return rows


_ALL = frozenset({
    "rare word", "frequent word", "two words", "one of ten", "phrase", "prefix", "one without another",
    "word, dates and type", "concept with descendants", "patients of a word", "first 20 with fragments",
})  # fmt: skip


def _codes(notes: SyntheticNotes, annotated: AnnotatedDocument) -> set[str]:
    found: set[str] = set()
    for annotation in annotated.reading.annotations:
        if not annotation.assertion.negated:
            found.update((annotation.code, *notes.tree.ancestors("CIM10", annotation.code)))
    return found


def _fts5(notes: SyntheticNotes, folder: Path) -> tuple[Clock, Asking, frozenset[str]]:
    base = sqlite3.connect(folder / "fts.sqlite")
    base.executescript(
        "create table documents(id integer primary key, patient text, day text, type text, text text);"
        "create index records on documents(type, day);"
        "create table codes(code text, document integer, primary key(code, document)) without rowid;"
        "create virtual table texts using fts5(text, content='documents', content_rowid='id',"
        " tokenize='unicode61 remove_diacritics 2');"
    )
    clock = Clock()
    for number in range(notes.documents):
        annotated = notes.document(number)
        document, codes = annotated.document, _codes(notes, annotated)
        row = (number, document.patient_id, document.date, document.type, document.text)
        with clock:
            base.execute("insert into documents values (?,?,?,?,?)", row)
            base.execute("insert into texts(rowid, text) values (?,?)", (number, document.text))
            base.executemany("insert or ignore into codes values (?,?)", [(code, number) for code in codes])
    with clock:
        base.commit()
    return clock, lambda question: _ask_fts5(base, question), _ALL


def _match(question: Question) -> str:
    words = [f'"{word}"' for word in question.words]
    if question.kind == "phrase":
        return '"' + " ".join(question.words) + '"'
    if question.kind == "prefix":
        return words[0] + "*"
    joint = {"one of ten": " OR ", "one without another": " NOT "}.get(question.kind, " AND ")
    return joint.join(words)


def _ask_fts5(base: sqlite3.Connection, question: Question) -> int:
    """The count and the first 20 by BM25, as one page needs; patients by a join."""
    match = _match(question)
    if question.kind == "patients of a word":
        sql = "select distinct patient from texts join documents on id = texts.rowid where texts match ?"
        patients = base.execute(sql, (match,)).fetchall()
        return len(patients)
    if isinstance(question.query, ConceptIs):
        found = base.execute("select document from codes where code = ?", (question.query.code,)).fetchall()
        return len(found)
    where, values = "texts match ?", [match]
    if question.kind == "word, dates and type":
        where += " and texts.rowid in (select id from documents where day between ? and ? and type = ?)"
        values += ["2015-01-01", "2018-12-31", "CRH"]
    count = base.execute(f"select count(*) from texts where {where}", values).fetchone()[0]
    shown = "snippet(texts, 0, '<', '>', '…', 24)" if question.kind == "first 20 with fragments" else "texts.rowid"
    base.execute(f"select {shown} from texts where {where} order by bm25(texts) limit 20", values).fetchall()
    return int(count)


def _plain_whoosh(notes: SyntheticNotes, folder: Path) -> tuple[Clock, Asking, frozenset[str]]:
    from indexer.whoosh.plain import PlainWhoosh

    plain = PlainWhoosh(folder / "plain")
    clock = Clock()
    for start in range(0, notes.documents, 10_000):
        numbers = range(start, min(start + 10_000, notes.documents))
        batch = []
        for number in numbers:
            annotated = notes.document(number)
            document = annotated.document
            batch.append({
                "patient": document.patient_id, "day": document.date, "type": document.type,
                "text": fold(document.text), "codes": " ".join(_codes(notes, annotated)),
            })  # fmt: skip
        with clock:
            plain.add(batch)
    return clock, plain.ask, (_ALL | {"fuzzy"}) - {"first 20 with fragments"}
