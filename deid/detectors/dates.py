"""Dates in the text: numeric, written, partial, OCR-damaged; told from scores, doses, fractions and results.

A day and month without year is a date where it is written with a leading zero (`3/02`), where the day is no score's
numerator (`27/11`) or after a word that announces a date; `9/10`, `12/8`, `1/2 cp`, `27/30` are none. A date is a birth
date after `né(e) le` and its like, a death date after `décédé(e) le`; a delivery date counts as a birth date.
"""

from __future__ import annotations

import datetime as dt
import re
from bisect import bisect_left
from collections.abc import Iterator

from deid import dates, marks
from deid.cues import Cue, GapCue
from deid.detectors import written_dates
from deid.detectors.date_labels import labelled
from deid.detectors.written_dates import DAY_FIGURES, LAW, WEEKDAY_WORDS, YEAR_FIGURES
from deid.page import Page
from deid.spans import CONTEXT, LABELLED, Span

NUMERIC = re.compile(
    rf"(?<!(?-i:[\dA-Z]))(?<![\d][.,/:-])(?:"
    rf"(?P<iso>{YEAR_FIGURES}-[01]\d-[0-3]\d)(?:T[\d:.]+Z?)?|"
    rf"(?P<dmy>{DAY_FIGURES}\s?(?P<s>[./|-]|\s/\s)\s?[0-1Ool]?[\dOol]\s?(?P=s)\s?(?:{YEAR_FIGURES}|[\dOol]{{2}}))|"
    rf"(?P<us>[0-1]?\d/[0-3]\d/(?:19|20)\d\d)|"
    rf"(?P<my>(?:0?[1-9]|1[0-2]|O[1-9])[/.-]{YEAR_FIGURES})|"
    rf"(?P<dm>{DAY_FIGURES}\s?[/.-]\s?[0-1Ool]?[\dOol])"
    rf")(?!(?<!\d{{4}})[A-Za-z]|\d|%|[.,/]\d|(?<!\d{{4}})-\d(?!\d?[:h]\d)|°)",
    re.I,
)
_FILE = re.compile(r"(?<=[_-])(?:[0-3]\d[01]\d(?:(?:19|20)\d\d|\d\d)|(?:19|20)\d\d[01]\d[0-3]\d)(?=[_.-]|\b)")
_COMPACT = re.compile(
    r"(?:(?<=[A-Za-z]/)(?:[0-3]\d[01]\d\d\d)|[0-3]\d[01]\d(?P<y>20[0-3]\d))(?=[ \t]*(?:[/|)\n_]|$|[-–] |PAGE|page))"
)
"""A date without signs: behind initials and a slash in a reference, or before a sign that ends it."""
_PARTS = re.compile(r"(?<![\d.,/] )(?<![\d.,/])(?:[0-3] ?\d) (?:[0-3] ?\d) (?:1 ?9|2 ?0) ?\d ?\d(?! ?\d)")
_SPACED = re.compile(r"(?<!\d )(?<!\d)[0-3] \d [01] \d (?:1 9|2 0) \d \d(?! \d(?!\d))")
_FULL_DAY = (
    r"(?:lundi|mardi|mercredi|jeudi|vendredi|samedi|dimanche|monday|tuesday|wednesday|thursday|friday|saturday|sunday)"
)
_SHORT_DAY = r"(?:lund?|mard?|mer(?:cr?)?|jeud?|vend?r?|same?|dim)"
WEEKDAY = re.compile(
    rf"(?:{_FULL_DAY},?|{_SHORT_DAY}\.|(?P<bare>{_SHORT_DAY}|mon|tues?|wed|thu(?:rs?)?|fri|sat|sun)\.?)[ ](?:le |the )?(?P<day>[12]\d|3[01]|0?[1-9])(?P<th>er|st|nd|rd|th)?"
    r"(?![\w/%]|[.,:]\d|\s?(?:h|heures|mg|ml|cp|gouttes|fois|ans|mois|jours|g|ui)\b)",
    re.I,
)
_DAY_EXPECTED = re.compile(
    r"(?:\A|[\n\[(,;/|•>–—-][ \t]*|\b(?:le|du|au|ce|nuit|jusqu['’]au|depuis|d[èe]s|rdv|cs|sortie|entr[ée]e|pr[ée]vue?|revu|ttt|jusque|et|on|until|since|from|by|for|next|last)[ ])\Z",
    re.I,
)
YEAR = re.compile(
    r"(?<![\dA-Za-z.,/:+=<>°])(?<!(?<![Mm][Ii])-)(?<![=<>] )(?<!\d x )(?<!UF )(?P<y>19\d\d|2[0O][0-4Ool][\dOol])(?P<to>\s?[-/–]\s?(?:(?:19|20)\d\d|\d\d))?(?![\dA-Za-z%/]|:\d|[.,]\d|-\d{1,5}(?!\d))"
)
_WEEKDAYS = Cue(WEEKDAY_WORDS)
_SHIFT = re.compile(
    r"[ \t]*(?:[-–:|][ \t]*)?(?-i:[MSNJ]|AM|PM)(?=[ \t]*(?:[-–—:|/]|$|\n))|[ \t]*(?:[-–:|][ \t]*)?(?:nuit|matin|soir|apr[èe]s-midi|aprem|jour)\b",
    re.I,
)
"""The shift of a nursing note, behind its date: `08/02 N -`."""
_SHIFTS = re.compile(
    r"(?:(?:\A|[\n\[(*•>–—|-])[ \t]*(?:nuit|matin(?:[ée]e)?|soir(?:[ée]e)?|apr[èe]s-midi|aprem|apm|jour|journ[ée]e|veille|garde|[ée]quipe|rel[èe]ve|transm(?:issions?)?\.?|tour)|\b(?:nuit|garde|rel[èe]ve|veille))[ \t]*(?:du|des|de|le|:)?[ \t]*$",
    re.I,
)
"""The shift before its date: `nuit 3/12`."""
_ON_DAY = re.compile(rf"\b(?:{_FULL_DAY}|{_SHORT_DAY}|tues?|wed|thu(?:rs?)?|fri)[.,]?[ ](?:le )?\Z", re.I)
_HOUR = re.compile(r"[ \t]+(?:à[ \t]*|vers[ \t]*)?(?:[01]?\d|2[0-3])[ ]?(?:h(?![^\W\d_])|:[0-5]\d)", re.I)
_UNIT = re.compile(
    r"[ \t]?(?:m[lgm]\b|cc\b|g\b|kg|[µu]g|ui\b|u\b|kcal|cal\b|l\b|ng|pg|[µnpm]?mol|pas\b|m\b|/|x\b|×|cp\b|elem|él[ée]m|par (?!l[ea]s?\b|l[’']|un|une|mon|ma|nos|notre|son|sa|cette?|le |[A-Z](?-i:[a-z.])|(?-i:[A-Z]))|hz|copies|calories|"
    r"gouttes|unit[ée]s|euros|€|patients|cas\b|ch\b|mois|ans|jours|h\b|min\b|sec|w\b|mw|ms\b|leuco|h[ée]mat|germes|fois)", re.I)  # fmt: skip
