"""OMOP vocabularies as Athena exports them (tab-separated ``CONCEPT.csv`` and its neighbours); one table a vocabulary.

Athena's own ATC becomes ``ATC-OMOP``, since ATC is the French table that annotation uses. Invalid concepts are left out.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator
from pathlib import Path

from clinical.errors import TerminologyError
from terminologies.importers.reading import find, lines, need
from terminologies.records import Entry, Mapping, Provenance, Table, distinct

_OWN = {"ATC": "ATC-OMOP", "CIM10": "CIM10-OMOP"}


def read(path: Path) -> Iterator[Table]:
    """One table for each vocabulary in the export.

    Raises:
        TerminologyError: ``CONCEPT.csv`` is missing or not Athena's.
    """
    concepts_file = find(path, "CONCEPT.csv")
    assert concepts_file is not None
    concepts = {
        row["concept_id"]: (_system(row["vocabulary_id"]), row["concept_code"], row["concept_name"])
        for row in _rows(concepts_file, "concept_id", "vocabulary_id", "concept_code", "concept_name")
        if not row.get("invalid_reason")
    }
    if not concepts:
        raise TerminologyError(f"{concepts_file} holds no valid concept")
    synonyms = _grouped(path, "CONCEPT_SYNONYM.csv", "concept_id", "concept_synonym_name")
    parents: dict[str, list[str]] = defaultdict(list)
    mapped: dict[str, list[str]] = defaultdict(list)
    relations = find(path, "CONCEPT_RELATIONSHIP.csv", needed=False)
    for row in _rows(relations, "concept_id_1", "concept_id_2", "relationship_id") if relations else ():
        target = {"Is a": parents, "Maps to": mapped}.get(row["relationship_id"])
        if target is not None and not row.get("invalid_reason") and row["concept_id_1"] != row["concept_id_2"]:
            target[row["concept_id_1"]].append(row["concept_id_2"])
    for system in sorted({system for system, _, _ in concepts.values()}):
        yield _table(system, concepts, synonyms, parents, mapped, source=concepts_file.name, version=_version(path))


def _table(
    system: str, concepts: dict[str, tuple[str, str, str]], synonyms: dict[str, list[str]],
    parents: dict[str, list[str]], mapped: dict[str, list[str]], *, source: str, version: str,
) -> Table:  # fmt: skip
    entries, mappings = [], []
    for identifier, (own, code, name) in concepts.items():
        if own != system:
            continue
        above = [concepts[p][1] for p in parents[identifier] if p in concepts and concepts[p][0] == system]
        entries.append(Entry(code, name, distinct(name, synonyms.get(identifier, [])), tuple(above)))
        for other in (concepts[m] for m in mapped[identifier] if m in concepts):
            mappings.append(Mapping(code, other[0], other[1]))
    provenance = Provenance(
        system=system, title=f"{system} (OMOP)", version=version, source=source,
        licence="selon le vocabulaire, voir Athena",
    )  # fmt: skip
    return Table(provenance=provenance, entries=tuple(entries), mappings=tuple(mappings))


def _system(vocabulary: str) -> str:
    name = "".join(vocabulary.upper().split())
    return _OWN.get(name, name)


def _rows(path: Path, *needed: str) -> Iterator[dict[str, str]]:
    names: list[str] = []
    for line in lines(path):
        values = line.split("\t")
        if not names:
            names = [value.strip().lower() for value in values]
            need(dict.fromkeys(names), needed, path)
        elif len(values) >= len(needed):
            yield dict(zip(names, values, strict=False))


def _grouped(path: Path, name: str, key: str, value: str) -> dict[str, list[str]]:
    file = find(path, name, needed=False)
    grouped: dict[str, list[str]] = defaultdict(list)
    for row in _rows(file, key, value) if file else ():
        grouped[row[key]].append(row[value])
    return grouped


def _version(path: Path) -> str:
    file = find(path, "VOCABULARY.csv", needed=False)
    for row in _rows(file, "vocabulary_id") if file else ():
        if row["vocabulary_id"] in ("Vocabulary", "None") and row.get("vocabulary_version"):
            return row["vocabulary_version"]
    return "non datée"
