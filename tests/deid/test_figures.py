"""Numbers that nothing but their figures gives away, in the labels and groupings of other hospitals: `{…}` must go; below, what must stay."""

from __future__ import annotations

import re
from collections.abc import Callable

import pytest

Mask = Callable[..., str]

LABELS = {
    "RPPS": ["RPS", "PRPS", "RPPS-", "ident. national (RPPS)", "code RPPS", "Identifiant RPPS"],
    "IPP": ["Ident. patient", "N° perm.", "Dos.", "Pat.", "N.I.P.", "NumDos", "IPP patient :", "PID", "N° identification"],
    "NDA": ["Admission", "adm.", "N° épisode", "N.D.A.", "mouvement", "N° hospit"],
    "FINESS": ["finess géo", "F.I.N.E.S.S.", "N° étab.", "Fin."],
    "ADELI": ["n° d'ordre", "N° ordinal", "N° prescripteur", "CNOM", "n° facturation"],
    "AUTRE_ID": ["anapath", "code-barres", "étiquette", "boîte archive", "patient étude", "tumorothèque", "n° provisoire"],
}  # fmt: skip
VALUES = {
    "RPPS": ["10 10 34 56 789", "101 034 567 89", "1O1O3456789", "10.103.456.789", "10103 456789"],
    "IPP": ["45 118 722", "451187", "45118/22", "P-4511872", "45.118.722", "451 187-B"],
    "NDA": ["24 011 8773", "2401.1877", "S24 011877"],
    "FINESS": ["29 000 003 3", "290 000 033", "2900OOO33", "2A0000338"],
    "ADELI": ["29 1 00 457 8", "291 004 578", "29 1004578"],
    "AUTRE_ID": ["0451 187 22", "451187B", "44 187/22"],
}
ROWS = [(label, value) for kind, labels in LABELS.items() for label in labels for value in VALUES[kind]]
GONE = [
    "poche transfusée avant la pose ({976 241 00618})",
    "n° CAFAT du père {418 227 9}, à vérifier",
    "URGENCES - CH LENS   FINESS{620103432}",
    "2 CGR n° {34023 118 7702} – {34023 118 7710}, sans incident",
    "ADN conservé : {ADN13/2207}",
    "lu sur l'étiquette : {1500618-LH-025}",
    "bon reçu, {0045118722}B",
    "N/Réf. {AB-CD/2024-118}",
    "étiquette collée : #{781234}",
    "Dos: {78.1234}/B",
    "carte présentée le matin, {80250000012345}",
    "plaquettes n° {45 118 7730} et {45 118 7748}",
]
BORN = ["GARNIER P {210455} — suite", "né(e) : KERMARREC Lou {030912}\nPage 2"]
DIALLED = [
    "me rappeler au dispensaire {45.00.19} ou au {70 00 88}, merci",
    "03 27 00 14 94 – Fax …{14 95}",
    "équipe prévenue (Nadège, {79 811}).",
    "avis bipé {6 117} / relire demain",
    "joindre la fille, ({02}) {98 22 33 44}",
    "secr. {02 98 22 33 4}",
]
DAYS = ["Stable. Le {11} mal au ventre, vomit", "{01.10} synthèse avec les éducateurs"]
KEPT = [
    "Plaquettes 150 145 160 G/L sur trois jours",
    "TA 140 82, FC 92, diurèse 1200 1500 1800 mL",
    "Leucocytes 12 500 puis 9 800, plaquettes 265 000 /mm3",
    "Vitamine D 100 000 UI, héparine 25 000 UI/j",
    "charge virale 1 234 567 copies/mL",
    "horaires 0800 1200 1600 2000",
    "hospitalisée en 2012 2014 2019",
    "dossier revu en RCP, score 12 sur 24",
    "variant rs1800562 homozygote",
    "hypercalcémie à 125 mg/l (N: 88-102)",
    "code CIM-10 I501, code CCAM DEQP003",
    "BNP élevé 170354, à contrôler",
    "Le 15 a été appelé par la voisine",
    "assuré social, 4 enfants, 2 chats",
]


@pytest.mark.parametrize(("label", "value"), ROWS)
def test_number_behind_any_label_goes(label: str, value: str, mask: Mask) -> None:
    out = mask(f"Mme Durand vue ce jour.\n{label} {value}, stable.\nPas de fièvre.")
    assert not any(part in out for part in re.findall(r"[^\W_]{2,}", value)), out


@pytest.mark.parametrize("sentence", GONE + BORN + DIALLED + DAYS)
def test_number_alone_goes(sentence: str, mask: Mask) -> None:
    out = mask(re.sub(r"[{}]", "", sentence))
    for value in re.findall(r"{([^}]+)}", sentence):
        assert not any(part in out for part in re.findall(r"[^\W_]{2,}", value)), out


@pytest.mark.parametrize("sentence", KEPT)
def test_quantities_stay(sentence: str, mask: Mask) -> None:
    out = mask(f"Compte rendu.\n{sentence}.\n")
    assert out == f"Compte rendu.\n{sentence}.\n" or re.sub(r"\[DATE\]", "", out).count("[") == 0, out
