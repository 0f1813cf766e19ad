"""Changes of a query tree: contexts and sections put on its leaves, empty parts taken out."""

from __future__ import annotations

from dataclasses import replace

from clinical.annotations import ContextClass
from clinical.queries import (
    DEFAULT_CONTEXTS,
    And,
    ConceptIs,
    Everything,
    Not,
    Nothing,
    Or,
    Phrase,
    Query,
    SameSentence,
    Word,
)


def with_contexts(query: Query, contexts: tuple[ContextClass, ...]) -> Query:
    """The query with its default-context leaves read in ``contexts``."""
    match query:
        case Word() | Phrase() | ConceptIs():
            return replace(query, contexts=contexts) if query.contexts == DEFAULT_CONTEXTS else query
        case And(parts) | Or(parts) | SameSentence(parts):
            return replace(query, parts=tuple(with_contexts(part, contexts) for part in parts))
        case Not(part):
            return Not(with_contexts(part, contexts))
        case _:
            return query


def with_section(query: Query, section: str) -> Query:
    """The query with its words and phrases asked for in one section."""
    match query:
        case Word() | Phrase():
            return replace(query, section=section) if query.section is None else query
        case And(parts) | Or(parts) | SameSentence(parts):
            return replace(query, parts=tuple(with_section(part, section) for part in parts))
        case Not(part):
            return Not(with_section(part, section))
        case _:
            return query


def simplified(query: Query) -> Query:
    """The query without words that left no token, single-part ANDs and nested ANDs; Nothing where nothing is left."""
    match query:
        case And(parts):
            flat: list[Query] = []
            for part in map(simplified, parts):
                empty = isinstance(part, Nothing | Everything)
                flat.extend(part.parts if isinstance(part, And) else () if empty else (part,))
            everything = any(isinstance(part, Everything) for part in parts)
            return (
                flat[0] if len(flat) == 1 else And(tuple(flat)) if flat else Everything() if everything else Nothing()
            )
        case Or(parts):
            kept = [part for part in map(simplified, parts) if not isinstance(part, Nothing)]
            return kept[0] if len(kept) == 1 else replace(query, parts=tuple(kept)) if kept else Nothing()
        case SameSentence(parts):
            kept = [part for part in map(simplified, parts) if not isinstance(part, Nothing)]
            return SameSentence(tuple(kept)) if kept else Nothing()
        case Not(part):
            inner = simplified(part)
            return Nothing() if isinstance(inner, Nothing) else Not(inner)
        case _:
            return query
