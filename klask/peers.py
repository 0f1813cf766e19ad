"""What others do, beside our stages in the same run of `klask bench`; what is not installed is a row that says so."""

from __future__ import annotations

from importlib import import_module
from importlib.util import find_spec
from typing import Any

from clinical.documents import Document
from klask.measuring import StageTime, absent, notes, timed

NER_MODELS = ("fr_core_news_lg", "fr_core_news_md", "fr_core_news_sm")
"""French spaCy pipelines with named entities, by the name of their package."""

SLOW = 20
"""A peer that needs some hundred milliseconds a note reads every twentieth."""

MOST = 200
"""Notes that edsnlp reads at most."""


def unpii(documents: int) -> StageTime:
    """The fastest ready-made French de-identifier."""
    stage = "unpii (peer)"
    if find_spec("unpii") is None:
        return absent(stage, "pip install 'klask[bench]'")
    import unpii as peer

    texts = [row["text"] for row in notes(documents)]
    return timed(stage, documents, lambda: [peer.anonymize(text) for text in texts])


def spacy_names(documents: int) -> StageTime:
    """Persons, places and organisations by a French spaCy pipeline; a blank one names nobody and would be no comparison."""
    stage = "spaCy NER (peer)"
    model = next((name for name in NER_MODELS if find_spec(name) is not None), None)
    if model is None:
        return absent(stage, f"no French pipeline with NER is installed ({', '.join(NER_MODELS)})")
    import spacy

    nlp = spacy.load(model, exclude=["morphologizer", "parser", "senter", "attribute_ruler", "lemmatizer"])
    count = max(1, documents // SLOW)
    texts = [row["text"] for row in notes(count)]
    nlp(texts[0])
    return timed(stage, count, lambda: [nlp(text) for text in texts], note=model)


def windows(documents: int) -> StageTime:
    """A window search in QuickUMLS' manner over the terms that our annotator matches."""
    from klask.window_search import WindowSearch

    search = WindowSearch(_terms())
    texts = [document.text for document in masked(max(1, documents // SLOW))]
    note = f"{len(search):,} different terms, every {SLOW}th note"
    return timed("QuickUMLS-style (baseline)", len(texts), lambda: [search.find(text) for text in texts], note=note)


def edsnlp(documents: int) -> StageTime:
    """A pipeline of edsnlp with a matcher over CIM-10 terms, its drugs and its qualifiers."""
    stage = "edsnlp (peer)"
    if find_spec("edsnlp") is None:
        return absent(stage, "edsnlp is not installed in this environment")
    nlp = _edsnlp()
    texts = [document.text for document in masked(min(documents, MOST))]
    nlp(texts[0])
    note = "matcher, drugs, negation, hypothesis, family, history"
    return timed(stage, len(texts), lambda: [nlp(text) for text in texts], note=note)


def _edsnlp() -> Any:
    peer = import_module("edsnlp")

    nlp = peer.blank("eds")
    nlp.add_pipe("eds.normalizer")
    nlp.add_pipe("eds.sentences")
    nlp.add_pipe("eds.matcher", config={"terms": {"cim10": sorted(set(_terms("CIM10")))}, "attr": "NORM"})
    for name in ("drugs", "negation", "hypothesis", "family", "history"):
        nlp.add_pipe(f"eds.{name}")
    return nlp


def masked(documents: int) -> list[Document]:
    """Notes as annotation gets them, identifiers replaced."""
    from clinical.documents import Quarantine
    from klask.gold import sources
    from warehouse.opening import keyless_deidentifier

    deidentifier = keyless_deidentifier("tag")
    outcomes = [deidentifier.deidentify(document) for document in sources(list(notes(documents)))]
    return [outcome.document for outcome in outcomes if not isinstance(outcome, Quarantine)]


def _terms(*systems: str) -> list[str]:
    """The terms of the installed terminologies that are looked for in texts."""
    from terminologies import open_catalogue
    from warehouse.settings import cache_dir

    return list(open_catalogue(cache_dir()).matched(systems or ("CIM10", "ATC")))
