"""A complication of diabetes takes the type that its document names: with ``DT1`` in it, ``acidocétose`` is E10.1."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence

from clinical.concepts import Concepts
from nlp.matching.choosing import Choice

_UNTYPED, _TYPES = "E14", ("E10", "E11", "E13")
_PLAIN = "E149"
_SCORE = 0.9


def typed(chosen: Sequence[Choice], concepts: Concepts) -> list[Choice]:
    """``chosen`` with E14 replaced by the type of diabetes that is named most often.

    The bare word (``diabète``, ``diabétique``) is left as it is: it is often another person's, or denied.
    """
    untyped = [
        place
        for place, choice in enumerate(chosen)
        if choice.match is not None
        and choice.match.code.startswith(_UNTYPED)
        and (choice.match.code != _PLAIN or choice.found.length > 1)
    ]
    if not untyped:
        return list(chosen)
    named = Counter(c.match.code[:3] for c in chosen if c.match is not None and c.match.code.startswith(_TYPES))
    if not named:
        return list(chosen)
    kind = named.most_common(1)[0][0]
    changed = list(chosen)
    for place in untyped:
        match = chosen[place].match
        concept = concepts.concept("CIM10", kind + match.code[3:]) if match is not None else None
        if match is not None and concept is not None:
            better = match._replace(code=concept.code, label=concept.label, score=min(match.score, _SCORE))
            changed[place] = Choice(chosen[place].found, better)
    return changed
