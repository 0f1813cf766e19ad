"""Notes written by hand: they read, they ship with the demonstration, damage is noticed."""

from __future__ import annotations

import pytest

from hospital import demonstration
from hospital.handwritten import LOT, NoteError, handwritten, pieces_of, read_note
from hospital.template import Mark

TEXT = '{"doc_id": "X1", "doc_type": "CRH", "unit": "u", "date": "2020-01-02", "patient": {"nom": "LE GALL", "prenom": "Ana de", "ipp": "12"}}\n\nMme ⟦NOM|LE GALL⟧ : ⟨CIM10:I50.9;hist|IC⟩.'


def test_reads_marks_and_header() -> None:
    note = read_note(TEXT)
    assert note.text == "Mme LE GALL : IC."
    assert note.pieces[1] == Mark("LE GALL", "NOM")
    assert note.pieces[3] == Mark("IC", "CIM10", "I509", "hist")
    assert note.head["patient"]["given_names"] == ["Ana"]
    assert read_note(note.markup()).pieces == note.pieces


def test_a_patient_without_number_gets_a_placeholder() -> None:
    assert read_note(TEXT.replace('"12"', "null")).head["patient"]["ipp"] == "SANS-IPP-X1"


@pytest.mark.parametrize(
    ("body", "said"),
    [
        ("Vu.\n⟦NOM|a", "a mark that is not"),
        ("Vu.\n⟦nom|a⟧", "a mark that is not"),
        ("Vu.\n⟦NAME|a⟧", "no label NAME"),
        ("Vu.\n⟨CIM10:I10;negated|HTA⟩", "neg, hyp, fam, hist"),
    ],
)
def test_damaged_marking_is_an_error_with_its_line(body: str, said: str) -> None:
    with pytest.raises(NoteError, match=said) as caught:
        pieces_of(body)
    assert caught.value.line == 4  # the header and an empty line stand before


def test_a_concept_without_context_needs_no_semicolon() -> None:
    assert pieces_of("⟨CIM10:I10|HTA⟩") == pieces_of("⟨CIM10:I10;|HTA⟩") == (Mark("HTA", "CIM10", "I10", ""),)


def test_shipped_notes_read_and_have_their_lot() -> None:
    notes = list(handwritten())
    assert len({n.doc_id for n in notes}) == len(notes)
    assert all(n.head["lot"] == LOT and n.head["date"] for n in notes)
    assert LOT in {lot.name for lot in demonstration().lots if lot.decision == "released"}
