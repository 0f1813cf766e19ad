"""Benchmarks of search: classes of questions on synthetic documents, each engine in a process of its own, beside peers.

Peers are SQLite FTS5 and plain Whoosh as its manual shows it (`search(limit=None)`), on the same texts. Times are wall
clock in one process, index warm; ``results`` is the median number of documents (or patients) that a question finds.
"""

from __future__ import annotations

import random
import resource
import statistics
import tempfile
import time
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import ProcessPoolExecutor
from dataclasses import dataclass
from multiprocessing import get_context
from pathlib import Path

from clinical.annotations import AnnotatedDocument
from clinical.changes import Change
from clinical.queries import And, ConceptIs, DateBetween, FieldIs, Not, Or, Page, Phrase, Query, Scope, Word
from indexer.engine import Engine, open_engine
from indexer.fragments import fragments_of
from indexer.synthetic import SyntheticNotes
from language.folding import fold

BATCH = 5_000
PEERS = ("sqlite fts5", "plain whoosh")
SLOW = {"plain whoosh": 25}
"""Questions of each kind that a slow peer is asked at most: seconds each at 100,000 documents."""

KINDS = (
    "rare word", "frequent word", "two words", "one of ten", "phrase", "prefix", "fuzzy", "one without another",
    "word, dates and type", "concept with descendants", "patients of a word", "first 20 with fragments",
)  # fmt: skip


@dataclass(frozen=True, slots=True, kw_only=True)
class SearchTime:
    """Milliseconds of one kind of question on one engine: of wall clock, and of processor time.

    ``questions`` says how many were timed; ``results`` is the median number of documents, or patients, they found.
    """

    engine: str
    documents: int
    kind: str
    questions: int
    p50_ms: float
    p95_ms: float
    cpu_p50_ms: float
    cpu_p95_ms: float
    results: int


@dataclass(frozen=True, slots=True, kw_only=True)
class IndexCost:
    """What indexing took: documents a second, bytes a document, peak memory in MiB.

    Three rates: of wall clock, of processor time in all, and of the calling thread's processor time. Where other work
    shares the machine the first is too low; on a machine with two free cores an engine that writes in a thread of its
    own is as fast as the last, or as twice the second if that is less.
    """

    engine: str
    documents: int
    documents_per_s: float
    documents_per_cpu_s: float
    documents_per_thread_s: float
    bytes_per_document: int
    peak_mib: int


@dataclass(frozen=True, slots=True)
class Question:
    """One question: our tree, and the same as plain words for peers (kind decides how they are joined)."""

    kind: str
    query: Query
    words: tuple[str, ...]


def bench_search(
    documents: int = 10_000, *, engines: Sequence[str] = ("whoosh", "tantivy"), peers: Sequence[str] = PEERS,
    questions: int = 200, seed: int = 1,
) -> Iterator[IndexCost | SearchTime]:  # fmt: skip
    """Index and ask: ``questions`` of each kind, a slow peer fewer. Rows come as each engine is done."""
    for engine in (*engines, *peers):
        count = min(questions, SLOW.get(engine, questions))
        with ProcessPoolExecutor(max_workers=1, mp_context=get_context("spawn")) as pool:
            yield from pool.submit(_measure, engine, documents, count, seed).result()


def make_questions(notes: SyntheticNotes, count: int) -> list[Question]:
    """``count`` questions of each kind, the same for every engine; fewer are the first of more."""
    asked: list[Question] = []
    for number, kind in enumerate(KINDS):
        rng = random.Random(notes.seed * 1000 + number)
        asked.extend(_question(kind, notes, rng) for _ in range(count))
    return asked


def _word(notes: SyntheticNotes, rng: random.Random, low: float, high: float) -> str:
    """A word found in between ``low`` and ``high`` of documents."""
    return fold(notes.words[rng.randint(notes.rank_of_share(high), notes.rank_of_share(low))])


