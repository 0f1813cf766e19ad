"""The state of a drug mention: current, stopped, planned, contraindicated or refused, and the marks that go with it."""

from __future__ import annotations

import re

from .coordination import STATE_CODES
from .courses import DOSE, is_over
from .marks import CONDITION, FAMILY, HISTORICAL, HYPOTHETICAL, NEGATED, SECTION_HISTORICAL
from .reading import ContextReading

_STATES = {code: name for name, code in STATE_CODES.items() if code}

_GAP = r"(?:(?!\bet\b|\+)[^.;\n()])"
_STOPPED_AFTER = re.compile(
    rf"{_GAP}{{0,70}}?,\s*(?:a été\s+|puis\s+)?"
    r"(?:arr[êe]t[ée]e?s?|stopp[ée]e?s?|suspendue?s?|interrompue?s?|sevr[ée]e?s?|retir[ée]e?s?|termin[ée]e?s?|achev[ée]e?s?|"
    r"mal (?:tol[ée]r|support)[ée]e?s?)\b"
    r"|\s+(?:[\d.,/]+\s*(?:mg|g|µg)?\s*)?(?:(?:a|ont|avait|avaient|est|était)\s+(?:été\s+)?)?(?:retir|supprim|enlev|ôt)[ée]e?s?\b"
    r"|(?:(?!,\s)[^.;\n()]){0,70}?(?:,\s)?\bpuis\s+(?:stop|arr[êe]t|relais)\b"
    r"|[^.;,\n()]{0,30}?,?\s+puis\s+(?!\d|stop|si\b)[^\W\d_]{5,}",
    re.IGNORECASE,
)
"""A course that ended or was followed by another drug: read after the mention, within its clause."""

_COURSE = re.compile(
    r"(?:\s+(?:\d+(?:[.,]\d+)?\s?(?:mg|g|µg|mcg|UI|MUI)(?:/(?:kg|j|jour|24\s?h))*(?:\s?[x×]\s?\d)?))?"
    r"(?:\s*[–+/-]\s*[^\W\d_]{5,})?\s+(?:pendant\s+)?(?:\d{1,2}\s?|(?:une?|deux|trois|quatre|cinq|six|sept|huit|dix|quinze|"
    r"quelques|plusieurs)\s+)(?:jours?|j|nuits?|semaines?|sem|mois|ans?|h|heures)\b(?!\s?/)",
    re.IGNORECASE,
)
"""A drug with the length of its course, in the telling of a stay: it was given and is over."""

_ANY = NEGATED | HYPOTHETICAL | CONDITION | FAMILY | HISTORICAL
_ALLOWED = re.compile(r"\s*:?\s*(?:possible|autoris|tol[ée]r|bien tol|réintroduit|donn[ée]e? sans)", re.IGNORECASE)
_VACCINES = re.compile(r"\bvaccin(?:s|ations?|al)?\b[^.\n]*$", re.IGNORECASE)
"""A vaccine that was given in a past year is no drug that was stopped."""

_VACCINE_NAME = re.compile(
    r"vaxigrip|pr[ée]venar|pneumovax|engerix|gardasil|menveo|bexsero|nimenrix|r[ée]pevax|revaxis|boostrix|zostavax|shingrix|"
    r"comirnaty|spikevax|infanrix|priorix|havrix|typhim|stamaril|efluelda|fluarix|influvac|twinrix|neisvac|vaxelis|hexyon|"
    r"m[ée]ningitec|cervarix|apexxnar|genhevac|avaxim|imovax|BCG\b|DTP\b",
    re.IGNORECASE,
)
"""Vaccines by their names."""

_REPLACING = re.compile(
    r"\b(?:remplac|relay|substitu|switch)[ée]e?s?\s+(?:[^\W\d_]+ment\s+)?par\s+(?:l[ea]\s+|l['’]|du\s+|de\s+l['’])?$",
    re.IGNORECASE,
)
"""A drug that took another's place: taken since then."""

_ALSO = re.compile(r"\s*(?:\d[^\s,;.]*\s*(?:mg|g|µg)?\s*)?(?:aussi|[ée]galement|idem|itou)\b", re.IGNORECASE)
"""``metformine stoppée, ramipril aussi``: what was said of the drug before."""

