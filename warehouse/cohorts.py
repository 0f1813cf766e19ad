"""Cohorts: a definition file to groups of criteria, their counts, members and evidence.

A definition is `{name, all, any, none}`, each a list of criteria or of such groups. A criterion is
`{name?, concept | words | age | sex | type | unit | date}`; several of these keys in one criterion must hold in one
document. A patient meets a criterion with at least one document that matches.
"""

from __future__ import annotations

import csv
import io
import itertools
import re
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import yaml

from clinical.cohorts import CohortResult, Criterion, CriterionCount, Group
from clinical.concepts import Concepts
from clinical.errors import KlaskError, UsageError
from clinical.queries import (
    AgeBetween,
    And,
    ConceptIs,
    DateBetween,
    Everything,
    FieldIs,
    Or,
    Query,
    Scope,
    concept_query,
)
from warehouse.analytes import LateAnalytes

if TYPE_CHECKING:
    from indexer.engine import Engine

GROUPS = ("all", "any", "none")
KEYS = ("concept", "words", "age", "sex", "type", "unit", "date")
MAX_BYTES = 200_000
MAX_CRITERIA = 60
MAX_DEPTH = 5


class CohortError(UsageError):
    """A definition that cannot be read; the message names the place inside it."""


@dataclass(frozen=True, slots=True)
class Definition:
    name: str
    group: Group


def parse_definition(text: str, *, concepts: Concepts | None = None, lang: str = "fr") -> Definition:
    """Read YAML or JSON; raises CohortError with the place (`all[2].age`) and what was expected."""
    if len(text.encode()) > MAX_BYTES:
        raise CohortError(f"the definition is longer than {MAX_BYTES} bytes")
    try:
        raw = yaml.safe_load(text)
    except yaml.YAMLError as error:
        mark = getattr(error, "problem_mark", None)
        place = f"line {mark.line + 1}" if mark else "the file"
        raise CohortError(f"{place}: neither YAML nor JSON") from None
    except RecursionError:
        raise CohortError("nested too deep") from None
    if not isinstance(raw, dict):
        raise CohortError("the definition must be an object with name, all, any, none")
    reader = _Reader(concepts, lang)
    group = reader.group(raw, "")
    name = raw.get("name")
    return Definition(name=str(name) if name else "cohort", group=group)


