"""Finding terms in a stream of words: the trie is walked from every word, little words and adjectives may be skipped."""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

from nlp.matching.stream import SOFT, Stream

MOST_SKIPPED = 5
"""Words that may be skipped between two words of a term."""
MOST_MODIFIERS = 3
MOST_NODES = 50_000
"""Nodes that are kept as dictionaries, some 20 MB."""
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


class _Nodes(dict[int, tuple[bool, dict[int, int]]]):
    """Nodes of the trie that were reached: whether terms end there, and the node that each token leads to."""

    def __init__(self, token: Sequence[int], first: Sequence[int], holding: Sequence[int]) -> None:
        super().__init__()
        self._token, self._first, self._holding = token, first, holding

    def __missing__(self, node: int) -> tuple[bool, dict[int, int]]:
        if len(self) >= MOST_NODES:
            self.clear()
        children = {self._token[child]: child for child in range(self._first[node], self._first[node + 1])}
        found = self[node] = self._holding[node] != self._holding[node + 1], children
        return found


class Walker:
    """Walks one compiled trie; a node is read from its arrays once."""

    def __init__(self, *, token: Sequence[int], first: Sequence[int], holding: Sequence[int]) -> None:
        self._nodes = _Nodes(token, first, holding)

    def walk(self, stream: Stream) -> list[Found]:
        """Every term that starts at any word."""
        found: list[Found] = []
        follow = self.follow
        nodes, gaps, size = self._nodes, stream.gaps, len(stream.words)
        for place, word in enumerate(stream.words):
            if not word.roots or (word.little and not self._leads(stream, place)):
                continue
            alone = place + 1 == size or gaps[place + 1] > SOFT
            for node, likeness in word.roots:
                if not alone:
                    follow(stream, node, place, place, 1, likeness, found)
                elif nodes[node][0]:
                    found.append(Found(place, place, 1, node, likeness))
        return found

    def _leads(self, stream: Stream, place: int) -> bool:
        """Whether a little word opens a term with the word beside it (``a mal``): it seldom does."""
        if stream.surfaces[place].isupper():
            return True
        after = place + 1
        if after == len(stream.words) or stream.gaps[after] > SOFT:
            return False
        for node, _ in stream.words[place].roots:
            children = self._nodes[node][1]
            for token, _ in stream.words[after].alternatives:
                if token in children:
                    return True
        return False

    def follow(
        self, stream: Stream, node: int, first: int, last: int, length: int, likeness: float, found: list[Found]
    ) -> None:
        """Add to ``found`` the terms on every way on from ``node``, which word ``last`` reached."""
        nodes, words, gaps = self._nodes, stream.words, stream.gaps
        size = len(words)
        pending = [(node, last, length, likeness, 0, 0)]
        while pending:
            node, last, length, likeness, skipped, shades = pending.pop()
            holds, children = nodes[node]
            if holds:
                found.append(Found(first, last, length, node, likeness, skipped, "", shades))
            place, modifiers = last + 1, skipped
            if not children or place == size or gaps[place] > SOFT:
                continue
            stop = min(size, place + MOST_SKIPPED)
            while place < stop and gaps[place] <= SOFT:
                word = words[place]
                for wanted, alike in word.alternatives:
                    if wanted in children:
                        further = shades + word.modifier
                        pending.append((children[wanted], place, length + 1, likeness * alike, modifiers, further))
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
        return self._nodes[node][1].get(wanted, 0)
