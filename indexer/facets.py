"""Facets: how values are named, ordered and, for concepts, weighed against the whole scope."""

from __future__ import annotations

import math
from datetime import date as Date

from clinical.errors import UsageError

FACET_LIMIT = 50
"""Values that one facet brings at most; concepts 20."""

CONCEPT_LIMIT = 20

AGE_CLASSES = ((0, 1), (2, 17), (18, 39), (40, 64), (65, 74), (75, 84), (85, 200))
"""First and last year of each age class of the facet."""

FACETS = ("type", "unit", "year", "sex", "age", "source", "concept")


def check_facets(names: tuple[str, ...]) -> None:
    """Raise UsageError for a facet that does not exist."""
    for name in names:
        if name not in FACETS:
            raise UsageError(f"no facet named {name}; there are {', '.join(FACETS)}")


def age_class(age: int) -> str:
    """The age class of an age in years, as `18-39`; the last is open, `85-`."""
    for low, high in AGE_CLASSES:
        if age <= high:
            return f"{low}-" if high == AGE_CLASSES[-1][1] else f"{low}-{high}"
    return f"{AGE_CLASSES[-1][0]}-"


def year_of(day: int) -> str:
    """The calendar year of an ordinal day."""
    return str(Date.fromordinal(day).year)


def over_representation(inside: int, result: int, outside_total: int, total: int) -> float:
    """Signed log-likelihood ratio (Dunning 1993) of a code in ``inside`` of ``result`` documents of the result.

    ``outside_total`` is its number of documents in the whole scope of ``total`` documents. Positive where the code is
    more frequent in the result than in the rest; 0 where there is no rest.
    """
    rest, outside = total - result, outside_total - inside
    if rest <= 0 or result <= 0:
        return float(inside)
    expected = outside_total / total
    ratio = 2 * (_term(inside, result * expected) + _term(outside, rest * expected))
    return ratio if inside / result >= outside / rest else -ratio


def _term(observed: float, expected: float) -> float:
    return observed * math.log(observed / expected) if observed and expected else 0.0
