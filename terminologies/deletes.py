"""Which known words are one or two edits away: a deletion index (SymSpell's idea) over the words of the terms.

Each word is filed under the hashes of all its spellings with one letter left out (two for long words, looked at in
their first nine letters); a misspelt word shares one of them. Arrays only, so that the index is memory-mapped.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from itertools import combinations
from zlib import crc32

import numpy as np
from numpy.typing import NDArray

SHORTEST = 5
"""Shorter words are not approximated: too many of them are one edit apart."""
LONG = 9
"""From this length on two edits are allowed, and the first nine letters are what is filed."""


def edits_allowed(length: int) -> int:
    """Edits that a word of so many letters may carry."""
    return 2 if length >= LONG else 1


def variants(word: str) -> set[str]:
    """The start of the word (nine letters) and what is left of it when one or two letters go."""
    head = word[:LONG]
    found = {head}
    for count in range(1, edits_allowed(len(word)) + 1):
        found.update("".join(kept) for kept in combinations(head, len(head) - count))
    return found


def hashes(words: Iterable[str]) -> list[int]:
    return [crc32(word.encode()) for word in words]


def build(words: Sequence[str]) -> tuple[NDArray[np.uint32], NDArray[np.uint32]]:
    """Sorted hashes of all variants, and beside each the place of its word in ``words``."""
    keys: list[int] = []
    owners: list[int] = []
    for place, word in enumerate(words):
        found = hashes(variants(word))
        keys += found
        owners += [place] * len(found)
    hashed = np.array(keys, dtype=np.uint32)
    order = np.argsort(hashed, kind="stable")
    return hashed[order], np.array(owners, dtype=np.uint32)[order]


def candidates(word: str, hashed: NDArray[np.uint32], owners: NDArray[np.uint32]) -> list[int]:
    """Places of words that share a variant with ``word``; the caller verifies the distance."""
    wanted = np.array(hashes(variants(word)), dtype=np.uint32)
    first = np.searchsorted(hashed, wanted, "left")
    last = np.searchsorted(hashed, wanted, "right")
    found: set[int] = set()
    for low, high in zip(first.tolist(), last.tolist(), strict=True):
        if low < high:
            found.update(owners[low:high].tolist())
    return sorted(found)
