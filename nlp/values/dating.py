"""Dates near a result: ``(le 12/03)``, ``Bio du 02/02 :``, column heads."""

from __future__ import annotations

import re

DATE = re.compile(
    r"(?<![\d/.])(?P<day>[0-3]?\d)[/.-](?P<month>[01]?\d)(?:[/.-](?P<year>(?:19|20)\d\d|\d\d))?(?![\d/]|[.,]\d)"
    r"|(?<!\d)(?P<iso>(?:19|20)\d\d-\d\d-\d\d)(?!\d)"
)


def iso_date(match: re.Match[str], reference: str | None) -> str | None:
    """The ISO date of a match of ``DATE``; a missing year is the one that makes it not later than ``reference``."""
    if match["iso"]:
        return match["iso"]
    day, month = int(match["day"]), int(match["month"])
    if not (1 <= day <= 31 and 1 <= month <= 12):
        return None
    year = match["year"]
    if year is None:
        if not reference:
            return None
        this = int(reference[:4])
        return f"{this - (f'{month:02d}-{day:02d}' > reference[5:10]):04d}-{month:02d}-{day:02d}"
    full = int(year) if len(year) == 4 else 2000 + int(year)
    return f"{full:04d}-{month:02d}-{day:02d}"


NEAR = 160
"""How far before its result, in characters, a date on the same line is looked for."""

_MAYBE = re.compile(r"\d[/.-]\d")
"""What every date has."""

_AFTER = re.compile(r"\s*\(?\s*(?:le|du|au|en date du)\s+|\s*\(\s*")
_BEFORE = re.compile(r"(?:\b(?:du|le|au|ce|bio|biologie|bilan|labo)\s*$|^\W*$)", re.IGNORECASE)


def date_near(text: str, start: int, end: int, reference: str | None) -> str | None:
    """The date that the text gives to the result ``start`` to ``end``: right after it, else before it on its line."""
    intro = _AFTER.match(text, end, end + 20)
    if intro:
        after = DATE.match(text, intro.end())
        if after:
            return iso_date(after, reference)
    line = max(text.rfind("\n", 0, start) + 1, start - NEAR)
    if _MAYBE.search(text, line, start) is None:
        return None
    last = None
    for found in DATE.finditer(text, line, start):
        lead = text[max(line, found.start() - 12) : found.start()]
        if _BEFORE.search(lead) and "(" not in lead:
            last = found
    return iso_date(last, reference) if last else None
