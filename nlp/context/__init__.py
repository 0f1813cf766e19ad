"""Context: sections, sentences and, for every token, whether it is negated, hypothetical, past or another person's."""

from .reading import Context, ContextReading

__all__ = ["Context", "ContextReading"]
