"""The record's own identity: which spellings masking finds, and what the leak scan still sees."""

from __future__ import annotations

import pytest

from clinical.documents import Person
from deid import leak_scan
from deid.detectors import identity
from deid.lexicon import lexicon
from deid.page import Page

PERSON = Person(
    ipp="8012345678", family_name="Vandenbroeck", birth_name="Le Guellec", given_names=("Maëlys", "Rose"),
    birth_date="1951-08-03", nir="2 51 08 29 019 213 24", address="14 rue des Lavandières", city="Quimper",
    phones=("06 39 98 12 34",), emails=("m.vandenbroeck@example.org",), related=("Kerbrat",),
)  # fmt: skip

FOUND = [
    ("vue ce jour VANDENBROECK", ["VANDENBROECK"]),
    ("Mme VANDENBROEK", ["VANDENBROEK"]),
    ("Mme Vandenboreck", ["Vandenboreck"]),
    ("pour VANDEN BROECK", ["VANDEN BROECK"]),
    ("née LEGUELLEC", ["LEGUELLEC"]),
    ("née LE GUELEC", ["LE GUELEC"]),
    ("née LEGUELELC", ["LEGUELELC"]),
    ("fichier MVANDENBROECK_cr", ["MVANDENBROECK"]),
    ("Maelys tousse", ["Maelys"]),
    ("M4elys tousse", ["M4elys"]),
    ("Mme Rose Vandenbroeck", ["Rose", "Vandenbroeck", "Rose Vandenbroeck"]),
    ("une rose et un lit rose", []),
    ("IPP 80 12 34 56 78", ["80 12 34 56 78"]),
    ("IPP 80l2345678", ["80l2345678"]),
    ("14, rue des Lavandieres", ["14, rue des Lavandieres"]),
    ("suivie à Quimper", ["Quimper"]),
    ("son mari M. Kerbrat", ["Kerbrat"]),
    ("Pas de fièvre, TA 12/8", []),
]


@pytest.mark.parametrize(("text", "expected"), FOUND)
def test_spellings_of_the_record(text: str, expected: list[str]) -> None:
    spans = identity.find(Page(text), PERSON)
    assert sorted({text[span.start : span.end] for span in spans}) == sorted(expected)


LEFT = [
    ("Vue avec Vandenbroeck ce jour", {"leak:name"}),
    ("Vue avec vandenbroéck ce jour", {"leak:name"}),
    ("Vue avec Vandenbr0eck ce jour", {"leak:name"}),
    ("Vue avec Vandenbr\u0336oeck ce jour", {"leak:name"}),
    ("Vue avec Vandenbroek ce jour", {"leak:misspelt-name"}),
    ("dossier_vandenbroeck.pdf", {"leak:name"}),
    ("Mme Rose tousse", {"leak:name"}),
    ("une rose", set()),
    ("Leguellec", {"leak:name"}),
    ("80 12 34 56-78", {"leak:ipp"}),
    ("80123 [NOM] 45678", set()),
    ("2510829019213", {"leak:nir"}),
    ("06.39.98.12.34", {"leak:phone"}),
    ("M.VANDENBROECK@EXAMPLE.ORG", {"leak:mail", "leak:name"}),
    ("14 rue des Lavandieres", {"leak:address"}),
    ("le 3/8/1951", {"leak:birth-date"}),
    ("le 03081951", {"leak:birth-date"}),
    ("le 3 août 1951", {"leak:birth-date"}),
    ("le 3 mai 1951", set()),
    ("[NOM] [PRENOM], née le [DATE_NAISSANCE], γGT à 45, 10⁹/L", set()),
]


@pytest.mark.parametrize(("text", "expected"), LEFT)
def test_leaks_are_seen(text: str, expected: set[str]) -> None:
    words = lexicon("fr")
    assert set(leak_scan.scan(text, PERSON, is_word=lambda word: words.info(word).wordish)) == expected