_SELECTED = re.compile(
    r"\s*(?:\d[^\n.;,]{0,15}\s)?selon\s+(?:l[ea]s?\s+|l['’])?(?:groupe|pi[èe]ce|histo|anapath|r[ée]sultat|bilan|r[ée]ponse|"
    r"[ée]volution|statut|antibiogramme|germe|culture|clairance|DFG|fonction r[ée]nale|tol[ée]rance|IRM|scanner|TEP|RCP|accord|"
    r"biopsie|PBR|marqueurs|HER2|dosage|taux)",
    re.IGNORECASE,
)
"""What decides whether a drug will be given."""

_IMPOSSIBLE = re.compile(r"\s+impossible\b", re.IGNORECASE)
_AFTER_TRIGGER = re.compile(
    r"\d\s?(?:mg|g|µg|mL|cp|UI|gouttes?|bouff[ée]es?|sachets?)\b[^.;\n]*\bsi\s+[^,.;\n]{3,40},\s*"
    r"(?:[^\W\d_]{3,}\s+){0,2}$",
    re.IGNORECASE,
)
"""A drug after another's trigger (``hydroxyzine 25 mg si angoisse, paracétamol``) is no longer conditional."""

_CONDITIONAL = re.compile(
    r"(?P<gap>[^,;.:\n+()]{0,40}?)\b(?:sii?\b|en cas d(?:e\b|['’]|u\b))\s*(?P<trigger>[^,;.\n]{2,45})"
    r"|[^,;.:\n+()]{0,25}?\bquand\s+(?P<measured>[^,;.\n]{2,25}[<>≥≤])",
    re.IGNORECASE,
)
_TRIGGER_BEFORE = re.compile(
    r"(?P<before>\S?)\s*\b(?:si|en cas d(?:e|u|['’]))\s*(?P<trigger>[^,;.:\n|·]{2,40}?)"
    r"(?:(?P<next>\s*[,|·])[^;.:\n]{0,80}|\s+(?:[^\W\d_]+['’]?\s+)?)$",
    re.IGNORECASE,
)
"""A condition before a drug: in its own clause (``si douleur, X``), or that of another drug (``Y si douleur, X``)."""

_FURTHER = re.compile(r"[^,;.\n]{0,40}?\bsi\s+([^,;.\n]+)", re.IGNORECASE)

_UNDER_NOW = re.compile(
    r"(?:\b(?:est|reste|toujours|encore|actuellement|d[ée]sormais|maintenant)\s+sous|(?:^|[.;\n?:])\s*sous)\s+(?:l['’])?$",
    re.IGNORECASE,
)
"""What a patient is under today, whatever it was begun for."""

_TOOK_AT_ENTRY = re.compile(
    r"(?:\b(?:entr[ée]e|admission|arriv[ée]e|domicile|la maison)|\bhabituellement)\W+(?:(?:il|elle|l[ea] patiente?)\s+)?"
    r"(?:prenait|recevait)\b[^.;\n]*$",
    re.IGNORECASE,
)
"""The treatment at entry, told in the past tense."""

_TOOK_DOSES = re.compile(r"(?:^|[.;:]\s+)(?:Il|Elle)\s+(?:prenait|recevait)\b[^.;\n]*$")
"""The usual treatment, told with its doses."""

_BORROWED = re.compile(r"\b(?:pris|prend|prenait|prendre|emprunt\w*|donn[ée]+)\b[^.;\n]{0,30}$", re.IGNORECASE)
_OF_RELATIVE = re.compile(r"\s+(?:de (?:sa|son|l[ea]urs?|l['’]|la)|du)\s?[^\W\d_]", re.IGNORECASE)
"""A relative's drug that the patient took."""

_ORDERED = re.compile(r"\b(?:et|puis|relais|arr[êe]t\w*|stop|virgule|point|[àa] \w+er)\b", re.IGNORECASE)
"""Words between a drug and its condition that make the condition another's."""

_FAILURES = re.compile(
    r"\bn(?:e|['’])\s*\w+\s+pas|persist|[ée]chou|[ée]chec|revien|rechut|r[ée]cidiv|rebelle|r[ée]fractaire|malgr[ée]",
    re.IGNORECASE,
)
"""A complaint that another treatment has not settled."""

