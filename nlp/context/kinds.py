"""What each word of a text is to those who read its context, worked out once a word: how it was meant, and what it may begin.

The kinds of all tokens of a text are one column of bytes, so that a reader goes straight to the tokens that concern it.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from functools import lru_cache

from .automaton import automaton
from .spelling import respell

ENDER, DATED, MONTH, LETTER_A, CUE, ANALYTE = (1 << bit for bit in range(6))
"""Bits: a mark that may end a sentence, a year or a date with its year, a month since an event (``m3``), ``a``, the
first word of a cue, the first word of an analyte's name."""

YEAR = re.compile(r"(?:19[3-9]|20[0-4])\d$")
DATE = re.compile(r"(?:\d{1,2}[./])?(\d{1,2})[./]((?:19|20)\d\d)$")
MONTH_WORD = re.compile(r"m\d{1,2}$")
_ANY_YEAR = re.compile(r"(?:19[3-9]|20[0-4])\d(?!\d)")
_KEPT = 1 << 17


class Known(dict[str, tuple[str, int]]):
    """By folded word: the word that was meant, and its kind; forgotten when too many are kept."""

    def __init__(self, lang: str) -> None:
        super().__init__()
        self._lang = lang

    def __missing__(self, word: str) -> tuple[str, int]:
        if len(self) >= _KEPT:
            self.clear()
        meant = respell(word, self._lang)
        kind = _kind(word) | CUE * automaton(self._lang).begins(meant) | ANALYTE * _begins_analyte(word)
        found = self[word] = meant, kind
        return found


def _kind(word: str) -> int:
    if word in "\n.?!":
        return ENDER
    if word == "a":
        return LETTER_A
    if (YEAR.match(word) or DATE.match(word)) and _ANY_YEAR.search(word):
        return DATED
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
    columns = tuple(zip(*map(known(lang).__getitem__, words), strict=True)) or ((), ())
    return columns[0], bytes(columns[1])


_CHOSEN = {1 << bit: bytes(int(bool(kind >> bit & 1)) for kind in range(256)) for bit in range(6)}


def places(kinds: bytes, wanted: int) -> list[int]:
    """The tokens of a kind, in order."""
    chosen, found, at = kinds.translate(_CHOSEN[wanted]), [], -1
    find = chosen.find
    while (at := find(1, at + 1)) >= 0:
        found.append(at)
    return found
