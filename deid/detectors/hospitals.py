"""Hospitals, clinics, EHPAD, laboratories, cabinets and their kind: by type word and name, by well-known name, by acronym."""

from __future__ import annotations

import re
from collections.abc import Iterator

from deid.cues import Cue
from deid.detectors.addresses import longest_town
from deid.page import TITLE, UPPER, Page
from deid.spans import CONTEXT, LABELLED, Span
from deid.vocabulary import NEVER

_TYPES = (
    r"chr?u|chd?|chr|chic?|chs|chp|clcc|samu|smur|uz|cto|hop|ghu|ghs|ghi|ght|gh|hia|epsm|centre hosp[il1]talier(?: (?:universitaire|r[ée]gional|intercommunal|sp[ée]cialis[ée]|g[ée]n[ée]ral|universitaire r[ée]gional|d['’]instruction))?|groupe hospitalier|groupement hospitalier|h[ôo]pita(?:l|ux)(?:-cl[il1]n[il1]que)?(?: (?:priv[ée]|universitaire|europ[ée]en|de jour|local|d['’]instruction des arm[ée]es))?|"
    r"polyclinique|ephad|ehapd|cl[il1]n[il1]que(?: (?:mutualiste|priv[ée]e|chirurgicale|m[ée]dicale))?|ehpad|usld|ssr|smr|had|maison de retraite|foyer(?: logement| de vie)?|r[ée]sidence(?: (?:autonomie|seniors?))?|institut(?: [a-zà-ÿā-žạ-ỹ]+)?|maternit[ée]|mater|"
    r"centre(?: (?:de (?:r[ée]f[ée]rence|postcure|g[ée]n[ée]tique|transfusion|planification|vaccination|consultation|dialyse|r[ée][ée]ducation|cardiologie|sant[ée](?: mentale)?|radioth[ée]rapie|convalescence|lutte contre le cancer|cure|soins)|d['’]imagerie|anti-?canc[ée]reux|m[ée]dical|cardiologique|ophtalmologique|dentaire|chirurgical|gynécologique|m[ée]dico-[\w-]+|de jour|expert))?|"
    r"laboratoire(?: d['’]analyses| de biologie)?|labo|lbm|cab[il1]net (?:de (?:pathologie|radiologie|kin[ée]sith[ée]rapie)|d['’]imagerie|dentaire|m[ée]dical|v[ée]t[ée]rinaire|infirmier)|plateau technique|antenne|marpa|csapa|caarud|cmp|cmpp|cattp|camsp|hdj|itep|ime|esat|mas|fam|savs|samsah|pharmacie|p[ôo]le sant[ée]|maison de sant[ée]|"
    r"groupe scolaire|[ée]cole|coll[èe]ge|lyc[ée]e|crèche|nursing home|hospital|medical cent(?:er|re)|health cent(?:er|re)|clinic"
)
_NAME = r"(?:St\.?|Ste\.?|[A-ZÀ-ÝĀ-ŒŔ-ŽẠ-Ỹ][\w'’]*(?:\.(?=[A-ZÀ-ÝĀ-ŒŔ-ŽẠ-Ỹ]))?)"
_LINK = r"(?:[ ]+(?:de|du|des|de la|de l['’]|d['’]|la|le|les|l['’]|en|sur|sous|lès|et|DE|DU|DES|LA|LE|LES|DE LA|AUX?|aux?)(?=[ '’A-ZÀ-ÝĀ-ŒŔ-ŽẠ-Ỹ])[ ]*|[ ]|[-‐'’]|-(?:de|du|des|la|le|les|aux?|sur|sous|en|lès|DE|DU|DES|LA|LE|LES|SUR|SOUS|EN|LES)-(?:[lL]['’])?|-[dDlL]['’]|[ ]+d['’]|[ ]+l['’])"
TYPED = re.compile(
    rf"(?<![\w-])(?P<type>{_TYPES})(?![\w])(?P<link>(?:[ \t]+(?:de[ \t]+la|de|du|des|la|le|les|aux?)(?!\w)|[ \t]*[:,]?[ \t]+d['’]|[ \t]+de[ \t]+l['’])?[ \t]*(?:[lLdD]['’])?[ \t]*[«\"]?)(?P<name>(?-i:{_NAME}(?:{_LINK}{_NAME}){{0,6}}))",
    re.I,
)
KNOWN = re.compile(
    r"(?<![\w-])(?:AP-?HP|AP-?HM|HCL|HEGP|CHGR|GHH|CHIC|CHUGA|CHUV|Piti[ée][- ]Salp[êe]tri[èe]re|(?:la )?(?:Piti[ée]|Salp[êe]tri[èe]re)|Lariboisi[èe]re|Bic[êe]tre|Kremlin[- ]Bic[êe]tre|H[ôo]tel[- ]Dieu|Pontchaillou|La[ëe]nnec|Necker(?:-Enfants[- ]Malades)?|Cochin|Bichat|Beaujon|"
    r"(?:la )?Timone|Purpan|Rangueil|Pellegrin|Haut-L[ée]v[êe]que|Hautepierre|Brabois|Gui[- ]de[- ]Chauliac|Lapeyronie|Arnaud[- ]de[- ]Villeneuve|Archet|Pasteur 2|Tenon|Avicenne|Jean[- ]Verdier|Louis[- ]Mourier|Ambroise[- ]Par[ée]|Robert[- ]Debr[ée]|Henri[- ]Mondor|Trousseau|Bretonneau|"
    r"Saint-Antoine|Saint-Louis|Georges[- ]Pompidou|Gustave[- ]Roussy|Curie|L[ée]on[- ]B[ée]rard|Oscar[- ]Lambret|Paoli[- ]Calmettes|Ren[ée][- ]Gauducheau|Eug[èe]ne[- ]Marquis|Claudius[- ]Regaud|Fran[çc]ois[- ]Baclesse|Henri[- ]Becquerel|Jean[- ]Perrin|"
    r"Edouard[- ]Herriot|Croix[- ]Rousse|Lyon[- ]Sud|Percy|B[ée]gin|Val[- ]de[- ]Gr[âa]ce|Sainte-Anne|Maison[- ]Blanche|Foch|Quinze[- ]Vingts|Rothschild|Broussais|Antoine[- ]B[ée]cl[èe]re|Paul[- ]Brousse|Raymond[- ]Poincar[ée]|Corentin[- ]Celton|Charles[- ]Foix|Cavale[- ]Blanche|Morvan)(?![\w-])"
)
_TIMID = re.compile(
    r"(?:r[ée]sidence|had|ssr|smr|centre.*|institut.*|hdj|imagerie|foyer.*|mas|fam|ime|pharmacie.*|[ée]cole|coll[èe]ge|lyc[ée]e|chi|chr|chp|cto|antenne|clinic|mater|hospital|p[ôo]le.*|maternit[ée]|plateau.*)$",
    re.I,
)
_LOWER_NAME = re.compile(
    r"(?<![\w-])(?P<type>chr?u|ch|h[ôo]pital|(?:poly)?clinique|ehpad|centre de r[ée]f[ée]rence|maternit[ée]|urgences) (?:de |du |d['’]|la |le |les )?(?P<name>(?:saint|sainte|st|ste|notre)[- ][a-zà-ÿā-žạ-ỹ-]{3,}|[a-zà-ÿā-žạ-ỹ]{4,}(?:-[a-zà-ÿā-žạ-ỹ]+)*)"
)
_MOTHER = re.compile(
    r"h[ôo]pital (?:de la )?m[èe]re(?: et (?:de )?l['’]|[- ]et[- ]l['’]|[- ])enfants?|h[ôo]pital (?:des enfants|femme[- ]m[èe]re[- ]enfant|couple[- ]enfant)",
    re.I,
)
_SECOND_TYPE = re.compile(r"(?:CHR?U|CHI?|H[ÔO]PITAL|CLINIQUE|Clinique|H[ôo]pital|CMP|EHPAD)\b")
_SAMU = Cue("samu smur cesu sdis")
_NUMBERED_SAMU = re.compile(r"(?:SAMU|SMUR|CESU|SDIS)[ -]?(?:\d{2}|2[AB])(?!\d)")
_HOSPITAL = Cue("hopital")
_TYPE_STARTS = Cue(
    "chru chu chd ch chr chi chic chs chp clcc samu smur uz cto hop ghu ghs ghi ght gh hia epsm centre groupe groupement hopital hopitaux polyclinique clinique clnique ehpad ephad ehapd usld ssr smr had maison foyer residence "
    "institut maternite mater laboratoire labo lbm cabinet cabnet cablnet plateau antenne marpa csapa caarud cmp cmpp cattp camsp hdj itep ime esat mas fam savs samsah pharmacie pole ecole college lycee creche nursing "
    "hospital medical health clinic urgences hopltal cllnique hosp1tal"
)
_KNOWN_STARTS = Cue(
    "ap aphp aphm hcl hegp chgr ghh chic chuga chuv pitie la salpetriere lariboisiere bicetre kremlin hotel pontchaillou laennec necker cochin bichat beaujon timone purpan rangueil pellegrin haut hautepierre "
    "brabois gui lapeyronie arnaud archet pasteur tenon avicenne jean louis ambroise robert henri trousseau bretonneau saint georges gustave curie leon oscar paoli rene eugene claudius francois edouard croix "
    "lyon percy begin val sainte maison foch quinze rothschild broussais antoine paul raymond corentin charles cavale morvan"
)
_CONTEXT_ONLY = frozenset(
    "Curie Percy Foch Morvan Archet Brabois Tenon Rothschild Broussais Avicenne Cochin Trousseau Bretonneau Pellegrin Necker Laënnec Laennec Beaujon Bichat Bégin".split()
)


