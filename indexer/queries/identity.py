"""Queries that name a person are refused, in the same words whether the person is known or not.

What is looked for: a social security number, a phone number, a mail address, a long number such as a hospital's
patient identifier, and a name with a birth date. Words of medicine beside a date are a search, not a person.
"""

from __future__ import annotations

import re
from collections.abc import Callable

from clinical.errors import QueryRefusedError
from language.folding import fold
from language.words import first_names

MESSAGE = (
    "the query looks like the identity of a person, and nobody is searched for by name, number or birth date: "
    "search for medical terms instead"
)
"""The one sentence; it never repeats the query and says nothing about who is known."""

_GAP = r"[ \t.\-/]?"
_NUMBERS = re.compile(
    rf"(?<!\d)(?:"
    rf"[1-478]{_GAP}\d\d{_GAP}(?:\d\d){_GAP}(?:\d\d|2[AaBb]){_GAP}\d{{3}}{_GAP}\d{{3}}(?:{_GAP}\d\d)?"  # NIR
    rf"|(?:(?:\+|00)33{_GAP}(?:\(0\))?|0)[1-9](?:{_GAP}\d\d){{4}}"  # phone
    rf"|\d{{7,}}"
    rf")(?!\d)"
)
_MAIL = re.compile(r"\S+@\S+\.\w{2,}")
_MONTHS = (
    "janvier|février|fevrier|mars|avril|mai|juin|juillet|août|aout|septembre|octobre|novembre|décembre|decembre"
    "|january|february|march|april|may|june|july|august|september|october|november|december"
)
_DAY = re.compile(
    rf"(?<!\d)(?:\d{{1,2}}[/.\-]\d{{1,2}}[/.\-](?:\d{{4}}|\d\d)|\d{{4}}-\d\d-\d\d"
    rf"|\d{{1,2}}(?:er)?\s+(?:{_MONTHS})\s+\d{{4}})(?!\d)",
    re.IGNORECASE,
)
_BIRTH = re.compile(r"\b(?:n[ée]+e?\s+le|ddn|date de naissance|born(?:\s+on)?|dob)\b", re.IGNORECASE)
_RANGE = re.compile(r"\b(?:date)\s?:\s*(?:\[[^\]]*\]|\S+)", re.IGNORECASE)
_NAME_WORD = re.compile(r"[^\W\d_]{2,}")
_PERIOD = frozenset("depuis avant apres après entre since before after between jusqu du au le et to".split())
MOST_NAME_WORDS = 6


def check_identity(text: str, *, is_medical: Callable[[str], bool]) -> None:
    """Raise QueryRefusedError (``identity``) where ``text`` looks like a person."""
    plain = _RANGE.sub(" ", text)
    if _NUMBERS.search(plain) or _MAIL.search(plain) or _name_with_birth_date(plain, is_medical):
        raise QueryRefusedError("identity", MESSAGE)


def _name_with_birth_date(text: str, is_medical: Callable[[str], bool]) -> bool:
    if not _DAY.search(text):
        return False
    if _BIRTH.search(text):
        return True
    rest = [word for word in _NAME_WORD.findall(_DAY.sub(" ", text)) if word.lower() not in _PERIOD]
    if not 2 <= len(rest) <= MOST_NAME_WORDS:
        return False
    strange = [word for word in rest if not is_medical(word)]
    if len(strange) == len(rest) or any(fold(word) in first_names() for word in strange):
        return True  # petit léa: a family name may be a word of medicine
    return sum(word[0].isupper() for word in rest) >= 2 and bool(strange)
