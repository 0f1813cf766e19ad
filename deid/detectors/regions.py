"""Institutions called after the part of the country they serve, their site, their speciality, or an acronym that only they bear.

`Centre Hospitalier Nord Mayenne`, `pôle santé vendée littoral`, `GHNE site Sud`, `HCO MATERNITE` as a heading, `SCM Radiologie de
l'Estuaire`, `IRM du Val`, `Dr Roy (Urologie 29)`. Areas count in any case behind a type word; behind an examination only with an article.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from deid.cues import Cue, Word
from deid.detectors.addresses import longest_town
from deid.page import LOWER, MIXED, TITLE, UPPER, Page
from deid.spans import CONTEXT, Span
from deid.vocabulary import CIVIL, KIN, MEDICAL, MONTHS, NEVER, ROLES, SHORT_FORMS

AREAS = frozenset(
    "nord sud est ouest centre "
    "ain aisne allier ardeche ardennes ariege aube aude aveyron calvados cantal charente charentes cher correze creuse dordogne doubs drome eure finistere gard garonne gers gironde herault indre isere jura "
    "landes loire loiret lot lozere maine manche marne mayenne meurthe meuse morbihan moselle nievre oise orne rhin rhone sarthe savoie saone somme tarn var vaucluse vendee vienne vosges yonne essonne yvelines "
    "alsace aquitaine auvergne bourgogne bretagne champagne corse franche comte languedoc limousin lorraine normandie picardie poitou provence roussillon gascogne bearn anjou artois berry bigorre bugey bresse "
    "camargue caux cevennes chablais comminges cornouaille cotentin couserans dauphine faucigny flandre flandres forez gatinais gevaudan hainaut lauragais luberon maurienne medoc minervois morvan perche perigord ponthieu "
    "quercy rouergue saintonge sologne tarentaise thierache touraine tregor trieves velay vercors vexin vivarais vallespir cerdagne conflent brie beauce beaujolais charolais bocage marais "
    "reunion guadeloupe martinique guyane mayotte caraibe caraibes caledonie polynesie antilles atlantique mediterranee pacifique ocean armor argoat armorique emeraude opale nacre azur fleurie albatre jade granit basque bigouden "
    "leman lac lacs rade estuaire littoral alpes alpin pyrenees ventoux canigou sancy lubéron gier gapeau aa lys scarpe sambre aisne thouet layon loir erdre vilaine blavet odet scorff elorn rance orb agout ance ouche tille tet agly adour nive "
    "francilien francilienne saintonge dombes jurassien vosgien picard normand breton charentais bourbonnais nivernais creusois correzien aveyronnais landais bigourdan provencal azureen comtois ardennais champenois vauclusien varois gardois heraultais".split()
)
"""Departments, regions, countries, rivers, shores and their adjectives: what public institutions are called after."""
_BEFORE_AREA = frozenset(
    "haut haute hauts hautes bas basse grand grande moyen moyenne pays val vals vallee vallees cote cotes coeur bassin bassins baie golfe presqu ile iles monts mont plaine plaines plateau plateaux rives rive portes porte bord bords terres terre coteaux gorges sources deux "
    "vieux cap pointe rivage rivages boucle boucles confluent coeur agglo metropole territoire littoral marches lacs".split()
)
_LINKS = frozenset("de du des la le les l d et en sur".split())
_STRONG = re.compile(
    r"(?:centres? hospitaliers?(?: (?:universitaire|r[ée]gional|intercommunal|sp[ée]cialis[ée]|g[ée]n[ée]ral|public|d[ée]partemental))*|h[ôo]pita(?:l|ux)(?: (?:priv[ée]s?|publics?|universitaires?|local|de proximit[ée]))?|group(?:e|ement) hospitalier(?: (?:universitaire|public|mutualiste|intercommunal|de territoire))*|"
    r"(?:poly)?clinique(?: (?:mutualiste|g[ée]n[ée]rale|priv[ée]e|chirurgicale))?|p[ôo]le (?:de )?sant[ée]|maison (?:de sant[ée]|m[ée]dicale)(?: pluri\w+)?|maison de garde|centre(?: (?:de (?:sant[ée]|soins|dialyse|cardiologie|radioth[ée]rapie|r[ée][ée]ducation|r[ée]adaptation|convalescence)|m[ée]dical|d['’]imagerie(?: m[ée]dicale)?|d['’]h[ée]modialyse|cardiologique|dentaire))?|"
    r"[ée]tablissement (?:public )?de sant[ée](?: mentale)?|institut (?:de canc[ée]rologie|m[ée]dical|m[ée]dico-[ée]ducatif|du cancer|d['’]h[ée]matologie|de radiologie)|r[ée]seau|laboratoires?|labo|ehpad|ch|chi|chic|chd|chr|chs|hp|hl|gh|ghi|ght|epsm|had|ssiad|cpts|csapa|cmpp?|camsp|scm|selarl|selas|gie|gcs|samu|maternit[ée]|urgences|cabinet(?: (?:m[ée]dical|de radiologie|d['’]imagerie|infirmier|dentaire))?|dispensaire)",
    re.I,
)
_STRONG_STARTS = Cue(
    "centre centres hopital hopitaux groupe groupement clinique polyclinique pole maison etablissement institut reseau laboratoire laboratoires labo ehpad ch chi chic chd chr chs hp hl gh ghi ght epsm had ssiad cpts csapa cmp cmpp camsp scm selarl selas gie gcs samu maternite urgences cabinet dispensaire"
)
_ACRONYM_TYPES = frozenset(
    "ch chi chic chd chr chs hp hl gh ghi ght had ssiad cpts cmp cmpp scm selarl selas gie gcs samu".split()
)
_TRADES = frozenset(
    "imagerie radiologie biologie dialyse sante pathologie cardiologie dentaire medical medicale radiotherapie oncologie ophtalmologie urologie scanner irm irmn tep acp biomedical hospitalier hospitaliere ".split()
)
"""Trades that stand between a firm's form and its name, or behind the area (`centre Armor Imagerie`)."""
_TRADED = re.compile(
    r"(?:imagerie|radiologie|biologie|dialyse|pathologie|cardiologie|radioth[ée]rapie|oncologie|sant[ée]|ophtalmologie)",
    re.I,
)
_SITE_NAME = re.compile(
    r"site (?:(?:de la|de l['’]|du|des|de|d['’]) ?)?(?P<name>(?:Nord|Sud|Est|Ouest|Centre|NORD|SUD|EST|OUEST|St|Ste|Saint|Sainte|[A-ZÀ-Ý][\wÀ-ÿ’']+)(?:[- ](?:[A-ZÀ-Ý][\wÀ-ÿ’']+|de|du|des|la|le|les))*)",
    re.I,
)
_SITES = Cue("site")
_CAPITAL = re.compile(r"[A-ZÀ-Ý]")
_FORMED = re.compile(r"(?:GH|CHU?|HU|HP|HIA|EPS|GHT|CHR|CHI)[A-Z]{1,5}\Z")
_NOT_INSTITUTIONS = frozenset(
    "CHOP CHARGE CHADS CHADSVASC CHIP CHEK CHEOPS CHAMBRE CHAQUE CHEZ CHER CHERE CHUTE CHIR CHEM CHOL CHIM CHF CHD CHC CHT CHB CHS CHL CHE CHM CHN GHRH GHB GHD GHM GHS GHR GHI GHT HPV HPP HPN HPLC HPIV HPB HPT HPA HUV HUM HUS EPSP CHART CHAT "
    "CHAUD CHAIR CHEF CHIEN CHOC CHOIX CHUM CHRIST CHANG CHEN CHAN CHENG CHUNG HUIT HUILE HUMAN HUANG HUA HUGO HUYNH HPF HPS HPE HPC HPM CHUR CHRO EPSA GHP HUMIRA CHRONO HUMAIN CHG CHK CHO CHA CHV CHH CHP CHR CHI CHU CHRU CHIC CHAM CHAP".split()
)