_CUE = re.compile(
    r"(?:\b(?:le|du|au|de|d[èe]s|depuis|vers|jusqu['’]?au|jusque|avant|apr[èe]s|d[ée]but|fin|ddr|dpa|date|dat[ée]e?|rcp|cs|rdv|contr[ôo]le|pr[ée]lev[ée]e?|"
    r"en|et|ou|à|puis|les|permission|bilan|tdm|irm|tep|scanner|[ée]cho|eto|ett|efr|examen|consult(?:ation)?|visite|sortie|entr[ée]e|arriv[ée]e?|hospit|vu[e]?|re[çc]ue?|"
    r"inr|hc|ecbu|bio|fibro|biopsie|né[es]?|n[ée]\(e\)|the|on|of|from|until|date)\s*(?::\s*)?|[(\[,;>|]\s*|->\s*|→\s*)$", re.I)  # fmt: skip
_SCORE = re.compile(
    r"(?:\b(?:eva|en|score|cotation|mmse?|mms|moca|glasgow|gcs|nihss|asia|tinetti|apgar|adl|iadl|gds|mna|algoplus|ta|pa|pas|t\.a|tension|force|testing|test|quadriceps|"
    r"grade|stade|niveau|douleur|[ée]valu[ée]e|cot[ée]e?|snell(?:en)?|acuit[ée]|av|od|og|oeil\s+\w+|vision|parinaud|p\.?|page|lot|child|ramsay|bishop|norton|braden|mesur[ée]e?|"
    r"dose|posologie|cas|lexomil|previscan|comprim[ée]|[àa]\s+raison\s+de|lasegue|apfel|duke|ecog|wells)(?![^\W_])\s*(?::|=|à|de|est)?\s*(?:[^\W\d_]{1,12}\s*)?)$", re.I)  # fmt: skip
