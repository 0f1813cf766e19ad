"""The researcher's work: a cohort from criteria, its counts at every step, patients judged on evidence, versions, CSV."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import replace
from typing import Any

from flask import Blueprint, Response, render_template, request
from flask_babel import get_locale
from flask_babel import gettext as _
from werkzeug.utils import secure_filename

from clinical.cohorts import CohortResult, Criterion, CriterionCount
from clinical.errors import KlaskError, UsageError
from clinical.results import FacetValue
from search_app.access import needs
from search_app.builder import Row, in_groups, read_rows, rows_of, starts, without_row, written
from search_app.rendering import fragment_segments
from search_app.session import actor, house
from search_app.words import criterion_name
from warehouse.cohorts import GROUPS, KEYS, Definition, criteria, csv_rows

pages = Blueprint("cohorts", __name__)
PAGE_SIZE = 10
LISTED_KINDS = ("type", "unit")
"""Kinds of criteria of which a warehouse has a list of values."""
MAX_SHOWN_CRITERIA = 8
"""Criteria whose evidence a page shows for each patient; more would make it slow and long."""


@pages.get("/cohortes")
@needs("cohort")
def cohorts() -> str:
    """Saved cohorts, and an empty builder."""
    house().note(actor(), "cohort-list")
    return _page(rows=[Row(kind="concept")], saved=house().saved_cohorts.names())


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
def build() -> str | tuple[str, int]:
    """Change the rows, count, or save, as the button says; what is wrong is said above the rows, which stay."""
    rows, name = read_rows(request.form), request.form.get("name", "").strip()[:120]
    what = request.form.get("do", "count")
    if changed := _changed(rows, what):
        return _page(rows=changed, name=name, focus=_new_row(changed, what))
    text = ""
    try:
        text = _definition(rows, name)
        if what == "save":
            return _save(text, name, rows)
        return _run(text, name=name, rows=rows, page=_page_number(), versions=_versions(name))
    except UsageError as error:
        house().note(actor(), "cohort", name, problem="definition")
        advanced = request.form.get("mode") == "text"
        return _page(
            rows=rows or [Row()], name=name, problem=error, text=text if advanced else "", advanced=advanced
        ), 400


@pages.post("/cohortes/csv")
@needs("export")
def export() -> Response:
    """Pseudonyms, and for each criterion the date and age of its best document; no sentences."""
    rows, name = read_rows(request.form), request.form.get("name", "").strip()[:120]
    parsed = house().parse_cohort(_definition(rows, name), lang=str(get_locale()))
    wanted = _wanted(parsed)
    header = ["patient_id"] + [f"{criterion_name(c)} ({part})" for c in wanted for part in (_("date"), _("âge"))]
    found = house().export(actor(), parsed, [criterion.query for criterion in wanted])
    lines: Iterator[list[Any]] = (
        [patient, *(cell for date, age in facts for cell in (date, _age_cell(age)))] for patient, facts in found
    )
    response = Response("\ufeff" + "".join(csv_rows(header, lines)))
    response.headers["Content-Type"] = "text/csv; charset=utf-8"
    response.headers.set("Content-Disposition", "attachment", filename=_file_name(name))
    return response


def _file_name(name: str) -> str:
    """The cohort's name as a file name in plain letters, `cohorte.csv` where it has none."""
    plain = re.sub(r"[^a-z0-9]+", "-", secure_filename(name).lower()).strip("-")[:80]
    return f"{plain or _('cohorte')}.csv"


def _age_cell(age: int | None) -> int | str | None:
    """An age in years; from 90 on the group, as on the pages."""
    return _("90 ans et plus") if age is not None and age >= 90 else age


def _changed(rows: list[Row], what: str) -> list[Row]:
    """The rows after a button that only changes them; none where the button asks for more."""
    verb, _dash, rest = what.partition("-")
    if verb == "add" and rest in GROUPS:
        kind = next((row.kind for row in reversed(rows) if row.group == rest), "concept")
        return in_groups([*rows, Row(rest, kind)])
    if verb == "remove" and rest.isascii() and rest.isdigit() and len(rest) < 4:
        return without_row(rows, int(rest)) or [Row(kind="concept")]
    if verb == "pick" and (match := re.fullmatch(r"(\d{1,3})-([A-Z0-9_]+:[A-Z0-9+\-]+)", rest)):
        return [row.resolved(match[2]) if i == int(match[1]) else row for i, row in enumerate(rows)]
    if verb == "take" and (match := re.fullmatch(r"(\d{1,3})-(.+)", rest)):
        return [_taken(row, match[2]) if i == int(match[1]) else row for i, row in enumerate(rows)]
    return []


