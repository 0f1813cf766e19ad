"""Names by the lists alone: `LEROUX Rose`, `Yann Coz`, `S. Rose`, a first name in prose (`la synthèse de Karim`).

Guards: excess (see ``deid.lexicon``), medical words, eponyms, capital letters, and what stands before.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from deid.cues import Cue, Word
from deid.grammar import behind_eponym_head, is_medicine, label_run, name_run, plausible
from deid.page import INITIAL, LOWER, TITLE, UPPER, Page
from deid.spans import LISTED, Span
from deid.vocabulary import HOLIDAYS, LEADING, NEVER, ROLES, SHORT_FORMS


def _may_open(word: Word) -> bool:
    """Whether a name without announcing word may begin with the word: a name of the lists, a capital, capitals in no list."""
    if word.shape == INITIAL:
        return True
    if word.shape not in (UPPER, TITLE):
        return False
    return word.folded in LEADING or _unlisted(word) or plausible(word)


def _unlisted(word: Word) -> bool:
    """Capitals that are no word at all."""
    info = word.info
    known = info.medical or info.wordish or info.eponym or word.folded in NEVER or word.folded in ROLES
    return word.shape == UPPER and len(word.written) > 2 and not known


_OPENING = Cue(test=_may_open, of="capital")
_PARTICLES = Cue(test=lambda word: word.folded in LEADING, of="small")


def find(page: Page) -> Iterator[Span]:
    """Names that need no announcing word."""
    done = 0
    for i in sorted([*page.at(_OPENING), *_particles(page)]):
        if i < done:
            continue
        run, detector = name_run(page, i, trusted=False), "listed"
        if not run and page.shapes[i] == UPPER and len(page.words[i]) > 2:
            run, detector = _capitals_before_first_name(page, i), "listed.capitals"
        run = _without_of(page, run)
        if not (run and (detector == "listed.capitals" or _is_name(page, run))):
            run = _initial_and_unknown(page, i)
        if run:
            yield from label_run(page, run, detector, LISTED)
            done = run[-1] + 1


def _without_of(page: Page, run: list[int]) -> list[int]:
    """The run without the `de` of `la synthèse de Karim`, which is no part of a first name."""
    if len(run) > 1 and page.shapes[run[0]] == LOWER and page.folded[run[0]] in ("de", "d", "l", "du", "des"):
        given = page.info(run[1])
        return run[1:] if given.first > given.surname or given.town >= 0 else run
    return run


def _particles(page: Page) -> list[int]:
    """Particles in small letters with a capital, or a further particle, behind them (`de la Tour`)."""
    shapes, last = page.shapes, len(page) - 1
    return [
        i
        for i in page.at(_PARTICLES)
        if i < last
        and (shapes[i + 1] in (UPPER, TITLE) or (page.folded[i + 1] in LEADING and shapes[i + 1] != INITIAL))
    ]


def _capitals_before_first_name(page: Page, i: int) -> list[int]:
    """`ANDROSEF ASTIFA THIERRY`, `GUEVARA Alexandre`: unknown words in capitals before a known first name."""
    run: list[int] = []
    for j in range(i, min(i + 5, len(page))):
        info = page.info(j)
        comma = page.gaps[j] == ", " and page.line_start(i) and page.shapes[j] == TITLE and info.first >= 3
        if j > i and page.gaps[j] not in (" ", "-", "'") and not comma:
            return []
        known = (
            info.first >= 3 and not info.medical and (not info.wordish or (page.shapes[j] == UPPER and info.zipf < 4.5))
        )
        if known and run and page.shapes[j] in (UPPER, TITLE):
            return [*run, j]
        if (
            page.shapes[j] != UPPER
            or info.medical
            or info.wordish
            or page.folded[j] in NEVER
            or info.eponym
            or len(page.words[j]) < 3
            or page.words[j] in SHORT_FORMS
            or page.folded[j] in ROLES
        ):
            return []
        run.append(j)
    return []


def _opens(page: Page, i: int) -> bool:
    """Whether an initial can begin a name here: at a line's start, after a sign of a list or after `par`, `avec`, `et`."""
    return page.line_start(i) or bool(_BEFORE_INITIAL.search(page.text, max(0, page.starts[i] - 6), page.starts[i]))


_BEFORE_INITIAL = re.compile(r"(?:[,;(:•–—]|(?<!\w)-|-\s|(?<![a-z0-9µ])/|/\s)\s*\Z|\b(?:par|avec|et)\s\Z")


