"""Names as hurried notes and dictation write them, all in small letters, where their place tells: `m. thabuis`, `opéré par wuillemin`, `préleveur : kadiou`.

Also initials in small letters behind words of signing (`signé mlb`), double first names and surnames with a hyphen
(`marie-ange`, `vannier-coste`), surnames of two letters (`mme ly`), and a family name with a first name behind `patient`.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from deid.cues import Cue, GapCue, Word
from deid.grammar import in_eponym
from deid.lexicon import lexicon
from deid.marks import LETTER
from deid.morphology import built, shortened, slip
from deid.page import LOWER, NUMBER, Page
from deid.spans import CONTEXT, Span
from deid.vocabulary import CIVIL, KIN, LEADING, MONTHS, NEVER, ROLES, SHORT_FORMS

_NO = NEVER | ROLES | KIN | MONTHS
_NO_SHORT = _NO | LEADING | CIVIL


def _borne(word: Word) -> bool:
    """Whether a word in small letters is borne as a surname and is no word."""
    info = word.info
    plain = word.shape == LOWER and len(word.folded) > 3 and word.folded not in _NO
    return plain and info.surname >= 1.5 and info.zipf < 4.5 and not (info.wordish or info.medical or info.eponym)


def _named(word: Word) -> bool:
    """A borne surname, or a word that no list holds and that is not built like one."""
    info, folded = word.info, word.folded
    if word.shape != LOWER or not 4 < len(folded) < 18 or not word.written.isalpha() or folded in _NO:
        return _borne(word)
    if _borne(word):
        return True
    if info.zipf >= 1.5 or info.wordish or info.medical or info.eponym:
        return False
    return not (built(folded) or shortened(folded))


def _common(word: Word) -> bool:
    """A surname that many bear and that is seldom written, a word or not (`verdier`, `roux`)."""
    info = word.info
    plain = word.shape == LOWER and len(word.folded) > 3 and word.folded not in _NO and not info.eponym
    return plain and info.surname >= 2.8 and info.zipf < 4.3 and not lexicon().is_term(word.folded)


_COMMON = Cue(test=_common, listed=False)
_BORNE = Cue(test=_borne, listed=False)
_NAMED = Cue(test=_named, listed=False)
_M = Cue(written=r"m\Z")
_BY = Cue("par")
_PATIENT = Cue(written=r"(?:patiente?|enfant|pte?|mr|mme)\Z")
_ROLE = Cue(ROLES)
_SHORT_TITLES = Cue(written=r"(?:mme|mr|dr|mlle|docteur|madame|monsieur)\Z")
_HYPHEN = GapCue(r"\A[-‐]\Z")
_PARTICIPLE = re.compile(r"[a-z]{2,}(?:ee?s?|ie?s?|ue?s?|ite?s?|ise?s?|aite?s?|erte?s?)")
_TREATED = re.compile(
    r"trait|soign|soulag|calm|substitu|relay|remplac|couvert|anticoag|sedat|antagonis|prem|complet|ameliore|sevr|induit|favoris|compliqu|explor|objectiv|document|evalue|mesur|dose|bilan|stimul|ventil"
)
_WROTE = Cue(
    "dicte dictee signe signee relu relue relecture visa valide validee redige redigee tape tapee fait faite faits vu vue realise realisee pose posee prescrit preleve prelevee telephone note"
)
_INITIALS_AT = re.compile(
    r"[^\W\d_]+(?: (?:par|avec))?(?: ?: ?| )(?P<who>[a-z]{2,3})(?:(?: et | ?/ ?)(?P<second>[a-z]{2,3}))?(?=[ \t]*(?:\Z|\n|[,;/)|–—-]|\.(?!\w)|tap[ée]e?\b|relue?\b|frapp\w+))"
)
_SMALL_WORDS = frozenset(
    "le la les un une du de des en et au aux ce il on je tu par non nom re vu vue sur ma mon ton son ses mes pas si ou to oui ras ok fin nb pj mg ml kg cp qui que ici sms tel fax rcp cr cro crh cs ide ap as ash via bis ter".split()
)


def find(page: Page) -> Iterator[Span]:
    """Every such name of a French page."""
    if page.lang == "en":
        return
    for i in page.at(_M):
        yield from _monsieur(page, i)
    for i in page.at(LETTER):
        yield from _initial(page, i)
    for i in page.at(_BY):
        yield from _author(page, i)
    for i in page.at(_ROLE):
        yield from _role(page, i)
    for i in page.at(_PATIENT):
        yield from _patient(page, i)
    for i in page.at(_SHORT_TITLES):
        yield from _short(page, i)
    for i in page.at(_HYPHEN):
        yield from _compound(page, i)
    for match in page.matches(_INITIALS_AT, _WROTE):
        yield from _signer(page, match)


def _family(page: Page, j: int, cue: Cue) -> int:
    """The last token of the surname in small letters, a particle before it, that begins at token ``j``; -1 if none does."""
    k = j
    while k + 1 < len(page) and k < j + 2 and page.folded[k] in LEADING and page.gaps[k + 1] in (" ", "'", "’"):
        k += 1
    if (
        k >= len(page)
        or not (page.has(k, cue) or page.has(k, _COMMON))
        or in_eponym(page, k)
        or (page.info(k).surname < 1.5 and slip(page.folded[k]))
    ):
        return -1
    while k + 1 < len(page) and page.gaps[k + 1] == "-" and page.shapes[k + 1] == LOWER:
        k += 1
    return k


def _monsieur(page: Page, i: int) -> Iterator[Span]:
    """`m. thabuis`: not a length, not a muscle."""
    j = i + 1
    if j >= len(page) or page.gaps[j] != ". " or page.shapes[j] != LOWER or (i and page.shapes[i - 1] == NUMBER):
        return
    if i and page.gaps[i] in ("-", ".", "/", ".-"):
        return
    last = _family(page, j, _NAMED)
    if last >= 0:
        yield Span(page.starts[j], page.ends[last], "NOM", "hurried.title", CONTEXT)


def _initial(page: Page, i: int) -> Iterator[Span]:
    """`z. lemaître`, `t. vannier-coste`: a letter with a stop before a surname."""
    j = i + 1
    if j >= len(page) or page.shapes[i] != LOWER or page.words[i] == "m" or page.gaps[j] not in (". ", "."):
        return
    if page.shapes[j] != LOWER or (i and page.gaps[i][-1:] not in (" ", "\n", "(", "/")) or page.info(j).surname < 2:
        return
    last = _family(page, j, _BORNE)
    if last >= 0:
        yield Span(page.starts[i], page.ends[i], "PRENOM", "hurried.initial", CONTEXT)
        yield Span(page.starts[j], page.ends[last], "NOM", "hurried.initial", CONTEXT)


def _author(page: Page, i: int) -> Iterator[Span]:
    """`opéré par wuillemin`, `reçu par tavernier`."""
    j = i + 1
    if not i or j >= len(page) or page.gaps[i] != " " or page.gaps[j] != " " or page.shapes[j] != LOWER:
        return
    deed = page.folded[i - 1]
    dated = page.shapes[i - 1] == NUMBER and len(deed) == 4
    if not dated and (not _PARTICIPLE.fullmatch(deed) or _TREATED.match(deed)):
        return
    last = _family(page, j, _NAMED)
    if last >= 0:
        yield Span(page.starts[j], page.ends[last], "NOM", "hurried.author", CONTEXT)


def _role(page: Page, i: int) -> Iterator[Span]:
    """`préleveur : kadiou`, `demandeur : le corvaisier`, `sf lebeurrier`."""
    j = i + 1
    if j >= len(page) or page.shapes[j] != LOWER:
        return
    colon = page.gaps[j] in (" : ", ": ", ":")
    who = page.words[j]
    if colon and 1 < len(who) < 4 and who.isascii() and page.info(j).zipf < 3 and _ends(page, j):
        if who not in _SMALL_WORDS and who.upper() not in SHORT_FORMS and not page.info(j).medical:
            yield Span(page.starts[j], page.ends[j], "NOM", "hurried.role", CONTEXT)
        return
    if not colon and (page.gaps[j] != " " or page.folded[i] not in _TREATING):
        return
    last = _family(page, j, _NAMED if colon else _BORNE)
    if last >= 0:
        yield Span(page.starts[j], page.ends[last], "NOM", "hurried.role", CONTEXT)


def _ends(page: Page, j: int) -> bool:
    """Whether a line, a field or a sentence ends behind token ``j``."""
    return page.text[page.ends[j] : page.ends[j] + 2].strip(" ")[:1] in ("", "\n", ",", ";", ".", "/", ")")


_TREATING = frozenset(
    "ide iade ibode sf ash interne externe senior sagefemme docteur chirurgien anesthesiste manip kine psy iao ioa idec".split()
)


def _patient(page: Page, i: int) -> Iterator[Span]:
    """`patient teyssier guy`: a surname and a first name."""
    j, k = i + 1, i + 2
    if (
        k >= len(page)
        or page.gaps[j] != " "
        or page.gaps[k] != " "
        or not page.has(j, _NAMED)
        or page.shapes[k] != LOWER
    ):
        return
    given = page.info(k)
    if given.first >= 2.5 and page.folded[k] not in NEVER and not given.medical and not slip(page.folded[j]):
        yield Span(page.starts[j], page.ends[j], "NOM", "hurried.patient", CONTEXT)
        yield Span(page.starts[k], page.ends[k], "PRENOM", "hurried.patient", CONTEXT)


def _short(page: Page, i: int) -> Iterator[Span]:
    """`mme ly`, `dr ha`: a surname of two or three letters."""
    j = i + 1
    if j >= len(page) or page.gaps[j] != " " or page.shapes[j] != LOWER or not 1 < len(page.words[j]) < 4:
        return
    info = page.info(j)
    if info.surname >= 1.8 and info.zipf < 4.6 and page.folded[j] not in _NO_SHORT:
        yield Span(page.starts[j], page.ends[j], "NOM", "hurried.short", CONTEXT)


def _compound(page: Page, i: int) -> Iterator[Span]:
    """`marie-ange`, `jean-phi`, `lou-ann`; `vannier-coste`, `mercier-bensaïd`."""
    k = i - 1
    if k < 0 or page.shapes[k] != LOWER or page.shapes[i] != LOWER or page.gaps[k][-1:] in ("-", "/", "_", ".", "@"):
        return
    if page.text[page.ends[i] : page.ends[i] + 1] in ("-", "@", "_", "/") or in_eponym(page, k):
        return
    one, two = page.info(k), page.info(i)
    if (
        _term(page, k)
        or _term(page, i)
        or (one.eponym and two.eponym)
        or page.folded[k] in _NO_DOUBLE
        or page.folded[i] in NEVER
    ):
        return
    doubles = page.folded[k] in _FIRST_OF_TWO and two.first >= 2
    if doubles or (one.first >= 3 and two.first >= 3 and not (one.wordish and two.wordish)):
        yield Span(page.starts[k], page.ends[i], "PRENOM", "hurried.double", CONTEXT)
    elif min(one.surname, two.surname) >= 2 and max(one.zipf, two.zipf) < 4.3 and not (one.wordish and two.wordish):
        yield Span(page.starts[k], page.ends[i], "NOM", "hurried.double", CONTEXT)


def _term(page: Page, k: int) -> bool:
    """Whether a word is one of medicine, and hardly anybody's name."""
    info = page.info(k)
    return page.lexicon.is_term(page.folded[k]) or (info.medical and info.surname < 2.8 and info.first < 3)


_NO_DOUBLE = NEVER | frozenset("saint sainte st ste notre".split())
_FIRST_OF_TWO = frozenset("jean marie anne pierre paul louis claude rose lou leo eve lise".split())


_SIGNED = frozenset("dict sign relu rele visa vali redi tape".split())


def _signer(page: Page, match: re.Match[str]) -> Iterator[Span]:
    """`signé mlb`, `relecture : jfp`, `dicté gp tapé ml`."""
    done = page.folded[page.token_at(match.start())]
    if done[:4] not in _SIGNED and " par " not in match.group():
        return
    for name in ("who", "second"):
        who = match[name]
        if who and who not in _SMALL_WORDS and who.upper() not in SHORT_FORMS:
            info = page.info(page.token_at(match.start(name)))
            if info.zipf < 4 and not info.medical:
                yield Span(match.start(name), match.end(name), "NOM", "hurried.signer", CONTEXT)