def find(page: Page) -> Iterator[Span]:
    """Every institution on the page."""
    text = page.text
    done = 0
    for i in page.at(_TYPE_STARTS):
        start = page.starts[i]
        if start >= done and (match := TYPED.match(text, start)):
            if _SECOND_TYPE.match(match["name"]):
                match = TYPED.match(text, match.start("name")) or match
            end = _end(page, match)
            if end is not None:
                end = _with_town(page, end)
                yield Span(_start(match), end, "HOPITAL", "hospital", LABELLED)
                done = end
    for match in page.matches(_NUMBERED_SAMU, _SAMU):
        yield Span(match.start(), match.end(), "HOPITAL", "hospital", LABELLED)
    for match in page.matches(_MOTHER, _HOSPITAL):
        yield Span(match.start(), match.end(), "HOPITAL", "hospital", LABELLED)
    for match in page.matches(_LOWER_NAME, _TYPE_STARTS):
        if _lower_name(page, match):
            yield Span(match.start(), match.end(), "HOPITAL", "hospital.lower", CONTEXT)
    for match in page.matches(KNOWN, _KNOWN_STARTS):
        if match.group() not in _CONTEXT_ONLY or _placed(page, match):
            yield Span(match.start(), match.end(), "HOPITAL", "hospital.known", CONTEXT)


