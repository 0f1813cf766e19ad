"""What costs too much is refused within a second, also by an engine that is handed the tree itself."""

from __future__ import annotations

import random
import threading
import time
from collections.abc import Iterator
from pathlib import Path

import pytest

from clinical.annotations import AnnotatedDocument, Reading
from clinical.changes import Change
from clinical.documents import Document
from clinical.errors import QueryRefusedError
from clinical.queries import And, ConceptIs, Not, Or, Phrase, Query, SameSentence, Word
from indexer import Engine, open_engine
from indexer.limits import Deadline
from indexer.whoosh.engine import WhooshEngine

DOCUMENTS, WORDS = 600, 100


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Six hundred documents over forty thousand words, most of which begin with `pre`."""
    rng = random.Random(5)
    words = ["pre" + "".join(rng.choices("abcdefghij", k=8)) for _ in range(40_000)]
    changes = []
    for number in range(DOCUMENTS):
        text = "motif commun " + " ".join(rng.choices(words, k=WORDS)) + " fin commune"
        document = Document(doc_id=f"d-{number}", patient_id=f"p-{number % 50}", text=text)
        changes.append(Change(number + 1, f"d-{number}", AnnotatedDocument(document=document, reading=Reading())))
    place = tmp_path_factory.mktemp("index") / "index"
    engine = open_engine("whoosh", place)
    engine.apply(changes)
    engine.close()
    return place


@pytest.fixture
def engine(folder: Path) -> Iterator[Engine]:
    engine = open_engine("whoosh", folder)
    yield engine
    engine.close()


BOMBS: list[tuple[Query, str]] = [
    (Word("pre", "prefix"), "expansion"),
    (Word("pre*a*", "wildcard"), "expansion"),
    (Word("p*a*b*c*d*e*f", "wildcard"), "wildcard"),
    (Word("*a*", "wildcard"), "wildcard"),
    (Word("?????*", "wildcard"), "wildcard"),
    (Word("p", "prefix"), "wildcard"),
    (Word("pre", "fuzzy"), "fuzzy"),
    (And((Word("motif"), Not(Word("pre", "prefix")))), "expansion"),
    (Phrase(("motif",) * 40), "phrase"),
    (Phrase(("motif", "commun"), slop=10_000), "distance"),
    (Or(tuple(Word(f"mot{n}") for n in range(400))), "clauses"),
]


def nested(depth: int) -> Query:
    query: Query = Word("motif")
    for _ in range(depth):
        query = Not(And((query, Word("commun"))))
    return query


@pytest.mark.parametrize(("query", "reason"), [*BOMBS, (nested(2000), "depth")])
def test_a_bomb_is_refused_within_a_second(engine: Engine, query: Query, reason: str) -> None:
    began = time.monotonic()
    with pytest.raises(QueryRefusedError) as caught:
        engine.search(query, facets=("type",))
    assert caught.value.reason == reason
    assert time.monotonic() - began < 1.0
    assert engine.count(Word("motif"))[0] == DOCUMENTS


@pytest.mark.parametrize(
    "query",
    [
        Word("prea", "prefix"),
        Word("preabcdefgh", "fuzzy"),
        Phrase(("motif", "commun")),
        Phrase(("commune", "motif"), slop=50, ordered=False),
        SameSentence((Word("motif"), Word("commune"))),
        ConceptIs("CIM10", "I10"),
        Or(tuple(Word(f"pre{letter}", "prefix") for letter in "abcd")),
    ],
)
def test_the_clock_stops_any_question(folder: Path, query: Query) -> None:
    hurried = WhooshEngine(folder, time_limit_s=-1.0)
    with pytest.raises(QueryRefusedError) as caught:
        hurried.count(query)
    assert caught.value.reason in ("time", "expansion")
    hurried.close()


def test_others_go_on_while_a_bomb_is_asked(engine: Engine) -> None:
    slowest: list[float] = []

    def bombard() -> None:
        for query, _ in BOMBS:
            with pytest.raises(QueryRefusedError):
                engine.count(query)

    thread = threading.Thread(target=bombard)
    thread.start()
    for _ in range(50):
        began = time.monotonic()
        assert engine.count(And((Word("motif"), Word("commune"))))[0] == DOCUMENTS
        slowest.append(time.monotonic() - began)
    thread.join()
    assert max(slowest) < 1.0


def test_a_deadline_passes() -> None:
    Deadline.after(60).check()
    with pytest.raises(QueryRefusedError) as caught:
        Deadline.after(-1).check()
    assert caught.value.reason == "time"


def test_a_refusal_never_repeats_the_query(engine: Engine) -> None:
    with pytest.raises(QueryRefusedError) as caught:
        engine.count(Word("pre", "prefix"))
    assert "pre " not in str(caught.value)
    assert "pre*" not in str(caught.value)
