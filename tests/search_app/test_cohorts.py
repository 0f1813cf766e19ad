"""The builder: groups, counts, codes by words, evidence, versions, CSV; all of it by plain forms."""

from __future__ import annotations

import csv
import html
import io
import re
from pathlib import Path
from typing import Any

import pytest
import yaml

from search_app.builder import Row, rows_of, without_row, written
from tests.search_app.conftest import Person, text_of
from tests.search_app.house import House

pytestmark = pytest.mark.xdist_group("pages")


def form(*rows: tuple[str, str, str], **more: str) -> dict[str, Any]:
    return {
        "group": [row[0] for row in rows], "kind": [row[1] for row in rows], "value": [row[2] for row in rows],
        "label": ["" for _ in rows],
    } | more  # fmt: skip


DEFINITION = form(
    ("all", "concept", "CIM10:I10"),
    ("any", "words", "metformine"),
    ("any", "words", "toux"),
    ("none", "words", "prostate"),
)


def members(page: str) -> set[str]:
    return set(re.findall(r'<h3><a href="/patient/([^"]+)"', page))


def test_all_any_and_none_give_the_right_patients(researcher: Person, house: House) -> None:
    answer = researcher.post("/cohortes", DEFINITION | {"do": "count"})
    assert answer.status_code == 200
    assert members(answer.text) == {house.patients[name] for name in ("p1", "p6", "p8")}
    assert "3 patients répondent à la définition" in text_of(answer)


def test_words_that_no_code_answers_to_are_told_so(researcher: Person) -> None:
    page = text_of(researcher.post("/cohortes", form(("all", "concept", "xyzzy")) | {"do": "count"}))
    assert "Aucun code ne répond à « xyzzy »" in page and "Choisissez ci-dessous" not in page


def test_a_value_that_no_document_has_is_told_with_those_there_are(researcher: Person) -> None:
    answer = researcher.post("/cohortes", form(("all", "unit", "cardio")) | {"do": "count"})
    assert "Aucun document n'a « cardio ». Il existe : cardiologie 4" in text_of(answer)
    taken = researcher.post("/cohortes", form(("all", "unit", "cardio, urgences")) | {"do": "take-0-cardiologie"})
    assert 'value="cardiologie, urgences"' in taken.text
    assert "Aucun document n'a" not in text_of(taken)
    assert "unité en attente" not in answer.text  # of a lot that is not released


def test_each_criterion_and_group_is_counted(researcher: Person) -> None:
    page = text_of(researcher.post("/cohortes", DEFINITION | {"do": "count"}))
    assert re.search(r"au moins un il suffit .*?4 patients", page)
    assert re.search(r"aucun un critère .*?exclut 1 patient", page)
    assert "3 patients · 3 documents" in page  # metformine: A1, A7, B1


def test_each_patient_has_a_dated_sentence_for_each_criterion(researcher: Person, house: House) -> None:
    page = researcher.post("/cohortes", DEFINITION | {"do": "count"})
    block = next(part for part in page.text.split('<li class="hit">') if house.patients["p8"] in part)
    assert "1 mars 2024" in html.unescape(block)
    assert "<mark" in block
    assert "Toux" in block
    assert f"/document/{house.docs['B3']}" in block


def test_rows_are_added_to_their_group_and_taken_out(researcher: Person) -> None:
    added = researcher.post(
        "/cohortes", form(("all", "concept", "CIM10:I10"), ("none", "words", "cancer"), do="add-all")
    )
    assert re.findall(r'name="value" value="([^"]*)"', added.text) == ["CIM10:I10", "", "cancer"]
    removed = researcher.post(
        "/cohortes", form(("all", "concept", "CIM10:I10"), ("none", "words", "cancer"), do="remove-0")
    )
    assert re.findall(r'name="value" value="([^"]*)"', removed.text) == ["cancer"]


def test_words_become_a_code_without_javascript(researcher: Person) -> None:
    asked = researcher.post("/cohortes", form(("all", "concept", "hypertension"), do="count"))
    assert asked.status_code == 400
    assert "Choisissez ci-dessous ce que désigne « hypertension »" in text_of(asked)
    pick = re.search(r'value="(pick-0-CIM10:I10)"', asked.text)
    assert pick
    picked = researcher.post("/cohortes", form(("all", "concept", "hypertension"), do=pick[1]))
    assert 'name="value" value="CIM10:I10"' in picked.text
    assert "Hypertension essentielle (primitive)" in text_of(picked)


def test_a_second_code_is_picked_beside_the_first(researcher: Person) -> None:
    picked = researcher.post("/cohortes", form(("all", "concept", "CIM10:I10, embolie"), do="pick-0-CIM10:I26"))
    assert 'value="CIM10:I10, CIM10:I26"' in picked.text


