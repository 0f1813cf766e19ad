"""Dates as written: read the surface, tell day, month and year, move it by days and write it in the same form.

All functions take one surface string (`14/02/2023`, `le 1er mars`'s `1er mars`, `ven. 26 mai 2023`, `03/2019`, `2016`,
`20220922`, `l9 novembre 2018`, `Sept 01, 2026`), never a whole text. Digits that a scanner misread (O, l, I) are read.
"""

from __future__ import annotations

import datetime as dt
import re
from functools import lru_cache
from typing import NamedTuple

from language.folding import fold

MONTHS = (
    ("janvier", "janv", "jan", "january"), ("fevrier", "fevr", "fev", "february", "feb"), ("mars", "mar", "march"),
    ("avril", "avr", "april", "apr"), ("mai", "may"), ("juin", "jun", "june"), ("juillet", "juil", "jul", "july"),
    ("aout", "aou", "august", "aug"), ("septembre", "sept", "sep", "september"), ("octobre", "oct", "october"),
    ("novembre", "nov", "november"), ("decembre", "dec", "december"),
)  # fmt: skip
MONTH = {name: number for number, names in enumerate(MONTHS, 1) for name in names}
_WRITTEN = (
    "janvier", "février", "mars", "avril", "mai", "juin", "juillet", "août", "septembre", "octobre", "novembre", "décembre",
)  # fmt: skip
_ENGLISH = (
    "January", "February", "March", "April", "May", "June", "July", "August", "September", "October", "November", "December",
)  # fmt: skip
_ENGLISH_NAMES = frozenset(name for number, name in ((n, name) for n, names in enumerate(MONTHS, 1) for name in names[2:])
                           if name not in ("jan", "fev", "mar", "apr", "dec", "nov", "oct", "juil", "aou", "sep", "avr")) | {"may"}  # fmt: skip
_ENGLISH_DAYS = ("monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday")
WEEKDAYS = ("lundi", "mardi", "mercredi", "jeudi", "vendredi", "samedi", "dimanche")
_WEEKDAY = re.compile(
    r"\b(lundi|mardi|mercredi|jeudi|vendredi|samedi|dimanche|lund?|mard?|mer(?:cr?)?|jeud?|vend?r?|same?|dim|"
    r"(?P<english>monday|tuesday|wednesday|thursday|friday|saturday|sunday|mon|tues?|wed|thu(?:rs?)?|fri|sat|sun))\b\.?",
    re.I,
)
_LETTERS = re.compile(r"[a-z]+")
_DIGITS = re.compile(r"\d+")
_WORDS = re.compile(r"[a-z]+|\d+")
_MISREAD = re.compile(r"(?<![a-z])[oil](?=[\doil])|(?<=\d)[oil](?![a-z])")
"""Letters that a scanner made of digits, in a folded date."""
SCANNED = str.maketrans("OolIiSB", "0011158")
_NUMBERS = {
    "un": 1, "premier": 1, "deux": 2, "trois": 3, "quatre": 4, "cinq": 5, "six": 6, "sept": 7, "huit": 8, "neuf": 9, "dix": 10,
    "onze": 11, "douze": 12, "treize": 13, "quatorze": 14, "quinze": 15, "seize": 16, "vingt": 20, "vingts": 20, "trente": 30,
    "quarante": 40, "cinquante": 50, "soixante": 60,
}  # fmt: skip


class WrittenDate(NamedTuple):
    """What a surface says: any part may be missing (None)."""

    day: int | None
    month: int | None
    year: int | None

    def iso(self) -> str | None:
        """The ISO date, if it is whole and exists."""
        if self.day is None or self.month is None or self.year is None:
            return None
        try:
            return dt.date(self.year, self.month, self.day).isoformat()
        except ValueError:
            return None


def full_year(year: int, *, pivot: int = 30) -> int:
    """A year of two digits in the century that a hospital note means: up to ``pivot`` 20xx, else 19xx."""
    return year if year >= 100 else 2000 + year if year <= pivot else 1900 + year


def number_in_words(words: str) -> int | None:
    """A French number up to 9999 in words (`mille neuf cent soixante dix huit` is 1978), or None."""
    total = part = 0
    seen = False
    for word in re.split(r"[\s-]+", fold(words)):
        if word in ("", "et"):
            continue
        seen = True
        if word in ("mil", "mille"):
            total, part = total + (part or 1) * 1000, 0
        elif word in ("cent", "cents"):
            part = (part or 1) * 100
        elif word in ("vingt", "vingts") and part % 100 == 4:
            part += 76
        elif word in _NUMBERS:
            part += _NUMBERS[word]
        else:
            return None
    return total + part if seen else None


