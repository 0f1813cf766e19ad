"""Numbers in the shapes that France uses, with valid keys."""

from __future__ import annotations

from datetime import date
from random import Random

import pytest

from hospital import identifiers, stream


def luhn_valid(number: str) -> bool:
    total = 0
    for place, digit in enumerate(reversed(number)):
        value = int(digit) * (2 if place % 2 else 1)
        total += value - 9 if value > 9 else value
    return total % 10 == 0


@pytest.mark.parametrize("insee", ["29019", "2A004", "2B033", "99352"])
def test_nir_key(insee: str) -> None:
    number = identifiers.nir(Random(1), True, date(1948, 7, 4), insee)
    assert number.startswith("24807" + insee) and len(number) == 15
    body = int(number[:13].replace("2A", "19").replace("2B", "18"))
    assert 97 - body % 97 == int(number[13:])
    assert identifiers.spaced_nir(number).replace(" ", "") == number


def test_professional_and_site_numbers_are_luhn_valid() -> None:
    rng = Random(3)
    for _ in range(50):
        assert luhn_valid(identifiers.rpps(rng)) and luhn_valid(identifiers.finess(rng, "29200"))


def test_nhs_numbers_have_their_check_digit() -> None:
    from hospital.english import nhs_number

    for seed in range(40):
        digits = nhs_number(Random(seed)).replace(" ", "")
        assert len(digits) == 10
        check = 11 - sum(int(d) * w for d, w in zip(digits[:9], range(10, 1, -1), strict=True)) % 11
        assert check % 11 == int(digits[9])


def test_phones_keep_their_digits_in_every_writing() -> None:
    for style in range(7):
        written = identifiers.written_phone("0298223344", style)
        assert "".join(c for c in written if c.isdigit())[-9:] == "298223344"


def test_patients_have_coherent_numbers() -> None:
    for note in stream(seed=9, documents=300, english_share=0):
        person = note.head["patient"]
        assert person["nir"][0] == ("2" if person["sex"] == "F" else "1")
        assert person["nir"][1:3] == person["birth_date"][2:4] and person["nir"][3:5] == person["birth_date"][5:7]
        assert len(person["postal_code"]) == 5
