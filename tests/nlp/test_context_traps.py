"""Traps of hospital notes: where a naive reader goes wrong. Each line is ours; mentions in braces carry their marks."""

from __future__ import annotations

import pytest

from tests.nlp.sentences import check

TRAPS = """
PAS 145 PAD 80, {céphalées}.
PAS DE {FIEVRE|neg}.
Allergie à l'amoxicilline : non, {éruption} ce jour.
{Allergie pénicilline|neg} : non
Aucun antécédent en dehors d'une {HTA}.
Pas d'ATCD si ce n'est une {HTA}.
Pas de {récidive|neg} de son {cancer du sein|hist}.
Pas de décompensation de sa {BPCO}.
non {diabétique|neg}, non {hypertendu|neg}, ancien {coronarien|hist}
{anurique}, {aphasique}, {asthénique}
{Cancer bronchique} non à petites cellules, {HTA}.
{Lymphome} non hodgkinien de bas grade, {anémie}.
{Diabète} non insulinodépendant, {obésité}.
{Stéatose} non alcoolique, {HTA}.
ATCD : {HTA|hist} gravidique en 2011.
Goutte épaisse négative : {paludisme|neg} écarté.
{Fausses routes} répétées, {dénutrition}.
TC sans {PC|neg} ni {amnésie|neg}, {céphalées}.
{OMI|neg} 0, {TJ|neg} 0, {RHJ|neg} 0
{Fièvre|neg} -
{Nitrites|neg} 0
AP : {HTA|hist}, {DT2|hist}
Prévention de la {phlébite|hyp} par {Lovenox|@}.
Dépistage du {cancer du sein|hyp}.
Reconsulter si {fièvre|hyp}, {malaise|hyp} ou {saignement|hyp}.
Risques expliqués : {perforation|hyp}, {infection|hyp}, {hémorragie|hyp}.
{Doliprane|@} 1 g si {douleur|hyp}.
Il n'est pas impossible qu'il s'agisse d'une {maladie de Horton|hyp}.
Nul doute sur la {SEP}.
Aspect évocateur de {sarcoïdose|hyp}.
{Toux} en rapport avec une {bronchite}, témoignant d'un {tabagisme}.
Pas de {fièvre|neg}, {toux} grasse depuis 4 jours.
{VHC|hist} guéri en 2016.
Mari : {cancer du poumon|fam}.
J12 d'un {AVC}.
À M6 d'un {IDM}.
{Saignement} tari, {anémie} corrigée.
Le bilan élimine une {phlébite|neg} mais pas une {EP|hyp}.
L'{HTA} est bien équilibrée, pas de {diabète|neg}.
Ne peut éliminer une {sarcoïdose|hyp}.
Allergies : {asthme|neg} non retrouvé.
"""


@pytest.mark.parametrize("sentence", TRAPS.strip().splitlines())
def test_a_trap_is_read_as_annotated(sentence: str) -> None:
    check(sentence)


PAGES = {
    "indication then conclusion": "Indication : recherche d'{EP|hyp}.\n\nConclusion : pas d'{EP|neg}.",
    "extension of a known cancer": "Indication : bilan d'extension d'un {cancer du sein}.",
    "broken line": "On retrouve une insuffi-\nsance cardiaque, sans {embo-\nlie pulmonaire|neg} ni {épanchement|neg}.",
    "page header inside": "Le scanner élimine une\nDUPONT Jean – page 2/3\n{embolie pulmonaire|neg} segmentaire.",
    "bullets": "ANTÉCÉDENTS\n- {HTA|hist}\n- {diabète de type 2|hist}\n- pas d'{asthme|neg}\n\nHDM\n{Toux} depuis 3 jours.",
    "inline title over lines": "ATCD : {HTA|hist}, {diabète|hist},\n{asthme|hist}\n\nMotif : {dyspnée}",
    "family inside antecedents": "ANTÉCÉDENTS\n- {HTA|hist}\nFamiliaux : mère {diabète|fam}\n- {zona|hist}\n\nEXAMEN\n{Fièvre}",
    "boxes": "[ ] {claustrophobie|neg}   [X] {allergie au latex}   [ ] {grossesse|neg}",
    "yes and no boxes": "{Fièvre|neg} : oui [ ] non [x]\n{Toux} : oui [x] non [ ]\n{Dyspnée|hyp} : oui [ ] non [ ]",
    "dictation": (
        "antécédents deux points {hashimoto|hist} virgule {mononucléose|hist} à 17 ans point à la ligne\n\n"
        "à l'entrée frissons virgule pas de {toux|neg} virgule auscultation libre point {mucite} grade 3"
    ),
    "contraindications": "NE PAS PRENDRE : {ibuprofène|neg,@}\n\nConclusion : {HTA}",
    "anticipated prescriptions": "Prescriptions anticipées\n1. {détresse respiratoire|hyp} : {Hypnovel|hyp,@} 5 mg\n",
    "reaction to an allergen": "Allergies : allergie au Bactrim ({éruption|hist}).\n\nExamen : {fièvre}",
}


@pytest.mark.parametrize("page", PAGES.values(), ids=list(PAGES))
def test_a_page_is_read_as_annotated(page: str) -> None:
    check(page)
