"""Courses of a drug that are over: told with their end or length, without effect, or held to be the cause of harm."""

from __future__ import annotations

import re

DOSE = re.compile(r"\s*\d")

_FAILED = re.compile(
    r"[^.;:\n()|]{0,30}?,?\s+(?:sans (?:effet|succ[èe]s|efficacit[ée]|am[ée]lioration|r[ée]sultat|b[ée]n[ée]fice)|inefficaces?|"
    r"aucun (?:effet|b[ée]n[ée]fice|r[ée]sultat|changement)|aucune (?:am[ée]lioration|efficacit[ée]|r[ée]ponse))\b"
    r"(?!\s+(?:secondaire|ind[ée]sirable))",
    re.IGNORECASE,
)
"""A treatment that did nothing: it was given up."""

_TAKEN = re.compile(r"\b(?:a|ai|avez) pris\b[^.;\n]*$", re.IGNORECASE)
"""What the patient took before coming is still of today."""

_COUNTED = re.compile(
    r"\b(?:trait[ée]e?s?|re[çc]ue?s?|b[ée]n[ée]fici[ée]|apr[èe]s|eu)\b[^.;:\n]{0,25}?\b(?:\d{1,2}|une?|deux|trois|quatre|cinq|six|"
    r"huit)\s+(?:bolus|cures?|cycles?|perfusions?|injections?|s[ée]ries?|ans|mois|semaines)\s+(?:de\s+|d['’])$",
    re.IGNORECASE,
)
"""A counted number of courses that were given."""

_UNTIL = re.compile(
    r"[^.;:\n()|,]{0,25}?,?\s+(?:jusqu['’](?:[àa]\s+(?:l['’][âa]ge de\s+)?\d{1,2}\s+ans"
    r"|(?:en|[àa]|au)\s+(?:[^\W\d_]+\s+)?(?:19|20)\d\d)"
    r"|de\s+(?:[^\W\d_]+\s+)?(?:19|20)\d\d\s+[àa]\s+(?:[^\W\d_]+\s+)?(?:19|20)\d\d)\b",
    re.IGNORECASE,
)
"""A course told from its beginning to its end."""

_RESOLVED = re.compile(
    r"\b(?:r[ée]duit?e?s?|r[ée]gressi\w+|r[ée]solue?s?|c[ée]d[ée]e?s?|gu[ée]rie?s?|jugul[ée]e?s?)\s+(?:sous|par|avec|apr[èe]s)\s+"
    r"(?:[^\W\d_]+\s+)?(?:l['’]|d['’])?$",
    re.IGNORECASE,
)
"""What a drug has settled in a stay: ``FA réduite sous X``."""

_SINCE = re.compile(r"\b(?:mois|ans|semaines|jours)\s+apr[èe]s\s+(?:l[ae]\s+|l['’])$", re.IGNORECASE)

_BLAMED = re.compile(
    r"\b(?:(?:imput|attribu)[ée]+e?s?\s+(?:[àa]|aux?)\s+|toxicit[ée]s?\s+(?:[^\W\d_]+\s+)?(?:du\s+|de\s+|au\s+|[àa]\s+))"
    r"(?:l['’](?:association|effet)\s+(?:de\s+|d['’])?|l[ae]s?\s+|l['’])?"
    r"(?:[^\W\d_]{5,}\s*(?:\+|et)\s*)?$",
    re.IGNORECASE,
)
"""A drug that is held to have caused what is told: it was given up."""

_LAST_LETTERS = frozenset({"de", "d'", "d’", "du", "la", "le", "l'", "l’", "es", " à", "au", "ux", " +", "et", "on"})
"""How what stands before a drug ends where one of the patterns that look back can match."""


def is_over(text: str, line: int, start: int, end: int, *, told: bool) -> bool:
    """Whether the words around the drug ``start`` to ``end`` tell a course that is over.

    Args:
        text: the document.
        line: where looking back may begin.
        start: where the drug's name begins.
        end: where it ends.
        told: the drug stands where a stay or a past is told.
    """
    before = text[line:start].rstrip()
    if before[-2:].lower() in _LAST_LETTERS and any(
        pattern.search(text, line, start) for pattern in (_SINCE, _BLAMED, _COUNTED)
    ):
        return True
    if told and _RESOLVED.search(text, line, start) and not DOSE.match(text, end):
        return True
    if _UNTIL.match(text, end, end + 90):
        return True
    return _FAILED.match(text, end, end + 60) is not None and not _TAKEN.search(text, line, start)
