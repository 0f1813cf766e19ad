"""Ways to reach a person beyond phones and streets: freephone and short numbers, extensions in groups, positions, places without street."""

from __future__ import annotations

import re
from collections.abc import Iterator

from deid.detectors.addresses import longest_town
from deid.page import TITLE, UPPER, Page
from deid.spans import CONTEXT, LABELLED, Span
from deid.vocabulary import NEVER, SHORT_FORMS

_FREE = re.compile(r"(?<![\d.,/])(?:0[ .]?8\d\d(?:[ .]?\d\d){3}|0[ .]?8\d\d(?:[ .]\d{3}){2})(?![\d]|[ .]\d)")
_EXTENSION = re.compile(
    r"(?<![^\W_])(?:postes?|p\.|dect|bips?|beep(?:er)?|tph|ext(?:ension)?\.?|ligne|t[ée]l\.?(?:[ée]phone)?|fax|astreinte|garde|int(?:erne)?\.?|num[ée]ro (?:court|interne)|abr[ée]g[ée]|appeler le|(?:r?appeler|joindre|contacter|pr[ée]venir)(?: [A-ZÀ-Ý][\w-]+)? au|joindre (?:le|au)|bleep|pager)(?: [a-zà-ÿ]+)?[ \t]*(?:n°|:|au|le)?[ \t]*(?P<n>\d(?:[ -]?\d{1,2}){1,3})(?![\d]|[ -]?\d|[ \t]*(?:mg|ml|h\b|min|ans|jours|%|ui|/|:\d|[.,]\d))",
    re.I,
)
_POSITION = re.compile(
    r"(?<![\d.,])[-+]?\d{1,2}[.,]\d{3,7}°?[ ]?[NSns]?[ ]?[/;,][ ]?[-+]?\d{1,3}[.,]\d{3,7}°?(?:[ ]?[EWOewo](?!\w))?(?!\d)"
)
_ZONE = re.compile(
    r"(?<![\w'’-])(?:Z\.? ?[AIC]\.?[CEL]?\.?|[Zz]one (?:artisanale|industrielle|d['’]activit[ée]s|commerciale)|[Pp]arc (?:d['’]activit[ée]s|tertiaire|technologique)|[Cc]entre commercial|[Pp]arking|[Aa]ire (?:de repos|des gens du voyage)|[Cc]amping|[Ll]ieu-?dit|LIEU-?DIT|[Rr]ond-point|[Pp]ort de plaisance)(?: (?:de|du|des|de la|de l['’]|d['’]|la|le|les))?[ ]?(?:[ldLD]['’])?[A-ZÀ-Ý][\wÀ-ÿ'’-]*(?: (?:(?:de|du|des|la|le|les|ar|an|en|sur|d['’]|l['’]) ?)*[A-ZÀ-Ý][\wÀ-ÿ'’-]*){0,4}(?:,? (?:b[âa]t(?:iment)?|lot|hall|emplacement|case|n[°º])\.? ?[\dA-Z]{1,4}(?!\w))?"
)
_DISTANCE = re.compile(
    r"(?<![^\W_])(?:(?:[Ff]erme|[Mm]aison|[Mm]oulin|[Mm]as|[Cc]halet|[Cc]abane|[Hh]ameau|[Cc]aravane|[Pp]avillon)(?: (?:isol[ée]e?|bleue?|blanche?|de [A-ZÀ-Ý][\w'’-]+|du [A-ZÀ-Ý][\w'’-]+))?,? (?:à )?)?\d{1,3}(?:[.,]\d)? ?(?:km|m|kilom[èe]tres|m[èe]tres) (?:au |à l['’])(?:nord|sud|est|ouest)(?:-(?:est|ouest))? (?:de |du |d['’]|des )(?:(?:la|le|les|l['’]) ?)?[A-ZÀ-Ý][\wÀ-ÿ'’-]+"
)
_FLOOR = re.compile(
    r"(?<![\w.,])(?:\d{1,2} ?(?:er|e|[èe]me)|1er|rdc|RDC|rez-de-chauss[ée]e)(?: [ée]tage)?,? (?:porte )?(?:gauche|droite|droit|face|fond du couloir|fond de cour)(?![\w])"
)
_AT_HOME = re.compile(r"sonne|interphone|digicode|[ée]tage|adresse|domicile|code|bât|esc|rue|avenue|place|lieu", re.I)
_FLOOR_ONLY = re.compile(r"(?<![\w.,])(?:\d{1,2} ?(?:er|e|[èe]me) [ée]tage|(?:appt?|appartement|b[âa]t(?:iment)?|esc(?:alier)?|porte|logement)\.? (?:n[°º] ?)?[A-Z]?\d{1,4}[A-Z]?|(?:b[âa]t(?:iment)?|esc(?:alier)?|hall)\.? [A-Z](?![\w'’]))(?![\w])", re.I)  # fmt: skip
_BEHIND_TYPE = re.compile(
    r"(?<![^\W_])(?:UDAF|PMI|SPA|SSR|SMR|HAD|CMP|EHPAD|SAMU|SMUR|CLIC|MDPH|MDA|CCAS|ADMR|SSIAD|CPAM|CAF|MSA|CARSAT|DDASS|ARS|CADA|CHRS|USLD|CAMSP|CMPP|gendarmerie|commissariat|pompiers|caserne|mairie|maire|tribunal|TJ|TGI|parquet|prison|maison d['’]arr[êe]t|centre de d[ée]tention|CD|MA|SAU|urgences|clinique|[ée]cole|collège|lycée|crèche|march[ée]|gare|a[ée]roport|port|plage|h[ôo]pital|labo(?:ratoire)?|cabinet|usine|caserne)(?: [a-zà-ÿ]{4,14})?(?: (?:de|du|d['’]|à|des))?[ ]?(?P<town>(?:(?:La|Le|Les|L['’]) ?)?[A-ZÀ-Ý][\wÀ-ÿ-]+)",
    re.I,
)
_TO = re.compile(
    r"(?:(?<![^\W_])(?:au|aux|du|vers|direction|sur|commune de|ville de|vacances à|s[ée]jour à|retour à|domicili[ée]e? à|transf[ée]r\w+ (?:à|sur|vers)|ville|lieu|à|lives in|from|in) ?:? |, )(?P<town>(?:(?:La|Le|Les|L['’]) ?)?[A-ZÀ-Ý][\wÀ-ÿ-]+(?:['’][A-ZÀ-Ý][\wÀ-ÿ]+)?)"
)


