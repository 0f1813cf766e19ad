"""The analytes that are read, with their names, units and plausible ranges (``analytes.tsv``)."""

from __future__ import annotations

from dataclasses import dataclass, field
from functools import lru_cache
from importlib import resources

from language.folding import fold
from nlp.context.automaton import Node, build
from nlp.context.tokens import read_tokens


@dataclass(frozen=True, slots=True)
class Analyte:
    """``units`` maps each accepted unit (small letters) to its factor; ``low`` to ``high`` is what a result can be."""

    name: str
    unit: str
    low: float
    high: float
    units: dict[str, float] = field(hash=False)

    def normal(self, value: float, unit: str) -> float | None:
        """``value`` in the analyte's unit; None where unit or range does not fit.

        Without a unit the analyte's own is tried first, then the others by their plausible range.
        """
        factors = [self.units.get(unit)] if unit else [1.0, *self.units.values()]
        for factor in factors:
            if factor is not None and self.low <= value * factor <= self.high:
                return round(value * factor, 4)
        return None


def _rows() -> list[list[str]]:
    text = resources.files("nlp").joinpath("values", "analytes.tsv").read_text(encoding="utf-8")
    return [line.split("\t") for line in text.splitlines() if line and not line.startswith("#!")]


def _units(cell: str) -> dict[str, float]:
    return {unit: float(factor) for unit, _, factor in (pair.rpartition("=") for pair in cell.split())}


@lru_cache(maxsize=1)
def load_analytes() -> tuple[Node[Analyte], dict[str, Analyte]]:
    """A trie of all folded names, and the analytes by key."""
    entries, by_key = [], {}
    for row in _rows():
        name, unit, low, high, names, units = [*row, ""][:6]
        analyte = Analyte(name, unit, float(low), float(high), _units(units))
        by_key[name] = analyte
        forms = {tuple(fold(word) for word in read_tokens(form).words) for form in names.split("|")}
        entries.append((analyte, tuple(forms)))
    return build(entries), by_key


PRESSURE_NAMES = frozenset({"ta", "pa", "tension", "bp"})
"""Names of blood pressure, whose two values are written together."""


@lru_cache(maxsize=1)
def first_words() -> frozenset[str]:
    """The words that an analyte's name may begin with."""
    return PRESSURE_NAMES.union(load_analytes()[0].edges)
