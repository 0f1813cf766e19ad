"""Train the tagger of ``deid``: ``python -m klask.train_tagger [--gold FOLDER ...] [--seed S] [--out FILE]``.

Texts: the synthetic hospital's training lists; gold notes (``hospital/notes`` and the folders given), each many times with other
people, towns and institutions and in other spellings; sheets of sentences written by hand (``klask/training``). What the rules
find is context, but some of it is hidden, so that the model learns to find it too. The same seed, texts and numpy give the
same weights. Fit: softmax regression by Adagrad over hashed features.
"""

from __future__ import annotations

import argparse
import re
from collections.abc import Iterator, Sequence
from importlib import resources
from pathlib import Path
from random import Random
from typing import Any, NamedTuple

import numpy as np
import numpy.typing as npt

from clinical.documents import SourceDocument
from deid import Deidentifier, DeidOptions, Pseudonyms
from deid.page import Page
from deid.spans import Span
from deid.tagger.candidates import candidates, states_of
from deid.tagger.features import BITS, NEAR, NOTHING, PLACES, Features, States
from deid.tagger.model import CLASSES
from hospital import stream
from hospital.handwritten import read_note
from klask.training.surfaces import sentences, surfaces
from klask.training.variation import Variation, Varied, joined, line_of, unmarked

LABELS = {label: number for number, label in enumerate(CLASSES)}
BATCH, EPOCHS, RATE = 2048, 4, 0.3
DROPPED = 0.25
"""Share of features that are left out of each batch, so that no single word or list decides."""
SMALLEST = 0.02
"""Weights below this are not kept: they change no decision and would triple the file."""
VARIANTS, SHEETS, DOCUMENTS = 20, 2000, 1500
"""How many variants of each gold note, sheets of sentences and notes of the synthetic hospital are read."""
HIDDEN = (0.0, 0.0, 0.3, 0.6, 1.0)
"""Shares of the rules' findings that are hidden, one of them drawn for each text."""

Rows = npt.NDArray[np.int32]
Classes = npt.NDArray[np.int8]


class Example(NamedTuple):
    """One text's tokens: features (tokens, features) and classes; ``group`` tells where the text is from."""

    group: str
    rows: Rows
    classes: Classes


