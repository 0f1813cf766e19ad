"""Search: the text language parsed once, one question to the engine, the page's texts from the store, fragments."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import replace
from typing import TYPE_CHECKING, Literal

from clinical.annotations import AnnotatedDocument, ContextClass
from clinical.concepts import Concept, Concepts
from clinical.queries import (
    ALL_CONTEXTS,
    DEFAULT_CONTEXTS,
    And,
    Everything,
    FieldIs,
    Or,
    Page,
    Query,
    Scope,
    Word,
    concept_query,
)
from clinical.results import Clause, EngineHit, EnginePage, FacetValue, Fragment, Hit, Notice, Rewriting, SearchPage
from language.folding import fold
from warehouse.analytes import LateAnalytes
from warehouse.asking import Asked, in_contexts, of_record, telling_first
from warehouse.explaining import MAX_SPELLINGS, Explaining, Remembering, excluded, leaves_of, spelt_alone
from warehouse.respelling import Respelling

if TYPE_CHECKING:
    from indexer.engine import Engine
    from indexer.limits import Deadline
    from indexer.query_language import ParsedQuery
    from warehouse.store.sqlite import SqliteStore

FACETS = ("type", "unit", "year", "sex", "age", "source", "concept")
FRAGMENTS = 3
MAX_RECORD = 1000
"""Matching documents of one record at most; the largest records have some hundreds."""

SHORTEST_RESPELT = 4
"""Letters of the shortest word for which other spellings are offered."""

NEAR_FORMS = 24
"""Forms like a misspelt one that are looked at."""

MUCH_MORE = 10
"""How many times as often a spelling must be written as the word that it is offered for."""


class Search:
    """Searches in a person's scope; ``scope`` is asked anew for each search, so that a release holds at once.

    ``time_limit_s`` bounds the fragments of a page, as the engine's own limit bounds each question.
    """

    def __init__(
        self,
        *,
        engine: Engine,
        store: SqliteStore,
        concepts: Concepts | None,
        scope: Callable[[], Scope],
        time_limit_s: float,
    ) -> None:
        self._engine, self._store, self._concepts, self._scope = engine, store, concepts, scope
        self._time_limit_s = time_limit_s

    def run(
        self, text: str, *, filters: Sequence[Query] = (), page: Page | None = None, lang: str = "fr",
        facets: Sequence[str] = FACETS, explain: bool = True, cues: bool = True, record: bool = False,
        exclude_patients: bool | None = None,
    ) -> SearchPage:  # fmt: skip
        """Answer ``text``; raises QuerySyntaxError and QueryRefusedError.

        Counts and facets are over the whole result; ``explain`` adds the clauses' counts, those of other contexts, and
        what else could be asked. ``cues`` False reads `sans`, `suspicion de`… as words. With hits by patient, what the
        query excludes excludes the whole patient; ``exclude_patients`` says so or not for any hits. ``record``: the
        criteria may stand in different documents of a patient, and every document with one of them is found.
        """
        asked = Asked(self._reader(lang, cues), text, tuple(filters))
        seen, page = self._scope(), page or Page()
        scope = seen
        notices = list(asked.parsed.notices)
        if unwanted := excluded(asked.parsed.query):
            whole = page.by_patient or record if exclude_patients is None else exclude_patients
            scope, said = self._without_excluded(unwanted, scope, lang=lang, by_patient=whole)
            notices.append(said)
        answerers = self._record_patients(asked, scope) if record or explain else None
        query = asked.query
        if record and answerers is not None:
            scope = self._only(answerers, scope)
            query = asked.filtered(asked.somewhere)
        answer = self._engine.search(query, scope=scope, page=page, facets=facets)
        clauses, respelling = asked.parsed.clauses, None
        if explain:
            spelling = self._spelling(asked, seen, scope, answer.documents, lang)
            clauses = self._explained(asked, seen, scope, answer.documents, lang, spelling)
            respelling = spelling.together()
        return SearchPage(
            query=text,
            documents=answer.documents,
            patients=answer.patients,
            hits=tuple(self._hits(answer, asked.parsed.query)),
            facets=answer.facets,
            clauses=clauses,
            notices=tuple(notices),
            other_contexts=self._others(asked, scope, answer.documents) if explain and not record else None,
            record_patients=len(answerers) if answerers is not None else None,
            widenings=self._widenings(asked, clauses, scope, answer.documents, lang) if explain and not record else (),
            documents_unfiltered=self._unfiltered(asked, scope) if explain and not answer.documents else None,
            respelling=respelling,
            unquoted=self._unquoted(asked, scope, lang) if explain and not answer.documents else (),
        )

    def _reader(self, lang: str, cues: bool) -> Callable[[str], ParsedQuery]:
        from indexer.query_language import parse

        concepts = Remembering(self._concepts) if self._concepts is not None else None
        return lambda text: parse(text, concepts=concepts, analytes=LateAnalytes(), lang=lang, cues=cues)

    def _hits(self, answer: EnginePage, query: Query) -> Iterator[Hit]:
        from indexer.limits import Deadline

        for hit, shown in self._shown(answer, query, Deadline.after(self._time_limit_s)):
            yield replace(shown, copies=hit.copies, others=hit.others)

    def _shown(self, answer: EnginePage, query: Query, deadline: Deadline) -> list[tuple[EngineHit, Hit]]:
        """The hits whose texts are in the store, with their fragments; the texts are read together."""
        from indexer.fragments import fragments_of

        texts = self._store.get(hit.doc_id for hit in answer.hits)
        hits = [hit for hit in answer.hits if hit.doc_id in texts]
        page = [texts[hit.doc_id] for hit in hits]
        telling = fragments_of(page, query, limit=FRAGMENTS, concepts=self._concepts, deadline=deadline)
        made = (_hit(one, hit.score, found) for one, hit, found in zip(page, hits, telling, strict=True))
        return list(zip(hits, made, strict=True))

    def _without_excluded(
        self, unwanted: Sequence[Query], scope: Scope, *, lang: str, by_patient: bool
    ) -> tuple[Scope, Notice]:
        """The scope without the patients who are excluded, where whole patients are, and what to say of it."""
        from indexer.query_language import render

        said = ("words", " · ".join(render(part, lang) for part in unwanted))
        if not by_patient:
            return scope, Notice("exclusion_documents", (said,))
        gone = frozenset[str]().union(*(self._engine.patients(part, scope=scope) for part in unwanted))
        narrowed = replace(scope, withheld_patients=scope.withheld_patients | gone)
        return narrowed, Notice("exclusion_patients", (said, ("patients", str(len(gone)))))

    def _record_patients(self, asked: Asked, scope: Scope) -> frozenset[str] | None:
        """The patients whose record answers although no one document need to; None where that is the same question."""
        parts = asked.statements
        if len(parts) < 2:
            return None
        return frozenset.intersection(*(self._patients(part, asked, scope) for part in parts))

    def _patients(self, query: Query, asked: Asked, scope: Scope) -> frozenset[str]:
        if isinstance(query, Or):
            return frozenset[str]().union(*(self._patients(part, asked, scope) for part in query.parts))
        return self._engine.patients(asked.filtered(And((query, *asked.fields))), scope=scope)

    def _only(self, patients: frozenset[str], scope: Scope) -> Scope:
        everyone = self._engine.patients(Everything(), scope=scope)
        return replace(scope, withheld_patients=scope.withheld_patients | (everyone - patients))

    def _explained(
        self, asked: Asked, seen: Scope, scope: Scope, found: int, lang: str, spelling: Respelling
    ) -> tuple[Clause, ...]:
        """Each clause with the documents that it matches by itself, and what the query is without it.

        ``seen`` is all that the person may see; ``scope`` leaves out whom the query excludes.
        """
        explaining = self._explaining(asked, lang)
        unwanted = leaves_of(excluded(asked.parsed.query))
        clauses = []
        for place, (clause, leaf) in enumerate(zip(asked.parsed.clauses, asked.parsed.leaves, strict=True)):
            documents, without = self._engine.count(leaf, scope=seen)[0], explaining.without(place)
            left = None
            if without and without[0] and not found:
                left = self._number(asked, without[1], scope)
            clauses.append(replace(
                clause, documents=documents, without=without[0] if without else None, documents_without=left,
                spellings=spelling.of_word(place), excluded=leaf in unwanted,
            ))  # fmt: skip
        return tuple(clauses)

    def _spelling(self, asked: Asked, seen: Scope, scope: Scope, found: int, lang: str) -> Respelling:
        """Other spellings of the words that stand nowhere, or that neither the language nor medicine knows."""
        near = {
            place: self._near(leaf, seen)
            for place, leaf in enumerate(asked.parsed.leaves)
            if spelt_alone(leaf) is not None and not self._is_known(leaf, seen, found, lang)
        }
        return Respelling(
            self._explaining(asked, lang), near, concepts=self._concepts,
            count=lambda query: self._number(asked, query, scope),
        )  # fmt: skip

    def _is_known(self, leaf: Query, seen: Scope, found: int, lang: str) -> bool:
        """Whether a word is written as it should be; where nothing is found, one of the other language alone is not."""
        form = spelt_alone(leaf) or ""
        if not self._engine.count(leaf, scope=seen)[0]:
            return False
        if self._concepts is not None and not self._concepts.is_word(form):
            return False
        written = Word(form, "exact", contexts=ALL_CONTEXTS)
        return found > 0 or self._engine.count(And((written, FieldIs("lang", (lang,)))), scope=seen)[0] > 0

    def _near(self, leaf: Query, seen: Scope) -> list[tuple[str, int]]:
        """Spellings of a word that are written much more often than the word itself, whatever the context.

        Words of the language or of medicine come first; a form that is none is mostly another misspelling, and is offered
        only where it is written much more often than they.
        """
        form = spelt_alone(leaf)
        if form is None or len(form) < SHORTEST_RESPELT:
            return []
        own = self._engine.count(Word(form, "exact", contexts=ALL_CONTEXTS), scope=seen)[0]
        near = self._engine.similar(form, limit=NEAR_FORMS, scope=seen)
        known = [(other, number) for other, number in near if self._concepts is None or self._concepts.is_word(other)]
        often = max((number for _, number in known), default=0)
        others = [one for one in near if one not in known and one[1] > often * MUCH_MORE]
        least = max(own * MUCH_MORE, max((documents for _, documents in near), default=0) // 50)
        offered = [(other, documents) for other, documents in [*known, *others] if documents > least]
        return offered[:MAX_SPELLINGS]

    def _explaining(self, asked: Asked, lang: str) -> Explaining:
        return Explaining(asked.text, asked.parsed, concepts=self._concepts, parse=asked.parse, lang=lang)

    def _widenings(
        self, asked: Asked, clauses: Sequence[Clause], scope: Scope, found: int, lang: str
    ) -> tuple[Rewriting, ...]:
        """Concepts that words of the query name, with the documents that each adds.

        One for words that stand nowhere is told even where it adds none, with the documents that say it otherwise.
        """
        offered = []
        missing = {code for clause in clauses if not clause.documents for code in clause.concepts}
        for concept, text, query in self._explaining(asked, lang).widened():
            code = f"{concept.system}:{concept.code}"
            made = Rewriting(
                text=text, words=code, documents=self._number(asked, query, scope) - found, label=concept.label
            )
            if made.documents > 0:
                offered.append(made)
            elif not found and code in missing:
                alone = self._engine.count(concept_query(concept), scope=scope)[0]
                otherwise = self._number(asked, in_contexts(query, ALL_CONTEXTS), scope)
                offered += [replace(made, alone=alone, otherwise=otherwise)] if alone or otherwise else []
        return tuple(offered)

    def _unquoted(self, asked: Asked, scope: Scope, lang: str) -> tuple[Rewriting, ...]:
        """What finds something where a phrase finds nothing."""
        made = ((*one, self._number(asked, one[2], scope)) for one in self._explaining(asked, lang).unquoted())
        return tuple(Rewriting(text=text, words=kind, documents=number) for kind, text, _, number in made if number)

    def _unfiltered(self, asked: Asked, scope: Scope) -> int | None:
        return self._engine.count(asked.parsed.query, scope=scope)[0] if asked.filters else None

    def hit(self, annotated: AnnotatedDocument, query: Query, score: float) -> Hit:
        """One document as a hit, with the fragments that show why."""
        from indexer.fragments import fragments

        return _hit(annotated, score, fragments(annotated, query, limit=FRAGMENTS, concepts=self._concepts))

    def _others(self, asked: Asked, scope: Scope, found: int) -> dict[str, int]:
        """How many documents more mention it otherwise, and how many of those found only in the past."""
        counts: dict[str, int] = {}
        query = asked.parsed.query
        others: tuple[ContextClass, ...] = ("negated", "hypothetical", "family", "family_negated")
        for context in others:
            wider = in_contexts(query, (*DEFAULT_CONTEXTS, context))
            counts[context] = self._number(asked, wider, scope) - found if wider != query else 0
        present = in_contexts(query, ("present",))
        counts["past"] = found - self._number(asked, present, scope) if present != query else 0
        return {name: number for name, number in counts.items() if number > 0}

    def _number(self, asked: Asked, query: Query, scope: Scope) -> int:
        """Documents that match within the filters."""
        return self._engine.count(asked.filtered(query), scope=scope)[0]

    def suggest(self, prefix: str, *, limit: int) -> list[tuple[str, int]]:
        """Words of the documents in scope that begin with ``prefix``."""
        return self._engine.vocabulary(fold(prefix.strip()), limit=limit, scope=self._scope())

    def in_document(self, annotated: AnnotatedDocument, text: str, *, lang: str, cues: bool = True) -> Hit:
        """Where a query matches in one document."""
        return self.hit(annotated, self._reader(lang, cues)(text).query, 0.0)

    def in_record(
        self, patient_id: str, text: str, *, lang: str, cues: bool = True, anywhere: bool = False
    ) -> list[Hit]:
        """All documents of one patient that match a query, or, ``anywhere``, one of its criteria."""
        asked = Asked(self._reader(lang, cues), text, ())
        query = asked.somewhere if anywhere and asked.statements else asked.parsed.query
        return self.evidence(patient_id, query, limit=MAX_RECORD)

    def values_of(self, field: str, given: Sequence[str] = ()) -> tuple[str, tuple[FacetValue, ...]]:
        """The first of ``given`` that no document in scope has as ``field``, and the values that documents have.

        "" where every given value stands in some document. Values that hold what is unknown come first, then those of
        most documents; 50 at most.
        """
        scope = self._scope()
        counts = ((value, self._engine.count(FieldIs(field, (value,)), scope=scope)[0]) for value in given)
        unknown = next((value for value, documents in counts if not documents), "")
        found = self._engine.search(Everything(), scope=scope, page=Page(limit=0), facets=(field,)).facets[field]
        return unknown, tuple(sorted(found, key=lambda one: fold(unknown) not in fold(one.value)))

    def documents_with(self, concept: Concept) -> int:
        """Documents in scope that say a concept, or one under it, of the patient."""
        return self._engine.count(concept_query(concept), scope=self._scope())[0]

    def best_of_each(self, query: Query, patients: Sequence[str]) -> dict[str, str]:
        """The best document of each of these patients for a query: document pseudonyms by patient."""
        scope = self._only(frozenset(patients), self._scope())
        page = Page(limit=max(len(patients), 1), by_patient=True, order=_best(query))
        return {hit.patient_id: hit.doc_id for hit in self._engine.search(query, scope=scope, page=page).hits}

    def evidence(self, patient_id: str, query: Query, *, limit: int = 1) -> list[Hit]:
        """The best documents of one patient for a query; of a single one, the most telling sentence comes first."""
        whole = And((query, FieldIs("patient", (patient_id,))))
        answer = self._engine.search(whole, scope=self._scope(), page=Page(limit=limit, order=_best(query)))
        from indexer.limits import NO_LIMIT

        found = [hit for _, hit in self._shown(answer, query, NO_LIMIT)]
        return [telling_first(hit, query) for hit in found] if limit == 1 else found


def _hit(annotated: AnnotatedDocument, score: float, fragments: tuple[Fragment, ...]) -> Hit:
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
        fragments=fragments,
    )


def _best(query: Query) -> Literal["relevance", "date"]:
    """The order that brings the best document first: of a criterion on the record alone the newest."""
    return "date" if of_record(query) else "relevance"
