"""Ages of 90 and over, in figures or words; `45 ans 3 mois et 12 jours` beside a date gives a birth date away and goes too."""

from __future__ import annotations

import re
from collections.abc import Iterator

from deid.cues import Cue
from deid.page import Page
from deid.spans import CONTEXT, LABELLED, Span

_OLD = re.compile(
    r"(?<![\d.,/-])(?:9\d|1[01]\d)\s?(?:ans?\b|(?<=\d)a\b(?!\s*(?:a|eu)\b)|a\b(?!\s*(?:a|eu|\d))|[âa]ns?\b|(?-i:A)\b(?=\s|$|[),;])|y\.?o\.?\b|years?(?: |-)old\b|-year-old\b|years of age\b|yrs?\b|years?(?=\s*(?:$|[\n)\],;.]))|(?<=\d)y(?=[\s,;/)]))|"
    r"quatre[- ]vingt[- ](?:dix(?:[- ](?:sept|huit|neuf))?|onze|douze|treize|quatorze|quinze|seize)\s+ans|\bcentenaire\b|\bnonag[ée]naire\b|(?<=aged )(?:9\d|1[01]\d)(?!\d)|(?:(?<=\b[âa]g[ée] de )|(?<=\b[âa]g[ée]e de ))9\d(?!\d|[.,]\d| ?%)",
    re.I,
)
_DURATION = re.compile(r"(?:depuis|pendant|il y a|dans|survie à|suivi de)\s+(?:pr[èe]s de\s+)?$", re.I)
_EXACT = re.compile(r"(?<!\d)\d{1,2}\s?ans?,?\s+(?:et\s+)?\d{1,2}\s?mois,?\s+(?:et\s+)?\d{1,2}\s?j(?:ours?)?\b", re.I)
_BIRTHDAY = re.compile(
    r"(?:f[êe]te|f[êe]tera|c[ée]l[èe]bre|a)\s+(?:ses|son)\s+(?P<age>\d{1,3}\s?(?:ans|e anniversaire|[èe]me anniversaire))\s+(?=aujourd['’]hui|ce jour|demain|hier)",
    re.I,
)


_STARTS = Cue(
    "quatre centenaire nonagenaire centenaires nonagenaires",
    written=r"9\d|1[01]\d",
    of="figure",
)
_MONTHS = Cue("mois", written=r"(?i:\d{1,2}mois)\Z", of="figure")
_YEARS = Cue("an ans", written=r"(?i:\d{1,2}ans?)\Z", of="figure")
_CELEBRATED = Cue("ses son")


def find(page: Page) -> Iterator[Span]:
    """Every age of 90 and over, and exact ages that give the birth date."""
    text = page.text
    for i in page.at(_STARTS):
        match = _OLD.match(text, page.starts[i])
        if match is None:
            continue
        if not _DURATION.search(text, max(0, match.start() - 25), match.start()):
            yield Span(match.start(), match.end(), "AGE90", "age", LABELLED)
    for match in _EXACT.finditer(text) if _months_and_years(page) else ():
        yield Span(match.start(), match.end(), "DATE_NAISSANCE", "age.exact", CONTEXT)
    for match in _BIRTHDAY.finditer(text) if _birthdays(page) else ():
        yield Span(match.start("age"), match.end("age"), "DATE_NAISSANCE", "age.birthday", CONTEXT)


def _months_and_years(page: Page) -> bool:
    """Whether months follow years: `45 ans 3 mois`, `45 ans et 3 mois`."""
    years = set(page.at(_YEARS))
    return any(years.intersection((i - 1, i - 2, i - 3)) for i in page.at(_MONTHS)) if years else False


def _birthdays(page: Page) -> bool:
    """Whether `ses` or `son` stands before a figure."""
    last = len(page) - 1
    return any(i < last and page.words[i + 1][0].isdigit() for i in page.at(_CELEBRATED))
