"""Many documents at once as engines index them: the same as ``indexer.view`` says of each, as arrays over all tokens.

Building the views of some hundred documents together costs a third of building them one by one; the contract is that
of ``indexed_view``, and a test holds the two against each other.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from clinical.annotations import AnnotatedDocument
from indexer.copies import Fingerprints
from indexer.view import CLASS_CODES, PAST, PRESENT, TITLE_SECTION, annotation_class, lasting
from language.interning import Numbering
from language.scanned import as_read
from language.together import Together, read_together

Longs = NDArray[np.int64]


@dataclass(frozen=True, slots=True, kw_only=True)
class Tokens:
    """The tokens of all documents, one after the other; parallel arrays.

    ``starts`` says where the tokens of each document begin, and at the end how many there are. ``sections`` are places
    in ``section_names``, ``breaks`` marks tokens that begin a sentence.
    """

    starts: Longs
    numbers: NDArray[np.int32]
    classes: NDArray[np.uint8]
    sections: NDArray[np.uint16]
    breaks: NDArray[np.bool_]
    section_names: tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Mentions:
    """The codes of all documents, parallel arrays in the order of the documents.

    ``positions`` count tokens within the document; ``codes`` are places in ``rows``: system, code, label.
    """

    documents: NDArray[np.int32]
    positions: NDArray[np.int32]
    contexts: NDArray[np.uint8]
    codes: NDArray[np.int32]
    rows: tuple[tuple[str, str, str], ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Batch:
    """What is read from the texts of some documents: tokens, mentions and a fingerprint each."""

    tokens: Tokens
    mentions: Mentions
    fingerprints: NDArray[np.uint64]


def in_order(documents: Sequence[AnnotatedDocument]) -> list[AnnotatedDocument]:
    """The documents in the order in which ``BatchReader`` wants them: those that are analysed in English last."""
    return sorted(documents, key=_english)


def _english(annotated: AnnotatedDocument) -> bool:
    return annotated.document.lang == "en"


class BatchReader:
    """Reads batches of documents with one numbering of forms."""

    def __init__(self, numbering: Numbering) -> None:
        self.numbering = numbering
        self._fingerprints = Fingerprints(numbering)

    def read(self, documents: Sequence[AnnotatedDocument]) -> Batch:
        """The batch of documents that are ``in_order``."""
        read = _joined(documents, self.numbering)
        places = _Places(documents, read)
        return Batch(
            tokens=_tokens(documents, read, places),
            mentions=_mentions(documents, places),
            fingerprints=self._fingerprints.of(read.numbers, places.bodies, places.starts[1:]),
        )


def _joined(documents: Sequence[AnnotatedDocument], numbering: Numbering) -> Together:
    """Titles and texts by turns, read by language."""
    french = sum(not _english(one) for one in documents)
    parts = []
    for lang, chosen in (("fr", documents[:french]), ("en", documents[french:])):
        if chosen:
            texts = [text for one in chosen for text in (one.document.title or "", as_read(one.document.text, lang))]
            masks = [hidden for one in chosen for hidden in ((), one.document.masks)]
            parts.append(read_together(texts, masks, numbering, lang=lang))
    if len(parts) == 1:
        return parts[0]
    first, second = parts
    shift = first.length
    return Together(
        np.concatenate([first.numbers, second.numbers]),
        np.concatenate([first.starts, second.starts + shift]),
        np.concatenate([first.ends, second.ends + shift]),
        np.concatenate([first.bases, second.bases + shift]),
        shift + second.length,
    )


class _Places:
    """Where offsets of the texts fall among the tokens of all documents."""

    def __init__(self, documents: Sequence[AnnotatedDocument], read: Together) -> None:
        before = read.tokens_before()
        self.starts, self.bodies = before[::2], before[1::2]
        self._bases = read.bases[1::2]
        self._lengths = np.array([len(one.document.text) for one in documents], dtype=np.int64)
        self._token_starts = read.starts
        self._token_ends = np.maximum.accumulate(read.ends)  # a mask may stand inside a word that a line end cuts

    def first(self, documents: Longs, offsets: Longs) -> Longs:
        """The first token of the document that begins at or after each offset; behind its last where there is none."""
        at = self._bases[documents] + np.minimum(offsets, self._lengths[documents])
        return np.searchsorted(self._token_starts, at)

    def covering(self, documents: Longs, offsets: Longs) -> Longs:
        """The token that covers each offset, or the next; the document's last one at its end."""
        at = self._bases[documents] + np.minimum(offsets, self._lengths[documents]) + 1
        return np.minimum(np.searchsorted(self._token_ends, at), self.starts[documents + 1] - 1)


