from __future__ import annotations

from pathlib import Path

import pytest

from clinical.errors import TerminologyError
from terminologies.importers import importer, names
from terminologies.records import Mapping, Table
from tests.terminologies import samples


def read(name: str, path: Path) -> dict[str, Table]:
    return {table.provenance.system: table for table in importer(name)(path)}


def entries(table: Table) -> dict[str, object]:
    return {entry.code: entry for entry in table.entries}


def test_cim10_comes_out_of_the_wheel_with_its_groups(tmp_path: Path) -> None:
    table = read("cim10", samples.wheel(tmp_path))["CIM10"]
    found = {entry.code: entry for entry in table.entries}
    assert found["R53+0"].parents == ("R53",) and found["I50"].parents == ("I30-I52",)
    assert found["I30-I52"].parents == ("IX",) and found["IX"].parents == ()
    assert found["U06"].label == "Maladie due au virus Zika"
    assert found["E119"].synonyms == ("E119 COURT",)


def test_every_category_has_a_block_and_every_block_a_chapter(real_wheel: Path) -> None:
    table = read("cim10", real_wheel)["CIM10"]
    codes = {entry.code for entry in table.entries}
    roots = [entry.code for entry in table.entries if not entry.parents]
    assert len(roots) == 22 and all(set(code) <= set("IVX") for code in roots)
    assert all(parent in codes for entry in table.entries for parent in entry.parents)
    assert len(table.entries) > 43_000


def test_atc_levels_are_filled_in(tmp_path: Path) -> None:
    table = read("atc", samples.wheel(tmp_path))["ATC"]
    found = {entry.code: entry for entry in table.entries}
    assert found["C09AA05"].label == "ramipril" and found["C09AA05"].synonyms == ("Triatec",)
    assert found["C09AA"].parents == ("C09A",) and found["C"].label == "Système cardiovasculaire"
    assert found["C09AA"].label == "C09AA : perindopril, ramipril"


def test_ccam_acts_stand_in_their_tree(tmp_path: Path) -> None:
    acts = [
        {
            "code": "ZZQK001",
            "libelle_long": "Cliché inventé du pied",
            "libelle_court": "cliché pied",
            "date_debut": "2024-01-01",
        }
    ]
    tree = [
        {"code": "000001", "parent": "000000", "libelle": "ARBORESCENCE", "type": "H"},
        {"code": "000002", "parent": "000001", "libelle": "IMAGERIE", "type": "H"},
        {"code": "ZZQK001", "parent": "000002", "libelle": "Cliché", "type": "A"},
    ]
    samples.write_json(tmp_path / "ccam_actes.json.gz", acts)  # type: ignore[arg-type]
    samples.write_json(tmp_path / "ccam_hierarchie_actes.json.gz", tree)  # type: ignore[arg-type]
    table = read("ccam", tmp_path)["CCAM"]
    found = {entry.code: entry for entry in table.entries}
    assert found["ZZQK001"].parents == ("000002",) and found["000002"].label == "Imagerie"
    assert table.provenance.version == "2024-01-01"


def test_hpo_labels_hierarchy_and_cross_references(tmp_path: Path) -> None:
    (tmp_path / "hp-fr.babelon.tsv").write_text(
        "subject_id\tsource_language\ttranslation_language\tpredicate_id\tsource_value\ttranslation_status\ttranslation_value\n"
        'HP:1\ten\tfr\trdfs:label\tAll\tOFFICIAL\tTous "signes"\nHP:2\ten\tfr\tIAO:0000115\tText\tOFFICIAL\tTexte\n',
        encoding="utf-8",
    )
    (tmp_path / "hp-fr.synonyms.tsv").write_text("ID\tAL\nHP:1\tEnsemble\tc\tOFFICIAL\t1\n", encoding="utf-8")
    (tmp_path / "hp.obo").write_text(
        "data-version: hp/releases/2025-01-16\n\n[Term]\nid: HP:1\nname: All\n\n[Term]\nid: HP:2\nname: Second\n"
        "xref: UMLS:C1\nis_a: HP:1 ! All\n\n[Term]\nid: HP:3\nname: Gone\nis_obsolete: true\n",
        encoding="utf-8",
    )
    table = read("hpo", tmp_path)["HPO"]
    found = {entry.code: entry for entry in table.entries}
    assert set(found) == {"HP:1", "HP:2"}
    assert found["HP:1"].label == 'Tous "signes"' and found["HP:1"].synonyms == ("Ensemble",)
    assert found["HP:2"].label == "Second" and found["HP:2"].parents == ("HP:1",)
    assert table.mappings == (Mapping("HP:2", "UMLS", "C1"),) and table.provenance.version == "2025-01-16"


