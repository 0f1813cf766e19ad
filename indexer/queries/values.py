"""Values in a query: `HbA1c > 9`, `NT-proBNP >= 1 000`, `hémoglobine glyquée > 9 %`, `âge >= 75`."""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import NamedTuple

from clinical.concepts import Analytes
from clinical.queries import AgeBetween, ValueIs
from indexer.queries.dates import age_criterion
from language.folding import fold

UNIT = re.compile(
    r"(?i)^(?:%|[µμumkcdnp]?(?:g|l|mol|ui|iu|u|m|eq)(?:/[^\d\s].*)?|[mg]?pa|mmhg|ans|/[^\d\s].*|bpm|kg(?:/.*)?|°c?|mm|giga/l)$"
)
"""What may stand after the number, or at its end, and is a unit."""

LONGEST_NAME = 4
_COMPARATORS = {"≤": "<=", "≥": ">="}


class ReadValue(NamedTuple):
    """A criterion, how many words before its name belong to the name, and the unit that its value is in."""

    query: ValueIs | AgeBetween
    words_before: int
    unit: str
    given: bool = True
    """Whether the unit was typed."""
    known: bool = True
    """Whether the name is that of something measured."""


def comparator_of(sign: str) -> str:
    """The comparator that a sign means."""
    return _COMPARATORS.get(sign, sign)


def read_value(
    before: Sequence[str], name: str, sign: str, number: str, unit: str, *, analytes: Analytes | None, position: int
) -> ReadValue | None:
    """The criterion of `before… name sign number unit`; None where ``number`` is none.

    Names of up to four words are looked for in ``analytes``, the longest first; a name that it does not know is
    compared with the record's analytes as it is written.
    """
    match = re.fullmatch(r"(\d+(?:[.,]\d+)?)(\D.*)?", number)
    if match is None or (match[2] and not UNIT.match(match[2])):
        return None
    value = float(match[1].replace(",", "."))
    if fold(name) == "age":
        return ReadValue(age_criterion(f"{int(value)}", comparator_of(sign), position=position), 0, "")
    for words in range(min(LONGEST_NAME - 1, len(before)), -1, -1) if analytes is not None else ():
        whole = " ".join([*before[len(before) - words :], name])
        known = analytes.normal(whole, value, unit or match[2] or "") if analytes is not None else None
        if known is not None:
            return ReadValue(
                ValueIs(known[0], comparator_of(sign), known[1]), words, known[2], given=bool(unit or match[2])
            )
    return ReadValue(ValueIs(name, comparator_of(sign), value), 0, unit or match[2] or "", known=analytes is None)
