"""Names after titles, civil (`Mme Petit`), medical (`Drs Leroux, N'Diaye`) and others (`Me`, `Sr`, `Cne`).

`pr` for `pour`, `dr` for `droit`, `PR` for the interval or the arthritis, `M` for the sex and `Me` for nothing are told
apart by case and by what follows.
"""

from __future__ import annotations

import re
from collections.abc import Generator, Iterator
from functools import lru_cache

from rapidfuzz.distance import OSA

from deid.cues import Cue
from deid.grammar import label_run, name_run
from deid.page import INITIAL, LOWER, TITLE, UPPER, Page
from deid.spans import CONTEXT, Span
from deid.vocabulary import CIVIL, LEADING, MEDICAL, NEVER, OTHER_TITLES, ROLES

_AFTER = re.compile(r"[ \t]{0,3}\.?[ \t]{0,3}:?[ \t]{0,3}|[ \t]{0,2}\.?\n?[ \t]{0,2}")
_LIST = re.compile(r" ?, ?| et | & | ?[-–/] ?| ?; ?")
_BODY = frozenset(
    "mi ms od og bras avbras av jambe genou pied main bras coude epaule hanche cuisse oeil oreille sein poumon rein lobe membre cote flanc fid fig mollet talon fesse deltoide".split()
)


def find(page: Page) -> Iterator[Span]:
    """Every name that a title announces, and the further names of its list."""
    done = 0
    for i in page.at(_TITLES):
        if i >= done:
            done = yield from _titled(page, i)


@lru_cache(maxsize=4_000)
def _title(folded: str) -> str:
    """The title that a word is, one wrong letter allowed in the long ones (`Doctteur`, `Maadme`)."""
    if (
        5 < len(folded) < 12
        and folded[0] in "dmp"
        and folded.isalpha()
        and folded not in CIVIL
        and folded not in MEDICAL
    ):
        for title in _LONG_TITLES:
            if (
                title[0] == folded[0]
                and -2 < len(title) - len(folded) < 2
                and OSA.distance(title, folded, score_cutoff=1) == 1
                and folded not in ("docteurs", "madames", "professeurs")
            ):
                return title
    return folded


_ALL_TITLES = CIVIL | MEDICAL | OTHER_TITLES
_TITLES = Cue(_ALL_TITLES, test=lambda word: word.folded[:1] in "dmp" and _title(word.folded) in _ALL_TITLES)
_LONG_TITLES = ("docteur", "madame", "monsieur", "professeur", "mademoiselle")


def _titled(page: Page, i: int) -> Generator[Span, None, int]:
    j = i + 1
    while j < len(page) and _near(page, j) and _further_title(page, j):
        j += 1
    if j >= len(page) or not _near(page, j) or not _is_title(page, i, j):
        return i + 1
    if ":" in page.gaps[j] and page.info(j).eponym:  # `Madame : Hashimoto`, in the notes of a couple
        return i + 1
    if page.words[j] == "M" and ":" in page.gaps[j] and page.gaps[j + 1 : j + 2] == [". "]:
        return i + 1  # `Maître : M. Costa`
    lower = page.folded[i] not in OTHER_TITLES and _lower_allowed(page, i, j)
    run = name_run(page, j, lower=lower, titled=True)
    if not run:
        return i + 1
    yield from label_run(page, run, f"title.{page.folded[i]}", CONTEXT, title=True)
    return (
        yield from _list(
            page, run[-1] + 1, plural=page.folded[i] in ("drs", "docteurs", "mm", "mmes", "prs"), lower=lower
        )
    )


def _further_title(page: Page, j: int) -> bool:
    """`Monsieur le Docteur`, `Dr Mme`: the name comes after the last title."""
    if page.folded[j] in ("le", "la", "les"):
        return j + 1 < len(page) and page.folded[j + 1] in MEDICAL and len(page.words[j + 1]) > 3
    return (page.folded[j] in CIVIL or page.folded[j] in MEDICAL) and page.shapes[j] != INITIAL


