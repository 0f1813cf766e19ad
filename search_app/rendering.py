"""Texts to segments: masks, concepts and hits laid over one text. Templates escape each segment, last and once."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from itertools import pairwise
from typing import TypeVar

from clinical.annotations import AnnotatedDocument, Annotation, ContextClass
from clinical.documents import Mask
from clinical.results import Fragment, Mark

SIGNS: dict[ContextClass, str] = {
    "present": "", "past": "↶", "negated": "¬", "hypothetical": "?", "family": "♣", "family_negated": "♣¬",
}  # fmt: skip
"""A sign for each context beside its colour, so that colour is never alone."""


def shown_context(annotation: Annotation) -> ContextClass:
    """The class in which a mention is shown: a chronic disease under antécédents is present."""
    context = annotation.assertion.context_class
    return "present" if annotation.ongoing and context == "past" else context


@dataclass(frozen=True, slots=True)
class Segment:
    """A stretch of text under the same marks; ``hit`` numbers the query's hits from 1, ``first`` starts one."""

    text: str
    mask: Mask | None = None
    concept: Annotation | None = None
    context: ContextClass | None = None
    hit: int = 0
    first: bool = False
    concept_first: bool = False


def segments(
    text: str, *, masks: Sequence[Mask] = (), concepts: Sequence[Annotation] = (), marks: Sequence[Mark] = ()
) -> list[Segment]:
    """Cut ``text`` where a mark begins or ends; of overlapping concepts the first and longest is shown."""
    shown = _disjoint(concepts)
    cuts = {0, len(text)}
    spans: list[Mask | Annotation | Mark] = [*masks, *shown, *marks]
    for span in spans:
        cuts |= {min(span.start, len(text)), min(span.end, len(text))}
    places = sorted(cuts)
    found = []
    for start, end in pairwise(places):
        mask = _covering(masks, start)
        concept = _covering(shown, start)
        number = next((i for i, mark in enumerate(marks, 1) if mark.start <= start < mark.end), 0)
        found.append(
            Segment(
                text[start:end],
                mask=mask,
                concept=concept,
                context=marks[number - 1].context if number else None,
                hit=number,
                first=bool(number) and marks[number - 1].start == start,
                concept_first=concept is not None and concept.start == start,
            )
        )
    return found


def fragment_segments(fragment: Fragment) -> list[Segment]:
    """A snippet with its marks."""
    return segments(fragment.text, marks=fragment.marks)


def document_segments(annotated: AnnotatedDocument, fragments: Iterable[Fragment]) -> list[Segment]:
    """A whole document: masks, concepts, and where the query matches."""
    marks = [
        Mark(mark.start + fragment.offset, mark.end + fragment.offset, mark.context)
        for fragment in fragments
        for mark in fragment.marks
    ]
    document = annotated.document
    ordered = sorted(set(marks), key=lambda mark: (mark.start, -mark.end))
    hits = _joined(apart(ordered), document.text)
    return segments(document.text, masks=document.masks, concepts=annotated.reading.annotations, marks=hits)


_BETWEEN = re.compile(r"[\s'’-]*(?:(?:de|du|des|d|la|le|les|l|à|au|aux|of|the)[\s'’]+)*", re.IGNORECASE)
"""What may stand between two words of one phrase: blanks, a hyphen, small words."""


def _joined(marks: Sequence[Mark], text: str) -> list[Mark]:
    """Marks of one phrase as one hit, so that one goes from phrase to phrase and not from word to word."""
    kept: list[Mark] = []
    for mark in marks:
        last = kept[-1] if kept else None
        between = text[last.end : mark.start] if last else ""
        if last and last.context == mark.context and "\n" not in between and _BETWEEN.fullmatch(between):
            kept[-1] = Mark(last.start, mark.end, last.context)
        else:
            kept.append(mark)
    return kept


def apart(marks: Sequence[Mark]) -> list[Mark]:
    """Of marks in order, those that begin after the end of the one kept before."""
    kept: list[Mark] = []
    for mark in marks:
        if not kept or mark.start >= kept[-1].end:
            kept.append(mark)
    return kept


def _disjoint(concepts: Sequence[Annotation]) -> list[Annotation]:
    kept: list[Annotation] = []
    for concept in sorted(concepts, key=lambda a: (a.start, -a.end)):
        if not kept or concept.start >= kept[-1].end:
            kept.append(concept)
    return kept


S = TypeVar("S", Mask, Annotation)


def _covering(spans: Sequence[S], at: int) -> S | None:
    return next((span for span in spans if span.start <= at < span.end), None)
