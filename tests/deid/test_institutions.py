"""Institutions, codes, numbers to dial, days and homes by the families in which hospitals write them: `{…}` must go; below, what must stay."""

from __future__ import annotations

import re
from collections.abc import Callable

import pytest

Mask = Callable[..., str]

PLACES = [
    "Hospitalisé au {Centre Hospitalier Alpes du Sud}",
    "{CENTRE HOSPITALIER NORD DEUX-SEVRES}",
    "{Groupement Hospitalier Portes de Provence}, service de médecine",
    "vu au {pôle santé creuse et limousin} pour avis",
    "({Imagerie du Pays de Redon}, hier)",
    "avis pris au {centre Armor Imagerie}",
    "{SELARL Imagerie Côte d'Argent}",
    "{CHXY site St-Roch} / accueil",
    "adressé par le {CHIVA}, consultation",
    "{GHBA} URGENCES\nrevu au {GHBA} demain",
    "({Bactério LBZT}, hier)",
    "({Radio Plein Ciel})",
    "souche envoyée au {CNR MDR-TB}",
    "suivie à la {CJC La Passerelle}",
    "{CSAPA L'Escale} : relais fait",
    "sortie vers {Le Belvédère} demain",
    "programme de reprise à {La Roseraie}",
    "réadaptation à {Pen-Lann} ({Ploemeur})",
    "souhaits : 1. {Château de Bellevue} 2. {Manoir de la Rance}",
    "chez {Korian Les Catalpas} depuis un an",
    "copie (Dr {Kermarec}, {Néphro 56})",
    "régulé par le {SAMU 972}",
    "opérée à la {clinique des remparts} par nos soins",
    "scanner au {centre paul gauguin} demain",
    "bilan au {laboratoire medilior} hier",
    "transféré au {chu de nîmes} ce soir",
    "suivi au {c h de fougères}",
    "écho vue (Dr {Roy}, {Beauséjour})",
    "vient de {ICPS} {Massy}",
    "sortie vers l'{UEVP de Lure} lundi",
    "scolarité : {SERSOL Les Acacias}",
    "analyse par la plateforme de l'{IMGXB}, rendue",
    "{MFRL} - URG PED\nrevue au {MFRL} demain",
    "cathétérisme à {Chastelvieux} (Dr {Roy}) prévu",
    "avis de confrère (néphrologie, {Fontbelle})",
    "hospit {Ste-Thérèse} pour fièvre",
    "refus de {Roquebelle} le {3 mars}",
    "suivie à {lavaissière} virgule sans incident",
    "SMR demandés : {Villa Notre-Dame}, {Les Capucins}",
    "arrivée par {Amb. du Cap}, stable",
    "relais {HAD 35}, infirmière prévenue",
    "hébergée en appartement thérapeutique {Kerlévenan}",
]
CODES = [
    "entente préalable n° {2023/44/1187}",
    "N° de dossier : {21 / 2020 / 004 117}",
    "rente MSA {35/221047}",
    "Mutuelle ... {MUT 0412 77 B}",
    "accès protégé, code info « {Hirondelle} »",
    "mot de passe : {CERISE}",
    "générateur {GAMBRO 03}",
    "immat {F-OSPJ}, vol de nuit",
    "sujet {04-117 MRL}",
    "timbre : {56 1 20417 3}",
    "billet {K X 4 4 0 9 1}",
    "numéro d'appel interne : dossier {418 tiret 22}",
    "assurée : la mère, {2 88 03 35 238 114 27}",
    "RPPS ..... {10 1004 88 217}",
    "IPP {T500.41966} urgent",
    "essai en double aveugle, centre {044}, pt {017}",
    "vol {UU 274}, arrivée 14 h",
    "bon {BT-447} signé",
    "dossier {N S 76 44 10} à relire",
    "allocataire CAF : {0719863 T}",
    "FINESS ET ___ {29 000 001 7}",
]
DIALLED = [
    "IDE coordinatrice {Maëlle} : {84 217}",
    "bip de {Karim} {6 31 08}",
    "réponse au bloc, {5 2214}",
    "réa : {64 120}",
    "sa nièce, vini {89 41 22 07}",
    "bureau à l'étranger {022 372 33 11}",
]
DAYS = [
    "J6 {14.05} : apyrétique",
    "C2J1 {03/05} bien toléré",
    "statine stoppée par moi {10/19}",
    "opéré le {3-IV-22}",
    "biologie du {21 11} sans particularité",
    "Née le ....... {03 11 1952}",
    "né le {douze trois cinquante et un}",
    "Cholet, le {12 janvler 2016}",
    "le {24 rnars 2017}",
    "rdv {ve 16/4}",
]
HOMES = [
    "MT Dr {Lacaze}, {place du Foirail}, {Rodez}",
    "{servitude Tepua}, {Punaauia}",
    "{PK 18 côté montagne}, {Paea}",
    "{tribu de Wabao}, {Maré}",
    "boîte postale {b p 41} {98820} {wé}",
    "code postal {56 400}",
    "{maison médicale des tanneurs} {72 200} {la flèche}",
]
KEPT = [
    "respirateur Evita 4, FiO2 40",
    "générateur Fresenius 5008, bain K 3",
    "échographe GE Vivid 7",
    "J4 3.5 mmol de potassium",
    "à la clinique du patient s'ajoute une fièvre",
    "pas de signe à la clinique",
    "hôpital de jour la semaine prochaine",
    "centre de la douleur",
    "retour à domicile, place en SMR demandée",
    "IRM du genou, scanner du rachis",
    "site opératoire propre, site de ponction calme",
    "laboratoire normal hier",
    "code couleur 2 au tri",
    "grade III/VI, stade IV, type II",
    "plaquettes 212 000, GB 7 400",
    "clairance 45, créat 112, poids 72",
    "bloc : 3 boîtes, réa : 2 lits",
    "ganglions 2/14, souffle 3/6",
    "voie de Hardinge, décubitus latéral",
    "ratio 11/21 des tubules",
    "consultation de Médecine Physique et Réadaptation",
    "opéré à J59 de vie, admis à l'hôpital",
    "5-HIAA urinaire élevé",
    "retour SDC chambre 12, SSPI puis bloc",
    "à domicile, avec aide (kiné)",
    "suivie à jeun, vue à distance, opérée à froid",
    "ECOG 1, KPS 90, NRS 4/10",
    "anse de Henle, voie de Moore, quartier opératoire",
]


