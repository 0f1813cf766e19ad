"""Homes without a numbered street: overseas (`servitude Tepua`, `PK 18 côté montagne`, `tribu de Wabao`), in the country (`au bourg`), squares.

A word for a kind of place in small letters needs a name with a capital and an address, a town or an end behind it; a postal code counts before
a capitalised word that is in no list of words, and behind the words that announce it.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from deid.cues import Cue
from deid.detectors.addresses import longest_town, postal_codes
from deid.page import TITLE, UPPER, Page
from deid.spans import CONTEXT, LABELLED, Span
from deid.vocabulary import NEVER, SHORT_FORMS

_CAP = r"[A-ZÀ-ÝĀ-ŒŔ-ŽẠ-Ỹ]"
_NAME = rf"(?:(?:La|Le|Les|L['’]) ?)?{_CAP}[\w'’]+(?:(?:[ -]|-(?:de|du|des|la|le|les|sur)-| (?:de|du|des|de la|d['’]|aux?) ?){_CAP}[\w'’]+){{0,3}}"
_ENDS = rf"(?=[ \t]*(?:$|\n|[);]|\||,[ ]?(?:{_CAP}|\d{{5}})|[ ]?[-–][ ]?(?:{_CAP}|\d{{5}})|\d{{5}}| \({_CAP}| à {_CAP}| \d{{5}}|,? commune| t[ée]l|\.(?:\s|$)))"
_KIND = re.compile(
    rf"(?<![\w'’-])(?:[Ss]ervitude|[Tt]ribu|[Qq]uartier|[Vv]illage|[Mm]orne|[Hh]abitation|[Ss]ection|[Rr]avine|[Aa]nse|[Hh]auteurs|[Ll]otissement|[Rr]uelle|[Ss]entier|[Tt]raverse|[Mm]ont[ée]e|[Cc]arri[èe]re|[Cc]our[ée]e|[Bb]astide|[Ff]erme|[Mm]as|[Mm]oulin|[Cc]halet|[Gg][îi]te|[Cc]amp(?:ing)?|[Cc]aravane|[Pp][ée]niche|[Bb]ateau|[Pp]hare|[ÉEé]cluse|[Mm]aison foresti[èe]re|[Pp]lace|[Pp]l\.|[Rr]oute|[Rr]te|[Cc]hemin|[Cc]ours|[Vv]oie|[Pp]romenade|[Cc]ité|[Rr][ée]sidence|[Vv]illa|[Ii]mmeuble|[Tt]our|[Hh]ameau|[Ll]ieu-?dit)"
    rf" (?:(?:de la|de l['’]|du|des|de|d['’]|dite?|[«\"]) ?)?(?P<name>{_NAME}){_ENDS}"
)
_KINDS = Cue(
    "servitude tribu quartier village morne habitation section ravine anse hauteurs lotissement ruelle sentier traverse montee carriere couree bastide ferme mas moulin chalet gite camp camping caravane peniche bateau phare ecluse maison place pl route rte chemin cours voie promenade cite residence villa immeuble tour hameau lieu"
)
_HOME_BEFORE = re.compile(
    r"(?:(?:habit\w*|vi[tv]\w*|r[ée]sid\w*|demeur\w*|domicili\w*|adresse\w*|domicile|log\w+|rendre|trouv[ée]e?|chez elle|chez lui|h[ée]berg\w+|retour)[^\n.;]{0,30}(?:[ :,(]|à|au|dans|en)|(?:Drs?|Docteur|Dr\.|Mme|M\.) [^\n\d:;]{2,40}, ?|\d{1,4}(?: bis| ter)?,? |(?:BP|PK) ?\d+,? |[,–-] ?|[|(] ?)\Z",
    re.I,
)
_POINT = re.compile(
    rf"(?:PK|pk|Pk|P\.K\.) ?\d{{1,3}}(?:[.,]\d{{1,3}})?(?:,? (?:c[ôo]t[ée] (?:montagne|mer)|mont|mer|route (?:de |du |de l['’])?{_CAP}[\w'’-]+(?: {_CAP}[\w'’-]+)?))?(?![\w])"
)
_POINTS = Cue(written=r"(?:PK|Pk|pk)(?:\d{1,3})?\Z", of="code")
_POINT_BEHIND = re.compile(rf"[ ]?(?:[,|)–-]|c[ôo]t[ée]|route|{_CAP}|$|\n)")
_BOURG = re.compile(r"(?:au|le|Le|Au) [Bb]ourg(?=,? (?:\d{5}|[A-ZÀ-Ý])|,? \d{2} ?\d{3}|[ ]?[-–])")
_BOURGS = Cue("au le")
_CODE = re.compile(
    r"(?:code postal|CP|cp|c\.p\.)[ :]{1,3}(?:de |est |le )?(?P<zip>(?:0[1-9]|[1-8]\d|9[0-8]|2[AB]) ?\d{3})(?!\d)"
)
_CODES = Cue("code cp c")
_SHAPED = re.compile(
    rf"(?P<zip>(?:0[1-9]|[1-8]\d|9[0-8]|2[AB])\d{{3}}) (?P<town>{_CAP}[\w'’]+(?:[ -](?!(?:FRANCE|France|CEDEX|Cedex|NIR|IPP|T[ée]l|TEL)\b)(?:(?:sur|en|de|la|le|les|du|lès|sous)[ -]){{0,2}}{_CAP}[\w'’]+){{0,3}})(?=[ \t]*(?:$|\n|[,;)|]|[-–] |CEDEX|Cedex|cedex|FRANCE|France|T[ée]l|t[ée]l|TEL))"
)
_FIVE = Cue(written=r"(?:0[1-9]|[1-8]\d|9[0-8])\d{3}\Z", of="figure")
_ROAD = re.compile(
    r"(?:(?:(?:R\.? ?[DNT]|C\.? ?[DV]|V\.? ?[CO]|CR|D|N)\.?[ -]?|(?i:route (?:d[ée]partementale|nationale|territoriale)|voie communale|chemin (?:rural|vicinal|communal|d[ée]partemental)) )(?:n[°º] ?|N[°º] ?)?\d{1,4}(?:[ -]?[A-Z](?![\w'’]))?(?: bis| ter)?)(?![\w%]|[.,/]\d)"
)
_ROADS = Cue("route voie chemin", written=r"(?:R|C|V|RD|RN|RT|CD|CV|VC|VO|CR|D|N)\d{0,4}\Z", of="code")
_DWELLS_BEFORE = re.compile(
    r"(?:lieu-?[ -]?dit|hameau|ferme|mas|domaine|quartier|maison|moulin|ch[âa]teau|r[ée]sidence|villa|chemin|route|zone|z\.?[ai]\.?|camping|lotissement|l\.?d\.?|adresse ?:|domicile ?:|demeurant|domicili[ée]e?|habit(?:e|ant)|r[ée]side)(?:[ :][^\n;:()]{0,40},)? ?(?:sur la |au bord de la |le long de la |,? ?-+ )?\Z",
    re.I,
)


def find(page: Page) -> Iterator[Span]:
    """Every such home of a French page."""
    if page.lang == "en":
        return
    text = page.text
    for match in page.matches(_KIND, _KINDS):
        if _is_home(page, match):
            yield Span(match.start(), match.end(), "ADRESSE", "locality", CONTEXT)
    for match in page.matches(_POINT, _POINTS):
        if _POINT_BEHIND.match(text, match.end()):
            yield Span(match.start(), match.end(), "ADRESSE", "locality.point", CONTEXT)
    for match in page.matches(_ROAD, _ROADS):
        low = max(0, match.start() - 70)
        if _CODE_BEHIND.match(text, match.end()) or _DWELLS_BEFORE.search(text, low, match.start()):
            yield Span(match.start(), match.end(), "ADRESSE", "locality.road", CONTEXT)
    for match in page.matches(_BOURG, _BOURGS):
        yield Span(match.start(), match.end(), "ADRESSE", "locality.bourg", CONTEXT)
    for match in page.matches(_CODE, _CODES):
        yield Span(match.start("zip"), match.end("zip"), "ZIP", "locality.code", LABELLED)
    for match in page.matches(_SHAPED, _FIVE):
        i = page.token_at(match.start("town"))
        info = page.info(i)
        plain = info.wordish or info.medical or page.folded[i] in NEVER or page.words[i] in SHORT_FORMS
        if match["zip"] in postal_codes() and not plain:
            yield Span(match.start("zip"), match.end("zip"), "ZIP", "locality.code", CONTEXT)
            yield Span(match.start("town"), match.end("town"), "VILLE", "locality.code", CONTEXT)


def _is_home(page: Page, match: re.Match[str]) -> bool:
    """A name that is no term, behind what speaks of a home or a practice, and more than a bare town."""
    i = page.token_at(match.start("name"))
    if i >= len(page) or page.shapes[i] not in (TITLE, UPPER, "I", "m"):
        return False
    if page.info(i).medical or page.words[i] in SHORT_FORMS:
        return False
    if page.folded[i] in NEVER and page.folded[i] not in ("la", "le", "les", "l"):
        return False
    head = page.folded[page.token_at(match.start())]
    if head in _SURE:
        return True
    town = longest_town(page, i)
    if town and page.ends[town[0]] >= match.end() and head in ("route", "rte", "village", "camp", "section"):
        return False
    before = _HOME_BEFORE.search(page.text, max(0, match.start() - 60), match.start())
    if before and (before.group().strip(" ,|(–-") or _behind(page, match.end())):
        return True
    return page.line_start(page.token_at(match.start())) and _ZIP_BEHIND.match(page.text, match.end()) is not None


_SURE = frozenset("servitude tribu quartier lieu hameau lotissement ruelle".split())
"""Kinds of places that are nothing else."""


def _behind(page: Page, end: int) -> bool:
    """Whether a postal code or a town stands behind a comma or a dash."""
    if _ZIP_BEHIND.match(page.text, end):
        return True
    i = page.token_at(end)
    return (
        i < len(page)
        and page.gaps[i] in (", ", " - ", " – ")
        and page.shapes[i] in (TITLE, UPPER)
        and longest_town(page, i) is not None
    )


_CODE_BEHIND = re.compile(rf"[ \t]*[,–-]?[ \t]*\n?[ \t]*(?:0[1-9]|[1-8]\d|9[0-8]|2[AB])[ ]?\d{{3}} {_CAP}")
_ZIP_BEHIND = re.compile(r"[ ]?[,–-]?[ ]?\n?\d{5}(?!\d)")
