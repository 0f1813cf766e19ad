"""A small warehouse of invented people, made by the real chain: what the pages are tested on."""

from __future__ import annotations

import json
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest

from clinical.errors import TerminologyError
from clinical.roles import ROLES
from tests.builders import UNJUDGED
from warehouse.opening import Feed, init, open_warehouse
from warehouse.settings import cache_dir
from warehouse.warehouse import Actor, Warehouse

PASSWORD = "motdepasse-long"
TESTER = Actor("tests", "operator")
RELEASED, WAITING, SECOND_WAITING = "lot-libre", "lot-attente", "lot-refus"
PEOPLE = {
    "p1": ("LE BIHAN", "Maëla", "1950-02-11", "F"),
    "p2": ("KERVELLA", "Yann", "1961-09-30", "M"),
    "p3": ("QUÉMÉNER", "Soizic", "1984-05-17", "F"),
    "p4": ("GUILLERM", "Erwan", "1947-12-03", "M"),
    "p5": ("TANGUY", "Nolwenn", "1972-07-21", "F"),
    "p6": ("MADEC", "Gwenaël", "1958-03-08", "M"),
    "p7": ("CORRE", "Rozenn", "1979-10-26", "F"),
    "p8": ("PRIGENT", "Alan", "1966-06-14", "M"),
}

FREE = [
    ("A1", "p1", "2019-03-04", "CRH", "cardiologie",
     "Antécédents : HTA, diabète de type 2.\nHistoire : dyspnée brutale.\nConclusion : embolie pulmonaire bilatérale. "
     "Traitement : apixaban, metformine. HbA1c 9,8 %."),
    ("A2", "p1", "2020-06-12", "CR consultation", "cardiologie",
     "Suivi à distance de son embolie pulmonaire. HTA équilibrée. Kardegic 75 mg/j. Pas de saignement."),
    ("A3", "p1", "2020-06-12", "CR consultation", "cardiologie",
     "Suivi à distance de son embolie pulmonaire. HTA équilibrée. Kardegic 75 mg/j. Pas de saignement."),
    ("A4", "p2", "2021-01-18", "CRH", "urgences",
     "Motif : douleur thoracique.\nPas d'embolie pulmonaire au scanner. Pas de fièvre.\nConclusion : péricardite aiguë."),
    ("A5", "p2", "2021-02-02", "CR imagerie", "radiologie",
     "Indication : suspicion d'embolie pulmonaire.\nRésultat : scanner thoracique normal."),
    ("A6", "p3", "2022-11-09", "CR consultation", "médecine interne",
     "Maladie de Still connue. Fièvre à 39 °C, arthralgies. Mère : embolie pulmonaire à 60 ans, HTA. "
     "Sœur : mélanome."),
    ("A7", "p4", "2018-04-23", "CRH", "gériatrie",
     "BPCO, HTA. Cancer de la prostate traité. Metformine arrêtée. HbA1c 7,1 %. Pas de fièvre."),
    ("A8", "p5", "2023-05-30", "Courrier", "neurologie",
     "Maladie de Parkinson. Pas de chute. Sans fièvre. Insuffisance cardiaque avec fraction altérée."),
    ("A9", "p6", "2017-08-15", "CRH", "pneumologie",
     "Insuffisance cardiaque décompensée. Asthme. HTA traitée par amlodipine. "
     "Pas d'antécédent familial de mélanome."),
    ("B1", "p6", "2019-08-20", "CR consultation", "diabétologie", "Diabète de type 2 déséquilibré. HbA1c 10,4 %. Metformine."),
    ("B2", "p7", "2024-02-14", "CR <b>gras</b>", "unité <script>alert(1)</script>",
     "Texte hostile : <script>alert('x')</script> & <img src=x onerror=alert(1)>. Migraine avec aura."),
    ("B3", "p8", "2024-03-01", "CRH", "cardiologie", "HTA. Fibrillation atriale sous apixaban. Pas de cancer. Toux."),
]  # fmt: skip
WAIT = [
    ("W1", "p8", "2024-04-01", "CR attente", "unité en attente", "Sarcoïdose médiastinale. HTA. Migraine."),
    ("W2", "p5", "2024-04-02", "CR attente", "unité en attente", "Sarcoïdose cutanée. Vue par Maxence Kermorgant au 4 rue Haute."),
    ("W3", "p3", "2024-04-03", "CR attente", "unité en attente", "Contrôle sans particularité d'une sarcoïdose."),
]  # fmt: skip
REFUSE = [
    ("R1", "p2", "2024-05-01", "CRH", "cardiologie", "Amylose cardiaque."),
    ("Q1", "p2", "2024-05-02", "Transmissions", "cardiologie",
     "Chambre 1 : Mme LE BIHAN Maëla, née le 11/02/1950, IPP 800410001, HTA.\n"
     "Chambre 2 : M. GUILLERM Erwan, né le 03/12/1947, IPP 800410004, BPCO.\n"
     "Chambre 3 : M. KERVELLA Yann, né le 30/09/1961, IPP 800410002, péricardite."),
]  # fmt: skip


def line(note: tuple[str, str, str, str, str, str]) -> dict[str, Any]:
    """One note as an input line."""
    doc_id, person, date, kind, unit, text = note
    family, given, born, sex = PEOPLE[person]
    title = "<b>Compte rendu</b> hostile" if doc_id == "B2" else None
    return {
        "doc_id": doc_id, "text": text, "lang": "fr", "date": date, "type": kind, "unit": unit, "title": title,
        "patient": {"ipp": "80041" + person[1:].zfill(4), "family_name": family, "given_names": [given], "birth_date": born, "sex": sex},
    }  # fmt: skip


@dataclass
class House:
    """The warehouse with the pseudonyms of its documents and patients by the names used here."""

    warehouse: Warehouse
    docs: dict[str, str]
    patients: dict[str, str]


def make(home: Path) -> House:
    """Ingest the notes in three lots, release the first, and make an account for each role."""
    try:
        from terminologies import open_catalogue

        if not {"CIM10", "ATC"} <= set(open_catalogue(cache_dir()).systems()):
            raise TerminologyError("CIM10 and ATC are not installed")
    except TerminologyError as error:
        pytest.fail(f"the pages need the terminologies in KLASK_CACHE: run `make terminologies` first ({error})")
    init(home, dates="keep")
    feed = Feed(home)
    try:
        for lot, notes in ((RELEASED, FREE), (WAITING, WAIT), (SECOND_WAITING, REFUSE)):
            path = home / f"{lot}.jsonl"
            path.write_text("".join(json.dumps(line(note)) + "\n" for note in notes), encoding="utf-8")
            feed.ingest(TESTER, [path], lot=lot)
        feed.warehouse.release(TESTER, RELEASED, **UNJUDGED)
        documents = {row["source_id"]: row["doc_id"] for row in feed.vault.documents()}
        patients = {row["ipp"]: row["patient_id"] for row in feed.vault.patients()}
    finally:
        feed.close()
    warehouse = open_warehouse(home)
    warehouse.settings = warehouse.settings.with_value("searches_per_minute", 1_000_000, "tests").with_value(
        "log_ins_per_minute", 1_000_000, "tests"
    )
    for role in ROLES:
        warehouse.accounts.create(role, role, PASSWORD)
    known = {name: patients["80041" + name[1:].zfill(4)] for name in PEOPLE}
    return House(warehouse=warehouse, docs=documents, patients=known)
