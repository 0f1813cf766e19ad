"""Past dates: an event dated well before the document belongs to the patient's past (``EP en 2017``, ``2012 : zona``)."""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Iterable, Sequence

from language.cues import load_words

from .kinds import DATE, DATED, MONTH, MONTH_WORD, YEAR, places
from .marks import HISTORICAL
from .tokens import Stream

_MONTHS = ("jan", "fev", "mar", "avr", "mai", "juin", "juil", "aou", "sep", "oct", "nov", "dec")
_MONTHS_EN = ("jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec")
RECENT_MONTHS = 4
"""A date with its month that lies fewer months back than this belongs to the present illness."""

MAX_STRETCH = 12
"""How many words a date may speak of."""

_OBJECTS = frozenset({"un", "une", "deux", "trois", "plusieurs", "d", "a", "an", "two", "three", "several"})
"""What may open the object of an event after its year (``en 2012 une pyélonéphrite``)."""

_THEN = frozenset({"en", "debut", "fin", "courant"})
_TELLERS = frozenset({"il", "elle", "on", "nous"})
"""``En 2015 il présente …``: the whole sentence tells of then."""

_REASONS = frozenset({"pour", "for"})
_BEGUN = frozenset("prescrit prescrite mis mise instaure instauree introduit introduite initie initiee".split())
"""What began then for a reason that may last (``prescrit en 2018 pour un diabète``)."""

_CHAIN = frozenset({",", "ete", "a", "ont", "fut", "furent", "avait", "avaient"})
_DONE = frozenset(
    word + ending
    for word in "opere traite stente ponte reseque retire evacue draine embolise irradie soigne gueri enleve ablate".split()
    for ending in ("", "e", "s", "es")
)
"""What was done then, and what stands between it and its object."""

_CLOSES = frozenset(".;)\n") | {"et"}

_SIGNS_OF = frozenset({"par", "devant", "sur", "lors", "with", "after"})
"""What brings in the first signs of an illness (``débuté en 2018 par une raideur``)."""

_COMPARED = frozenset({"rapport", "compare", "comparee", "comparativement", "comparaison", "superposable", "identique"})
_TO = frozenset({"a", "à", "au", "aux", "avec"})
"""What compares a finding with that of an earlier date."""

_ENDS = frozenset(",;:()→|•·\n?/")

_WRITTEN_MONTH = re.compile(r"\b[Mm]\d{1,2}\b")
_MILESTONE = re.compile(r"[mjsa]\d{1,3}$")
_TOLD = 2

When = tuple[int, int]
"""Year and month; month 0 where it is unknown."""


def _month_of(word: str) -> int:
    for names in (_MONTHS, _MONTHS_EN):
        for number, name in enumerate(names, start=1):
            if word.startswith(name):
                return number
    return 0


def _when(words: Sequence[str], at: int, months: frozenset[str]) -> When | None:
    """Year and month of a token that is a year or a date."""
    word = words[at]
    if YEAR.match(word):
        return int(word), _month_of(words[at - 1]) if at and words[at - 1] in months else 0
    dated = DATE.match(word)
    return (int(dated[2]), int(dated[1])) if dated else None


def _reference(stream: Stream, date: str | None) -> When:
    if date and len(date) >= 7 and date[:4].isdigit() and date[5:7].isdigit():
        return int(date[:4]), int(date[5:7])
    found = (_when(stream.words, at, frozenset()) for at, word in enumerate(stream.words) if word[0] in "12")
    return max((when[0] for when in found if when), default=0), 12


def _is_past(when: When, reference: When) -> bool:
    if not when[1]:
        return when[0] < reference[0]
    return (reference[0] - when[0]) * 12 + reference[1] - when[1] >= RECENT_MONTHS


