"""The indexed view: what every engine is told about a document, built once, so that engines agree to the document.

Positions count tokens from 0: the title's first (section `titre`), then the text's. A masked span is one position whose
form is "". Codes of context classes are places in ``clinical.annotations.CONTEXT_CLASSES``.
"""

from __future__ import annotations

from bisect import bisect_left
from dataclasses import dataclass
from datetime import date as Date
from functools import lru_cache
from itertools import accumulate
from typing import Protocol

from clinical.annotations import CONTEXT_CLASSES, AnnotatedDocument, Annotation, Assertion, Measurement
from clinical.errors import TerminologyError
from indexer.copies import simhash
from language.analysis import Forms, forms
from language.folding import fold
from language.scanned import as_read

TITLE_SECTION = "titre"
CLASS_CODES = {name: code for code, name in enumerate(CONTEXT_CLASSES)}
PAST = CLASS_CODES["past"]
PRESENT = CLASS_CODES["present"]


class Ancestors(Protocol):
    """The part of ``clinical.concepts.Concepts`` that indexing needs."""

    def ancestors(self, system: str, code: str) -> tuple[str, ...]: ...


@dataclass(frozen=True, slots=True)
class Mention:
    """A code at a token position; ``key`` is ``SYSTEM:CODE``, ``above`` the keys of its ancestors."""

    position: int
    context: int
    key: str
    above: tuple[str, ...]
    label: str


@dataclass(frozen=True, slots=True)
class Value:
    """A measurement: folded analyte, value in its normalised unit, and the comparator that the text gives it."""

    analyte: str
    value: float
    comparator: str


@dataclass(frozen=True, slots=True, kw_only=True)
class IndexedDocument:
    """One document as engines see it.

    ``forms``, ``classes``, ``sections`` and ``breaks`` are parallel: folded form, class code, place in
    ``section_names``, and 1 where a token begins a sentence. ``days`` is the first and last day that the date may
    mean, as proleptic ordinals (a date known to the year spans it), or None.
    """

    doc_id: str
    patient_id: str
    fields: dict[str, str | None]
    days: tuple[int, int] | None
    age: int | None
    lang: str
    forms: list[str]
    classes: bytes
    sections: bytes
    section_names: tuple[str, ...]
    breaks: bytes
    mentions: tuple[Mention, ...]
    values: tuple[Value, ...]
    simhash: int

    def sentence_numbers(self) -> list[int]:
        """The sentence of each position, rising from 0 or 1."""
        return list(accumulate(self.breaks))


FIELDS = ("type", "unit", "sex", "source", "lang", "patient", "stay", "lot")
"""Record fields that ``FieldIs`` may ask for."""

EXACT_FIELDS = frozenset({"patient", "stay", "lot"})
"""Fields compared as written; the others are compared folded."""


def field_key(field: str, value: str) -> str:
    """The form in which a field's value is compared."""
    return value if field in EXACT_FIELDS else " ".join(fold(value).split())


