"""Institutions told by their kind of name or by what one does there: `sortie à La Roseraie`, `CJC Ariane`, `Domaine de la Fontaine`.

`réadaptation à Ker-Lann (Ploemeur)`, `CNR VirGE`, `CSAPA Le Phare`, `(Pr Roy, Beauséjour)`, `CH ROANNE L. MICHEL`, `SAMU 974`. Words with a
capital that are no term; a lone common word needs an article with a capital, a town in brackets or a type before it.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from deid.cues import Cue, GapCue
from deid.detectors.addresses import longest_town
from deid.grammar import in_eponym
from deid.marks import CAPITAL
from deid.page import LOWER, MIXED, TITLE, UPPER, Page
from deid.spans import CONTEXT, LABELLED, Span
from deid.vocabulary import CIVIL, KIN, MEDICAL, MONTHS, NEVER, ROLES, SHORT_FORMS

_CAP = r"[A-ZÀ-ÝĀ-ŒŔ-ŽẠ-Ỹ]"
_WORD = rf"{_CAP}[\w’']*[\wà-ÿ]"
_NAME = rf"(?:(?:La|Le|Les|L['’]|Ker|(?:Ty|Ti)(?: (?:an|ar|er|al))?|Las|Los|Lo|El)[ -]?)?{_WORD}(?:(?:[ -]|-(?:de|du|des|la|le|les|l['’]|d['’]|sur|en|aux)-?|['’]| (?:de|du|des|de la|de l['’]|d['’]|et|aux?|sur|an|ar|er|al) ?)(?={_CAP}){_WORD}){{0,4}}"
_SERVICES = Cue(
    written=r"(?:CJC|CSAPA|CAARUD|ELSA|CMPEA|CMPP?|CAMSP|CATTP|CADA|HUDA|CHRS|LHSS|LAM|ACT|GEM|ESAT|SAMSAH|SAVS|SESSAD|ITEP|IME|IMPRO|MECS|MAS|FAM|EAM|EANM|MDA|MDS|MSP|CPTS|CEGIDD|CPEF|CIDFF|UDAF|ATMP|MJPM|SSIAD|SPASAD|SAAD|ADMR|HAD|EHPAD|USLD|UVP|PASA|EMPP|EMG|EMSP|USP|UTEP|CRF|CMPR|SMR|SSR|CRCM|CRMR|CPCMR|"
    r"CNR|LNR|CeGIDD|CLAT|CRB|CECOS|CRAT|CPMA|UAPED|CASED|UMJ|CAUVA|CAPEDP|MNA|FJT|CCAS|CIAS|PRIR|DITEP|IEM|SSEFS|BAPU|RAM|RPE|MARPA|CLIC|DAC|PTA|ULIS|SEGPA|UEMA|RASED|MFR|CFA|IFSI|GIHP|APF|AFM|CRIP|AEMO|ASE|COREVIH|USMP|UCSA|MAIA|CREAI|CRA|EMPG|UMAP)\Z",
    of="capital",
)
"""Acronyms of services and of reference centres, with a name of their own behind them."""
_BEHIND = re.compile(rf"[ \t]*[«\"“:]?[ \t]*(?P<name>{_NAME})")
_HOUSES = re.compile(
    rf"(?:Domaine|Ch[âa]teau|Manoir|Logis|Bastide|Castel|Prieur[ée]|Abbaye|Clos|Jardins?|R[ée]sidence|Foyer|Relais|Clairi[èe]re|Pavillon|Villa|Fondation|Maison|Cit[ée]|Orangerie|Chartreuse|Hostellerie|Closerie|Aub[ée]pinière|Oasis|Sanatorium|Pouponni[èe]re|Cottage) (?:de la |de l['’] ?|du |des |de |d['’])(?P<name>{_WORD}(?:[- ]{_WORD}){{0,2}})"
)
_DESCRIBED = re.compile(
    rf"(?:[Mm]aison (?:[Mm]édicale|[Mm]edicale|de [Ss]anté)|[Pp][ôo]le (?:[Mm]édical|[Ss]anté|de [Ss]anté)|[Ee]space (?:[Mm]édical|[Ss]anté)|[Cc]entre (?:[Mm]édical|[Oo]phtalmologique|[Dd]entaire|[Mm]édico-\w+|de [Ss]anté(?: (?:municipal|communal|associatif|mutualiste|polyvalent|pluri\w+|dentaire))?|de [Ss]oins|d['’][Ii]magerie|de [Dd]ialyse)|[Cc]abinet (?:[Mm]édical|[Dd]entaire|[Ii]nfirmier|[Ii]magerie))(?: (?:pluri\w+|inter\w+|universitaire))? (?:de la |de l['’] ?|du |des |de |d['’])?(?P<name>{_NAME})"
)
_DOTTED = re.compile(
    rf"(?:[Cc]lin|CLIN|[Pp]olycl?|POLYCL?|[Hh][ôo]p|H[ÔO]P|[Pp]harm|[Cc]ab|[Mm]at|[Aa]mb|[Rr][ée]s|[Ii]nst|[Ff]ond|[Ll]abo?|[Cc]tre)\. ?(?:(?:de la|de l['’]|du|des|de|d['’]|DE LA|DU|DES|DE) ?)?(?P<name>{_NAME})"
)
_DOTTED_STARTS = Cue("clin poly polycl hop pharm cab mat amb res inst fond lab labo ctre")
_ASKED = re.compile(
    r"(?:(?:[ÉEé]tablissements|[Ss]tructures|[Cc]liniques|[Hh][ôo]pitaux|[Ff]oyers)(?: \w+){0,2}|(?:SSR|SMR|EHPAD|USLD|[Cc]liniques?|[Cc]entres?|[Ff]oyers?|[ÉEé]tablissement)(?: (?:demand[ée]|sollicit[ée]|contact[ée]|souhait[ée]|envisag[ée]|propos[ée]|choisi)\w*| de (?:choix|repli|secteur))) ?: (?P<list>[^\n:;.]{3,120})"
)
_ASKED_STARTS = Cue(
    "ssr smr ehpad etablissement etablissements structure structures clinique cliniques hopitaux usld foyer foyers centre centres"
)
_ASKED_ITEM = re.compile(
    rf"(?:\A|, |/ ?|; ?|\bet |\bou |\bpuis )(?:\d[.)] ?)?(?P<name>{_NAME})(?= ?(?:\Z|,|/|;|\(|et |ou |puis |–|-))"
)
_UNITS = re.compile(
    rf"(?:[ÉéEe]quipe mobile|[Uu]nit[ée] mobile|[Aa]ppartements? th[ée]rapeutiques?|[Cc]entre de (?:crise|jour|nuit|postcure|cure)|[Ll]its? halte soins(?: sant[ée])?|LHSS|[Aa]ccueil (?:de jour|temporaire|familial)|[Cc]onsult(?:ation)?s?|[Hh]alte-garderie|[Pp]lateforme de r[ée]pit|[Ff]oyer de (?:vie|jour|l['’]enfance)|[Hh][ée]bergement|[Gg]îte|[Pp]ension de famille|[Rr][ée]sidence (?:sociale|services?|seniors?|accueil)) (?:à |de |du |d['’])?(?P<name>{_NAME})"
)
_UNIT_STARTS = Cue(
    "equipe unite appartement appartements centre lit lits lhss accueil consult consultation consultations halte plateforme foyer hebergement gite pension residence"
)
_HOUSE_STARTS = Cue(
    "domaine chateau manoir logis bastide castel prieure abbaye clos jardin jardins residence foyer relais clairiere pavillon villa fondation maison cite pole espace centre cabinet orangerie chartreuse hostellerie closerie oasis sanatorium pouponniere cottage"
)
_LISTED = re.compile(r"(?:\d[.)] |[-–•*] ?|[(,;:/] ?|\b(?:aux?|le|les|du|des|en|[àÀ]|à la|la|vers) ?)\Z")
_ARTICLED = re.compile(
    rf"(?<=[\w»,:)] )(?P<to>[àÀ]|vers|depuis|chez|de) (?P<name>(?:La|Le|Les|L['’]) ?{_WORD}(?:[- ]{_WORD}){{0,2}})(?![\w'’])"
)
_ARTICLES = Cue(written=r"(?:La|Le|Les|L)\Z", of="capital")
_STAY = re.compile(
    rf"(?:r[ée]adaptation|r[ée][ée]ducation|convalescence|post-?cure|cure|admission|admise?|transf[ée]r[ée]e?s?|transfert|mut[ée]e?|mutation|hospitalis[ée]e?s?|hospitalisation|retour|sortie?|entr[ée]e?|s[ée]jour|orient[ée]e?|orientation|place|lit|accueil|r[ée]pit|SMR|SSR|EHPAD|HDJ|relais|suivie?|dialys[ée]e?|opéré?e?|accouch[ée]e?|vit|r[ée]side|h[ée]berg[ée]e?|scolaris[ée]e?|plac[ée]e?)"
    rf"(?: (?:ce jour|pr[ée]vue?|demain|possible|de jour|cardiaque|accept[ée]e?|en SMR|en SSR|en HAD|temporaire))? (?:à|à l['’]|à la|aux?|vers) ?(?P<name>{_NAME})(?P<town> \({_CAP}[\w’' -]+\))?"
)
_STAY_STARTS = Cue(
    "smr ssr ehpad hdj relais suivi suivie vit reside lit place cure accueil repit opere operee sort",
    heads="readaptation reeducation convalescence postcure admission admis transfer mut hospitalis retour sortie entre sejour orient dialyse accouch heberg scolaris plac",
)
_SPECIALIST = re.compile(
    rf"\((?:[Nn][ée]phro\w*|[Cc]ardio\w*|[Nn]euro\w*|[Pp]neumo\w*|[Gg]astro\w*|[Hh][ée]pato\w*|[Hh][ée]mato\w*|[Oo]nco\w*|[Rr]humato\w*|[Dd]ermato\w*|[Uu]ro\w*|[Oo]rtho\w*|[Oo]phtalmo\w*|ORL|[Ee]ndocrino\w*|[Dd]iab[ée]to\w*|[Ii]nfectio\w*|[Gg][ée]n[ée]ti\w*|[Gg][ée]riatr\w*|[Pp][ée]diatr\w*|[Pp]sychiatr\w*|[Rr][ée]a(?:nimation)?|[Cc]hir(?:urgie)?(?: \w+)?|[Rr]adioth[ée]rapie|[Gg]yn[ée]co\w*|[Mm]aternit[ée]|[Uu]rgences|SAU|[Mm][ée]decine(?: \w+)?|[Ii]magerie|[Rr]adio\w*|[Aa]napath\w*)[ ]?, (?P<name>(?:(?:La|Le|Les|L['’]) ?)?{_CAP}[\w'’]{{3,}}(?:[ -]{_CAP}[\w'’]+){{0,2}}) ?(?=[,);])"
)
_DOCTORED = re.compile(
    rf"(?<![^\W_])(?:à|au|aux|vers|avec|chez|par|de|sur) (?P<name>{_NAME}) \((?=(?:le |la )?(?:Drs?|Prs?|Professeur|Docteur)\.? {_CAP})"
)
_PLACED = Cue("a au aux vers avec chez par de sur")
_SAINT = re.compile(
    rf"(?<![^\W_])(?:à|vers|depuis|hospit\.?|hospi|hosp\.?|clin\.?|mater|opéré\w*(?: à)?|cs|transf\.?|retour|sortie|muté\w*) (?P<name>(?:St|Ste|Saint|Sainte|N\.?-?D\.?|Notre-Dame)[. -]{{1,2}}(?:(?:de|du|des|la|le|les|l['’]|d['’])[ -]?){{0,2}}{_CAP}[\w'’]+(?:-(?:[a-z]+-)*{_CAP}[\w'’]+)*)"
)
_SAINTS = Cue("a vers depuis hospit hospi hosp clin mater opere operee cs transf retour sortie mute mutee")
_TITLED = re.compile(
    rf"\((?:[^()\n]{{0,30}}[ ,])?(?:[Dd]rs?|[Pp]rs?|[Dd]octeur|[Pp]rofesseur)\.? {_CAP}[\w’'-]+(?: {_CAP}[\w’'-]+)?, (?P<name>(?:La |Le |Les |L['’])?{_CAP}[\w’'-]{{3,}}(?: {_CAP}[\w’'-]+)?)(?=[,)])"
)
_OPENED = GapCue(r"\(\Z")
_CENTRE = re.compile(
    rf"(?:CHR?U?|CHI|CHS|CHD|EPSM|HIA) (?:(?:de |d['’])?{_CAP}[\w’'-]{{2,}}(?:[- ]{_CAP}[\w’'-]+)? (?:- |– )?)(?P<name>{_CAP}{{1,2}}\.[ ]?-?(?:{_CAP}\.[ ]?)?{_CAP}[\w’'-]{{2,}})"
)
_CENTRES = Cue(written=r"(?:CHR?U?|CHI|CHS|CHD|EPSM|HIA)\Z", of="capital")
_OVERSEAS = re.compile(r"(?:SAMU|SMUR|CESU|SDIS|COSSIM|CRRA)[ -]?9[78]\d?(?!\d)")
_RESCUE = Cue("samu smur cesu sdis cossim crra")
_CHAINS = Cue(
    "korian clariane orpea emeis domusvi colisee elsan capio vivalto almaviva inicea clinea sedna domidep medicharme lna ramsay adef arpavie sgmr steva philogeris omeris repotel emera bridge hopale coallia adoma apajh ugecam sipsap leaseo edenis itinova mgen vyv aesio unicancer hstv gapihp"
)
"""Companies and associations that run clinics and homes."""
_CHAINED = re.compile(
    rf"(?: (?:Sant[ée]|Care|Group|G[ée]n[ée]rale de Sant[ée]|3|la|Soins))?(?:[ ,]{{1,2}}| - | – )(?P<name>{_NAME})"
)
_REFERENCE = re.compile(
    r"(?:CNR|LNR|CRMR|CRNK|CEREDIH|FAI2R|FILNEMUS|BRAIN-TEAM)[ ](?:des? |du )?(?P<name>[A-Z][A-Za-z]*(?:-[A-Z]{2,5})?)(?![\w'’])"
)
_REFERENCES = Cue(written=r"(?:CNR|LNR|CRMR|CRNK|CEREDIH)\Z", of="capital")
_ANSWERED = re.compile(
    rf"(?:refus|accord|r[ée]ponse|attente|demande|dossier envoy[ée]|admission|entr[ée]e)s? (?:de|d['’]|du|à|au|aux) ?(?P<name>{_NAME})(?= (?:le |du |pour |en |depuis |\(|:|car )|[,;.)])"
)
_ANSWERS = Cue("refus accord accords reponse attente demande dossier admission entree")
_FIRMS = re.compile(
    rf"(?:prestataire|PSAD|fournisseur|[Rr][ée]seau|[Aa]ssociation|[Ss]oci[ée]t[ée]|SARL|SAS|[Ee]ntreprise|[Pp]ompes fun[èe]bres|PF|[Uu]sine|[Aa]bbatoir)(?: (?:d['’]oxyg[èe]ne|de perfusion|de sant[ée]|m[ée]dical|à domicile|respiratoire|ville-h[ôo]pital|de soins))?[ ]?(?::[ ])?[«\"“]?[  ]?(?P<name>{_CAP}[\w'’-]{{2,}}(?: {_CAP}[\w'’-]+){{0,2}})"
)
_FIRM_STARTS = Cue(
    "prestataire psad fournisseur reseau association societe sarl sas entreprise pompes pf usine abattoir"
)
_SHORT_TOWN = re.compile(
    r"(?:CHR?U|CHI?|MFME|SAMU|SMUR|URG|SAU|REA|Urg|H[ôo]pital|clinique|Clinique|mater|p[ôo]le) (?P<town>FDF|PAP|SLM|BDX|TLSE?|MTP|STBG|SXB|NCY|CLT-?FD|CLF|STE|ST-?ET|BSM|AIX|MRS|GRE|RNS|LRY|LRSY|ROUB|VLX|LYN|ANG|CHBY|STDZ|ST D|BPT)(?![\w-])"
)
"""Towns in the letters of their airports, offices and tickets."""
_SHORT_TOWNS = Cue("chu chru ch chi mfme samu smur urg sau rea hopital clinique mater pole")
_LONG_NAMES = re.compile(
    r"(?:Institut|INSTITUT|Centre|CENTRE|P[ôo]le|PÔLE|POLE) (?:des? |du |de l['’]|d['’]|DES? |DU |DE L['’]|D['’])[^\n,;:()]{4,60}, (?=(?:H[ôo]tel-Dieu|HÔTEL-DIEU|H[ôo]pital|HÔPITAL|HOPITAL|CHR?U|CH |Clinique|CLINIQUE))"
)
_LONG_STARTS = Cue("institut pole centre")


def find(page: Page) -> Iterator[Span]:
    """Every such institution."""
    text = page.text
    for i in page.at(_SERVICES):
        match = _BEHIND.match(text, page.ends[i])
        if match and _is_own(page, match.start("name"), article=True):
            start = match.start("name") if ":" in text[page.ends[i] : match.start("name")] else page.starts[i]
            yield Span(start, match.end(), "HOPITAL", "destination.service", CONTEXT)
    for i in page.at(_CHAINS):
        match = _CHAINED.match(text, page.ends[i]) if page.shapes[i] != LOWER else None
        if match and _is_own(page, match.start("name"), article=True):
            yield Span(page.starts[i], match.end(), "HOPITAL", "destination.chain", CONTEXT)
    for match in page.matches(_FIRMS, _FIRM_STARTS):
        i = page.token_at(match.start("name"))
        if _is_own(page, match.start("name")) and not page.info(i).wordish and longest_town(page, i) is None:
            yield Span(match.start("name"), match.end("name"), "HOPITAL", "destination.firm", CONTEXT)
    for match in page.matches(_REFERENCE, _REFERENCES):
        if page.folded[page.token_at(match.start("name"))] not in NEVER:
            yield Span(match.start(), match.end(), "HOPITAL", "destination.reference", CONTEXT)
    for match in page.matches(_HOUSES, _HOUSE_STARTS):
        listed = _LISTED.search(text, max(0, match.start() - 8), match.start()) or page.line_start(
            page.token_at(match.start())
        )
        if listed and _is_own(page, match.start("name")):
            yield Span(match.start(), match.end(), "HOPITAL", "destination.house", CONTEXT)
    for pattern, cue in ((_DESCRIBED, _HOUSE_STARTS), (_DOTTED, _DOTTED_STARTS)):
        for match in page.matches(pattern, cue):
            if _is_own(page, match.start("name"), article=True, capitals=match.group()[:3].isupper()):
                yield Span(match.start(), match.end(), "HOPITAL", "destination.described", CONTEXT)
    for match in page.matches(_UNITS, _UNIT_STARTS):
        i = page.token_at(match.start("name"))
        several = " " in match["name"] or "-" in match["name"] or "'" in match["name"]
        linked = page.folded[i - 1] in ("de", "du", "d") and match.group()[:7].lower() == "consult"
        plain = (page.info(i).wordish and not several) or linked
        if _is_own(page, match.start("name"), article=True) and not plain and page.info(i).first < 3.5:
            yield Span(*match.span("name"), "HOPITAL", "destination.unit", CONTEXT)
    for match in page.matches(_ASKED, _ASKED_STARTS):
        yield from _asked(page, match)
    yield from _articled(page)
    for match in page.matches(_STAY, _STAY_STARTS):
        yield from _stay(page, match)
    for i in page.at(_OPENED):
        found = _TITLED.match(text, page.starts[i] - 1)
        if found and _is_own(page, found.start("name")) and not _is_town(page, found.start("name"), found.end("name")):
            yield Span(found.start("name"), found.end("name"), "HOPITAL", "destination.titled", CONTEXT)
        found = _SPECIALIST.match(text, page.starts[i] - 1)
        if found and _is_own(page, found.start("name")) and not page.info(page.token_at(found.start("name"))).wordish:
            yield Span(found.start("name"), found.end("name"), "HOPITAL", "destination.specialist", CONTEXT)
    titled = "(Dr" in text or "(Pr" in text or "(le D" in text or "(Doct" in text
    doctors = [i for i in page.at(_PLACED) if page.has(min(i + 1, len(page) - 1), CAPITAL)] if titled else []
    for match in page.matches_at(_DOCTORED, doctors):
        i = page.token_at(match.start("name"))
        person = page.info(i).first >= 3 and page.folded[i - 1] in ("avec", "chez", "par", "de")
        if _is_own(page, match.start("name"), article=True) and not person and not page.info(i).wordish:
            town = _is_town(page, *match.span("name"))
            yield Span(*match.span("name"), "VILLE" if town else "HOPITAL", "destination.doctor", CONTEXT)
    saints = [
        i for i in page.at(_SAINTS) if i + 1 < len(page) and page.has(i + 1, CAPITAL) and page.folded[i + 1] in _HOLY
    ]
    for match in page.matches_at(_SAINT, saints):
        if not in_eponym(page, page.token_at(match.start("name"))):
            yield Span(*match.span("name"), "HOPITAL", "destination.saint", CONTEXT)
    for match in page.matches(_ANSWERED, _ANSWERS):
        i = page.token_at(match.start("name"))
        if _is_own(page, match.start("name")) and not page.info(i).wordish and page.info(i).first < 2.5:
            town = _is_town(page, *match.span("name"))
            yield Span(*match.span("name"), "VILLE" if town else "HOPITAL", "destination.answer", CONTEXT)
    for match in page.matches(_CENTRE, _CENTRES):
        if longest_town(page, page.token_at(match.start()) + 1) or page.line_start(page.token_at(match.start())):
            yield Span(match.start("name"), match.end("name"), "HOPITAL", "destination.patron", CONTEXT)
    for match in page.matches(_OVERSEAS, _RESCUE):
        yield Span(match.start(), match.end(), "HOPITAL", "hospital", LABELLED)
    for match in page.matches(_SHORT_TOWN, _SHORT_TOWNS):
        yield Span(match.start("town"), match.end(), "HOPITAL", "destination.short", CONTEXT)
    for match in page.matches(_LONG_NAMES, _LONG_STARTS):
        if page.line_start(page.token_at(match.start())):
            yield Span(match.start(), match.end() - 2, "HOPITAL", "destination.long", CONTEXT)


_HOLY = frozenset("st ste saint sainte n nd notre".split())


def _articled(page: Page) -> Iterator[Span]:
    """`à La Roseraie`: an article with a capital inside a sentence opens a name."""
    for i in page.at(_ARTICLES):
        if not i or page.gaps[i] != " " or page.folded[i - 1] not in ("a", "vers", "depuis", "chez"):
            continue
        match = _ARTICLED.match(page.text, page.starts[i - 1])
        if match is None or page.shapes[i - 1] != LOWER:
            continue
        j = page.token_at(match.start("name")) + 1
        if j < len(page) and not (
            page.info(j).medical or in_eponym(page, j) or page.folded[j] in NEVER | CIVIL | MEDICAL | KIN
        ):
            town = _is_town(page, match.start("name"), match.end("name"))
            yield Span(
                match.start("name"), match.end("name"), "VILLE" if town else "HOPITAL", "destination.article", CONTEXT
            )


def _asked(page: Page, match: re.Match[str]) -> Iterator[Span]:
    """`SMR demandés : Villa Notre-Dame, Les Capucins`: the establishments that one asked, in a row."""
    for item in _ASKED_ITEM.finditer(match["list"]):
        start = match.start("list") + item.start("name")
        i = page.token_at(start)
        if i >= len(page) or not _is_own(page, start, article=True):
            continue
        several = any(sign in item["name"] for sign in (" ", "-", "'", "’"))
        if several or not page.info(i).wordish:
            yield Span(start, start + len(item["name"]), "HOPITAL", "destination.asked", CONTEXT)


def _stay(page: Page, match: re.Match[str]) -> Iterator[Span]:
    """`réadaptation à Ker-Lann (Ploemeur)`: a name that is no town and no person's first name, or one that a town in brackets places."""
    start, end = match.span("name")
    i = page.token_at(start)
    if i >= len(page) or not _is_own(page, start, article=True) or _is_town(page, start, end):
        return
    info = page.info(i)
    several = "-" in match["name"] or " " in match["name"] or "'" in match["name"]
    if match["town"] or several or (not info.wordish and info.first < 2):
        yield Span(start, end, "HOPITAL", "destination.stay", CONTEXT)


