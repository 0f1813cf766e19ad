"""What the box reads: queries, their tree in words again, what is said about them, and what is refused."""

from __future__ import annotations

import time
from collections.abc import Sequence
from datetime import date as Date

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from clinical.concepts import Concept, ConceptMatch
from clinical.errors import QueryRefusedError, QuerySyntaxError
from clinical.queries import (
    AgeBetween,
    And,
    ConceptIs,
    DateBetween,
    Everything,
    FieldIs,
    Or,
    SameSentence,
    ValueIs,
    Word,
)
from indexer.query_language import ParsedQuery, parse, render
from language.folding import fold

TODAY = Date(2026, 11, 24)


class Catalogue:
    """A terminology of some concepts and a class, with whole turns of writing among its terms."""

    terms = (
        (
            Concept("CIM10", "I10", "Hypertension essentielle"),
            ("hypertension essentielle", "hta", "hypertension", "hta mal équilibrée"),
        ),
        (Concept("CIM10", "E11", "Diabète de type 2"), ("diabète de type 2", "dt2")),
        (Concept("CIM10", "I26", "Embolie pulmonaire"), ("embolie pulmonaire", "ep")),
        (Concept("CIM10", "I269", "Embolie pulmonaire grave, sans cœur pulmonaire"), ("ep sous aod", "ep grave")),
        (Concept("CIM10", "D68", "Hémorragie due aux anticoagulants"), ("saignement sous aod",)),
        (Concept("CIM10", "E119", "Diabète de type 2 sans complication"), ("diabète non insulinodépendant",)),
        (Concept("CLASSE", "AOD", "Anticoagulants directs", members=("ATC:B01AF", "ATC:B01AE07")), ("aod",)),
    )

    def concept(self, system: str, code: str) -> Concept | None:
        return next((c for c, _ in self.terms if (c.system, c.code) == (system, code)), None)

    def ancestors(self, system: str, code: str) -> tuple[str, ...]:
        return ("I26",) if code == "I269" else ()

    def descendants(self, system: str, code: str) -> tuple[str, ...]:
        return ()

    def search(self, words: str, *, systems: Sequence[str] = (), limit: int = 10) -> list[ConceptMatch]:
        folded = fold(words)
        exact = [ConceptMatch(c, t, 1.0) for c, terms in self.terms for t in terms if fold(t) == folded]
        begun = [ConceptMatch(c, t, 0.8) for c, terms in self.terms for t in terms
                 if fold(t) != folded and any(word.startswith(folded) for word in fold(t).split())]  # fmt: skip
        return [*exact, *begun][:limit]

    def is_word(self, folded: str) -> bool:
        return folded in ("pth", "bilan")

    def systems(self) -> tuple[str, ...]:
        return ("CIM10", "ATC")


class Laboratory:
    """Two analytes, one of them with a second unit."""

    def normal(self, name: str, value: float, unit: str) -> tuple[str, float, str] | None:
        names = {"hb": "hemoglobine", "hemoglobine": "hemoglobine", "hemoglobine glyquee": "hba1c", "hba1c": "hba1c",
                 "creatinine": "creatinine"}  # fmt: skip
        key = names.get(fold(name))
        if key is None:
            return None
        return key, value * 8.84 if unit == "mg/l" else value, "µmol/L" if key == "creatinine" else "g/dL"

    def other_units(self, analyte: str, value: float) -> tuple[str, ...]:
        return ("mg/L",) if analyte == "creatinine" else ()


def read(text: str, **options: object) -> ParsedQuery:
    return parse(text, concepts=Catalogue(), today=TODAY, **options)  # type: ignore[arg-type]


