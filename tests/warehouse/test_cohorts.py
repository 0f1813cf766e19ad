"""Cohort definitions: what they accept, where they complain, and what they mean at patient level."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from clinical.queries import AgeBetween, And, ConceptIs, DateBetween, FieldIs, Or, Word
from tests.builders import UNJUDGED, a_note, a_patient, write_lines
from warehouse.cohorts import CohortError, criteria, csv_rows, parse_definition
from warehouse.opening import Feed, init
from warehouse.warehouse import Actor

WHO = Actor("test", "operator")


def only(text: str) -> object:
    [(criterion, excluded)] = list(criteria(parse_definition(text).group))
    assert not excluded
    return criterion.query


@pytest.mark.parametrize(
    ("item", "query"),
    [
        ("{concept: 'CIM10:I26'}", ConceptIs("CIM10", "I26")),
        ("{concept: 'cim10:=E11.9'}", ConceptIs("CIM10", "E119", alone=True)),
        ("{concept: [CIM10:I26, ATC:B01]}", Or((ConceptIs("CIM10", "I26"), ConceptIs("ATC", "B01")))),
        ("{words: sarcoïdose}", Word("sarcoidose")),
        ("{age: [75, null]}", AgeBetween(75, None)),
        ("{age: {min: 18, max: 65}}", AgeBetween(18, 65)),
        ("{age: '>= 75'}", AgeBetween(75, None)),
        ("{age: '< 18'}", AgeBetween(None, 17)),
        ("{age: 18-65}", AgeBetween(18, 65)),
        ("{age: 70}", AgeBetween(70, 70)),
        ("{sex: femme}", FieldIs("sex", ("F",))),
        ("{type: [CRH, CRO]}", FieldIs("type", ("CRH", "CRO"))),
        ("{unit: cardiologie}", FieldIs("unit", ("cardiologie",))),
        ("{date: 2021}", DateBetween("2021-01-01", "2021-12-31")),
        ("{date: 2019..2021-06}", DateBetween("2019-01-01", "2021-06-31")),
        ("{date: ['2019-03-01', null]}", DateBetween("2019-03-01", None)),
        ("{words: toux, date: 2020}", And((Word("toux"), DateBetween("2020-01-01", "2020-12-31")))),
    ],
)
def test_criterion_means(item: str, query: object) -> None:
    assert only(f"all: [{item}]") == query


@pytest.mark.parametrize(
    ("text", "place"),
    [
        ("all: [", "line 1"),
        ("- 1", "must be an object"),
        ("{name: x}", "no criterion"),
        ("all: {words: a}", "all: must be a list"),
        ("all: [1]", r"all\[0\]: must be an object"),
        ("all: [{}]", r"all\[0\]: a criterion needs"),
        ("all: [{wordz: a}]", r"all\[0\]: unknown key wordz"),
        ("al: [{words: a}]", "unknown key al"),
        ("all: [{words: a}, {age: old}]", r"all\[1\].age: an age"),
        ("all: [{age: [70, 60]}]", "lower end is above"),
        ("all: [{date: hier}]", r"all\[0\].date: a date is"),
        ("all: [{concept: I10}]", r"all\[0\].concept: a concept is"),
        ("all: [{sex: x}]", r"all\[0\].sex"),
        ("all: [{words: 'a AND'}]", r"all\[0\].words"),
        ("none: [{any: [{words: a}], zzz: 1}]", r"none\[0\]: unknown key zzz"),
        ("all:" + " [{all:" * 9 + " [{words: a}]" + "}]" * 9, "nested deeper"),
    ],
)
def test_bad_definition_is_refused_with_its_place(text: str, place: str) -> None:
    with pytest.raises(CohortError, match=place):
        parse_definition(text)


def test_yaml_runs_no_code() -> None:
    with pytest.raises(CohortError):
        parse_definition("all: [!!python/object/apply:os.system ['true']]")


@pytest.mark.parametrize("start", ["=1+1", "+1", "-1", "@SUM(A1)", "\tx"])
def test_csv_cell_is_no_formula(start: str) -> None:
    [_, line] = csv_rows(["a"], [[start]])
    assert line.lstrip('"').startswith("'")


@pytest.fixture(scope="module")
def feed(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Feed]:
    """Four patients: hypertension alone, with cough in another note, negated, and in the family."""
    home = tmp_path_factory.mktemp("cohorts") / "home"
    init(home, dates="keep")
    opened = Feed(home)
    rows = [
        a_note("1", "HTA connue.", patient=a_patient(ipp="1", sex="F", birth_date="1940-01-01")),
        a_note("2", "HTA connue.", patient=a_patient(ipp="2", birth_date="1980-01-01")),
        a_note("3", "Toux grasse.", date="2022-05-01", patient=a_patient(ipp="2", birth_date="1980-01-01")),
        a_note("4", "Pas d'HTA. Toux.", patient=a_patient(ipp="3")),
        a_note("5", "Père : HTA.\n\nToux sèche depuis trois jours.", patient=a_patient(ipp="4")),
    ]
    opened.ingest(WHO, [write_lines(home.parent / "in.jsonl", rows)], lot="L")
    opened.warehouse.release(WHO, "L", **UNJUDGED)
    yield opened
    opened.close()


@pytest.mark.parametrize(
    ("text", "patients"),
    [
        ("all: [{concept: CIM10:I10}]", 2),
        ("all: [{concept: CIM10:I10}, {words: toux}]", 1),
        ("all: [{concept: CIM10:I10}]\nnone: [{words: toux}]", 1),
        ("any: [{concept: CIM10:I10}, {words: toux}]", 4),
        ("none: [{concept: CIM10:I10}]", 2),
        ("all: [{concept: CIM10:I10, sex: F}]", 1),
        ("all: [{concept: CIM10:I10}, {age: '>= 75'}]", 1),
        ("all: [{words: toux, date: 2022}]", 1),
        ("all: [{any: [{sex: F}, {words: toux}]}, {concept: CIM10:I10}]", 2),
        ("all: [{concept: CIM10:I10, words: toux}]", 0),
        ("all: [{concept: CIM10:I00-I15}]", 2),
        ("all: [{concept: CLASSE:CARDIOVASCULAIRE}]", 2),
        ("all: [{concept: [CLASSE:AOD, CIM10:I10]}]", 2),
    ],
)
def test_cohort_counts_patients(feed: Feed, text: str, patients: int) -> None:
    result = feed.warehouse.cohort(WHO, feed.warehouse.parse_cohort(text))
    assert len(result.patient_ids) == patients


def test_counts_of_criteria_and_named_groups(feed: Feed) -> None:
    text = "all: [{concept: CIM10:I10, name: hta}, {name: un des deux, any: [{words: toux}, {sex: F}]}]"
    result = feed.warehouse.cohort(WHO, feed.warehouse.parse_cohort(text))
    assert [(c.name, c.patients) for c in result.criteria] == [
        ("hta", 2),
        ("un des deux", 4),
        ("words: toux", 3),
        ("sex: F", 1),
    ]


def test_who_is_excluded_is_counted_among_who_meets_the_rest(feed: Feed) -> None:
    text = "all: [{concept: CIM10:I10}]\nnone: [{words: toux}]"
    result = feed.warehouse.cohort(WHO, feed.warehouse.parse_cohort(text))
    assert dict(result.groups) == {"all": 2, "none": 1}  # toux: three patients, one of them with hypertension
    assert len(result.patient_ids) == 1


def test_unknown_code_is_refused(feed: Feed) -> None:
    with pytest.raises(CohortError, match=r"all\[0\].concept: CIM10 has no code X0X0"):
        feed.warehouse.parse_cohort("all: [{concept: CIM10:X0X0}]")
    with pytest.raises(CohortError, match=r"all\[0\].concept: CIM10 has no code I99-I01"):
        feed.warehouse.parse_cohort("all: [{concept: CIM10:I99-I01}]")


def test_evidence_is_the_dated_sentence(feed: Feed) -> None:
    definition = feed.warehouse.parse_cohort("all: [{words: toux}]")
    [(criterion, _)] = list(criteria(definition.group))
    patients = feed.warehouse.cohort(WHO, definition).patient_ids
    hits = [feed.warehouse.evidence(WHO, patient, criterion.query)[0] for patient in patients]
    assert sorted(hit.date or "" for hit in hits) == ["2021-03-18", "2021-03-18", "2022-05-01"]
    assert all("oux" in hit.fragments[0].text for hit in hits)


def test_saved_cohort_keeps_every_version(feed: Feed) -> None:
    assert feed.warehouse.save_cohort(WHO, "hta", "all: [{concept: CIM10:I10}]", patients=2) == 1
    assert feed.warehouse.save_cohort(WHO, "hta", "all: [{concept: CIM10:I1}]", patients=3) == 2
    versions = feed.warehouse.saved_cohorts.versions("hta")
    assert [(v.version, v.patients) for v in versions] == [(2, 3), (1, 2)]
    assert feed.warehouse.saved_cohorts.get("hta", 1).definition == "all: [{concept: CIM10:I10}]"


def test_sample_is_drawn_again_from_its_seed_and_gives_a_leak_rate(feed: Feed) -> None:
    first = feed.warehouse.draw_sample(WHO, "L", size=3, seed=11)
    again = feed.warehouse.draw_sample(WHO, "L", size=3, seed=11)
    assert first.doc_ids == again.doc_ids
    for place, doc_id in enumerate(first.doc_ids):
        missed = ((0, 3, "NOM"),) if place == 0 else ()
        feed.warehouse.judge(WHO, first.sample, doc_id, "missed" if missed else "clean", missed)
    rate, low, high = feed.warehouse.reviews.get(first.sample).leak_rate()
    assert rate == pytest.approx(1 / 3)
    assert (round(low, 4), round(high, 4)) == (0.0084, 0.9057)
