from __future__ import annotations

import pytest

from terminologies.expansion import drug_terms, label_terms


def zipf(word: str) -> float:
    return {"masse": 4.1, "petit": 5.5, "cholera": 3.0, "cristal": 3.4, "solution": 4.8}.get(word, 0.0)


@pytest.mark.parametrize(
    ("code", "label", "expected"),
    [
        ("C509", "Tumeur maligne du sein, sans précision", ["Tumeur maligne du sein", "cancer du sein"]),
        ("I10", "Hypertension essentielle (primitive)", ["Hypertension essentielle"]),
        ("K50", "Maladie de Crohn [entérite régionale]", ["Maladie de Crohn", "entérite régionale"]),
        ("D649", "Anémie ferrique, SAI", ["Anémie ferrique"]),
        ("M320", "Ophiase", ["Ophiase"]),
    ],
)
def test_labels_become_what_people_write(code: str, label: str, expected: list[str]) -> None:
    assert label_terms(code, label, zipf) == expected


@pytest.mark.parametrize(
    ("code", "label"),
    [
        ("D508", "Autres carences en fer"),
        ("B972", "Coronavirus, cause de maladies classées ailleurs"),
        ("R190", "Masse"),
        ("A009", "Choléra"),
        ("Z000", "Examen médical général"),
        ("V011", "Piéton blessé dans une collision"),
        ("M0225", "Arthropathie après vaccin - hanche"),
        ("A010", "Une très longue suite de beaucoup trop de mots distincts pour une lettre"),
    ],
)
def test_labels_that_mean_something_else_give_nothing(code: str, label: str) -> None:
    assert label_terms(code, label, zipf) == []


def test_drug_names_that_are_words_give_nothing() -> None:
    names = ["COVERSYL", "perindopril", "CRISTAL", "SOLUTION", "COLLYRE", "autres laxatifs"]
    assert drug_terms("C09AA04", names, zipf) == ["COVERSYL", "perindopril"]
    assert drug_terms("C09A", ["inhibiteurs"], zipf) == []
    assert drug_terms("C09AA", ["inhibiteurs simples", "COVERSYL"], zipf) == ["COVERSYL"]
