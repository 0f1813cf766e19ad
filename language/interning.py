"""Numbers for forms: a dictionary, and before it a table that looks up all runs of a text in one pass.

Most tokens are forms met before. Their numbers are found by a hash of their characters that is computed for all runs at
once; the string of a run is made only where its hash is new. Hashes have 64 bits and a key drawn for each process, so
that two of a million forms share one with a chance below one in ten million.
"""

from __future__ import annotations

import secrets
from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from language.characters import KNOWN

Longs = NDArray[np.int64]
Hashes = NDArray[np.uint64]


class Numbering(dict[str, int]):
    """Numbers of forms in the order in which they were first met, and ``forms`` by number; a new form is added."""

    def __init__(self, known: dict[str, int]) -> None:
        super().__init__(known)
        self.forms = list(known)
        self._table = _Table()

    def __missing__(self, form: str) -> int:
        number = self[form] = len(self.forms)
        self.forms.append(form)
        return number

    def of(self, found: Sequence[str]) -> NDArray[np.int32]:
        """The numbers of many forms."""
        return np.fromiter(map(self.__getitem__, found), dtype=np.int32, count=len(found))

    def of_runs(self, folded: NDArray[np.uint32], starts: Longs, ends: Longs) -> NDArray[np.int32]:
        """The numbers of the runs ``folded[start:end]``."""
        hashes = _run_hashes(folded, starts, ends)
        numbers = self._table.numbers(hashes)
        missing = np.flatnonzero(numbers < 0)
        if len(missing):
            unknown, first = np.unique(hashes[missing], return_index=True)
            for one, place in zip(unknown.tolist(), missing[first].tolist(), strict=True):
                form = folded[starts[place] : ends[place]].tobytes().decode("utf-32-le", "surrogatepass")
                self._table.add(one, self[form])
            numbers[missing] = self._table.numbers(hashes[missing])
        return numbers


_KEYS: Hashes = np.frombuffer(secrets.token_bytes((KNOWN + 1) * 8), dtype=np.uint64)
"""A random number for each character."""

_BASE = 0x9E3779B97F4A7C15
_INVERSE = pow(_BASE, -1, 2**64)


class _Powers:
    """Powers of the base and of its inverse modulo 2^64, as many as were needed so far."""

    def __init__(self) -> None:
        self.up = self.down = np.ones(1, dtype=np.uint64)

    def reach(self, length: int) -> None:
        if len(self.up) < length:
            self.up, self.down = (_powers(base, length) for base in (_BASE, _INVERSE))


def _powers(base: int, length: int) -> Hashes:
    factors = np.full(length, base, dtype=np.uint64)
    factors[0] = 1
    return np.multiply.accumulate(factors)


_POWERS = _Powers()


def _run_hashes(folded: NDArray[np.uint32], starts: Longs, ends: Longs) -> Hashes:
    """A hash of each run that does not depend on where it stands: the sum of its characters' keys by powers."""
    powers = _POWERS
    powers.reach(len(folded) + 1)
    sums = np.zeros(len(folded) + 1, dtype=np.uint64)
    np.cumsum(_KEYS[folded] * powers.up[: len(folded)], out=sums[1:])
    hashes = (sums[ends] - sums[starts]) * powers.down[starts]
    hashes ^= hashes >> np.uint64(29)
    return hashes | np.uint64(1)


class _Table:
    """Numbers by hash, with open addressing; at most half full. Hashes are never 0."""

    def __init__(self, bits: int = 16) -> None:
        self._bits = bits
        self._keys: Hashes = np.zeros(2**bits, dtype=np.uint64)
        self._values = np.full(2**bits, -1, dtype=np.int32)
        self._size = 0

    def numbers(self, hashes: Hashes) -> NDArray[np.int32]:
        """The number of each hash, -1 where it is unknown."""
        places = self._places(hashes)
        keys = self._keys[places]
        found = self._values[places]
        going = np.flatnonzero((keys != hashes) & (keys != 0))
        while len(going):
            places[going] = (places[going] + 1) & (len(self._keys) - 1)
            keys = self._keys[places[going]]
            found[going] = self._values[places[going]]
            going = going[(keys != hashes[going]) & (keys != 0)]
        return found

    def _places(self, hashes: Hashes) -> Longs:
        return (hashes * np.uint64(_BASE) >> np.uint64(64 - self._bits)).astype(np.int64)

    def add(self, one: int, number: int) -> None:
        """Add a hash that is not there yet."""
        if self._size * 2 >= len(self._keys):
            self._grow()
        self._put(one, number)
        self._size += 1

    def _put(self, one: int, number: int) -> None:
        place = (one * _BASE & 2**64 - 1) >> 64 - self._bits
        while self._keys[place]:
            place = (place + 1) & (len(self._keys) - 1)
        self._keys[place], self._values[place] = one, number

    def _grow(self) -> None:
        full = np.flatnonzero(self._keys)
        keys, values = self._keys[full].tolist(), self._values[full].tolist()
        self._bits += 2
        self._keys = np.zeros(2**self._bits, dtype=np.uint64)
        self._values = np.full(2**self._bits, -1, dtype=np.int32)
        for one, number in zip(keys, values, strict=True):
            self._put(one, number)
