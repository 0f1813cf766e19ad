"""Layout: a whole date beside a patient's name is a birth date, even where no word says so (`LEROUX Rose  F  17/05/1949`).

The line of a label, a list or a header puts family name, given name, sex and birth date side by side. A date is one of
birth if only such signs stand between the name and it, no hour follows, and it lies at least a year before the document
(or the person is new-born, then the record knows the date).
"""

from __future__ import annotations

import re
from bisect import bisect_left, bisect_right
from collections.abc import Iterator

from deid import dates
from deid.page import Page
from deid.spans import LABELLED, Span

_BETWEEN = re.compile(
    r"[\s,(|–—:·•/-]*(?:\([^)\n]{0,40}\)|ép(?:ouse|\.)?|n[ée]e?)?[\s,(|–—:·•/-]*(?:(?:masculin|f[ée]minin|homme|femme|sexe\s*:?|[MFHmfh])\b\.?)?"
    r"[\s,(|–—:·•/-]*(?:\d{1,3}\s?(?:ans|a\b|A\b)?)?[\s,)(|–—:·•/-]*"
)
_TIME = re.compile(r"\s*(?:à\s*)?\d{1,2}\s?[h:]\s?\d{0,2}")
_AGE_AFTER = re.compile(r"\s*[,(|–—-]*\s*\(?\d{1,3}\s?(?:ans|A\b|a\b|mois|y\.?o)")
_SEX_BEFORE = re.compile(r"(?:[|,;]\s*|\s{2,})[MFH]\s*[|,;]?\s*$")
_SHORT_YEAR = re.compile(r"\D\d\d$")
_REACH = 60
"""How far from a date an age or a name is looked for."""
_NUMBER_LABEL = re.compile(r"\b(?:ipp|nip|n°)\b\s*:?", re.I)


def births(page: Page, found: list[Span], *, year: int | None) -> Iterator[Span]:
    """The dates of ``found`` that their place shows to be birth dates, relabelled; ``year`` is the document's."""
    text = page.text
    names = sorted(span.end for span in found if span.label in ("NOM", "PRENOM"))
    others = sorted((span.end, span) for span in found if span.label in ("TEL", "IPP", "NDA", "SECU"))
    years = {span: y for span in found if span.label == "DATE" and (y := _year(text, span))}
    highest = sorted(years.values())[-2:]
    for span, own in years.items():
        latest = year or (
            highest[0] if own == highest[-1] and len(highest) > 1 else highest[-1] if len(highest) > 1 else 0
        )
        if latest and own > latest and _SHORT_YEAR.search(text, span.start, span.end):
            own -= 100
        if (latest and own > latest - 1) or _TIME.match(text, span.end):
            continue
        before = _last(names, span.start)
        beside = before is not None and span.start - before < _REACH and _between(text, before, span.start, others)
        if (
            beside
            or _SEX_BEFORE.search(text, max(0, span.start - 8), span.start)
            or (own < (latest or 2000) - 1 and _AGE_AFTER.match(text, span.end, span.end + _REACH))
        ):
            yield span._replace(label="DATE_NAISSANCE", detector="layout.birth", strength=LABELLED)


def _year(text: str, span: Span) -> int | None:
    """The year of a whole date, None for a partial one."""
    written = dates.read(text[span.start : span.end])
    return written.year if written and written.iso() else None


def _last(ends: list[int], at: int) -> int | None:
    place = bisect_right(ends, at)
    return ends[place - 1] if place else None


def _between(text: str, start: int, end: int, others: list[tuple[int, Span]]) -> bool:
    """Whether only sex, age, brackets and known numbers stand between a name and a date of one line."""
    gap = text[start:end]
    if gap.count("\n") > 1 or ("\n" in gap and gap.strip(" \n")):
        return False
    low = bisect_left(others, (start,))
    for place, span in reversed(others[low : bisect_right(others, (end + 1,))]):
        if start <= span.start and place <= end:
            gap = gap[: span.start - start] + gap[place - start :]
    return bool(_BETWEEN.fullmatch(_NUMBER_LABEL.sub("", gap)))