def _is_formed(word: Word) -> bool:
    """An acronym that begins like a hospital's and is neither a word, a medical short form nor a name."""
    if (
        not _FORMED.match(word.written)
        or len(word.written) < 4
        or (word.written in _NOT_INSTITUTIONS or word.written in SHORT_FORMS)
    ):
        return False
    info = word.info
    return not (info.medical or info.wordish or info.surname > 1 or info.first > 2) and info.zipf < 3


_FORMED_ACRONYMS = Cue(test=_is_formed, of="capital")
_HEAD_ACRONYM = re.compile(r"(?P<name>(?:[CGHEP][A-Z]{2,6}))(?=[ \t]*(?:[-–—|/,:]|[ ])[ \t]*(?P<next>[^\W\d_]+))")
_HEAD_NEXT = frozenset(
    "hopital hopitaux clinique maternite urgences urg sau service pole unite reanimation rea bloc cardiologie pneumologie chirurgie medecine gynecologie pediatrie psychiatrie neurologie gastro oncologie laboratoire imagerie radiologie smur samu "
    "site centre secteur ssr smr usic uhcd hdj consultations consultation geriatrie nephrologie dermatologie endocrinologie rhumatologie orl ophtalmologie urologie orthopedie anesthesie secretariat neonatologie".split()
)
_EXAMINATIONS = Cue(
    "irm scanner tep radio radiologie imagerie bacterio bacteriologie anapath acp dialyse radiotherapie mammo labo"
)
_OF_AREA = re.compile(r"(?: (?:du|des|de la|de l['’]) ?|[- ])(?=[^\W\d_])")
_NUMBERED = re.compile(
    r"(?:Oncologie|Radiologie|Imagerie|Urologie|Cardiologie|Cardio|Dialyse|N[ée]phro(?:logie)?|Ophtalmo(?:logie)?|Ortho(?:p[ée]die)?|Radioth[ée]rapie|Pathologie|Biologie|Gastro|H[ée]mato|Neuro|Scanner|IRM|Kin[ée]|Sant[ée]|M[ée]decins?|Urgences?|Dentaire|Sommeil|Onco|Radio|Rhumato)[ -]?(?P<n>0[1-9]|[1-8]\d|9[0-5]|97[1-6]|2[AB])(?=[ \t]*(?:[),;\n–—-]|\Z))"
)
_NUMBERED_STARTS = Cue(
    "oncologie radiologie imagerie urologie cardiologie cardio dialyse nephro nephrologie ophtalmo ophtalmologie ortho orthopedie radiotherapie pathologie biologie gastro hemato neuro scanner irm kine sante medecin medecins urgence urgences dentaire sommeil onco radio rhumato"
)
_TITLED_BEFORE = re.compile(
    r"(?:\b(?:Drs?|Pr|Docteurs?|Mme|Mr?)\.? [^\n\d]{2,30}|[\n(–—-][ \t]*|cabinet |centre |groupe )\Z"
)


