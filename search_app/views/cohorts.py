"""The researcher's work: a cohort from criteria, its counts at every step, patients judged on evidence, versions, CSV."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

import yaml
from flask import Blueprint, Response, render_template, request
from flask_babel import get_locale
from flask_babel import gettext as _
from werkzeug.datastructures import MultiDict

from clinical.cohorts import CohortResult, Criterion
from clinical.errors import UsageError
from clinical.results import Hit
from search_app.access import needs
from search_app.rendering import fragment_segments
from search_app.session import actor, house
from warehouse.cohorts import GROUPS, KEYS, criteria, csv_rows

pages = Blueprint("cohorts", __name__)
PAGE_SIZE = 10
MAX_ROWS = 40
MAX_SHOWN_CRITERIA = 8
"""Criteria whose evidence a page shows for each patient; more would make it slow and long."""


@dataclass(frozen=True, slots=True)
class Row:
    """One criterion as the builder shows it."""

    group: str = "all"
    kind: str = "words"
    value: str = ""
    name: str = ""


@pages.get("/cohortes")
@needs("cohort")
def cohorts() -> str:
    """Saved cohorts, and an empty builder."""
    return _page(rows=[Row(), Row(kind="concept")], saved=house().saved_cohorts.names())


@pages.get("/cohortes/<name>")
@needs("cohort")
def saved(name: str) -> str:
    """One version of a saved cohort, run again now."""
    version = request.args.get("version", "")
    book = house().saved_cohorts
    found = book.get(name, int(version) if version.isascii() and version.isdigit() and len(version) < 9 else None)
    return _run(found.definition, name=found.name, versions=book.versions(name), version=found.version)


@pages.post("/cohortes")
@needs("cohort")
def build() -> str | Response:
    """Change the rows, count, save, or take the list away, as the button says."""
    form = request.form
    what = form.get("do", "count")
    rows, text = read_rows(form), form.get("definition", "").strip()
    name = form.get("name", "").strip()[:120]
    if what == "add":
        return _page(rows=[*rows, Row()], name=name)
    if what.startswith("remove-"):
        place = what.removeprefix("remove-")
        return _page(rows=[row for i, row in enumerate(rows) if str(i) != place] or [Row()], name=name)
    definition = text if form.get("mode") == "text" else write_definition(rows, name)
    if what == "save":
        return _save(definition, name)
    if what == "csv":
        return _export(definition)
    page = form.get("page", "1")
    return _run(definition, name=name, rows=rows, page=int(page) if page.isdigit() and len(page) < 6 else 1)


def read_rows(form: MultiDict[str, str]) -> list[Row]:
    """The builder's rows; unknown groups and kinds fall back to the first."""
    columns = zip(
        form.getlist("group"), form.getlist("kind"), form.getlist("value"), form.getlist("label"), strict=False
    )
    rows = []
    for group, kind, value, label in list(columns)[:MAX_ROWS]:
        known = (group if group in GROUPS else "all", kind if kind in KEYS else "words")
        rows.append(Row(*known, value.strip()[:2000], label.strip()[:120]))
    return rows or [Row()]


def write_definition(rows: list[Row], name: str) -> str:
    """The definition file of the rows, which `klask cohort` runs as well."""
    groups: dict[str, list[dict[str, Any]]] = {}
    for row in rows:
        if row.value:
            named = {"name": row.name} if row.name else {}
            groups.setdefault(row.group, []).append(named | {row.kind: _value(row)})
    if not groups:
        raise UsageError(_("Donnez au moins un critère."))
    whole = {"name": name or "cohorte"} | {group: groups[group] for group in GROUPS if group in groups}
    return yaml.safe_dump(whole, allow_unicode=True, sort_keys=False)


def _value(row: Row) -> Any:
    """Several codes, types or units are separated by commas."""
    if row.kind in ("concept", "type", "unit", "sex") and "," in row.value:
        return [part.strip() for part in row.value.split(",") if part.strip()]
    return row.value


