"""Institutions whose names are words of prose, or whose kind, number and firm stand around the name: `{…}` must go; below, what must stay."""

from __future__ import annotations

import re
from collections.abc import Callable

import pytest

Mask = Callable[..., str]

GONE = [
    "Opérée à {Tivoli} en 2012, suivie depuis",
    "03h50 transfert {Confluence} : consciente",
    "il n'y a pas de place {Bichat}, on attend",
    "AVC en 2019 ({Bocage}), puis suivi en ville",
    "le Dr Martin ({Mémorial}) est prévenu",
    "avis neurochir {Estran} demandé ce jour",
    "sortie vers la {Colline aux Oiseaux} demain",
    "logée à l'hôtel social {Le Relais} depuis mars",
    "accueillis au centre maternel {Les Lucioles}",
    "retour de {Bon-Secours} vers 15 h",
    "CR de {Sauvegarde} reçu ce matin",
    "lit refusé, plus de place {Claude Huriez} ce soir",
    "adressé en urgence au {CHU, site Larrey} pour avis",
    "scanner ({IRM-Scanner du Vexin}) : normal",
    "IRM ({CHU Dupuytren 2}, Dr Blanc) : leucopathie",
    "TEP ({Centre Anjou Nucléaire}) sans fixation",
    "à l'attention de l'{EHPAD Résidence du Lac}",
    "{CH LENS – ESPACE CALMETTE}\nSuivi de grossesse",
    "SELARL {PATHOLOGIE DES DEUX VALLÉES}\nProlifération bénigne",
    "prestataire : {Isis Diabète}, passage lundi",
    "Transporteur : {Jussieu Secours} prévenu",
    "fait ce jour ({Imagerie des 3 Vallées})",
    "inclus dans le réseau {Onco 94} en mars",
    "radiothérapie au {CORT 37} en juin",
    "imagerie du groupe {IMR66} jointe",
    "Destination : {Les Rives} à confirmer",
    "hébergée en EPHAD {Les 4 Saisons}",
    "curatelle renforcée {MSAIO}, visite lundi",
    "sortie en post-cure {Le Gué} prévue",
    "thrombectomie {Rothschild} sans délai",
]
KEPT = [
    "Retour à domicile, suivi en ville par le médecin traitant",
    "Retour de Thaïlande il y a 8 jours, rapatrié du Sénégal",
    "Transfert en Réanimation puis en Médecine",
    "Avis Neurochirurgie demandé, suivi Cardiologie",
    "Pas de place en chirurgie, lit disponible demain",
    "arrêt du traitement en 11/2020 (QTc long)",
    "Suivi à Domicile par la Consultation externe",
    "Maladie de La Peyronie connue, fracture de Le Fort",
    "Cas Clinique 3 : dyspnée",
    "VNI posée par voie nasale, oxygène par lunettes",
    "centre 12 lits, groupe A positif, service 24 h sur 24",
]


@pytest.mark.parametrize("sentence", GONE)
def test_institution_goes_whole(sentence: str, mask: Mask) -> None:
    out = mask("Mme Durand, 67 ans.\n" + re.sub(r"[{}]", "", sentence) + ".\n")
    for name in re.findall(r"{([^}]+)}", sentence):
        assert not any(part in out for part in re.findall(r"[^\W\d_]{3,}|\d+", name) if part not in ("des", "aux")), out


@pytest.mark.parametrize("sentence", KEPT)
def test_care_stays(sentence: str, mask: Mask) -> None:
    out = mask(f"Compte rendu.\n{sentence}.\n")
    assert "[HOPITAL]" not in out, out
