"""Tokens with offsets: the one definition of a word that search, matching and context share.

A word is a maximal run of letters and digits (combining marks included); an underscore, an apostrophe or a hyphen ends
it. Offsets are half-open code points into the text as given.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import NamedTuple

from language.folding import fold

WORD = re.compile(r"[^\W_](?:[^\W_]|[̀-ͯ])*")
"""A word of letters and digits; decomposed accents stay with their letter."""


class Token(NamedTuple):
    """``folded`` is the word without case, accents and ligatures."""

    start: int
    end: int
    folded: str


def words(text: str) -> Iterator[Token]:
    """The words of ``text`` in order."""
    for match in WORD.finditer(text):
        yield Token(match.start(), match.end(), fold(match.group()))
