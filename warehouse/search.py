"""Search: the text language parsed once, one question to the engine, the page's texts from the store, fragments."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import replace
from typing import TYPE_CHECKING

from clinical.annotations import AnnotatedDocument, ContextClass
from clinical.concepts import Concepts
from clinical.queries import (
    DEFAULT_CONTEXTS,
    And,
    ConceptIs,
    FieldIs,
    Not,
    Or,
    Page,
    Phrase,
    Query,
    SameSentence,
    Scope,
    Word,
)
from clinical.results import Clause, Hit, SearchPage
from language.folding import fold

if TYPE_CHECKING:
    from indexer.engine import Engine
    from warehouse.store.sqlite import SqliteStore

FACETS = ("type", "unit", "year", "sex", "age", "source", "concept")
FRAGMENTS = 3
MAX_RECORD = 1000
"""Matching documents of one record at most; the largest records have some hundreds."""


def in_contexts(query: Query, contexts: tuple[ContextClass, ...]) -> Query:
    """The same query with its leaves of the default context read in ``contexts`` instead."""
    if isinstance(query, Word | Phrase | ConceptIs):
        return replace(query, contexts=contexts) if query.contexts == DEFAULT_CONTEXTS else query
    if isinstance(query, SameSentence | And | Or):
        return replace(query, parts=tuple(in_contexts(part, contexts) for part in query.parts))
    if isinstance(query, Not):
        return query  # what is excluded stays excluded as it was said
    return query


class Search:
    """Searches in a person's scope; ``scope`` is asked anew for each search, so that a release holds at once."""

    def __init__(
        self, *, engine: Engine, store: SqliteStore, concepts: Concepts | None, scope: Callable[[], Scope]
    ) -> None:
        self._engine, self._store, self._concepts, self._scope = engine, store, concepts, scope

    def run(
        self, text: str, *, filters: Sequence[Query] = (), page: Page | None = None, lang: str = "fr",
        facets: Sequence[str] = FACETS, explain: bool = True,
    ) -> SearchPage:  # fmt: skip
        """Answer ``text``; raises QuerySyntaxError and QueryRefusedError.

        Counts and facets are over the whole result; ``explain`` adds the clauses' counts and those of other contexts.
        """
        from indexer.query_language import parse

        parsed = parse(text, concepts=self._concepts, lang=lang)
        query = And((parsed.query, *filters)) if filters else parsed.query
        scope, page = self._scope(), page or Page()
        answer = self._engine.search(query, scope=scope, page=page, facets=facets)
        texts = self._store.get(hit.doc_id for hit in answer.hits)
        hits = [
            replace(self.hit(texts[hit.doc_id], parsed.query, hit.score), copies=hit.copies, others=hit.others)
            for hit in answer.hits
            if hit.doc_id in texts
        ]
        return SearchPage(
            query=text,
            documents=answer.documents,
            patients=answer.patients,
            hits=tuple(hits),
            facets=answer.facets,
            clauses=self._counted(parsed.clauses, parsed.leaves, scope) if explain else parsed.clauses,
            notices=parsed.notices,
            other_contexts=self._others(query, scope, answer.documents) if explain else None,
        )

    def hit(self, annotated: AnnotatedDocument, query: Query, score: float) -> Hit:
        """One document as a hit, with the fragments that show why."""
        from indexer.fragments import fragments

        document = annotated.document
        return Hit(
            doc_id=document.doc_id,
            patient_id=document.patient_id,
            date=document.date,
            type=document.type,
            unit=document.unit,
            score=score,
            title=document.title,
            age=document.age,
            sex=document.sex,
            fragments=fragments(annotated, query, limit=FRAGMENTS, concepts=self._concepts),
        )

    def _counted(self, clauses: Sequence[Clause], leaves: Sequence[Query], scope: Scope) -> tuple[Clause, ...]:
        """Each clause with the documents that it matches by itself."""
        pairs = zip(clauses, leaves, strict=True)
        return tuple(replace(clause, documents=self._engine.count(leaf, scope=scope)[0]) for clause, leaf in pairs)

    def _others(self, query: Query, scope: Scope, found: int) -> dict[str, int]:
        """How many documents more mention it otherwise, and how many of those found only in the past."""
        counts: dict[str, int] = {}
        others: tuple[ContextClass, ...] = ("negated", "hypothetical", "family")
        for context in others:
            wider = in_contexts(query, (*DEFAULT_CONTEXTS, context))
            counts[context] = self._engine.count(wider, scope=scope)[0] - found if wider != query else 0
        present = in_contexts(query, ("present",))
        counts["past"] = found - self._engine.count(present, scope=scope)[0] if present != query else 0
        return {name: number for name, number in counts.items() if number > 0}

    def suggest(self, prefix: str, *, limit: int) -> list[tuple[str, int]]:
        """Words of the documents in scope that begin with ``prefix``."""
        return self._engine.vocabulary(fold(prefix.strip()), limit=limit, scope=self._scope())

    def in_document(self, annotated: AnnotatedDocument, text: str, *, lang: str) -> Hit:
        """Where a query matches in one document."""
        from indexer.query_language import parse

        return self.hit(annotated, parse(text, concepts=self._concepts, lang=lang).query, 0.0)

    def in_record(self, patient_id: str, text: str, *, lang: str) -> list[Hit]:
        """All documents of one patient that match a query."""
        from indexer.query_language import parse

        return self.evidence(patient_id, parse(text, concepts=self._concepts, lang=lang).query, limit=MAX_RECORD)

    def evidence(self, patient_id: str, query: Query, *, limit: int = 1) -> list[Hit]:
        """The best documents of one patient for a query, with their fragments."""
        whole = And((query, FieldIs("patient", (patient_id,))))
        answer = self._engine.search(whole, scope=self._scope(), page=Page(limit=limit))
        texts = self._store.get(hit.doc_id for hit in answer.hits)
        return [self.hit(texts[hit.doc_id], query, hit.score) for hit in answer.hits if hit.doc_id in texts]
