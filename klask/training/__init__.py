"""Training of the tagger: sentences and surfaces written by hand, and gold notes varied; see ``docs/deidentification.md``."""
