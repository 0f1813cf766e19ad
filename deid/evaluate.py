"""Figures against gold: what is gone, what is destroyed, with intervals, by class of person, on clean and on noisy text.

Token figures follow the common scorer of the project's gold notes: a token of an identifier counts as found only if every
letter of it is covered; care dates that are found but kept count as found, every other identifier must be gone.
Intervals are Clopper and Pearson's (exact, 95 %). Classes: A patient and kin, B professionals, C indirect identifiers.
"""

from __future__ import annotations

import random
import re
import unicodedata
from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from clinical.documents import DIRECT_LABELS
from clinical.intervals import clopper_pearson

TOKEN = re.compile(r"[^\W_]+")
STOP = frozenset("de du des la le les l d et a à rue avenue av bd boulevard place bis n".split())
"""Small words of names and addresses: nobody is identified by them."""
INDIRECT = frozenset({"DATE", "VILLE", "HOPITAL", "URL", "AGE90", "AUTRE_ID", "FINESS"})
_PROFESSIONAL = re.compile(
    r"(?:\b(?:dr|drs|pr|docteur|professeur|doctor|interne|externe|ide|idec|iade|ibode|as|kin[ée]\w*|infirmi[èe]re?|chirurgien\w*|m[ée]decin\w*|op[ée]rateur|anesth[ée]siste|psycholog\w*|"
    r"ergo\w*|orthophoniste|di[ée]t[ée]tic\w*|secr[ée]\w*|cadre|senior|assistant\w*|chef|sage-femme|sf|manip\w*|frappe|mt|cabinet|nurse|rn|consultant|resident)\b[^\n]{0,40})$",
    re.I,
)
_ROLE_AFTER = re.compile(
    r"^[^\n]{0,12}?[,(]?\s*\(?(?:interne|ide|as\b|iade|kin[ée]|psych|infirm|m[ée]decin|ph\b|cca|pu-ph|secr|rpps|rn\b|md\b)",
    re.I,
)
_SWAPS = {"0": "O", "O": "0", "1": "l", "l": "1", "I": "l", "i": "1", "5": "S", "S": "5", "8": "B", "B": "8"}


def evaluate(golds: Sequence[Mapping[str, Any]], predictions: Mapping[str, Mapping[str, Any]]) -> dict[str, Any]:
    """Score predictions.

    Args:
        golds: documents with ``doc_id``, ``text``, ``phi`` (``start``, ``end``, ``label``, ``text``) and ``concepts``.
        predictions: by ``doc_id``: ``{"entities": [{"start", "end", "label", "replacement"}]}`` or ``{"quarantined": [...]}``.
            Offsets are half-open code points into the original text.

    Returns:
        Shares between 0 and 1 under the scorer's names, ``intervals`` with ``(low, high)`` for each, ``by_label`` with
        ``(token recall, share of spans wholly gone, spans)``, ``by_class`` and ``leaks`` with their context.
    """
    tally = _Tally()
    for gold in golds:
        row = predictions.get(gold["doc_id"], {"entities": []})
        if "quarantined" in row:
            tally.quarantined += 1
        else:
            tally.add(gold, row["entities"])
    return tally.report(len(golds))


class _Tally:
    """Counts over documents, and the leaks."""

    def __init__(self) -> None:
        self.tokens: Counter[str] = Counter()
        self.hits: Counter[str] = Counter()
        self.spans: Counter[str] = Counter()
        self.clean: Counter[str] = Counter()
        self.classes: defaultdict[str, Counter[str]] = defaultdict(Counter)
        self.leaks: list[dict[str, Any]] = []
        self.predicted = self.right = self.concepts = self.destroyed = 0
        self.docs_direct = self.docs_all = self.quarantined = 0

    def add(self, gold: Mapping[str, Any], entities: Sequence[Mapping[str, Any]]) -> None:
        """One document that is released."""
        text = gold["text"]
        found = _covered(len(text), entities)
        gone = _covered(len(text), [e for e in entities if e.get("replacement", "") is not None])
        missed_labels = set()
        for span in gold["phi"]:
            if self._span(gold, span, found if span["label"] == "DATE" else gone):
                missed_labels.add(span["label"])
        self.docs_all += not missed_labels
        self.docs_direct += not missed_labels & DIRECT_LABELS
        self._precision(text, entities, _covered(len(text), gold["phi"]))
        self.concepts += len(gold["concepts"])
        self.destroyed += sum(any(found[c["start"] : c["end"]]) for c in gold["concepts"])

    def _span(self, gold: Mapping[str, Any], span: Mapping[str, Any], cover: bytearray) -> bool:
        """Count one identifier; whether a part of it is left."""
        start, label = span["start"], span["label"]
        words = [m for m in TOKEN.finditer(span["text"]) if m.group().lower() not in STOP] or list(
            TOKEN.finditer(span["text"])
        )
        missed = [m.group() for m in words if not all(cover[start + m.start() : start + m.end()])]
        self.tokens[label] += len(words)
        self.hits[label] += len(words) - len(missed)
        self.spans[label] += 1
        self.clean[label] += not missed
        kind = person_class(gold["text"], span)
        self.classes[kind].update(tokens=len(words), hits=len(words) - len(missed), spans=1, clean=int(not missed))
        if missed:
            self.leaks.append(_leak(gold, span, missed, kind))
        return bool(missed)

    def _precision(self, text: str, entities: Iterable[Mapping[str, Any]], gold_cover: bytearray) -> None:
        for entity in entities:
            for match in TOKEN.finditer(text, entity["start"], entity["end"]):
                if match.group().lower() not in STOP:
                    self.predicted += 1
                    self.right += all(gold_cover[match.start() : match.end()])

    def report(self, documents: int) -> dict[str, Any]:
        """The figures under the scorer's names, with intervals."""
        docs = max(1, documents - self.quarantined)
        direct = [label for label in self.tokens if label in DIRECT_LABELS]
        counts = {
            "token_recall": (sum(self.hits.values()), sum(self.tokens.values())),
            "token_precision": (self.right, self.predicted),
            "entity_recall": (sum(self.clean.values()), sum(self.spans.values())),
            "direct_recall": (sum(self.hits[k] for k in direct), sum(self.tokens[k] for k in direct)),
            "docs_fully_clean_direct": (self.docs_direct, docs),
            "docs_fully_clean_all": (self.docs_all, docs),
            "concepts_destroyed": (self.destroyed, self.concepts),
        }
        shares = {name: hit / max(1, total) for name, (hit, total) in counts.items()}
        recall, precision = shares["token_recall"], shares["token_precision"]
        return {
            "docs": docs,
            "quarantined": self.quarantined,
            **shares,
            "token_f1": 2 * recall * precision / max(1e-9, recall + precision),
            "intervals": {name: _interval(hit, total) for name, (hit, total) in counts.items()},
            "by_label": {
                label: (
                    round(self.hits[label] / self.tokens[label], 4),
                    round(self.clean[label] / self.spans[label], 4),
                    self.spans[label],
                )
                for label in sorted(self.tokens)
            },
            "by_class": {kind: _class_row(counts) for kind, counts in sorted(self.classes.items())},
            "leaks": self.leaks,
        }