def _is_town(page: Page, start: int, end: int) -> bool:
    town = longest_town(page, page.token_at(start))
    return town is not None and page.ends[town[0]] >= end


def _is_own(page: Page, start: int, *, article: bool = False, capitals: bool = False) -> bool:
    """Whether the name that begins at ``start`` is a proper one: no term, title, role, month or short form."""
    i = page.token_at(start)
    if i >= len(page) or page.starts[i] != start:
        return False
    opens = page.folded[i] in ("la", "le", "les", "l") and page.shapes[i] != LOWER
    if opens:
        i += 1
    if i >= len(page) or page.shapes[i] not in (TITLE, UPPER, MIXED) or not page.words[i].isalpha():
        return False
    info, folded = page.info(i), page.folded[i]
    if folded in NEVER or folded in CIVIL or folded in MEDICAL or folded in ROLES or folded in KIN or folded in MONTHS:
        return False
    if info.medical and not (opens and article) and not (page.gaps[i + 1 : i + 2] == ["-"] and info.town >= 0):
        return False
    if folded in ("st", "ste"):
        return True
    if page.words[i] in SHORT_FORMS or len(folded) < 3:
        return False
    if page.shapes[i] == UPPER and not (opens and article) and not capitals:
        return not info.wordish and len(folded) > 3
    return True
