"""Who stands in one row with people found: `Dumas (onco), Pons (chir), Blanc (radiothérapie)`.

Also the letter of a family name behind a first name that was found (`solène r ce matin`, `Joël N :`), and the initials of a first name
behind a family name (`MERLUZEAU P rpps …`). These read what every other detector found: a word that would be none alone (Blanc, Noël,
Gilbert) is a name among names.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable, Iterator
from functools import lru_cache

from deid.cues import Cue, Word
from deid.grammar import in_eponym, is_medicine
from deid.marks import CAPITALS, LETTER
from deid.morphology import built, shortened, slip
from deid.page import INITIAL, LOWER, TITLE, UPPER, Page
from deid.spans import CONTEXT, Span
from deid.vocabulary import CIVIL, HOLIDAYS, MEDICAL, NO_PERSON, ROLES, SHORT_FORMS

_MARKS = ",;/+&|–—•-"
_SIGN = re.compile(rf"[ \t]*[{_MARKS}][ \t]*\Z")
_AND = frozenset("et ou puis ni".split())
_REACH = 8
"""A member of a row with a role, a bracket or an age behind it has at most this many words."""
_LEAD = CIVIL | MEDICAL | ROLES | frozenset("le la les son sa ses leur op inter pdt".split())
"""What may stand before the name of a member: `Dr`, `aide`, `sa`."""
_PLAIN_NO = NO_PERSON | HOLIDAYS - {"noel", "toussaint"}


def _member(word: Word) -> bool:
    """Whether a word with a capital may be a name among names: borne, or in no list at all."""
    info, folded = word.info, word.folded
    if word.shape not in (TITLE, UPPER) or len(folded) < 3 or not word.written.isalpha() or folded in _PLAIN_NO:
        return False
    if word.shape == UPPER and (word.written in SHORT_FORMS or (info.medical and len(folded) < 4)):
        return False
    if word.shape == TITLE and not (info.wordish or info.medical or info.eponym) and info.zipf < 1.8:
        return True
    if info.surname >= 1.5 or info.first >= 2:
        return info.zipf < (6.2 if info.surname >= 3.5 else 5.3) and (
            not info.medical or max(info.surname, info.first) >= 2.8
        )
    return False


def _likely(word: Word) -> bool:
    """Whether a member is borne by many and seldom written: it may stand for a person without one beside it."""
    info = word.info
    borne = info.surname >= 2.8 or info.first >= 3
    known = info.eponym and info.surname < 3.4  # signs are listed by their authors' names
    return word.shape == TITLE and borne and info.zipf < 4.7 and not known and _member(word)


_MEMBERS = Cue(test=_member, of="capital")
_LIKELY = Cue(test=_likely, of="capital", listed=False)
_SINGLE = re.compile(
    r"(?=[ \t]*(?:$|\n|[,;:)/+&|–—.!?(\]-]|\d|(?:et|ce|le|pour|qui|a|est|au|à|ou|pass\w+|pr[ée]v\w+|IDE|AS|tel|t[ée]l|rpps|poste)(?![^\W_])|[a-zà-ÿ]{3}))",
    re.M,
)
_LETTERS_KEPT = frozenset("a à y o ô e h".split())
"""Letters that are words or units in small letters."""
_GRADED = frozenset(("balthazar", "balthasar", "killip", "forrest"))
"""Authors, misspelt too, whose classes are letters."""
_SEXES = frozenset("HFMGhfmg")
_NO_SEX = re.compile(r"\.|[ \t]*(?:[:)/]|(?!n[ée]e?\b|de\b)[a-zà-ÿ]{2})")
_BEHIND = re.compile(
    r" (?P<who>[A-Z]\.?-?[A-Z]\.?|[A-Z]|(?:Ch|Ph|Th|Cl|Fr|Fx|St|Gu|Ge|Jl|Jm|Jp|Jf|Jc|Jb|Mc|Ml|Cé|Sé|Ja|Al|An)\.?)"
    r"(?=[ \t]*(?:[–—-][ \t]*)?(?i:rpps|adeli|t[ée]l\b|poste|dect|bip|ipp|ddn|n[ée]e?\b|ide\b|interne|senior|\(|→|>))"
)


def find(page: Page, found: Iterable[Span]) -> Iterator[Span]:
    """What the company of people found tells."""
    people = [span for span in found if span.label in ("NOM", "PRENOM")]
    starts = {span.start for span in people}
    if people:
        yield from _letters(page, {span.end for span in people if span.label == "PRENOM"})
        yield from _initials_behind(page, people)
        yield from _initials_before(page, starts)
        yield from _initials_beside(page, starts)
    if page.lang != "en":
        yield from _rows(page, starts, {span.end for span in people})


def _letters(page: Page, ends: Collection[int]) -> Iterator[Span]:
    """`Coralie B : …`, `solène r ce matin`: one letter behind a first name."""
    gaps = page.gaps
    for i in page.at(LETTER):
        if gaps[i] != " " or not i or page.ends[i - 1] not in ends or len(page.words[i - 1]) < 3:
            continue
        word, after = page.words[i], page.text[page.ends[i] : page.ends[i] + 1]
        if after in ("'", "’", "/", "+") and page.shapes[i] == LOWER:
            continue
        if page.shapes[i] == LOWER and (word in _LETTERS_KEPT or page.shapes[i - 1] == UPPER):
            continue
        if word in _SEXES and not _NO_SEX.match(page.text, page.ends[i]):
            continue
        if (
            page.folded[i - 1] in _GRADED
            or (page.info(i - 1).eponym and page.info(i - 1).first < 3)
            or in_eponym(page, i - 1)
            or is_medicine(page, i - 1)
        ):
            continue
        if _SINGLE.match(page.text, page.ends[i]):
            yield Span(page.starts[i], page.ends[i], "NOM", "member.letter", CONTEXT)


def _initials_behind(page: Page, people: list[Span]) -> Iterator[Span]:
    """`MERLUZEAU P rpps …`, `LE GOAZIOU M-C tél 5512`: a first name's letters behind a family name and before what doctors have."""
    for start, end in {span[:2] for span in people if span.label == "NOM"}:
        match = _BEHIND.match(page.text, end) if page.text[start].isupper() else None
        if match and match["who"] not in SHORT_FORMS:
            yield Span(match.start("who"), match.end("who"), "PRENOM", "member.initials", CONTEXT)


