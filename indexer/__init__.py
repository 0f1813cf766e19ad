"""indexer: which documents, which patients? Engine protocol, query language, fragments."""

from indexer.engine import ENGINES, FACETS, Engine, open_engine

__all__ = ["ENGINES", "FACETS", "Engine", "open_engine"]