READINGS = [
    ("fièvre toux", "fievre ET toux"),
    ("fièvre ET toux", "fievre ET toux"),
    ("fever AND cough", "fever ET cough"),
    ("fièvre OU toux", "fievre OU toux"),
    ("fièvre SAUF toux", "fievre ET SAUF toux"),
    ("fièvre ET SAUF (toux OU rhume)", "fievre ET SAUF (toux OU rhume)"),
    ("fever NOT cough", "fever ET SAUF cough"),
    ("a ET b OU c", "(a ET b) OU c"),
    ("(a OU b) c", "(a OU b) ET c"),
    ("douleur et fièvre", "douleur ET fievre"),
    ("fracture de la jambe", "fracture ET jambe"),
    ("EP sous AOD", "ep ET aod"),
    ("hta mal équilibrée", 'hta ET ("mal equilibree" OU "mal controle" OU desequilibre)'),
    ("hta mal contrôlé", 'hta ET ("mal controle" OU "mal equilibre" OU desequilibre)'),
    ("diabète bien equilibre", 'diabete ET ("bien equilibre" OU "bien controle")'),
    ("chimio bien tolérée", 'chimio ET "bien toleree"'),
    ("mal ET équilibrée", "mal ET equilibree"),
    ("mal de tête", "mal ET tete"),
    ("mal perforant", "mal ET perforant"),
    ("sans hta mal équilibrée", 'nié:hta ET (nié:"mal equilibree" OU nié:"mal controle" OU nié:desequilibre)'),
    ("hta pour bilan par mot dans dossier sur place à jeun", "hta ET bilan ET mot ET dossier ET place ET jeun"),
    ("sous", "sous"),
    ("hta =sous", "hta ET =sous"),
    ("hta LES", "hta ET LES"),
    ("hépatite A", "hepatite ET a"),
    ("régime avec sans", "regime ET sans"),
    ("EMBOLIE PULMONAIRE OU CANCER", "embolie ET pulmonaire ET cancer"),
    ("HTA", "hta"),
    ('"embolie pulmonaire"', '"embolie pulmonaire"'),
    ("«embolie pulmonaire»", '"embolie pulmonaire"'),
    ('"embolie droite"~5', '"embolie droite"~5'),
    ("cardi*", "cardi*"),
    ("cardi%", "cardi*"),
    ("m?t", "m?t"),
    ("insufisance~", "insufisance~"),
    ("=fièvre", "=fievre"),
    ("type:CRH", "type:CRH"),
    ('service:"Médecine interne"', "unit:Médecine interne"),
    ("sexe:femme", "sex:F"),
    ("date:2019", "date:[2019 TO 2019]"),
    ("date:[2019 TO 2021]", "date:[2019 TO 2021]"),
    ("date:2019-2021", "date:[2019 TO 2021]"),
    ("date:>=2019-03", "date:[2019-03 TO *]"),
    ("date:12/03/2019", "date:[2019-03-12 TO 2019-03-12]"),
    ("embolie 2019-2021", "embolie ET date:[2019 TO 2021]"),
    ("embolie depuis 2019", "embolie ET date:[2019 TO *]"),
    ("embolie avant 2019", "embolie ET date:[* TO 2018-12-31]"),
    ("embolie après 2019", "embolie ET date:[2020-01-01 TO *]"),
    ("embolie entre 2019 et 2021", "embolie ET date:[2019 TO 2021]"),
    ("embolie 6 derniers mois", "embolie ET date:[2026-05-24 TO *]"),
    ("embolie last 2 years", "embolie ET date:[2024-11-24 TO *]"),
    ("age:[18 TO 65]", "age:[18 TO 65]"),
    ("âge >= 75", "age:[75 TO *]"),
    ("CIM10:E11", "CIM10:E11"),
    ("CIM-10:=E11", "CIM10:=E11"),
    ('"diabète de type 2"@concept', "CIM10:E11"),
    ("nié:fièvre", "nié:fievre"),
    ("famille:(cancer sein)", "famille:cancer ET famille:sein"),
    ("tout:fièvre", "tout:fievre"),
    ("antécédent:CIM10:I26", "antécédent:CIM10:I26"),
    ("(embolie CIM10:I26)@phrase", "(embolie CIM10:I26)@phrase"),
    ("titre:embolie", "titre:embolie"),
    ("embolie section:conclusion", "section:conclusion embolie"),
    ("HbA1c > 9", "HbA1c > 9"),
    ("HbA1c ≥ 9,5 %", "HbA1c >= 9.5"),
    ("créatinine > 150 µmol/l dialyse", "créatinine > 150 ET dialyse"),
    ("sans fièvre", "nié:fievre"),
    ("pas d'embolie", "nié:embolie"),
    ("toux sans fièvre ni dyspnée", "toux ET nié:fievre ET nié:dyspnee"),
    ("absence de fièvre", "nié:fievre"),
    ("suspicion d'EP", "hypothèse:ep"),
    ("ATCD d'AVC", "antécédent:avc"),
    ("antécédent familial de cancer du sein", "famille:cancer ET famille:sein"),
    ("pneumopathie sans fièvre avec toux", "pneumopathie ET nié:fievre ET toux"),
    ("régime sans sel", "regime ET sans ET sel"),
    ("embolie [NOM] [DATE]", "embolie"),
    ("insulino-dépendant", '"insulino dependant" OU insulinodependant'),
    ("", "*"),
    ("*", "*"),
    ("...", "∅"),
]


