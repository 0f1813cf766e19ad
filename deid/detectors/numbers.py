"""Numbers that identify: NIR, RPPS, FINESS with their checks, and every number that a label announces.

NIR: INSEE's key is 97 - n mod 97, with 2A as 19 and 2B as 18; a wrong key still counts under a label. RPPS: 11 digits, Luhn.
"""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Iterator

from deid.cues import Cue
from deid.marks import HYPHEN, NUMERIC
from deid.page import INITIAL, UPPER, Page
from deid.spans import CHECKED, CONTEXT, LABELLED, Span

_OCR = str.maketrans("OolIiSBZ", "00111582")
_NO_LABEL = r"(?!(?:IPP|NDA|NIR|NIP|RPPS|FINESS|F[Il]NESS|SS|AM|INS|IEP|MGEN|HTA|TA|PA|FC|FR|PAS|PAD|IMC|Hb|HB|CRP|PNN|GB|SAT|EVA|FEVG|T|HR|BP|RR|CIM|CCAM|ICD|ATC|GHM|NCT|en|du|le|au|de|et|par|lot|depuis)(?![A-Za-z]))"
_VALUE = rf"(?-i:(?:(?:{_NO_LABEL}|(?=[A-Z]{{1,4}}\d{{3}}))(?:[A-Z]{{1,4}}[-_ ./#](?:[A-Z]{{1,2}}[-_/])?|[A-Z]{{1,6}}|[a-z]{{1,2}}))?[\dOl]*\d[\dA-Za-z]*(?:(?:[-./_ ]| - | / )(?:(?<=[-/])[A-Z]{{1,6}}(?:[-/]|(?=\d))[\dOl]+|[\dOl]+[A-Z]{{0,2}}(?![a-zà-ÿ])|{_NO_LABEL}[A-Z]{{1,2}}[-.]?\d*(?![A-Za-zà-ÿ:]))){{0,7}})"
_HEAD = r"(?<![^\W_])"
_SIGN = r"[ \t]*(?:\([^()\n]{0,20}\)[ \t]*)?(?:n°|n[oº]\b|num[ée]ro|#|est le|[ée]tant le|est)?[ \t]*[:#|=]?[ \t]*(?:n°)?[ \t]*"
KINDS: tuple[tuple[str, str], ...] = (
    ("SECU", r"nir|ins\b(?:-?nir)?|s[ée]cu(?:rit[ée] sociale)?|n°? ?s\.?s\.?|ss|num[ée]ro de s[ée]curit[ée] sociale|insee|immatriculation|n°? ?am|n°? d['’](?:assur[ée]|identification|id national)|num[ée]ro d['’]assur[ée](?: est)?"),
    ("IPP", r"i\.?p\.?p\.?|nip|ip|hosp(?:ital)?\.? n[o°]\.?|pat(?:ient)?\.? (?:n°|id|no)|n°? ?patient|doss\.|num[ée]ro (?:de )?patient|n°? (?:de )?dossier|n°? permanent(?: / venue)?|n°? interne|dossier(?: clinique| patient| m[ée]dical| dmst| n°)?|id(?: patient)?|n°?id|mrn|medical record(?: number)?|hospital (?:no|number)|n°? identification patient|identification du patient(?: \(ipp\))?|r[ée]f\.? ?(?:dossier|patient)|identifiant(?: patient)?"),
    ("NDA", r"nda|iep|(?:n°|num[ée]ro|n[oº]\.?|num\.?) ?(?:de |du |d['’])?(?:s[ée]j(?:our)?|pass(?:age)?|adm(?:ission)?|venue|visite|hosp(?:italisation)?|entr[ée]e)\b\.?|s[ée]j\b\.?|s[ée]jour|passage|venue|visite|fin de s[ée]jour|hospitalisation n°|num[ée]ro d['’]?identifiant d['’]?hospitalisation(?: est)?|n°? d['’]hospitalisation|encounter|visit (?:no|number)|dossier n°"),
    ("RPPS", r"r[. ]?p[. ]?p[. ]?s\.?"),
    ("FINESS", r"f[il1]ness(?:[ -](?:g[ée]ographique|juridique|et|ej))?"),
    ("AUTRE_ID", r"lot|sn|s/n|s[ée]rie|n°? (?:de )?s[ée]rie|udi|ref|pr[ée]l[èe]vement|examen|demande|accession|acc|flacon|lame|bloc|[ée]chantillon|adh(?:[ée]rent)?\.?|mutuelle|contrat|bracelet|badge|pompe|"
     r"mat[ée]las|lit m[ée]dicalis[ée]|g[ée]n[ée]rateur|concentrateur|[ée]thylom[èe]tre|pm|dai|pacemaker|stimulateur|cristal|fiche|r[ée]gulation|mdph|apa|caf|allocataire|ame|c2s|agdref|passeport|cni|carte(?: d['’]identit[ée])?|permis|"
     r"[ée]crou|inclusion|protocole|code donneur|donneur|labo|adeli|am|dossier de r[ée]gulation|certificat|stationnement|titre de s[ée]jour|r[ée]c[ée]piss[ée]|arr[êe]t[ée] (?:sdre|spdre)|pli|ticket|facture|v[ée]hicule(?: de service)?|plaque|immat|serial|batch|specimen|sample|s[ée]r\.?|tube|num[ée]ro de don|don|sous le num[ée]ro|r[ée]f\.? famille|famille|proc[ée]dure|pv|culot|poche|tlx|dossier de transport|iban|siret|siren|digicode|code(?: d['’])?(?:entr[ée]e| porte| portail)?"),
)  # fmt: skip
LABELLED_NUMBER = re.compile("|".join(f"(?P<{kind}>{_HEAD}(?:{labels})(?![^\\W\\d_]))" for kind, labels in KINDS), re.I)
_NUMBER_WORDS = Cue("n no numero dossier")
_FIRST_WORDS = Cue(
    "nir ins secu securite n no numero s ss insee immatriculation i ipp nip ip dossier id mrn medical hospital identification ref identifiant nda iep sej hosp pat patient num sejour passage venue visite fin hospitalisation "
    "encounter visit r rpps finess f1ness flness lot sn serie udi prelevement examen demande accession acc flacon lame bloc echantillon adh adherent mutuelle contrat bracelet badge pompe matelas lit "
    "generateur concentrateur ethylometre pm dai pacemaker stimulateur cristal fiche regulation mdph apa caf allocataire ame c2s agdref passeport cni carte permis ecrou inclusion protocole code donneur "
    "labo adeli am certificat stationnement titre recepisse arrete pli ticket facture vehicule plaque immat serial batch specimen sample iban siret siren digicode ser tube don sous famille procedure pv "
    "culot poche tlx doss dossiers"
)
"""The folded words that a label may begin with: nothing else is tried."""
_AFTER_LABEL = re.compile(
    _SIGN + rf"(?:(?-i:[A-Z]{{3,8}}|receveur|donneur|d[ée]pos[ée]e?|patient) )??(?P<value>{_VALUE})", re.I
)
_NUMBER_SIGN = re.compile(
    rf"(?:\bn[°º]|\bN°|\bnum[ée]ro\b|\bno\.?(?= \d))[ \t]*(?:[:#][ \t]*)?(?P<value>{_VALUE})", re.I
)
_DIGITS = re.compile(r"(?<![\dA-Za-z])[1-478OIl](?:[ .\-/_]{0,3}[\dABOolI]){12,14}(?![\dA-Za-z])")
_RPPS = re.compile(r"(?<![\dA-Za-z])(?:10|8\d|1 ?0)(?: ?[\dOlI]){9}(?![\dA-Za-z])")
_PLATE = re.compile(
    r"(?<![\w-])[A-HJ-NP-TV-Z]{2}-\d{3}-[A-HJ-NP-TV-Z]{2}(?![\w-])|(?<![\w-])\d{2,4} ?[A-Z]{2,3} ?(?:\d{2}|2[AB])(?=\s*\(immat)"
)
_CODE = re.compile(
    r"(?<![\w./-])(?!IPP|NDA|NIR|NIP|RPPS|FINESS|IEP)(?=[A-Z\d/-]*\d{4})(?:[A-Z]{1,6}\d{6,}[A-Z\d]*|[A-Z]{2,6}[-_ ]\d{4,}(?:-\d+)?|\d{2,4}[A-Z]\d{5,}(?:-[A-Z\d]+)?|[A-Z]{1,4}\d{2}-\d{4,}|\d{2}-[A-Z]{1,2}-\d{4,}|[A-Z]{2,4}-\d{3}-[A-Z]?\d{4,}|\*\d{6,}\*|\d{2}[A-Z]{1,4}-?\d{4,}|\d{2}[-/]\d{6,}|\d{6}-\d{2,4}|[A-Z]\d{5,}[A-Z]?|[A-Z]{2,4}\d{2}-\d{3,}\.\d{3,}|[A-Z]{2,5}[/-]\d{2}[/-]\d{4,})(?![\w/-])"
)
_SPOKEN = re.compile(r"(?:num[ée]ro|n°|dossier) (?P<value>[A-Z]?\d+ (?:tiret|slash|barre|point) \d+)", re.I)
_SPACED = re.compile(r"(?<!\d )(?<!\d)\d(?: \d(?!\d)){12,}")
_LONG = re.compile(
    r"(?<![\w.,+-])\d{8,14}(?![\w%]|[.,/]\d|\s?(?:/(?! \d+\b)|UI|UFC|copies|ml|mg|g\b|cellules|élé|elem|germes|kcal|€|euros))"
)
_BEGINNING = re.compile(
    r"(?:commen[cç]\w*|d[ée]but\w*|premiers chiffres)(?: (?:par|de|du|n°))*[ \t]*:?[ \t]*(?P<value>[1-478](?:[ .]?\d\d){3,6}(?:[ .]?\d{1,3}){0,3})(?!\d)",
    re.I,
)
_KEY = Cue("cle")
_BEGUN = Cue("premiers", heads="commenc debut")
_SHORT = {"SECU": 8, "IPP": 4, "NDA": 5, "RPPS": 2, "FINESS": 6, "AUTRE_ID": 4}


