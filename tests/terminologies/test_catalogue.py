from __future__ import annotations

import json
import subprocess
import sys
import time
from pathlib import Path

import pytest

from clinical.concepts import Concepts
from clinical.errors import TerminologyError
from terminologies import Catalogue, ensure, install, installed, open_catalogue
from terminologies.moved import moved
from tests.terminologies import samples


def test_a_code_is_found_as_people_write_it(catalogue: Catalogue) -> None:
    concepts: Concepts = catalogue
    for written in ("E119", "E11.9", "e11.9", " E11.9 "):
        found = concepts.concept("CIM10", written)
        assert found is not None and found.code == "E119"
        assert found.label == "Diabète de type 2, sans complication"
    assert concepts.concept("CIM10", "Z999") is None
    assert concepts.concept("AUTRE", "E119") is None


def test_hierarchy_goes_up_to_block_and_chapter(catalogue: Catalogue) -> None:
    assert catalogue.ancestors("CIM10", "E11.9") == ("E11", "E10-E14", "IV")
    assert catalogue.ancestors("CIM10", "R53+0") == ("R53", "R50-R69", "XVIII")
    assert catalogue.ancestors("ATC", "C09AA05") == ("C09AA", "C09A", "C09", "C")
    block = catalogue.concept("CIM10", "I10-I15")
    assert block is not None and block.label == "Maladies hypertensives"


def test_hierarchy_goes_down(catalogue: Catalogue) -> None:
    assert "E119" in catalogue.descendants("CIM10", "IV")
    assert set(catalogue.descendants("ATC", "C09AA")) >= {"C09AA04", "C09AA05"}
    assert "E11" not in catalogue.descendants("CIM10", "E11")
    assert catalogue.descendants("CIM10", "E119") == ()


def test_unknown_codes_say_what_to_do(catalogue: Catalogue) -> None:
    with pytest.raises(TerminologyError, match="klask terminologies search"):
        catalogue.ancestors("CIM10", "Z999")


def test_codes_by_prefix(catalogue: Catalogue) -> None:
    found = [concept.code for concept in catalogue.starting("CIM10", "E11.")]
    assert found[0] == "E11" and "E119" in found and all(code.startswith("E11") for code in found)
    assert len(catalogue.starting("CIM10", "E", limit=3)) == 3
    assert catalogue.starting("CIM10", "W9") == []


@pytest.mark.parametrize(
    ("words", "code"),
    [
        ("hta", "I10"),
        ("diabète de type 2", "E119"),
        ("coversyl", "C09AA04"),
        ("kardégic", "B01AC06"),
        ("rammipril", "C09AA05"),
        ("insufisance cardiaqe", "I509"),
        ("embolie pulm", "I269"),
    ],
)
def test_words_find_their_code(catalogue: Catalogue, words: str, code: str) -> None:
    assert code in {match.concept.code for match in catalogue.search(words, limit=5)}


def test_exact_words_come_before_beginnings_and_misspellings(catalogue: Catalogue) -> None:
    found = catalogue.search("HTA", limit=8)
    assert found[0].concept.code == "I10" and found[0].score == 1.0
    assert all(match.score < 1.0 for match in found[1:])
    assert {match.concept.system for match in catalogue.search("kardegik", systems=("ATC",))} == {"ATC"}
    assert catalogue.search("kardegik", systems=("ABSENT",)) == []
    assert catalogue.search("") == [] == catalogue.search("zzzzqqqq")


def test_the_installed_atc_decides_between_versions(catalogue: Catalogue) -> None:
    assert catalogue.search("Mabthera", systems=("ATC",))[0].concept.code == "L01XC02"
    assert catalogue.concept("ATC", "L01FA01") == catalogue.concept("ATC", "L01XC02")


def test_substances_newer_than_the_table_come_from_the_lexicon(catalogue: Catalogue) -> None:
    found = catalogue.search("dapagliflozine", systems=("ATC",))[0].concept
    assert found.code.startswith("A10B") and "A" in catalogue.ancestors("ATC", found.code)


def test_opening_takes_no_time_and_reads_little(cache: Path) -> None:
    started = time.perf_counter()
    open_catalogue(cache).concept("CIM10", "I10")
    assert time.perf_counter() - started < 0.2


