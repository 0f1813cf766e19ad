"""English notes: names beside roles and degrees, hospitals, addresses, ZIP and postcodes, American and British phone numbers."""

from __future__ import annotations

import re
from collections.abc import Iterator

from deid.page import UPPER, Page
from deid.spans import CHECKED, CONTEXT, LABELLED, Span

_NAME = r"(?:(?:[A-Z]\.|[A-Z]['’]?[A-Za-zà-ÿ]+(?:[-'’][A-Za-z]+)*)(?:,? (?=[A-Z]))?){1,4}"
_ROLE = re.compile(
    r"(?:[Ss]igned(?: by)?|[Ss]een (?:with|by)|[Rr]esident|[Rr]eport(?: received)? (?:from|to)|[Rr]eceived from|[Hh]anded over to|[Hh]andover (?:to|from)|triage \d by|[Aa]ttending|[Nn]urse|[Cc]onsultant|[Rr]egistrar|[Ss]urgeon|"
    r"[Dd]ictated by|[Rr]eviewed (?:by|with)|[Dd]iscussed with|[Tt]ranscribed by|[Rr]eferred by|[Cc]opy(?: to)?|[Cc]c|CC|[Dd]ear|RE|Re|[Pp]atient(?: [Nn]ame)?|[Nn]ame|[Nn]ext of kin|[Ee]mergency contact|"
    r"[Ss]on|[Dd]aughter|[Ww]ife|[Hh]usband|[Bb]rother|[Ss]ister|[Mm]other|[Ff]ather|[Pp]artner|[Nn]iece|[Nn]ephew|[Aa]unt|[Uu]ncle|[Nn]eighbou?r|[Cc]arer|[Ff]riend|GP|PCP|MD|RN)\s?[:,]?\s?\(?"
    rf"(?:(?:Dr|Mr|Mrs|Ms|Miss|Prof)\.? )?(?P<name>{_NAME})"
)
_DEGREE = re.compile(rf"(?P<name>{_NAME}),? \(?(?:RN|MD|DO|NP|PA-C|PA|LPN|FRCP|FRCS|MBBS|PhD|CNA|RRT|SRN|PT|OT|CRNA)\b")
_HOSPITAL = re.compile(
    r"(?:[A-Z]{3,} ){1,4}(?:HOSPITAL|MEDICAL CENT(?:ER|RE)|CLINIC|INFIRMARY|HOSPICE)(?!\w)|"
    r"(?:(?:St|Saint|Mount)\.? )?[A-Z][\w'’.-]+(?: (?:[A-Z][\w'’.-]+|of|and|the))*? (?:Hospitals?|Medical Cent(?:er|re)|Clinic|Infirmary|Hospice|Nursing Home|Health Cent(?:er|re)|Care Home|Surgery|Health System)(?! (?:day|course|stay|visit|admission))"
)
_STREET = re.compile(
    r"(?<![\w/])(?:(?:[Ff]lat|[Aa]pt|[Uu]nit|[Aa]partment) \w{1,4},? )?\d{1,5}[A-Z]?,? (?:(?:[A-Z][\w'’.-]*|\d{1,3}(?:st|nd|rd|th)) ){1,3}(?:STREET|ROAD|AVENUE|LANE|DRIVE|CLOSE|COURT|Street|Road|Avenue|Lane|Drive|Close|Court|Way|Place|Terrace|Boulevard|Crescent|Gardens|Square|Hill|Row|Park|Parade|Grove|Mews|Green|Walk|Rise|View|Quay|Wharf|Broadway|Esplanade|Bank|Brae|Wynd|St|Rd|Ave|Ln|Dr|Blvd)\b\.?"
    r"(?:,? (?:apt|apartment|flat|unit|suite|#)\.? ?\w{1,5})?(?:,? (?P<city>[A-Z][a-z]+(?: [A-Z][a-z]+){0,2})(?=[ ,\n]|$))?"
)
_WAY = re.compile(
    r"(?:\n|\A|, |: )[ \t]*(?P<way>(?:[A-Z][\w'’-]+ ){1,3}(?:Street|Road|Avenue|Lane|Drive|Close|Court|Terrace|Crescent|Gardens|Row|Parade|Grove|Mews|Hill|Brae|Wynd|Square))(?=[ \t]*(?:,|\n|\Z))"
)
_ZIP = re.compile(
    r"(?P<city>(?!Tel|Fax|TEL|FAX|MRN|Phone|PHONE)(?:[A-Z][a-z]+|[A-Z]{3,})(?: (?:[A-Z][a-z]+|[A-Z]{3,})){0,2}),? (?:[A-Z]{2} )?(?P<zip>\d{5}(?:-\d{4})?)(?![\d-])"
)
_POSTCODE = re.compile(
    r"(?:(?P<city>[A-Z][a-z]+(?: [A-Z][a-z]+)?|[A-Z]{4,}(?: [A-Z]{3,})?),?[ \n])?(?P<zip>[A-Z]{1,2}\d[A-Z\d]? \d[A-Z]{2})(?!\w)"
)
_PHONE = re.compile(
    r"(?<![\w-])(?:\+?1[ .-]?)?(?:\(\d{3}\) ?|\d{3}[-.])\d{3}[-. ]\d{4}(?:\s?(?:x|ext\.?)\s?\d{1,5})?(?![\d-])|(?<![\w-])0\d{4} \d{6}(?!\d)|(?<![\w-])0\d{2,3} \d{3,4} \d{4}(?!\d)"
)
_SSN = re.compile(
    r"(?<![\d-])\d{3}-\d{2}-\d{4}(?![\d-])|(?:SSN|NHS(?: [Nn]umber| [Nn]o\.?)?)\s?[:#]?\s?(?P<n>\d{3}[ -]?\d{2,3}[ -]?\d{4})"
)
_ACCOUNT = re.compile(
    r"(?:[Aa]ccount|[Ee]ncounter|[Vv]isit|[Aa]dmission|[Cc]ase|FIN|CSN)(?: (?:[Nn]umber|[Nn]o\.?|#))?\s?[:#]?\s?(?P<n>[A-Z]{0,4}-?\d[\d-]{4,})"
)
_PAGER = re.compile(r"(?:pager|beeper|bleep|ext\.?|extension|x)\s?#?:?\s?(?P<n>\d{3,5})(?!\d)", re.I)
_NOT_NAME = frozenset(
    "the he she they patient mr mrs ms dr miss doctor department emergency medicine hospital clinic ward unit room discharge admission history past medical surgical family social physical exam examination assessment plan "
    "chief complaint impression diagnosis no not with without and or for of in on at to from this that these his her their dear signed re cc rn md np do lpn unknown none negative positive left right bilateral "
    "arrival icu ed er ct mri ecg ekg iv po name phone tel fax date dob mrn new last first".split()
)