@pytest.mark.parametrize(("text", "expected"), READINGS)
def test_what_is_read(text: str, expected: str) -> None:
    assert render(read(text).query) == expected


@pytest.mark.parametrize(
    ("text", "codes"),
    [
        ("sans fièvre", {"context_read"}),
        ("a ET b OU c", {"brackets_read"}),
        ("EMBOLIE SAUF CANCER", {"capitals_are_words"}),
        ("EMBOLIE ET FIEVRE", {"capitals_are_words"}),
        ("HTA POUR BILAN SAUF DT2", {"capitals_are_words", "words_ignored"}),
        ("HTA SAUF DT2", set()),
        ("XYZQ", {"unknown_acronym"}),
        ("xyzq", set()),
        ("HTA SAUF XYZQ", {"unknown_acronym"}),
        ("embolie depuis 2019", {"date_read"}),
        ("embolie [NOM]", {"tags_ignored"}),
        ("HbA1c > 9", {"value_read"}),
        ("douleur et fièvre", {"operator_in_small_letters"}),
        ("hta sauf fièvre", {"operator_in_small_letters"}),
        ("hta ou fièvre", {"operator_in_small_letters"}),
        ("hta sauf", set()),
        ("fever not cough", set()),
        ("non fumeur", {"context_read"}),
        ("non-fumeur", {"context_read"}),
        ("foo:bar", {"unknown_field"}),
        ("embolie pulmonaire", set()),
        ("EP sous AOD", {"words_ignored"}),
        ("sous", set()),
        ("hta mal équilibrée", {"expression_read"}),
        ("hta =sous", set()),
        ('hta "sous"', set()),
        ("sans fièvre chez hta", {"context_read", "words_ignored"}),
    ],
)
def test_what_is_said_about_it(text: str, codes: set[str]) -> None:
    assert {notice.code for notice in read(text).notices} == codes


@pytest.mark.parametrize(
    ("text", "expected", "clauses"),
    [
        ("Hb < 8", "hemoglobine < 8", ["Hb < 8"]),
        ("Hb<8", "hemoglobine < 8", ["Hb<8"]),
        ("hémoglobine glyquée > 9 %", "hba1c > 9", ["hémoglobine glyquée > 9 %"]),
        (
            "diabète hémoglobine < 8 fièvre",
            "diabete ET hemoglobine < 8 ET fievre",
            ["diabète", "hémoglobine < 8", "fièvre"],
        ),
        ("créatinine > 10 mg/l", "creatinine > 88.4", ["créatinine > 10 mg/l"]),
        ("SAUF Hb < 8", "SAUF hemoglobine < 8", ["Hb < 8"]),
        ("ferritine < 10", "ferritine < 10", ["ferritine < 10"]),
        ("PA > 14/9", 'pa ET "14 9"', ["PA", "14/9"]),
    ],
)
def test_values_by_the_names_and_units_of_people(text: str, expected: str, clauses: list[str]) -> None:
    parsed = read(text, analytes=Laboratory())
    assert render(parsed.query) == expected
    assert [clause.text for clause in parsed.clauses] == clauses


