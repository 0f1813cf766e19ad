"""Choosing among what was found: the longest that its guard lets through, lexicon before official names."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from nlp.matching.guarding import Surroundings, inflected
from nlp.matching.match import Match
from nlp.matching.walk import Found
from terminologies.compiler import CASE, LEXICON, MARKED
from terminologies.container import Container
from terminologies.guards import Guard, parse_guard

JOINT = 0
"""CIM-10, ATC and blocking forms share the words of a text; each further system has them to itself."""
_OFF = -1
_LABEL_SCORE, _GAP_SCORE, _COORDINATED_SCORE = 0.98, 0.9, 0.85


class Choice:
    """A found node with the term chosen there."""

    __slots__ = ("found", "match")

    def __init__(self, found: Found, match: Match | None) -> None:
        self.found, self.match = found, match


class Chooser:
    """Holds what a node means: its terms, their codes and guards."""

    def __init__(self, container: Container, *, systems: Sequence[str]) -> None:
        self._holding, self._terms = container.view("node_terms_ends"), container.view("node_terms")
        self._concept, self._flags = container.view("term_concept"), container.view("term_flags")
        self._guard = container.view("term_guard")
        self._texts = container.strings("term")
        self._guards: list[Guard] = [parse_guard(text) for text in container.strings("guard")]
        self._codes, self._labels = container.strings("concept_code"), container.strings("concept_label")
        self._system = container.view("concept_system")
        self._names: list[str] = list(container.meta["systems"])
        others = [name for name in systems if name not in ("CIM10", "ATC")]
        self._domain = [
            JOINT
            if name in ("CIM10", "ATC") and name in systems
            else others.index(name) + 1
            if name in others
            else _OFF
            for name in self._names
        ]
        self.domains = range(len(others) + 1)

    def choose(self, founds: list[Found], around: Surroundings, *, domain: int, taken: bytearray) -> list[Choice]:
        """Greedy, longest first; ``taken`` marks the words that a choice has used up."""
        ordered = sorted(founds, key=lambda f: (-f.length, f.likeness < 1.0, f.method != "", f.skipped, f.first))
        chosen: list[Choice] = []
        for found in ordered:
            if any(taken[found.first : found.last + 1]):
                continue
            choice = self.term(found, around, domain=domain)
            if choice is not None:
                chosen.append(choice)
                for place in range(found.first, found.last + 1):
                    taken[place] = 1
        return chosen

    def term(self, found: Found, around: Surroundings, *, domain: int) -> Choice | None:
        """The first term of a node whose guard holds there, or None."""
        for term in self._at(found.node):
            concept = self._concept[term]
            if (JOINT if concept < 0 else self._domain[self._system[concept]]) != domain:
                continue
            guard, form = self._guards[self._guard[term]], self._texts[term]
            if self._flags[term] & CASE and not (
                around.same_case(form, found.first, found.last) and around.capitals_mean(found.first)
            ):
                continue
            if guard.case and not around.same_case(form, found.first, found.last):
                continue
            if (
                found.first == found.last
                and found.likeness == 1.0
                and not inflected(form, around.stream.surfaces[found.first])
            ):
                continue
            if self._flags[term] & MARKED and not around.has_marks(form, found.first, found.last):
                continue
            if around.holds(guard, found.first, found.last):
                return Choice(found, None if concept < 0 else self._match(found, term, guard, around))
        return None

    def _at(self, node: int) -> Iterator[int]:
        for row in range(self._holding[node], self._holding[node + 1]):
            yield self._terms[row]

    def _match(self, found: Found, term: int, guard: Guard, around: Surroundings) -> Match:
        concept = self._concept[term]
        score, method = (1.0, "lexicon") if self._flags[term] & LEXICON else (_LABEL_SCORE, "exact")
        if found.skipped:
            score, method = score - 0.03 * found.skipped, "gap"
        if found.method:
            method = found.method
            score = min(score, _COORDINATED_SCORE if method == "coordination" else _GAP_SCORE)
        if found.likeness < 1.0:
            score, method = score * found.likeness, "fuzzy"
        return Match(
            around.stream.starts[found.first], around.stream.ends[found.last],
            self._names[self._system[concept]], self._codes[concept], self._labels[concept],
            round(score, 3), method, guard.neg,
        )  # fmt: skip
