"""Lists of French names, cut into disjoint lists for training, tests and the demonstration.

Source: ``data/names.tsv.gz``, see ``data/PROVENANCE.md`` (Licence Ouverte 2.0).
"""

from __future__ import annotations

import gzip
from bisect import bisect
from dataclasses import dataclass
from functools import lru_cache
from importlib import resources
from itertools import accumulate
from random import Random

LISTS = {"training": "t", "test": "e", "demo": "d"}


@dataclass(frozen=True, slots=True)
class Weighted:
    """Values drawn by weight: the square root of their count, so that rare ones are met as well."""

    values: tuple[str, ...]
    cumulated: tuple[float, ...]

    def pick(self, rng: Random) -> str:
        """One value."""
        return self.values[bisect(self.cumulated, rng.random() * self.cumulated[-1])]


@dataclass(frozen=True, slots=True)
class NameLists:
    """One of the three lists: surnames in capitals, first names by sex, (town, postal code, INSEE code), streets."""

    surnames: Weighted
    male: Weighted
    female: Weighted
    towns: tuple[tuple[str, str, str], ...]
    streets: tuple[str, ...]


def weighted(pairs: list[tuple[str, int]]) -> Weighted:
    """Values with counts, ready to draw."""
    pairs.sort()
    return Weighted(tuple(v for v, _ in pairs), tuple(accumulate(c**0.5 for _, c in pairs)))


@lru_cache(maxsize=6)
def name_lists(which: str) -> NameLists:
    """The list named ``training``, ``test`` or ``demo``; with ``en-`` before it, its English sister.

    Raises:
        KeyError: another name.
    """
    if which.startswith("en-"):
        from hospital.english import english_lists

        return english_lists(which)
    wanted = LISTS[which]
    packed = resources.files("hospital").joinpath("data/names.tsv.gz").read_bytes()
    rows = [line.split("\t") for line in gzip.decompress(packed).decode().splitlines()]
    rows = [row for row in rows if row[1] == wanted]
    by_kind = {kind: [(v, x) for k, _, v, x in rows if kind in k] for kind in ("S", "M", "F", "C", "V")}
    counted = {k: [(v, int(x)) for v, x in by_kind[k]] for k in ("S", "M", "F")}
    for own, other in (("M", "F"), ("F", "M")):
        often = dict(counted[other])
        counted[own] = [(v, n) for v, n in counted[own] if often.get(v, 0) < 4 * n]
    towns = [(town, *extra.split()) for town, extra in by_kind["C"]]
    return NameLists(
        surnames=weighted(counted["S"]),
        male=weighted(counted["M"]),
        female=weighted(counted["F"]),
        towns=tuple((t[0], t[1], t[2]) for t in towns),
        streets=tuple(v for v, _ in by_kind["V"]),
    )
