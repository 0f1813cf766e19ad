"""The indexed view: positions, classes, sections, sentences, codes, dates, values, fingerprints."""

from __future__ import annotations

import pytest

from clinical.annotations import (
    CONTEXT_CLASSES,
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
from clinical.errors import TerminologyError
from indexer.copies import near, simhash
from indexer.view import IndexedDocument, Value, analyte_key, indexed_view, span_of_days, value_holds
from language.analysis import analyse

TEXT = "ATCD : asthme. Pas de fièvre. Vu par [NOM]."


class Tree:
    def ancestors(self, system: str, code: str) -> tuple[str, ...]:
        return ("J40-J47", "X") if code == "J459" else ()


@pytest.fixture
def view() -> IndexedDocument:
    start = TEXT.index("asthme")
    reading = Reading(
        annotations=(
            Annotation(start, start + 6, "CIM10", "J459", "Asthme", Assertion(historical=True), ongoing=True),
            Annotation(
                TEXT.index("fièvre"), TEXT.index("fièvre") + 6, "CIM10", "R509", "Fièvre", Assertion(negated=True)
            ),
        ),
        contexts=(ContextSpan(0, 14, Assertion(historical=True)), ContextSpan(15, 29, Assertion(negated=True))),
        sentences=(Sentence(0, 14), Sentence(15, 29), Sentence(30, len(TEXT))),
        sections=(Section(0, 14, "antecedents"),),
        measurements=(Measurement(0, 4, "HbA1c", 9.5, "%", ">"),),
    )
    document = Document(
        doc_id="d", patient_id="p", text=TEXT, title="Compte rendu", date="2021-03", masks=(Mask(37, 42, "NOM"),)
    )
    return indexed_view(AnnotatedDocument(document=document, reading=reading), Tree())


def test_tokens_with_class_section_and_sentence(view: IndexedDocument) -> None:
    rows = [
        (form, CONTEXT_CLASSES[code], view.section_names[section], sentence)
        for form, code, section, sentence in zip(
            view.forms, view.classes, view.sections, view.sentence_numbers(), strict=True
        )
    ]
    assert rows == [
        ("compte", "present", "titre", 0), ("rendu", "present", "titre", 0),
        ("atcd", "past", "antecedents", 1), ("asthme", "present", "antecedents", 1),
        ("pas", "negated", "", 2), ("de", "negated", "", 2), ("fievre", "negated", "", 2),
        ("vu", "present", "", 3), ("par", "present", "", 3), ("", "present", "", 3),
    ]  # fmt: skip


def test_codes_with_their_ancestors_and_a_chronic_disease_present(view: IndexedDocument) -> None:
    asthma, fever = view.mentions
    assert (asthma.key, asthma.above) == ("CIM10:J459", ("CIM10:J40-J47", "CIM10:X"))
    assert (CONTEXT_CLASSES[asthma.context], asthma.position) == ("present", 3)
    assert (CONTEXT_CLASSES[fever.context], fever.position) == ("negated", 6)


def test_values_and_days(view: IndexedDocument) -> None:
    assert view.values == (Value("hba1c", 9.5, ">"),)
    assert view.days == span_of_days("2021-03")
    assert analyte_key("Hb A1c") == "hba1c"


@pytest.mark.parametrize(
    ("iso", "days"), [("2020", 366), ("2021-02", 28), ("2021-12", 31), ("2021-03-18", 1), ("2021-03-18T10:00", 1)]
)
def test_how_many_days_a_date_may_mean(iso: str, days: int) -> None:
    span = span_of_days(iso)
    assert span is not None
    assert span[1] - span[0] + 1 == days


@pytest.mark.parametrize("iso", [None, "", "hier", "2021-13", "2021-02-30"])
def test_no_date(iso: str | None) -> None:
    assert span_of_days(iso) is None


@pytest.mark.parametrize(
    ("found", "comparator", "wanted", "holds"),
    [
        (Value("x", 9.5, "="), ">", 9.0, True), (Value("x", 9.0, "="), ">", 9.0, False),
        (Value("x", 9.0, "="), ">=", 9.0, True), (Value("x", 5.0, "<"), "<", 5.0, True),
        (Value("x", 5.0, "<"), ">", 1.0, False), (Value("x", 5.0, "<"), "<", 4.0, False),
        (Value("x", 9.0, ">"), ">", 9.0, True), (Value("x", 9.0, ">"), "=", 9.0, False),
    ],
)  # fmt: skip
def test_a_value_that_surely_holds(found: Value, comparator: str, wanted: float, holds: bool) -> None:
    assert value_holds(found, comparator, wanted) == holds


def fingerprint(text: str) -> int:
    return simhash([token.form for token in analyse(text)])


def test_copies_are_near_and_letters_of_one_template_are_not() -> None:
    letter = " ".join(f"mot{n} autre{n % 7} suite{n % 11}" for n in range(120))
    other = " ".join(f"mot{n} autre{n % 5} suite{n % 13}" for n in range(200, 320))
    assert near(fingerprint(letter), fingerprint(letter + " signé"))
    assert not near(fingerprint(letter), fingerprint(other))
    assert not near(fingerprint(""), fingerprint(""))


def test_code_that_a_later_edition_lacks_is_indexed_without_ancestors() -> None:
    class Later:
        def ancestors(self, system: str, code: str) -> tuple[str, ...]:
            raise TerminologyError(f"{system} has no code {code}")

    document = Document(doc_id="d", patient_id="p", text=TEXT, lang="fr")
    reading = Reading(annotations=(Annotation(7, 13, "CIM10", "J459", "Asthme"),))
    [mention] = indexed_view(AnnotatedDocument(document=document, reading=reading), Later()).mentions
    assert (mention.key, mention.above) == ("CIM10:J459", ())


SCANNED = "SERVICE DE CARDI0LOGIE. La maIade a une embolie puImonaire et une HyperIipidémie depuis 2Ol9."


def test_a_scanned_text_is_indexed_as_it_was_written() -> None:
    document = Document(doc_id="d", patient_id="p", text=SCANNED)
    forms = indexed_view(AnnotatedDocument(document=document, reading=Reading())).forms
    assert {"cardiologie", "malade", "pulmonaire", "hyperlipidemie", "2019"} <= set(forms)


def test_words_of_a_cured_disease_or_another_persons_stay_as_they_are() -> None:
    text = "ATCD : cancer guéri. Mère : diabète."
    reading = Reading(
        annotations=(
            Annotation(7, 13, "CIM10", "C50", "Cancer", Assertion(historical=True)),
            Annotation(28, 35, "CIM10", "E11", "Diabète", Assertion(family=True, historical=True), ongoing=True),
        ),
        contexts=(ContextSpan(0, 20, Assertion(historical=True)), ContextSpan(21, 36, Assertion(family=True))),
    )
    document = Document(doc_id="d", patient_id="p", text=text)
    view = indexed_view(AnnotatedDocument(document=document, reading=reading))
    classes = {form: CONTEXT_CLASSES[code] for form, code in zip(view.forms, view.classes, strict=True)}
    assert (classes["cancer"], classes["diabete"]) == ("past", "family")
