"""warehouse: what can be done with the records? Ingest, sync, search, cohorts, review, export; stores, vault, wiring."""