_DURATION = re.compile(r"\s?(?:semaines?|mois|jours?|ans|fois|sem\b|j\b|cp\b|comprim|gouttes|ampoule|sachet)", re.I)
_TIME = re.compile(
    r"\s*(?:à\s*)?(?:\d{1,2}\s?[h:]\s?\d{0,2}|matin|soir|nuit|midi|apr[èe]s-midi|[-–—:|)\]>]|$|\n)", re.I
)
_DIGITS, _NOT_DIGITS, _SIGN = re.compile(r"\d+"), re.compile(r"\D"), re.compile(r"[/.-]")
_SCORED = re.compile(r"(?:apgar|score|\bta|ros|tnm)\s*:?\s*\Z", re.I)
_ARTICLE = re.compile(r"\b(?:le|du|au|d[èe]s|depuis|jusqu['’]au)\s*\Z", re.I)
_LINE_END = re.compile(r"[ \t]*(?:\n|$)")
_STOPPED = re.compile(r"\s?[,;)/]")
_TAB = re.compile(r"\+?\t")
_NO_UNIT = re.compile(r"\s?(?:m\b|/\s|x\b|ch\b)")
_IN_YEAR = re.compile(
    r"\b(?:d[ée]but|fin|mi|courant|printemps|[ée]t[ée]|automne|hiver|d[èe]s|depuis|opérée?|posée?|greff[ée]e?|depuis|since|in)[ -](?:en[ -])?\Z",
    re.I,
)
_DOSES = re.compile(r"\s?(?:à|-|x)\s?\d{3,4}\s?(?:ml|ui|mg|kcal|g\b)", re.I)
_DATE_SIGN = GapCue(r"\A\s{0,2}[./|-]\s{0,2}\Z")
_FILE_DATES = Cue(written=r"(?:\d{6}|\d{8})\Z", of="figure")
_FIGURE = Cue(written=r"\d\Z", of="figure")
_YEARS = Cue(written=r"(?:19\d\d|2[0O][0-4Ool][\dOol])\Z", of="figure")


def find(page: Page) -> Iterator[Span]:
    """Every date of the page, with its label."""
    found = list(written_dates.find(page))
    done = 0
    numeric = [(i, NUMERIC.match(page.text, page.starts[i])) for i in _figures(page)]
    for i, match in numeric:
        for span in _at(page, i, page.starts[i], match) if page.starts[i] >= done else ():
            found.append(span)
            done = span.end
    yield from found
    if page.lang != "en":
        yield from _near(page, [match for _, match in numeric if match and match["dm"]], found)
    for i in page.at(_WEEKDAYS):
        match = WEEKDAY.match(page.text, page.starts[i])
        if match and (
            not match["bare"]
            or match["th"]
            or _DAY_EXPECTED.search(page.text, max(0, match.start() - 14), match.start())
        ):
            yield labelled(page, match.start(), match.end(), "weekday")