def _question(kind: str, notes: SyntheticNotes, rng: random.Random) -> Question:
    frequent, mid = (0.08, 0.5), (0.002, 0.03)
    if kind == "rare word":
        words = [_word(notes, rng, 0.0005, 0.001)]
    elif kind == "two words":
        words = [_word(notes, rng, *frequent), _word(notes, rng, *frequent)]
    elif kind == "one of ten":
        words = [_word(notes, rng, 0.002, 0.5) for _ in range(10)]
    elif kind == "phrase":
        words = _adjacent(notes, rng)
    elif kind == "prefix":
        words = [_word(notes, rng, 0.0005, 0.03)[: rng.choice((4, 5))]]
    elif kind == "fuzzy":
        words = [_misspelt(_word(notes, rng, *mid), rng)]
    elif kind == "one without another":
        words = [_word(notes, rng, *frequent), _word(notes, rng, *frequent)]
    else:
        words = [_word(notes, rng, *(frequent if kind in ("frequent word", "patients of a word") else mid))]
    return Question(kind, _tree(kind, words, notes, rng), tuple(words))


def _tree(kind: str, words: list[str], notes: SyntheticNotes, rng: random.Random) -> Query:
    leaves = [Word(word) for word in words]
    match kind:
        case "two words":
            return And(tuple(leaves))
        case "one of ten":
            return Or(tuple(leaves))
        case "phrase":
            return Phrase(tuple(words))
        case "prefix":
            return Word(words[0], "prefix")
        case "fuzzy":
            return Word(words[0], "fuzzy")
        case "one without another":
            return And((leaves[0], Not(leaves[1])))
        case "word, dates and type":
            return And((leaves[0], DateBetween("2015", "2018"), FieldIs("type", ("CRH",))))
        case "concept with descendants":
            code = notes.tree.code(int(notes.tree.codes * rng.random() ** 2))
            return ConceptIs("CIM10", code[:3])
        case _:
            return leaves[0]


def _adjacent(notes: SyntheticNotes, rng: random.Random) -> list[str]:
    """Two words that follow each other in some document, none of them among the thirty most frequent."""
    common = {fold(word) for word in notes.words[:30]}
    while True:
        text = notes.document(rng.randrange(notes.documents)).document.text.replace(".\n", " . ").split()
        place = rng.randrange(len(text) - 1)
        pair = [fold(word) for word in text[place : place + 2]]
        if "." not in pair and not common & set(pair):
            return pair


def _misspelt(word: str, rng: random.Random) -> str:
    place = rng.randrange(1, max(len(word) - 1, 2))
    spelt = word[:place] + rng.choice("aeinrst") + word[place + 1 :]
    return spelt if len(spelt) >= 4 else spelt + "esse"[: 4 - len(spelt)]


def _measure(name: str, documents: int, questions: int, seed: int) -> list[IndexCost | SearchTime]:
    notes = SyntheticNotes(documents, seed=seed)
    with tempfile.TemporaryDirectory() as folder:
        if name in PEERS:
            from indexer.bench_peers import measure_peer

            return measure_peer(name, notes, make_questions(notes, questions + 1), Path(folder))
        return _measure_engine(name, notes, questions, Path(folder))


def _measure_engine(name: str, notes: SyntheticNotes, questions: int, folder: Path) -> list[IndexCost | SearchTime]:
    engine = open_engine(name, folder / "index", concepts=notes.tree)
    clock = index_all(engine, notes)
    rows: list[IndexCost | SearchTime] = [index_cost(name, notes.documents, clock, folder)]
    asked = make_questions(notes, questions + 1)
    rows.extend(times(name, notes.documents, asked, lambda question: ask(engine, question, notes)))
    engine.close()
    return rows


class Clock:
    """Adds up seconds of wall clock, of processor time, and of the calling thread's, of what is done inside it."""

    def __init__(self) -> None:
        self.wall_s = self.cpu_s = self.thread_s = 0.0

    def __enter__(self) -> None:
        self._began = time.perf_counter(), time.process_time(), time.thread_time()

    def __exit__(self, *_: object) -> None:
        self.wall_s += time.perf_counter() - self._began[0]
        self.cpu_s += time.process_time() - self._began[1]
        self.thread_s += time.thread_time() - self._began[2]


