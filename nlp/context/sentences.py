"""Sentences as token ranges: full stops, question and exclamation marks, and hard line ends."""

from __future__ import annotations

from language.cues import load_words

from .kinds import ENDER, places
from .tokens import Stream


def _ends_sentence(stream: Stream, at: int, abbreviations: frozenset[str], titles: frozenset[str]) -> bool:
    word, text, end = stream.words[at], stream.text, stream.ends[at]
    following = text[end : end + 1]
    if following and not following.isspace():
        return False
    if word == ".":
        if at + 1 < len(stream) and stream.words[at + 1] == "?" and not text[stream.ends[at + 1] :][:1].strip():
            return False  # ``ostéoporose post-ménop. ?``
        before = stream.words[at - 1] if at else ""
        if before in titles and at + 1 < len(stream) and text[stream.starts[at + 1]].islower():
            return True
        if before in ("d", "g") and at > 1 and text[stream.starts[at - 2]].islower():
            return True  # right and left: "genou D."
        unit = at > 1 and (stream.words[at - 2] == "/" or stream.words[at - 2][0].isdigit())  # ``2 fois/j.``, ``48 h.``
        return unit or not (before in abbreviations or (len(before) == 1 and before.isalpha()))
    return at + 1 >= len(stream) or not text[stream.starts[at + 1]].islower()


MAX_TOKENS = 300
"""A longer stretch without a full stop is cut, so that time stays linear in the text."""


def _pieces(start: int, end: int) -> list[tuple[int, int]]:
    return [(at, min(at + MAX_TOKENS, end)) for at in range(start, end, MAX_TOKENS)]


def sentence_bounds(stream: Stream, lang: str) -> list[tuple[int, int]]:
    """Half-open token ranges of the sentences, line ends left out."""
    closed, words = load_words(lang), stream.words
    abbreviations, titles = closed["abbreviations"], closed["titles"]
    bounds: list[tuple[int, int]] = []
    start = 0
    for at in places(stream.kinds, ENDER):
        line_end = words[at] == "\n"
        if line_end or _ends_sentence(stream, at, abbreviations, titles):
            end = at if line_end else at + 1
            if 0 < end - start <= MAX_TOKENS:
                bounds.append((start, end))
            elif end > start:
                bounds += _pieces(start, end)
            start = at + 1
    if start < len(stream):
        bounds += _pieces(start, len(stream))
    return bounds
