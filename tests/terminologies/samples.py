"""Small invented tables in their publishers' forms; labels are our own wording."""

from __future__ import annotations

import gzip
import json
import zipfile
from pathlib import Path

CIM10_ROWS = [
    ("E11", "Diabète de type 2"),
    ("E119", "Diabète de type 2, sans complication"),
    ("I10", "Hypertension essentielle (primitive)"),
    ("I50", "Défaillance cardiaque"),
    ("I501", "Défaillance du ventricule gauche"),
    ("R53", "Malaise et fatigue"),
    ("R53+0", "Altération [baisse] de l'état général"),
    ("C50", "Tumeur maligne du sein"),
    ("C509", "Tumeur maligne du sein, sans précision"),
    ("D50", "Carence en fer"),
    ("D508", "Autres carences en fer"),
    ("U06", "*** SU19 *** Maladie due au virus Zika"),
    ("B97", "Virus, cause de maladies classées ailleurs"),
]

DRUGS = {
    "C09AA04": ["COVERSYL", "perindopril"],
    "C09AA05": ["TRIATEC", "ramipril"],
    "L01XC02": ["MABTHERA", "rituximab"],
    "B01AC06": ["KARDEGIC", "acide acetylsalicylique"],
    "A06AX01": ["CRISTAL"],
}


def wheel(folder: Path) -> Path:
    """An edsnlp wheel with the two tables and nothing else."""
    path = folder / "edsnlp-0.23.0-py3-none-any.whl"
    lines = ["code,type,ssr,psy,short,long", *(f'{code},0,,,{code} COURT,"{label}"' for code, label in CIM10_ROWS)]
    with zipfile.ZipFile(path, "w") as archive:
        archive.writestr("edsnlp/resources/cim10.csv.gz", gzip.compress("\n".join(lines).encode()))
        archive.writestr("edsnlp/resources/drugs.json", json.dumps(DRUGS))
    return path


def write_json(path: Path, rows: list[dict[str, object]]) -> Path:
    path.write_bytes(gzip.compress(json.dumps(rows, ensure_ascii=False).encode()))
    return path


def athena(folder: Path) -> Path:
    """An Athena export of two vocabularies."""
    (folder / "CONCEPT.csv").write_text(
        "concept_id\tconcept_name\tdomain_id\tvocabulary_id\tconcept_class_id\tstandard_concept\tconcept_code\t"
        "valid_start_date\tvalid_end_date\tinvalid_reason\n"
        "1\tHeart disease\tCondition\tSNOMED\tDisorder\tS\t56265001\t19700101\t20991231\t\n"
        "2\tHeart failure\tCondition\tSNOMED\tDisorder\tS\t84114007\t19700101\t20991231\t\n"
        "3\tOld heart failure\tCondition\tSNOMED\tDisorder\t\t999\t19700101\t20101231\tU\n"
        "4\tHeart failure\tCondition\tICD10\tICD10 code\t\tI50\t19700101\t20991231\t\n"
        "5\tramipril\tDrug\tATC\tATC 5th\tC\tC09AA05\t19700101\t20991231\t\n",
        encoding="utf-8",
    )
    (folder / "CONCEPT_SYNONYM.csv").write_text(
        "concept_id\tconcept_synonym_name\tlanguage_concept_id\n2\tCardiac failure\t4180186\n", encoding="utf-8"
    )
    (folder / "CONCEPT_RELATIONSHIP.csv").write_text(
        "concept_id_1\tconcept_id_2\trelationship_id\tvalid_start_date\tvalid_end_date\tinvalid_reason\n"
        "2\t1\tIs a\t19700101\t20991231\t\n4\t2\tMaps to\t19700101\t20991231\t\n",
        encoding="utf-8",
    )
    return folder


def rrf(folder: Path) -> Path:
    """UMLS: a disease in two languages under another, an aspirin, and an animal that is left out."""
    (folder / "MRCONSO.RRF").write_text(
        "C0018801|ENG|P|L1|PF|S1|Y|A1||||SNOMEDCT_US|PT|84114007|Heart failure|9|N||\n"
        "C0018801|FRE|P|L2|PF|S2|Y|A2||||MSHFRE|MH|D006333|Défaillance cardiaque|3|N||\n"
        "C0018801|FRE|S|L3|PF|S3|Y|A3||||MSHFRE|SY|D006333|Cœur défaillant|3|N||\n"
        "C0018801|ENG|S|L3|PF|S3|Y|A4||||ICD10|PT|I50|Heart failure|3|N||\n"
        "C0018799|ENG|P|L4|PF|S4|Y|A5||||MSH|MH|D006331|Heart diseases|0|N||\n"
        "C0012984|ENG|P|L5|PF|S5|Y|A6||||MSH|MH|D004285|Dogs|0|N||\n"
        "C0018799|ENG|S|L6|PF|S6|Y|A7||||MSH|ET|D006331|Hidden name|0|O||\n",
        encoding="utf-8",
    )
    (folder / "MRSTY.RRF").write_text(
        "C0018801|T047|B2.2.1.2.1|Disease or Syndrome|AT1||\n"
        "C0018799|T047|B2.2.1.2.1|Disease or Syndrome|AT2||\n"
        "C0012984|T015|A1.1.3.1.1|Mammal|AT3||\n",
        encoding="utf-8",
    )
    (folder / "MRREL.RRF").write_text("C0018801|A1|AUI|PAR|C0018799|A5|AUI||R1||MSH|MSH|||N||\n", encoding="utf-8")
    return folder