def index_all(engine: Engine, notes: SyntheticNotes) -> Clock:
    """Index every document; the seconds it took, making the documents apart."""
    clock = Clock()
    for start in range(0, notes.documents, BATCH):
        numbers = range(start, min(start + BATCH, notes.documents))
        batch = [Change(number + 1, f"d-{number:08d}", notes.document(number)) for number in numbers]
        with clock:
            engine.apply(batch)
    return clock


def index_cost(name: str, documents: int, clock: Clock, folder: Path) -> IndexCost:
    """The row of what indexing took."""
    size = sum(path.stat().st_size for path in folder.rglob("*") if path.is_file())
    return IndexCost(
        engine=name,
        documents=documents,
        documents_per_s=round(documents / clock.wall_s, 1),
        documents_per_cpu_s=round(documents / clock.cpu_s, 1),
        documents_per_thread_s=round(documents / clock.thread_s, 1),
        bytes_per_document=size // documents,
        peak_mib=resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024,
    )


_SCOPE = Scope(lots=frozenset({"lot"}))

Answer = tuple[Clock, int]
"""What a question took, and the number of its results."""


def timed(ask: Callable[[Question], int]) -> Callable[[Question], Answer]:
    """What answers with a number of results, with a clock beside it."""

    def answer(question: Question) -> Answer:
        clock = Clock()
        with clock:
            results = ask(question)
        return clock, results

    return answer


def ask(engine: Engine, question: Question, notes: SyntheticNotes) -> Answer:
    """Ask one question. Texts for fragments are made outside the clock."""
    if question.kind == "first 20 with fragments":
        return _with_fragments(engine, question, notes)
    if question.kind == "patients of a word":
        return timed(lambda asked: len(engine.patients(asked.query, scope=_SCOPE)))(question)
    return timed(lambda asked: engine.search(asked.query, scope=_SCOPE).documents)(question)


def _with_fragments(engine: Engine, question: Question, notes: SyntheticNotes) -> Answer:
    clock = Clock()
    with clock:
        found = engine.search(question.query, scope=_SCOPE, page=Page(limit=20))
    texts: list[AnnotatedDocument] = [notes.document(int(hit.doc_id[2:])) for hit in found.hits]
    with clock:
        fragments_of(texts, question.query, limit=3)
    return clock, found.documents


def times(
    name: str, documents: int, asked: Sequence[Question], answer: Callable[[Question], Answer]
) -> Iterator[SearchTime]:
    """One row a kind: each question but the first, which warms up, is timed when it is asked for the first time."""
    for kind in KINDS:
        questions = [question for question in asked if question.kind == kind]
        if not questions:
            continue
        answer(questions[0])
        measured = [answer(question) for question in questions[1:] or questions]
        seconds = sorted(clock.wall_s for clock, _ in measured)
        busy = sorted(clock.cpu_s for clock, _ in measured)
        yield SearchTime(
            engine=name,
            documents=documents,
            kind=kind,
            questions=len(measured),
            p50_ms=round(statistics.median(seconds) * 1000, 2),
            p95_ms=_p95_ms(seconds),
            cpu_p50_ms=round(statistics.median(busy) * 1000, 2),
            cpu_p95_ms=_p95_ms(busy),
            results=int(statistics.median(result for _, result in measured)),
        )


def _p95_ms(seconds: Sequence[float]) -> float:
    """The 95th percentile of sorted seconds, in milliseconds."""
    return round(seconds[min(int(len(seconds) * 0.95), len(seconds) - 1)] * 1000, 2)


def growth(rows: Sequence[IndexCost | SearchTime]) -> Iterator[tuple[str, str, float]]:
    """For each engine and kind how many times the median processor time of the smallest number of documents the largest takes."""
    times_of: dict[tuple[str, str], dict[int, float]] = {}
    for row in rows:
        if isinstance(row, SearchTime):
            times_of.setdefault((row.engine, row.kind), {})[row.documents] = row.cpu_p50_ms
    for (engine, kind), medians in times_of.items():
        if len(medians) > 1:
            yield engine, kind, round(medians[max(medians)] / max(medians[min(medians)], 0.001), 1)
