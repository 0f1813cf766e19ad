"""The demonstration's hospital: 900 patients, 6,000 documents, the same every time; its truth is known.

Three sources (DPI native, RIS rtf, GED scanned), twelve lots of which one waits and one is refused, five cohorts whose members
follow from the events, and the odd people that a warehouse meets: see ``data/odd.txt`` and ``odd.py``.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace
from functools import cached_property
from random import Random

from hospital.blockbook import pathways
from hospital.cohorts import COHORTS
from hospital.documents import write
from hospital.handwritten import handwritten
from hospital.notes import Note
from hospital.odd import OddNote, odd_notes, odd_stories
from hospital.stories import Story, story

SEED = "demo-2024"
PATIENTS, DOCUMENTS, FIRST = 900, 6000, 600
SHARES = {
    "sein": 72,
    "lymphome": 26,
    "ep75": 46,
    "ep75tard": 8,
    "epsaigne": 9,
    "epcancer": 8,
    "ep": 26,
    "bpco": 52,
    "bpcolent": 12,
    "dt2rein": 56,
    "still": 2,
}
"""Patients of the pathways that the cohorts need, near misses among them; the other pathways share the rest."""
FEATURED = (
    "still",
    "parkinson",
    "ic",
    "ep",
    "idm",
    "dt2",
    "hta",
    "sein",
    "lymphome",
    "ep75",
    "bpco",
    "dt2rein",
    "goutte",
    "fa",
)
"""Pathways that the first 600 documents are drawn from, so that every search of the demonstration finds something at once."""
WAITING, REFUSED = "2024-demo-K", "2024-demo-L"
LOTS = tuple(f"2024-demo-{c}" for c in "ABCDEFGHIJKL")
HAND_LOT = "2024-demo-M"
"""The lot of the notes written by hand (``handwritten.LOT``), released as well."""
LAST_LOTS = 260
"""Documents of each of the two last lots, all of patients outside the cohorts."""


@dataclass(frozen=True, slots=True)
class Lot:
    """A lot of documents and what the demonstration decides on it: released, waiting or refused."""

    name: str
    decision: str


class Hospital:
    """The demonstration's patients and notes, made when they are asked for.

    Iterating gives all 6,000 notes: the first 600 are whole records of featured patients, in lot ``2024-demo-A``.
    """

    lots: tuple[Lot, ...] = tuple(
        Lot(name, "waiting" if name == WAITING else "refused" if name == REFUSED else "released")
        for name in (*LOTS, HAND_LOT)
    )

    @cached_property
    def stories(self) -> tuple[Story, ...]:
        """All patients, in the order in which their notes come: featured, others, and last those outside all cohorts."""
        odd = odd_stories(SEED)
        keys = _keys(PATIENTS - len(odd))
        targets = _targets(keys, DOCUMENTS - sum(len(s.plan) for s in odd) - len(odd_notes(SEED)))
        told = [
            story(
                f"{SEED}-{i}",
                names="en-demo" if k.startswith("en_") else "demo",
                sites=3,
                site_number=(0, 0, 0, 1, 2)[i % 5],
                target=t,
                key=k,
            )
            for i, (k, t) in enumerate(zip(keys, targets, strict=True))
        ]
        return tuple(_ordered([*odd, *_distinct(told)], len(odd)))

    @cached_property
    def opposed(self) -> frozenset[str]:
        """IPP of patients who opposed the reuse of their data."""
        return frozenset(n.story.person.ipp for n in odd_notes(SEED) if n.name == "oppose")

    def cohorts(self) -> dict[str, set[str]]:
        """The true members of the five cohorts, by IPP."""
        return {name: {s.person.ipp for s in self.stories if test(s)} for name, test in COHORTS.items()}

    def __iter__(self) -> Iterator[Note]:
        """All notes in order, each with its lot."""
        for number, note in enumerate(self._notes()):
            yield replace(note, head={**note.head, "lot": lot_of(number)})
        yield from handwritten()

    def _notes(self) -> Iterator[Note]:
        number = 0
        extra: dict[str, list[OddNote]] = {}
        for odd in odd_notes(SEED):
            extra.setdefault(odd.story.person.ipp, []).append(odd)
        for who, told in enumerate(self.stories):
            for turn in range(len(told.plan)):
                yield write(told, turn, seed=f"{SEED}-{who}", doc_id=f"DOC{number:06d}")
                number += 1
            for odd in extra.pop(told.person.ipp, []):
                yield odd.note(f"DOC{number:06d}")
                number += 1


def lot_of(number: int) -> str:
    """The lot of the document of this number."""
    if number < FIRST:
        return LOTS[0]
    if number >= DOCUMENTS - LAST_LOTS:
        return REFUSED
    if number >= DOCUMENTS - 2 * LAST_LOTS:
        return WAITING
    size = (DOCUMENTS - 2 * LAST_LOTS - FIRST) / 9
    return LOTS[1 + min(8, int((number - FIRST) / size))]


def _keys(count: int) -> list[str]:
    """The pathway of each patient, mixed."""
    rng = Random(SEED + "-pathways")
    others = sorted(k for k in pathways() if k not in SHARES)
    keys = [k for k, share in SHARES.items() for _ in range(share)]
    keys += [others[i % len(others)] for i in range(count - len(keys))]
    rng.shuffle(keys)
    return keys


def _targets(keys: list[str], documents: int) -> list[int]:
    """How many documents each patient has: at least one an event, together ``documents``."""
    rng = Random(SEED + "-targets")
    least = [len(pathways()[k].steps) for k in keys]
    targets = [n + rng.choice((0, 1, 1, 2, 2, 3, 4, 5)) for n in least]
    while (missing := documents - sum(targets)) != 0:
        at = rng.randrange(len(keys))
        if missing > 0 and targets[at] < 14:
            targets[at] += 1
        elif missing < 0 and targets[at] > least[at]:
            targets[at] -= 1
    return targets


def _distinct(told: list[Story]) -> list[Story]:
    """The stories with an IPP of their own each."""
    seen: set[str] = set()
    found = []
    for one in told:
        ipp = one.person.ipp
        while ipp in seen:
            ipp = ipp[:-1] + str((int(ipp[-1]) + 1) % 10) if ipp[-1].isdigit() else ipp + "1"
        seen.add(ipp)
        found.append(replace(one, person=replace(one.person, ipp=ipp)))
    return found


def _ordered(told: list[Story], odd: int) -> list[Story]:
    """Odd and featured patients first, members of no cohort last."""
    first = told[:odd]
    left: dict[str, int] = dict.fromkeys(FEATURED, 7)
    later: list[Story] = []
    for one in told[odd:]:
        if left.get(one.pathway, 0):
            left[one.pathway] -= 1
            first.append(one)
        else:
            later.append(one)
    plain = [s for s in later if not any(test(s) for test in COHORTS.values())]
    members = [s for s in later if any(test(s) for test in COHORTS.values())]
    rng = Random(SEED + "-order")
    front = members + plain[: len(plain) - 140]
    rng.shuffle(front)
    return first + front + plain[len(plain) - 140 :]


def demonstration() -> Hospital:
    """The demonstration's hospital."""
    return Hospital()
