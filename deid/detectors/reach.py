"""Ways to reach a person beyond phones and streets: freephone and short numbers, extensions in groups, positions, places without street."""

from __future__ import annotations

import re
from collections.abc import Iterator

from deid.cues import Cue, GapCue
from deid.detectors.addresses import longest_town
from deid.detectors.contacts import lines_at
from deid.marks import CAPITAL
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


_FREE_STARTS = Cue(written=r"0(?:8|\Z)", of="figure")
_EXTENSION_STARTS = Cue(
    "poste postes p dect bip bips beep beeper tph ext extension ligne tel telephone fax astreinte garde int interne numero abrege appeler rappeler joindre contacter prevenir bleep pager",
    written=r"(?i:postes?|p|dect|bips?|beep(?:er)?|tph|ext|ligne|t[ée]l|fax|astreinte|garde|int|bleep|pager)\d",
    of="figure",
    whole=True,
)
_POSITION_DIGITS = Cue(written=r"\d{3,7}[NSns]?\Z", of="figure")
"""The decimals of a latitude."""
_ZONE_STARTS = Cue(heads="zone parc centre parking aire camping lieu rond port", written="Z", of="capital")
_DISTANCE_UNITS = Cue("km m kilometre kilometres metre metres", heads="km", written=r"\d{1,3}k?m\Z", of="figure")
_ORDINALS = Cue("rdc rez", written=r"\d{1,2}[èeÈE]|1er\Z", of="figure", whole=True)
_ORDINAL_ENDINGS = Cue("er e eme")
_HOME_PARTS = Cue("app appt appartement bat batiment esc escalier porte logement hall")
_STREET_ABROAD = Cue(
    "via calle rua plaza piazza avenida corso viale",
    written=r"[A-ZÄÖÜ]\w*(?:[sS]tra(?:ss|ß)e|[sS]tr|platz|weg|gasse|laan|straat)",
    of="capital",
    whole=True,
)
_PLACE_TYPES = Cue(
    heads="udaf pmi spa ssr smr had cmp ehpad samu smur clic mdph mda ccas admr ssiad cpam caf msa carsat ddass ars cada chrs usld camsp cmpp gendarmerie commissariat pompiers caserne mair "
    "tribunal tj tgi parquet prison maison centre cd ma sau urgences clinique ecole college lycee creche march gare aeroport port plage hopital labo cabinet usine"
)
_TO_WORDS = Cue("au aux du vers direction sur commune ville lieu a from in")
_BEHIND_COMMA = GapCue(r", \Z")
_BRACKET = GapCue(r"\(\Z")


def find(page: Page) -> Iterator[Span]:
    """Numbers to dial, positions, and addresses and towns that no street announces."""
    text = page.text
    for match in page.matches(_FREE, _FREE_STARTS):
        yield Span(match.start(), match.end(), "TEL", "phone.free", LABELLED)
    for match in page.matches(_EXTENSION, _EXTENSION_STARTS):
        number = _NOT_DIGITS.sub("", match["n"])
        if 3 <= len(number) <= 8 and not _YEAR.fullmatch(match["n"]):
            yield Span(match.start("n"), match.end("n"), "TEL", "extension.grouped", CONTEXT)
    decimals = [page.starts[i] for i in page.at(_POSITION_DIGITS) if page.gaps[i] in (".", ",")]
    for line in lines_at(text, decimals):
        for match in _POSITION.finditer(text, *line):
            if _is_position(text, match):
                yield Span(match.start(), match.end(), "ADRESSE", "address.place", CONTEXT)
    for match in page.matches(_ZONE, _ZONE_STARTS):
        yield Span(match.start(), match.end(), "ADRESSE", "address.place", CONTEXT)
    for match in _DISTANCE.finditer(text) if _speaks_of_distance(page) else ():
        yield Span(match.start(), match.end(), "ADRESSE", "address.place", CONTEXT)
    yield from _floors(page)
    for match in page.matches(_ABROAD, _STREET_ABROAD):
        yield Span(match.start("street"), match.end("street"), "ADRESSE", "address.abroad", CONTEXT)
        if match["zip"]:
            yield Span(match.start("zip"), match.end("zip"), "ZIP", "address.abroad", CONTEXT)
            yield Span(match.start("town"), match.end("town"), "VILLE", "address.abroad", CONTEXT)
    commas = page.having(page.at(_BEHIND_COMMA), CAPITAL)
    yield from _towns(page, commas)
    yield from _enclosed(page, commas)


def _floors(page: Page) -> Iterator[Span]:
    """Floors, doors and flats, in the neighbourhood of what speaks of a home."""
    text = page.text
    ordinals = set(page.at(_ORDINALS))
    ordinals.update(i - 1 for i in page.at(_ORDINAL_ENDINGS) if i and page.words[i - 1].isdigit())
    for pattern, tokens in ((_FLOOR, ordinals), (_FLOOR_ONLY, ordinals.union(page.at(_HOME_PARTS)))):
        for match in page.matches_at(pattern, sorted(tokens)):
            around = text[max(0, match.start() - 60) : match.start()] + text[match.end() : match.end() + 40]
            if _AT_HOME.search(around) and _VISITED.search(around):
                yield Span(match.start(), match.end(), "ADRESSE", "address.floor", CONTEXT)


