"""What the store tells the index: a change is written in the same transaction as the document that it speaks of."""

from __future__ import annotations

from dataclasses import dataclass

from clinical.annotations import AnnotatedDocument


@dataclass(frozen=True, slots=True)
class Change:
    """``document`` None means: take ``doc_id`` out of the index. ``number`` rises with each change."""

    number: int
    doc_id: str
    document: AnnotatedDocument | None
