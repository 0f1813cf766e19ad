"""The annotator joins matcher, context and values."""

from __future__ import annotations

import itertools
import subprocess
import sys

import pytest

from clinical.annotations import AFFIRMED
from clinical.documents import Document, Mask
from clinical.errors import UsageError
from nlp import Annotator
from nlp.context import Context
from nlp.context.chronic import is_chronic, is_cured
from tests.nlp.builders import WordMatcher

NOTE = """Motif : toux

ANTÉCÉDENTS
- HTA
- BPCO
- grippe en 2019
Familiaux : mère embolie pulmonaire

Patient vu ce jour. Pas de fièvre. Sous Kardégic 75 mg. CRP 12 mg/L.
Suspicion d'embolie pulmonaire.
"""


@pytest.fixture
def annotator() -> Annotator:
    return Annotator(None, matcher=WordMatcher())


def test_mentions_carry_assertion_section_and_state(annotator: Annotator) -> None:
    reading = annotator.read(NOTE, date="2023-02-01")
    found = [(a.label, a.assertion.context_class, a.section, a.ongoing, a.state) for a in reading.annotations]
    assert found == [
        ("toux", "present", "motif", False, ""),
        ("HTA", "past", "antecedents", True, ""),
        ("BPCO", "past", "antecedents", True, ""),
        ("grippe", "past", "antecedents", False, ""),
        ("embolie pulmonaire", "family", "familiaux", False, ""),
        ("fièvre", "negated", None, False, ""),
        ("Kardégic", "present", None, False, "current"),
        ("embolie pulmonaire", "hypothetical", None, False, ""),
    ]


def test_a_cured_or_stopped_disease_is_not_ongoing(annotator: Annotator) -> None:
    reading = annotator.read("ATCD : BPCO guérie", date="2023-02-01")
    assert [a.ongoing for a in reading.annotations] == [False]


@pytest.mark.parametrize(
    ("text", "ongoing"),
    [("ATCD : BPCO (tabac sevré)", True), ("ATCD : BPCO (guérie)", False), ("ATCD : BPCO, grippe guérie", True)],
)
def test_only_what_follows_at_once_tells_that_it_is_over(text: str, ongoing: bool, annotator: Annotator) -> None:
    assert annotator.read(text, date="2023-02-01").annotations[0].ongoing is ongoing


def test_a_word_that_denies_by_itself_is_negated(annotator: Annotator) -> None:
    reading = annotator.read("Patient apyrétique.")
    assert [a.assertion.negated for a in reading.annotations] == [True]


def test_contexts_are_sorted_disjoint_and_agree_with_annotations(annotator: Annotator) -> None:
    reading = annotator.read(NOTE, date="2023-02-01")
    spans = reading.contexts
    assert all(left.end <= right.start for left, right in itertools.pairwise(spans))
    assert all(span.assertion != AFFIRMED for span in spans)
    for annotation in reading.annotations:
        if annotation.system == "CIM10":
            over = [span.assertion for span in spans if span.start <= annotation.start < span.end]
            assert over == ([annotation.assertion] if annotation.assertion != AFFIRMED else [])


def test_every_word_has_a_context_not_only_concepts(annotator: Annotator) -> None:
    text = "Pas de lésion suspecte. Foie homogène."
    (span,) = annotator.read(text).contexts
    assert "lésion suspecte" in text[span.start : span.end]
    assert "Foie" not in text[span.start : span.end]


def test_nothing_is_matched_in_a_mask(annotator: Annotator) -> None:
    text = "Docteur HTA, pas de fièvre."
    reading = annotator.read(text, masks=(Mask(8, 11, "NOM"),))
    assert [a.label for a in reading.annotations] == ["fièvre"]


def test_a_cue_is_never_read_in_a_mask(annotator: Annotator) -> None:
    text = "Vu par M. Sans, fièvre à 39."
    reading = annotator.read(text, masks=(Mask(10, 14, "NOM"),))
    assert [a.assertion for a in reading.annotations] == [AFFIRMED]


def test_a_document_is_annotated_with_versions(annotator: Annotator) -> None:
    document = Document(doc_id="d-1", patient_id="p-1", text="Pas de fièvre.", date="2023-01-01")
    annotated = annotator.annotate(document)
    assert annotated.document is document
    assert [a.code for a in annotated.reading.annotations] == ["R509"]
    assert dict(annotated.versions)["nlp"]


