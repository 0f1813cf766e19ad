"""The names and units of measured values, for the query language; loaded when a query first holds a value."""

from __future__ import annotations

USUAL = {
    "g/l": "g/L", "mg/l": "mg/L", "µg/l": "µg/L", "ng/l": "ng/L", "ng/ml": "ng/mL", "mmol/l": "mmol/L", "µmol/l": "µmol/L",
}  # fmt: skip
"""Units in which French laboratories give results, as the table of analytes folds them, and as they are written."""


class LateAnalytes:
    """Implements ``clinical.concepts.Analytes`` by the table that values are read with."""

    def normal(self, name: str, value: float, unit: str) -> tuple[str, float, str] | None:
        """See ``clinical.concepts.Analytes``."""
        from nlp.values.analytes import load_analytes
        from nlp.values.naming import KnownAnalytes

        found = KnownAnalytes().normal(name, value, unit)
        analyte = load_analytes()[1].get(found[0]) if found and not unit else None
        plausible = analyte.normal(value, "") if analyte is not None else None
        return (found[0], plausible, found[2]) if found and plausible is not None else found

    def other_units(self, analyte: str, value: float) -> tuple[str, ...]:
        """See ``clinical.concepts.Analytes``; one unit for each way of counting, molar or by mass."""
        from nlp.values.analytes import load_analytes

        known = load_analytes()[1].get(analyte)
        if known is None or known.unit not in USUAL.values():
            return ()
        found: dict[float, str] = {1.0: ""}
        for unit, factor in known.units.items():
            if unit in USUAL and known.normal(value, unit) is not None:
                found.setdefault(factor, USUAL[unit])
        return tuple(unit for unit in found.values() if unit)
