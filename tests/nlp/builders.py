"""Builders for tests of the annotator: a matcher over a few words, no terminology needed."""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import Any

from nlp.matching.match import Match

WORDS = {
    "fièvre": ("CIM10", "R509"),
    "HTA": ("CIM10", "I10"),
    "toux": ("CIM10", "R05"),
    "embolie pulmonaire": ("CIM10", "I269"),
    "BPCO": ("CIM10", "J449"),
    "apyrétique": ("CIM10", "R509"),
    "Kardégic": ("ATC", "B01AC06"),
    "ramipril": ("ATC", "C09AA05"),
    "grippe": ("CIM10", "J111"),
}


class WordMatcher:
    """Finds the words of a table; ``apyrétique`` denies by itself."""

    def __init__(self, words: dict[str, tuple[str, str]] | None = None) -> None:
        self.words = words or WORDS

    def match(self, text: str, *, masks: Sequence[Any] = (), **_: Any) -> list[Match]:
        found = []
        for word, (system, code) in self.words.items():
            for hit in re.finditer(rf"\b{re.escape(word)}\b", text, re.IGNORECASE):
                if any(mask.start < hit.end() and hit.start() < mask.end for mask in masks):
                    continue
                found.append(Match(hit.start(), hit.end(), system, code, word, 1.0, "exact", word == "apyrétique"))
        return sorted(found, key=lambda match: match.start)