def find(
    page: Page, *, ipp_patterns: tuple[re.Pattern[str], ...] = (), nda_patterns: tuple[re.Pattern[str], ...] = ()
) -> Iterator[Span]:
    """Every number on the page that identifies a person, a stay, a carer, an institution or a device."""
    text = page.text
    for label, patterns in (("IPP", ipp_patterns), ("NDA", nda_patterns)):
        for pattern in patterns:
            yield from (
                Span(m.start(), m.end(), label, "site", CHECKED) for m in pattern.finditer(text) if m.end() > m.start()
            )
    yield from _labelled(page)
    yield from _numbered(page)
    for match in page.matches(_BEGINNING, _BEGUN):
        yield Span(match.start("value"), match.end("value"), "SECU", "nir.beginning", CONTEXT)
    for i in page.at(_KEY):  # the key of a NIR that a word sets apart: `148 0729 019 213 clé 24`
        if 0 < i < len(page) - 1 and page.words[i - 1][-3:].isdecimal() and re.fullmatch(r"\d\d", page.words[i + 1]):
            yield Span(page.starts[i + 1], page.ends[i + 1], "SECU", "nir.key", CONTEXT)
    registered = bool(page.at(_REGISTERED))
    for i in _bare_starts(page):
        yield from _bare(text, page.starts[i], registered=registered)


