"""Allergies: ``allergie à l'Augmentin``, ``ALLERGIES : pénicilline, iode`` are one status each, not a treatment.

The allergen's code comes from the lexicon's own ``allergie …`` forms where it has one, else from the drug's ATC class.
"""

from __future__ import annotations

from collections.abc import Sequence

from clinical.concepts import Concepts
from nlp.matching.choosing import JOINT, Choice, Chooser
from nlp.matching.guarding import Surroundings
from nlp.matching.match import Match
from nlp.matching.stream import COMMA, HARD, SENTENCE, Stream
from nlp.matching.vocabulary import ALLERGY
from nlp.matching.walk import Found, Walker

_LONGEST_LIST = 8
_BETWEEN = frozenset({"connue", "connues", "medicamenteuse", "medicamenteuses", "type", "et", "ou", "ni", "documentee"})
_BY_CLASS = (
    ("J01C", "Z880"), ("J01E", "Z882"), ("J01", "Z881"), ("J02", "Z883"), ("J04", "Z881"), ("J05", "Z883"),
    ("P", "Z883"), ("N01", "Z884"), ("N02A", "Z885"), ("N02", "Z886"), ("M01", "Z886"), ("B01AC06", "Z886"),
    ("N", "Z885"), ("J06", "Z887"), ("J07", "Z887"),
)  # fmt: skip
"""CIM-10 Z88 by ATC class: penicillins, sulfonamides, other antibiotics, other anti-infectives, anaesthetics, narcotics and
other psychotropics, analgesics, sera and vaccines; all others Z88.8."""


def allergy_code(atc: str) -> str:
    """The code of an allergy to a drug.

    >>> allergy_code("J01CR02"), allergy_code("J01EE01"), allergy_code("C09AA04")
    ('Z880', 'Z882', 'Z888')
    """
    return next((code for start, code in _BY_CLASS if atc.startswith(start)), "Z888")


class Allergies:
    """Turns drugs and allergens that an allergy word governs into allergy statuses."""

    def __init__(self, walker: Walker, chooser: Chooser, *, concepts: Concepts, heads: Sequence[int]) -> None:
        self._walker, self._chooser, self._concepts = walker, chooser, concepts
        self._heads = [head for head in heads if head]

    def read(self, chosen: list[Choice], around: Surroundings, *, taken: bytearray) -> list[Choice]:
        """``chosen`` with the drugs after an allergy word replaced, and allergens of its list added."""
        stream = around.stream
        for start in stream.places(ALLERGY):
            chosen = self._list(start, chosen, around, taken)
        return chosen

    def _list(self, start: int, chosen: list[Choice], around: Surroundings, taken: bytearray) -> list[Choice]:
        stream = around.stream
        covering = next((c for c in chosen if c.found.first <= start <= c.found.last), None)
        alone = covering is None or covering.found.first == covering.found.last
        place = (covering.found.last if covering else start) + 1
        direct, listed = alone, False
        for _ in range(_LONGEST_LIST):
            place = self._skip(stream, place)
            if place < 0:
                break
            drug = next((c for c in chosen if c.found.first == place and c.match and c.match.system == "ATC"), None)
            if drug is not None:
                together = direct and max(stream.gaps[start + 1 : place + 1]) < COMMA
                chosen = [c for c in chosen if c is not drug]
                chosen += self._status(drug, stream.starts[start] if together else None)
                place = drug.found.last + 1
            else:
                item = self._allergen(place, around, taken)
                if item is None:
                    break
                chosen = [*chosen, item]
                taken[item.found.first : item.found.last + 1] = b"\1" * (item.found.last + 1 - item.found.first)
                place = item.found.last + 1
            direct, listed = False, True
        if alone and covering is not None and (listed or (_is_heading(stream, start) and not _denied(stream, start))):
            chosen = [c for c in chosen if c is not covering]
        return chosen

    @staticmethod
    def _skip(stream: Stream, place: int) -> int:
        """The next word that may be an allergen, or -1 where the list ends."""
        stop = min(len(stream), place + 5)
        while place < stop and stream.gaps[place] < SENTENCE:
            if stream.gaps[place] == HARD and not _goes_on(stream, place):
                return -1
            word = stream.words[place]
            if not word.little and word.folded not in _BETWEEN:
                return place
            place += 1
        return -1

    def _allergen(self, place: int, around: Surroundings, taken: bytearray) -> Choice | None:
        founds: list[Found] = []
        for head in self._heads:
            for token, likeness in around.stream.words[place].alternatives:
                child = self._walker.child(head, token)
                if child and likeness == 1.0:
                    self._walker.follow(around.stream, child, place, place, 2, likeness, founds)
        for found in sorted(founds, key=lambda f: -f.length):
            if not any(taken[found.first : found.last + 1]):
                choice = self._chooser.term(found, around, domain=JOINT)
                if choice is not None and choice.match is not None:
                    return choice
        return None

    def _status(self, drug: Choice, start: int | None) -> list[Choice]:
        match: Match | None = drug.match
        concept = self._concepts.concept("CIM10", allergy_code(match.code)) if match else None
        if match is None or concept is None:
            return []
        first = match.start if start is None else start
        status = match._replace(start=first, system="CIM10", code=concept.code, label=concept.label, method="lexicon")
        return [Choice(drug.found, status)]


_DENIALS = frozenset(
    {"aucun", "aucune", "0", "neant", "non", "pas", "ras", "nie", "niee", "neg", "absence", "sans", "none"}
)


def _denied(stream: Stream, start: int) -> bool:
    """``Allergies : aucune``, ``Allergie connue : non``: a status that the reader is told to be absent."""
    place = start + 1
    while place < len(stream) and stream.words[place].folded in _BETWEEN and stream.gaps[place] < SENTENCE:
        place += 1
    return place < len(stream) and stream.gaps[place] < SENTENCE and stream.words[place].folded in _DENIALS


def _goes_on(stream: Stream, place: int) -> bool:
    """A colon, dash or bullet leads to an allergen; brackets and semicolons end the list."""
    between = stream.text[stream.ends[place - 1] : stream.starts[place]].strip()
    return bool(between) and all(mark in ":-–—•*= \n\t" for mark in between)


def _is_heading(stream: Stream, place: int) -> bool:
    """``ALLERGIES :`` names a heading, not an allergy; so does the word alone on its line."""
    after = stream.text[stream.ends[place] : stream.ends[place] + 3]
    before = stream.text[max(0, stream.starts[place] - 3) : stream.starts[place]]
    return after.lstrip().startswith((":", "=")) or (
        "\n" in before + "\n" * (not before) and after[:1] in ("", "\n", " ")
    )
