"""First names that are words: told by a capital in the middle of a line, by what people do, by an age or a function."""

from __future__ import annotations

import pytest

from deid.detectors import word_names
from deid.grammar import in_eponym
from deid.page import Page


def found(text: str) -> list[str]:
    return [text[span.start : span.end] for span in word_names.find(Page(text))]


@pytest.mark.parametrize(
    ("text", "names"),
    [
        ("Soins rappelés par Rose du secrétariat.", ["Rose"]),
        ("Je revois Prune dans un mois avec ses parents.", ["Prune"]),
        ("La situation de Violette a été évoquée en réunion.", ["Violette"]),
        ("Appel de Fleur à 14h, ok pour la sortie.", ["Fleur"]),
        ("Merci Côme pour ton aide.", ["Côme"]),
        ("on a vu Victoire en staff", ["Victoire"]),
        ("Ch 12 Olive : TA 12/7", ["Olive"]),
        ("Bienvenu a bien dormi, pas de plainte.", ["Bienvenu"]),
        ("Perle, 7 ans, tousse depuis trois jours.", ["Perle"]),
        ("Modeste (kiné) : marche avec déambulateur.", ["Modeste"]),
        ("Prudence est rentrée chez elle hier.", ["Prudence"]),
        ("Transmission faite à Ange, IDE de nuit.", ["Ange"]),
    ],
)
def test_a_word_that_is_a_first_name_here(text: str, names: list[str]) -> None:
    assert found(text) == names


@pytest.mark.parametrize(
    "text",
    [
        "Gencive rose, langue blanche, claire au fond d'œil.",
        "Cul-de-sac de Douglas comblé, score de Constant à 60.",
        "Contraception par Jasmine depuis deux ans, Diane 35 auparavant.",
        "Pancréatite stade E de Balthazar, aires IIa et III.",
        "Grade II d'Elston et Ellis.",
        "Coloration au Rose Bengale, test au rose.",
        "Prune de Damas interdite.",
        "Victoire sur la douleur, juste un peu raide.",
        "Culture positive à Candida albicans.",
        "revu en Mars puis en Avril",
        "Arrivé de France en 1988.",
    ],
)
def test_words_stay_words(text: str) -> None:
    assert found(text) == []


def test_a_signature_is_no_eponym() -> None:
    assert not in_eponym(Page("Signé Yvette"), 1)
    assert in_eponym(Page("Signe de Lasègue"), 2)
