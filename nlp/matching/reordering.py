"""Terms whose words stand in another order: sums of scattered numbers do not depend on it.

Every window of three to five words that carry meaning, within one phrase, is compared with the sums of all terms that its
first word is the head of.
"""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from nlp.matching.stream import SOFT, Stream
from nlp.matching.vocabulary import Word
from nlp.matching.walk import Found
from terminologies.arrays import SIGNED_WORDS, signature
from terminologies.container import Container

WIDEST = 5


_MASK = (1 << 64) - 1


class _Signed(dict[int, tuple[int, dict[int, int]]]):
    """By token: its scattered number, and the terms that it is the head of, as sum and node."""

    def __init__(self, container: Container) -> None:
        super().__init__()
        heads = container.array("signature_head")
        order = np.argsort(heads, kind="stable")
        self._heads = heads[order]
        self._sums, self._nodes = container.array("signature")[order], container.array("signature_node")[order]

    def __missing__(self, token: int) -> tuple[int, dict[int, int]]:
        low, high = np.searchsorted(self._heads, (token, token + 1)).tolist()
        terms = dict(zip(self._sums[low:high].tolist(), self._nodes[low:high].tolist(), strict=True))
        found = self[token] = int(signature(np.array([token], np.int64))[0]), terms
        return found


class Reordered:
    """Looks windows up among the compiled signatures."""

    def __init__(self, container: Container) -> None:
        self._signed = _Signed(container)

    def find(self, stream: Stream) -> list[Found]:
        """Terms of three words or more found in any order, with and without the adjectives in between."""
        found: list[Found] = []
        words, low = stream.words, 0
        for high in [place for place, gap in enumerate(stream.gaps) if gap > SOFT] + [len(words)]:
            if high - low >= SIGNED_WORDS:
                places = [place for place in range(low, high) if words[place].signed >= 0]
                if len(places) >= SIGNED_WORDS:
                    self._windows(stream, places, found)
                    kept = [place for place in places if not words[place].modifier]
                    if len(places) > len(kept) >= SIGNED_WORDS:
                        self._windows(stream, kept, found)
            low = high
        return found

    def _windows(self, stream: Stream, places: list[int], found: list[Found]) -> None:
        words, size = stream.words, len(places)
        signed = [self._signed[words[place].signed] for place in places]
        for start in range(size - SIGNED_WORDS + 1):
            number, terms = signed[start]
            if not terms:
                continue
            total = number + signed[start + 1][0]  # in French the head comes first, whatever follows
            for last in range(start + SIGNED_WORDS - 1, min(start + WIDEST, size)):
                total += signed[last][0]
                node = terms.get(total & _MASK)
                if node is not None and self._together(words, places[start], places[last], last - start + 1):
                    width = last - start + 1
                    found.append(Found(places[start], places[last], width, node, skipped=1, method="gap"))

    @staticmethod
    def _together(words: Sequence[Word], first: int, last: int, width: int) -> bool:
        inside = words[first + 1 : last]
        return last - first <= width + 4 and all(w.little or w.modifier or w.alternatives for w in inside)
