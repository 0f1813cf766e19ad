"""Ages of 90 and over, in figures or words; `45 ans 3 mois et 12 jours` beside a date gives a birth date away and goes too."""

from __future__ import annotations

import re
from collections.abc import Iterator

from deid.page import Page
from deid.spans import CONTEXT, LABELLED, Span

_OLD = re.compile(
    r"(?<![\d.,/-])(?:9\d|1[01]\d)\s?(?:ans?\b|a\b(?!\s*(?:a|eu|\d))|(?-i:A)\b(?=\s|$|[),;])|y\.?o\.?\b|years?(?: |-)old\b|-year-old\b|years of age\b)|"
    r"quatre[- ]vingt[- ](?:dix(?:[- ](?:sept|huit|neuf))?|onze|douze|treize|quatorze|quinze|seize)\s+ans|\bcentenaire\b|\bnonag[ée]naire\b|(?<=aged )(?:9\d|1[01]\d)(?!\d)",
    re.I,
)
_DURATION = re.compile(r"(?:depuis|pendant|il y a|dans|survie à|suivi de)\s+(?:pr[èe]s de\s+)?$", re.I)
_EXACT = re.compile(r"(?<!\d)\d{1,2}\s?ans?,?\s+(?:et\s+)?\d{1,2}\s?mois,?\s+(?:et\s+)?\d{1,2}\s?j(?:ours?)?\b", re.I)
_BIRTHDAY = re.compile(
    r"(?:f[êe]te|f[êe]tera|c[ée]l[èe]bre|a)\s+(?:ses|son)\s+(?P<age>\d{1,3}\s?(?:ans|e anniversaire|[èe]me anniversaire))\s+(?=aujourd['’]hui|ce jour|demain|hier)",
    re.I,
)


_STARTS = frozenset(("quatre", "centenaire", "nonagenaire", "centenaires", "nonagenaires"))


def _old(page: Page) -> Iterator[re.Match[str]]:
    for i, folded in enumerate(page.folded):
        if folded in _STARTS or (folded[0] in "91" and folded[:2].isdigit()):
            match = _OLD.match(page.text, page.starts[i])
            if match:
                yield match


def find(page: Page) -> Iterator[Span]:
    """Every age of 90 and over, and exact ages that give the birth date."""
    text = page.text
    for match in _old(page):
        if not _DURATION.search(text[max(0, match.start() - 25) : match.start()]):
            yield Span(match.start(), match.end(), "AGE90", "age", LABELLED)
    for match in _EXACT.finditer(text) if "mois" in text else ():
        yield Span(match.start(), match.end(), "DATE_NAISSANCE", "age.exact", CONTEXT)
    for match in _BIRTHDAY.finditer(text) if " ses " in text or " son " in text else ():
        yield Span(match.start("age"), match.end("age"), "DATE_NAISSANCE", "age.birthday", CONTEXT)
