"""Scopes: which tokens of a sentence a cue speaks of.

A single pass finds all cues of a sentence (longest first), then each walks forward or backward until something ends its
scope. A negation goes on over a comma only while the list stays a list of bare names: an item with its own determiner,
verb, number or attribute is a new statement (``Pas de fièvre, toux grasse depuis 3 jours``).
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from language.cues import Cue

from .automaton import Automaton, Found, automaton
from .backward import Backward
from .coordination import ARROWS, DASHES, HARD, PREPOSITIONS
from .kinds import CUE, places
from .marks import BITS, CONDITION, FAMILY, HISTORICAL, HYPOTHETICAL, NEGATED

_PERFECT = frozenset({"a", "ai", "avons", "ont"})
ITEM_MARKS = frozenset("-–—•*·▪>")


def _is_said_by_title(cue: Cue) -> bool:
    return cue.reach == "sentence" or (cue.mark == "hist" and cue.place == "pre" and not cue.state)


class Scopes(Backward):
    """The scope rules of one language over one token stream.

    ``kinds`` says where a cue may begin (``nlp.context.kinds``). ``marks`` and ``states`` are written in place, one byte a
    token. ``titles`` holds the tokens that open a section:
    what the title says of its section is not said again by a cue. ``accented`` holds the tokens ``à``, which are no
    ``a``; ``cells`` those after a wide gap, so that a denial does not go on from one column into the next.
    """

    def __init__(
        self,
        words: Sequence[str],
        lang: str,
        *,
        kinds: bytes,
        titles: frozenset[int] = frozenset(),
        accented: frozenset[int] = frozenset(),
        cells: frozenset[int] = frozenset(),
    ) -> None:
        super().__init__(words, lang, accented, cells)
        self._titles = titles
        self._kinds = kinds
        self._automaton: Automaton = automaton(lang)

    def read(self, bounds: Sequence[tuple[int, int]]) -> None:
        """Mark the tokens of all sentences; a cue before a colon goes on over the list items that follow."""
        carried: Cue | None = None
        hits = self._automaton.find(self.words, places(self._kinds, CUE), self._cells)
        hits = [hit for hit in hits if hit.start not in self._titles or not _is_said_by_title(hit.cue)]
        first, count = 0, len(hits)
        for start, end in bounds:
            if carried is None and (first == count or hits[first].start >= end):
                continue
            while first < count and hits[first].start < start:
                first += 1
            last = first
            while last < count and hits[last].start < end:
                last += 1
            found, first = hits[first:last], last
            carried = carried if carried and self._is_item(start, end) else None
            if found or carried:
                self._start, self._end = start, end
                self._read_sentence(found)
            if carried:
                self._forward(Found(start, start + 1, carried))
            elif found and self.words[end - 1] == ":":
                carried = self._opens_list(found, end)

    def _is_item(self, start: int, end: int) -> bool:
        """The sentence is a list item: ``- fièvre``, ``1) fièvre``."""
        word = self.words[start]
        return word in ITEM_MARKS or (word[0].isdigit() and start + 1 < end and self.words[start + 1] in ").")

    def _opens_list(self, found: Sequence[Found], end: int) -> Cue | None:
        """The cue that a colon at the end of its sentence hands on (``Reconsulter si :``)."""
        last = max((hit for hit in found if hit.cue.place == "pre"), key=lambda hit: hit.end, default=None)
        return last.cue if last is not None and last.end >= end - 1 else None

    def _read_sentence(self, found: list[Found]) -> None:
        self._cover = {at: hit for hit in found for at in range(hit.start, hit.end)}
        for hit in map(self._turned, found):
            if hit.cue.mark == "neg":
                self._mark_own(hit)
            elif hit.cue.place == "self":
                for at in range(hit.start, hit.end):
                    self.mark(at, hit.cue)
            if hit.cue.place in ("pre", "both") or (hit.cue.place == "self" and hit.cue.reach):
                self._forward(hit)
            if hit.cue.place in ("post", "both"):
                self.read_backward(hit)
        for hit in found:
            if hit.cue.place == "affirm":
                self.affirm(hit)

    def _turned(self, hit: Found) -> Found:
        """``élimine X mais pas Y``: what is not excluded stays possible."""
        words = self.words
        if hit.cue.mark != "neg" or hit.cue.place != "pre" or words[hit.start] not in ("pas", "not"):
            return hit
        if hit.start == self._start or words[hit.start - 1] not in ("mais", "but"):
            return hit
        excluded = any(word in self._closed["excluding"] for word in words[self._start : hit.start])
        return hit._replace(cue=replace(hit.cue, mark="hyp")) if excluded else hit

    def _mark_own(self, hit: Found) -> None:
        """A negation covers its own words too (``sans signe de``, ``n'a pas montré``), the verb that opens it apart."""
        if hit.cue.place == "post" and self.words[hit.start] not in self._closed["negators"]:
            return
        first = hit.start if self.words[hit.start] in self._closed["negators"] else hit.start + 1
        for at in range(first, hit.end):
            self.mark(at, hit.cue)

    def _forward(self, hit: Found) -> None:
        cue, words = hit.cue, self.words
        if cue.reach == "word":
            if hit.end < self._end and words[hit.end][0].isalpha():
                self.mark(hit.end, cue)
            return
        bit, at, comma = BITS[cue.mark], hit.end, False
        if cue.mark == "hist" and cue.reach in ("item", "list") and at < self._end and words[at] == ",":
            return
        parallel = (
            words[hit.end - 1] in self._closed["determiners"]
            or words[hit.end - 1] == "l"
            or (hit.end < self._end and words[hit.end] in self._closed["determiners"])
        )
        while at < self._end:
            word, inner = words[at], self._cover.get(at)
            if at in self._cells and bit in (NEGATED, HYPOTHETICAL) and words[at - 1] not in PREPOSITIONS:
                return
            if inner is not None and inner.start == at:
                if self._is_stopped_by(inner, bit, cue.reach, comma=comma, adjacent=at == hit.end):
                    if cue.state == "stopped" and self._tells_past(hit, at):
                        self.mark_reason_at(at)
                    return
                for inside in range(at, inner.end):
                    self.mark(inside, cue)
                at = inner.end
                if bit == NEGATED and words[inner.start] in self._closed["recurrences"]:
                    return  # the recurrence is denied, not what could recur
                continue
            if word == "(" and (bit == NEGATED or (bit == CONDITION and self._denies(at + 1))):
                at = self.closing(at) + 1
                continue
            if self._ends_forward(word, at, hit, bit):
                return
            if bit in (NEGATED, HYPOTHETICAL) and at > hit.end and self.is_verb(at):
                return
            if bit == FAMILY and word in ("il", "elle") and self._is_patient_again(hit, at):
                return
            if word in ",/" or word in self._closed["joins"]:
                if not self.goes_on(at, hit, parallel):
                    return
                comma = comma or word == ","
            elif bit == NEGATED and word in self._closed["possessives"] and at > hit.end:
                return
            self.mark(at, cue)
            at += 1

    def _tells_past(self, hit: Found, at: int) -> bool:
        """``avait pris X pour Y``, ``ai arrêté X pour Y``: what it was for is past too, unless it is the patient's today."""
        first = self.words[hit.start]
        if first in _PERFECT and "fois" not in self.words[hit.start : hit.end]:
            return at + 1 >= self._end or self.words[at + 1] not in self._closed["possessives"]
        return first in self._closed["pluperfect"] or "fois" in self.words[hit.start : hit.end]

    def _denies(self, at: int) -> bool:
        """A negation of its own begins at ``at``."""
        inner = self._cover.get(at)
        return inner is not None and inner.cue.mark == "neg" and inner.cue.place == "pre"

    def _is_patient_again(self, hit: Found, at: int) -> bool:
        """``Son mari est agité, elle ne dort plus``: the pronoun cannot mean the relative (``avec elle`` is no subject)."""
        pronoun = self.words[at]
        if self.words[at - 1] in self._closed["before_object"]:
            return False
        kin = self._closed["male" if pronoun == "elle" else "female"]
        other = self._closed["female" if pronoun == "elle" else "male"]
        named = self.words[hit.start : hit.end]
        return any(word in kin for word in named) and not any(word in other for word in named)

    def _is_stopped_by(self, inner: Found, bit: int, reach: str, *, comma: bool, adjacent: bool) -> bool:
        cue, mark = inner.cue, BITS[inner.cue.mark]
        if cue.place == "stop":
            if cue.mark == "hist":  # ``admis pour``: the present illness begins
                return bit not in (FAMILY, CONDITION)
            if cue.reach == "sentence" or bit == NEGATED:
                return True
            return not adjacent and (bit == HYPOTHETICAL or (bit == HISTORICAL and reach != "sentence"))
        if cue.place != "pre":
            return cue.place == "post" and mark == bit == NEGATED
        if bit == NEGATED:
            return mark in (NEGATED, CONDITION) or comma
        if bit == HYPOTHETICAL:
            return mark in (NEGATED, CONDITION) or (comma and mark in (HISTORICAL, FAMILY))
        if bit == FAMILY:
            return mark == FAMILY and reach != "sentence"
        if bit == CONDITION and comma and mark == HISTORICAL:
            return True
        if bit == HISTORICAL:
            return mark == FAMILY or (comma and reach != "sentence" and mark in (NEGATED, CONDITION))
        return mark == FAMILY

    def _ends_forward(self, word: str, at: int, hit: Found, bit: int) -> bool:
        reach = hit.cue.reach
        if word in HARD:
            if word in ARROWS and bit == CONDITION:
                return False
            opening = hit.start == self._start or self.words[hit.start - 1] in DASHES
            return not (word == ";" and (reach == "sentence" or (bit == FAMILY and opening and reach != "item")))
        if word == ")":
            return self.opening(at) < hit.start
        if word == ":":
            near = at - hit.end <= 3
            if hit.cue.state == "stopped" and near:
                return False
            return not (at == hit.end or reach == "sentence" or (reach == "clause" and (bit != FAMILY or near)))
        if word in DASHES:
            return bit == NEGATED or reach == "item" or (bit == HISTORICAL and reach == "list")
        return bit in (FAMILY, HISTORICAL) and word in self._closed["experiencer_reset"] and at > hit.end
