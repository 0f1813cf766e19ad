"""Dates in the text: numeric, written, partial, OCR-damaged; told from scores, doses, fractions and results.

A day and month without year is a date where it is written with a leading zero (`3/02`), where the day is no score's
numerator (`27/11`) or after a word that announces a date; `9/10`, `12/8`, `1/2 cp`, `27/30` are none. A date is a birth
date after `né(e) le` and its like, a death date after `décédé(e) le`; a delivery date counts as a birth date.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from deid import dates
from deid.page import Page
from deid.spans import CONTEXT, LABELLED, Span

_MONTHS = (
    r"janv(?:ier|\.)?|jan\.?|f[ée]v(?:r(?:ier|\.)?|\.)?|mars|mar\.|avr(?:il|\.)?|mai|juin|juil(?:let|\.)?|ao[uû]t|sept(?:embre|\.)?|sep\.?|"
    r"oct(?:obre|\.)?|nov(?:embre|\.)?|d[ée]c(?:embre|\.)?|january|february|feb\.?|march|april|apr\.?|may|june?|july?|august|aug\.?|"
    r"september|october|november|december"
)
_DAY = r"(?:lundi|mardi|mercredi|jeudi|vendredi|samedi|dimanche|lun\.?|mar\.|mer\.?|jeu\.?|ven\.?|sam\.?|dim\.?|monday|tuesday|wednesday|thursday|friday|saturday|sunday)"
_N = r"[0-3Ool]?[\dOol]"
_YEAR = r"(?:(?:19|2[0O])[\dOol]{2})"
NUMERIC = re.compile(
    rf"(?<!(?-i:[\dA-Z]))(?<![\d][.,/:-])(?:"
    rf"(?P<iso>{_YEAR}-[01]\d-[0-3]\d)(?:T[\d:.]+Z?)?|"
    rf"(?P<dmy>{_N}\s?(?P<s>[./|-]|\s/\s)\s?[0-1Ool]?[\dOol]\s?(?P=s)\s?(?:{_YEAR}|[\dOol]{{2}}))|"
    rf"(?P<us>[0-1]?\d/[0-3]\d/(?:19|20)\d\d)|"
    rf"(?P<my>(?:0?[1-9]|1[0-2]|O[1-9])[/.-]{_YEAR})|"
    rf"(?P<dm>{_N}\s?[/.-]\s?[0-1Ool]?[\dOol])"
    rf")(?!(?<!\d{{4}})[A-Za-z]|\d|%|[.,/]\d|(?<!\d{{4}})-\d|°)",
    re.I,
)
_FILE = re.compile(r"(?<=[_-])(?:[0-3]\d[01]\d(?:(?:19|20)\d\d|\d\d)|(?:19|20)\d\d[01]\d[0-3]\d)(?=[_.-]|\b)")
_SPACED = re.compile(r"(?<!\d )(?<!\d)[0-3] \d [01] \d (?:1 9|2 0) \d \d(?! \d(?!\d))")
_NUMBER_WORDS = r"(?:(?:premier|un|deux|trois|quatre|cinq|six|sept|huit|neuf|dix|onze|douze|treize|quatorze|quinze|seize|vingts?|trente|quarante|cinquante|soixante|cents?|mille?|et)(?:[ -]|(?=[^\w])|$))+"
TEXTUAL = re.compile(
    rf"(?<![^\W_])(?<!\d[.,/])(?:{_DAY},?\s+(?:le\s+)?)?(?:(?P<range>{_N}(?:er)?)(?:\s+(?:au|et|ou|à)\s+|\s?[-/]\s?)(?:{_DAY}\s+)?)?"
    rf"(?:(?P<day>{_N}\s?(?:er|re|st|nd|rd|th)?|1\s?er)[\s,.-]*(?:of\s+)?|(?P<words>(?:{_NUMBER_WORDS})))?"
    rf"(?P<month>{_MONTHS})(?![^\W\d_])\.?"
    rf"(?:[\s,.-]*(?P<d2>[0-3]?\d(?:st|nd|rd|th)?),\s*(?P<y2>{_YEAR}))?"
    rf"(?:[\s,-]*(?P<year>{_YEAR}|'\d\d|(?<=[\s-])\d\d(?!\d|\s?(?:h|:|mg|ml|g\b|ans|ui|%|[/.,]\d)))(?![\d]))?"
    rf"(?:[\s,-]*(?P<ywords>mille? (?:{_NUMBER_WORDS})|deux mille (?:{_NUMBER_WORDS})?|vingt(?= |$)))?",
    re.I,
)
_LONE_DAY = r"(?:lundi|mardi|mercredi|jeudi|vendredi|samedi|dimanche|(?:lun|mar|mer|jeu|ven|sam|dim)\.|monday|tuesday|wednesday|thursday|friday|saturday|sunday)"
WEEKDAY = re.compile(
    rf"(?<![^\W_]){_LONE_DAY}[ ](?:le\s+)?(?P<day>{_N})(?:er)?(?![\d\w/.,:]|\s?(?:h\b|heures|mg|ml|cp|gouttes))", re.I
)
_LAW = re.compile(
    r"(?:loi|d[ée]cret|arr[êe]t[ée] (?:minist\w+|du minist\w+)|ordonnance n|directive|r[èe]glement)[^\n.]{0,30}?(?:du|n°)\s*(?:[\d-]+ du )?(?:\d{1,2}(?:er)? \w{3,9} )?$",
    re.I,
)
YEAR = re.compile(
    r"(?<![\dA-Za-z.,/:+=<>°-])(?<![=<>+] )(?<!\d x )(?<!UF )(?P<y>19\d\d|2[0O][0-4Ool][\dOol])(?P<to>\s?[-/–]\s?(?:(?:19|20)\d\d|\d\d))?(?![\dA-Za-z%/]|:\d|[.,]\d|-\d{1,5}(?!\d))"
)
_BIRTH_HINTS = ("né", "ne", "naiss", "dn", "d.n", "d.d", "monde", "dob", "birth", "born", "accouch")
_DEATH_HINTS = ("décè", "déc", "dec", "dcd", "mort", "lev", "died", "death")
_WEEKDAYS = frozenset(
    "lundi mardi mercredi jeudi vendredi samedi dimanche lun mar mer jeu ven sam dim monday tuesday wednesday thursday friday saturday sunday".split()
)
_GLUED_MONTH = re.compile(r"^\d{1,2}(?:jan|fev|feb|mar|avr|apr|mai|may|jui|jun|jul|aou|aug|sep|oct|nov|dec)")
_UNIT = re.compile(
    r"[ \t]?(?:m[lgm]\b|cc\b|g\b|kg|[µu]g|ui\b|u\b|kcal|cal\b|l\b|ng|pg|[µnpm]?mol|pas\b|m\b|/|x\b|×|cp\b|elem|él[ée]m|par\b|hz|copies|calories|"
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
_BIRTH = re.compile(
    r"(?:\bn[ée]{1,2}(?:\(e\)|e|s|es)?\s*(?:\(e\))?(?:\s*(?:le|1e|en|ce|dans|la|nuit|entre|:))*\s*|\bn[ée]e?\s+(?:[^\n\d]{0,40}?)[,(]?\s+(?:[lI1]e\s+)|\bdd?n\s*[:|.]?\s*|\bd\.d?\.?n\.?\s*:?\s*|date de (?:naissance|mise au monde)\s*[:|]?\s*|"
    r"naissance\s*(?:le|:|\|)?\s*|mise? au monde\s*(?:le)?\s*|\bdob\s*:?\s*|date of birth\s*:?\s*|\bborn\s*(?:on|in)?\s*(?:the\s*)?|accouch\w*\s+(?:\w+\s+){0,3}?le\s+|"
    r"accouchement\s*(?:le|du|:)\s*|\b(?:naissance|accouch\w*|n[ée]e?)\b[^\n.;\d]{0,40}?\ble\s+|naissance de [^\n]{0,30}? le )$", re.I)  # fmt: skip
_DEATH = re.compile(
    r"(?:d[ée]c[ée]d[ée]{1,2}s?\s*(?:\([^)]*\)\s*)?(?:brutalement\s*|chez \w+\s*|ici\s*)?(?:le|en|au|:|depuis)?\s*|\bdcd\s*(?:le|en)?\s*|d[ée]c[èe]s\s*(?:le|du|au|:|survenu|constat[ée]|\s)*\s*|mort[e]?\s*(?:le|en)\s*|"
    r"date de d[ée]c[èe]s\s*:?\s*|lev[ée]e de corps\s*(?:le)?\s*|died\s*(?:on|in)?\s*|deceased\s*(?:on)?\s*|date of death\s*:?\s*)$", re.I)  # fmt: skip


def find(page: Page) -> Iterator[Span]:
    """Every date of the page, with its label."""
    text = page.text
    yield from _textual(page)
    done = 0
    for i in page.numeric:
        start = page.starts[i]
        if start < done:
            continue
        for span in _at(page, i, start):
            yield span
            done = span.end
    for i, folded in enumerate(page.folded):
        if folded in _WEEKDAYS:
            match = WEEKDAY.match(text, page.starts[i])
            if match:
                yield _labelled(text, match.start(), match.end(), "weekday")


def _at(page: Page, i: int, start: int) -> Iterator[Span]:
    """The date that begins with the number at token ``i``, its weekday before it included."""
    text = page.text
    match = NUMERIC.match(text, start)
    if match and _is_date(match, text):
        if i and page.folded[i - 1] in _WEEKDAYS and page.gaps[i] in (" ", ". ", ", "):
            start = page.starts[i - 1]
        yield from _range_start(text, start)
        yield _labelled(text, start, match.end(), "numeric")
        return
    match = _FILE.match(text, start)
    if match and dates.read(match.group()) and re.search(r"[A-Za-z]{2}[\w.-]*[_-]$", text[max(0, start - 40) : start]):
        yield _labelled(text, start, match.end(), "file")
        return
    match = _SPACED.match(text, start) if page.ends[i] - start == 1 else None
    if match:
        yield Span(start, match.end(), "DATE_NAISSANCE", "date.spaced.birth", LABELLED)
        return
    if page.ends[i] - start == 4:
        yield from _year(text, start)


_RANGE = re.compile(r"(?:\bdu|\bles?|\bentre le|\bnuit du)\s+(?P<day>[0-3]?\d)(?:er)?\s+(?:au|et|ou|et le)\s+$", re.I)


def _range_start(text: str, start: int) -> Iterator[Span]:
    """The first day of `du 18 au 29/03/2020`, `les 18 et 19/01`."""
    match = _RANGE.search(text, max(0, start - 24), start)
    if match:
        yield Span(match.start("day"), match.end("day"), "DATE", "date.range", CONTEXT)


def _labelled(text: str, start: int, end: int, form: str) -> Span:
    before = text[max(0, start - 60) : start]
    if form.endswith("inwords"):
        return Span(start, end, "DATE_NAISSANCE", "date.written.birth", LABELLED)
    low = before.lower()
    if any(hint in low for hint in _BIRTH_HINTS) and _BIRTH.search(before):
        return Span(start, end, "DATE_NAISSANCE", f"date.{form}.birth", LABELLED)
    if any(hint in low for hint in _DEATH_HINTS) and _DEATH.search(before):
        return Span(start, end, "DATE_DECES", f"date.{form}.death", LABELLED)
    return Span(start, end, "DATE", f"date.{form}", CONTEXT)


def _textual(page: Page) -> Iterator[Span]:
    """Dates around a month's name; the expression is tried in a window before each such word only."""
    text, done = page.text, 0
    for i, folded in enumerate(page.folded):
        if folded in dates.MONTH:
            low, high = max(done, page.starts[max(0, i - 11)]), min(len(text), page.ends[i] + 60)
            for match in TEXTUAL.finditer(text, low, high):
                if match.start("month") >= page.starts[i]:
                    if match.start("month") == page.starts[i]:
                        yield from _written(text, match)
                        done = match.end()
                    break
        elif not folded.isalpha() and len(folded) > 4 and _GLUED_MONTH.search(folded):
            for match in TEXTUAL.finditer(text, page.starts[i], page.ends[i] + 8):
                yield from _written(text, match)


