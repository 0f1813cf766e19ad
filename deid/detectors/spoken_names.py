"""Names and towns as speech recognition writes them: all in small letters, with signs spoken.

`madame legendre tiret aboudou`, `docteur aurélien pasquier des landes`, `docteur ludovic sam-yun`, `à la flèche`.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from deid.cues import Cue, GapCue
from deid.detectors.addresses import longest_town
from deid.page import LOWER, Page
from deid.spans import CONTEXT, Span
from deid.vocabulary import NEVER, ROLES

_TITLES = frozenset(
    "docteur docteure dr professeur professeure pr madame monsieur mademoiselle mme mr mlle maitre".split()
)
_TITLED = Cue(frozenset(("docteur", "docteure", "dr", "professeur", "madame", "monsieur", "mademoiselle", "mme")))
_DASH = Cue("tiret trait")
_NOBLE = frozenset("de des du d".split())
_ARTICLES = Cue("la le les l")
_HYPHEN = GapCue(r"\A[-‐]\Z")
_NO_FAMILY = frozenset(
    "urgences service garde famille secteur centre cabinet reanimation cardiologie neurologie oncologie chirurgie medecine matin soir jour nuit lundi mardi mercredi jeudi vendredi".split()
)
_LIVES = re.compile(
    r"(?:demeur|habit|domicili|r[ée]sid|\brue\b|avenue|chemin|impasse|boulevard|place|lotissement|n[ée]e? |vit |install|cabinet|m[ée]dicale|clinique|h[ôo]pital|h[ôo]pitaux|op[ée]r|suivi|pharmacie|mut[ée]|retourn|rentr)[^\n.]{0,50}\Z|\d{2} ?\d{3} \Z"
)
_AT = frozenset("a à sur vers de".split())


def find(page: Page) -> Iterator[Span]:
    """Every such name and town."""
    if page.lang == "en":
        return
    for i in page.at(_DASH):
        yield from _spoken_hyphen(page, i)
    for i in page.at(_TITLED):
        yield from _seldom(page, i)
        for k in range(i + 2, min(i + 4, len(page))):  # `docteur pasquier des landes`, `docteur aurélien pasquier …`
            if page.folded[k] in _NOBLE:
                yield from _noble(page, k)
    for i in page.at(_HYPHEN):
        yield from _compound(page, i)
    for i in page.at(_ARTICLES):
        yield from _town(page, i)


def _surname(page: Page, k: int, *, least: float = 1) -> bool:
    info, folded = page.info(k), page.folded[k]
    if folded in NEVER or folded in ROLES or (info.medical and info.surname < 3) or len(folded) < 3:
        return False
    return (info.surname >= least and info.zipf < 4.6) or info.first >= 2.5 or (info.zipf < 2 and not info.wordish)


def _titled(page: Page, k: int, *, reach: int = 3) -> bool:
    """Whether a title stands up to ``reach`` words before token ``k``, on the same line."""
    for j in range(k - 1, max(-1, k - 1 - reach), -1):
        if page.gaps[j + 1] not in (" ", "-", "‐"):
            return False
        if page.folded[j] in _TITLES:
            return True
    return False


def _spoken_hyphen(page: Page, i: int) -> Iterator[Span]:
    """`legendre tiret aboudou`, `roux trait d'union vidal`."""
    k = i + 1
    if page.folded[i] == "trait":
        k = next((j + 1 for j in range(i, min(i + 4, len(page))) if page.folded[j] == "union"), len(page))
    if not i or k >= len(page) or page.shapes[i] != LOWER or page.gaps[i] != " " or page.gaps[k] != " ":
        return
    if (
        _surname(page, i - 1)
        and _surname(page, k)
        and (_titled(page, i - 1) or page.info(i - 1).surname + page.info(i - 1).first >= 2)
    ):
        yield Span(page.starts[i - 1], page.ends[k], "NOM", "spoken_name.hyphen", CONTEXT)


def _noble(page: Page, i: int) -> Iterator[Span]:
    """`docteur aurélien pasquier des landes`: a particle and a surname behind a titled surname, all in small letters."""
    k = i + 1
    if k < len(page) and page.folded[k] in ("la", "l", "le"):
        k += 1
    if i < 2 or k >= len(page) or page.shapes[i] != LOWER or page.shapes[k] != LOWER or page.shapes[i - 1] != LOWER:
        return
    if page.gaps[i] != " " or page.gaps[k] not in (" ", "'", "’") or page.folded[k] in _NO_FAMILY:
        return
    info = page.info(k)
    listed = info.surname >= 1.8 and info.zipf < 4.2 and info.town < 3000
    if (
        listed
        and _surname(page, k)
        and _surname(page, i - 1)
        and page.info(i - 1).surname >= 1
        and _titled(page, i - 1, reach=2)
    ):
        yield Span(page.starts[i - 1], page.ends[k], "NOM", "spoken_name.noble", CONTEXT)


def _seldom(page: Page, i: int) -> Iterator[Span]:
    """`docteur philippe naisseline`: a word that is in no list behind a title and a first name in small letters."""
    j, k = i + 1, i + 2
    if (
        k >= len(page)
        or page.gaps[j] != " "
        or page.gaps[k] != " "
        or page.shapes[j] != LOWER
        or page.shapes[k] != LOWER
    ):
        return
    given, info = page.info(j), page.info(k)
    if given.first >= 2.5 and not given.wordish and info.zipf < 1.8 and not info.medical and len(page.words[k]) > 3:
        yield Span(page.starts[j], page.ends[j], "PRENOM", "spoken_name.seldom", CONTEXT)
        yield Span(page.starts[k], page.ends[k], "NOM", "spoken_name.seldom", CONTEXT)


def _compound(page: Page, i: int) -> Iterator[Span]:
    """`docteur ludovic sam-yun`, `professeur diarra-lemoine`: two short words with a hyphen behind a title and a first name."""
    k = i - 1
    if (
        k < 1
        or page.shapes[k] != LOWER
        or page.shapes[i] != LOWER
        or page.gaps[k] != " "
        or not page.words[i].isalpha()
    ):
        return
    given = page.info(k - 1).first >= 2.5 and k > 1 and page.folded[k - 2] in _TITLES
    direct = page.folded[k - 1] in _TITLES and (_surname(page, k) or _surname(page, i))
    both = page.info(k).zipf < 5 and page.info(i).zipf < 5 and not page.info(k).medical
    if (given or direct) and both:
        yield Span(page.starts[k], page.ends[i], "NOM", "spoken_name.compound", CONTEXT)


def _town(page: Page, i: int) -> Iterator[Span]:
    """`demeure 29 rue du pavé à la flèche`, `72 200 la flèche`: a town that is an article and a word, behind a word of living or being treated."""
    if not i or i + 1 >= len(page) or page.shapes[i] != LOWER or page.shapes[i + 1] != LOWER:
        return
    code = page.words[i - 1].isdigit() and page.gaps[i] == " "
    if not code and page.words[i - 1] not in _AT:
        return
    best = longest_town(page, i)
    if (
        best
        and best[0] > i
        and best[1] >= 3000
        and _LIVES.search(page.text, max(0, page.starts[i] - 70), page.starts[i])
    ):
        info = page.info(i + 1)
        if not info.medical and info.zipf < 4.4 and (code or page.words[i - 1] != "de"):
            yield Span(page.starts[i], page.ends[best[0]], "VILLE", "spoken_name.town", CONTEXT)
