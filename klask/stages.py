"""The stages that `klask bench` measures, each run in a process of its own; peers stand beside them."""

from __future__ import annotations

import tempfile
from pathlib import Path

from klask.measuring import StageTime, notes, timed
from klask.peers import edsnlp, masked, spacy_names, unpii, windows


def generate(documents: int) -> StageTime:
    """The synthetic hospital itself."""
    return timed("invent notes", documents, lambda: sum(1 for _ in notes(documents)))


def ingest(documents: int) -> StageTime:
    """End to end: lines to stored, indexed documents."""
    from warehouse.opening import Feed, init
    from warehouse.warehouse import Actor

    with tempfile.TemporaryDirectory() as folder:
        home = Path(folder) / "home"
        init(home, dates="keep")
        feed = Feed(home)
        actor = Actor("bench", "operator")
        warm, *rows = list(notes(documents + 1))
        try:
            feed.ingest_rows(actor, [warm], lot="warm")  # loading word lists and terminologies is not throughput
            return timed("ingest, end to end", documents, lambda: feed.ingest_rows(actor, rows, lot="bench"))
        finally:
            feed.close()


def deid(documents: int) -> StageTime:
    """De-identification alone."""
    from klask.gold import sources
    from warehouse.opening import keyless_deidentifier

    read = sources(list(notes(documents)))
    deidentifier = keyless_deidentifier("tag")
    deidentifier.deidentify(read[0])
    return timed("de-identify", documents, lambda: [deidentifier.deidentify(document) for document in read])


def annotate(documents: int) -> StageTime:
    """Annotation alone, of text that is masked already."""
    from warehouse.opening import open_annotator

    annotator, read = open_annotator(), masked(documents)
    annotator.annotate(read[0])
    return timed("annotate", len(read), lambda: [annotator.annotate(document) for document in read])


def both(documents: int) -> StageTime:
    """De-identification and annotation together, batch by batch, as ingest does."""
    from clinical.documents import Quarantine
    from klask.gold import sources
    from warehouse.ingest import BATCH_DOCUMENTS, batched
    from warehouse.opening import keyless_deidentifier, open_annotator

    deidentifier, annotator = keyless_deidentifier("tag"), open_annotator()
    read = sources(list(notes(documents)))

    def work() -> None:
        for batch in batched(read, BATCH_DOCUMENTS):
            for outcome in [deidentifier.deidentify(document) for document in batch]:
                if not isinstance(outcome, Quarantine):
                    annotator.annotate(outcome.document)

    work_once = deidentifier.deidentify(read[0])
    if not isinstance(work_once, Quarantine):
        annotator.annotate(work_once.document)
    return timed("de-identify and annotate", documents, work)


STAGES = (generate, deid, unpii, spacy_names, annotate, windows, edsnlp, both, ingest)
