"""The marks of a token as bits, and how they become one assertion."""

from __future__ import annotations

from functools import lru_cache

from clinical.annotations import AFFIRMED, Assertion

NEGATED = 1
HYPOTHETICAL = 2
HISTORICAL = 4
FAMILY = 8
CONDITION = 16
"""A hypothesis that outranks a negation in its scope (``si pas de fièvre``)."""
SECTION_NEGATED = 64
"""Under contraindications: denied unless a cue says that it was stopped."""
SECTION_HISTORICAL = 32
"""Under antecedents: past unless a cue says otherwise; drugs are judged by their own cues."""

BITS = {"neg": NEGATED, "hyp": HYPOTHETICAL, "hist": HISTORICAL, "fam": FAMILY, "cond": CONDITION, "none": 0}

SECTION_BITS = {
    "antecedents": SECTION_HISTORICAL,
    "traitements_anterieurs": HISTORICAL,
    "familiaux": FAMILY,
    "contre_indications": SECTION_NEGATED,
    "prescriptions_anticipees": CONDITION,
    "ecartes": NEGATED,
    "hypotheses": HYPOTHETICAL,
}
"""What a section says of all that stands in it."""


@lru_cache(maxsize=128)
def assertion_of(bits: int) -> Assertion:
    """One of negated, hypothetical and historical at most; family alone or with negated or hypothetical.

    A condition outranks a negation, a negation a plain hypothesis (``pas d'argument en faveur de X``), both outrank
    history.
    """
    denied = bits & NEGATED or (bits & SECTION_NEGATED and not bits & HISTORICAL)
    negated = bool(denied) and not bits & CONDITION
    hypothetical = bool(bits & CONDITION) or bool(bits & HYPOTHETICAL and not bits & NEGATED)
    family = bool(bits & FAMILY)
    past = bool(bits & (HISTORICAL | SECTION_HISTORICAL))
    historical = past and not (negated or hypothetical or family)
    if not (negated or hypothetical or family or historical):
        return AFFIRMED
    return Assertion(negated=negated, hypothetical=hypothetical, historical=historical, family=family)
