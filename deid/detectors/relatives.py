"""Relatives, helpers and colleagues by first name where brackets, kinship or short forms give them away, words of prose included.

`une sœur vivant à Poitiers (Constance)`, `ses enfants (Nadir, Sam, Leïla)`, `Prudence (externe)`, `avis ELSA (Begoña)`, `IDE Stella / M-Jo`,
`Nadia El G.`, `relecture Iskander Zribi`, `frère wassaumié`.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from deid.cues import Cue, GapCue, Word
from deid.grammar import in_eponym
from deid.morphology import built, shortened, slip
from deid.page import LOWER, TITLE, UPPER, Page
from deid.spans import CONTEXT, Span
from deid.vocabulary import KIN, NEVER, NO_NAMES, ROLES, SHORT_NAMES

_U = "[A-ZÀ-ÝĀ-ŒŔ-ŽẠ-Ỹ]"
_OPEN = GapCue(r"\A ?\(\Z")
_ONE = re.compile(
    rf"{_U}[a-zà-ÿā-žạ-ỹ]+(?:-{_U}[a-zà-ÿā-žạ-ỹ]+)?(?= ?\)|,? \d{{1,2}} ?(?:ans|mois|a)|, ?(?:t[ée]l|0[1-9]))"
)
_ITEMS = re.compile(
    rf"{_U}[a-zà-ÿā-žạ-ỹ]+(?:-{_U}[a-zà-ÿā-žạ-ỹ]+)?(?: \d{{1,2}} ?(?:ans|a|mois))?(?:(?: ?[,;/+&] ?| et ){_U}[a-zà-ÿā-žạ-ỹ]+(?:-{_U}[a-zà-ÿā-žạ-ỹ]+)?(?: \d{{1,2}} ?(?:ans|a|mois))?)+(?= ?\))"
)
_CLAUSE = re.compile(r"[^.;\n!?()]{0,60}\Z")
_SHORT = re.compile(
    r"[JMAPL]\.?-(?:Jo|Mi|Ma|Lo|Lou|Cl|Clo|Ch|Cha|Chri|Fr|Fran|Th|Thé|Pi|Pierre|Phi|Paul|Lu|Luc|Pa|Hé|Do|Dom|No|Noël|So|Ré|Al|An|Anne|Ange|Rose|Cé|Claude|Jeanne|Laure|Line|Sophie|Christine|Thérèse|Françoise|Hélène|Jean|Marc|Baptiste|Michel|François|Yves|Louis|Charles|Jacques|Bernard|Marie|Pascale?)(?![\w'’-])"
)
_DOUBLE = Cue(written=r"[JMAPL]\Z", of="capital")
_PARTICLED = re.compile(
    rf" (?P<who>(?:[EÉ]l|Al|Ben|Bou|A[iï]t|Le|La|De|Du|Da|Dos|Di|Van|Von|Mac|Mc|Ould|Abd(?:el)?|Saint|St|N['’]|D['’]|O['’]|de la|de|du|d['’])[ ]?{_U}\.)(?! ?{_U}[a-z])"
)
_YEARS = re.compile(
    rf"{_U}[a-zà-ÿā-žạ-ỹ-]+ (?:19|20)\d\d(?:(?:, | et | / |; |\. ){_U}[a-zà-ÿā-žạ-ỹ-]+ (?:19|20)\d\d(?!\d))+"
)
_AUNT = re.compile(
    rf"(?i:mam[iy]e?|pap[iy]e?|tonton|tata|tatie|m[ée]m[ée]|p[ée]p[ée]|oncle|tante|parrain|marraine|nounou|nanou) (?P<who>{_U}[a-zà-ÿ])(?![\w.'’-])"
)
_NEWBORN = re.compile(rf"(?i:b[ée]b[ée]|jumeau|jumelle|enfant) ?[12AB] ?[:=]? ?(?P<who>{_U}[a-zà-ÿ]{{2,}})(?![\w'’])")
_NEWBORNS = Cue("bebe jumeau jumelle enfant")
_WEIGHED = re.compile(rf"(?P<who>{_U}[a-zà-ÿ]{{2,}}),? [1-5][ .]?\d{{3}} ?g(?![\w/])")
_COMMON = Cue(test=lambda word: word.shape == TITLE and word.info.first >= 3, of="capital")
_AND = Cue("et")
_WITH = frozenset("avec par chez visite pour filles fils enfants soeurs freres".split())
_AUNTS = Cue("mamie mamy mami papi papy papie tonton tata tatie meme pepe oncle tante parrain marraine nounou nanou")
_NICKS = Cue(
    test=lambda word: word.shape == TITLE and word.folded in SHORT_NAMES and len(word.folded) > 2, of="capital"
)
_SPOKEN_TO = frozenset(
    "avec ok merci par a et pour demander demande appeler appelle voir chez contact dixit selon copine pote collegue prevenir prevenu prevenue dit alias surnomme surnommee coucou salut bonjour bises cher chere demandez relance relancer remercie".split()
)
_ACTS = re.compile(
    r" (?:passe(?:ra)?|a|est|doit|vient|viendra|pr[ée]venue?|ok|dit|appelle(?:ra)?|rappelle(?:ra)?|arrive|revient|prend(?:ra)?|voit|verra|s['’]en|me|te|nous|gère|fait|fera)(?![^\W_])"
)
_PARTICLE = Cue(
    written=r"(?:Da|Dos|Do|Del|Della|Di|El|Ben|Bel|Van|Von|Mac|Mc|A[iï]t|Ould|Bou|DA|DOS|DEL|DI|EL|BEN|VAN|VON|AIT)\Z",
    of="capital",
)
_GIVEN = Cue(
    test=lambda word: (
        word.shape == TITLE and word.info.first >= 2.3 and not word.info.medical and word.folded not in NEVER
    ),
    of="capital",
)


def find(page: Page) -> Iterator[Span]:
    """Every such person."""
    if page.lang == "en":
        return
    for i in page.at(_OPEN):
        yield from _enclosed(page, i)
        yield from _before_role(page, i)
    for match in page.matches(_SHORT, _DOUBLE):
        yield Span(match.start(), match.end(), "PRENOM", "relative.short", CONTEXT)
    for i in page.at(_GIVEN):
        match_ = _PARTICLED.match(page.text, page.ends[i])
        if match_:
            yield Span(page.starts[i], page.ends[i], "PRENOM", "relative.particle", CONTEXT)
            yield Span(match_.start("who"), match_.end("who"), "NOM", "relative.particle", CONTEXT)
    for match in page.matches(_YEARS, _GIVEN):
        yield from _with_years(page, match)
    for match in page.matches(_AUNT, _AUNTS):
        yield Span(match.start("who"), match.end("who"), "PRENOM", "relative.aunt", CONTEXT)
    for match in page.matches(_NEWBORN, _NEWBORNS):
        if page.info(page.token_at(match.start("who"))).first >= 3:
            yield Span(match.start("who"), match.end("who"), "PRENOM", "relative.newborn", CONTEXT)
    for match in page.matches(_WEIGHED, _COMMON):
        yield Span(match.start("who"), match.end("who"), "PRENOM", "relative.weighed", CONTEXT)
    for i in page.at(_AND):
        yield from _pair(page, i)
    for i in page.at(_NICKS):
        yield from _nickname(page, i)
    for i in page.at(_WHO):
        yield from _it_is(page, i)
    for i in page.at(_PARTICLE):
        yield from _particle(page, i)
    for i in page.at(_STRANGE):
        yield from _behind_kin(page, i)


def _with_years(page: Page, match: re.Match[str]) -> Iterator[Span]:
    """`Adama 2015, Mariam 2018`: children with the years of their births."""
    tokens = [k for k in page.tokens_in(match.start(), match.end()) if page.shapes[k] == TITLE]
    fits = [page.info(k).first >= 2.3 and not page.info(k).medical and page.info(k).town < 8000 for k in tokens]
    if all(fits):
        for k in tokens:
            yield Span(page.starts[k], page.ends[k], "PRENOM", "relative.years", CONTEXT)


def _pair(page: Page, i: int) -> Iterator[Span]:
    """`par Fleur et Désirée`: two common first names, words too, joined behind `avec` or `par`, or one of them sure."""
    j, k = i - 1, i + 1
    if j < 1 or k >= len(page) or page.gaps[i] != " " or page.gaps[k] != " ":
        return
    both = all(
        page.shapes[m] == TITLE
        and page.info(m).first >= 3
        and not (page.info(m).medical and page.info(m).first < 3.5)
        and page.info(m).town < 20_000
        and not in_eponym(page, m)
        for m in (j, k)
    )
    if both and (page.folded[j - 1] in _WITH or not all(page.info(m).wordish for m in (j, k))):
        for m in (j, k):
            yield Span(page.starts[m], page.ends[m], "PRENOM", "relative.pair", CONTEXT)


_WHO = Cue("qui")


def _it_is(page: Page, i: int) -> Iterator[Span]:
    """`c'est Jacotte qui cuisine`."""
    k = i - 1
    if k < 1 or page.folded[k - 1] != "est" or page.shapes[k] != TITLE or page.gaps[i] != " ":
        return
    info, folded = page.info(k), page.folded[k]
    if len(folded) > 2 and folded not in NO_NAMES and not info.medical and info.zipf < 4.6:
        yield Span(page.starts[k], page.ends[k], "PRENOM", "relative.who", CONTEXT)


def _nickname(page: Page, i: int) -> Iterator[Span]:
    """`vu avec Seb`, `ok Flo`, `Nono passera demain`: a short form of a first name where a colleague is spoken to or of."""
    before = page.folded[i - 1] if i and page.gaps[i] in (" ", ", ") else ""
    folded = page.folded[i]
    if (
        len(folded) == 4
        and folded[:2] == folded[2:]
        and i
        and page.gaps[i] in (" ", ", ")
        and page.shapes[i - 1] == LOWER
    ):
        yield Span(page.starts[i], page.ends[i], "PRENOM", "relative.nick", CONTEXT)
        return
    opens = not i or "\n" in page.gaps[i] or page.gaps[i].endswith((". ", "! ", "? "))
    if before in _SPOKEN_TO or (opens and _ACTS.match(page.text, page.ends[i])):
        yield Span(page.starts[i], page.ends[i], "PRENOM", "relative.nick", CONTEXT)


def _particle(page: Page, i: int) -> Iterator[Span]:
    """`le gardien Da Silva`: a foreign particle and a word that together are a surname of the lists."""
    k = i + 1
    alike = k < len(page) and page.gaps[k] == " " and page.shapes[k] == page.shapes[i] and len(page.words[k]) > 2
    if alike and page.lexicon.surname(f"{page.folded[i]} {page.folded[k]}") >= 1.5:
        yield Span(page.starts[i], page.ends[k], "NOM", "relative.surname", CONTEXT)


def _of_people(page: Page, i: int) -> bool:
    """Whether a relative is spoken of in the clause before token ``i``."""
    clause = _CLAUSE.search(page.text, max(0, page.starts[i] - 64), max(0, page.starts[i] - 1))
    if not clause:
        return False
    before = page.tokens_in(clause.start(), clause.end())
    return any(page.folded[k] in KIN or page.folded[k] in ("beau", "belle", "demi") for k in before)


def _named(page: Page, k: int, *, least: float) -> bool:
    info, folded = page.info(k), page.folded[k]
    borne = folded in SHORT_NAMES or info.first >= 3
    if ((info.medical or folded in NO_NAMES) and not borne) or in_eponym(page, k):
        return False
    return (
        borne
        or info.first >= least
        or (info.first >= 1 and info.zipf < 2.6)
        or (info.zipf < 2.5 and not built(folded) and not shortened(folded))
    )


def _enclosed(page: Page, i: int) -> Iterator[Span]:
    """One name in brackets behind a relative, a team or a role; several behind relatives."""
    text, start = page.text, page.starts[i]
    many = _ITEMS.match(text, start)
    if many:
        tokens = [k for k in page.tokens_in(start, many.end()) if page.shapes[k] == TITLE]
        if all(_named(page, k, least=2.5) for k in tokens) and (_of_people(page, i) or _mostly(page, tokens)):
            for k in tokens:
                yield Span(page.starts[k], page.ends[k], "PRENOM", "relative.group", CONTEXT)
        return
    one = _ONE.match(text, start)
    if not one:
        return
    info, before = page.info(i), page.words[i - 1] if i else ""
    kin = _of_people(page, i) and info.first >= 2.3 and (info.town < 1000 or info.first >= 4)
    team = (before.isupper() and 2 < len(before) < 7) or page.folded[i - 1] in ROLES if i else False
    if (kin or (team and info.first >= 1.5 and info.zipf < 4.6)) and _named(page, i, least=1.5):
        yield Span(one.start(), one.end(), "PRENOM", "relative.enclosed", CONTEXT)


def _mostly(page: Page, tokens: list[int]) -> bool:
    """Whether most words of a list are first names that are no words."""
    sure = sum(page.info(k).first >= 2.5 and not page.info(k).wordish and page.info(k).town < 5000 for k in tokens)
    return sure > 1 and 2 * sure > len(tokens)


def _before_role(page: Page, i: int) -> Iterator[Span]:
    """`Prudence (externe)`, `Rose (AS de nuit)`: a first name, a word too, right before a role in brackets."""
    k = i - 1
    if k < 0 or page.folded[i] not in ROLES or page.shapes[k] != TITLE or page.shapes[i] == TITLE:
        return
    info = page.info(k)
    alone = page.gaps[k] != "." and page.shapes[k - 1] not in (TITLE, UPPER) if k and page.gaps[k] == " " else True
    if (
        alone
        and info.first >= 2.5
        and info.zipf < 5
        and not (info.medical and info.first < 3.5)
        and not (info.eponym and info.first < 3.5)
        and page.folded[k] not in NO_NAMES
    ):
        yield Span(page.starts[k], page.ends[k], "PRENOM", "relative.role", CONTEXT)


def _strange(word: Word) -> bool:
    """A word in small letters that is in no list."""
    info, folded = word.info, word.folded
    if word.shape != LOWER or not 4 < len(folded) < 20 or not word.written.isalpha() or info.medical or info.wordish:
        return False
    return info.zipf < 1.5 and not (built(folded) or shortened(folded))


_STRANGE = Cue(test=_strange, of="small")


def _behind_kin(page: Page, i: int) -> Iterator[Span]:
    """`frère wassaumié lithiase urique`: such a word right behind a relative."""
    if i and page.gaps[i] == " " and page.folded[i - 1] in KIN and not slip(page.folded[i]):
        yield Span(page.starts[i], page.ends[i], "PRENOM", "relative.small", CONTEXT)