_COMPLAINTS = re.compile(
    r"algies?\b|\b(?:besoin|n[ée]cess|doul|dlr|mal\b|maux|fi[èe]vre|f[ée]bril|hyperther|temp|t\s?[°>]|eva|en\s?>|ens\b|angois|anxi|nervos|agit|"
    r"insomni|sommeil|cris[ei]|constip|selles?\b|naus|vomi|nvpo|diarrh|toux|tousse|prurit|gratt|d[ée]mange|migrain|c[ée]phal|"
    r"spasm|urticair|pouss[ée]e|dl\b|allerg|colique|r[èe]gles|dysp|g[êe]ne|essouf|siffl|dt\b|oppress|palpit|br[ûu]lu|lumbago|coma|"
    r"d[ée]tress|insuffisan(?:te?s?\b|ce resp)|souff|"
    r"encombr|hoquet|dyston|reflux|pyrosis|ballon|hypogly|glyc[ée]m|dextro|inconfort|s[ée]cheress|eczema|eczéma|"
    r"pain|fever|need|required|nausea|itch|anxi|breathless|wheez|constipat|insomnia|headache)",
    re.IGNORECASE,
)
"""Complaints that a drug is prescribed for, on demand: the prescription holds. Any other condition makes it a plan."""

_BEWARE = re.compile(r"\b(?:attention|gare|prudence|m[ée]fi\w+)\b[^.;:\n]{0,40}$", re.IGNORECASE)
"""Words of caution before a drug that is taken."""

_AVOIDED = re.compile(r"\b(?:avoid(?:ing)?|[ée]vite[rz]?)\s+(?:[^\W\d_]+['’]?\s*){0,2}$", re.IGNORECASE)
_LATER_ON = re.compile(
    r"\s*(?:\d[\w,./]*\s*(?:mg|g|µg)?\s*)?(?:[àa] distance|au moment opportun|[àa] l['’]automne|[àa] la rentr[ée]e)\b",
    re.IGNORECASE,
)
"""Words right after a drug that put it off."""

_AFTER_COURSE = re.compile(r"\b(?:mois|semaines?|jours?|j)\s+puis\s+$", re.IGNORECASE)
_PAUSED_FOR = re.compile(
    r"(?:(?!arr[êe]t|suspend|stopp|interromp)[^.;\n]){0,25}?"
    r"\b(?:la veille|\d+\s?(?:h|j|jours|heures|semaines?)\s+avant|avant (?:le |la |l['’]|toute? )?"
    r"(?:bloc|geste|intervention|op[ée]ration|biopsie|fibroscopie|coloscopie|chirurgie|ponction))\b",
    re.IGNORECASE,
)
"""A pause before an intervention: the drug goes on afterwards."""

_BRACKETED = re.compile(r"\($")
_UNDER = re.compile(r"(?:\b(?:19|20)\d\d\)?|\bc[ée]d[ée]e?s?)\s+sous\s+$", re.IGNORECASE)

_PROPOSED = re.compile(r"\b(?:proposition|suggestion|alternative)s?\s*:\s*[^.;\n:]{0,60}$", re.IGNORECASE)
_THEN = re.compile(r"(?:^|[.,;:\n)]\s*|\d\s?)puis\s+$", re.IGNORECASE)
_LATER = re.compile(
    r"[^.;\n]{0,60}?\b(?:si|selon|en l['’]absence|en fonction|à partir|après|en relais|dès|d[’']entretien)\b",
    re.IGNORECASE,
)
_PLAN_SECTIONS = frozenset({"conduite", "conclusion", "traitement_sortie"})
_REACTION = re.compile(r"\s*:\s*[^\W\d_]{4}", re.IGNORECASE)
"""A drug and what it caused, under antecedents (``Haldol : dystonie``)."""

_TREATED_BY = re.compile(
    r"\b(?:(?:trait|soign|éradiqu)[ée]+e?s?|prise?s? en charge)\s+(?:alors\s+|[àa] [^\W\d_]+ )?(?:par|avec)\s+"
    r"(?:[^\W\d_]+\s+){0,3}(?:d['’])?$",
    re.IGNORECASE,
)

_IN_TRIGGER = re.compile(r"\b(?:si|en cas d(?:e|u|['’]))\b[^.;:,\n]{2,40}\bsous\s+$", re.IGNORECASE)
_HELD_THEN = re.compile(
    r"\b(?:si|en cas d(?:e|u|['’]))\b[^.;\n]{2,70}?\b(?:suspendre|arr[êe]ter|stopper|interrompre)\s+"
    r"(?:(?:l[ea]s?|votre|vos)\s+|l['’])?$",
    re.IGNORECASE,
)
"""A drug that is to be stopped only if something happens: it goes on."""

_NONE_OF = re.compile(r"[,:]\s*(?:pas d(?:e\s+|u\s+|['’]\s?)|jamais de\s+|plus d(?:e\s+|['’]))$", re.IGNORECASE)
"""A denial after a condition begins a statement of its own (``X si douleur, pas de Y``)."""

