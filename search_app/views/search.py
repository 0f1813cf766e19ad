"""The search page: one box, results by patient or flat, facets, what was really searched."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from flask import Blueprint, render_template, request, url_for
from flask_babel import get_locale
from werkzeug.datastructures import MultiDict

from clinical.errors import QueryRefusedError, QuerySyntaxError
from clinical.queries import AgeBetween, ConceptIs, DateBetween, FieldIs, Or, Page, Query
from search_app.access import needs
from search_app.rendering import fragment_segments
from search_app.session import actor, house

pages = Blueprint("search", __name__)
PAGE_SIZE = 10
MAX_PAGE = 100
FILTERS = ("type", "unit", "year", "sex", "age", "source", "concept")
MAX_VALUES = 20


@dataclass(frozen=True, slots=True)
class Form:
    """The state of the page, all of it in the address."""

    q: str
    view: str
    order: str
    page: int
    filters: dict[str, list[str]]

    def address(self, **changes: Any) -> str:
        """The page's address with something changed; a change of anything but the page starts at the first page."""
        state: dict[str, Any] = {
            "q": self.q,
            "view": self.view,
            "order": self.order,
            **self.filters,
            "page": 1,
        } | changes
        defaults = {"view": "patients", "order": "relevance", "page": 1}
        kept = {key: value for key, value in state.items() if value and defaults.get(key) != value}
        return url_for("search.search", **kept)

    def toggled(self, facet: str, value: str) -> str:
        """The address with a filter's value added, or taken away where it is set."""
        values = self.filters.get(facet, [])
        changed = [v for v in values if v != value] if value in values else [*values, value]
        return self.address(**{facet: changed})


def read_form(args: MultiDict[str, str]) -> Form:
    """The page's state from its address; nonsense falls back to the default."""
    page = args.get("page", "1")
    return Form(
        q=args.get("q", "").strip()[:2000],
        view="documents" if args.get("view") == "documents" else "patients",
        order="date" if args.get("order") == "date" else "relevance",
        page=min(max(int(page), 1), MAX_PAGE) if page.isascii() and page.isdigit() else 1,
        filters={name: args.getlist(name)[:MAX_VALUES] for name in FILTERS if args.getlist(name)},
    )


def filter_queries(filters: dict[str, list[str]]) -> list[Query]:
    """The filters as queries: values of one filter are alternatives."""
    queries: list[Query] = []
    for name, values in filters.items():
        if name in ("type", "unit", "sex", "source"):
            queries.append(FieldIs(name, tuple(values)))
        else:
            reader = {"year": _year, "age": _ages, "concept": _concept}[name]
            parts = tuple(part for part in map(reader, values) if part is not None)
            if parts:
                queries.append(parts[0] if len(parts) == 1 else Or(parts))
    return queries


def _year(value: str) -> Query | None:
    return DateBetween(f"{value}-01-01", f"{value}-12-31") if len(value) == 4 and value.isdigit() else None


def _ages(value: str) -> Query | None:
    low, _, high = value.partition("-")
    if not low.isdigit() or (high and not high.isdigit()):
        return None
    return AgeBetween(int(low), int(high) if high else None)


def _concept(value: str) -> Query | None:
    system, _, code = value.partition(":")
    return ConceptIs(system, code) if code.isalnum() or "+" in code else None


@pages.get("/recherche")
@needs("search")
def search() -> str | tuple[str, int]:
    """Answer the box, or show it empty with examples."""
    form = read_form(request.args)
    if not form.q and not form.filters:
        return render_template("search/search.html", form=form, found=None)
    offset = (form.page - 1) * PAGE_SIZE
    by_patient = form.view == "patients"
    order: Any = form.order
    try:
        found = house().search(
            actor(), form.q, filters=filter_queries(form.filters), lang=str(get_locale()),
            page=Page(offset=offset, limit=PAGE_SIZE, order=order, fold_copies=True, by_patient=by_patient),
        )  # fmt: skip
    except QuerySyntaxError as error:
        return render_template("search/search.html", form=form, found=None, problem=error), 400
    except QueryRefusedError as refused:
        return render_template("search/search.html", form=form, found=None, refused=refused.reason), 400
    total = found.patients if by_patient else found.documents
    last = min(max((total + PAGE_SIZE - 1) // PAGE_SIZE, 1), MAX_PAGE)
    return render_template("search/search.html", form=form, found=found, last=last, segments=fragment_segments)
