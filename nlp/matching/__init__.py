"""Which concepts do these words carry? The matcher over the compiled terms."""

from nlp.matching.match import Match
from nlp.matching.matcher import Matcher

__all__ = ["Match", "Matcher"]
