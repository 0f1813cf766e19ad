"""Addresses, postal codes and the towns beside them."""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import lru_cache

from deid.cues import Cue
from deid.detectors import dwellings
from deid.lexicon import lexicon
from deid.page import LOWER, TITLE, UPPER, Page
from deid.spans import CONTEXT, LABELLED, Span

_STREET = (
    r"rue|r\.|avenue|av\.?|ave\.?|boulevard|boul\.?|bvd|bld|bd\.?|place|pl\.|impasse|imp\.|all[ée]es?|chemin|che?m?\.|route|rte\.?|quai|cours|square|sq\.|villa|venelle|passage|sentier|sente|"
    r"lotissement|lot\.|r[ée]sidence|r[ée]s\.|lieu-dit|lieu dit|ld|hameau|quartier|cit[ée]|zone|z\.?a\.?c?\.?|z\.?i\.?|faubourg|fbg?|esplanade|promenade|mont[ée]e|c[ôo]te|ruelle|traverse|mail|parvis|"
    r"rond-point|clos|domaine|manoir|ch[âa]teau|ferme|moulin|voie|levée|chauss[ée]e|galerie|porte|pont|cour|parc|street|road|lane|drive|st\.|rd\.|close|court"
)
_WORD = r"(?:[A-ZÀ-Ý0-9][\w'’.-]*|d['’][A-ZÀ-Ý][\w'’.-]*|l['’][A-ZÀ-Ý][\w'’.-]*|de|du|des|la|le|les|aux?|sur|sous|et|en|à|of|the)"
_TAIL = (
    r"(?:\s*[,–-]?\s*(?:(?:apt|appt|app|appartement|b[âa]t(?:iment)?|esc(?:alier)?|porte|[ée]tage|entr[ée]e|cit[ée]|bo[îi]te|bp|cs|tsa|log(?:ement)?|chambre|hall|lot|flat)\b\.?\s*(?:n°\s*)?[\dA-Z]{1,6}\b|"
    r"\d{1,2}\s?(?:er|e|[èe]me)\s+(?:[ée]tage|droite|gauche|face)(?:\s+(?:droite|gauche|face|droit))?)){0,4}"
)
_WORD_NUMBER = r"(?:un|deux|trois|quatre|cinq|six|sept|huit|neuf|dix|onze|douze|treize|quatorze|quinze|seize|vingts?|trente|quarante|cinquante|soixante|septante|octante|huitante|nonante|cents?|mille?)"
_IN_WORDS = rf"{_WORD_NUMBER}(?:[ -](?:et[ -])?{_WORD_NUMBER}){{0,5}}(?: bis| ter| quater)?"
"""A number of a house as it is dictated (`quatre vingt dix sept bis`)."""
_COUNTED = re.compile(_IN_WORDS, re.I)
NUMBERED = re.compile(
    rf"(?<![\w/.,-])(?<!\d → )(?:\d{{1,4}}(?:\s?[-/]\s?\d{{1,4}})?(?:\s?(?:bis|ter|quater)\b|\s?[A-D]\b)?|{_IN_WORDS}(?=\s(?:rue|r\.|bd|boul|av|venelle|impasse|place|chemin|all[ée]e|route|quai|square)))[ \t]?,?[ \t]+(?:{_STREET})(?![^\W_])"
    rf"\.?(?:[ \t]+|(?<=['’]))[^\n,;:()|•·–→]{{2,60}}",
    re.I,
)
NAMED = re.compile(
    rf"(?<![\w-])(?:(?:[Rr]ue|[Aa]v(?:enue|\.)|[Bb](?:oulevard|d\.?)|[Pp]lace|[Ii]mpasse|[Aa]ll[ée]es?|[Cc]hemin|[Rr]oute|[Qq]uai|[Ss]quare|[Vv]enelle|[Rr]te\.?|[Cc]hem\.|[Ll]ot\.|[Rr][ée]s\.|H\.?L\.?M\.?|[Ii]mmeuble|[Ll]otissement|[Ll]ieu-?[ -]?dit|[Hh]ameau|[Qq]uartier|[Cc]it[ée]|"
    rf"[Zz]one|[Ff]aubourg|[Ee]splanade|[Ii]mp\.|[Cc]ours|[Pp]assage|[Mm]anoir|[Cc]h[âa]teau|[Ff]erme|[Mm]oulin|[Rr][ée]sidence|RUE|AVENUE|AV|BOULEVARD|BD|PLACE|IMPASSE|ALLEE|CHEMIN|ROUTE|QUAI|LIEU[- ]DIT|HAMEAU|RESIDENCE|LOTISSEMENT|CITE|Villa|Domaine|Clos)"
    rf"[ \t]+(?:(?:de|du|des|la|le|les|l['’]|d['’]|DE|DU|DES|LA|LE|LES|L['’]|D['’])[ \t]*){{0,3}})(?P<name>[A-ZÀ-Ý][\w'’.-]*(?:[ \t]+{_WORD}){{0,5}})"
)
_TAIL_RE = re.compile(_TAIL, re.I)
_STOP = re.compile(
    r"\s+(?:-\s|à\s+(?=[A-ZÀ-Ý])|\d{5}\b|[\dO]{2}\s?\d{3}\b|t[ée]l\b|port\.?\s?:?\s?0|fax\b|chez\b|depuis\b|avec\b|et\b(?!\s+(?:de|du|d['’])\b)|est\b|qui\b|pour\b|dans\b|/|\||dr\b|mme\b|m\.\s|\(|n[ée]e?\b|ipp\b|[•·]|to\b|\d{2}[/.]\d{2}|[\dOol]{5}\b)|\t| {2,}",
    re.I,
)
ZIP = re.compile(
    r"(?<![\w/.-])(?:F-?\s?)?(?P<zip>(?:0[1-9]|[1-8][\dO]|9[0-8]|O[1-9]|2[AB])\s?[\dOolI]{3})(?![\dA-Za-z%]|[.,/-]\d|\s?(?:UI|mg|ml|g\b|/|€|euros|copies|pas\b))"
)
_CITY = re.compile(
    r"[ \t]*[,–-]?[ \t]*(?:\n[ \t]*)?(?P<city>[A-ZÀ-Ýa-zà-ÿ][\wÀ-ÿ'’0-9]*(?:[ \t'’-]+(?:[A-ZÀ-Ý][\wÀ-ÿ'’]*|l[èe]s|sur|sous|en|de|du|des|la|le|les|aux?|l['’]|d['’])){0,6})"
)
_NOT_CITY = frozenset(
    "cedex dr pr mme finess service docteur madame monsieur standard secretariat tel fax tél mg ml ui france du de le la les et en au leucocytes hematies plaquettes germes copies unites euros pas".split()
) - {"le", "la", "les"}
_ROAD = re.compile(r"(?<![\w-])(?:A|D|N|RD|RN|CD)\s?\d{1,4}\s+(?:PK|PR)\s?\d[\d+.,]*")
_COUNT_WORDS = Cue(
    "un deux trois quatre cinq six sept huit neuf dix onze douze treize quatorze quinze seize vingt vingts trente quarante cinquante soixante septante octante huitante nonante cent cents mil mille",
    listed=False,
)
_STREET_WORDS = Cue(
    "rue av avenue b bd boulevard place impasse imp allee allees chemin route quai square venelle lotissement lieu hameau quartier cite zone faubourg esplanade cours passage manoir chateau ferme moulin "
    "residence villa domaine clos rte chem lot res hlm immeuble"
)
_NUMBERED_STREETS = Cue(
    "r rue avenue av ave boulevard boul bvd bld bd place pl impasse imp allee allees chemin c ch che cm chm chem route rte quai cours square sq villa venelle passage sentier sente lotissement lot residence res lieu ld "
    "hameau quartier cite zone z za zac zi zc faubourg f fb fbg esplanade promenade montee cote coote ruelle traverse mail parvis rond clos domaine manoir chateau ferme moulin voie levee chaussee galerie porte pont cour parc "
    "street road lane drive st rd close court"
)
_HOUSE_NUMBERS = Cue(written=r"\d{1,4}(?!\d)", of="figure", listed=False)
_ROAD_WORDS = Cue("a d n rd rn cd", written=r"(?:A|D|N|RD|RN|CD)\d{1,4}\Z", of="figure")
_ZIP_STARTS = Cue(written=r"F?(?:0[1-9]|[1-8][\dO]|9[0-8]|O[1-9]|2[AB])[\dOolI]{3}\Z", of="figure", whole=True)
_ZIP_HEADS = Cue(written=r"F?(?:0[1-9]|[1-8][\dO]|9[0-8]|O[1-9]|2[AB])\Z", of="figure", listed=False)
_ZIP_TAILS = Cue(written=r"[\dOolI]{3}\Z", of="figure")
_UNSCAN = str.maketrans("0154", "oisa")
_OUTER = frozenset("cedex france cs bp".split())


