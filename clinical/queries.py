"""The query tree: parsed once from what a person types; engines translate it and never see the text.

Leaf scope: a word or concept holds in a context set (``contexts``); the default is present and past.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Literal, TypeAlias

from clinical.annotations import CONTEXT_CLASSES, ContextClass
from clinical.concepts import Concept

DEFAULT_CONTEXTS: tuple[ContextClass, ...] = ("present", "past")
ALL_CONTEXTS: tuple[ContextClass, ...] = CONTEXT_CLASSES


@dataclass(frozen=True, slots=True)
class Word:
    """One word; ``form`` is folded. ``mode``: stem (default), exact form, prefix, wildcard pattern or fuzzy."""

    form: str
    mode: Literal["stem", "exact", "prefix", "wildcard", "fuzzy"] = "stem"
    contexts: tuple[ContextClass, ...] = DEFAULT_CONTEXTS
    section: str | None = None


@dataclass(frozen=True, slots=True)
class Phrase:
    """Words in order with at most ``slop`` other words between them in all (``ordered`` False: any order)."""

    forms: tuple[str, ...]
    slop: int = 0
    ordered: bool = True
    exact: bool = True
    contexts: tuple[ContextClass, ...] = DEFAULT_CONTEXTS
    section: str | None = None


@dataclass(frozen=True, slots=True)
class ConceptIs:
    """A code, with all that lies under it unless ``alone``."""

    system: str
    code: str
    alone: bool = False
    contexts: tuple[ContextClass, ...] = DEFAULT_CONTEXTS
    label: str = ""


@dataclass(frozen=True, slots=True)
class SameSentence:
    """Every part (words, phrases, concepts) in one sentence."""

    parts: tuple[Query, ...]


@dataclass(frozen=True, slots=True)
class ValueIs:
    """A measured value: ``analyte`` compared (<, <=, =, >=, >) with ``value`` in its normalised unit."""

    analyte: str
    comparator: str
    value: float


@dataclass(frozen=True, slots=True)
class FieldIs:
    """A record field equals one of ``values``: type, unit, sex, source, lang, patient, stay, lot."""

    field: str
    values: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class DateBetween:
    """The document's date, ISO, both ends included; None is open."""

    start: str | None = None
    end: str | None = None


@dataclass(frozen=True, slots=True)
class AgeBetween:
    """Age in years at the document, both ends included; None is open."""

    low: int | None = None
    high: int | None = None


@dataclass(frozen=True, slots=True)
class And:
    parts: tuple[Query, ...]


@dataclass(frozen=True, slots=True)
class Or:
    """``written`` is how a class of codes is asked for (`CLASSE:AVK`); "" where a person wrote the alternatives."""

    parts: tuple[Query, ...]
    written: str = ""


@dataclass(frozen=True, slots=True)
class Not:
    part: Query


@dataclass(frozen=True, slots=True)
class Everything:
    """All documents that may be seen."""


@dataclass(frozen=True, slots=True)
class Nothing:
    """No document: a word that leaves no token."""


Query: TypeAlias = (
    "Word | Phrase | ConceptIs | SameSentence | ValueIs | FieldIs | DateBetween | AgeBetween"
    " | And | Or | Not | Everything | Nothing"
)


def concept_query(concept: Concept, *, alone: bool = False) -> Query:
    """What asks for a concept: its code, or, for a class or range, any of its members."""
    if not concept.members:
        return ConceptIs(concept.system, concept.code, alone=alone, label=concept.label)
    pairs = (member.split(":", 1) for member in concept.members)
    parts = tuple(ConceptIs(system, code, label=concept.label) for system, code in pairs)
    return parts[0] if len(parts) == 1 else Or(parts, written=f"{concept.system}:{concept.code}")


@dataclass(frozen=True, slots=True, kw_only=True)
class Page:
    """Which hits to bring: ``order`` by relevance or by date (newest first); ``offset`` and ``limit`` count hits.

    ``fold_copies`` folds near-identical documents of a patient into one hit; ``by_patient`` brings one hit a patient.
    """

    offset: int = 0
    limit: int = 20
    order: Literal["relevance", "date"] = "relevance"
    fold_copies: bool = False
    by_patient: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Scope:
    """What a person may see. ``lots`` None means every lot (feeders and tests); else only these lots."""

    lots: frozenset[str] | None = None
    withheld_patients: frozenset[str] = field(default_factory=frozenset)