@pytest.mark.parametrize(
    ("text", "lang", "words", "instead"),
    [
        ("HTA sauf cancer depuis 2019", "fr", "sauf", "HTA SAUF cancer depuis 2019"),
        ("hta ou toux et fièvre", "fr", "ou, et", "hta OU toux ET fièvre"),
        ("hta sauf (toux OU rhume)", "fr", "sauf", "hta SAUF (toux OU rhume)"),
        ("fever not cough", "en", "not", "fever NOT cough"),
    ],
)
def test_operators_in_small_letters_are_offered_in_capitals(text: str, lang: str, words: str, instead: str) -> None:
    notice = next(one for one in read(text, lang=lang).notices if one.code == "operator_in_small_letters")
    assert dict(notice.params) == {"words": words, "instead": instead}


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("non fumeur", 'nié:fumeur OU "non fumeur"'),
        ("non-fumeur", 'nié:fumeur OU "non fumeur"'),
        ("cancer non opéré récidive", 'cancer ET (nié:opere OU "non opere") ET recidive'),
        ("non à petites cellules", "non ET petites ET cellules"),
        ("non", "non"),
    ],
)
def test_non_denies_the_word_after_it(text: str, expected: str) -> None:
    assert render(read(text).query).replace("~0", "") == expected
    assert "nié" not in render(read(text, cues=False).query)


def test_a_concept_that_holds_non_is_offered_with_all_its_words() -> None:
    clauses = read("diabète non insulinodépendant").clauses
    assert [clause.named for clause in clauses if clause.concepts] == ["diabète non insulinodépendant"]


def test_an_elided_particle_belongs_to_the_cue() -> None:
    assert dict(read("pas d'allergie").notices[0].params) == {
        "cue": "pas d'",
        "context": "negated",
        "words": "allergie",
    }


def test_a_value_without_a_unit_is_offered_in_the_other_one() -> None:
    [notice] = read("fièvre créatinine > 15 depuis 2019", analytes=Laboratory()).notices[:1]
    assert dict(notice.params)["instead"] == "fièvre créatinine > 15 mg/L depuis 2019"
    assert dict(notice.params)["unit"] == "mg/L"
    assert "instead" not in dict(read("créatinine > 15 mg/l", analytes=Laboratory()).notices[0].params)


def test_a_name_that_nothing_measures_is_told_with_its_words() -> None:
    [notice] = read("fièvre Lasilix > 40 mg", analytes=Laboratory()).notices
    assert notice.code == "value_unknown"
    assert dict(notice.params) == {"name": "Lasilix", "words": "Lasilix 40 mg", "instead": "fièvre Lasilix 40 mg"}


def test_french_joining_words_do_not_count_in_english_either() -> None:
    assert render(read("maladie de Still", lang="en").query) == "maladie ET still"
    assert render(read("son has asthma", lang="en").query) == "son ET has ET asthma"


def test_ignored_words_are_told_as_typed() -> None:
    assert dict(read("douleur à la marche").notices[0].params) == {"words": "à, la", "require": "=à"}


def test_a_cue_is_undone() -> None:
    notice = read("sans fièvre").notices[0]
    assert dict(notice.params) == {"cue": "sans", "context": "negated", "words": "fièvre"}
    assert read("sans fièvre", cues=False).query == And((Word("sans"), Word("fievre")))


def test_words_first_and_the_concept_offered() -> None:
    parsed = read("hta sévère")
    assert parsed.query == And((Word("hta"), Word("severe")))
    assert [clause.concepts for clause in parsed.clauses] == [("CIM10:I10",), ()]
    assert read("embolie pulmonaire").clauses[0].concepts == ("CIM10:I26",)


