"""The paragraph that presents the patient: antecedents without a title.

``Patient de 72 ans, hypertendu, ancien coronarien. BPCO stade III. Admis pour dyspnée.`` What stands between the age and
the words that begin the present illness is the patient's past, where it speaks of known diseases at all.
"""

from __future__ import annotations

import re

from clinical.annotations import Section

from .layout import Line

_AGE = re.compile(
    r"\W*(?:Patiente?|Homme|Femme|Monsieur|Madame|M\.|Mme|Mr|Il s['’]agit d['’]une? (?:patiente?|homme|femme))\b"
    r"[^.:\n]{0,60}?\b\d{1,3}\s*ans\b",
    re.IGNORECASE,
)

_PRESENT = re.compile(
    r"\b(?:admis|hospitalis|consult|adress|présent|amené|vue?\b|transfér|pour\b|depuis\s+(?:\d{1,2}\b|ce|hier|quelques|un|une|deux|"
    r"trois|plusieurs)|suivie?\b|venue?\b|se plai|vient\b|reçue?\b|entrée?\b|accompagn|prise? en charge|ce jour|ce matin|hier|"
    r"actuel|aujourd|chut|découvert|motif|appel)",
    re.IGNORECASE,
)
"""Words that begin the present illness."""

_KNOWN = re.compile(
    r"\bancien|\bstade\b|\bopéré|\btraité|\bconnue?\b|\bsevré|\bPA\b|\b(?:19|20)\d\d\b|\bsous\s|\bstent|hypertendu|diabétique|"
    r"dyslipid|tabagique|coronarien|\bBPCO\b|\bHTA\b|\benfance\b|obèse",
    re.IGNORECASE,
)
"""Words of which at least one shows that the paragraph tells known diseases."""

_SENTENCE = re.compile(r"[^.!?\n]+(?:[.!?](?!\s|$)[^.!?\n]*)*[.!?]?")
FIRST_LINES = 25
"""How many lines from the top a presentation may begin in."""


def read_opening(text: str, lines: list[Line]) -> tuple[Section, ...]:
    """The stretch of untitled antecedents (kind ``antecedents``), at most one."""
    for line in lines[:FIRST_LINES]:
        found = _AGE.match(text, line.start, line.end)
        if found is None:
            continue
        end = found.end()
        for sentence in _SENTENCE.finditer(text, found.end(), line.end):
            if _PRESENT.search(text, sentence.start(), sentence.end()):
                break
            end = sentence.end()
        return (Section(found.end(), end, "antecedents"),) if _KNOWN.search(text, found.end(), end) else ()
    return ()