def test_an_empty_text_says_nothing(annotator: Annotator) -> None:
    reading = annotator.read("")
    assert (reading.annotations, reading.contexts, reading.sentences, reading.sections) == ((), (), (), ())


def test_an_annotator_without_terms_is_refused() -> None:
    with pytest.raises(UsageError):
        Annotator(None)


def test_importing_nlp_does_not_import_spacy() -> None:
    code = "import sys, nlp, nlp.evaluate; sys.exit('spacy' in sys.modules)"
    assert subprocess.run([sys.executable, "-c", code], check=False).returncode == 0


STATES = [
    ("Sous Kardégic 75 mg.", "current"),
    ("Kardégic arrêté en 2020.", "stopped"),
    ("Arrêt du Kardégic.", "stopped"),
    ("Kardégic à introduire.", "planned"),
    ("En cas de récidive, Kardégic.", "planned"),
    ("Kardégic contre-indiqué.", "contraindicated"),
    ("NE PAS PRENDRE : Kardégic", "contraindicated"),
    ("Allergies : Kardégic", "contraindicated"),
    ("Elle refuse le Kardégic.", "refused"),
    ("Kardégic proposé et refusé.", "refused"),
    ("ATCD : HTA sous Kardégic", "current"),
]


@pytest.mark.parametrize(("text", "state"), STATES)
def test_a_drug_carries_its_state(text: str, state: str, annotator: Annotator) -> None:
    reading = annotator.read(text, date="2023-02-01")
    assert [a.state for a in reading.annotations if a.system == "ATC"] == [state]


CHRONIC = [
    ("I10", True),
    ("J449", True),
    ("E119", True),
    ("K509", True),
    ("I269", False),
    ("J189", False),
    ("S525", False),
    ("C509", False),
    ("E101", False),  # ketoacidosis, not the diabetes
    ("E109", True),
    ("I500", True),
    ("J961", True),
    ("J960", False),
    ("I200", False),
    ("I209", True),
    ("C911", True),
    ("C819", False),
    ("K750", False),
    ("K754", True),
    ("M797", True),
    ("M791", False),
    ("N390", False),
    ("N394", True),
    ("J40", False),
    ("Z880", True),
    ("Z966", True),
    ("G35", True),
    ("F320", False),
]


@pytest.mark.parametrize(("code", "chronic"), CHRONIC)
def test_chronic_categories_are_known(code: str, chronic: bool) -> None:
    assert is_chronic(code) is chronic


ONGOING = [
    ("Antécédents : cataracte opérée.", "H269", False),
    ("Antécédents : cataracte débutante.", "H269", True),
    ("Antécédents : coronaropathie opérée en 2015.", "I251", True),
    ("Antécédents : asthme de l'enfance.", "J459", False),
    ("Antécédents : asthme depuis l'enfance.", "J459", True),
    ("Antécédents : OAP en 2019.", "I501", False),
    ("Antécédents : épilepsie guérie.", "G409", False),
]


@pytest.mark.parametrize(("text", "code", "ongoing"), ONGOING)
def test_a_chronic_disease_goes_on_unless_it_is_over(text: str, code: str, ongoing: bool) -> None:
    start = text.index(": ") + 2
    end = start + len(text[start:].split()[0].rstrip("."))
    assert (is_chronic(code) and not is_cured(text, start, end, code)) is ongoing


def test_a_masked_date_that_is_still_written_dates_its_event() -> None:
    text = "HTA en 2017."
    reading = Context.of(text, masks=[Mask(7, 11, "DATE", "dates")], date="2023-06-15")
    assert reading.assertion(0, 3).historical
    tagged = Context.of("HTA en [DATE].", masks=[Mask(7, 13, "DATE", "dates")], date="2023-06-15")
    assert not tagged.assertion(0, 3).historical


def test_a_scanned_text_is_read_as_it_was_written(annotator: Annotator) -> None:
    text = "MOTlF : suivi Ie 2l/O3/2Ol9 au service de PneumoIogie\n\nPas d'emboIie puImonaire . Grippe Ie 2 juiIlet .\n"
    found = {text[a.start : a.end]: a.assertion.context_class for a in annotator.read(text).annotations}
    assert found == {"emboIie puImonaire": "negated", "Grippe": "present"}
