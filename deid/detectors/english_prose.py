"""English prose: people by role, kinship and age, towns behind prepositions, hospitals by their usual second words, dialling groups."""

from __future__ import annotations

import re
from collections.abc import Iterator

from deid.page import TITLE, Page
from deid.spans import CONTEXT, Span
from deid.vocabulary import NEVER

_CAP = r"[A-ZÀ-ÝĀ-ŒŔ-ŽẠ-Ỹ][\w'’]*[a-zà-ÿā-žạ-ỹ][\w'’]*(?:-[A-ZÀ-ÝĀ-ŒŔ-ŽẠ-Ỹ][\w'’]+)?"
_AGED = re.compile(
    rf"(?P<name>{_CAP}(?: {_CAP}){{1,2}}),? (?:is )?(?:an? )?\(?\d{{1,3}} ?-?(?:F|M|yo|y/o|y\.o\.|yr|year|F/|M/)\b"
)
_ROLE = re.compile(
    rf"(?<![\w])(?:S/N|SN|[Ss]ister|[Ss]taff [Nn]urse|[Cc]harge [Nn]urse|[Mm]atron|HCA|SHO|FY[12]|SpR|[Ss]ocial [Ww]orker|[Pp]hysio(?:therapist)?|[Pp]harmacist|[Dd]ietitian|[Mm]idwife|[Cc]hild|[Bb]aby|[Cc]arer|[Cc]onsultant|[Rr]eg(?:istrar)?|[Pp]aramedic|[Oo]fficer|PC|DC|NP|PA|RN|CNA|[Pp]t)[:,]? (?P<name>(?:[A-Z]\.? ?)?{_CAP}(?: {_CAP}){{0,2}})"
)
_KIN = re.compile(
    rf"(?<![\w])(?:[Dd]aughter|[Ss]on|[Ww]ife|[Hh]usband|[Pp]artner|[Bb]rother|[Ss]ister|[Mm]other|[Ff]ather|[Nn]iece|[Nn]ephew|[Gg]randson|[Gg]randdaughter|[Ff]riend|[Nn]eighbou?r|[Cc]arer|[Ff]ianc[ée]e?|[Bb]oyfriend|[Gg]irlfriend|[Tt]win|[Dd]og|[Cc]at|called|named|asked for|spoke (?:to|with)|discussed with)(?:-in-law)?,? \(?(?P<name>{_CAP}(?: {_CAP})?)"
)
_SUBJECT = re.compile(
    rf"(?:^|[.!?] )(?P<name>{_CAP}) (?=(?:asked|was|is|has|had|says|said|reports|reported|called|visited|will|would|attended|lives|feels|felt|denies|remains|appeared?|seems|tolerated|slept|ate|rang|wants|states|stated|came|went)\b)",
    re.M,
)
_TOWN = re.compile(
    rf"(?<![\w])(?:from|lives in|living in|in|near|moved to|born in|transferred to|flown to|trip to|travel(?:led)? to) (?P<town>{_CAP}(?: {_CAP})?)(?=[,.;)\n]|$| (?:with|and|on|for|in|at|since|by) )"
)
_HOSPITAL = re.compile(
    rf"(?<![\w])(?:St\.? )?{_CAP}(?: {_CAP})* (?:General|Memorial|Regional|County|Presbyterian|Methodist|Baptist|Community|VA|Infirmary|Surgery|Practice|Trust|Hospice|Rehab(?:ilitation)?|House|Lodge|Court Nursing Home|(?:Diagnostic|Cancer|Heart|Medical|Imaging|Health|Trauma|Stroke|Eye|Renal|reference|Reference) [Cc]ent(?:re|er)|Health Board|Clinic)(?! [a-z]+ (?:history|exam))(?![\w])"
)
_ROYAL = re.compile(
    rf"(?:The )?(?:Royal|Queen(?:'s)?|King(?:'s)?|Princess|Prince) {_CAP}(?: {_CAP})?(?= *(?:[,.;)(\n]|$|\d|ED|A&E|Hospital|Infirmary|on |in |for |with |after ))"
)
_PHONE = re.compile(r"(?<![\w+])(?:0\d{2,4}[ -]\d{3,4}[ -]\d{3,4}|\+\d{2,3} ?\(?\d{1,4}\)?(?: ?\d{2,4}){2,4})(?!\d)")
_FLAT = re.compile(
    r"(?<![\w])(?:Flat|Unit|Apt|Apartment|Suite|Room)\.? ?\d{1,4}[A-Z]?(?=,? \d|[,\n.])|(?<=[a-z.] )(?:Apt|Unit|Suite|#)\.? ?\d{1,4}[A-Z]?(?!\w)"
)
_JOB = re.compile(
    r"(?<![\w])(?:GMC|NMC(?: PIN)?|NPI|DEA|Badge|Lot|Serial|S/N|Accession|Study|Subject|Trial|Our ref|Your ref|Device|Plate|Job|Dictation|Document|Confirmation|Order|Specimen|Case|Claim|Policy|Group|Member ID|Passport|License|Licence)(?: (?:ID|No\.?|#|number))?[ :#]+(?P<n>[A-Z]{0,4}[-/]?\d[\dA-Z/-]{3,})"
)
_SHORT = re.compile(r"(?<![\d/.])(?:0?[1-9]|1[0-2])/(?:0?[1-9]|[12]\d|3[01])/\d{2}(?![\d/])")
_PLAIN = frozenset(
    "the she he they this that it there patient mother father wife husband he her his january february march april may june july august september october november december monday tuesday wednesday thursday friday saturday sunday today "
    "left right english french emergency hospital ward clinic radiologist physician cardiologist surgeon nurse doctor dr mrn theatre recovery icu nhs gp no yes repeat please review plan home new old care".split()
)