def mark_past_dates(
    stream: Stream,
    bounds: Sequence[tuple[int, int]],
    marks: bytearray,
    *,
    date: str | None,
    lang: str,
    accented: Iterable[int] = (),
) -> None:
    """Mark what stands before a past date, or after one that opens its sentence, as historical.

    ``accented`` are the tokens ``à``, which are no verb.
    """
    reference = _reference(stream, date)
    if not reference[0]:
        return
    dated = places(stream.kinds, DATED)
    if not dated:
        return
    closed, starts, words = load_words(lang), [start for start, _ in bounds], list(stream.words)
    for at in accented:
        words[at] = "à"
    for at in dated:
        sentence = bisect_right(starts, at) - 1
        when = _when(words, at, closed["months"]) if sentence >= 0 and at < bounds[sentence][1] else None
        if when and _is_past(when, reference) and not _mark_after(words, marks, bounds[sentence], at, closed):
            _mark_before(words, marks, bounds[sentence], at, closed)


def mark_milestones(stream: Stream, bounds: Sequence[tuple[int, int]], marks: bytearray) -> None:
    """``M1 : lymphocèle. M3 : rejet``: what is told by months since an event is past, where a line tells two or more."""
    words = stream.words
    if len(places(stream.kinds, MONTH)) < _TOLD or len(_WRITTEN_MONTH.findall(stream.text)) < _TOLD:
        return
    line: list[tuple[int, int]] = []
    for start, end in bounds:
        if line and "\n" in stream.text[stream.ends[line[-1][1] - 1] - 1 : stream.starts[start]]:
            _mark_line(words, marks, line)
            line = []
        line.append((start, end))
    _mark_line(words, marks, line)


def _mark_line(words: Sequence[str], marks: bytearray, line: Sequence[tuple[int, int]]) -> None:
    starts = [
        at
        for start, end in line
        for at in range(start, end)
        if _MILESTONE.match(words[at]) and (at == start or words[at - 1] in ",;•–-(") and at + 1 < end
    ]
    if sum(bool(MONTH_WORD.match(words[at])) for at in starts) < _TOLD or not line:
        return
    for at, stop in zip(starts, [*starts[1:], line[-1][1]], strict=True):
        end = next(end for start, end in line if start <= at < end)
        for inside in range(at, min(stop, end)):
            marks[inside] |= HISTORICAL


def _date_start(words: Sequence[str], start: int, at: int, closed: dict[str, frozenset[str]]) -> int:
    """The first token of the date that ends at ``at``, with the words that bring it in."""
    place = at
    while place > start and (
        words[place - 1] in closed["months"]
        or words[place - 1] in closed["before_date"]
        or words[place - 1][0].isdigit()
        or words[place - 1] == "§date"
    ):
        place -= 1
    return place


def _mark_after(
    words: Sequence[str], marks: bytearray, bounds: tuple[int, int], at: int, closed: dict[str, frozenset[str]]
) -> bool:
    """``En 2018, …`` and ``2012 : …``: what follows is past, up to the next date or the sentence's end."""
    start, end = bounds
    first = _date_start(words, start, at, closed)
    while first > start and words[first - 1] in "-–•*(":
        first -= 1
    told = at + 1 < end and first < at and words[first] in ("en", "in") and words[at + 1] in _OBJECTS
    if told and first > start and words[first - 1] not in closed["exams"] and "depuis" not in words[first:at]:
        return _mark_told(words, marks, (at + 1, end), closed)
    told_then = first == start and words[first] in _THEN and at + 1 < end and words[at + 1] in _TELLERS
    item = not told_then and (first == start or words[first - 1] in ",;:•")
    written = len(words[at]) == 4 or (first == start and first == at)
    if item and at + 1 < end and words[at + 1][0].isalpha() and "depuis" not in words[first:at] and written:
        following = words[at + 1]
        if following not in closed["after_date"] | closed["connectors"] | closed["verbs"] | closed["exams"]:
            return not _mark_told(words, marks, (at + 1, end), closed)
    listed = first > start and words[first - 1] in ",;" and at + 1 < end and words[at + 1] in ":–-"
    listed = listed or (first > start and words[first - 1] == ";" and at + 1 < end and words[at + 1] == ",")
    opened = (first == start and at + 1 < end and (words[at + 1] in ",:" or words[at + 1] in "-–")) or listed
    opened = opened or told_then
    if not opened or "depuis" in words[first:at] or "since" in words[first:at]:
        return False
    for inside in range(at + 1, end):
        if words[inside] == ";" or YEAR.match(words[inside]):
            break
        marks[inside] |= HISTORICAL
    return True


