"""Documents read together are indexed as documents read one by one."""

from __future__ import annotations

import random
from collections.abc import Callable, Sequence

from hypothesis import example, given, settings
from hypothesis import strategies as st

from clinical.annotations import AnnotatedDocument, Annotation, Assertion, ContextSpan, Reading, Section, Sentence
from clinical.documents import Document, Mask
from indexer.batch import Batch, BatchReader, in_order
from indexer.columns.applying import parts
from indexer.synthetic import SyntheticNotes
from indexer.view import indexed_view
from language.analysis import forms
from language.interning import Numbering
from language.together import read_together
from tests.contracts.documents import change

PIECES = st.sampled_from([
    "fièvre", "L'œdème", "insulino-dépendant", "5mg", "9,5", "1/2 cp", "H.T.A.", "LES", "les", "IRA", "pas d'", "œ",
    "αβ", "d'ARTHRITE", "hépa-\ntite", "-", "\n", " ", "\x00", "é", "ŒDÈME", "½", "x" * 200, "12.5.", "Mr. X", "_",
    "’", "qu'il", "aujourd'hui", "it's", "\u00ad\n", "A.B", "3 000", "ſs", "İ", "漢字",
])  # fmt: skip
TEXTS = st.lists(PIECES, max_size=12).map(" ".join) | st.lists(PIECES, max_size=8).map("".join)


@settings(max_examples=300, deadline=None)
@given(texts=st.lists(TEXTS, min_size=1, max_size=6), lang=st.sampled_from(["fr", "en"]), seed=st.integers(0, 1000))
def test_texts_read_together_have_the_tokens_that_each_has_alone(texts: list[str], lang: str, seed: int) -> None:
    rng = random.Random(seed)
    masks = [_masks(text, rng) for text in texts]
    numbering = Numbering({"": 0})
    read = read_together(texts, masks, numbering, lang=lang)
    edges = read.tokens_before()
    for place, (text, hidden) in enumerate(zip(texts, masks, strict=True)):
        own = slice(edges[place], edges[place + 1])
        alone = forms(text, lang=lang, masks=hidden)
        assert [numbering.forms[number] for number in read.numbers[own]] == alone.forms
        assert (read.starts[own] - read.bases[place]).tolist() == alone.starts
        assert (read.ends[own] - read.bases[place]).tolist() == alone.ends
    assert set(numbering.forms) == {"", *(form for one in map(_forms(lang), texts, masks) for form in one)}


def _forms(lang: str) -> Callable[[str, Sequence[Mask]], list[str]]:
    return lambda text, masks: forms(text, lang=lang, masks=masks).forms


def _masks(text: str, rng: random.Random) -> tuple[Mask, ...]:
    if len(text) < 6 or rng.random() < 0.5:
        return ()
    start = rng.randrange(len(text) - 4)
    return (Mask(start, start + rng.randrange(1, 4), "NOM"),)


def _same(documents: list[AnnotatedDocument]) -> None:
    documents = in_order(documents)
    reader = BatchReader(Numbering({"": 0}))
    batch = reader.read(documents)
    for place, annotated in enumerate(documents):
        _same_as_alone(place, annotated, batch, reader.numbering.forms)


def _same_as_alone(place: int, annotated: AnnotatedDocument, batch: Batch, known: list[str]) -> None:
    view, tokens, mentions = indexed_view(annotated), batch.tokens, batch.mentions
    own = slice(tokens.starts[place], tokens.starts[place + 1])
    assert [known[number] for number in tokens.numbers[own]] == view.forms
    assert tokens.classes[own].tobytes() == view.classes
    assert [tokens.section_names[s] for s in tokens.sections[own]] == [view.section_names[s] for s in view.sections]
    assert tokens.breaks[own].tobytes() == view.breaks
    chosen = mentions.documents == place
    keys = [":".join(mentions.rows[code][:2]) for code in mentions.codes[chosen]]
    found = zip(mentions.positions[chosen].tolist(), mentions.contexts[chosen].tolist(), keys, strict=True)
    assert [*found] == [(one.position, one.context, one.key) for one in view.mentions]
    assert int(batch.fingerprints[place]) == view.simhash


def test_whole_notes() -> None:
    notes = SyntheticNotes(20, vocabulary=500)
    _same([notes.document(number) for number in range(20)])


@settings(max_examples=150, deadline=None)
@given(seed=st.integers(0, 10**6))
@example(seed=7184)
def test_odd_documents(seed: int) -> None:
    rng = random.Random(seed)
    _same([_odd(rng, number) for number in range(rng.randrange(1, 5))])


def _odd(rng: random.Random, number: int) -> AnnotatedDocument:
    """Empty texts and titles, spans that overlap, touch the ends or go past them, two languages, masks."""
    words = ["fièvre", "L'œdème", "5mg", "LES", "hépa-\ntite", "it's", "e\u0301t\u00e9", "x" * 150, "pas"]
    text = " ".join(rng.choices(words, k=rng.randrange(0, rng.choice([1, 9, 400]))))
    document = Document(
        doc_id=f"d-{number}", patient_id="p", text=text, lang=rng.choice(["fr", "en"]),
        title=rng.choice([None, "", "Compte rendu"]), masks=_masks(text, rng),
    )  # fmt: skip
    spans = [sorted((rng.randrange(len(text) + 3), rng.randrange(len(text) + 3))) for _ in range(9)]
    claims = [Assertion(negated=rng.random() < 0.5, historical=rng.random() < 0.5) for _ in range(3)]
    reading = Reading(
        annotations=tuple(
            Annotation(start, end, "CIM10", f"A0{start % 3}", "label", claim, ongoing=rng.random() < 0.5)
            for (start, end), claim in zip(spans, claims, strict=False)
        ),
        contexts=tuple(ContextSpan(start, end, claim) for (start, end), claim in zip(spans[3:], claims, strict=False)),
        sentences=tuple(Sentence(start, end) for start, end in spans),
        sections=tuple(Section(start, end, rng.choice(["conclusion", "", "titre"])) for start, end in spans[6:]),
    )
    return AnnotatedDocument(document=document, reading=reading)


def test_parts_keep_every_change_and_stay_small() -> None:
    notes = SyntheticNotes(1, vocabulary=200)
    changes = [change(number, notes.document(0)) for number in range(600)]
    found = [*parts(changes)]
    assert [one for part in found for one in part] == changes
    assert max(map(len, found)) <= 256
