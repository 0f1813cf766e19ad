"""People, letters, institutions and days that only their place gives away: `{…}` must go; below, lines of which nothing may."""

from __future__ import annotations

import re
from collections.abc import Callable

import pytest

Mask = Callable[..., str]

PEOPLE = [
    "Copie : Dr {Dentiste}, Dr {Kiefer}",
    "suivie par le Docteur {Poumon} à distance",
    "Dr Gontran {COUDE} (rhumatologie)",
    "Pr Éloïse {RAISIN}",
    "lettre pour le docteur {solène} {corbeau} maison médicale",
    "bien à vous docteur {jean-marie} {guerrier} fin de dictée",
    "adressée par dr {agathe} {loup} ce jour",
    "vu avec madame {clémence} {moineau} ce matin",
    "EEG par {Castagnetti} le 4 : normal",
    "infiltration par {Ostermeyer}, soulagé",
    "interprète {Jucilene} sur place",
    "ext {Kim-Anh} {W.}",
    "3 collègues fébriles ({Zeca} et {Adailton})",
    "deux voisins ({Orlando}, {Mirko}) l'ont trouvé",
    "accompagnée par sa nièce {thusha} qui traduit",
    "joindre son frère {ravi}, portable noté",
    "{Violette}, {Perrine} et le beau-père sont venus",
    "{Gaspard} et sa mère vivent à part",
    "Dr {0lga} {SZYMANSKA}",
    "Dr {0.} {Baranowski}",
]
LETTERS = [
    "validation électronique {P.} {CANARD} 12/03/22",
    "Bien à vous,\n{M.} {Lecerf} – RPPS",
    "{J.-F.} prévenu par le cadre",
    "Bises, {V.}",
    "Baci,\n{G.}",
    "tapé {martine} {d} le lundi",
    "frappe {j.-c.} {b.}",
    "fin du courrier\n{TB}/{cv} – copie au dossier",
    "OP : {MERLE} {G}. installé",
    "AS : {K.} + {V.}",
    "toilette faite as + {C} {D}",
    "revu le {7/11/2020} {E.} {T.} > sort demain",
    "transmis à lire avec lui, M. {B.} {de V.}",
]
INSTITUTIONS = [
    "URGENCES ROCHEFORT ({CHRS})",
    "vue au {CDPS} de {Maripasoula}",
    "transfert {CHC Cayenne} refusé",
    "souche adressée au {CNR des légionelles}",
    "PCR envoyée à {Pasteur}",
    "rappeler {Pasteur} demain (labo)",
    "opéré à la {Polyclinique La Résidence}",
    "{CH de la haute loire}, consultations",
    "copie au {CLAT du val de marne}",
    "radio au {cabinet Ste Odile}",
    "Centre hospitalier – {site Richaud}",
    "résidente à l’{ehpad les mimosas}",
    "opéré à la {clinique des cèdres}",
    "adressé par le {CH d’alès}",
    "entré au {ch chalon/saone} ce jour",
]
DAYS = [
    "épanchement (ETT, Dr Ravel, {14-10})",
    "Agrafes {09-11}. Revue après.",
    "transmissions\n{26/01} 13h45 - douleur calmée",
    "transmissions\n{12/11} 8h staff",
    "ablation fils {03-04}",
    "vigilance la nuit du {3} au {4}, calme",
    "Mme Lorieux, {12 4 51}",
    "bât. C porte 12 {97351}",
    "bureau des entrées ({7714} en interne)",
    "prêt en cours, dossier bancaire {KV 3391 208}",
    "capteur {SN 0K2B4471C}",
    "suites\n{17} T 38.2, frissons",
]
KEPT = [
    "Dr de garde prévenu, docteur en médecine",
    "le docteur confirme la stabilité, le docteur propose une attente",
    "Vitamine A. Suppléments en fer",
    "état stable, F. C. 80, P. A. 12",
    "relayé par Inexium puis Tareg, arrêt de Seropram",
    "sa fille hospitalisee, son frère asthmtique, sa mère diabetik, son fils inquiet, sa femme enceinte",
    "interne de garde, externe présent, interprète demandé",
    "deux enfants (asthme et eczéma)",
    "germes : bacille, vaccin, CHC du foie droit, EPS positive",
    "foie : CHC multifocal, HL normal",
    "testing 4/5, ménisques 2/3, EVA 3/10, T4/12",
    "insuline UI/ml – conservée au froid",
    "dosage 12 4 51 sur la ligne",
    "signes de la clinique du patient, ehpad la semaine prochaine, clinique des lésions",
    "frère : RCH, sœur : LED",
    "créatinine 6214 en hausse",
    "Fracture de la clinique du genou, service de cardiologie",
]


@pytest.mark.parametrize("line", [*PEOPLE, *LETTERS, *INSTITUTIONS, *DAYS])
def test_what_the_place_gives_away_goes(mask: Mask, line: str) -> None:
    found = mask(re.sub(r"[{}]", "", line))
    for secret in re.findall(r"\{([^}]+)\}", line):
        for part in re.findall(r"\w+", secret):
            assert not re.search(rf"(?<!\w){re.escape(part)}(?!\w)", re.sub(r"\[[A-Z_0-9]+\]", "", found)), found


@pytest.mark.parametrize("line", KEPT)
def test_medicine_and_prose_stay(mask: Mask, line: str) -> None:
    assert mask(line) == line
