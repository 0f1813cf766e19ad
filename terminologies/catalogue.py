"""The catalogue: what a code is called, what lies above and below it, and which codes some words may mean."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from functools import cached_property
from pathlib import Path

import numpy as np

from clinical.concepts import Concept, ConceptMatch
from clinical.errors import TerminologyError
from terminologies import installing
from terminologies.container import Container
from terminologies.hierarchy import ATC
from terminologies.moved import moved
from terminologies.records import Provenance, clean_code
from terminologies.word_search import WordSearch


def open_catalogue(cache: Path) -> Catalogue:
    """Open what is installed in ``cache``; where it changed since the last time it is compiled first (some seconds).

    Raises:
        TerminologyError: CIM-10 or ATC is not installed; the message says how to install them.
    """
    return Catalogue(Container(installing.ensure(cache)))


class Catalogue:
    """Implements ``clinical.concepts.Concepts`` over one compiled file, which stays on disk and is read page by page.

    May be shared between threads: nothing changes after opening.
    """

    def __init__(self, container: Container) -> None:
        self.container = container
        self._systems: tuple[str, ...] = tuple(container.meta["systems"])
        self._keys, self._order = container.array("code_keys"), container.array("code_order")
        self._codes, self._labels = container.strings("concept_code"), container.strings("concept_label")
        self._system_of = container.array("concept_system")
        self._terms, self._concept_of = container.strings("term"), container.array("term_concept")

    @property
    def version(self) -> str:
        """A digest of everything in it: sources, lexicon and recipe."""
        return str(self.container.meta["digest"])[:16]

    def systems(self) -> tuple[str, ...]:
        """Names of the installed systems."""
        return self._systems

    def provenance(self) -> tuple[Provenance, ...]:
        """Title, version, source, licence, counts of each installed system."""
        return tuple(Provenance(**row) for row in self.container.meta["systems_installed"])

    def left_out(self) -> tuple[str, ...]:
        """Lexicon lines that could not be compiled, with file, line and reason."""
        return tuple(self.container.meta["left_out"])

    def concept(self, system: str, code: str) -> Concept | None:
        """The concept of a code (dots, spaces and case tolerated), or None.

        A code of another edition of ATC gives the concept of the installed one (``L01FD01``: L01XC03, trastuzumab).
        """
        place = self._place(system, code)
        return None if place is None else self.at(place)

    def ancestors(self, system: str, code: str) -> tuple[str, ...]:
        """Codes above this one, nearest first: for CIM-10 subcategory, category, block, chapter.

        Raises:
            TerminologyError: there is no such code.
        """
        return tuple(self._codes[p] for p in self._reach(self._known(system, code), "parents"))

    def descendants(self, system: str, code: str) -> tuple[str, ...]:
        """All codes below this one.

        Raises:
            TerminologyError: there is no such code.
        """
        return tuple(self._codes[p] for p in self._reach(self._known(system, code), "children"))

    def mappings(self, system: str, code: str) -> tuple[tuple[str, str], ...]:
        """(system, code) pairs that a source gives for this code.

        Raises:
            TerminologyError: there is no such code.
        """
        place, mapped = self._known(system, code), self.container.array("mapped")
        row = int(np.searchsorted(mapped, place))
        if row == len(mapped) or mapped[row] != place:
            return ()
        pairs = (line.split(":", 1) for line in self.container.strings("mapping")[row].split("\n"))
        return tuple((target, found) for target, found in pairs)

    def starting(self, system: str, prefix: str, *, limit: int = 50) -> list[Concept]:
        """Concepts whose code starts with ``prefix``, in order of code."""
        wanted = f"{system.upper()}:{clean_code(prefix)}".encode()
        first = int(np.searchsorted(self._keys, wanted))
        found = []
        for row in range(first, min(first + limit, len(self._keys))):
            if not bytes(self._keys[row]).startswith(wanted):
                break
            found.append(self.at(int(self._order[row])))
        return found

    def search(self, words: str, *, systems: Sequence[str] = (), limit: int = 10) -> list[ConceptMatch]:
        """Concepts by label, synonym or lexicon form: exact first, then by prefix, then misspelt."""
        wanted = {self._systems.index(system) for system in systems if system in self._systems}
        if systems and not wanted:
            return []
        best: dict[int, tuple[float, int]] = {}
        for term, score in self._search.terms(words):
            place = int(self._concept_of[term])
            if (not wanted or self._system_of[place] in wanted) and score > best.get(place, (0.0, 0))[0]:
                best[place] = score, term
        ranked = sorted(best.items(), key=lambda item: (-item[1][0], len(self._codes[item[0]]), item[0]))
        return [ConceptMatch(self.at(p), self._terms[term], score) for p, (score, term) in ranked[:limit]]

    def at(self, place: int) -> Concept:
        """The concept at an internal place, as the compiled arrays refer to it."""
        label = self._labels[place]
        terms = dict.fromkeys(self._terms[t] for t in self._row("concept_terms", place))
        terms.pop(label, None)
        above = tuple(self._codes[p] for p in self._row("parents", place))
        return Concept(self.system_at(place), self._codes[place], label, tuple(terms), above)

    def system_at(self, place: int) -> str:
        return self._systems[int(self._system_of[place])]

    @cached_property
    def _search(self) -> WordSearch:
        return WordSearch(self.container)

    def _place(self, system: str, code: str) -> int | None:
        """Where a code is; a code of another edition of ATC leads to the code that the installed one gives to the substance."""
        code = clean_code(code)
        place = self._find(system, code)
        if place is not None or system.upper() != ATC:
            return place
        others = (self.container.meta.get("aliases", {}).get(code), moved().get(code))
        places = (self._find(system, other) for other in others if other)
        return next((found for found in places if found is not None), None)

    def _find(self, system: str, code: str) -> int | None:
        wanted = f"{system.upper()}:{code}".encode()
        row = int(np.searchsorted(self._keys, wanted))
        return int(self._order[row]) if row < len(self._keys) and self._keys[row] == wanted else None

    def _known(self, system: str, code: str) -> int:
        place = self._place(system, code)
        if place is None:
            raise TerminologyError(f"{system} has no code {code}: `klask terminologies search` finds codes by words")
        return place

    def _row(self, name: str, place: int) -> list[int]:
        ends = self.container.array(f"{name}_ends")
        row: list[int] = self.container.array(name)[ends[place] : ends[place + 1]].tolist()
        return row

    def _reach(self, place: int, name: str) -> Iterator[int]:
        """Breadth first, each once."""
        seen, queue = {place}, [place]
        for current in queue:
            for other in self._row(name, current):
                if other not in seen:
                    seen.add(other)
                    queue.append(other)
                    yield other
