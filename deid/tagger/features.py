"""Features of a page's tokens as hashed indices, made with numpy from per-word parts that are cached."""

from __future__ import annotations

import zlib
from functools import lru_cache

import numpy as np
import numpy.typing as npt

from deid.page import Page

BITS = 18
"""Size of the hashed feature space: 2**18 weights a class."""
OFFSETS = (-2, -1, 0, 1, 2)
_MASK = (1 << BITS) - 1
Indices = npt.NDArray[np.int64]


def _code(text: str) -> int:
    return zlib.crc32(text.encode("utf-8", "ignore"))


def _parts(page: Page, i: int) -> tuple[str, ...]:
    folded, info = page.folded[i], page.info(i)
    digits = "0" if folded.isdigit() else ""
    return (
        "w" + (digits * min(len(folded), 6) or folded[:14]),
        "s" + page.shapes[i] + str(min(len(folded), 5)),
        "p" + folded[:3],
        "x" + folded[-3:],
        f"n{int(info.surname * 2)}{int(info.first * 2)}{info.wordish:d}",
        f"m{info.medical:d}{info.eponym:d}{info.town > 0:d}{int(info.zipf)}",
    )


@lru_cache(maxsize=4096)
def _gap(gap: str) -> int:
    return _code("g" + ("\n" if "\n" in gap else gap.strip()[:2] or gap[:2]))


class Features:
    """Makes the feature indices of pages; the per-word cache is bounded and holds words, never texts."""

    def __init__(self) -> None:
        self._cache: dict[tuple[str, str], Indices] = {}

    def __call__(self, page: Page, tokens: list[int] | None = None) -> Indices:
        """An array of shape (tokens, features) of indices below ``2**BITS``, for all tokens or for those asked for."""
        base = np.stack([self._base(page, i) for i in range(len(page))])
        count = len(base)
        gaps = np.array([_gap(gap) for gap in page.gaps] + [_code("end")], dtype=np.int64)
        rows = np.arange(count) if tokens is None else np.array(tokens, dtype=np.int64)
        columns = []
        for offset in OFFSETS:
            place = rows + offset
            outside = (place < 0) | (place >= count)
            shifted = base[np.clip(place, 0, count - 1)] * (2 * offset + 31) + (offset + 7) * 7919
            shifted[outside] = offset + 77
            columns.append(shifted)
        left, right = gaps[rows], gaps[rows + 1]
        here = base[rows]
        before = base[np.clip(rows - 1, 0, count - 1)]
        after = base[np.clip(rows + 1, 0, count - 1)]
        pairs = [
            left * 3 + 1, right * 3 + 2, left * 5 + here[:, 1] * 7, right * 5 + here[:, 1] * 11, before[:, 0] * 13 + here[:, 1],
            after[:, 0] * 17 + here[:, 1], before[:, 0] * 19 + here[:, 4], before[:, 1] * 23 + here[:, 1] * 29 + after[:, 1] * 31, here[:, 1] * 37 + here[:, 4] * 41 + here[:, 5],
        ]  # fmt: skip
        columns.append(np.stack(pairs, axis=1))
        mixed = np.concatenate(columns, axis=1)
        return (mixed ^ (mixed >> 17)) & _MASK

    def _base(self, page: Page, i: int) -> Indices:
        key = page.folded[i], page.shapes[i]
        known = self._cache.get(key)
        if known is None:
            if len(self._cache) > 100_000:
                self._cache.clear()
            known = self._cache[key] = np.array([_code(part) for part in _parts(page, i)], dtype=np.int64)
        return known