def _figures(page: Page) -> list[int]:
    """Where a date in figures may begin: before a sign of dates, in file names, at figures written apart, at years."""
    last = len(page) - 1
    firsts = [i - 1 for i in page.at(_DATE_SIGN) if i and page.words[i][0] in "0123456789OolOL"]
    firsts += page.at(_FILE_DATES)
    firsts += [
        i - 2
        for i in page.at(_YEARS)
        if i > 1 and page.gaps[i] == page.gaps[i - 1] == " " and page.has(i - 1, marks.NUMERIC)
    ]
    firsts += [i - k for i in page.at(_FIGURE) if i < last and page.has(i + 1, _FIGURE) for k in (0, 1) if i >= k]
    return sorted({*page.at(_YEARS), *page.having(firsts, marks.NUMERIC)})


def _at(page: Page, i: int, start: int, match: re.Match[str] | None) -> Iterator[Span]:
    """The date that begins with the number at token ``i``, its weekday before it included; ``match`` is one of ``NUMERIC``."""
    text = page.text
    if match and page.lang == "en" and _BRITISH_DURATION.fullmatch(match.group()):
        return
    if match and _is_date(match, text):
        if i and page.has(i - 1, _WEEKDAYS) and page.gaps[i] in (" ", ". ", ", "):
            start = page.starts[i - 1]
        parted = (
            _PARTED_DAY.search(text, max(0, start - 8), start) if match["dmy"] and match["dmy"][1] in "/.-" else None
        )
        start = parted.start("ten") if parted else start
        yield from _range_start(text, start)
        yield labelled(page, start, match.end(), "numeric")
        return
    match = _COMPACT.match(text, start) if page.ends[i] - start in (6, 8) else None
    if match and dates.read(match.group()) and (len(match.group()) == 6 or match["y"]):
        yield labelled(page, start, match.end(), "compact")
        return
    size, apart = page.ends[i] - start, text[page.ends[i] : page.ends[i] + 1] == " "
    match = _BLANKS.match(text, start) if size < 3 and apart else None
    if match and _BEFORE_BLANKS.search(text, max(0, start - 12), start):
        yield labelled(page, start, match.end(), "blanks")
        return
    match = _FILE.match(text, start) if start and text[start - 1] in "_-" else None
    if match and dates.read(match.group()) and _IN_FILE.search(text, max(0, start - 40), start):
        yield labelled(page, start, match.end(), "file")
        return
    match = _PARTS.match(text, start) if size < 3 and apart else None
    if match and match.group().count(" ") > 3 and dates.read(match.group().replace(" ", "")):
        yield labelled(page, start, match.end(), "spaced")
        return
    match = _SPACED.match(text, start) if size == 1 and apart else None
    if match:
        yield Span(start, match.end(), "DATE_NAISSANCE", "date.spaced.birth", LABELLED)
        return
    if size == 4:
        yield from _year(page, start)


def _near(page: Page, partial: list[re.Match[str]], found: list[Span]) -> Iterator[Span]:
    """A day and month that could be a score, within a week before or three after a date that the note writes whole."""
    text, taken = page.text, {span.start for span in found}
    doubtful = [match for match in partial if match.start() not in taken]
    if not doubtful:
        return
    surfaces = {text[span.start : span.end] for span in found if span.label == "DATE"}
    whole = list({(date.month, date.day) for surface in surfaces if (date := _day(surface))})
    spans = sorted((span.start, span.end) for span in found)
    for match in doubtful if whole else ():
        before = bisect_left(spans, (match.start(),)) - 1
        if before >= 0 and match.start() < spans[before][1]:
            continue
        day, month = (
            int(part.translate(dates.SCANNED)) if part.strip().translate(dates.SCANNED).isdigit() else 0
            for part in _SIGN.split(match["dm"])
        )
        if (
            not _may_be_score(day, month)
            and _is_near(day, month, whole, exact="/" not in match["dm"])
            and not _is_value(text, match)
        ):
            yield labelled(page, match.start(), match.end(), "near")


