"""No half masks: a found name is widened over what a hyphen, an apostrophe or a particle ties to it.

`LE BRIS` of `LE BRIS-OULD`, `Luc` of `Jean-Luc`, `Côte` of `Côte-d'Or`, `MARCHES` of `MARCHES DE BRETAGNE`: the other half
would name the person or the place as well.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator

from deid.page import Page
from deid.spans import CONTEXT, Span
from deid.vocabulary import NEVER

_TIED = frozenset(("NOM", "PRENOM", "HOPITAL", "VILLE"))
_NUMBERS = frozenset(("IPP", "NDA", "AUTRE_ID", "SECU"))
_NUMBER_ON = re.compile(
    r"(?![-/.]\d{1,2}[-/.]\d{1,2}[-/.]\d)(?:[-/_](?=[A-Z\d]*\d|[A-Z]{1,4}[-/_]\d)[A-Z\d]{1,8}){1,4}(?![\w%]|[.,/-]\d)"
)
"""The rest of a number behind a sign: `-LH-025` of `1500618-LH-025`; no date."""
_ON = re.compile(
    r"\.?[-‐](?:(?:de|du|des|la|le|les|en|sur|sous|lès|et|aux?|DE|DU|DES|LA|LE|LES|EN|SUR|SOUS|LÈS|AUX?)[-‐]){0,2}(?:[dlDL]['’])?(?P<word>[A-ZÀ-ÝĀ-ŒŔ-ŽẠ-Ỹ][\w]*)|['’](?P<elided>[A-ZÀ-ÝĀ-ŒŔ-ŽẠ-Ỹ][\w]*)|(?P<noble> d['’][A-ZÀ-ÝĀ-ŒŔ-ŽẠ-Ỹ](?:\.|[a-zà-ÿā-žạ-ỹ]+))"
)
_BEFORE = re.compile(
    r"(?<![\w'’-])(?P<word>[A-ZÀ-ÝĀ-ŒŔ-ŽẠ-Ỹ][\w]*)(?:[-‐](?:de|du|des|la|le|les|en|sur|sous|DE|DU|LA|LE))?(?:[-‐](?:[dlDL]['’])?|['’])$"
)
_INITIALS = re.compile(
    r"(?<![\w.’'-])(?P<given>(?:[A-ZÀ-ÝĀ-ŒŔ-ŽẠ-Ỹ][a-z]?\.[- ]?){2,3}|[A-Z][a-z]?-[A-Z][a-z]?\.?(?= )|(?!M\.)[A-ZÀ-ÝĀ-ŒŔ-ŽẠ-Ỹ][a-z]?\.)[ ]?(?:de |du |d['’])?$"
)
_CAPITALS = re.compile(
    r" (?:(?:DE|DU|DES|LA|LE|LES|EN|SUR|AUX?) ){1,2}(?:[LD]['’])?(?P<word>[A-ZÀ-ÝĀ-ŒŔ-ŽẠ-Ỹ]{3,}(?:-[A-ZÀ-ÝĀ-ŒŔ-ŽẠ-Ỹ]{2,})*)(?![\w'’])"
)
_SCANNED_I = re.compile(r"\|[A-ZÀ-Ý]{1,4}(?![^\W_])")
_RIVER = re.compile(
    r"[- ]s{1,2}(?:/[- ]?|[-.] ?)(?:l['’])?[A-ZÀ-Ý][\w'’]*|[- ](?:sur|sous|lès)[- ](?:l['’])?[A-ZÀ-Ý][a-zà-ÿ]+"
)
"""How towns on rivers are shortened (`Bourg-s-Gironde`, `Villeneuve s/ Lot`)."""
_NUMBER_SIGNS = frozenset("-/_")
_TIES = frozenset("-‐'’")
_TOWN_TIES = frozenset("- ")
_AFTER = _TIES | {".", " "}
_BEFORE_NAME = frozenset(".e'’")


Widened = dict[tuple[int, int, str], tuple[int, int]]
"""How far each place with its label was widened."""


def widen(page: Page, spans: Iterable[Span], *, known: Widened) -> Iterator[Span]:
    """The spans, those of names, towns and institutions widened to whole compounds, and the initials before a family name.

    ``known`` is what was widened on this page before; it grows.
    """
    for span in spans:
        if span.label not in _TIED:
            more = span.label in _NUMBERS and page.text[span.end : span.end + 1] in _NUMBER_SIGNS
            on = _NUMBER_ON.match(page.text, span.end) if more and page.text[span.end - 1].isdigit() else None
            yield span._replace(end=on.end()) if on else span
            continue
        place = known.get(span[:3])
        if place is None:
            place = known[span[:3]] = _wide(page, span)
            if span.label == "NOM" and place[0] > 0:
                yield from _before_family(page, place[0])
        yield span if place == span[:2] else span._replace(start=place[0], end=place[1])


def _before_family(page: Page, start: int) -> Iterator[Span]:
    """The given name or the initials that stand right before a family name."""
    sign = _sign_before(page.text, start)
    joined = False
    if sign == " ":
        yield from _given_before(page, start)
        sign = page.text[max(0, start - 2) : start - 1]
        joined = "-" in page.text[max(0, start - 4) : start - 1]
    if sign in _BEFORE_NAME or joined:
        initials = _INITIALS.search(page.text, max(0, start - 20), start)
        if initials:
            yield Span(initials.start("given"), initials.end("given"), "PRENOM", "initials.before", CONTEXT)


def _sign_before(text: str, at: int) -> str:
    """The sign before ``at``, or before the line end that stands there; empty at the beginning of the text."""
    signs = text[max(0, at - 2) : at]
    return signs[:-1] if signs[-1:] == "\n" else signs[-1:]


def _given_before(page: Page, start: int) -> Iterator[Span]:
    """`TRAVIS` of `TRAVIS GUILLAUMET`: a first name of the lists, in capitals too, right before a family name in capitals."""
    i = page.token_at(start) - 1
    if i < 0 or page.gaps[i + 1 : i + 2] != [" "]:
        return
    info = page.info(i)
    if page.words[i].istitle() and page.words[i + 1].istitle() and len(page.words[i]) > 3:
        seldom = info.first >= 2 and info.zipf < 3.3 and not (info.medical or info.eponym)
        if seldom and page.folded[i] not in NEVER:
            yield Span(page.starts[i], page.ends[i], "PRENOM", "given.before", CONTEXT)
        return
    if not (page.words[i].isupper() and page.words[i + 1].isupper()):
        return
    if (
        len(page.words[i]) > 2
        and info.first >= 2
        and not info.medical
        and not info.wordish
        and page.folded[i] not in NEVER
    ):
        yield Span(page.starts[i], page.ends[i], "PRENOM", "given.before", CONTEXT)


def _wide(page: Page, span: Span) -> tuple[int, int]:
    text, start, end, label = page.text, span.start, span.end, span.label
    if text[end : end + 1] == "|" and text[end - 1].isupper() and (scanned := _SCANNED_I.match(text, end)):
        end = scanned.end()  # a scanner's capital i (`AUBERT|N`)
    for _ in range(5):
        match = _ON.match(text, end) if text[end : end + 1] in _AFTER else None
        if match is None or not _tied(page, match, label=label):
            break
        end = match.end()
    if label == "VILLE" and text[end : end + 1] in _TOWN_TIES and (river := _RIVER.match(text, end)):
        end = river.end()
    if label == "HOPITAL" and text[end : end + 1] == " " and text[start:end].isupper():
        while (match := _CAPITALS.match(text, end)) and _plain(page, match.start("word")):
            end = match.end()
    if label == "HOPITAL":
        start, end = _institution(page, start, end)
    for _ in range(3):
        before = _BEFORE.search(text, max(0, start - 30), start) if _sign_before(text, start) in _TIES else None
        if before is None or not _plain(page, before.start("word"), short=True):
            break
        start = before.start()
    return start, end


_KIND_BEFORE = re.compile(
    r"(?<![\w-])(?:CHU|CHR|CHRU|CH|CHI|CHS|GHT|GHU|EHPAD|EHPA|USLD|SSR|SMR|MAS|FAM|IME|ESAT|HAD|SSIAD|CMP|CMPP|CATTP|CSAPA|IRM|TEP|Scanner|SCANNER|Imagerie|IMAGERIE|Radiologie|Clinique|CLINIQUE|Polyclinique|Hôpital|HÔPITAL|HOPITAL|Centre|CENTRE|Institut|INSTITUT|Résidence|Maison|Foyer|Villa|Groupe|Espace|Domaine|Château|Manoir|Laboratoires?|Labo|Cabinet|Fondation|Médipôle|Transports|Ambulances)"
    r"(?:(?: et |[ -]|/)(?:IRM|TEP|Scanner|SCANNER|Imagerie|Radiologie))?(?: (?:du|des|de la|de l['’]|de|d['’])(?= |$)|(?<=Clinique) |(?<=Hôpital) )?(?:[ -]|, (?=$))$"
)
_SITE_AHEAD = re.compile(r"[Ss]ite ")
_KIND_BEHIND = re.compile(
    r" (?:Polyclinique|Clinique|Hôpital|Santé|Imagerie|Radiologie|Biologie|Pathologie|Dialyse|Nucléaire|Oncologie|Cardiologie|Médical|Médicale|Ambulances|Secours|Assistance|Analyses|Diabète|Oxygène|Respiratoire|Réadaptation|Soins|Autisme|Handicap|Enfance|Seniors?)(?=[ \t]*(?:[),;:/|\n–—.]|\Z|-\s))"
)
_SITE_BEHIND = re.compile(
    r",? ?[–—-] (?:(?i:site|espace) )(?:(?i:de la |de l['’]|du |des |de |d['’]))?[A-ZÀ-Ý][\w'’]*(?:[- ][A-ZÀ-Ý][\w'’]+){0,2}"
)
_NUMBER_BEHIND = re.compile(r" (?:[1-9]|[0-9]\d|97[1-6]|2[AB])(?=[ \t]*(?:[),;\n]|\Z|[–—-] ))")


def _institution(page: Page, start: int, end: int) -> tuple[int, int]:
    """An institution with its kind before and behind, its number and its site: `EHPAD Résidence du Lac`, `CHU Dupuytren 2`, `IRM-Scanner du Luberon`."""
    text = page.text
    before = _KIND_BEFORE.search(text, max(0, start - 34), start) if _sign_before(text, start) in _KIND_SIGNS else None
    if before and (text[start - 2 : start] != ", " or _SITE_AHEAD.match(text, start)):
        start = before.start()
    sign = text[end : end + 1]
    if sign in _BEHIND_SIGNS and text[end - 1].isalpha():
        for pattern in (_KIND_BEHIND, _SITE_BEHIND, _NUMBER_BEHIND):
            behind = pattern.match(text, end)
            if behind:
                end = behind.end()
    return start, end


_KIND_SIGNS = frozenset(" -'’")
_BEHIND_SIGNS = frozenset((" ", ","))


def _tied(page: Page, match: re.Match[str], *, label: str) -> bool:
    if match["noble"]:
        return label == "NOM"
    return _plain(page, match.start("word") if match["word"] else match.start("elided"), short=True)


def _plain(page: Page, at: int, *, short: bool = False) -> bool:
    """Whether the word at ``at`` may be part of a name: no word of medicine, no function word."""
    i = page.token_at(at)
    if i >= len(page) or page.starts[i] != at:
        return short
    info, folded = page.info(i), page.folded[i]
    if info.eponym and info.surname < 2.5 and info.first < 2.5:
        return False
    if info.medical and info.surname < 1.5 and info.first < 2 and info.town < 0:
        return short and len(folded) < 2
    return short or folded not in NEVER
