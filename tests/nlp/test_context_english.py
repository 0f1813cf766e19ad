"""English sentences: the same engine with English tables."""

from __future__ import annotations

import pytest

from tests.nlp.sentences import check

SENTENCES = """
No {fever|neg}, {chills|neg}, or {cough|neg}.
She denies any {chest pain|neg}, {nausea|neg} or {vomiting|neg}.
There is no evidence of {pneumonia|neg}.
No {pneumothorax|neg} but a small {effusion}.
{Pulmonary embolism|neg} was ruled out.
The chest film is negative for {infiltrate|neg} or {effusion|neg}.
He does not have {diabetes|neg}.
Without {edema|neg}.
Gram negative {bacteremia}.
{Rash} not controlled by {steroids|@}.
No change in the {mass}.
Possible {pneumonia|hyp}.
Findings suggestive of {appendicitis|hyp}.
Rule out {myocardial infarction|hyp}.
{Sepsis|hyp} cannot be excluded.
Return if {fever|hyp} or {bleeding|hyp}.
Evaluation for {pulmonary embolism|hyp}.
History of {stroke|hist}.
A 70-year-old man with a history of {COPD|hist} and {hypertension|hist} who presented with {dyspnea}.
HISTORY OF PRESENT ILLNESS: {cough} for two days.
Status post {appendicitis|hist}.
{Asthma|hist} in childhood.
{Pneumonia|hist} in 2012.
Mother had {breast cancer|fam}.
Family history of {diabetes|fam}.
His mother reports a {cough}.
PAST MEDICAL HISTORY: {hypertension|hist}, {diabetes|hist}.
FAMILY HISTORY: {stroke|fam}.
?{DVT|hyp}, {cellulitis} treated.
Risks explained: {bleeding|hyp}, {infection|hyp}, {thrombosis|hyp}.
{Malignancy|hyp} to be excluded.
{Withdrawal|hyp} was anticipated.
{Alzheimer's disease|neg} queried and excluded.
{Urinary retention} resolved after catheter removal.
He had taken {amoxicillin|hist,@} without benefit.
{Clindamycin|hist,@} was given for two days.
{Lorazepam|neg,@} not needed.
{Morphine|neg,@} avoided.
{Ramipril|hist,@} withheld.
Avoid {azithromycin|neg,@}.
Stopped: {amlodipine|hist,@}, {indapamide|hist,@}.
{Apixaban|hyp,@} to be restarted.
"""


@pytest.mark.parametrize("sentence", SENTENCES.strip().splitlines())
def test_an_english_sentence_is_read_as_annotated(sentence: str) -> None:
    check(sentence, lang="en")
