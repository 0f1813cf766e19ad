"""What happens to an invented patient: events in order of time, with the facts that their notes will state."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field, replace
from datetime import date, timedelta
from functools import lru_cache
from random import Random
from typing import Any

from hospital import identifiers
from hospital.blockbook import Pathway, book, pathways
from hospital.english import anglicised
from hospital.names import name_lists
from hospital.notes import Event
from hospital.people import Identity, identity
from hospital.sites import site

FIRST_DAY, LAST_DAY = date(2014, 1, 6), date(2024, 11, 29)
"""The ten years in which everything happens."""
NEEDS = {"imag": "I", "op": "O", "anapath": "P", "rcp": "R", "ide": "N"}
"""Letters that a topic must have for a document type."""
CORE = ("endis", "enclin", "ened", "crh", "cs", "urg", "psy", "accouch", "mt", "ide")
"""Document types that tell the event itself; one of them is always kept, in this order of preference."""


@dataclass(frozen=True, slots=True)
class Happening:
    """An event with what its notes need: ``end`` equals ``day`` for a visit."""

    topic: str
    day: date
    end: date
    nda: str
    facts: dict[str, str]
    docs: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Planned:
    """A document to write: the event's number in the story, its type, its day and its number among its kind."""

    happening: int
    kind: str
    day: date
    turn: int


@dataclass(frozen=True, slots=True)
class Story:
    """A patient's ten years: ``background`` are (lexicon key, year of onset)."""

    person: Identity
    site_list: str
    site_number: int
    pathway: str
    background: tuple[tuple[str, int], ...]
    happenings: tuple[Happening, ...]
    plan: tuple[Planned, ...]
    _events: list[Event] = field(default_factory=list, init=False, compare=False, repr=False)
    kept: dict[str, Any] = field(default_factory=dict, init=False, compare=False, repr=False)
    """What the notes of one record have in common, made once."""

    @property
    def english(self) -> bool:
        """Whether the notes are in English."""
        return self.site_list.startswith("en-")

    @property
    def topics(self) -> tuple[str, ...]:
        """The kinds of events, each once."""
        found: tuple[str, ...] = self.kept.get("topics") or self.kept.setdefault(
            "topics", tuple(sorted({h.topic for h in self.happenings}))
        )
        return found

    def events(self) -> tuple[Event, ...]:
        """The true events, made once."""
        if not self._events:
            self._events.extend(
                Event(h.topic, h.day.isoformat(), h.end.isoformat(), h.nda, tuple(sorted(h.facts.items())))
                for h in self.happenings
            )
        return tuple(self._events)


Facts = Callable[[Random, dict[str, str], int], dict[str, str]]
AOD = ("apixaban", "rivaroxaban", "apixaban", "dabigatran")


def _anticoagulant(rng: Random, state: dict[str, str], gap: int) -> dict[str, str]:
    state.setdefault("aod", rng.choice(AOD))
    return {"aod": state["aod"]}


def _fevg(low: int, high: int) -> Facts:
    def facts(rng: Random, state: dict[str, str], gap: int) -> dict[str, str]:
        return {"fevg": str(rng.randint(low, high))}

    return facts


def _fibrillation(rng: Random, state: dict[str, str], gap: int) -> dict[str, str]:
    return {**_anticoagulant(rng, state, gap), "fevg": str(rng.randint(50, 65))}


def _base_fevg(rng: Random, state: dict[str, str], gap: int) -> dict[str, str]:
    state["fevg0"] = str(rng.randint(59, 67))
    return {"fevg": state["fevg0"], "her2": "1"}


def _trastuzumab(rng: Random, state: dict[str, str], gap: int) -> dict[str, str]:
    """A fall of 10 to 18 points in the first or second control of two patients in five, of 4 to 8 in others."""
    base = int(state.setdefault("fevg0", str(rng.randint(59, 67))))
    if "fall" not in state:
        state["fall"] = rng.choice(("big", "big", "small", "none", "none"))
    fall = {"big": rng.randint(10, 17), "small": rng.randint(4, 8), "none": rng.randint(-2, 3)}[state["fall"]]
    if state.get("fallen"):
        fall = max(0, int(state["fallen"]) - rng.randint(6, 9)) if state["fall"] != "none" else fall
    state["fallen"] = str(fall)
    return {"fevg0": str(base), "fevg": str(base - fall), "trastuzumab": "1"}


def _cure(rng: Random, state: dict[str, str], gap: int) -> dict[str, str]:
    cure = int(state.get("cure", "0")) + 1 if "cure" in state else rng.choice((1, 1, 1, 2, 3))
    state["cure"] = str(cure)
    return {"cure": str(cure)}


def _neutropenia(rng: Random, state: dict[str, str], gap: int) -> dict[str, str]:
    return {"cure": state.get("cure", "1"), "jour": str(gap), "pnn": str(rng.randrange(0, 46) * 10)}


