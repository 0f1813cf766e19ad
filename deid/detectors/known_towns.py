"""Towns of the lists that no word of place announces: what is a town and no word is one wherever it stands, in small letters too."""

from __future__ import annotations

import re
from collections.abc import Iterator

from deid.cues import Cue, Word
from deid.detectors.addresses import longest_town
from deid.grammar import behind_eponym_head, in_eponym, is_medicine
from deid.lexicon import WORD_TOWNS, lexicon
from deid.page import LOWER, TITLE, UPPER, Page
from deid.spans import LISTED, Span
from deid.vocabulary import CIVIL, HOLIDAYS, MEDICAL, NEVER, SHORT_FORMS

A_WORDS = frozenset(("à", "A", "a"))
ALIAS = frozenset(("st", "ste", "le", "la", "les", "l"))
_SAINTS = frozenset(("saint", "sainte", "st", "ste"))
PLACE_END = re.compile(r"[ \t]*(?:\n|$|[;)])")


def small_towns(page: Page) -> Iterator[Span]:
    """Towns of some size in small letters, as hurried notes write them (`mutée a peyrehorade`)."""
    done = 0
    for i in page.at(SMALL_TOWNS):
        best = longest_town(page, i) if i >= done and page.gaps[i][-1:] not in ("@", ".", "-", "/", "_") else None
        whole = best is not None and (best[0] > i or page.words[i] not in ("st", "ste", "saint", "sainte"))
        if (
            best
            and whole
            and best[1] >= 1500
            and not (behind_eponym_head(page, i) if page.folded[i] in _SAINTS else in_eponym(page, i))
            and (len(page.words[i - 1]) > 1 or page.words[i - 1] in A_WORDS)
        ):
            yield Span(page.starts[i], page.ends[best[0]], "VILLE", "place.small", LISTED)
            done = best[0] + 1


def _small_town(word: Word) -> bool:
    info = word.info
    if word.written in ("st", "ste", "saint", "sainte"):
        return True
    if (
        word.shape != LOWER
        or len(word.folded) < 4
        or not word.written.isalpha()
        or word.folded in _TOWN_WORDS
        or word.folded in NEVER
    ):
        return False
    return not (info.wordish or info.medical or info.eponym) and word.folded in lexicon().town_starts


_TOWN_WORDS = frozenset(
    "paris thor tampon possession menton gosier moule pertuis fleche tulle anse arcs ares cendre mure etain collegien bordes thio colpo sance isse melle rance drap broc sault barr ambes albert vire bourg mans ornans saint sainte "
    "abondant even albi valence grenade faro fatima lens dole foix cran laon sete".split()
) - frozenset("albi lens laon sete".split())
SMALL_TOWNS = Cue(test=_small_town, of="small")


def only_a_town(page: Page, i: int, last: int, population: int) -> bool:
    """A town of the lists that is no word: medical prose hardly holds any by chance, so it is one wherever it stands."""
    previous = page.folded[i - 1] if i else ""
    if page.folded[i] in HOLIDAYS:
        return False
    if (
        previous in CIVIL
        or previous in MEDICAL
        or in_eponym(page, i)
        or (page.info(i).first > 0 and is_medicine(page, i))
        or _CITED.match(page.text, page.ends[last])
    ):
        return False
    parts = [k for k in range(i, last + 1) if page.folded[k] not in _SMALL_PARTS]
    known = [k for k in parts if len(page.words[k]) > 3 and (_no_word(page, k) or _eponym_town(page, k, i, population))]
    if not known or (page.folded[i] in ALIAS and len(known) < len(parts)):
        return False
    if page.shapes[i] == UPPER:
        return population >= 1000 and len(page.words[known[0]]) > 4
    return page.folded[i] != "melle" and population >= 50


_TOWARDS = frozenset("a sur vers depuis".split())
PLACED = frozenset(
    "lits equipe pharmacie urgences laboratoire samu smur maternite hopital clinique ch chu chr chi ehpad ssr smr usld hdj rea famille retour ville commune quartier gendarmerie pompiers confreres confrere collegues collegue cote sortie region "
    "pres venant vient revient transfert secteur canton antenne residence foyer caserne ide kine medecin dispensaire originaire".split()
)
"""Words whose `de` leads to a town more often than to a person or a disease."""


def _eponym_town(page: Page, k: int, i: int, population: int) -> bool:
    """`les lits de Mauriac`, `transférée à Menton`: a town whose name is an eponym too, behind a word of place."""
    info = page.info(k)
    if not info.eponym or info.wordish or info.medical or population < 1500 or page.shapes[k] == LOWER or i < 2:
        return False
    if page.folded[i - 1] in ("de", "d"):
        return page.folded[i - 2] in PLACED
    return page.folded[i - 1] in _TOWARDS and page.gaps[i] == " "


_SPECIALTIES = frozenset(
    "cardio neuro neurochir rea pneumo nephro gastro hepato onco hemato chir vasculaire ortho uro gyneco obst pediatrie pedia ped psy mpr ssr smr had urgences urg sau samu smur chu ch chr cmp ehpad usic uhcd dialyse maternite mater clinique "
    "centre hopital ccv orl ophtalmo rhumato dermato geriatrie infectio endoc soins palliatifs scanner irm radio antenne gendarmerie".split()
)


def word_town(page: Page, i: int) -> bool:
    """`neurochir Tours`, `SAMU Orange.`: a town that is a word too, behind a specialty or a kind of institution."""
    if page.folded[i] in _SAINTS:
        return _behind_acronym(page, i)
    if _of_a_place(page, i):
        return True
    if page.folded[i] not in WORD_TOWNS or page.shapes[i] != TITLE or not i or page.gaps[i] != " ":
        return False
    return (
        page.folded[i - 1] in _SPECIALTIES
        and PLACE_END.match(page.text[page.ends[i] : page.ends[i] + 4] or "\n") is not None
    )


_BODIES = frozenset(
    "smur samu gare ch chu chr chi hopital maternite gendarmerie mairie ehpad ville commune prison lycee college sncf".split()
)


def _of_a_place(page: Page, i: int) -> bool:
    """`SMUR de Redon`, `la gare de Vitré`: a town that is a word too, behind what towns have and `de`."""
    if i < 2 or page.folded[i - 1] not in ("de", "d") or page.folded[i - 2] not in _BODIES or page.shapes[i] != TITLE:
        return False
    return page.info(i).town >= 3000 and page.folded[i] not in NEVER


def _behind_acronym(page: Page, i: int) -> bool:
    """`GHSR St Pierre`, `CHOR Saint Paul`: a town of a saint's name behind a hospital group in capitals."""
    before = page.words[i - 1] if i else ""
    return (
        page.gaps[i] in (" ", " - ", ", ")
        and before.isupper()
        and before[0] in "CGHP"
        and 2 < len(before) < 7
        and before not in SHORT_FORMS
    )


def _no_word(page: Page, k: int) -> bool:
    info = page.info(k)
    return page.shapes[k] != LOWER and not (info.wordish or info.medical or info.eponym) and page.folded[k] not in NEVER


_SMALL_PARTS = frozenset("le la les l d de du des en sur sous et aux au a lès les saint sainte st ste s".split())
_CITED = re.compile(r"\s(?:et|and)\s(?:al\b|coll\b)|[®™]|\s?(?:[IV]{1,3}|\d)(?![\w/.-])")
