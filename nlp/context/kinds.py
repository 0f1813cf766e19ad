"""What each word of a text is to those who read its context, worked out once a word: how it was meant, and what it may begin.

The kinds of all tokens of a text are one column of bytes, so that a reader goes straight to the tokens that concern it.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from functools import lru_cache

import numpy as np

from language.words import Words

from .automaton import automaton
from .spelling import respell

ENDER, DATED, MONTH, LETTER_A, CUE, ANALYTE, RESPELT, TEST = (1 << bit for bit in range(8))
"""Bits: a mark that may end a sentence, a year or a date with its year, a month since an event (``m3``), ``a``, the
first word of a cue, the first word of an analyte's name, a misspelt word, a test whose result may be waited for."""

TESTS = frozenset(
    "sero serologie serologies pcr recherche recherches anticorps ac ag antigene antigenes test tests tdr trod culture cultures"
    " depistage depistages bilan bilans exploration explorations".split()
)

YEAR = re.compile(r"(?:19[3-9]|20[0-4])\d$")
DATE = re.compile(r"(?:\d{1,2}[./])?(\d{1,2})[./]((?:19|20)\d\d)$")
MONTH_WORD = re.compile(r"m\d{1,2}$")
_ANY_YEAR = re.compile(r"(?:19[3-9]|20[0-4])\d(?!\d)")
_KEPT = 1 << 17
"""Words that are remembered; more are forgotten before the next text."""


class Known(dict[str, int]):
    """By folded word its kind, and in ``meant`` the words that were meant by misspelt ones."""

    def __init__(self, lang: str) -> None:
        super().__init__()
        self._lang = lang
        self.meant: dict[str, str] = {}
        Words(lang).load()  # spellings are told by them

    def __missing__(self, word: str) -> int:
        meant = respell(word, self._lang)
        kind = _kind(word) | CUE * automaton(self._lang).begins(meant) | ANALYTE * _begins_analyte(word)
        if meant != word:
            self.meant[word], kind = meant, kind | RESPELT
        self[word] = kind
        return kind


def _kind(word: str) -> int:
    if word in "\n.?!":
        return ENDER
    if word == "a":
        return LETTER_A
    if (YEAR.match(word) or DATE.match(word)) and _ANY_YEAR.search(word):
        return DATED
    if word.rpartition("-")[2] in TESTS:
        return TEST
    return MONTH if MONTH_WORD.match(word) else 0


def _begins_analyte(word: str) -> bool:
    from nlp.values.analytes import first_words  # their names are read as tokens too

    return word in first_words()


@lru_cache(maxsize=2)
def known(lang: str) -> Known:
    """The words of one language that were met."""
    return Known(lang)


def look(words: Sequence[str], lang: str) -> tuple[Sequence[str], bytes]:
    """The words as they were meant, and the kind of each."""
    table = known(lang)
    if len(table) >= _KEPT:
        table.clear()
        table.meant.clear()
    kinds = bytes(map(table.__getitem__, words))
    respelt = places(kinds, RESPELT)
    if respelt:
        words = list(words)
        for at in respelt:
            words[at] = table.meant.get(words[at]) or respell(words[at], lang)
    return words, kinds


def places(kinds: bytes, wanted: int) -> list[int]:
    """The tokens of a kind, in order."""
    found: list[int] = np.flatnonzero(np.frombuffer(kinds, dtype=np.uint8) & wanted).tolist()
    return found
