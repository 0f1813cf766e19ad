"""Guards of ambiguous forms: what must stand, or not stand, around a form before it means its code.

A guard is written as atoms separated by spaces, all of which must hold::

    case            the form in exactly this case
    near:a,b*       one of these words (``*``: prefix) in the same sentence, within ten words
    not:a,b*        none of these words within four words
    next:a  prev:a  the word just after / before is one of these; ``#`` is a number; ``!next:``, ``!prev:``: is none of these
    section:X       only in these sections (``!section:X``: not there)
    type:X  unit:X* only in these document types, hospital units
    doc:a,b*        one of these words stands anywhere in the document (``!doc:``: none does)
    neg             the form itself says that the finding is absent
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import cache

from clinical.errors import TerminologyError
from language.folding import fold
from terminologies.keys import stem

NEAR_WORDS = 10
NOT_WORDS = 4
SECTIONS = frozenset(
    {"antecedents", "examen", "conclusion", "traitement", "allergies", "motif", "evolution", "examens"}
    | {
        "mode_de_vie",
        "familiaux",
        "facteurs_de_risque",
        "indication",
        "histoire",
        "hypotheses",
        "conduite",
        "technique",
    }
)
_ATOM = re.compile(r"(case|neg)|(!?)(near|not|next|prev|section|type|unit|doc):(\S+)")


@dataclass(frozen=True, slots=True)
class Words:
    """A list of words and prefixes; ``number`` stands for ``#``."""

    exact: frozenset[str]
    prefixes: tuple[str, ...]
    number: bool = False

    def holds(self, folded: str) -> bool:
        """Whether a folded word is one of these, plural and feminine included."""
        return (
            folded in self.exact
            or stem(folded) in self.exact
            or bool(self.prefixes and folded.startswith(self.prefixes))
            or (self.number and folded[:1].isdigit())
        )


@dataclass(frozen=True, slots=True, kw_only=True)
class Guard:
    """A parsed guard; an absent part is None or empty."""

    case: bool = False
    neg: bool = False
    near: tuple[Words, ...] = ()
    absent: tuple[Words, ...] = ()
    next: Words | None = None
    prev: Words | None = None
    not_next: Words | None = None
    not_prev: Words | None = None
    sections: frozenset[str] = frozenset()
    not_sections: frozenset[str] = frozenset()
    types: Words | None = None
    units: Words | None = None
    document: Words | None = None
    not_document: Words | None = None


NO_GUARD = Guard()


def _words(listed: str) -> Words:
    parts = [fold(part).strip("/+%.") for part in listed.split(",")]
    exact = {part for part in parts if part and not part.endswith("*") and part != "#"}
    prefixes = tuple(part[:-1] for part in parts if part.endswith("*") and len(part) > 1)
    return Words(frozenset(exact | {stem(word) for word in exact}), prefixes, "#" in parts)


_FIELDS = {
    "next": "next", "prev": "prev", "!next": "not_next", "!prev": "not_prev",
    "type": "types", "unit": "units", "doc": "document", "!doc": "not_document",
}  # fmt: skip


@cache
def parse_guard(text: str) -> Guard:
    """Read a guard as the lexicon writes it.

    Raises:
        TerminologyError: an atom is none of those above; the message names the atom.
    """
    found: dict[str, object] = {}
    near: list[Words] = []
    absent: list[Words] = []
    for atom in text.split():
        match = _ATOM.fullmatch(atom)
        if match is None:
            raise TerminologyError(f"unknown guard {atom!r}")
        flag, inverted, name, listed = match.groups()
        if flag:
            found[flag] = True
        elif name in ("near", "not"):
            (near if (name == "near") != bool(inverted) else absent).append(_words(listed))
        elif name == "section":
            found["not_sections" if inverted else "sections"] = frozenset(listed.split(","))
        elif inverted + name in _FIELDS:
            found[_FIELDS[inverted + name]] = _words(listed)
        else:
            raise TerminologyError(f"unknown guard {atom!r}")
    return Guard(near=tuple(near), absent=tuple(absent), **found)  # type: ignore[arg-type]
