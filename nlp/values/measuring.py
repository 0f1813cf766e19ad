"""Results in running text: an analyte, perhaps a comparator, a number, perhaps a unit; trends (``10,2 -> 8,4``) too.

A number counts only where the analyte's own units or its plausible range accept it, so that doses (``potassium 600 mg``),
dates and durations are no results.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import lru_cache

from clinical.annotations import Measurement
from nlp.context.automaton import follow
from nlp.context.kinds import ANALYTE, places
from nlp.context.tokens import Stream

from .analytes import PRESSURE_NAMES, Analyte, load_analytes
from .dating import date_near
from .tables import read_tables

_NUMBER = r"\d{1,3}(?:[ \u00a0\u202f\u2009]\d{3})+(?![\d,.]\d)|\d+(?:[.,]\d+)?"
_UNIT = (
    r"(?:[µμu]?mol/l|mmol(?:/l)?|nmol/l|pmol/l|[µμ]g/(?:l|ml|dl)|[munp]g/(?:l|ml|dl|24h|j)|mg|g/(?:dl|l|100ml|24h|24|j)|g\b|giga/l|"
    r"10\^?9/l|/mm3|mm3|k?u?ui/(?:l|ml)|m?ui/(?:l|ml)|[µμ]ui/ml|m?u/(?:l|ml)|ku/l|iu/l|ui\b|m?eq(?:/l)?|"
    r"ml/(?:min|mn)(?:/1[.,]73\s?m[2²])?|ml(?:/24h)?\b|l/24h|l\b|cc\b|mmhg|kpa|mm(?:/h)?\b|cm\b|kgs?/m[2²]?|kgs?\b|kilos|m\b|"
    r"fl\b|batt(?:ements)?/min|bpm|b/min|c(?:ycles|pm)?/m(?:i?n)|cpm|/mi?n\b|/15|/30|°\s?c?|degr[ée]s?|%)"
)
_RESULT = re.compile(
    rf"(?P<lead>(?:\s*\([^()\d]{{0,30}}\))?"
    r"(?:[\s:=|]|(?:est|était|etait|dosée?|mesurée?|mesuré|de|à|a|au|autour|environ|calculée?"
    r"|stable|élevée?|basse?|actuelle?|ce jour|was|is|of|at)\b|\+\s)*)"
    rf"(?P<comparator>[<>≤≥]=?|inf(?:érieure?)?\.? à|sup(?:érieure?)?\.? à)?\s*"
    rf"(?P<value>{_NUMBER})(?:\s?(?P<unit>{_UNIT}))?",
    re.IGNORECASE,
)
_TREND = re.compile(
    rf"\s*(?:\((?:le|du)?[^()]{{0,15}}\)\s*)?(?:->|=>|→|➔|>|puis(?: à)?|–>)\s*(?P<value>{_NUMBER})(?:\s?(?P<unit>{_UNIT}))?",
    re.IGNORECASE,
)
_NOT_AFTER = re.compile(
    r"\s*(?:/\s?\d|h\d|h\b|ans?\b|jours?\b|j\b|mois\b|semaines?\b|sem\b|x\s?\d|fois\b|cp\b|comprim|gel|amp|[.,]?\d|[-/]\d)",
    re.IGNORECASE,
)
_PRESSURE = re.compile(
    r"[\s:=àa]*(?:de\s+)?(?P<high>\d{1,3})\s?/\s?(?P<low>\d{1,3})(?![/\d])(?:\s?(?:mmhg|cmhg))?", re.IGNORECASE
)
_COMPARATORS = {"<": "<", ">": ">", "≤": "<=", "≥": ">=", "<=": "<=", ">=": ">="}


def number_of(raw: str) -> float:
    """The value of a written number, French or English, thousands set apart by blanks."""
    return float("".join(raw.split()).replace(",", "."))


@lru_cache(maxsize=1000)
def unit_of(raw: str | None) -> str:
    """A unit as the analyte table writes it."""
    unit = (raw or "").lower().replace("μ", "µ").replace(" ", "")
    return unit.replace("degrés", "degres").replace("degré", "degre")


def _comparator(raw: str | None) -> str:
    if not raw:
        return "="
    return _COMPARATORS.get(raw) or ("<" if raw.lower().startswith("inf") else ">")


def read_measurements(stream: Stream, *, date: str | None = None) -> tuple[Measurement, ...]:
    """The results of a text in order of their place; ``date`` is the document's, for dates without a year."""
    in_tables = list(read_tables(stream, date=date))
    taken = {at for measurement in in_tables for at in (measurement.start, measurement.end)}
    found = in_tables + [found for found in _in_text(stream, date) if found.end not in taken]
    return tuple(sorted(found, key=lambda measurement: (measurement.start, measurement.end)))


