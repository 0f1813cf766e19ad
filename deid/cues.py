"""What may begin at a word: one record for each distinct word, and the cues that detectors put on words and on gaps.

A detector declares the words at which it may find something (`Cue`) or the signs between two words (`GapCue`). Each distinct
word is compared with all cues once, when it is first read; a page then lists the places of every cue in one pass, and a
detector whose list is empty costs nothing.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from functools import lru_cache
from typing import Literal

from deid.lexicon import Lexicon, WordInfo, letters
from language.folding import fold

UPPER, TITLE, INITIAL, LOWER, NUMBER, MIXED = "U", "T", "I", "l", "d", "m"
WORDS_KEPT = 60_000
"""Records are kept for this many distinct words (about 40 MB), then made anew."""
_OCR = str.maketrans({"0": "o", "1": "l", "|": "l", "i": "l", "4": "a", "5": "s", "8": "b"})
_GLUED = re.compile(
    r"(Dr|Pr|Mme|Mlle|Mr|dr|mme)(?=[A-ZÀ-ÝĀ-ŒŔ-ŽẠ-Ỹ][A-Za-zÀ-ÿ]{2})|(?:(IPP|NDA|NIR|NIP|IEP|RPPS|SS|INS|DDN|ipp|nda|nir|nip|iep|rpps|ss|ins|ddn|port|tel|Tel|tél|Tél|TEL|fax|Fax|le|du|au|Le|née|né|Né|ne|mme|dr)(?=\d))"
    r"|(IPP|NDA|NIP|IEP)(?=[A-Z]{1,4}(?:\d|\Z))"
)
_GLUED_DAY = re.compile(r"[^\W\d_]{3,}(?=\d{1,2}\Z)")
_SCANNED = re.compile(r"(?<=[a-zà-ÿā-žạ-ỹ])I|(?<=^[A-ZÀ-ÝĀ-ŒŔ-ŽẠ-Ỹ])I(?=[a-zà-ÿā-žạ-ỹ])|^I(?=[aeo][a-zà-ÿā-žạ-ỹ])")
"""A capital i where only a small l can stand: a scanner's error."""
_OCR_WORD = re.compile(r"[A-ZÀ-ÝĀ-ŒŔ-ŽẠ-Ỹ0-9l|]+|[A-ZÀ-ÝĀ-ŒŔ-ŽẠ-Ỹ][a-zà-ÿā-žạ-ỹ0-9]+")


class Word:
    """All that a distinct word tells: read by every detector, made once.

    Attributes:
        written: the word as it stands in the text.
        folded: without case, accents and a scanner's capital i.
        form: the OCR form of ``folded``.
        shape: its case (see :func:`shape`).
        info: what the lists know of it.
        cut: where a missing space glued two words (`DrSCHMITT`), 0 if nowhere; negative if only before a slash (`Le12/03`).
        found: the numbers of its cues.
        cues: the numbers of its cues whose places pages list.
    """

    __slots__ = ("cues", "cut", "folded", "form", "found", "info", "shape", "written")

    def __init__(self, written: str, lexicon: Lexicon) -> None:
        read = _SCANNED.sub("l", written) if "I" in written else written
        self.written = written
        self.folded = letters(fold(read))
        self.form = self.folded.translate(_OCR)
        self.shape = shape(read)
        self.info: WordInfo = lexicon.info(self.folded)
        self.cut = _cut(written)
        self.found, self.cues = _shared(frozenset(_cues_of(self)))


