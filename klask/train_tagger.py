"""Train the tagger of ``deid`` on invented notes: ``python -m klask.train_tagger [--documents N] [--seed S] [--out FILE]``.

Notes come from the synthetic hospital's training lists; names, streets and towns of its test lists are never seen. The
same seed, documents and numpy give the same weights. Fit: softmax regression by Adagrad over hashed features.
"""

from __future__ import annotations

import argparse
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt

from deid.page import Page
from deid.tagger.features import BITS, Features
from deid.tagger.model import CLASSES, Tagger
from hospital import stream

LABELS = {"NOM": 1, "PRENOM": 1, "VILLE": 2, "HOPITAL": 3}
BATCH, EPOCHS, RATE = 2048, 3, 0.3
SMALLEST = 0.02
"""Weights below this are not kept: they change no decision and would triple the file."""


def examples(documents: int, *, seed: int, names: str) -> Iterator[tuple[Page, npt.NDArray[np.int64]]]:
    """Pages with the class of each token."""
    for note in stream(seed=seed, documents=documents, names=names):
        gold: dict[str, Any] = dict(note.gold())
        page = Page(gold["text"], lang=gold["lang"])
        classes = np.zeros(len(page), dtype=np.int64)
        for span in gold["phi"]:
            if span["label"] in LABELS:
                classes[list(page.tokens_in(span["start"], span["end"]))] = LABELS[span["label"]]
        if len(page) >= 3:
            yield page, classes


def fit(inputs: npt.NDArray[np.int32], classes: npt.NDArray[np.int64], *, seed: int) -> npt.NDArray[np.float32]:
    """The weights, shape (features, classes)."""
    rng = np.random.default_rng(seed)
    weights = np.zeros((1 << BITS, len(CLASSES)), dtype=np.float32)
    energy = np.full_like(weights, 1e-6)
    for _ in range(EPOCHS):
        order = rng.permutation(len(inputs))
        for start in range(0, len(inputs), BATCH):
            _step(weights, energy, inputs[order[start : start + BATCH]], classes[order[start : start + BATCH]])
    return weights


def _step(
    weights: npt.NDArray[np.float32],
    energy: npt.NDArray[np.float32],
    rows: npt.NDArray[np.int32],
    classes: npt.NDArray[np.int64],
) -> None:
    scores = weights[rows].sum(axis=1)
    scores -= scores.max(axis=1, keepdims=True)
    error = np.exp(scores)
    error /= error.sum(axis=1, keepdims=True)
    error[np.arange(len(classes)), classes] -= 1
    used, place = np.unique(rows.ravel(), return_inverse=True)
    gradient = np.zeros((len(used), weights.shape[1]), dtype=np.float32)
    np.add.at(gradient, place, np.repeat(error, rows.shape[1], axis=0))
    energy[used] += gradient * gradient
    weights[used] -= RATE * gradient / np.sqrt(energy[used])


def save(weights: npt.NDArray[np.float32], path: Path) -> None:
    """Only rows that matter, as float16."""
    rows = np.flatnonzero(np.abs(weights - weights.mean(axis=1, keepdims=True)).max(axis=1) > SMALLEST).astype(np.int32)
    np.savez_compressed(path, shape=np.array(weights.shape), rows=rows, values=weights[rows].astype(np.float16))


def held_out(weights: npt.NDArray[np.float32], *, documents: int, seed: int) -> tuple[float, float]:
    """Recall and precision of name tokens on the test lists, the model alone."""
    model = Tagger(weights)
    hits = found = wanted = 0
    for page, classes in examples(documents, seed=seed + 1, names="test"):
        guessed = model.probabilities(page).argmax(axis=1) == 1
        hits += int((guessed & (classes == 1)).sum())
        found += int(guessed.sum())
        wanted += int((classes == 1).sum())
    return hits / max(1, wanted), hits / max(1, found)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--documents", type=int, default=4000)
    parser.add_argument("--seed", type=int, default=7)
    parser.add_argument("--out", type=Path, default=Path("deid/tagger/weights.npz"))
    arguments = parser.parse_args()
    features = Features()
    pairs = [
        (features(page).astype(np.int32), classes)
        for page, classes in examples(arguments.documents, seed=arguments.seed, names="training")
    ]
    weights = fit(np.concatenate([x for x, _ in pairs]), np.concatenate([y for _, y in pairs]), seed=arguments.seed)
    save(weights, arguments.out)
    recall, precision = held_out(weights, documents=400, seed=arguments.seed)
    print(f"name tokens, test lists, tagger alone: recall {recall:.4f}, precision {precision:.4f}")


if __name__ == "__main__":
    main()
