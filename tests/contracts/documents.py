"""Random documents and queries over a small world, so that random queries match often."""

from __future__ import annotations

import random

from hypothesis import strategies as st

from clinical.annotations import (
    AnnotatedDocument,
    Annotation,
    Assertion,
    ContextSpan,
    Measurement,
    Reading,
    Section,
    Sentence,
)
from clinical.changes import Change
from clinical.documents import Document, Mask
from clinical.queries import (
    ALL_CONTEXTS,
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

WORDS = [
    "fièvre",
    "fièvres",
    "toux",
    "embolie",
    "embolies",
    "pulmonaire",
    "pulmonaires",
    "rénale",
    "rénaux",
    "sans",
    "pas",
    "LES",
    "les",
    "cardiaque",
    "insuffisance",
    "insufisance",
    "diabète",
    "goutte",
    "goût",
    "douleur",
    "douleurs",
    "9,5",
    "mg",
    "HbA1c",
]
FORMS = [
    "fievre",
    "fievres",
    "toux",
    "embolie",
    "pulmonaire",
    "renal",
    "renale",
    "sans",
    "pas",
    "LES",
    "les",
    "cardiaque",
    "insuffisance",
    "diabete",
    "goutte",
    "gout",
    "douleur",
    "9.5",
    "mg",
    "hba1c",
    "absent",
]
CODES = ("I26", "I260", "I269", "E11", "E112", "J18")
SECTIONS = ("antecedents", "conclusion")
ASSERTIONS = (
    Assertion(negated=True),
    Assertion(hypothetical=True),
    Assertion(historical=True),
    Assertion(family=True),
    Assertion(family=True, negated=True),
)


class Tree:
    """A small hierarchy: I260 and I269 under I26, E112 under E11, all under a root."""

    def ancestors(self, system: str, code: str) -> tuple[str, ...]:
        return (code[:3], "ROOT") if len(code) > 3 else ("ROOT",)


def random_document(number: int, seed: int) -> AnnotatedDocument:
    """A document made of sentences over ``WORDS`` with masks, contexts, sections, codes and values."""
    rng = random.Random(seed)
    text, sentences, contexts, sections, annotations, masks, measurements = "", [], [], [], [], [], []
    for _ in range(rng.randint(0, 6)):
        start = len(text)
        for _ in range(rng.randint(1, 7)):
            text += rng.choice(["", "", "l'"]) if rng.random() < 0.2 else ""
            if rng.random() < 0.06:
                masks.append(Mask(len(text), len(text) + 5, "NOM"))
                text += "[NOM] "
            else:
                text += rng.choice(WORDS) + rng.choice([" ", " ", " ", ", ", "-"])
        text = text.rstrip(" ,-")
        if rng.random() < 0.5:
            contexts.append(ContextSpan(start, len(text), rng.choice(ASSERTIONS)))
        if rng.random() < 0.5:
            annotations.append(
                Annotation(start, start + 3, "CIM10", rng.choice(CODES), "label", rng.choice([Assertion(), *ASSERTIONS]),
                           ongoing=rng.random() < 0.3)
            )  # fmt: skip
        if rng.random() < 0.3:
            measurements.append(
                Measurement(start, start + 3, "HbA1c", rng.choice([5.0, 7.5, 9.0, 9.5]), "%", rng.choice("=<>"))
            )
        if rng.random() < 0.4:
            sections.append(Section(start, len(text), rng.choice(SECTIONS)))
        text += ". "
        sentences.append(Sentence(start, len(text)))
    document = Document(
        doc_id=f"d-{number}",
        patient_id=f"p-{rng.randint(0, 5)}",
        text=text,
        masks=tuple(masks),
        lang=rng.choice(["fr", "fr", "fr", "en"]),
        date=rng.choice([None, "2019", "2020-05", "2021-03-18", "2021-12-31"]),
        type=rng.choice([None, "CRH", "Compte rendu opératoire"]),
        unit=rng.choice([None, "Cardiologie", "pneumologie"]),
        title=rng.choice([None, "Embolie pulmonaire", "fièvre"]),
        stay_id=rng.choice([None, "s-1"]),
        source=rng.choice([None, "dpi"]),
        lot=rng.choice(["", "lot-1", "lot-2"]),
        sex=rng.choice([None, "F", "M"]),
        age=rng.choice([None, 0, 17, 18, 65, 90]),
    )
    reading = Reading(
        annotations=tuple(annotations),
        contexts=tuple(contexts),
        sentences=tuple(sentences),
        sections=tuple(sections),
        measurements=tuple(measurements),
    )
    return AnnotatedDocument(document=document, reading=reading)


def change(number: int, annotated: AnnotatedDocument) -> Change:
    return Change(number, annotated.document.doc_id, annotated)


contexts = st.sampled_from(
    [("present", "past"), ("present", "past"), ("negated",), ("family",), ("hypothetical",), ("past",), ALL_CONTEXTS]
)
sections = st.sampled_from([None, None, None, "conclusion", "antecedents", "titre", "elsewhere"])
plain_words = st.builds(Word, st.sampled_from(FORMS), st.sampled_from(["stem", "exact"]), contexts, sections)
wide_words = st.one_of(
    st.builds(Word, st.sampled_from(["em", "pul", "insu", "goutte"]), st.just("prefix"), contexts),
    st.builds(Word, st.sampled_from(["f?evre", "em*ie", "r*l?", "gout*"]), st.just("wildcard"), contexts),
    st.builds(Word, st.sampled_from(["insufisance", "pulmonare", "fievr", "toux"]), st.just("fuzzy"), contexts),
)
words = st.one_of(plain_words, plain_words, wide_words)
phrases = st.builds(
    Phrase,
    st.lists(st.sampled_from(FORMS), min_size=1, max_size=3).map(tuple),
    st.integers(0, 4),
    st.booleans(),
    st.booleans(),
    contexts,
    sections,
)
concepts = st.builds(ConceptIs, st.just("CIM10"), st.sampled_from([*CODES, "ROOT", "Z99"]), st.booleans(), contexts)
in_sentence = st.one_of(words, phrases, concepts, st.lists(words, min_size=1, max_size=2).map(tuple).map(Or))
records: st.SearchStrategy[Query] = st.one_of(
    st.builds(
        FieldIs,
        st.sampled_from(["type", "unit", "sex", "source", "lang", "lot", "patient", "stay"]),
        st.lists(
            st.sampled_from(["crh", "CARDIOLOGIE", "compte rendu operatoire", "F", "M", "fr", "dpi", "lot-1", "p-1", "s-1"]),
            min_size=1, max_size=2,
        ).map(tuple),
    ),
    st.builds(
        DateBetween, st.sampled_from([None, "2019", "2020-05-02", "2021"]), st.sampled_from([None, "2019", "2021-06", "2021"])
    ),
    st.builds(AgeBetween, st.sampled_from([None, 0, 18, 60]), st.sampled_from([None, 17, 65, 90])),
    st.builds(ValueIs, st.just("HbA1c"), st.sampled_from(["<", "<=", "=", ">=", ">"]), st.sampled_from([7.5, 9.0])),
    st.sampled_from([Everything(), Nothing()]),
)  # fmt: skip
leaves: st.SearchStrategy[Query] = st.one_of(
    words,
    phrases,
    concepts,
    records,
    st.builds(SameSentence, st.lists(in_sentence, min_size=1, max_size=3).map(tuple)),
)
queries: st.SearchStrategy[Query] = st.recursive(
    leaves,
    lambda inner: st.one_of(
        st.builds(And, st.lists(inner, min_size=1, max_size=3).map(tuple)),
        st.builds(Or, st.lists(inner, min_size=1, max_size=3).map(tuple)),
        st.builds(Not, inner),
    ),
    max_leaves=6,
)