@pytest.mark.parametrize(
    ("text", "named"),
    [
        ("EP sous AOD", {"EP": ("CIM10:I26",), "AOD": ("CLASSE:AOD",)}),
        ("saignement sous AOD", {"saignement sous AOD": ("CIM10:D68",), "AOD": ("CLASSE:AOD",)}),
        ("hta mal équilibrée", {"hta": ("CIM10:I10",)}),
        ("HTA mal équilibrée depuis 2019", {"HTA": ("CIM10:I10",)}),
        ("ep grave", {"ep grave": ("CIM10:I269",)}),
        ("diabète de type 2", {"diabète de type 2": ("CIM10:E11",)}),
        ("toux avec embolie pulmonaire", {"embolie pulmonaire": ("CIM10:I26",)}),
    ],
)
def test_a_concept_is_offered_for_the_words_that_name_it_alone(text: str, named: dict[str, tuple[str, ...]]) -> None:
    assert {clause.named: clause.concepts for clause in read(text).clauses if clause.concepts} == named


def test_words_that_do_not_count_are_told_with_how_to_ask_for_them() -> None:
    (notice,) = read("EP sous AOD chez la femme").notices
    assert dict(notice.params) == {"words": "sous, chez, la", "require": "=sous"}


def test_every_criterion_can_be_counted_by_itself() -> None:
    parsed = read('nié:fièvre "embolie pulmonaire" type:CRH depuis 2019')
    assert len(parsed.leaves) == len(parsed.clauses) == 4
    assert parsed.leaves[0] == Word("fievre", contexts=("negated",))
    assert [clause.text for clause in parsed.clauses] == ["fièvre", '"embolie pulmonaire"', "type:CRH", "depuis 2019"]


def test_the_trees_of_records() -> None:
    assert read("type:CRH|CRO").query == FieldIs("type", ("CRH", "CRO"))
    assert read("date:[* TO 2021-03]").query == DateBetween(None, "2021-03")
    assert read("age:18-65").query == AgeBetween(18, 65)
    assert read("HbA1c>9").query == ValueIs("HbA1c", ">", 9.0)
    assert read('(fièvre "toux grasse")@phrase').query == SameSentence((Word("fievre"), read('"toux grasse"').query))
    assert read("CIM10:E11").query == ConceptIs("CIM10", "E11", label="Diabète de type 2")


@pytest.mark.parametrize(
    ("text", "position", "expected"),
    [
        ("fièvre ET", 9, "a word"),
        ("ET fièvre", 0, "a word"),
        ("fièvre ET OU toux", 10, "a word"),
        ("(fièvre", 7, ")"),
        ("fièvre)", 6, "the end"),
        ("()", 1, "a word"),
        ('"fièvre', 0, '"a phrase"'),
        ("fièvre [toux", 7, "a word"),
        ("date:hier", 5, "2019"),
        ("date:2021-02-30", 5, "2019"),
        ("age:vieux", 4, "65"),
        ("sexe:x", 5, "F"),
        ("CIM10:Z99", 0, "a code of CIM10"),
        ('"zzz"@concept', 0, "a term of a terminology"),
        ("(fièvre type:CRH)@phrase", 0, "a word"),
        ("section:conclusion", 0, "a word"),
        ("= fièvre =", 10, "=word"),
    ],
)
def test_an_error_says_where_and_what(text: str, position: int, expected: str) -> None:
    with pytest.raises(QuerySyntaxError) as caught:
        read(text)
    assert caught.value.position == position
    assert expected in caught.value.expected


PEOPLE = [
    "1 48 07 29 019 213 24",
    "148072901921324",
    "patient 800412776",
    "06 00 41 87 22",
    "+33 6 00 41 87 22",
    "jean@exemple.fr",
    "Yves Le Goff 04/07/1948",
    "le goff yves 4 juillet 1948",
    "LE GOFF YVES 1948-07-04",
    "née le 04/07/1948",
    "goff DDN 04/07/1948",
    "Mme Diabète Anne 04/07/1948",
    "hypertension jean 01/01/1901",
]


@pytest.mark.parametrize("text", PEOPLE)
def test_a_person_is_refused_in_the_same_words(text: str) -> None:
    with pytest.raises(QueryRefusedError) as caught:
        read(text)
    assert caught.value.reason == "identity"
    with pytest.raises(QueryRefusedError) as other:
        read("148072901921324")
    assert str(caught.value) == str(other.value)
    assert not any(part in str(caught.value) for part in text.split() if len(part) > 3)


