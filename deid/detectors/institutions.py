"""Institutions beyond hospitals: care at home, addiction, handicap, guardianship, laboratories, named units, whole official names.

A type word or acronym counts only with a proper name behind it (`USP de la Miséricorde`, `Institut universitaire du cancer
Toulouse-Oncopole`); `service de cardiologie` stays. The kinds are those of the FINESS register and of social services.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from deid.cues import Cue
from deid.detectors.addresses import longest_town
from deid.marks import quotes
from deid.page import LOWER, MIXED, TITLE, UPPER, Page
from deid.spans import CONTEXT, Span
from deid.vocabulary import CIVIL, MEDICAL, MONTHS, NEVER, ROLES

_ACRONYMS = frozenset(
    "CMC CLCC HP GHR UMJ USP UHSA UHSI UMD UMAP CSAPA CAARUD CRA SESSAD IME IMPRO IEM ITEP CMP CMPP CMPEA CATTP HDJ HJ CMCR CMPR CRF MPR SSR SMR SRPR HAD MAS FAM EAM ESAT UNV UHCD UDAF UTPAS CLAT CEGIDD CPEF PMI MSP MDA CHRS CADA LHSS ACT EHPA EHPAD "
    "USLD MARPA MAPA SAVS SAMSAH SAAD SSIAD SPASAD CPTS CLIC CMS EMSP CAMSP ADMR CPAM CARSAT ADAPEI UGECAM SPA CCAS CDOS CMCO CTRS CDS ESAD HIA CHS CHD CH CHR CHU CHRU GHT GHU EPSM CHI CHIC CLCC CRLCC GCS GIE SCM SELAS LBM "
    "CESAME AHBFC URO ATIR AURA AURAR ADPEP PEP UAPED CRCM CPDPN CECOS EFS IRM UMSP".split()
) - {"IRM", "URO"}
_LONG = frozenset(
    "equipe sanatorium preventorium aerium hopitaux hospices plateforme reseau dispensaire thermes policlinique scanner bacterio irm hospital cabinet imagerie fondation association institut centre pole maternite residence foyer maison pharmacie laboratoire labo hopital clinique polyclinique nouvel nouvelle grand groupe site antenne accueil secteur aile unite salle pavillon ambulances "
    "ambulance officine espace ecole college lycee creche patronage ehpad radiologie dialyse appartement mas manoir clin hop hopx polycl ghm ghu ghi ghc villa plateau bloc service servce".split()
) - {"mas", "appartement", "manoir", "bloc", "service", "servce", "villa"}
_WEAK = frozenset(
    "equipe reseau plateforme scanner bacterio irm hospital secteur aile unite salle accueil grand espace site radiologie dialyse association maison pavillon pole groupe".split()
)
"""Type words that speak of a place only with a name of its own: never before a lone common word."""
_WORD = r"[A-ZÀ-ÝĀ-ŒŔ-ŽẠ-Ỹ][\w]*"
_NAME = re.compile(
    rf"(?:(?:St|Ste)\.? ?-?)?{_WORD}(?:(?:[-‐'’]|[-‐](?:de|du|des|la|le|les|aux?|sur|sous|en|lès|et|DE|DU|DES|LA|LE|LES|EN|SUR)[-‐'’](?:(?:la|le|les|LA)[-‐])?(?:[lLdD]['’])?|[-‐][dDlL]['’]| (?:(?:de|du|des|la|le|les|en|sur|sous|lès|et|aux?|DE|DU|DES|LA|LE|LES|EN|SUR|LÈS|AUX?) ){{1,2}}(?:[lLdD]['’])?| [lLdD]['’]| )(?={_WORD}){_WORD}){{0,6}}"
)
_CHAIN = re.compile(
    r"[ \t]+(?P<word>(?:de la|de l['’]|[ldLD]['’]|[a-zà-ÿā-žạ-ỹ]+(?:-[a-zà-ÿā-žạ-ỹ]+)*['’]?|DE|DU|DES|LA|LE|LES))|(?<=['’])(?P<glued>[a-zà-ÿā-žạ-ỹ]+)"
)
_CAPITAL_CHAIN = re.compile(r"[ \t]+(?P<word>[A-ZÀ-ÝĀ-ŒŔ-Ž]{3,})(?P<glued>)")
_LINKS = frozenset("de du des la le les l d en sur et aux au pour a contre".split())
_DESCRIBES = frozenset(
    "mobile mobiles palliatif palliatifs palliative accompagnement technique plateau equipe universitaires civils fonctionnelle specialises gerontopsychiatrie liaison traumatises cranien craniens appareil digestif maladies coeur thorax tete cou mut mutualiste universit univ reg universitaire regional regionale national nationale departemental departementale hospitalier hospitaliere medical medicale medicaux medico social sociale municipal municipale communal communale associatif associative pluridisciplinaire pluriprofessionnel pluriprofessionnelle polyvalent ophtalmologique infirmier infirmiers dentaire chirurgical psychiatrique mutualiste prive privee "
    "public intercommunal specialise cardiaque readaptation reeducation convalescence sante soins jour long court sejour accueil vie logement retraite autonomie seniors repos cancer lutte anticancereux anticancereuse cancerologie oncologie radiotherapie "
    "imagerie radiologie pathologie biologie analyses kinesitherapie masso masso-kinesitherapie orthophonie psychologie infectiologie dialyse nephrologie geriatrie pediatrie addictologie reference competence expert planification transfusion vaccination "
    "hebergement insertion polyvalente respiratoire neurologique orthopedique locomoteur gerontologique gerontologie therapeutique educatif mere enfant mere-enfant femme enfants maladies rares memoire sommeil douleur reproduction humaine genetique".split()
)
_QUOTED = re.compile(
    r"(?<![^\W_])(?:unit[ée]|salle|secteur|pavillon|accueil(?: de jour)?|r[ée]sidence|foyer|service|b[âa]timent|maison|cantou|UVP|UPG|PASA|CATTP|HDJ|EHPAD|MAS|FAM|association|centre|clinique|appartements?|atelier|structure|chambre)"
    r"[^\n«\"“».;]{0,25}[«\"“][  ]?(?P<name>[A-ZÀ-ÝĀ-ŒŔ-ŽẠ-Ỹ][^\n«»\"”“]{1,40}?)[  ]?[»\"”]",
    re.I,
)
_LABORATORY = re.compile(
    r"(?:Bio-?[A-ZÀ-ÝĀ-ŒŔ-ŽẠ-Ỹ]?[a-zà-ÿā-žạ-ỹ]{2,}|[A-ZÀ-ÝĀ-ŒŔ-ŽẠ-Ỹ][a-zà-ÿā-žạ-ỹ]{2,}(?:-?[Bb]io|lab|Lab|[Bb]iolab)s?|Cerba\w*|Novescia|Laborizon|Oriade|Genolis|Aspheria|Medilys|Diagnovie|Biomnis|Eurofins(?: Biomnis)?|Unilabs|Inovie|Biogroup|Labosud|SYNLAB|EUROFINS|CERBA\w*|BIOMNIS|BIO[A-Z]{3,})(?:-[A-ZÀ-ÝĀ-ŒŔ-ŽẠ-Ỹ][\w-]*)*(?: (?:Sud|Nord|Est|Ouest|Centre|Biomnis|[A-ZÀ-ÝĀ-ŒŔ-ŽẠ-Ỹ][a-zà-ÿā-žạ-ỹ]+-[A-ZÀ-ÝĀ-ŒŔ-ŽẠ-Ỹ][\w-]+))?(?![\w'’])"
)
_COMPANIES = re.compile(
    r"(?i:novescia|laborizon|oriade|dynabio|exalab|axbio|genbio|aspheria|labazur|alphabio|bioliance|biopath|ouilab|medilys|labexa|diagnovie|genolis|evolab|cerba|biomnis|eurofins|unilabs|inovie|biogroup|synlab|labosud)"
)
_TRADE = re.compile(
    rf"(?<![\w'’-])(?P<name>{_WORD}(?:-{_WORD})*) (?:Pathologie|Imagerie|Radiologie|Biologie|Dialyse|Sant[ée]|Ambulances|Cardiologie)(?![\w-])"
)
_REGION = re.compile(
    r" (?:basque|bretonne?|normande?|picarde|catalane?|vermeille|landaise?|limousine?|lorraine?|bourbonnaise?|charentaise?|vend[ée]en(?:ne)?|gascogne|c[ée]venole?|m[ée]diterran[ée]e)(?!\w)"
)


_TYPES = Cue(test=lambda word: word.written in _ACRONYMS or (word.folded in _LONG and word.shape != MIXED))
_MAKES = Cue(
    test=lambda word: (
        word.shape in (TITLE, UPPER, MIXED)
        and ("bio" in word.folded or "lab" in word.folded or _COMPANIES.match(word.folded) is not None)
    )
)
"""How laboratories call themselves."""
_BIO = Cue("bio")
_TRADES = Cue(
    written=r"(?:Pathologie|Imagerie|Radiologie|Biologie|Dialyse|Sant[ée]|Ambulances|Cardiologie)\Z", of="capital"
)
_OPENING = re.compile(r"\.?[ \t]?[«\"]?[ ]?|[ \t]+")


def find(page: Page) -> Iterator[Span]:
    """Institutions by kind and name, quoted names of units, laboratories by the make of their name."""
    text = page.text
    done = 0
    for i in page.at(_TYPES):
        end = _whole(page, i) if page.starts[i] >= done else 0
        if end:
            done = end
            yield Span(_start(page, i), end, "HOPITAL", "institution", CONTEXT)
    for match in _QUOTED.finditer(text) if quotes(text) else ():
        i = page.token_at(match.start("name"))
        if i < len(page) and (page.folded[i] not in NEVER or page.folded[i] in _LINKS) and not page.info(i).medical:
            yield Span(match.start("name"), match.end("name"), "HOPITAL", "institution.quoted", CONTEXT)
    yield from _laboratories(page)


def _start(page: Page, i: int) -> int:
    """Colloquial type words in small letters (`labo`, `officine de`, `site de`) stand outside the name."""
    if page.words[i] not in _OUTSIDE:
        return page.starts[i]
    j = i + 1
    while j + 1 < len(page) and page.folded[j] in _LINKS and page.shapes[j] == LOWER:
        j += 1
    return page.starts[j]


_OUTSIDE = frozenset(("officine", "site", "antenne", "pharmacie"))
_NEXT_LINE = re.compile(r"\n[ \t]*")
_HEADS = frozenset(("nouvel", "nouvelle", "grand", "groupe", "espace"))


def _whole(page: Page, i: int) -> int:
    """Where the name that begins with the type word at token ``i`` ends; 0 if no proper name follows."""
    text, at = page.text, page.ends[i]
    described = 0
    if page.folded[i] in _HEADS:
        if i + 1 >= len(page) or page.folded[i + 1] not in ("hopital", "hopitaux", "clinique", "polyclinique"):
            return 0
        at = page.ends[i + 1]
    if page.folded[i] == "association" and text[at : at + 4] in (" de ", " d'"):
        return 0
    while (chain := _chain(page, i, at)) and described < 7:
        if _NAME.match(text, chain.end()) and chain.group().strip() in ("L'", "L’", "D'", "D’"):
            at = chain.end()
            break
        word = page.token_at(chain.start("word") if chain["word"] else chain.start("glued"))
        folded = page.folded[word] if word < len(page) else ""
        if not (folded in _LINKS or folded in _DESCRIBES or (page.shapes[word] == LOWER and page.info(word).medical)):
            return 0
        described += 1
        at = chain.end()
    gap = _OPENING.match(text, at) if text[at : at + 1] != "\n" or not described else _NEXT_LINE.match(text, at)
    at = gap.end() if gap else at
    match = _NAME.match(text, at)
    if match is None:
        return 0
    return _proper(page, i, match)


def _chain(page: Page, i: int, at: int) -> re.Match[str] | None:
    """The next word of a description, in capitals too where the type word is in capitals."""
    chain = _CHAIN.match(page.text, at + (page.text[at : at + 1] == "." and page.text[at + 1 : at + 2] == " "))
    if chain is None and page.shapes[i] == UPPER:
        chain = _CAPITAL_CHAIN.match(page.text, at)
        if chain and page.folded[page.token_at(chain.start("word"))] not in _DESCRIBES:
            return None
    return chain


def _proper(page: Page, i: int, match: re.Match[str]) -> int:
    tokens = list(page.tokens_in(match.start(), match.end()))
    kept: list[int] = []
    for j in tokens:
        tight = bool(kept) and page.gaps[j] in ("-", "‐", "'", "’")
        if page.shapes[j] == LOWER or tight or _part(page, j, first=not kept):
            kept.append(j)
        else:
            break
    while kept and (page.shapes[kept[-1]] == LOWER or page.folded[kept[-1]] in _LINKS):
        kept.pop()
    solid = [j for j in kept if page.folded[j] not in _LINKS]
    if not solid or not _is_proper(page, i, solid, kept):
        return 0
    region = _REGION.match(page.text, page.ends[kept[-1]])
    return region.end() if region else page.ends[kept[-1]]


def _part(page: Page, j: int, *, first: bool) -> bool:
    info, folded = page.info(j), page.folded[j]
    if folded in _LINKS:
        return True
    if folded in NEVER or folded in CIVIL or folded in MEDICAL or folded in ROLES or folded in MONTHS:
        return not first and folded in ("haut", "bas", "jour", "famille", "hospitalier", "pere", "mere")
    if folded in _QUARTERS or (first and page.gaps[j + 1 : j + 2] == ["-"]):
        return True
    return not (info.medical and info.surname < 1.5 and info.town < 0)


_QUARTERS = frozenset("ouest est nord sud sante espoir vie horizon".split())


def _is_proper(page: Page, i: int, solid: list[int], kept: list[int]) -> bool:
    """A lone common word is no name behind a weak type word, nor capitals in a line of capitals."""
    first, folded = solid[0], page.folded[i]
    info = page.info(first)
    if (len(page.words[first]) < 3 and (len(solid) < 2 or page.shapes[i] == LOWER)) or not page.folded[first].isalpha():
        return False
    if page.words[first] == page.words[first].upper() and info.wordish and page.info(first).town < 0 and len(solid) < 3:
        return not (len(solid) < 2 or folded in _WEAK) and page.shapes[i] == UPPER
    if folded in _WEAK or page.shapes[i] == LOWER:
        known = info.town >= 0 or not info.wordish or len(solid) > 1 or kept[0] != first
        article = page.folded[first - 1] in ("le", "la", "les", "l") if first else False
        return (known or article) and (page.shapes[first] == TITLE or longest_town(page, first) is not None)
    return True


def _laboratories(page: Page) -> Iterator[Span]:
    for i in page.at(_MAKES):
        end = _named_laboratory(page, i)
        if end:
            yield Span(page.starts[i], end, "HOPITAL", "laboratory", CONTEXT)
    for i in page.at(_BIO):
        if i and page.gaps[i] == "-" and page.shapes[i - 1] == TITLE and not page.has(i - 1, _MAKES):
            yield Span(page.starts[i - 1], page.ends[i], "HOPITAL", "laboratory", CONTEXT)
    for match in page.matches_at(_TRADE, _trade_starts(page)):
        i = page.token_at(match.start())
        info = page.info(i)
        compound = "-" in match["name"] or info.town >= 500 or (info.zipf < 2 and not info.medical)
        if compound and not info.medical and page.folded[i] not in NEVER and not info.eponym:
            yield Span(match.start(), match.end(), "HOPITAL", "institution.trade", CONTEXT)


def _named_laboratory(page: Page, i: int) -> int:
    """Where a laboratory's name that begins at token ``i`` ends, 0 if there is none."""
    folded, info = page.folded[i], page.info(i)
    match = _LABORATORY.match(page.text, page.starts[i])
    if match is None:
        return 0
    alone = match.group() == page.words[i]
    if not (_COMPANIES.match(folded) or not (info.medical or info.zipf > 1.5) or not alone):
        return 0
    return 0 if alone and folded in ("bio", "lab", "labo") else match.end()


def _trade_starts(page: Page) -> list[int]:
    """The first of the hyphenated words before a word of trade (`Bio-Val Imagerie`)."""
    starts = []
    for i in page.at(_TRADES):
        if i and page.gaps[i] == " ":
            first = i - 1
            while first and page.gaps[first] == "-":
                first -= 1
            starts.append(first)
    return starts
