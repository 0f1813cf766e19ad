"""Hits laid over a text: one goes from phrase to phrase, not from word to word."""

from __future__ import annotations

import pytest

from clinical.results import Mark
from search_app.rendering import _joined


@pytest.mark.parametrize(
    ("text", "words", "hits"),
    [
        ("une embolie pulmonaire droite", ["embolie", "pulmonaire"], ["embolie pulmonaire"]),
        ("embolie de l'artère pulmonaire", ["embolie", "artère", "pulmonaire"], ["embolie de l'artère pulmonaire"]),
        ("embolie. Pulmonaire", ["embolie", "Pulmonaire"], ["embolie", "Pulmonaire"]),
        ("toux\nfièvre", ["toux", "fièvre"], ["toux", "fièvre"]),
        ("embolie suspectée pulmonaire", ["embolie", "pulmonaire"], ["embolie", "pulmonaire"]),
    ],
)
def test_words_of_one_phrase_are_one_hit(text: str, words: list[str], hits: list[str]) -> None:
    marks = [Mark(text.index(word), text.index(word) + len(word), "present") for word in words]
    assert [text[mark.start : mark.end] for mark in _joined(marks, text)] == hits


def test_marks_of_other_contexts_stay_apart() -> None:
    marks = [Mark(0, 7, "present"), Mark(8, 18, "negated")]
    assert _joined(marks, "embolie pulmonaire") == marks
