"""Cohort definitions: groups of criteria at patient level."""

from __future__ import annotations

from dataclasses import dataclass

from clinical.queries import Query


@dataclass(frozen=True, slots=True, kw_only=True)
class Criterion:
    """One criterion: a query over documents; a patient meets it with at least one document that matches."""

    name: str
    query: Query
    source: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Group:
    """``all``, ``any`` and ``none`` must all hold for a patient (an empty ``any`` holds)."""

    name: str = ""
    all: tuple[Criterion | Group, ...] = ()
    any: tuple[Criterion | Group, ...] = ()
    none: tuple[Criterion | Group, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class CriterionCount:
    name: str
    patients: int
    documents: int


@dataclass(frozen=True, slots=True, kw_only=True)
class CohortResult:
    """``groups`` says how many patients meet each of the definition's own groups: all, any, and none.

    Those of ``none`` are who it excludes of those who meet the rest.
    """

    patient_ids: tuple[str, ...]
    criteria: tuple[CriterionCount, ...]
    groups: tuple[tuple[str, int], ...] = ()
