"""Columns beside an engine's postings: records, token positions, mentions, values, and what is computed on them."""