def _class_row(counts: Counter[str]) -> dict[str, Any]:
    return {
        "token_recall": counts["hits"] / max(1, counts["tokens"]),
        "entity_recall": counts["clean"] / max(1, counts["spans"]),
        "spans": counts["spans"],
        "interval": _interval(counts["clean"], counts["spans"]),
    }


def _covered(length: int, spans: Iterable[Mapping[str, Any]]) -> bytearray:
    mask = bytearray(length)
    for span in spans:
        start, end = max(0, span["start"]), min(length, span["end"])
        if end > start:
            mask[start:end] = b"\x01" * (end - start)
    return mask


def _leak(gold: Mapping[str, Any], span: Mapping[str, Any], missed: list[str], kind: str) -> dict[str, Any]:
    text, start, end = gold["text"], span["start"], span["end"]
    return {
        "doc_id": gold["doc_id"], "label": span["label"], "class": kind, "text": span["text"], "missed": missed,
        "context": f"{text[max(0, start - 40) : start]}[{span['text']}]{text[end : end + 25]}",
    }  # fmt: skip


def person_class(text: str, span: Mapping[str, Any]) -> str:
    """``A`` patient or kin, ``B`` professional, ``C`` indirect, by label and, as far as it tells, by context."""
    if span["label"] in INDIRECT:
        return "C"
    if span["label"] == "RPPS":
        return "B"
    before = text[max(0, span["start"] - 60) : span["start"]].rsplit("\n", 1)[-1]
    names = span["label"] in ("NOM", "PRENOM", "MAIL", "TEL", "ADRESSE", "ZIP")
    if names and (_PROFESSIONAL.search(before) or _ROLE_AFTER.match(text[span["end"] : span["end"] + 30])):
        return "B"
    return "A"


def _interval(hits: int, total: int) -> tuple[float, float]:
    """The exact interval of a share, to five places."""
    low, high = clopper_pearson(hits, total)
    return round(low, 5), round(high, 5)


def add_noise(golds: Sequence[Mapping[str, Any]], *, seed: int = 1, share: float = 0.05) -> list[dict[str, Any]]:
    """The same documents with damaged identifiers: case, accents, line breaks, and OCR swaps on ``share`` of their signs.

    Offsets of identifiers and concepts follow; the record that comes with a document stays as it was.
    """
    return [_noisy(gold, random.Random(f"{seed}-{gold['doc_id']}"), share) for gold in golds]


def _noisy(gold: Mapping[str, Any], rng: random.Random, share: float) -> dict[str, Any]:
    text, out, phi, shifts = gold["text"], [], [], []
    position = size = 0
    for span in sorted(gold["phi"], key=lambda s: s["start"]):
        out.append(text[position : span["start"]])
        size += span["start"] - position
        surface = _damaged(span["text"], rng, share)
        phi.append({**span, "start": size, "end": size + len(surface), "text": surface})
        out.append(surface)
        size += len(surface)
        position = span["end"]
        shifts.append((position, size - position))
    out.append(text[position:])
    concepts = [_moved(concept, shifts) for concept in gold["concepts"]]
    return {**gold, "text": "".join(out), "phi": phi, "concepts": concepts}


def _moved(concept: Mapping[str, Any], shifts: list[tuple[int, int]]) -> dict[str, Any]:
    shift = next((moved for end, moved in reversed(shifts) if end <= concept["start"]), 0)
    return {**concept, "start": concept["start"] + shift, "end": concept["end"] + shift}


def _damaged(surface: str, rng: random.Random, share: float) -> str:
    kind = rng.random()
    if kind < 0.15:
        surface = surface.upper() if len(surface.upper()) == len(surface) else surface
    elif kind < 0.25:
        surface = surface.lower()
    elif kind < 0.45:
        surface = "".join(c for c in unicodedata.normalize("NFD", surface) if not unicodedata.combining(c))
    elif kind < 0.55:
        surface = surface.replace(" ", "\n", 1)
    return "".join(_SWAPS.get(char, char) if rng.random() < share else char for char in surface)
