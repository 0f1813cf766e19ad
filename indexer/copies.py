"""Near-identical documents: a 64-bit fingerprint of a text's word pairs (simhash, Charikar 2002)."""

from __future__ import annotations

from functools import lru_cache
from hashlib import blake2b

import numpy as np

MAX_DISTANCE = 3
"""Bits by which fingerprints of copies may differ (Manku et al. 2007: 3 of 64 for near-duplicate pages)."""


@lru_cache(maxsize=200_000)
def _hash(form: str) -> int:
    return int.from_bytes(blake2b(form.encode("utf-8", "surrogatepass"), digest_size=8).digest(), "little")


def simhash(forms: list[str]) -> int:
    """The fingerprint of a text: texts that differ in few words differ in few bits; 0 for an empty text."""
    if not forms:
        return 0
    words = np.fromiter(map(_hash, forms), dtype=np.uint64, count=len(forms))
    pairs = words[:-1] * np.uint64(0x9E3779B97F4A7C15) + words[1:] if len(words) > 1 else words
    ones = np.unpackbits(pairs.view(np.uint8).reshape(-1, 8), axis=1).sum(axis=0, dtype=np.int64)
    bits = np.packbits(ones * 2 > len(pairs))
    return int.from_bytes(bits.tobytes(), "little")


def near(one: int, other: int) -> bool:
    """Whether two fingerprints are those of copies; an empty text is no copy of anything."""
    return bool(one and other) and (one ^ other).bit_count() <= MAX_DISTANCE