def rows_of(definition: str) -> list[Row] | None:
    """The builder's rows of a definition, or None where it holds what rows cannot show."""
    raw = yaml.safe_load(definition)
    rows = []
    for group in GROUPS:
        for item in raw.get(group) or []:
            kinds = [key for key in item if key in KEYS]
            if len(kinds) != 1 or isinstance(item[kinds[0]], dict):
                return None
            value = item[kinds[0]]
            shown = ", ".join(map(str, value)) if isinstance(value, list) else str(value)
            if isinstance(value, list) and kinds[0] in ("age", "date"):
                shown = "..".join("" if end is None else str(end) for end in value)
            rows.append(Row(group, kinds[0], shown, str(item.get("name") or "")))
    return rows


def _run(
    text: str,
    *,
    name: str,
    rows: list[Row] | None = None,
    page: int = 1,
    versions: Any = (),
    version: int | None = None,
) -> str:
    definition = house().parse_cohort(text, lang=str(get_locale()))
    result = house().cohort(actor(), definition)
    last = max((len(result.patient_ids) + PAGE_SIZE - 1) // PAGE_SIZE, 1)
    page = min(max(page, 1), last)
    shown = result.patient_ids[(page - 1) * PAGE_SIZE : page * PAGE_SIZE]
    wanted = [item for item, excluded in criteria(definition.group) if not excluded][:MAX_SHOWN_CRITERIA]
    patients = [(patient, _evidence(patient, wanted)) for patient in shown]
    return _page(
        rows=rows or rows_of(text) or [Row()], name=name, text=text, result=result, patients=patients, page=page, last=last,
        versions=versions, version=version, advanced=rows_of(text) is None,
    )  # fmt: skip


def _evidence(patient: str, wanted: list[Criterion]) -> list[tuple[Criterion, Hit | None]]:
    found = []
    for criterion in wanted:
        hits = house().evidence(actor(), patient, criterion.query)
        found.append((criterion, hits[0] if hits else None))
    return found


def _save(definition: str, name: str) -> str:
    if not name:
        raise UsageError(_("Donnez un nom à la cohorte."))
    parsed = house().parse_cohort(definition, lang=str(get_locale()))
    result = house().cohort(actor(), parsed)
    version = house().save_cohort(actor(), name, definition, patients=len(result.patient_ids))
    return _run(definition, name=name, versions=house().saved_cohorts.versions(name), version=version)


def _export(definition: str) -> Response:
    """Pseudonyms, and for each criterion the date and age of its best document; no sentences."""
    parsed = house().parse_cohort(definition, lang=str(get_locale()))
    result = house().cohort(actor(), parsed)
    house().note(actor(), "export", parsed.name, rows=len(result.patient_ids))
    wanted = [item for item, excluded in criteria(parsed.group) if not excluded]
    header = ["patient_id"] + [f"{c.name} ({part})" for c in wanted for part in (_("date"), _("âge"))]
    body = csv_rows(header, _lines(result, wanted))
    response = Response(("﻿" if i == 0 else "") + line for i, line in enumerate(list(body)))
    response.headers["Content-Type"] = "text/csv; charset=utf-8"
    response.headers["Content-Disposition"] = 'attachment; filename="cohorte.csv"'
    return response


def _lines(result: CohortResult, wanted: list[Criterion]) -> Iterator[list[Any]]:
    for patient in result.patient_ids:
        cells: list[Any] = [patient]
        for criterion in wanted:
            hits = house().evidence(actor(), patient, criterion.query)
            cells += [hits[0].date, hits[0].age] if hits else [None, None]
        yield cells


def _page(**values: Any) -> str:
    defaults: dict[str, Any] = {
        "name": "", "text": "", "result": None, "patients": [], "page": 1, "last": 1, "versions": (), "version": None,
        "advanced": False, "saved": (),
    }  # fmt: skip
    return render_template(
        "cohorts/cohorts.html", groups=GROUPS, kinds=KEYS, segments=fragment_segments, **defaults | values
    )