def find(page: Page) -> Iterator[Span]:
    """Every street address, postal code and town after one."""
    text = page.text
    for match in page.matches_at(NUMBERED, _house_numbers(page)):
        yield from _address(text, match.start(), match.end())
    for match in page.matches(NAMED, _STREET_WORDS):
        if _is_street(page, match):
            yield from _address(text, match.start(), match.end())
    yield from dwellings.find(page)
    for match in page.matches(_ROAD, _ROAD_WORDS):
        yield Span(match.start(), match.end(), "ADRESSE", "road", LABELLED)
    for match in page.matches(_RESIDENCE, _RESIDENCE_WORDS):
        yield from _residence(page, match)
    for match in page.matches_at(ZIP, _zip_starts(page)) if page.lang != "en" else ():
        yield from _zip(page, match)


def _house_numbers(page: Page) -> list[int]:
    """The numbers among the three words before a street."""
    starts = set()
    for i in page.at(_NUMBERED_STREETS):
        for k in range(max(0, i - 3), i):
            if page.has(k, _HOUSE_NUMBERS) or page.has(k, _COUNT_WORDS):
                starts.add(_first_word(page, k))
    return sorted(starts)


def _first_word(page: Page, k: int) -> int:
    """The first word of the number in words that token ``k`` belongs to."""
    if page.has(k, _COUNT_WORDS):
        while k and page.gaps[k] in (" ", "-") and (page.has(k - 1, _COUNT_WORDS) or page.folded[k - 1] == "et"):
            k -= 1
        if page.folded[k] == "et":
            k += 1
    return k


