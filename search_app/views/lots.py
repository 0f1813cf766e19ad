"""The data centre's work: lots, samples of de-identified documents judged one by one, release or refusal, quarantine."""

from __future__ import annotations

import re
from collections import Counter

from flask import Blueprint, abort, redirect, render_template, request, url_for
from werkzeug.wrappers import Response

from clinical.documents import LABELS
from clinical.errors import NotFoundError, UsageError
from clinical.results import Mark
from search_app.access import needs
from search_app.rendering import apart, segments
from search_app.session import actor, house
from warehouse.releasing import MAX_REASON, MIN_REASON
from warehouse.store.reviews import MAX_SAMPLE, Leak, Sample

pages = Blueprint("lots", __name__)
_MISSED = re.compile(r"(\d{1,9})-(\d{1,9}):([A-Z0-9_]+)")
DEFAULT_SAMPLE = 50
MAX_ROWS = 200
"""Quarantined documents that one page lists; a reason narrows them."""


@pages.get("/lots")
@needs("review")
def lots() -> str:
    """Every lot with its counts; those that wait first."""
    house().note(actor(), "lots")
    newest = sorted(house().store.lots(), key=lambda lot: lot.created, reverse=True)
    return render_template("lots/lots.html", lots=sorted(newest, key=lambda lot: lot.state != "waiting"))


@pages.get("/lots/<lot>")
@needs("review")
def one(lot: str) -> str:
    """One lot: its counts, its samples with their leak rates, and the decision."""
    house().note(actor(), "lot", lot)
    found = house().store.lot(lot)
    return render_template(
        "lots/lot.html",
        lot=found,
        growing=house().growing(found),
        samples=house().reviews.of_lot(lot),
        leak=house().reviews.leak_of_lot(lot),
        shortest=MIN_REASON,
        longest=MAX_REASON,
        size=DEFAULT_SAMPLE,
        most=MAX_SAMPLE,
    )


@pages.post("/lots/<lot>/echantillon")
@needs("review")
def draw(lot: str) -> Response:
    """Draw a sample; the seed makes the same draw again."""
    size, seed = _whole("size"), _whole("seed")
    sample = house().draw_sample(actor(), lot, size=size, seed=seed)
    return redirect(url_for("lots.review", number=sample.sample), 303)


@pages.post("/lots/<lot>/decision")
@needs("release")
def decide(lot: str) -> Response:
    """Release or refuse a waiting lot."""
    decision = request.form.get("decision")
    if decision == "release":
        house().release(actor(), lot, despite=_confirmed(), reason=request.form.get("reason", ""))
    elif decision == "refuse" and request.form.get("sure") == "yes":
        house().refuse(actor(), lot)
        house().sync()
    else:
        raise UsageError("say release, or refuse and confirm it")
    return redirect(url_for("lots.one", lot=lot), 303)


def _confirmed() -> Leak | None:
    """The leak that the form showed and the person confirmed."""
    if request.form.get("despite") != "yes":
        return None
    return Leak(_whole("leaking"), _whole("judged"))


@pages.get("/echantillons/<int:number>")
@needs("review")
def review(number: int) -> str | Response:
    """The first document of a sample that is not judged yet, or the result."""
    sample = house().reviews.get(number)
    house().note(actor(), "sample-result", sample.lot, sample=number)
    left = [doc_id for doc_id in sample.doc_ids if doc_id not in sample.judgements]
    if left and not _closed(sample):
        return redirect(url_for("lots.judge", number=number, place=sample.doc_ids.index(left[0]) + 1))
    return render_template("lots/sample.html", sample=sample, rate=sample.leak_rate(), closed=_closed(sample))


@pages.get("/echantillons/<int:number>/resultat")
@needs("review")
def result(number: int) -> str:
    """The leak rate so far, with its interval, and every judgement."""
    sample = house().reviews.get(number)
    house().note(actor(), "sample-result", sample.lot, sample=number)
    return render_template("lots/sample.html", sample=sample, rate=sample.leak_rate(), closed=_closed(sample))


@pages.get("/echantillons/<int:number>/<int:place>")
@needs("review")
def judge(number: int, place: int) -> str:
    """One document of a sample with every mask, its label and its detector; its judgement alone once the text is gone."""
    return _judging(number, place)