_FIGURES = Cue(written=r".*\d{4}", of="figure")
_NIR_START = Cue(written=r"[1-478OIl][\dABOolI]*\Z|0\Z", of="figure")
_NIR_PART = Cue("a b", written=r"[\dABOolI]+\Z", of="figure", listed=False)
_LONG_PART = Cue(written=r"[\dABOolI]{11}", of="figure", listed=False)
_THREE_FIGURES = Cue(written=r"\d{3}\Z", of="figure")
_REGISTERED = Cue(heads="immat")


def _bare_starts(page: Page) -> list[int]:
    """Where a number without label may begin: up to two parts before four figures in a row, at groups of figures, at plates."""
    starts = {k for i in page.at(_FIGURES) for k in _joined_before(page, i)}
    beginnings = page.at(_NIR_START)
    starts.update(page.having(beginnings, _LONG_PART))
    starts.update([i for i in beginnings if i not in starts and _in_groups(page, i)])
    starts.update(i - 1 for i in set(page.at(HYPHEN)).intersection(page.at(_THREE_FIGURES)))
    if page.at(_REGISTERED):
        starts.update(page.at(NUMERIC))
    numeric = page.having(starts, NUMERIC)
    return sorted([*numeric, *(i for i in starts.difference(numeric) if _precedes_number(page, i))])


def _joined_before(page: Page, i: int) -> range:
    """Token ``i`` and the one or two that a single sign joins to it."""
    first = i
    while first and i - first < 2 and len(page.gaps[first]) == 1:
        first -= 1
    return range(first, i + 1)


def _in_groups(page: Page, i: int) -> bool:
    """Whether groups of figures that hold eleven or more in all begin at token ``i``."""
    words, gaps, records, n, part = page.words, page.gaps, page.records, len(page.words), _NIR_PART.number
    size = len(words[i])
    while size < 11:
        i += 1
        if i >= n or len(gaps[i]) > 3 or part not in records[i].found or gaps[i].strip(" .-/_"):
            return False
        size += len(words[i])
    return True


