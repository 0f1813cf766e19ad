"""Dates and ages as people write them: `2019-2021`, `depuis 2019`, `6 derniers mois`, `[18 TO 65]`, `>=75`."""

from __future__ import annotations

import re
from datetime import date as Date
from datetime import timedelta

from clinical.errors import QuerySyntaxError
from clinical.queries import AgeBetween, DateBetween
from indexer.view import span_of_days

_DAY = r"(?:\d{4}(?:-\d\d(?!\d)(?:-\d\d(?!\d))?)?|\d{1,2}/\d{1,2}/\d{4}|\d{1,2}/\d{4})"
_TO = r"(?:\s+(?:TO|to|À|à|A|a|au|et|and|ET|AND)\s+|\s*(?:\.\.|–)\s*|\s*-\s*(?=\d{4}))"
_RANGE = re.compile(rf"^\[?\s*({_DAY}|\*)?(?:{_TO})({_DAY}|\*)?\s*\]?$")
_ONE = re.compile(rf"^\[?\s*({_DAY})\s*\]?$")

_YEARS = r"(?<![\d\w/.-])(?:19|20)\d\d"
_PERIODS = (
    (re.compile(rf"{_YEARS}\s?[-–]\s?(?:19|20)\d\d(?![\d/.-])"), "range"),
    (re.compile(rf"(?i)\b(?:entre|between)\s+({_DAY})\s+(?:et|and)\s+({_DAY})\b"), "range"),
    (re.compile(rf"(?i)\b(?:depuis|since|à partir de)\s+({_DAY})(?![\d/])"), "since"),
    (re.compile(rf"(?i)\b(?:avant|before)\s+({_DAY})(?![\d/])"), "before"),
    (re.compile(rf"(?i)\b(?:après|apres|after)\s+({_DAY})(?![\d/])"), "after"),
    (
        re.compile(
            r"(?i)\b(?:(?:ces|les|the)\s+)?(?:(\d{1,3})\s+(?:derniers|dernières|dernieres|last)|(?:last|past)\s+(\d{1,3}))"
            r"\s+(jours|semaines|mois|ans|années|annees|days|weeks|months|years)\b"
        ),
        "last",
    ),
)
_UNIT_DAYS = {"j": 1, "d": 1, "s": 7, "w": 7}


def iso_day(written: str, *, position: int) -> str:
    """The ISO form of `2019`, `2019-03`, `2019-03-12`, `12/03/2019` or `03/2019`.

    Raises:
        QuerySyntaxError: no calendar date.
    """
    parts = written.split("/")
    iso = "-".join(part.zfill(2) for part in reversed(parts)) if len(parts) > 1 else written
    if span_of_days(iso) is None:
        raise QuerySyntaxError("this is no calendar date", position=position, expected=("2019", "2019-03-12"))
    return iso


def date_criterion(written: str, sign: str, *, position: int) -> DateBetween:
    """The period meant by what stands after `date:`; ``sign`` is a comparator before it, or ""."""
    text = written.strip()
    if one := _ONE.match(text):
        day = iso_day(one[1], position=position)
        return _compared(day, sign)
    if (both := _RANGE.match(text)) and not sign:
        start, end = (iso_day(d, position=position) if d and d != "*" else None for d in both.groups())
        return DateBetween(start, end)
    raise QuerySyntaxError("this is no date", position=position, expected=("2019", "2019-03-12", "[2019 TO 2021]"))


def _compared(day: str, sign: str) -> DateBetween:
    span = span_of_days(day)
    assert span is not None
    if sign == ">":
        return DateBetween(_iso(span[1] + 1), None)
    if sign == "<":
        return DateBetween(None, _iso(span[0] - 1))
    return {">=": DateBetween(day, None), "<=": DateBetween(None, day)}.get(sign, DateBetween(day, day))


def _iso(ordinal: int) -> str:
    return Date.fromordinal(ordinal).isoformat()


def age_criterion(written: str, sign: str, *, position: int) -> AgeBetween:
    """The ages meant by what stands after `age:`; in years at the document."""
    text = written.strip().strip("[]").strip()
    if one := re.fullmatch(r"(\d{1,3})(?:\s*ans|\s*years)?", text):
        age = int(one[1])
        ends = {">": (age + 1, None), "<": (None, age - 1), ">=": (age, None), "<=": (None, age)}
        return AgeBetween(*ends.get(sign, (age, age)))
    both = re.fullmatch(r"(\d{1,3}|\*)?\s*(?:TO|to|À|à|A|-|–|\.\.)\s*(\d{1,3}|\*)?", text)
    if both and not sign:
        low, high = (int(d) if d and d != "*" else None for d in both.groups())
        return AgeBetween(low, high)
    raise QuerySyntaxError("this is no age", position=position, expected=("65", ">=65", "[18 TO 65]"))


def read_periods(text: str, today: Date) -> tuple[str, list[tuple[int, int, DateBetween]]]:
    """The text with its written periods blanked (offsets kept), and the periods with their place in it.

    Only outside quotation marks and ranges; ``today`` ends `6 derniers mois`.
    """
    found: list[tuple[int, int, DateBetween]] = []
    covered = [match.span() for match in re.finditer(r'"[^"]*"|«[^»]*»|“[^”]*”|\[[^\]]*\]|\b\w+\s?:\s*\S+', text)]
    for pattern, kind in _PERIODS:
        for match in pattern.finditer(text):
            if any(start < match.end() and match.start() < end for start, end in covered):
                continue
            criterion = _period(kind, match, today)
            covered.append(match.span())
            found.append((*match.span(), criterion))
            text = text[: match.start()] + " " * (match.end() - match.start()) + text[match.end() :]
    return text, sorted(found, key=lambda item: item[0])


def _period(kind: str, match: re.Match[str], today: Date) -> DateBetween:
    if kind == "last":
        count, unit = int(match[1] or match[2]), match[3].lower()
        return DateBetween(_before(today, count, unit).isoformat(), None)
    days = [iso_day(found, position=match.start()) for found in re.findall(_DAY, match[0])]
    if kind == "range":
        return DateBetween(days[0], days[1])
    return _compared(days[0], {"since": ">=", "before": "<", "after": ">"}[kind])


def _before(today: Date, count: int, unit: str) -> Date:
    if unit[0] in _UNIT_DAYS and unit != "semestres":
        return today - timedelta(days=count * _UNIT_DAYS[unit[0]])
    months = count if unit[0] == "m" else count * 12
    year, month = divmod(today.year * 12 + today.month - 1 - months, 12)
    last = 28 if month == 1 else 30
    return Date(max(year, 1), month + 1, min(today.day, last))
