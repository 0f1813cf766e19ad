"""Concepts in sentences as clinicians write them. ``[words](CODE)`` must be found with that code, and nothing else.

A code that ends with ``!`` says that the words themselves deny the finding; a code may be given by its beginning.
"""

from __future__ import annotations

import re
from itertools import pairwise

import pytest

from clinical.annotations import Section
from clinical.documents import Mask
from language.tokens import WORD
from nlp.matching import Match, Matcher, stream
from nlp.matching.vocabulary import Vocabulary
from tests.nlp.terms import catalogue

MENTION = re.compile(r"\[([^\]]+)\]\(([^)!]+)(!?)\)")


@pytest.fixture(scope="module")
def matcher() -> Matcher:
    return Matcher(catalogue())


def read(marked: str) -> tuple[str, list[tuple[str, str, bool]]]:
    expected = [(m[1], m[2], bool(m[3])) for m in MENTION.finditer(marked)]
    return MENTION.sub(r"\1", marked), expected


def check(matcher: Matcher, marked: str, **context: object) -> None:
    text, expected = read(marked)
    found = [(text[m.start : m.end], m.code, m.intrinsic_negation) for m in matcher.match(text, **context)]  # type: ignore[arg-type]
    assert [words for words, _, _ in found] == [words for words, _, _ in expected], found
    for (words, code, denied), (_, wanted, wanted_denied) in zip(found, expected, strict=True):
        assert code.startswith(wanted) and denied == wanted_denied, (words, code, wanted)


@pytest.mark.parametrize(
    "sentence",
    [
        "Patient suivi pour [HTA](I10) et [DT2](E11), sous [ramipril](C09AA05).",
        "[Hypertension artérielle](I10) traitée.",
        "[Hypertendue](I10), [diabétique](E14), [tabagique](F17).",
        "[Dyspnées](R06) et [toux](R05) tous les jours, foie normal.",
        "[OEDEME AIGU DU POUMON](J81) HIER.",
        "[œdèmes des deux membres inférieurs](R60) depuis une semaine",
        "[Insuffisance cardiaque gauche](I501) aiguë.",
        "[fracture ouverte du tibia](S82) gauche",
        "[Anévrisme inflammatoire de l'aorte abdominale](I71) connu.",
        "[insuffisance\nrénale chronique](N18) et [embolie\n  pulmonaire](I26)",
        "[insuffi-\nsance cardiaque](I50) connue",
        "[insuf. cardiaque](I50) sur [FA](I48)",
    ],
)
def test_inflections_breaks_and_words_in_between(matcher: Matcher, sentence: str) -> None:
    check(matcher, sentence)


@pytest.mark.parametrize(
    "sentence",
    [
        "non [diabétique](E14), ancien [coronarien](I25)",
        "[apyrétique](R50!), [eupnéique](R06!), [anictérique](R17!), abdomen [indolore](R10!)",
        "[anurique](R34), [aphasique](R47), [asthénique](R53)",
        "[cancer bronchique non à petites cellules](C34) et [lymphome non hodgkinien](C85)",
        "[diabète non insulinodépendant](E11), [stéatose non alcoolique](K7)",
        "[IVG](I501) sur [FA rapide](I48), [OAP](J81)",
        "[IVG médicamenteuse](O04) en 2012",
        "Antécédent d'IVG.",
        "[diabète insipide](E23), [diabète gestationnel](O24)",
        "[HTA gravidique](O13) en 2011, [asthme cardiaque](I50), [angine de poitrine](I20)",
        "[grippe intestinale](A0), [crise de goutte](M10)",
        "goutte épaisse négative ; 2 gouttes/j de [Laroxyl](N06AA09)",
        "[maladie de Charcot](G122), [maladie de Charcot-Marie-Tooth](G60), [pied de Charcot](M146)",
        "[faux anévrisme](T81), [fausse couche](O0), [fausse route](R13)",
        "[K sein](C50) D 2014, K 5,8",
        "pT3[N1](C77)[M0](C79!)",
        "cT2NxMx",
        "PTH D 2015, PTH 134 pg/mL",
        "[PR](M0) sous [MTX](L0), PR 180 ms, Pr Martin",
        "22 SA + 3 jours ; [SA HLA-B27](M45)+",
        "[EI mitrale](I33) à SGB, pas d'EI sous traitement",
        "[MC](K50) sous [Humira](L04AB04)",
        "[MC sous régime sans gluten](K90)",
        "[IRA hypercapnique](J96) sous VNI",
        "[IRA fonctionnelle](N17)",
        "[IRC stade 3b](N183)",
        "[IRC sous O2](J961)",
        "sténose du TC",
        "[TV soutenue](I472) ; TV : col fermé ; TR : prostate souple",
        "RCP indifférent, RCP du 12/03",
        "[RCP 20 min](I46) par témoin",
        "FC 92/min, deux [FC tardives](O0)",
        "[TS allongé](D69)",
        "Centre expert SEP, HDJ diabète, filière AVC, Ligue contre le cancer",
        "dépistage du cancer colorectal, prévention de la MTEV par [Lovenox](B01AB05)",
        "LES ANTECEDENTS SONT NOTES\nsuspicion de [LES](M32)",
        "il les a vus par le docteur, sep",
        "les sels et les selles sont normaux",
        "Il s'agit d'un homme âgé, une boîte, un retraité, une [fracture](T14) du côté gauche",
        "consultation de gastro-entérologie, anastomose iléo-colique",
    ],
)
def test_words_that_mean_several_things(matcher: Matcher, sentence: str) -> None:
    check(matcher, sentence)


