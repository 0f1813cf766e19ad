"""How texts become tokens: one line a case, form after form."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from clinical.documents import Mask
from language.analysis import Forms, analyse, forms
from language.stemming import stem
from language.surfaces import scan

FORMS = [
    ("L'œdème, l’Œdème et L'OEDEME", "oedeme oedeme et oedeme"),
    ("sans fièvre, pas d'embolie, ni toux", "sans fievre pas embolie ni toux"),
    ("aujourd'hui qu'il s'est plaint jusqu'à", "aujourd hui il est plaint a"),
    ("insulino-dépendant", "insulino dependant"),
    ("une insuffi-\n   sance rénale", "une insuffisance renale"),
    ("HbA1c à 9,5 % (N < 6.0)", "hba1c a 9.5 n 6.0"),
    ("1/2 cp, ½ cp", "1 2 cp 0.5 cp"),
    ("stades 1,2,3 le 12.03.2021", "stades 1 2 3 le 12 03 2021"),
    ("Kardégic 75mg/j, 1,5g x3", "kardegic 75 mg j 1.5 g x3"),
    ("motif N-terminal, CIM I10, c-erbB2", "motif n terminal cim i10 c erbb2"),
    ("H.T.A. traitée par I.E.C.", "hta traitee par iec"),
    ("β-bloquant, TGF-β, γGT", "beta bloquant tgf beta gammagt"),
    ("suspicion de LES chez elle", "suspicion de LES chez elle"),
    ("LES PATIENTS SONT SORTIS", "les patients sont sortis"),
    ("il ira en IRA, une IRA", "il ira en IRA une IRA"),
    ("IRA FONCTIONNELLE SUR LES DIURETIQUES", "IRA fonctionnelle sur les diuretiques"),
    ("TA : PAS 145 PAD 80", "ta PAS 145 pad 80"),
    ("PAS DE FIEVRE", "pas de fievre"),
    ("e\u0301pilepsie", "epilepsie"),
    ("douleur_thoracique 5e jour", "douleur thoracique 5e jour"),
    ("", ""),
]


@pytest.mark.parametrize(("text", "expected"), FORMS)
def test_forms(text: str, expected: str) -> None:
    assert [token.form for token in analyse(text)] == expected.split()


@pytest.mark.parametrize("text", [text for text, _ in FORMS])
def test_offsets_rise_and_lie_inside(text: str) -> None:
    last = 0
    for place, token in enumerate(analyse(text)):
        assert token.position == place
        assert last <= token.start < token.end <= len(text)
        last = token.end


def test_a_mask_is_one_position_without_a_term() -> None:
    text = "Madame [NOM] va bien"
    tokens = analyse(text, masks=(Mask(7, 12, "NOM"),))
    assert [(token.form, token.start, token.end) for token in tokens] == [
        ("madame", 0, 6), ("", 7, 12), ("va", 13, 15), ("bien", 16, 20)
    ]  # fmt: skip


def test_english_keeps_its_own_apostrophe() -> None:
    assert [token.form for token in analyse("the patient's d'Arcy", lang="en")] == ["the", "patient", "d", "arcy"]


SAME_STEM = [
    "rénal rénale rénaux rénales",
    "fièvre fièvres",
    "cardiaque cardiaques",
    "pulmonaire pulmonaires",
    "infectieux infectieuse infectieuses",
    "évolutif évolutive évolutifs",
    "opéré opérée opérés opérées",
    "ancien ancienne anciennes",
    "inhibiteur inhibitrice inhibiteurs",
    "vaisseau vaisseaux",
    "hypertendu hypertendue hypertendus",
    "douleur douleurs",
]
OTHER_STEM = ["goutte goût", "selles sel", "sans sang", "cas casse", "foie fois", "dose dos", "mère mer", "sein saine"]


@pytest.mark.parametrize("words", SAME_STEM)
def test_number_and_gender_share_a_stem(words: str) -> None:
    assert len({stem(token.form) for token in analyse(words)}) == 1


@pytest.mark.parametrize("words", OTHER_STEM)
def test_other_words_do_not(words: str) -> None:
    assert len({stem(token.form) for token in analyse(words)}) == 2


@pytest.mark.parametrize("word", ["sans", "pas", "plus", "moins", "I10", "hba1c", "9.5", "os", "pus"])
def test_short_words_numbers_and_negators_keep_their_form(word: str) -> None:
    assert stem(word) == word


@pytest.mark.parametrize("words", ["lesion lesions", "biopsy biopsies", "treat treated treating", "mass masses"])
def test_english_stems(words: str) -> None:
    assert len({stem(word, "en") for word in words.split()}) == 1


PIECES = [
    "l'", "d’", "qu'", "œdème", "fièvre", " ", " ", "\n", "-", "-\n ", "­\n", "1,5", "2.", ".", "mg", "5mg", "H.T.A.",
    "LES", "IRA", "PATIENTS", "é", "e\u0301", "β", "½", "m²", "’s", "'s", "_", "ʼ", "\uf0b7", "漢", "[", "]", "12/03",
    "a", "s", "x", "X", "É", "'", "“", "\u2028", "ß", "ﬁ", "0", "9,", "/", "\r\n", "\t", "\U0001f600", "µg", "Y.Z",
]  # fmt: skip


@settings(max_examples=600, deadline=None)
@given(text=st.one_of(st.text(max_size=40), st.lists(st.sampled_from(PIECES), max_size=25).map("".join)),
       lang=st.sampled_from(["fr", "en"]))  # fmt: skip
def test_reading_at_once_and_by_rule_agree(text: str, lang: str) -> None:
    by_rule = Forms([], [], [])
    raw = text.replace("ʼ", "'")
    scan(by_rule, raw, lang, 0, len(raw))
    assert forms(text, lang=lang) == by_rule
