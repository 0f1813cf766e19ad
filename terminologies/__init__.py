"""terminologies: what is this code called, by whom, and what lies under it? Codes, labels, synonyms, provenance."""

from terminologies.catalogue import Catalogue, open_catalogue
from terminologies.importers import names as importer_names
from terminologies.installing import ensure, install, installed, lint
from terminologies.records import Entry, Mapping, Provenance, Table

__all__ = [
    "Catalogue",
    "Entry",
    "Mapping",
    "Provenance",
    "Table",
    "ensure",
    "importer_names",
    "install",
    "installed",
    "lint",
    "open_catalogue",
]