def _with_town(page: Page, end: int) -> int:
    """`Groupe hospitalier Sainte-Radegonde – Garnerans`: the commune behind a dash belongs to the name."""
    if not re.match(r" [–—-] [A-ZÀ-ÝĀ-ŒŔ-ŽẠ-Ỹ]", page.text[end : end + 5]):
        return end
    i = page.token_at(end)
    town = longest_town(page, i)
    return page.ends[town[0]] if town and page.folded[i] not in NEVER and not page.info(i).medical else end


def _start(match: re.Match[str]) -> int:
    """`labo Bio-Val`: the colloquial word is no part of the name."""
    return (
        match.start("name")
        if match["type"].lower() in ("antenne", "cabinet médical", "cabinet medical", "pharmacie", "officine")
        else match.start()
    )


def _lower_name(page: Page, match: re.Match[str]) -> bool:
    """In small letters only a commune or a saint's name follows (`ch fougères`, `polyclinique saint-odilon`)."""
    i = page.token_at(match.start("name"))
    if match["name"].startswith(("saint", "st", "sainte", "ste", "notre")) and re.search(r"[- ]", match["name"]):
        return True
    best = longest_town(page, i)
    return (
        best is not None and best[1] > 3000 and (not page.info(i).wordish or best[0] > i) and not page.info(i).medical
    )