def test_orphanet_maps_to_cim10_and_leaves_deprecated_entities_out(tmp_path: Path) -> None:
    rows = [
        {
            "orphanumber": "5",
            "name": "Maladie inventée",
            "synonymes": "MI ; Maladie fictive",
            "icd10": "E71.3 ; E71.1",
            "statut": "on-line",
        },
        {"orphanumber": "6", "name": "Vieille maladie", "statut": "Deprecated entity ; on-line"},
    ]
    table = read("orpha", samples.write_json(tmp_path / "orpha.json.gz", rows))["ORPHA"]  # type: ignore[arg-type]
    assert [entry.code for entry in table.entries] == ["5"]
    assert table.entries[0].synonyms == ("MI", "Maladie fictive")
    assert table.mappings == (Mapping("5", "CIM10", "E713"), Mapping("5", "CIM10", "E711"))


def test_bdpm_products_hang_under_their_substances(tmp_path: Path) -> None:
    product = (
        "60000001\tFICTIPRIL LABO 5 mg, comprimé pelliculé\tcomprimé\torale\tAutorisation active\tx\ty\t\t\t\t L\tNon\n"
    )
    (tmp_path / "CIS_bdpm.txt").write_bytes(product.encode("cp1252"))
    (tmp_path / "CIS_COMPO_bdpm.txt").write_bytes(
        "60000001\tcomprimé\t4242\tFICTIPRIL (CHLORHYDRATE DE)\t5 mg\tun comprimé\tSA\t1\t\n".encode("cp1252")
    )
    table = read("bdpm", tmp_path)["BDPM"]
    found = {entry.code: entry for entry in table.entries}
    assert found["SA4242"].label == "Fictipril"
    assert found["60000001"].parents == ("SA4242",) and found["60000001"].synonyms == ("Fictipril Labo",)


def test_ucd_maps_to_atc(tmp_path: Path) -> None:
    rows = [
        {
            "code_ucd": "9000001",
            "libelle_long_ucd": "FICTIPRIL 5 MG",
            "code_atc": "C09AA99",
            "date_source_doc": "2019-01-01",
        }
    ]
    table = read("ucd", samples.write_json(tmp_path / "ucd_tot_table.json.gz", rows))["UCD"]  # type: ignore[arg-type]
    assert table.mappings == (Mapping("9000001", "ATC", "C09AA99"),)


def test_omop_gives_one_table_a_vocabulary(tmp_path: Path) -> None:
    tables = read("omop", samples.athena(tmp_path))
    assert set(tables) == {"SNOMED", "ICD10", "ATC-OMOP"}
    snomed = {entry.code: entry for entry in tables["SNOMED"].entries}
    assert set(snomed) == {"56265001", "84114007"}
    assert snomed["84114007"].parents == ("56265001",) and snomed["84114007"].synonyms == ("Cardiac failure",)
    assert tables["ICD10"].mappings == (Mapping("I50", "SNOMED", "84114007"),)


def test_umls_keeps_clinical_concepts_french_first(tmp_path: Path) -> None:
    table = read("umls", samples.rrf(tmp_path))["UMLS"]
    found = {entry.code: entry for entry in table.entries}
    assert set(found) == {"C0018801", "C0018799"}
    assert found["C0018801"].label == "Défaillance cardiaque"
    assert set(found["C0018801"].synonyms) == {"Cœur défaillant", "Heart failure"}
    assert found["C0018801"].parents == ("C0018799",) and found["C0018799"].synonyms == ()
    assert Mapping("C0018801", "CIM10", "I50") in table.mappings


@pytest.mark.parametrize(
    "content", ["code,label,parent\nA1,Un,\nA1.1,Onze,A1\n", "code\tlabel\tparents\nA1\tUn\t\nA11\tOnze\tA1\n"]
)
def test_any_csv_is_read(tmp_path: Path, content: str) -> None:
    path = tmp_path / "maison.csv"
    path.write_text(content, encoding="utf-8")
    table = read("csv", path)["MAISON"]
    assert [(e.code, e.label, e.parents) for e in table.entries] == [("A1", "Un", ()), ("A11", "Onze", ("A1",))]


@pytest.mark.parametrize("name", [n for n in names() if n != "csv"])
def test_a_folder_without_the_file_says_so(tmp_path: Path, name: str) -> None:
    with pytest.raises(TerminologyError):
        read(name, tmp_path)


def test_an_unknown_importer_lists_the_others(tmp_path: Path) -> None:
    with pytest.raises(TerminologyError, match="cim10, atc, ccam"):
        importer("loinc")
    (tmp_path / "x.csv").write_text("a,b\n1,2\n", encoding="utf-8")
    with pytest.raises(TerminologyError, match="code"):
        read("csv", tmp_path / "x.csv")


def test_published_files_are_read(data: Path) -> None:
    folder = data / "terminologies"
    counts = {
        name: len(next(iter(importer(name)(path))).entries)
        for name, path in {
            "ccam": folder, "hpo": folder / "hpo_fr", "orpha": folder, "bdpm": folder, "ucd": folder,
        }.items()
    }  # fmt: skip
    assert counts["ccam"] == 10_318 and counts["hpo"] > 19_000 and counts["orpha"] > 9_000
    assert counts["bdpm"] > 18_000 and counts["ucd"] > 1_700