def _list(page: Page, j: int, *, plural: bool, lower: bool) -> Generator[Span, None, int]:
    """Further names of an enumeration: `Drs A (onco), B et C`; after a singular title only `et` or a slash goes on."""
    while j < len(page):
        gap = page.gaps[j]
        if "(" in gap and plural and len(gap) < 4:
            close = page.text.find(")", page.starts[j], page.starts[j] + 60)
            if close < 0:
                return j
            j = page.token_at(close)
            if j >= len(page):
                return j
            gap = page.text[close + 1 : page.starts[j]]
        step = j
        if page.folded[j] == "et" and gap == " ":
            step, gap = j + 1, " et "
        if (
            not plural
            or step >= len(page)
            or not _LIST.fullmatch(gap)
            or (page.folded[step] in CIVIL or page.folded[step] in MEDICAL)
        ):
            return j
        run = name_run(page, step, titled=True)
        if not run:
            return j
        yield from label_run(page, run, "title.list", CONTEXT, title=True)
        j = run[-1] + 1
    return j


def _near(page: Page, j: int) -> bool:
    return bool(_AFTER.fullmatch(page.gaps[j]))


def _is_title(page: Page, i: int, j: int) -> bool:
    """Whether token ``i`` is a title before token ``j``."""
    word, folded, gap = page.words[i], _title(page.folded[i]), page.gaps[j]
    if "\n" in gap and (folded in ("m", "me", "pr", "sr", "dr") or page.shapes[j] not in (UPPER, TITLE)):
        return False
    if folded == "m":
        if ":" in gap and page.info(j).surname < 2 and page.info(j).first < 3:  # `M : HSD`, the reason of an admission
            return False
        return (
            word == "M"
            and page.shapes[j] in (UPPER, TITLE, INITIAL, LOWER)
            and ("." in gap or page.shapes[j] in (UPPER, TITLE))
            and page.gaps[i][-1:] not in ("'", "’", "+")
            and "\t" not in gap
            and "  " not in gap
        )
    if (folded == "mm" and (word != "MM" or (i > 0 and page.shapes[i - 1] == "d"))) or (
        folded == "ms" and word != "Ms"
    ):
        return False
    if "." in gap and folded in (
        "veuve",
        "sieur",
        "demoiselle",
        "monsieur",
        "madame",
        "mademoiselle",
        "docteur",
        "professeur",
    ):
        return False
    if folded in OTHER_TITLES:
        full = len(word) > 4 or (word.isupper() and page.shapes[j] == UPPER and page.info(j).surname >= 1)
        cased = page.shapes[i] == TITLE or full
        return cased and page.shapes[j] in (UPPER, TITLE, INITIAL) and _other_fits(page, j)
    if word == "PF" and page.shapes[j] != INITIAL and (page.info(j).wordish or page.info(j).surname < 1.5):
        return False  # facial palsy
    if folded in ("pr", "prof", "pf"):
        return (
            page.shapes[j] in (UPPER, TITLE, INITIAL)
            and (page.shapes[j] == INITIAL or page.folded[j] not in NEVER)
            and (word != "pr" or (page.info(j).surname > 0 and not page.info(j).wordish and not page.info(j).medical))
        ) or ("." in gap and word[0] == "P")
    if folded == "dre":
        return word == "Dre"
    if folded in ("dr", "drs"):
        before = page.folded[i - 1] if i else ""
        if word == "Dr" or (word == "DR" and before not in _BODY):
            return before not in _BODY or (page.info(j).surname > 2 and not page.info(j).wordish)
        return (before not in _BODY and (not page.info(j).medical or page.info(j).surname >= 2.3)) or page.shapes[
            j
        ] in (UPPER, TITLE)
    return not (folded in ("ms", "miss") and page.shapes[j] not in (UPPER, TITLE))


def _other_fits(page: Page, j: int) -> bool:
    info = page.info(j)
    if page.folded[j] in LEADING:
        return True
    return not info.medical and page.folded[j] not in NEVER and (info.surname >= 1 or info.zipf < 3)


def _lower_allowed(page: Page, i: int, j: int) -> bool:
    """Small letters are a name after `mme`, `mr`, `dr`; after a capital title only if it is no word (`Dr de garde`)."""
    if page.folded[i] in ("m", "pr", "pf", "ms", "prof", "professeur", "messieurs", "mesdames"):
        return page.words[i] == "M" and "." in page.gaps[j]
    folded = page.folded[j]
    if len(folded) == 1 and page.text[page.ends[j] : page.ends[j] + 1] == ".":
        return True
    return folded not in NEVER and folded not in ROLES
