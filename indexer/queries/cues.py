"""Cues of context in a query: `sans fièvre`, `suspicion d'EP`, `ATCD d'AVC` ask for a context, and the page says so."""

from __future__ import annotations

import re
from typing import NamedTuple

from clinical.annotations import ContextClass
from language.folding import fold


class Cue(NamedTuple):
    """Words ``first`` to ``last`` (exclusive) of a run are a cue, and the words up to ``end`` stand in its context."""

    first: int
    last: int
    end: int
    context: ContextClass


_CUES: tuple[tuple[str, ContextClass], ...] = (
    (
        r"(?:(?:absence|pas|jamais) d|sans|aucune?s?) ?(?:antecedents?|atcds?|histoire) famili(?:al|ale|aux|ales)"
        r"(?: (?:de|du|des|d))?",
        "family_negated",
    ),
    (r"no (?:family history|famhx)(?: of)?", "family_negated"),
    (r"(?:antecedents?|atcds?|histoire) famili(?:al|ale|aux|ales)(?: (?:de|du|des|d))?", "family"),
    (r"(?:family history|famhx)(?: of)?", "family"),
    (r"(?:(?:absence|pas) d|sans|aucune?s?) ?(?:antecedents?|atcds?)(?: personnels?)?(?: (?:de|du|des|d))?", "negated"),
    (r"(?:antecedents?|atcds?)(?: personnels?)?(?: (?:de|du|des|d))?", "past"),
    (r"(?:past )?(?:history|hx) of", "past"),
    (r"(?:forte )?(?:suspicion|suspecte?s?|hypotheses?)(?: (?:de|du|des|d))?", "hypothetical"),
    (r"(?:a la )?recherche (?:de|du|des|d)", "hypothetical"),
    (r"(?:suspected|suspicion of|possible|probable|rule out)", "hypothetical"),
    (r"(?:absence|pas|jamais) (?:de|du|des|d)(?: (?:la|l))?", "negated"),
    (r"(?:absence of|sans|aucune?s?|pas|without|no|denies)", "negated"),
)
_PATTERNS = tuple((re.compile(rf"(?:{pattern})(?= |$)"), context) for pattern, context in _CUES)

NO_CUE_BEFORE = frozenset([
    "gluten", "sel", "sucre", "residu", "residus", "injection", "contraste", "produit", "domicile", "emploi", "abri",
    "reserve", "precision", "interruption", "ordonnance", "aide", "a", "plus",
])  # fmt: skip
"""After `sans` or `pas`, these make a name (régime sans sel, scanner sans injection), not a negation."""

_STOPS = frozenset(["mais", "avec", "but", "with", "sous", "chez"])
"""Words that end the reach of a cue."""


def find_cues(words: list[str]) -> list[Cue]:
    """The cues in a run of typed words, each with its reach: to the next cue, a stop word, a comma or the end."""
    folded = [" ".join(re.findall(r"[^\W_]+", fold(word))) for word in words]
    cues: list[Cue] = []
    place = 0
    while place < len(words):
        cue = _cue_at(folded, place)
        if cue is None:
            place += 1
            continue
        end = _reach(words, folded, cue.last)
        if end > cue.last:
            cues.append(cue._replace(end=end))
        place = max(end, cue.last)
    return cues


def _cue_at(folded: list[str], place: int) -> Cue | None:
    rest = " ".join(folded[place:])
    for pattern, context in _PATTERNS:
        if match := pattern.match(rest):
            last = _words_covered(folded, place, match.end())
            following = rest[match.end() :].split()
            if following and not (context == "negated" and following[0] in NO_CUE_BEFORE):
                return Cue(place, last, last, context)
    return None


def _words_covered(folded: list[str], place: int, length: int) -> int:
    """The first word that a match of ``length`` characters from ``place`` does not wholly cover.

    An elided particle (`d'embolie`) is part of its word, so a cue may end inside a word; that word is then in reach.
    """
    used = 0
    for index in range(place, len(folded)):
        used += len(folded[index]) + (1 if index > place else 0)
        if used > length:
            return index
    return len(folded)


def _reach(words: list[str], folded: list[str], first: int) -> int:
    for index in range(first, len(words)):
        if folded[index] in _STOPS or (index > first and _cue_at(folded, index) is not None and folded[index] != "ni"):
            return index
        if words[index].endswith((",", ";", ".")):
            return index + 1
    return len(words)
