"""The five cohorts of the demonstration, computed from what truly happened, not from what the notes say.

Each function takes a patient's events in order of time. Dates are ISO strings, so they compare and subtract as dates.
"""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from itertools import pairwise

from hospital.notes import Event
from hospital.stories import Story

DIRECT = ("apixaban", "rivaroxaban", "dabigatran")
CANCERS = ("k_colon", "k_poumon", "sein_diag", "sein_cure", "lymphome", "palliatif")


def days_between(first: Event, second: Event) -> int:
    """Days from one event's beginning to another's."""
    return (date.fromisoformat(second.date) - date.fromisoformat(first.date)).days


def facts(event: Event) -> dict[str, str]:
    """The facts of an event."""
    return dict(event.facts)


def _named(story: Story, name: str) -> list[Event]:
    return [e for e in story.events() if e.name == name]


def falling_fraction(story: Story) -> bool:
    """HER2+ breast cancer under trastuzumab, ejection fraction down by 10 points or more within 12 months of its base."""
    base = _named(story, "sein_diag")
    if not base or "her2" not in facts(base[0]):
        return False
    start = int(facts(base[0])["fevg"])
    controls = [e for e in _named(story, "sein_trastu") if days_between(base[0], e) <= 365]
    return any(start - int(facts(e)["fevg"]) >= 10 for e in controls)


def febrile_first_cycle(story: Story) -> bool:
    """Febrile neutropenia within 21 days of chemotherapy, at the first cycle."""
    return any(facts(e).get("cure") == "1" and int(facts(e)["jour"]) <= 21 for e in _named(story, "neutrofeb"))


def bleeding_elder(story: Story) -> bool:
    """Pulmonary embolism under a direct anticoagulant at 75 or over, no active cancer, bleeding within 90 days."""
    if any(e.name in CANCERS for e in story.events()):
        return False
    return any(
        facts(embolism).get("aod") in DIRECT
        and story.person.age(date.fromisoformat(embolism.date)) >= 75
        and 0 < days_between(embolism, bleeding) <= 90
        for embolism in _named(story, "ep")
        for bleeding in _named(story, "saignement_aod")
    )


def two_exacerbations(story: Story) -> bool:
    """COPD with two exacerbations on distinct stays within 12 months, never asthma."""
    found = _named(story, "bpco_exa")
    asthma = any(facts(e).get("asthme") == "yes" for e in story.events()) or "asthme" in dict(story.background)
    return not asthma and any(days_between(a, b) <= 365 and a.stay != b.stay for a, b in pairwise(found))


def metformin_despite_kidney(story: Story) -> bool:
    """Type 2 diabetes with metformin kept after an eGFR under 30 mL/min/1.73 m²."""
    return any(
        float(facts(e)["dfg"]) < 30 and facts(e).get("metfo") == "on" for e in story.events() if "metfo" in facts(e)
    )


COHORTS: dict[str, Callable[[Story], bool]] = {
    "her2_trastuzumab_fevg": falling_fraction,
    "neutropenie_febrile_premiere_cure": febrile_first_cycle,
    "ep_aod_75_saignement_90j": bleeding_elder,
    "bpco_deux_exacerbations_sans_asthme": two_exacerbations,
    "dt2_metformine_dfg_30": metformin_despite_kidney,
}
"""The demonstration's cohorts by name."""
