"""Notes written by hand: they read, they ship with the demonstration, damage is noticed."""

from __future__ import annotations

import pytest

from hospital import demonstration
from hospital.handwritten import LOT, handwritten, pieces_of, read_note
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


@pytest.mark.parametrize("body", ["⟦NOM|a", "⟦nom|a⟧", "⟨CIM10:I10|HTA⟩"])
def test_damaged_marking_is_an_error(body: str) -> None:
    with pytest.raises(ValueError, match="outside a mark"):
        pieces_of(body)


def test_shipped_notes_read_and_have_their_lot() -> None:
    notes = list(handwritten())
    assert len({n.doc_id for n in notes}) == len(notes)
    assert all(n.head["lot"] == LOT and n.head["date"] for n in notes)
    assert LOT in {lot.name for lot in demonstration().lots if lot.decision == "released"}
