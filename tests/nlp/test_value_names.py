"""Analytes by the names and units that people write in a query."""

from __future__ import annotations

import pytest

from nlp.values.naming import KnownAnalytes


@pytest.mark.parametrize(
    ("name", "value", "unit", "expected"),
    [
        ("Hb", 8.0, "", ("hemoglobine", 8.0)),
        ("hémoglobine", 80.0, "g/L", ("hemoglobine", 8.0)),
        ("NT-proBNP", 1000.0, "", ("nt_probnp", 1000.0)),
        ("créatinine", 15.0, "mg/l", ("creatinine", 132.6)),
        ("Hb A1c", 9.0, "%", ("hba1c", 9.0)),
        ("kaliémie", 5.5, "mmol/l", ("potassium", 5.5)),
    ],
)
def test_names_and_units(name: str, value: float, unit: str, expected: tuple[str, float]) -> None:
    found = KnownAnalytes().normal(name, value, unit)
    assert found is not None
    assert found[:2] == expected


def test_what_is_no_analyte() -> None:
    assert KnownAnalytes().normal("fièvre", 39.0, "") is None
