"""What is being compiled: concepts and terms as they are collected, before they become arrays."""

from __future__ import annotations

from dataclasses import dataclass, field

from terminologies.keys import term_keys
from terminologies.records import Entry

MATCHED, LEXICON, HIDDEN, CASE, LABEL, MARKED, SETTLED, ENGLISH = 1, 2, 4, 8, 16, 32, 64, 128
"""Flags of a term: matched in text; from the lexicon; not shown by search; only in its own case; preferred label; holds
signs that must stand there too; decides before all others (``traps.tsv``); in English documents only."""


@dataclass(slots=True)
class Draft:
    """What is being compiled; lists grow in step."""

    codes: list[tuple[str, str]] = field(default_factory=list)
    labels: list[str] = field(default_factory=list)
    parents: list[tuple[str, ...]] = field(default_factory=list)
    place: dict[tuple[str, str], int] = field(default_factory=dict)
    texts: list[str] = field(default_factory=list)
    concepts: list[int] = field(default_factory=list)
    flags: list[int] = field(default_factory=list)
    guards: list[int] = field(default_factory=list)
    keys: list[tuple[str, ...]] = field(default_factory=list)
    guard_texts: dict[str, int] = field(default_factory=lambda: {"": 0})

    def concept(self, system: str, entry: Entry) -> int:
        found = self.place.get((system, entry.code))
        if found is None:
            found = self.place[system, entry.code] = len(self.codes)
            self.codes.append((system, entry.code))
            self.labels.append(entry.label)
            self.parents.append(entry.parents)
        return found

    def term(self, text: str, concept: int, flags: int, guard: str = "") -> None:
        self.texts.append(text)
        self.concepts.append(concept)
        self.flags.append(flags)
        self.guards.append(self.guard_texts.setdefault(guard, len(self.guard_texts)))
        self.keys.append(term_keys(text))
