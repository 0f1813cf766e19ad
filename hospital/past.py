"""What earlier events and the background leave behind: the diseases that a patient has on a day."""

from __future__ import annotations

from hospital.stories import Happening, Story

LEAVES = {
    "idm": "idm",
    "ep": "ep",
    "avc": "avc",
    "avc_ssr": "avc",
    "ic_dec": "ic",
    "ic_suivi": "ic",
    "fa_cs": "fa",
    "bpco_exa": "bpco",
    "bpco_suivi": "bpco",
    "asthme": "asthme",
    "pneumonie": "pneumopathie",
    "k_poumon": "k_poumon",
    "dt2_suivi": "dt2",
    "dt2_nephro": "dt2_rein",
    "dt2_desequilibre": "dt2",
    "hypothyr": "hypothyr",
    "epilepsie": "epilepsie",
    "parkinson": "parkinson",
    "demence": "demence",
    "depression": "depression",
    "bipolaire": "bipolaire",
    "sevrage_oh": "oh",
    "sein_diag": "k_sein",
    "lymphome": "lymphome",
    "k_colon": "k_colon",
    "fract_col": "fract_col",
    "cirrhose": "cirrhose",
    "crohn": "crohn",
    "pr": "pr",
    "goutte": "goutte",
    "still": "still",
    "endocardite": "endocardite",
    "saignement_aod": "hem_dig",
    "erysipele": "erysipele",
    "sepsis_urin": "sepsis",
    "avp_gueri": "hta",
    "pth": "coxarthrose",
    "cholecystite": "lithiase_vb",
    "prostate": "hbp",
}
"""The disease that an event leaves among the antecedents of later notes, as a lexicon key."""
SAME = {"dt2_rein": ("dt2",), "dt2": ("dt2_rein",), "idm": ("ic",), "k_colon": ("anemie_fer",)}


def past(story: Story, happening: Happening) -> tuple[tuple[str, int], ...]:
    """Background and earlier events as (key, year), without what this event itself is about."""
    own = LEAVES.get(happening.topic, "")
    known = dict(story.background)
    for earlier in story.happenings:
        key = LEAVES.get(earlier.topic, "")
        if earlier.day < happening.day and key:
            known.setdefault(key, earlier.day.year)
    hidden = {own, *SAME.get(own, ()), *(("dt2",) if "dt2_rein" in known else ())}
    return tuple((k, y) for k, y in known.items() if k not in hidden)
