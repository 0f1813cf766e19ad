"""The state of a drug mention: current, stopped, planned, contraindicated or refused, and the marks that go with it."""

from __future__ import annotations

import re

from .marks import CONDITION, FAMILY, HISTORICAL, HYPOTHETICAL, NEGATED, SECTION_HISTORICAL
from .reading import ContextReading
from .scopes import STATE_CODES

_STATES = {code: name for name, code in STATE_CODES.items() if code}

_GAP = r"(?:(?!\bet\b|\+)[^.;\n()])"
_STOPPED_AFTER = re.compile(
    rf"{_GAP}{{0,45}}?,\s*(?:a été\s+|puis\s+)?"
    r"(?:arr[êe]t[ée]e?s?|stopp[ée]e?s?|suspendue?s?|interrompue?s?|sevr[ée]e?s?|retir[ée]e?s?)\b"
    r"|\s+retir[ée]e?s?\b"
    r"|[^.;\n()]{0,25}?\bpuis\s+(?:stop|arr[êe]t|relais)\b"
    r"|[^.;,\n()]{0,30}?,?\s+puis\s+(?!\d|stop|si\b)[^\W\d_]{5,}",
    re.IGNORECASE,
)
"""A course that ended or was followed by another drug: read after the mention, within its clause."""

_COURSE = re.compile(
    r"(?:\s+(?:\d+(?:[.,]\d+)?\s?(?:mg|g|µg|mcg|UI|MUI)(?:/(?:kg|j|jour|24\s?h))*(?:\s?[x×]\s?\d)?))?"
    r"(?:\s*[–+/-]\s*[^\W\d_]{5,})?\s+(?:pendant\s+)?\d{1,2}\s?(?:jours?|j|semaines?|sem|mois|h|heures)\b(?!\s?/)",
    re.IGNORECASE,
)
"""A drug with the length of its course, in the telling of a stay: it was given and is over."""

_TOLD_SECTIONS = frozenset({"evolution", "histoire"})
_STILL = re.compile(r"\b(?:encore|pendant|à partir|dès|si|puis\s+\d)\b", re.IGNORECASE)
_ORDER_SECTIONS = frozenset({"traitement_sortie", "traitement", "conduite", "prescriptions_anticipees"})


def _in_parentheses(text: str, start: int) -> bool:
    line = text.rfind("\n", 0, start)
    return text.rfind("(", line + 1, start) > text.rfind(")", line + 1, start)


def drug_bits(reading: ContextReading, start: int, end: int) -> tuple[int, str]:
    """The marks and the state of the drug mention ``start`` to ``end``.

    A drug under antecedents is current unless a cue says otherwise; under allergies it is contraindicated, and past
    where it stands in brackets as what caused the reaction.
    """
    text = reading.stream.text
    at = reading.token_at(start, end)
    bits = reading.bits[at] if at >= 0 else 0
    state = _STATES.get(reading.states[at], "") if at >= 0 else ""
    section = reading.section_at(start)
    bits &= ~SECTION_HISTORICAL
    if section == "allergies" and not bits & (NEGATED | FAMILY):
        bits |= HISTORICAL if _in_parentheses(text, start) else NEGATED
        state = "contraindicated" if bits & NEGATED else "stopped"
    plain = not bits & (NEGATED | HYPOTHETICAL | CONDITION | FAMILY | HISTORICAL)
    if plain and section not in _ORDER_SECTIONS:
        after = _STOPPED_AFTER.match(text, end, min(len(text), end + 70))
        course = section in _TOLD_SECTIONS and _COURSE.match(text, end, min(len(text), end + 60))
        if (after and not _STILL.search(after.group())) or course:
            bits |= HISTORICAL
    return bits, _state(bits, state)


def _state(bits: int, cue_state: str) -> str:
    if bits & CONDITION or (bits & HYPOTHETICAL and not bits & NEGATED):
        return "planned"
    if bits & NEGATED:
        return cue_state if cue_state in ("contraindicated", "refused") else ""
    if bits & HISTORICAL:
        return "stopped"
    return "current"
