"""What a search could be instead, and which sentence tells most."""

from __future__ import annotations

import pytest

from clinical.queries import And, ConceptIs, Not, Or, Word
from clinical.results import Clause, Fragment, Hit, Mark
from warehouse.asking import in_contexts, telling_first, wanted_contexts
from warehouse.explaining import excluded, leaves_of, places, required, tidied

HTA, TOUX = Word("hta"), Word("toux")


@pytest.mark.parametrize(
    ("text", "gone", "left"),
    [
        ("hta toux", "hta", "toux"),
        ("hta ET toux", "toux", "hta"),
        ("hta OU toux", "hta", "toux"),
        ("hta SAUF toux", "toux", "hta"),
        ("hta ET SAUF toux", "toux", "hta"),
        ("SAUF toux", "toux", ""),
        ("(hta OU toux) fièvre", "hta", "(toux) fièvre"),
        ("(hta) fièvre", "hta", "fièvre"),
        ("nié:(hta) fièvre", "hta", "fièvre"),
        ("hta AND (toux)", "toux", "hta"),
        ("ouate ETA hta", "hta", "ouate ETA"),
    ],
)
def test_a_text_without_a_word_keeps_no_loose_operator(text: str, gone: str, left: str) -> None:
    start = text.rindex(gone)
    assert tidied(text, start, start + len(gone)) == left


def test_clauses_are_found_where_they_stand() -> None:
    text = "hta HbA1c >9  hta depuis 2019"
    clauses = [Clause(text=one) for one in ("hta", "HbA1c > 9", "hta", "depuis 2019", "absent")]
    found = places(text, clauses)
    assert [text[span[0] : span[1]] if span else None for span in found] == [
        "hta",
        "HbA1c >9",
        "hta",
        "depuis 2019",
        None,
    ]
    assert found[0] != found[2]


def test_what_is_required_and_what_is_excluded() -> None:
    query = And((HTA, Not(Or((TOUX, ConceptIs("CIM10", "I26"))))))
    assert required(query) == [HTA]
    assert excluded(query) == [Or((TOUX, ConceptIs("CIM10", "I26")))]
    assert TOUX in leaves_of(excluded(query))
    assert required(HTA) == [HTA]
    assert excluded(Not(TOUX)) == [TOUX]


def test_other_contexts_change_only_what_was_asked_in_the_usual_one() -> None:
    negated = Word("fievre", contexts=("negated",))
    query = And((HTA, negated, Not(TOUX)))
    assert in_contexts(query, ("family",)) == And((Word("hta", contexts=("family",)), negated, Not(TOUX)))


def test_the_sentence_that_says_it_as_asked_comes_first() -> None:
    doubtful = Fragment("suspicion d'EP", (Mark(12, 14, "hypothetical"),))
    sure = Fragment("EP bilatérale", (Mark(0, 2, "present"),))
    hit = Hit(doc_id="d", patient_id="p", date=None, type=None, unit=None, score=1.0, fragments=(doubtful, sure))
    assert telling_first(hit, ConceptIs("CIM10", "I26")).fragments == (sure, doubtful)
    assert telling_first(hit, Word("ep", contexts=("hypothetical",))).fragments == (doubtful, sure)
    assert wanted_contexts(And((HTA, Not(Word("x", contexts=("family",)))))) == {"present", "past"}
