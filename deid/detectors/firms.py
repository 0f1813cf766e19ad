"""Firms and services by their legal form, by what they deliver, and by a number in their name.

`SELARL PATHOLOGIE DES TROIS RIVIÈRES`, `prestataire : Isis Diabète`, `Imagerie des 3 Vallées`, `réseau Onco 94`, `groupe IMR66`, `au CORT 37`.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from deid.cues import Cue
from deid.page import Page
from deid.spans import CONTEXT, Span
from deid.vocabulary import CIVIL, KIN, MEDICAL, MONTHS, NEVER, ROLES, SHORT_FORMS

_CAP = r"[A-ZÀ-ÝĀ-ŒŔ-ŽẠ-Ỹ]"
_LINK = r"(?:de la|de l['’]|du|des|de|d['’]|la|le|les|l['’]|et|&|en|sur|aux?|DE LA|DE L['’]|DU|DES|DE|D['’]|LA|LE|LES|L['’]|ET|EN|SUR|AUX?)"
_PART = rf"(?:{_CAP}(?:\.(?=[ ]?{_CAP})|[\w'’]*)|\d{{1,2}}(?= {_CAP}))"
_RUN = rf"{_PART}(?:(?:[ ]|-|['’])(?:{_LINK}[ ]?){{0,2}}{_PART}){{0,6}}"
_FORMS = Cue(
    written=r"(?:SELARL|SELAS|SELAFA|SELURL|SCM|SCP|SISA|SPFPL|GIE|GCS|SARL|SASU|EURL|LBM|LABM|Sté|Ste|Ets|Société|STE|ETS)\Z",
    of="capital",
)
_FORMED = re.compile(rf"\.?(?: :)? (?:(?:de |du |des |d['’]))?(?P<name>{_RUN})(?=[ \t]*(?:[,;:(/|•¤·.\n)–—-]|\Z|  ))")
_SUPPLIERS = Cue(
    "prestataire prestataires fournisseur transporteur psad pharma pharmacie taxi taxis vsl ambulances ambulance ambu ambus ste societe ets employeur usine magasin livraison location materiel assistance oxygene o2 oxygenotherapie vni ppc pompe perfusion reseau filiere equipe"
)
_SUPPLIED = re.compile(
    rf"(?: (?:conventionn[ée]e?s?|m[ée]dical|respiratoire|d['’]oxyg[èe]ne|de sant[ée]|de perfusion|[àa] domicile|habituel(?:le)?|posée?|fournie?|livrée?|install[ée]e?|louée?|de soins|p[ée]rinat(?:al)?|onco|mobile(?: [a-zà-ÿ]{{4,14}})?)){{0,2}}(?P<by> ?: ?| par (?:la soci[ée]t[ée] |le prestataire )?| chez | )[«\"“]?[ ]?(?P<name>{_RUN})"
)
_SIGNED = frozenset("prestataire prestataires fournisseur transporteur psad employeur ste societe ets".split())
_BY_ONLY = frozenset(
    "oxygene o2 oxygenotherapie vni ppc pompe perfusion livraison location materiel assistance equipe".split()
)
"""What is said of things more often than of those who bring them: the name then needs `par`."""
_NUMBERED = re.compile(rf"(?i:des|du|les|aux|de) (?:\d{{1,2}}) {_CAP}[\w'’]{{3,}}(?:[- ]{_CAP}[\w'’]+)?")
_KINDS = Cue(
    "imagerie clinique polyclinique centre cabinet maison pole residence radiologie laboratoire labo pharmacie ehpad ephad espace ambulances taxis kines dialyse scanner irm"
)
_DEPARTMENT = re.compile(
    r"[ -]?(?:0[1-9]|[1-8]\d|9[0-5]|97[1-6]|2[AB])(?![\w%]|[.,/]\d| ?(?:%|mg|ml|g|ui|ans|mois|j|h|mm|cm|kg|cp|bpm)\b)"
)
_CALLED = frozenset(
    "reseau groupe centre cabinet labo laboratoire plateforme filiere equipe association service pole".split()
)
_NO_NAMES = NEVER | CIVIL | MEDICAL | ROLES | KIN | MONTHS


_SHORT = re.compile(r"(?P<name>[A-Z]{3,6}|[A-Z][a-z]{2,6})(?P<n>0[1-9]|[1-8]\d|9[0-5]|2[AB])?\Z")
_NO_SHORT = frozenset("CIM DSM GHM CCAM ALD IGS SAPS QSP INR TCA VHC VIH HPV LEEDS GSM SIM".split())
_CALLS = Cue(_CALLED)
_CAPITALS = Cue(written=r"[A-Z]{3,6}\Z", of="large")
_BEHIND = frozenset("au du l le via".split())


def find(page: Page) -> Iterator[Span]:
    """Every such firm or service of a French page."""
    if page.lang == "en":
        return
    text = page.text
    for i in page.at(_FORMS):
        match = _FORMED.match(text, page.ends[i])
        if match and _is_named(page, match.start("name")):
            yield Span(*match.span("name"), "HOPITAL", "firm.form", CONTEXT)
    for i in page.at(_SUPPLIERS):
        yield from _supplied(page, i)
    for i in page.at(_KINDS):
        match = _NUMBERED.match(text, page.ends[i] + 1) if page.gaps[i + 1 : i + 2] == [" "] else None
        if match and page.shapes[i] != "l" and page.folded[page.token_at(match.end()) - 1] not in MONTHS:
            yield Span(page.starts[i], match.end(), "HOPITAL", "firm.numbered", CONTEXT)
    for i in page.at(_CALLS):
        if i + 1 < len(page) and page.gaps[i + 1] in (" ", "'", "’"):
            yield from _numbered(page, i + 1)
    for i in page.at(_CAPITALS):
        if i and page.folded[i - 1] in _BEHIND and page.gaps[i] in (" ", "'", "’"):
            yield from _numbered(page, i)


def _is_named(page: Page, start: int) -> bool:
    i = page.token_at(start)
    return i < len(page) and page.folded[i] not in NEVER and page.folded[i] not in MONTHS and len(page.words[i]) > 2


def _supplied(page: Page, i: int) -> Iterator[Span]:
    """Who brings, drives or employs: behind a colon or `par` any name, else one that is no term."""
    match = _SUPPLIED.match(page.text, page.ends[i])
    if match is None:
        return
    j = page.token_at(match.start("name"))
    by, folded, info = match["by"].strip(), page.folded[i], page.info(j)
    if folded in _BY_ONLY and (by[:3] != "par" or len(page.words[j]) < 4):
        return
    several = len(match["name"].split()) > 1
    short = page.words[j] in SHORT_FORMS and not (several and by)
    if page.folded[j] in _NO_NAMES or short or len(page.words[j]) < 3:
        return
    if by and folded in _SIGNED:
        good = not info.medical or several
    elif by[:3] == "par":
        good = not info.medical
    else:
        good = not info.medical and (not info.wordish or several) and by == ""
    if good:
        yield Span(*match.span("name"), "HOPITAL", "firm.supplier", CONTEXT)


def _numbered(page: Page, j: int) -> Iterator[Span]:
    """`réseau Onco 94`, `au CORT 37`, `groupe IMR66`: capitals with a department's number behind a word of place."""
    match = _SHORT.match(page.words[j])
    if match is None or not _is_short(page, j, match["name"]):
        return
    number = None if match["n"] else _DEPARTMENT.match(page.text, page.ends[j])
    if match["n"] or number:
        yield Span(page.starts[j], number.end() if number else page.ends[j], "HOPITAL", "firm.department", CONTEXT)


def _is_short(page: Page, j: int, name: str) -> bool:
    """Whether capitals, or a word with one, are no short form of medicine."""
    info = page.info(j)
    return (
        name not in SHORT_FORMS
        and name not in _NO_SHORT
        and info.zipf < 3.3
        and (not info.medical or name[1].islower())
    )
