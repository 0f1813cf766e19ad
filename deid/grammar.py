"""The grammar of names: from a token on, how far does a name run, and which part is family, which given name?"""

from __future__ import annotations

import re
from collections.abc import Iterator

from deid.cues import Cue, Word
from deid.page import INITIAL, LOWER, NUMBER, TITLE, UPPER, Page
from deid.spans import Span
from deid.vocabulary import LEADING, MONTHS, NEVER, PARTICLES, ROLES, SHORT_FORMS

_TIGHT = ("-", "‐", "'", "’")
_HYPHENS = ("-", "‐", "¬")
_BROKEN = re.compile(r"[-‐¬][ \t]*\n[ \t]*")
"""A hyphen at the end of a line, which may cut a name (`Zimmer-⏎mann`)."""
_ALSO_NAMES = frozenset(("van", "ben", "bel", "da", "di", "do", "le", "mac", "san"))
"""Particles that are whole parts of Vietnamese, Chinese, Arabic or Italian names (`Nguyen Van`)."""
MAX_PARTS = 7


EPONYM_HEADS = frozenset(
    "maladie syndrome signe score classification critere criteres test manoeuvre maneuvre sonde loi angle ligne fracture operation intervention technique echelle indice coloration phenomene triade "
    "tetralogie reflexe methode regle formule crise type stade grade arthroplastie corps cellules facteur virus bacille plaque tumeur anemie purpura fievre thyroidite chorée choree ataxie paralysie neuropathie "
    "spatule spatules forceps ventouse ecarteur ciseaux curette canule aiguille epreuve epreuves inventaire questionnaire grille equation courbe courbes coefficient tache taches fibre fibres cavite aqueduc foramen trou membrane gelee cercle polygone hiatus ligament nerf artere veine muscle aponevrose plexus noyau valvule valvules ampoule papille sphincter attelle corset bandage "
    "position clamp pince drain catheter valve index hernie point triangle ganglion nodule canal trompe trompes glande ilots oesophage diverticule lymphome sarcome melanome tubercule espace fossette bandelette "
    "maladies syndromes signes scores classes classe classifications milieu milieux tumeurs tests exacte fractures operations techniques grades stades lois mots points loges loge voie boite aphasie aire dystrophie myopathie encephalopathie atrophie contracture colorations criterion "
    "sign disease fistule anneau anneaux lentilles service salle pavillon hopital clinique rue avenue ecole college lycee place boulevard dite dit vaccin".split()
)
"""Words after which a capitalised name is a disease's, a sign's or a technique's."""


def joins(gap: str, *, after_initial: bool, wrap: bool = True) -> bool:
    """Whether the signs between two tokens may stand inside one name."""
    if gap in (" ", "  ", "-", "'", "’", "‐") or (gap[:1] in _HYPHENS and _BROKEN.fullmatch(gap)):
        return True
    if after_initial and gap in (".", ".\n", ". ", ".-", ". -", ".  "):
        return True
    return wrap and gap.count("\n") == 1 and not gap.strip()


def plausible(word: Word, *, bold: bool = False) -> bool:
    """Whether a word may be a further part of a name: one of the lists that is no word; ``bold`` accepts unknown words too."""
    info = word.info
    if word.written == "ELISA":  # the assay; in other cases the first name
        return False
    if word.folded in NEVER or (info.medical and info.surname < 2 and info.first < 3):
        return False
    if info.surname >= 0.6 or info.first >= 1.5:
        return not info.wordish or info.surname >= 2.5 or info.first >= 3 or bold
    return bold and not info.wordish and info.zipf < 3.2


_PLAUSIBLE = Cue(test=plausible, listed=False)
"""Names of the lists that are no words."""
_BOLD = Cue(test=lambda word: plausible(word, bold=True), listed=False)
"""The same, and words that are in no list."""


_FIGURE = re.compile(
    r"\s?(?!0\d[ .-]?\d\d|\d{4,5}(?!\d)|0\d\Z)\d(?!\d{0,2}\s?(?:ans?|mois|a|h|sem|yo|y)(?![^\W\d_])|\d?:\d\d|\d?h\d\d)"
)


_PILLS = frozenset("jasmine jasminelle diane melodia minerva leeloo evra melodie claire".split())
_TAKEN = re.compile(
    r"[ ,]{1,2}(?:arr[êe]t|stopp|repris|en continu|cp\b|prise\b|pilule|chaque|tous les jours|non prise|oubli)", re.I
)