def find(page: Page) -> Iterator[Span]:
    """Everything that only English notes write this way."""
    text = page.text
    for pattern, detector in ((_ROLE, "english.role"), (_DEGREE, "english.degree")):
        for match in pattern.finditer(text):
            yield from _name(page, match.start("name"), match.end("name"), detector)
    for match in _HOSPITAL.finditer(text):
        yield Span(match.start(), match.end(), "HOPITAL", "english.hospital", LABELLED)
    for match in _STREET.finditer(text):
        end = match.start("city") if match["city"] else match.end()
        yield Span(match.start(), end, "ADRESSE", "english.street", LABELLED)
        if match["city"]:
            yield Span(match.start("city"), match.end("city"), "VILLE", "english.street", LABELLED)
    for match in _WAY.finditer(text):
        yield Span(match.start("way"), match.end("way"), "ADRESSE", "english.way", CONTEXT)
    for pattern in (_ZIP, _POSTCODE):
        for match in pattern.finditer(text):
            yield Span(match.start("zip"), match.end("zip"), "ZIP", "english.zip", LABELLED)
            if match["city"]:
                yield Span(match.start("city"), match.end("city"), "VILLE", "english.zip", LABELLED)
    yield from _numbers(text)


def _numbers(text: str) -> Iterator[Span]:
    for match in _PHONE.finditer(text):
        yield Span(match.start(), match.end(), "TEL", "english.phone", CHECKED)
    for match in _PAGER.finditer(text):
        yield Span(match.start("n"), match.end("n"), "TEL", "english.pager", LABELLED)
    for match in _SSN.finditer(text):
        start, end = match.span("n") if match["n"] else match.span()
        yield Span(start, end, "SECU", "english.ssn", CHECKED)
    for match in _ACCOUNT.finditer(text):
        yield Span(match.start("n"), match.end("n"), "NDA", "english.account", LABELLED)


def _name(page: Page, start: int, end: int, detector: str) -> Iterator[Span]:
    """The name's tokens from the first on, as long as they are no words of the form or of medicine."""
    tokens = list(page.tokens_in(start, end))
    kept: list[int] = []
    for i in tokens:
        info = page.info(i)
        if (
            (info.eponym and len(tokens) < 2)
            or (page.shapes[i] == UPPER and info.wordish)
            or page.folded[i] in _NOT_NAME
            or (info.medical and not (info.first >= 3 or info.surname >= 2.5))
        ):
            break
        kept.append(i)
    if not kept or all(page.info(i).wordish and page.info(i).surname < 1 and page.info(i).first < 2 for i in kept):
        return
    last = kept[-1]
    family = last if len(kept) > 1 and "," not in page.gaps[kept[1]] else kept[0]
    for i in kept:
        dot = len(page.words[i]) == 1 and page.text[page.ends[i] : page.ends[i] + 1] == "."
        yield Span(page.starts[i], page.ends[i] + dot, "NOM" if i == family else "PRENOM", detector, CONTEXT)