@lru_cache(maxsize=65536)
def span_of_days(iso: str | None) -> tuple[int, int] | None:
    """First and last day, as ordinals, of `2021`, `2021-03` or `2021-03-18` (a time after it is ignored)."""
    if not iso:
        return None
    try:
        parts = [int(part) for part in iso[:10].split("-")]
        first = Date(parts[0], parts[1] if len(parts) > 1 else 1, parts[2] if len(parts) > 2 else 1)
    except (ValueError, IndexError):
        return None
    if len(parts) == 1:
        return first.toordinal(), Date(first.year, 12, 31).toordinal()
    if len(parts) == 2:
        after = Date(first.year + first.month // 12, first.month % 12 + 1, 1)
        return first.toordinal(), after.toordinal() - 1
    return first.toordinal(), first.toordinal()


def indexed_view(annotated: AnnotatedDocument, ancestors: Ancestors | None = None) -> IndexedDocument:
    """What engines index of ``annotated``; without ``ancestors`` a code has only itself."""
    document = annotated.document
    title = forms(document.title or "", lang=document.lang)
    body = forms(as_read(document.text, document.lang), lang=document.lang, masks=document.masks)
    places = _Places(title, body)
    sections, names = _sections(annotated, places)
    all_forms = title.forms + body.forms
    return IndexedDocument(
        doc_id=document.doc_id,
        patient_id=document.patient_id,
        fields=record_fields(annotated),
        days=span_of_days(document.date),
        age=document.age,
        lang="en" if document.lang == "en" else "fr",
        forms=all_forms,
        classes=_classes(annotated, places),
        sections=sections,
        section_names=names,
        breaks=_breaks(annotated, places),
        mentions=tuple(_mention(a, places, ancestors) for a in annotated.reading.annotations) if all_forms else (),
        values=tuple(value_of(m) for m in annotated.reading.measurements),
        simhash=simhash(body.forms),
    )


class _Places:
    """Where code-point offsets of the text fall among the token positions."""

    def __init__(self, title: Forms, body: Forms) -> None:
        self.shift = len(title.forms)
        self.total = self.shift + len(body.forms)
        self._starts = body.starts
        self._ends = list(accumulate(body.ends, max))  # a mask may stand inside a word that a line end cuts

    def first(self, offset: int) -> int:
        """The first position whose token begins at or after ``offset``."""
        return self.shift + bisect_left(self._starts, offset)

    def at(self, offset: int) -> int:
        """The position that covers ``offset``, or the next; the last one at the end of the text."""
        return min(self.shift + bisect_left(self._ends, offset + 1), max(self.total - 1, 0))


def record_fields(annotated: AnnotatedDocument) -> dict[str, str | None]:
    document = annotated.document
    return {
        "type": document.type,
        "unit": document.unit,
        "sex": document.sex,
        "source": document.source,
        "lang": document.lang,
        "patient": document.patient_id,
        "stay": document.stay_id,
        "lot": document.lot,
    }


def _classes(annotated: AnnotatedDocument, places: _Places) -> bytes:
    marks = bytearray(places.total)
    for span in annotated.reading.contexts:
        first, last = places.first(span.start), places.first(span.end)
        marks[first:last] = bytes((CLASS_CODES[span.assertion.context_class],)) * (last - first)
    for start, end in lasting(annotated):
        for position in range(places.first(start), places.first(end)):
            if marks[position] == PAST:
                marks[position] = PRESENT
    return bytes(marks)


def _sections(annotated: AnnotatedDocument, places: _Places) -> tuple[bytes, tuple[str, ...]]:
    names = ["", TITLE_SECTION]
    marks = bytearray(places.total)
    marks[: places.shift] = b"\x01" * places.shift
    for section in annotated.reading.sections:
        if section.kind not in names:
            names.append(section.kind)
        first, last = places.first(section.start), places.first(section.end)
        marks[first:last] = bytes((min(names.index(section.kind), 255),)) * (last - first)
    return bytes(marks), tuple(names)


def _breaks(annotated: AnnotatedDocument, places: _Places) -> bytes:
    marks = bytearray(places.total)
    if places.shift < places.total:
        marks[places.shift] = 1
    for sentence in annotated.reading.sentences:
        first = places.first(sentence.start)
        if first < places.total:
            marks[first] = 1
    return bytes(marks)


def annotation_class(assertion: Assertion, *, ongoing: bool) -> int:
    """The class code of a concept mention: a chronic disease under history counts as present."""
    code = CLASS_CODES[assertion.context_class]
    return PRESENT if ongoing and code == PAST else code


def lasting(annotated: AnnotatedDocument) -> list[tuple[int, int]]:
    """Where the text names chronic diseases under history: their words are present, as the diseases are."""
    return [(one.start, one.end) for one in annotated.reading.annotations if one.ongoing and _is_past(one.assertion)]


def _is_past(assertion: Assertion) -> bool:
    return CLASS_CODES[assertion.context_class] == PAST


def above(ancestors: Ancestors | None, system: str, code: str) -> tuple[str, ...]:
    """Codes above one; none for a code that a later edition of its terminology no longer has."""
    if ancestors is None:
        return ()
    try:
        return ancestors.ancestors(system, code)
    except TerminologyError:
        return ()


def _mention(annotation: Annotation, places: _Places, ancestors: Ancestors | None) -> Mention:
    system, code = annotation.system, annotation.code
    return Mention(
        position=places.at(annotation.start),
        context=annotation_class(annotation.assertion, ongoing=annotation.ongoing),
        key=f"{system}:{code}",
        above=tuple(f"{system}:{parent}" for parent in above(ancestors, system, code)),
        label=annotation.label,
    )


def value_of(measurement: Measurement) -> Value:
    return Value(analyte_key(measurement.analyte), measurement.value, measurement.comparator)


@lru_cache(maxsize=4096)
def analyte_key(analyte: str) -> str:
    """The form in which analytes are compared: folded, without spaces and marks (`Hb A1c`, `HbA1c`)."""
    return "".join(char for char in fold(analyte) if char.isalnum())


def value_holds(found: Value, comparator: str, wanted: float) -> bool:
    """Whether a found value surely meets ``comparator wanted``; `< 5` in a text meets only `<` of 5 and more."""
    value = found.value
    if found.comparator in ("<", "<="):
        return comparator in ("<", "<=") and (value < wanted or (value == wanted and comparator >= found.comparator))
    if found.comparator in (">", ">="):
        return comparator in (">", ">=") and (value > wanted or (value == wanted and comparator >= found.comparator))
    return {
        "<": value < wanted,
        "<=": value <= wanted,
        "=": value == wanted,
        ">=": value >= wanted,
        ">": value > wanted,
    }[comparator]
