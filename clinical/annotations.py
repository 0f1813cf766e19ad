"""What a text says and how it says it: concepts, assertions, contexts, sections. Offsets are half-open code points."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from clinical.documents import Document

ContextClass = Literal["present", "past", "negated", "hypothetical", "family", "family_negated"]

CONTEXT_CLASSES: tuple[ContextClass, ...] = (
    "present", "past", "negated", "hypothetical", "family", "family_negated",
)  # fmt: skip
"""The one class that a token or code has for search; code N of a stored class is its place here.

What is denied of the family (`pas d'antécédent familial de cancer`) is neither a family history nor a denial of the
patient's own disease.
"""


@dataclass(frozen=True, slots=True)
class Assertion:
    """Four independent marks of a mention; none set means affirmed, of the patient, present."""

    negated: bool = False
    hypothetical: bool = False
    historical: bool = False
    family: bool = False

    @property
    def context_class(self) -> ContextClass:
        """The first that holds of family (denied or not), hypothetical, negated, past; else present."""
        if self.family:
            return "family_negated" if self.negated else "family"
        if self.hypothetical:
            return "hypothetical"
        if self.negated:
            return "negated"
        return "past" if self.historical else "present"


AFFIRMED = Assertion()


@dataclass(frozen=True, slots=True)
class ContextSpan:
    """A stretch of text that is not simply affirmed and present. Stored spans are sorted and disjoint."""

    start: int
    end: int
    assertion: Assertion


@dataclass(frozen=True, slots=True)
class Annotation:
    """A concept mention: ``text[start:end]`` is the evidence.

    ``method`` says how it was found (exact, lexicon, fuzzy, gap, abbreviation, value); ``score`` is 0 to 1;
    ``ongoing`` marks a chronic disease that counts as present although it stands under history;
    ``state`` is a drug's: current, stopped, planned, contraindicated, refused or "".
    """

    start: int
    end: int
    system: str
    code: str
    label: str
    assertion: Assertion = AFFIRMED
    score: float = 1.0
    section: str | None = None
    method: str = "exact"
    ongoing: bool = False
    state: str = ""


@dataclass(frozen=True, slots=True)
class Section:
    """A titled part of a document; ``kind`` is a fixed name such as antecedents, conclusion, traitement."""

    start: int
    end: int
    kind: str


@dataclass(frozen=True, slots=True)
class Sentence:
    """A sentence, or a line or list item that stands as one."""

    start: int
    end: int


@dataclass(frozen=True, slots=True)
class Measurement:
    """A result attached to its analyte: ``value`` in ``unit`` (normalised), ``date`` ISO where the text gives it."""

    start: int
    end: int
    analyte: str
    value: float
    unit: str
    comparator: str = "="
    date: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Reading:
    """All that the language pipeline reads in one text."""

    annotations: tuple[Annotation, ...] = ()
    contexts: tuple[ContextSpan, ...] = ()
    sentences: tuple[Sentence, ...] = ()
    sections: tuple[Section, ...] = ()
    measurements: tuple[Measurement, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class AnnotatedDocument:
    """A kept document with what it says, and the versions of pipeline and terminologies that read it."""

    document: Document
    reading: Reading
    versions: tuple[tuple[str, str], ...] = ()
