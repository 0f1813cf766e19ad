"""Dwellings that no street names: what stands before a postal code (`25 Grande-Rue, 72140`, `Kerdalidec 29500`, `Mas de la Cigale`), and house numbers before a way's name in any speech of France."""

from __future__ import annotations

import re
from collections.abc import Iterator

from deid.cues import Cue
from deid.page import TITLE, UPPER, Page
from deid.spans import CONTEXT, LABELLED, LISTED, Span
from deid.vocabulary import CIVIL, MEDICAL, NEVER, ROLES

_WAY = (
    r"(?:grande?|petite|vieille|haute|basse|nouvelle|ancienne)['’]?[ -](?:rue|route|place|avenue|all[ée]e)|grand['’]?[ -]?(?:rue|place|chemin)|(?:vieux|ancien|petit|grand) (?:chemin|bourg|port|quai)|"
    r"corniche|hent|straed|stread|garenn|plasenn|carrer|carrera|carriera|cami|cam[ií]n|karrika|kalea|etorbidea|stretta|strada|u chjassu|charri[èe]re|cav[ée]e|rampe|dr[èe]ve|digue|berge|coteau|rang|chauss[ée]e|carraire|calade|"
    r"traboule|sentiers?|escaliers?|remparts?|h[ae]uptstra(?:ß|ss)e|\w{3,}(?:stra(?:ß|ss)e|gasse)"
)
WAYS = re.compile(
    rf"\d{{1,4}}(?:[ ]?(?:bis|ter|quater|[a-d]))?,?[ ](?:{_WAY})(?![^\W_])(?:[ ](?:(?:de|du|des|la|le|les|ar|an|al|er|d['’]|l['’]|sur|en|aux?)[ ]?)*(?-i:[A-ZÀ-Ý])[\w'’.-]*){{0,4}}",
    re.I,
)
_WAY_WORDS = Cue(
    "grand grande petite vieille haute basse nouvelle ancienne vieux ancien petit corniche hent straed stread garenn plasenn carrer carrera carriera cami camin karrika kalea etorbidea stretta strada charriere cavee rampe dreve digue "
    "berge coteau rang chaussee carraire calade traboule sentier sentiers escalier escaliers rempart remparts",
    written=r"\w{3,}(?:stra(?:ß|ss)e|gasse)\Z",
    of="all",
)
_NAMED_WAY = re.compile(r"[A-ZÀ-Ý]")
_PLAIN_WAY = frozenset(
    "rang digue berge rampe escalier escaliers coteau chaussee grand grande petit petite haute basse".split()
)
_BEFORE_CODE = re.compile(r"[ \t]*[,–—•·|-]?[ \t]*(?:\n[ \t]*)?\Z")
_COLUMN = re.compile(
    r"[|•·;:()\t\n]|  |(?<![\w])(?:[àÀ]|chez|(?i:adresse|domicile|demeurant|habitant|habite|r[ée]sidant)(?: (?:au|à))?) "
)
_PIECES = re.compile(r"[ ]?,[ ]?|[ ][–—-][ ]|/")
_NUMBER = re.compile(
    r"\d{1,4}(?:[ -]?(?:bis|ter|quater|[a-dA-D]))?,?[ ]+[^\W\d_][^\n]{2,60}\Z|(?:[A-ZÀ-Ý][\w'’ßäöü-]+[ ]){1,3}\d{1,3}[a-zA-Z]?\Z"
)
_MEASURE = re.compile(r"\d+ ?(?:ans|an|a|mois|kg|cm|mm|mg|ml|g|h|j|jours|cp|fois)\b|n[°ºo] ?\w", re.I)
_BOX = re.compile(r"(?:B\.? ?P\.?|C\.? ?S\.?|TSA|CIDEX) ?\d{1,6}(?: ?\d{2,3})?\Z")
_PART = re.compile(
    r"(?:b[âa]t(?:iment)?|esc(?:alier)?|[ée]tage|app?t?|appartement|porte|tour|hall|entr[ée]e|lot(?:issement)?|logement|r[ée]s(?:idence)?|cit[ée]|h\.?l\.?m|quartier|imm(?:euble)?|pavillon|villa|z\.? ?[ai]\.? ?[cl]?|zone|"
    r"rue|r|av|avenue|bd|bld|boulevard|place|pl|imp(?:asse)?|all[ée]es?|ch(?:em(?:in)?)?|rte|route|quai|cours|square|voie|passage|rond-point|mont[ée]e|ruelle|faubourg|fg)(?![^\W\d_])\.?[ ]?|\d{1,2} ?(?:er|e|[èe]me) ",
    re.I,
)
_PLACE = re.compile(
    r"(?:les?|la|l['’]|mas|mazet|villa|domaine|hameau|lieu[- ]?dit|ld|l\.d\.|chez|bourg|borde|ferme|moulin|ch[âa]teau|clos|habitation|ravine|morne|bois|bras|trou|etxe|etche|u|a|ty|ti|lann|coat|koad|plas|pen|penn|traon|roz|kroaz|croas|"
    r"mes|loc|lan|ker|goas|run|tal|beg|cap|pointe|anse|fond|grand|petit|haut|bas|vieux|haute|basse|camp|camping|casa|casale|campu|piana|serra|maison|b[âa]stide|bastida|cabane|le bourg|plaine|c[ôo]te|puy|mont|val|vallon|puech|combe|costa|"
    r"gare|port|rive|bord|chalet|hof|im|am|beim)[ ]?(?=[\w])|[Kk]er[\w'’-]{3,}",
    re.I,
)
_HOUSES = frozenset(
    "ch chu chr chru chi ght centre hopital hopitaux clinique polyclinique ehpad ssr smr usld had maison institut laboratoire labo cabinet pharmacie service pole unite secretariat urgences sau departement medecine chirurgie cardiologie neurologie "
    "antenne equipe emsp eads ueros csapa caarud site plateau maternite foyer residence mairie ecole cpam caf mdph tribunal monsieur madame docteur professeur confrere france cedex tel fax finess standard".split()
)


