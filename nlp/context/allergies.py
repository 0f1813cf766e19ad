"""Allergies and reactions to them: which of them tell what once happened to the patient."""

from __future__ import annotations

import re

from .coordination import STATE_CODES
from .marks import FAMILY, HISTORICAL, SECTION_HISTORICAL, SECTION_NEGATED
from .reading import ContextReading

_ALLERGY = re.compile(r"(?:[Aa]llergi|[Ii]ntol[ée]ran)(?![^.;\n]{0,45}!)")
"""An allergy that is told, not one that is called out (``Allergie pénicilline !``)."""

_IN_BRACKETS = re.compile(r"(?:allergi|intol[ée]ran)[^.;\n()]{0,60}\([^)\n]{0,40}$", re.IGNORECASE)
"""An allergy and then, in brackets, what it did."""

_STOPPED, _AVOIDED = STATE_CODES["stopped"], STATE_CODES["contraindicated"]

_TAKEN_AWAY = frozenset(
    {"retire", "retiree", "retires", "retirees", "supprime", "supprimee", "supprimes", "supprimees"}
)
"""What was done to a drug that did harm (``l'Exelon a été retiré (nausées)``)."""

REACH = 25
"""How many words back the telling of the patient's past may lie."""


def is_past_allergy(reading: ContextReading, start: int) -> bool:
    """An allergy, or the reaction to one, that belongs to the patient's past.

    A sign under a title of allergies, in brackets or after the allergen's colon; a sign in brackets after an allergy;
    an allergy in its own sentence that goes on with the telling of antecedents or of the family.
    """
    text = reading.stream.text
    line = text.rfind("\n", 0, start)
    open_near = text.rfind("(", max(line + 1, start - 41), start) >= 0
    if open_near and _IN_BRACKETS.search(text, max(line + 1, start - 110), start):
        return True
    if reading.section_at(start) == "allergies":
        return _is_reaction(reading, line, start)
    return _ALLERGY.match(text, start) is not None and _follows_the_past(reading, start)


def is_harm(reading: ContextReading, start: int) -> bool:
    """``X (confusion)`` where X was stopped, or is to be avoided: what X once did."""
    text = reading.stream.text
    line = text.rfind("\n", 0, start)
    opening = text.rfind("(", max(line + 1, start - 80), start)
    if opening < 0 or text.rfind(")", opening, start) >= 0 or _ALLERGY.match(text, start):
        return False
    at = reading.stream.first_at(opening) - 1
    while at >= 0 and not reading.stream.words[at][0].isalpha():
        at -= 1
    if at < 1:
        return False
    if reading.stream.words[at] in _TAKEN_AWAY:
        return True
    listed = reading.states[at] == _AVOIDED and reading.stream.words[at - 1] in ":;,"
    return listed or reading.states[at] == _STOPPED or bool(reading.bits[at] & SECTION_NEGATED)


def _is_reaction(reading: ContextReading, line: int, start: int) -> bool:
    text = reading.stream.text
    if reading.section_at(line) == "allergies" and ":" in text[line + 1 : start]:
        return True
    return text.rfind("(", line + 1, start) > text.rfind(")", line + 1, start)


def _follows_the_past(reading: ContextReading, start: int) -> bool:
    """The words before, in the same paragraph, tell what is past or of the family, and end with a full stop."""
    stream = reading.stream
    at = stream.first_at(start)
    if at < 2 or stream.words[at - 1] not in ".;" or "\n\n" in stream.text[stream.starts[max(0, at - REACH)] : start]:
        return False
    return any(bits & (HISTORICAL | SECTION_HISTORICAL | FAMILY) for bits in reading.bits[max(0, at - REACH) : at])
