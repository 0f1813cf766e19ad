"""How far a list goes: whether a scope goes on over a comma or a conjunction.

A negation goes on only while the list stays a list of bare names; an item with its own determiner, verb, number or
attribute is a new statement.
"""

from __future__ import annotations

from collections.abc import Sequence

from language.cues import Cue, load_words

from .automaton import Found
from .marks import BITS, CONDITION, FAMILY, HISTORICAL, NEGATED

HARD = frozenset(";\n→|•·⇒►▪!")
ARROWS = frozenset("→⇒")
DASHES = frozenset("-–—+>")
PREPOSITIONS = frozenset({"de", "d", "du", "des", "of"})
STATE_CODES = {"": 0, "stopped": 1, "planned": 2, "contraindicated": 3, "refused": 4, "answer": 0, "informant": 0}
MAX_ITEM = 6
"""More words than this are no bare name."""


class Coordination:
    """One sentence of a token stream with its cues.

    ``_start`` and ``_end`` bound it, ``_cover`` maps tokens to cues; ``marks`` and ``states`` are written in place.
    """

    def __init__(
        self,
        words: Sequence[str],
        lang: str,
        accented: frozenset[int] = frozenset(),
        cells: frozenset[int] = frozenset(),
    ) -> None:
        self.words = words
        self._accented = accented
        self._cells = cells
        self.marks = bytearray(len(words))
        self.states = bytearray(len(words))
        self._closed = load_words(lang)
        self._cover: dict[int, Found] = {}
        self._start = self._end = 0

    def mark(self, at: int, cue: Cue) -> None:
        """Write down what a cue says of the token ``at``."""
        self.marks[at] |= BITS[cue.mark]
        if cue.state:
            self.states[at] = STATE_CODES[cue.state] or self.states[at]

    def is_verb(self, at: int) -> bool:
        """A verb that opens a clause; ``à`` is none although it folds to ``a``."""
        return self.words[at] in self._closed["verbs"] and at not in self._accented

    def goes_on(self, at: int, hit: Found, parallel: bool) -> bool:
        """Whether the scope of ``hit`` goes on over the comma or conjunction at ``at``."""
        reach, word, bit = hit.cue.reach, self.words[at], BITS[hit.cue.mark]
        if reach == "sentence" or word == "ni" or word == "nor":
            return True
        if bit == FAMILY and word == "," and at + 1 < self._end and self.words[at + 1] in self._closed["family_stops"]:
            return False
        if reach == "clause":
            return bit != CONDITION or not self.is_dosed(at + 1)
        following = self.words[at + 1] if at + 1 < self._end else ""
        if following in ("de", "d") and self.words[hit.end - 1] in ("de", "d") and word in ("et", ","):
            return True  # ``risque de X et de Y``
        if bit == NEGATED and word == "," and at > hit.end + 1 and self.words[at - 1] in self._closed["closers"]:
            return False  # ``pas de X en ce moment, Y``
        if hit.cue.state == "stopped" and following in self._closed["new_deeds"]:
            return False  # ``arrêté X et mis Y``
        if reach == "item":
            return word in ("ou", "or") and self.is_bare(at + 1, bit, parallel)
        if word in ("ou", "or") and following not in self._closed["clause_openers"]:
            return True
        if bit == NEGATED and word == "," and reach == "list" and not hit.cue.state and self._is_pair(hit, at):
            return False
        if word == "," and (reach == "enum" or (bit == NEGATED and self.repeats(hit))):
            return following in self._closed["joins"] or (self.joined_later(at) and self.is_bare(at + 1, bit, parallel))
        return self.is_bare(at + 1, bit, parallel)

    def _is_pair(self, hit: Found, at: int) -> bool:
        """One comma, no conjunction, and another number: ``pas d'embolie, bronchectasies`` goes on with a finding."""
        words = self.words
        if words[hit.start] not in self._closed["pairs"] or "," in words[hit.end : at] or at + 1 >= self._end:
            return False
        if not self._is_plural(words[at + 1]) or (hit.end < at and self._is_plural(words[hit.end])):
            return False
        for place in range(at + 1, self._end):
            if words[place] in ".;":
                return True
            if words[place] in self._closed["joins"] or words[place] in ",:(" or place > at + MAX_ITEM:
                return False
        return True

    def _is_plural(self, word: str) -> bool:
        return len(word) > 4 and word.endswith("es") and word not in self._closed["singular_s"]

    def repeats(self, hit: Found) -> bool:
        """``pas de X, pas de Y, Z``: where each negated item has its negator, an item without one is affirmed."""
        word = self.words[hit.start]
        return any(
            other.start != hit.start and other.cue.mark == "neg" and self.words[other.start] == word
            for other in self._cover.values()
        )

    def joined_later(self, at: int) -> bool:
        """A later ``ni``, ``ou`` or ``et`` closes the list that the comma at ``at`` goes on with."""
        for place in range(at + 1, min(self._end, at + 14)):
            if self.words[place] in self._closed["joins"]:
                return self.is_bare(place + 1, NEGATED, True)
            if self.words[place] in HARD or self.words[place] in "(:":
                return False
        return False

    def is_dosed(self, at: int) -> bool:
        """A drug with its dose stands between ``at`` and the next comma."""
        for place in range(at, min(self._end, at + 8)):
            if self.words[place] in ",;.":
                return False
            after = self.words[place + 1] if place + 1 < self._end else ""
            if self.words[place][0].isdigit() and after in self._closed["quantities"]:
                return True
        return False

    def is_bare(self, at: int, bit: int, parallel: bool) -> bool:
        """The list item at ``at`` is a bare name: no determiner of its own, verb, number or attribute."""
        words, closed = self.words, self._closed
        attributes = closed["attributes" if bit == NEGATED else "settled"]
        if at < self._end and words[at] in closed["joins"]:
            at += 1
        if at >= self._end:
            return False
        first = words[at]
        if first in closed["possessives"] or first in closed["clause_openers"] or first in closed["findings"]:
            return first in PREPOSITIONS
        if (
            first in closed["determiners"]
            and first not in PREPOSITIONS
            and not (parallel or (first in closed["indefinite"] and bit != NEGATED))
        ):
            return False
        for length, place in enumerate(range(at, self._end)):
            word, inner = words[place], self._cover.get(place)
            if word in closed["joins"]:
                return length > 0
            if inner is not None and inner.start == place:
                if length > 0 and inner.cue.mark == "neg" and word not in closed["negators"]:
                    return True
                if inner.cue.place in ("pre", "post", "affirm") and inner.cue.mark != "fam":
                    return inner.cue.place == "pre" and bit != NEGATED and BITS[inner.cue.mark] == bit
                if inner.cue.place == "stop":
                    return length > 0 and (bit != NEGATED or inner.cue.reach == "sentence")
            if word == ":":
                return False
            if word == "+" and bit == NEGATED and (place + 1 >= self._end or words[place + 1] in "+,;.)\n"):
                return False  # ``pas de X, Y ++``
            if word in ",;.)(" or word in HARD or word in DASHES:
                return length > 0
            if self.is_verb(place) or word in attributes or length >= MAX_ITEM:
                return False
            if word[0].isdigit() and (bit in (NEGATED, HISTORICAL) or self.is_dosed(place)):
                return False
        return True

    def closing(self, at: int) -> int:
        """The parenthesis that closes the one at ``at``, or the sentence's last token."""
        depth = 0
        for place in range(at, self._end):
            depth += (self.words[place] == "(") - (self.words[place] == ")")
            if depth == 0:
                return place
        return self._end - 1

    def opening(self, at: int) -> int:
        depth = 0
        for place in range(at, self._start - 1, -1):
            depth += (self.words[place] == ")") - (self.words[place] == "(")
            if depth == 0:
                return place
        return self._start - 1