def _longs(rows: Sequence[Any]) -> Longs:
    return np.array(rows, dtype=np.int64).reshape(len(rows), -1)


def _tokens(documents: Sequence[AnnotatedDocument], read: Together, places: _Places) -> Tokens:
    total = len(read.numbers)
    classes, sections = np.zeros(total, dtype=np.uint8), np.zeros(total, dtype=np.uint16)
    _mark(classes, _contexts(documents), places)
    _mark_lasting(classes, documents, places)
    names = {"": 0, TITLE_SECTION: 1}
    _mark(sections, _sections(documents, names), places)
    sections[_spread(places.starts[:-1], places.bodies)] = 1
    return Tokens(
        starts=places.starts,
        numbers=read.numbers,
        classes=classes,
        sections=sections,
        breaks=_breaks(documents, places, total),
        section_names=tuple(names),
    )


def _contexts(documents: Sequence[AnnotatedDocument]) -> list[tuple[int, int, int, int]]:
    return [
        (number, span.start, span.end, CLASS_CODES[span.assertion.context_class])
        for number, one in enumerate(documents)
        for span in one.reading.contexts
    ]


def _sections(documents: Sequence[AnnotatedDocument], names: dict[str, int]) -> list[tuple[int, int, int, int]]:
    return [
        (number, section.start, section.end, names.setdefault(section.kind, len(names)))
        for number, one in enumerate(documents)
        for section in one.reading.sections
    ]


def _mark(marks: NDArray[Any], spans: list[tuple[int, int, int, int]], places: _Places) -> None:
    """Give the tokens of spans (document, start, end, value) their value; a later span wins."""
    if not spans:
        return
    rows = _longs(spans)
    first, last = places.first(rows[:, 0], rows[:, 1]), places.first(rows[:, 0], rows[:, 2])
    last = np.maximum(first, last)
    marks[_spread(first, last)] = np.repeat(rows[:, 3], last - first)


def _mark_lasting(classes: NDArray[np.uint8], documents: Sequence[AnnotatedDocument], places: _Places) -> None:
    """The words of chronic diseases under history are present."""
    spans = [(number, start, end) for number, one in enumerate(documents) for start, end in lasting(one)]
    if spans:
        rows = _longs(spans)
        first, last = places.first(rows[:, 0], rows[:, 1]), places.first(rows[:, 0], rows[:, 2])
        tokens = _spread(first, np.maximum(first, last))
        classes[tokens[classes[tokens] == PAST]] = PRESENT


def _spread(first: Longs, last: Longs) -> Longs:
    """The concatenation of ``range(first, last)``."""
    lengths = last - first
    ends = np.cumsum(lengths)
    spread: Longs = np.repeat(first - (ends - lengths), lengths)
    spread += np.arange(len(spread))
    return spread


def _breaks(documents: Sequence[AnnotatedDocument], places: _Places, total: int) -> NDArray[np.bool_]:
    marks = np.zeros(total, dtype=bool)
    with_text = places.bodies < places.starts[1:]
    marks[places.bodies[with_text]] = True
    counts = [len(one.reading.sentences) for one in documents]
    starts = np.array([sentence.start for one in documents for sentence in one.reading.sentences], dtype=np.int64)
    owners = np.repeat(np.arange(len(documents)), counts)
    first = places.first(owners, starts)
    marks[first[first < places.starts[owners + 1]]] = True
    return marks


def _mentions(documents: Sequence[AnnotatedDocument], places: _Places) -> Mentions:
    rows: dict[tuple[str, str, str], int] = {}
    found = [one for annotated in documents for one in annotated.reading.annotations]
    codes = np.array([rows.setdefault((one.system, one.code, one.label), len(rows)) for one in found], dtype=np.int32)
    contexts = np.array([annotation_class(one.assertion, ongoing=one.ongoing) for one in found], dtype=np.uint8)
    starts = np.array([one.start for one in found], dtype=np.int64)
    owners = np.repeat(np.arange(len(documents)), [len(one.reading.annotations) for one in documents])
    kept = places.starts[owners] < places.starts[owners + 1]  # a text without tokens has no codes
    owners = owners[kept]
    positions = places.covering(owners, starts[kept]) - places.starts[owners]
    return Mentions(
        documents=owners.astype(np.int32),
        positions=positions.astype(np.int32),
        contexts=contexts[kept],
        codes=codes[kept],
        rows=tuple(rows),
    )
