"""One document with what it says, and a patient's documents in time with a search inside the record."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from itertools import groupby
from typing import Any

from flask import Blueprint, render_template, request
from flask_babel import get_locale

from clinical.annotations import AnnotatedDocument, Annotation, ContextClass
from clinical.errors import KlaskError, QueryRefusedError, QuerySyntaxError
from clinical.results import Hit
from search_app.access import needs
from search_app.rendering import document_segments, fragment_segments, shown_context
from search_app.session import actor, house
from search_app.words import label_of

pages = Blueprint("documents", __name__)


MAX_SAID = 8
"""Concepts shown for each document of a record."""


@dataclass(frozen=True, slots=True)
class Asked:
    """What is searched inside a document or record; carried on by its links."""

    q: str
    cues: bool
    anywhere: bool

    def address(self) -> dict[str, Any]:
        """The parameters of a link that carries the search on."""
        state = {"q": self.q, "cues": "" if self.cues else "no", "view": "record" if self.anywhere else ""}
        return {name: value for name, value in state.items() if value} if self.q else {}


def read_asked() -> Asked:
    args = request.args
    return Asked(args.get("q", "").strip()[:2000], args.get("cues") != "no", args.get("view") == "record")


@dataclass(frozen=True, slots=True)
class Mentioned:
    """A concept of a document, once for each context: how often, in which words, and where first (code points)."""

    system: str
    code: str
    label: str
    context: ContextClass
    times: int
    said: tuple[str, ...]
    start: int
    states: tuple[str, ...] = ()
    ongoing: bool = False


@pages.get("/document/<doc_id>")
@needs("read")
def document(doc_id: str) -> str:
    """A document: where the query matches, concepts by context, masks."""
    asked = read_asked()
    found = house().document(actor(), doc_id)
    hit = _matches(found, asked)
    parts = document_segments(found, hit.fragments if hit else ())
    return render_template(
        "documents/document.html", document=found.document, parts=parts, asked=asked, q=asked.q,
        hits=max((part.hit for part in parts), default=0), mentioned=mentions(found), masks=_masks(found),
        anchors={part.concept.start for part in parts if part.concept and part.concept_first},
        measurements=found.reading.measurements, unreadable=bool(asked.q) and hit is None,
    )  # fmt: skip


def _matches(found: AnnotatedDocument, asked: Asked) -> Hit | None:
    """Where a query matches; a query that cannot be read marks nothing."""
    if not asked.q:
        return None
    try:
        return house().marks(found, asked.q, lang=str(get_locale()), cues=asked.cues)
    except (QuerySyntaxError, QueryRefusedError):
        return None


def mentions(found: AnnotatedDocument) -> list[Mentioned]:
    """The concepts of a document, by context and then in the order of the text."""
    together: dict[tuple[str, str, ContextClass], list[Annotation]] = {}
    for a in found.reading.annotations:
        together.setdefault((a.system, a.code, shown_context(a)), []).append(a)
    return [_mentioned(found.document.text, key[2], group) for key, group in together.items()]


def _mentioned(text: str, context: ContextClass, group: list[Annotation]) -> Mentioned:
    first = group[0]
    said = {" ".join(text[a.start : a.end].split()).lower(): " ".join(text[a.start : a.end].split()) for a in group}
    return Mentioned(
        first.system, first.code, first.label, context, times=len(group), said=tuple(said.values()),
        start=min(a.start for a in group), states=tuple(dict.fromkeys(a.state for a in group if a.state)),
        ongoing=any(a.ongoing for a in group),
    )  # fmt: skip


def _masks(found: AnnotatedDocument) -> list[tuple[str, int]]:
    return Counter(mask.label for mask in found.document.masks).most_common()


def said(found: AnnotatedDocument) -> list[str]:
    """The labels of what a document affirms, diseases before drugs, for a line of a record."""
    present = [row for row in mentions(found) if row.context == "present"]
    ordered = sorted(present, key=lambda row: (row.system != "CIM10", row.code.startswith("R"), -row.times, row.start))
    return list(dict.fromkeys(label_of(f"{row.system}:{row.code}", row.label) for row in ordered))[:MAX_SAID]


@pages.get("/patient/<patient_id>")
@needs("read")
def patient(patient_id: str) -> str | tuple[str, int]:
    """A patient's documents in time, those that match a query with the sentence that shows why.

    With ``all=yes`` the others stand among them; without, only those that match are shown.
    """
    asked, everything = read_asked(), request.args.get("all") == "yes"
    record = house().record(actor(), patient_id)
    problem: KlaskError | None = None
    hits: dict[str, Hit] = {}
    if asked.q:
        try:
            matching = house().in_record(
                patient_id, asked.q, lang=str(get_locale()), cues=asked.cues, anywhere=asked.anywhere
            )
            hits = {hit.doc_id: hit for hit in matching}
        except (QuerySyntaxError, QueryRefusedError) as error:
            problem = error
    shown = [item for item in record if not asked.q or problem or everything or item.document.doc_id in hits]
    page = render_template(
        "documents/patient.html", patient_id=patient_id, record=record, shown=shown, hits=hits, q=asked.q, asked=asked,
        everything=everything, problem=problem, segments=fragment_segments, years=_by_year(shown), said=said,
    )  # fmt: skip
    return (page, 400) if problem else page


def _by_year(record: list[AnnotatedDocument]) -> list[tuple[str, list[AnnotatedDocument]]]:
    """Documents by year, newest first."""
    newest = sorted(record, key=lambda item: item.document.date or "", reverse=True)
    return [(year, list(items)) for year, items in groupby(newest, key=lambda item: (item.document.date or "")[:4])]