def _day(surface: str) -> dt.date | None:
    """The day that a date says; one without year is put into any."""
    written = dates.read(surface)
    iso = written._replace(year=written.year or 2024).iso() if written and written.day and written.month else None
    return dt.date.fromisoformat(iso) if iso else None


def _may_be_score(day: int, month: int) -> bool:
    """Whether figures are rather a fraction, a titre, a murmur or a score out of five, six or ten."""
    return day == 1 or (month in (2, 3, 4, 5, 6, 10) and day <= month)


def _is_near(day: int, month: int, whole: list[tuple[int, int]], *, exact: bool) -> bool:
    """Whether a day and month lie near one of the whole dates (month and day); ``exact``: are one."""
    if not (1 <= day <= 31 and 1 <= month <= 12):
        return False
    if exact:
        return (month, day) in whole
    return any(-8 < (month - known + 6) % 12 * 30.4 - 182 + day - of < 22 for known, of in whole)


_VALUE_BEFORE = re.compile(
    r"(?:souffle[^\n.]{0,30}|cot[ée]\w* [^\n.]{0,20}|\b(?:sppb|borg|tug|edss|updrs|upenn|isi|hit|vas|ces-?d|berg|mif|oswestry|womac)[ \t]*|(?:[:=<>+]|\b(?:x|fab|kps|cha2?ds2?(?:[ -]?vas?c)?|has-?bled|abcd2?|sofa|lawton|katz|horloge|cam|dn4|evendol|fps|nrs|phq|had|bdi|madrs|das|karnofsky|oms|rass|cpot|bps|4at|items?|rappel|ganglions?|n|biopsies?|carottes?|"
    r"lames?|points?|bm|k|ki|ph|hb|crp|temp[ée]rature|t°|inr|cr[ée]at(?:inine)?|glyc[ée]mie|hgt|dextro|na|ca|lactates?))[ \t]*)\Z",
    re.I,
)


def _is_value(text: str, match: re.Match[str]) -> bool:
    """Whether a score, a measure or a list item stands where a day might."""
    start, end = match.span()
    before, after = text[max(0, start - 40) : start], text[end : end + 14]
    if (
        _SCORE.search(before)
        or _VALUE_BEFORE.search(before)
        or _DURATION.match(after)
        or (_UNIT.match(after) and not _SHIFT.match(after))
    ):
        return True
    if "/" not in match["dm"]:
        return len(match["dm"]) < 4 or not _LINE_END.match(after) or before.rstrip(" \t").endswith("\n")
    return "-" in match["dm"]


_BLANKS = re.compile(r"(?:[12]\d|3[01]|0?[1-9]) (?:0[1-9]|1[0-2]) (?:19|20)\d\d(?![\d%]|[.,/ ]\d)")
_BEFORE_BLANKS = re.compile(
    r"(?:\A|[\n(|:]|\b(?:le|du|au|n[ée]e?|ddn|dn|date|depuis|d[èe]s|of|on|dob|born)[ .:]*)[ \t]*\Z", re.I
)
"""A whole date with blanks for signs, and what may stand before it."""
_BRITISH_DURATION = re.compile(r"\d{1,2}/(?:7|52|12)")
"""`3/7`, `2/52`, `6/12` are days, weeks and months in British notes."""
_PARTED_DAY = re.compile(r"(?:\A|\n|\b(?:[lI1]e|du|au|n[ée]e?|:) )(?P<ten>[0-3]) \Z")
"""The first figure of a day that a scanner set apart: `le 2 1/06/2018`."""
_IN_FILE = re.compile(r"[A-Za-z]{2}[\w.-]*[_-]\Z")
_RANGE = re.compile(r"(?:\bdu|\bles?|\bentre le|\bnuit du)\s+(?P<day>[0-3]?\d)(?:er)?\s+(?:au|et|ou|et le)\s+$", re.I)