def _zip_starts(page: Page) -> list[int]:
    """Postal codes in one or two parts."""
    two = [i - 1 for i in page.at(_ZIP_TAILS) if i and page.has(i - 1, _ZIP_HEADS)]
    return sorted([*page.at(_ZIP_STARTS), *two])


_RESIDENCE = re.compile(
    r"(?:demeurant|domicili[ée]e?|adresse(?: postale)?|domicile|r[ée]sidant|r[ée]side|habitant|address)[ \t]*(?:[:|]|à|au|aux)?[ \t]*(?P<place>(?:\d{1,4}[ ,]+)?(?:en |au |à )?[A-ZÀ-Ý][\w'’. -]{3,60}?)(?=,? ?\d{5}\b|, ?[A-ZÀ-Ý]|[ \t]*\n|[ \t]{3})",
    re.I,
)
_RESIDENCE_WORDS = Cue("demeurant domicilie domiciliee adresse domicile residant reside habitant address")


def _residence(page: Page, match: re.Match[str]) -> Iterator[Span]:
    """A place name without street (`Demeurant Les Trois Moulins, Clisson`); a commune alone is no address."""
    start, end = match.span("place")
    i = page.token_at(start)
    if i >= len(page) or page.shapes[i] == LOWER or (":" in match["place"] or ";" in match["place"]):
        return
    town = longest_town(page, i)
    if (town and page.ends[town[0]] >= end - 1) or any(page.folded[k] in _PLAIN for k in page.tokens_in(start, end)):
        return
    followed = _FOLLOWED.match(page.text, end, end + 12)
    if followed:
        yield Span(start, end, "ADRESSE", "address.residence", CONTEXT)


_FOLLOWED = re.compile(r",? ?(?:\d{5}\b|[A-ZÀ-Ý])")
_CAPITAL = re.compile(r"[A-ZÀ-Ý]")
_ENTRANCE = re.compile(r"\s*d['’]entr[ée]e", re.I)
_LETTERS = re.compile(r"[A-Za-zÀ-ÿ]{3}")
_PLAIN = frozenset(
    "dr docteur mme monsieur madame mr par pour hospitalisation hopital clinique service inchangee inconnue idem ehpad".split()
)


_VAGUE = re.compile(
    r"\d*\s?,?\s*(?:av|r|pl|sq|imp|porte|cours?|passage|voie|place|c[ôo]te|mail|parc|pont|villa|zone|moulin|ferme|galerie|lot|clos)\b(?P<rest>.*)",
    re.I | re.S,
)


def _address(text: str, start: int, end: int) -> Iterator[Span]:
    surface = text[start:end]
    vague = _VAGUE.match(surface)
    if vague and (not _CAPITAL.search(vague["rest"]) or _ENTRANCE.match(vague["rest"])):
        return
    number = _COUNTED.match(surface)
    stop = _STOP.search(surface, max(6, number.end()) if number else 6)
    if stop:
        end = start + stop.start()
    while end > start and text[end - 1] in " .,;-\t":
        end -= 1
    tail = _TAIL_RE.match(text, end)
    if tail and tail.end() > end and tail.group().strip(" ,-"):
        end = tail.end()
    if _LETTERS.search(text, start, end) and (end - start) > 6:
        yield Span(start, end, "ADRESSE", "address", LABELLED)