_NOT_DIGITS = re.compile(r"\D")
_YEAR = re.compile(r"(?:19|20)\d\d")
_VISITED = re.compile(r"sonne|interphone|digicode|adresse|domicile|rue |avenue|lieu|chez", re.I)


def _is_position(text: str, match: re.Match[str]) -> bool:
    numbers = re.findall(r"\d+[.,]\d+", match.group())
    precise = all(len(number.split("." if "." in number else ",")[1]) >= 4 for number in numbers)
    return precise or bool(re.search(r"gps|coord|position|lat", text[max(0, match.start() - 30) : match.start()], re.I))


_ABROAD = re.compile(
    r"(?<![\w-])(?P<street>(?:[A-ZÄÖÜ]\w*(?:[sS]tra(?:ss|ß)e|[sS]tr\.|platz|weg|gasse|laan|straat)|(?:Via|Calle|Rua|Plaza|Piazza|Avenida|Corso|Viale)(?: (?:de|del|della|la|da|do|di|dei))*(?: [A-ZÀ-Ý][\w'’]+){1,3}),? (?:n[°º] ?)?\d{1,4}[a-zA-Z]?)(?![\w/])(?:[ ,\n]+(?:[A-Z]{1,2}-)?(?P<zip>\d{4,5})[ ]+(?P<town>[A-ZÀ-Ý][\wÀ-ÿ-]+))?"
)
_BRACKETED = re.compile(r"(?P<town>[A-ZÀ-Ý][\wÀ-ÿ'’-]+(?: [A-ZÀ-Ý][\wÀ-ÿ'’-]+)?)\)")
_PLACE = re.compile(r"(?P<place>[A-ZÀ-Ý][\wÀ-ÿ'’-]{3,})(?=[ \t]*[);\n])")
_INSTITUTION = re.compile(
    r"(?:[Cc]linique|[Hh]ôpital|EHPAD|CHU?|Dr|[Dd]octeur|[Cc]abinet|SSR|[Pp]harmacie|[Mm]aternité)(?=[^()\n,]{2,40}\Z)"
)
_ENGLISH_TOWN = re.compile(
    r"(?<![\w])(?:Close|Road|Street|Lane|Avenue|Drive|Court|Place|Gardens|Crescent|Way|Terrace|Rd|St|Ave)\.?, (?P<town>[A-Z][a-z]+(?: [A-Z][a-z]+)?)(?=[ \t]*[,.;\n]|[ \t]+[A-Z]{1,2}\d| [A-Z]{2} \d{5})"
)


def _enclosed(page: Page, commas: list[int]) -> Iterator[Span]:
    """`Eurofins Biomnis (Lyon)`, `(Clinique du Golfe, Porticcio)`: a town in brackets, or the place behind an institution."""
    text = page.text
    for i, match in _in_brackets(page, commas):
        name = match.lastgroup or ""
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


def _in_brackets(page: Page, commas: list[int]) -> Iterator[tuple[int, re.Match[str]]]:
    """`(Lyon)` in brackets, and what stands behind an institution and a comma, at the end of a bracket or a line."""
    text = page.text
    for i in page.at(_BRACKET):
        match = _BRACKETED.match(text, page.starts[i]) if page.has(i, CAPITAL) else None
        if match:
            yield i, match
    for i in commas:
        match = _PLACE.match(text, page.starts[i])
        comma = page.starts[i] - 2
        if match and _INSTITUTION.search(text, max(0, comma - 50), comma):
            yield i, match


def _speaks_of_distance(page: Page) -> bool:
    """`3 km au nord`, `500 m à l'est`."""
    return any(i + 1 < len(page) and page.folded[i + 1] in ("au", "a") for i in page.at(_DISTANCE_UNITS))


def _to(page: Page, commas: list[int]) -> Iterator[re.Match[str]]:
    """Matches of ``_TO``, which begins with a word of direction or with a comma, and goes on with a capital."""
    text, done, starts, last = page.text, 0, page.starts, len(page) - 2
    begins = [
        starts[i]
        for i in page.at(_TO_WORDS)
        if i <= last
        and (page.has(i + 1, CAPITAL) or (i < last and page.folded[i + 1] == "de" and page.has(i + 2, CAPITAL)))
    ]
    begins += [starts[i] - 2 for i in commas]
    for start in sorted(begins):
        match = _TO.match(text, start) if start >= done else None
        if match:
            done = match.end()
            yield match


def _towns(page: Page, commas: list[int]) -> Iterator[Span]:
    """Towns behind an institution's type, a word of direction or one of ``commas``, words with a capital behind a comma."""
    text = page.text
    for pattern, matches in ((_BEHIND_TYPE, page.matches(_BEHIND_TYPE, _PLACE_TYPES)), (_TO, _to(page, commas))):
        for match in matches:
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
        or (page.folded[i] in NEVER and page.folded[i] not in ("la", "le", "les", "l"))
        or info.medical
        or info.eponym
    ):
        return None
    best = longest_town(page, i)
    if best is None or (page.folded[i] in ("la", "le", "les", "l") and best[0] == i):
        return None
    return best
