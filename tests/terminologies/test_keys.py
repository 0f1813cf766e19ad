from __future__ import annotations

import pytest

from terminologies.keys import is_abbreviation, is_little, spellings, term_keys


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("œdème", "OEDEMES"),
        ("hypertendu", "hypertendues"),
        ("anormal", "anormaux"),
        ("évolutif", "évolutives"),
        ("infectieux", "infectieuse"),
        ("métastase hépatique", "métastases hépatiques"),
        ("cancer du sein", "cancer sein"),
        ("douleur de la gorge", "douleur à la gorge"),
        ("diabète de type II", "diabète de type 2"),
        ("vertèbres lombaires", "vertèbre lombaire"),
    ],
)
def test_spellings_of_one_term_share_their_keys(one: str, other: str) -> None:
    assert term_keys(one) == term_keys(other)


@pytest.mark.parametrize(
    ("one", "other"),
    [("toux", "tous"), ("foie", "fois"), ("SAS", "SA"), ("côte", "côté"), ("hépatite A", "hépatite"), ("BU", "BUS")],
)
def test_different_words_keep_different_keys(one: str, other: str) -> None:
    assert term_keys(one) != term_keys(other)


def test_an_abbreviation_in_a_text_may_also_be_a_word() -> None:
    assert spellings("LES") == ("les",)
    assert spellings("PLAIE")[0] == "plaie"
    assert "plai" in spellings("PLAIE")


@pytest.mark.parametrize(("word", "expected"), [("à", True), ("A", False), ("d", True), ("D", False), ("sans", False)])
def test_little_words_are_small_and_carry_nothing(word: str, expected: bool) -> None:
    assert is_little(word) is expected


@pytest.mark.parametrize(("word", "expected"), [("DT2", True), ("HbA1c", False), ("2", False), ("HEMORRAGIE", False)])
def test_abbreviations_are_short_and_capital(word: str, expected: bool) -> None:
    assert is_abbreviation(word) is expected
