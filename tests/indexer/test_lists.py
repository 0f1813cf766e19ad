"""Lists of forms and codes: what they hold against the columns they are made of, which slots have them, and purges."""

from __future__ import annotations

from pathlib import Path
from types import SimpleNamespace

import numpy as np
import pytest
from pyroaring import BitMap

from clinical.annotations import AnnotatedDocument, Annotation, Assertion, Reading, Section
from clinical.changes import Change
from clinical.documents import Document
from clinical.queries import ConceptIs, Phrase, Word
from indexer.columns.inverted import Inverted
from indexer.columns.layout import MENTIONS, SECTION_SHIFT
from indexer.columns.lists import RARITY, WEIGHTS, Record, keys_of, make_record, read_records
from indexer.columns.snapshot import Columns
from indexer.engine import Engine, open_engine
from indexer.limits import NO_LIMIT
from indexer.ranking import class_weight

SECTIONS = ["", "titre", "antecedents"]


class Invented:
    """Random tokens and mentions of 300 slots in three records, one of them read back from bytes."""

    def __init__(self) -> None:
        rng = np.random.default_rng(3)
        self.lengths = rng.integers(0, 30, 300)
        self.starts = np.concatenate([[0], np.cumsum(self.lengths)])
        total = int(self.starts[-1])
        self.forms = np.minimum(rng.geometric(0.05, total) - 1, 99).astype(np.int32)
        sections = rng.integers(0, 3, total)
        self.classes = rng.integers(0, 5, total)
        self.marks = (self.classes | sections << SECTION_SHIFT).astype(np.uint16)
        owners = np.sort(rng.choice(np.flatnonzero(self.lengths), 900))
        self.mentions = np.zeros(900, dtype=MENTIONS)
        self.mentions["slot"], self.mentions["code"] = owners, rng.integers(1, 40, 900)
        self.mentions["position"] = rng.integers(0, self.lengths[owners])
        self.mentions["context"] = rng.integers(0, 5, 900)
        places = [WEIGHTS.index(one) for one in (1.0, 2.0, 0.5)]
        at = self.starts[owners] + self.mentions["position"]
        self.weights = np.array(WEIGHTS)[np.array(places)[sections[at]]]

    def record(self, first: int, end: int) -> Record:
        tokens = slice(self.starts[first], self.starts[end])
        mentions = self.mentions[(self.mentions["slot"] >= first) & (self.mentions["slot"] < end)]
        return make_record(first, int(tokens.start), self.lengths[first:end], self.forms[tokens], self.marks[tokens],
                           mentions, SECTIONS)  # fmt: skip

    def inverted(self) -> Inverted:
        stored = self.record(0, 100).content() + self.record(100, 200).content()
        records = list(read_records(np.frombuffer(stored, dtype=np.uint8)))
        return Inverted([*records, self.record(200, 300)])

    def slots_at(self, tokens: np.ndarray) -> np.ndarray:
        return np.searchsorted(self.starts, tokens, side="right") - 1


@pytest.fixture(scope="module")
def invented() -> Invented:
    return Invented()


@pytest.mark.parametrize("forms", [[1], [2, 7], [99], [*range(1, 100)], [*range(40, 100)], [500]], ids=str)
@pytest.mark.parametrize("classes", [[0], [1, 3], [0, 1, 2, 3, 4]], ids=str)
def test_where_forms_stand_in_some_classes(invented: Invented, forms: list[int], classes: list[int]) -> None:
    expected = np.flatnonzero(np.isin(invented.forms, forms) & np.isin(invented.classes, classes))
    keys, inverted = keys_of(forms, classes), invented.inverted()
    assert inverted.positions(keys, NO_LIMIT).tolist() == expected.tolist()
    assert inverted.occurrences(keys, NO_LIMIT) == len(expected)
    slots = inverted.slots(keys, invented.slots_at, 300, NO_LIMIT)
    assert slots == BitMap(np.unique(invented.slots_at(expected)).tolist())


def test_masked_positions_are_in_no_list_and_no_key_finds_nothing(invented: Invented) -> None:
    inverted = invented.inverted()
    assert not len(inverted.positions(keys_of([0], range(8)), NO_LIMIT))
    assert not inverted.slots(keys_of([], range(8)), invented.slots_at, 300, NO_LIMIT)
    assert not Inverted([]).slots(keys_of([1], [0]), invented.slots_at, 0, NO_LIMIT)


