"""The catalogue: what a code is called, what lies above and below it, and which codes some words may mean."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from functools import cached_property
from pathlib import Path

import numpy as np
from rapidfuzz import fuzz

from clinical.concepts import Concept, ConceptMatch
from clinical.errors import TerminologyError
from language.folding import fold
from terminologies import classes, deletes, installing
from terminologies.container import Container
from terminologies.draft import ENGLISH, MATCHED
from terminologies.hierarchy import ATC, cim10_cover
from terminologies.moved import moved
from terminologies.records import Provenance, clean_code
from terminologies.word_search import WordSearch

KEPT_ANCESTORS = 20_000
"""Codes whose ancestors are remembered: pages ask for those of every mention that they show."""

LIKE_ITS_NAME = 70
"""Likeness in percent of an English drug name and the French one (`pravastatin`); brands are less like it."""


def open_catalogue(cache: Path) -> Catalogue:
    """Open what is installed in ``cache``; where it changed since the last time it is compiled first (some seconds).

    Raises:
        TerminologyError: CIM-10 or ATC is not installed; the message says how to install them.
    """
    own = classes.files(cache / "terminologies" / "classes")
    return Catalogue(Container(installing.ensure(cache)), [*classes.files(), *own])


class Catalogue:
    """Implements ``clinical.concepts.Concepts`` over one compiled file, which stays on disk and is read page by page.

    May be shared between threads: nothing changes after opening but what is remembered.
    """

    def __init__(self, container: Container, class_files: Sequence[Path] = ()) -> None:
        self.container, self._class_files = container, class_files
        self._above: dict[tuple[str, str], tuple[str, ...]] = {}
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
        """Lines of the lexicon and of classes that could not be read, with file, line and reason."""
        return (*self.container.meta["left_out"], *self._read_classes[1])

    def concept(self, system: str, code: str) -> Concept | None:
        """The concept of a code (dots, spaces and case tolerated), or None.

        A code of another edition of ATC gives the concept of the installed one (``L01FD01``: L01XC03, trastuzumab).
        ``CLASSE`` has the classes that people search as one, and CIM-10 every range of categories (``C00-C97``).
        """
        if system.upper() in classes.SYSTEMS:
            return self._class(self._classes.get(clean_code(code)))
        place = self._place(system, code)
        return self._range(system.upper(), clean_code(code)) if place is None else self.at(place)

    def ancestors(self, system: str, code: str) -> tuple[str, ...]:
        """Codes above this one, nearest first: for CIM-10 subcategory, category, block, chapter.

        Raises:
            TerminologyError: there is no such code.
        """
        known = self._above.get((system, code))
        if known is None:
            if len(self._above) >= KEPT_ANCESTORS:
                self._above.clear()
            known = self._above[system, code] = self._ancestors(system, code)
        return known

    def _ancestors(self, system: str, code: str) -> tuple[str, ...]:
        if system in classes.SYSTEMS or self._unlisted_range(system, code):
            return ()
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
        """Concepts by label, synonym or lexicon form: exact first, then by prefix, then misspelt; classes among them.

        ``systems`` narrows; (``CLASSE``,) brings classes alone.
        """
        found = [*self._classes_called(words, systems), *self._concepts_called(words, systems, limit)]
        ranked: dict[tuple[str, str], ConceptMatch] = {}
        for match in sorted(found, key=lambda match: -match.score):
            ranked.setdefault((match.concept.system, match.concept.code), match)
        return list(ranked.values())[:limit]

    def _classes_called(self, words: str, systems: Sequence[str]) -> Iterator[ConceptMatch]:
        if not systems or classes.SYSTEM in systems:
            for one, term, score in self._classes.find(words):
                concept = self._class(one)
                if concept and len(concept.members) == 1:
                    concept = self.concept(*concept.members[0].split(":", 1))
                if concept:
                    yield ConceptMatch(concept, term, score)

    def _concepts_called(self, words: str, systems: Sequence[str], limit: int) -> list[ConceptMatch]:
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

    def matched(self, systems: Sequence[str]) -> Iterator[str]:
        """The terms of these systems that are looked for in texts, as they are written."""
        wanted = {name for name, system in enumerate(self._systems) if system in systems}
        flags = self.container.array("term_flags")
        for term in np.flatnonzero((flags & MATCHED) != 0).tolist():
            concept = int(self._concept_of[term])
            if concept >= 0 and int(self._system_of[concept]) in wanted:
                yield self._terms[term]

    def is_word(self, folded: str) -> bool:
        """Whether a folded word stands in some term, or is one of French or English."""
        if self._search.holds(folded):
            return True
        (wanted,) = deletes.hashes([folded])
        for name in ("known_fr", "known_en"):
            known = self.container.array(name)
            row = int(np.searchsorted(known, wanted))
            if row < len(known) and known[row] == wanted:
                return True
        return False

    def at(self, place: int) -> Concept:
        """The concept at an internal place, as the compiled arrays refer to it."""
        label = self._labels[place]
        terms = dict.fromkeys(self._terms[t] for t in self._row("concept_terms", place))
        terms.pop(label, None)
        above = tuple(self._codes[p] for p in self._row("parents", place))
        system, code = self.system_at(place), self._codes[place]
        titled = self._titled.get((system, code))
        if titled and (label.startswith(f"{code} : ") or label.islower()):  # a level of ATC without a title of its own
            label = titled.title
        english = titled.english if titled else self._english(place)
        return Concept(system, code, label, tuple(terms), above, english=english)

    @cached_property
    def _titled(self) -> dict[tuple[str, str], classes.Class]:
        """The classes of a single code, which give it titles."""
        return {one.codes[0]: one for one in self._read_classes[0] if len(one.codes) == 1}

    def _english(self, place: int) -> str:
        """The first English form that always means the concept, or ""; of a drug only one like its own name: no brand."""
        flags, guards = self.container.array("term_flags"), self.container.array("term_guard")
        forms = (self._terms[t] for t in self._row("concept_terms", place) if flags[t] & ENGLISH and not guards[t])
        if self.system_at(place) == ATC:
            name = fold(self._labels[place])
            forms = (form for form in forms if fuzz.ratio(fold(form), name) >= LIKE_ITS_NAME)
        return next(forms, "")

    def system_at(self, place: int) -> str:
        return self._systems[int(self._system_of[place])]

    @cached_property
    def _classes(self) -> classes.ClassSearch:
        return classes.ClassSearch(self._read_classes[0])

    @cached_property
    def _read_classes(self) -> tuple[list[classes.Class], tuple[str, ...]]:
        return classes.read(self._class_files)

    def _class(self, one: classes.Class | None) -> Concept | None:
        """A class as a concept of what is installed; None where none of its codes is."""
        members = dict.fromkeys(member for pair in one.codes for member in self._members(*pair)) if one else ()
        if one is None or not members:
            return None
        return Concept(classes.SYSTEM, one.key, one.title, one.forms, members=tuple(members), english=one.english)

    def _members(self, system: str, code: str) -> Iterator[str]:
        if (ends := classes.range_of(system, code)) and self._find(system, code) is None:
            yield from (f"{system}:{c}" for c in cim10_cover(*ends) if self._find(system, c) is not None)
        elif (place := self._place(system, code)) is not None:
            yield f"{system}:{self._codes[place]}"

    def _unlisted_range(self, system: str, code: str) -> bool:
        code = clean_code(code)
        return classes.range_of(system, code) is not None and self._find(system, code) is None

    def _range(self, system: str, code: str) -> Concept | None:
        """`C00-C97`: every category from the first to the last, where no block is called so."""
        ends = classes.range_of(system, code)
        members = tuple(self._members(system, code)) if ends else ()
        if not ends or not members:
            return None
        named = self._titled.get((system, code))
        label, english = (named.title, named.english) if named else (" à ".join(ends), " to ".join(ends))
        return Concept(system, code, label, members=members, english=english)

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
