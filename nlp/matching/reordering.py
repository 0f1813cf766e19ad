"""Terms whose words stand in another order: sums of scattered numbers do not depend on it.

Every window of three to five words that carry meaning, within one phrase, is compared at once with the sums of all
terms of as many words.
"""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from nlp.matching.stream import SOFT, Stream
from nlp.matching.walk import Found
from terminologies.arrays import SIGNED_WORDS, signature
from terminologies.container import Container

WIDEST = 5


class Reordered:
    """Looks windows up among the compiled signatures."""

    def __init__(self, container: Container) -> None:
        self._sums, self._nodes = container.array("signature"), container.array("signature_node")
        self._heads = container.array("signature_head")
        size = len(container.array("trie_root"))
        self._scattered: NDArray[np.uint64] = signature(np.arange(size, dtype=np.int64))

    def find(self, stream: Stream) -> list[Found]:
        """Terms of three words or more found in any order, with and without the adjectives in between."""
        if len(self._sums) == 0:
            return []
        places = [
            place for place, word in enumerate(stream.words) if not word.little and word.alternatives and word.exact
        ]
        found = self._windows(stream, places)
        kept = [place for place in places if not stream.words[place].modifier]
        return found + self._windows(stream, kept) if len(kept) != len(places) else found

    def _windows(self, stream: Stream, places: list[int]) -> list[Found]:
        if len(places) < SIGNED_WORDS:
            return []
        tokens = np.array([stream.words[place].alternatives[0][0] for place in places])
        sums = np.concatenate([np.zeros(1, np.uint64), np.cumsum(self._scattered[tokens], dtype=np.uint64)])
        found: list[Found] = []
        for width in range(SIGNED_WORDS, min(WIDEST, len(places)) + 1):
            window = sums[width:] - sums[:-width]
            rows = np.searchsorted(self._sums, window)
            rows[rows == len(self._sums)] = 0
            for start in np.flatnonzero(self._sums[rows] == window).tolist():
                first, last = places[start], places[start + width - 1]
                head = int(self._heads[rows[start]])  # in French the head comes first, whatever follows
                if head == tokens[start] and self._together(stream, first, last, width):
                    node = int(self._nodes[rows[start]])
                    found.append(Found(first, last, width, node, skipped=1, method="gap"))
        return found

    @staticmethod
    def _together(stream: Stream, first: int, last: int, width: int) -> bool:
        if last - first > width + 4 or max(stream.gaps[first + 1 : last + 1]) > SOFT:
            return False
        inside = stream.words[first + 1 : last]
        return sum(1 for word in inside if not (word.little or word.modifier or word.alternatives)) == 0
