"""The words of a text with what stands between them: how strongly two neighbours are kept apart."""

from __future__ import annotations

import re
from bisect import bisect_left, bisect_right
from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache
from operator import attrgetter

import numpy as np

from clinical.documents import Mask
from language.tokens import pieces
from nlp.matching.vocabulary import Vocabulary, Word

NONE, SOFT, COMMA, HARD, SENTENCE = range(5)
"""Gaps: within a phrase; a line end or abbreviation's dot; a comma or slash; brackets, colons, list items; sentences."""

_KEPT, _BY_CASE = 20_000, -1
_HYPHENATED = re.compile(r"[-‐­¬]\s*\n\s*")
_BLANK_LINE = re.compile(r"\n\s*\n")
_ADDRESS = re.compile(r"[\w.+-]+@[\w.-]+")
_ITEM = re.compile(r"\n\s*[-–—•*►▪>·o]\s")


@dataclass(slots=True)
class Stream:
    """Words in order; ``gaps[i]`` is what stands before word ``i``. Offsets are code points into ``text``."""

    text: str
    starts: list[int]
    ends: list[int]
    surfaces: list[str]
    words: list[Word]
    gaps: list[int]
    flags: bytes = b""

    def __len__(self) -> int:
        return len(self.starts)

    def places(self, flag: int) -> list[int]:
        """The words that have a flag (``nlp.matching.vocabulary``), in order."""
        found: list[int] = np.flatnonzero(np.frombuffer(self.flags, dtype=np.uint8) & flag).tolist()
        return found

    def followed(self, flag: int) -> list[int]:
        """The words with a flag that another word follows in the same phrase."""
        flags, gaps = np.frombuffer(self.flags, dtype=np.uint8), np.frombuffer(bytes(self.gaps), dtype=np.uint8)
        found: list[int] = np.flatnonzero(((flags[:-1] & flag) != 0) & (gaps[1:] <= SOFT)).tolist()
        return found

    def in_compound(self, place: int) -> bool:
        """Whether a word is the first part of a compound in -o (``gastro-``) or an adjective that ends one (``iléo-colique``)."""
        text, end, start = self.text, self.ends[place], self.starts[place]
        if self.words[place].folded.endswith("o") and text[end : end + 1] == "-" and text[end + 1 : end + 2].isalpha():
            return True
        before = place > 0 and text[self.ends[place - 1] : start] == "-"
        return before and self.words[place].adjective and self.words[place - 1].folded.endswith("o")


@lru_cache(maxsize=20_000)
def gap_kind(between: str, small: bool) -> int:
    """What the characters between two words mean; ``small``: the second word starts in lower case or is a number."""
    marks = between.strip()
    if not marks:
        if "\n" not in between:
            return NONE
        return SENTENCE if _BLANK_LINE.search(between) else SOFT
    if "\n" in between and (_BLANK_LINE.search(between) or marks[-1] in "-–—•*►▪>·"):
        return SENTENCE if _BLANK_LINE.search(between) else HARD
    if all(mark in "-'’‑‐­\"«»“” \t\n_*" for mark in marks):
        return SOFT if " - " in between or " – " in between or "\n" in between else NONE
    if "." in marks and not between.endswith(".") and marks.strip('. "»)') == "":
        return SOFT if small and ")" not in marks else SENTENCE
    if marks in (",", "/", "+", "&", ",-"):
        return COMMA
    return SENTENCE if marks[0] in "!?" or marks == "…" else HARD


class _Gaps(dict[str, int]):
    """What each stretch between two words means, worked out once; ``_BY_CASE`` where it depends on the second word."""

    def __missing__(self, between: str) -> int:
        if len(self) >= _KEPT:
            self.clear()
        small, capital = gap_kind(between, True), gap_kind(between, False)
        kind = self[between] = small if small == capital else _BY_CASE
        return kind


_GAPS = _Gaps()


def read(text: str, vocabulary: Vocabulary, *, masks: Sequence[Mask] = ()) -> Stream:
    """The words of ``text``; what a mask covers is one word that stands for nothing, kept apart from its neighbours."""
    starts, ends, surfaces, between = pieces(text)
    words = list(map(vocabulary.seen.__getitem__, surfaces))
    gaps = list(map(_GAPS.__getitem__, between))[: len(words)]
    place = -1
    for _ in range(gaps.count(_BY_CASE)):
        place = gaps.index(_BY_CASE, place + 1)
        gaps[place] = gap_kind(between[place], not surfaces[place][0].isupper())
    stream = Stream(text, list(starts), list(ends), list(surfaces), words, gaps)
    if gaps:
        gaps[0] = SENTENCE
    if masks:
        _cover(stream, masks)
    if "@" in text:
        _cover(stream, [Mask(found.start(), found.end(), "MAIL") for found in _ADDRESS.finditer(text)])
    if "-\n" in text or "\xad" in text or "¬" in text or "-\r" in text or "- \n" in text:
        _join_hyphenated(stream, vocabulary)
    stream.flags = bytes([word.flags for word in stream.words])
    return stream


_start = attrgetter("start")
_MASKED = Word("", (), (), False, False, False, True)


def _cover(stream: Stream, masks: Sequence[Mask]) -> None:
    words, gaps, starts, ends = stream.words, stream.gaps, stream.starts, stream.ends
    for mask in sorted(masks, key=_start):
        first = bisect_right(ends, mask.start)
        after = bisect_left(starts, mask.end, first)
        if first < after:
            words[first:after] = [_MASKED] * (after - first)
        for here in range(first, min(max(first, after) + 1, len(words))):
            if gaps[here] < HARD:
                gaps[here] = HARD


def _join_hyphenated(stream: Stream, vocabulary: Vocabulary) -> None:
    """One word where a line end cuts it: ``insuffi-⏎sance``, if a term knows the whole or neither half."""
    for place in range(len(stream) - 2, -1, -1):
        after = place + 1
        between = stream.text[stream.ends[place] : stream.starts[after]]
        if len(between) > 40 or not _HYPHENATED.fullmatch(between) or not stream.surfaces[after][0].islower():
            continue
        joined = stream.surfaces[place] + stream.surfaces[after]
        if vocabulary.holds(joined):
            stream.words[place], stream.surfaces[place] = vocabulary.word(joined), joined
            stream.ends[place] = stream.ends[after]
            for column in (stream.starts, stream.ends, stream.surfaces, stream.words, stream.gaps):
                del column[after]
