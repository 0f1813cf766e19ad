"""Applying changes in steps of some hundred documents that are read together."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from clinical.annotations import AnnotatedDocument
from clinical.changes import Change
from indexer.batch import BatchReader, in_order
from indexer.columns.writer import Added, ColumnWriter

STEP_DOCUMENTS = 256
STEP_CHARACTERS = 600_000
"""What one step reads together at most: enough to be fast, little enough for processor caches."""


@dataclass(frozen=True, slots=True)
class Step:
    """Some changes that the columns have taken in; ``last`` is the highest number among them."""

    changes: int
    last: int
    added: Added | None


def steps(changes: Iterable[Change], columns: ColumnWriter) -> Iterator[Step]:
    """Take changes into the columns step by step; of several changes of one document in a step the last one counts."""
    reader = BatchReader(columns.numbering)
    for part in parts(changes):
        documents = remaining(part, columns)
        added = columns.add(documents, reader.read(documents)) if documents else None
        yield Step(len(part), max(change.number for change in part), added)


def remaining(part: list[Change], columns: ColumnWriter) -> list[AnnotatedDocument]:
    """Remove what a part of the changes removes; the documents that it brings."""
    final = {change.doc_id: change.document for change in part}
    for doc_id, document in final.items():
        if document is None:
            columns.remove(doc_id)
    return in_order([document for document in final.values() if document is not None])


def parts(changes: Iterable[Change]) -> Iterator[list[Change]]:
    """The changes in parts that are read together."""
    part: list[Change] = []
    characters = 0
    for change in changes:
        part.append(change)
        characters += len(change.document.document.text) if change.document is not None else 0
        if len(part) == STEP_DOCUMENTS or characters >= STEP_CHARACTERS:
            yield part
            part, characters = [], 0
    if part:
        yield part