_HEADS: dict[re.Pattern[str], frozenset[str]] = {
    _EXTENSION: frozenset("abr app ast bee bip ble con dec ext fax gar int joi lig num p rap tel tph".split()),
    _ZONE: frozenset("air cam cen lie par por ron z".split()),
    _BEHIND_TYPE: frozenset(
        "adm aer ars cab cad caf cam car cas cca cd cen chr cli cmp col com cpa cre dda eco ehp gar gen had hop lab lyc ma mda mdp msa par pla pmi pom por pri sam sau smr smu spa ssi ssr tgi tj tri uda urg usi usl".split()
    ),
}
"""The folded beginnings that a match of each pattern may have: it is tried at such words only."""


def find(page: Page) -> Iterator[Span]:
    """Numbers to dial, positions, and addresses and towns that no street announces."""
    text = page.text
    for match in page.numeric_matches(_FREE):
        yield Span(match.start(), match.end(), "TEL", "phone.free", LABELLED)
    for match in page.headed(_EXTENSION, _HEADS[_EXTENSION]):
        number = re.sub(r"\D", "", match["n"])
        if 3 <= len(number) <= 8 and not re.fullmatch(r"(?:19|20)\d\d", match["n"]):
            yield Span(match.start("n"), match.end("n"), "TEL", "extension.grouped", CONTEXT)
    for pattern in (_POSITION, _ZONE, _DISTANCE):
        for match in page.headed(pattern, _HEADS[pattern]) if pattern in _HEADS else pattern.finditer(text):
            if pattern is not _POSITION or _is_position(text, match):
                yield Span(match.start(), match.end(), "ADRESSE", "address.place", CONTEXT)
    for pattern in (_FLOOR, _FLOOR_ONLY) if _AT_HOME.search(text) else ():
        for match in page.headed(pattern, _HEADS[pattern]) if pattern in _HEADS else pattern.finditer(text):
            around = text[max(0, match.start() - 60) : match.start()] + text[match.end() : match.end() + 40]
            if _AT_HOME.search(around) and re.search(
                r"sonne|interphone|digicode|adresse|domicile|rue |avenue|lieu|chez", around, re.I
            ):
                yield Span(match.start(), match.end(), "ADRESSE", "address.floor", CONTEXT)
    for match in _ABROAD.finditer(text):
        yield Span(match.start("street"), match.end("street"), "ADRESSE", "address.abroad", CONTEXT)
        if match["zip"]:
            yield Span(match.start("zip"), match.end("zip"), "ZIP", "address.abroad", CONTEXT)
            yield Span(match.start("town"), match.end("town"), "VILLE", "address.abroad", CONTEXT)
    yield from _towns(page)
    yield from _enclosed(page)


def _is_position(text: str, match: re.Match[str]) -> bool:
    numbers = re.findall(r"\d+[.,]\d+", match.group())
    precise = all(len(number.split("." if "." in number else ",")[1]) >= 4 for number in numbers)
    return precise or bool(re.search(r"gps|coord|position|lat", text[max(0, match.start() - 30) : match.start()], re.I))


