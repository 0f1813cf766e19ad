"""The tagger: reproducible training, what it finds that the rules leave, and guards that hold its guesses back."""

from __future__ import annotations

import random

import numpy as np
import pytest

from clinical.documents import SourceDocument
from deid import Deidentifier, DeidOptions, Pseudonyms
from deid.page import Page
from deid.spans import Span
from deid.tagger.candidates import candidates, states_of
from deid.tagger.features import BITS, NOTHING, STATES, Features
from deid.tagger.model import CLASSES, tagger
from hospital.handwritten import pieces_of
from klask.train_tagger import Examples, fit, gold_notes, hidden, plain_lines, rows, texts
from klask.training.surfaces import sentences, surfaces
from klask.training.variation import Variation

DEIDENTIFIER = Deidentifier(DeidOptions(), pseudonyms=Pseudonyms(bytes(32)))
NOTE = """CHU de Rennes - Pneumologie
Madame Anne LEGOFF, née le 3 mars 1950 à Vitré
Suivie par le Dr Martin Jaouen à Fougères et le Dr Paul Kerbrat, clinique Saint-Laurent.
{sentence}
Dr Hélène Guillou, praticien hospitalier
"""


def small_model() -> np.ndarray[tuple[int, ...], np.dtype[np.float32]]:
    make = Examples(seed=3)
    drawn = enumerate(texts(gold_notes([])[:6], seed=3, variants=4, sheets=20, documents=10))
    examples = [example for k, (group, varied) in drawn if (example := make(group, varied, k))]
    inputs = np.concatenate([example.rows for example in examples])
    return fit(inputs, np.concatenate([example.classes for example in examples]), seed=3, epochs=3)


def test_training_is_reproducible_and_learns() -> None:
    first, second = small_model(), small_model()
    assert np.array_equal(first, second)
    assert not first[NOTHING].any()
    make = Examples(seed=5)
    (group, varied), *_ = texts(gold_notes([])[8:9], seed=5, variants=1, sheets=0, documents=0)
    example = make(group, varied, 1)
    assert example is not None
    guessed = first[example.rows].sum(axis=1).argmax(axis=1)
    assert (guessed == example.classes).mean() > 0.7


def test_features_of_some_tokens_are_those_of_all() -> None:
    page = Page("Revue ce jour par Karim Haddad,\nmédecin à Poitiers.")
    features, states = Features(), bytearray(len(page))
    every = rows(features, page, np.arange(len(page)), states)
    assert np.array_equal(every[[2, 4]], rows(features, page, np.array([2, 4]), states))
    assert every.max() < 1 << BITS


def test_the_sums_that_are_kept_are_those_of_the_features() -> None:
    """A word's sum of weights, kept for speed, is what its features weigh; also after the words were forgotten."""
    model = tagger()
    page = Page("Vue avec Maïwenn à Pontivy, retour à la clinique Sainte-Barbe.")
    states = bytearray(len(page))
    tokens = [2, 4, 9]
    scores = model._weights[rows(Features(), page, np.array(tokens), states)].sum(axis=1)
    shares = np.exp(scores - scores.max(axis=1, keepdims=True))
    shares /= shares.sum(axis=1, keepdims=True)
    assert np.allclose(model.probabilities(page, tokens, states), shares, atol=1e-5)
    model._features._forget()
    assert np.allclose(model.probabilities(page, tokens, states), shares, atol=1e-5)


@pytest.mark.parametrize(
    "sentence",
    [
        "Elle revient de {Beaulieu-les-Pins} avec un traitement allégé.",
        "adressée par {brévalen} pour avis",
        "Pansement refait avec {Prune}, plaie propre.",
        "Transfert {CHXB} refusé faute de place.",
        "copie : Dr Paul Kerbrat, Dr {Corbeau}",
    ],
)
def test_names_without_announcing_word_are_hidden(sentence: str) -> None:
    wanted = sentence[sentence.index("{") + 1 : sentence.index("}")]
    text = NOTE.format(sentence=sentence.replace("{", "").replace("}", ""))
    hidden_parts = [
        text[span.start : span.end] for span in DEIDENTIFIER.find(text, SourceDocument(doc_id="", text=text))
    ]
    assert any(wanted in part for part in hidden_parts), hidden_parts


