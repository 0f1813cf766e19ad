"""Features of a page's tokens as hashed indices, made from per-word parts that are cached."""

from __future__ import annotations

import zlib
from functools import lru_cache

import numpy as np
import numpy.typing as npt

from deid.cues import Word
from deid.page import Page

BITS = 18
"""Size of the hashed feature space: 2**18 weights a class."""
OFFSETS = (-2, -1, 0, 1, 2)
WORDS_KEPT = 20_000
"""So many words are remembered (1.5 kB each), then they are made anew."""
_MASK = (1 << BITS) - 1
Indices = npt.NDArray[np.int64]


def _code(text: str) -> int:
    return zlib.crc32(text.encode("utf-8", "ignore"))


def _parts(word: Word) -> tuple[str, ...]:
    folded, info = word.folded, word.info
    digits = "0" if folded.isdigit() else ""
    return (
        "w" + (digits * min(len(folded), 6) or folded[:14]),
        "s" + word.shape + str(min(len(folded), 5)),
        "p" + folded[:3],
        "x" + folded[-3:],
        f"n{int(info.surname * 2)}{int(info.first * 2)}{info.wordish:d}",
        f"m{info.medical:d}{info.eponym:d}{info.town > 0:d}{int(info.zipf)}",
    )


@lru_cache(maxsize=4096)
def _gap(gap: str) -> int:
    return _code("g" + ("\n" if "\n" in gap else gap.strip()[:2] or gap[:2]))


def _mixed(number: int) -> int:
    return (number ^ (number >> 17)) & _MASK


class _Word:
    """The codes of a word's parts, and its features in each of the places around a token, made when they are asked for."""

    __slots__ = ("codes", "placed")

    def __init__(self, word: Word) -> None:
        self.codes = tuple(map(_code, _parts(word)))
        self.placed: list[list[int] | None] = [None] * len(OFFSETS)

    def at(self, place: int) -> list[int]:
        """The features where the word stands ``OFFSETS[place]`` tokens from the token."""
        found = self.placed[place]
        if found is None:
            factor, more = 2 * OFFSETS[place] + 31, (OFFSETS[place] + 7) * 7919
            numbers = [code * factor + more for code in self.codes]
            found = self.placed[place] = [(number ^ (number >> 17)) & _MASK for number in numbers]
        return found


_END = _code("end")
_OUTSIDE = tuple((_mixed(offset + 77),) * 6 for offset in OFFSETS)
"""The features of a place before the first or behind the last token."""


class Features:
    """Makes the feature indices of pages; the per-word cache is bounded and holds words, never texts."""

    def __init__(self) -> None:
        self._words: dict[Word, _Word] = {}

    def __call__(self, page: Page, tokens: list[int] | None = None) -> Indices:
        """An array of shape (tokens, features) of indices below ``2**BITS``, for all tokens or for those asked for."""
        return np.array([self._at(page, i) for i in (range(len(page)) if tokens is None else tokens)], dtype=np.int64)

    def _at(self, page: Page, i: int) -> list[int]:
        """The features of token ``i``: those of the words around it, of the signs beside it, and of pairs."""
        records, gaps, last = page.records, page.gaps, len(page) - 1
        found: list[int] = []
        for place, offset in enumerate(OFFSETS):
            inside = 0 <= i + offset <= last
            found += self._word(records[i + offset]).at(place) if inside else _OUTSIDE[place]
        here = self._word(records[i]).codes
        before, after = self._word(records[max(i - 1, 0)]).codes, self._word(records[min(i + 1, last)]).codes
        left, right = _gap(gaps[i]), _gap(gaps[i + 1]) if i < last else _END
        pairs = (
            left * 3 + 1, right * 3 + 2, left * 5 + here[1] * 7, right * 5 + here[1] * 11, before[0] * 13 + here[1],
            after[0] * 17 + here[1], before[0] * 19 + here[4], before[1] * 23 + here[1] * 29 + after[1] * 31, here[1] * 37 + here[4] * 41 + here[5],
        )  # fmt: skip
        found += [(number ^ (number >> 17)) & _MASK for number in pairs]
        return found

    def _word(self, word: Word) -> _Word:
        known = self._words.get(word)
        if known is None:
            if len(self._words) > WORDS_KEPT:
                self._words.clear()
            known = self._words[word] = _Word(word)
        return known
