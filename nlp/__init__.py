"""nlp: what does this note say, and does it say no? Concepts, context and values; spaCy never leaves this room."""

from nlp.annotator import Annotator, NlpOptions

__all__ = ["Annotator", "NlpOptions"]
