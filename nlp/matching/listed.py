"""The word lists of guards turned around: for each word the lists that hold it, worked out once a word."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from typing import NamedTuple

from terminologies.guards import Guard, Words
from terminologies.keys import stem

KEPT = 200_000
"""Words that are remembered."""

ABSENT = -1
"""Stands for no list."""

NO_LISTS: frozenset[int] = frozenset()


class Rule(NamedTuple):
    """A guard whose lists of words are numbers; ``guard`` has what asks for no words beside the form.

    ``beside``: it asks what stands right before or after; ``told``: it asks for section, type, unit or document.
    """

    case: bool
    neg: bool
    near: tuple[int, ...]
    absent: frozenset[int]
    next: int
    prev: int
    not_next: int
    not_prev: int
    beside: bool
    told: bool
    guard: Guard


class Listed(dict[str, frozenset[int]]):
    """By folded word the numbers of the lists that hold it (``Words.holds``)."""

    def __init__(self, guards: Iterable[Guard] = ()) -> None:
        super().__init__()
        self._numbers: dict[Words, int] = {}
        self._exact: defaultdict[str, list[int]] = defaultdict(list)
        self._prefixes: defaultdict[str, list[int]] = defaultdict(list)
        self._of_numbers: list[int] = []
        self.rules = [self._rule(guard) for guard in guards]
        self._sizes = sorted(set(map(len, self._prefixes)))
        self._openings = {prefix[:3] for prefix in self._prefixes}

    def __missing__(self, folded: str) -> frozenset[int]:
        if len(self) >= KEPT:
            self.clear()
        found = {*self._exact.get(folded, ()), *self._exact.get(stem(folded), ())}
        if not self._openings.isdisjoint((folded[:1], folded[:2], folded[:3])):
            for size in self._sizes:
                if size <= len(folded):
                    found.update(self._prefixes.get(folded[:size], ()))
        if folded[:1].isdigit():
            found.update(self._of_numbers)
        held = self[folded] = frozenset(found) if found else NO_LISTS
        return held

    def _rule(self, guard: Guard) -> Rule:
        after, before = self._number(guard.next), self._number(guard.prev)
        not_after, not_before = self._number(guard.not_next), self._number(guard.not_prev)
        told = guard.types or guard.units or guard.document or guard.not_document
        return Rule(
            guard.case, guard.neg, tuple(map(self._number, guard.near)), frozenset(map(self._number, guard.absent)),
            after, before, not_after, not_before, max(after, before, not_after, not_before) > ABSENT,
            bool(told or guard.sections or guard.not_sections), guard,
        )  # fmt: skip

    def _number(self, listed: Words | None) -> int:
        if listed is None:
            return ABSENT
        known = self._numbers.get(listed)
        if known is not None:
            return known
        number = self._numbers[listed] = len(self._numbers)
        for word in listed.exact:
            self._exact[word].append(number)
        for prefix in listed.prefixes:
            self._prefixes[prefix].append(number)
        if listed.number:
            self._of_numbers.append(number)
        return number