@pytest.mark.parametrize(
    "sentence",
    [
        "[insuffisance rénale](N1) et [cardiaque](I50)",
        "[métastases hépatiques](C787), [osseuses](C795) et [cérébrales](C793)",
        "[fracture du radius](S52) et du [fémur](S72)",
        "[douleur thoracique](R07) et [fièvre](R50)",
        "[cancer du sein](C50), foie normal",
    ],
)
def test_the_head_of_a_list_is_understood_again(matcher: Matcher, sentence: str) -> None:
    check(matcher, sentence)


@pytest.mark.parametrize(
    "sentence",
    [
        "[allergie à la pénicilline](Z880), [Allergie pénicilline](Z880)",
        "Allergie : [Augmentin](Z880) ([éruption](R21))",
        "ALLERGIES : [Bactrim](Z882), [pristinamycine](Z881)",
        "[allergie à la codéine](Z885) et au [ramipril](Z888)",
        "[Allergies](Z88) : aucune. Traitement : [ramipril](C09AA05)",
    ],
)
def test_allergies_are_no_treatments(matcher: Matcher, sentence: str) -> None:
    check(matcher, sentence)


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("insufisance cardiaque", "I50"),
        ("embolie pulmonnaire", "I26"),
        ("pnuemopathie", "J18"),
        ("paracetamool", "N02BE01"),
        ("HYPERTENSlON ARTERlELLE", "I10"),
        ("hypertens10n artérielle", "I10"),
    ],
)
def test_misspelt_and_misread_words_are_found(matcher: Matcher, text: str, code: str) -> None:
    found = matcher.match(f"Suivi pour {text} ancienne.")
    assert [(m.method, m.code.startswith(code)) for m in found] == [("fuzzy", True)]
    assert 0.7 < found[0].score < 1.0
    assert Matcher(catalogue(), approximate=False).match(f"Suivi pour {text}.") == []


@pytest.mark.parametrize("word", ["sylvien", "consultation", "conclusion", "hypotélorisme", "diabéto", "Dupontel"])
def test_words_of_the_language_are_no_misspellings(matcher: Matcher, word: str) -> None:
    assert [m for m in matcher.match(f"On note {word} ce jour.") if m.method == "fuzzy"] == []


def test_nothing_is_matched_in_or_across_masks(matcher: Matcher) -> None:
    text = "Dr Parkinson, insuffisance [NOM] rénale, HTA"
    masks = [Mask(3, 12, "NOM"), Mask(text.index("["), text.index("]") + 1, "NOM")]
    assert [text[m.start : m.end] for m in matcher.match(text, masks=masks)] == ["HTA"]


def test_an_explained_abbreviation_keeps_its_meaning(matcher: Matcher) -> None:
    text = "Une pseudopolyarthrite rhizomélique (PPR) est retenue. La PPR répond."
    assert [(text[m.start : m.end], m.code, m.method) for m in matcher.match(text)][1:] == [
        ("PPR", "M353", "abbreviation"),
        ("PPR", "M353", "abbreviation"),
    ]
    other = "Vu au centre d'essais partagés (CEP). Le CEP rappelle."
    assert matcher.match(other) == []


def test_an_explained_abbreviation_of_something_else_loses_its_meaning(matcher: Matcher) -> None:
    text = "Suivi par l'hôpital territorial ambulatoire (HTA). HTA prévenu."
    assert [m.code for m in matcher.match(text) if m.code == "I10"] == []


