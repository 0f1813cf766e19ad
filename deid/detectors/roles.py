"""Names beside roles: `Opérateur : J.-P. Le Gall`, `interne (Antoine)`, `Solène Tours, kiné`, `maelle p. IDE`."""

from __future__ import annotations

import re
from collections.abc import Iterator

from deid.cues import Cue
from deid.grammar import label_run, name_run
from deid.page import INITIAL, LOWER, TITLE, UPPER, Page
from deid.spans import CONTEXT, Span
from deid.vocabulary import NEVER, NO_NAMES, ROLES, SHORT_FORMS, SHORT_NAMES

_COLON = re.compile(r"[ \t]{0,6}(?:\([^()\n]{0,30}\)[ \t]?)?[:|\t][ \t]{0,8}(?:\n[ \t]{0,8})?")


_ROLES = Cue(ROLES)
_MORE = re.compile(r"(?: ?\([^()\n]{1,30}\))?(?: ?[,;/] ?\n?| et | - | – )(?=[A-ZÀ-ÝĀ-ŒŔ-ŽẠ-Ỹ])")
_ENCLOSED = re.compile(r"(?:\(|avec |par )\Z")


def find(page: Page) -> Iterator[Span]:
    """Names before and behind a role."""
    for i in page.at(_ROLES):
        yield from _role_before(page, i)
        yield from _role_after(page, i)
    for i in page.at(_STAFF):
        yield from _staff(page, i)


_STAFF = Cue(
    "ide ides ideh as ash ap aux auxi ioa iao interne externe int ext kine psy manip sf amb ambu ibode iade circulante circulant nuit jour matin soir apm aprem journee garde releve binome equipe arm brancard esi eas eide brancardier brancardiere taxi ambulancier ambulanciere secretaire cadre interprete aidant aidante aumonier benevole"
)
_STAFF_ENDS = re.compile(r"\s*(?:$|\n|[,;/+)(&–—:-]|\d|et\b|IDE\b|AS\b)")
_STAFF_MORE = re.compile(r"\s?[+/&,]\s?|\s(?:et)\s")


def _staff(page: Page, i: int) -> Iterator[Span]:
    """Staff by first name alone, of names that are words too, in small letters too: `nuit rose`, `ide claire + marine`, `M - Pierre`."""
    j = i + 1
    while j < len(page) and page.gaps[j].strip(" .:(/-–") == "" and "\n" not in page.gaps[j] and len(page.gaps[j]) < 5:
        info = page.info(j)
        if page.shapes[j] == TITLE and page.folded[j] in SHORT_NAMES:
            yield Span(page.starts[j], page.ends[j], "PRENOM", "role.staff", CONTEXT)
            return
        if page.shapes[j] == TITLE and info.first >= 1.5 and info.zipf < 3.3 and not (info.medical or info.eponym):
            yield Span(page.starts[j], page.ends[j], "PRENOM", "role.staff", CONTEXT)
            return
        fits = page.shapes[j] in (LOWER, TITLE) and info.first >= 4 and info.zipf < 5.4 and page.folded[j] not in NEVER
        if not fits or (info.wordish and not _STAFF_ENDS.match(page.text, page.ends[j])):
            return
        yield Span(page.starts[j], page.ends[j], "PRENOM", "role.staff", CONTEXT)
        more = _STAFF_MORE.match(page.text, page.ends[j])
        if not more:
            return
        j = page.token_at(more.end())
        if j < len(page) and page.folded[j] in ROLES:
            j += 1


_NO_NAMES = NO_NAMES | {"mmes", "mm", "mlles", "drs"}
_FILLERS = ROLES | frozenset(
    "radio cardio ortho neuro rea onco pediatrie ped chir uro gastro pneumo nephro index clinique de du la le en garde libre liberal liberale service referent referente d annonce scolaire traitant traitante sante travail nuit jour responsable coordinateur coordonnateur co social astreinte".split()
)
"""Words between a role and a name (`infirmière libérale`, `médecin de garde`)."""
_WEAK = frozenset("ap as des cas ph arm ash med amb traitant traitante libre garde jour nuit".split())
"""Roles that are short forms of other things too (`AP : …`), and words behind a role after which prose goes on."""
_ABBREVIATED = frozenset("amb med chir anesth dir secr coord educ infirm psy ortho".split())
_BRACKETS = frozenset((" (", "(", ", ", " ", " - ", " : ", ": "))


