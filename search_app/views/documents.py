"""One document with what it says, and a patient's documents in time with a search inside the record."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from itertools import groupby

from flask import Blueprint, render_template, request
from flask_babel import get_locale

from clinical.annotations import AnnotatedDocument, ContextClass
from clinical.errors import KlaskError, QueryRefusedError, QuerySyntaxError
from clinical.results import Hit
from search_app.access import needs
from search_app.rendering import document_segments, fragment_segments
from search_app.session import actor, house

pages = Blueprint("documents", __name__)


@dataclass(frozen=True, slots=True)
class Mentioned:
    """A concept of a document, once for each context: how often, and where first (code points)."""

    system: str
    code: str
    label: str
    context: ContextClass
    times: int
    text: str


@pages.get("/document/<doc_id>")
@needs("read")
def document(doc_id: str) -> str:
    """A document: where the query matches, concepts by context, masks."""
    query = request.args.get("q", "").strip()[:2000]
    found = house().document(actor(), doc_id)
    hit = _matches(found, query)
    parts = document_segments(found, hit.fragments if hit else ())
    return render_template(
        "documents/document.html", document=found.document, parts=parts, q=query,
        hits=max((part.hit for part in parts), default=0), mentioned=mentions(found), masks=_masks(found),
        measurements=found.reading.measurements,
    )  # fmt: skip


def _matches(found: AnnotatedDocument, query: str) -> Hit | None:
    """Where a query matches; a query that cannot be read marks nothing."""
    if not query:
        return None
    try:
        return house().marks(found, query, lang=str(get_locale()))
    except (QuerySyntaxError, QueryRefusedError):
        return None


def mentions(found: AnnotatedDocument) -> list[Mentioned]:
    """The concepts of a document, by context and then in the order of the text."""
    counts: Counter[tuple[str, str, str, ContextClass]] = Counter()
    surface: dict[tuple[str, str, str, ContextClass], str] = {}
    for a in found.reading.annotations:
        key = (a.system, a.code, a.label, a.assertion.context_class)
        counts[key] += 1
        surface.setdefault(key, found.document.text[a.start : a.end])
    return [Mentioned(*key, times=times, text=" ".join(surface[key].split())) for key, times in counts.items()]


def _masks(found: AnnotatedDocument) -> list[tuple[str, int]]:
    return Counter(mask.label for mask in found.document.masks).most_common()


@pages.get("/patient/<patient_id>")
@needs("read")
def patient(patient_id: str) -> str | tuple[str, int]:
    """A patient's documents in time; with a query only those that match, each with the sentence that shows why."""
    query = request.args.get("q", "").strip()[:2000]
    record = house().record(actor(), patient_id)
    problem: KlaskError | None = None
    hits: dict[str, Hit] = {}
    if query:
        try:
            matching = house().in_record(patient_id, query, lang=str(get_locale()))
            hits = {hit.doc_id: hit for hit in matching}
        except (QuerySyntaxError, QueryRefusedError) as error:
            problem = error
    shown = [item for item in record if not query or problem or item.document.doc_id in hits]
    page = render_template(
        "documents/patient.html", patient_id=patient_id, record=record, shown=shown, hits=hits, q=query, problem=problem,
        segments=fragment_segments, years=_by_year(shown),
    )  # fmt: skip
    return (page, 400) if problem else page


def _by_year(record: list[AnnotatedDocument]) -> list[tuple[str, list[AnnotatedDocument]]]:
    """Documents by year, newest first."""
    newest = sorted(record, key=lambda item: item.document.date or "", reverse=True)
    return [(year, list(items)) for year, items in groupby(newest, key=lambda item: (item.document.date or "")[:4])]
