"""The statistical tagger: a hashed linear model over words, shapes, neighbours and lists; see ``docs/deidentification.md``."""
