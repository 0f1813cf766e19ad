"""Analytes by the names and units that people write, for whoever asks for a value."""

from __future__ import annotations

from functools import lru_cache

from language.folding import fold

from .analytes import Analyte, load_analytes


@lru_cache(maxsize=1)
def _by_name() -> dict[str, Analyte]:
    """Analytes by each of their names, folded and without anything but letters and digits."""
    from .analytes import _rows

    _, by_key = load_analytes()
    named: dict[str, Analyte] = {}
    for row in _rows():
        for form in (row[0], *row[4].split("|")):
            named.setdefault(_plain(form), by_key[row[0]])
    return named


def _plain(name: str) -> str:
    return "".join(char for char in fold(name) if char.isalnum())


class KnownAnalytes:
    """Implements ``clinical.concepts.Analytes`` by the table that values are read with."""

    def normal(self, name: str, value: float, unit: str) -> tuple[str, float, str] | None:
        """See ``clinical.concepts.Analytes``."""
        analyte = _by_name().get(_plain(name))
        if analyte is None:
            return None
        fitting = analyte.normal(value, fold(unit).replace(" ", "")) if unit else None
        return analyte.name, value if fitting is None else fitting, analyte.unit