def is_medicine(page: Page, i: int) -> bool:
    """`sous Jasmine`, `Diane 35`: a first name that is also a medicine is one before a number or after `sous`."""
    if page.folded[i] in _PILLS and _TAKEN.match(page.text, page.ends[i]):
        return True
    return _FIGURE.match(page.text, page.ends[i]) is not None or (
        i > 0 and page.folded[i - 1] in ("sous", "pilule", "contraception", "sterilet", "patch")
    )


def name_run(
    page: Page,
    i: int,
    *,
    limit: int = MAX_PARTS,
    lower: bool = False,
    trusted: bool = True,
    titled: bool = False,
    wrap: bool = False,
) -> list[int]:
    """Token indices of the name that begins at ``i``; empty if none does.

    ``trusted``: the context says that a name follows, so its first part need not be in any list. ``lower``: a name in
    small letters is accepted. ``titled``: a title or role stands before, so that `M.` is an
    initial. ``wrap``: the name may go on after a line break.
    """
    run: list[int] = []
    n = len(page)
    solid = 0
    j = i
    while j < n and len(run) < limit:
        if "\n" in page.gaps[j] and len(run) > 1 and page.shapes[run[-1]] == INITIAL and page.info(j).wordish:
            break  # `dr H.-D.⏎Mieux ce matin`
        if run and not joins(page.gaps[j], after_initial=len(page.words[run[-1]]) <= 3, wrap=wrap):
            break
        tight = bool(run) and page.gaps[j] in _TIGHT
        if not _fits(page, j, first=not solid, tight=tight, lower=lower, trusted=trusted, titled=titled, run=run):
            break
        run.append(j)
        folded = page.folded[j]
        if not (folded in PARTICLES and page.shapes[j] != INITIAL) or (
            len(run) > 1 and tight and page.shapes[j] in (UPPER, TITLE) and len(folded) > 3
        ):
            solid += 1
        j += 1
    while run and page.folded[run[-1]] in PARTICLES and page.shapes[run[-1]] not in (UPPER, TITLE, INITIAL):
        run.pop()
    while run and page.folded[run[-1]] in ("de", "du", "des", "d", "et", "l") and page.shapes[run[-1]] != INITIAL:
        run.pop()
    return run if solid and any(page.folded[k] not in PARTICLES or page.shapes[k] == INITIAL for k in run) else []


def _short_initials(page: Page, j: int) -> bool:
    return len(page.words[j]) <= 3 and page.shapes[j] in (UPPER, INITIAL, TITLE)