@pytest.mark.parametrize(
    "sentence",
    [
        "Sous Bisoprolol et Modopar. Maladie de Parkinson, Glasgow 15.",
        "Antécédents : hypothyroïdie, cholécystectomie. Babinski indifférent.",
        "SSR à prévoir, dossier ESSR fait. MMSE 24, GIR 4.",
        "Lésion classée grade III de Chisholm, stade B de Balthazar.",
        "patient apyretique, marche avec deambulateur, thymie basse",
        "Dosage par ELISA, hémoculture à Staphylococcus aureus.",
        "MEDEClNE interne : Dafa1gan si douleur.",
        "Revue la semaibe prochaine, vers les mesues simples, toilete faite.",
    ],
)
def test_medicine_is_spared(sentence: str) -> None:
    text = NOTE.format(sentence=sentence)
    start, end = text.index(sentence), text.index(sentence) + len(sentence)
    page = Page(text)
    found = DEIDENTIFIER.rules(page, SourceDocument(doc_id="", text=text))
    assert not [text[s.start : s.end] for s in tagger().find(page, found) if start <= s.start < end]


def test_a_text_that_names_nobody_is_left_alone() -> None:
    text = "Une patiente de 40 ans consulte pour un nodule. Cytologie de type Gauge. Récidive au Rwanda. Le groupe T est traité par parage."
    assert not list(tagger().find(Page(text * 4)))


def test_what_the_rules_found_is_no_candidate_and_is_context() -> None:
    page = Page("Vu avec Karim Haddad et Zoubeyda ce jour.")
    found = [Span(8, 13, "PRENOM", "test"), Span(14, 20, "NOM", "test")]
    states = states_of(page, found)
    assert [states[i] for i in (2, 3)] == [STATES["PRENOM"], STATES["NOM"]]
    assert not {2, 3} & set(candidates(page, states))
    assert 5 in candidates(page, states)


def test_variants_keep_their_marks() -> None:
    pieces = pieces_of(
        "Vu le Dr ⟦PRENOM|Paul⟧ ⟦NOM|KERMEL⟧ à ⟦VILLE|Auray⟧ pour ⟨CIM10:I10;|HTA⟩. Mme ⟦NOM|KERMEL⟧ est là."
    )
    variation = Variation(surfaces())
    faithful = variation.note(pieces, random.Random(1), faithful=True)
    assert faithful.text == "Vu le Dr Paul KERMEL à Auray pour HTA. Mme KERMEL est là."
    assert [faithful.text[a:b] for a, b, _ in faithful.spans] == ["Paul", "KERMEL", "Auray", "KERMEL"]
    varied = [variation.note(pieces, random.Random(seed)) for seed in range(30)]
    assert len({note.text for note in varied}) > 25
    for note in varied:
        assert [label for *_, label in note.spans] == ["PRENOM", "NOM", "VILLE", "NOM"]
        assert all(note.text[a:b].strip() for a, b, _ in note.spans)


def test_sentences_have_slots_that_can_be_filled() -> None:
    templates, counter = sentences()
    variation, rng = Variation(surfaces()), random.Random(2)
    assert len(templates) > 400 and len(counter) > 400
    for template in templates:
        pieces = variation.sentence(template, rng)
        assert any(label in CLASSES for _, label in pieces), template


def test_lines_of_notes_without_identifiers_hold_none() -> None:
    lines = set(plain_lines(gold_notes([])[:20]))
    assert len(lines) > 50
    assert not any("\x00" in line for line in lines)


def test_some_findings_are_hidden() -> None:
    found = [Span(i, i + 1, "NOM", "test") for i in range(50)]
    sizes = {len(hidden(found, np.random.default_rng(seed))) for seed in range(20)}
    assert 50 in sizes and 0 in sizes and len(sizes) > 3
