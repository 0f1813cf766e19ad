"""Institutions that the context makes one: acronyms in brackets behind a hospital, `Pasteur` as a laboratory, names that are words.

`URG CAYENNE (CHAR)`, `envoyé au CNR mycobactéries`, `transfert CHC Cayenne`, `CLAT du val d'oise`, `Polyclinique La
Résidence`, `cabinet St Bernard`, `– site Richaud`, `ch chalon/saone`. Acronyms that medicine uses too need a town.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from deid.cues import Cue, GapCue
from deid.detectors.addresses import longest_town
from deid.page import LOWER, TITLE, UPPER, Page
from deid.spans import CONTEXT, LABELLED, Span
from deid.vocabulary import KIN, NEVER, ROLES, SHORT_FORMS

_CAP = r"[A-ZÀ-ÝĀ-ŒŔ-ŽẠ-Ỹ]"
_AREAS = re.compile(
    r"(?:(?:haute?s?|basse?|grande?|nord|sud|est|ouest|centre|coeur|pays|vall[ée]e|bassin|littoral|agglo(?:m[ée]ration)?)(?: de la| de l['’]| du| des| d['’]| de)?[ -])?"
    r"(?:val[ -]d['’ ]oise|val[ -]de[ -]marne|c[ôo]te[ -]d['’ ]or|c[ôo]tes?[ -]d['’ ]armor|haute[ -](?:garonne|loire|marne|savoie|sa[ôo]ne|vienne|corse|alpes)|hautes?[ -](?:alpes|pyr[ée]n[ée]es|seine)|bas[ -]rhin|haut[ -]rhin|seine[ -](?:maritime|et[ -]marne|saint[ -]denis|st[ -]denis)|"
    r"loire[ -]atlantique|maine[ -]et[ -]loire|indre[ -]et[ -]loire|eure[ -]et[ -]loir|loir[ -]et[ -]cher|lot[ -]et[ -]garonne|tarn[ -]et[ -]garonne|meurthe[ -]et[ -]moselle|sa[ôo]ne[ -]et[ -]loire|ille[ -]et[ -]vilaine|puy[ -]de[ -]d[ôo]me|pas[ -]de[ -]calais|pyr[ée]n[ée]es[ -](?:orientales|atlantiques)|"
    r"alpes[ -](?:maritimes|de[ -]haute[ -]provence)|bouches[ -]du[ -]rh[ôo]ne|charente[ -]maritime|deux[ -]s[èe]vres|territoire[ -]de[ -]belfort|seine[ -]et[ -]oise|finist[èe]re|morbihan|vend[ée]e|mayenne|sarthe|calvados|manche|orne|eure|oise|somme|aisne|ardennes|aube|marne|meuse|moselle|vosges|jura|doubs|"
    r"ni[èe]vre|yonne|loiret|cher|indre|creuse|corr[èe]ze|dordogne|gironde|landes|gers|ari[èe]ge|aude|h[ée]rault|gard|loz[èe]re|aveyron|tarn|cantal|loire|is[èe]re|dr[ôo]me|ard[èe]che|vaucluse|var|savoie|ain|rh[ôo]ne|essonne|yvelines|mayotte|guyane|martinique|guadeloupe|r[ée]union|"
    r"auxois|morvan|perche|b[ée]arn|quercy|forez|vexin|g[âa]tinais|brie|beauce|sologne|berry|limousin|p[ée]rigord|m[ée]doc|roussillon|camargue|provence|tr[ée]gor|l[ée]on|cornouaille|bessin|caux|bray|cotentin|velay|vivarais|bugey|bresse|chablais|maurienne|tarentaise|thi[ée]rache|boulonnais|artois|hainaut)(?!\w)",
    re.I,
)
_LINK = re.compile(r" (?:de la|de l['’]|du|des|de|d['’]) ?|[ -]")
_HEADS = Cue(
    "hp ch chi chic chd ghi gh ght epsm eps clat cdps ars cpam mdph mda udaf ase had samu smur sdis pmi csapa caarud cegidd cpts dac clic coreva camsp cmp cmpp hopital hospitalier clinique ehpad codes dsp ddass ddpp"
)
_AREA_TAIL = re.compile(r"[- ](?:nord|sud|est|ouest|centre)(?!\w)", re.I)
_BRACKETED = re.compile(r"[CGHEP][A-Z]{2,6}(?=\))")
_BRACKET = GapCue(r"[ \n]\(\Z")
_HOSPITAL_LINE = re.compile(
    rf"(?:(?<!\w)(?i:ch|chu|chr|chi|h[ôo]pital|hopitaux|centre hospitalier|clinique|polyclinique|groupe hospitalier|urg(?:ences)?|sau|maternit[ée]|institut|[ée]tablissement)(?!\w))[^\n()]{{0,60}}{_CAP}[^\n()]{{0,40}}\Z"
)
_ALWAYS = Cue(written=r"(?:CDPS|CHAR|CHOG|CHIMM|CPIAS|CClin|CLAT|CNR)\Z", of="capital")
"""Acronyms that only institutions bear."""
_WITH_TOWN = Cue(
    written=r"(?:CHC|CHT|CHK|CHM|CHP|CHV|CHA|CHB|CHH|HPV|EPS|GHT|GHI|ESPIC|CMS|CLS|CDAG|CHL|CHN|CHG|CPN|HL)\Z",
    of="capital",
)
"""Acronyms that need a name behind them."""
_NAMED = re.compile(rf" (?:d['’]|de |du |des )?(?P<name>{_CAP}[\w'’]+(?:[- ]{_CAP}[\w'’]+){{0,2}})")
_GERMS = re.compile(
    r" (?:des |du |de la |de l['’])?[a-zà-ÿ]*(?:bact[ée]ri|coque|virus|lepto|lyme|borr[ée]li|palu|grippe|listeri|l[ée]gionell|salmonell|shigell|m[ée]ningo|mycobact|rougeole|h[ée]patites?|vih|rage|campylo|strepto|staphylo|pneumo|mycoses?|antibior[ée]s|arbovir|r[ée]sistan)[a-zà-ÿ]*",
    re.I,
)
_PASTEUR = Cue("pasteur")
_SENT = re.compile(
    r"(?:(?<!\w)(?:[àa]|au|(?:r?appel\w*)|labo(?:ratoire)?|envoy[ée]e?s?|parti[es]*|r[ée]sultats?|institut|inst\.?|chez|via|faxer?|t[ée]l|IP)[ ](?:l['’])?(?:[àa] )?|[(/→] ?)\Z",
    re.I,
)
_TYPED = re.compile(
    rf"(?:[Pp]oly)?(?:[Cc]linique|CLINIQUE|[Hh][ôo]pital|HOPITAL|HÔPITAL|EHPAD|[Rr][ée]sidence|[Mm]aison de retraite|[Ff]oyer|USLD|SSR|SMR|[Pp]harmacie) (?:La|Le|Les|LA|LE|LES|L['’])[ ]?(?P<name>{_CAP}[\w]+(?:[- ]{_CAP}[\w]+){{0,2}})"
)
_TYPE_STARTS = Cue("clinique polyclinique hopital ehpad residence maison foyer usld ssr smr pharmacie")
_CABINET = re.compile(
    rf"(?:[Cc]abinet|[Cc]ab\.?|[Ll]abo|[Cc]linique|[Pp]harmacie) (?:St|Ste|Saint|Sainte|Notre)\.?[ -](?P<name>{_CAP}?[\w'’-]{{3,}})"
)
_CABINET_STARTS = Cue("cabinet cab labo clinique pharmacie")
_LABORATORY = re.compile(
    rf"(?:[Ll]abo(?:ratoire)?|LABO|LBM|[Cc]abinet(?: de radio\w*)?|[Rr]adio(?:logie)?) (?P<name>{_CAP}[\w'’-]{{2,}} (?:Analyses|Biologie|M[ée]dical|Imagerie|Diagnostics?|Labos?|Bio|Sant[ée]|Radiologie|Centre|Gare|Nord|Sud|Est|Ouest|R[ée]publique|Mairie|March[ée]|Europe|Pathologie))(?!\w)"
)
_LABORATORY_STARTS = Cue("labo laboratoire lbm cabinet radio radiologie")
_HOUSE = re.compile(
    r"(?:(?:poly)?clinique|ehpad|ehpa|usld|maison de retraite|mdr|foyer(?: de vie| logement)?|ime|esat|r[ée]sidence|pharmacie|labo(?:ratoire)?|cabinet|mapa|marpa|ssr|smr|cmpp?|mas|fam|centre m[ée]dical|itep|impro) "
    r"(?P<article>(?:du |des |de la |de l['’]|les |la |le |l['’]))(?P<name>[^\W\d_]{3,})(?:[- ](?:Blancs?|Bleus?|Verts?|d['’]or|Dor[ée]s?|blancs?|bleus?|verts?|dor[ée]s?|rouges?|fleuris?)(?!\w))?",
    re.I,
)
_HOUSE_STARTS = Cue(
    "clinique polyclinique ehpad ehpa usld maison mdr foyer ime esat residence pharmacie labo laboratoire cabinet mapa marpa ssr smr cmp cmpp mas fam centre itep impro"
)
_HOUSES = frozenset(
    "cedre cedres tilleul tilleuls mimosa mimosas pin pins chene chenes orme ormes lilas rose roses rosier rosiers parc lac mail port chateau etang etangs moulin moulins colline collines vallee foret source sources riviere plage plaine pont marche gare place mairie eglise halles "
    "glycine glycines magnolia magnolias bruyere bruyeres genets ajoncs oliviers olivier platanes acacias peupliers bouleaux sapins hetres erables marronniers noyers amandiers orangers lavandes violettes coquelicots jonquilles camelias hortensias primeveres tulipes iris "
    "pre pres clocher calvaire lavoir tannerie tanneries forge forges arcades arenes bastions ramparts rempart citadelle moulins tilleul bocages ormeau ormeaux frenes frene aulnes saules saule noisetiers figuiers palmiers cocotiers flamboyants bougainvilliers bougainvillees hibiscus orchidees alizes filaos bambous mangliers lagon ilet ilets piton salines criques "
    "papillons papillon hirondelles mouettes goelands cigales abeilles alouettes rossignols colombes ecureuils dunes vagues embruns ocean falaise phare rivage littoral remparts tour tours terrasses jardin jardins clos bosquet prairie prairies verger vergers vignes coteau coteaux "
    "clairiere fontaine fontaines horizon espoir avenir soleil aurore arc-en-ciel etoile provence bocage bourg village beffroi abbaye prieure presbytere manoir chenaie roseraie oliveraie pinede cerisaie chataigneraie".split()
)
"""What houses are called after: plants, birds, places of the country."""
_SITE = re.compile(rf"[–—,-] (?P<site>[Ss]ite (?:de |du |d['’])?(?P<name>{_CAP}[\w'’-]+(?:[- ]{_CAP}[\w'’-]+){{0,2}}))")
_SITES = Cue("site")
_SLASHED = re.compile(
    r"/(?:sa[ôo]ne|loire|seine|mer|marne|rh[ôo]ne|yon|sarthe|lot|tarn|garonne|oise|meuse|vienne|cher|indre|charente|isère|orge|sambre|aisne|risle|bresle|somme|dr[ôo]me|vilaine|s[èe]vre|moselle|allier|creuse)(?!\w)",
    re.I,
)
_SLASH = GapCue(r"\A/\Z")


def find(page: Page) -> Iterator[Span]:
    """Every such institution."""
    text, starts = page.text, page.starts
    for i in page.at(_HEADS):
        end = _area(page, i)
        if end:
            yield Span(starts[i], end, "HOPITAL", "site.area", CONTEXT)
        else:
            yield from _town_behind(page, i)
    for i in page.at(_BRACKET):
        match = _BRACKETED.match(text, starts[i])
        listed = match and (match.group() not in SHORT_FORMS or match.group().startswith(("CH", "GH")))
        if match and listed and _HOSPITAL_LINE.search(text, max(0, starts[i] - 120), starts[i] - 1):
            yield Span(match.start(), match.end(), "HOPITAL", "site.bracket", CONTEXT)
    for i in page.at(_ALWAYS):
        tail = (_GERMS.match(text, page.ends[i]) if page.words[i] == "CNR" else None) or _named(page, i)
        if tail or page.words[i] != "CNR":
            yield Span(starts[i], tail.end() if tail else page.ends[i], "HOPITAL", "site.acronym", CONTEXT)
    for i in page.at(_WITH_TOWN):
        if tail := _named(page, i):
            yield Span(starts[i], tail.end(), "HOPITAL", "site.acronym", CONTEXT)
    for i in page.at(_PASTEUR):
        if page.shapes[i] in (TITLE, UPPER) and _SENT.search(text, max(0, starts[i] - 24), starts[i]):
            town = longest_town(page, i + 1) if page.gaps[i + 1 : i + 2] == [" "] else None
            yield Span(
                starts[i], page.ends[town[0] if town and town[1] > 5000 else i], "HOPITAL", "site.pasteur", CONTEXT
            )
    yield from _named_sites(page)
    for match in page.matches(_HOUSE, _HOUSE_STARTS):
        i = page.token_at(match.start("name"))
        every = match["article"].lower() == "les " and not match.group().lower().startswith(("clin", "poly", "pharm"))
        plain = page.info(i).medical or page.folded[i] in NEVER or page.folded[i] in ROLES or page.folded[i] in KIN
        if page.folded[i] in _HOUSES or (every and not plain and len(page.words[i]) > 3):
            yield Span(match.start(), match.end(), "HOPITAL", "site.house", CONTEXT)
    for i in page.at(_SLASH):
        typed = i > 1 and page.folded[i - 2] in ("ch", "chu", "chi", "hopital", "clinique", "ehpad")
        match = _SLASHED.match(text, starts[i] - 1) if typed else None
        if match and longest_town(page, i - 1):
            yield Span(starts[i - 2], match.end(), "HOPITAL", "site.river", CONTEXT)


def _area(page: Page, i: int) -> int:
    """Where the department or region behind the institution at token ``i`` ends, 0 if none follows."""
    if page.shapes[i] == TITLE and page.folded[i] in ("eps", "ars", "ase", "dac", "mda"):
        return 0
    link = _LINK.match(page.text, page.ends[i])
    if not link or len(link.group()) < 3:
        return 0
    area = _AREAS.match(page.text, link.end())
    if not area:
        return _small_town(page, i, link.end())
    tail = _AREA_TAIL.match(page.text, area.end())
    return tail.end() if tail else area.end()


def _small_town(page: Page, i: int, at: int) -> int:
    """Where the town in small letters at ``at`` ends (`CH d'alès`), 0 if there is none."""
    j = page.token_at(at)
    if j >= len(page) or page.starts[j] != at or page.shapes[j] != LOWER or page.folded[i] not in _OF_TOWNS:
        return 0
    town = longest_town(page, j)
    known = town and town[1] >= 3000 and not (page.info(j).wordish and town[0] == j) and not page.info(j).medical
    return page.ends[town[0]] if town and known else 0


_OF_TOWNS = frozenset("ch chi chic chd gh epsm hopital samu smur cmp cdps csapa ehpad".split())


def _town_behind(page: Page, i: int) -> Iterator[Span]:
    """`hôpital René-Dubos pontoise`: a town in small letters right behind a hospital's capitalised name."""
    j = i + 1
    while j < len(page) and j < i + 6 and page.gaps[j] in (" ", "-", "'", "’") and page.shapes[j] in (TITLE, UPPER):
        j += 1
    if j == i + 1 or j >= len(page) or page.gaps[j] != " " or page.shapes[j] != LOWER:
        return
    town = longest_town(page, j)
    if town and town[1] >= 5000 and not page.info(j).wordish and not page.info(j).medical and len(page.words[j]) > 3:
        yield Span(page.starts[j], page.ends[town[0]], "VILLE", "site.town", CONTEXT)