def texts(
    notes: Sequence[Path], *, seed: int, variants: int = VARIANTS, sheets: int = SHEETS, documents: int = DOCUMENTS
) -> Iterator[tuple[str, Varied]]:
    """Texts with their identifiers, and the group they belong to (a note's name, ``sheet``, ``stream``)."""
    variation = Variation(surfaces())
    for path in notes:
        note = read_note(path.read_text(encoding="utf-8"))
        lang = note.gold()["lang"]
        for number in range(variants):
            varied = variation.note(note.pieces, Random(f"{seed}-{path.stem}-{number}"), faithful=number == 0)
            yield path.stem, varied._replace(lang=lang)
    lines = list(plain_lines(notes))
    for number in range(sheets // 2):
        yield "plain", variation.plain(lines, Random(f"{seed}-plain-{number}"))
    templates, counter = sentences()
    for number in range(sheets):
        yield "sheet", variation.sheet(templates, counter, Random(f"{seed}-sheet-{number}"))
    for made in stream(seed=seed, documents=documents, names="training"):
        row: dict[str, Any] = dict(made.gold())
        yield "stream", joined(line_of(row))._replace(lang=row["lang"])


def plain_lines(notes: Sequence[Path]) -> Iterator[str]:
    """The sentences of notes that hold no identifier."""
    for path in notes:
        note = read_note(path.read_text(encoding="utf-8"))
        if note.gold()["lang"] != "fr":
            continue
        parts = [plain if label is None else "\x00" for plain, label in map(unmarked, note.pieces)]
        for line in re.split(r"(?<=[.;])\s+|\n", "".join(parts)):
            if "\x00" not in line and len(line) > 20:
                yield line.strip()


class Examples:
    """Makes examples of texts: the rules are run, some of what they find is hidden, and what is left is to be learnt."""

    def __init__(self, *, seed: int) -> None:
        self._seed = seed
        self._rules = Deidentifier(DeidOptions(), pseudonyms=Pseudonyms(bytes(32)))
        self._features = Features()

    def __call__(self, group: str, varied: Varied, number: int) -> Example | None:
        """The examples of one text; none if no token is left to learn."""
        page = Page(varied.text, lang=varied.lang)
        if len(page) < 3:
            return None
        rng = np.random.default_rng([self._seed, number])
        found = self._rules.rules(page, SourceDocument(doc_id="", text=varied.text, lang=varied.lang))
        classes = np.zeros(len(page), dtype=np.int8)
        for start, end, label in varied.spans:
            tokens = page.tokens_in(start, end)
            classes[tokens.start : tokens.stop] = LABELS.get(label, -1)
        every = np.frombuffer(states_of(page, found), dtype=np.uint8)
        classes[(every > 0) & (classes == 0)] = -1  # what only the rules took: it may be an identifier all the same
        states = states_of(page, hidden(found, rng))
        left = np.array([i for i in candidates(page, states) if classes[i] >= 0], dtype=np.int64)
        if not len(left):
            return None
        return Example(group, rows(self._features, page, left, states), classes[left])


def hidden(found: Sequence[Span], rng: np.random.Generator) -> list[Span]:
    """The findings without some of them."""
    share = HIDDEN[rng.integers(len(HIDDEN))]
    places = sorted({span[:2] for span in found})
    gone = {place for place, lot in zip(places, rng.random(len(places)), strict=True) if lot < share}
    return [
        span for span in found if span[:2] not in gone and not any(a <= span.start and span.end <= b for a, b in gone)
    ]


def rows(features: Features, page: Page, tokens: npt.NDArray[np.int64], states: States) -> Rows:
    """All the features of tokens: those of the words around them, and those of pairs."""
    ids = features.ids(page, tokens.tolist())
    used, place = np.unique(ids, return_inverse=True)
    around = features.around(used)[place.reshape(ids.shape), np.arange(PLACES)][:, NEAR]
    return np.concatenate([around, features.pairs(page, tokens.tolist(), ids, states)], axis=1).astype(np.int32)


def fit(
    inputs: Rows, classes: Classes, *, seed: int, epochs: int = EPOCHS, dropped: float = DROPPED
) -> npt.NDArray[np.float32]:
    """The weights, shape (features, classes)."""
    rng = np.random.default_rng(seed)
    weights = np.zeros((1 << BITS, len(CLASSES)), dtype=np.float32)
    energy = np.full_like(weights, 1e-4)
    for _ in range(epochs):
        order = rng.permutation(len(inputs))
        for start in range(0, len(inputs), BATCH):
            batch = order[start : start + BATCH]
            drawn = inputs[batch]
            drawn[rng.random(drawn.shape, dtype=np.float32) < dropped] = NOTHING
            _step(weights, energy, drawn, classes[batch])
            weights[NOTHING] = 0
    return weights


def _step(weights: npt.NDArray[np.float32], energy: npt.NDArray[np.float32], rows: Rows, classes: Classes) -> None:
    scores = weights[rows].sum(axis=1)
    scores -= scores.max(axis=1, keepdims=True)
    error = np.exp(scores)
    error /= error.sum(axis=1, keepdims=True)
    error[np.arange(len(classes)), classes] -= 1
    places = rows.ravel()
    for number in range(weights.shape[1]):
        gradient = np.bincount(places, np.repeat(error[:, number], rows.shape[1]), minlength=len(weights)).astype(
            np.float32
        )
        energy[:, number] += gradient * gradient
        weights[:, number] -= RATE * gradient / np.sqrt(energy[:, number])


def save(weights: npt.NDArray[np.float32], path: Path) -> None:
    """Only rows that matter, as float16."""
    rows = np.flatnonzero(np.abs(weights - weights.mean(axis=1, keepdims=True)).max(axis=1) > SMALLEST).astype(np.int32)
    np.savez_compressed(path, shape=np.array(weights.shape), rows=rows, values=weights[rows].astype(np.float16))


def gold_notes(folders: Sequence[Path]) -> list[Path]:
    """The notes to vary: the hospital's own and those of the folders."""
    own = resources.files("hospital").joinpath("notes")
    with resources.as_file(own) as folder:
        return [path for place in (folder, *folders) for path in sorted(place.glob("*.txt"))]


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--gold", type=Path, nargs="*", default=[Path("tests/gold/read")], help="folders of gold notes")
    parser.add_argument("--seed", type=int, default=7)
    parser.add_argument("--out", type=Path, default=Path("deid/tagger/weights.npz"))
    arguments = parser.parse_args()
    make = Examples(seed=arguments.seed)
    drawn = enumerate(texts(gold_notes(arguments.gold), seed=arguments.seed))
    examples = [example for k, (group, varied) in drawn if (example := make(group, varied, k))]
    inputs = np.concatenate([example.rows for example in examples])
    classes = np.concatenate([example.classes for example in examples])
    save(fit(inputs, classes, seed=arguments.seed), arguments.out)
    print(f"{len(examples)} texts, {len(classes)} tokens, of which {int((classes > 0).sum())} identify")


if __name__ == "__main__":
    main()