def _compact(digits: str) -> WrittenDate | None:
    orders = {
        8: (("d", 0, 2, 2, 4, 4, 8), ("y", 6, 8, 4, 6, 0, 4)),
        6: (("d", 0, 2, 2, 4, 4, 6), ("y", 4, 6, 2, 4, 0, 2)),
    }
    for _, d0, d1, m0, m1, y0, y1 in orders.get(len(digits), ()):
        day, month, year = int(digits[d0:d1]), int(digits[m0:m1]), int(digits[y0:y1])
        if 1 <= day <= 31 and 1 <= month <= 12 and (len(digits) == 6 or 1880 <= year <= 2100):
            return WrittenDate(day, month, full_year(year))
    return None


def _numeric(parts: list[str]) -> WrittenDate | None:
    numbers = [int(part) for part in parts]
    if len(parts) == 3:
        if len(parts[0]) == 4:
            year, month, day = numbers
        else:
            day, month, year = numbers
        if month > 12 >= day:
            day, month = month, day
        return WrittenDate(day, month, full_year(year)) if 1 <= day <= 31 and 1 <= month <= 12 else None
    if len(parts) == 2:
        first, second = numbers
        if len(parts[1]) == 4:
            return WrittenDate(None, first, second) if 1 <= first <= 12 else None
        if len(parts[0]) == 4:
            return WrittenDate(None, second, first) if 1 <= second <= 12 else None
        return WrittenDate(first, second, None) if 1 <= first <= 31 and 1 <= second <= 12 else None
    return None


def _textual(folded: str) -> WrittenDate | None:
    words = _WORDS.findall(folded)
    months = [MONTH[word] for word in words if word in MONTH]
    if not months:
        return None
    position = next(i for i, word in enumerate(words) if word in MONTH)
    numbers = [int(word) for word in words if word.isdigit()]
    years = [n for n in numbers if n > 31] or ([numbers[1]] if len(numbers) > 1 else [])
    days = [n for n in numbers if n <= 31]
    if not numbers:
        day = number_in_words(" ".join(w for w in words[:position] if w not in WEEKDAYS and w != "le"))
        year = number_in_words(" ".join(words[position + 1 :]))
        return WrittenDate(day if day and day <= 31 else None, months[0], full_year(year) if year else None)
    year = (
        full_year(years[0])
        if years
        else number_in_words(" ".join(words[position + 1 :]))
        if words[position + 1 :]
        else None
    )
    return WrittenDate(days[0] if days else None, months[0], year if year and year > 31 else None)


@lru_cache(maxsize=20_000)
def read(surface: str) -> WrittenDate | None:
    """What a date surface says, or None if it is none."""
    folded = fold(surface).strip(" .,")
    if any(word in MONTH for word in _LETTERS.findall(folded)):
        return _textual(_MISREAD.sub(lambda m: "0" if m[0] == "o" else "1", folded))
    bare = _WEEKDAY.sub("", surface).translate(SCANNED)
    parts = _DIGITS.findall(bare)
    if parts and all(len(part) == 1 for part in parts) and len(parts) in (6, 8):
        parts = ["".join(parts)]
    if len(parts) == 1:
        if len(parts[0]) == 4:
            return WrittenDate(None, None, int(parts[0]))
        if len(parts[0]) <= 2:
            return WrittenDate(int(parts[0]), None, None) if 1 <= int(parts[0]) <= 31 else None
        return _compact(parts[0])
    return _numeric(parts)


@lru_cache(maxsize=20_000)
def days_meant(surface: str) -> tuple[str, ...]:
    """The ISO dates that a whole date may mean, none for a partial one; a year of two figures may be of the last century."""
    written = read(surface)
    day = written.iso() if written else None
    if written is None or day is None:
        return ()
    if len(_DIGITS.findall(surface)[-1]) != 2:
        return (day,)
    before = written._replace(year=(written.year or 0) - 100).iso()
    return (day, before) if before else (day,)


def _anchor(date: WrittenDate, reference: dt.date) -> dt.date | None:
    """The day that a partial date is moved from: the middle of its month or year, the year of the reference where it has none."""
    month = date.month or (reference.month if date.day else 7)
    try:
        return dt.date(date.year or reference.year, month, date.day or 15)
    except ValueError:
        return None


