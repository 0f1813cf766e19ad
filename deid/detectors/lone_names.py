"""Names that stand by themselves, without any word that announces them: `frappé par brigitte`, `nuit laure`, `revu avec Levavasseur`.

Medical prose hardly ever holds a word that the registers know as a name, that is written no more often than it is borne, and
that is neither a term, an eponym nor a medicine; so such a word is a name wherever it stands, in small letters too.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from deid.cues import Cue, GapCue, Word
from deid.grammar import in_eponym, is_medicine, label_run, name_run
from deid.lexicon import lexicon
from deid.page import LOWER, TITLE, UPPER, Page
from deid.spans import LISTED, Span
from deid.vocabulary import DOCUMENT_WORDS, HOLIDAYS, KIN, NEVER, ROLES, SHORT_FORMS

_WORDS = frozenset(
    "germain germaine germains billot buisson chagrin charron maillard tricot jalon galet rivet gobelet collet boudin cadet borgne demange bordes visse bouchez mylan manuel martial lamine amine aminee marc colas even ambre ambree aimee desiree merlin melle alba gala mars avril ange loan prince bella carmine irene charles benjamin balthazar paris "
    "lola luna stella nova diva victoria claude roman gaine zara ravel lia alma ida mina mona ines isa mae lea leon ali ada aria asma asa eden noe noa "
    "courtois boiteux bourdon boulet ferry cornu ponce feuillet ballot rateau sabot barge forest brousse combe piton chalumeau caille billard rossignol menager piquet estrade motte bourgeois gaillard massa palma cosse furet".split()
)
"""First names that small letters make words of prose, of chemistry or of trade."""
_DISEASES = frozenset("gilbert robin rose milan noe".split())
"""Common first names that stand for a disease, alone."""
_ACRONYMS = frozenset(
    "ELISA MERLIN CARAT ASTER HERMES ALEXIA MARIA ESTHER EMMA SARA CLARA VIOLA DIANE LUCIE SOPHIA".split()
)
"""Assays and trials that bear a name."""


def find(page: Page) -> Iterator[Span]:
    """Every such name."""
    done = 0
    for i in page.at(_CAPITAL):
        if i >= done and not _borrowed(page, i):
            run = [k for k in name_run(page, i, trusted=False, wrap=False) or [i] if k >= i]
            yield from label_run(page, run, "lone", LISTED)
            done = run[-1] + 1
    done = 0
    for i in page.at(_SMALL) if page.lang != "en" else ():
        if i >= done and not is_medicine(page, i) and not in_eponym(page, i) and page.gaps[i][-1:] not in _INSIDE:
            run = name_run(page, i, lower=True) or [i]
            yield from label_run(page, run, "lone.small", LISTED)
            done = run[-1] + 1

    for i in page.at(_NICK):
        match = _NICKNAMED.match(page.text, page.starts[i]) if i and _known(page, i - 1) else None
        if match and _nick(page, i):
            yield Span(match.start("nick"), match.end("nick"), "PRENOM", "lone.nick", LISTED)
            if match["last"]:
                yield Span(match.start("last"), match.end("last"), "NOM", "lone.nick", LISTED)


def _nick(page: Page, i: int) -> bool:
    """Whether what stands in signs behind a first name is a name: anything quoted, in brackets alone a first name."""
    info, quoted = page.info(i), not _QUOTES.isdisjoint(page.gaps[i])
    return (
        page.folded[i] not in NEVER
        and page.words[i] not in SHORT_FORMS
        and (quoted or (info.first >= 2 and not info.eponym))
    )


_QUOTES = frozenset("«\"“‘'")


def _known(page: Page, i: int) -> bool:
    info = page.info(i)
    return page.shapes[i] in (TITLE, UPPER) and info.first >= 2.5


_NICK = GapCue(r"\A ?[(«\"“‘'][\"“‘'«]? ?\Z")
_NICKNAMED = re.compile(
    r"(?P<nick>[A-ZÀ-ÝĀ-ŒŔ-Ž][\w-]{1,14}) ?[\"”’'»]?[)»\"”’'](?: (?P<last>[A-ZÀ-ÝĀ-ŒŔ-Ž][\w'’-]+))?"
)
_INSIDE = frozenset("@./_-'’")
_CITED = re.compile(r"\s(?:et|and)\s(?:al\b|coll\b|collab)|,? (?:et al|19\d\d|20[012]\d\))")
_MAKER = re.compile(r"(?i:laboratoires?|labs?|soci[ée]t[ée]|firme|marque|\(®?)\s\Z")


def _borrowed(page: Page, i: int) -> bool:
    """Whether the word names a disease, a medicine, an author of literature or a maker here."""
    return (
        is_medicine(page, i)
        or in_eponym(page, i)
        or _CITED.match(page.text, page.ends[i]) is not None
        or page.text[page.ends[i] : page.ends[i] + 1] in ("®", "™")
        or _MAKER.search(page.text, max(0, page.starts[i] - 14), page.starts[i]) is not None
    )


def _plain(word: Word) -> bool:
    info, folded = word.info, word.folded
    usual = info.first >= 4.3 and folded not in _DISEASES
    if info.wordish or info.medical or (info.eponym and not usual) or folded in NEVER or folded in ROLES:
        return False
    return not (info.first < 3.4 and info.surname < 2.6 and lexicon().is_term(folded))


def _capital(word: Word) -> bool:
    info, folded = word.info, word.folded
    if word.shape not in (TITLE, UPPER) or not _plain(word) or folded in DOCUMENT_WORDS or folded in HOLIDAYS:
        return False
    if word.shape == UPPER:
        return len(folded) > 4 and word.written not in _ACRONYMS and (info.surname >= 2.3 or info.first >= 3)
    if len(folded) < 4:
        return len(folded) == 3 and info.first >= 4
    return info.surname >= 2 or info.first >= 2


def _small(word: Word) -> bool:
    info = word.info
    if word.shape != LOWER or len(word.folded) < 4 or word.folded in _WORDS:
        return False
    if info.first < 2.5:
        trade = word.folded.endswith(("ier", "eur"))  # `carrier`, `meunier`: a trade or a name
        borne = info.surname >= 2.5 and len(word.folded) > 4 and not trade and word.written.isascii()
        return borne and _plain(word) and word.folded not in KIN
    return _plain(word) or (info.first >= 4.5 and not info.wordish and not info.medical)


_CAPITAL, _SMALL = Cue(test=_capital, of="capital"), Cue(test=_small, of="small")