def _range_start(text: str, start: int) -> Iterator[Span]:
    """The first day of `du 18 au 29/03/2020`, `les 18 et 19/01`."""
    match = _RANGE.search(text, max(0, start - 24), start)
    if match:
        yield Span(match.start("day"), match.end("day"), "DATE", "date.range", CONTEXT)


def _is_date(match: re.Match[str], text: str) -> bool:
    surface = match.group()
    date = dates.read(match["iso"] or surface)
    if date is None or (date.month or 1) > 12:
        return False
    start, end = match.start(), match.end()
    if (match["dmy"] and len(_NOT_DIGITS.sub("", match["dmy"])) < 4) or (
        start and text[start - 1].islower() and not match["dmy"]
    ):
        return False
    if match["dmy"] and _SCORED.search(text, max(0, start - 9), start):
        return False
    if not match["dm"]:
        return True
    if not all(any(c.isdigit() for c in part) for part in _SIGN.split(match["dm"])):
        return False
    before, after = text[max(0, start - 40) : start], text[end : end + 14]
    return _is_day_and_month(match["dm"], before, after)


def _is_day_and_month(surface: str, before: str, after: str) -> bool:
    day, month = (part.strip().translate(dates.SCANNED) for part in _SIGN.split(surface))
    if not (day.isdigit() and month.isdigit() and 1 <= int(day) <= 31 and 1 <= int(month) <= 12):
        return False
    shifted = _SHIFT.match(after) if "/" in surface else None
    cue = bool(_CUE.search(before))
    line_start = not before.strip(" \t*•>-") or before.rstrip(" \t*•>-|").endswith("\n")
    strong = (
        _ARTICLE.search(before)
        or _ON_DAY.search(before)
        or ("/" in surface and _SHIFTS.search(before))
        or (line_start and shifted)
    )
    if not strong and (_UNIT.match(after) or _SCORE.search(before)):
        return False
    if not strong and line_start and _LINE_END.match(after):
        return len(month) == 2 and len(day) == 2 and month[0] == "0"
    if _DURATION.match(after):
        return False
    padded = len(month) == 2
    if "/" in surface:
        if padded and month[0] == "0":
            return True
        if padded and (int(day) > 12 or (day[0] == "0" and len(day) == 2)):
            return True
        return (
            bool(strong)
            or ((cue or line_start) and (int(day) > 10 or int(month) not in (2, 3, 4, 5, 10)))
            or (line_start and bool(_TIME.match(after)))
            or bool(_HOUR.match(after))
        )
    if not (padded and (len(day) == 2 or (strong and month[0] == "0"))):
        return False
    if "-" in surface:
        return bool(strong) or (line_start and bool(_TIME.match(after)))
    return bool(strong) or ((cue or line_start) and bool(_TIME.match(after) or _STOPPED.match(after)))


def _year(page: Page, start: int) -> Iterator[Span]:
    text = page.text
    match = YEAR.match(text, start)
    if match is None or LAW.search(text[max(0, start - 60) : start]):
        return
    if text.endswith("+ ", 0, start) and not YEAR.search(text, max(0, start - 40), start - 2):
        return
    after = text[match.end() : match.end() + 12]
    if after[:1] in ("+", "*"):  # a result out of range
        return
    if _TAB.match(after) and text[start - 1 : start] == "\t":
        return
    if _UNIT.match(after) and not _NO_UNIT.match(after) and not _IN_YEAR.search(text, max(0, start - 16), start):
        return
    if _DOSES.match(after):
        return
    yield labelled(page, start, match.end("y"), "year")
    if match["to"]:
        digits = _DIGITS.search(match["to"])
        if digits and (len(digits[0]) == 4 or int(digits[0]) >= int(match["y"][2:].translate(dates.SCANNED))):
            at = match.start("to") + digits.start()
            yield Span(at, at + len(digits[0]), "DATE", "date.year", CONTEXT)
