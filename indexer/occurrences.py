"""Where the words of a query stand in the texts of a page, with the context of each: what fragments are marked by.

The texts of a page are analysed together, and only the tokens that a query asks for are looked at, so that a page of
twenty notes costs some milliseconds.
"""

from __future__ import annotations

from bisect import bisect_left
from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Sequence
from typing import NamedTuple

import numpy as np

from clinical.annotations import CONTEXT_CLASSES, AnnotatedDocument, ContextClass
from clinical.queries import Phrase, Word
from indexer.columns.lexicon import shared_prefix
from indexer.limits import Deadline, literal_prefix
from indexer.meaning import form_test, ordered_spans, unordered_spans
from indexer.view import lasting
from language.scanned import as_written
from language.stemming import stem
from language.together import Spelt, spelt_together

READ_TOGETHER = 300_000
"""Characters that are read between two looks at the clock, some 20 ms."""


class Occurrence(NamedTuple):
    """An occurrence of leaf number ``leaf`` at ``start``/``end`` of the text; ``asked``: in a context asked for."""

    start: int
    end: int
    context: ContextClass
    leaf: int
    asked: bool


def word_occurrences(
    page: Sequence[AnnotatedDocument], leaves: Sequence[tuple[int, Word | Phrase]], deadline: Deadline
) -> list[list[Occurrence]]:
    """For each text where the numbered leaves stand, whatever the context and section."""
    result: list[list[Occurrence]] = [[] for _ in page]
    for places in _parts(page) if leaves else ():
        deadline.check()
        documents = [page[place] for place in places]
        for place, occurrences in zip(places, _Texts(documents, leaves).occurrences(leaves), strict=True):
            result[place] = occurrences
    return result


def _parts(page: Sequence[AnnotatedDocument]) -> Iterator[list[int]]:
    """Places of the documents that are read together: of one language, and not too long for one look at the clock."""
    parts: dict[bool, list[int]] = {}
    sizes: dict[bool, int] = {}
    for place, one in enumerate(page):
        english = one.document.lang == "en"
        parts.setdefault(english, []).append(place)
        sizes[english] = sizes.get(english, 0) + len(one.document.text)
        if sizes[english] >= READ_TOGETHER:
            yield parts.pop(english)
            del sizes[english]
    yield from parts.values()


class _Texts:
    """Some texts of one language."""

    def __init__(self, documents: Sequence[AnnotatedDocument], leaves: Sequence[tuple[int, Word | Phrase]]) -> None:
        lang = "en" if documents[0].document.lang == "en" else "fr"
        sought = _Sought({word for _, leaf in leaves for word in _words(leaf)}, lang)
        texts = [as_written(one.document.text, sought) or one.document.text for one in documents]
        self._documents, self._lang = documents, lang
        self._read: Spelt = spelt_together(texts, [one.document.masks for one in documents], lang=lang)
        self._edges = np.searchsorted(self._read.starts, self._read.bases).tolist()
        self._distinct = sorted(set(self._read.forms))

    def occurrences(self, leaves: Sequence[tuple[int, Word | Phrase]]) -> list[list[Occurrence]]:
        """Where the leaves stand, a list for each text."""
        words = {word for _, leaf in leaves for word in _words(leaf)}
        positions = self._positions({word: self._wanted(word) for word in words})
        result = []
        for document, (annotated, begin) in enumerate(zip(self._documents, self._edges, strict=True)):
            base = int(self._read.bases[document])
            result.append(
                [
                    self._occurrence(annotated, begin + first, begin + last, base, number, leaf)
                    for number, leaf in leaves
                    for first, last in _spans(leaf, positions, document, self._lang)
                ]
            )
        return result

    def _wanted(self, word: Word) -> Iterable[str]:
        """The forms among the texts' that a word means."""
        if word.mode == "exact" or (word.mode == "stem" and word.form.isupper()):
            return (word.form,)
        test, prefix = form_test(word, self._lang), _prefix(word, self._lang)
        start, end = bisect_left(self._distinct, prefix), bisect_left(self._distinct, prefix + "\U0010ffff")
        return filter(test, self._distinct[start:end])

    def _positions(self, wanted: dict[Word, Iterable[str]]) -> dict[tuple[Word, int], list[int]]:
        """For each word and text the positions, counted within the text, at which the word stands."""
        meant: defaultdict[str, list[Word]] = defaultdict(list)
        for word, forms in wanted.items():
            for form in forms:
                if form:
                    meant[form].append(word)
        found: defaultdict[tuple[Word, int], list[int]] = defaultdict(list)
        document, edges = 0, [*self._edges[1:], len(self._read.forms)]
        for position in [i for i, form in enumerate(self._read.forms) if form in meant]:
            while position >= edges[document]:
                document += 1
            for word in meant[self._read.forms[position]]:
                found[word, document].append(position - self._edges[document])
        return found

    def _occurrence(
        self, annotated: AnnotatedDocument, first: int, last: int, base: int, number: int, leaf: Word | Phrase
    ) -> Occurrence:
        start, end = int(self._read.starts[first]) - base, int(self._read.ends[last]) - base
        context = context_at(annotated, start)
        return Occurrence(start, end, context, number, context in leaf.contexts)


class _Sought:
    """Decides between readings of a scanned word: what is asked for is known, so that no list of words is needed."""

    def __init__(self, words: set[Word], lang: str) -> None:
        self._tests = [form_test(word, lang) for word in words]

    def zipf(self, folded: str) -> float:
        """High for a form that is asked for."""
        return 5.0 if any(test(folded) for test in self._tests) else 0.0

    def is_medical(self, folded: str) -> bool:
        return False


def context_at(annotated: AnnotatedDocument, offset: int) -> ContextClass:
    """The context class of the token that begins at an offset of the text."""
    for span in reversed(annotated.reading.contexts):
        if span.start <= offset < span.end:
            found = span.assertion.context_class
            here = found == "past" and any(start <= offset < end for start, end in lasting(annotated))
            return "present" if here else found
    return CONTEXT_CLASSES[0]


def _prefix(word: Word, lang: str) -> str:
    """What all forms that a word means begin with."""
    if word.mode == "stem":
        return shared_prefix(stem(word.form, lang), lang)
    if word.mode == "wildcard":
        return word.form[: literal_prefix(word.form)]
    return word.form[:1] if word.mode == "fuzzy" else word.form


def _words(leaf: Word | Phrase) -> Iterator[Word]:
    """The words of a leaf, without what says where they must stand."""
    if isinstance(leaf, Word):
        yield Word(leaf.form, leaf.mode)
    else:
        yield from (Word(form, "exact" if leaf.exact else "stem") for form in leaf.forms)


def _spans(
    leaf: Word | Phrase, positions: dict[tuple[Word, int], list[int]], document: int, lang: str
) -> list[tuple[int, int]]:
    """First and last position of each place of a leaf in a text."""
    lists = [positions.get((word, document), []) for word in _words(leaf)]
    if not lists or not all(lists):
        return []
    if isinstance(leaf, Word):
        return [(position, position) for position in lists[0]]
    if leaf.ordered:
        return ordered_spans(lists, leaf.slop)
    key: Callable[[str], str] = lambda form: form if leaf.exact or form.isupper() else stem(form, lang)  # noqa: E731
    return unordered_spans([key(form) for form in leaf.forms], lists, leaf.slop)
