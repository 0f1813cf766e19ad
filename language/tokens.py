"""Tokens with offsets: the one definition of a word that search, matching and context share.

A word is a maximal run of letters and digits (combining marks included); an underscore, an apostrophe or a hyphen ends
it. Offsets are half-open code points into the text as given.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import lru_cache
from itertools import accumulate
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


_PARTED = re.compile(r"([^\W_]++(?:[\u0300-\u036f]+[^\W_]*)*+)")
"""``WORD``, written for speed: nothing is given back that was read."""


def parts(text: str) -> list[str]:
    """What stands between the words of ``text``, and its words, by turns; it begins and ends with the former."""
    return _PARTED.split(text)


class Pieces(NamedTuple):
    """A text cut into words and what stands between them: ``gaps[i]`` before word ``i``, the last one after all words."""

    starts: tuple[int, ...]
    ends: tuple[int, ...]
    surfaces: tuple[str, ...]
    gaps: tuple[str, ...]


@lru_cache(maxsize=1)
def pieces(text: str) -> Pieces:
    """The words of ``text`` as ``WORD`` has them; kept for the next reader of the same text."""
    found = parts(text)
    edges = tuple(accumulate(map(len, found)))
    return Pieces(edges[:-1:2], edges[1::2], tuple(found[1::2]), tuple(found[::2]))