_CARDINALS = Cue("nord sud est ouest")


_CARERS = re.compile(
    r"(?:HAD|ATI|UDAF|ATMP|SOS [Mm][ée]decins|Samu social|AIDES|APAJH|ADAPEI|SSIAD|PEP|CDG|CDOM|DAC)[ -](?:0[1-9]|[1-8]\d|9[0-5]|97[1-6]|2[AB])(?![\w/-]|[.,]\d|[ ]?%)"
)
_CARER_STARTS = Cue("had ati udaf atmp sos samu aides apajh adapei ssiad pep cdg cdom dac")


def find(page: Page) -> Iterator[Span]:
    """Every such institution."""
    for i in page.at(_STRONG_STARTS):
        yield from _of_area(page, i)
    for i in page.at(_SITES):
        yield from _site(page, i)
    for i in page.at(_FORMED_ACRONYMS):
        if page.gaps[i] == "-" or page.gaps[i + 1 : i + 2] == ["-"]:
            continue
        yield Span(page.starts[i], page.ends[i], "HOPITAL", "region.acronym", CONTEXT)
    for i in page.at(_CARDINALS):
        if i and page.gaps[i] == "-" and page.shapes[i] == TITLE and page.shapes[i - 1] == TITLE:
            town = longest_town(page, i - 1)
            if (town and town[1] > 1000) or not (page.info(i - 1).wordish or page.info(i - 1).medical):
                yield Span(page.starts[i - 1], page.ends[i], "VILLE", "region.quarter", CONTEXT)
    for match in page.matches(_CARERS, _CARER_STARTS):
        yield Span(match.start(), match.end(), "HOPITAL", "region.numbered", CONTEXT)
    yield from _heading(page)
    for i in page.at(_EXAMINATIONS):
        yield from _examination(page, i)
    for match in page.matches(_NUMBERED, _NUMBERED_STARTS):
        if _TITLED_BEFORE.search(page.text, max(0, match.start() - 40), match.start()):
            yield Span(match.start(), match.end(), "HOPITAL", "region.numbered", CONTEXT)


