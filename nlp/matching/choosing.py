"""Choosing among what was found: the longest that its guard lets through, lexicon before official names."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from language.tokens import WORD
from nlp.matching.guarding import Surroundings, inflected
from nlp.matching.listed import Listed, Rule
from nlp.matching.match import Match
from nlp.matching.walk import Found
from terminologies.container import Container
from terminologies.draft import CASE, ENGLISH, LEXICON, MARKED
from terminologies.guards import parse_guard
from terminologies.keys import is_abbreviation

JOINT = 0
"""CIM-10, ATC and blocking forms share the words of a text; each further system has them to itself."""
_OFF = -1
KEPT = 100_000
"""Spellings of single words at nodes that are remembered."""

_DRUG_LETTERS = 7
_LABEL_SCORE, _GAP_SCORE, _COORDINATED_SCORE = 0.98, 0.9, 0.85


@dataclass(frozen=True, slots=True)
class _Term:
    """A term as it is weighed; ``code`` is empty for a blocking form."""

    form: str
    flags: int
    domain: int
    guarded: bool
    rule: Rule
    system: str = ""
    code: str = ""
    label: str = ""


def _is_written(term: _Term, first: int, last: int, around: Surroundings) -> bool:
    """Whether several words are in the language and case that a term asks for."""
    if term.flags & ENGLISH and not around.english:
        return False
    return not (term.flags & CASE or term.rule.case) or around.same_case(term.form, first, last)


def _may_be(term: _Term, surface: str, around: Surroundings, *, alike: bool) -> bool:
    """Whether a single word is a term's form inflected, in the language and case that it asks for.

    Drugs differ by their last letter between languages: ``amoxicilline``, ``amoxicillin``. ``alike``: it is no misspelling.
    """
    if term.flags & ENGLISH and not around.english:
        return False
    if (term.flags & CASE or term.rule.case) and WORD.findall(term.form) != [surface]:
        return False
    if around.english and not term.flags & ENGLISH and is_abbreviation(term.form) and not surface.isupper():
        return False  # she is no SHE
    drug = term.system == "ATC" and len(surface) >= _DRUG_LETTERS
    return not alike or drug or inflected(term.form, surface, around.accents)


class Choice:
    """A found node with the term chosen there."""

    __slots__ = ("found", "match")

    def __init__(self, found: Found, match: Match | None) -> None:
        self.found, self.match = found, match


def _rank(found: Found) -> tuple[int, bool, bool, int, int, int]:
    """Longest first, then as written before misspelt or reordered, then with more than degrees and sides, then leftmost."""
    return -found.length, found.likeness < 1.0, found.method != "", found.shades, found.first, found.skipped


class Chooser:
    """Holds what a node means: its terms, their codes and guards."""

    def __init__(self, container: Container, *, systems: Sequence[str]) -> None:
        self._holding, self._terms = container.view("node_terms_ends"), container.view("node_terms")
        self._concept, self._flags = container.view("term_concept"), container.view("term_flags")
        self._guard = container.view("term_guard")
        self._texts = container.strings("term")
        self.listed = Listed(map(parse_guard, container.strings("guard")))
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
        self._nodes: dict[int, tuple[_Term, ...]] = {}
        self._spelt: dict[tuple[int, str, bool, bool, bool], tuple[_Term, ...]] = {}
        self.domains = range(len(others) + 1)

    def choose(self, founds: list[Found], around: Surroundings, *, domain: int, taken: bytearray) -> list[Choice]:
        """Greedy, longest first; ``taken`` marks the words that a choice has used up."""
        ordered = sorted(founds, key=_rank)
        chosen: list[Choice] = []
        for found in ordered:
            if taken.find(1, found.first, found.last + 1) >= 0:
                continue
            choice = self.term(found, around, domain=domain)
            if choice is not None:
                chosen.append(choice)
                taken[found.first : found.last + 1] = b"\1" * (found.last + 1 - found.first)
        return chosen

    def term(self, found: Found, around: Surroundings, *, domain: int) -> Choice | None:
        """The first term of a node whose guard holds there, or None."""
        first, last = found.first, found.last
        if first == last:
            terms = self._alone(found, around)
            if not terms or around.is_name(first) or around.stream.in_compound(first):
                return None
        else:
            terms = self._terms_at(found.node)
        for term in terms:
            if term.domain != domain or (last > first and not _is_written(term, first, last, around)):
                continue
            if term.flags & CASE and not around.capitals_mean(first):
                continue
            if term.flags & MARKED and not around.has_marks(term.form, first, last):
                continue
            if not term.guarded or around.holds(term.rule, first, last):
                return Choice(found, self._match(found, term, around) if term.code else None)
        return None

    def _alone(self, found: Found, around: Surroundings) -> tuple[_Term, ...]:
        """The terms of a node that one word, as it is spelt, may be; worked out once a spelling."""
        surface, alike = around.stream.surfaces[found.first], found.likeness == 1.0
        asked = found.node, surface, alike, around.accents, around.english
        known = self._spelt.get(asked)
        if known is None:
            if len(self._spelt) >= KEPT:
                self._spelt.clear()
            fitting = (term for term in self._terms_at(found.node) if _may_be(term, surface, around, alike=alike))
            known = self._spelt[asked] = tuple(fitting)
        return known

    def _terms_at(self, node: int) -> tuple[_Term, ...]:
        known = self._nodes.get(node)
        if known is None:
            rows = range(self._holding[node], self._holding[node + 1])
            known = self._nodes[node] = tuple(self._term(self._terms[row]) for row in rows)
        return known

    def _term(self, term: int) -> _Term:
        concept, guard = self._concept[term], self._guard[term]
        form, flags = self._texts[term], self._flags[term]
        if concept < 0:
            return _Term(form, flags, JOINT, bool(guard), self.listed.rules[guard])
        name = self._system[concept]
        return _Term(
            form, flags, self._domain[name], bool(guard), self.listed.rules[guard],
            self._names[name], self._codes[concept], self._labels[concept],
        )  # fmt: skip

    def _match(self, found: Found, term: _Term, around: Surroundings) -> Match:
        score, method = (1.0, "lexicon") if term.flags & LEXICON else (_LABEL_SCORE, "exact")
        if found.skipped:
            score, method = score - 0.03 * found.skipped, "gap"
        if found.method:
            method = found.method
            score = min(score, _COORDINATED_SCORE if method == "coordination" else _GAP_SCORE)
        if found.likeness < 1.0:
            score, method = score * found.likeness, "fuzzy"
        start, end = around.stream.starts[found.first], around.stream.ends[found.last]
        return Match(start, end, term.system, term.code, term.label, round(score, 3), method, term.rule.neg)