class _Reader:
    def __init__(self, concepts: Concepts | None, lang: str) -> None:
        self._concepts, self._lang, self._count = concepts, lang, 0

    def group(self, raw: dict[str, Any], place: str) -> Group:
        if place.count("[") > MAX_DEPTH:
            raise CohortError(f"{place}: groups are nested deeper than {MAX_DEPTH}")
        unknown = [str(key) for key in raw if key not in (*GROUPS, "name")]
        if unknown:
            raise CohortError(f"{place or 'definition'}: unknown key {unknown[0]} (expected: name, all, any, none)")
        parts: dict[str, tuple[Criterion | Group, ...]] = {}
        for key in GROUPS:
            items = raw.get(key) or []
            if not isinstance(items, list):
                raise CohortError(f"{_join(place, key)}: must be a list of criteria or groups")
            parts[key] = tuple(self._item(item, f"{_join(place, key)}[{i}]") for i, item in enumerate(items))
        if not any(parts.values()):
            raise CohortError(f"{place or 'definition'}: no criterion; give all, any or none")
        return Group(name=str(raw.get("name") or ""), **parts)

    def _item(self, raw: Any, place: str) -> Criterion | Group:
        if not isinstance(raw, dict):
            raise CohortError(f"{place}: must be an object")
        if any(key in raw for key in GROUPS):
            return self.group(raw, place)
        self._count += 1
        if self._count > MAX_CRITERIA:
            raise CohortError(f"more than {MAX_CRITERIA} criteria")
        return self._criterion(raw, place)

    def _criterion(self, raw: dict[str, Any], place: str) -> Criterion:
        unknown = [str(key) for key in raw if key not in (*KEYS, "name")]
        if unknown:
            raise CohortError(f"{place}: unknown key {unknown[0]} (expected: name, {', '.join(KEYS)})")
        given = [key for key in KEYS if raw.get(key) is not None]
        if not given:
            raise CohortError(f"{place}: a criterion needs one of {', '.join(KEYS)}")
        queries = [self._query(key, raw[key], f"{place}.{key}") for key in given]
        shown = "; ".join(f"{key}: {_shown(raw[key])}" for key in given)
        return Criterion(
            name=str(raw.get("name") or shown),
            query=queries[0] if len(queries) == 1 else And(tuple(queries)),
            source=shown,
        )

    def _query(self, key: str, value: Any, place: str) -> Query:
        if key == "concept":
            return self._any([self._concept(item, place) for item in _listed(value)])
        if key == "words":
            return self._words(value, place)
        if key == "age":
            low, high = _interval(value, place, _whole)
            return AgeBetween(low, high)
        if key == "date":
            start, end = _interval(value, place, _day)
            return DateBetween(start and _first(start), end and _last(end))
        values = tuple(str(item) for item in _listed(value))
        if key == "sex":
            values = tuple(item[:1].upper() for item in values)
            if not set(values) <= {"M", "F"}:
                raise CohortError(f"{place}: sex is M or F")
        return FieldIs(key, values)

    @staticmethod
    def _any(queries: list[Query]) -> Query:
        return queries[0] if len(queries) == 1 else Or(tuple(queries))

    def _concept(self, value: Any, place: str) -> Query:
        match = re.fullmatch(r"\s*([A-Za-z0-9_]+)\s*:\s*(=?)\s*([A-Za-z0-9.+\-]+)\s*", str(value))
        if not match:
            raise CohortError(
                f"{place}: a concept is SYSTEM:CODE, such as CIM10:E11, or CIM10:=E11 for that code alone"
            )
        system, alone, code = match[1].upper(), bool(match[2]), match[3].upper().replace(".", "")
        if self._concepts is None:
            return ConceptIs(system, code, alone=alone)
        found = self._concepts.concept(system, code)
        if found is None:
            raise CohortError(f"{place}: {system} has no code {code}")
        return concept_query(found) if found.members else ConceptIs(system, code, alone=alone, label=found.label)

    def _words(self, value: Any, place: str) -> Query:
        from indexer.query_language import parse

        if not isinstance(value, str | int | float):
            raise CohortError(f"{place}: words must be text")
        try:
            return parse(str(value), concepts=self._concepts, analytes=LateAnalytes(), lang=self._lang).query
        except KlaskError as error:
            raise CohortError(f"{place}: {error}") from error


def _join(place: str, key: str) -> str:
    return f"{place}.{key}" if place else key


def _listed(value: Any) -> list[Any]:
    return value if isinstance(value, list) else [value]


def _shown(value: Any) -> str:
    if isinstance(value, list):
        return ", ".join(_shown(item) for item in value)
    return "..".join(_shown(item) for item in value.values()) if isinstance(value, dict) else str(value)


def _interval(value: Any, place: str, read: Callable[[Any, str], Any]) -> tuple[Any, Any]:
    """`[low, high]`, `{min, max}` / `{from, to}` or `"low..high"`; either end may be missing."""
    if isinstance(value, dict):
        ends = [value.get("min", value.get("from")), value.get("max", value.get("to"))]
        if set(value) - {"min", "max", "from", "to"}:
            raise CohortError(f"{place}: expected min and max")
    elif isinstance(value, list) and len(value) == 2:
        ends = value
    elif isinstance(value, str) and (parts := re.fullmatch(r"\s*(\S*?)\s*(?:\.\.| TO |–| - )\s*(\S*)\s*", value)):
        ends = [parts[1] or None, parts[2] or None]
    elif isinstance(value, str) and (parts := re.fullmatch(r"\s*(\d{1,3})-(\d{1,3})\s*|\s*(\d{4})-(\d{4})\s*", value)):
        ends = [parts[1] or parts[3], parts[2] or parts[4]]
    elif isinstance(value, str) and (parts := re.fullmatch(r"\s*([<>])(=?)\s*(\S+)\s*", value)):
        return _compared(parts[1], parts[2], read(parts[3], place), place)
    else:
        ends = [value, value]
    low, high = (None if end is None or end == "*" else read(end, place) for end in ends)
    if low is not None and high is not None and low > high:
        raise CohortError(f"{place}: the lower end is above the upper one")
    return low, high


def _compared(sign: str, equal: str, value: Any, place: str) -> tuple[Any, Any]:
    if isinstance(value, str):
        if not equal:
            raise CohortError(f"{place}: with dates write >= or <=")
        return (value, None) if sign == ">" else (None, value)
    if sign == ">":
        return value if equal else value + 1, None
    return None, value if equal else value - 1