_ABROAD = re.compile(
    r"(?<![\w-])(?P<street>(?:[A-ZÄÖÜ]\w*(?:[sS]tra(?:ss|ß)e|[sS]tr\.|platz|weg|gasse|laan|straat)|(?:Via|Calle|Rua|Plaza|Piazza|Avenida|Corso|Viale)(?: (?:de|del|della|la|da|do|di|dei))*(?: [A-ZÀ-Ý][\w'’]+){1,3}),? (?:n[°º] ?)?\d{1,4}[a-zA-Z]?)(?![\w/])(?:[ ,\n]+(?:[A-Z]{1,2}-)?(?P<zip>\d{4,5})[ ]+(?P<town>[A-ZÀ-Ý][\wÀ-ÿ-]+))?"
)
_ENCLOSED = re.compile(
    r"(?P<open>\()(?P<town>[A-ZÀ-Ý][\wÀ-ÿ'’-]+(?: [A-ZÀ-Ý][\wÀ-ÿ'’-]+)?)\)|(?:[Cc]linique|[Hh]ôpital|EHPAD|CHU?|Dr|[Dd]octeur|[Cc]abinet|SSR|[Pp]harmacie|[Mm]aternité)[^()\n,]{2,40}, (?P<place>[A-ZÀ-Ý][\wÀ-ÿ'’-]{3,})(?=[ \t]*[);\n])"
)
_ENGLISH_TOWN = re.compile(
    r"(?<![\w])(?:Close|Road|Street|Lane|Avenue|Drive|Court|Place|Gardens|Crescent|Way|Terrace|Rd|St|Ave)\.?, (?P<town>[A-Z][a-z]+(?: [A-Z][a-z]+)?)(?=[ \t]*[,.;\n]|[ \t]+[A-Z]{1,2}\d| [A-Z]{2} \d{5})"
)


def _enclosed(page: Page) -> Iterator[Span]:
    """`Eurofins Biomnis (Lyon)`, `(Clinique du Golfe, Porticcio)`: a town in brackets, or the place behind an institution."""
    text = page.text
    for match in _ENCLOSED.finditer(text):
        name = "town" if match["open"] else "place"
        i = page.token_at(match.start(name))
        if i >= len(page) or page.starts[i] != match.start(name):
            continue
        info, best = page.info(i), longest_town(page, i)
        if info.medical or info.eponym or page.folded[i] in NEVER:
            continue
        known = best is not None and page.ends[best[0]] == match.end(name)
        if (
            known
            and best is not None
            and (best[1] > 30000 or name == "place" or (best[1] > 1000 and not info.wordish and info.first < 3))
        ) or (name == "place" and not info.wordish and info.first < 2.5):
            yield Span(match.start(name), match.end(name), "VILLE", "place.enclosed", CONTEXT)
    for match in _ENGLISH_TOWN.finditer(text) if page.lang == "en" else ():
        yield Span(match.start("town"), match.end("town"), "VILLE", "place.english", CONTEXT)


def _towns(page: Page) -> Iterator[Span]:
    text = page.text
    for pattern in (_BEHIND_TYPE, _TO):
        for match in page.headed(pattern, _HEADS[pattern]) if pattern in _HEADS else pattern.finditer(text):
            i = page.token_at(match.start("town"))
            if i >= len(page) or page.starts[i] != match.start("town"):
                continue
            best = _known_town(page, i)
            if best is None:
                continue
            last, population = best
            info = page.info(last)
            if page.words[i] in SHORT_FORMS:
                continue
            weak = pattern is _TO and match.group().startswith(", ")
            if weak and not (re.match(r"[ \t]*[)\n;]", text[page.ends[last] :][:3]) and population > 1500):
                continue
            if info.wordish and last == i and (pattern is _TO or population < 5000):
                continue
            if pattern is _TO and last == i and (info.first > 3 or info.surname > 2.8 or population < 300):
                continue
            yield Span(page.starts[i], page.ends[last], "VILLE", "place.behind", CONTEXT)


def _known_town(page: Page, i: int) -> tuple[int, int] | None:
    """A commune with a capital that is no word of medicine and no eponym; long names stand for their short forms (`Cambo`)."""
    info = page.info(i)
    if (
        page.shapes[i] not in (TITLE, UPPER)
        or page.folded[i] in NEVER - {"la", "le", "les", "l"}
        or info.medical
        or info.eponym
    ):
        return None
    best = longest_town(page, i)
    if best is None or (page.folded[i] in ("la", "le", "les", "l") and best[0] == i):
        return None
    return best
