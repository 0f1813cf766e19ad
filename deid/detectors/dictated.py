"""Dictation and messages in small letters: institutions, addresses and numbers that no capital gives away.

`opéré à la clinique des remparts`, `scanner au centre paul brien`, `laboratoire medilior`, `chu de caen`, `l'u n d d nord`, `b p 41`,
`maison médicale des tanneurs`, `né le douze trois cinquante et un`, `billet K X 4 4 0 9 1`, `418 tiret 22`. A type word in small letters
needs a first name, a town, an area, an unlisted word or, behind a word of place, an article before what follows.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from deid.cues import Cue
from deid.detectors.addresses import longest_town
from deid.detectors.establishments import usual_name
from deid.detectors.regions import area_end
from deid.page import LOWER, TITLE, UPPER, Page
from deid.spans import CONTEXT, LABELLED, Span
from deid.vocabulary import KIN, MONTHS, NEVER, ROLES

_KINDS = re.compile(
    r"(?:(?:poly)?clinique(?: (?:mutualiste|priv[ée]e))?|h[ôo]pital(?: (?:priv[ée]|local))?|centre(?: (?:hospitalier|m[ée]dical|de (?:sant[ée]|dialyse|r[ée][ée]ducation|radioth[ée]rapie|soins|cardiologie)|d['’]imagerie))?|institut|ehpad|maison (?:de retraite|m[ée]dicale|de sant[ée])|r[ée]sidence|foyer|laboratoire|labo|pharmacie|cabinet(?: (?:m[ée]dical|de radiologie|dentaire|infirmier|d['’]imagerie))?|"
    r"p[ôo]le (?:de )?sant[ée]|dispensaire|chr?u|chi?|ch[sdr]|ssr|smr|usld|csapa|cmpp?|maternit[ée]|lyc[ée]e|coll[èe]ge|[ée]cole(?: maternelle| primaire| [ée]l[ée]mentaire)?|cr[èe]che)(?![^\W_])",
    re.I,
)
_KIND_STARTS = Cue(
    "clinique polyclinique hopital centre institut ehpad maison residence foyer laboratoire labo pharmacie cabinet pole dispensaire chu chru ch chi chs chd chr ssr smr usld csapa cmp cmpp maternite lycee college ecole creche"
)
_LINKS = frozenset("de du des la le les l d".split())
_PLACED = re.compile(
    r"(?<![^\W_])(?:(?:opéré\w*|hospitalis\w*|admis\w*|suivi\w*|transf[ée]r\w*|mut[ée]\w*|n[ée]e?|accouch\w*|vu\w*|faite?s?|r[ée]alis\w*|pos[ée]\w*|prise?|sortie?|retour|entr[ée]e?|rendez-vous|rdv|appel\w*|destinataire|m[ée]decin|docteur [a-zà-ÿ'’-]+(?: [a-zà-ÿ'’-]+)?) )?(?:à la|à l['’]|à|au|en|vers la|vers|sur la|chez|dans la|dans le|par la|par le|de la|du|le|copie|destinataire) ?\Z",
    re.I,
)
_AT = re.compile(r"(?<![^\W_])(?:à la|à l['’] ?|au|vers la|vers le|dans la|sur la|par la|chez|en) ?\Z", re.I)
_DOCTOR = re.compile(r"(?:docteur|dr|professeur)(?: [^\W\d_'’-]+(?:[-'’][^\W\d_]+)*){1,3} \Z", re.I)
_CLINICAL = re.compile(
    r"(?:patient|malade|syndrome|maladie|sevrage|choc|sepsis|tableau|coeur|cœur|jour|nuit|semaine|fait|sein|genou|pied|dos|sommeil|douleur|m[ée]moire|main|rachis|voyage|mari|p[èe]re|fils|matin|soir|midi|lendemain|diagnostic|premier|dernier|mois|secteur|quartier|village|coin|m[êe]me|moment|bilan|service)s?\Z"
)
_ADJECTIVE = re.compile(
    r"\w+(?:iques?|aires?|ales?|aux|el(?:le)?s?|euses?|eux|ives?|ifs?|istes?|antes?|ants?|ées?|és?|iens?|iennes?|ienne|entes?|ents?|oires?|ables?|ibles?)\Z"
)
_ASIDE = frozenset(
    "virgule point tiret deux points parenthese slash barre ouvrez fermez entre guillemets a au aux en et ou par pour sur avec le la les".split()
)
_LETTERED = re.compile(
    r"(?<![^\W_])(?:c h(?: [ruis])?|c h r u|c m p(?: p)?|h p|s s r|s m r|u n d d|u d m|u a d|u s l d|h a d|c s a p a|c r f|c m p r|c m c|c l c c|e h p a d|s a m u|s m u r|u h c d|i m e|m a s)(?= (?:de |du |des |d['’]|la |le |les |l['’])?(?P<next>[^\W\d_]{3,}))",
    re.I,
)
_LETTER_STARTS = Cue("c h s u e i m")
_BOX = re.compile(
    r"(?<![^\W_])b\.? ?p\.? (?:n[°º] ?)?\d{1,5}(?!\d)(?:[ ,\n]+(?P<zip>\d{2} ?\d{3})(?!\d)(?: (?P<town>[^\W\d_]{2,}(?:[-' ][^\W\d_]{3,})?))?)?",
    re.I,
)
_BOX_STARTS = Cue("b bp")
_HOUSES = re.compile(
    r"(?<![^\W_])(?:maison m[ée]dicale|maison de sant[ée]|p[ôo]le m[ée]dical|cabinet m[ée]dical|centre m[ée]dical|espace sant[ée]|r[ée]sidence|immeuble|centre commercial) (?:de la |de l['’]|du |des |d['’]|de |la |le |les |l['’])(?P<name>[^\W\d_]{3,}(?:-[^\W\d_]+)*)(?=,? (?:\d{2} ?\d{3}|à [^\W\d_]{3,}|cedex)(?!\w))",
    re.I,
)
_HOUSE_STARTS = Cue("maison pole cabinet centre espace residence immeuble")
_VISITED = re.compile(
    r"(?:suivie?|opérée?|op[ée]r[ée]e?|hospitalis[ée]e?|admise?|transf[ée]r[ée]e?|mut[ée]e?|sortie?|accouch[ée]e?|dialys[ée]e?|greff[ée]e?|r[ée]adaptation|r[ée][ée]ducation|convalescence|retour|habite|vit|demeure|r[ée]side|née?|vue?|adress[ée]e?) (?:à|a) (?P<name>(?:la |le |les |l['’])?[^\W\d_]{5,}(?:-[^\W\d_]+)*)(?= (?:virgule|point|par|pour|en|le|avec|où|depuis|chez|sous|et)\b|[,.;)\n])"
)
_VISITS = Cue(
    "suivi suivie operee opere hospitalise hospitalisee admis admise transfere transferee mute mutee sort sorti sortie accouche accouchee dialyse dialysee greffe greffee readaptation reeducation convalescence retour habite vit demeure reside ne nee vu vue adresse adressee"
)
_STREET = re.compile(
    r"\d{1,4}(?: bis| ter)? (?:rue|avenue|boulevard|place|chemin|impasse|all[ée]e|route|quai|square) [^\n,.;:\d]{3,45}? (?P<to>à|a) (?P<town>(?:la |le |les |l['’])?[^\W\d_]{2,}(?:[-'’][^\W\d_]+)*)"
)
_STREETS = Cue(written=r"\d{1,4}\Z", of="figure", listed=False)
_STREET_WORDS = Cue("rue avenue boulevard place chemin impasse allee route quai square")
_NUMBER = r"(?:z[ée]ro|une?|deux|trois|quatre|cinq|six|sept|huit|neuf|dix|onze|douze|treize|quatorze|quinze|seize|premier|vingts?|trente|quarante|cinquante|soixante|septante|octante|huitante|nonante|cents?|mil(?:le)?)"
_BORN = re.compile(
    rf"(?:n[ée]e?(?:\(e\))?|naissance|ddn|date de naissance)(?: le| du| deux points)? (?P<date>(?:(?:lundi|mardi|mercredi|jeudi|vendredi|samedi|dimanche) )?{_NUMBER}(?:[ -](?:et[ -])?{_NUMBER}){{2,9}})(?![^\W_])",
    re.I,
)
_BIRTHS = Cue("ne nee naissance ddn date")
_SPELT = re.compile(
    r"(?:billet|dossier|num[ée]ro|code|r[ée]f[ée]rence|immatriculation|plaque|contrat|adh[ée]rent|matricule|identifiant|carte|passeport|lot|s[ée]rie|vol|ticket|bon|accord|i ?p ?p|n d a|mutuelle)(?: (?:est|de|du|le|la|deux points|n[°º]|num[ée]ro|patient|séjour|[a-zà-ÿ]{3,12}))? (?P<value>(?:[A-Z]{2,3} )?(?:[A-Za-z\d](?:-| ?tiret | )){3,}(?:[A-Z\d]|\d{1,6})(?![^\W_]))"
)
_SPELT_STARTS = Cue(
    "billet dossier numero code reference immatriculation plaque contrat adherent matricule identifiant carte passeport lot serie vol ticket bon accord ipp i n mutuelle"
)
_LETTERED_CODE = re.compile(
    r"(?i:lots?|examen|clich[ée]|pr[ée]l[èe]vement|demande|[ée]tiquette|tube|[ée]chantillon|lame|bloc|appareil|proth[èe]se|implant|flacon|poche|bracelet|cassette|bo[îi]tier|pompe|dossier|num[ée]ro|code|r[ée]f[ée]rence|contrat|matricule|s[ée]rie|accord|ticket|carte|protocole|s[ée]jour|compte rendu)"
    r"(?i: (?:est|deux points|n[°º]|num[ée]ro|de s[ée]rie|r[ée]f[ée]rence|de lot|du lot|code|de lots?))* (?P<value>(?:[A-Z] (?:tiret )?|[A-Z]-){1,5}[A-Z]{0,3}(?:tiret )?\d{1,8}(?: (?:tiret (?:du (?:bas|six|huit) )?|slash |barre (?:oblique )?|trait d['’]union )?(?:[A-Z] )?\d{1,8}){0,6})(?![\w%/]|[.,]\d| ?(?:mg|ml|ui|g|kg|ans|mois|jours?|cc|h|heures?|milligrammes?|millilitres?|grammes?|virgule \d|pour cent|unit[ée]s?)(?!\w))"
)
"""`lot P A C 88 21 407`, `examen S C 22 tiret 40881`: letters one by one and figures in groups behind what bears them."""
_LETTERED_STARTS = Cue(
    "lot lots examen cliche prelevement demande etiquette tube echantillon lame bloc appareil prothese implant flacon poche bracelet cassette boitier pompe dossier numero code reference contrat matricule serie accord ticket carte protocole sejour compte"
)
_LETTER_LABEL = re.compile(
    r"(?<![^\W_])(?P<kind>[Ii] ?[Pp] ?[Pp]|[Nn] ?[Dd] ?[Aa]|[Nn] ?[Ii] ?[Pp]|[Ii] ?[Ee] ?[Pp]|dossier|num[ée]ro de dossier|[Rr] ?[Pp] ?[Pp] ?[Ss])(?: (?:num[ée]ro|deux points|est le|c['’]est le))? (?P<value>(?=[^\n]{0,24}\d[^\n]{0,12}\d)(?:[A-Z] ){0,3}[A-Z]{0,2}\d{1,6}(?: \d{1,6}){1,6})(?![\d%/]|[.,]\d| ?(?:mg|ml|ui|ans|mois|jours|kg)\b)"
)
_LETTER_LABELS = Cue("i ipp n nda nip iep dossier numero r rpps")
_LETTER_KINDS = {"i": "IPP", "n": "NDA", "r": "RPPS", "d": "IPP"}
_JOINED = re.compile(
    r"(?<![\w.,])(?P<value>(?:[A-Z]{1,4} ?)?\d{2,}(?: (?:trait d['’]union|tiret(?: du (?:bas|six|huit))?|slash|barre(?: oblique)?|underscore|point|sur) (?:[A-Z]{1,4} ?)?\d+(?: \d+)*){1,3})(?![\w%]| (?:mg|ml|ui|g|kg|ans|h|virgule \d|de tension|mmhg))",
    re.I,
)
_JOINS = Cue("trait tiret slash barre underscore")
_NUMBERED = re.compile(
    r"(?:num[ée]ro|dossier|n[°º]|cafat|s[ée]cu|ipp|matricule|r[ée]f\w*|contrat|accord|ticket|code|cps|mutuelle|s[ée]jour|examen|demande|lot)(?: [a-zà-ÿ]{2,12})?[ :]*\Z",
    re.I,
)


def find(page: Page) -> Iterator[Span]:
    """Every such trace."""
    for match in page.matches(_KINDS, _KIND_STARTS):
        end = _named(page, match)
        if end:
            yield Span(match.start(), end, "HOPITAL", "dictated.place", CONTEXT)
    for match in page.matches(_LETTERED, _LETTER_STARTS):
        end = _behind_letters(page, match)
        if end:
            yield Span(match.start(), end, "HOPITAL", "dictated.letters", CONTEXT)
    for match in page.matches(_BOX, _BOX_STARTS):
        yield from _box(page, match)
    for match in page.matches(_HOUSES, _HOUSE_STARTS):
        yield Span(match.start(), match.end(), "ADRESSE", "dictated.house", CONTEXT)
    for match in page.matches(_VISITED, _VISITS):
        yield from _visited(page, match)
    numbers = [k for i in page.at(_STREET_WORDS) for k in (i - 2, i - 1) if k >= 0 and page.has(k, _STREETS)]
    for match in page.matches_at(_STREET, numbers):
        town = longest_town(page, page.token_at(match.start("town")))
        if town and page.ends[town[0]] >= match.end("town"):
            yield Span(match.start("town"), page.ends[town[0]], "VILLE", "dictated.town", CONTEXT)
    for match in page.matches(_BORN, _BIRTHS):
        yield Span(match.start("date"), match.end("date"), "DATE_NAISSANCE", "dictated.birth", LABELLED)
    for match in page.matches(_SPELT, _SPELT_STARTS):
        if sum(map(str.isdigit, match["value"])) >= 3:
            yield Span(match.start("value"), match.end("value"), "AUTRE_ID", "dictated.spelt", CONTEXT)
    for match in page.matches(_LETTERED_CODE, _LETTERED_STARTS):
        if sum(map(str.isdigit, match["value"])) >= (4 if match["value"][1:3].strip(" -").isupper() else 5):
            yield Span(match.start("value"), match.end("value"), "AUTRE_ID", "dictated.lettered", CONTEXT)
    for match in page.matches(_LETTER_LABEL, _LETTER_LABELS):
        if sum(map(str.isdigit, match["value"])) >= 5:
            kind = _LETTER_KINDS.get(match["kind"][0].lower(), "AUTRE_ID")
            yield Span(match.start("value"), match.end("value"), kind, "dictated.number", CONTEXT)
    for i in page.at(_JOINS):
        yield from _joined(page, i)


def _named(page: Page, match: re.Match[str]) -> int:
    """Where the name in small letters behind a type word ends, 0 if none follows."""
    first, j = page.token_at(match.start()), page.token_at(match.end())
    article = j
    while j < len(page) and page.folded[j] in _LINKS and page.gaps[j] in (" ", "'", "’"):
        j += 1
    if j >= len(page) or page.gaps[j] not in (" ", "'", "’") or page.shapes[j] not in (LOWER, TITLE):
        return 0
    usual = usual_name(page, first, j) if page.shapes[j] == LOWER else -1
    if usual >= 0:
        return page.ends[max(usual, area_end(page, usual + 1) - 1)]
    folded, info = page.folded[j], page.info(j)
    if folded in NEVER or folded in ROLES or folded in KIN or folded in MONTHS or folded in _ASIDE or len(folded) < 3:
        return 0
    person = _person_end(page, j)
    if person and page.shapes[j] == LOWER:
        return page.ends[person]
    town = longest_town(page, j)
    acronym = page.shapes[first] == UPPER or len(page.words[first]) < 4
    if town and not info.medical and town[1] > (1500 if acronym else 4000) and (not info.wordish or town[0] > j):
        return page.ends[town[0]] if page.shapes[first] != LOWER or page.shapes[j] == LOWER else 0
    if page.shapes[j] != LOWER:
        return 0
    kind = page.folded[first]
    if (
        kind in _OF_NAMES
        and not info.medical
        and info.zipf < 1.6
        and not info.wordish
        and not _ADJECTIVE.match(folded)
        and len(folded) > 4
    ):
        end = area_end(page, j + 1)
        return page.ends[end - 1] if end > j + 1 else page.ends[j]
    if article == j or info.medical or _CLINICAL.match(folded) or kind not in _OF_HOUSES or _ADJECTIVE.match(folded):
        return 0
    before = page.text[max(0, match.start() - 60) : match.start()]
    placed = _AT.search(before) if kind not in ("maison", "pole") or len(match.group()) < 8 else _PLACED.search(before)
    titled = _DOCTOR.search(before)
    return page.ends[j] if placed or titled else 0


_OF_NAMES = frozenset("laboratoire labo clinique polyclinique ehpad pharmacie residence hopital maternite".split())
_OF_HOUSES = frozenset("clinique polyclinique ehpad residence maison pole foyer".split())


def _person_end(page: Page, j: int) -> int:
    """The last token of a first name and a surname in small letters that begin at token ``j``, 0 if they do not."""
    if j + 1 >= len(page) or page.gaps[j + 1] not in (" ", "-"):
        return 0
    first, second = page.info(j), page.info(j + 1)
    if first.first < 3.3 or first.medical or page.shapes[j + 1] != LOWER or (first.wordish and first.zipf > 4.6):
        return 0
    folded = page.folded[j + 1]
    if folded in NEVER or folded in _ASIDE or len(folded) < 3 or second.medical:
        return 0
    return j + 1 if second.surname > 1.5 or not second.wordish else 0


def _behind_letters(page: Page, match: re.Match[str]) -> int:
    """Where the town, area or person behind spelt letters ends (`c h de vannes`, `u n d d nord`)."""
    j = page.token_at(match.start("next"))
    if j >= len(page) or page.starts[j] != match.start("next"):
        return 0
    folded, info = page.folded[j], page.info(j)
    if folded in NEVER or folded in _ASIDE:
        return 0
    back = j
    while back and page.folded[back - 1] in ("le", "la", "les", "l") and page.gaps[back] in (" ", "'", "’"):
        back -= 1
    for k in (back, j):
        town = longest_town(page, k)
        if town and town[0] >= j and (town[1] > 800) and not info.medical:
            return page.ends[town[0]]
    end = area_end(page, j)
    if end > j:
        return page.ends[end - 1]
    person = _person_end(page, j)
    return page.ends[person] if person else 0


def _visited(page: Page, match: re.Match[str]) -> Iterator[Span]:
    """`suivie à kermorvan virgule`: a word in small letters that is in no list, where one is treated or lives."""
    start, end = match.span("name")
    i = page.token_at(start)
    town = longest_town(page, i)
    if town and page.ends[town[0]] >= end and town[0] > i and page.folded[town[0]] not in NEVER:
        yield Span(start, end, "VILLE", "dictated.visited", CONTEXT)
        return
    info, folded = page.info(i), page.folded[i]
    if (
        page.shapes[i] == LOWER
        and info.zipf < 1.5
        and not (info.medical or info.wordish or info.first > 2)
        and not _ADJECTIVE.match(folded)
    ):
        yield Span(start, end, "HOPITAL", "dictated.visited", CONTEXT)


def _box(page: Page, match: re.Match[str]) -> Iterator[Span]:
    """A post box, with the postal code and the place behind it; `BP 120` is also a blood pressure in English."""
    if page.lang == "en" or (match["zip"] is None and match.group()[:2].isupper()):
        return
    end = match.start("zip") if match["zip"] else match.end()
    yield Span(match.start(), end, "ADRESSE", "dictated.box", CONTEXT)
    if match["zip"]:
        yield Span(match.start("zip"), match.end("zip"), "ZIP", "dictated.box", CONTEXT)
        town = match["town"]
        if town and town.lower() not in _ASIDE and town.lower() not in NEVER:
            size = len(town.split()[0].split("-")[0]) if " " in town else len(town)
            yield Span(match.start("town"), match.start("town") + size, "VILLE", "dictated.box", CONTEXT)


def _joined(page: Page, i: int) -> Iterator[Span]:
    """`418 trait d'union 22` behind a word that announces a number, or seven figures and more."""
    if not i or not page.words[i - 1][-1:].isdigit():
        return
    low = i - 1
    while (
        low > 0
        and i - low < 6
        and (page.words[low - 1][-1:].isdigit() or page.folded[low - 1] in ("tiret", "slash", "barre", "point"))
    ):
        low -= 1
    match = _JOINED.match(page.text, page.starts[low])
    if match is None:
        return
    figures = sum(map(str.isdigit, match["value"]))
    if figures > 6 or _NUMBERED.search(page.text, max(0, match.start() - 40), match.start()):
        yield Span(match.start("value"), match.end("value"), "AUTRE_ID", "dictated.joined", CONTEXT)
