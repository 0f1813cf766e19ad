"""Past dates: an event dated in an earlier year belongs to the patient's past (``EP en 2017``, ``zona (2014)``)."""

from __future__ import annotations

import re
from collections.abc import Sequence

from language.cues import load_words

from .marks import HISTORICAL
from .tokens import Stream

_YEAR = re.compile(r"(?:19[3-9]|20[0-4])\d$")
_DATE = re.compile(r"(?:\d{1,2}[./])?(\d{1,2})[./]((?:19|20)\d\d)$")


def _year_of(word: str) -> tuple[int, int] | None:
    """Year and month (0 where unknown) of a token that is a year or a date."""
    if _YEAR.match(word):
        return int(word), 0
    dated = _DATE.match(word)
    return (int(dated[2]), int(dated[1])) if dated else None


def _reference(stream: Stream, date: str | None) -> tuple[int, int]:
    if date and len(date) >= 7 and date[:4].isdigit() and date[5:7].isdigit():
        return int(date[:4]), int(date[5:7])
    years = [found[0] for word in stream.words if word[0] in "12" and (found := _year_of(word))]
    return max(years, default=0), 0


def mark_past_dates(
    stream: Stream, bounds: Sequence[tuple[int, int]], marks: bytearray, *, date: str | None, lang: str
) -> None:
    """Mark what stands before a date that is earlier than the document's year as historical."""
    year, _ = _reference(stream, date)
    if not year:
        return
    closed = load_words(lang)
    for start, end in bounds:
        for at in range(start, end):
            word = stream.words[at]
            if word[0] not in "0123" or len(word) < 4:
                continue
            found = _year_of(word)
            if found and found[0] < year:
                _mark_before(stream, marks, (start, end), at, closed)


def _mark_before(
    stream: Stream, marks: bytearray, bounds: tuple[int, int], at: int, closed: dict[str, frozenset[str]]
) -> None:
    words, (start, end) = stream.words, bounds
    if (
        at + 1 < end
        and words[at + 1] not in closed["after_date"]
        and words[at + 1][0].isalpha()
        and words[at - 1] not in closed["before_date"] | closed["months"]
    ):
        return
    place = at - 1
    while place >= start and (
        words[place] in closed["months"]
        or words[place] in closed["before_date"]
        or words[place][0].isdigit()
        or words[place] == "§date"
    ):
        if words[place] == "depuis":
            return
        place -= 1
    if place >= start and words[place] == "(":
        place -= 1
    if place < start or words[place] in closed["year_openers"]:
        return
    stretch = []
    while place >= start:
        word = words[place]
        if word == ")" and "(" in words[start:place]:
            while words[place] != "(":
                stretch.append(place)
                place -= 1
            place -= 1
            continue
        if (
            word in ",;:()→|•·\n?/"
            or word in ("et", "and", "mais")
            or word in closed["verbs"]
            or word in closed["year_openers"]
        ):
            break
        if word in closed["exams"]:
            return
        stretch.append(place)
        place -= 1
    for inside in stretch:
        marks[inside] |= HISTORICAL
