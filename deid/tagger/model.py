"""The tagger: a linear model that says of each token whether it is part of a name, a town or an institution.

It is the weakest layer: it only adds what the rules left, above ``THRESHOLD`` and past guards (capitals, no medical words,
no eponyms, no words of forms). Trained on invented notes alone by ``python -m klask.train_tagger``; weights in
``weights.npz`` (float16, 2**18 features, 4 classes).
"""

from __future__ import annotations

from collections.abc import Iterator, Set
from functools import lru_cache
from importlib import resources

import numpy as np
import numpy.typing as npt

from deid.cues import Cue, Word
from deid.grammar import behind_eponym_head, is_medicine
from deid.page import TITLE, UPPER, Page
from deid.spans import GUESSED, Span
from deid.tagger.features import Features
from deid.vocabulary import CIVIL, DOCUMENT_WORDS, MEDICAL, NEVER, PARTICLES, ROLES

CLASSES = ("O", "NOM", "VILLE", "HOPITAL")
"""``NOM`` stands for any part of a person's name."""
THRESHOLD = 0.7
"""Probability of not being O from which a token is added; chosen on held-out invented notes, for recall."""
UNLISTED = 0.97
"""The same for a word that is in no list at all: it may be a brand of medicine."""
_NO_NAMES = frozenset("cedex amities cordialement merci bonjour confraternellement page poste fax tel".split()).union(
    NEVER, CIVIL, MEDICAL, ROLES, PARTICLES, DOCUMENT_WORDS
)


class Tagger:
    """Loaded once (about 20 ms, 4 MB); stateless but for its bounded cache of words."""

    def __init__(self, weights: npt.NDArray[np.float32]) -> None:
        self._weights = weights
        self._features = Features()

    def probabilities(self, page: Page, tokens: list[int] | None = None) -> npt.NDArray[np.float32]:
        """An array of shape (tokens, classes), for all tokens or for those asked for."""
        scores = self._weights[self._features(page, tokens)].sum(axis=1)
        scores -= scores.max(axis=1, keepdims=True)
        shares = np.exp(scores)
        return np.asarray(shares / shares.sum(axis=1, keepdims=True), dtype=np.float32)

    def find(self, page: Page, *, known: Set[int] = frozenset()) -> Iterator[Span]:
        """Tokens that the model takes for identifying and that no guard holds back; ``known`` are found already."""
        tokens = [i for i in page.at(_CANDIDATE) if i not in known and _allowed(page, i)]
        if not tokens or len(page) < 3:
            return
        shares = self.probabilities(page, tokens)
        for place in np.flatnonzero(shares[:, 0] < 1 - THRESHOLD).tolist():
            i = tokens[place]
            if not _listed(page.records[i]) and shares[place, 0] > 1 - UNLISTED:
                continue
            label = CLASSES[1 + int(shares[place, 1:].argmax())]
            yield Span(page.starts[i], page.ends[i], label, "tagger", GUESSED)


def _listed(word: Word) -> bool:
    info = word.info
    return info.surname >= 1.5 or info.first >= 2.5 or info.town >= 0


def _may_be_name(word: Word) -> bool:
    """Whether a word by itself may be a name that the tagger adds."""
    folded, info = word.folded, word.info
    if word.shape not in (UPPER, TITLE) or len(folded) < 3 or folded in _NO_NAMES or info.eponym:
        return False
    short = word.shape == UPPER and len(folded) < 5
    return _listed(word) or not (short or info.medical or info.wordish)


_CANDIDATE = Cue(test=_may_be_name)


def _allowed(page: Page, i: int) -> bool:
    """Whether a word that may be a name may be one in this place."""
    if i and page.gaps[i] == "-" and page.info(i - 1).eponym:
        return False
    if is_medicine(page, i) or behind_eponym_head(page, i):
        return False
    return not (i and page.shapes[i - 1] == TITLE and behind_eponym_head(page, i - 1))


@lru_cache(maxsize=1)
def tagger() -> Tagger:
    """The shipped tagger."""
    path = resources.files("deid").joinpath("tagger", "weights.npz")
    with resources.as_file(path) as file, np.load(file) as packed:
        weights = np.zeros(packed["shape"], dtype=np.float32)
        weights[packed["rows"]] = packed["values"].astype(np.float32)
    return Tagger(weights)
