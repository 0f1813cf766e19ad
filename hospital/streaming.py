"""The endless hospital: any slice of it, reproducible by seed and number, in constant memory."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import count
from random import Random

from hospital.documents import write
from hospital.notes import Note
from hospital.stories import Story, story

BLOCK = 64
"""Documents of one block: its patients are planned together, so that document n lies in block n // 64 whatever the start."""
SITES = {"training": 60, "test": 40, "demo": 3}
"""How many hospitals write, by list of names."""


def patients_of(block: int, *, seed: int, names: str, english_share: float) -> list[Story]:
    """The patients of a block; their documents add up to ``BLOCK``."""
    rng = Random(f"{seed}-{names}-{block}")
    left = BLOCK
    found: list[Story] = []
    while left:
        target = min(left, rng.randint(4, 12))
        if left - target in (1, 2):
            target = left
        lists = f"en-{names}" if rng.random() < english_share else names
        found.append(story(f"{seed}-{names}-{block}-{len(found)}", names=lists, sites=SITES[names], target=target))
        left -= target
    return found


def block_notes(block: int, skip: int, *, seed: int, names: str, english_share: float) -> Iterator[Note]:
    """The notes of a block after the first ``skip``."""
    number = block * BLOCK
    for who, told in enumerate(patients_of(block, seed=seed, names=names, english_share=english_share)):
        for turn in range(len(told.plan)):
            if number - block * BLOCK >= skip:
                yield write(
                    told,
                    turn,
                    seed=f"{seed}-{names}-{block}-{who}",
                    doc_id=f"{names[0].upper()}{seed}-{number:08d}",
                )
            number += 1
        told.kept.clear()


def stream(
    *,
    seed: int,
    start: int = 0,
    documents: int | None = None,
    names: str = "training",
    english_share: float = 0.1,
) -> Iterator[Note]:
    """Notes without end, or ``documents`` of them, from document number ``start`` on.

    Args:
        seed: another seed is another world; the same seed and number always give the same note.
        start: number of the first document, from 0.
        documents: how many; None goes on for ever.
        names: ``training``, ``test`` or ``demo``: disjoint lists of people, streets and towns.
        english_share: share of patients whose notes are in English, 0 to 1.


    Raises:
        KeyError: no such list of names.
    """
    made = 0
    for block in count(start // BLOCK):
        skip = start % BLOCK if block == start // BLOCK else 0
        for note in block_notes(block, skip, seed=seed, names=names, english_share=english_share):
            if documents is not None and made >= documents:
                return
            yield note
            made += 1