def _role_before(page: Page, i: int) -> Iterator[Span]:
    """`Opérateur : X`, `interne (Antoine)`, `IDE Joël`, `chir: Boivin`, `amb. Jo`."""
    j = i + 1
    while (
        j < len(page)
        and page.folded[j] in _FILLERS
        and page.gaps[j] in (" ", "-", "'", "’", " / ")
        and page.words[j].isalpha()
    ):
        j += 1
    if j >= len(page):
        return
    gap = page.gaps[j]
    colon = bool(_COLON.fullmatch(gap))
    short = gap == ". " and page.folded[j - 1] in _ABBREVIATED
    if not (colon or short or gap in _BRACKETS) or (
        page.folded[j] in _NO_NAMES and not _dotted(page, j) and not (colon and _leads(page, j))
    ):
        return
    if page.shapes[j] in (UPPER, TITLE, INITIAL):
        yield from _capital_name(page, j, colon=colon, short=short)
    elif page.shapes[j] == LOWER and len(page.words[j]) > 2 and gap in (" (", ": ", " : ", ":"):
        yield from _small_name(page, j, colon=colon)


def _leads(page: Page, j: int) -> bool:
    """Whether token ``j`` is a capitalised article with a capitalised word behind it (`Le Quellec`)."""
    if page.folded[j] not in ("le", "la", "les", "du") or page.shapes[j] not in (TITLE, UPPER) or j + 1 >= len(page):
        return False
    info = page.info(j + 1)
    return page.gaps[j + 1] == " " and page.shapes[j + 1] in (TITLE, UPPER) and not (info.wordish or info.medical)


def _dotted(page: Page, j: int) -> bool:
    """Whether token ``j`` is one letter with a stop."""
    return j < len(page) and len(page.words[j]) == 1 and page.text[page.ends[j] : page.ends[j] + 1] == "."


def _capital_name(page: Page, j: int, *, colon: bool, short: bool) -> Iterator[Span]:
    """A capitalised name behind a role: after a colon or a bracket any, after a space one of the lists."""
    info, shape, gap = page.info(j), page.shapes[j], page.gaps[j]
    initial = (
        shape == INITIAL
        and _dotted(page, j)
        and j + 1 < len(page)
        and page.shapes[j + 1] in (UPPER, TITLE)
        and page.gaps[j + 1] in (".", ". ", ".-")
    )
    first = shape == TITLE and info.zipf < 5.3 and not info.eponym and info.first >= (2 if short else 3)
    strong = shape == TITLE and info.surname >= 2.8 and info.zipf < 4.6 and page.folded[j - 1] not in _WEAK
    strong = strong and not (info.eponym and gap == " " and page.folded[j - 1] in ("externe", "interne"))
    seldom = shape == TITLE and info.first >= 1.5 and info.zipf < 3 and not (info.medical or info.eponym)
    capitals = shape == UPPER and gap == " " and _family_in_capitals(page, j)
    known = colon or gap == " (" or initial or first or strong or seldom or capitals or _listed(page, j)
    if not known or (_is_abbreviation(page, j) and not capitals):
        return
    run = name_run(
        page, j, trusted=colon or initial or short or strong or seldom or capitals or not info.wordish, titled=True
    )
    if run and (strong or capitals or seldom or _believed(page, run, colon=colon, first=first)):
        yield from label_run(page, run, "role.before", CONTEXT)
        yield from _role_list(page, run[0], run[-1])


def _family_in_capitals(page: Page, j: int) -> bool:
    """`Aides ROUX`, `MAR FABRE`: a common surname in capitals behind a role, in a line that is not all in capitals."""
    info, word = page.info(j), page.words[j]
    if len(word) < 4 or word in SHORT_FORMS or info.surname < 2.8 or info.zipf >= 5 or page.folded[j - 1] in _WEAK:
        return False
    return page.shapes[j - 1] != UPPER or page.words[j - 1] in _ROLES_IN_CAPITALS


_ROLES_IN_CAPITALS = frozenset("MAR IADE IBODE IDE IDEC SF ARM KINE ASD EXT INT CCA PH CHIR OP".split())


def _listed(page: Page, j: int) -> bool:
    """A name of the lists that is no word, or one with an initial behind it (`psychologue Petit A.`)."""
    info = page.info(j)
    followed = j + 1 < len(page) and page.shapes[j + 1] == INITIAL and page.gaps[j + 1] == " " and _dotted(page, j + 1)
    return page.shapes[j] != INITIAL and (info.first >= 2 or info.surname >= 1.5) and (not info.wordish or followed)


