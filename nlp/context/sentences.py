"""Sentences as token ranges: full stops, question and exclamation marks, and hard line ends."""

from __future__ import annotations

from language.cues import load_words

from .tokens import Stream


def _ends_sentence(stream: Stream, at: int, abbreviations: frozenset[str], titles: frozenset[str]) -> bool:
    word, text, end = stream.words[at], stream.text, stream.ends[at]
    if word == "\n":
        return True
    if word not in ".?!":
        return False
    following = text[end : end + 1]
    if following and not following.isspace():
        return False
    if word == ".":
        before = stream.words[at - 1] if at else ""
        if before in titles and at + 1 < len(stream) and text[stream.starts[at + 1]].islower():
            return True
        if before in ("d", "g") and at > 1 and text[stream.starts[at - 2]].islower():
            return True  # right and left: "genou D."
        unit = at > 1 and stream.words[at - 2] == "/"  # ``2 fois/j.``
        return unit or not (before in abbreviations or (len(before) == 1 and before.isalpha()))
    return at + 1 >= len(stream) or not text[stream.starts[at + 1]].islower()


_ENDERS = frozenset("\n.?!")

MAX_TOKENS = 300
"""A longer stretch without a full stop is cut, so that time stays linear in the text."""


def _pieces(start: int, end: int) -> list[tuple[int, int]]:
    return [(at, min(at + MAX_TOKENS, end)) for at in range(start, end, MAX_TOKENS)]


def sentence_bounds(stream: Stream, lang: str) -> list[tuple[int, int]]:
    """Half-open token ranges of the sentences, line ends left out."""
    closed = load_words(lang)
    bounds: list[tuple[int, int]] = []
    start = 0
    for at in [place for place, word in enumerate(stream.words) if word in _ENDERS]:
        word = stream.words[at]
        if _ends_sentence(stream, at, closed["abbreviations"], closed["titles"]):
            end = at if word == "\n" else at + 1
            if end > start:
                bounds += _pieces(start, end)
            start = at + 1
    if start < len(stream):
        bounds += _pieces(start, len(stream))
    return bounds
