"""The search page: one box, results by patient or flat, facets, what was really searched."""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import cached_property
from typing import Any

from flask import Blueprint, Response, jsonify, redirect, render_template, request, url_for
from flask_babel import get_locale
from werkzeug.datastructures import MultiDict
from werkzeug.wrappers import Response as BaseResponse

from clinical.errors import QueryRefusedError, QuerySyntaxError
from clinical.queries import AgeBetween, DateBetween, FieldIs, Or, Page, Query, concept_query
from clinical.results import FacetValue, SearchPage
from search_app.access import needs
from search_app.rendering import fragment_segments
from search_app.session import actor, house
from search_app.words import CONTEXT_OF_PREFIX, concept_name

pages = Blueprint("search", __name__)
PAGE_SIZE = 10
MAX_PAGE = 100
LONGEST_NAME = 6
"""Words of the longest name of a class."""
FILTERS = ("type", "unit", "year", "sex", "age", "source", "concept")
MAX_VALUES = 20
VIEWS = ("patients", "record", "documents")
DEFAULTS = {"view": "patients", "order": "relevance", "page": 1}
_WRAPPED = re.compile(r"\s*([^\W\d_]+(?:-[^\W\d_]+)?)\s?:\s*\((.*)\)\s*", re.DOTALL)


@dataclass(frozen=True)
class Form:
    """The state of the page, all of it in the address.

    ``view`` is patients, record (criteria may stand in different documents of a patient) or documents; ``cues`` False
    reads `sans`, `suspicion de`… as words.
    """

    q: str
    view: str
    order: str
    page: int
    filters: dict[str, list[str]]
    cues: bool = True

    def address(self, **changes: Any) -> str:
        """The page's address with something changed; a change of anything but the page starts at the first page."""
        state: dict[str, Any] = {
            "q": self.q,
            "view": self.view,
            "order": self.order,
            "cues": self.cues,
            **self.filters,
            "page": 1,
        } | changes
        state["cues"] = "" if state["cues"] else "no"
        kept = {key: value for key, value in state.items() if value and DEFAULTS.get(key) != value}
        return url_for("search.search", **kept)

    def hidden(self) -> list[tuple[str, str]]:
        """What the box carries on beside its words."""
        state = [("view", self.view), ("order", self.order), ("cues", "" if self.cues else "no"), *self.chosen()]
        return [(name, value) for name, value in state if value and DEFAULTS.get(name) != value]

    def chosen(self) -> list[tuple[str, str]]:
        """Every filter's values."""
        return [(name, value) for name, values in self.filters.items() for value in values]

    def no_filters(self) -> dict[str, list[str]]:
        return {name: [] for name in self.filters}

    @cached_property
    def _wrapped(self) -> tuple[str | None, str]:
        """The context that the whole query is asked in, and what is in its brackets."""
        match = _WRAPPED.fullmatch(self.q)
        context = CONTEXT_OF_PREFIX.get(match[1].lower()) if match else None
        return (context, match[2]) if match and context and _closes_at_end(match[2]) else (None, self.q)

    @property
    def context(self) -> str | None:
        return self._wrapped[0]

    @property
    def inner(self) -> str:
        return self._wrapped[1]

    def _asked(self) -> dict[str, Any]:
        """What a document or record needs to show why it was found."""
        asked = {"q": self.q, "cues": "" if self.cues else "no", "view": "record" if self.view == "record" else ""}
        return {name: value for name, value in asked.items() if value}

    def document(self, doc_id: str) -> str:
        return url_for("documents.document", doc_id=doc_id, **self._asked())

    def record(self, patient_id: str) -> str:
        return url_for("documents.patient", patient_id=patient_id, all="yes", **self._asked())

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
        view=view if (view := args.get("view", "")) in VIEWS else "patients",
        order="date" if args.get("order") == "date" else "relevance",
        page=min(max(int(page), 1), MAX_PAGE) if page.isascii() and page.isdigit() else 1,
        filters={name: args.getlist(name)[:MAX_VALUES] for name in FILTERS if args.getlist(name)},
        cues=args.get("cues") != "no",
    )


