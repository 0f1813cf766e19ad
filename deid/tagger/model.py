"""The tagger: a linear model that says of each token whether it is part of a name, a town or an institution.

It reads what the rules left (``candidates``), with what they found as context; what it finds itself is context for the words
beside it in a second pass. Trained by ``python -m klask.train_tagger``; weights in ``weights.npz`` (float16, 2**18 features,
5 classes).
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from functools import lru_cache
from importlib import resources
from threading import Lock

import numpy as np
import numpy.typing as npt

from deid.cues import Word
from deid.lexicon import Lexicon
from deid.morphology import misread, slip
from deid.page import LOWER, UPPER, Page
from deid.spans import GUESSED, Span
from deid.tagger.candidates import JOINING, PERSON, PLACE, candidates, states_of
from deid.tagger.features import INSTITUTIONS, PLACES, STATES, Features, States, named
from deid.vocabulary import KIN, PARTICLES

CLASSES = ("O", "NOM", "PRENOM", "VILLE", "HOPITAL")
LOWEST = 0.65
"""Probability of not being O from which a token is taken; chosen on notes of authors whose notes were left out."""
LETTERS = 0.8
"""The same for a few capitals that no list holds: most are short forms."""
SPARSE = 8
"""A text with fewer tokens of names, towns and institutions than this, or than one in forty, names hardly anybody, as a case report."""
PASSES = 2
_WINDOW = np.arange(PLACES)


class Tagger:
    """Loaded once; safe to share between threads; keeps words, never texts."""

    def __init__(self, weights: npt.NDArray[np.float32]) -> None:
        self._weights = weights
        self._features = Features()
        self._sums = np.zeros((1024, PLACES, len(CLASSES)), dtype=np.float32)
        self._known = 0
        self._lock = Lock()

    def probabilities(self, page: Page, tokens: list[int], states: States) -> npt.NDArray[np.float32]:
        """Of each of the tokens, the probability of each class: an array of shape (tokens, classes)."""
        with self._lock:
            ids = self._features.ids(page, tokens)
            self._learn()
            scores = _sum(self._weights, self._features.pairs(page, tokens, ids, states))
            scores += _sum(self._sums.reshape(-1, len(CLASSES)), ids * PLACES + _WINDOW)
        scores -= scores.max(axis=1, keepdims=True)
        shares = np.exp(scores)
        return np.asarray(shares / shares.sum(axis=1, keepdims=True), dtype=np.float32)

    def _learn(self) -> None:
        """Reckon the sums of weights of the words that are new."""
        size = self._features.size
        if size < self._known:  # the words were forgotten
            self._known = 0
        if size == self._known:
            return
        while size > len(self._sums):
            self._sums = np.concatenate([self._sums, np.zeros_like(self._sums)])
        around = self._features.around(np.arange(self._known, size))
        self._sums[self._known : size] = _sum(self._weights, around)
        self._known = size

    def find(self, page: Page, found: Iterable[Span] = ()) -> Iterator[Span]:
        """What the model takes for identifying beside what was ``found`` already, in two passes."""
        if len(page) < 3:
            return
        states = states_of(page, found)
        sparse = named(states).count(1) < max(SPARSE, len(page) // 40)
        tokens = candidates(page, states)
        taken: dict[int, int] = {}
        for _ in range(PASSES):
            if not tokens:
                break
            new = self._taken(page, tokens, states, sparse=sparse)
            for i, label in new.items():
                states[i] = STATES[CLASSES[label]]
            taken |= new
            tokens = [i for i in tokens if not states[i] and not new.keys().isdisjoint(range(i - 2, i + 3))]
        for i, label in sorted(taken.items()):
            if page.folded[i] not in INSTITUTIONS or _opens(page, states, i):
                yield Span(page.starts[i], page.ends[i], CLASSES[label], "tagger", GUESSED)

    def _taken(self, page: Page, tokens: list[int], states: States, *, sparse: bool) -> dict[int, int]:
        """The tokens above their threshold, and their classes."""
        shares = self.probabilities(page, tokens, states)
        taken = {}
        for place in np.flatnonzero(shares[:, 0] < 1 - LOWEST).tolist():
            i, label = tokens[place], 1 + int(shares[place, 1:].argmax())
            word = page.records[i]
            if shares[place, 0] < 1 - threshold(word, label, sparse=sparse) and not _is_word(word, page.lexicon):
                taken[i] = label
        return taken


def _sum(table: npt.NDArray[np.float32], rows: npt.NDArray[np.int64]) -> npt.NDArray[np.float32]:
    """The sums of a table's rows over the last axis of ``rows``; ten times faster than ``table[rows].sum(axis=-2)``."""
    ones = np.ones(rows.shape[-1], dtype=np.float32)
    return np.asarray(ones @ table.take(rows, axis=0), dtype=np.float32)


def _is_word(word: Word, lexicon: Lexicon) -> bool:
    """Whether a word that hardly anybody bears is a term, or a slip of the pen or of a scanner for a word (`semaibe`)."""
    info, folded = word.info, word.folded
    if word.shape == LOWER and (folded in KIN or (info.surname < 3 and info.first < 2 and lexicon.is_term(folded))):
        return True
    if folded in INSTITUTIONS or info.first >= 3.4 or info.surname >= 2.6 or info.town >= 0:
        return False
    if lexicon.is_term(folded):
        return True
    if info.surname or info.first or word.shape == UPPER or len(folded) < 6:
        return False
    return misread(folded) or (word.shape == LOWER and slip(folded))


def _opens(page: Page, states: States, i: int) -> bool:
    """Whether a name follows a word that opens institutions' names, a particle between at most."""
    k = i + 1
    while k < len(page) and k < i + 4 and page.gaps[k] in JOINING:
        if states[k] in PLACE or (states[k] in PERSON and k == i + 1):
            return True
        if page.folded[k] not in PARTICLES and page.folded[k] not in INSTITUTIONS:
            return False
        k += 1
    return False


def threshold(word: Word, label: int, *, sparse: bool) -> float:
    """The probability from which a word is taken.

    ``sparse``: the rules found hardly a name in the text, as in a case report, so that only a name of the lists counts.
    """
    info = word.info
    listed = info.surname >= 1.5 or info.first >= 2 or info.town >= 0
    if sparse:
        return 0.97 if listed and not info.wordish and word.shape != LOWER else 2.0
    if not listed and word.shape == UPPER and len(word.folded) < 6:
        return LETTERS
    return LOWEST


@lru_cache(maxsize=1)
def tagger() -> Tagger:
    """The shipped tagger."""
    path = resources.files("deid").joinpath("tagger", "weights.npz")
    with resources.as_file(path) as file, np.load(file) as packed:
        weights = np.zeros(packed["shape"], dtype=np.float32)
        weights[packed["rows"]] = packed["values"].astype(np.float32)
    return Tagger(weights)
