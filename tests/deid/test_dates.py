"""Dates: read, moved in their own form, told from what is none."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable

import pytest
from hypothesis import given
from hypothesis import strategies as st

from clinical.documents import Person, SourceDocument
from deid import Deidentification, Deidentifier, DeidOptions, Pseudonyms, dates

REFERENCE = dt.date(2024, 5, 6)


@pytest.mark.parametrize(
    ("surface", "expected"),
    [
        ("14/02/2023", (14, 2, 2023)), ("14.02.23", (14, 2, 2023)), ("2023-02-14", (14, 2, 2023)), ("1er mars 2023", (1, 3, 2023)),
        ("mardi 14 mars 2023", (14, 3, 2023)), ("mars 2020", (None, 3, 2020)), ("03/2019", (None, 3, 2019)), ("2016", (None, None, 2016)),
        ("22 déc.", (22, 12, None)), ("3/02", (3, 2, None)), ("20220922", (22, 9, 2022)), ("061120", (6, 11, 2020)),
        ("l9 novembre 2018", (19, 11, 2018)), ("O4/06/1951", (4, 6, 1951)), ("deux janvier mille neuf cent soixante dix huit", (2, 1, 1978)),
        ("Sept 01, 2026", (1, 9, 2026)), ("25/12/47", (25, 12, 1947)), ("14 June 2015", (14, 6, 2015)),
    ],
)  # fmt: skip
def test_read(surface: str, expected: tuple[int | None, int | None, int | None]) -> None:
    assert dates.read(surface) == expected


@pytest.mark.parametrize(
    ("surface", "days", "moved"),
    [
        ("14/02/2023", 20, "06/03/2023"), ("3/02", -5, "29/1"), ("1er mars", 1, "2 mars"), ("mardi 14 mars 2023", 1, "mercredi 15 mars 2023"),
        ("mars 2020", 31, "avril 2020"), ("2016", 400, "2017"), ("20220922", 10, "20221002"), ("LUNDI 6 MAI 2024", 7, "LUNDI 13 MAI 2024"),
        ("22 déc.", 20, "11 jan."), ("2023-02-14", -14, "2023-01-31"), ("12/31/2014", 1, "01/01/2015"),
    ],
)  # fmt: skip
def test_shift_keeps_the_form(surface: str, days: int, moved: str) -> None:
    result = dates.shift(surface, days, reference=REFERENCE)
    assert result is not None
    assert result.replace("29/01", "29/1") == moved


@given(
    st.dates(dt.date(1990, 1, 1), dt.date(2040, 1, 1)),
    st.dates(dt.date(1990, 1, 1), dt.date(2040, 1, 1)),
    st.integers(-365, 365),
)
def test_shift_preserves_intervals(first: dt.date, second: dt.date, days: int) -> None:
    moved = [dates.shift(day.strftime("%d/%m/%Y"), days, reference=REFERENCE) for day in (first, second)]
    read = [dt.datetime.strptime(day or "", "%d/%m/%Y").date() for day in moved]
    assert read[1] - read[0] == second - first


def test_one_offset_per_patient_never_zero_and_the_record_moves_along(pseudonyms: Pseudonyms) -> None:
    deidentifier = Deidentifier(DeidOptions(dates="shift"), pseudonyms=pseudonyms)
    offsets = {deidentifier.shift_days(str(ipp)) for ipp in range(3000)}
    assert 0 not in offsets
    assert min(map(abs, offsets)) >= 7
    assert len(offsets) > 500
    source = SourceDocument(doc_id="1", text="Revu le 06/05/2024.", patient=Person(ipp="4711"), date="2024-05-06")
    outcome = deidentifier.deidentify(source)
    assert isinstance(outcome, Deidentification)
    moved = dt.date.fromisoformat(outcome.document.date or "")
    assert moved - dt.date(2024, 5, 6) == dt.timedelta(days=deidentifier.shift_days("4711"))
    assert moved.strftime("%d/%m/%Y") in outcome.document.text


@pytest.mark.parametrize(
    "text",
    ["EVA 9/10", "TA 12/8", "1/2 cp", "MMSE 27/30", "quadriceps 4/5", "créatinine 1950 µmol/L", "Lovenox 4000 UI", "depuis 2/3 semaines", "pH 7,24", "Apgar 8/10/10"],
)  # fmt: skip
def test_what_is_no_date_never_moves(pseudonyms: Pseudonyms, text: str) -> None:
    deidentifier = Deidentifier(DeidOptions(dates="shift"), pseudonyms=pseudonyms)
    outcome = deidentifier.deidentify(
        SourceDocument(doc_id="1", text=text, patient=Person(ipp="4711"), date="2024-05-06")
    )
    assert isinstance(outcome, Deidentification)
    assert outcome.document.text == text


def test_kept_care_dates_are_listed_and_birth_dates_go(pseudonyms: Pseudonyms) -> None:
    deidentifier = Deidentifier(DeidOptions(dates="keep"), pseudonyms=pseudonyms)
    text = "Mme DURAND Anne, née le 12/03/1951, revue le 06/05/2024. DURAND Anne 12/03/1951 F"
    outcome = deidentifier.deidentify(
        SourceDocument(doc_id="1", text=text, patient=Person(ipp="4711"), date="2024-05-06")
    )
    assert isinstance(outcome, Deidentification)
    assert "06/05/2024" in outcome.document.text
    assert "1951" not in outcome.document.text
    kept = [i for i in outcome.identifiers if i.replacement is None]
    assert [text[i.start : i.end] for i in kept] == ["06/05/2024"]


def test_tag_leaves_the_records_year(pseudonyms: Pseudonyms, mask: Callable[..., str]) -> None:
    outcome = Deidentifier(DeidOptions(dates="tag"), pseudonyms=pseudonyms).deidentify(
        SourceDocument(doc_id="1", text="Revu le 06/05/2024.", patient=Person(ipp="4711"), date="2024-05-06")
    )
    assert isinstance(outcome, Deidentification)
    assert outcome.document.date == "2024"
    assert outcome.document.text == "Revu le [DATE]."


@pytest.mark.parametrize(
    ("written", "moved"),
    [
        ("mercr. 20/03", "lun. 29/04"),
        ("vend 09/02/24", "mer 20/03/24"),
        ("Mon 3 March", "Fri 12 April"),
        ("27122022", "05022023"),
        ("May 2008", "Jun 2008"),
        ("dimanche 21", "lundi 01"),
        ("08/22", None),
    ],
)
def test_short_forms_move(written: str, moved: str | None) -> None:
    assert dates.shift(written, 40, reference=dt.date(2024, 2, 15)) == moved
