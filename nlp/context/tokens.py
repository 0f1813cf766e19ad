"""The folded token stream that context reading walks: words, numbers, marks and hard line ends.

Apostrophes and hyphens inside words are left out, soft line ends too, so that a cue survives broken lines. A masked
span is one token ``§label``. In dictated text the spoken marks (``virgule``, ``point à la ligne``) are marks.
Offsets are half-open code points into the text.
"""

from __future__ import annotations

import re
import unicodedata
from bisect import bisect_left
from collections.abc import Sequence

from clinical.documents import Mask
from language.folding import fold

from .layout import Wrapping

_OTHER = r"|\d+(?:[.,/:]\d+)+|\d[^\W_]*|(?<![^\W_])[-–](?!\n)|[-–](?![^\W_\n])|\n|[^\w\s'’ʼ`´\-–]"
TOKEN = re.compile(r"[^\W\d_][^\W_]*" + _OTHER)
"""A word, a decimal number or date, a dash that does not join two words, a line end, or another mark."""

_DECOMPOSED = re.compile(r"[^\W\d_](?:[^\W_]|[̀-ͯ])*" + _OTHER)
_PREFIX = re.compile(r"\b(?:[Ss]ous|SOUS|[Ss]us|SUS|[Pp]r[ée]|[Pp]ost|[Pp]seudo)-(?=[^\W\d_])")
"""Words that join the next by a hyphen: ``sous-dural`` is no ``sous``."""

_SPOKEN = {
    ("virgule",): ",",
    ("point", "a", "la", "ligne"): ".",
    ("point", "virgule"): ";",
    ("point", "d", "interrogation"): "?",
    ("point",): ".",
    ("deux", "points"): ":",
    ("ouvrez", "la", "parenthese"): "(",
    ("fermez", "la", "parenthese"): ")",
}
_SPOKEN_LENGTHS = (4, 3, 2, 1)
_DICTATED = 3
"""From this many ``virgule`` on a text counts as dictated."""


UNWRAPPED = Wrapping(frozenset(), ())
"""Every line end counts."""


class Stream:
    """Parallel lists of folded words and their offsets."""

    __slots__ = ("ends", "starts", "text", "words")

    def __init__(self, text: str) -> None:
        self.text = text
        self.words: list[str] = []
        self.starts: list[int] = []
        self.ends: list[int] = []

    def __len__(self) -> int:
        return len(self.words)

    def first_at(self, offset: int) -> int:
        """The first token that ends after ``offset``."""
        at = bisect_left(self.starts, offset)
        return at - 1 if at and self.ends[at - 1] > offset else at


def _append(stream: Stream, start: int, end: int, soft: frozenset[int], pattern: re.Pattern[str]) -> None:
    found = [match for match in pattern.finditer(stream.text, start, end) if match.start() not in soft]
    stream.words += [fold(match.group()) for match in found]
    stream.starts += [match.start() for match in found]
    stream.ends += [match.end() for match in found]


def _join(stream: Stream) -> None:
    """One token for a prefix and the word that a hyphen joins to it."""
    for prefix in reversed(list(_PREFIX.finditer(stream.text))):
        at = bisect_left(stream.starts, prefix.start())
        if at + 1 < len(stream) and stream.starts[at] == prefix.start() and stream.starts[at + 1] == prefix.end():
            stream.words[at] += "-" + stream.words[at + 1]
            stream.ends[at] = stream.ends[at + 1]
            del stream.words[at + 1], stream.starts[at + 1], stream.ends[at + 1]


def _speak(stream: Stream) -> None:
    """Turn the spoken marks of a dictated text into marks."""
    at = 0
    while at < len(stream):
        for length in _SPOKEN_LENGTHS:
            mark = _SPOKEN.get(tuple(stream.words[at : at + length]))
            if mark is not None:
                stream.words[at : at + length] = [mark]
                stream.ends[at : at + length] = [stream.ends[at + length - 1]]
                del stream.starts[at + 1 : at + length]
                break
        at += 1


def is_dictated(text: str) -> bool:
    """Whether marks are spoken words in ``text``."""
    return text.lower().count(" virgule") >= _DICTATED


def read_tokens(text: str, *, masks: Sequence[Mask] = (), wrapping: Wrapping = UNWRAPPED) -> Stream:
    """The token stream of ``text``, without the line ends that only wrap a line and the page marks inside sentences."""
    stream, at = Stream(text), 0
    pattern = TOKEN if unicodedata.is_normalized("NFC", text) else _DECOMPOSED
    holes = [(mask.start, mask.end, "§" + mask.label.lower()) for mask in masks]
    holes += [(start, end, "") for start, end in wrapping.skipped]
    for start, end, word in sorted(holes):
        if start < at:
            continue
        _append(stream, at, start, wrapping.soft, pattern)
        if word:
            stream.words.append(word)
            stream.starts.append(start)
            stream.ends.append(end)
        at = end
    _append(stream, at, len(text), wrapping.soft, pattern)
    _join(stream)
    if is_dictated(text):
        _speak(stream)
    return stream
