"""The parts of the query language; ``indexer.query_language`` is its face."""
