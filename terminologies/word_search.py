"""Terms that some typed words may mean: by their words, the last one perhaps unfinished, each perhaps misspelt."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np
from numpy.typing import NDArray
from rapidfuzz import fuzz, process
from rapidfuzz.distance import OSA

from language.folding import fold
from language.tokens import WORD
from terminologies import deletes
from terminologies.container import Container
from terminologies.draft import HIDDEN, LABEL
from terminologies.keys import is_little, spellings

_MAX_TOKENS = 300
"""Continuations of an unfinished word that are looked at."""
_MAX_TERMS = 3000
"""Terms that are compared letter by letter."""
_MISSPELT, _PREFIX = 0.9, 0.97
_GUARDED = 0.999
"""A form that means its code only in some surroundings comes after one that always does."""


class WordSearch:
    """Looks terms up over the compiled arrays; a question takes a few milliseconds over 200,000 terms."""

    def __init__(self, container: Container) -> None:
        self._vocabulary = container.array("vocabulary_keys")
        self._postings, self._ends = container.array("postings"), container.array("postings_ends")
        self._terms, self._flags = container.strings("term"), container.array("term_flags")
        self._guards = container.array("term_guard")
        self._surfaces, self._tokens = container.strings("surface"), container.array("surface_token")
        self._hashes, self._owners = container.array("delete_hash"), container.array("delete_surface")

    def terms(self, words: str) -> list[tuple[int, float]]:
        """Places of terms with a score of 0 to 1; 1 is the term itself."""
        typed = [word for word in WORD.findall(words) if not is_little(word)] or WORD.findall(words)
        if not typed:
            return []
        rows = [self._rows(word, last=place == len(typed) - 1) for place, word in enumerate(typed)]
        counts = np.bincount(np.concatenate(rows)) if any(map(len, rows)) else np.zeros(1, np.int64)
        most = int(counts.max())
        if most * 2 < len(typed):
            return []
        found = np.flatnonzero(counts == most)
        return self._scored(fold(" ".join(WORD.findall(words))), found, most / len(typed))

    def holds(self, word: str) -> bool:
        """Whether some term has this word."""
        return next(self._exact(word), None) is not None

    def _rows(self, word: str, *, last: bool) -> NDArray[np.int32]:
        """Terms that hold the word, each once."""
        tokens = set(self._exact(word))
        if last and len(word) > 1:
            tokens |= set(self._continued(fold(word)))
        if not tokens:
            tokens = set(self._misspelt(fold(word)))
        rows = [self._postings[self._ends[token] : self._ends[token + 1]] for token in tokens]
        return np.unique(np.concatenate(rows)) if rows else np.zeros(0, np.int32)

    def _exact(self, word: str) -> Iterator[int]:
        for spelling in spellings(word):
            row = int(np.searchsorted(self._vocabulary, spelling.encode()))
            if row < len(self._vocabulary) and self._vocabulary[row] == spelling.encode():
                yield row

    def _continued(self, folded: str) -> Iterator[int]:
        start = folded.encode()
        first = int(np.searchsorted(self._vocabulary, start))
        for row in range(first, min(first + _MAX_TOKENS, len(self._vocabulary))):
            if not bytes(self._vocabulary[row]).startswith(start):
                return
            yield row

    def _misspelt(self, folded: str) -> Iterator[int]:
        allowed = deletes.edits_allowed(len(folded))
        for place in deletes.candidates(folded, self._hashes, self._owners):
            if OSA.distance(folded, self._surfaces[place], score_cutoff=allowed) <= allowed:
                yield int(self._tokens[place])

    def _scored(self, typed: str, terms: NDArray[np.int64], share: float) -> list[tuple[int, float]]:
        kept = [int(t) for t in terms if not self._flags[t] & HIDDEN]
        if len(kept) > _MAX_TERMS:  # the shortest are the nearest to a few words
            kept = sorted(kept, key=lambda t: len(self._terms[t]))[:_MAX_TERMS]
        texts = [fold(" ".join(WORD.findall(self._terms[t]))) for t in kept]
        ratios = process.cdist([typed], texts, scorer=fuzz.token_sort_ratio)[0] if texts else ()
        return [
            (term, self._score(typed, text, float(ratio) / 100 * share, term))
            for term, text, ratio in zip(kept, texts, ratios, strict=True)
        ]

    def _score(self, typed: str, text: str, ratio: float, term: int) -> float:
        if text == typed:
            return _GUARDED if self._guards[term] else 1.0
        base = _PREFIX + 0.02 * ratio if text.startswith(typed) else _MISSPELT * ratio
        return round(base + 0.005 * bool(self._flags[term] & LABEL), 4)
