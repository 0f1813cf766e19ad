"""Classes of drugs and diseases: what people type as one, and the codes for which it stands."""

from __future__ import annotations

from pathlib import Path

import pytest

from clinical.errors import TerminologyError
from terminologies import Catalogue, classes, ensure, open_catalogue
from terminologies.hierarchy import cim10_cover
from tests.terminologies import samples
from warehouse.settings import cache_dir

CLASSES, LEFT_OUT = classes.read(classes.files())


@pytest.fixture(scope="module")
def installed() -> Catalogue:
    """The terminologies of this machine."""
    try:
        return open_catalogue(cache_dir())
    except TerminologyError as error:
        pytest.skip(f"CIM-10 and ATC are not installed: run `make terminologies` ({error})")


def test_every_shipped_line_is_read_and_means_something(installed: Catalogue) -> None:
    assert not LEFT_OUT and len(CLASSES) > 150
    for one in CLASSES:
        assert installed.concept("CLASSE", one.key), one.key
        for system, code in one.codes:
            known = installed.concept(system, code)
            assert known or system == "ATC", f"{one.key}: {system} has no code {code}"


def test_a_form_names_one_class() -> None:
    seen: dict[str, str] = {}
    for one in CLASSES:
        for form in one.forms:
            key = form.casefold()
            assert seen.setdefault(key, one.key) == one.key, f"{form}: {seen[key]} and {one.key}"


@pytest.mark.parametrize(
    ("typed", "code"),
    [
        ("AOD", "CLASSE:AOD"),
        ("anticoagulant oral direct", "CLASSE:AOD"),
        ("Anticoagulants oraux directs", "CLASSE:AOD"),
        ("anticoagulants", "CLASSE:ANTICOAGULANTS"),
        ("AVK", "ATC:B01AA"),
        ("anti-vitamines K", "ATC:B01AA"),
        ("HBPM", "CLASSE:HBPM"),
        ("héparines de bas poids moléculaire", "CLASSE:HBPM"),
        ("bêtabloquant", "ATC:C07"),
        ("bêta-bloquants", "ATC:C07"),
        ("beta blockers", "ATC:C07"),
        ("IEC", "CLASSE:IEC"),
        ("statines", "CLASSE:STATINES"),
        ("corticoïdes", "ATC:H02"),
        ("inhibiteurs de la pompe à protons", "ATC:A02BC"),
        ("AINS", "ATC:M01A"),
        ("antibiotiques", "ATC:J01"),
        ("cancer", "CLASSE:CANCER"),
        ("maladies cardiovasculaires", "CIM10:IX"),
        ("cardio-vascular diseases", "CIM10:IX"),
        ("AVC", "CLASSE:AVC"),
        ("diabète", "CIM10:E10-E14"),
        ("insuffisance rénale", "CIM10:N17-N19"),
        ("anticoagualnts", "CLASSE:ANTICOAGULANTS"),
    ],
)
def test_what_people_type_brings_the_class_first(installed: Catalogue, typed: str, code: str) -> None:
    best = installed.search(typed, limit=3)[0].concept
    assert f"{best.system}:{best.code}" == code


def test_a_class_stands_for_codes_at_their_highest_level(installed: Catalogue) -> None:
    anticoagulants, cancer = (installed.concept("CLASSE", key) for key in ("anticoagulants", "CANCER"))
    assert anticoagulants and set(anticoagulants.members) >= {"ATC:B01AA", "ATC:B01AF", "ATC:B01AX05"}
    assert cancer and "CIM10:C15-C26" in cancer.members and "CIM10:C18" not in cancer.members
    assert cancer.english == "Cancers of all sites"


def test_a_range_of_categories_is_a_concept(installed: Catalogue) -> None:
    whole, odd = installed.concept("CIM10", "C00-C97"), installed.concept("CIM10", "i20-i22")
    assert whole and whole.label == "Cancers, tous sièges"
    assert odd and odd.members == ("CIM10:I20", "CIM10:I21", "CIM10:I22") and odd.label == "I20 à I22"
    assert installed.concept("CIM10", "I22-I20") is None and installed.concept("ATC", "B01-B02") is None
    block = installed.concept("CIM10", "I10-I15")
    assert block and not block.members and installed.ancestors("CIM10", "I10-I15") == ("IX",)
    assert installed.ancestors("CIM10", "C00-C97") == () == installed.ancestors("CLASSE", "CANCER")


def test_a_level_without_a_title_takes_that_of_its_class(installed: Catalogue) -> None:
    statins, ace = installed.concept("ATC", "J01DH"), installed.concept("ATC", "C09A")
    assert statins and statins.label == "Carbapénèmes" and statins.english == "Carbapenems"
    assert ace and ace.label == "Inhibiteurs de l'enzyme de conversion"


@pytest.mark.parametrize(
    ("first", "last", "covered"),
    [
        ("I00", "I99", ["IX"]),
        ("C00", "C20", ["C00-C14", "C15", "C16", "C17", "C18", "C19", "C20"]),
        ("B99", "C14", ["B99-B99", "C00-C14"]),
        ("E11", "E11", ["E11"]),
    ],
)
def test_the_fewest_groups_cover_a_range(first: str, last: str, covered: list[str]) -> None:
    assert cim10_cover(first, last) == covered


def test_systems_narrow_and_classes_can_be_asked_alone(installed: Catalogue) -> None:
    assert all(match.concept.system == "CIM10" for match in installed.search("cancer", systems=("CIM10",)))
    assert {match.concept.system for match in installed.search("anticoagulant", systems=("CLASSE",))} == {"CLASSE"}


def test_a_site_adds_its_own_classes(tmp_path: Path) -> None:
    ensure(tmp_path, wheel=samples.wheel(tmp_path))
    own = tmp_path / "terminologies" / "classes"
    own.mkdir()
    (own / "maison.tsv").write_text(
        "MAISON\tClasse de la maison\tHouse class\tCIM10:I10 ATC:C09AA05\tmaladie (de la) maison\nfaux\n"
        "VIDE\tVide\tEmpty\tCIM10:Z99\trien ici\n",
        encoding="utf-8",
    )
    catalogue = open_catalogue(tmp_path)
    found = catalogue.search("maladies maison")[0].concept
    assert (found.code, found.members) == ("MAISON", ("CIM10:I10", "ATC:C09AA05"))
    assert catalogue.concept("CLASSE", "VIDE") is None
    assert [line.split(":")[:2] for line in catalogue.left_out()] == [["maison.tsv", "2"]]
