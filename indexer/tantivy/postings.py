"""Postings in Tantivy: one field of forms, one of codes; a term carries its context class and section weight.

A term is the form (or code key), `|`, the class digit and the letter of its weight. Terms are looked up as sets of
slots, kept once found; ranking is Tantivy's BM25 with the weights as boosts.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from itertools import product
from typing import Any

import numpy as np
import tantivy
from numpy.typing import NDArray
from pyroaring import BitMap

from clinical.queries import And, ConceptIs, Or, Phrase, Query, SameSentence, Word
from indexer.columns.snapshot import Columns
from indexer.limits import Deadline
from indexer.meaning import context_codes
from indexer.ranking import SECTION_WEIGHTS, section_weight
from indexer.view import CLASS_CODES, IndexedDocument

FORM, OWN, BELOW, SLOT = "form", "own", "below", "slot"
WEIGHTS = tuple(sorted({1.0, *SECTION_WEIGHTS.values()}))
LETTERS = {weight: "abcdefgh"[place] for place, weight in enumerate(WEIGHTS)}
TOKENIZER = "spaces"
FIRST_HITS = 1024
COUNTED_TERMS = 128
"""Terms of one leaf that are looked at one by one, and scored so; more of them count alike."""

KEPT_FREQUENCIES = 100_000

CACHED_SETS = 1000


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


def term(name: str, code: int, weight: float) -> str:
    """The term of a form or code key in a class and weight; lone surrogates are spelt out."""
    plain = name if name.isascii() else name.encode("utf-8", "backslashreplace").decode("utf-8")
    return f"{plain}|{code}{LETTERS[weight]}"


def _document(slot: int, forms: Iterable[str], own: Iterable[str], below: Iterable[str]) -> tantivy.Document:
    document = tantivy.Document()
    document.add_integer(SLOT, slot)
    document.add_text(FORM, " ".join(forms))
    document.add_text(OWN, " ".join(own))
    document.add_text(BELOW, " ".join(below))
    return document


def document_of_view(view: IndexedDocument, slot: int) -> tantivy.Document:
    """What Tantivy indexes of a view."""
    weights = [section_weight(name) for name in view.section_names]
    ends = [[f"|{code}{LETTERS[weight]}" for weight in weights] for code in CLASS_CODES.values()]
    forms = [
        (form if form.isascii() else term(form, 0, 1.0)[:-3]) + ends[code][section]
        for form, code, section in zip(view.forms, view.classes, view.sections, strict=True)
        if form
    ]
    own: list[str] = []
    below: list[str] = []
    for mention in view.mentions:
        end = ends[mention.context][view.sections[mention.position]]
        own.append(mention.key + end)
        below.extend(key + end for key in (mention.key, *mention.above))
    return _document(slot, forms, own, below)


def document_of_columns(columns: Columns, slot: int, mentions: NDArray[Any]) -> tantivy.Document:
    """The same from the columns alone, for rewriting an index; ``mentions`` are the slot's rows."""
    start, end = int(columns.token_starts[slot]), int(columns.token_starts[slot + 1])
    sections = columns.tables["section"]
    marks = columns.marks[start:end].astype(np.int64)
    weights = [section_weight(sections.name(place) or "") for place in ((marks >> 3) & 0x1FF).tolist()]
    classes = (marks & 7).tolist()
    names = columns.lexicon.forms
    forms = [
        term(names[number], code, weight)
        for number, code, weight in zip(columns.forms[start:end].tolist(), classes, weights, strict=True)
        if number
    ]
    own: list[str] = []
    below: list[str] = []
    for row in mentions:
        key, _, *above = columns.tables["code"].rows[int(row["code"])]
        weight = weights[int(row["position"])]
        own.append(term(key, int(row["context"]), weight))
        below.extend(term(name, int(row["context"]), weight) for name in (key, *above))
    return _document(slot, forms, own, below)


def _terms(names: Sequence[str], classes: Sequence[int]) -> list[tuple[str, float]]:
    return [(term(name, code, weight), weight) for name, code, weight in product(names, classes, WEIGHTS)]