def _named(page: Page, i: int) -> re.Match[str] | None:
    """A town or a name in no list right behind an acronym."""
    match = _NAMED.match(page.text, page.ends[i])
    if not match:
        return None
    j = page.token_at(match.start("name"))
    info = page.info(j)
    if page.folded[j] in NEVER or info.medical or page.words[j] in SHORT_FORMS:
        return None
    known = longest_town(page, j) is not None or (info.first >= 3 and page.gaps[j + 1 : j + 2] == ["-"])
    return match if known or (not info.wordish and page.words[i] in ("EPS", "GHT", "CDPS")) else None


def _named_sites(page: Page) -> Iterator[Span]:
    for match in page.matches(_TYPED, _TYPE_STARTS):
        medical = page.info(page.token_at(match.start("name"))).medical
        if not medical or "linique" in match.group() or "CLINIQUE" in match.group():
            yield Span(match.start(), match.end(), "HOPITAL", "site.typed", LABELLED)
    for match in page.matches(_CABINET, _CABINET_STARTS):
        yield Span(match.start(), match.end(), "HOPITAL", "site.saint", LABELLED)
    for match in page.matches(_LABORATORY, _LABORATORY_STARTS):
        if not page.info(page.token_at(match.start("name"))).medical:
            yield Span(match.start("name"), match.end("name"), "HOPITAL", "site.laboratory", CONTEXT)
    for i in page.at(_SITES):
        site = _SITE.match(page.text, page.starts[i] - 2) if page.starts[i] > 1 else None
        if site and page.shapes[i] in (LOWER, TITLE) and not page.info(page.token_at(site.start("name"))).medical:
            yield Span(site.start("site"), site.end(), "HOPITAL", "site.named", LABELLED)