def _fits(
    page: Page, j: int, *, first: bool, tight: bool, lower: bool, trusted: bool, titled: bool, run: list[int]
) -> bool:
    shape, folded = page.shapes[j], page.folded[j]
    if shape == NUMBER:
        return False
    if folded in LEADING and (shape in (LOWER, TITLE, UPPER) or tight):
        if bool(run) and shape in (UPPER, TITLE) and folded in _ALSO_NAMES and trusted:
            return True
        return _particle_leads(page, j, lower=lower)
    if (
        shape == INITIAL
        and folded in "dlnom"
        and j + 1 < len(page)
        and page.gaps[j + 1] in ("'", "’")
        and page.shapes[j + 1] in (UPPER, TITLE)
    ):
        return not page.info(j + 1).medical or titled
    if (
        shape == INITIAL
        and folded in "nom"
        and j + 1 < len(page)
        and page.gaps[j + 1] in ("'", "’")
        and len(page.words[j + 1]) > 3
    ):
        return not page.info(j + 1).wordish and not page.info(j + 1).medical
    if shape == INITIAL:
        return _initial_fits(page, j, run, titled=titled)
    if (
        tight
        and run
        and shape == LOWER
        and page.shapes[run[-1]] == INITIAL
        and page.gaps[j] in ("'", "’")
        and len(folded) > 3
    ):
        return True
    if tight and run and (shape in (UPPER, TITLE) or (folded[0] == "h" and page.folded[run[-1]][-1] == "c")):
        return True
    cut = tight or "\n" in page.gaps[j]
    if run and shape == LOWER and page.gaps[j][:1] in _HYPHENS and cut and page.shapes[run[-1]] == TITLE:
        return len(folded) > 1 and not page.info(j).medical and page.info(j).zipf < 4
    if shape in (UPPER, TITLE):
        if first:
            if _is_month(page, j):
                return False
            return folded not in NEVER if trusted else page.has(j, _PLAUSIBLE)
        if _is_month(page, j) or (folded in NEVER and not _family_in_capitals(page, j, run[-1])):
            return False
        if shape == UPPER and page.words[j] in SHORT_FORMS and page.info(j).surname < 2.5 and not tight:
            return False
        if page.folded[run[-1]] in LEADING and page.shapes[run[-1]] != INITIAL and len(run) > 1:
            return True
        last = page.info(run[-1])
        if (last.first >= 2.5 and not last.wordish) or page.shapes[run[-1]] == INITIAL or (titled and last.first >= 4):
            unknown = not page.info(j).medical and (not page.info(j).wordish or titled)
            cased = shape == UPPER and page.shapes[run[-1]] == TITLE and page.info(j).surname >= 1
            if unknown or cased or page.info(j).surname >= 2 or (titled and page.info(j).surname > 0):
                return True
        previous = next((page.shapes[k] for k in reversed(run) if page.folded[k] not in PARTICLES), shape)
        bold = trusted and (shape in (previous, UPPER) or (titled and previous == UPPER and page.gaps[j] == " "))
        return page.has(j, _BOLD if bold else _PLAUSIBLE)
    if shape == LOWER and lower:
        info = page.info(j)
        if (
            first
            and titled
            and len(folded) == 1
            and page.text[page.ends[j] : page.ends[j] + 1] == "."
            and j + 1 < len(page)
        ):
            return page.shapes[j + 1] == LOWER and page.info(j + 1).zipf < 4 and folded != "m"
        if folded in NEVER or len(folded) < 3 or (info.medical and info.surname < 2):
            return False
        if first:
            return trusted and (
                info.surname >= 1 or info.first >= 1.5 or not info.wordish or (folded in MONTHS and titled)
            )
        known = info.surname >= 1 or info.first >= 2
        born = j + 1 < len(page) and page.folded[j + 1] in ("nee", "ne")
        if titled and run and born and info.surname >= 2 and page.shapes[run[-1]] == LOWER:
            return True
        given = bool(run) and titled and page.shapes[run[-1]] == TITLE and page.info(run[-1]).first >= 2.5
        if not run or (page.shapes[run[-1]] not in (LOWER, INITIAL) and not given):
            return False
        return (known and (not info.wordish or (titled and folded in MONTHS))) or (
            page.shapes[run[-1]] == LOWER and len(page.folded[run[-1]]) == 1 and not info.wordish
        )
    return False


def _family_in_capitals(page: Page, j: int, before: int) -> bool:
    """`Pauline SALLE`: a word that no rule takes for a name is one in capitals behind a first name that is not in capitals."""
    info, given = page.info(j), page.info(before)
    cased = page.shapes[j] == UPPER and page.shapes[before] == TITLE and page.gaps[j] == " "
    return cased and info.surname >= 2.5 and given.first >= 3 and not given.wordish and page.folded[j] not in ROLES


def _is_month(page: Page, j: int) -> bool:
    """A month's name beside a number is a date, elsewhere it may be a name (`Mme Mai`, `Avril Reynaud`)."""
    if page.folded[j] not in MONTHS:
        return False
    before = j > 0 and page.shapes[j - 1] == NUMBER and len(page.gaps[j]) < 3
    return before or (
        j + 1 < len(page)
        and page.shapes[j + 1] == NUMBER
        and page.gaps[j + 1] == " "
        and len(page.words[j + 1]) in (2, 4)
    )


def _initial_fits(page: Page, j: int, run: list[int], *, titled: bool) -> bool:
    after = page.text[page.ends[j] : page.ends[j] + 1]
    if (not run and page.words[j] == "M" and not titled) or page.words[j] == "À":
        return False
    if after == ".":
        return True
    if not run:
        follows = j + 1 < len(page) and page.gaps[j + 1] in (" ", "-")
        if follows and page.shapes[j + 1] == INITIAL and titled:
            return page.gaps[j + 1] == "-" or page.text[page.ends[j + 1] : page.ends[j + 1] + 1] == "."
        return follows and page.shapes[j + 1] in (UPPER, TITLE) and (titled or page.folded[j] not in "hfm")
    gap = page.gaps[j + 1] if j + 1 < len(page) else ""
    if (
        gap == " "
        and page.shapes[run[-1]] == UPPER
        and page.info(j + 1).first >= 3
        and page.shapes[j + 1] in (UPPER, TITLE)
    ):
        return True
    return page.shapes[run[-1]] == UPPER and (not gap or gap[:1] in ")\n,;")


