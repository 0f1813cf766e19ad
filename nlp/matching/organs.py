"""Unspecific words take the organ that stands beside them: ``TDM thoracique : masse``, ``fract 1/4 inf radius``.

The organ is looked for in the same phrase after the word, then before it in the sentence, then, for cancers and
fractures, in the document, where most of what it names of the kind is in one category.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from functools import lru_cache

from clinical.concepts import Concepts
from nlp.matching.choosing import Choice
from nlp.matching.match import Match
from nlp.matching.organ_codes import FAMILIES, GENERIC, MASS_OF_CANCER, table
from nlp.matching.stream import COMMA, HARD, SENTENCE, Stream
from terminologies.keys import HOMOGRAPHS

_AFTER, _BEFORE = 7, 9
_SCORE = 0.9
_MOST = 0.6
"""The share of a document's findings of one kind that decides for its unspecific words."""
_FREE = frozenset({"familial", "familiaux", "primitif", "hereditaire"})
"""Words after a cancer that say that no organ is meant."""
_FORE = frozenset({"avant", "av"})
"""A hyphen parts words: the first half of ``avant-bras``."""


class Organs:
    """Gives unspecific mentions the code of their organ."""

    def __init__(self, concepts: Concepts) -> None:
        self._concepts = concepts
        self._exact: dict[str, dict[str, str]] = {}
        self._prefixes: dict[str, dict[str, str]] = {}
        for words, codes in table():
            for word in words:
                held = self._prefixes if word.endswith("*") else self._exact
                held.setdefault(word.rstrip("*"), codes)
        self._codes = lru_cache(maxsize=20_000)(self._look)

    def refine(self, chosen: Sequence[Choice], stream: Stream) -> list[Choice]:
        """``chosen`` with unspecific mentions replaced by those of their organ, where the text names one."""
        elsewhere: dict[str, str] = {}
        return [
            self._refined(choice, chosen, stream, elsewhere)
            if choice.match is not None and choice.match.code in GENERIC
            else choice
            for choice in chosen
        ]

    def _refined(self, choice: Choice, chosen: Sequence[Choice], stream: Stream, elsewhere: dict[str, str]) -> Choice:
        """``elsewhere``: what the document says of each kind, once it was asked."""
        match = choice.match
        kind = GENERIC.get(match.code) if match is not None and match.system == "CIM10" else None
        if match is None or kind is None or (match.code == "R233" and not self._bruise(choice, stream)):
            return choice
        wanted = self._beside(choice, kind, stream)
        if not wanted:
            if kind not in elsewhere:
                elsewhere[kind] = self._elsewhere(kind, chosen, stream)
            wanted = elsewhere[kind]
        concept = self._concepts.concept("CIM10", wanted) if wanted else None
        if concept is None:
            return choice
        changed: Match = match._replace(code=concept.code, label=concept.label, score=min(match.score, _SCORE))
        return Choice(choice.found, changed)

    def _beside(self, choice: Choice, kind: str, stream: Stream) -> str:
        first, last = choice.found.first, choice.found.last
        for place in range(first, last + 1):
            if code := self._code(stream, place, kind):
                return code
        for place in range(last + 1, min(len(stream), last + 1 + _AFTER)):
            parted = stream.gaps[place] >= COMMA and stream.text[stream.ends[place - 1] : stream.starts[place]] != "/"
            if parted or stream.words[place].folded in _FREE:
                break
            if code := self._code(stream, place, kind):
                return code
        gap = stream.gaps[first]
        for place in range(first - 1, max(-1, first - 1 - _BEFORE), -1):
            if gap >= SENTENCE or (gap == HARD and kind == "cancer"):
                break
            if code := self._code(stream, place, kind):
                return code
            gap = stream.gaps[place]
        return ""

    def _code(self, stream: Stream, place: int, kind: str) -> str:
        if stream.surfaces[place].lower() in HOMOGRAPHS:
            return ""  # côté is no côte
        folded = stream.words[place].folded
        if folded == "bras" and place and stream.words[place - 1].folded in _FORE:
            folded = "avant-bras"
        return self._codes(folded).get(kind, "")

    @staticmethod
    def _bruise(choice: Choice, stream: Stream) -> bool:
        """Petechiae and purpura share the code of ecchymoses, and are no injuries."""
        return stream.words[choice.found.first].folded.startswith("ecchymos")

    def _elsewhere(self, kind: str, chosen: Sequence[Choice], stream: Stream) -> str:
        """What most findings of the kind are in this document, or, for cancers, the organ that most of its words name."""
        family = FAMILIES.get(kind)
        if family is None:
            return ""
        named = [
            code for other in chosen
            if other.match is not None and (code := other.match.code).startswith(family) and code not in GENERIC
        ]  # fmt: skip
        if not named and kind == "mass":
            cancers = [
                other.match.code for other in chosen if other.match is not None and other.match.code in MASS_OF_CANCER
            ]
            named = [MASS_OF_CANCER[code] for code in cancers]
        if not named and kind == "cancer":
            named = [code for place in range(len(stream)) if (code := self._code(stream, place, kind))]
        return _commonest(named)

    def _look(self, folded: str) -> dict[str, str]:
        if folded in self._exact:
            return self._exact[folded]
        for size in range(len(folded), 3, -1):
            if (codes := self._prefixes.get(folded[:size])) is not None:
                return codes
        return {}


def _commonest(codes: Sequence[str]) -> str:
    """The commonest code of the category that most of ``codes`` share, or nothing."""
    if not codes:
        return ""
    category, count = Counter(code[:3] for code in codes).most_common(1)[0]
    if count < _MOST * len(codes):
        return ""
    return Counter(code for code in codes if code.startswith(category)).most_common(1)[0][0]
