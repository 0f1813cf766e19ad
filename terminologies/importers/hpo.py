"""Human Phenotype Ontology in French: ``hp-fr.babelon.tsv`` (labels), ``hp-fr.synonyms.tsv``, ``hp.obo`` (hierarchy)."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path

from terminologies.importers.reading import columns, find, lines, rows
from terminologies.records import Entry, Mapping, Provenance, Table, distinct

_XREFS = {"UMLS": "UMLS", "SNOMEDCT_US": "SNOMEDCT", "MSH": "MESH"}


@dataclass(slots=True)
class _Term:
    label: str = ""
    obsolete: bool = False
    parents: list[str] = field(default_factory=list)
    xrefs: list[tuple[str, str]] = field(default_factory=list)


def read(path: Path) -> Table:
    """Phenotypes by French label (English where no translation is official yet), with parents and cross-references.

    Raises:
        TerminologyError: the labels are missing.
    """
    labels_file = find(path, "hp-fr.babelon.tsv")
    assert labels_file is not None
    labels = {
        row["subject_id"]: row["translation_value"]
        for row in rows(labels_file)
        if row.get("predicate_id") == "rdfs:label" and row.get("translation_value")
    }
    synonyms: dict[str, list[str]] = defaultdict(list)
    synonyms_file = find(path, "hp-fr.synonyms.tsv", needed=False)
    for row in columns(synonyms_file) if synonyms_file else ():
        if row[0].startswith("HP:") and len(row) > 1:
            synonyms[row[0]].append(row[1])
    obo_file = find(path, "hp.obo", needed=False)
    version, terms = _obo(obo_file) if obo_file else ("", {code: _Term(label) for code, label in labels.items()})
    entries = tuple(
        Entry(code, label := labels.get(code, term.label), distinct(label, synonyms[code]), tuple(term.parents))
        for code, term in terms.items()
        if not term.obsolete
    )
    mappings = tuple(Mapping(code, system, target) for code, term in terms.items() for system, target in term.xrefs)
    provenance = Provenance(
        system="HPO", title="Human Phenotype Ontology, traduction française", version=version or "non datée",
        source=labels_file.name, licence="licence HPO : libre, à citer avec sa version, sans modification",
    )  # fmt: skip
    return Table(provenance=provenance, entries=entries, mappings=mappings)


def _obo(path: Path) -> tuple[str, dict[str, _Term]]:
    version = ""
    terms: dict[str, _Term] = {}
    current = _Term()
    for name, value in _pairs(path):
        if name == "data-version":
            version = value.rsplit("/", 1)[-1]
        elif name == "id" and value.startswith("HP:"):
            current = terms[value] = _Term()
        elif name == "name":
            current.label = value
        elif name == "is_a":
            current.parents.append(value.split(" ")[0])
        elif name == "is_obsolete":
            current.obsolete = value == "true"
        elif name == "xref":
            system, _, target = value.split(" ")[0].partition(":")
            if system in _XREFS and target:
                current.xrefs.append((_XREFS[system], target))
    return version, terms


def _pairs(path: Path) -> Iterator[tuple[str, str]]:
    for line in lines(path):
        name, separator, value = line.partition(": ")
        if separator:
            yield name, value
