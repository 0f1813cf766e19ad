"""Terms of the Tantivy index and the documents made of them.

A term of the field of forms is seven letters of its own alphabet: the number that the columns give the form, then its
context class and section weight. Such terms are made for a whole batch by arithmetic, and no word of a text is in
Tantivy's files. A term of the fields of codes is `SYSTEM:CODE`, `|`, the class and the weight.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import pairwise
from typing import Any

import numpy as np
import tantivy
from numpy.typing import NDArray

from indexer.batch import Tokens
from indexer.columns.layout import CLASS_BITS, SECTION_BITS, SECTION_SHIFT
from indexer.columns.snapshot import Columns
from indexer.columns.writer import Added
from indexer.ranking import SECTION_WEIGHTS, section_weight

FORM, OWN, BELOW, SLOT = "form", "own", "below", "slot"
WEIGHTS = tuple(sorted({1.0, *SECTION_WEIGHTS.values()}))
_WEIGHT_PLACES = {weight: place for place, weight in enumerate(WEIGHTS)}
TOKENIZER = "spaces"

_DIGITS, _DIGIT_BITS, _FIRST_DIGIT = 6, 6, 48
"""A form's number, class and weight are six digits of base 64, from the character `0` on; none is white space."""

_WIDTH = _DIGITS + 1
_SHIFTS = np.array([_DIGIT_BITS * place for place in reversed(range(_DIGITS))], dtype=np.int64)


def schema() -> tantivy.Schema:
    """Forms and codes with frequencies, and the slot as a signed number (deleting by an unsigned one does nothing)."""
    builder = tantivy.SchemaBuilder()
    for name in (FORM, OWN, BELOW):
        builder.add_text_field(name, stored=False, tokenizer_name=TOKENIZER, index_option="freq")
    builder.add_integer_field(SLOT, stored=False, indexed=True, fast=True)
    return builder.build()


def with_tokenizer(index: tantivy.Index) -> tantivy.Index:
    """The index, able to split our terms at spaces."""
    index.register_tokenizer(TOKENIZER, tantivy.TextAnalyzerBuilder(tantivy.Tokenizer.whitespace()).build())
    return index


def weight_places(sections: Sequence[str]) -> NDArray[np.int64]:
    """The place in ``WEIGHTS`` of each kind of section."""
    return np.array([_WEIGHT_PLACES[section_weight(name)] for name in sections], dtype=np.int64)


def form_terms(forms: Sequence[tuple[int, int]]) -> list[str]:
    """The terms of forms, by number and class, each with every weight in the order of ``WEIGHTS``."""
    pairs = np.array(forms, dtype=np.int64).reshape(-1, 2, 1)
    return str(_spelt(_keys(pairs[:, 0], pairs[:, 1], np.arange(len(WEIGHTS))).ravel()), "ascii").split()


def code_term(key: str, code: int, weight: int) -> str:
    """The term of a code's key in a class, with the place of a weight; lone surrogates are spelt out."""
    return f"{_plain(key)}|{code}{weight}"


def _plain(key: str) -> str:
    return key if key.isascii() else key.encode("utf-8", "backslashreplace").decode("utf-8")


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
    edges = before.tolist()
    for start, end in pairwise(edges):
        yield str(spelt[start:end], "ascii")


class Documents:
    """Makes Tantivy's documents; what is spelt for a code is kept."""

    def __init__(self, code_rows: Sequence[Sequence[Any]]) -> None:
        self._code_rows = code_rows
        self._codes: dict[tuple[int, int, int], tuple[str, str]] = {}

    def of_added(self, added: Added) -> Iterator[tantivy.Document]:
        """The documents of a batch, in the order of their slots."""
        tokens, mentions = added.tokens, added.mentions
        weights = weight_places(tokens.section_names)[tokens.sections]
        return self._made(added.first_slot, tokens, weights, mentions.documents, mentions.positions,
                          mentions.contexts, added.places)  # fmt: skip

    def of_columns(self, columns: Columns, slot: int, mentions: NDArray[Any]) -> tantivy.Document:
        """The same from the columns alone, for rewriting an index; ``mentions`` are the slot's rows."""
        start, end = int(columns.token_starts[slot]), int(columns.token_starts[slot + 1])
        marks = columns.marks[start:end].astype(np.int64)
        names = [str(row[0] or "") for row in columns.tables["section"].rows]
        weights = weight_places(names)[marks >> SECTION_SHIFT & SECTION_BITS]
        tokens = Tokens(
            starts=np.array([0, end - start]), numbers=columns.forms[start:end],
            classes=(marks & CLASS_BITS).astype(np.uint8), sections=np.zeros(0, dtype=np.uint16),
            breaks=np.zeros(0, dtype=bool), section_names=(),
        )  # fmt: skip
        [document] = self._made(slot, tokens, weights, np.zeros(len(mentions), dtype=np.int32), mentions["position"],
                                mentions["context"], mentions["code"])  # fmt: skip
        return document

    def _made(
        self, slot: int, tokens: Tokens, weights: NDArray[np.int64], owners: NDArray[Any], positions: NDArray[Any],
        contexts: NDArray[Any], places: NDArray[Any],
    ) -> Iterator[tantivy.Document]:  # fmt: skip
        texts = _texts(tokens.starts, tokens.numbers, _keys(tokens.numbers, tokens.classes, weights))
        heavy = weights[tokens.starts[owners] + positions]
        spelt = list(map(self._code, places.tolist(), contexts.tolist(), heavy.tolist()))
        edges = np.searchsorted(owners, np.arange(len(tokens.starts))).tolist()
        for place, text in enumerate(texts):
            codes = spelt[edges[place] : edges[place + 1]]
            document = tantivy.Document()
            document.add_integer(SLOT, slot + place)
            document.add_text(FORM, text)
            document.add_text(OWN, " ".join([own for own, _ in codes]))
            document.add_text(BELOW, " ".join([below for _, below in codes]))
            yield document

    def _code(self, place: int, context: int, weight: int) -> tuple[str, str]:
        """The terms of a mention: its own, and those of all that it lies under, itself included."""
        known = self._codes.get((place, context, weight))
        if known is None:
            key, _, *upper = self._code_rows[place]
            terms = [code_term(name, context, weight) for name in (key, *upper)]
            known = self._codes[place, context, weight] = terms[0], " ".join(terms)
        return known
