"""Finding terms in a stream of words: the trie is walked from every word, little words and adjectives may be skipped."""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

from nlp.matching.stream import SOFT, Stream
from nlp.matching.vocabulary import ROOTED, Word

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
        follow, nodes, gaps, words = self.follow, self._nodes, stream.gaps, stream.words
        size = len(words)
        for place in stream.places(ROOTED):
            word, after = words[place], place + 1
            following = words[after] if after < size and gaps[after] <= SOFT else None
            if word.quiet and (following is None or not self._leads(word, following)):
                continue
            for node, likeness in word.roots:
                holds, children = nodes[node]
                if holds:
                    found.append(Found(place, place, 1, node, likeness))
                if following is None or not children:
                    continue
                if following.passing or not children.keys().isdisjoint(following.tokens):
                    follow(stream, node, place, place, 1, likeness, found, begun=True)
        return found

    def _leads(self, word: Word, following: Word) -> bool:
        """Whether a little word opens a term with the word beside it (``a mal``): it seldom does."""
        nodes, tokens = self._nodes, following.tokens
        for node, _ in word.roots:  # noqa: SIM110 - a generator would take twice as long
            if not nodes[node][1].keys().isdisjoint(tokens):
                return True
        return False

    def follow(
        self, stream: Stream, node: int, first: int, last: int, length: int, likeness: float, found: list[Found],
        *, begun: bool = False,
    ) -> None:  # fmt: skip
        """Add to ``found`` the terms on every way on from ``node``, which word ``last`` reached; ``begun``: not its own."""
        nodes, words, gaps = self._nodes, stream.words, stream.gaps
        size = len(words)
        pending = [(node, last, length, likeness, 0, 0)]
        while pending:
            node, last, length, likeness, skipped, shades = pending.pop()
            holds, children = nodes[node]
            if holds and not begun:
                found.append(Found(first, last, length, node, likeness, skipped, "", shades))
            begun = False
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
                if not word.passing:
                    break
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