def _is_abbreviation(page: Page, j: int) -> bool:
    info = page.info(j)
    short = page.shapes[j] == UPPER and len(page.words[j]) < 4 and not info.first and info.surname < 2
    return short or (info.medical and info.first < 3 and info.surname < 2.5)


def _believed(page: Page, run: list[int], *, colon: bool, first: bool) -> bool:
    """Whether a run behind a role is a name; one word alone must be no word, or a known first name."""
    info = page.info(run[0])
    if len(run) > 1:
        return True
    if info.eponym or (page.gaps[run[0]] == ", " and info.first < 2):
        return False
    return not info.wordish or first or (colon and (info.surname > 1.5 or info.first > 2.5))


def _small_name(page: Page, j: int, *, colon: bool) -> Iterator[Span]:
    """Names in small letters: `chir: boivin`, `interne (antoine)`, `med : blanc p.`."""
    info = page.info(j)
    if not (info.wordish or info.medical) and (info.first >= 3 or (info.surname >= 2.5 and colon)):
        yield from label_run(page, name_run(page, j, lower=True) or [j], "role.before", CONTEXT)
    elif colon and info.surname >= 2.5 and _dotted(page, j + 1):
        yield from label_run(page, [j, j + 1], "role.before", CONTEXT)


def _role_list(page: Page, first: int, last: int) -> Iterator[Span]:
    """Further names after a role's first: `Hématologues : B. Toudoire, D. Lefebvre, …`."""
    more = _MORE.match(page.text, page.ends[last], page.ends[last] + 45)
    while more:
        j = page.token_at(more.end())
        if j >= len(page) or (page.words[j] == "M" and page.shapes[first] != INITIAL):
            return
        info = page.info(j)
        run = name_run(page, j, trusted=not info.wordish or page.shapes[j] == INITIAL, titled=True)
        if not run or (len(run) < 2 and (info.wordish or (info.first < 2 and info.surname < 2))):
            return
        yield from label_run(page, run, "role.list", CONTEXT)
        first, last = run[0], run[-1]
        more = _MORE.match(page.text, page.ends[last], page.ends[last] + 45)


def _role_after(page: Page, i: int) -> Iterator[Span]:
    """`Camille Boulanger, interne`, `maelle p. IDE`, `Karim Haddad (médecin HAD)`, `S. Rose (IDE)`."""
    gap = page.gaps[i]
    if not i or gap not in (", ", " (", " ", ". ", "  (", " - ", " – ", "(", ".  ", ". ("):
        return
    if (
        gap == " "
        and page.shapes[i] == LOWER
        and (len(page.words[i]) > 4 or page.folded[i] in ("des", "mt", "ph", "chef", "sage"))
    ):
        return
    run = _run_ending(page, i - 1, lower=gap != ", " or True)
    if run:
        yield from label_run(page, run, "role.after", CONTEXT)


def _run_ending(page: Page, last: int, *, lower: bool) -> list[int]:
    """The longest plausible name that ends at token ``last``."""
    for first in range(max(0, last - 5), last + 1):
        info, shape = page.info(first), page.shapes[first]
        if page.folded[first] in NEVER or page.folded[first] in ROLES or (info.medical and info.first < 3):
            continue
        if shape == LOWER and (info.first < 3 or info.wordish):
            continue
        run = name_run(page, first, lower=shape == LOWER, trusted=not info.wordish or info.first >= 3)
        if shape == LOWER and run and run[-1] == last - 1 and len(page.words[last]) == 1 and page.gaps[last] == " ":
            run = [*run, last]
        if run and run[-1] == last and _worth(page, run):
            return run
    return []


def _worth(page: Page, run: list[int]) -> bool:
    infos = [page.info(k) for k in run]
    if len(run) > 1:
        return any(info.first >= 1.5 or info.surname >= 1 for info in infos)
    info, shape = infos[0], page.shapes[run[0]]
    if not info.wordish:
        return info.first >= 2.5 or (info.surname >= 2 and shape in (TITLE, UPPER))
    enclosed = _ENCLOSED.search(page.text, max(0, page.starts[run[0]] - 5), page.starts[run[0]])
    return bool(enclosed) and shape == TITLE and (info.first >= 2.5 or info.surname >= 2.5) and not info.eponym
