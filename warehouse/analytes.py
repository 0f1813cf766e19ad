"""The names and units of measured values, for the query language; loaded when a query first holds a value."""

from __future__ import annotations


class LateAnalytes:
    """Implements ``clinical.concepts.Analytes`` by the table that values are read with."""

    def normal(self, name: str, value: float, unit: str) -> tuple[str, float, str] | None:
        """See ``clinical.concepts.Analytes``."""
        from nlp.values.naming import KnownAnalytes

        return KnownAnalytes().normal(name, value, unit)
