"""The search side of a warehouse: what both doors, pages and command line, hold. It has no key and no identity.

Every access is written to the audit log before it is answered.
"""

from __future__ import annotations

import os
import re
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING, cast

from clinical.annotations import AnnotatedDocument
from clinical.cohorts import CohortResult
from clinical.concepts import Concept, Concepts
from clinical.errors import NotFoundError, QueryRefusedError, UsageError
from clinical.queries import Page, Query, Scope
from clinical.results import FacetValue, Hit, SearchPage
from language.folding import fold
from warehouse.accounts import Accounts
from warehouse.answering import ask_first, distant, started_workers
from warehouse.audit import Audit
from warehouse.cohorts import Cohorts, Definition
from warehouse.filling import Filling, filling, noting
from warehouse.releasing import release_detail
from warehouse.search import FACETS, Search
from warehouse.settings import Settings, cache_dir
from warehouse.store.cohorts import CohortRecords
from warehouse.store.protocol import Lot
from warehouse.store.reviews import Leak, ReviewRecords, Sample, Verdict
from warehouse.store.sqlite import SqliteStore
from warehouse.sync import check_whole, sync
from warehouse.worker import Parts
from warehouse.workers import Workers

if TYPE_CHECKING:
    from indexer.engine import Engine


CLASSES = "CLASSE"
"""The system of classes: groups of codes that people search as one."""
CLEARLY = 0.95
"""Score from which words name or begin a class; below, they may only be like it."""


WORTH = 0.6
"""Share of the best score from which a concept is offered beside the best."""


@dataclass(frozen=True, slots=True)
class Actor:
    """Who does something, for the audit log."""

    name: str
    role: str