def _kidney(rng: Random, state: dict[str, str], gap: int) -> dict[str, str]:
    state.setdefault("metfo", rng.choice(("on", "off", "on", "off", "off")))
    last = int(state.get("dfg", "30"))
    dfg = (
        rng.randint(max(16, last - 6), max(17, last - 1))
        if "dfg" in state
        else rng.choice((rng.randint(18, 29), rng.randint(20, 29), rng.randint(31, 40)))
    )
    state["dfg"] = str(dfg)
    return {"dfg": str(dfg), "metfo": state["metfo"] if dfg < 30 else "on", "hba1c": f"{rng.uniform(6.8, 9.6):.1f}"}


def _sugar(low: float, high: float) -> Facts:
    def facts(rng: Random, state: dict[str, str], gap: int) -> dict[str, str]:
        return {"hba1c": f"{rng.uniform(low, high):.1f}", "dfg": str(rng.randint(62, 98))}

    return facts


def _lungs(rng: Random, state: dict[str, str], gap: int) -> dict[str, str]:
    return {"asthme": state.get("asthme", "no")}


def _delivery(rng: Random, state: dict[str, str], gap: int) -> dict[str, str]:
    return {k: state[k] for k in ("bebe",) if k in state}


def _bleeding(rng: Random, state: dict[str, str], gap: int) -> dict[str, str]:
    return {**_anticoagulant(rng, state, gap), "hb": f"{rng.uniform(6.9, 9.6):.1f}"}


FACTS: dict[str, Facts] = {
    "ep": _anticoagulant,
    "saignement_aod": _bleeding,
    "idm": _fevg(38, 58),
    "ic_dec": _fevg(22, 44),
    "ic_suivi": _fevg(35, 57),
    "fa_cs": _fibrillation,
    "avc": _fevg(50, 66),
    "lymphome": _cure,
    "en_chf": _fevg(20, 45),
    "en_dm": _sugar(6.4, 10.8),
    "sein_diag": _base_fevg,
    "sein_cure": _cure,
    "sein_trastu": _trastuzumab,
    "neutrofeb": _neutropenia,
    "dt2_nephro": _kidney,
    "dt2_suivi": _sugar(6.2, 10.4),
    "dt2_desequilibre": _sugar(9.2, 13.4),
    "bpco_exa": _lungs,
    "bpco_suivi": _lungs,
    "accouchement": _delivery,
}
"""Facts by topic; the others state only what their notes draw."""


def number_of(shape: str, rng: Random, day: date) -> str:
    """A stay's number by the site's pattern."""
    return identifiers.patterned(rng, shape.replace("{y}", f"{day:%y}").replace("{m}", f"{day:%m}"))


def _happenings(rng: Random, path: Pathway, nda_shape: str, state: dict[str, str]) -> tuple[Happening, ...]:
    gaps = [rng.randint(*step.gap) for step in path.steps]
    topics = book().topics
    stays = [rng.randint(*topics[s.topic].stay) if topics[s.topic].stay else 0 for s in path.steps]  # type: ignore[misc]
    room = (LAST_DAY - FIRST_DAY).days - sum(gaps) - sum(stays)
    day = FIRST_DAY + timedelta(days=rng.randrange(max(room, 1)))
    found: list[Happening] = []
    for step, gap, stay in zip(path.steps, gaps, stays, strict=True):
        day += timedelta(days=gap)
        if day > LAST_DAY:
            break
        while not stay and day.weekday() > 4 and "cs" in step.docs and step.topic not in ("neutrofeb",):
            day += timedelta(days=1)
        since = (day - found[-1].day).days if found else 0
        facts = FACTS[step.topic](rng, state, since) if step.topic in FACTS else {}
        docs = tuple(d for d in step.docs if d not in NEEDS or NEEDS[d] in topics[step.topic].lines)
        found.append(
            Happening(step.topic, day, day + timedelta(days=stay), number_of(nda_shape, rng, day), facts, docs)
        )
        if stay:
            day += timedelta(days=stay) if step.topic in ("avc", "fract_col") else timedelta(0)
    return tuple(found)


WITHIN = {"ide": 0.5, "garde": 0.5, "kine": 0.6, "diet": 0.4, "social": 0.6, "crh": 1.0, "liaison": 1.0, "ordo": 1.0}
"""How far into a stay a document of a kind is written, as a share of its length; the others on its first day."""


def _day(rng: Random, happening: Happening, kind: str) -> date:
    length = (happening.end - happening.day).days
    if not length or kind not in WITHIN:
        return happening.day + timedelta(days=rng.choice((0, 0, 1, 3)) if kind in ("anapath", "rcp") else 0)
    if WITHIN[kind] == 1.0:
        return happening.end + timedelta(days=rng.choice((0, 0, 0, 1, 2, 6)) if kind == "crh" else 0)
    return happening.day + timedelta(days=rng.randint(0 if length < 2 else 1, max(1, length - 1)))


INSIDE, OUTSIDE = (
    ("ide", "mail", "bio", "demande", "garde", "ide", "bio", "liaison"),
    ("mail", "bio", "demande", "certif", "mt", "ordo"),
)
"""Documents that any stay, and any visit, may give besides those of its pathway."""