@pytest.mark.parametrize("codes", [[5], [1, 39], [*range(1, 40)], [1000], []], ids=str)
@pytest.mark.parametrize("classes", [[0], [0, 1, 2, 3, 4]], ids=str)
def test_what_the_mentions_of_codes_weigh(invented: Invented, codes: list[int], classes: list[int]) -> None:
    rows = invented.mentions
    chosen = np.isin(rows["code"], codes) & np.isin(rows["context"], classes)
    factors = np.array([class_weight(code, classes) for code in rows["context"][chosen].tolist()])
    expected = np.bincount(rows["slot"][chosen], weights=invented.weights[chosen] * factors, minlength=300)
    found = invented.inverted().code_weights(np.array(codes, dtype=np.int64), classes, 300, NO_LIMIT)
    assert found.tolist() == pytest.approx(expected.tolist())


def test_bitmaps_are_kept_of_frequent_forms_only(invented: Invented) -> None:
    record = invented.record(0, 100)
    assert 0 < len(record.frequent) < len(record.forms.keys)
    keys = record.forms.keys[record.frequent].astype(np.int64)
    for place, key in enumerate(keys.tolist()):
        tokens = np.flatnonzero(
            invented.forms[: invented.starts[100]] * 8 + invented.classes[: invented.starts[100]] == key
        )
        assert record.bitmap(place) == BitMap(np.unique(invented.slots_at(tokens)).tolist())
        assert len(record.bitmap(place)) > 100 // RARITY


def test_slots_of_many_tokens_by_way_of_blocks(monkeypatch: pytest.MonkeyPatch) -> None:
    lengths = np.random.default_rng(5).choice([0, 0, 1, 3, 90, 400], 500)
    starts = np.concatenate([[0], np.cumsum(lengths)])
    columns = SimpleNamespace(token_starts=starts, forms=np.zeros(starts[-1]))
    columns._slots_of_blocks = Columns._slots_of_blocks.func(columns)  # type: ignore[attr-defined]
    tokens = np.arange(starts[-1])
    monkeypatch.setattr("indexer.columns.snapshot.FEW_POSITIONS", 0)
    found = Columns.slots_at(columns, tokens)  # type: ignore[arg-type]
    assert found.tolist() == np.repeat(np.arange(500), lengths).tolist()


def letter(number: int, text: str, doc_id: str | None = None) -> Change:
    document = Document(doc_id=doc_id or f"d-{number}", patient_id=f"p-{doc_id or number}", text=text)
    reading = Reading(
        annotations=(Annotation(0, 4, "CIM10", "R05", "Toux", Assertion(negated=number % 2 == 0)),),
        sections=(Section(0, len(text), "conclusion"),),
    )
    return Change(number, document.doc_id, AnnotatedDocument(document=document, reading=reading))


@pytest.fixture
def engine(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Engine:
    pytest.importorskip("tantivy")
    monkeypatch.setattr("indexer.columns.writer.LEAST_DOCUMENTS", 10)
    monkeypatch.setattr("indexer.columns.writer.REWRITTEN_SLOTS", 15)
    return open_engine("tantivy", tmp_path / "index")


def columns_of(engine: Engine) -> Columns:
    columns: Columns = engine._current().columns  # type: ignore[attr-defined]
    return columns


def test_small_applies_get_a_record_together(engine: Engine) -> None:
    stored = []
    for number in range(1, 26):
        engine.apply([letter(number, "toux sèche")])
        stored.append(columns_of(engine).slots_with_records)
        assert engine.count(Phrase(("toux", "seche")))[0] == number
        assert engine.count(ConceptIs("CIM10", "R05"))[0] == (number + 1) // 2
    assert stored == [0] * 9 + [10] * 10 + [20] * 6


def test_after_a_purge_no_dead_slot_is_in_the_lists(engine: Engine) -> None:
    engine.apply([letter(number, f"toux et toux mot{number}") for number in range(1, 41)])
    engine.apply([Change(50, "d-7", None), letter(51, "toux", "d-8")])
    for _ in range(2):
        assert engine.count(Word("toux")) == (39, 39)
        assert engine.count(Word("mot9")) == (1, 1)
        assert engine.count(Word("mot7")) == (0, 0)
        assert engine.count(ConceptIs("CIM10", "R05")) == (20, 20)
        assert engine.count(Phrase(("et", "toux")))[0] == 38
        engine.purge()
    columns = columns_of(engine)
    assert columns.inverted is not None
    keys = keys_of([columns.lexicon.ids["toux"]], range(8))
    assert columns.slots_with_records == 41
    assert columns.inverted.slots(keys, columns.slots_at, 41, NO_LIMIT) == columns.live
