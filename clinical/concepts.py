"""Concepts of terminologies, and the small protocols by which rooms ask each other about words."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Protocol


@dataclass(frozen=True, slots=True)
class Concept:
    """A code of a system with its preferred label. Codes are written without dots.

    ``members`` are the codes (``SYSTEM:CODE``) for which a class or a range stands; it has no documents of its own.
    ``english`` is an English name where the terminologies have one.
    """

    system: str
    code: str
    label: str
    synonyms: tuple[str, ...] = ()
    parents: tuple[str, ...] = ()
    members: tuple[str, ...] = ()
    english: str = ""


@dataclass(frozen=True, slots=True)
class ConceptMatch:
    """A concept found by words, with a score of 0 to 1 and the term that matched."""

    concept: Concept
    term: str
    score: float


class Concepts(Protocol):
    """What search and pages may ask about codes. Unknown codes raise TerminologyError where one is returned."""

    def concept(self, system: str, code: str) -> Concept | None: ...

    def ancestors(self, system: str, code: str) -> tuple[str, ...]:
        """Codes above this one, nearest first, without itself."""
        ...

    def descendants(self, system: str, code: str) -> tuple[str, ...]:
        """All codes below this one, without itself."""
        ...

    def search(self, words: str, *, systems: Sequence[str] = (), limit: int = 10) -> list[ConceptMatch]:
        """Concepts by label, synonym or lexicon form: exact first, then by prefix, then misspelt."""
        ...

    def systems(self) -> tuple[str, ...]: ...

    def is_word(self, folded: str) -> bool:
        """Whether a folded word is one of medicine, French or English, rather than a misspelling."""
        ...


class Analytes(Protocol):
    """What the query language asks about measured values: how an analyte is called in the record, in which unit."""

    def normal(self, name: str, value: float, unit: str) -> tuple[str, float, str] | None:
        """The analyte's key, the value in its unit, and that unit.

        ``name`` is as people write it; ``unit`` "" where none is given: the analyte's own then, or the first of its others
        in which the value is plausible. None for a name that is no analyte's; a value that fits no unit of the analyte
        stays as it is.
        """
        ...

    def other_units(self, analyte: str, value: float) -> tuple[str, ...]:
        """Other units in which people write the analyte with this key, and in which ``value`` would be plausible."""
        ...


class MedicalWords(Protocol):
    """What de-identification asks: is this a word of medicine or of the language, so no name by itself?"""

    def is_medical(self, folded: str) -> bool: ...

    def is_word(self, folded: str) -> bool:
        """A known word of the language (any case), judged by frequency."""
        ...

    def eponyms(self) -> Iterable[str]: ...
