"""Ranking measured: nDCG@10 of an engine, and of SQLite FTS5 beside it, on retrieval collections with judgements.

Two forms of collection are read: a folder with `topics.tsv` (id, tab, query) and `qrels.txt` (TREC: topic, 0, document,
relevance), whose documents are JSON lines with `id` and `text`; and a SMART collection (`NAME.ALL`, `.QRY`, `.REL`).
A topic is asked as a bag of words: documents with any of them, ranked.
"""

from __future__ import annotations

import gzip
import json
import math
import re
import sqlite3
import tempfile
from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from clinical.annotations import AnnotatedDocument, Reading
from clinical.changes import Change
from clinical.documents import Document
from clinical.errors import SourceError
from clinical.queries import Nothing, Or, Page, Query, Word
from indexer.engine import open_engine
from indexer.queries.words import LINKING_EN, LINKING_FR
from language.analysis import analyse
from language.tokens import words

DEPTH = 10
BATCH = 5000
PATIENCE_S = 60.0
"""Limit of one topic: the order is measured, not the time."""


@dataclass(frozen=True, slots=True)
class Collection:
    """Topics with their relevant documents (gain by document), and the documents themselves."""

    name: str
    lang: str
    topics: Mapping[str, str]
    relevant: Mapping[str, Mapping[str, int]]
    documents: Callable[[], Iterable[tuple[str, str]]]


@dataclass(frozen=True, slots=True, kw_only=True)
class RankingScore:
    """Mean nDCG@10 over the topics that have a relevant document."""

    collection: str
    engine: str
    topics: int
    documents: int
    ndcg10: float


def trec_collection(folder: Path, documents: Path, *, lang: str = "fr") -> Collection:
    """A collection of `topics.tsv` and `qrels.txt`; ``documents`` are JSON lines, gzipped or not."""
    topics = dict(line.split("\t", 1) for line in _lines(folder / "topics.tsv"))
    relevant: dict[str, dict[str, int]] = defaultdict(dict)
    for line in _lines(folder / "qrels.txt"):
        topic, _, document, gain = line.split()
        relevant[topic][document] = int(gain)
    return Collection(folder.name, lang, topics, relevant, lambda: _json_documents(documents))


def smart_collection(folder: Path, name: str = "MED", *, lang: str = "en") -> Collection:
    """A SMART collection: `.I number`, `.W`, text."""
    relevant: dict[str, dict[str, int]] = defaultdict(dict)
    for line in _lines(folder / f"{name}.REL"):
        topic, _, document, gain = line.split()
        relevant[topic][document] = int(gain)
    topics = dict(_smart(folder / f"{name}.QRY"))
    return Collection(folder.name, lang, topics, relevant, lambda: _smart(folder / f"{name}.ALL"))


def _lines(path: Path) -> list[str]:
    try:
        return [line for line in path.read_text(encoding="utf-8").splitlines() if line.strip()]
    except (OSError, UnicodeDecodeError) as error:
        raise SourceError("cannot be read as a collection", path=str(path)) from error


def _json_documents(path: Path) -> Iterator[tuple[str, str]]:
    opener = gzip.open if path.suffix == ".gz" else open
    with opener(path, "rt", encoding="utf-8") as stream:
        for line in stream:
            row = json.loads(line)
            yield str(row["id"]), str(row["text"])


def _smart(path: Path) -> Iterator[tuple[str, str]]:
    for part in re.split(r"(?m)^\.I ", path.read_text(encoding="utf-8"))[1:]:
        number, _, text = part.partition("\n.W")
        yield number.strip(), " ".join(text.split())


def bag_of_words(text: str, lang: str) -> Query:
    """Any of the words of a text, linking words apart."""
    linking = LINKING_EN if lang == "en" else LINKING_FR
    forms = dict.fromkeys(token.form for token in analyse(text, lang=lang) if token.form not in linking)
    return Or(tuple(Word(form) for form in forms)) if forms else Nothing()


def ndcg(ranked: Sequence[str], gains: Mapping[str, int], depth: int = DEPTH) -> float:
    """Normalised discounted cumulative gain at ``depth`` (Järvelin and Kekäläinen 2002), gains as they are."""
    found = sum(gains.get(document, 0) / math.log2(place + 2) for place, document in enumerate(ranked[:depth]))
    best = sorted(gains.values(), reverse=True)[:depth]
    ideal = sum(gain / math.log2(place + 2) for place, gain in enumerate(best))
    return found / ideal if ideal else 0.0


def evaluate_engine(collection: Collection, engine: str = "whoosh") -> RankingScore:
    """Index the collection in a folder of its own and ask every topic."""
    with tempfile.TemporaryDirectory() as folder:
        opened = open_engine(engine, Path(folder) / "index", time_limit_s=PATIENCE_S)
        count, batch = 0, []
        for doc_id, text in collection.documents():
            count += 1
            document = Document(doc_id=doc_id, patient_id=doc_id, text=text, lang=collection.lang)
            batch.append(Change(count, doc_id, AnnotatedDocument(document=document, reading=Reading())))
            if len(batch) == BATCH:
                opened.apply(batch)
                batch = []
        opened.apply(batch)

        def ask(text: str) -> list[str]:
            found = opened.search(bag_of_words(text, collection.lang), page=Page(limit=DEPTH))
            return [hit.doc_id for hit in found.hits]

        score = _score(collection, engine, count, ask)
        opened.close()
    return score


def evaluate_fts5(collection: Collection) -> RankingScore:
    """The baseline: SQLite FTS5 with its BM25, accents removed, any of the words."""
    base = sqlite3.connect(":memory:")
    base.execute("create virtual table texts using fts5(id unindexed, text, tokenize='unicode61 remove_diacritics 2')")
    base.executemany("insert into texts values (?, ?)", collection.documents())
    count = int(base.execute("select count(*) from texts").fetchone()[0])

    def ask(text: str) -> list[str]:
        query = " OR ".join(f'"{token.folded}"' for token in words(text))
        rows = base.execute("select id from texts where texts match ? order by bm25(texts) limit ?", (query, DEPTH))
        return [str(row[0]) for row in rows]

    return _score(collection, "sqlite fts5", count, ask)


def _score(collection: Collection, engine: str, documents: int, ask: Callable[[str], list[str]]) -> RankingScore:
    topics = [topic for topic in collection.topics if collection.relevant.get(topic)]
    scores = [ndcg(ask(collection.topics[topic]), collection.relevant[topic]) for topic in topics]
    mean = sum(scores) / len(scores) if scores else 0.0
    return RankingScore(
        collection=collection.name, engine=engine, topics=len(scores), documents=documents, ndcg10=round(mean, 4)
    )
