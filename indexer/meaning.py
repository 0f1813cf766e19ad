"""What a query means: the plain reading of the tree on one indexed view, which every engine must agree with.

Words match by the stem of the document's language; an exact, prefix, wildcard or fuzzy word by its folded form. A word
or phrase holds only where all its tokens are of the asked context classes (and section). A masked position matches
nothing and keeps its place.
"""

from __future__ import annotations

import re
from bisect import bisect_left
from collections import Counter
from collections.abc import Callable, Iterable, Sequence
from functools import lru_cache

from clinical.errors import EngineError
from clinical.queries import (
    AgeBetween,
    And,
    ConceptIs,
    DateBetween,
    Everything,
    FieldIs,
    Not,
    Nothing,
    Or,
    Phrase,
    Query,
    SameSentence,
    ValueIs,
    Word,
)
from indexer.fuzzy import is_near
from indexer.view import CLASS_CODES, IndexedDocument, analyte_key, field_key, span_of_days, value_holds
from language.stemming import stem


def matches(query: Query, view: IndexedDocument) -> bool:
    """Whether the document satisfies the query."""
    match query:
        case And(parts):
            return all(matches(part, view) for part in parts)
        case Or(parts):
            return any(matches(part, view) for part in parts)
        case Not(part):
            return not matches(part, view)
        case Everything():
            return True
        case Nothing():
            return False
        case SameSentence():
            return bool(sentences_of(query, view))
        case _:
            return _leaf(query, view)


def _leaf(query: Query, view: IndexedDocument) -> bool:
    match query:
        case Word():
            return bool(word_positions(query, view))
        case Phrase():
            return bool(phrase_spans(query, view))
        case ConceptIs():
            return bool(mention_positions(query, view))
        case ValueIs(analyte, comparator, value):
            key = analyte_key(analyte)
            return any(v.analyte == key and value_holds(v, comparator, value) for v in view.values)
        case FieldIs(field, values):
            return _field_is(field, values, view)
        case DateBetween(start, end):
            return _date_between(start, end, view)
        case AgeBetween(low, high):
            return view.age is not None and (low or 0) <= view.age <= (high if high is not None else view.age)
        case _:
            raise EngineError(f"no engine reads {type(query).__name__}")


def _field_is(field: str, values: Sequence[str], view: IndexedDocument) -> bool:
    own = view.fields.get(field)
    return own is not None and field_key(field, own) in {field_key(field, value) for value in values}


def _date_between(start: str | None, end: str | None, view: IndexedDocument) -> bool:
    if view.days is None:
        return False
    first, last = days_between(start, end)
    return first <= view.days[0] and view.days[1] <= last


def days_between(start: str | None, end: str | None) -> tuple[int, int]:
    """The first and last ordinal day of a period; an open end is the calendar's. An unreadable date raises."""
    first, last = span_of_days(start), span_of_days(end)
    if (start and first is None) or (end and last is None):
        raise EngineError("a date of the query is no calendar date")
    return (first[0] if first else 1), (last[1] if last else 3652059)


def context_codes(contexts: Iterable[str]) -> frozenset[int]:
    """The class codes of context names."""
    return frozenset(CLASS_CODES[name] for name in contexts if name in CLASS_CODES)


@lru_cache(maxsize=4096)
def wildcard(pattern: str) -> re.Pattern[str]:
    """A pattern with `*` (any letters) and `?` (one letter) as a regular expression over whole forms."""
    return re.compile("".join({"*": ".*", "?": "."}.get(char) or re.escape(char) for char in pattern), re.DOTALL)


def form_test(word: Word, lang: str) -> Callable[[str], bool]:
    """The test that a form of a document in ``lang`` must pass."""
    form = word.form
    if word.mode == "exact":
        return lambda found: found == form
    if word.mode == "prefix":
        return lambda found: found.startswith(form)
    if word.mode == "wildcard":
        pattern = wildcard(form)
        return lambda found: pattern.fullmatch(found) is not None
    if word.mode == "fuzzy":
        return lambda found: is_near(form, found)
    return stem_test(form, lang)


def stem_test(form: str, lang: str) -> Callable[[str], bool]:
    """Whether a found form has the stem of ``form``; a short form in capitals is only itself."""
    wanted = stem(form, lang)
    if form.isupper():
        return lambda found: found == form
    return lambda found: stem(found, lang) == wanted