def _judging(number: int, place: int, problem: UsageError | None = None) -> str:
    """The page of one sampled document; with a problem it shows what was marked and typed, which is not kept yet."""
    sample = house().reviews.get(number)
    doc_id = _at(sample, place)
    judgement = sample.judgements.get(doc_id)
    try:
        document = house().sampled_document(actor(), number, doc_id).document
    except NotFoundError:
        house().note(actor(), "sample-result", sample.lot, sample=number)
        return render_template(
            "lots/judge.html", sample=sample, place=place, document=None, judgement=judgement, problem=problem
        )
    marked = _good(_spans(), document.text) if problem else judgement.missed if judgement else ()
    parts = segments(
        document.text, masks=document.masks, marks=apart([Mark(start, end, "present") for start, end, _ in marked])
    )
    return render_template(
        "lots/judge.html", sample=sample, place=place, document=document, labels=LABELS, parts=parts, judgement=judgement,
        marked=marked, problem=problem, words=request.form.get("words", "")[:200], label=request.form.get("label", ""),
        closed=_closed(sample),
    )  # fmt: skip


@pages.post("/echantillons/<int:number>/<int:place>")
@needs("review")
def give_judgement(number: int, place: int) -> Response | tuple[str, int]:
    """Keep a judgement and go on to the next document; what is wrong is said above the same document."""
    try:
        _keep(number, place)
    except UsageError as error:
        return _judging(number, place, error), 400
    if place < len(house().reviews.get(number).doc_ids):
        return redirect(url_for("lots.judge", number=number, place=place + 1), 303)
    return redirect(url_for("lots.result", number=number), 303)


def _keep(number: int, place: int) -> None:
    sample = house().reviews.get(number)
    doc_id = _at(sample, place)
    verdict = request.form.get("verdict")
    if verdict == "clean":
        house().judge(actor(), number, doc_id, "clean")
    elif verdict == "missed":
        house().judge(actor(), number, doc_id, "missed", _missed(number, doc_id))
    else:
        raise UsageError("say clean or missed")


def _spans() -> list[tuple[int, int, str]]:
    """The places selected in the text, as the form sends them."""
    return [(int(m[1]), int(m[2]), m[3]) for m in _MISSED.finditer(request.form.get("spans", "")[:20_000])]


def _good(spans: list[tuple[int, int, str]], text: str) -> tuple[tuple[int, int, str], ...]:
    return tuple(sorted({(a, b, name) for a, b, name in spans if 0 <= a < b <= len(text) and name in LABELS}))


def _missed(number: int, doc_id: str) -> tuple[tuple[int, int, str], ...]:
    """The places selected in the text, or, without JavaScript, the words typed, found in the text."""
    document = house().sampled_document(actor(), number, doc_id).document
    spans = _spans()
    words, label = request.form.get("words", "").strip()[:200], request.form.get("label", "")
    if words and label in LABELS:
        found = [(m.start(), m.end(), label) for m in re.finditer(re.escape(words), document.text)]
        spans += found
        if not found:
            raise UsageError("these words do not stand in the document as typed")
    return _good(spans, document.text)


def _closed(sample: Sample) -> bool:
    """Whether a sample can only be read: its lot was refused, its texts are gone."""
    return house().store.lot(sample.lot).status == "refused"


def _at(sample: Sample, place: int) -> str:
    if not 1 <= place <= len(sample.doc_ids):
        abort(404)
    return sample.doc_ids[place - 1]


def _whole(name: str) -> int:
    value = request.form.get(name, "")
    if not (value.isascii() and value.isdigit() and len(value) <= 9):
        raise UsageError(f"{name} must be a whole number")
    return int(value)


@pages.get("/quarantaine")
@needs("quarantine")
def quarantine() -> str:
    """Quarantined documents: pseudonyms and reason codes; their text is only in the vault."""
    house().note(actor(), "quarantine")
    rows = house().store.quarantine()
    reasons = Counter(reason for row in rows for reason in row["reasons"])
    wanted = request.args.get("reason", "")
    if wanted:
        rows = [row for row in rows if wanted in row["reasons"]]
    return render_template(
        "lots/quarantine.html", rows=rows[:MAX_ROWS], more=len(rows) - MAX_ROWS, reasons=reasons.most_common(),
        wanted=wanted,
    )  # fmt: skip
