"""Words that take up again what the text has named: ``crise migraineuse … si crise``, ``ulcère de jambe … l'ulcère``.

Such a word alone has no code; it means the nearest finding of its kind that the document names, before it if there is one.
"""

from __future__ import annotations

from collections.abc import Sequence

from nlp.matching.choosing import Choice
from nlp.matching.families import FAMILIES
from nlp.matching.stream import COMMA, Stream
from nlp.matching.vocabulary import ELLIPTICAL
from nlp.matching.walk import Found

_SCORE = 0.8


_FURTHER = frozenset({"de", "d", "du", "des"})


def _goes_on(stream: Stream, place: int) -> bool:
    """``crises de vertige``: the word says itself what it means."""
    after = place + 1
    return after < len(stream) and stream.gaps[after] < COMMA and stream.words[after].folded in _FURTHER


def take_up(chosen: Sequence[Choice], stream: Stream, *, taken: bytearray) -> list[Choice]:
    """``chosen`` with the elliptical words that nothing has matched; their places are marked in ``taken``."""
    places = [place for place in stream.places(ELLIPTICAL) if not taken[place] and not _goes_on(stream, place)]
    if not places:
        return list(chosen)
    found = [(c.found.first, c.match) for c in chosen if c.match is not None and c.match.system == "CIM10"]
    named = sorted(found, key=lambda item: item[0])
    added: list[Choice] = []
    for place in places:
        families = FAMILIES[stream.words[place].folded]
        fitting = [(first, match) for first, match in named if match.code.startswith(families)]
        if not fitting:
            continue
        before = [item for item in fitting if item[0] < place]
        source = before[-1][1] if before else fitting[0][1]
        start, end = stream.starts[place], stream.ends[place]
        match = source._replace(start=start, end=end, score=_SCORE, method="lexicon", intrinsic_negation=False)
        added.append(Choice(Found(place, place, 1, 0), match))
        taken[place] = 1
    return [*chosen, *added]