def _check(mask: Mask, written: str) -> None:
    secrets = re.findall(r"\{([^{}]*)\}", written)
    masked = mask("Motif : bilan.\n" + re.sub(r"[{}]", "", written) + "\n")
    left = [secret for secret in secrets if secret in masked]
    assert not left, masked


@pytest.mark.parametrize("written", PLACES)
def test_institutions_go(mask: Mask, written: str) -> None:
    _check(mask, written)


@pytest.mark.parametrize("written", CODES)
def test_codes_go(mask: Mask, written: str) -> None:
    _check(mask, written)


@pytest.mark.parametrize("written", DIALLED)
def test_numbers_to_dial_go(mask: Mask, written: str) -> None:
    _check(mask, written)


@pytest.mark.parametrize("written", DAYS)
def test_days_go(mask: Mask, written: str) -> None:
    _check(mask, written)


@pytest.mark.parametrize("written", HOMES)
def test_homes_go(mask: Mask, written: str) -> None:
    _check(mask, written)


@pytest.mark.parametrize("line", KEPT)
def test_medicine_stays(mask: Mask, line: str) -> None:
    assert mask("Motif : bilan.\n" + line + "\n") == "Motif : bilan.\n" + line + "\n"


def test_a_heading_acronym_goes_everywhere(mask: Mask) -> None:
    masked = mask("HCB MATERNITE – feuille de surveillance\n03h50 HCB : consciente, revue au HCB demain\n")
    assert "HCB" not in masked