def _taken(row: Row, value: str) -> Row:
    """The row with an existing value in the place of the one that no document has."""
    unknown, _values = _listed(row)
    return replace(row, value=", ".join(value if part == unknown else part for part in row.parts))


def _listed(row: Row) -> tuple[str, tuple[FacetValue, ...]]:
    """The first value of a row that no released document has, or "", and the values that there are."""
    return house().values_of(row.kind, row.parts) if row.kind in LISTED_KINDS else ("", ())


def _new_row(rows: list[Row], what: str) -> int | None:
    """The row that was just added, which the cursor goes to: the last of its group."""
    group = what.removeprefix("add-")
    return max((i for i, row in enumerate(rows) if row.group == group), default=None) if group in GROUPS else None


def _definition(rows: list[Row], name: str) -> str:
    if request.form.get("mode") == "text":
        return request.form.get("definition", "").strip()
    unresolved = next((row for row in rows if row.unresolved), None)
    if unresolved is not None:
        if not _offers(unresolved):
            raise UsageError(
                _("Aucun code ne répond à « %(words)s » : essayez d'autres mots.", words=unresolved.unresolved)
            )
        raise UsageError(_("Choisissez ci-dessous ce que désigne « %(words)s ».", words=unresolved.unresolved))
    return written(rows, name)


def _page_number() -> int:
    page = request.form.get("page", "1")
    return int(page) if page.isascii() and page.isdigit() and len(page) < 6 else 1


def _versions(name: str) -> Any:
    return house().saved_cohorts.versions(name) if name else ()


def _wanted(definition: Definition) -> list[Criterion]:
    return [item for item, excluded in criteria(definition.group) if not excluded]


def _run(
    text: str, *, name: str, rows: list[Row] | None = None, page: int = 1, versions: Any = (), version: int | None = None,
    said: str = "",
) -> str:  # fmt: skip
    definition = house().parse_cohort(text, lang=str(get_locale()))
    result = house().cohort(actor(), definition)
    last = max((len(result.patient_ids) + PAGE_SIZE - 1) // PAGE_SIZE, 1)
    page = min(max(page, 1), last)
    shown = result.patient_ids[(page - 1) * PAGE_SIZE : page * PAGE_SIZE]
    wanted = _wanted(definition)[:MAX_SHOWN_CRITERIA]
    patients = house().evidence_of(actor(), shown, [criterion.query for criterion in wanted])
    from_text = rows_of(text)
    rows = rows or from_text or [Row()]
    return _page(
        rows=rows, name=name, text=text, result=result, wanted=wanted, patients=patients, page=page, last=last,
        counts=_counts(rows, result), versions=versions, version=version, advanced=from_text is None, said=said,
    )  # fmt: skip


def _counts(rows: list[Row], result: CohortResult) -> dict[int, CriterionCount]:
    """The counts of the rows that have a value, which are the criteria in their order."""
    given = starts(rows)
    return dict(zip(given, result.criteria, strict=True)) if len(given) == len(result.criteria) else {}


def _save(definition: str, name: str, rows: list[Row]) -> str:
    if not name or "/" in name:
        raise UsageError(_("Donnez un nom à la cohorte, sans barre oblique."))
    parsed = house().parse_cohort(definition, lang=str(get_locale()))
    result = house().cohort(actor(), parsed)
    version = house().save_cohort(actor(), name, definition, patients=len(result.patient_ids))
    said = _("Version %(version)s enregistrée.", version=version)
    return _run(definition, name=name, rows=rows, versions=_versions(name), version=version, said=said)


def _page(**values: Any) -> str:
    defaults: dict[str, Any] = {
        "name": "", "text": "", "result": None, "patients": [], "wanted": [], "page": 1, "last": 1, "versions": (),
        "version": None, "advanced": False, "saved": (), "counts": {}, "problem": None, "said": "", "focus": None,
    }  # fmt: skip
    return render_template(
        "cohorts/cohorts.html", groups=GROUPS, kinds=KEYS, segments=fragment_segments, offers=_offers, listed=_listed,
        numbered=enumerate,
        **defaults | values,
    )  # fmt: skip


def _offers(row: Row) -> list[Any]:
    """Codes for a row's words that are no code, with the documents that say each."""
    try:
        return house().find_concepts(row.unresolved, limit=6) if row.unresolved else []
    except KlaskError:
        return []
