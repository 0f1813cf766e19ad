"""The cue tables are well formed and small enough to be read once a process."""

from __future__ import annotations

import pytest

from language.cues import MARKS, PLACES, REACHES, load_cues, load_titles, load_words, spell_out


@pytest.mark.parametrize("lang", ["fr", "en"])
def test_every_cue_is_of_known_kind(lang: str) -> None:
    for cue, forms in load_cues(lang):
        assert cue.mark in MARKS and cue.place in PLACES and cue.reach in REACHES
        assert forms and all(forms)
        assert cue.reach or cue.place in ("stop", "pseudo", "self"), cue


@pytest.mark.parametrize("lang", ["fr", "en"])
def test_forms_are_folded(lang: str) -> None:
    from language.folding import fold

    for cue, forms in load_cues(lang):
        for form in forms:
            for symbol in form:
                words = symbol if isinstance(symbol, frozenset) else {symbol}
                assert all(word == fold(word) or word in ("LPAR", "RPAR") for word in words), cue.form


def test_both_languages_have_the_same_word_lists() -> None:
    assert load_words("fr").keys() == load_words("en").keys()


def test_section_kinds_are_the_fixed_ones() -> None:
    kinds = {kind for lang in ("fr", "en") for kind, _ in load_titles(lang)}
    assert kinds == {
        "antecedents", "familiaux", "allergies", "motif", "indication", "mode_de_vie", "traitement", "traitement_sortie",
        "traitements_anterieurs", "histoire", "examen", "examens", "evolution", "conclusion", "conduite", "technique",
        "entete", "signature", "facteurs_de_risque", "contre_indications", "prescriptions_anticipees", "hypotheses",
        "ecartes",
    }  # fmt: skip


def test_choices_are_spelt_out() -> None:
    assert spell_out("pas {de} (a|b c|)", {"de": "de|d"}) == [
        ("pas", frozenset({"de", "d"}), frozenset({"a"})),
        ("pas", frozenset({"de", "d"}), "b", "c"),
        ("pas", frozenset({"de", "d"})),
    ]