@pytest.mark.parametrize(
    ("row", "said"),
    [
        (("all", "concept", "CIM10:ZZZ"), "tous requis, critère 1 : CIM10 n'a pas de code ZZZ"),
        (("none", "age", "vieux"), "aucun, critère 1 : un âge est un nombre entier d'années"),
        (("any", "date", "hier"), "au moins un, critère 1 : une date s'écrit AAAA"),
        (("all", "sex", "X"), "le sexe est M ou F"),
        (("all", "age", "80..20"), "le début est après la fin"),
        (("all", "words", "(hta"), "Une parenthèse n'est pas fermée"),
        (("all", "words", "Jean Dupuis né le 01/02/1950"), "ressemblent à l'identité d'une personne"),
        (("all", "words", ""), "Donnez au moins un critère"),
    ],
)
def test_what_is_wrong_is_said_in_french_and_the_rows_stay(
    researcher: Person, row: tuple[str, str, str], said: str
) -> None:
    answer = researcher.post("/cohortes", form(row, do="count"))
    assert answer.status_code == 400
    assert said in text_of(answer)
    if row[2]:
        assert f'value="{html.escape(row[2])}"' in answer.text


def test_a_cohort_is_kept_with_its_versions(researcher: Person, house: House) -> None:
    first = researcher.post("/cohortes", form(("all", "concept", "CIM10:I26"), do="save", name="Embolies"))
    assert "Version 1 enregistrée" in text_of(first)
    second = researcher.post(
        "/cohortes", form(("all", "concept", "CIM10:I26"), ("all", "sex", "F"), do="save", name="Embolies")
    )
    assert "Version 2 enregistrée" in text_of(second)
    old = researcher.get("/cohortes/Embolies?version=1")
    assert members(old.text) == {house.patients["p1"]}
    assert re.findall(r'name="value" value="([^"]*)"', old.text) == ["CIM10:I26"]
    newest = researcher.get("/cohortes/Embolies")
    assert re.findall(r'name="value" value="([^"]*)"', newest.text) == ["CIM10:I26", "F"]
    assert "Embolies" in text_of(researcher.get("/cohortes"))
    assert researcher.get("/cohortes/Embolies?version=99").status_code == 404


def test_a_cohort_needs_a_name_that_is_an_address(researcher: Person) -> None:
    for name in ("", "a/b"):
        answer = researcher.post("/cohortes", form(("all", "concept", "CIM10:I26"), do="save", name=name))
        assert answer.status_code == 400
        assert "Donnez un nom" in text_of(answer)


def test_the_csv_has_pseudonyms_dates_and_ages_and_no_sentence(researcher: Person, house: House) -> None:
    answer = researcher.post("/cohortes/csv", DEFINITION)
    assert answer.headers["Content-Type"].startswith("text/csv")
    assert answer.headers["Content-Disposition"] == "attachment; filename=cohorte.csv"
    lines = list(csv.reader(io.StringIO(answer.text.lstrip("\ufeff")), delimiter=";"))
    assert lines[0][:3] == [
        "patient_id",
        "Hypertension essentielle (primitive) (date)",
        "Hypertension essentielle (primitive) (âge)",
    ]
    assert {line[0] for line in lines[1:]} == {house.patients[name] for name in ("p1", "p6", "p8")}
    by_patient = {line[0]: line for line in lines[1:]}
    assert by_patient[house.patients["p8"]][1:3] == ["2024-03-01", "57"]
    for word in ("HTA", "Toux", "apixaban"):
        assert word not in answer.text


def test_the_csv_has_the_cohorts_name_and_groups_the_old(researcher: Person) -> None:
    from search_app.views.cohorts import _age_cell

    answer = researcher.post("/cohortes/csv", DEFINITION | {"name": "HTA traitée / 2024"})
    assert answer.headers["Content-Disposition"] == "attachment; filename=hta-traitee-2024.csv"
    assert [_age_cell(age) for age in (None, 0, 89)] == [None, 0, 89]
    with researcher.client.application.test_request_context():
        assert _age_cell(90) == "90 ans et plus"


def test_each_kind_brings_its_hint(researcher: Person) -> None:
    assert '<option value="age" data-hint="75..90">' in researcher.get("/cohortes").text


def test_the_csv_runs_no_formula(researcher: Person) -> None:
    rows = form(("all", "concept", "CIM10:I10")) | {"label": ['=HYPERLINK("http://evil")'], "name": "=1+1"}
    answer = researcher.post("/cohortes/csv", rows)
    for line in csv.reader(io.StringIO(answer.text.lstrip("\ufeff")), delimiter=";"):
        assert not any(cell[:1] in ("=", "+", "-", "@", "\t", "\r") for cell in line)


def test_only_who_may_export_exports(clinician: Person, cdc: Person) -> None:
    for person in (clinician, cdc):
        assert person.post("/cohortes/csv", DEFINITION).status_code == 403


def test_the_page_shows_the_file_that_the_command_runs(researcher: Person, house: House) -> None:
    page = researcher.post("/cohortes", DEFINITION | {"do": "count", "name": "essai"}).text
    shown = re.search(r'<pre class="text">(.*?)</pre>', page, re.DOTALL)
    assert shown
    definition = html.unescape(shown[1])
    result = house.warehouse._cohorts.evaluate(house.warehouse.parse_cohort(definition))
    assert len(result.patient_ids) == 3


