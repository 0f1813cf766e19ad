"""What a search brings back. Marks are offsets into the fragment's text; HTML is made by templates, last and once."""

from __future__ import annotations

from dataclasses import dataclass

from clinical.annotations import ContextClass


@dataclass(frozen=True, slots=True)
class Mark:
    """``start``/``end`` in the fragment's text; ``context`` is the class of what is marked."""

    start: int
    end: int
    context: ContextClass


@dataclass(frozen=True, slots=True)
class Fragment:
    """A stretch of a document's text that shows why it was found; ``offset`` is its place in the document."""

    text: str
    marks: tuple[Mark, ...] = ()
    offset: int = 0
    section: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Hit:
    doc_id: str
    patient_id: str
    date: str | None
    type: str | None
    unit: str | None
    score: float
    title: str | None = None
    age: int | None = None
    sex: str | None = None
    fragments: tuple[Fragment, ...] = ()
    copies: tuple[str, ...] = ()
    others: int = 0


@dataclass(frozen=True, slots=True)
class FacetValue:
    value: str
    documents: int
    patients: int
    label: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class EngineHit:
    """One hit of an engine.

    ``copies`` are near-identical documents of the same patient folded into it; ``others`` counts the patient's further
    matching documents where hits are one a patient.
    """

    doc_id: str
    score: float
    patient_id: str = ""
    copies: tuple[str, ...] = ()
    others: int = 0


@dataclass(frozen=True, slots=True, kw_only=True)
class EnginePage:
    """An engine's answer: exact counts over the whole result, one page of hits, facets of the whole result."""

    documents: int
    patients: int
    hits: tuple[EngineHit, ...]
    facets: dict[str, tuple[FacetValue, ...]]


@dataclass(frozen=True, slots=True, kw_only=True)
class Rewriting:
    """Another query, offered beside the one that was typed.

    ``text`` is the whole query as it would be typed, ``words`` what is new in it (a spelling, or the concept that is
    added), ``documents`` a count in the person's scope: of the whole query, or of the documents that the concept adds.
    Of a concept that adds none, ``alone`` counts the documents that say it without the other criteria, ``otherwise`` those
    with all criteria that say it negated, supposed or of the family.
    """

    text: str
    words: str
    documents: int
    label: str = ""
    alone: int = 0
    otherwise: int = 0


@dataclass(frozen=True, slots=True, kw_only=True)
class Clause:
    """One clause of what was really searched; counts are documents in the person's scope.

    ``without`` is the query without this clause (None where it cannot be taken out), with the documents that it finds
    where the whole query finds none; ``spellings`` are offered for a word that stands in no document; ``excluded`` marks
    what a SAUF leaves out; ``named`` are the words as typed that name ``concepts``, from the clause's word on.
    """

    text: str
    terms: tuple[str, ...] = ()
    concepts: tuple[str, ...] = ()
    documents: int = 0
    without: str | None = None
    documents_without: int | None = None
    spellings: tuple[Rewriting, ...] = ()
    excluded: bool = False
    named: str = ""


@dataclass(frozen=True, slots=True)
class Notice:
    """Something to say about a search: a fixed ``code`` that pages translate, and its parameters."""

    code: str
    params: tuple[tuple[str, str], ...] = ()

    def __str__(self) -> str:
        return " ".join((self.code, *(f"{name}={value}" for name, value in self.params)))


@dataclass(frozen=True, slots=True, kw_only=True)
class SearchPage:
    """The answer to a search.

    ``record_patients`` counts the patients whose whole record answers where the words need not stand in one document
    (None where that is the same question); ``widenings`` add a concept that words of the query name;
    ``documents_unfiltered`` is told where filters leave nothing; ``respelling`` is the query with each word that stands
    in no document written as its best spelling; ``unquoted`` asks for the words of phrases less strictly where nothing is
    found: with their inflections (``words`` is "stems"), or as separate words ("words").
    """

    query: str
    documents: int
    patients: int
    hits: tuple[Hit, ...]
    facets: dict[str, tuple[FacetValue, ...]]
    clauses: tuple[Clause, ...] = ()
    notices: tuple[Notice, ...] = ()
    other_contexts: dict[str, int] | None = None
    record_patients: int | None = None
    widenings: tuple[Rewriting, ...] = ()
    documents_unfiltered: int | None = None
    respelling: Rewriting | None = None
    unquoted: tuple[Rewriting, ...] = ()
