"""The engine for one machine's millions: Tantivy finds and ranks, columns keep records and positions."""
