"""The engine in memory: it defines what queries mean, and serves as the test double. Nothing outlives the process."""

from __future__ import annotations

import threading
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Sequence
from pathlib import Path

from clinical.annotations import CONTEXT_CLASSES
from clinical.changes import Change
from clinical.queries import DEFAULT_CONTEXTS, ConceptIs, Or, Page, Phrase, Query, Scope, Word
from clinical.results import EnginePage, FacetValue
from indexer.engine import FIRST_PAGE, WHOLE
from indexer.facets import CONCEPT_LIMIT, FACET_LIMIT, age_class, check_facets, over_representation, year_of
from indexer.fuzzy import near_forms
from indexer.limits import TIME_LIMIT_S, check_query
from indexer.meaning import context_codes, form_test, matches, mention_positions, phrase_spans, word_positions
from indexer.paging import Ranked, take
from indexer.ranking import (
    NEAR_WEIGHT,
    NEAREST,
    class_weight,
    inverse_frequency,
    near_groups,
    nearness,
    saturated,
    scored_leaves,
    section_weight,
)
from indexer.view import Ancestors, IndexedDocument, indexed_view

_PRESENT_OR_PAST = {CONTEXT_CLASSES.index(name) for name in DEFAULT_CONTEXTS}


def open_memory(
    folder: Path | None = None, *, concepts: Ancestors | None = None, time_limit_s: float = TIME_LIMIT_S
) -> MemoryEngine:
    """An empty engine; ``folder`` and ``time_limit_s`` are not used: it is for a few documents."""
    return MemoryEngine(concepts)


class MemoryEngine:
    """Implements ``indexer.engine.Engine`` by reading every document for every query."""

    name = "memory"

    def __init__(self, concepts: Ancestors | None = None) -> None:
        self._concepts = concepts
        self._views: dict[str, IndexedDocument] = {}
        self._last_change = 0
        self._lock = threading.Lock()

    @property
    def last_change(self) -> int:
        return self._last_change

    def apply(self, changes: Iterable[Change], /) -> int:
        views, count, last = dict(self._views), 0, self._last_change
        for change in changes:
            views.pop(change.doc_id, None)
            if change.document is not None:
                views[change.doc_id] = indexed_view(change.document, self._concepts)
            count, last = count + 1, max(last, change.number)
        with self._lock:
            self._views, self._last_change = views, last
        return count

    def search(
        self, query: Query, /, *, scope: Scope = WHOLE, page: Page = FIRST_PAGE, facets: Sequence[str] = ()
    ) -> EnginePage:
        check_facets(tuple(facets))
        seen = self._in_scope(scope)
        found = self._matching(query, seen)
        by_patient: dict[str, list[Ranked]] = defaultdict(list)
        ranked = self._ranked(query, found, page)
        for hit in ranked:
            by_patient[hit.patient_id].append(hit)
        return EnginePage(
            documents=len(found),
            patients=len(by_patient),
            hits=take(ranked, page, lambda patient: by_patient[patient]),
            facets={name: self._facet(name, found, seen) for name in facets},
        )

    def count(self, query: Query, /, *, scope: Scope = WHOLE) -> tuple[int, int]:
        found = self._matching(query, self._in_scope(scope))
        return len(found), len({view.patient_id for view in found})

    def patients(self, query: Query, /, *, scope: Scope = WHOLE) -> frozenset[str]:
        return frozenset(view.patient_id for view in self._matching(query, self._in_scope(scope)))

    def documents(self, query: Query, /, *, scope: Scope = WHOLE) -> Iterator[str]:
        return iter([view.doc_id for view in self._matching(query, self._in_scope(scope))])

    def vocabulary(self, prefix: str, /, *, limit: int = 20, scope: Scope = WHOLE) -> list[tuple[str, int]]:
        found = [(form, n) for form, n in self._lexicon(scope).items() if form.startswith(prefix)]
        return sorted(found, key=lambda item: (-item[1], item[0]))[:limit]

    def similar(self, form: str, /, *, limit: int = 5, scope: Scope = WHOLE) -> list[tuple[str, int]]:
        lexicon = self._lexicon(scope)
        near = near_forms(form, [one for one in lexicon if one[:1] == form[:1] and one != form])
        return [(one, lexicon[one]) for one, _ in sorted(near, key=lambda item: (item[1], -lexicon[item[0]], item[0]))][
            :limit
        ]

    def expansion(self, word: Word, /, *, limit: int = 20, scope: Scope = WHOLE) -> list[tuple[str, int]]:
        check_query(word)
        codes = context_codes(word.contexts)
        counted: Counter[str] = Counter()
        for view in self._in_scope(scope):
            test = form_test(word, view.lang)
            here = {form for form, code in zip(view.forms, view.classes, strict=True) if form and code in codes}
            counted.update(form for form in here if test(form))
        return sorted(counted.items(), key=lambda item: (-item[1], item[0]))[:limit]

    def clear(self) -> None:
        with self._lock:
            self._views, self._last_change = {}, 0

    def purge(self) -> None:
        """Nothing of a deleted document is kept."""

    def close(self) -> None:
        self.clear()

    def _in_scope(self, scope: Scope) -> list[IndexedDocument]:
        return [
            view
            for view in self._views.values()
            if (scope.lots is None or view.fields["lot"] in scope.lots)
            and view.patient_id not in scope.withheld_patients
        ]

    def _matching(self, query: Query, views: list[IndexedDocument]) -> list[IndexedDocument]:
        check_query(query)
        return [view for view in views if matches(query, view)]

    def _lexicon(self, scope: Scope) -> Counter[str]:
        return Counter(form for view in self._in_scope(scope) for form in set(view.forms) if form)

    def _ranked(self, query: Query, found: list[IndexedDocument], page: Page) -> list[Ranked]:
        scores = self._scores(query, found) if page.order == "relevance" else {}
        rows = [(v, scores.get(v.doc_id, 0.0), v.days[0] if v.days else 0) for v in found]
        rows.sort(key=_in_order)
        if page.order == "relevance":
            rows[:NEAREST] = [
                (view, score * (1 + NEAR_WEIGHT * _near(query, view)), day) for view, score, day in rows[:NEAREST]
            ]
            rows.sort(key=_in_order)
        return [Ranked(view.doc_id, score, view.patient_id, view.simhash) for view, score, _ in rows]

    def _scores(self, query: Query, found: list[IndexedDocument]) -> dict[str, float]:
        total = len(self._views)
        average = sum(len(view.forms) for view in self._views.values()) / max(total, 1)
        scores: dict[str, float] = defaultdict(float)
        for leaf in scored_leaves(query):
            rarity = inverse_frequency(sum(matches(leaf, view) for view in self._views.values()), total)
            for view in found:
                scores[view.doc_id] += rarity * saturated(_weight(leaf, view), len(view.forms), average)
        return scores

    def _facet(self, name: str, found: list[IndexedDocument], seen: list[IndexedDocument]) -> tuple[FacetValue, ...]:
        if name == "concept":
            return _concepts(found, seen)
        documents: Counter[str] = Counter()
        patients: dict[str, set[str]] = defaultdict(set)
        for view in found:
            value = _facet_value(name, view)
            if value is not None:
                documents[value] += 1
                patients[value].add(view.patient_id)
        values = sorted(documents.items(), key=lambda item: (-item[1], item[0]))[:FACET_LIMIT]
        return tuple(FacetValue(value, n, len(patients[value])) for value, n in values)


