"""Words that no list holds: names where they stand as such, not where they are built like words, read badly, or borrowed."""

from __future__ import annotations

import pytest

from deid.detectors import unknown
from deid.morphology import built, shortened
from deid.page import Page


def found(text: str, lang: str = "fr") -> list[str]:
    return [text[span.start : span.end] for span in unknown.find(Page(text, lang=lang))]


@pytest.mark.parametrize(
    ("text", "name"),
    [
        ("Accompagnée aux toilettes par Fatouvi, sans chute.", "Fatouvi"),
        ("Le taxi Guignardet la ramène vers 15 h.", "Guignardet"),
        ("Trois enfants, Lucas 9 ans et Maelwyna 4 ans.", "Maelwyna"),
        ("Né à 30 km de Zhovtivka, arrivé en 2022.", "Zhovtivka"),
    ],
)
def test_words_in_no_list_are_names(text: str, name: str) -> None:
    assert any(name in word for word in found(text))


@pytest.mark.parametrize(
    "text",
    [
        "Relais par Stromectol, puis Prevenar à la sortie.",
        "Doute sur une Micrométastase et une Leucopathie vasculaire.",
        "Vue pour Déprescription, Conciliée hier par la pharmacie.",
        "Le score de Kruvanski est à 3.",
        "Technique de Zubrowitz, sans incident.",
        "Souche de Trewhellia denitrificans à l'hémoculture.",
        "Mesure au Zibromat 8,2 ce matin.",
        "Comme Trewhell AE, Baker GE. J Clin 2010.",
        "Pansernents refaits par le service des Iibérales.",
        "Le geste selon Trewhell® a été repris.",
    ],
)
def test_words_of_medicine_and_borrowed_names_stay(text: str) -> None:
    assert found(text) == []


def test_english_notes_are_left_to_the_lists() -> None:
    assert found("Seen with Fatouvi today.", lang="en") == []


def test_how_words_are_built() -> None:
    assert all(map(built, ["radiochimiotherapie", "leucopathie", "hypoalbuminemie", "deprescription", "tixagevimab"]))
    assert not any(map(built, ["nassuf", "teriitahi", "daryna", "cipiere", "prypiat"]))
    assert shortened("ausc") and shortened("adenopa") and not shortened("nassuf")
