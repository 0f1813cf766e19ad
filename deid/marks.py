"""Cues that several detectors share: numbers, days, capitals, letters alone, the starts of lines."""

from __future__ import annotations

import re

from deid.cues import Cue, GapCue

NUMERIC = Cue(test=lambda word: True, of="figure")
"""What a number may begin with: a digit in it, or a letter that a scanner made of one."""
DAY = Cue(written=r"(?:[12]\d|3[01]|0?[1-9]|1er)\Z", of="figure")
"""A day of the month."""
EXTENSION_SIZED = Cue(written=r"\d{4,5}\Z", of="figure")
LETTER = Cue("a b c d e f g h i j k l m n o p q r s t u v w x y z")
CAPITALS = Cue(written=r"[A-ZÀ-ÝĀ-ŒŔ-ŽẠ-Ỹ]{1,4}\Z", of="capital")
"""One to four capitals: initials, or a short form."""
CAPITAL = Cue(written=r"[A-ZÀ-ÝĀ-ŒŔ-ŽẠ-Ỹ]", of="capital", listed=False)
LINE = GapCue(r"\n")
"""The first word of a line, but of the first."""
HYPHEN = GapCue(r"\A-\Z")
"""The second of two words that a hyphen joins."""
ACTED = re.compile(
    r" (?:(?:re)?passe(?:ra)?|(?:doit|va|veut|peut) (?!être|se )|propose(?:ra)?|souhaite(?:rait)?|demande(?:ra)?|préfère|rappelle(?:ra)?|confirme|valide|accepte|verra|revoit|reverra|prévenue?|joignable|injoignable|dit |opère|opérera|a (?:vu|revu|dit|demandé|proposé|validé|confirmé|appelé|rappelé|opéré|signé|prescrit|examiné|refusé|accepté|prévenu|préféré|souhaité)|ok\b|d['’]accord)",
)
"""What only people do, right behind their name."""


def quotes(text: str) -> bool:
    """Whether a text holds opening quotation marks."""
    return "«" in text or '"' in text or "“" in text
