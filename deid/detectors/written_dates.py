"""Dates with the month in words: `3 mars 2019`, `le premier mai`, `déc. 2020`, `May 2nd, 2008`, `12janv`."""

from __future__ import annotations

import re
from collections.abc import Iterator

from deid import dates
from deid.cues import Cue
from deid.detectors.date_labels import labelled
from deid.page import Page
from deid.spans import Span

_MONTHS = (
    r"janv(?:ier|\.)?|jan\.?|f[éeè]v(?:r(?:ier|\.)?|\.)?|mars|mar\.|avr(?:il|\.)?|mai|juin|juil(?:let|\.)?|ao[uûù]t|sept(?:embre|\.)?|sep\.?|"
    r"oct(?:obre|\.)?|nov(?:embre|\.)?|d[éeè]c(?:embre|\.)?|january|february|feb\.?|march|april|apr\.?|may|june?|july?|august|aug\.?|"
    r"september|october|november|december|(?<=\d)mar|(?<=\d-)mar(?=-)"
)
_DAY = (
    r"(?:lundi|mardi|mercredi|jeudi|vendredi|samedi|dimanche|lund?\.?|mard?\.|mer(?:cr?)?\.?|jeud?\.?|vend?r?\.?|same?\.?|dim\.?|"
    r"monday|tuesday|wednesday|thursday|friday|saturday|sunday|mon\.?|tues?\.?|wed\.?|thu(?:rs?)?\.?|fri\.?|sat\.?|sun\.?)"
)
DAY_FIGURES = r"[0-3Ool]?[\dOol]"
YEAR_FIGURES = r"(?:(?:19|2[0O])[\dOol]{2})"
_NUMBER_WORDS = r"(?:(?:premier|un|deux|trois|quatre|cinq|six|sept|huit|neuf|dix|onze|douze|treize|quatorze|quinze|seize|vingts?|trente|quarante|cinquante|soixante|cents?|mille?|et)(?:[ -]|(?=[^\w])|$))+"
TEXTUAL = re.compile(
    rf"(?<![^\W_])(?<!\d[.,/])(?:{_DAY},?\s+(?:le\s+)?)?(?:(?P<range>{DAY_FIGURES}(?:er)?)(?:\s+(?:au|et|ou|à)\s+|\s?[-/]\s?)(?:{_DAY}\s+)?)?"
    rf"(?:(?P<day>{DAY_FIGURES}\s?(?:er|re|st|nd|rd|th)?|1\s?er)[\s,.-]*(?:of\s+)?|(?P<words>(?:{_NUMBER_WORDS})))?"
    rf"(?P<month>{_MONTHS})(?![^\W\d_])\.?"
    rf"(?:[\s,.-]*(?P<d2>[0-3]?\d(?:st|nd|rd|th)?),\s*(?P<y2>{YEAR_FIGURES}))?"
    rf"(?:[\s,-]*(?P<year>{YEAR_FIGURES}|'\d\d|(?<=[\s-])\d\d(?!\d|\s?(?:h|:\d|mg|ml|g\b|ans|ui|%|[/.,]\d)))(?![\d]))?"
    rf"(?:[\s,-]*(?P<ywords>mille? (?:{_NUMBER_WORDS})|deux mille (?:{_NUMBER_WORDS})?|vingt(?= |$)))?",
    re.I,
)
_IN_ENGLISH = re.compile(TEXTUAL.pattern.replace(r"(?<=\d)mar|", "mar|"), re.I)
LAW = re.compile(
    r"(?:loi|d[ée]cret|arr[êe]t[ée] (?:minist\w+|du minist\w+)|ordonnance n|directive|r[èe]glement)[^\n.]{0,30}?(?:du|n°)\s*(?:[\d-]+ du )?(?:\d{1,2}(?:er)? \w{3,9} )?$",
    re.I,
)
WEEKDAY_WORDS = frozenset(
    "lundi mardi mercredi jeudi vendredi samedi dimanche lun lund mar mard mer merc mercr jeu jeud ven vend vendr sam same dim monday tuesday wednesday thursday friday saturday sunday "
    "mon tue tues wed thu thur thurs fri sat sun".split()
)
_GLUED_MONTH = re.compile(r"^\d{1,2}(?:jan|fev|feb|mar|avr|apr|mai|may|jui|jun|jul|aou|aug|sep|oct|nov|dec)")
_YEAR_FIRST = re.compile(r"(?<!\d)(?:19|20)\d\d \Z")
_MONTH_WORDS = Cue(frozenset(dates.MONTH))
_GLUED_MONTHS = Cue(
    test=lambda word: (
        len(word.folded) > 4
        and not word.folded.isalpha()
        and word.folded not in dates.MONTH
        and _GLUED_MONTH.search(word.folded) is not None
    )
)
_TEXTUAL_STARTS = Cue(
    frozenset(dates.MONTH)
    | WEEKDAY_WORDS
    | frozenset(
        "premier un deux trois quatre cinq six sept huit neuf dix onze douze treize "
        "quatorze quinze seize vingt vingts trente quarante cinquante soixante cent cents mil mille et o l ol lo oo ll jan fev avr jul sep oct nov dec mai juin juil sept january february march april june july august".split()
    ),
    written=rf"(?i:{DAY_FIGURES}(?:er|re|st|nd|rd|th)?(?:\Z|(?={_MONTHS}))|{_MONTHS})",
    of="figure",
    listed=False,
)
"""Words with which a written date may begin."""


