"""The embedded engine: Whoosh keeps the postings of forms and codes, columns keep everything else."""