def find(page: Page) -> Iterator[Span]:
    """What English prose says of people and places."""
    text = page.text
    for pattern, bold in ((_AGED, False), (_ROLE, True), (_KIN, True), (_SUBJECT, False)):
        for match in pattern.finditer(text):
            yield from _name(page, match.start("name"), match.end("name"), bold=bold)
    for match in _TOWN.finditer(text):
        if all(_free(page, i) and page.info(i).zipf < 4.9 for i in page.tokens_in(*match.span("town"))):
            yield Span(*match.span("town"), "VILLE", "english.town", CONTEXT)
    for match in _HOSPITAL.finditer(text):
        i = page.token_at(match.start())
        if (
            page.folded[i] not in NEVER
            and page.folded[i] not in _PLAIN
            and not page.info(i).medical
            and (page.info(i).zipf < 4.6 or page.line_start(i))
        ):
            yield Span(match.start(), match.end(), "HOPITAL", "english.institution", CONTEXT)
    for match in _ROYAL.finditer(text):
        yield Span(match.start(), match.end(), "HOPITAL", "english.royal", CONTEXT)
    for pattern, label in ((_PHONE, "TEL"), (_FLAT, "ADRESSE"), (_SHORT, "DATE")):
        yield from (Span(m.start(), m.end(), label, "english.form", CONTEXT) for m in pattern.finditer(text))
    for match in _JOB.finditer(text):
        yield Span(match.start("n"), match.end("n"), "AUTRE_ID", "english.job", CONTEXT)


def _free(page: Page, i: int) -> bool:
    info = page.info(i)
    return not info.medical and not info.eponym and page.folded[i] not in NEVER and page.folded[i] not in _PLAIN


def _name(page: Page, start: int, end: int, *, bold: bool) -> Iterator[Span]:
    kept: list[int] = []
    for i in page.tokens_in(start, end):
        info = page.info(i)
        known = info.first >= 2 or info.surname >= 2
        if (
            page.folded[i] in NEVER
            or page.folded[i] in _PLAIN
            or (info.medical and not known)
            or (info.eponym and not known)
        ):
            break
        if page.shapes[i] == TITLE and not known and info.zipf > (4.3 if bold else 3.0) and not kept:
            break
        kept.append(i)
    if not bold and len(kept) < 2 and (not kept or page.info(kept[0]).first < 2 or page.info(kept[0]).zipf > 5.2):
        return
    for i in kept:
        yield Span(page.starts[i], page.ends[i], "PRENOM" if i == kept[0] else "NOM", "english.prose", CONTEXT)