def _written(text: str, match: re.Match[str]) -> Iterator[Span]:
    start, end = match.start(), match.end()
    if _LAW.search(text[max(0, start - 50) : start]):
        return
    year_first = re.search(r"(?<!\d)(?:19|20)\d\d $", text[max(0, start - 6) : start])
    if year_first and not match["year"]:
        yield _labelled(text, start - 5, end, "written")
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
    if month in ("mar", "may", "sep", "dec", "nov") and match["month"][-1] != "." and not has_day:
        return
    while end > start and text[end - 1] in " ,.-\n":
        end -= 1
    if match["range"]:
        yield _labelled(text, start, match.end("range"), "range")
        second = match.start("day") if match["day"] else match.start("month")
        yield _labelled(text, second, end, "written")._replace(label=_labelled(text, start, end, "").label)
    else:
        yield _labelled(
            text, start, end, "inwords" if match["ywords"] and "mil" in match["ywords"].lower() else "written"
        )


def _is_date(match: re.Match[str], text: str) -> bool:
    surface = match.group()
    date = dates.read(surface)
    if date is None or (date.month or 1) > 12:
        return False
    start, end = match.start(), match.end()
    if (match["dmy"] and len(re.sub(r"\D", "", match["dmy"])) < 4) or (
        start and text[start - 1].islower() and not match["dmy"]
    ):
        return False
    if match["dmy"] and re.search(r"(?:apgar|score|\bta|ros|tnm)\s*:?\s*$", text[max(0, start - 9) : start], re.I):
        return False
    if not match["dm"]:
        return True
    if not all(any(c.isdigit() for c in part) for part in re.split(r"[/.-]", match["dm"])):
        return False
    before, after = text[max(0, start - 40) : start], text[end : end + 14]
    return _is_day_and_month(match["dm"], before, after)