def _in_order(row: tuple[IndexedDocument, float, int]) -> tuple[float, int, str]:
    return -row[1], -row[2], row[0].doc_id


def _near(query: Query, view: IndexedDocument) -> float:
    groups = [sorted(_places(group, view)) for group in near_groups(query)]
    return nearness(groups, view.sentence_numbers())


def _places(query: Query, view: IndexedDocument) -> set[int]:
    """Where a word or concept, or one of some alternatives, stands."""
    match query:
        case Word():
            return set(word_positions(query, view))
        case Phrase(forms) if query.slop or not query.ordered:
            return set(
                word_positions(Word(forms[0], "exact" if query.exact else "stem", query.contexts, query.section), view)
            )
        case Phrase():
            return {first for first, _ in phrase_spans(query, view)}
        case ConceptIs():
            return set(mention_positions(query, view))
        case Or(parts):
            return set().union(*(_places(part, view) for part in parts))
        case _:
            return set()


def _weight(leaf: object, view: IndexedDocument) -> float:
    if isinstance(leaf, Word):
        positions = word_positions(leaf, view)
    elif isinstance(leaf, Phrase):
        positions = [first for first, _ in phrase_spans(leaf, view)]
    else:
        positions = mention_positions(leaf, view)  # type: ignore[arg-type]
    asked = context_codes(leaf.contexts)  # type: ignore[attr-defined]
    return sum(
        section_weight(view.section_names[view.sections[position]]) * class_weight(view.classes[position], asked)
        for position in positions
    )


def _facet_value(name: str, view: IndexedDocument) -> str | None:
    if name == "year":
        return year_of(view.days[0]) if view.days else None
    if name == "age":
        return age_class(view.age) if view.age is not None else None
    return view.fields[name]


def _concepts(found: list[IndexedDocument], seen: list[IndexedDocument]) -> tuple[FacetValue, ...]:
    inside, everywhere = _codes(found), _codes(seen)
    patients: dict[str, set[str]] = defaultdict(set)
    labels: dict[str, str] = {}
    for view in found:
        for mention in view.mentions:
            if mention.context in _PRESENT_OR_PAST:
                patients[mention.key].add(view.patient_id)
                labels.setdefault(mention.key, mention.label)
    weights = {key: over_representation(n, len(found), everywhere[key], len(seen)) for key, n in inside.items()}
    best = sorted((key for key in weights if weights[key] > 0), key=lambda key: (-weights[key], key))[:CONCEPT_LIMIT]
    return tuple(FacetValue(key, inside[key], len(patients[key]), labels[key]) for key in best)


def _codes(views: list[IndexedDocument]) -> Counter[str]:
    return Counter(key for view in views for key in {m.key for m in view.mentions if m.context in _PRESENT_OR_PAST})