def test_a_cache_without_tables_says_what_to_run(tmp_path: Path) -> None:
    with pytest.raises(TerminologyError, match="make terminologies"):
        open_catalogue(tmp_path)
    with pytest.raises(TerminologyError, match="edsnlp wheel"):
        ensure(tmp_path, wheel=tmp_path / "absent.whl")


def test_a_damaged_file_is_refused_by_name(tmp_path: Path, cache: Path) -> None:
    from terminologies.container import Container

    whole = ensure(cache).read_bytes()
    for name, content in (("cut", whole[:-100]), ("other", b"PK" + whole[2:]), ("empty", b"")):
        path = tmp_path / f"{name}.klask"
        path.write_bytes(content)
        with pytest.raises(TerminologyError, match=name if name != "empty" else "make terminologies"):
            Container(path)


def test_a_site_adds_its_own_lexicon_lines(tmp_path: Path) -> None:
    ensure(tmp_path, wheel=samples.wheel(tmp_path))
    own = tmp_path / "terminologies" / "lexicon"
    own.mkdir()
    (own / "maison.tsv").write_text("I10\tmaladie de la maison\nI10\tfaux\tgarde\n", encoding="utf-8")
    catalogue = open_catalogue(tmp_path)
    assert catalogue.search("maladie de la maison")[0].concept.code == "I10"
    assert catalogue.left_out() == ("maison.tsv:2: unknown guard 'garde'",)


def test_installing_lists_provenance_and_replaces(tmp_path: Path) -> None:
    wheel = samples.wheel(tmp_path)
    install(tmp_path, "cim10", wheel)
    install(tmp_path, "ATC", wheel)
    table = tmp_path / "locaux.csv"
    table.write_text("code;libelle;synonymes\nL1;Prise en charge locale;PEC locale|PECL\n", encoding="utf-8")
    install(tmp_path, "csv", table)
    assert [p.system for p in installed(tmp_path)] == ["CIM10", "ATC", "LOCAUX"]
    assert installed(tmp_path)[2].terms == 3 and len(installed(tmp_path)[0].sha256) == 64
    catalogue = open_catalogue(tmp_path)
    assert catalogue.systems() == ("ATC", "CIM10", "LOCAUX")
    table.write_text("code;libelle\nL2;Autre prise en charge\n", encoding="utf-8")
    install(tmp_path, "csv", table)
    again = open_catalogue(tmp_path)
    assert again.concept("LOCAUX", "L1") is None and again.concept("LOCAUX", "L2") is not None
    assert again.version != catalogue.version
    assert catalogue.concept("LOCAUX", "L1") is not None  # an open catalogue stays as it is


def test_two_processes_may_compile_at_once(tmp_path: Path) -> None:
    wheel = samples.wheel(tmp_path)
    code = (
        "import sys; from pathlib import Path; from terminologies import ensure, open_catalogue;"
        "ensure(Path(sys.argv[1]), wheel=Path(sys.argv[2]));"
        "print(open_catalogue(Path(sys.argv[1])).concept('CIM10', 'I10').code)"
    )
    root = str(Path(__file__).parents[2])
    running = [
        subprocess.Popen(
            [sys.executable, "-c", code, str(tmp_path), str(wheel)], cwd=root, stdout=subprocess.PIPE, text=True
        )
        for _ in range(2)
    ]
    assert [process.communicate(timeout=120)[0].strip() for process in running] == ["I10", "I10"]
    assert len(list((tmp_path / "terminologies").glob("terms-*.klask"))) == 1
    assert not list((tmp_path / "terminologies").glob(".terms-*"))


def test_provenance_is_json(cache: Path) -> None:
    row = json.loads((cache / "terminologies" / "sources" / "CIM10.json").read_text(encoding="utf-8"))
    assert row["system"] == "CIM10" and "ATIH" in row["version"] and row["licence"]


def test_each_moved_code_has_one_other() -> None:
    pairs = moved()
    assert pairs["L01FD01"] == "L01XC03" and pairs["L01XC03"] == "L01FD01"
    assert all(pairs[other] == code for code, other in pairs.items())


def test_a_code_of_another_edition_of_atc_finds_the_substance(catalogue: Catalogue) -> None:
    older, newer = catalogue.concept("ATC", "L01XC03"), catalogue.concept("ATC", "L01FD01")
    assert older is not None and older == newer
    assert catalogue.ancestors("ATC", "L01FD01") == catalogue.ancestors("ATC", "L01XC03")
    assert catalogue.concept("ATC", "L01ZZ99") is None