class TantivyPostings:
    """The postings of one generation; the searcher is a snapshot that threads may share."""

    def __init__(self, searcher: tantivy.Searcher) -> None:
        self._searcher, self._schema = searcher, schema()
        self._sets: dict[tuple[str, ...], BitMap] = {}
        self._frequencies: dict[tuple[str, str], int] = {}

    def of_forms(self, forms: Sequence[str], classes: Sequence[int], deadline: Deadline) -> BitMap:
        """See ``indexer.columns.evaluation.Postings``."""
        return self._set(FORM, [name for name, _ in _terms(forms, classes)], deadline)

    def of_code(self, key: str, classes: Sequence[int], *, alone: bool, deadline: Deadline) -> BitMap:
        """See ``indexer.columns.evaluation.Postings``."""
        return self._set(OWN if alone else BELOW, [name for name, _ in _terms([key], classes)], deadline)

    def _set(self, field: str, terms: Sequence[str], deadline: Deadline) -> BitMap:
        key = (field, *terms)
        known = self._sets.get(key)
        if known is None:
            deadline.check()
            if len(self._sets) >= CACHED_SETS:
                self._sets.clear()
            known = self._sets[key] = self._look(field, terms)
        return known

    def _look(self, field: str, terms: Sequence[str]) -> BitMap:
        most = self._searcher.num_docs
        if len(terms) <= COUNTED_TERMS:
            counts = [self._frequency(field, name) for name in terms]
            terms = [name for name, count in zip(terms, counts, strict=True) if count]
            most = min(most, sum(counts))
        if not terms or not most:
            return BitMap()
        query = tantivy.Query.term_set_query(self._schema, field, terms)
        found = self._searcher.search(query, limit=most, count=False, order_by_field=SLOT, order=tantivy.Order.Asc)
        return BitMap([slot for slot, _ in found.hits])

    def _frequency(self, field: str, name: str) -> int:
        known = self._frequencies.get((field, name))
        if known is None:
            if len(self._frequencies) >= KEPT_FREQUENCIES:
                self._frequencies.clear()
            known = self._frequencies[field, name] = self._searcher.doc_freq(field, name)
        return known

    # ranking

    def scorer(self, columns: Columns) -> Callable[[Query, NDArray[np.int64]], NDArray[np.float32]]:
        """Scores by Tantivy's BM25 of the first hits; the others score 0 and follow by date."""

        def score(query: Query, slots: NDArray[np.int64]) -> NDArray[np.float32]:
            scores = np.zeros(len(slots), dtype=np.float32)
            translated = self._translated(query, columns)
            if translated is not None and len(slots):
                self._fill(translated, slots, scores)
            return scores

        return score

    def _fill(self, query: tantivy.Query, slots: NDArray[np.int64], scores: NDArray[np.float32]) -> None:
        """Ask for more hits until enough of them are among ``slots``, which filters may have thinned out."""
        limit = FIRST_HITS
        while True:
            hits = self._searcher.search(query, limit=limit, count=False).hits
            found = np.array(self._searcher.fast_field_values(SLOT, [address for _, address in hits]), dtype=np.int64)
            places = np.minimum(np.searchsorted(slots, found), len(slots) - 1)
            here = slots[places] == found
            if here.sum() >= min(len(slots), FIRST_HITS // 2) or len(hits) < limit:
                scores[places[here]] = np.array([value for value, _ in hits], dtype=np.float32)[here]
                return
            limit *= 16

    def _translated(self, query: Query, columns: Columns) -> tantivy.Query | None:
        """The scored leaves of a query; what AND joins must all be there. None where nothing is scored."""
        match query:
            case And(parts) | SameSentence(parts):
                return self._joined(parts, columns, tantivy.Occur.Must)
            case Or(parts):
                return self._joined(parts, columns, tantivy.Occur.Should)
            case Phrase(forms):
                mode: Any = "exact" if query.exact else "stem"
                words = tuple(Word(form, mode, query.contexts) for form in forms)
                return self._joined(words, columns, tantivy.Occur.Must)
            case Word():
                return self._word(query, columns)
            case ConceptIs(system, code, alone):
                names = _terms([f"{system}:{code}"], sorted(context_codes(query.contexts)))
                return self._scored(OWN if alone else BELOW, names)
            case _:
                return None

    def _joined(self, parts: Sequence[Query], columns: Columns, occur: tantivy.Occur) -> tantivy.Query | None:
        translated = [self._translated(part, columns) for part in parts]
        clauses = [(occur, part) for part in translated if part is not None]
        return tantivy.Query.boolean_query(clauses) if clauses else None

    def _word(self, word: Word, columns: Columns) -> tantivy.Query:
        forms = columns.lexicon.expand(word, "fr")
        if columns.english and word.mode == "stem":
            forms = sorted({*forms, *columns.lexicon.expand(word, "en")})
        return self._scored(FORM, _terms(forms, sorted(context_codes(word.contexts))))

    def _scored(self, field: str, terms: Sequence[tuple[str, float]]) -> tantivy.Query:
        if len(terms) > COUNTED_TERMS:
            names = [name for name, _ in terms]
            return tantivy.Query.const_score_query(tantivy.Query.term_set_query(self._schema, field, names), 1.0)
        present = [(name, weight) for name, weight in terms if self._frequency(field, name)]
        if not present:
            return tantivy.Query.empty_query()
        return tantivy.Query.boolean_query([
            (tantivy.Occur.Should,
             tantivy.Query.boost_query(tantivy.Query.term_query(self._schema, field, name, "freq"), weight))
            for name, weight in present
        ])  # fmt: skip