def shift(surface: str, days: int, *, reference: dt.date) -> str | None:
    """The surface moved by ``days``, in the same form; None where it cannot be moved (then it must be masked).

    ``reference`` is the document's date: it gives the year (and month) that a partial date does not write.
    """
    date = read(surface)
    anchor = _anchor(date, reference) if date else None
    if date is None or anchor is None:
        return None
    try:
        moved = anchor + dt.timedelta(days=days)
    except OverflowError:
        return None
    return _write(surface, date, moved)


def _write(surface: str, date: WrittenDate, moved: dt.date) -> str | None:
    weekday = _WEEKDAY.search(surface) if date.day else None
    out = surface
    if weekday and fold(weekday[1]) in (*WEEKDAYS, *_ENGLISH_DAYS):
        name = (_ENGLISH_DAYS if weekday["english"] else WEEKDAYS)[moved.weekday()]
        out = out[: weekday.start()] + _like(name, weekday[1]) + out[weekday.start(1) + len(weekday[1]) :]
    elif weekday and weekday.start() == 0:
        out = (
            _like((_ENGLISH_DAYS if weekday["english"] else WEEKDAYS)[moved.weekday()][:3], weekday[1])
            + out[len(weekday[1]) :]
        )
    word = next((w for w in re.finditer(r"[^\W\d_]+", out) if fold(w[0]) in MONTH), None)
    if word:
        english = fold(word[0]) in _ENGLISH_NAMES
        name = (_ENGLISH if english else _WRITTEN)[moved.month - 1]
        cut = (
            name
            if len(word[0]) > 4 or name.lower() == word[0].lower() or fold(word[0]) in map(fold, _WRITTEN)
            else name[:3]
        )
        out = out[: word.start()] + _like(cut, word[0]) + out[word.end() :]
        return _fill(out, date, moved, order=None)
    return _fill(out, date, moved, order=_order(surface, date))


def _order(surface: str, date: WrittenDate) -> str | None:
    parts = _DIGITS.findall(_WEEKDAY.sub("", surface).translate(SCANNED))
    if len(parts) == 1 and len(parts[0]) in (6, 8):
        day, month = f"{date.day:02d}", f"{date.month:02d}"
        return "compact-d" if parts[0].startswith(day + month) else "compact-y"
    if len(parts) == 3:
        return "ymd" if len(parts[0]) == 4 else "mdy" if int(parts[1]) > 12 else "dmy"
    if len(parts) == 2:
        return "my" if len(parts[1]) == 4 else "ym" if len(parts[0]) == 4 else "dm"
    return "y" if date.year else "d"


def _fill(out: str, date: WrittenDate, moved: dt.date, *, order: str | None) -> str | None:
    numbers = list(re.finditer(r"(?<![^\W\d_])[\dOolI]*\d[\dOolI]*", out))
    day, month, year = moved.day, moved.month, moved.year
    if order in ("compact-d", "compact-y") and len(numbers) == 1:
        width = len(numbers[0][0]) - 4
        y = f"{year:04d}"[-width:]
        text = f"{day:02d}{month:02d}{y}" if order == "compact-d" else f"{y}{month:02d}{day:02d}"
        return out[: numbers[0].start()] + text + out[numbers[0].end() :]
    if order is None:
        kinds = (["d"] if date.day else []) + (["y"] if date.year else [])
    else:
        kinds = list(order)
    if len(kinds) != len(numbers):
        return None
    for kind, number in reversed(list(zip(kinds, numbers, strict=True))):
        value = {"d": day, "m": month, "y": year}[kind]
        width = len(number[0])
        text = f"{value:04d}"[-2:] if kind == "y" and width == 2 else f"{value:0{width}d}"
        rest = out[number.end() :]
        if kind == "d":
            rest = re.sub(r"^er\b", "" if value != 1 else "er", rest)
        out = out[: number.start()] + text + rest
    return out


def _like(word: str, model: str) -> str:
    """``word`` in the case of ``model``."""
    return word.upper() if model.isupper() else word.capitalize() if model[0].isupper() else word.lower()


def age_at(birth: str | None, date: str | None) -> int | None:
    """Whole years between two ISO dates, or None."""
    try:
        born, day = dt.date.fromisoformat(birth or ""), dt.date.fromisoformat((date or "")[:10])
    except ValueError:
        return None
    years = day.year - born.year - ((day.month, day.day) < (born.month, born.day))
    return years if 0 <= years <= 130 else None
