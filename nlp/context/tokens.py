"""The folded token stream that context reading walks: words, numbers, marks and hard line ends.

Apostrophes and hyphens inside words are left out, soft line ends too, so that a cue survives broken lines. A masked
span is one token ``§label``. Offsets are half-open code points into the text.
"""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Sequence

from clinical.documents import Mask
from language.folding import fold

TOKEN = re.compile(
    r"\d+(?:[.,/:]\d+)+"
    r"|(?:[Ss]ous|[Ss]us|[Pp]r[ée]|[Pp]ost|[Pp]seudo)-[^\W\d_]+"
    r"|[^\W_](?:[^\W_]|[̀-ͯ])*"
    r"|(?<![^\W_])[-–](?!\n)|[-–](?![^\W_\n])"
    r"|\n"
    r"|[^\w\s'’ʼ`´\-–]"
)
"""A decimal number or date, a word, a dash that does not join two words, a line end, or another mark."""


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


def _append(stream: Stream, start: int, end: int, soft: frozenset[int]) -> None:
    text, words, starts, ends = stream.text, stream.words, stream.starts, stream.ends
    for match in TOKEN.finditer(text, start, end):
        word = match.group()
        at = match.start()
        if word == "\n":
            if at in soft or (words and words[-1] == "\n"):
                continue
        else:
            word = fold(word)
        words.append(word)
        starts.append(at)
        ends.append(match.end())


def read_tokens(text: str, *, masks: Sequence[Mask] = (), soft: frozenset[int] = frozenset()) -> Stream:
    """The token stream of ``text``; ``soft`` holds the offsets of line ends that only wrap a line."""
    stream, at = Stream(text), 0
    for mask in sorted(masks, key=lambda mask: mask.start):
        if mask.start < at:
            continue
        _append(stream, at, mask.start, soft)
        stream.words.append("§" + mask.label.lower())
        stream.starts.append(mask.start)
        stream.ends.append(mask.end)
        at = mask.end
    _append(stream, at, len(text), soft)
    return stream