def _initial_and_unknown(page: Page, i: int) -> list[int]:
    """`Z. Phillot`, `X.Krysteik`: an initial and a capitalised word that is in no list at all; not `E. coli`."""
    j = i + 1
    if (
        j >= len(page)
        or page.shapes[i] != INITIAL
        or page.gaps[j] not in (".", ". ")
        or page.shapes[j] not in (UPPER, TITLE)
        or page.words[i] == "M"
    ):
        return []
    if not _opens(page, i):
        return []
    info = page.info(j)
    unknown = (
        not (info.medical or info.wordish or info.eponym) and len(page.words[j]) > 3 and page.folded[j] not in NEVER
    )
    borne = (
        info.surname >= 2.5
        and page.folded[j] not in NEVER
        and not info.eponym
        and (page.words[i] not in "SE" or info.surname >= 3)
    )
    if not unknown and borne and page.gaps[i] not in (".", "-"):
        return [i, j]
    if not unknown and j + 1 < len(page) and page.gaps[j + 1] == "-" and page.shapes[j + 1] == page.shapes[j]:
        compound = not (info.medical or page.info(j + 1).medical or info.eponym) and page.folded[j] not in NEVER
        return [i, j, j + 1] if compound and page.gaps[i] not in (".", "-") else []
    return [i, j] if unknown and page.gaps[i] not in (".", "-") else []


def _is_name(page: Page, run: list[int]) -> bool:
    if behind_eponym_head(page, run[0]):
        return False
    solid = [k for k in run if page.shapes[k] in (UPPER, TITLE) and page.folded[k] not in LEADING]
    if not solid:
        return False
    infos = [page.info(k) for k in solid]
    if (any(info.eponym for info in infos) and len(solid) < 2) or any(page.folded[k] in HOLIDAYS for k in solid):
        return False
    if any(
        page.info(k).eponym
        and page.gaps[k] == "-"
        and min(page.info(k - 1).first, page.info(k).first) < 3
        and page.shapes[k] == TITLE
        for k in solid
    ):
        return False
    if len(solid) == 1:
        return _single(page, run, solid[0])
    if _cased_pair(page, solid) or _alone_on_line(page, run):
        return True
    first = max(info.first for info in infos)
    family = max(info.surname for info in infos)
    if first < 2.3:
        return False
    words = sum(info.wordish for info in infos)
    if words < len(infos):
        return any(not info.medical and (info.surname >= 0.6 or info.zipf < 2.5) for info in infos if not info.wordish)
    return first >= 3.5 and family >= 2 and not any(info.medical and info.first < 3 for info in infos)


def _cased_pair(page: Page, solid: list[int]) -> bool:
    """`BLANC Rose`, `Rose BLANC`: a surname in capitals beside a first name that is not."""
    if {page.shapes[k] for k in solid} != {UPPER, TITLE} or len(solid) > 5:
        return False
    given = [page.info(k) for k in solid if page.shapes[k] == TITLE]
    family = [k for k in solid if page.shapes[k] == UPPER]
    strong = all(len(page.words[k]) > 2 and (page.info(k).surname >= 2 or not page.info(k).wordish) for k in family)
    return (
        strong
        and all(info.first >= 2.5 for info in given)
        and page.line_start(solid[0]) | any(i.first >= 3 for i in given)
    )


def _alone_on_line(page: Page, run: list[int]) -> bool:
    """A line that holds nothing but a common first name and one or two capitalised words (`Marie Côte`)."""
    if not 1 < len(run) < 4 or not page.line_start(run[0]):
        return False
    ends = page.text[page.ends[run[-1]] : page.ends[run[-1]] + 3].strip(" \t")[:1]
    first = page.info(run[0])
    return (
        ends in ("\n", "")
        and first.first >= 3.5
        and page.shapes[run[0]] == TITLE
        and not (first.medical and first.first < 4.5)
    )


def _single(page: Page, run: list[int], k: int) -> bool:
    """One name with an initial, or a first name alone in prose."""
    info = page.info(k)
    initials = [j for j in run if page.shapes[j] == INITIAL]
    unknown = (
        info.zipf < 2
        and (len(page.words[k]) > 3 or LOWER in [page.shapes[j] for j in run])
        and info.town < 0
        and bool(initials)
        and _opens(page, initials[0])
    )
    if initials and not info.wordish and (info.surname >= 1 or info.first >= 2 or unknown) and not info.medical:
        return (
            page.text[page.ends[initials[0]] : page.ends[initials[0]] + 1] == "."
            and (page.words[initials[0]] not in ("S",) or any(page.shapes[j] == LOWER for j in run))
        ) or info.surname >= 2.5
    if page.shapes[k] != TITLE or len(page.words[k]) < 3 or info.medical or info.wordish or info.eponym:
        return False
    if info.first < 2.3 or info.first < info.surname - 0.5 or page.folded[k] in NEVER:
        return False
    if is_medicine(page, k):
        return False
    if info.town > 1000 and info.first < 4:
        return False
    return not page.line_start(k) or _followed_by_line(page, k)


def _followed_by_line(page: Page, k: int) -> bool:
    """A first name that opens a line counts where the line goes on like a sentence or ends."""
    return page.info(k).first >= 3 and not _FIELD.match(page.text, page.ends[k])


_FIELD = re.compile(r"\s?(?!\d{1,2} ?[h:]\d\d)[:\d(]")