def area_end(page: Page, i: int, *, trades: bool = False) -> int:
    """The token behind the areas that begin at token ``i`` (`creuse et limousin`, `Côte d'Emeraude`), ``i`` if there are none."""
    j, end, seen = i, i, False
    while j < len(page) and j < i + 8 and (j == i or page.gaps[j] in (" ", "-", "'", "’", "‐", " – ", "  ")):
        folded = page.folded[j]
        if folded in AREAS or (seen and trades and _TRADED.fullmatch(page.words[j]) and page.shapes[j] != LOWER):
            j, seen = j + 1, seen or folded in AREAS
            end = j if seen else end
        elif folded in _BEFORE_AREA or (folded in _LINKS and (j > i or folded in ("la", "le", "l"))):
            j += 1
        else:
            break
    return end


def _of_area(page: Page, i: int) -> Iterator[Span]:
    match = _STRONG.match(page.text, page.starts[i])
    if not match:
        return
    last = page.token_at(match.end()) - 1
    if page.ends[last] != match.end():
        return
    acronym = page.folded[i] in _ACRONYM_TYPES
    if acronym and page.shapes[i] != UPPER and page.folded[i] not in ("ch", "ght", "scm"):
        return
    j = last + 1
    while j < len(page) and page.gaps[j] in (" ", "'", "’") and (page.folded[j] in _LINKS or page.folded[j] in _TRADES):
        j += 1
    if j >= len(page) or page.gaps[j] not in (" ", "'", "’", "-"):
        return
    end = area_end(page, j, trades=True)
    capital = _CAPITAL.match(page.words[j]) is not None
    if end == j or (page.folded[j] in ("centre", "est", "sur", "marche") and not capital):
        return
    if end == j + 1 and page.folded[j] == "centre":
        return
    if page.folded[i] == "maison" and page.folded[last] == "garde" and not capital:
        return
    if match.group().lower() == "centre" and not (
        capital and page.shapes[end - 1] == TITLE and page.folded[end - 1] not in _LINKS
    ):
        return
    if (
        end == j + 1
        and page.folded[j] in ("est", "var", "lot", "aube", "lac", "manche", "cher", "centre", "ocean")
        and not capital
    ):
        return
    while (
        end < len(page) and page.gaps[end] in (" ", "-") and page.shapes[end] == TITLE and page.folded[end] in _TRADES
    ):
        end += 1
    yield Span(page.starts[i], page.ends[end - 1], "HOPITAL", "region.area", CONTEXT)


def _site(page: Page, i: int) -> Iterator[Span]:
    """`CHXY site St-Roch`, `CHU, site Nord`, `(site de Ricou)`: behind an institution, a dash, a bracket, or at the start of a line."""
    match = _SITE_NAME.match(page.text, page.starts[i])
    if not match or not _CAPITAL.match(match["name"]):
        return
    behind = i > 0 and (
        (
            page.gaps[i] in (" ", ", ", " - ", " – ", " — ", " (", " / ")
            and (page.shapes[i - 1] in (UPPER, TITLE, MIXED))
        )
        or "\n" in page.gaps[i]
        or page.gaps[i].endswith("(")
    )
    j = page.token_at(match.start("name"))
    if j < len(page) and (behind or i == 0) and _names_site(page, j):
        bare = match.start("name") - match.start() <= 5
        yield Span(match.start() if bare else match.start("name"), match.end(), "HOPITAL", "region.site", CONTEXT)


def _names_site(page: Page, j: int) -> bool:
    """Whether token ``j`` may be a site's name: an area, a saint, a town, or a word with a capital that is no term."""
    folded, info = page.folded[j], page.info(j)
    if folded in AREAS or folded in ("saint", "sainte", "st", "ste", "notre"):
        return True
    if info.medical or folded in NEVER:
        return False
    return page.shapes[j] == TITLE or (page.shapes[j] == UPPER and (not info.wordish or info.town > 500))