def _placed(page: Page, match: re.Match[str]) -> bool:
    """Names that are also physicians' (a Trousseau sign): only after a preposition of place."""
    before = page.text[max(0, match.start() - 14) : match.start()]
    return bool(
        re.search(r"(?:\bà|\b[Aa]|\burg\.?|\bde|urgences|sur|vers|\(|SAU)\s+(?:l['’]|la\s)?$", before)
    ) and not re.search(
        r"(?:signe|maladie|syndrome|loi|facies|test) de\s+$",
        page.text[max(0, match.start() - 25) : match.start()],
        re.I,
    )


def _end(page: Page, match: re.Match[str]) -> int | None:
    """Where the institution's name ends; None if no name follows the type word."""
    i = page.token_at(match.start("name"))
    if i >= len(page):
        return None
    start, end = match.start("name"), match.end("name")
    timid = bool(_TIMID.fullmatch(match["type"]))
    if (
        match["type"].isupper() is False
        and match["type"].lower() in ("mas", "fam", "ime", "had", "chi", "chr", "ssr", "smr", "cmp", "hdj")
        and match["type"].islower()
    ):
        return None
    last = None
    for j in page.tokens_in(start, end):
        if (j > i and page.folded[j] in NEVER and page.shapes[j] in (UPPER, TITLE) and page.gaps[j] != "-") or (
            j > i and page.folded[j] in ("pole", "service", "fax", "unite")
        ):
            break
        if (
            j > i
            and page.shapes[j] in (UPPER, TITLE)
            and page.gaps[j] == " "
            and page.info(j).medical
            and page.info(j).surname < 1.5
            and page.info(j).town < 0
        ):
            break
        if page.shapes[j] in (UPPER, TITLE, "m", "I") or (last == j - 1 and page.gaps[j] in ("'", "’")):
            last = j
    if last is None or not _is_name(page, i, last, timid=timid, link=match["link"], described=" " in match["type"]):
        return None
    town = longest_town(page, last)
    return page.ends[max(last, town[0])] if town and page.ends[town[0]] <= end else page.ends[last]


def _is_name(page: Page, i: int, last: int, *, timid: bool, link: str, described: bool) -> bool:
    info = page.info(i)
    folded = page.folded[i]
    if folded in NEVER and last == i:
        return False
    if folded in (
        "covid",
        "sep",
        "avc",
        "diabete",
        "cancer",
        "douleur",
        "parkinson",
        "alzheimer",
        "sla",
        "memoire",
        "vih",
        "nord",
        "sud",
    ):
        return folded in ("nord", "sud") and (
            last > i or "pital" in page.text[page.starts[i] - 9 : page.starts[i]].lower()
        )
    described = described and (not timid or (last > i and link.strip().lower() in ("le", "la", "les")))
    if info.medical and not described and not info.eponym and info.town < 0 and info.surname < 2:
        return False
    if not timid:
        return True
    return not info.wordish or info.town >= 0 or last > i or bool(re.search(r"d|l|«", link, re.I))