class Warehouse:
    """Opened by ``warehouse.opening.open_warehouse``; close it when done."""

    def __init__(self, settings: Settings) -> None:
        self.settings = settings
        self.home: Path = settings.home
        self.store = SqliteStore(self.home / "store.sqlite")
        self.audit = Audit(self.home / "audit.sqlite")
        self._workers: Workers | None = None

    # parts, each made when first asked for

    @cached_property
    def accounts(self) -> Accounts:
        idle, hours = self.settings["session_idle_minutes"], self.settings["session_hours"]
        return Accounts(self.home / "accounts.sqlite", idle_minutes=idle, hours=hours, create=True)

    @cached_property
    def concepts(self) -> Concepts:
        from terminologies import open_catalogue

        return open_catalogue(cache_dir())

    def index_folder(self, engine: str | None = None) -> Path:
        return self.home / "index" / (engine or self.settings["engine"])

    @cached_property
    def engine(self) -> Engine:
        return self.open_engine(self.index_folder())

    def open_engine(self, folder: Path, name: str | None = None) -> Engine:
        from indexer import open_engine

        folder.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
        return open_engine(
            name or self.settings["engine"], folder, concepts=self.concepts, time_limit_s=self._search_seconds
        )

    @property
    def _search_seconds(self) -> float:
        return float(self.settings["search_seconds"])

    def answer_apart(self, *, once: bool = False, opener: Callable[[Settings], Parts] | None = None) -> None:
        """From now on put questions to processes that can be ended; an index in memory has no second reader.

        ``once``: a command asks, and one process is enough; else the settings say how many there are, and some are
        started, and have answered a first question, before they are asked. ``opener`` makes what they answer with.
        """
        if self.settings["engine"] != "memory":
            self._workers = started_workers(self.settings, once=once, opener=opener)

    @cached_property
    def _searching(self) -> Search:
        if self._workers is not None:
            return cast(Search, distant(self._workers, "search"))
        check_whole(self.store, self.engine)
        return Search(
            engine=self.engine, store=self.store, concepts=self.concepts, scope=self.scope,
            time_limit_s=self._search_seconds,
        )  # fmt: skip

    @cached_property
    def _cohorts(self) -> Cohorts:
        if self._workers is not None:
            return cast(Cohorts, distant(self._workers, "cohorts"))
        check_whole(self.store, self.engine)
        return Cohorts(engine=self.engine, concepts=self.concepts, scope=self.scope)

    @cached_property
    def saved_cohorts(self) -> CohortRecords:
        """Named cohorts with their versions."""
        return CohortRecords(self.store)

    @cached_property
    def reviews(self) -> ReviewRecords:
        """Samples and judgements; write through ``draw_sample`` and ``judge``, which are audited."""
        return ReviewRecords(self.store)

    def scope(self) -> Scope:
        """What a searcher may see now: released lots, without the patients who opposed."""
        return Scope(lots=self.store.released(), withheld_patients=self.store.withheld_patients())

    def warm(self) -> None:
        """Open what the first search would open, so that nobody waits for it."""
        ask_first(self._searching)

    # searching and reading

    def search(
        self, actor: Actor, text: str, *, filters: Sequence[Query] = (), page: Page | None = None, lang: str = "fr",
        facets: Sequence[str] = FACETS, explain: bool = True, cues: bool = True, record: bool = False,
        exclude_patients: bool | None = None,
    ) -> SearchPage:  # fmt: skip
        """Search the released lots; audited with the query's words, or without them where it looks like a person.

        ``cues``, ``record`` and ``exclude_patients`` as in ``warehouse.search.Search.run``.
        """
        try:
            found = self._searching.run(
                text, filters=filters, page=page, lang=lang, facets=facets, explain=explain, cues=cues, record=record,
                exclude_patients=exclude_patients,
            )  # fmt: skip
        except QueryRefusedError as refused:
            self.note(actor, "search-refused", reason=refused.reason)
            raise
        self.note(actor, "search", query=text, documents=found.documents, patients=found.patients)
        return found

    def suggest(self, prefix: str, *, limit: int = 8) -> list[tuple[str, int]]:
        """Words of the released documents that begin so."""
        return self._searching.suggest(prefix, limit=limit)

    def values_of(self, field: str, given: Sequence[str] = ()) -> tuple[str, tuple[FacetValue, ...]]:
        """See ``warehouse.search.Search.values_of``."""
        return self._searching.values_of(field, given)

    def find_concepts(self, words: str, *, limit: int = 8) -> list[tuple[Concept, str, int]]:
        """Concepts by words or code, each with the term that matched and the released documents that say it."""
        matches = self.concepts.search(words, limit=limit)
        least = matches[0].score * WORTH if matches else 0.0
        found = [(match.concept, match.term) for match in matches if match.score >= least]
        named = self.concept_at(words)
        if named is not None:
            found = [(named, words.strip()), *(item for item in found if item[0] != named)][:limit]
        return [(c, term, self._searching.documents_with(c)) for c, term in found]

    def find_classes(self, words: str, *, limit: int = 3) -> list[tuple[Concept, int]]:
        """Classes of drugs or diseases that the words name or begin, with the released documents that say one of them."""
        matches = self.concepts.search(words, systems=(CLASSES,), limit=limit)
        found = [match.concept for match in matches if match.score >= CLEARLY]
        return [(concept, self._searching.documents_with(concept)) for concept in found]

    def concept_at(self, written: str) -> Concept | None:
        """The concept, class or range written as `SYSTEM:CODE` (dots and `=` allowed), or None."""
        system, _, code = written.strip().partition(":")
        system, code = system.strip().upper(), code.strip().lstrip("=").replace(".", "").upper()
        return self.concepts.concept(system, code) if code else None

    def medical_words(self, text: str) -> str:
        """The words of a text that are medical terms by themselves: what a refused query may be searched as."""
        words = dict.fromkeys(re.findall(r"[^\W\d_]{3,}", text))
        terms = ((word, self.concepts.search(word, limit=1)) for word in words)
        return " ".join(word for word, found in terms if found and fold(found[0].term) == fold(word))

    def document(self, actor: Actor, doc_id: str) -> AnnotatedDocument:
        """One document of a released lot; raises NotFoundError for any other, whether it exists or not."""
        found = self.store.get([doc_id]).get(doc_id)
        if found is None or not self._visible(found, self.scope()):
            raise NotFoundError("document", doc_id)
        self.note(actor, "document", doc_id)
        return found

    def record(self, actor: Actor, patient_id: str) -> list[AnnotatedDocument]:
        """A patient's documents of released lots, oldest first; raises NotFoundError where there is none."""
        scope = self.scope()
        found = [item for item in self.store.of_patient(patient_id) if self._visible(item, scope)]
        if not found:
            raise NotFoundError("patient", patient_id)
        self.note(actor, "patient", patient_id, documents=len(found))
        return found

    @staticmethod
    def _visible(annotated: AnnotatedDocument, scope: Scope) -> bool:
        document = annotated.document
        return (
            scope.lots is not None and document.lot in scope.lots and document.patient_id not in scope.withheld_patients
        )

    def marks(self, annotated: AnnotatedDocument, text: str, *, lang: str = "fr", cues: bool = True) -> Hit:
        """A document as a hit for a query: where it matches, for highlights in the whole text."""
        return self._searching.in_document(annotated, text, lang=lang, cues=cues)

    def in_record(
        self, patient_id: str, text: str, *, lang: str = "fr", cues: bool = True, anywhere: bool = False
    ) -> list[Hit]:
        """A patient's documents that match a query, or, ``anywhere``, one of its criteria.

        The opening of the record was audited by ``record``.
        """
        return self._searching.in_record(patient_id, text, lang=lang, cues=cues, anywhere=anywhere)

    # cohorts

    def parse_cohort(self, text: str, *, lang: str = "fr") -> Definition:
        return self._cohorts.parse(text, lang=lang)

    def cohort(self, actor: Actor, definition: Definition) -> CohortResult:
        """Members and counts of a definition."""
        result = self._cohorts.evaluate(definition)
        self.note(actor, "cohort", definition.name, patients=len(result.patient_ids))
        return result

    def evidence(self, actor: Actor, patient_id: str, query: Query, *, limit: int = 1) -> list[Hit]:
        """The documents of a patient that show a criterion, best first."""
        hits = self._searching.evidence(patient_id, query, limit=limit)
        self.note(actor, "evidence", patient_id, documents=len(hits))
        return hits

    def evidence_of(
        self, actor: Actor, patients: Sequence[str], queries: Sequence[Query]
    ) -> list[tuple[str, list[Hit | None]]]:
        """For each patient the best document for each query, with its sentences; one audit row a patient."""
        found = []
        for patient in patients:
            hits = [next(iter(self._searching.evidence(patient, query)), None) for query in queries]
            self.note(actor, "evidence", patient, documents=sum(hit is not None for hit in hits))
            found.append((patient, hits))
        return found

    def export(
        self, actor: Actor, definition: Definition, queries: Sequence[Query]
    ) -> Iterator[tuple[str, list[tuple[str | None, int | None]]]]:
        """Each member with the date and age of the best document for each query; no sentence leaves. Audited first."""
        members = self._cohorts.evaluate(definition).patient_ids
        self.note(actor, "export", definition.name, rows=len(members))
        chosen = [self._searching.best_of_each(query, members) for query in queries]
        facts = self.store.dates_and_ages({doc_id for one in chosen for doc_id in one.values()})
        for patient in members:
            yield patient, [facts.get(one.get(patient, ""), (None, None)) for one in chosen]

    def save_cohort(self, actor: Actor, name: str, definition: str, *, patients: int | None) -> int:
        """Keep a new version of a named cohort; returns its version."""
        saved = self.saved_cohorts.save(name, definition, author=actor.name, patients=patients)
        self.note(actor, "cohort-save", name, version=saved.version)
        return saved.version

    # lots and review

    def release(self, actor: Actor, lot: str, *, despite: Leak | None = None, reason: str = "") -> Lot:
        """Release a waiting lot: its documents can be found from now on.

        Args:
            actor: who decides.
            lot: the lot's name.
            despite: what was measured, as the person read it, where there is a leak or nothing was judged (0 of 0); the
                audit row keeps it.
            reason: why the lot is released nevertheless, in at least ``MIN_REASON`` characters.

        Raises:
            UsageError: a leak was measured, or nothing was judged, and ``despite`` is another figure or none, or the
                reason is missing or looks like the identity of a person.
        """
        self._check_decidable(lot)
        measured = self.reviews.leak_of_lot(lot)
        detail = release_detail(lot, measured, despite=despite, reason=reason)
        self.note(actor, "lot-release", lot, **detail)
        return self.store.decide(lot, "released", actor.name)

    def refuse(self, actor: Actor, lot: str) -> Lot:
        """Refuse a waiting lot: its documents leave store and index."""
        self._check_decidable(lot)
        self.note(actor, "lot-refuse", lot)
        return self.store.decide(lot, "refused", actor.name)

    def oppose(self, actor: Actor, patient_id: str) -> None:
        """The patient opposed: nothing of theirs is in any answer, also of what comes later."""
        self.note(actor, "oppose", patient_id)
        self.store.withhold_patient(patient_id)

    def withdraw_opposition(self, actor: Actor, patient_id: str) -> bool:
        """The patient withdrew the opposition; returns whether there was one."""
        self.note(actor, "oppose-end", patient_id)
        return self.store.admit_patient(patient_id)

    def growing(self, lot: Lot) -> bool:
        """Whether an ingest of another process may still bring documents into a lot: nothing is decided of it meanwhile."""
        running = self.filling()
        return running is not None and running.pid != os.getpid() and lot.created >= running.since

    def _check_decidable(self, name: str) -> None:
        """Raise UsageError where nothing can be decided of a lot, so that the audit log holds only what was done."""
        if self.growing(self.store.lot(name)):
            raise UsageError(f"lot {name} is still being filled: decide when the ingest has ended")
        self.store.check_waiting(name)

    def draw_sample(self, actor: Actor, lot: str, *, size: int, seed: int) -> Sample:
        """Draw a seeded sample of a lot for review."""
        sample = self.reviews.draw(lot, size=size, seed=seed, by=actor.name)
        self.note(actor, "sample", lot, sample=sample.sample, size=sample.size, seed=seed)
        return sample

    def sampled_document(self, actor: Actor, sample: int, doc_id: str) -> AnnotatedDocument:
        """A document of a sample, whatever the state of its lot; for reviewers."""
        drawn = self.reviews.get(sample)
        if doc_id not in drawn.doc_ids:
            raise NotFoundError("document in this sample", doc_id)
        found = self.store.get([doc_id]).get(doc_id)
        if found is None or found.document.lot != drawn.lot:
            raise NotFoundError("document", doc_id)
        self.note(actor, "review-document", doc_id, sample=sample)
        return found

    def judge(
        self, actor: Actor, sample: int, doc_id: str, verdict: Verdict, missed: tuple[tuple[int, int, str], ...] = ()
    ) -> None:
        """Keep a judgement of one sampled document."""
        self.reviews.check(sample, doc_id, verdict, missed)
        self.note(actor, "judge", doc_id, sample=sample, verdict=verdict, missed=len(missed))
        self.reviews.judge(sample, doc_id, verdict, by=actor.name, missed=missed)

    # the index

    def sync(self) -> int:
        """Feed pending changes to the index."""
        with noting(self.home, self.store.pending()) as note:
            return sync(self.store, self.engine, home=self.home, progress=note)

    def filling(self) -> Filling | None:
        """The ingest or sync that makes counts grow right now."""
        return filling(self.home)

    def note(self, actor: Actor, action: str, object: str = "", **detail: object) -> None:
        """Write an audit row; raises StoreError where it cannot be written, and then nothing may be answered."""
        self.audit.write(actor=actor.name, role=actor.role, action=action, object=object, **detail)

    def close(self) -> None:
        if self._workers is not None:
            self._workers.close()
        for name in ("engine", "accounts", "concepts"):
            part = self.__dict__.get(name)
            if part is not None and hasattr(part, "close"):
                part.close()
        self.audit.close()
        self.store.close()
