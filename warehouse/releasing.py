"""What must be confirmed to release a lot: a measured leak, or that nothing of it was judged."""

from __future__ import annotations

from clinical.errors import QueryRefusedError, UsageError
from warehouse.store.reviews import Leak

MIN_REASON, MAX_REASON = 10, 400
"""Characters of the reason for which a lot is released despite a measured leak, or unjudged."""


def release_detail(lot: str, measured: Leak, *, despite: Leak | None, reason: str) -> dict[str, int | str]:
    """The detail of the audit row of a release; raises UsageError where it is not to be, as ``Warehouse.release`` says."""
    if measured.judged and not measured.leaking:
        return {"judged": measured.judged}
    if despite != measured and not measured.judged:
        raise UsageError(
            f"no document of lot {lot} was judged: draw a sample and judge it, or confirm that nothing was and give a"
            " reason to release it"
        )
    if despite != measured:
        raise UsageError(
            f"lot {lot} has a measured leak: {measured.leaking} of {measured.judged} judged documents;"
            " confirm this figure and give a reason to release it"
        )
    reason = " ".join(reason.split())[:MAX_REASON]
    if len(reason) < MIN_REASON:
        raise UsageError(f"a reason has at least {MIN_REASON} characters")
    _check_no_person(reason)
    return {"leaking": measured.leaking, "judged": measured.judged, "reason": reason}


def _check_no_person(text: str) -> None:
    """Raise UsageError where a text for the audit log has a number, address or birth date of a person."""
    from indexer.queries.identity import check_identity

    try:
        check_identity(text, is_medical=lambda word: True)
    except QueryRefusedError:
        raise UsageError("a reason holds nothing that identifies a person") from None
