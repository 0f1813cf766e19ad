"""Figures: how well concepts and context are read against gold notes, with every miss in its surroundings.

``evaluate_annotate`` gives the same figures as the scorer that outsiders use: a prediction that overlaps more than two
gold mentions is wrong and finds nothing, each (span, category) is one prediction for code precision, and a mention that
is not found misses each of its marks. The other functions measure context at gold spans of public corpora and the recall
of spans, with Wilson or bootstrap intervals at 95 %.
"""

from __future__ import annotations

import math
import random
from collections import Counter
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from .context import Context

Row = Mapping[str, Any]
"""A gold note or a prediction as read from its JSON line."""

SYSTEMS = {"CIM10": 3, "ATC": 5}
"""How many characters of a code must agree: the CIM-10 category, ATC's level 4."""

MARKS = {"neg": "negated", "hyp": "hypothetical", "fam": "family", "hist": "historical"}
AROUND = 60


@dataclass(frozen=True, slots=True)
class Proportion:
    """A share of ``total`` with its Wilson interval at 95 %."""

    hits: int
    total: int

    @property
    def value(self) -> float:
        return self.hits / max(1, self.total)

    @property
    def interval(self) -> tuple[float, float]:
        """Wilson's score interval."""
        if not self.total:
            return 0.0, 1.0
        z, n, p = 1.96, self.total, self.value
        centre, spread = p + z * z / (2 * n), z * math.sqrt(p * (1 - p) / n + z * z / (4 * n * n))
        return max(0.0, (centre - spread) / (1 + z * z / n)), min(1.0, (centre + spread) / (1 + z * z / n))


@dataclass(slots=True)
class Tally:
    """True and false positives and false negatives of one mark, and the misses in context."""

    tp: int = 0
    fp: int = 0
    fn: int = 0
    misses: list[str] = field(default_factory=list)
    units: list[tuple[int, int, int]] = field(default_factory=list)
    """The counts of each document, for the bootstrap."""

    @property
    def f1(self) -> float:
        return _f1(self.tp, self.fp, self.fn)

    def interval(self, *, rounds: int = 500, seed: int = 1) -> tuple[float, float]:
        """Bootstrap interval of F1 at 95 %, documents drawn with replacement."""
        if not self.units:
            return 0.0, 1.0
        draw = random.Random(seed)
        values = []
        for _ in range(rounds):
            sample = draw.choices(self.units, k=len(self.units))
            values.append(_f1(*(sum(column) for column in zip(*sample, strict=True))))
        values.sort()
        return values[int(rounds * 0.025)], values[int(rounds * 0.975) - 1]

    def as_dict(self) -> dict[str, Any]:
        low, high = self.interval()
        return {"f1": self.f1, "tp": self.tp, "fp": self.fp, "fn": self.fn, "interval": [low, high]}


def _f1(tp: int, fp: int, fn: int) -> float:
    return 2 * tp / max(1, 2 * tp + fp + fn)


def around(text: str, start: int, end: int) -> str:
    """A mention in its surroundings, on one line."""
    piece = f"{text[max(0, start - AROUND) : start]}«{text[start:end]}»{text[end : end + AROUND]}"
    return piece.replace("\n", "⏎")


def _overlap(left: Row, right: Row) -> bool:
    return bool(left["start"] < right["end"] and right["start"] < left["end"])


def _same(system: str, gold: str, predicted: str) -> bool:
    width = SYSTEMS[system]
    return gold[:width] == predicted.replace(".", "")[:width]


def evaluate_annotate(golds: Sequence[Row], predictions: Mapping[str, Row]) -> dict[str, Any]:
    """Concept and context figures, equal to the outside scorer's.

    Args:
        golds: notes with ``doc_id``, ``text`` and ``concepts`` (``start``, ``end``, ``text``, ``system``, ``code``, ``ctx``).
        predictions: by ``doc_id``, rows with ``annotations`` as ``klask annotate`` gives them.

    Returns:
        For each system mentions, span and code recall and precision with intervals, confusion of codes, and what was
        missed or wrong, in context; for each mark F1 end to end, and on the mentions found (``…_found``).
    """
    report: dict[str, Any] = {}
    ends = {mark: Tally() for mark in MARKS}
    found = {mark: Tally() for mark in MARKS}
    for system in SYSTEMS:
        report[system] = _system_report(system, golds, predictions, ends, found)
    for mark, tally in ends.items():
        report[mark] = {"f1": tally.f1, "tp": tally.tp, "fp": tally.fp, "fn": tally.fn, "misses": tally.misses}
    for mark, tally in found.items():
        report[f"{mark}_found"] = {
            "f1": tally.f1,
            "tp": tally.tp,
            "fp": tally.fp,
            "fn": tally.fn,
            "misses": tally.misses,
        }
    return report


