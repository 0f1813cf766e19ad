"""Sentences that survive broken lines, lists and abbreviations."""

from __future__ import annotations

import pytest

from nlp.context import Context

TEXTS = [
    ("Toux. Fièvre.", ["Toux.", "Fièvre."]),
    ("Vu par le Dr Martin. Toux.", ["Vu par le Dr Martin.", "Toux."]),
    ("Vu par le Dr. Martin ce jour. Toux.", ["Vu par le Dr. Martin ce jour.", "Toux."]),
    ("Insuff. cardiaque. Toux.", ["Insuff. cardiaque.", "Toux."]),
    ("Contusion du genou D. Ce matin toux.", ["Contusion du genou D.", "Ce matin toux."]),
    ("Hb 10,2 g/dL le 02.03.2021. Toux.", ["Hb 10,2 g/dL le 02.03.2021.", "Toux."]),
    ("- toux\n- fièvre", ["- toux", "- fièvre"]),
    ("Embolie ? Non.", ["Embolie ?", "Non."]),
    ("fécalome? non.", ["fécalome? non."]),
    (
        "Le patient présente depuis trois jours une toux grasse avec\nune fièvre à 39. Frissons.",
        ["Le patient présente depuis trois jours une toux grasse avec\nune fièvre à 39.", "Frissons."],
    ),
    ("Toux\n\nFièvre", ["Toux", "Fièvre"]),
]


@pytest.mark.parametrize(("text", "expected"), TEXTS)
def test_a_text_is_cut_into_its_sentences(text: str, expected: list[str]) -> None:
    assert [text[s.start : s.end] for s in Context.of(text).sentences] == expected


@pytest.mark.parametrize("text", ["", " ", "\n\n", "....", "??", "- - -", "(((", "[ ]", "« »", "\t|\t|", "é" * 50])
def test_any_text_is_read(text: str) -> None:
    reading = Context.of(text)
    assert all(0 <= span.start < span.end <= len(text) for span in reading.context_spans())


def test_decomposed_accents_are_read_like_composed_ones() -> None:
    import unicodedata

    text = unicodedata.normalize("NFD", "Fièvre écartée. Toux.")
    reading = Context.of(text)
    assert reading.assertion(0, 7).negated
    assert not reading.assertion(text.index("Toux"), len(text) - 1).negated
