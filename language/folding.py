"""Folding: case, accents and ligatures gone, so that `Œdème`, `OEDEME` and `oedème` are one word."""

from __future__ import annotations

import unicodedata
from functools import lru_cache

_LIGATURES = str.maketrans({"œ": "oe", "Œ": "oe", "æ": "ae", "Æ": "ae", "ß": "ss", "’": "'", "ʼ": "'", "`": "'"})
_SINGLE = {"œ": "o", "æ": "a", "ß": "s", "’": "'", "ʼ": "'", "`": "'"}


def _spread(word: str) -> str:
    spread = unicodedata.normalize("NFKD", word.translate(_LIGATURES))
    return "".join(char for char in spread if not unicodedata.combining(char)).lower()


_LATIN = {code: _spread(chr(code)) for code in (0x60, *range(0xC0, 0x180), 0x2BC, 0x2019)}
"""The letters of Latin languages and the apostrophes, folded one by one."""


def fold_once(word: str) -> str:
    """What :func:`fold` says, not remembered: for long lists of words, which would push the words of texts out."""
    if word.isascii():
        return word.lower()
    plain = word.translate(_LATIN)
    return plain.lower() if plain.isascii() else _spread(word)


@lru_cache(maxsize=200_000)
def fold(word: str) -> str:
    """Lower case, no marks, ligatures spelt out. The length may change: use it on tokens, not on texts with offsets."""
    return fold_once(word)


@lru_cache(maxsize=4096)
def _fold_char(char: str) -> str:
    lower = char.lower()
    lower = lower if len(lower) == 1 else char
    if lower in _SINGLE:
        return _SINGLE[lower]
    base = unicodedata.normalize("NFD", lower)[0]
    return base if not unicodedata.combining(base) else lower


def fold_same_length(text: str) -> str:
    """Fold a text code point by code point, so that every offset into the result is one into ``text``."""
    return text.lower() if text.isascii() else "".join(map(_fold_char, text))