class Cue:
    """Words at which something may begin; one of the descriptions must fit.

    Args:
        words: folded words, separated by spaces.
        heads: folded beginnings of words, separated by spaces.
        parts: folded letters anywhere in the word, separated by spaces.
        written: an expression that matches from the beginning of the word as it is written.
        test: a function of the word's record.
        of: which words are tried: all, those with a `figure` (or a letter that a scanner made of one), those with a `capital` first, either (`code`),
            or those of a shape: `small` letters, or `large` (all capitals, or the first alone).
        listed: whether pages list the cue's places; without it, tokens are only asked whether they have it.
        whole: whether the first piece of a glued word counts as the whole word too (for an expression that reads on).
    """

    __slots__ = ("number", "whole")

    def __init__(
        self,
        words: str | frozenset[str] = "",
        *,
        heads: str = "",
        parts: str = "",
        written: str = "",
        test: Callable[[Word], bool] | None = None,
        of: Literal["all", "figure", "capital", "code", "small", "large"] = "all",
        listed: bool = True,
        whole: bool = False,
    ) -> None:
        self.number = _number()
        self.whole = whole
        for word in words.split() if isinstance(words, str) else words:
            _BY_WORD.setdefault(word, []).append(self.number)
        for head in heads.split():
            _BY_HEAD.setdefault(head, []).append(self.number)
            _HEAD_SIZES.setdefault(head[:2], set()).add(len(head))
        for part in parts.split():
            _BY_PART.setdefault(part, []).append(self.number)
        alternatives = _ALTERNATIVES.fullmatch(written) if of == "capital" else None
        if alternatives:
            for one in filter(_begins_capital, alternatives[1].split("|")):
                _BY_WRITTEN.setdefault(one, []).append(self.number)
        elif written:
            _WRITTEN.setdefault(of, []).append((self.number, written))
        if test is not None:
            _TESTS[of].append((self.number, test))
        if not listed:
            _UNLISTED.add(self.number)
        if whole:
            _WHOLE.add(self.number)


class GapCue:
    """Signs between two words, other than one space; its places are those of the words behind the gaps."""

    __slots__ = ("number",)

    def __init__(self, expression: str) -> None:
        known = _GAP_NUMBERS.get(expression)
        self.number = _number() if known is None else known
        if known is None:
            _GAP_NUMBERS[expression] = self.number
            _GAP_TESTS.append((self.number, re.compile(expression)))


_BY_WORD: dict[str, list[int]] = {}
_BY_WRITTEN: dict[str, list[int]] = {}
_ALTERNATIVES = re.compile(r"\(\?:([\w|]+)\)\\Z")
"""An expression that names whole words: they are looked up, not tried one by one."""
_BY_HEAD: dict[str, list[int]] = {}
_HEAD_SIZES: dict[str, set[int]] = {}
"""How long the heads are that begin with the same one or two letters."""
_TESTS: dict[str, list[tuple[int, Callable[[Word], bool]]]] = {
    kind: [] for kind in ("all", "figure", "capital", "code", "small", "large")
}
_WRITTEN: dict[str, list[tuple[int, str]]] = {}
_BY_PART: dict[str, list[int]] = {}
_UNLISTED: set[int] = set()
_GAP_TESTS: list[tuple[int, re.Pattern[str]]] = []
_GAP_NUMBERS: dict[str, int] = {}
"""Cues of the same expression are one."""
_WHOLE: set[int] = set()
_WORDS: dict[str, dict[str, Word]] = {"fr": {}, "en": {}}
_count = 0


def _begins_capital(word: str) -> bool:
    return word[:1].isupper()


def _number() -> int:
    """A new cue's number; records made before it are forgotten."""
    global _count
    _count += 1
    for table in _WORDS.values():
        table.clear()
    gap_cues.cache_clear()
    _parts.cache_clear()
    _written.cache_clear()
    _shared.cache_clear()
    return _count - 1


def count() -> int:
    """How many cues there are."""
    return _count