def _closes_at_end(inside: str) -> bool:
    """Whether the brackets around ``inside`` are one pair."""
    depth = 0
    for char in inside:
        depth += {"(": 1, ")": -1}.get(char, 0)
        if depth < 0:
            return False
    return depth == 0


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
    found = house().concept_at(value)
    return concept_query(found) if found else None


@pages.get("/recherche")
@needs("search")
def search() -> str | tuple[str, int] | BaseResponse:
    """Answer the box, or show it empty with examples; a page beyond the last one leads to it."""
    form = read_form(request.args)
    if not form.q and not form.filters:
        return render_template("search/search.html", form=form, found=None)
    offset = (form.page - 1) * PAGE_SIZE
    by_patient = form.view != "documents"
    order: Any = form.order
    try:
        found = house().search(
            actor(), form.q, filters=filter_queries(form.filters), lang=str(get_locale()), cues=form.cues,
            page=Page(offset=offset, limit=PAGE_SIZE, order=order, fold_copies=True, by_patient=by_patient),
            record=form.view == "record",
        )  # fmt: skip
    except QuerySyntaxError as error:
        return render_template("search/search.html", form=form, found=None, problem=error), 400
    except QueryRefusedError as refused:
        instead = house().medical_words(form.q) if refused.reason == "identity" else ""
        page = render_template("search/search.html", form=form, found=None, refused=refused.reason, instead=instead)
        return page, 400
    total = found.patients if by_patient else found.documents
    last = min(max((total + PAGE_SIZE - 1) // PAGE_SIZE, 1), MAX_PAGE)
    if form.page > last:
        return redirect(form.address(page=last))
    return render_template(
        "search/search.html", form=form, found=found, last=last, segments=fragment_segments, facets=ordered_facets
    )


def ordered_facets(found: SearchPage) -> list[tuple[str, list[FacetValue]]]:
    """The facets of a result; years from the newest, ages from the youngest, the others by their documents."""
    shown = []
    for name, values in found.facets.items():
        if name == "year":
            shown.append((name, sorted(values, key=lambda one: one.value, reverse=True)))
        elif name == "age":
            shown.append((name, sorted(values, key=lambda one: _first_number(one.value))))
        else:
            shown.append((name, list(values)))
    return shown


def _first_number(value: str) -> int:
    digits = re.match(r"\d+", value)
    return int(digits[0]) if digits else -1


@pages.get("/suggestions")
@needs("search", exempt="counts of words, no document")
def suggestions() -> Response:
    """What the last words that are typed may become: a class of drugs or diseases, or a word of the released documents."""
    typed = request.args.get("q", "")[:200]
    before, _, word = typed.rpartition(" ")
    if len(word) < 2:
        return jsonify([])
    start = f"{before} " if before else ""
    found = house().suggest(word, limit=6) if word.isalpha() else []
    words = [{"value": f"{start}{form}", "documents": documents} for form, documents in found]
    return jsonify([*words, *_classes(typed)])


def _classes(typed: str) -> list[dict[str, Any]]:
    """Classes that the last words name or begin, the longest run of words first; the words before them stay."""
    words = typed.split(" ")
    for first in range(max(0, len(words) - LONGEST_NAME), len(words)):
        if found := house().find_classes(" ".join(words[first:])):
            before = "".join(f"{word} " for word in words[:first])
            return [
                {"value": f"{before}{c.system}:{c.code}", "label": concept_name(c), "documents": documents}
                for c, documents in found
            ]
    return []


@pages.get("/concepts")
@needs("search", exempt="names of codes, no document")
def concepts() -> Response:
    """Codes for words, as the builder's fields ask for them."""
    words = request.args.get("q", "").strip()[:200]
    found = house().find_concepts(words) if len(words) >= 2 else []
    rows = [
        {"value": f"{c.system}:{c.code}", "label": concept_name(c), "term": term, "documents": documents}
        for c, term, documents in found
    ]
    return jsonify(rows)
