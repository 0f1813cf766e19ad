"""Words are found in a page's texts where the engines' meaning has them."""

from __future__ import annotations

from dataclasses import replace

from hypothesis import given, settings
from hypothesis import strategies as st

from clinical.annotations import CONTEXT_CLASSES, AnnotatedDocument
from clinical.queries import ALL_CONTEXTS, Phrase, Word
from indexer.limits import NO_LIMIT
from indexer.meaning import phrase_spans, word_positions
from indexer.occurrences import Occurrence, word_occurrences
from indexer.view import indexed_view
from language.analysis import forms
from tests.contracts.documents import phrases, random_document, words


def expected(annotated: AnnotatedDocument, number: int, leaf: Word | Phrase) -> list[Occurrence]:
    document = replace(annotated.document, title=None)
    view = indexed_view(replace(annotated, document=document))
    read = forms(document.text, lang=document.lang, masks=document.masks)
    everywhere = replace(leaf, contexts=ALL_CONTEXTS, section=None)
    if isinstance(everywhere, Word):
        spans = [(position, position) for position in word_positions(everywhere, view)]
    else:
        spans = phrase_spans(everywhere, view)
    return [
        Occurrence(read.starts[first], read.ends[last], name := CONTEXT_CLASSES[view.classes[first]], number,
                   name in leaf.contexts)
        for first, last in spans
    ]  # fmt: skip


@settings(max_examples=150, deadline=None)
@given(leaves=st.lists(words | phrases, min_size=1, max_size=4), seed=st.integers(0, 10**6))
def test_as_the_meaning_has_them(leaves: list[Word | Phrase], seed: int) -> None:
    page = [random_document(number, seed + number) for number in range(5)]
    found = word_occurrences(page, list(enumerate(leaves)), NO_LIMIT)
    for annotated, occurrences in zip(page, found, strict=True):
        wanted = [one for number, leaf in enumerate(leaves) for one in expected(annotated, number, leaf)]
        assert sorted(occurrences) == sorted(wanted)