def _is_street(page: Page, match: re.Match[str]) -> bool:
    """A street without number needs a name that is no medical word and, after a vague word, an address beside it."""
    i = page.token_at(match.start("name"))
    if (
        i >= len(page)
        or (page.info(i).medical and page.info(i).town < 0)
        or page.folded[i] in ("e", "b", "urgences", "aux", "au", "a", "en")
        or not page.words[i].strip("IVX")
    ):
        return False
    head = match.group()[: match.start("name") - match.start()].split()[0].lower()
    if head in (
        "rue",
        "avenue",
        "boulevard",
        "bd",
        "bd.",
        "impasse",
        "allée",
        "allee",
        "chemin",
        "lieu-dit",
        "lieu",
        "hameau",
        "lotissement",
        "quai",
        "venelle",
        "manoir",
        "rue",
        "esplanade",
        "faubourg",
        "square",
    ):
        return True
    after = page.text[match.end() : match.end() + 40]
    before = page.text[max(0, match.start() - 30) : match.start()]
    return bool(
        re.match(r"[^\n]{0,15}(?:\n\s*)?\d{5}|,? à [A-Z]|\s?[,–-]?\s*(?:bât|esc|apt|appt)", after)
        or (
            re.search(
                r"(?:adresse|domicile|demeurant|habit\w*|r[ée]sid\w*|domicili[ée]e?|plain-pied|,)\s*(?:[:|à]|au|dans)?\s*$",
                before,
                re.I,
            )
            and (head != "place" or ":" in before)
        )
    )


_READ = str.maketrans("Ool", "001")
_ADDRESSED = re.compile(
    r"(?:rue|av|bd|boul|place|quai|chemin|route|all[ée]e|impasse|villa|cit[ée]|zone|lieu|adresse|domicile|cp|code postal|r[ée]sid|habit|cours|passage|straße|strasse)[^\n]{0,45}[ \t,–-]*\n?[ \t]*$|\n[ \t|]*$|[–•|(] ?$|^$|[a-zà-ÿ],\s?$",
    re.I,
)
_STREET_BEFORE = re.compile(
    r"\d[^\n]{0,5}\s(?:rue|av\w*|bd|boul\w*|place|quai|chemin|route|all[ée]e|impasse|passage|cours)\s[^\n]{2,40}?[ ,]*$",
    re.I,
)
_TOWN_BEFORE = re.compile(r"([A-ZÀ-Ý][\wÀ-ÿ-]+),? ?\(?$")
_ZIP_END = re.compile(r"[ \t]*(?:\n|$|[),])")
_OF_ADDRESS = re.compile(
    r"rue|av|bd|boul|place|quai|chemin|route|all[ée]e|straße|zone|cit[ée]|lieu|villa|r[ée]sid|passage|cours", re.I
)


def _zip(page: Page, match: re.Match[str]) -> Iterator[Span]:
    """A postal code stands before a town, or after an address."""
    text = page.text
    digits = match["zip"].replace(" ", "").translate(_READ)
    city = _CITY.match(text, match.end())
    town = _town(page, city.start("city"), city.end("city")) if city else None
    known = (town is not None and _matches(page, digits, town)) or _of_town_before(page, digits, match.start())
    before = text[max(0, match.start() - 45) : match.start()]
    addressed = _ADDRESSED.search(before) is not None
    shaped = town is not None and page.shapes[page.token_at(town[0])] in (UPPER, TITLE)
    street = _STREET_BEFORE.search(before)
    known = known or (shaped and town is not None and digits in postal_codes() and _may_be_town(page, town[0], before))
    if " " in match["zip"] and not known and not street:
        return
    town_before = _TOWN_BEFORE.search(before)
    placed = (
        known
        or (addressed and shaped)
        or (addressed and _ZIP_END.match(text[match.end() : match.end() + 6]) and _OF_ADDRESS.search(before))
    )
    if (
        placed
        or street
        or (town_before and longest_town(page, page.token_at(match.start() - len(town_before.group()))))
    ):
        yield from _located(page, match)
    if placed and town:
        yield Span(*town, "VILLE", "zip.town", LABELLED)


def _located(page: Page, match: re.Match[str]) -> Iterator[Span]:
    """The postal code and the dwelling before it."""
    yield Span(match.start("zip"), match.end("zip"), "ZIP", "zip", LABELLED)
    yield from dwellings.before_code(page, match.start())


@lru_cache(maxsize=1)
def postal_codes() -> frozenset[str]:
    """Every postal code."""
    return frozenset(code for _, codes in lexicon("fr").towns.values() for code in codes.split())