def find(page: Page) -> Iterator[Span]:
    """House numbers before a way that has no usual street's name."""
    starts = sorted(
        {
            k
            for i in page.at(_WAY_WORDS)
            for k in (i - 1, i - 2)
            if k >= 0 and page.words[k][0].isdigit() and len(page.words[k]) < 5
        }
    )
    for match in page.matches_at(WAYS, starts):
        way = page.folded[next(j for j in page.tokens_in(*match.span()) if page.has(j, _WAY_WORDS))]
        rest = match.group().split(maxsplit=2)[-1]
        if way not in _PLAIN_WAY or _NAMED_WAY.search(rest) or re.search(r"(?i)[ -](?:rue|place|route)", match.group()):
            yield Span(match.start(), match.end(), "ADRESSE", "address.way", LABELLED)


def before_code(page: Page, at: int, *, lines: int = 3, weakest: int = LISTED) -> Iterator[Span]:
    """What stands before the postal code at ``at``, piece by piece from the right, as long as it reads like a dwelling."""
    low = max(0, at - 110)
    before = page.text[low:at]
    sign = _BEFORE_CODE.search(before)
    end = sign.start() if sign else len(before)
    columns = [match.end() for match in _COLUMN.finditer(before, 0, end)]
    first = columns[-1] if columns else 0
    if not columns and low:
        return
    edges = [first, *(match.end() for match in _PIECES.finditer(before, first, end))]
    stops = [*(match.start() for match in _PIECES.finditer(before, first, end)), end]
    taken = None
    for start, stop in reversed(list(zip(edges, stops, strict=True))):
        piece = before[start:stop].strip()
        strength = _dwelling(page, piece, low + start + len(before[start:stop]) - len(before[start:stop].lstrip()))
        if taken and piece.isdigit():  # the house number that a comma sets apart
            strength = CONTEXT
        if strength < weakest:
            break
        start += len(before[start:stop]) - len(before[start:stop].lstrip())
        taken = (start, max(strength, taken[1] if taken else 0))
    if taken:
        start = low + taken[0]
        yield Span(start, low + end, "ADRESSE", "address.before_code", taken[1])
        if lines > 1 and page.text[start - 1 : start] == "\n":
            yield from before_code(page, start, lines=lines - 1, weakest=CONTEXT)


def _dwelling(page: Page, piece: str, start: int) -> int:
    """How surely a piece of a line is a dwelling (0: not at all)."""
    if len(piece) < 3 or not any(map(str.isalpha, piece)):
        return 0
    tokens = page.tokens_in(start, start + len(piece))
    words = [page.folded[i] for i in tokens]
    if _BOX.match(piece):
        return LABELLED
    if not words or len(words) > 9 or words[0] in CIVIL or words[0] in MEDICAL:
        return 0
    if _MEASURE.match(piece):
        return 0
    if _NUMBER.match(piece):
        if not piece[0].isdigit() and any(
            page.info(i).wordish or page.info(i).medical for i in tokens if page.words[i].isalpha()
        ):
            return 0
        return (
            0
            if any(
                word in _HOUSES and word not in ("residence", "maison", "foyer", "centre", "ecole", "mairie")
                for word in words[1:3]
            )
            else CONTEXT
        )
    if _PART.match(piece) and len(words) > 1:
        return CONTEXT
    if any(word in _HOUSES or (word in ROLES and len(word) > 3) or word in CIVIL or word in MEDICAL for word in words):
        return 0
    if _PLACE.match(piece) and (len(words) > 1 or words[0].startswith("ker")):
        return CONTEXT if any(map(str.isupper, piece)) else 0
    return LISTED if all(_placed(page, i) for i in tokens) and len(words) < 4 else 0


def _placed(page: Page, i: int) -> bool:
    """Whether a word may name a place that is no commune, no person and no thing."""
    info = page.info(i)
    if page.folded[i] in ("de", "du", "des", "la", "le", "les", "d", "l", "ar", "an"):
        return True
    return (
        page.shapes[i] in (UPPER, TITLE)
        and page.folded[i] not in NEVER
        and not (info.medical or info.wordish)
        and info.first < 3
        and info.town < 0
        and len(page.words[i]) > 3
    )