_BEHIND_LETTER = frozenset((" ", ". ", ".", ".-", " -"))


def _initials_before(page: Page, starts: set[int]) -> Iterator[Span]:
    """`docteur f marty`, `dr a. gbaguidi`: a letter in small letters between a title and a name; `saint sulpice`; `Patient NG Kevin`."""
    last = len(page) - 1
    for i in page.at(LETTER):
        if not 0 < i < last or page.gaps[i + 1] not in _BEHIND_LETTER or page.starts[i + 1] not in starts:
            continue
        if page.shapes[i] != LOWER:
            continue
        dotted = page.gaps[i + 1] in (". ", ".") and page.words[i] != "m" and page.gaps[i][-1:] in (" ", "\n", "(", "/")
        if page.folded[i - 1] in _TITLES or (dotted and page.shapes[i + 1] == LOWER):
            yield Span(page.starts[i], page.ends[i], "PRENOM", "member.before", CONTEXT)
    for i in page.at(_SAINTS):
        if i < last and page.gaps[i + 1] in (" ", "-") and page.starts[i + 1] in starts and page.shapes[i + 1] == LOWER:
            yield Span(page.starts[i], page.ends[i], "VILLE", "member.saint", CONTEXT)
    for i in page.at(_SHORT_FAMILY):
        opens = page.line_start(i) or page.folded[i - 1] in _ANNOUNCING
        beside = i < last and page.gaps[i + 1] == " " and page.starts[i + 1] in starts and page.shapes[i + 1] == TITLE
        if opens and beside and page.info(i + 1).first >= 2.5:
            yield Span(page.starts[i], page.ends[i], "NOM", "member.family", CONTEXT)


def _initials_beside(page: Page, starts: set[int]) -> Iterator[Span]:
    """`par RG et BLP`: capitals joined to a writer's initials."""
    for i in page.at(CAPITALS):
        k = i - 1 - (i > 0 and page.folded[i - 1] == "et")
        if k < 0 or page.starts[i] in starts or page.starts[k] not in starts or not page.words[k].isupper():
            continue
        short = 1 < len(page.words[k]) < 4 and 1 < len(page.words[i]) < 5
        joined = page.gaps[i] == " " if k < i - 1 else page.gaps[i] in ("/", " / ", "+", " + ", " & ", "&")
        if short and joined and page.words[i] not in SHORT_FORMS and not page.info(i).medical and page.info(i).zipf < 3:
            yield Span(page.starts[i], page.ends[i], "NOM", "member.beside", CONTEXT)


