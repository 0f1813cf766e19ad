"""Fragments: the sentences of a document that best show why it was found, with marks on original characters.

Sentences are chosen by what the query asks for in its own contexts; inside them every occurrence is marked with the
class that it has, so that a negated mention beside an affirmed one shows as such. Concept hits are marked by the span
of their annotation, values by that of their measurement.
"""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Iterator, Sequence

from clinical.annotations import CONTEXT_CLASSES, AnnotatedDocument
from clinical.queries import And, ConceptIs, Or, Phrase, Query, SameSentence, ValueIs, Word
from clinical.results import Fragment, Mark
from indexer.limits import NO_LIMIT, Deadline
from indexer.occurrences import Occurrence, word_occurrences
from indexer.ranking import section_weight
from indexer.view import Ancestors, Value, analyte_key, annotation_class, value_holds

LONGEST = 320
"""Characters of one fragment at most; a longer sentence is cut at words around its first mark."""


def fragments(
    annotated: AnnotatedDocument, query: Query, *, limit: int = 3, concepts: Ancestors | None = None
) -> tuple[Fragment, ...]:
    """The best ``limit`` sentences for ``query``, in the order of the text.

    A document found by its record alone gives its beginning, without marks. ``concepts`` answers which codes lie under
    the one asked for; without it a code lies under those that it begins with.
    """
    return fragments_of([annotated], query, limit=limit, concepts=concepts)[0]


def fragments_of(
    page: Sequence[AnnotatedDocument], query: Query, *, limit: int = 3, concepts: Ancestors | None = None,
    deadline: Deadline = NO_LIMIT,
) -> list[tuple[Fragment, ...]]:  # fmt: skip
    """The fragments of each document of a page, read together: several times faster than one by one.

    Raises QueryRefusedError (``time``) when ``deadline`` passes.
    """
    if limit <= 0:
        return [() for _ in page]
    leaves = list(enumerate(_positive(query)))
    words = [(n, leaf) for n, leaf in leaves if isinstance(leaf, Word | Phrase)]
    in_words = word_occurrences(page, words, deadline)
    groups = dict(enumerate(number for number, part in enumerate(_joined(query)) for _ in _positive(part)))
    result = []
    for annotated, found in deadline.watched(zip(page, in_words, strict=True), 1):
        for number, leaf in leaves:
            if isinstance(leaf, ConceptIs):
                found.extend(_mentions(annotated, leaf, number, concepts))
            elif isinstance(leaf, ValueIs):
                found.extend(_values(annotated, leaf, number))
        result.append(_best(annotated, sorted(set(found)), limit, groups))
    return result


def _best(
    annotated: AnnotatedDocument, found: list[Occurrence], limit: int, groups: dict[int, int]
) -> tuple[Fragment, ...]:
    if not found:
        return _beginning(annotated)
    stretches = _stretches(annotated)
    by_stretch: dict[int, list[Occurrence]] = {}
    starts = [start for start, _ in stretches]
    for one in found:
        by_stretch.setdefault(max(bisect_right(starts, one.start) - 1, 0), []).append(one)
    ranked = sorted(by_stretch, key=lambda index: (-_worth(annotated, by_stretch[index]), index))
    met = {index: {groups[one] for one in _asked(by_stretch[index])} for index in ranked}
    best = met[ranked[0]]
    # a sentence that meets only some of what the best one meets says nothing more; one in another context does
    telling = [
        index
        for index in ranked
        if not (met[index] or _relatives(by_stretch[index], groups, best)) or not met[index] < best
    ]
    return tuple(_fragment(annotated, stretches[index], by_stretch[index]) for index in sorted(telling[:limit]))


def _relatives(found: list[Occurrence], groups: dict[int, int], best: set[int]) -> bool:
    """Whether only relatives have what is found, and only some of what the best sentence meets."""
    return all(one.context == "family" for one in found) and {groups[one.leaf] for one in found} < best


def _asked(found: list[Occurrence]) -> set[int]:
    """The leaves that are met in their own contexts."""
    return {one.leaf for one in found if one.asked}


