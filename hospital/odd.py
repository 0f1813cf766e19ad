"""The odd people of the demonstration: names that are drugs or diseases, mother and child, homonyms, wrong papers."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date, timedelta
from functools import lru_cache
from importlib import resources
from random import Random
from typing import Any

from hospital import identifiers
from hospital.documents import handmade
from hospital.names import name_lists
from hospital.notes import Note
from hospital.people import Identity, Relative, identity, ordinary
from hospital.stories import Story, story

SITE = 0


@dataclass(frozen=True, slots=True)
class OddNote:
    """A note of its own to add to a story's record; ``strangers`` fill its numbered slots."""

    name: str
    story: Story
    kind: str
    unit: str
    template: str
    strangers: tuple[Identity, ...]
    sensitivity: tuple[str, ...] = ()

    def note(self, doc_id: str) -> Note:
        """The note itself."""
        day = self.story.happenings[-1].day + timedelta(days=3)
        made = handmade(
            self.story,
            self.template,
            happening=len(self.story.happenings) - 1,
            kind=self.kind,
            unit=self.unit,
            day=day,
            doc_id=doc_id,
            strangers=self.strangers,
        )
        return replace(made, head={**made.head, "sensitivity": list(self.sensitivity)}) if self.sensitivity else made


def _told(seed: str, name: str, key: str, target: int, **changes: Any) -> Story:
    return story(
        f"{seed}-odd-{name}", names="demo", sites=3, site_number=SITE, target=target, key=key, changes=changes or None
    )


def _mother_and_child(seed: str) -> tuple[Story, Story]:
    """A mother and her newborn: the child's name stands in the mother's record, the mother's in the child's."""
    mother = story(
        f"{seed}-odd-mother", names="demo", sites=3, site_number=SITE, target=8, key="grossesse", state={"bebe": "Naïg"}
    )
    delivery = next(h for h in mother.happenings if h.topic == "accouchement")
    parent = mother.person
    child = story(f"{seed}-odd-child", names="demo", sites=3, site_number=SITE, target=6, key="naissance")
    moved = delivery.day - child.happenings[0].day
    related = (
        Relative("mère", "sa mère", parent.given[0], ordinary(parent.family), parent.phones[1], True),
        Relative("père", "son père", "Goulven", ordinary(parent.family), parent.phones[0], False),
    )
    born = replace(
        child.person,
        given=("Naïg",),
        female=True,
        family=parent.family,
        birth_name=parent.family,
        birth=delivery.day,
        address=parent.address,
        town=parent.town,
        phones=parent.phones,
        mails=(),
        relatives=related,
        gp=parent.gp,
        nir=identifiers.nir(Random(seed + "nir"), True, delivery.day, parent.town[2]),
    )
    happenings = tuple(replace(h, day=h.day + moved, end=h.end + moved) for h in child.happenings)
    plan = tuple(replace(p, day=p.day + moved) for p in child.plan)
    return mother, replace(child, person=born, happenings=happenings, plan=plan)


@lru_cache(maxsize=2)
def _stories(seed: str) -> dict[str, Story]:
    twin = {"family": "LE BIHAN", "birth_name": "LE BIHAN", "given": ("Marie", "Anne"), "female": True}
    mother, child = _mother_and_child(seed)
    merged = _told(seed, "merged", "hta", 6)
    rng = Random(seed + "merged")
    shape = identifiers.patterned(rng, "80######")
    return {
        "goutte": _told(
            seed, "goutte", "anemie_seule", 5, family="GOUTTE", birth_name="LEVENEZ", female=True, given=("Odile",)
        ),
        "jasmine": _told(seed, "jasmine", "ivg", 5, given=("Jasmine",)),
        "ivg": _told(seed, "ivg", "femme_ic", 6, female=True),
        "parkinson": _told(seed, "parkinson", "epilepsie", 5),
        "relais": _told(seed, "relais", "pneumonie", 5),
        "ailleurs": _told(seed, "ailleurs", "pr", 6),
        "homonyme": _told(seed, "homonym1", "dt2", 5, **twin, birth=date(1951, 3, 9)),
        "homonyme2": _told(seed, "homonym2", "hypothyr", 5, **twin, birth=date(1962, 8, 27)),
        "fusion": merged,
        "fusion2": replace(_told(seed, "merged", "hta", 5), person=replace(merged.person, ipp=shape)),
        "oppose": _told(seed, "opposed", "hta", 5),
        "allergie": _told(seed, "allergy", "appendicite", 5),
        "kardegic": _told(seed, "kardegic", "idm", 7),
        "still": _told(seed, "nostill", "erysipele", 4),
        "fort": _told(seed, "strong", "chutes", 5, family="FORT", birth_name="FORT"),
        "colon": _told(seed, "colon", "crohn", 5, family="COLON", birth_name="COLON"),
        "mother": mother,
        "child": child,
    }


def odd_stories(seed: str) -> list[Story]:
    """The odd people's stories."""
    return list(_stories(seed).values())


def _strangers(seed: str, name: str) -> tuple[Identity, ...]:
    rng = Random(f"{seed}-strangers-{name}")
    lists, today = name_lists("demo"), date(2023, 5, 3)
    made = (
        identity(
            rng,
            lists,
            ipp=identifiers.patterned(rng, "80######"),
            female=i in (1, 3),
            age=(60, 88),
            today=today,
            zone="02",
        )
        for i in range(5)
    )
    return tuple(made)


@lru_cache(maxsize=2)
def odd_notes(seed: str) -> tuple[OddNote, ...]:
    """The notes of their own, in the order of ``data/odd.txt``."""
    told = _stories(seed)
    lines = resources.files("hospital").joinpath("data/odd.txt").read_text(encoding="utf-8").splitlines()
    found = []
    for line in lines:
        if not line.strip() or line.startswith("#"):
            continue
        name, kind, unit, template = (part.strip() for part in line.split("|", 3))
        strangers = _strangers(seed, name)
        if name == "fusion":
            strangers = (told["fusion2"].person,)
        found.append(
            OddNote(name, told[name], kind, unit, template, strangers, ("opposition",) if name == "oppose" else ())
        )
    return tuple(found)
