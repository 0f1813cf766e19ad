"""The folded token stream that context reading walks: words, numbers, marks and hard line ends.

Apostrophes and hyphens inside words are left out, soft line ends too, so that a cue survives broken lines. A masked
span is one token ``§label``, a date that is still written out apart. In dictated text the spoken marks (``virgule``,
``point à la ligne``) are marks.
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

TOKEN = re.compile(r"\d+(?:[.,/:]\d+)+|\w+|\n|[^\w\s'’ʼ`´\-–]|(?<!\w)[-–](?!\n)|[-–](?![\w\n])")
"""A decimal number or date, a word, a line end, a mark, or a dash that does not join two words."""

_DECOMPOSED = re.compile(TOKEN.pattern.replace(r"|\w+|", r"|\w(?:\w|[̀-ͯ])*|"))
_LEADER = re.compile(r"(?<=[\w)] )(?:\.{4,}|…{2,})(?= [\w+−-])|(?<=[\w)])(?:\.{4,}|…{2,})(?=\w)")
"""The dots that lead from a label to its result (``PCR grippe ........ négative``), not those that wait to be filled."""

_PREFIXES = frozenset({"sous", "sus", "pre", "post", "pseudo"})
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


class _Folded(dict[str, str]):
    """Folded words, kept: a subscript costs less than a call for each token."""

    def __missing__(self, word: str) -> str:
        if len(self) >= 1 << 17:
            self.clear()
        folded = self[word] = fold(word) or word
        return folded


_FOLDED = _Folded()


def _append(stream: Stream, text: str, start: int, end: int, pattern: re.Pattern[str]) -> None:
    raw, find, at = pattern.findall(text, start, end), text.find, start
    starts, ends = stream.starts, stream.ends
    stream.words += [_FOLDED[word] for word in raw]
    for word in raw:  # the words again in order: cheaper than match objects
        at = find(word, at)
        starts.append(at)
        at += len(word)
        ends.append(at)


def _without_leaders(text: str) -> str:
    """The text with a colon for each row of dots between a label and its result; offsets stay."""
    if "...." not in text and "……" not in text:
        return text
    return _LEADER.sub(lambda dots: ":" + " " * (len(dots.group()) - 1), text)


def _unwrapped(text: str, soft: frozenset[int]) -> str:
    """The text with blanks for the line ends that only wrap a line; offsets stay."""
    if not soft:
        return text
    pieces, at = [], 0
    for place in sorted(soft):
        pieces.append(text[at:place])
        at = place + 1
    return " ".join([*pieces, text[at:]])


def _join(stream: Stream) -> None:
    """One token for a prefix and the word that a hyphen joins to it."""
    words, starts, ends, place = stream.words, stream.starts, stream.ends, stream.text.find("-")
    while place >= 0:
        at = bisect_left(starts, place) - 1
        if (
            at >= 0
            and words[at] in _PREFIXES
            and ends[at] == place
            and at + 1 < len(words)
            and starts[at + 1] == place + 1
        ):
            words[at] += "-" + words[at + 1]
            ends[at] = ends[at + 1]
            del words[at + 1], starts[at + 1], ends[at + 1]
        place = stream.text.find("-", place + 1)


def _speak(stream: Stream) -> None:
    """Turn the spoken marks of a dictated text into marks."""
    at = 0
    while at < len(stream):
        for length in _SPOKEN_LENGTHS:
            spoken = tuple(stream.words[at : at + length])
            mark = _SPOKEN.get(spoken) if len(spoken) == length else None
            if mark is not None:
                stream.words[at : at + length] = [mark]
                stream.ends[at : at + length] = [stream.ends[at + length - 1]]
                del stream.starts[at + 1 : at + length]
                break
        at += 1


def is_dictated(text: str) -> bool:
    """Whether marks are spoken words in ``text``."""
    return text.lower().count(" virgule") >= _DICTATED


def _is_kept_date(text: str, mask: Mask) -> bool:
    """A date of care that still stands in the text: its year says whether an event is past."""
    return mask.label == "DATE" and any(sign.isdigit() for sign in text[mask.start : mask.end])


def read_tokens(text: str, *, masks: Sequence[Mask] = (), wrapping: Wrapping = UNWRAPPED) -> Stream:
    """The token stream of ``text``, without the line ends that only wrap a line and the page marks inside sentences."""
    stream, at, plain = Stream(text), 0, _without_leaders(_unwrapped(text, wrapping.soft))
    pattern = TOKEN if unicodedata.is_normalized("NFC", text) else _DECOMPOSED
    holes = [(mask.start, mask.end, "§" + mask.label.lower()) for mask in masks if not _is_kept_date(text, mask)]
    holes += [(start, end, "") for start, end in wrapping.skipped]
    for start, end, word in sorted(holes):
        if start < at:  # a mask and a page mark that overlap: what either covers has no words
            at = max(at, end)
            continue
        _append(stream, plain, at, start, pattern)
        if word:
            stream.words.append(word)
            stream.starts.append(start)
            stream.ends.append(end)
        at = end
    _append(stream, plain, at, len(text), pattern)
    _join(stream)
    if is_dictated(text):
        _speak(stream)
    return stream