def _is_day_and_month(surface: str, before: str, after: str) -> bool:
    day, month = (part.strip().translate(dates.SCANNED) for part in re.split(r"[/.-]", surface))
    if not (day.isdigit() and month.isdigit() and 1 <= int(day) <= 31 and 1 <= int(month) <= 12):
        return False
    cue = bool(_CUE.search(before))
    line_start = not before.strip(" \t*•>-") or before.rstrip(" \t*•>-|").endswith("\n")
    strong = re.search(r"\b(?:le|du|au|d[èe]s|depuis|jusqu['’]au)\s*$", before, re.I)
    if not strong and (_UNIT.match(after) or _SCORE.search(before)):
        return False
    if not strong and line_start and re.match(r"[ \t]*(?:\n|$)", after):
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
        )
    if not (padded and len(day) == 2):
        return False
    if "-" in surface:
        return bool(strong) or (line_start and bool(_TIME.match(after)))
    return bool(strong) or ((cue or line_start) and bool(_TIME.match(after) or re.match(r"\s?[,;)/]", after)))


def _year(text: str, start: int) -> Iterator[Span]:
    match = YEAR.match(text, start)
    if match is None or _LAW.search(text[max(0, start - 60) : start]):
        return
    after = text[match.end() : match.end() + 12]
    if after[:1] in ("+", "*"):  # a result out of range
        return
    if re.match(r"\+?\t", after) and text[start - 1 : start] == "\t":
        return
    if _UNIT.match(after) and not re.match(r"\s?(?:m\b|/\s|x\b|ch\b)", after):
        return
    if re.match(r"\s?(?:à|-|x)\s?\d{3,4}\s?(?:ml|ui|mg|kcal|g\b)", after, re.I):
        return
    yield _labelled(text, start, match.end("y"), "year")
    if match["to"]:
        digits = re.search(r"\d+", match["to"])
        if digits and (len(digits[0]) == 4 or int(digits[0]) >= int(match["y"][2:].translate(dates.SCANNED))):
            at = match.start("to") + digits.start()
            yield Span(at, at + len(digits[0]), "DATE", "date.year", CONTEXT)