def _precedes_number(page: Page, i: int) -> bool:
    """Whether capitals stand one sign before a number."""
    capitals = page.shapes[i] in (UPPER, INITIAL)
    return capitals and i + 1 < len(page) and len(page.gaps[i + 1]) == 1 and page.has(i + 1, NUMERIC)


def _bare(text: str, start: int, *, registered: bool) -> Iterator[Span]:
    """A number without label that its check, or its make of letters and digits, gives away; ``registered``: the text speaks of it."""
    first = text[start]
    match = _DIGITS.match(text, start) if first in "123478OIl" else None
    if match and _is_nir(text, match):
        valid = nir_is_valid(match.group())
        yield Span(start, match.end(), "SECU", "nir" if valid else "number.nir", CHECKED if valid else CONTEXT)
    match = _SPACED.match(text, start) if text[start + 1 : start + 2] == " " else None
    if match:
        yield Span(start, match.end(), "SECU", "nir.spaced", LABELLED)
    match = _LONG.match(text, start) if text[start : start + 8].isdecimal() else None
    if match and not match.group().endswith("00000"):
        yield Span(start, match.end(), "AUTRE_ID", "number.long", CONTEXT)
    match = _RPPS.match(text, start) if first in "18" else None
    if match and match.group().count(" ") < 5 and luhn_is_valid(match.group()):
        yield Span(start, match.end(), "RPPS", "rpps", CHECKED)
    match = _PLATE.match(text, start) if registered or not first.isdigit() else None
    if match:
        yield Span(start, match.end(), "AUTRE_ID", "plate", LABELLED)
    starred = start > 0 and text[start - 1] == "*"
    match = _CODE.match(text, start - 1) if starred else None
    match = match or _CODE.match(text, start)
    if match:
        yield Span(match.start(), match.end(), "AUTRE_ID", "code", CONTEXT)


def _is_nir(text: str, match: re.Match[str]) -> bool:
    """A valid NIR in the groups of one, or any 13 or 15 digits that stand alone on their line; not a row of results."""
    surface = match.group()
    groups = _GROUPS.findall(surface)
    usual = (
        len(groups) <= 2 or [len(g) for g in groups] in ([1, 2, 2, 2, 3, 3], [1, 2, 2, 2, 3, 3, 2]) or len(groups) > 12
    )
    if nir_is_valid(surface) and usual:
        return True
    low, high = max(0, match.start() - 200), match.end() + 200
    start = text.rfind("\n", low, match.start()) + 1 or low
    end = text.find("\n", match.end(), high)
    line = text[start : end if end >= 0 else high]
    digits = sum(char.isdigit() for char in surface)
    return (
        digits in (13, 15)
        and len(groups) <= 8
        and sum(char.isdigit() for char in line) < digits + 12
        and (digits == 15 or nir_is_valid(surface))
    )


def nir_is_valid(surface: str) -> bool:
    """Whether 13 or 15 characters are a NIR: plausible sex, month and, where it is given, the right key."""
    digits = re.sub(
        r"[^\dA-Z]", "", surface.upper().translate(_OCR) if not re.search("2[ABab]", surface) else surface.upper()
    )
    if not re.fullmatch(r"[1-478]\d{4}(?:\d\d|2[AB])\d{6}(?:\d\d)?", digits):
        return False
    month = int(digits[3:5])
    if not (1 <= month <= 12 or 20 <= month <= 42 or month >= 50):
        return False
    if len(digits) == 13:
        return (
            digits[0] in "12"
            and month <= 12
            and int(digits[5:7].replace("2A", "20").replace("2B", "20")) in range(1, 100)
        )
    number = int(digits[:13].replace("2A", "19").replace("2B", "18"))
    return 97 - number % 97 == int(digits[13:])


def luhn_is_valid(surface: str) -> bool:
    """Luhn's check over the digits of an RPPS number (11 digits)."""
    digits = [int(char) for char in re.sub(r"\D", "", surface.translate(_OCR))]
    if len(digits) != 11:
        return False
    doubled = [d if i % 2 == 0 else (2 * d - 9 if d > 4 else 2 * d) for i, d in enumerate(reversed(digits))]
    return sum(doubled) % 10 == 0