_TITLES = frozenset("dr docteur docteure pr professeur professeure mme madame mr monsieur mlle interne ide".split())
_ANNOUNCING = frozenset(
    "patient patiente enfant mme mr mlle madame monsieur dr nom interne ide residente resident bebe".split()
)
_SAINTS = Cue(written=r"(?:saint|sainte|st|ste)\Z")
_NO_FAMILY = frozenset(
    "DR PR MR ME AS SF PH CR CS RV TA FC FR PA OK VU LE LA DE DU EN ET AU UN SA SE ON IL NE MT MAR INT EXT AMB PSY CAD IDE AP CC PJ TEL FAX".split()
)
_SHORT_FAMILY = Cue(
    test=lambda word: (
        len(word.written) in (2, 3)
        and word.shape == UPPER
        and word.info.surname >= 1.5
        and word.written not in _NO_FAMILY
        and word.folded not in ROLES
        and word.folded not in CIVIL
        and word.folded not in MEDICAL
    ),
    of="capital",
)
"""Families of two or three letters, in capitals."""


def _rows(page: Page, starts: set[int], ends: set[int]) -> Iterator[Span]:
    """Words among names: those that open a member of a row whose neighbours open with people."""
    here = page.starts
    waiting = [i for i in page.at(_MEMBERS) if here[i] not in starts and (_borne(page, i) or _initialled(page, i))]
    waiting += [i - 1 for i in page.at(LETTER) if _before_initial(page, i) and here[i - 1] not in starts]
    known = len(starts)
    for n, i in enumerate([*waiting, *reversed(waiting)]):  # what is believed makes the words beside it likelier
        if n == len(waiting) and len(starts) == known:
            return
        if here[i] in starts:
            continue
        first = _first(page, i)
        before, after = _joint(page, first), _next_joint(page, i)
        if not (before or after):
            continue
        left = _left(page, first, before, starts, ends) if before else []
        right = _right(page, i, after, starts) if after else []
        if _believed(page, i, left, right):
            starts.add(here[i])
            ends.add(page.ends[i])
            yield Span(here[i], page.ends[i], _label(page, i), "member.row", CONTEXT)
            if _initialled(page, i):
                starts.add(here[i - 1])
                yield Span(here[i - 1], page.ends[i - 1] + 1, "PRENOM", "member.row", CONTEXT)


def _before_initial(page: Page, i: int) -> bool:
    """Whether token ``i`` is an initial with a stop behind a capitalised word (`TRUITE J.`)."""
    if not i or page.shapes[i] != INITIAL or page.gaps[i] != " " or page.text[page.ends[i] : page.ends[i] + 1] != ".":
        return False
    word, folded = page.words[i - 1], page.folded[i - 1]
    named = page.shapes[i - 1] in (TITLE, UPPER) and len(word) > 2 and word.isalpha()
    return named and folded not in _PLAIN_NO and word not in SHORT_FORMS and not page.lexicon.is_term(folded)


def _borne(page: Page, i: int) -> bool:
    info = page.info(i)
    return info.surname >= 2.3 or info.first >= 2 or (info.zipf < 1.8 and page.has(i, _MEMBERS))


def _initialled(page: Page, i: int) -> bool:
    """Whether an initial stands before token ``i`` (`L. Pou`)."""
    return i > 0 and page.shapes[i - 1] == INITIAL and page.gaps[i] in (". ", ".") and page.words[i - 1] != "M"


def _first(page: Page, i: int) -> int:
    """The first token of the member whose name is token ``i``: its title or role, if it has one."""
    while i and ((page.gaps[i] == " " and page.folded[i - 1] in _LEAD) or _initialled(page, i)):
        i -= 1
    return i


def _label(page: Page, i: int) -> str:
    return "PRENOM" if page.info(i).first > page.info(i).surname + 1 else "NOM"


def _joint(page: Page, i: int) -> str:
    """The sign that joins token ``i`` to the member of a row before it; empty if none does."""
    gap = page.gaps[i]
    if gap == " ":
        return "et" if i and page.folded[i - 1] in _AND else ""
    return _sign_in(gap) if i else ""