@pytest.mark.parametrize(
    "text", ["embolie pulmonaire 12/03/2021", "Parkinson", "maladie de Charcot", "PTH 134", "date:12/03/2021 Martin Petit",
             "2019-2021 embolie", "TA 120/80", "PSA 4,5"],
)  # fmt: skip
def test_medicine_is_not_a_person(text: str) -> None:
    assert not isinstance(read(text).query, Everything)


BOMBS = {
    "*a* *o* *i* *u* *e*": "wildcard",
    "?????*": "wildcard",
    "*": "",
    "mot~9": "fuzzy",
    "ab~": "fuzzy",
    "a*": "wildcard",
    "(" * 900 + "a" + ")" * 900: "depth",
    "(" * 3000: "length",
    " ".join(f"mot{n}" for n in range(80)): "clauses",
    "x" * 2001: "length",
    '"a b"~900': "distance",
    '"' + "a " * 40 + '"': "phrase",
    " OU ".join(["abc*"] * 90): "clauses",
}


@pytest.mark.parametrize("text", BOMBS)
def test_a_bomb_is_answered_within_a_second(text: str) -> None:
    began = time.monotonic()
    if BOMBS[text]:
        with pytest.raises(QueryRefusedError) as caught:
            read(text)
        assert caught.value.reason == BOMBS[text]
    else:
        read(text)
    assert time.monotonic() - began < 1.0


def test_too_many_words_are_refused_before_any_is_looked_up_among_the_terms() -> None:
    class Never(Catalogue):
        def search(self, words: str, *, systems: Sequence[str] = (), limit: int = 10) -> list[ConceptMatch]:
            raise AssertionError(words)

    with pytest.raises(QueryRefusedError) as caught:
        parse(" ".join(f"mot{n}" for n in range(300)), concepts=Never())
    assert caught.value.reason == "clauses"


def test_a_range_over_words_is_no_query() -> None:
    with pytest.raises(QuerySyntaxError):
        read("[a TO z]")


@settings(max_examples=300, deadline=None)
@given(st.one_of(
    st.text(max_size=60),
    st.lists(st.sampled_from(['"', "(", ")", "ET", "OU", "SAUF", "fièvre", "nié:", "type:", "~", "*", "=", ">", "9", "[",
                              "]", "@phrase", "CIM10:", "depuis 2019", "date:", "%", "?", "«", "sans", "d'", "\x00"]),
             max_size=12).map(" ".join),
    st.lists(st.sampled_from(['"', "(", ")", "ET", "a", ":", "~", "*", "=", "<", "[", "]", "@", "'", "-"]),
             max_size=20).map("".join),
))  # fmt: skip
def test_whatever_is_typed_is_a_query_or_a_plain_error(text: str) -> None:
    try:
        parsed = read(text)
    except (QuerySyntaxError, QueryRefusedError):
        return
    render(parsed.query)


def test_a_class_asks_for_any_of_its_codes_and_is_said_by_its_name() -> None:
    codes = (
        ConceptIs("ATC", "B01AF", label="Anticoagulants directs"),
        ConceptIs("ATC", "B01AE07", label="Anticoagulants directs"),
    )
    for text in ("CLASSE:AOD", "CLASSE:aod", '"aod"@concept'):
        found = read(text)
        assert isinstance(found.query, Or) and found.query.parts == codes
        assert found.clauses[0].concepts == ("CLASSE:AOD",) and render(found.query) == "CLASSE:AOD"
    mixed = read("nié:CLASSE:AOD OU embolie fièvre")
    assert dict(mixed.notices[0].params)["read"] == "nié:CLASSE:AOD OU (embolie ET fievre)"
    assert render(read(render(mixed.query)).query) == render(mixed.query)
    assert read("AOD").clauses[0].concepts == ("CLASSE:AOD",)
    with pytest.raises(QuerySyntaxError):
        read("CIM10:C00-C97")
