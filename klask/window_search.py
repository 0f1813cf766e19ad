"""A search in QuickUMLS' manner (Soldaini and Goharian 2016), as a baseline: every window of words against every term alike.

Each window of up to ``WIDEST`` words that neither begins nor ends with a little word is compared with the terms that share
enough trigrams with it (a prefix filter over the rarest ones, as simstring has it), by rapidfuzz; of windows that overlap
the best is kept. No context, no guards, no codes: what such a search costs, not what it finds.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from math import ceil

from rapidfuzz import fuzz, process

from language.tokens import Token, words
from terminologies.keys import LITTLE_WORDS

WIDEST = 5
LEAST = 0.7
"""The share of trigrams that a window and a term must have in common, over all of both (QuickUMLS' default)."""
SHORTEST = 3
"""Letters of the shortest window (QuickUMLS' default)."""


def trigrams(text: str) -> frozenset[str]:
    """The runs of three characters of ``text``, with blanks around it."""
    padded = f"  {text} "
    return frozenset(padded[at : at + 3] for at in range(len(padded) - 2))


class WindowSearch:
    """Holds the terms by trigram."""

    def __init__(self, terms: Iterable[str]) -> None:
        self._terms = sorted({" ".join(token.folded for token in words(term)) for term in terms} - {""})
        self._sizes = [len(trigrams(term)) for term in self._terms]
        self._holding: dict[str, list[int]] = defaultdict(list)
        for place, term in enumerate(self._terms):
            for gram in trigrams(term):
                self._holding[gram].append(place)

    def __len__(self) -> int:
        return len(self._terms)

    def find(self, text: str) -> list[tuple[int, int, str]]:
        """Start, end and term of the best windows, none overlapping another."""
        found = [(score, hit) for tokens in _windows(list(words(text))) for score, hit in self._alike(tokens)]
        kept: list[tuple[int, int, str]] = []
        for _, hit in sorted(found, key=lambda item: (-item[0], item[1][0] - item[1][1])):
            if all(hit[1] <= start or end <= hit[0] for start, end, _ in kept):
                kept.append(hit)
        return sorted(kept)

    def _alike(self, tokens: Sequence[Token]) -> Iterator[tuple[float, tuple[int, int, str]]]:
        window = " ".join(token.folded for token in tokens)
        if len(window) < SHORTEST or window.isdecimal():
            return
        candidates = [self._terms[place] for place in self._candidates(trigrams(window))]
        best = process.extractOne(window, candidates, scorer=fuzz.ratio, score_cutoff=LEAST * 100)
        if best is not None:
            yield best[1], (tokens[0].start, tokens[-1].end, best[0])

    def _candidates(self, grams: frozenset[str]) -> set[int]:
        size = len(grams)
        shared = ceil(size * LEAST)  # what any term alike must share at least
        rarest = sorted(grams, key=lambda gram: len(self._holding.get(gram, ())))[: size - shared + 1]
        low, high = size * LEAST, size / LEAST
        return {place for gram in rarest for place in self._holding.get(gram, ()) if low <= self._sizes[place] <= high}


def _windows(tokens: Sequence[Token]) -> Iterator[Sequence[Token]]:
    for first in range(len(tokens)):
        if tokens[first].folded in LITTLE_WORDS:
            continue
        for last in range(first, min(first + WIDEST, len(tokens))):
            if tokens[last].folded not in LITTLE_WORDS:
                yield tokens[first : last + 1]
