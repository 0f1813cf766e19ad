"""Fragments: the right sentence, marks on original characters, their class."""

from __future__ import annotations

from itertools import pairwise

import pytest

from clinical.annotations import (
    AnnotatedDocument,
    Annotation,
    Assertion,
    ContextSpan,
    Measurement,
    Reading,
    Section,
    Sentence,
)
from clinical.documents import Document, Mask
from clinical.queries import ConceptIs
from clinical.results import Fragment
from indexer.fragments import LONGEST, fragments
from indexer.query_language import parse

TEXT = (
    "Motif : dyspnée.\nPas de fièvre ni toux. Embolie pulmonaire de [NOM] droite. L'œdème des jambes a cédé."
    " HbA1c à 9,6 %. Conclusion : Embolie\npulmonaire."
)


def span(part: str, nth: int = 0) -> tuple[int, int]:
    start = -1
    for _ in range(nth + 1):
        start = TEXT.index(part, start + 1)
    return start, start + len(part)


def letter() -> AnnotatedDocument:
    stops = [0, 17, *(span(part)[0] for part in ("Embolie", "L'œ", "HbA1c", "Conclusion")), len(TEXT)]
    reading = Reading(
        annotations=(
            Annotation(*span("Embolie pulmonaire"), "CIM10", "I269", "Embolie pulmonaire"),
            Annotation(*span("fièvre"), "CIM10", "R509", "Fièvre", Assertion(negated=True)),
        ),
        contexts=(ContextSpan(span("Pas de")[0], span("toux.")[1], Assertion(negated=True)),),
        sentences=tuple(Sentence(a, b) for a, b in pairwise(stops)),
        sections=(Section(span("Conclusion")[0], len(TEXT), "conclusion"),),
        measurements=(Measurement(*span("HbA1c à 9,6 %"), "HbA1c", 9.6, "%"),),
    )
    masks = (Mask(*span("[NOM]"), "NOM"),)
    return AnnotatedDocument(
        document=Document(doc_id="d", patient_id="p", text=TEXT, masks=masks, title="Courrier"), reading=reading
    )


def shown(query: str, limit: int = 3) -> list[tuple[str, str]]:
    """The marked words with their class, fragment after fragment."""
    found = fragments(letter(), parse(query).query, limit=limit)
    return [(fragment.text[m.start : m.end], m.context) for fragment in found for m in fragment.marks]


@pytest.mark.parametrize(
    ("query", "marks"),
    [
        ("oedeme", [("œdème", "present")]),
        ("fièvre", [("fièvre", "negated")]),
        ("nié:toux", [("toux", "negated")]),
        ('"embolie pulmonaire"', [("Embolie pulmonaire", "present"), ("Embolie\npulmonaire", "present")]),
        ('"pulmonaire droite"~3', [("pulmonaire de [NOM] droite", "present")]),
        ("CIM10:I26", [("Embolie pulmonaire", "present")]),
        ("HbA1c > 9", [("HbA1c à 9,6 %", "present")]),
        ("dyspnée SAUF toux", [("dyspnée", "present")]),
        ("jamb*", [("jambes", "present")]),
        ("nom", []),
        ("type:CRH", []),
        ("titre:courrier", []),
    ],
)
def test_marks(query: str, marks: list[tuple[str, str]]) -> None:
    assert shown(query) == marks


def test_offsets_are_those_of_the_document() -> None:
    for fragment in fragments(letter(), parse("embolie oedeme fièvre").query, limit=9):
        assert TEXT[fragment.offset : fragment.offset + len(fragment.text)] == fragment.text
        for mark in fragment.marks:
            assert 0 <= mark.start < mark.end <= len(fragment.text)


def test_the_best_sentences_come_in_the_order_of_the_text() -> None:
    assert [f.section for f in fragments(letter(), parse("embolie").query, limit=1)] == ["conclusion"]
    both = fragments(letter(), parse("embolie oedeme").query, limit=2)
    assert both[0].offset < both[1].offset


