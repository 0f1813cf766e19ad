"""UMLS in its Rich Release Format: MRCONSO (names), MRSTY (semantic types), MRREL (hierarchy). A licence is the site's.

Only concepts of clinical semantic types are kept; names in French first, then English.
"""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass, field
from pathlib import Path

from clinical.errors import TerminologyError
from terminologies.importers.reading import find, lines
from terminologies.records import Entry, Mapping, Provenance, Table, clean_code, distinct

CLINICAL_TYPES = frozenset(
    {"T019", "T020", "T033", "T034", "T037", "T046", "T047", "T048", "T049", "T050", "T184", "T190", "T191"}
    | {"T059", "T060", "T061", "T109", "T116", "T121", "T123", "T125", "T129", "T195", "T200"}
)
"""UMLS semantic types of disorders, findings, procedures, chemicals and drugs (semantic network, 2020)."""

_LANGUAGES = ("FRE", "ENG")
_SYSTEMS = {"ICD10": "CIM10", "ATC": "ATC", "HPO": "HPO", "ORPHANET": "ORPHA", "OMIM": "OMIM", "MSH": "MESH",
            "SNOMEDCT_US": "SNOMEDCT"}  # fmt: skip


@dataclass(slots=True)
class _Concept:
    names: dict[str, list[str]] = field(default_factory=lambda: {language: [] for language in _LANGUAGES})
    preferred: dict[str, str] = field(default_factory=dict)
    codes: set[tuple[str, str]] = field(default_factory=set)


def read(path: Path) -> Table:
    """Concepts by CUI, with parents (MRREL's PAR) and the codes of the systems that Klask knows.

    Raises:
        TerminologyError: MRCONSO.RRF is missing or has too few columns.
    """
    names_file = find(path, "MRCONSO.RRF")
    assert names_file is not None
    kept = _kept(path)
    concepts = _concepts(names_file, kept)
    parents = _parents(path, concepts)
    entries, mappings = [], []
    for cui, concept in concepts.items():
        ordered = [name for language in _LANGUAGES for name in concept.names[language]]
        label = next((concept.preferred[lang] for lang in _LANGUAGES if lang in concept.preferred), ordered[0])
        entries.append(Entry(cui, label, distinct(label, ordered), tuple(dict.fromkeys(parents[cui]))))
        mappings += [Mapping(cui, system, code) for system, code in sorted(concept.codes)]
    provenance = Provenance(
        system="UMLS", title="Unified Medical Language System", version=names_file.parent.parent.name or "non datée",
        source=names_file.name, licence="licence UMLS du site (NLM) ; à ne pas rediffuser",
    )  # fmt: skip
    return Table(provenance=provenance, entries=tuple(entries), mappings=tuple(mappings))


def _kept(path: Path) -> set[str] | None:
    file = find(path, "MRSTY.RRF", needed=False)
    if file is None:
        return None
    return {row[0] for row in (line.split("|") for line in lines(file)) if len(row) > 1 and row[1] in CLINICAL_TYPES}


def _concepts(file: Path, kept: set[str] | None) -> dict[str, _Concept]:
    concepts: dict[str, _Concept] = {}
    for line in lines(file):
        row = line.split("|")
        if len(row) < 17:
            raise TerminologyError(f"{file}: MRCONSO has 18 columns, {len(row)} found")
        cui, language, status, preferred, source, code, name, hidden = (row[i] for i in (0, 1, 2, 6, 11, 13, 14, 16))
        if language not in _LANGUAGES or hidden not in ("N", "") or (kept is not None and cui not in kept):
            continue
        concept = concepts.setdefault(cui, _Concept())
        concept.names[language].append(name)
        if status == "P" and preferred == "Y":
            concept.preferred.setdefault(language, name)
        if source in _SYSTEMS:
            concept.codes.add((_SYSTEMS[source], clean_code(code)))
    return concepts


def _parents(path: Path, concepts: dict[str, _Concept]) -> dict[str, list[str]]:
    parents: dict[str, list[str]] = defaultdict(list)
    file = find(path, "MRREL.RRF", needed=False)
    for line in lines(file) if file else ():
        row = line.split("|")
        if len(row) > 4 and row[3] == "PAR" and row[0] in concepts and row[4] in concepts and row[0] != row[4]:
            parents[row[0]].append(row[4])
    return parents
