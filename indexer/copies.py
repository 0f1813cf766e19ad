"""Near-identical documents: a 64-bit fingerprint of a text's word pairs (simhash, Charikar 2002)."""

from __future__ import annotations

from hashlib import blake2b

import numpy as np

MAX_DISTANCE = 3
"""Bits by which fingerprints of copies may differ (Manku et al. 2007: 3 of 64 for near-duplicate pages)."""


_MOST_KNOWN = 400_000


class _Hashes(dict[str, int]):
    """63-bit hashes of forms, made when they are first asked for."""

    def __missing__(self, form: str) -> int:
        if len(self) >= _MOST_KNOWN:
            self.clear()
        digest = blake2b(form.encode("utf-8", "surrogatepass"), digest_size=8).digest()
        self[form] = found = int.from_bytes(digest, "little") >> 1
        return found


_HASHES = _Hashes()


def simhash(forms: list[str]) -> int:
    """The fingerprint of a text: texts that differ in few words differ in few bits; 0 for an empty text."""
    if not forms:
        return 0
    words = np.array([*map(_HASHES.__getitem__, forms)], dtype=np.int64).view(np.uint64)
    pairs = words[:-1] * np.uint64(0x9E3779B97F4A7C15) + words[1:] if len(words) > 1 else words
    ones = np.unpackbits(pairs.view(np.uint8).reshape(-1, 8), axis=1).sum(axis=0, dtype=np.int32)
    bits = np.packbits(ones * 2 > len(pairs))
    return int.from_bytes(bits.tobytes(), "little")


def near(one: int, other: int) -> bool:
    """Whether two fingerprints are those of copies; an empty text is no copy of anything."""
    return bool(one and other) and (one ^ other).bit_count() <= MAX_DISTANCE