@pytest.mark.parametrize(
    ("text", "codes"),
    [
        ("CIM10 : I10", ["I10"]),
        ("CIM-10 : E11.9", ["E119"]),
        ("diagnostic (E11.9)", ["E119"]),
        ("vitamine (B12), (H24), à 80", []),
        ("(Z99.99)", []),
    ],
)
def test_codes_written_in_the_text(matcher: Matcher, text: str, codes: list[str]) -> None:
    assert [m.code for m in matcher.match(text) if m.method == "code"] == codes


def test_guards_see_section_type_and_unit(matcher: Matcher) -> None:
    text = "Douleur depuis ce matin."
    assert matcher.match(text)[0].code.startswith("R52")
    assert matcher.match(text, unit="Ophtalmologie")[0].code == "H571"
    history = "IDM en 2009"
    sections = [Section(0, len(history), "antecedents")]
    assert matcher.match(history)[0].code.startswith("I21")
    assert matcher.match(history, sections=sections)[0].code == "I252"


def test_guards_see_the_whole_document(matcher: Matcher) -> None:
    """Methotrexate is an immunosuppressant where no malignant disease or ectopic pregnancy is named."""
    sentence = "[méthotrexate](L04AX) 15 mg par semaine. [Polyarthrite rhumatoïde](M06)."
    check(matcher, sentence)
    check(matcher, "[méthotrexate](L01BA) 3 g/m2.\n\n[Lymphome cérébral](C8).")


@pytest.mark.parametrize(
    ("text", "unit", "found"),
    [
        ("crep 2 bases, OMI, toux + expecto verdatres", None, ["R098", "R600", "R05", "R093"]),
        ("pas de vo, pas de RDN, hgie dig 0", None, ["R11", "R291", "K922"]),
        ("rea : dobu 8 gamma, NAD 0.3 mg/h, celo 80 mg a l'induction", None, ["C01CA07", "C01CA03", "M03AB01"]),
        ("tirage leger, convuls 0, IU eliminee", "réanimation néonatale", ["P228", "P90", "P393"]),
        ("Hématome du scarpa, pas d'infection de la cicatrice.", None, ["T810", "T814"]),
        ("TI-RADS 5. Nodule du lobe droit, cytoponction.", None, ["E041"]),
        ("Cirrhose Child B. Rupture de varices œsophagiennes.", None, ["K746", "I983"]),
        ("Fibrinogène 2,9 g/L (2,0 - 4,0)\nAlbumine 32 g/L", None, []),
        ("HPP : fibrinogène 3 g après 2 CGR, puis vit D.", None, ["O721", "B02BB01", "A11CC05"]),
        ("Toxo non immunisée, rubéole immunisée, diabète gesta sous régime.", None, ["O244"]),
        ("Glasgow 15, PC sym, chute sans PC. Plaie arcade.", None, ["R402", "S010"]),
    ],
)
def test_telegraphic_notes_and_words_that_the_ward_or_the_document_decides(
    matcher: Matcher, text: str, unit: str | None, found: list[str]
) -> None:
    assert [match.code for match in matcher.match(text, unit=unit)] == found


def test_a_complication_of_diabetes_takes_the_type_that_the_document_names(matcher: Matcher) -> None:
    check(matcher, "[DT1](E109) depuis l'enfance. Pas d'[acidocétose](E101).")
    check(matcher, "[Acidocétose](E14). Père [diabétique](E149).")
    check(matcher, "[DT2](E119), [néphropathie diabétique](E112), mère [diabétique](E149).")


@pytest.mark.parametrize("text", ["Vu par le Dr Crohn.", "Mme GOUTTE est sortie.", "M. Parkinson marche.", "Pr PAGET"])
def test_a_capital_after_a_title_is_a_name(matcher: Matcher, text: str) -> None:
    assert matcher.match(text) == []


def test_words_cut_short_are_read_but_nothing_is_likened_to_them(matcher: Matcher) -> None:
    check(matcher, "ttt: [bisopro](C07AB07) 1.25, [perfal](N02BE01) puis [topal](N02AX02), [metfo](A10BA02)")
    assert matcher.match("Dr N'Diaye, manœuvre d'Epley") == []


def test_offsets_count_code_points_of_the_text_given(matcher: Matcher) -> None:
    text = "😀 Œdème aigu… e\u0301pilepsie et ﬁn"
    found = {text[m.start : m.end] for m in matcher.match(text)}
    assert "e\u0301pilepsie" in found


@pytest.mark.parametrize("text", ["", " ", "\n\n", "...", "123", "-\n-", "(((", "\u0301", "a" * 5000])
def test_any_text_is_read(matcher: Matcher, text: str) -> None:
    assert isinstance(matcher.match(text), list)


def test_other_systems_have_the_words_to_themselves() -> None:
    only_drugs = Matcher(catalogue(), systems=("ATC",))
    assert {m.system for m in only_drugs.match("HTA sous ramipril")} == {"ATC"}


