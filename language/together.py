"""Analysis of many texts at once, for building an index: the same tokens as ``language.analysis``, several times faster.

The texts are joined and read in one pass; a form is told by its number in a ``Numbering``, so that what follows is
arithmetic on arrays.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from clinical.documents import Mask
from language.analysis import Runs, forms, plain_runs, prepared, run_forms
from language.characters import Characters, characters
from language.interning import Numbering
from language.surfaces import Forms, scan

Longs = NDArray[np.int64]
SEPARATOR = " \x00 "
"""Stands between two texts: no rule of the analysis reaches over it (no white space alone, no letter, no line end)."""


class Together(NamedTuple):
    """The tokens of all texts in order. Offsets count from the start of the joined text, where ``bases`` begin."""

    numbers: NDArray[np.int32]
    starts: Longs
    ends: Longs
    bases: Longs
    length: int

    def tokens_before(self) -> Longs:
        """How many tokens stand before each text, and at the end how many there are."""
        return np.append(np.searchsorted(self.starts, self.bases), len(self.starts))


def read_together(
    texts: Sequence[str], masks: Sequence[Sequence[Mask]], numbering: Numbering, *, lang: str = "fr"
) -> Together:
    """The tokens of ``texts`` with their sorted masks, as ``language.analysis.forms`` finds them in each."""
    raws, bases = _laid_out(texts, masks)
    found = characters(SEPARATOR.join(raws))
    if found is None:
        whole, starts, ends = _one_by_one(texts, masks, bases, lang)
        return Together(numbering.of(whole), starts, ends, bases[:-1], int(bases[-1]))
    runs, special = _found(raws, found, masks, bases, lang)
    numbers = _run_numbers(found.folded, runs, numbering)
    order, starts, ends = _order(special, runs)
    if order is not None:
        numbers = np.concatenate([numbering.of(special.forms), numbers])[order]
    return Together(numbers, starts, ends, bases[:-1], int(bases[-1]))


class Spelt(NamedTuple):
    """The same with the forms themselves."""

    forms: list[str]
    starts: Longs
    ends: Longs
    bases: Longs


def spelt_together(texts: Sequence[str], masks: Sequence[Sequence[Mask]], *, lang: str = "fr") -> Spelt:
    """The tokens of some texts as ``read_together`` has them, for looking at once."""
    raws, bases = _laid_out(texts, masks)
    found = characters(SEPARATOR.join(raws))
    if found is None:
        return Spelt(*_one_by_one(texts, masks, bases, lang), bases[:-1])
    runs, special = _found(raws, found, masks, bases, lang)
    surfaces = run_forms(found.folded, runs)
    order, starts, ends = _order(special, runs)
    if order is not None:
        both = [*special.forms, *surfaces]
        surfaces = [both[place] for place in order.tolist()]
    return Spelt(surfaces, starts, ends, bases[:-1])


def _laid_out(texts: Sequence[str], masks: Sequence[Sequence[Mask]]) -> tuple[list[str], Longs]:
    """The texts as they are read, and where each begins when they are joined; at the end, the whole length."""
    raws = [prepared(text, hidden) for text, hidden in zip(texts, masks, strict=True)]
    bases = np.zeros(len(raws) + 1, dtype=np.int64)
    np.cumsum([len(raw) + len(SEPARATOR) for raw in raws], out=bases[1:])
    return raws, bases


def _found(
    raws: Sequence[str], found: Characters, masks: Sequence[Sequence[Mask]], bases: Longs, lang: str
) -> tuple[Runs, Forms]:
    """Plain runs, and the tokens that are none: those read by rule, and masks, which come first where both begin."""
    joined = SEPARATOR.join(raws)
    runs, windows = plain_runs(joined, found, lang)
    special = Forms([], [], [])
    for base, hidden in zip(bases.tolist(), masks, strict=False):
        for mask in hidden:
            special.forms.append("")
            special.starts.append(base + mask.start)
            special.ends.append(base + mask.end)
    for start, end in windows:
        scan(special, joined, lang, start, end)
    return runs, special


def _order(special: Forms, runs: Runs) -> tuple[Longs | None, Longs, Longs]:
    """In which order special tokens followed by runs stand in the text (None: only runs), and their offsets."""
    if not special.starts:
        return None, runs.starts, runs.ends
    starts = np.concatenate([np.array(special.starts, dtype=np.int64), runs.starts])
    ends = np.concatenate([np.array(special.ends, dtype=np.int64), runs.ends])
    order = np.argsort(starts, kind="stable")
    return order, starts[order], ends[order]


def _run_numbers(folded: NDArray[np.uint32], runs: Runs, numbering: Numbering) -> NDArray[np.int32]:
    if not runs.special:
        return numbering.of_runs(folded, runs.starts, runs.ends)
    places = np.fromiter(runs.special, dtype=np.int64, count=len(runs.special))
    plain = np.ones(len(runs.starts), dtype=bool)
    plain[places] = False
    numbers = np.zeros(len(runs.starts), dtype=np.int32)
    numbers[plain] = numbering.of_runs(folded, runs.starts[plain], runs.ends[plain])
    numbers[places] = numbering.of(list(runs.special.values()))
    return numbers


def _one_by_one(
    texts: Sequence[str], masks: Sequence[Sequence[Mask]], bases: Longs, lang: str
) -> tuple[list[str], Longs, Longs]:
    """For texts with decomposed accents or unusual letters."""
    whole = Forms([], [], [])
    for text, hidden, base in zip(texts, masks, bases.tolist(), strict=False):
        found = forms(text, lang=lang, masks=hidden)
        whole.forms.extend(found.forms)
        whole.starts.extend(start + base for start in found.starts)
        whole.ends.extend(end + base for end in found.ends)
    return whole.forms, np.array(whole.starts, dtype=np.int64), np.array(whole.ends, dtype=np.int64)
