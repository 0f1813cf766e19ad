"""Results with unit, comparator and date attached to their analyte; doses and dates are no results."""

from __future__ import annotations

import pytest

from nlp.context import Context
from nlp.values import read_measurements
from nlp.values.analytes import load_analytes

DATE = "2023-05-02"


def values(text: str, date: str | None = DATE) -> list[tuple[str, str, float, str, str | None]]:
    found = read_measurements(Context.of(text, date=date).stream, date=date)
    return [(m.analyte, m.comparator, m.value, m.unit, m.date) for m in found]


RESULTS = [
    ("Créat 142 µmol/L", ("creatinine", "=", 142.0, "µmol/L", None)),
    ("créatinine à 12 mg/L", ("creatinine", "=", 106.08, "µmol/L", None)),
    ("HbA1c : 8,2 %", ("hba1c", "=", 8.2, "%", None)),
    ("Hb 10,2 g/dL", ("hemoglobine", "=", 10.2, "g/dL", None)),
    ("hémoglobine à 102 g/L", ("hemoglobine", "=", 10.2, "g/dL", None)),
    ("K 5,8", ("potassium", "=", 5.8, "mmol/L", None)),
    ("kaliémie à 3,0 mmol/L", ("potassium", "=", 3.0, "mmol/L", None)),
    ("Na 138", ("sodium", "=", 138.0, "mmol/L", None)),
    ("CRP < 5", ("crp", "<", 5.0, "mg/L", None)),
    ("CRP inférieure à 5 mg/L", ("crp", "<", 5.0, "mg/L", None)),
    ("plaquettes 31 G/L", ("plaquettes", "=", 31.0, "G/L", None)),
    ("GB 14200/mm3", ("leucocytes", "=", 14.2, "G/L", None)),
    ("NT-proBNP 3 452 ng/L", ("nt_probnp", "=", 3452.0, "ng/L", None)),
    ("DFG 32 mL/min", ("dfg", "=", 32.0, "mL/min/1,73m²", None)),
    ("INR à 6,1 le 4/04", ("inr", "=", 6.1, "1", "2023-04-04")),
    ("Créat 142 µmol/L (le 12/03)", ("creatinine", "=", 142.0, "µmol/L", "2023-03-12")),
    ("CRP 12 mg/L le 28/12", ("crp", "=", 12.0, "mg/L", "2022-12-28")),
    ("Bilan du 02/02/2023 : albumine 29 g/L", ("albumine", "=", 29.0, "g/L", "2023-02-02")),
    ("FEVG à 30 %", ("fevg", "=", 30.0, "%", None)),
    ("T° 37,9", ("temperature", "=", 37.9, "°C", None)),
    ("SpO2 96 % sous 1 L", ("spo2", "=", 96.0, "%", None)),
    ("glycémie 1,2 g/L", ("glycemie", "=", 6.66, "mmol/L", None)),
    ("Poids 61 kg", ("poids", "=", 61.0, "kg", None)),
    ("IMC 38", ("imc", "=", 38.0, "kg/m²", None)),
    ("troponine 212 ng/L", ("troponine", "=", 212.0, "ng/L", None)),
    ("TSH 0,02 mUI/L", ("tsh", "=", 0.02, "mUI/L", None)),
]


@pytest.mark.parametrize(("text", "expected"), RESULTS)
def test_a_result_is_read_with_its_unit(text: str, expected: tuple[str, str, float, str, str | None]) -> None:
    assert values(text) == [expected]


NOTHING = [
    "Potassium 600 mg x 3/j",
    "Kardégic 75 mg",
    "pas 145 patients",
    "vitamine K 2 mg",
    "Le 12/03/2021",
    "Hb le 12/03",
    "FC dans 2 jours",
    "calcium 500 mg/j",
    "Na normal",
    "créatinine dosée il y a 3 ans",
    "Albumine 20 % 100 mL",
]


@pytest.mark.parametrize("text", NOTHING)
def test_a_dose_date_or_duration_is_no_result(text: str) -> None:
    assert values(text) == []


@pytest.mark.parametrize("space", [" ", "\u00a0", "\u202f", "\u2009"])
def test_thousands_are_set_apart_by_any_space(space: str) -> None:
    assert [value for _, _, value, _, _ in values(f"Ferritine 12{space}400 µg/l")] == [12400.0]


def test_a_trend_gives_both_results() -> None:
    assert [(name, value) for name, _, value, _, _ in values("Hb 10,2 -> 8,4")] == [
        ("hemoglobine", 10.2),
        ("hemoglobine", 8.4),
    ]


def test_a_blood_pressure_gives_two_results() -> None:
    assert [(name, value) for name, _, value, _, _ in values("TA 148/79")] == [("pas", 148.0), ("pad", 79.0)]
    assert [(name, value) for name, _, value, _, _ in values("TA 14/8")] == [("pas", 140.0), ("pad", 80.0)]
    assert [(name, value) for name, _, value, _, _ in values("PAS 145 PAD 80")] == [("pas", 145.0), ("pad", 80.0)]


def test_dated_columns_give_dated_results() -> None:
    table = "\t13/12/21\t14/03/22\nCréat (µmol/L)\t171\t138\nHb\t10,4\t<7\n"
    assert [(name, sign, value, date) for name, sign, value, _, date in values(table)] == [
        ("creatinine", "=", 171.0, "2021-12-13"),
        ("creatinine", "=", 138.0, "2022-03-14"),
        ("hemoglobine", "=", 10.4, "2021-12-13"),
        ("hemoglobine", "<", 7.0, "2022-03-14"),
    ]


def test_dated_lines_give_dated_results() -> None:
    table = "| Date | CRP | GB |\n|---|---|---|\n| 03/04 | 120 | 14,2 |\n| 08/04 | 12 | 7 |"
    assert [(name, value, date) for name, _, value, _, date in values(table)] == [
        ("crp", 120.0, "2023-04-03"),
        ("leucocytes", 14.2, "2023-04-03"),
        ("crp", 12.0, "2023-04-08"),
        ("leucocytes", 7.0, "2023-04-08"),
    ]


def test_offsets_point_at_the_evidence() -> None:
    text = "Bio : Créat 142 µmol/L."
    (found,) = read_measurements(Context.of(text).stream)
    assert text[found.start : found.end] == "Créat 142 µmol/L"


def test_at_least_forty_analytes_are_known() -> None:
    assert len(load_analytes()[1]) >= 40