def _extra(rng: Random, happenings: tuple[Happening, ...]) -> tuple[int, str]:
    """One more document of one of the events."""
    number = rng.randrange(len(happenings))
    happening = happenings[number]
    stay = happening.end > happening.day
    if happening.topic.startswith("en_"):
        return number, "ennur" if stay else "enclin"
    kind = rng.choice(INSIDE if stay and rng.random() < 0.7 else OUTSIDE)
    return number, "bio" if kind == "ide" and "N" not in book().topics[happening.topic].lines else kind


def _plan(rng: Random, happenings: tuple[Happening, ...], target: int) -> tuple[Planned, ...]:
    """The documents, exactly ``target`` of them: first what tells each event, then the others by chance, then extra ones."""
    must: list[tuple[int, str]] = []
    may: list[tuple[int, str]] = []
    for number, happening in enumerate(happenings):
        main = next((k for k in CORE if k in happening.docs), happening.docs[0])
        must.append((number, main))
        may += [(number, kind) for kind in happening.docs if kind != main]
    rng.shuffle(may)
    chosen = (must + may)[:target]
    while len(chosen) < target:
        chosen.append(_extra(rng, happenings))
    days = [(_day(rng, happenings[n], kind), n, i, kind) for i, (n, kind) in enumerate(chosen)]
    return tuple(Planned(n, kind, day, i) for day, n, i, kind in sorted(days))


RECENT = frozenset({"demence", "parkinson", "ic", "irc4", "k_poumon", "cirrhose", "denutrition"})
"""Diseases with which one does not live for twenty years."""
MALE_ONLY, FEMALE_ONLY = frozenset({"hbp", "k_prostate"}), frozenset({"fibrome", "k_sein", "fcs", "diab_gest"})


def background(rng: Random, path: Pathway, person: Identity, first: date) -> tuple[tuple[str, int], ...]:
    """Diseases that the patient already has, with the year in which each began."""
    possible = [k for k in path.background if k not in (FEMALE_ONLY if not person.female else MALE_ONLY)]
    count = min(len(possible), rng.choice((0, 1, 2, 2, 3, 4)) if person.age(first) > 35 else rng.choice((0, 0, 1)))
    oldest = person.birth.year + (1 if person.age(first) < 40 else 28)
    return tuple(
        (k, rng.randint(min(max(oldest, first.year - (7 if k in RECENT else 24)), first.year - 1), first.year - 1))
        for k in rng.sample(possible, count)
    )


WEIGHTS = {"still": 0.3, "sein": 1.6, "lymphome": 1.2, "nourrisson": 0.6, "ivg": 0.5}


@lru_cache(maxsize=1)
def pathway_keys() -> tuple[tuple[str, ...], tuple[float, ...]]:
    """Pathways with the weight that the stream gives them."""
    keys = tuple(sorted(k for k in pathways() if not k.startswith("en_")))
    return keys, tuple(WEIGHTS.get(k, 1.0) for k in keys)


@lru_cache(maxsize=1)
def english_keys() -> tuple[tuple[str, ...], tuple[float, ...]]:
    """English pathways with their weights."""
    keys = tuple(sorted(k for k in pathways() if k.startswith("en_")))
    return keys, (1.0,) * len(keys)


def story(
    seed: str,
    *,
    names: str,
    sites: int,
    target: int,
    key: str | None = None,
    site_number: int | None = None,
    state: dict[str, str] | None = None,
    ipp: str | None = None,
    changes: dict[str, Any] | None = None,
) -> Story:
    """The story that a seed tells: a patient of one list of names with exactly ``target`` documents.

    ``state`` presets what the facts of events follow from, ``changes`` replaces fields of the identity.
    """
    rng = Random(seed)
    if key is None:
        keys, weights = english_keys() if names.startswith("en-") else pathway_keys()
        key = rng.choices(keys, weights)[0]
    path, state = pathways()[key], dict(state or {})
    number = rng.randrange(sites) if site_number is None else site_number
    place = site(names, number)
    if key == "bpco" and "asthme" not in state:
        state["asthme"] = "yes" if rng.random() < 0.15 else "no"
    happenings = _happenings(rng, path, place.nda_shape, state)
    first = happenings[0].day
    person = identity(
        rng,
        name_lists(names),
        ipp=ipp or identifiers.patterned(rng, place.ipp_shape),
        female=rng.choice(path.sexes) == "F",
        age=path.ages,
        today=first,
        zone=place.zone,
        birth=first if key == "naissance" else None,
    )
    if names.startswith("en-"):
        person = anglicised(person, rng)
    person = renamed(person, changes) if changes else person
    before = background(rng, path, person, first)
    return Story(person, names, number, key, before, happenings, _plan(rng, happenings, target))


def renamed(person: Identity, changes: dict[str, Any]) -> Identity:
    """The identity with some fields replaced, its NIR following sex and birth."""
    changed = replace(person, **changes)
    nir = identifiers.nir(Random(person.nir), changed.female, changed.birth, person.nir[5:10])
    return replace(changed, nir=nir)