def _heading(page: Page) -> Iterator[Span]:
    """`HCB — HÔPITAL …`, `CHV MATERNITE …`: an acronym that opens the document and a service or an institution behind it; then wherever it stands."""
    first = page.text[: page.starts[0]] if len(page) else "x"
    if not len(page) or len(first.strip(" \t\n[(|*+=-")) > 0:
        return
    for i in _line_starts(page):
        match = _HEAD_ACRONYM.match(page.text, page.starts[i])
        word = page.words[i]
        if (
            not match
            or match["name"] != word
            or word
            in (
                "CHU",
                "CHR",
                "CHRU",
                "CHI",
                "EHPAD",
                "CMPEA",
                "CMP",
                "CMPP",
                "CATTP",
                "CAMSP",
                "CSAPA",
                "ESAT",
                "EMSP",
                "HAD",
                "PMI",
                "CR",
                "CRH",
                "CRO",
                "HDJ",
                "HAD",
            )
        ):
            continue
        info = page.info(i)
        known = word in SHORT_FORMS and not word.startswith(("CH", "GH", "HU", "HP"))
        if known or (info.wordish and info.zipf > 3) or (page.folded[i] in ROLES or page.folded[i] in NEVER):
            continue
        following = i + 1
        if following >= len(page) or page.starts[following] != match.start("next"):
            continue
        town = longest_town(page, following) if page.shapes[following] in (TITLE, UPPER) else None
        if page.folded[following] in _HEAD_NEXT or (town and town[1] > 3000 and not page.info(following).medical):
            for k in page.tokens_of(word):
                yield Span(page.starts[k], page.ends[k], "HOPITAL", "region.heading", CONTEXT)


def _line_starts(page: Page) -> list[int]:
    """The first tokens of the first lines."""
    starts = [0]
    for i in range(1, min(40, len(page))):
        if "\n" in page.gaps[i]:
            starts.append(i)
        if len(starts) > 3:
            break
    return starts[:3]


def _examination(page: Page, i: int) -> Iterator[Span]:
    """`IRM du Quercy`, `labo ACP Vexin`, `Bactério LBZT,`: an examination and an area or an unlisted name in brackets."""
    opened = i > 0 and page.gaps[i].rstrip(" ").endswith(("(", "/"))
    link = _OF_AREA.match(page.text, page.ends[i])
    if not link:
        return
    j = i + 1
    while (
        j < len(page)
        and page.gaps[j] in (" ", "'", "’", "-")
        and page.folded[j] in ("du", "des", "de", "la", "l", "acp", "irm")
    ):
        j += 1
    if j >= len(page) or page.gaps[j] not in (" ", "'", "’", "-") or page.shapes[j] not in (TITLE, UPPER):
        return
    article = page.folded[j - 1] in ("du", "la", "l", "des")
    end = area_end(page, j)
    info = page.info(j)
    plain = info.medical or page.folded[j] in NEVER | MONTHS | KIN | CIVIL | MEDICAL | ROLES
    if (
        end > j
        and not plain
        and (article or opened or page.folded[j - 1] == "acp")
        and page.folded[j] not in ("centre",)
    ):
        yield Span(page.starts[i], page.ends[end - 1], "HOPITAL", "region.examination", CONTEXT)
    elif (
        opened
        and j == i + 1
        and not plain
        and (not info.wordish or _titled_pair(page, j))
        and page.words[j] not in SHORT_FORMS
        and len(page.words[j]) > 3
        and page.folded[i] in ("bacterio", "labo", "anapath", "scanner", "irm", "imagerie", "radio", "dialyse")
        and page.text[page.ends[j] : page.ends[j] + 1] in (",", ")", "-", " ")
    ):
        tied = page.gaps[j + 1 : j + 2] == ["-"] and page.shapes[j + 1] == TITLE
        last = j + 1 if tied or _titled_pair(page, j) else j
        if page.shapes[j] == UPPER or last > j or (info.zipf < 1.6 and len(page.words[j]) > 5):
            yield Span(page.starts[i], page.ends[last], "HOPITAL", "region.examination", CONTEXT)


def _titled_pair(page: Page, j: int) -> bool:
    """Whether two words with a capital, neither of them a term, stand at token ``j`` (`Radio Plein Ciel`)."""
    if page.gaps[j + 1 : j + 2] != [" "]:
        return False
    return all(page.shapes[k] == TITLE and not page.info(k).medical and page.folded[k] not in NEVER for k in (j, j + 1))