def _in_text(stream: Stream, date: str | None) -> Iterator[Measurement]:
    root, _ = load_analytes()
    words, stop = stream.words, 0
    for at in places(stream.kinds, ANALYTE):
        if at < stop:
            continue
        word = words[at]
        if word in PRESSURE_NAMES:
            yield from _pressure(stream, at, date)
        nodes, place, best, stop = list(root.edges.get(word, ())), at + 1, None, at + 1
        while nodes:
            for node in nodes:
                if node.values:
                    best, stop = node.values[0], place
            if place >= len(words):
                break
            nodes, place = follow(nodes, words[place]), place + 1
        if best is not None and _is_name(stream, at, stop):
            yield from _results(stream, at, stop, best, date)


def _is_name(stream: Stream, at: int, stop: int) -> bool:
    """Short names count in capitals only (``K 5,8`` but not ``k``); ``PAS 145`` but not ``pas 145``."""
    surface = stream.text[stream.starts[at] : stream.ends[stop - 1]]
    if len(surface) > 3:
        return True
    return (
        surface.isupper()
        or (surface[0].isupper() and (len(surface) == 2 or surface.lower() not in ("pas", "sat")))
        or surface.lower() in _SMALL
    )


_SMALL = frozenset(
    {
        "crp",
        "inr",
        "tsh",
        "psa",
        "imc",
        "vgm",
        "dfg",
        "pnn",
        "ldl",
        "hdl",
        "bnp",
        "ggt",
        "cpk",
        "ldh",
        "hb",
        "fc",
        "plq",
        "sat",
        "gb",
        "fr",
        "moca",
        "pls",
        "hgt",
    }
)


def _results(stream: Stream, at: int, stop: int, analyte: Analyte, date: str | None) -> Iterator[Measurement]:
    text, begin, end = stream.text, stream.starts[at], stream.ends[stop - 1]
    result = _RESULT.match(text, end, end + 90)
    if result is None or (result["lead"] == "" and text[end : end + 1].isalnum()) or "\n" in result["lead"]:
        return
    comparator, last = _comparator(result["comparator"]), result
    while last is not None:
        value, unit = number_of(last["value"]), unit_of(last["unit"])
        normal = None if not unit and _NOT_AFTER.match(text, last.end()) else analyte.normal(value, unit)
        if normal is None:
            return
        yield Measurement(
            begin, last.end(), analyte.name, normal, analyte.unit, comparator, date_near(text, begin, last.end(), date)
        )
        begin, comparator = last.start("value"), "="
        trend = _TREND.match(text, last.end(), last.end() + 60)
        if trend is None:
            return
        begin, last = trend.start("value"), trend


def _pressure(stream: Stream, at: int, date: str | None) -> Iterator[Measurement]:
    """``TA 148/79``: systolic and diastolic; values under 30 are in cmHg."""
    text, end = stream.text, stream.ends[at]
    found = _PRESSURE.match(text, end, end + 30)
    if found is None:
        return
    high, low = int(found["high"]), int(found["low"])
    scale = 10 if high < 30 and low < 20 else 1
    if not (40 <= high * scale <= 300 and 15 <= low * scale < high * scale):
        return
    when = date_near(text, stream.starts[at], found.end(), date)
    yield Measurement(stream.starts[at], found.end(), "pas", float(high * scale), "mmHg", "=", when)
    yield Measurement(found.start("low"), found.end(), "pad", float(low * scale), "mmHg", "=", when)