def _whole(value: Any, place: str) -> int:
    text = str(value).strip()
    if isinstance(value, bool) or not re.fullmatch(r"\d{1,3}", text):
        raise CohortError(f"{place}: an age is a whole number of years")
    return int(text)


def _day(value: Any, place: str) -> str:
    text = str(value).strip()[:10]
    if not re.fullmatch(r"\d{4}(-\d{2}(-\d{2})?)?", text):
        raise CohortError(f"{place}: a date is YYYY, YYYY-MM or YYYY-MM-DD")
    return text


def _first(text: str) -> str:
    return text + "-01" * (2 - text.count("-"))


def _last(text: str) -> str:
    return text + "".join(("-12", "-31")[text.count("-") :])


class Cohorts:
    """Evaluates definitions in a person's scope."""

    def __init__(self, *, engine: Engine, concepts: Concepts | None, scope: Callable[[], Scope]) -> None:
        self._engine, self._concepts, self._scope = engine, concepts, scope

    def parse(self, text: str, *, lang: str = "fr") -> Definition:
        return parse_definition(text, concepts=self._concepts, lang=lang)

    def evaluate(self, definition: Definition) -> CohortResult:
        """The members, and the patients and documents of every criterion and named group, in the order written."""
        counts: list[CriterionCount] = []
        groups: dict[str, int] = {}
        members = self._members(definition.group, self._scope(), counts, groups)
        return CohortResult(patient_ids=tuple(sorted(members)), criteria=tuple(counts), groups=tuple(groups.items()))

    def _members(
        self, group: Group, scope: Scope, counts: list[CriterionCount], groups: dict[str, int] | None = None
    ) -> frozenset[str]:
        everyone = [self._met(item, scope, counts) for item in group.all]
        someone = [self._met(item, scope, counts) for item in group.any]
        nobody = [self._met(item, scope, counts) for item in group.none]
        found: frozenset[str] | None = None
        for patients in everyone:
            found = patients if found is None else found & patients
        required = found
        if someone:
            union = frozenset().union(*someone)
            found = union if found is None else found & union
        if found is None:
            found = self._engine.patients(Everything(), scope=scope)
        if groups is not None:
            # of those who meet the rest, so that the numbers of a page add up
            sets = (("all", required), ("any", _union(someone)), ("none", _union(nobody) & found))
            groups |= {name: len(patients) for name, patients in sets if patients is not None and getattr(group, name)}
        return found.difference(*nobody) if nobody else found

    def _met(self, item: Criterion | Group, scope: Scope, counts: list[CriterionCount]) -> frozenset[str]:
        if isinstance(item, Group):
            place = len(counts)
            patients = self._members(item, scope, counts)
            if item.name:
                counts.insert(place, CriterionCount(name=item.name, patients=len(patients), documents=0))
            return patients
        patients = self._engine.patients(item.query, scope=scope)
        documents, _ = self._engine.count(item.query, scope=scope)
        counts.append(CriterionCount(name=item.name, patients=len(patients), documents=documents))
        return patients


def _union(sets: list[frozenset[str]]) -> frozenset[str]:
    return frozenset().union(*sets)


def criteria(group: Group, *, excluded: bool = False) -> Iterator[tuple[Criterion, bool]]:
    """Every criterion of a group, in order, with whether it excludes."""
    for key in GROUPS:
        for item in getattr(group, key):
            out = excluded != (key == "none")
            if isinstance(item, Group):
                yield from criteria(item, excluded=out)
            else:
                yield item, out


def csv_rows(header: Iterable[str], lines: Iterable[Iterable[Any]]) -> Iterator[str]:
    """CSV text line by line; a cell that a spreadsheet would run as a formula is quoted with an apostrophe (OWASP)."""
    for line in itertools.chain([header], lines):
        buffer = io.StringIO()
        csv.writer(buffer, delimiter=";", lineterminator="\r\n").writerow([_safe(cell) for cell in line])
        yield buffer.getvalue()


def _safe(cell: Any) -> Any:
    text = "" if cell is None else cell
    return f"'{text}" if isinstance(text, str) and text[:1] in ("=", "+", "-", "@", "\t", "\r", "\n") else text
