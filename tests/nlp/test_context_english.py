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
An aunt has {diabetes|fam}.
Two brothers had {colon cancer|fam}.
The father died of a {stroke|fam} at 60.
{Breast cancer|fam} in a maternal aunt.
{Asthma|fam} in both parents.
{Ovarian cancer|fam} (mother).
No {diabetes|fam,neg} in the family.
First degree relative with {bowel cancer|fam}.
Her husband has {Parkinson's disease|fam}.
His mother reports that he had a {seizure} this morning.
{Cough} for two weeks, her daughter brought her in.
{Haemochromatosis|fam} on the maternal side.
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
No {fever|neg}, {chills|neg} or {rigors|neg}.
Denies {chest pain|neg} and {dyspnoea|neg}.
{Chest pain|neg} denied.
No evidence of {metastasis|neg}.
{Pneumonia|hyp} suspected.
?{PE|hyp}
Query {sepsis|hyp}.
Possible {TIA|hyp}.
Likely {viral illness|hyp}.
Differential: {lupus|hyp}, {sarcoidosis|hyp}.
Differential diagnosis includes {lymphoma|hyp} and {TB|hyp}.
Impression: {pneumonia}. {PE|neg} excluded by CTPA.
PMH: {hypertension|hist}, {T2DM|hist}, {MI|hist} 2015.
FH: father {MI|fam} at 50, mother {diabetes|fam}.
Family history: {colon cancer|fam} in his brother.
No family history of {breast cancer|fam,neg}.
His sister has {multiple sclerosis|fam}.
Her husband has {dementia|fam}.
Previous {stroke|hist} in 2012.
{Stroke|hist} 5 years ago.
History of {PE|hist}.
Known {COPD} on {tiotropium|@}.
Stopped {warfarin|hist,@} in 2020.
{Warfarin|hist,@} stopped in 2020.
{Amoxicillin|hist,@} was stopped because of rash.
Started {apixaban|@} 5 mg bd.
Continue {bisoprolol|@}.
{Paracetamol|@} 1 g prn for {pain|hyp}.
{Paracetamol|@} 1 g if {pain|hyp}.
Return if {fever|hyp} or {vomiting|hyp}.
If {chest pain|hyp} recurs, call 999.
To rule out {DVT|hyp}.
Ruled out {MI|neg}.
{MI|neg} ruled out.
{DVT|hyp} cannot be excluded.
{Rash} resolving.
{Fever|neg} resolved.
Risk of {bleeding|hyp} explained.
At risk of {falls|hyp}.
Screening for {diabetes|hyp}.
Prophylaxis against {VTE|hyp} with {enoxaparin|@}.
Allergic to {penicillin}.
No known drug {allergies|neg}.
Contraindicated: {NSAIDs|neg,@}.
Avoid {NSAIDs|neg,@}.
Not for {trimethoprim|neg,@}.
Declined {statins|neg,@}.
{Simvastatin|hist,@} changed to {atorvastatin|@}.
{Clopidogrel|hyp,@} to be considered.
Consider {methotrexate|hyp,@}.
If no response, {rituximab|hyp,@}.
Treated for {pneumonia|hist} in 2019.
Childhood {asthma|hist}.
{Breast cancer|hist} in remission since 2015.
{Appendicectomy|hist} 1998.
No longer has {headaches|neg}.
Without {nausea|neg} or {vomiting|neg}.
Negative for {HIV|neg}.
{HIV|neg} negative.
{Murmur|neg} absent.
Neither {oedema|neg} nor {ascites|neg}.
Patient reports {cough} but no {haemoptysis|neg}.
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