_SIGNS = re.compile(r"[:#°º|]")
_CUT = re.compile(r"  |\t| (?=\d{2}[/.]\d{2}[/.]\d{2,4})| [-/–|] |(?<=\w) (?=0[1-9](?: \d\d){4})| (?=\d{1,2}:\d\d)")
_ELEVEN = re.compile(r"(?:\W*[\dOlI]){11}")
_A_DATE = re.compile(r"\d{2}[/.]\d{2}[/.](?:19|20)?\d{2}(?!\d)")
_NOT_WORD = re.compile(r"\W")
_YEARS = re.compile(r"(?:19|20)\d\d-(?:19|20)?\d\d")
_GROUPS = re.compile(r"[\dABOolI]+")


def _labelled(page: Page) -> Iterator[Span]:
    text = page.text
    done = 0
    numbers, n = page.at(NUMERIC), len(page.at(NUMERIC))
    for i in page.at(_FIRST_WORDS):
        start, next_number = page.starts[i], bisect_left(numbers, i)
        if start < done or next_number == n or page.starts[numbers[next_number]] > start + 70:
            continue
        match = LABELLED_NUMBER.match(text, start)
        if match is None:
            continue
        kind = match.lastgroup or ""
        value = _AFTER_LABEL.match(text, match.end())
        if value is None:
            continue
        start, end = _trim(text, kind, value.start("value"), value.end("value"))
        surface = text[start:end]
        digits = sum(char.isdigit() or char in "Ol" for char in surface)
        sign = _SIGNS.search(text, match.start(), start) is not None
        if not _fits(kind, match.group(), surface, digits, sign=sign):
            continue
        done = end
        yield Span(start, end, _kind(kind, match.group(), digits), f"label.{kind.lower()}", LABELLED)


def _trim(text: str, kind: str, start: int, end: int) -> tuple[int, int]:
    """A value does not reach into a date, a phone number or the next column."""
    surface = text[start:end]
    if kind not in ("SECU", "RPPS"):
        cut = _CUT.search(surface)
        if cut:
            surface = surface[: cut.start()]
    if kind == "RPPS":
        eleven = _ELEVEN.match(surface)
        surface = eleven.group() if eleven else surface
    if kind in ("IPP", "NDA", "AUTRE_ID") and _A_DATE.match(surface):
        return start, start
    return start, start + len(surface.rstrip(" ./-_"))


def _fits(kind: str, label: str, surface: str, digits: int, *, sign: bool) -> bool:
    size = len(_NOT_WORD.sub("", surface))
    folded = label.lower()
    if kind == "AUTRE_ID":
        if not sign and re.fullmatch(
            r"(?:acc|am|ame|pm|dai|bloc|carte|code|examen|lame|labo|fiche|pompe|demande|protocole|ref|permis|série|serie|sn|apa|pli)",
            folded,
        ):
            return size >= 6 and digits >= 5
        return (
            digits >= 3 and size >= _SHORT[kind] and not re.fullmatch(r"\d{1,4}\s?(?:mg|ml|g|ui|cp|%).*", surface, re.I)
        )
    if kind == "IPP" and not sign and folded in ("ip", "id", "dossier"):
        return size >= 5 and digits >= 4
    if (
        kind == "NDA"
        and not sign
        and folded.rstrip(".") in ("visite", "passage", "venue", "séjour", "sejour", "séj", "sej")
    ):
        return size >= 6 and digits >= 5
    if kind == "SECU" and folded.strip("n° .") in ("am", "ss"):
        return digits >= 8
    return size >= _SHORT[kind] and digits >= min(_SHORT[kind] - 1, 3) if kind != "RPPS" else digits >= 8


def _kind(kind: str, label: str, digits: int) -> str:
    return "AUTRE_ID" if kind == "SECU" and digits < 12 else kind


def _numbered(page: Page) -> Iterator[Span]:
    for match in page.matches(_SPOKEN, _NUMBER_WORDS):
        yield Span(match.start("value"), match.end("value"), "AUTRE_ID", "number.spoken", CONTEXT)
    text = page.text
    for match in page.matches(_NUMBER_SIGN, _NUMBER_WORDS):
        start, end = _trim(text, "AUTRE_ID", match.start("value"), match.end("value"))
        surface = text[start:end]
        size = len(_NOT_WORD.sub("", surface))
        if (
            size >= 4
            and sum(char.isdigit() for char in surface) >= 3
            and not re.fullmatch(r"(?:19|20)\d\d", surface)
            and not _YEARS.fullmatch(surface)
        ):
            yield Span(start, end, "AUTRE_ID", "number_sign", CONTEXT)