@lru_cache(maxsize=4_000)
def _sign_in(gap: str) -> str:
    """The sign of a row between two words, empty if another or none stands there."""
    bare = gap.strip('()«»" ') or " "
    return gap.strip("() ") if "\n" not in gap and _SIGN.fullmatch(bare) else ""


def _next_joint(page: Page, i: int) -> str:
    """The sign before the next member: the first such sign within reach on the line."""
    for k in range(i + 1, min(i + _REACH, len(page))):
        gap = page.gaps[k]
        if "\n" in gap or "." in gap:
            return ""
        joint = _joint(page, k)
        if joint and "(" not in gap:
            return joint
    return ""


def _opens(page: Page, k: int, starts: set[int]) -> float:
    """How surely a member that begins at token ``k`` begins with a person, behind a title or a role at most: 1 where one was found."""
    for j in range(k, min(k + 3, len(page))):
        if page.starts[j] in starts:
            return 1
        if page.folded[j] not in _LEAD and page.shapes[j] != INITIAL:
            return LIKELY if page.has(j, _LIKELY) and _BARE.match(page.text, page.ends[j]) else 0
    return 0


LIKELY = 0.6
"""What a surname that is a word, in title case and bare, counts beside those found."""


def _left(page: Page, i: int, sign: str, starts: set[int], ends: set[int]) -> list[float]:
    """Of the two members before token ``i``, whether a person opens them; the row's first may end with one (`Au bloc : op Costa, …`)."""
    found: list[float] = []
    k = i - 1 - (page.folded[i - 1] in _AND)
    last = k
    while k >= 0 and len(found) < 2 and last - k < _REACH:
        gap, joint = page.gaps[k], _joint(page, k)
        opens = "(" in gap and ")" not in page.text[page.starts[k] : page.starts[i]]
        if k == 0 or opens or "\n" in gap or ":" in gap or gap in _STOPS or page.folded[k - 1] in _INTRODUCED:
            found.append(_opens(page, k, starts) or float(page.ends[last] in ends))
            break
        if joint and (joint == sign or "et" in (joint, sign)):
            found.append(_opens(page, k, starts))
            last = k - 1
        k -= 1
    else:
        if k >= 0 and len(found) < 2:
            found.append(float(page.ends[last] in ends))
    return found


_STOPS = frozenset((". ", "! ", "? "))
_INTRODUCED = frozenset("avec par a à entre chez presents".split())


def _right(page: Page, i: int, sign: str, starts: set[int]) -> list[float]:
    """Of the two members behind token ``i``, whether a person opens them."""
    found: list[float] = []
    reach = i
    for k in range(i + 1, len(page)):
        gap = page.gaps[k]
        if "\n" in gap or gap in _STOPS or k - reach > _REACH or len(found) > 1:
            break
        joint = _joint(page, k)
        if joint and (joint == sign or "et" in (joint, sign)):
            found.append(_opens(page, k, starts))
            reach = k
    return found


_BARE = re.compile(r"[ \t]*(?:$|\n|[,;:/+&|–—.!?)(-]|et\b|ou\b)", re.M)


def _believed(page: Page, i: int, left: list[float], right: list[float]) -> bool:
    """Whether the neighbours make a name of token ``i``: two people, or one right beside it where it stands bare."""
    if in_eponym(page, i) or is_medicine(page, i) or (i and page.folded[i - 1] in _PLACED and page.gaps[i] == " "):
        return False
    nearest = [side[0] for side in (left, right) if side]
    members = [*left, *right]
    if not any(nearest):
        return False
    bare = _BARE.match(page.text, page.ends[i]) is not None
    if sum(members) >= 1 + LIKELY and sum(members) > len(members) - 2 and (bare or page.info(i).zipf < 5.3):
        return True
    if not bare or not (page.has(i, _LIKELY) or _strange(page, i)):
        return False
    return all(nearest) and (1 in nearest or (sum(members) >= 2 * LIKELY and all(members)))


def _strange(page: Page, i: int) -> bool:
    """A word in title case that no list of words has and that is not built like one."""
    info, folded = page.info(i), page.folded[i]
    if page.shapes[i] != TITLE or info.zipf >= 1.8 or info.wordish or info.medical or info.eponym:
        return False
    return not (built(folded) or shortened(folded) or slip(folded))


_PLACED = frozenset(
    "rue avenue boulevard place hopital clinique chu ch ehpad centre residence ecole lycee college sous".split()
)
