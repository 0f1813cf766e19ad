"""Finding terms in a stream of words: the trie is walked from every word, little words and adjectives may be skipped."""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

from nlp.matching.nodes import Nodes
from nlp.matching.stream import SOFT, Stream
from nlp.matching.vocabulary import BRANCHING, HOLDING, Word

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
    """Walks one compiled trie."""

    def __init__(self, nodes: Nodes) -> None:
        self._nodes = nodes

    def walk(self, stream: Stream) -> list[Found]:
        """Every term that starts at any word."""
        words = stream.words
        found = [
            Found(place, place, 1, root.node, root.likeness)
            for place in stream.places(HOLDING)
            for root in words[place].roots
            if root.holds
        ]
        for place in stream.followed(BRANCHING):
            word, following = words[place], words[place + 1]
            if word.quiet and not _leads(word, following):
                continue
            for root in word.roots:
                if word.quiet and root.holds:
                    found.append(Found(place, place, 1, root.node, root.likeness))
                if root.children and _goes_on(root.children, words, place + 1):
                    self.follow(stream, root.node, place, place, 1, root.likeness, found, begun=True)
        return found

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


def _leads(word: Word, following: Word) -> bool:
    """Whether a little word opens a term with the word beside it (``a mal``): it seldom does."""
    return not all(root.children.keys().isdisjoint(following.tokens) for root in word.roots)


def _goes_on(children: dict[int, int], words: Sequence[Word], place: int) -> bool:
    """Whether one of the words from ``place`` on, as far as words may be skipped, leads on to one of these nodes."""
    is_apart = children.keys().isdisjoint
    for word in words[place : place + MOST_SKIPPED]:
        if not is_apart(word.tokens):
            return True
        if not word.passing:
            return False
    return False