def _worth(annotated: AnnotatedDocument, found: list[Occurrence]) -> float:
    """Distinct criteria asked for count most, then the section, then how often."""
    asked = _asked(found)
    weight = section_weight(section_at(annotated, found[0].start) or "")
    return 10 * len(asked) + 2 * weight + min(len(found), 5) / 10


def _stretches(annotated: AnnotatedDocument) -> list[tuple[int, int]]:
    sentences = annotated.reading.sentences
    if sentences:
        return [(sentence.start, sentence.end) for sentence in sentences]
    text, spans, start = annotated.document.text, [], 0
    for line in text.splitlines(keepends=True):
        spans.append((start, start + len(line)))
        start += len(line)
    return spans or [(0, len(text))]


def section_at(annotated: AnnotatedDocument, offset: int) -> str | None:
    """The kind of the section that holds an offset of the text."""
    for section in annotated.reading.sections:
        if section.start <= offset < section.end:
            return section.kind
    return None


def _joined(query: Query) -> Iterator[Query]:
    """What must all be met; alternatives are one criterion."""
    if isinstance(query, And | SameSentence):
        for part in query.parts:
            yield from _joined(part)
    else:
        yield query


def _positive(query: Query) -> Iterator[Word | Phrase | ConceptIs | ValueIs]:
    match query:
        case Word() | Phrase() | ConceptIs() | ValueIs():
            yield query
        case And(parts) | Or(parts) | SameSentence(parts):
            for part in parts:
                yield from _positive(part)
        case _:
            return


def _mentions(
    annotated: AnnotatedDocument, leaf: ConceptIs, number: int, concepts: Ancestors | None
) -> Iterator[Occurrence]:
    for one in annotated.reading.annotations:
        if one.system == leaf.system and _under(one.code, leaf, concepts):
            code = annotation_class(one.assertion, ongoing=one.ongoing)
            name = CONTEXT_CLASSES[code]
            yield Occurrence(one.start, one.end, name, number, name in leaf.contexts)


def _under(code: str, leaf: ConceptIs, concepts: Ancestors | None) -> bool:
    if code == leaf.code or leaf.alone:
        return code == leaf.code
    if concepts is not None:
        return leaf.code in concepts.ancestors(leaf.system, code)
    return code.startswith(leaf.code)


def _values(annotated: AnnotatedDocument, leaf: ValueIs, number: int) -> Iterator[Occurrence]:
    key = analyte_key(leaf.analyte)
    for one in annotated.reading.measurements:
        value = Value(analyte_key(one.analyte), one.value, one.comparator)
        if value.analyte == key and value_holds(value, leaf.comparator, leaf.value):
            yield Occurrence(one.start, one.end, "present", number, True)


def _beginning(annotated: AnnotatedDocument) -> tuple[Fragment, ...]:
    text = annotated.document.text
    end = text.rfind(" ", 0, LONGEST) if len(text) > LONGEST else len(text)
    shown = text[: end if end > 0 else LONGEST].rstrip()
    return (Fragment(shown, section=section_at(annotated, 0)),) if shown else ()


def _fragment(annotated: AnnotatedDocument, stretch: tuple[int, int], found: list[Occurrence]) -> Fragment:
    text = annotated.document.text
    start, end = _trimmed(text, *_cut(text, *stretch, found))
    marks = []
    last = start
    for one in found:
        if one.start >= last and one.end <= end:
            marks.append(Mark(one.start - start, one.end - start, one.context))
            last = one.end
    return Fragment(text[start:end], tuple(marks), offset=start, section=section_at(annotated, found[0].start))


def _cut(text: str, start: int, end: int, found: list[Occurrence]) -> tuple[int, int]:
    end = max(end, found[0].end)
    if end - start <= LONGEST:
        return start, end
    first = next((one for one in found if one.asked), found[0])
    left = max(start, first.start - LONGEST // 3)
    if left > start:
        space = text.find(" ", left, first.start)
        left = space + 1 if space >= 0 else left
    right = max(min(end, left + LONGEST), first.end)
    if right < end:
        space = text.rfind(" ", first.end, right)
        right = space if space > 0 else right
    return left, right


def _trimmed(text: str, start: int, end: int) -> tuple[int, int]:
    while start < end and text[start].isspace():
        start += 1
    while end > start and text[end - 1].isspace():
        end -= 1
    return start, end
