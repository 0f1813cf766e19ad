"""Features of a page's tokens as hashed indices, made with numpy from per-word parts that are cached."""

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
WORDS_KEPT = 100_000
_MASK = (1 << BITS) - 1
Indices = npt.NDArray[np.int64]
_FACTORS: Indices = np.array([2 * offset + 31 for offset in OFFSETS], dtype=np.int64)[:, None]
_SHIFTS: Indices = np.array([(offset + 7) * 7919 for offset in OFFSETS], dtype=np.int64)[:, None]
_OUTSIDE: Indices = np.array([offset + 77 for offset in OFFSETS], dtype=np.int64)[:, None]


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


_END = _code("end")


class Features:
    """Makes the feature indices of pages; the per-word cache is bounded and holds words, never texts."""

    def __init__(self) -> None:
        self._rows: dict[Word, tuple[int, ...]] = {}

    def __call__(self, page: Page, tokens: list[int] | None = None) -> Indices:
        """An array of shape (tokens, features) of indices below ``2**BITS``, for all tokens or for those asked for."""
        last = len(page) - 1
        tokens = list(range(last + 1)) if tokens is None else tokens
        places = np.array(tokens, dtype=np.int64)[:, None] + np.array(OFFSETS)
        records, gaps = page.records, page.gaps
        around: Indices = np.array(
            [self._row(records[i]) for i in places.clip(0, last).ravel().tolist()], dtype=np.int64
        ).reshape(len(tokens), len(OFFSETS), -1)
        outside = (places < 0) | (places > last)
        alone = np.where(outside[:, :, None], _OUTSIDE, around * _FACTORS + _SHIFTS)
        left = np.array([_gap(gaps[i]) for i in tokens], dtype=np.int64)
        right = np.array([_gap(gaps[i + 1]) if i < last else _END for i in tokens], dtype=np.int64)
        before, here, after = around[:, 1], around[:, 2], around[:, 3]
        pairs = [
            left * 3 + 1, right * 3 + 2, left * 5 + here[:, 1] * 7, right * 5 + here[:, 1] * 11, before[:, 0] * 13 + here[:, 1],
            after[:, 0] * 17 + here[:, 1], before[:, 0] * 19 + here[:, 4], before[:, 1] * 23 + here[:, 1] * 29 + after[:, 1] * 31, here[:, 1] * 37 + here[:, 4] * 41 + here[:, 5],
        ]  # fmt: skip
        mixed: Indices = np.concatenate([alone.reshape(len(tokens), -1), np.stack(pairs, axis=1)], axis=1)
        mixed ^= mixed >> 17
        return mixed & _MASK

    def _row(self, word: Word) -> tuple[int, ...]:
        row = self._rows.get(word)
        if row is None:
            if len(self._rows) > WORDS_KEPT:
                self._rows.clear()
            row = self._rows[word] = tuple(map(_code, _parts(word)))
        return row
