"""Names and towns as speech recognition writes them: all in small letters, with signs spoken.

`madame legendre tiret aboudou`, `docteur aurélien pasquier des landes`, `docteur ludovic sam-yun`, `à la flèche`,
`son épouse marie laure`, `sandra p au 05 …`, `SAU aix les bains`, `bordeaux le 6 mai`.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from deid.cues import Cue, GapCue
from deid.detectors.addresses import longest_town
from deid.grammar import in_eponym
from deid.marks import LETTER, LINE
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
_LIGNE = Cue("ligne")
_DOUBLES = Cue("marie jean anne pierre paul rose claire")
"""First names that others are joined to."""
_DATED = re.compile(
    r"(?: cedex)?(?: \d{1,2})?(?: virgule)?,? (?:le|ce|du) (?:(?:lundi|mardi|mercredi|jeudi|vendredi|samedi|dimanche) )?(?:\d{1,2}(?:er)?|premier|(?:deux|trois|quatre|cinq|six|sept|huit|neuf|dix|onze|douze|treize|quatorze|quinze|seize|vingt|trente)(?:[ -](?:et[ -])?(?:une?|deux|trois|quatre|cinq|six|sept|huit|neuf))?) (?:janvier|f[ée]vrier|mars|avril|mai|juin|juillet|ao[uû]t|septembre|octobre|novembre|d[ée]cembre)",
)
_TOWN_ARTICLES = frozenset("la le les l".split())
_BIG_WORDS = frozenset(
    "tours nice brest sens vire dole lens albi laon sete troyes angers rennes nevers aix vienne".split()
)
_BODIES = Cue("sau urgences urg smur samu rea usic uhcd hdj pompiers ch chu chr mater maternite caserne gendarmerie")
_LETTER_BEHIND = re.compile(
    r"\.?[ ,:(]{1,3}(?:(?:joignable |disponible |qui est )?(?:au|tel|t[ée]l|t[ée]l[ée]phone|num[ée]ro|portable|port|poste|bip|dect|ligne directe|fixe|mobile)\b[ .:]{0,3}(?:au )?)?(?:\+33|0\d|\d{4,5}(?!\d)|\d{2,3} \d{2,3})"
)
_NO_LETTERS = frozenset("a à y l n".split())
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
    for i in page.at(_DOUBLES):
        yield from _double(page, i)
    for i in (0, *page.at(LINE), *(k + 1 for k in page.at(_LIGNE))):
        yield from _dated_town(page, i)
    for i in page.at(_BODIES):
        yield from _town_of(page, i)
    for i in page.at(LETTER):
        yield from _letter(page, i)
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


def _double(page: Page, i: int) -> Iterator[Span]:
    """`son épouse marie laure`, `l'aide à domicile anne sophie`: two first names that are one, in small letters."""
    k = i + 1
    if k >= len(page) or page.shapes[i] != LOWER or page.shapes[k] != LOWER or page.gaps[k] not in (" ", "-"):
        return
    info = page.info(k)
    usual = info.first >= 4.5 and page.folded[i] in ("jean", "marie", "anne")
    plain = info.medical or info.eponym or page.folded[k] in NEVER or (info.wordish and info.zipf > 4.6)
    if info.first < 3.3 or (plain and not usual) or in_eponym(page, i):
        return
    if i and page.folded[i - 1] in _PATRONS:
        return
    yield Span(page.starts[i], page.ends[k], "PRENOM", "spoken_name.double", CONTEXT)


_PATRONS = frozenset(
    "hopital clinique centre institut polyclinique college lycee ecole rue avenue place boulevard saint sainte syndrome maladie signe charcot".split()
)


def _dated_town(page: Page, i: int) -> Iterator[Span]:
    """`bordeaux le 6 mai 2022`: the town and the day of a letter, at the head of a line or a dictated one."""
    i += i < len(page) and page.folded[i] == "fait"
    i += i < len(page) and page.words[i] in ("a", "à")
    if i >= len(page) or page.shapes[i] != LOWER or (page.folded[i] in NEVER and page.folded[i] not in _TOWN_ARTICLES):
        return
    town = longest_town(page, i)
    if not town or town[1] < 800 or not _DATED.match(page.text, page.ends[town[0]]):
        return
    info = page.info(i)
    if town[0] > i or page.folded[i] in _BIG_WORDS or not (info.wordish or info.medical):
        yield Span(page.starts[i], page.ends[town[0]], "VILLE", "spoken_name.dated", CONTEXT)


def _town_of(page: Page, i: int) -> Iterator[Span]:
    """`SAU aix les bains`, `smur de la rochelle`: a town in small letters behind those who are called there."""
    k = i + 1
    if k < len(page) and page.folded[k] in ("de", "d"):
        k += 1
    if k >= len(page) or page.shapes[k] != LOWER or page.gaps[k] not in (" ", "'", "’") or page.gaps[i + 1] != " ":
        return
    town = longest_town(page, k)
    if not town or town[1] < 3000 or page.folded[town[0]] in NEVER:
        return
    last = page.info(town[0])
    joined = town[0] > k + (page.folded[k] in _TOWN_ARTICLES)
    if joined or not (last.wordish or last.medical or last.eponym):
        yield Span(page.starts[k], page.ends[town[0]], "VILLE", "spoken_name.called", CONTEXT)


def _letter(page: Page, i: int) -> Iterator[Span]:
    """`sandra p au 05 …`: a first name and the letter of a family name, in small letters, before a number to dial."""
    if not i or page.shapes[i] != LOWER or page.shapes[i - 1] != LOWER or page.gaps[i] != " ":
        return
    info = page.info(i - 1)
    if info.first < 2.5 or info.wordish or info.medical:
        return
    if page.words[i] in _NO_LETTERS and page.text[page.ends[i] : page.ends[i] + 1] != ".":
        return
    if _LETTER_BEHIND.match(page.text, page.ends[i]):
        yield Span(page.starts[i - 1], page.ends[i - 1], "PRENOM", "spoken_name.letter", CONTEXT)
        yield Span(page.starts[i], page.ends[i], "NOM", "spoken_name.letter", CONTEXT)
