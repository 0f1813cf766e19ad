"""Terms whose words stand in another order: sums of scattered numbers do not depend on it.

Every window of three to five words that carry meaning, within one phrase, is compared with the sums of all terms that its
first word is the head of, if the next two stand in one of them.
"""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from nlp.matching.stream import SOFT, Stream
from nlp.matching.vocabulary import HEADING, PLAIN, SIGNED
from nlp.matching.walk import Found
from terminologies.arrays import SIGNED_WORDS, signature
from terminologies.container import Container

WIDEST = 5

Places = NDArray[np.int64]

_MASK = (1 << 64) - 1


class _Signed(dict[int, tuple[int, dict[int, int], frozenset[int]]]):
    """By token: its scattered number, the terms that it is the head of, as sum and node, and the tokens in them."""

    def __init__(self, container: Container) -> None:
        super().__init__()
        heads = container.array("signature_head")
        order = np.argsort(heads, kind="stable")
        self._heads = heads[order]
        self._sums, self._nodes = container.array("signature")[order], container.array("signature_node")[order]
        self._root, self._first = container.view("trie_root"), container.view("trie_first")
        self._token = container.view("trie_token")

    def __missing__(self, token: int) -> tuple[int, dict[int, int], frozenset[int]]:
        low, high = np.searchsorted(self._heads, (token, token + 1)).tolist()
        terms = dict(zip(self._sums[low:high].tolist(), self._nodes[low:high].tolist(), strict=True))
        number = int(signature(np.array([token], np.int64))[0])
        found = self[token] = number, terms, self._below(token) if terms else frozenset()
        return found

    def _below(self, token: int) -> frozenset[int]:
        """The tokens of all terms that begin with ``token``: each level of the trie stands in one stretch."""
        found: set[int] = set()
        low, high = self._root[token], self._root[token] + 1
        while low < high:
            low, high = self._first[low], self._first[high]
            found.update(self._token[low:high])
        return frozenset(found)


class Reordered:
    """Looks windows up among the compiled signatures."""

    def __init__(self, container: Container) -> None:
        self._signed = _Signed(container)

    def find(self, stream: Stream) -> list[Found]:
        """Terms of three words or more found in any order, with and without the adjectives in between."""
        flags = np.frombuffer(stream.flags, dtype=np.uint8)
        found: list[Found] = []
        every = np.flatnonzero(flags & SIGNED)
        heads = (flags[every] & HEADING) != 0
        self._windows(stream, every, heads, found)
        plain = np.flatnonzero(flags[every] & PLAIN)
        if len(plain) == len(every):
            return found
        apart = np.ones(len(plain), dtype=bool)  # the windows that a modifier stands in
        apart[: 1 - WIDEST] = plain[WIDEST - 1 :] - plain[: 1 - WIDEST] >= WIDEST
        self._windows(stream, every[plain], heads[plain] & apart, found)
        return found

    def _windows(self, stream: Stream, chosen: Places, heads: NDArray[np.bool_], found: list[Found]) -> None:
        """Windows of the words ``chosen`` that begin with one of ``heads``."""
        words, signed, size = stream.words, self._signed, len(chosen)
        places = chosen.tolist()
        tokens = [words[place].signed for place in places]
        for start in np.flatnonzero(heads[: 1 - SIGNED_WORDS]).tolist():
            number, terms, inside = signed[tokens[start]]
            if tokens[start + 1] not in inside or tokens[start + 2] not in inside:
                continue
            total = number + signed[tokens[start + 1]][0]  # in French the head comes first, whatever follows
            for last in range(start + SIGNED_WORDS - 1, min(start + WIDEST, size)):
                total += signed[tokens[last]][0]
                node = terms.get(total & _MASK)
                if node is not None and self._together(stream, places[start], places[last], last - start + 1):
                    width = last - start + 1
                    found.append(Found(places[start], places[last], width, node, skipped=1, method="gap"))

    @staticmethod
    def _together(stream: Stream, first: int, last: int, width: int) -> bool:
        """Whether a window lies in one phrase, and what stands in between may be skipped."""
        if last - first > width + 4 or max(stream.gaps[first + 1 : last + 1]) > SOFT:
            return False
        return all(w.little or w.modifier or w.alternatives for w in stream.words[first + 1 : last])
