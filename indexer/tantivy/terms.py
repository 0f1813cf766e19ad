"""Terms of the Tantivy index and the documents made of them.

A term is seven letters of an alphabet of its own: the number that the columns give the form, then its context class
and section weight. Such terms are made for a whole batch by arithmetic, and no word of a text is in Tantivy's files.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import pairwise
from typing import Any

import numpy as np
import tantivy
from numpy.typing import NDArray

from indexer.columns.layout import CLASS_BITS, SECTION_BITS, SECTION_SHIFT
from indexer.columns.lists import WEIGHTS, weight_places
from indexer.columns.snapshot import Columns
from indexer.columns.writer import Added

FORM, SLOT = "form", "slot"
TOKENIZER = "spaces"

_DIGITS, _DIGIT_BITS, _FIRST_DIGIT = 6, 6, 48
"""A form's number, class and weight are six digits of base 64, from the character `0` on; none is white space."""

_WIDTH = _DIGITS + 1
_SHIFTS = np.array([_DIGIT_BITS * place for place in reversed(range(_DIGITS))], dtype=np.int64)


def schema() -> tantivy.Schema:
    """Forms with frequencies, and the slot as a signed number (deleting by an unsigned one does nothing)."""
    builder = tantivy.SchemaBuilder()
    builder.add_text_field(FORM, stored=False, tokenizer_name=TOKENIZER, index_option="freq")
    builder.add_integer_field(SLOT, stored=False, indexed=True, fast=True)
    return builder.build()


def with_tokenizer(index: tantivy.Index) -> tantivy.Index:
    """The index, able to split our terms at spaces."""
    index.register_tokenizer(TOKENIZER, tantivy.TextAnalyzerBuilder(tantivy.Tokenizer.whitespace()).build())
    return index


def form_terms(forms: Sequence[tuple[int, int]]) -> list[str]:
    """The terms of forms, by number and class, each with every weight in the order of ``WEIGHTS``."""
    pairs = np.array(forms, dtype=np.int64).reshape(-1, 2, 1)
    return str(_spelt(_keys(pairs[:, 0], pairs[:, 1], np.arange(len(WEIGHTS))).ravel()), "ascii").split()


def _keys(numbers: NDArray[Any], classes: NDArray[Any], weights: NDArray[Any]) -> NDArray[np.int64]:
    keys: NDArray[np.int64] = numbers.astype(np.int64) << 6 | classes.astype(np.int64) << 3 | weights
    return keys


def _spelt(keys: NDArray[np.int64]) -> bytes:
    """The terms of many keys, a space after each."""
    rows = np.full((len(keys), _WIDTH), 32, dtype=np.uint8)
    rows[:, :_DIGITS] = (keys[:, None] >> _SHIFTS & 63) + _FIRST_DIGIT
    return rows.tobytes()


def _texts(starts: NDArray[np.int64], numbers: NDArray[Any], keys: NDArray[np.int64]) -> Iterator[str]:
    """The terms of each document, whose tokens begin at ``starts``; masked positions have none."""
    spelt = _spelt(keys[numbers > 0])
    before = np.append(0, np.cumsum(numbers > 0))[starts] * _WIDTH
    for start, end in pairwise(before.tolist()):
        yield str(spelt[start:end], "ascii")


def documents_of(added: Added) -> Iterator[tantivy.Document]:
    """The documents of a batch, in the order of their slots."""
    tokens = added.tokens
    weights = weight_places(tokens.section_names)[tokens.sections]
    keys = _keys(tokens.numbers, tokens.classes, weights)
    for slot, text in enumerate(_texts(tokens.starts, tokens.numbers, keys), added.first_slot):
        yield _document(slot, text)


def document_of(columns: Columns, slot: int) -> tantivy.Document:
    """The same of a slot from the columns alone, for rewriting an index."""
    start, end = int(columns.token_starts[slot]), int(columns.token_starts[slot + 1])
    marks, numbers = columns.marks[start:end].astype(np.int64), columns.forms[start:end]
    weights = weight_places(columns.section_names)[marks >> SECTION_SHIFT & SECTION_BITS]
    [text] = _texts(np.array([0, end - start]), numbers, _keys(numbers, marks & CLASS_BITS, weights))
    return _document(slot, text)


def _document(slot: int, text: str) -> tantivy.Document:
    document = tantivy.Document()
    document.add_integer(SLOT, slot)
    document.add_text(FORM, text)
    return document