def _mark_told(
    words: Sequence[str], marks: bytearray, stretch: tuple[int, int], closed: dict[str, frozenset[str]]
) -> bool:
    """``opéré en 2008 d'un méningiome``: the object of what happened then is past, up to the next mark or verb."""
    for inside in range(*stretch):
        if words[inside] in _ENDS or words[inside] in closed["verbs"] or YEAR.match(words[inside]):
            break
        marks[inside] |= HISTORICAL
    return False


def _mark_reason(
    words: Sequence[str],
    marks: bytearray,
    bounds: tuple[int, int],
    closed: dict[str, frozenset[str]],
    *,
    listed: bool = False,
) -> None:
    """``hospitalisé en 2019 pour X``, ``découvert en 2019 devant X, Y``: the reason is past too."""
    start, end = bounds
    if start >= end or words[start] not in (_SIGNS_OF if listed else _REASONS):
        return
    for inside in range(start + 1, end):
        if words[inside] in closed["verbs"] or (words[inside] in _ENDS and not (listed and words[inside] == ",")):
            break
        marks[inside] |= HISTORICAL


def _mark_before(
    words: Sequence[str], marks: bytearray, bounds: tuple[int, int], at: int, closed: dict[str, frozenset[str]]
) -> None:
    start, end = bounds
    known_lead = words[at - 1] in closed["before_date"] or words[at - 1] in closed["months"]
    if at + 1 < end and words[at + 1] not in closed["after_date"] and words[at + 1][0].isalpha() and not known_lead:
        return
    first = _date_start(words, start, at, closed)
    if "depuis" in words[first:at] or "since" in words[first:at]:
        return
    if words[first] in closed["year_openers"]:  # ``début en 2011 par une névrite``
        _mark_reason(words, marks, (at + 1, end), closed, listed=True)
        return
    place = first - 1
    if place >= start + 2 and words[place] in _TO and words[place - 1] in _COMPARED:
        return  # ``inchangé par rapport à 2019``
    if place >= start and words[place] == "(":
        place -= 1
    if (
        place > start
        and words[place] in ",:"
        and (words[first] == "en" or first == at)
        and (at + 1 == end or words[at + 1] in _CLOSES)
    ):
        place -= 1  # ``deux infarctus, en 2005 et 2012``
    if place < start:
        return
    if words[place] in closed["year_openers"]:
        _mark_reason(words, marks, (at + 1, end), closed, listed=True)
        return
    if words[place] in closed["dated_verbs"] or any(
        word.startswith("trait") for word in words[max(start, first - 6) : first]
    ):
        _mark_reason(words, marks, (at + 1, end), closed)
    elif words[place] not in _BEGUN:
        _mark_reason(words, marks, (at + 2 if words[at + 1 : at + 2] == [")"] else at + 1, end), closed)
    stretch: list[int] = []
    while place >= start:
        word = words[place]
        if word == ")" and "(" in words[start:place]:
            while words[place] != "(":
                stretch.append(place)
                place -= 1
            place -= 1
            continue
        if stretch and word in _CHAIN and all(words[inside] in _DONE for inside in stretch):
            place -= 1  # ``un ulcère a été opéré en 1990``, ``ulcère, opéré en 1990``
            continue
        if word in _ENDS or word in closed["date_stops"] or word in closed["verbs"] or word in closed["year_openers"]:
            break
        if word in closed["person_words"] or len(stretch) > MAX_STRETCH:
            break
        if word in closed["exams"]:
            return
        stretch.append(place)
        place -= 1
    for inside in stretch:
        marks[inside] |= HISTORICAL