_ROW = re.compile(
    r"(?:[^|.\n]{0,50}\|(?:[^|\n]{0,40}\|)?|[^|.\n]{0,30}\.{3,}|[^|.\n(]{0,30}[→])\s*"
    r"(?:(?P<ended>arr[êe]t|stopp[ée]|stop\b(?!\s*(?:J\s?-|la\b|veille|\d))|suspend|interromp|remplac[ée]|substitu[ée]|"
    r"non repris|supprim[ée])|(?P<goes_on>continuer|poursui|maint|inchang|idem|garder|id\b|=))",
    re.IGNORECASE,
)
"""The status of a drug in the cell after it, or behind dots or an arrow (``| citalopram 20 | ARRÊTÉ |``)."""

_TOLD_SECTIONS = frozenset({"evolution", "histoire", "antecedents", "technique"})
_STILL = re.compile(r"\b(?:encore|pendant|à partir|dès|si|puis\s+\d)\b", re.IGNORECASE)
_ENDED = re.compile(r"arr[êe]t[ée]|stopp[ée]|suspendu|interromp|termin|achev", re.IGNORECASE)
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
    if section == "allergies" and _ALLOWED.match(text, end):
        bits &= ~HYPOTHETICAL
    if bits & HISTORICAL and (
        _VACCINE_NAME.match(text, start) or _VACCINES.search(text, text.rfind("\n", 0, start) + 1, start)
    ):
        bits &= ~HISTORICAL
    if bits & HISTORICAL and state == "stopped" and _PAUSED_FOR.match(text, end, min(len(text), end + 60)):
        bits &= ~HISTORICAL
    if bits & HISTORICAL and state != "stopped" and _REPLACING.search(text, max(0, start - 40), start):
        bits &= ~HISTORICAL
    if bits & HYPOTHETICAL and _BEWARE.search(text, max(0, start - 45), start):
        bits &= ~HYPOTHETICAL
    if bits & (HYPOTHETICAL | CONDITION) and _AVOIDED.search(text, max(0, start - 30), start):
        bits, state = bits & ~(HYPOTHETICAL | CONDITION) | NEGATED, "contraindicated"
    columns = "|" in text[end : end + 90] or ".." in text[end : end + 40] or "→" in text[end : end + 40]
    row = _ROW.match(text, end, min(len(text), end + 110)) if columns else None
    if row and row["ended"] and not bits & _ANY:
        bits, state = bits | HISTORICAL, "stopped"
    if row and row["goes_on"] and bits & HISTORICAL:
        bits, state = bits & ~HISTORICAL, ""
    if state == "stopped" and bits & HISTORICAL and _HELD_THEN.search(text, max(0, start - 110), start):
        bits, state = bits & ~(HISTORICAL | CONDITION | HYPOTHETICAL), ""
    if bits & (CONDITION | HYPOTHETICAL) and _IN_TRIGGER.search(text, max(0, start - 60), start):
        bits &= ~(CONDITION | HYPOTHETICAL)
    if bits & CONDITION and state != "stopped" and _is_on_demand(text, start, end):
        bits &= ~CONDITION
    if bits & HISTORICAL and not _goes_past(text, end) and _is_taken_now(text, start, end, state):
        bits, state = bits & ~HISTORICAL, ""
    if bits & FAMILY and _BORROWED.search(text, max(0, start - 45), start) and _OF_RELATIVE.match(text, end):
        bits &= ~FAMILY
    if bits & CONDITION and _NONE_OF.search(text, max(0, start - 16), start):
        bits = bits & ~CONDITION | NEGATED
    if bits & CONDITION and bits & HISTORICAL and state == "stopped":
        bits &= ~CONDITION
    if bits & CONDITION and _AFTER_TRIGGER.search(text, text.rfind("\n", 0, start) + 1, start):
        bits &= ~CONDITION
    if not bits & _ANY:
        bits |= _read_around(reading, start, end, section)
    return bits, _state(bits, state)


def _is_on_demand(text: str, start: int, end: int) -> bool:
    """Prescribed for a complaint (``si nausées : X``), or named after another drug's condition."""
    found = _TRIGGER_BEFORE.search(text, max(0, start - 125), start)
    if found is None or _FAILURES.search(found["trigger"]):
        return False
    if not found["before"] or found["before"] in ".,;:•–-(" or not found["next"]:
        return bool(_COMPLAINTS.search(found["trigger"]))
    further = _FURTHER.match(text, end, end + 70)
    return further is None or bool(_COMPLAINTS.search(further[1]))


