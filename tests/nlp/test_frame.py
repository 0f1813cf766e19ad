"""The spaCy frame reads what the annotator reads."""

from __future__ import annotations

import importlib.util

import pytest

from clinical.errors import SettingsError
from nlp import Annotator
from tests.nlp.builders import WordMatcher
from tests.nlp.test_annotator import NOTE

spacy = pytest.importorskip("spacy")

TEXTS = [NOTE, "", " ", "Pas de  fièvre\n\n\tHTA  ", "a\n", "œdème, toux;HTA_x", "Créat 142 µmol/L (le 12/03)"]


@pytest.fixture(scope="module")
def annotator() -> Annotator:
    return Annotator(None, matcher=WordMatcher())


@pytest.mark.parametrize("text", TEXTS)
def test_the_frame_keeps_the_text_and_reads_the_same(text: str, annotator: Annotator) -> None:
    from nlp.frame import build_language, reading_of

    doc = build_language(annotator)(text)
    assert doc.text == text
    assert reading_of(doc) == annotator.read(text)


def test_spans_carry_codes_and_assertions(annotator: Annotator) -> None:
    from nlp.frame import build_language

    doc = build_language(annotator)("Pas de fièvre. ATCD : HTA. CRP 12 mg/L.")
    found = [(s.text, s.label_, s.kb_id_, s._.negated, s._.historical) for s in doc.spans["concepts"]]
    assert found == [("fièvre", "CIM10", "R509", True, False), ("HTA", "CIM10", "I10", False, True)]
    assert [s._.measurement.value for s in doc.spans["measurements"]] == [12.0]
    assert next(s.text for s in doc.sents) == "Pas de fièvre."
    assert [s.label_ for s in doc.spans["sections"]] == ["antecedents"]


def test_factories_are_registered_by_name() -> None:
    from spacy.language import Language

    import nlp.frame  # noqa: F401

    for name in ("klask_sections", "klask_concepts", "klask_assertion", "klask_values"):
        assert Language.has_factory(name)


@pytest.mark.skipif(importlib.util.find_spec("scispacy") is not None, reason="scispaCy is installed")
def test_scispacy_asked_for_and_missing_is_said(annotator: Annotator) -> None:
    from nlp.frame import build_language

    with pytest.raises(SettingsError, match="scispacy"):
        build_language(annotator, scispacy=True)
