"""Chronic states: CIM-10 codes that last once they are there, so that "antécédent de BPCO" is also a present BPCO.

Infarctions, strokes, thromboses, injuries, infections that heal and solid cancers are left out on purpose: they are events,
or may be cured. Where a category holds both, the fourth character decides. Allergies, absent organs, implants and
transplants last as well. Our own judgement, chapter by chapter; to be reviewed by the medical side of each site.
"""

from __future__ import annotations

import re
from bisect import bisect_right

CHRONIC_CATEGORIES = (
    # infections that stay, and sequelae
    "B18", "B20-B24", "B90-B94",
    # blood: chronic leukaemias and myeloma stay, lymphomas and acute leukaemias may be cured
    "C88", "C90", "D45-D47", "D55-D58", "D66-D67", "D71", "D80-D84", "D86",
    # endocrine and metabolic
    "E00", "E03-E06", "E10-E14", "E20-E27", "E31", "E66", "E70-E80", "E83-E85", "E88",
    # mental
    "F00-F03", "F10-F29", "F31", "F33-F34", "F40-F42", "F50", "F60-F61", "F70-F84", "F90", "F95",
    # nerves
    "G10-G13", "G20-G26", "G30-G32", "G35-G37", "G40", "G43", "G47", "G56", "G60-G63", "G70-G73", "G80-G83", "G91",
    # eye and ear
    "H25-H26", "H35-H36", "H40", "H52", "H54", "H80-H81", "H90-H91",
    # circulation
    "I05-I13", "I15", "I20", "I25", "I27", "I34-I37", "I42-I45", "I48-I50", "I65-I66", "I69-I73", "I77-I78", "I83",
    "I85-I87", "I89",
    # airways and lungs
    "J30-J33", "J41-J45", "J47", "J60-J67", "J84", "J92", "J99",
    # digestion
    "K21", "K44", "K50-K51", "K57-K58", "K70", "K73-K76", "K86", "K90",
    # skin
    "L10", "L12", "L20-L21", "L40", "L43", "L63", "L66", "L71", "L80", "L93",
    # joints, bones, connective tissue
    "M05-M08", "M10-M11", "M15-M20", "M30-M35", "M40-M41", "M43", "M45-M47", "M50-M51", "M80-M81", "M88",
    # kidneys, urinary and genital organs
    "N02-N05", "N07-N08", "N11", "N18-N19", "N25-N26", "N31", "N40", "N80-N81", "D25",
    # congenital, incontinence, sequelae of injuries
    "P27", "Q00-Q99", "R32", "T90-T98",
    # states of a person: HIV, allergies, absent organs, stomas, transplants, implants, dependence on machines
    "Z21", "Z88-Z90", "Z93-Z97", "Z99",
)  # fmt: skip
"""Three-character categories and ranges, both ends included."""

CHRONIC_CODES = frozenset({
    "C911", "C921", "C931", "D610", "D613", "D680", "D681", "D682", "D685", "D686", "D691", "D693", "D694",
    "E282", "F431", "G440", "G500", "G950", "H186", "H472", "H530", "H833", "H931", "I671", "I672", "I673", "J701",
    "J703", "J961", "K220", "K227", "K294", "K295", "K551", "K552", "L732", "L910", "L940", "M480", "M797", "N281",
    "N393", "N394", "Z910", "Z921",
})  # fmt: skip
"""Chronic codes of categories that are mostly acute."""

ACUTE_CODES = frozenset({
    # comas and ketoacidosis, crises, drug-induced and subacute thyroid disease, electrolytes, tumour lysis
    "E035", "E054", "E055", "E060", "E061", "E064", *(f"E1{kind}{acute}" for kind in "01234" for acute in "01"), "E272",
    "E833", "E834", "E835", "E883",
    # intoxications and withdrawal, brief psychoses
    *(f"F1{drug}{acute}" for drug in "0123456789" for acute in "034"), "F230", "F231", "F232", "F233", "F238", "F239",
    # caused by drugs, Guillain-Barré, vertigo attacks, sudden deafness
    "G210", "G211", "G240", "G610", "H811", "H812", "H912",
    # unstable angina, fibrillation of the ventricles, ruptures and dissections, bleeding, lymphangitis
    "I200", "I490", "I710", "I711", "I713", "I715", "I718", "I850", "I891",
    # acute liver disease
    "K701", "K704", "K720", "K750", "K751", "K752", "K753", "K759", "K762", "K763", "K767",
    # thrombotic microangiopathy, infected discs
    "M311", "M462", "M463", "M464", "M465",
})  # fmt: skip
"""Acute codes of categories that are mostly chronic."""

_OPERABLE = (
    "D25", "E04", "G56", "H25", "H26", "I83", "K44", "L91", "M20", "M50", "M51", "N40", "N81", "Q35", "Q36", "Q37", "Q40",
    "Q53", "Q54", "Q66",
)  # fmt: skip
"""What an operation ends."""

_RANGES = sorted((entry[:3], entry[-3:]) for entry in CHRONIC_CATEGORIES)
_STARTS = [start for start, _ in _RANGES]

_CURED = re.compile(
    r"\b(?:gu[ée]rie?s?|r[ée]mission|sevr[ée]e?s?|arr[êe]t[ée]e?s?|stopp[ée]e?s?|interrompue?s?|r[ée]solue?s?|r[ée]solutif|"
    r"r[ée]solutive|transitoire|gravidique|gestationnel|(?<!depuis l['’])enfance|adolescence|nourrisson|jusqu|disparue?s?|"
    r"n[ée]gativ[ée]e?|[ée]radiqu[ée]e?s?|ancien fumeur|cured|resolved|in remission|quit|stopped|as a child|childhood)",
    re.IGNORECASE,
)
_OPERATED = re.compile(
    r"\b(?:op[ée]r[ée]e?s?|r[ée]s[ée]qu[ée]e?s?|retir[ée]e?s?|enlev[ée]e?s?|removed|operated)\b", re.IGNORECASE
)
_ACUTE = re.compile(r"\baigu|\bOAP\b|\bacute\b", re.IGNORECASE)


def is_chronic(code: str) -> bool:
    """Whether a CIM-10 code stands for a state that lasts."""
    code = code.replace(".", "")
    if code[:4] in ACUTE_CODES:
        return False
    if code[:4] in CHRONIC_CODES:
        return True
    at = bisect_right(_STARTS, code[:3]) - 1
    return at >= 0 and code[:3] <= _RANGES[at][1]


def is_cured(text: str, start: int, end: int, code: str = "") -> bool:
    """Whether a mention, or the words right after it (40 characters, same clause), say that it is over.

    Args:
        text: the document.
        start: where the mention begins.
        end: where it ends.
        code: its CIM-10 code; an operation ends some diseases (cataract, hernia) and not others.
    """
    after = text[end : end + 40].lstrip()
    after = after[1:] if _CURED.match(after[1:].lstrip()) and after.startswith("(") else after
    clause = re.split(r"[,;.\n(]", after, maxsplit=1)[0]
    mention = text[start:end]
    if _CURED.search(clause) or _CURED.search(mention) or _ACUTE.search(mention):
        return True
    return code.startswith(_OPERABLE) and (_OPERATED.search(clause) or _OPERATED.search(mention)) is not None
