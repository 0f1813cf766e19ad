"""Dates that are written short: a day alone (`l'écho du 28`, `du 10 au 21`, `TEP le 31`), `16-17/08`, `03/24`, scanned months.

A number is a day only behind an article of time (`le`, `du … au`) and before what ends a date, so that doses, scores, ages,
counts, J14 and the emergency numbers 15, 17 and 18 stay.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from deid.page import Page, ocr_form
from deid.spans import CONTEXT, LABELLED, Span
from deid.vocabulary import MONTHS

_DAY = r"(?:[12]\d|3[01]|0?[1-9]|1er)"
_END = r"(?=[ \t]*(?:$|[,.;:)\]\n/]|[–—-][ \t]|\b(?:à|au|puis|et|ou|pour|avec|matin|soir|nuit|midi|apr[èe]s-midi|vers|chez|par|dans|sans|avant|en|sur|est|était|montr\w+|retrouv\w+|r[ée]v[èe]l\w+|normale?s?|n[ée]gati\w+|positi\w+|n['’])(?![^\W_])|\())"
_NOT_A_DAY = r"(?![ \t]*(?:[.,/:]\d|à \d|%|h\b|°))"
_FROM_TO = re.compile(
    rf"(?<![^\W_])(?:du|entre le|nuit du|les) (?P<one>{_DAY}) (?:au|et(?: le)?|à) (?P<two>{_DAY})(?![\w/.,%]\w|[\w%]|[ \t](?:mg|ml|g|ui|ans|mois|jours|%|cp|semaines|fois|h|min|mm|cm|kg|gouttes)\b)",
    re.I,
)
_LE = re.compile(rf"(?<![^\W_])(?:jusqu['’]au|d[èe]s le|depuis le|avant le|le) (?P<day>{_DAY}){_END}{_NOT_A_DAY}", re.I)
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
    rf"(?<![\w-])(?:(?:angio-?)?(?:TDM|TEP(?:-TDM)?|IRM|scanner|[ée]cho|ETT|ETO|radio|EEG|ECG|ECBU|bilan|NFS|biologie|consult(?:ation)?|cs|RDV|RCP|post-?op)) (?:d['’]|le )?(?P<day>{_DAY})(?=[ \t]*[:,;)]){_NOT_A_DAY}",
    re.I,
)
_DAYS_MONTH = re.compile(
    r"(?<![\w/.,-])(?P<one>0?[1-9]|[12]\d|3[01])[ ]?(?:-|et|au)[ ]?(?P<two>0?[1-9]|[12]\d|3[01])/(?P<month>0[1-9]|1[0-2])(?:/(?P<year>(?:19|20)?\d\d))?(?![\d/%,.]\d|[\w%]|[ \t]?(?:mm|mg|cm))"
)
_SCORE_BEFORE = re.compile(
    r"(?:\b(?:ta|pa|pas|tension|eva|en|score|glasgow|apgar|mms\w*|moca|acuit[ée]|av|od|og|testing|force|cotation|gds|adl|iadl|tinetti|dash|tsk|\d+/\d+|nrs|bp))[ \t]*(?:[:=à]|de|est)?[ \t]*$",
    re.I,
)
_MONTH_YEAR = re.compile(
    r"(?:(?<![^\W_])(?:en|depuis|d[èe]s|fin|d[ée]but|courant|de|revue?|contr[ôo]le|prochain\w*(?: [a-zà-ÿ]+)?|rcp|rdv|tdm|irm|[ée]cho|scanner|bilan|opéré\w*|posé\w*|jusqu['’]en|arr[êe]t\w*|vaccin\w*|rappel|le|dernier\w*(?: [a-zà-ÿ]+)?|fibro\w*|colo\w*|since|in)[ \t]*:?[ \t]*|\(|, (?:stable|inchang[ée]e?)[^\n\d]{0,8} / )(?P<date>(?:0[1-9]|1[0-2])/(?:1[3-9]|2\d|3[0-2]))(?=[ \t]*(?:$|[,.;:)\n]|[–—-][ \t]|[a-zà-ÿ]{2,}))(?![.,]\d|[ \t]*(?:mm|mg|cm|ml|points?|dixi\w+)\b)",
    re.I | re.M,
)
_NO_DAY = re.compile(r"(?<![\d/.])(?:00|XX|xx|\?\?)[/.-](?:00|XX|xx|\?\?|0[1-9]|1[0-2])[/.-](?:19|20)\d\d(?!\d)")
_PLAIN_BIRTH = re.compile(
    r"(?<![^\W_])(?:DDN|D\.?D?\.?N\.?|DN|n[ée]e?(?:\(e\))?(?: le)?|DOB|naissance)[ \t]*[:.]?[ \t]*(?P<date>[0-3]\d[01]\d(?:(?:19|20)\d\d|\d\d))(?![\d/.-]\d|\d)",
    re.I,
)
_SCANNED = re.compile(
    r"(?<![\w/.,])(?P<date>[0-3OolI]?[\dOolI][ ]?[/.][ ]?[01OolI]?[\dOolI][ ]?[/.][ ]?(?:[lI1]9|2[0Oo])[\dOolI]{2}|[lI]9[\dOolI]{2})(?![\w])"
)
_MONTH_FORMS = frozenset(ocr_form(month) for month in MONTHS)
_DAY_FORM = re.compile(r"(?P<day>[0-3OolI]?[\dOolI](?:er)?)[ .-]{1,2}$")
_YEAR_FORM = re.compile(r"[ .-]{1,2}(?:[lI1]9|2[0Oo])[\dOolI]{2}(?!\w)")
_ENGLISH = re.compile(
    r"(?<![^\W_])(?:on|since|until|by|from|for|dated) (?P<date>(?:0?[1-9]|1[0-2])/(?:0?[1-9]|[12]\d|3[01])|(?:the )?(?:[12]?\d|3[01])(?:st|nd|rd|th)(?: of [A-Z][a-z]+)?)(?![\w/]|\.\d)"
)


_HEADS: dict[re.Pattern[str], frozenset[str]] = {
    _FROM_TO: frozenset("du ent les nui".split()),
    _LE: frozenset("ava dep des jus le".split()),
    _EXAMINATION: frozenset("ang bil bio con cs ecb ecg ech eeg eto ett irm nfs pos rad rcp rdv sca tdm tep".split()),
    _PLAIN_BIRTH: frozenset("d nai ne".split()),
}
"""The folded beginnings that a match of each pattern may have: it is tried at such words only."""


def find(page: Page) -> Iterator[Span]:
    """Short dates, each part its own span."""
    text = page.text
    for match in _NO_DAY.finditer(text):
        yield Span(match.start(), match.end(), "DATE_NAISSANCE", "date.no_day", LABELLED)
    for match in page.headed(_PLAIN_BIRTH, _HEADS[_PLAIN_BIRTH]):
        yield Span(match.start("date"), match.end("date"), "DATE_NAISSANCE", "date.plain", LABELLED)
    for match in page.numeric_matches(_DAYS_MONTH):
        if int(match["one"]) < int(match["two"]) and not _SCORE_BEFORE.search(
            text[max(0, match.start() - 20) : match.start()]
        ):
            yield _date(match.start("one"), match.end("one"))
            yield _date(match.start("two"), match.end())
    for match in _MONTH_YEAR.finditer(text):
        if not _SCORE_BEFORE.search(text[max(0, match.start("date") - 20) : match.start("date")]):
            yield _date(match.start("date"), match.end("date"))
    yield from _scanned(page)
    if page.lang == "en":
        yield from (_date(m.start("date"), m.end("date")) for m in _ENGLISH.finditer(text))
    else:
        yield from _days(page)
        yield from _events(page)


def _date(start: int, end: int) -> Span:
    return Span(start, end, "DATE", "date.short", CONTEXT)


def _days(page: Page) -> Iterator[Span]:
    text = page.text
    for match in page.headed(_FROM_TO, _HEADS[_FROM_TO]):
        one, two = (int(match[name].rstrip("er")) for name in ("one", "two"))
        if one < two or two < 8:
            yield _date(match.start("one"), match.end("one"))
            yield _date(match.start("two"), match.end("two"))
    for pattern in (_LE, _EXAMINATION):
        for match in page.headed(pattern, _HEADS[pattern]) if pattern in _HEADS else pattern.finditer(text):
            if (
                pattern is _LE
                and match["day"] in ("15", "17", "18")
                and _NOT_LE.search(text[max(0, match.start() - 30) : match.start()])
            ):
                continue
            yield _date(match.start("day"), match.end("day"))
            more = _AND.match(text, match.end("day"))
            if more:
                yield _date(more.start("day"), more.end("day"))


def _events(page: Page) -> Iterator[Span]:
    """`l'écho du 28`, `le courrier du 3`: a day behind `du` and a noun, not `l'appel du 15`."""
    for i, folded in enumerate(page.folded):
        if (
            folded != "du"
            or i == 0
            or not page.words[i - 1].isalpha()
            or len(page.words[i - 1]) < 3
            or page.gaps[i] != " "
        ):
            continue
        match = _DU.match(page.text, page.starts[i])
        if match and page.folded[i - 1] not in _NOT_DU:
            yield _date(match.start("day"), match.end("day"))
            more = _AND.match(page.text, match.end("day"))
            if more:
                yield _date(more.start("day"), more.end("day"))


def _scanned(page: Page) -> Iterator[Span]:
    """Whole dates, years and months with letters for digits, or digits for letters."""
    text = page.text
    for match in page.numeric_matches(_SCANNED):
        if re.search("[OolI]", match["date"]):
            born = re.search(r"\bn[ée]e?(?:\(e\))? (?:le )?$", text[max(0, match.start() - 12) : match.start()], re.I)
            yield Span(match.start(), match.end(), "DATE_NAISSANCE" if born else "DATE", "date.scanned", CONTEXT)
    for i in page.numeric:
        if page.forms[i] in _MONTH_FORMS and len(page.words[i]) > 2:
            day = _DAY_FORM.search(text, max(0, page.starts[i] - 6), page.starts[i])
            year = _YEAR_FORM.match(text, page.ends[i])
            if day or year:
                yield _date(day.start() if day else page.starts[i], year.end() if year else page.ends[i])
