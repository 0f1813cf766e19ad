"""Characters by code point, as arrays: what each is, and what it folds to, for reading a whole text at once."""

from __future__ import annotations

from functools import lru_cache
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from language.surfaces import form_of

KNOWN = 0x3000
"""Code points below this are looked up; a text with a letter beyond is read by rule."""

DIGIT, LETTER, CAPITAL, POINT, HYPHEN, APOSTROPHE, COMBINING, WORD = (1 << bit for bit in range(8))
"""Bits: decimal digit, other letter or digit, ASCII capital, `.` or `,`, hyphen or soft hyphen, apostrophe, combining
mark, letter or digit of any kind."""

APOSTROPHES = "'’`´"


class _Tables(NamedTuple):
    kinds: NDArray[np.uint8]
    folded: NDArray[np.uint32]


def _kind(char: str) -> int:
    kind = 0
    if char.isalnum():
        kind |= WORD | (DIGIT if char.isdecimal() else LETTER)
    if "A" <= char <= "Z":
        kind |= CAPITAL
    for bit, members in ((POINT, ".,"), (HYPHEN, "-\xad"), (APOSTROPHE, APOSTROPHES)):
        kind |= bit if char in members else 0
    return kind | (COMBINING if "\u0300" <= char <= "\u036f" else 0)


@lru_cache(maxsize=1)
def _tables() -> _Tables:
    """Made once, some 30 ms; the last entry stands for all that lies beyond: no letter, folded to a space."""
    chars = [chr(code) for code in range(KNOWN)]
    kinds = np.array([*map(_kind, chars), 0], dtype=np.uint8)
    spelt = [form_of(char) if char.isalnum() else " " for char in chars]
    folded = [ord(form if len(form) == 1 else char) for form, char in zip(spelt, chars, strict=True)]
    return _Tables(kinds, np.array([*folded, 32], dtype=np.uint32))


class Characters(NamedTuple):
    """The characters of a text: ``kinds`` by bits, and ``folded`` code points; a letter of several folds to itself."""

    kinds: NDArray[np.uint8]
    folded: NDArray[np.uint32]


def characters(text: str) -> Characters | None:
    """The text as arrays of its length; None where it has decomposed accents or letters beyond the tables."""
    codes = np.frombuffer(text.encode("utf-32-le", "surrogatepass"), dtype=np.uint32)
    tables = _tables()
    if not text.isascii():
        beyond = codes >= KNOWN
        if beyond.any():
            if any(chr(code).isalnum() for code in np.unique(codes[beyond]).tolist()):
                return None
            codes = np.minimum(codes, KNOWN)
    kinds = tables.kinds[codes]
    if not text.isascii() and (kinds & COMBINING).any():
        return None
    return Characters(kinds, tables.folded[codes])
