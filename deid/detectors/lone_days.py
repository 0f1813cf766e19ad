"""Dates that are written short: a day alone (`l'écho du 28`, `du 10 au 21`, `TEP le 31`), `16-17/08`, `03/24`, scanned months.

A number is a day only behind an article of time (`le`, `du … au`) and before what ends a date, so that doses, scores, ages,
counts, J14 and the emergency numbers 15, 17 and 18 stay.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import NamedTuple

from deid.cues import Cue, GapCue
from deid.detectors.contacts import lines_at
from deid.marks import DAY, NUMERIC
from deid.page import Page, ocr_form
from deid.spans import CONTEXT, LABELLED, Span
from deid.vocabulary import MONTHS

_DAY = r"(?:[12]\d|3[01]|0?[1-9]|1er)"
_END = r"(?=[ \t]*(?:$|[,.;:)\]\n/]|[–—-][ \t]|\b(?:à|au|puis|et|ou|pour|avec|matin|soir|nuit|midi|apr[èe]s-midi|vers|chez|par|dans|sans|avant|en|sur|sous|lors|pendant|devant|malgr[ée]|car|mais|donc|alors|comme|o[uù]|puisque|inclus|dernier|prochain|courant|compris|aux|de ce mois|du mois|d['’]abord|apr[èe]s|avait|ont|fut|sera|reste|d[ée]cision|reprise|arr[êe]t|d[ée]but|fin|j['’]|il|elle|on|nous|je|le|la|les|l['’]|un|une|des|est|était|montr\w+|retrouv\w+|r[ée]v[èe]l\w+|normale?s?|n[ée]gati\w+|positi\w+|n['’])(?![^\W_])|\())"
_NOT_A_DAY = r"(?![ \t]*(?:[.,/:]\d|à \d(?!\d? ?[h:])|%|h\b|°|l\b|le [12]\d\b|et le 11[25]\b))"
_FROM_TO = re.compile(
    rf"(?<![^\W_])(?:du|entre le|nuit du|les) (?P<one>{_DAY}) (?:au|et(?: le)?|à) (?P<two>{_DAY})(?![\w/.,%]\w|[\w%]|[ \t](?:mg|ml|g|ui|ans|mois|jours|%|cp|semaines|fois|h|min|mm|cm|kg|gouttes)\b)",
    re.I,
)
_LE = re.compile(rf"(?<![^\W_])(?:jusqu['’]au|d[èe]s le|depuis le|avant le|le) (?P<day>{_DAY}){_END}{_NOT_A_DAY}", re.I)
_LE_FIRST = re.compile(
    rf"Le (?P<day>{_DAY})(?= (?!h\b|mg\b|ml\b|g\b|ans\b|mois\b|jours?\b|fois\b|cp\b|et\b|a été appel|appel|pr[ée]ven|r[ée]gul)[a-zà-ÿ]{{2,}})(?! (?:1[0-2]|[1-9])\b)"
)
"""`Le 11 mal au ventre`: a capital opens the sentence, and only a day can stand between it and a word."""
_DU = re.compile(rf"du (?P<day>{_DAY}){_END}{_NOT_A_DAY}", re.I)
_AND = re.compile(rf",? (?:et|puis|ou)(?: le| du| au)? (?P<day>{_DAY}){_END}{_NOT_A_DAY}", re.I)
_NOT_LE = re.compile(
    r"(?:appel\w*|compos\w*|faire|pr[ée]ven\w+|alert\w+|joindre|via|num[ée]ro|contact\w*|t[ée]l\w*|ou|par)(?: imm[ée]diatement| d['’]urgence| aussi)? $",
    re.I,
)
_NOT_DU = frozenset(
    "appel centre numero regulation lit chambre box poste secteur etage cote bloc salle medecin secours samu lame bras dent score stade grade niveau pied".split()
)
_EXAMINATION = re.compile(
    rf"(?<![\w-])(?:(?:angio-?)?(?:TDM|TEP(?:-TDM)?|IRM|scanner|[ée]cho|ETT|ETO|radio|EEG|ECG|ECBU|bilan|NFS|biologie|consult(?:ation)?|cs|RDV|RCP|post-?op)) (?:d['’]|le |(?=[123]\d))(?P<day>{_DAY})(?=[ \t]*[:,;)]){_NOT_A_DAY}",
    re.I,
)
_DAYS_MONTH = re.compile(
    r"(?<![\w/.,-])(?P<one>0?[1-9]|[12]\d|3[01])[ ]?(?:-|et|au)[ ]?(?P<two>0?[1-9]|[12]\d|3[01])/(?P<month>0[1-9]|1[0-2])(?:/(?P<year>(?:19|20)?\d\d))?(?![\d/%,.]\d|[\w%]|[ \t]?(?:mm|mg|cm))"
)
_SCORE_BEFORE = re.compile(
    r"(?:\b(?:ta|pa|pas|tension|eva|(?-i:EN)|score|glasgow|apgar|mms\w*|moca|acuit[ée]|av|od|og|testing|force|cotation|gds|adl|iadl|tinetti|dash|tsk|\d+/\d+|nrs|bp))[ \t]*(?:[:=à]|de|est)?[ \t]*$",
    re.I,
)
_MONTH_YEAR = re.compile(
    r"(?:(?<![^\W_])(?:en|depuis|d[èe]s|fin|d[ée]but|courant|de|revue?|contr[ôo]le|prochain\w*(?: [a-zà-ÿ]+)?|rcp|rdv|tdm|irm|[ée]cho|scanner|bilan|opéré\w*|posé\w*|jusqu['’]en|arr[êe]t\w*|vaccin\w*|rappel|le|dernier\w*(?: [a-zà-ÿ]+)?|fibro\w*|colo\w*|since|in)[ \t]*:?[ \t]*|\(|, (?:stable|inchang[ée]e?)[^\n\d]{0,8} / )(?P<date>(?:0[1-9]|1[0-2])/(?:1[3-9]|2\d|3[0-2]))(?=[ \t]*(?:$|[,.;:)\n]|[–—-][ \t]|[a-zà-ÿ]{2,}))(?![.,]\d|[ \t]*(?:mm|mg|cm|ml|points?|dixi\w+)\b)",
    re.I | re.M,
)
_PLAIN_MONTH_YEAR = re.compile(
    r"(?<![\w/.,-])(?P<date>(?P<month>0[1-9]|1[0-2])/(?:1[3-9]|2\d))(?![\d/%]|[.,]\d)(?=[ \t]*(?:$|[,.;:)\]\n]|[–—-] |(?:et|puis|pour|par|à|avec|sous|au|chez|dans|sur|lors|apr[èe]s|devant|suite|ou)\b))",
    re.I,
)
_SHORT_YEAR = re.compile(
    r"(?:en|depuis|d[èe]s|vers|avant|apr[èe]s|d[ée]but|fin|mi)[ -](?P<date>[5-9]\d|0\d)(?=[ \t]*(?:$|[,.;:)\]\n]|(?:par|pour|sur|chez|lors|dans|au|avec|et en)\b|à [^\d]))(?![.,/]\d)",
    re.I,
)
_BEFORE_YEAR = Cue("en depuis des vers avant apres debut fin mi", listed=False)
_SHORT_YEARS = Cue(written=r"(?:[5-9]\d|0\d)\Z", of="figure")
_NO_DAY = re.compile(r"(?<![\d/.])(?:00|XX|xx|\?\?)[/.-](?:00|XX|xx|\?\?|0[1-9]|1[0-2])[/.-](?:19|20)\d\d(?!\d)")
_PLAIN_BIRTH = re.compile(
    r"(?<![^\W_])(?:DDN|D\.?D?\.?N\.?|DN|n[ée]e?(?:\(e\))?(?: le)?|DOB|naissance)[ \t]*[:.]?[ \t]*(?P<date>[0-3]\d[01]\d(?:(?:19|20)\d\d|\d\d)|(?:[12]\d|3[01]|0?[1-9]) (?:0?[1-9]|1[0-2]) (?:(?:19|20)\d\d|\d\d))(?![\d/.-]\d|\d)",
    re.I,
)
_SCANNED = re.compile(
    r"(?<![\w/.,])(?P<date>[0-3OolI]?[\dOolI][ ]?[/.][ ]?[01OolI]?[\dOolI][ ]?[/.][ ]?(?:[lI1]9|2[0Oo])[\dOolI]{2}|[lI]9[\dOolI]{2})(?![\w])"
)
MONTH_FORMS = frozenset(ocr_form(month) for month in MONTHS)
_DAY_FORM = re.compile(r"(?P<day>[0-3OolI]?[\dOolI](?:er)?)[ .-]{1,2}$")
_YEAR_FORM = re.compile(r"[ .-]{1,2}(?:[lI1]9|2[0Oo])[\dOolI]{2}(?!\w)")
_ENGLISH = re.compile(
    r"(?<![^\W_])(?i:on|since|until|by|from|for|dated|admitted|adm|discharged|d/c|dc|seen|reviewed|started|stopped|given|visit|surgery|f/u|due|w/c) (?P<date>(?:0?[1-9]|1[0-2])/(?:0?[1-9]|[12]\d|3[01])|(?:the )?(?:[12]?\d|3[01])(?:st|nd|rd|th)(?: of [A-Z][a-z]+)?)(?![\w/]|\.\d)"
)


_BIRTH_STARTS = Cue(
    "d ddn dn dob naissance ne nee", written=r"(?i:ddn?|dn|dob|naissance|n[ée]e?)\d", of="figure", whole=True
)
_RANGE_STARTS = Cue(written=r"(?:0?[1-9]|[12]\d|3[01])(?:et|au)", of="figure")
_RANGE_SIGN = GapCue(r"\A ?-\Z|\A- ?\Z|\A - \Z")
_RANGE_WORDS = Cue(heads="et au")
_MONTHS = Cue(written=r".*(?:0[1-9]|1[0-2])\Z", of="figure", listed=False)
_YEARS = Cue(written=r"(?:1[3-9]|2\d|3[0-2])(?!\d)", of="figure", listed=False)
_SLASH = GapCue(r"\A/\Z")
_BLANKS = Cue("xx", written=r".*(?:00|XX|xx)\Z", of="figure")
_EXAMINATIONS = "tdm tep irm scanner echo ett eto radio eeg ecg ecbu bilan nfs biologie consult consultation cs rdv rcp postop op".split()
_EXAMINED = Cue(frozenset((*_EXAMINATIONS, *(f"angio{name}" for name in _EXAMINATIONS))), listed=False)
_SCANNED_DIGITS = Cue(
    "o l lo ol oo ll il", of="figure", written=r"(?=.*[OolI])(?:[\dOolI]{1,2}|[lI1]9[\dOolI]{2}|2[0Oo][\dOolI]{2})\Z"
)
_DATE_SIGNS = frozenset(before + sign + behind for before in ("", " ") for sign in "/." for behind in ("", " "))
_LETTER_FOR_DIGIT = re.compile("[OolI]")
_BORN = re.compile(r"\bn[ée]e?(?:\(e\))? (?:le )?\Z", re.I)
_SCANNED_MONTHS = Cue(
    test=lambda word: (
        word.form in MONTH_FORMS
        and len(word.written) > 2
        and (not word.written.isalpha() or ("I" in word.written and not word.written.isupper()))
    )
)


def find(page: Page) -> Iterator[Span]:
    """Short dates, each part its own span."""
    text = page.text
    for match in _NO_DAY.finditer(text) if _has_blank_day(page) else ():
        yield Span(match.start(), match.end(), "DATE_NAISSANCE", "date.no_day", LABELLED)
    for match in page.matches(_PLAIN_BIRTH, _BIRTH_STARTS):
        yield Span(match.start("date"), match.end("date"), "DATE_NAISSANCE", "date.plain", LABELLED)
    for match in page.matches_at(_DAYS_MONTH, _range_starts(page)):
        if int(match["one"]) < int(match["two"]) and not _scored(text, match.start()):
            yield _date(match.start("one"), match.end("one"))
            yield _date(match.start("two"), match.end())
    yield from _months_and_years(page)
    yield from _scanned(page)
    if page.lang == "en":
        yield from (_date(m.start("date"), m.end("date")) for m in _ENGLISH.finditer(text))
    else:
        yield from _days(page)


def _range_starts(page: Page) -> list[int]:
    """Days before a hyphen, `et` or `au`."""
    days = [i - 1 for i in (*page.at(_RANGE_SIGN), *page.at(_RANGE_WORDS)) if i and page.has(i - 1, DAY)]
    return sorted({*days, *page.at(_RANGE_STARTS)})


def _has_blank_day(page: Page) -> bool:
    """`00/00/1950`, `XX/05/1950`, `??/??/1950`."""
    if "??" in page.text:
        return True
    return any(i + 1 < len(page) and page.gaps[i + 1][:1] in ("/", ".", "-") for i in page.at(_BLANKS))


_NO_DENOMINATOR = frozenset("16 19 22 23 25 26 29".split())
"""Years of two figures that are the highest mark of no usual scale."""


def _months_and_years(page: Page) -> Iterator[Span]:
    """`depuis 03/24`, `FEVG 55 (03/24)`, `rappels 06/21, 12/21`: without a word before it, a month with a zero in front and a year, or one after such a one."""
    text, known = page.text, -99
    starts = [i - 1 for i in page.at(_SLASH) if i and page.has(i, _YEARS) and page.has(i - 1, _MONTHS)]
    for line in lines_at(text, [page.starts[i] for i in starts]):
        for match in _MONTH_YEAR.finditer(text, *line):
            if not _scored(text, match.start("date")):
                yield _date(match.start("date"), match.end("date"))
    for match in page.matches_at(_PLAIN_MONTH_YEAR, starts):
        if (
            match["month"][0] == "0" or match.start() - known < 12 or match["date"][3:] in _NO_DENOMINATOR
        ) and not _scored(text, match.start()):
            known = match.end()
            yield _date(match.start("date"), match.end("date"))


def _scored(text: str, start: int) -> bool:
    return _SCORE_BEFORE.search(text, max(0, start - 20), start) is not None


def _date(start: int, end: int) -> Span:
    return Span(start, end, "DATE", "date.short", CONTEXT)


def _days(page: Page) -> Iterator[Span]:
    """Days alone: `du 10 au 21`, `le 31`, `TEP le 31`, `l'écho du 28` (but not `l'appel du 15`)."""
    text, places = page.text, _before_days(page)
    for match in page.matches_at(_FROM_TO, places.ranges):
        one, two = (int(match[name].rstrip("er")) for name in ("one", "two"))
        if one < two or two < 8:
            yield _date(match.start("one"), match.end("one"))
            yield _date(match.start("two"), match.end("two"))
    befores = [i - 1 for i in page.at(_SHORT_YEARS) if i and page.has(i - 1, _BEFORE_YEAR)]
    for match in page.matches_at(_SHORT_YEAR, befores):
        yield _date(match.start("date"), match.end("date"))
    for match in page.matches_at(_LE, places.articles):
        if match["day"] not in ("15", "17", "18") or not _NOT_LE.search(
            text, max(0, match.start() - 30), match.start()
        ):
            yield from _with_next(text, match)
    for match in page.matches_at(_LE_FIRST, places.articles):
        yield from _with_next(text, match)
    for match in page.matches_at(_EXAMINATION, places.examinations):
        yield from _with_next(text, match)
    for match in page.matches_at(_DU, places.events):
        yield from _with_next(text, match)


def _with_next(text: str, match: re.Match[str]) -> Iterator[Span]:
    """A day, and a second one behind `et`, `puis`, `ou`."""
    yield _date(match.start("day"), match.end("day"))
    more = _AND.match(text, match.end("day"))
    if more:
        yield _date(more.start("day"), more.end("day"))


class _Places(NamedTuple):
    """Where the phrase of a lone day may begin, by its kind."""

    ranges: list[int]
    articles: list[int]
    examinations: list[int]
    events: list[int]


def _before_days(page: Page) -> _Places:
    found = _Places([], [], [], [])
    for i in page.at(DAY):
        if not i or page.gaps[i] not in (" ", "'", "’"):
            continue
        word, before = page.folded[i - 1], page.folded[i - 2] if i > 1 else ""
        if word in ("du", "les") or (word == "le" and before == "entre"):
            found.ranges.append(i - 2 if word == "le" else i - 1)
        if word == "le" or (word == "au" and before == "jusqu"):
            if before in ("jusqu", "des", "depuis", "avant"):
                found.articles.append(i - 2)
            if word == "le":
                found.articles.append(i - 1)
        noun = i > 1 and word == "du" and page.gaps[i - 1] == " " and page.words[i - 2].isalpha() and len(before) > 2
        if noun and before not in _NOT_DU:
            found.events.append(i - 1)
        k = i - 2 if word in ("le", "d") else i - 1
        if k >= 0 and page.has(k, _EXAMINED):
            found.examinations.append(k - 1 if k and page.gaps[k] == "-" else k)
    return found


def _scanned(page: Page) -> Iterator[Span]:
    """Whole dates, years and months with letters for digits, or digits for letters."""
    text = page.text
    for match in page.matches_at(_SCANNED, _scanned_starts(page)):
        if _LETTER_FOR_DIGIT.search(match["date"]):
            born = _BORN.search(text, max(0, match.start() - 12), match.start())
            yield Span(match.start(), match.end(), "DATE_NAISSANCE" if born else "DATE", "date.scanned", CONTEXT)
    for i in page.at(_SCANNED_MONTHS):
        day = _DAY_FORM.search(text, max(0, page.starts[i] - 6), page.starts[i])
        year = _YEAR_FORM.match(text, page.ends[i])
        if day or year:
            yield _date(day.start() if day else page.starts[i], year.end() if year else page.ends[i])


def _scanned_starts(page: Page) -> list[int]:
    """Tokens at which a date may begin that has a letter for a digit somewhere."""
    starts: set[int] = set()
    for i in page.at(_SCANNED_DIGITS):
        first = i
        while first and i - first < 2 and page.gaps[first] in _DATE_SIGNS:
            first -= 1
        follows = i + 1 < len(page) and page.gaps[i + 1] in _DATE_SIGNS
        if first < i or follows or len(page.words[i]) == 4:
            starts.update(k for k in range(first, i + 1) if page.has(k, NUMERIC))
    return sorted(starts)
