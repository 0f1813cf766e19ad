"""Numbers to dial inside a hospital, with no word for telephone: behind a service, a role or a named colleague (`appel réa 64120`, `Dr Roy 6 21 40`)."""

from __future__ import annotations

import re
from collections.abc import Iterator

from deid.cues import Cue
from deid.marks import CAPITAL, EXTENSION_SIZED
from deid.page import Page
from deid.spans import CONTEXT, Span
from deid.vocabulary import CIVIL, MEDICAL, ROLES, SHORT_FORMS

SERVICES = frozenset(
    "int rea reanimation bloc urgences urgence sau uhcd usic usc usi usip labo laboratoire radio radiologie scanner irm echo imagerie pharmacie secretariat secr dialyse maternite smur regulation accueil standard sspi sdn ssde brancardage "
    "brancardier admission admissions hdj hds had chirurgie chir cardio neuro nephro pneumo gastro hepato onco hemato infectio endoc diabeto derm dermato uro uros ortho ophtalmo orl gyneco obs pediatrie pedia ped neonat psy geriatrie "
    "rhumato endoscopie biochimie bacterio viro virologie parasito anapath toxico pharmaco ets efs depot astreinte garde avis appel appeler rappeler joindre prevenir contacter contact cf voir demander tph tel cadre interne internes "
    "senior chef externe ide ioa iao kine consult consultation ward theatre registrar consultant switchboard pharmacy lab sister charge bleeped rang".split()
) | {word for word in ROLES if len(word) > 4}
"""Whom one calls: services, roles, and words for calling."""
_BETWEEN = frozenset(
    "de du des la le les l d au a en med viscerale vasculaire thoracique interv nuit jour garde astreinte is the on".split()
)
_TITLES = CIVIL | MEDICAL
_GAPS = frozenset((" ", ", ", " (", "(", ": ", " : ", "-", "'", "’", ". ", "/", " / ", " – ", " - "))
_CLOSE = re.compile(
    r"[ \t]*(?:[,;)\]\n|]|\.(?!\d)|\Z|[-–—/] |(?:si|pour|ou|et|puis|avant|en cas|svp|or|if|for|asap|avec|qui)\b|: [^\d]|=>|->|→)"
)
_YEAR = re.compile(r"(?:19|20)\d\d")
_TWO = Cue(written=r"\d\d\d?\Z", of="figure")
_GROUPS = re.compile(r"(?:\d|[2-9]\d)([ .])\d\d\1\d\d(?![\w]|[.,]\d| \d)|[2-9]\d[ .]\d{3}(?![\w]|[.,]\d| \d)")
_JOINTS = (" ", ".")
"""The signs between groups of figures."""


def find(page: Page) -> Iterator[Span]:
    """Every such number of the page."""
    for i in page.at(EXTENSION_SIZED):
        start, end = page.starts[i], page.ends[i]
        word = page.words[i]
        if word[0] == "0" or not _CLOSE.match(page.text, end):
            continue
        called = _called(page, i)
        if (called and not (_YEAR.fullmatch(word) and called < 2)) or _signs(page, i):
            yield Span(start, end, "TEL", "extension.called", CONTEXT)
    yield from _grouped(page)


def _grouped(page: Page) -> Iterator[Span]:
    """`6 21 40`, `62.140`: two or three groups of figures."""
    text, done = page.text, 0
    gaps, words = page.gaps, page.words
    seconds = [i for i in page.at(_TWO) if i > 1 and gaps[i] in _JOINTS and len(words[i - 1]) < 3]
    for i in [i - 1 for i in seconds if words[i - 1].isdigit()]:
        start = page.starts[i]
        match = _GROUPS.match(text, start) if start >= done else None
        if match and _CLOSE.match(text, match.end()) and _called(page, i):
            done = match.end()
            yield Span(start, done, "TEL", "extension.groups", CONTEXT)


def _called(page: Page, i: int) -> int:
    """1 if a service or a role stands right before token ``i``, 2 if a titled or called person's name does, else 0."""
    named = 0
    for k in range(i - 1, max(-1, i - 6), -1):
        if page.gaps[k + 1] not in _GAPS:
            return 0
        folded = page.folded[k]
        if folded in _TITLES:
            return 2 if named else 0
        if folded in SERVICES and not (page.words[k].isupper() and folded == "as"):
            return 2 if named else 1
        if page.has(k, CAPITAL) and len(folded) > 2 and not page.info(k).medical and page.words[k] not in SHORT_FORMS:
            named += 1
        elif folded not in _BETWEEN:
            return 0
    return 0


def _signs(page: Page, i: int) -> bool:
    """`TQ 63307` alone on a line: initials and five figures."""
    if not i or len(page.words[i]) != 5 or not page.line_start(i - 1) or page.gaps[i] != " ":
        return False
    initials = page.words[i - 1]
    return (
        initials.isupper()
        and 1 < len(initials) < 4
        and initials not in SHORT_FORMS
        and page.text[page.ends[i] : page.ends[i] + 1] in ("", "\n")
    )
