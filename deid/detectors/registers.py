"""Codes and numbers that organisms, forms and machines write in ways of their own.

`accord DEP 23/117/04`, `MSA 35/221047`, `21 / 2020 / 004 117`, `code famille « PIVOINE »`, `générateur GAMBRO 03`, `immat F-GKLM`,
`N° AM 56 1 20417 3`, `MUT 0412 77 B`, `sujet 12-044 RAB`; social security numbers with a wrong key or none. A label or an organism must
stand before figures that could be a date, a dose or a fraction.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from deid import dates
from deid.cues import Cue
from deid.page import Page
from deid.spans import CONTEXT, LABELLED, Span
from deid.vocabulary import MONTHS, NEVER

_ORGANISMS = re.compile(
    r"(?:MSA|CPAM|CAF|CGSS|CPS|CAFAT|CSSM|MDPH|MDA|MDS|CARSAT|CRAMIF|RSI|SSI|MGEN|MNH|MAAF|MACIF|MAIF|GMF|MNT|LMDE|SMEREP|ENIM|CNMSS|CAMIEG|CRPCEN|CAVIMAC|CNRACL|IRCANTEC|AGIRC|ARRCO|CANAM|RATP|SNCF|EDF|OFII|OFPRA|ASE|PMI|DEP|AAP|AAC|ATU|RTU|AMM|ALD|APA|PCH|AAH|ACTP|AEEH|RQTH|CMI|AJPA|"
    r"CSS|C2S|CMU-?C?|AME|DDETS|DDASS|DPIP|SPIP|TJ|TGI|TI|JAF|JLD|JDE|PJJ|UDAF|ATMP|CCAS|CPS|ARS|SDIS|CODIS|CRRA|SAMU|CCMU|ANSM|MUT|ADH|AMC|AMO|CIV|DRE|BTP|PRO-BTP|AG2R|HM|MH|CNI|CIN|TS|CT|RG|PV|COTOREP|CDAPH|CRIP|AEMO|IP|FSEI|FEI|EIG|OSIRIS|VIGIE|ORBIS|TRJ|VT|PS|DMP|INSi)"
)
_ORGANISM = Cue(test=lambda word: _ORGANISMS.fullmatch(word.written) is not None, of="capital")
_KNOWN = frozenset(
    "MSA CPAM CAF CGSS CPS CAFAT CSSM MDPH MDA MDS CARSAT CRAMIF RSI SSI MGEN MNH ENIM OFII OFPRA ASE PMI ALD APA PCH AAH AEEH RQTH CMI CSS C2S CMU CMUC AME TJ TGI UDAF CCAS ARS SDIS SAMU ANSM AMC ADH FEI EIG CDAPH CRIP PS DMP RPPS ADELI AM IPP NDA".split()
)
"""Organisms and benefits that everybody has: the word stays, the number goes."""
_GROUPS = re.compile(
    r"[ \t]*(?:n[°ºo]\.?|num[ée]ro|:|dossier|réf\.?)?[ \t]*:?[ \t]*(?P<n>\d{1,6}(?:[ ]?[/.-][ ]?\d{1,7}|[ ]\d{2,6}){1,5}(?:[ /-]?[A-Z]{1,3}(?![\w'’]))?)(?![\w%]|[.,/]\d| ?(?:mg|ml|ui|g|kg|ans|mois|h|jours|%)\b)"
)
_TAILED = re.compile(r"(?:[ \t]+(?:CAF|MSA|n[°º]))*[ \t]*:?[ \t]*(?P<n>\d{5,8} [A-Z])(?![\w'’])")
_TAILED_STARTS = Cue("caf msa allocataire adherent mutuelle matricule cps")
_LABELS = Cue(
    "demande dossier accord entente autorisation decision derogation commission protocole convention bon prescription ordonnance reconnaissance notification titre numero reference ref no affaire sinistre courrier pli carte contrat"
)
_LABELLED = re.compile(
    r"(?:s)?(?:[ \t]+(?:d['’]|de |du )?(?:pr[ée]alable|accord|prise en charge|transport|soins|tutelle|MDPH|APA|invalidit[ée]|AT|MP|ALD|ordinal|social|administratif|judiciaire|patient|famille|interne|externe|initiale?))?[ \t]*(?:n[°ºo]\.?|:|\.{2,}|…|no)?[ \t]*:?[ \t]*(?:(?P<org>(?-i:[A-Z]{2,6}))[ ])?(?P<n>\d{1,6}(?:[ ]?[/][ ]?\d{1,7}|[ ]\d{2,6}|[ ]?-[ ]?\d{1,7}){1,5}(?-i:[ /-]?[A-Z]{1,3}(?![\w'’]))?)(?![\w%]|[.,/]\d| ?(?:mg|ml|ui|g|kg|ans|mois|h|jours|%)\b)",
    re.I,
)
_PASSWORD = re.compile(
    r"(?:mot de passe|mdp|[Cc]ode(?:[ -](?:info(?:rmation)?s?|famille|familial|confidentiel(?:it[ée])?|patient|d['’]appel|secret|parents?|t[ée]l[ée]phon\w*|de confidentialit[ée]|de reconnaissance|d['’]accès|wifi|entourage|visite|appelant|personnel|proches?))|[Mm]ot[- ]cl[ée]|[Mm]ot de code|[Ii]dentifiant(?: wifi| portail)?)[ \t]*(?:(?:est|pour (?:la famille|les proches)|donn[ée] [àa] [^:«\n]{3,20}|[àa] donner)[ \t]*)?[:=«\"“][ \t«\"“:]*(?P<value>[^\W_][\w-]{2,19})",
)
_CODED = re.compile(
    r"[Cc]ode(?:[ -](?:info(?:rmation)?s?|famille|familial|confidentiel|confidentialit[ée]|patient|d['’]appel|secret|parents?|d['’]accès|porte|portail|entr[ée]e|visite|appelant|immeuble|bo[îi]te|cl[ée]s?))[ \t]+(?P<value>(?=[A-Z\d]*\d)[A-Z\d]{3,10})(?![\w'’]|[.,]\d)"
)
_PASSWORDS = Cue("mot mdp code identifiant")
_MACHINE = re.compile(
    r"(?:machine|g[ée]n[ée]rateur|respirateur|appareil|moniteur|scope|automate|autoclave|console|[ée]chographe|endoscope|colono?scope|gastroscope|bronchoscope|fibroscope|d[ée]fibrillateur|dsa|pompe|pse|pousse-seringue|cell-?saver|ecmo|robot|laveur|couveuse|incubateur|berceau|lit|chariot|ampli|microscope|laser|bistouri|balance|glucom[èe]tre|lecteur|spirom[èe]tre|holter|ecg|accel[ée]rateur|table|colonne|matelas|fauteuil|ve[hl]+icule|ambulance|h[ée]lico(?:pt[èe]re)?|ur|vsl|asu|umh|vli|vsav|dragon)"
    r"(?:[ \t]+(?:de dialyse|d['’]h[ée]modialyse|HDF|n°))?[ \t]*[:=]?[ \t]*(?P<value>[A-Z][A-Za-z]{1,11}[- ]?(?:0\d{1,3}|n[°º] ?\d{1,6}|\d{3,6}|(?<=(?-i:[A-Z]{3}) )\d\d)|[A-Z]{2,8}-\d{1,3}(?: n[°º] ?\d{3,})?)(?![\w%]|[.,/]\d| ?(?:mg|ml|ui|h|W|ms|V)\b)",
    re.I,
)
_MACHINES = Cue(
    "machine generateur respirateur appareil moniteur scope automate autoclave console echographe endoscope coloscope colonoscope gastroscope bronchoscope fibroscope defibrillateur dsa pompe pse pousse ecmo robot laveur couveuse incubateur berceau lit chariot ampli microscope laser bistouri balance "
    "glucometre lecteur spirometre holter accelerateur table colonne matelas fauteuil vehicule ambulance helico helicoptere ur vsl asu umh vli vsav dragon"
)
_MODEL_NUMBERS = frozenset(("4008", "5008", "6008", "840", "980", "300", "900", "200", "95", "96", "98"))
"""Types of dialysis machines and ventilators, which are no numbers of one machine."""
_MODELS = re.compile(
    r"(?:Evita|Hamilton|Servo|C|T|V|AS|BiPAP|Savina|Oxylog|Carescape|Legendre|Tesla|Prodigy|Vista|Vivid|EPIQ|Logiq|GE|MR|CT|Symphony|Trilogy|Astral|Vivo|S|Elisa|Monnal|Boaray|Puritan|PB|Engstr[öo]m) ?-?\d",
    re.I,
)
_TRIAL = re.compile(
    r"(?:centre|site)(?: investigateur)? (?:n[°º] ?)?(?P<centre>\d{2,4})[ ,/;–-]+(?:pt|patiente?|sujet|participante?|n[°º])\.? ?(?:n[°º] ?)?(?P<n>\d{2,5})(?!\d|[.,]\d)",
    re.I,
)
_TRIALS = Cue("centre site")
_ORDERED = re.compile(r"(?:s)?\.? ?(?:n[°º]|no|:)? ?:? ?(?P<n>[A-Z]{1,4}[-/]\d{2,6}(?:[-/]\d+)?)(?![\w])")
_ORDERS = Cue(
    "bon convoc convocation pli ticket badge fiche vol train tgv reservation resa commande bt btx ordre mission"
)
_FLIGHT = re.compile(
    r"(?:vols?|avion|TGV|train|navette|ferry|bateau) (?:n[°º] ?)?(?P<n>[A-Z]{1,3} ?\d{2,5})(?![\w/]|[.,]\d)"
)
_FLIGHTS = Cue("vol vols avion tgv train navette ferry bateau")
_AIRCRAFT = re.compile(
    r"(?<![\w-])(?:F-[A-Z]{4}|HB-[XZ][A-Z]{2}|OO-[A-Z]{3}|LX-[A-Z]{3}|3A-[A-Z]{3}|CN-[A-Z]{3})(?![\w-])"
)
_AIRCRAFT_STARTS = Cue(written=r"(?:F|HB|OO|LX|3A|CN)\Z", of="code")
_DOCTORS_NUMBER = re.compile(r"(?<![\d.,/-])(?:0[1-9]|[1-8]\d|9[0-8]|2[AB])[ ]?\d[ ]\d{5}[ ]\d(?![\d]|[.,]\d| \d)")
_FIVE = Cue(written=r"\d{5}\Z", of="figure")
_SUBJECT = re.compile(
    r"(?:sujet|patient|inclusion|inclus(?:e)?|sous le|screening|rando(?:mis[ée]e?|misation)?|participante?|volontaire|essai [A-Z][\w-]+[ ,:]+(?:sujet|patient|n°)?)[ ,:]*(?:n[°º]|no|num[ée]ro)?[ :]*(?P<n>(?-i:[A-Z]{0,4})\d{2,4}-\d{2,4}[ -](?-i:[A-Z]{2,4}))(?![\w'’])",
    re.I,
)
_SUBJECTS = Cue(
    "sujet patient inclusion inclus incluse sous screening rando randomise randomisee randomisation participant participante volontaire essai"
)
_NIR = re.compile(
    r"(?<![\d.,/-])(?<!\d )[1278][ .-]?\d\d[ .-]?(?:0[1-9]|1[0-2]|[2-4]\d|[5-9]\d)[ .-](?:\d\d|2[ABab])[ .-]\d{3}[ .-]\d{3}(?:[ .-]{1,3}(?:/ ?)?\d\d)?(?![\d%]|[.,]\d| \d)"
)
_NIR_PARTS = re.compile(
    r"(?:assur[ée]e?s?|ayant droit|ouvrant droit|s[ée]cu\w*(?: sociale)?|n[°º] ?ss|nir|ss|immatriculation|cafat|cps|m[èe]re|p[èe]re|num[ée]ro(?: de)? s[ée]cu\w*|carte vitale|vitale|insee)[^\n\d]{0,30}(?P<n>[1278](?:[ .-]?\d){6,14}(?:[ .-]?[ABab](?:[ .-]?\d){5,9})?)(?![\d%]|[.,]\d)",
    re.I,
)
_NIR_WORDS = Cue(
    "assure assuree assures ayant ouvrant n ss nir immatriculation cafat cps mere pere numero carte vitale insee",
    heads="secu",
)
_NIR_STARTS = Cue(written=r"[1278](?:\d\d)?\Z|[1278]\d{4}\Z", of="figure")
_FORM = re.compile(
    r"(?:R\.?P\.?P\.?S|RPPS|FINESS|ADELI|AM|N° AM|IPP|NDA|IEP|NIR|N[°º] SS|S[ée]jour|Dossier|Mutuelle|Contrat|Adh[ée]rent|Identifiant|N[°º](?: (?:permanent|patient|dossier|venue|s[ée]jour|adh[ée]rent|allocataire|interne|unique|national)(?: / [a-zà-ÿ]+)?)?)[ \t]*(?: E[TJ]| g[ée]ographique| juridique)?[ \t]*(?:[.…_]{2,}|:[ \t]*[._…]{2,})[ \t]*:?[ \t]*(?P<n>(?:[A-Z]{1,5}[ .-]?)?\d[\dA-Z]*(?:[ ./-]\d[\dA-Z]*){0,7}(?: [A-Z](?![\w'’]))?)(?![\w%])",
    re.I,
)
_FORMS = Cue("r rpps finess adeli am n ipp nda iep nir sejour dossier mutuelle contrat adherent identifiant")
_KINDS = {
    "r": "RPPS",
    "rpps": "RPPS",
    "finess": "FINESS",
    "ipp": "IPP",
    "nda": "NDA",
    "iep": "NDA",
    "sejour": "NDA",
    "nir": "SECU",
}


def find(page: Page) -> Iterator[Span]:
    """Every such code of a French page."""
    if page.lang == "en":
        return
    text = page.text
    for i in page.at(_ORGANISM):
        match = _GROUPS.match(text, page.ends[i])
        if match and _is_number(match["n"], page.words[i]):
            start = (
                match.start("n") if page.words[i] in _KNOWN or match.start("n") - page.ends[i] > 2 else page.starts[i]
            )
            yield Span(start, match.end("n"), "AUTRE_ID", "register.organism", CONTEXT)
    for i in page.at(_TAILED_STARTS):
        match = _TAILED.match(text, page.ends[i])
        if match:
            yield Span(match.start("n"), match.end("n"), "AUTRE_ID", "register.tailed", LABELLED)
    for i in page.at(_LABELS):
        match = _LABELLED.match(text, page.ends[i])
        if match and sum(map(str.isdigit, match["n"])) >= 6 and _is_number(match["n"], match["org"] or ""):
            start = match.start("org") if match["org"] and match["org"] not in _KNOWN else match.start("n")
            yield Span(start, match.end("n"), "AUTRE_ID", "register.labelled", CONTEXT)
    for match in page.matches(_PASSWORD, _PASSWORDS):
        value = match["value"]
        if any(map(str.isdigit, value)) or value.isupper() or "«" in match.group() or '"' in match.group():
            yield Span(match.start("value"), match.end("value"), "AUTRE_ID", "register.password", CONTEXT)
    for match in page.matches(_CODED, _PASSWORDS):
        yield Span(match.start("value"), match.end("value"), "AUTRE_ID", "register.code", CONTEXT)
    for match in page.matches(_MACHINE, _MACHINES):
        yield from _machine(match)
    for match in page.matches(_TRIAL, _TRIALS):
        yield Span(*match.span("centre"), "AUTRE_ID", "register.trial", CONTEXT)
        yield Span(*match.span("n"), "AUTRE_ID", "register.trial", CONTEXT)
    for i in page.at(_ORDERS):
        match = _ORDERED.match(text, page.ends[i])
        if match and sum(map(str.isdigit, match["n"])) > 2:
            yield Span(*match.span("n"), "AUTRE_ID", "register.order", CONTEXT)
    for match in page.matches(_FLIGHT, _FLIGHTS):
        yield Span(*match.span("n"), "AUTRE_ID", "register.flight", CONTEXT)
    for match in page.matches(_AIRCRAFT, _AIRCRAFT_STARTS):
        yield Span(match.start(), match.end(), "AUTRE_ID", "register.aircraft", CONTEXT)
    fives = [k for i in page.at(_FIVE) for k in (i - 2, i - 1) if k >= 0 and page.words[k][:1].isdigit()]
    for match in page.matches_at(_DOCTORS_NUMBER, sorted(set(fives))):
        yield Span(match.start(), match.end(), "AUTRE_ID", "register.adeli", CONTEXT)
    for match in page.matches(_SUBJECT, _SUBJECTS):
        yield Span(match.start("n"), match.end("n"), "AUTRE_ID", "register.subject", LABELLED)
    yield from _social(page)
    for match in page.matches(_FORM, _FORMS):
        if sum(map(str.isdigit, match["n"])) >= 4 and dates.read(match["n"]) is None:
            kind = _KINDS.get(page.folded[page.token_at(match.start())], "AUTRE_ID")
            yield Span(match.start("n"), match.end("n"), kind, "register.form", LABELLED)


def _is_number(value: str, before: str) -> bool:
    """Figures that are no date, hour, range of years or round measure; four in all, five where only blanks part them."""
    figures = sum(map(str.isdigit, value))
    if figures < 4 or dates.read(value.replace(" ", "")) or re.fullmatch(r"(?:19|20)\d\d ?[-/] ?(?:19|20)?\d\d", value):
        return False
    if (
        re.match(r"\d{1,2}[/.]\d{1,2}(?:[/.](?:19|20)?\d\d)?(?!\d)", value)
        and "/" in value
        and figures < 7
        and not before.isupper()
    ):
        return False
    if re.match(r"(?:0?[1-9]|[12]\d|3[01])[/.-](?:0?[1-9]|1[0-2])[/.-](?:19|20)?\d\d(?!\d)", value):
        return False
    return figures >= (6 if " " in value and "/" not in value else 5)


def _machine(match: re.Match[str]) -> Iterator[Span]:
    value = match["value"]
    number = re.sub(r"\D+", "", value)
    if not value[0].isupper() or (_MODELS.match(value) and number[:1] != "0") or number in _MODEL_NUMBERS:
        return
    name = re.split(r"[- ]", value)[0].lower()
    if name in NEVER or name in MONTHS or len(name) < 2:
        return
    yield Span(match.start("value"), match.end("value"), "AUTRE_ID", "register.machine", CONTEXT)


def _social(page: Page) -> Iterator[Span]:
    """Social security numbers in their own groups, whatever the key, and parts of one behind its words."""
    for match in page.matches(_NIR, _NIR_STARTS):
        yield Span(match.start(), match.end(), "SECU", "register.nir", LABELLED)
    for match in page.matches(_NIR_PARTS, _NIR_WORDS):
        figures = sum(map(str.isdigit, match["n"]))
        if figures >= 13 or (
            figures >= 7 and match.group()[:2].lower() in ("n°", "ni", "se", "sé", "ss", "in", "im", "ca")
        ):
            yield Span(match.start("n"), match.end("n"), "SECU", "register.nir.part", CONTEXT)