def _particle_leads(page: Page, j: int, *, lower: bool) -> bool:
    for k in range(j + 1, min(j + 4, len(page))):
        if not joins(page.gaps[k], after_initial=False, wrap=False) and page.gaps[k] not in ("'", "’", "-", ". ", "."):
            return False
        if page.folded[k] in LEADING and page.shapes[k] != INITIAL:
            continue
        if page.shapes[k] in (UPPER, TITLE):
            return page.folded[k] not in NEVER
        if lower and page.shapes[k] == LOWER:
            info = page.info(k)
            return (
                page.folded[k] not in NEVER
                and not info.medical
                and not info.wordish
                and (info.surname > 0 or info.zipf < 2)
            )
        return False
    return False


def label_run(page: Page, run: list[int], detector: str, strength: int, *, title: bool = False) -> Iterator[Span]:
    """The spans of a run, given name and family name apart; parts of one kind that touch are one span."""
    kinds = _kinds(page, run, title=title)
    start, end, kind = -1, -1, ""
    for i, this in zip(run, kinds, strict=True):
        if kind and this == kind and not (page.gaps[i].strip(" .-'’‐\n") or "\n" in page.gaps[i]):
            end = page.ends[i]
            continue
        if kind:
            yield Span(start, end, kind, detector, strength)
        start, end, kind = page.starts[i], page.ends[i], this
    if kind:
        yield Span(start, end, kind, detector, strength)


def _kinds(page: Page, run: list[int], *, title: bool) -> list[str]:
    parts = [i for i in run if page.folded[i] not in PARTICLES or page.shapes[i] == INITIAL] or run
    if len(parts) == 1:
        info = page.info(parts[0])
        given = page.shapes[parts[0]] == INITIAL or (not title and info.first >= info.surname + 1)
        return ["PRENOM" if given else "NOM"] * len(run)
    mixed = len({page.shapes[i] for i in parts if page.shapes[i] != INITIAL}) > 1
    given_parts = {i for i in parts if _is_given(page, i, mixed=mixed)}
    if not given_parts or len(given_parts) == len(parts):
        given_parts = {parts[0]}
    kinds = ["PRENOM" if i in given_parts else "NOM" for i in run]
    for place in range(1, len(run)):
        if page.gaps[run[place]] in ("-", "‐"):
            kinds[place] = kinds[place - 1]
    for place in range(len(run) - 2, -1, -1):
        if run[place] not in parts and run[place] not in given_parts:
            kinds[place] = kinds[place + 1]
    return kinds


def _is_given(page: Page, i: int, *, mixed: bool) -> bool:
    if page.shapes[i] == INITIAL or (_short_initials(page, i) and len(page.words[i]) == 2 and page.shapes[i] == UPPER):
        return True
    if mixed:
        return page.shapes[i] == TITLE
    info = page.info(i)
    return info.first > 1.3 + info.surname


def behind_eponym_head(page: Page, i: int) -> bool:
    """Whether token ``i`` follows a word that makes a name an eponym (`maladie de`, `technique d'`)."""
    if _behind_head(page, i):
        return True
    for k in range(i, max(0, i - MAX_PARTS), -1):
        if page.gaps[k] not in ("-", "‐"):
            return False
        if page.info(k - 1).eponym or _behind_head(page, k - 1):
            return True
    return False


def in_eponym(page: Page, i: int) -> bool:
    """Whether token ``i`` is part of an eponym: behind its head word, or beside a word that is one or stands behind it."""
    if behind_eponym_head(page, i):
        return True
    beside = (page.gaps[i] in _TIGHT and page.info(i - 1).eponym) if i else False
    ahead = i + 1 < len(page) and page.gaps[i + 1] in _TIGHT and page.info(i + 1).eponym
    return beside or ahead or (i > 0 and page.shapes[i - 1] == TITLE and behind_eponym_head(page, i - 1))


def _behind_head(page: Page, i: int) -> bool:
    for k in range(i - 1, max(-1, i - 4), -1):
        if page.folded[k] in EPONYM_HEADS:
            return page.words[k][-1] not in "éÉ"  # `signé Yvette` is no `signe de …`
        if (
            page.shapes[k] == NUMBER
            or page.folded[k] not in ("de", "d", "du", "la", "le", "l", "des", "von", "van")
            or page.gaps[k + 1] not in (" ", "'", "’")
        ):
            return False
    return False
