"""Scanned text read as its author wrote it, at the same offsets."""

from __future__ import annotations

import pytest

from language.scanned import as_written, is_scanned
from language.words import Words

WORDS = Words("fr")
DAMAGE = " maIade du 2Ol9 , HOPlTAL"
"""Enough confusions for a text to count as scanned."""


@pytest.mark.parametrize(
    ("scanned", "written"),
    [
        ("MOUlLLERON", "MOUILLERON"),
        ("LA R0CHE-SUR-Y0N", "LA ROCHE-SUR-YON"),
        ("12 pIace des HaIles", "12 place des Halles"),
        ("le 4 juiIlet 20l7", "le 4 juillet 2017"),
        ("né le ll/O8/l957", "né le 11/08/1957"),
        ("8525O CHALLANS", "85250 CHALLANS"),
        ("TéI O2.61.9l.58.l1", "Tél 02.61.91.58.11"),
        ("O6 39 98 7l 3O", "06 39 98 71 30"),
        ("lsabelle et Ie voisin", "Isabelle et le voisin"),
        ("Mons1eur", "Monsieur"),
        ("en ju1n", "en juin"),
        ("derm1te at0pique", "dermite atopique"),
        ("I'attention", "l'attention"),
        ("Dr LAM8ERT", "Dr LAMBERT"),
        ("RENAU1T", "RENAULT"),
    ],
)
def test_a_confusion_is_undone(scanned: str, written: str) -> None:
    read = as_written(scanned + DAMAGE, WORDS)
    assert read is not None
    assert read[: len(scanned)] == written


@pytest.mark.parametrize(
    "kept", ["CHU2", "vitamine B12", "5FU", "T10", "type III", "Il est", "Irène", "Ilyes", "O2 à 3 l/min", "C4", "H1N1"]
)
def test_what_was_no_confusion_stays(kept: str) -> None:
    read = as_written(kept + DAMAGE, WORDS)
    assert read is not None
    assert read[: len(kept)].replace("02", "O2") == kept


def test_the_reading_has_the_length_of_the_text() -> None:
    text = "CLlNIQUE , Ie 2l/O3/2Ol9 : at0pique , déIai , l'œdème , n° 8525O" * 40
    read = as_written(text, WORDS)
    assert read is not None
    assert len(read) == len(text)


@pytest.mark.parametrize(
    "clean", ["Monsieur Il est venu le 12/03/2019.", "HbA1c 7,2 % ; CA15-3 ; IL6 ; T1 N0 M0", "Une seule déIai"]
)
def test_a_clean_text_is_left_alone(clean: str) -> None:
    assert not is_scanned(clean)
    assert as_written(clean, WORDS) is None
