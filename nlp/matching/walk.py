"""Finding terms in a stream of words: the trie is walked from every word, little words and adjectives may be skipped."""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Sequence
from typing import NamedTuple

from nlp.matching.stream import SOFT, Stream

MOST_SKIPPED = 5
"""Words that may be skipped between two words of a term."""
MOST_MODIFIERS = 3
_OF = frozenset({"de", "du", "des", "d"})
"""What leads on from an adjective that may be skipped: ``anévrisme inflammatoire de l'aorte``."""


class Found(NamedTuple):
    """A node that holds terms, reached from word ``first`` to word ``last``.

    ``length`` counts the words of the term; ``likeness`` is the product of the words' likenesses; ``skipped`` counts
    adjectives in between; ``method`` is empty for a plain walk; ``shades`` counts words of the term that are mere degrees or
    sides (``aiguë``, ``gauche``).
    """

    first: int
    last: int
    length: int
    node: int
    likeness: float = 1.0
    skipped: int = 0
    method: str = ""
    shades: int = 0


class Walker:
    """Walks one compiled trie; its arrays are read item by item."""

    def __init__(self, *, token: Sequence[int], first: Sequence[int], holding: Sequence[int]) -> None:
        self._token, self._first, self._holding = token, first, holding

    def walk(self, stream: Stream) -> list[Found]:
        """Every term that starts at any word."""
        found: list[Found] = []
        for place, word in enumerate(stream.words):
            if word.little and not self._leads(stream, place):
                continue
            for node, likeness in word.roots:
                self.follow(stream, node, place, place, 1, likeness, found)
        return found

    def _leads(self, stream: Stream, place: int) -> bool:
        """Whether a little word opens a term with the word beside it (``a mal``): it seldom does."""
        after = place + 1
        if after == len(stream.words) or stream.gaps[after] > SOFT:
            return bool(stream.words[place].roots) and stream.surfaces[place].isupper()
        return stream.surfaces[place].isupper() or any(
            self.child(node, token)
            for node, _ in stream.words[place].roots
            for token, _ in stream.words[after].alternatives
        )

    def follow(
        self, stream: Stream, node: int, first: int, last: int, length: int, likeness: float, found: list[Found]
    ) -> None:
        """Add to ``found`` the terms on every way on from ``node``, which word ``last`` reached."""
        token, firsts, holding = self._token, self._first, self._holding
        words, gaps = stream.words, stream.gaps
        size = len(words)
        pending = [(node, last, length, likeness, 0, 0)]
        while pending:
            node, last, length, likeness, skipped, shades = pending.pop()
            if holding[node] != holding[node + 1]:
                found.append(Found(first, last, length, node, likeness, skipped, "", shades))
            low, high = firsts[node], firsts[node + 1]
            if low == high:
                continue
            place, modifiers = last + 1, skipped
            stop = min(size, place + MOST_SKIPPED)
            while place < stop and gaps[place] <= SOFT:
                word = words[place]
                for wanted, alike in word.alternatives:
                    child = bisect_left(token, wanted, low, high)
                    if child < high and token[child] == wanted:
                        further = shades + word.modifier
                        pending.append((child, place, length + 1, likeness * alike, modifiers, further))
                if word.little:
                    place += 1
                elif word.modifier and modifiers < MOST_MODIFIERS:
                    place += 1
                    modifiers += 1
                elif word.adjective and modifiers == 0 and place + 1 < size and words[place + 1].folded in _OF:
                    place += 1
                    modifiers = MOST_MODIFIERS
                else:
                    break

    def child(self, node: int, wanted: int) -> int:
        """The node that ``wanted`` leads to, 0 where there is none."""
        low, high = self._first[node], self._first[node + 1]
        place = bisect_left(self._token, wanted, low, high)
        return place if place < high and self._token[place] == wanted else 0
