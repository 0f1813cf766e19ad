"""No two notes are near copies, and no sentence is everywhere."""

from __future__ import annotations

from hospital import Note, stream
from hospital.variety import bare_text, measure, sentences, shingles


def test_variety_of_a_sample() -> None:
    found = measure(stream(seed=2, documents=1500, names="test"))
    assert found.close == 0, found
    assert found.share <= 0.02, found


def test_the_measure_sees_a_copy() -> None:
    notes = list(stream(seed=2, documents=30))
    copy = Note("copy", notes[3].head, notes[3].pieces)
    found = measure([*notes, copy])
    assert found.worst == 1.0 and found.close == 1


def test_names_and_numbers_do_not_count() -> None:
    note = next(iter(stream(seed=2, documents=1)))
    family = note.head["patient"]["family_name"].lower()
    assert family not in bare_text(note)
    assert shingles("a b c d e f g 12 h") == shingles("a b c d e f g 99 h")
    assert list(sentences("Pas de fièvre depuis 3 jours. Oui.\nSuivi")) == ["Pas de fièvre depuis jours"]
