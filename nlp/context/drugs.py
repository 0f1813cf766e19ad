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

_ANY = NEGATED | HYPOTHETICAL | CONDITION | FAMILY | HISTORICAL
_ALLOWED = re.compile(r"\s*:?\s*(?:possible|autoris|tol[ée]r|bien tol|réintroduit|donn[ée]e? sans)", re.IGNORECASE)
_VACCINES = re.compile(r"\bvaccin(?:s|ations?|al)?\b[^.\n]*$", re.IGNORECASE)
"""A vaccine that was given in a past year is no drug that was stopped."""

_IMPOSSIBLE = re.compile(r"\s+impossible\b", re.IGNORECASE)
_AFTER_TRIGGER = re.compile(
    r"\d\s?(?:mg|g|µg|mL|cp|UI|gouttes?|bouff[ée]es?|sachets?)\b[^.;\n]*\bsi\s+[^,.;\n]{3,40},\s*$", re.IGNORECASE
)
"""A drug after another's trigger (``hydroxyzine 25 mg si angoisse, paracétamol``) is no longer conditional."""

_CONDITIONAL = re.compile(
    r"[^,;.\n]{0,40}?\b(?:si|seulement si|en cas d['’])\s*(?:(?:la|le|les|l['’]|son|sa|ses|une?)\s*[^.;\n]{3,40}?\b"
    r"(?:positi|négati|normal|confirm|insuffis|dépass|persist|échou|revien|reste|ne\s+\w+\s+pas|n['’]\w+\s+pas)"
    r"|(?:échec|refus|résistance|non[- ]réponse|intolérance|positivité|confirmation|progression|rechute|récidive)\b)",
    re.IGNORECASE,
)
"""Given only if something turns out so, unlike a drug with its trigger (``si douleur``)."""

_PROPOSED = re.compile(r"\b(?:proposition|suggestion|alternative)s?\s*:\s*[^.;\n:]{0,60}$", re.IGNORECASE)
_DOSE = re.compile(r"\s*\d")
_THEN = re.compile(r"(?:^|[.,;:\n)]\s*|\d\s?)puis\s+$", re.IGNORECASE)
_LATER = re.compile(
    r"[^.;\n]{0,60}?\b(?:si|selon|en l['’]absence|en fonction|à partir|après|en relais|dès|d[’']entretien)\b",
    re.IGNORECASE,
)
_PLAN_SECTIONS = frozenset({"conduite", "conclusion", "traitement_sortie"})
_REACTION = re.compile(r"\s*:\s*[^\W\d_]{4}", re.IGNORECASE)
"""A drug and what it caused, under antecedents (``Haldol : dystonie``)."""

_TREATED_BY = re.compile(
    r"\b(?:trait|soign|éradiqu)[ée]+e?s?\s+(?:alors\s+)?(?:par|avec)\s+(?:[^\W\d_]+\s+){0,2}$", re.IGNORECASE
)

_TOLD_SECTIONS = frozenset({"evolution", "histoire"})
_STILL = re.compile(r"\b(?:encore|pendant|à partir|dès|si|puis\s+\d)\b", re.IGNORECASE)
_ENDED = re.compile(r"arr[êe]t[ée]|stopp[ée]|suspendu|interromp", re.IGNORECASE)
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
    if section == "allergies" and not bits & (NEGATED | FAMILY) and not _ALLOWED.match(text, end):
        bits |= HISTORICAL if _in_parentheses(text, start) else NEGATED
        state = "contraindicated" if bits & NEGATED else "stopped"
    if bits & HISTORICAL and _VACCINES.search(text, text.rfind("\n", 0, start) + 1, start):
        bits &= ~HISTORICAL
    if bits & CONDITION and _AFTER_TRIGGER.search(text, text.rfind("\n", 0, start) + 1, start):
        bits &= ~CONDITION
    if not bits & _ANY:
        bits |= _read_around(reading, start, end, section)
    return bits, _state(bits, state)


def _read_around(reading: ContextReading, start: int, end: int, section: str | None) -> int:
    """The mark of a drug that no cue speaks of, by the words right before and after it."""
    text = reading.stream.text
    line = max(text.rfind("\n", 0, start) + 1, start - 120)
    if _IMPOSSIBLE.match(text, end):
        return NEGATED
    proposed = _PROPOSED.search(text, line, start) and not _DOSE.match(text, end)
    if proposed or _CONDITIONAL.match(text, end, min(len(text), end + 80)):
        return HYPOTHETICAL
    if section in _PLAN_SECTIONS and _THEN.search(text, line, start) and _LATER.match(text, end, end + 90):
        return HYPOTHETICAL
    if section == "antecedents" and _REACTION.match(text, end):
        return HISTORICAL
    treated = _TREATED_BY.search(text, line, start)
    if treated and reading.bits_before(treated.start()) & HISTORICAL:
        return HISTORICAL
    if section not in _ORDER_SECTIONS:
        after = _STOPPED_AFTER.match(text, end, min(len(text), end + 70))
        course = section in _TOLD_SECTIONS and _COURSE.match(text, end, min(len(text), end + 60))
        if (after and (_ENDED.search(after.group()) or not _STILL.search(after.group()))) or course:
            return HISTORICAL
    return 0


def _state(bits: int, cue_state: str) -> str:
    if bits & CONDITION or (bits & HYPOTHETICAL and not bits & NEGATED):
        return "planned"
    if bits & NEGATED:
        return cue_state if cue_state in ("contraindicated", "refused") else ""
    if bits & HISTORICAL:
        return "stopped"
    return "current"
