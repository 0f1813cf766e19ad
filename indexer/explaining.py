"""What was really searched: each criterion with the words that it stands for and its count, and why nothing was found."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace

from clinical.queries import And, Not, Or, Phrase, Query, SameSentence, Scope, Word
from clinical.results import Clause, Notice
from indexer.engine import Engine
from indexer.query_language import ParsedQuery, render

MOST_FORMS = 12
"""Forms that are shown of one word, most frequent first."""


@dataclass(frozen=True, slots=True)
class Explanation:
    """Clauses with counts in the scope, and what to say about them; ``notices`` begin with the parser's own."""

    clauses: tuple[Clause, ...]
    notices: tuple[Notice, ...]


def explain(parsed: ParsedQuery, engine: Engine, *, scope: Scope, found: int, lang: str = "fr") -> Explanation:
    """Explain a query that found ``found`` documents.

    Each clause gets the documents that it alone finds and the forms that its words stand for. A clause that finds
    nothing is noticed with the nearest words of the index (`no_document`), and where the whole query finds nothing,
    what it would find without one of its criteria (`without`). Suggestions come from the documents in the scope only.
    """
    clauses, notices = [], [*parsed.notices]
    for clause, leaf in zip(parsed.clauses, parsed.leaves, strict=True):
        documents, _ = engine.count(leaf, scope=scope)
        terms = tuple(_forms(leaf, engine, scope)) or clause.terms
        clauses.append(replace(clause, documents=documents, terms=terms))
        if not documents:
            notices.append(_nothing(clause, leaf, engine, scope))
    if not found:
        notices.extend(_without(parsed.query, engine, scope, lang))
    return Explanation(tuple(clauses), tuple(notices))


def _words(query: Query) -> Iterator[Word]:
    match query:
        case Word():
            yield query
        case Phrase(forms):
            yield from (Word(form, "exact" if query.exact else "stem", query.contexts) for form in forms)
        case And(parts) | Or(parts) | SameSentence(parts):
            for part in parts:
                yield from _words(part)
        case Not(part):
            yield from _words(part)
        case _:
            return


def _forms(leaf: Query, engine: Engine, scope: Scope) -> list[str]:
    """The forms that a single word stands for, most frequent first; other leaves keep their own terms."""
    if not isinstance(leaf, Word) or leaf.mode == "exact":
        return []
    return [form for form, _ in engine.expansion(leaf, limit=MOST_FORMS, scope=scope)]


def _nothing(clause: Clause, leaf: Query, engine: Engine, scope: Scope) -> Notice:
    params = [("words", clause.text)]
    for word in _words(leaf):
        if word.mode in ("stem", "exact") and not engine.expansion(word, limit=1, scope=scope):
            near = engine.similar(word.form, limit=3, scope=scope)
            params.extend(("suggestion", form) for form, _ in near)
    return Notice("no_document", tuple(params))


def _without(query: Query, engine: Engine, scope: Scope, lang: str) -> Iterator[Notice]:
    """For each criterion of an AND, how many documents there are without it, where that is any."""
    if not isinstance(query, And):
        return
    for place, part in enumerate(query.parts):
        rest = query.parts[:place] + query.parts[place + 1 :]
        documents, _ = engine.count(rest[0] if len(rest) == 1 else And(rest), scope=scope)
        if documents:
            yield Notice("without", (("words", render(part, lang)), ("documents", str(documents))))