def _goes_past(text: str, end: int) -> bool:
    """Words behind a drug tell its end."""
    return (
        re.match(
            r"[^,.;\n]{0,25}[,(\s]\s*(?:arr[êe]t|stopp|suspend|interromp|cess)", text[end : end + 45], re.IGNORECASE
        )
        is not None
    )


def _is_taken_now(text: str, start: int, end: int, state: str) -> bool:
    """``est sous X``, ``à l'entrée il prenait X``."""
    if state != "stopped" and _UNDER_NOW.search(text, max(0, start - 30), start):
        return True
    line = text.rfind("\n", 0, start) + 1
    return _TOOK_AT_ENTRY.search(text, line, start) is not None or (
        _TOOK_DOSES.search(text[line:start]) is not None and re.match(r"\s+\d", text[end : end + 4]) is not None
    )


def _read_around(reading: ContextReading, start: int, end: int, section: str | None) -> int:
    """The mark of a drug that no cue speaks of, by the words right before and after it."""
    text = reading.stream.text
    line = max(text.rfind("\n", 0, start) + 1, start - 120)
    if _IMPOSSIBLE.match(text, end):
        return NEGATED
    proposed = text.find(":", line, start) >= 0 and _PROPOSED.search(text, line, start) and not DOSE.match(text, end)
    if proposed or _LATER_ON.match(text, end) or _is_conditional(text, end) or _SELECTED.match(text, end):
        return HYPOTHETICAL
    if _ALSO.match(text, end) and _is_stopped_before(reading, start):
        return HISTORICAL
    if section in _PLAN_SECTIONS | {"traitement"} and _AFTER_COURSE.search(text, line, start):
        return HYPOTHETICAL
    if section in _PLAN_SECTIONS and _THEN.search(text, line, start) and _LATER.match(text, end, end + 90):
        return HYPOTHETICAL
    if section == "antecedents" and _REACTION.match(text, end):
        return HISTORICAL
    if _is_of_the_past(reading, line, start, end):
        return HISTORICAL
    if section not in _ORDER_SECTIONS:
        after = _STOPPED_AFTER.match(text, end, min(len(text), end + 70))
        course = section in _TOLD_SECTIONS and _COURSE.match(text, end, min(len(text), end + 60))
        if is_over(text, line, start, end, told=section in _TOLD_SECTIONS):
            return HISTORICAL
        if (after and (_ENDED.search(after.group()) or not _STILL.search(after.group()))) or course:
            return HISTORICAL
    return 0


def _is_stopped_before(reading: ContextReading, start: int) -> bool:
    """One of the last words before ``start`` in the same sentence tells a stop."""
    at, words = reading.stream.first_at(start), reading.stream.words
    for place in range(at - 1, max(-1, at - 16), -1):
        if words[place] in ".;\n":
            return False
        if reading.states[place] == STATE_CODES["stopped"]:
            return True
    return False


def _is_conditional(text: str, end: int) -> bool:
    """Given only if something turns out so (``si échec``), unlike a drug with its complaint (``si douleur``)."""
    found = _CONDITIONAL.match(text, end, min(len(text), end + 95))
    if found is None or found["measured"]:
        return found is not None
    trigger = found["trigger"]
    return not _ORDERED.search(found["gap"]) and bool(_FAILURES.search(trigger) or not _COMPLAINTS.search(trigger))


def _is_of_the_past(reading: ContextReading, line: int, start: int, end: int) -> bool:
    """A drug that treated what is past: ``traité par X``, ``en 2014 sous X``, ``(X)`` without a dose."""
    text = reading.stream.text
    before = text[line:start].rstrip().lower()
    led = "par" in before or "avec" in before, before.endswith("sous"), before.endswith("(")
    for pattern, possible in zip((_TREATED_BY, _UNDER, _BRACKETED), led, strict=True):
        found = pattern.search(text, line, start) if possible else None
        if found and (pattern is not _BRACKETED or not DOSE.match(text, end)):
            return reading.is_past_before(found.start() if pattern is not _UNDER else found.end())
    return False


def _state(bits: int, cue_state: str) -> str:
    if bits & CONDITION or (bits & HYPOTHETICAL and not bits & NEGATED):
        return "planned"
    if bits & NEGATED:
        return cue_state if cue_state in ("contraindicated", "refused") else ""
    if bits & HISTORICAL:
        return "stopped"
    return "current"