def _allowed(contexts: Iterable[str], section: str | None, view: IndexedDocument) -> Callable[[int], bool]:
    codes = context_codes(contexts)
    if section is None:
        return lambda position: view.classes[position] in codes
    places = {i for i, name in enumerate(view.section_names) if name == section}
    return lambda position: view.classes[position] in codes and view.sections[position] in places


def word_positions(word: Word, view: IndexedDocument) -> list[int]:
    """Positions whose token the word matches, in its contexts and section."""
    return _positions(form_test(word, view.lang), _allowed(word.contexts, word.section, view), view)


def _positions(test: Callable[[str], bool], allowed: Callable[[int], bool], view: IndexedDocument) -> list[int]:
    wanted = {form for form in set(view.forms) if form and test(form)}
    return [i for i, form in enumerate(view.forms) if form in wanted and allowed(i)] if wanted else []


def phrase_spans(phrase: Phrase, view: IndexedDocument) -> list[tuple[int, int]]:
    """First and last position of each place where the phrase stands, one for each possible first position."""
    allowed = _allowed(phrase.contexts, phrase.section, view)
    tests = [_form_key(form, exact=phrase.exact, lang=view.lang) for form in phrase.forms]
    lists = [_positions(test, allowed, view) for _, test in tests]
    if not lists or not all(lists):
        return []
    if phrase.ordered:
        return ordered_spans(lists, phrase.slop)
    return unordered_spans([key for key, _ in tests], lists, phrase.slop)


def _form_key(form: str, *, exact: bool, lang: str) -> tuple[str, Callable[[str], bool]]:
    if exact or form.isupper():
        return form, lambda found: found == form
    return stem(form, lang), stem_test(form, lang)


def ordered_spans(lists: Sequence[Sequence[int]], slop: int) -> list[tuple[int, int]]:
    """Spans that take one position of each sorted list in order with at most ``slop`` positions left between."""
    spans: list[tuple[int, int]] = []
    for start in lists[0]:
        last = start
        for positions in lists[1:]:
            place = bisect_left(positions, last + 1)
            if place == len(positions):
                return spans
            last = positions[place]
        if last - start + 1 - len(lists) <= slop:
            spans.append((start, last))
    return spans


def unordered_spans(keys: Sequence[str], lists: Sequence[Sequence[int]], slop: int) -> list[tuple[int, int]]:
    """The same in any order; a word asked for twice needs two positions. Each span begins at a match."""
    needed = Counter(keys)
    by_key = dict(zip(keys, lists, strict=True))
    spans = []
    for start in sorted({position for positions in lists for position in positions}):
        ends = [_nth(by_key[key], start, count) for key, count in needed.items()]
        last = max(end if end is not None else -1 for end in ends)
        if None not in ends and last - start + 1 - len(lists) <= slop:
            spans.append((start, last))
    return spans


def _nth(positions: Sequence[int], start: int, count: int) -> int | None:
    place = bisect_left(positions, start) + count - 1
    return positions[place] if place < len(positions) else None


def mention_positions(concept: ConceptIs, view: IndexedDocument) -> list[int]:
    """Positions of mentions of the code, or of one below it unless ``alone``, in its contexts."""
    key, codes = f"{concept.system}:{concept.code}", context_codes(concept.contexts)
    return [
        m.position
        for m in view.mentions
        if m.context in codes and (m.key == key or (not concept.alone and key in m.above))
    ]


def sentences_of(query: Query, view: IndexedDocument) -> frozenset[int]:
    """The numbers of the sentences in which a query of words, phrases and concepts holds as a whole."""
    numbers = view.sentence_numbers()
    match query:
        case SameSentence(parts) | And(parts):
            found = [sentences_of(part, view) for part in parts]
            return frozenset.intersection(*found) if found else frozenset()
        case Or(parts):
            return frozenset().union(*(sentences_of(part, view) for part in parts))
        case Word():
            return frozenset(numbers[position] for position in word_positions(query, view))
        case Phrase():
            spans = phrase_spans(query, view)
            return frozenset(numbers[first] for first, last in spans if numbers[first] == numbers[last])
        case ConceptIs():
            return frozenset(numbers[position] for position in mention_positions(query, view))
        case Nothing():
            return frozenset()
        case _:
            raise EngineError(f"a sentence holds words, phrases and concepts, not {type(query).__name__}")
