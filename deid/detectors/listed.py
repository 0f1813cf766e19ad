"""Names by the lists alone: `LEROUX Rose`, `Yann Coz`, `S. Rose`, a first name in prose (`la synthèse de Karim`).

Guards: excess (see ``deid.lexicon``), medical words, eponyms, capital letters, and what stands before.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from deid.grammar import label_run, name_run
from deid.page import INITIAL, LOWER, NUMBER, TITLE, UPPER, Page
from deid.spans import LISTED, Span
from deid.vocabulary import HOLIDAYS, LEADING, NEVER

_EPONYM_HEAD = frozenset(
    "maladie syndrome signe score classification critere criteres test manoeuvre maneuvre sonde loi angle ligne fracture operation intervention technique echelle indice coloration phenomene triade "
    "tetralogie reflexe methode regle formule crise type stade grade arthroplastie corps cellules facteur virus bacille plaque tumeur anemie purpura fievre thyroidite chorée choree ataxie paralysie neuropathie "
    "position clamp pince drain catheter valve index hernie point triangle ganglion nodule canal trompe trompes glande ilots oesophage diverticule lymphome sarcome melanome tubercule espace fossette bandelette "
    "sign disease fistule anneau anneaux lentilles service salle pavillon hopital clinique rue avenue ecole college lycee place boulevard dite dit vaccin".split()
)


def find(page: Page) -> Iterator[Span]:
    """Names that need no announcing word."""
    i, n = 0, len(page)
    while i < n:
        if page.shapes[i] in (UPPER, TITLE, INITIAL) or page.shapes[i] == LOWER and page.folded[i] in LEADING:
            run = name_run(page, i, trusted=False)
            if run and _is_name(page, run):
                yield from label_run(page, run, "listed", LISTED)
                i = run[-1] + 1
                continue
        i += 1


def _is_name(page: Page, run: list[int]) -> bool:
    if _behind_eponym_head(page, run[0]):
        return False
    solid = [k for k in run if page.shapes[k] in (UPPER, TITLE) and page.folded[k] not in LEADING]
    if not solid:
        return False
    infos = [page.info(k) for k in solid]
    if any(info.eponym for info in infos) and len(solid) < 2 or any(page.folded[k] in HOLIDAYS for k in solid):
        return False
    if len(solid) == 1:
        return _single(page, run, solid[0])
    first = max(info.first for info in infos)
    family = max((info.surname for info in infos), default=0.0)
    if first >= 2.3 and any(info.surname >= 0.6 and not info.medical for info in infos):
        words = sum(info.wordish for info in infos)
        return (
            words < len(infos)
            or first >= 3.5
            and family >= 2
            and not any(info.medical and info.first < 3 for info in infos)
        )
    return False


def _single(page: Page, run: list[int], k: int) -> bool:
    """One name with an initial, or a first name alone in prose."""
    info = page.info(k)
    initials = [j for j in run if page.shapes[j] == INITIAL]
    if initials and not info.wordish and (info.surname >= 1 or info.first >= 2) and not info.medical:
        return (
            page.text[page.ends[initials[0]] : page.ends[initials[0]] + 1] == "."
            and page.words[initials[0]] not in ("S",)
            or info.surname >= 2.5
        )
    if page.shapes[k] != TITLE or len(page.words[k]) < 3 or info.medical or info.wordish or info.eponym:
        return False
    if info.first < 2.3 or info.first < info.surname - 0.5 or page.folded[k] in NEVER:
        return False
    if info.town > 1000 and info.first < 4:
        return False
    return not page.line_start(k) or _followed_by_line(page, k)


def _followed_by_line(page: Page, k: int) -> bool:
    """A first name that opens a line counts where the line goes on like a sentence or ends."""
    after = page.text[page.ends[k] : page.ends[k] + 3]
    return page.info(k).first >= 3 and not re.match(r"\s?[:\d(]", after)


def _behind_eponym_head(page: Page, i: int) -> bool:
    if i and page.gaps[i] in ("-", "‐") and (page.info(i - 1).eponym or _behind_eponym_head(page, i - 1)):
        return True
    for k in range(i - 1, max(-1, i - 4), -1):
        if page.folded[k] in _EPONYM_HEAD:
            return True
        if (
            page.shapes[k] == NUMBER
            or page.folded[k] not in ("de", "d", "du", "la", "le", "l", "des", "von", "van")
            or page.gaps[k + 1] not in (" ", "'", "’")
        ):
            return False
    return False
