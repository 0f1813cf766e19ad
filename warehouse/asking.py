"""One query as asked: its reading, its filters, and what of it must be said where."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace
from functools import cached_property
from typing import TYPE_CHECKING

from clinical.annotations import ContextClass
from clinical.queries import (
    DEFAULT_CONTEXTS,
    AgeBetween,
    And,
    ConceptIs,
    DateBetween,
    FieldIs,
    Not,
    Or,
    Phrase,
    Query,
    SameSentence,
    Word,
)
from clinical.results import Hit
from warehouse.explaining import leaves_of, required

if TYPE_CHECKING:
    from indexer.query_language import ParsedQuery

RECORD_FIELDS = (FieldIs, AgeBetween, DateBetween)
"""Criteria on the document itself: they narrow each other criterion rather than stand in another document."""


@dataclass(frozen=True)
class Asked:
    """One query with its filters, read once."""

    parse: Callable[[str], ParsedQuery]
    text: str
    filters: tuple[Query, ...]

    @cached_property
    def parsed(self) -> ParsedQuery:
        return self.parse(self.text)

    @property
    def query(self) -> Query:
        return self.filtered(self.parsed.query)

    @property
    def fields(self) -> list[Query]:
        """The criteria on documents themselves among what is required."""
        return [part for part in required(self.parsed.query) if isinstance(part, RECORD_FIELDS)]

    @property
    def statements(self) -> list[Query]:
        """What is required to be said, in one document or in several."""
        return [part for part in required(self.parsed.query) if not isinstance(part, RECORD_FIELDS)]

    @property
    def somewhere(self) -> Query:
        """Documents that say at least one of it."""
        return And((Or(tuple(self.statements)), *self.fields))

    def filtered(self, query: Query) -> Query:
        return And((query, *self.filters)) if self.filters else query


def in_contexts(query: Query, contexts: tuple[ContextClass, ...]) -> Query:
    """The same query with its leaves of the default context read in ``contexts`` instead."""
    if isinstance(query, Word | Phrase | ConceptIs):
        return replace(query, contexts=contexts) if query.contexts == DEFAULT_CONTEXTS else query
    if isinstance(query, SameSentence | And | Or):
        return replace(query, parts=tuple(in_contexts(part, contexts) for part in query.parts))
    if isinstance(query, Not):
        return query  # what is excluded stays excluded as it was said
    return query


def wanted_contexts(query: Query) -> frozenset[ContextClass]:
    """The contexts in which the words and concepts of a query are asked for."""
    leaves = leaves_of(required(query))
    parts = [part for leaf in leaves for part in (leaf.parts if isinstance(leaf, SameSentence) else (leaf,))]
    return frozenset(
        context for part in parts if isinstance(part, Word | Phrase | ConceptIs) for context in part.contexts
    )


def of_record(query: Query) -> bool:
    """Whether a query asks for the record alone (age, sex, date, type, unit), so that no sentence shows it."""
    return all(isinstance(leaf, (*RECORD_FIELDS, And, Or, Not)) for leaf in leaves_of([query]))


def telling_first(hit: Hit, query: Query) -> Hit:
    """The hit with the sentences first that say it in the contexts that are asked for."""
    wanted = wanted_contexts(query)
    ordered = sorted(hit.fragments, key=lambda one: -len({mark.context for mark in one.marks} & wanted))
    return replace(hit, fragments=tuple(ordered))