def test_a_definition_that_rows_cannot_show_is_edited_as_text(researcher: Person) -> None:
    text = "name: x\nall:\n- any:\n  - concept: CIM10:I10\n  - words: toux\n"
    answer = researcher.post("/cohortes", {"mode": "text", "definition": text, "do": "count"})
    assert answer.status_code == 200
    assert "<textarea" in answer.text
    wrong = researcher.post("/cohortes", {"mode": "text", "definition": "a: [", "do": "count"})
    assert wrong.status_code == 400
    assert "ni du YAML ni du JSON" in text_of(wrong)


def test_criteria_of_one_document_are_joined(researcher: Person, house: House) -> None:
    """P1 had a pulmonary embolism at 69; hypertension at 70."""
    apart = form(("all", "concept", "CIM10:I26"), ("all", "date", "2020"), do="count")
    together = form(("all", "words", "apixaban"), ("all", "date", "2020"), do="count")
    assert members(researcher.post("/cohortes", apart).text) == {house.patients["p1"]}
    assert members(researcher.post("/cohortes", together).text) == {house.patients["p1"]}
    joined = researcher.post("/cohortes", together | {"joined": "1"})
    assert members(joined.text) == set()
    assert re.search(r'name="joined" value="1" checked', joined.text)


def test_what_was_joined_to_a_row_that_goes_stands_alone() -> None:
    first, second, third = (
        Row("all", "words", "a"),
        Row("all", "age", "50", joined=True),
        Row("all", "sex", "F", joined=True),
    )
    assert [row.joined for row in without_row([first, second, third], 1)] == [False, True]
    assert [row.joined for row in without_row([Row(), first, second], 1)] == [False, False]


def test_two_joined_criteria_of_one_kind_are_refused(researcher: Person) -> None:
    answer = researcher.post(
        "/cohortes", form(("all", "words", "hta"), ("all", "words", "toux"), do="count", joined="1")
    )
    assert answer.status_code == 400
    assert "ne peuvent pas être de la même nature" in text_of(answer)


def test_the_shipped_definitions_open_in_the_builder(researcher: Person, house: House) -> None:
    for path in sorted((Path(__file__).parents[2] / "docs" / "cohorts").glob("*.yaml")):
        rows = rows_of(path.read_text(encoding="utf-8"))
        assert rows, path.name
        answer = researcher.post("/cohortes", {
            "group": [row.group for row in rows], "kind": [row.kind for row in rows], "value": [row.value for row in rows],
            "label": [row.name for row in rows], "joined": [str(i) for i, row in enumerate(rows) if row.joined], "do": "count",
        })  # fmt: skip
        assert answer.status_code == 200, path.name


def test_more_rows_than_there_may_be_are_cut(researcher: Person) -> None:
    answer = researcher.post("/cohortes", form(*[("all", "words", "hta")] * 60, do="count"))
    assert len(re.findall(r'name="value"', answer.text)) == 40


def test_rows_and_definitions_are_the_same_thing() -> None:
    rows = [
        Row("all", "concept", "CIM10:I10, CIM10:E11", "tension ou sucre"), Row("all", "age", "50..80", joined=True),
        Row("all", "type", "CRH"),
        Row("any", "words", "toux: grasse"), Row("none", "sex", "F"), Row("none", "date", "2019..2021"),
    ]  # fmt: skip
    text = written(rows, "essai")
    assert rows_of(text) == rows
    first = {"name": "tension ou sucre", "concept": ["CIM10:I10", "CIM10:E11"], "age": "50..80"}
    assert yaml.safe_load(text)["all"] == [first, {"type": "CRH"}]


def test_a_criterion_of_the_record_is_shown_by_age_and_day_and_no_letterhead(researcher: Person, house: House) -> None:
    form = {"group": ["all", "all"], "kind": ["age", "concept"], "value": [">= 65", "CLASSE:AOD"], "label": ["", ""]}
    page = researcher.post("/cohortes", form | {"do": "count"})
    block = next(part for part in page.text.split('<li class="hit">') if house.patients["p1"] in part)
    said = " ".join(re.sub(r"<[^>]+>", " ", block).split())
    assert "âge : &gt;= 65 70 ans le 12 juin 2020 · femme · CR consultation · cardiologie" in said
    assert "Anticoagulants oraux directs (AOD) 4 mars 2019 69 ans" in said and "apixaban" in said
    assert "ATC:B01AF, ATC:B01AE07" in page.text


def test_words_that_name_a_class_offer_it_first(researcher: Person) -> None:
    form = {"group": "all", "kind": "concept", "value": "AOD", "label": ""}
    page = text_of(researcher.post("/cohortes", form | {"do": "count"}))
    assert "« AOD » : choisissez ce qui est cherché" in page
    assert "Anticoagulants oraux directs (AOD) CLASSE:AOD 2" in page
    assert "Embolie" not in page  # `EP sous AOD` is a term, but far from what was typed