def _cues_of(word: Word) -> list[int]:
    """The numbers of the cues that fit a word; one may be there twice."""
    folded, written = word.folded, word.written
    found = [*_BY_WORD.get(folded, ()), *_BY_WRITTEN.get(written, ())]
    for opening in (folded[:1], folded[:2]):
        for size in _HEAD_SIZES.get(opening, ()):
            found += _BY_HEAD.get(folded[:size], ())
    if _parts().search(folded):
        found += [number for part, numbers in _BY_PART.items() if part in folded for number in numbers]
    figure, capital = not written.isalpha() or written in ("O", "o", "l", "I"), written[0].isupper()
    kinds = ["all", "small"] if word.shape == LOWER else ["all", "large"] if word.shape in (UPPER, TITLE) else ["all"]
    if figure:
        kinds.append("figure")
    if capital:
        kinds.append("capital")
    if figure or capital:
        kinds.append("code")
    for kind in kinds:
        for number, test in _TESTS[kind]:
            if test(word):
                found.append(number)
        if kind in _WRITTEN:
            match, numbers = _written(kind)
            matched = match(written)
            if matched and matched.lastindex:
                found += [number for number, mark in zip(numbers, matched.groups(), strict=True) if mark is not None]
    return found


@lru_cache(maxsize=8)
def _written(kind: str) -> tuple[Callable[[str], re.Match[str] | None], tuple[int, ...]]:
    """One expression for all those of a kind: the groups that it sets are the cues that fit, in the order of the numbers."""
    every = _WRITTEN[kind]
    return re.compile("".join(f"(?=(?:{one})()|)" for _, one in every)).match, tuple(number for number, _ in every)


@lru_cache(maxsize=10_000)
def _shared(found: frozenset[int]) -> tuple[frozenset[int], tuple[int, ...]]:
    """A set of cues, and those that pages list: words have some thousand different sets."""
    return found, tuple(found - _UNLISTED)


@lru_cache(maxsize=1)
def _parts() -> re.Pattern[str]:
    """One expression for all the parts that cues look for."""
    return re.compile("|".join(sorted(_BY_PART)) or r"(?!)")


@lru_cache(maxsize=20_000)
def gap_cues(gap: str) -> tuple[int, ...]:
    """The numbers of the gap cues that fit."""
    return tuple(number for number, expression in _GAP_TESTS if expression.search(gap))


def whole_cues(word: Word) -> tuple[int, ...]:
    """The cues of a glued word that its first piece has too."""
    return tuple(number for number in word.cues if number in _WHOLE)


def table(lang: str) -> dict[str, Word]:
    """The records of a language's words; a word that is missing is made by :func:`record`."""
    words = _WORDS["en" if lang == "en" else "fr"]
    if len(words) > WORDS_KEPT:
        words.clear()
    return words


def record(written: str, words: dict[str, Word], lexicon: Lexicon) -> Word:
    """The record of a word, made and kept where it is new."""
    word = words.get(written)
    if word is None:
        word = words[written] = Word(written, lexicon)
    return word


def shape(word: str) -> str:
    """The case of a word: upper, title, initial (one capital), lower, number, mixed; OCR digits in capitals are upper."""
    if word.isdigit():
        return NUMBER
    if len(word) == 1:
        return INITIAL if word.isupper() else LOWER
    if word.isalpha():
        if word.isupper():
            return UPPER
        if word.islower():
            return LOWER
        if word[0].isupper() and word[1:].islower():
            return TITLE
    letters = sum(char.isalpha() for char in word)
    if letters >= 3 and letters >= 0.7 * len(word) and _OCR_WORD.fullmatch(word):
        return UPPER if sum(char.isupper() for char in word) > len(word) / 2 else TITLE
    if letters == len(word) and word[0].isupper():
        return TITLE
    return MIXED


@lru_cache(maxsize=20_000)
def ocr_form(folded: str) -> str:
    """A folded word with the letters that scanners confuse made one: 0 and o, 1, l and i, 4 and a, 5 and s, 8 and b."""
    return folded.translate(_OCR)


def _cut(written: str) -> int:
    glued = _GLUED.match(written)
    if glued:
        return glued.end()
    day = _GLUED_DAY.match(written) if written[-1].isdigit() else None
    return -day.end() if day else 0
