"""Known words: how frequent a word is in the language, and whether it belongs to medicine.

Frequencies are wordfreq's large lists (zipf scale: 3 is one in a million words, 6 one in a thousand). Medical words and
eponyms are our own lists in ``language/data``.
"""

from __future__ import annotations

import math
from collections.abc import Iterable
from functools import lru_cache
from importlib import resources

from language.folding import fold_once

WORD_ZIPF = 1.3
"""From this zipf frequency on a form counts as a known word (about 311,000 French forms)."""


@lru_cache(maxsize=4)
def _frequencies(lang: str) -> dict[str, float]:
    from wordfreq import get_frequency_dict

    table: dict[str, float] = {}
    for word, frequency in get_frequency_dict(lang, wordlist="large").items():
        key = fold_once(word)
        table[key] = table.get(key, 0.0) + frequency
    return table


@lru_cache(maxsize=8)
def _lines(name: str) -> tuple[str, ...]:
    text = resources.files("language").joinpath("data", name).read_text(encoding="utf-8")
    return tuple(line.strip() for line in text.splitlines() if line.strip() and not line.startswith("#"))


@lru_cache(maxsize=2)
def _medical() -> frozenset[str]:
    return frozenset(map(fold_once, _lines("medical_words.txt")))


@lru_cache(maxsize=1)
def first_names() -> frozenset[str]:
    """Common first names, folded."""
    return frozenset(_lines("first_names.txt"))


class Words:
    """The known words of one language; loaded at the first question, about 0.4 s and 60 MB.

    Implements ``clinical.concepts.MedicalWords``.
    """

    def __init__(self, lang: str = "fr") -> None:
        self.lang = lang if lang in ("fr", "en") else "fr"

    def zipf(self, folded: str) -> float:
        """Zipf frequency of a folded word, accented spellings added up; 0.0 where it is unknown."""
        frequency = _frequencies(self.lang).get(folded, 0.0)
        return round(math.log10(frequency) + 9, 2) if frequency else 0.0

    def load(self) -> None:
        """Load the frequencies now and not at the first question, in the middle of a text."""
        _frequencies(self.lang)

    def known(self, *, least: float = WORD_ZIPF) -> Iterable[str]:
        """All folded forms of the language from the zipf frequency ``least`` on."""
        lowest = 10 ** (least - 9)
        return (form for form, frequency in _frequencies(self.lang).items() if frequency >= lowest)

    def medical(self) -> Iterable[str]:
        """All folded words of medicine."""
        return _medical()

    def is_word(self, folded: str) -> bool:
        """A word of the language or of medicine."""
        return self.is_medical(folded) or self.zipf(folded) >= WORD_ZIPF

    def is_medical(self, folded: str) -> bool:
        return folded in _medical()

    def eponyms(self) -> Iterable[str]:
        """Names that stand for diseases, signs, scores and devices, in natural case."""
        return _lines("eponyms.txt")