def find(page: Page) -> Iterator[Span]:
    """Dates around a month's name; the expression is tried at the words before it that a date may begin with."""
    done = 0
    for i in page.at(_MONTH_WORDS):
        match = _around_month(page, i, done)
        if match:
            yield from _written(page, match)
            done = match.end()
    for i in page.at(_GLUED_MONTHS):
        for match in TEXTUAL.finditer(page.text, page.starts[i], page.ends[i] + 8):
            yield from _written(page, match)


def _around_month(page: Page, i: int, done: int) -> re.Match[str] | None:
    """The date whose month is token ``i``; it begins at one of the eleven words before at most."""
    text, starts = page.text, page.starts
    high = min(len(text), page.ends[i] + 60)
    for k in range(max(0, i - 11), i + 1):
        if starts[k] < done or not page.has(k, _TEXTUAL_STARTS):
            continue
        match = (_IN_ENGLISH if page.lang == "en" else TEXTUAL).match(text, starts[k], high)
        if match and match.start("month") >= starts[i]:
            return match if match.start("month") == starts[i] else None
        done = match.end() if match else done
    return None


def _written(page: Page, match: re.Match[str]) -> Iterator[Span]:
    text = page.text
    start, end = match.start(), match.end()
    if LAW.search(text[max(0, start - 50) : start]):
        return
    year_first = _YEAR_FIRST.search(text, max(0, start - 6), start)
    if year_first and not match["year"]:
        yield labelled(page, start - 5, end, "written")
        return
    has_day = match["day"] or match["words"] or match["d2"]
    if not (has_day or match["year"] or match["ywords"] or match["range"]) or re.match(
        r"\s?ans\b", text[end : end + 5]
    ):
        return
    if match["words"] and not match["day"] and (dates.number_in_words(match["words"]) or 99) > 31:
        if not match["year"]:
            return
        start = match.start("month")
    month = match["month"].rstrip(".").lower()
    if month in _SHORT_MONTHS and match["month"][-1] != "." and not (has_day or match["range"]):
        whole = match["year"] is not None and len(match["year"]) == 4
        if not whole or (month in ("mar", "sep") and not match["month"].istitle()):
            return
    while end > start and text[end - 1] in " ,.-\n":
        end -= 1
    if match["range"]:
        yield labelled(page, start, match.end("range"), "range")
        second = match.start("day") if match["day"] else match.start("month")
        yield labelled(page, second, end, "written")._replace(label=labelled(page, start, end, "").label)
    else:
        yield labelled(
            page, start, end, "inwords" if match["ywords"] and "mil" in match["ywords"].lower() else "written"
        )


_SHORT_MONTHS = ("mar", "may", "sep", "dec", "nov")
"""Short forms that are other words or diseases too: alone they need a year of four figures."""
