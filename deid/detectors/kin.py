"""Names of relatives: `sa fille Mélanie`, `frère aîné Loïc G.`, `Enfants Malo (14 ans) et Rozenn (9 ans)`."""

from __future__ import annotations

import re
from collections.abc import Iterator

from deid.cues import Cue
from deid.grammar import label_run, name_run
from deid.page import INITIAL, LOWER, TITLE, UPPER, Page
from deid.spans import CONTEXT, Span
from deid.vocabulary import ENGLISH_KIN, KIN, NEVER, SHORT_FORMS

_OPEN = re.compile(
    r" (?:au t[ée]l(?:[ée]phone)?|pr[ée]sente?|par t[ée]l(?:[ée]phone)?|pr[ée]venue?|joignable) \(|,? ?\(? ?|,\n ?| ?: ?| ?- ?|,? ?[«\"] ?| ?\([^()\n]{1,15}\) ?: ?|\n[ \t]{0,3}"
)
_ADJECTIVES = frozenset(
    "germain germaine germains issu issue aine ainee cadet cadette jumeau jumelle jumeaux maternel maternelle paternel paternelle unique decede decedee benjamin benjamine au tel telephone presente present prevenue prevenu joignable petit petite grand grande premier premiere deuxieme seconde second de majeur majeure et son sa ses".split()
)
_KIN_NOISE = frozenset(
    "DCD AGHBS HTA IDM AVC DT DID DNID BPCO IRC SEP AIT AOMI FA EP SOS RAS ATCD CBP AES CHU RCH MC MICI CCR HTAP LED PR SPA SLA LMC LLC MM DMLA HBP IRCT PKR CMH CMD MTEV TVP SII BAV".split()
)


_KIN = Cue(KIN)
_ENGLISH_KIN = Cue(KIN | ENGLISH_KIN)
_MORE = re.compile(r"(?: ?\([^()\n]{1,20}\))?(?: ?, ?| et | & )(?=[A-ZÀ-ÝĀ-ŒŔ-ŽẠ-Ỹ])")


def find(page: Page) -> Iterator[Span]:
    """Names that a word of kinship announces."""
    for i in page.at(_ENGLISH_KIN if page.lang == "en" else _KIN):
        yield from _kin(page, i)


def _kin(page: Page, i: int) -> Iterator[Span]:
    j = i + 1
    while (
        j < len(page)
        and page.folded[j] in _ADJECTIVES
        and page.gaps[j] in (" ", " (", ", ")
        and page.shapes[j] == LOWER
    ):
        j += 1
    if j >= len(page) or not _OPEN.fullmatch(page.gaps[j]):
        return
    if "\n" in page.gaps[j] and not _single_name(page, j):
        return
    yield from _kin_list(page, j)


def _kin_list(page: Page, j: int) -> Iterator[Span]:
    """One relative's name, and the further names of a list: `Enfants Malo (14 ans) et Rozenn (9 ans)`."""
    while j < len(page) and _kin_fits(page, j):
        run = name_run(page, j, trusted=True, lower=page.shapes[j] == LOWER)
        if not run:
            return
        if (
            page.shapes[j] == LOWER
            and run[-1] + 1 < len(page)
            and page.gaps[run[-1] + 1] == " "
            and page.info(run[-1] + 1).surname >= 2.5
            and page.folded[run[-1] + 1] not in NEVER
        ):
            run = [*run, run[-1] + 1]
        yield from label_run(page, run, "kin", CONTEXT)
        end = page.ends[run[-1]]
        more = _MORE.match(page.text, end, end + 40)
        if not more:
            return
        j = page.token_at(more.end())
        if j >= len(page) or not _single_name(page, j):
            return


def _kin_fits(page: Page, j: int) -> bool:
    shape, word, info = page.shapes[j], page.words[j], page.info(j)
    if (
        word in _KIN_NOISE
        or (word in SHORT_FORMS and info.first < 3)
        or (info.eponym and info.first < 2.5)
        or page.folded[j] in NEVER
        or shape not in (UPPER, TITLE, INITIAL)
    ):
        return shape == LOWER and page.gaps[j] == " " and info.first >= 3 and not info.wordish and not info.medical
    if shape == INITIAL:
        return page.text[page.ends[j] : page.ends[j] + 1] == "."
    if info.medical and info.first < 2.5:
        return False
    if shape == UPPER and len(word) <= 4 and info.surname < 2 and info.first < 3:
        return False
    if info.surname or info.first >= 1:
        seldom = info.zipf < 3.3 and not info.eponym
        return not info.wordish or info.first >= 3 or (page.gaps[j] == " " and info.surname >= 2) or seldom
    return not info.wordish and len(word) > 2 and info.zipf < 2.5 and "," not in page.gaps[j]


def _single_name(page: Page, j: int) -> bool:
    info = page.info(j)
    return (
        page.shapes[j] in (TITLE, UPPER)
        and info.first >= 1.5
        and (not info.wordish or info.first >= 3 or info.zipf < 3.3)
        and page.folded[j] not in NEVER
    )
