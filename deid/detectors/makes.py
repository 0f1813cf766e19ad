"""Codes that only their make gives away (`22-0471-F`, `DT24-LEG-0117`, `972.4410.08`, `240311/0062`), and numbers in groups behind what bears one.

Words that one sign joins are read as a whole. A whole with four figures or more is a code where letters, a zero in front or
three parts say so, and where it is no date, range, time, dose, titre, size, gene, isotope or classification.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import lru_cache

from deid import dates
from deid.cues import Cue, GapCue
from deid.page import Page
from deid.spans import CONTEXT, LABELLED, Span
from deid.vocabulary import SHORT_FORMS

_JOINED = GapCue(r"\A[-_/.]\Z")
_FIGURED = Cue(written=r".*\d", of="figure", listed=False)
_PART = re.compile(r"[^\W_]+")
_LETTERS = re.compile(r"[^\W\d_]+")
_RUN = re.compile(r"\d+")
_SCANNED = re.compile(r"(?<=[\dOolI])[OolI]|[OolI](?=\d)")
_TO_DIGIT = str.maketrans("OolI", "0011")
_MICRO = str.maketrans({"µ": "u", "μ": "u", "³": None, "²": None})
_DATED = re.compile(
    r"(?<!\d)(?:[0-3]?\d[-/.]){1,2}(?:19|20)\d\d(?!\d)|(?<!\d)(?:19|20)\d\d[-/.](?:0?[1-9]|1[0-2])(?![\d])|"
    r"\A[0-3]?\d[-/.][0-3]?\d[-/.]\d\d\Z|\A[0-3]?\d/[01]?\d(?:/\d\d)?-[0-3]?\d/[01]?\d(?:/\d\d)?\Z"
)
_YEAR = re.compile(r"(?:19|20)\d\d")
_HOUR = re.compile(r"[0-2]\d[0-5]\d")
_CLOCK = re.compile(r"[0-2]?\d[hH]\d{0,2}|[Pp]")
_ARTICLE = re.compile(r"[LRDA]\.? ?\d{3,4}(?:-\d{1,3}){1,3}")
"""An article of a code of law: `L.3212-1`."""
_THOUSANDS = re.compile(r"\d{1,3}(?:\.\d{3})+")
_DECIMALS = re.compile(r"\d+\.\d+")
_MEDICAL = frozenset(
    "CA PSMA HLA DRB DQB DQ DR CD IL CYP H HN HPV ICD DSM CIM ISO UI MG ML MM CM KG HZ KHZ X CH GY MS BPM MMHG TA FC PA PAS PAD SAT SPO PAO FIO T TNF CKD EPI BRCA MTHFR JAK NM NP NC ENST RS TC SARS COV COVID VIH HIV HTLV CMV EBV VZV "
    "HSV VHB VHC AC AG IGG IGM IGA ORPHA OMIM LOINC SNOMED CCAM GHM DCDP KTV MPN WHO OMS ESC GOLD FIGO NCI CTCAE RECIST PD FGFR EGFR KRAS NRAS BRAF HER FOLFOX FOLFIRI CHOP BEAM ABVD HZ DB AXE DIOP V Y TG DT PO PT PH FE EF HR BP RR SO F C UFC UH UA ANA CFU KIU MUI KUI MBQ GBQ MCI PPM G MOL MMOL UMOL NMOL MN MIN SEC H J AN ANS MOIS SA".split()
) - frozenset(("F", "C", "G", "H", "T", "V", "Y", "X", "DT", "PO", "PT", "PD", "NC"))
"""Letters that make a joined number one of medicine: titres, markers, genes, units, scales."""
_UNITS = frozenset("L ML MM MM3 M2 KG J H MIN MN AN ANS MOIS G MG UI UL DL JOUR JR SEM X HPF C CHAMP".split())


def find(page: Page) -> Iterator[Span]:
    """Every such code of the page."""
    text = page.text
    for first, last in _wholes(page):
        start, end = page.starts[first], page.ends[last]
        if is_code(text[start:end]) and not _measured(text, start, end):
            yield Span(start, end, "AUTRE_ID", "make.joined", CONTEXT)
            tail = _TAIL.match(text, end)
            if tail and tail.group().strip() not in SHORT_FORMS:
                yield Span(tail.start(), tail.end(), "AUTRE_ID", "make.tail", CONTEXT)
    for i in page.at(_ZEROED):
        word = page.words[i]
        plain = word.isdigit()
        if (
            (not _MEASURED_END.search(word) if not plain else len(word) > 6 or dates.read(word) is None)
            and page.gaps[i][-1:] not in (",", ".")
            and not _UNIT_AFTER.match(text, page.ends[i])
        ):
            yield Span(page.starts[i], page.ends[i], "AUTRE_ID", "make.zero", CONTEXT)
    yield from _grouped(page)
    yield from _glued(page)


def _wholes(page: Page) -> Iterator[tuple[int, int]]:
    """First and last tokens of the runs that single signs join, with a figure in one of them."""
    last = -1
    places = page.at(_JOINED)
    for k, i in enumerate(places):
        if i <= last or not i:
            continue
        last, n = i, k + 1
        while n < len(places) and places[n] == last + 1:
            last, n = last + 1, n + 1
        first = i - 1
        if last - first < 12 and any(page.has(j, _FIGURED) for j in range(first, last + 1)):
            yield first, last


_TAIL = re.compile(
    r" (?![HFM]\b)[A-Z]{1,2}(?: (?:à|et|to|and) [A-Z])?(?=[ \t]*[\]).,;\n])| ?(?:à|/|et|,|to|and) ?-\d{1,5}(?!\d)| / \d{5,}(?!\d)"
)
"""What goes on behind a code: `A à D`, `à -0096`, `/ 8841207`."""
_ZEROED = Cue(
    written=r"0\d{5,8}\Z|(?=\d*[A-Z])(?:[A-Z]{1,5}0\d{3,}|0\d{3,}[A-Z]{1,5}|\d{2,}[A-Z]{1,4}(?:0\d{3,}|\d{5,}))[A-Z\d]{0,4}\Z",
    of="figure",
)
"""Six figures or more with a zero in front, four beside capitals: no quantity is written so."""
_MEASURED_END = re.compile(r"(?:UI|ML|MG|KG|CM|MM|H|HZ|G|J|X)\Z|\A(?:T|H|E)\d{4}\Z")
_BEFORE_FIGURES = re.compile(r"(?:\d[.,]|[=<>≤≥±~^*+]\s?|\d\s?[x×]\s?)\Z")
_UNIT_AFTER = re.compile(
    r"[.,]\d|\s?(?:%|°|€|(?:[µmkn]?g|m?l|[cm]m|m[23]|ui|u|kcal|cal|mmhg|hz|ms|min|h|ans|mois|jours?|j|cp|gouttes|copies|cellules|germes|ch|gy|g/l|bpm|mmol|patients|cas|euros)(?![^\W_]))",
    re.I,
)


def _measured(text: str, start: int, end: int) -> bool:
    """Whether the figures belong to a decimal, a comparison or a unit."""
    return _BEFORE_FIGURES.search(text, max(0, start - 3), start) is not None or (
        text[end - 1].isdigit() and _UNIT_AFTER.match(text, end) is not None
    )


@lru_cache(maxsize=50_000)
def is_code(surface: str) -> bool:
    """Whether words joined by signs are a code that identifies."""
    read = _SCANNED.sub(lambda match: match[0].translate(_TO_DIGIT), surface.translate(_MICRO))
    figures = sum(map(str.isdigit, read))
    if figures < 4 or len(read) > 60 or _DATED.search(read) or _ARTICLE.fullmatch(read):
        return False
    letters = _LETTERS.findall(read)
    return _lettered(read, letters, figures) if letters else _numbered(read, figures)


def _lettered(read: str, letters: list[str], figures: int) -> bool:
    """Capitals and figures: one run of three figures or more that is not merely a year, no medicine, no unit."""
    small = 3 if "/" in read and figures > 4 else 2
    if any(len(part) > small and not part.isupper() for part in letters) and not ("_" in read and figures > 4):
        return False
    runs = _RUN.findall(read)
    longest = max(map(len, runs))
    upper = {part.upper() for part in letters}
    if longest < 3 or upper & _MEDICAL or (figures == 4 and _YEAR.fullmatch(max(runs, key=len))):
        return False
    parts = _PART.findall(read)
    if any(_CLOCK.fullmatch(part) for part in parts):
        return False
    if "/" in read and parts[-1].upper() in _UNITS:
        return False
    if len(parts) == 2 and parts[0].isalpha():
        return parts[1][0] == "0" or figures > 4 or (not parts[1].isdigit() and figures > 3)
    return "." not in read or not _DECIMALS.search(read)


def _numbered(read: str, figures: int) -> bool:
    """Figures alone: a zero in front of a long part, unequal long parts, or three parts and seven figures."""
    parts = read.replace("_", "-").replace("/", "-").split("-")
    if figures < 5 or all(_DECIMALS.fullmatch(part) for part in parts):
        return _is_pointed(read, figures) if "-" not in read and "/" not in read and read.count(".") > 1 else False
    if any(part[:1] == "0" and len(part) > 2 and part[1:2].isdigit() for part in parts):
        return not all(_HOUR.fullmatch(part) for part in parts)
    whole = [part for part in parts if part.isdigit()]
    if len(parts) == 1 or len(whole) < len(parts):
        return _is_pointed(read, figures)
    if len(parts) == 2:
        one, two = parts
        uneven = (len(one) == 2 and len(two) > 4) or (len(one) > 5 and len(two) > 1)
        return uneven and not two.endswith("000") and not (one[-1] == "0" and two.endswith("00"))
    if figures < 7 or all(part[-1] == "0" for part in whole):
        return False
    long = [p for p in whole if len(p) > 3 and not _YEAR.fullmatch(p) and not _HOUR.fullmatch(p)]
    return bool(long) and ("-" in read or "_" in read or len(long[0]) > 4)


def _is_pointed(read: str, figures: int) -> bool:
    """`972.4410.08`, `1.2.250.1.49.240514`: three parts or more between points that are no thousands."""
    parts = read.split(".")
    if len(parts) < 3 or figures < 7 or _THOUSANDS.fullmatch(read) or not all(part.isdigit() for part in parts):
        return False
    return len(parts) > 5 or any(len(part) > 3 or (len(part) > 2 and part[0] == "0") for part in parts)


_BEARERS = Cue(
    "don dons poche poches cgr pfc culot culots plaquettes rbc ffp unit units bag bags carte card ehic ceam assurance insurance mutuelle policy donation donneur flacon flacons ecbu hemoc hemocultures "
    "pacs accession bordereau colis suivi passeport passport visa permis allocataire convention police contrat sinistre "
    "asile societaire ccp"
)
"""What bears a number in groups of figures."""
_GROUPS = re.compile(
    r"(?<![\w.,/-])(?P<n>(?:[A-Z]{2} (?=\d)|[A-Z]{1,2}\d{2,4} |[A-Z]\d[A-Z] )?\d{2,4}(?: \d{2,7}){1,5}(?: \d)?(?: [A-Z](?![\w'’/]))?)(?![\w%]|[.,/]\d| [GT]/L| (?:mg|ml|ui|g|kg|ans|jours|mois|h|x)\b)"
)
_CLAUSE = re.compile(r"[^\n.;|]{0,48}")


def _grouped(page: Page) -> Iterator[Span]:
    """`2 CGR (0422 118 7730 + 0422 118 7748)`, `carte UK 80 826 0012 7714`: figures in groups, nine in all, in the same clause."""
    text, done = page.text, 0
    for i in page.at(_BEARERS):
        clause = _CLAUSE.match(text, page.ends[i])
        low, high = max(done, page.ends[i]), clause.end() + 24 if clause else 0
        for match in _GROUPS.finditer(text, low, min(high, len(text))) if clause else ():
            if clause and match.start() > clause.end():
                break
            figures = sum(map(str.isdigit, match["n"]))
            groups = match["n"].split()
            if figures >= (6 if groups[0][:1].isalpha() else 9) and any(len(group) > 2 for group in groups[1:]):
                done = match.end()
                yield Span(match.start(), match.end(), "AUTRE_ID", "make.groups", LABELLED)


_LABELLED = Cue(
    "lot lots batch batches serial badge pin crew callsign keysafe safe keybox alarme alarm nmc gmc hcpc indicatif equipage reg registration ref refs immat plaque vehicule voiture car udi etiquette tracabilite vaccin "
    "societaire adherent assure ccp asile tatouage puce inhumer cnom toque borne ticket matricule"
)
_VALUE = re.compile(
    r"(?: (?P<word>(?!et |ou |en |au |de |du |le |la )[a-zà-ÿ]{2,12}(?= )))?(?: (?:n°|n[oº]|num[ée]ro|no\.?|code|number))?[ \t]*[:=#.]?[ \t]*(?P<n>(?=[A-Z\d-]*\d)[A-Z\d]{3,14}(?:-[A-Z\d]{1,8}){0,3}(?:(?<=\d{6}) [A-Z](?![\w'’-]))?)(?![\w'’/]|[.,]\d| ?(?:mg|ml|ui|g|kg|%|ans|mois|h)\b)"
)
_NEXT = re.compile(
    r"[ ]?(?:et|and|,|;|\+|/|&|à|to)[ ](?P<n>(?=[A-Z\d-]*\d{2})[A-Z\d]{3,14}(?:-[A-Z\d]{1,8}){0,3})(?![\w'’/]|[.,]\d)"
)
_BRITISH_PLATE = re.compile(r"[A-Z]{2}\d{2} [A-Z]{3}(?![\w])")
_PLATE_STARTS = Cue(written=r"[A-Z]{2}\d{2}\Z", of="figure", whole=True)
_NO_PLATE = frozenset("CD CK CA HE IL PS TG SA BP HR RR".split())
_OLD_PLATE = re.compile(r"[ \t]*[:=(]?[ \t]*(?P<n>\d{2,4} ?[A-Z]{2,3} ?(?:\d{2}|2[AB]))(?![\w])")


def _glued(page: Page) -> Iterator[Span]:
    """Letters and figures run together, behind a word that announces them: `lot AHABB41`, `PIN 18C0771E`, `crew C417`; registration plates."""
    text = page.text
    for i in page.at(_LABELLED):
        word = page.folded[i]
        for pattern in (_VALUE, _OLD_PLATE):
            match = pattern.match(text, page.ends[i])
            between = match and match.groupdict().get("word")
            if match and _announces(word, match["n"]) and not (between and match["n"].isdigit()):
                yield Span(match.start("n"), match.end("n"), "AUTRE_ID", "make.announced", LABELLED)
                more = _NEXT.match(text, match.end())
                while more:
                    yield Span(more.start("n"), more.end("n"), "AUTRE_ID", "make.announced", LABELLED)
                    more = _NEXT.match(text, more.end())
                break
    if page.lang == "en":
        for match in page.matches(_BRITISH_PLATE, _PLATE_STARTS):
            if match.group()[:2] not in _NO_PLATE:
                yield Span(match.start(), match.end(), "AUTRE_ID", "plate", LABELLED)


_PLAIN_WORDS = frozenset("ref refs car vaccin safe registration reg voiture vehicule".split())
"""Words that stand before other things than a code more often: the code then needs letters and two figures, or five figures."""


def _announces(word: str, value: str) -> bool:
    figures = sum(map(str.isdigit, value))
    mixed = figures < len(value.replace("-", ""))
    if _YEAR.fullmatch(value) or (value.isdigit() and dates.read(value) is None and figures < 4):
        return False
    if word in _PLAIN_WORDS:
        return (mixed and figures > 2) or figures > 4 or (word == "safe" and figures > 3)
    return figures >= (2 if mixed else 4)