def test_matches_are_ordered_and_disjoint(matcher: Matcher) -> None:
    found: list[Match] = matcher.match("HTA, DT2, FA, IRC stade 3b, cancer du sein, embolie pulmonaire, toux, fièvre.")
    assert all(a.end <= b.start for a, b in pairwise(found)) and len(found) == 8


@pytest.mark.parametrize(
    "text", ["L'œdème_aigu, 22:30 e\u0301tat a\u0300\u0301 b", "\u0301x 1er n°2 _a_ …", "ﬁn x\u0301\u0301y"]
)
def test_words_are_those_of_the_language(text: str) -> None:
    vocabulary = Vocabulary(catalogue().container, root=catalogue().container.view("trie_root"))
    assert list(stream.read(text, vocabulary).surfaces) == WORD.findall(text)


@pytest.mark.parametrize(
    "sentence",
    [
        "[Fever](R50), [chest pain](R07) and [shortness of breath](R06) since Monday, on [amoxicillin](J01CA04).",
        "History of [high blood pressure](I10), [type 2 diabetes](E11).",
        "[Anicteric](R17!), well-appearing, no acute distress.",
        "Discharge summary, hearing aids, as such",
        "She does walk and eat. [Alendronic acid](M05BA04), [tranexamic acid](B02AA02).",
    ],
)
def test_english_documents_have_their_own_forms(matcher: Matcher, sentence: str) -> None:
    check(matcher, sentence, lang="en")


def test_english_forms_stay_out_of_french_documents(matcher: Matcher) -> None:
    assert matcher.match("Mange du pain, as et mass, fit une cut, collapse, fall") == []


@pytest.mark.parametrize(
    ("text", "word", "category"),
    [
        ("Chute sur la main : fract 1/3 inf du radius.", "fract", "S52"),
        ("TDM thoracique : opacité du lobe moyen, sans métastase du foie.", "métastase", "C78"),
        ("Fracture du poignet droit. Pas d'autre fracture.", "fracture.", "S52"),
        ("Il s'agit d'une fracture du côté gauche.", "fracture", "T14"),
        ("Migraine ancienne. Sumatriptan si crise.", "crise.", "G43"),
        ("Sténose de la carotide interne gauche. Cette sténose est stable.", "sténose", "I65"),
    ],
)
def test_unspecific_words_take_their_organ_or_what_was_named(
    matcher: Matcher, text: str, word: str, category: str
) -> None:
    place = text.index(word)
    found = [match.code for match in matcher.match(text) if match.start <= place < match.end]
    assert [code[:3] for code in found] == [category], text


@pytest.mark.parametrize(
    "sentence",
    [
        "[plaie](S51) de l'avant-bras, [plaie](S41) du bras, [fracture](S22) de K7",
        "[discopathie](M50) C5-C6, [hernie discale](M50) C6-C7 ; [hernie discale](M51) L5-S1",
        "[myélopathie](G99) sur canal cervical étroit",
        "AG (propofol, [fentanyl](N01AH01), sévoflurane). Retour : [fentanyl patch](N02AB03) 25 µg",
        "Muguet : [Fungizone](A07AA07) en bains de bouche. Aspergillose : [Fungizone](J02AA01) IV",
        "Intertrigo : [Daktarin](D01AC02) poudre. Mycose buccale : [Daktarin](A01AB09) gel",
        "Kératite : [vitamine A](S01XA20) pommade",
    ],
)
def test_level_route_and_form_decide_the_code(matcher: Matcher, sentence: str) -> None:
    text, expected = read(sentence)
    found = matcher.match(text)
    place = 0
    for word, code, _ in expected:
        place = text.index(word, place)
        codes = [match.code for match in found if match.start <= place < match.end]
        assert codes and codes[0].startswith(code), (word, code, codes)
        place += len(word)


@pytest.mark.parametrize(
    ("text", "word"),
    [
        ("ionogramme : potassium 4,2 mmol/L, glucose 5,1 mmol/L", "potassium"),
        ("ionogramme : potassium 4,2 mmol/L, glucose 5,1 mmol/L", "glucose"),
        ("œstradiol bas, LH 0,3", "œstradiol"),
        ("école de l'asthme", "asthme"),
        ("consolidation de la fracture", "consolidation"),
        ("Tercian gouttes 15 si besoin", "gouttes"),
        ("VNI, PEP 8", "PEP"),
    ],
)
def test_measures_wards_and_gestures_are_no_findings(matcher: Matcher, text: str, word: str) -> None:
    place = text.index(word)
    assert not [match for match in matcher.match(text) if match.start <= place < match.end], text
