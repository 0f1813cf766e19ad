"""French sentences, one mechanism a table; a clinician can read and extend them."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.nlp.sentences import check

NEGATION = """
Pas de {fièvre|neg}.
Pas de {fièvre|neg}, {frissons|neg} ni {sueurs|neg}.
Pas de {fièvre|neg}, {toux|neg}, {dyspnée|neg}.
Pas de {fièvre|neg}, {toux} grasse depuis 3 jours.
Pas d'{HTA|neg}, {diabète} sous metformine.
Absence de {fracture|neg} visible.
Aucun {trouble visuel|neg} n'est survenu.
Ni {diabète|neg}, ni {FA|neg} connue.
Le scanner élimine une {embolie pulmonaire|neg} et une {dissection|neg}.
Le patient dément toute {douleur thoracique|neg}.
Elle nie des {idées suicidaires|neg}.
{Idées suicidaires|neg} niées.
{Embolie pulmonaire|neg} écartée par l'angioscanner.
{Thrombose|neg} non retrouvée.
{Troubles de déglutition|neg} : non retrouvés.
{Maladie cœliaque|neg} recherchée et exclue.
{Hématurie|neg} : aucune. {Toux} : oui.
{Fièvre|neg} : non, {toux} : oui, {dyspnée|neg} : non.
La patiente n'a plus de {vomissements|neg}.
Plus de {fièvre|neg} depuis J3.
L'échographie ne retrouve pas de {lithiase|neg} mais un {kyste}.
L'IRM n'a pas montré de signe de {sclérose|neg}.
Pas d'argument pour une {néoplasie|neg}.
Pas de signe en faveur d'une {fracture|neg}.
Pas de végétation en faveur d'une {endocardite|neg}.
{Douleur} sans {défense|neg} ni {contracture|neg}.
{Hépatite C|neg} négative.
La sérologie {VIH|neg} est négative.
Pas de {fièvre|neg} ; {toux} grasse.
Pas de {fièvre|neg}. {Toux} grasse.
Pas de {fièvre|neg} mais des {frissons}.
L'examen élimine une {fracture|neg} mais pas une {entorse|hyp}.
Pas de {douleur|neg}, abdomen {douloureux} à la palpation.
Pas de {fièvre|neg}, une {toux} traînante.
Pas de {fièvre|neg} malgré une {pneumopathie}.
Jamais de {convulsion|neg}.
{TIH|neg} éliminée (anticorps négatifs).
Pas de {saignement|neg} sous {Eliquis|@}.
Infiltrée, {sténose|neg} significative : non
{Œdèmes|neg} absents.
"""

NOT_NEGATION = """
Pas de modification de la {stéatose}.
Pas d'évolution de son {anévrisme}.
Sans changement du {goitre}.
{HTA} non contrôlée par {bisoprolol|@}.
{Toux} non productive.
{Fracture} non déplacée, {hématome}.
Nul doute sur la {sclérose en plaques}.
Sans aucun doute une {appendicite}.
Pas de doute sur le {diabète}.
L'{anémie} n'est pas expliquée.
Aucun antécédent hormis une {HTA|}.
{Anémie} corrigée, {saignement} tari.
{Diabète} compliqué d'une {rétinopathie}.
Il n'a qu'une {asthénie}.
Pas de décompensation de sa {BPCO}.
{Cancer bronchique} non à petites cellules, {métastases} osseuses.
{Lymphome} non hodgkinien, {adénopathies}.
{Diabète} non insulinodépendant, {HTA}.
"""

HYPOTHESIS = """
Suspicion d'{embolie pulmonaire|hyp}.
{Embolie pulmonaire|hyp} probable.
Possible {pneumopathie|hyp}.
{Métastases|hyp} ?
Discordance : {AVC|hyp} ou {migraine|hyp} ?
Lésion évocatrice de {métastase|hyp}.
Aspect compatible avec une {pneumopathie|hyp}.
Tableau en faveur d'une {colique néphrétique|hyp}.
Scanner demandé à la recherche d'une {dissection|hyp}.
Recherche d'{anévrisme|hyp}.
{Embolie pulmonaire|hyp} à éliminer.
{Dénutrition|hyp} à évaluer.
{Dystrophie|hyp} non exclue.
Une {sarcoïdose|hyp} n'est pas exclue.
On ne peut éliminer une {tuberculose|hyp}.
L'examen ne permet pas d'exclure une {fracture|hyp}.
Il n'est pas impossible qu'il s'agisse d'une {sarcoïdose|hyp}.
{Manie|hyp} peu probable.
Le diagnostic de {lupus|hyp} est évoqué.
Reconsulter si {fièvre|hyp}, {malaise|hyp}, {saignement|hyp}.
Appeler en cas de {dyspnée|hyp} ou de {prise de poids|hyp}.
Risque de {diabète|hyp} cortico-induit.
Risques expliqués : {perforation|hyp}, {infection|hyp}.
Dépistage du {cancer colorectal|hyp}.
Prévention de la {maladie thromboembolique|hyp} par {Lovenox|@}.
Devant toute {fièvre|hyp} : hémocultures.
Une {amyotrophie|hyp} est à éliminer.
{Pneumopathie|hyp} suspectée.
Sortie envisagée si pas de {fièvre|hyp}.
Un {épisode dépressif|hyp} reste possible.
Je crains un {mélanome|hyp}.
"""

AFFIRMED = """
{Dyspnée} en rapport avec une {embolie pulmonaire}.
Images témoignant d'une {fibrose}.
Biopsie confirmant un {adénocarcinome}.
Bilan d'extension d'un {cancer du sein}.
J12 d'un {AVC}, à M6 d'un {IDM}.
"""

HISTORY = """
ATCD : {HTA|hist}, {BPCO|hist}
Antécédent d'{embolie pulmonaire|hist}.
{Embolie pulmonaire|hist} en 2012.
{Phlébite|hist} 1998, {zona|hist} (2014).
{Asthme|hist} dans l'enfance.
{Mononucléose|hist} à 17 ans.
{Hépatite C|hist} guérie.
{Tabagisme|hist} sevré.
{Diabète} depuis 2012.
{HTA} découverte en 2015.
Dans ses antécédents on note une {HTA|hist}, une {FA|hist} et un {diabète|hist}.
Pas d'antécédent d'{AVC|neg}.
Aucun autre antécédent qu'une {phlébite|hist} en 2009.
Ancien {tabagisme|hist}.
"""

FAMILY = """
Sa mère a eu un {cancer du sein|fam}.
Mère : {HTA|fam}, {diabète|fam} ; père : {AVC|fam}.
Antécédents familiaux de {cancer du sein|fam}.
{Trouble bipolaire|fam} chez son frère.
Tante paternelle : {épilepsie|fam}.
Sa sœur va bien, sans {protéinurie|fam,neg}.
Mari : {cancer du poumon|fam}.
Donneur : {hépatite B|fam}.
Sa mère l'accompagne pour une {toux} fébrile.
Amené par sa fille pour {confusion}.
Selon son épouse, il présente des {chutes}.
Vit avec son mari, {asthénie} depuis un mois.
"""

DRUGS = """
{Lasilix|@} 40 mg le matin.
{Paracétamol|@} 1 g si {douleur|hyp}.
{Amiodarone|hist,@} arrêtée en 2018.
Arrêt de l'{hydroxyzine|hist,@} et du {zolpidem|hist,@}.
{Noradrénaline|hist,@} max 3,2 mg/h, sevrée le 14/08.
{Metformine|neg,@} contre-indiquée.
Pas de {kétoprofène|neg,@}.
{Escitalopram|neg,@} proposé et refusé.
{Exacyl|neg,@} non utilisé.
En cas de rechute, le {tocilizumab|hyp,@} sera discuté.
{Bisoprolol|hyp,@} à introduire si FC > 60.
Discuter {abatacept|hyp,@} en réunion.
Ne pas prendre : {ibuprofène|neg,@}
Traitement : {ramipril|@} 5, {Eliquis|@} 2,5 x 2.
"""


MORE = Path(__file__).with_name("french.txt").read_text(encoding="utf-8")
SPECIALTIES = Path(__file__).with_name("french_specialties.txt").read_text(encoding="utf-8")
NOTES = Path(__file__).with_name("french_notes.txt").read_text(encoding="utf-8")
HANDS = Path(__file__).with_name("french_hands.txt").read_text(encoding="utf-8")
HOSPITALS = Path(__file__).with_name("french_hospitals.txt").read_text(encoding="utf-8")


def rows(table: str) -> list[str]:
    lines = (line.replace("\\n", "\n") for line in table.strip().splitlines())
    return [line for line in lines if line.strip() and not line.startswith("#")]


@pytest.mark.parametrize(
    "sentence",
    [
        *rows(NEGATION),
        *rows(NOT_NEGATION),
        *rows(HYPOTHESIS),
        *rows(AFFIRMED),
        *rows(HISTORY),
        *rows(FAMILY),
        *rows(DRUGS),
    ],
)
def test_a_sentence_is_read_as_annotated(sentence: str) -> None:
    check(sentence)


@pytest.mark.parametrize("sentence", [*rows(MORE), *rows(SPECIALTIES), *rows(NOTES), *rows(HANDS), *rows(HOSPITALS)])
def test_a_further_sentence_is_read_as_annotated(sentence: str) -> None:
    check(sentence)
