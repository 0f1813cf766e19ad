"""Towns that other towns, or what stands there, give away: `à Meknès ou Taza`, `Lyon/Bron`, `dispensaire de Poum`, `arrivé par Agadez, Sebha`."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator

from deid.cues import Cue, Word
from deid.detectors.addresses import longest_town
from deid.page import TITLE, UPPER, Page
from deid.spans import CONTEXT, Span
from deid.vocabulary import HOLIDAYS, LEADING, NO_PERSON, SHORT_FORMS

_AND = frozenset("et ou puis ni".split())
_TOWN_LINKS = frozenset("a à de d en sur vers par puis et ou ni pour depuis chez".split())
_NO_TOWN = NO_PERSON | HOLIDAYS | frozenset("centre bon tres beau maison port tout".split())


def _town(word: Word) -> bool:
    """Whether a word with a capital may be a town among towns."""
    info = word.info
    if word.shape not in (TITLE, UPPER) or len(word.folded) < 2 or not word.written.isalpha():
        return False
    if word.folded in _NO_TOWN or info.eponym or word.written in SHORT_FORMS:
        return False
    if info.town >= 300:
        return not (info.medical and info.zipf > 5)
    return not (info.medical or info.surname >= 2.5 or info.first >= 2.5) and info.zipf < 4 and word.shape == TITLE


_TOWNS = Cue(test=_town, of="capital")


def find(page: Page, found: Iterable[Span]) -> Iterator[Span]:
    """Every such town of a French page; ``found`` is what all other detectors found."""
    if page.lang == "en":
        return
    places = list(_of_places(page))
    yield from places
    yield from _towns(page, [span for span in [*found, *places] if span.label == "VILLE"])


def _towns(page: Page, known: list[Span]) -> Iterator[Span]:
    """`à Meknès ou Taza, puis à Safi`, `Lyon/Bron`: a town beside a town found."""
    if not known:
        return
    starts, ends = {span.start for span in known}, {span.end for span in known}
    for i in page.at(_TOWNS):
        if page.starts[i] in starts:
            continue
        best = longest_town(page, i)
        last = best[0] if best else i
        if _after_town(page, i, last, ends) or _before_town(page, last, starts):
            starts.add(page.starts[i])
            ends.add(page.ends[last])
            yield Span(page.starts[i], page.ends[last], "VILLE", "member.town", CONTEXT)


def _after_town(page: Page, i: int, last: int, ends: set[int]) -> bool:
    """Whether a town stands before token ``i``, with `ou`, `et`, `puis à` or a sign between."""
    k, links = i, 0
    while k and page.gaps[k] == " " and page.folded[k - 1] in _TOWN_LINKS and links < 3:
        k, links = k - 1, links + 1
    if not k or page.ends[k - 1] not in ends:
        return False
    gap = page.gaps[k]
    if links:
        joined = page.folded[k] in _AND or gap in (", ", " / ", " → ", " - ", " > ")
        return joined and (links > 1 or page.folded[k] in _AND or page.folded[k] in ("a", "à"))
    return _COMMA_SIGN.fullmatch(gap) is not None and _BARE_TOWN.match(page.text, page.ends[last]) is not None


_COMMA_SIGN = re.compile(r", | ?[/→>] ?")
_BARE_TOWN = re.compile(r"[ \t]*(?:\Z|\n|[,;:/.)→>]|(?:et|ou|puis|le|en)\b)")


def _before_town(page: Page, last: int, starts: set[int]) -> bool:
    """Whether `ou` and a town follow token ``last`` (`Sens ou Joigny`)."""
    k = last + 1
    if k + 1 >= len(page) or page.folded[k] not in ("ou", "et", "puis") or page.gaps[k] != " ":
        return False
    k += 1 + (page.folded[k + 1] in ("a", "à", "de", "sur") and page.gaps[k + 1] == " ")
    before = page.folded[last - 1] if last else ""
    return k < len(page) and page.starts[k] in starts and before in _TOWN_LINKS


_PLACES = Cue(
    "dispensaire college lycee ecole mairie maire gendarmerie maternite tribu village commune gare aeroport caserne prison presqu ile vallee prefecture wilaya district arrondissement bourg bourgade douar oasis camp mission port barrage canton "
    "originaire natif native venu venue revenu revenue arrive arrivee passe passee transite rentre rentree parti partie fui exile refugie refugiee via"
)
_FROM = frozenset("de d a à par depuis via".split())


def _of_places(page: Page) -> Iterator[Span]:
    """`dispensaire de Poum`, `arrivé par Agadez, Sebha`: words of no list behind what towns have, and behind travel, with those that follow."""
    for k in page.at(_PLACES):
        i = k + 1
        if i + 1 < len(page) and page.folded[i] in _FROM and page.gaps[i] == " ":
            i += 1
        elif page.folded[k] != "via":
            continue
        if i < len(page) and page.gaps[i] in (" ", "'", "’") and _place(page, i):
            yield Span(page.starts[i], page.ends[i], "VILLE", "member.place", CONTEXT)


def _place(page: Page, i: int) -> bool:
    """Whether token ``i`` may be a place in no list: in title case, no word of medicine, nobody's name, seldom written."""
    info, folded = page.info(i), page.folded[i]
    if (
        page.shapes[i] != TITLE
        or len(folded) < 2
        or info.medical
        or info.eponym
        or (folded in _NO_TOWN and page.words[i].isascii())
        or folded in LEADING
    ):
        return False
    return max(info.surname, info.first) < 2.5 and info.zipf < (2.8 if len(folded) > 3 else 4.5)
