"""Near-identical documents: a 64-bit fingerprint of a text's word pairs (simhash, Charikar 2002)."""

from __future__ import annotations

from hashlib import blake2b

import numpy as np
from numpy.typing import NDArray

from language.interning import Numbering

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


_MULTIPLIER = np.uint64(0x9E3779B97F4A7C15)
_SPREAD = np.unpackbits(np.arange(256, dtype=np.uint8).reshape(-1, 1), axis=1).view(np.uint64).ravel()
"""For each byte its eight bits in eight bytes, so that bits are counted by adding."""

_MOST_ADDED = 255
"""Bits that a byte can count."""


class Fingerprints:
    """Fingerprints of many texts whose forms are numbered; the hash of each form is kept by its number."""

    def __init__(self, numbering: Numbering) -> None:
        self._numbering = numbering
        self._hashes = np.zeros(len(numbering), dtype=np.uint64)

    def of(self, numbers: NDArray[np.int32], starts: NDArray[np.int64], ends: NDArray[np.int64]) -> NDArray[np.uint64]:
        """What ``simhash`` gives for each stretch of ``numbers``."""
        result = np.zeros(len(starts), dtype=np.uint64)
        lengths = ends - starts
        words = self._hashed(numbers)
        single, several = lengths == 1, lengths > 1
        result[single] = words[starts[single]]
        if several.any():
            pairs = words[:-1] * _MULTIPLIER + words[1:]
            result[several] = _majorities(pairs, starts[several], lengths[several] - 1)
        return result

    def _hashed(self, numbers: NDArray[np.int32]) -> NDArray[np.uint64]:
        forms = self._numbering.forms
        if len(self._hashes) < len(forms):
            more = np.zeros(len(forms) - len(self._hashes) + 4096, dtype=np.uint64)
            self._hashes = np.concatenate([self._hashes, more])
        words = self._hashes[numbers]
        missing = np.unique(numbers[words == 0])
        if len(missing):
            self._hashes[missing] = [_HASHES[forms[number]] for number in missing.tolist()]
            words = self._hashes[numbers]
        return words


def _majorities(pairs: NDArray[np.uint64], starts: NDArray[np.int64], lengths: NDArray[np.int64]) -> NDArray[np.uint64]:
    """For each stretch of ``pairs`` the bits that more than half of them have."""
    parts = -(-lengths // _MOST_ADDED)
    firsts = np.cumsum(parts) - parts
    within = np.arange(int(parts.sum())) - np.repeat(firsts, parts)
    begins = np.repeat(starts, parts) + within * _MOST_ADDED
    ends = np.minimum(begins + _MOST_ADDED, np.repeat(starts + lengths, parts))
    spread = _SPREAD[np.append(pairs, np.uint64(0)).view(np.uint8).reshape(-1, 8)]
    edges = np.column_stack([begins, ends]).ravel()  # every other sum is what lies between two stretches
    counted = np.add.reduceat(spread, edges, axis=0)[::2]
    counts = counted.view(np.uint8).reshape(len(begins), 64).astype(np.int64)
    ones = np.add.reduceat(counts, firsts, axis=0)
    return np.packbits(ones * 2 > lengths[:, None], axis=1).view("<u8").ravel()


def near(one: int, other: int) -> bool:
    """Whether two fingerprints are those of copies; an empty text is no copy of anything."""
    return bool(one and other) and (one ^ other).bit_count() <= MAX_DISTANCE