_BEFORE_SHAPED = re.compile(r"(?:[A-ZÀ-Ý][\w'’-]*[,]?|[\n|–—•-]|  |,)[ \t]*\Z")


def _may_be_town(page: Page, start: int, before: str) -> bool:
    """Whether an unknown word with a capital behind an existing code, and a capital or a sign before it, is a town."""
    i = page.token_at(start)
    info = page.info(i)
    plain = not (info.medical or info.wordish) and len(page.words[i]) > 3 and page.folded[i] not in _NOT_CITY
    return plain and _BEFORE_SHAPED.search(before) is not None and not _ANALYTE.search(before)


_ANALYTE = re.compile(r"\b[A-Z]{2,4}[ \t]*\Z")


def _of_town_before(page: Page, digits: str, start: int) -> bool:
    """`CH Alès Cévennes 30100`: a town of the code's department among the five words before it in its line, behind or within an institution's name."""
    i = page.token_at(start)
    if digits not in postal_codes():
        return False
    for k in range(i - 1, max(-1, i - 6), -1):
        if "\n" in page.gaps[k + 1] or page.gaps[k + 1].strip(" -–—,'’(|."):
            return False
        if (
            page.shapes[k] in (UPPER, TITLE)
            and len(page.words[k]) > 3
            and not page.info(k).medical
            and _matches(page, digits, (page.starts[k], page.ends[k]))
        ):
            return True
    return False


def _town(page: Page, start: int, end: int) -> tuple[int, int] | None:
    """The longest commune at ``start``, else the capitalised words there."""
    i = page.token_at(start)
    if i >= len(page) or page.starts[i] != start or page.folded[i] in _NOT_CITY:
        return None
    best = longest_town(page, i)
    if best and page.ends[best[0]] <= end + 20:
        last = best[0]
        while last + 1 < len(page) and page.gaps[last + 1] == "-" and page.shapes[last + 1] in (UPPER, TITLE):
            last += 1
        if (
            last + 1 < len(page)
            and page.gaps[last + 1] == " "
            and page.folded[i] in ("paris", "lyon", "marseille")
            and page.words[last + 1].isdigit()
            and len(page.words[last + 1]) < 3
        ):
            last += 1
        return start, page.ends[last]
    j = i
    while (
        j + 1 < len(page)
        and page.starts[j + 1] < end
        and page.folded[j + 1] not in _OUTER
        and "  " not in page.gaps[j + 1]
    ):
        if page.gaps[j + 1] == " " and (
            page.shapes[j + 1] == LOWER or page.shapes[j + 1] != page.shapes[i] or page.info(j + 1).wordish
        ):
            break
        j += 1
    if page.shapes[i] not in (UPPER, TITLE) or (
        page.info(i).medical and page.info(i).wordish and not page.text[:start].rstrip("0123456789 O").endswith("\n")
    ):
        return None
    return start, page.ends[j]


def longest_town(page: Page, i: int) -> tuple[int, int] | None:
    """Last token and population of the longest commune that starts at token ``i``; `St`, `Ste` are read as Saint(e)."""
    lexicon = page.lexicon
    first = page.folded[i]
    first = _SAINTS.get(first, first)
    if not first.isalpha():
        first = first.translate(_UNSCAN)
    longest = lexicon.town_starts.get(first, 0)
    if not longest and first not in ("le", "la", "les", "l"):
        return None
    name, best = first, None
    for j in range(i, min(i + max(longest, 1), len(page))):
        if j > i:
            gap = page.gaps[j]
            if gap not in _IN_TOWN:
                break
            if "/" in gap and page.folded[j - 1] not in ("s", "sur"):
                name += " sur"
            name += " " + _SHORTENED.get(page.folded[j], page.folded[j])
        known = lexicon.towns.get(name)
        if known is not None and known[0] >= 0:
            best = j, known[0]
    return best


_SAINTS = {"st": "saint", "ste": "sainte"}
_SHORTENED = {**_SAINTS, "s": "sur", "sr": "sur", "ss": "sous", "gde": "grande", "gd": "grand"}
_IN_TOWN = frozenset((" ", "-", "'", "’", "- ", " -", "/", "/ ", "/-"))


def _matches(page: Page, digits: str, town: tuple[int, int]) -> bool:
    i = page.token_at(town[0])
    best = longest_town(page, i)
    if not best:
        return False
    name = " ".join({"st": "saint", "ste": "sainte"}.get(page.folded[k], page.folded[k]) for k in range(i, best[0] + 1))
    codes = page.lexicon.towns.get(name, (0, ""))[1]
    return digits in codes or any(code[:2] == digits[:2] for code in codes.split())