def _system_report(
    system: str,
    golds: Sequence[Row],
    predictions: Mapping[str, Row],
    ends: Mapping[str, Tally],
    found: Mapping[str, Tally],
) -> dict[str, Any]:
    counts: Counter[str] = Counter()
    missed: list[tuple[str, ...]] = []
    wrong: list[tuple[Any, ...]] = []
    spurious: list[tuple[str, ...]] = []
    confusion: Counter[tuple[str, str]] = Counter()
    width = SYSTEMS[system]
    for note in golds:
        gold = [concept for concept in note["concepts"] if concept["system"] == system]
        row = predictions.get(note["doc_id"], {"annotations": []})
        every = [found for found in row["annotations"] if found["system"] == system]
        over_gold = {(p["start"], p["end"]): [g for g in note["concepts"] if _overlap(p, g)] for p in every}
        usable = [p for p in every if len(over_gold[p["start"], p["end"]]) <= 2]
        for mention in gold:
            over = [p for p in usable if _overlap(p, mention)]
            good = [p for p in over if _same(system, mention["code"], p["code"])]
            counts["mentions"] += 1
            counts["found"] += bool(over)
            counts["coded"] += bool(good)
            if not over:
                missed.append((note["doc_id"], mention["text"], mention["code"]))
            elif not good:
                wrong.append((note["doc_id"], mention["text"], mention["code"], sorted({p["code"] for p in over})))
                confusion[mention["code"][:width], over[0]["code"][:width]] += 1
            best = (good or over or [{}])[0]
            _count_marks(note, mention, best, ends)
            if over:
                _count_marks(note, mention, best, found)
        for key, gold_over in over_gold.items():
            counts["spans"] += 1
            right = any(g["system"] == system for g in gold_over) and len(gold_over) <= 2
            counts["right_spans"] += right
            if not right:
                spurious.append((note["doc_id"], around(note["text"], *key)))
        for start, end, code in {(p["start"], p["end"], p["code"].replace(".", "")[:width]) for p in every}:
            counts["codes"] += 1
            gold_over = over_gold[start, end]
            counts["right_codes"] += len(gold_over) <= 2 and any(
                g["system"] == system and _same(system, g["code"], code) for g in gold_over
            )
    return _proportions(counts) | {
        "predicted": counts["spans"],
        "missed": missed,
        "wrong": wrong,
        "spurious": spurious,
        "confusion": confusion.most_common(),
    }


def _proportions(counts: Counter[str]) -> dict[str, Any]:
    figures = {
        "span_recall": Proportion(counts["found"], counts["mentions"]),
        "code_recall": Proportion(counts["coded"], counts["mentions"]),
        "span_precision": Proportion(counts["right_spans"], counts["spans"]),
        "code_precision": Proportion(counts["right_codes"], counts["codes"]),
    }
    report: dict[str, Any] = {"mentions": counts["mentions"]}
    report |= {name: figure.value for name, figure in figures.items()}
    report["intervals"] = {name: figure.interval for name, figure in figures.items()}
    return report


def _count_marks(note: Row, mention: Row, best: Row, tallies: Mapping[str, Tally]) -> None:
    for mark, name in MARKS.items():
        _count(
            tallies[mark],
            gold=mark in mention["ctx"],
            said=bool(best.get(name)),
            place=(note["doc_id"], note["text"], mention["start"], mention["end"]),
        )


def _count(tally: Tally, *, gold: bool, said: bool, place: tuple[str, str, int, int]) -> None:
    tally.tp += gold and said
    tally.fp += said and not gold
    tally.fn += gold and not said
    if gold != said:
        doc_id, text, start, end = place
        tally.misses.append(f"{doc_id} {'missed' if gold else 'false'}: {around(text, start, end)}")


def _negation_of(rows: Iterable[tuple[Row, list[tuple[int, int, bool]]]], lang: str) -> Tally:
    """Negation at gold spans, one unit a document."""
    tally = Tally()
    for row, spans in rows:
        reading = Context.of(row["text"], lang=lang)
        before = (tally.tp, tally.fp, tally.fn)
        for start, end, negated in spans:
            said = reading.assertion(start, end).negated
            _count(tally, gold=negated, said=said, place=(row["doc_id"], row["text"], start, end))
        tally.units.append((tally.tp - before[0], tally.fp - before[1], tally.fn - before[2]))
    return tally


def evaluate_e3c(rows: Sequence[Row], *, lang: str = "fr") -> dict[str, Any]:
    """Negation on E3C's events, all of them and those that overlap an entity.

    Args:
        rows: documents with ``text``, ``events`` (``start``, ``end``, ``negated``) and ``entities``.
        lang: language of the documents.
    """

    def events(row: Row, entities_only: bool) -> list[tuple[int, int, bool]]:
        return [
            (event["start"], event["end"], event["negated"])
            for event in row["events"]
            if not entities_only or any(_overlap(event, entity) for entity in row["entities"])
        ]

    every = _negation_of([(row, events(row, False)) for row in rows], lang)
    inside = _negation_of([(row, events(row, True)) for row in rows], lang)
    return {
        "all_events": every.as_dict() | {"misses": every.misses},
        "events_over_entities": inside.as_dict() | {"misses": inside.misses},
    }


def evaluate_negex(rows: Sequence[Row], *, lang: str = "en") -> dict[str, Any]:
    """Negation on the NegEx sentences: ``text``, ``start``, ``end``, ``negated``."""
    tally = _negation_of([(row, [(row["start"], row["end"], row["negated"])]) for row in rows], lang)
    return tally.as_dict() | {"misses": tally.misses}


Finder = Callable[[str], Sequence[tuple[int, int]]]
"""Gives the spans of the concepts that it finds in a text."""


def evaluate_spans(rows: Sequence[Row], finders: Mapping[str, Finder]) -> dict[str, Any]:
    """Span recall on QUAERO: the share of gold entities that some prediction touches.

    Args:
        rows: documents with ``text`` and ``entities`` (``label``, ``spans``).
        finders: for each label (CHEM, DISO) what is to find it.
    """
    report: dict[str, Any] = {}
    for label, finder in finders.items():
        hits = total = 0
        for row in rows:
            gold = [entity["spans"] for entity in row["entities"] if entity["label"] == label]
            if not gold:
                continue
            found = finder(row["text"])
            total += len(gold)
            hits += sum(_touched(spans, found) for spans in gold)
        share = Proportion(hits, total)
        report[label] = {"entities": total, "span_recall": share.value, "interval": share.interval}
    return report


def _touched(spans: Sequence[Sequence[int]], found: Sequence[tuple[int, int]]) -> bool:
    return any(start < right and left < end for start, end in spans for left, right in found)