def test_a_sentence_with_some_of_the_words_is_not_shown_beside_one_with_all() -> None:
    text = "Temps artériel pulmonaire. Embolie pulmonaire droite. Pas d'embolie gauche. Embolie."
    stops = [0, 27, 54, 76, len(text)]
    reading = Reading(
        sentences=tuple(Sentence(a, b) for a, b in pairwise(stops)),
        contexts=(ContextSpan(54, 75, Assertion(negated=True)),),
    )
    annotated = AnnotatedDocument(document=Document(doc_id="d", patient_id="p", text=text), reading=reading)
    found = fragments(annotated, parse("embolie pulmonaire").query)
    assert [one.text for one in found] == ["Embolie pulmonaire droite.", "Pas d'embolie gauche."]
    found = fragments(annotated, parse("(embolie pulmonaire) OU embolie").query)
    assert [one.text for one in found] == ["Temps artériel pulmonaire.", "Embolie pulmonaire droite.", "Embolie."]


def test_a_relatives_sentence_with_some_of_the_words_is_not_shown_beside_one_with_all() -> None:
    sentences = (
        "Sa cousine a un cancer de l'ovaire. ",
        "Sa tante a eu un cancer du sein. ",
        "Suivie pour cancer du sein.",
    )
    edges = [0]
    for sentence in sentences:
        edges.append(edges[-1] + len(sentence))
    family = ContextSpan(0, edges[2], Assertion(family=True))
    reading = Reading(sentences=tuple(Sentence(a, b) for a, b in pairwise(edges)), contexts=(family,))
    annotated = AnnotatedDocument(
        document=Document(doc_id="d", patient_id="p", text="".join(sentences)), reading=reading
    )
    found = fragments(annotated, parse("cancer sein").query)
    assert [fragment.text for fragment in found] == [sentence.strip() for sentence in sentences[1:]]


def test_without_a_mark_the_beginning_is_shown() -> None:
    (only,) = fragments(letter(), parse("type:CRH").query)
    assert (only.offset, only.marks) == (0, ())
    assert only.text.startswith("Motif")
    assert fragments(letter(), parse("fièvre").query, limit=0) == ()


class Tree:
    def ancestors(self, system: str, code: str) -> tuple[str, ...]:
        return ("XI",) if code.startswith("I") else ()


def test_descendants_through_the_hierarchy() -> None:
    (found,) = fragments(letter(), ConceptIs("CIM10", "XI"), concepts=Tree())
    assert found.marks
    assert not fragments(letter(), ConceptIs("CIM10", "I26", alone=True))[0].marks


def test_a_long_sentence_is_cut_around_its_mark() -> None:
    text = "début " + "mot " * 300 + "embolie " + "mot " * 300
    annotated = AnnotatedDocument(document=Document(doc_id="d", patient_id="p", text=text), reading=Reading())
    (found,) = fragments(annotated, parse("embolie").query)
    assert isinstance(found, Fragment)
    assert len(found.text) <= LONGEST
    assert found.text[found.marks[0].start : found.marks[0].end] == "embolie"


def test_marks_of_a_scanned_text_lie_on_what_is_printed() -> None:
    text = "SERVICE DE CARDI0LOGIE. La maIade a une embolie puImonaire depuis 2Ol9."
    annotated = AnnotatedDocument(document=Document(doc_id="d", patient_id="p", text=text), reading=Reading())
    found = fragments(annotated, parse("embolie pulmonaire cardiologie").query)
    assert {one.text[m.start : m.end] for one in found for m in one.marks} == {"embolie", "puImonaire", "CARDI0LOGIE"}


def test_a_word_of_a_chronic_disease_under_history_is_marked_as_present() -> None:
    text = "Antécédents : HTA, fracture."
    reading = Reading(
        annotations=(Annotation(14, 17, "CIM10", "I10", "HTA", Assertion(historical=True), ongoing=True),),
        contexts=(ContextSpan(0, len(text), Assertion(historical=True)),),
    )
    annotated = AnnotatedDocument(document=Document(doc_id="d", patient_id="p", text=text), reading=reading)
    (fragment,) = fragments(annotated, parse("hta fracture").query)
    assert [mark.context for mark in fragment.marks] == ["present", "past"]
