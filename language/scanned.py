"""Text that came through a scanner, read as its author wrote it: `MOUlLLERON`, `2Ol7`, `8525O`, `pIace`, `at0pique`.

A scanner confuses characters of like shape: `0 O`, `1 l I |`, `4 A`, `5 S`, `8 B`, `9 g`. Which of them was meant follows from
the word around: digits stand among digits, capitals among capitals. The reading has the length of the text, so that offsets hold
in both.
"""

from __future__ import annotations

import re
from itertools import product
from typing import Protocol

import numpy as np

from language.folding import fold
from language.words import Words

_DAMAGE = re.compile(
    r"[a-zà-ÿ]I[a-zà-ÿ]|[a-zà-ÿ][01][a-zà-ÿ]{2}|[A-ZÀ-Ý]{2}[0l1][A-ZÀ-Ý]|[A-ZÀ-Ý]l[A-ZÀ-Ý]{2}|\d[OlI](?:[\dOlI./]|$)"
    r"|^I['’][a-zà-ÿ]|^I[ea]$"
)
LEAST_DAMAGE = 3
"""Words with a confusion that a text must show before it is read as scanned: one or two may be a code or a brand."""

_WORD = re.compile(r"[^\W_]+")
_NUMBER = re.compile(
    r"(?<![^\W_])(?=[OoIl|./: -]*\d)[\dOoIl|]+(?:[./:-]?[ ]?[\dOoIl|]+(?![^\W_]))*(?![^\W_])(?!/[a-z])"
)
_PART = re.compile(r"[\dOoIl|]+")
_TO_DIGITS = str.maketrans("OoIl|", "00111")
_CAPITALS = {"0": "O", "1": "IL", "l": "IL", "4": "A", "5": "S", "8": "B"}
_SMALL = {"0": "o", "1": "li", "5": "s", "9": "g", "I": "l"}
_SHAPES = frozenset("0Il145890")
_MAYBE_I = frozenset("Il")
_MOST_READINGS = 16
"""Readings of one word that are compared; a word with more is read by the commonest confusion alone."""


_SMALL_LETTERS = frozenset(map(chr, (*range(0x61, 0x7B), *range(0xE0, 0x100))))
_LARGE = frozenset(map(chr, (*range(0x41, 0x5B), *range(0xC0, 0xDE))))
_ANY = frozenset(map(chr, range(256)))
_SUSPECT = (
    (_SMALL_LETTERS, frozenset("I01"), _SMALL_LETTERS),
    (_LARGE, frozenset("0l1"), _LARGE),
    (frozenset("0123456789?"), frozenset("OlI"), _ANY),
    (_ANY, frozenset("I"), frozenset("'")),
    (frozenset("I"), frozenset("ea"), frozenset((*filter(str.isspace, _ANY), "?"))),
)
"""Three signs in a row, one of which every confusion of ``_DAMAGE`` holds; `?` stands for all signs beyond Latin-1."""
_TABLES = tuple(
    bytes(sum((chr(code) in rule[place]) << bit for bit, rule in enumerate(_SUSPECT)) for code in range(256))
    for place in range(3)
)
"""For each place of the three, the rules that a character fits there, as bits."""


def _suspects(text: str) -> int:
    """At least as many as there are words with a confusion; counted on the whole text at once."""
    codes = f" {text.replace('’', chr(39))} ".encode("latin-1", "replace")
    first, second, third = (np.frombuffer(codes.translate(table), dtype=np.uint8) for table in _TABLES)
    return int(np.count_nonzero(first[:-2] & second[1:-1] & third[2:]))


class Known(Protocol):
    """The part of ``language.words.Words`` that decides between readings."""

    def zipf(self, folded: str) -> float: ...

    def is_medical(self, folded: str) -> bool: ...


def is_scanned(text: str) -> bool:
    """Whether the text shows a scanner's confusions in ``LEAST_DAMAGE`` words."""
    if _suspects(text) < LEAST_DAMAGE:
        return False
    return sum(_DAMAGE.search(word) is not None for word in text.split()) >= LEAST_DAMAGE


def as_written(text: str, words: Known) -> str | None:
    """The text with the scanner's confusions undone, of the same length; None where it shows none.

    ``words`` decides between `Ia` and `la`, `ju1n` and `juin`: the form that the language knows best wins.
    """
    if not is_scanned(text):
        return None
    numbers = _NUMBER.sub(lambda run: _PART.sub(_digits, run.group()), text)
    read = _WORD.sub(lambda match: _word(match, numbers, words), numbers)
    return read if read != text else None


def as_read(text: str, lang: str) -> str:
    """The text as its author wrote it, whether it came through a scanner or not; of the same length."""
    return as_written(text, Words(lang)) or text


def _digits(part: re.Match[str]) -> str:
    """A part of a number as digits; letters alone are digits in pairs only (`OO`, `ll`): `III` counts in Roman."""
    written = part.group()
    if any(char.isdigit() for char in written) or len(written) == 2:
        return written.translate(_TO_DIGITS)
    return written


def _word(match: re.Match[str], text: str, words: Known) -> str:
    word = match.group()
    if not _SHAPES.intersection(word):
        return word
    if len(word) == 1:
        return "l" if word == "I" and text[match.end() : match.end() + 1] in ("'", "’") else word
    letters = [char for char in word if char.isalpha() and char not in _MAYBE_I]
    digits = [char for char in word if char.isdigit()]
    joined = "-" in (text[max(0, match.start() - 1) : match.start()], text[match.end() : match.end() + 1])
    if len(letters) < 1 + len(digits) or (digits and not _are_letters(word, letters, joined)):
        return word
    if sum(char.isupper() for char in letters) > len(letters) / 2 and len(letters) >= 2:
        if word[1:].islower():
            return word
        return _best([_CAPITALS.get(char, char) for char in word], words)
    return _small(word, words)


def _are_letters(word: str, letters: list[str], joined: bool) -> bool:
    """Whether single digits inside a word were letters: never in `CHU2`, `B12`, `5FU`, `T10`."""
    return (
        len(letters) >= (2 if joined and "0" in word[1:-1] else 3)
        and re.search(r"\d\d", word) is None
        and (not word[-1].isdigit() or word[-1] in "01")
        and (not word[0].isdigit() or word[0] == "0")
    )


def _best(options: list[str], words: Known) -> str:
    """Of all readings, the one that the language knows best; the commonest confusions where it knows none."""
    count = 1
    for option in options:
        count *= len(option)
    if count == 1 or count > _MOST_READINGS:
        return "".join(option[0] for option in options)
    readings = ["".join(reading) for reading in product(*options)]
    return max(readings, key=lambda reading: _known(reading, words))


def _known(word: str, words: Known) -> float:
    folded = fold(word)
    return max(words.zipf(folded), 2.0 if words.is_medical(folded) else 0.0)


def _small(word: str, words: Known) -> str:
    """A word of small letters: a capital i inside it was an l; its first letter is what the language knows better."""
    read = _best([word[0], *(_SMALL.get(char, char) for char in word[1:])], words)
    head, rest = read[0], read[1:]
    if head == "0":
        return "O" + rest
    if head not in _MAYBE_I:
        return read
    with_i, with_l = _known("i" + rest, words), _known("l" + rest, words)
    if head == "I":
        return ("l" if with_l > with_i else "I") + rest
    return ("I" if with_i > with_l + 1 or (with_i and not with_l) else "l") + rest
