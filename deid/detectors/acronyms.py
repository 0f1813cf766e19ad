"""Acronyms that no list knows, told for institutions by what stands around: a town or a name behind them, an article before, a heading.

`ICPX Massy`, `vers l'UEVP de Lure`, `SERSOL Les Acacias`, `CHZ Bretagne`, `MFRL - URG PED` on the first line.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from deid.cues import Cue, Word
from deid.detectors.addresses import longest_town
from deid.detectors.regions import area_end
from deid.page import TITLE, UPPER, Page
from deid.spans import CONTEXT, Span
from deid.vocabulary import CIVIL, KIN, MEDICAL, NEVER, ROLES, SHORT_FORMS

NO_ACRONYMS = frozenset(
    "SDC SDN SDT SSPI VSAV VLI VLM UMH ASU USINV UNV UHTCD UHR UCC UGA UPSI SIPO USIP USIN DAN CRM CRF SSI PSAD MAR CMPEA UTEP UHSA UHSI UMD UMJ UPUM UPATOU UPAU UMAP CAP CAC CPOA POSU SAAU ZSTCD UHL ULM UTT UTNV USLE UVP UHTC UMPA UCA UTA BMT CMT ETP PTSD TIPI UEMA UEEA ULIS RASED SEGPA EREA IEM IES SAFEP SSEFS CRIP CRA SAU USIC USC REA URG IAO UHCD SMUR SAMU CMP HDJ SSR SMR USLD EHPAD HAD SSIAD CPAM MDPH PMI CAF MSA ADMR CCAS MSP CPTS CLIC CMPP CAMSP CATTP CSAPA CAARUD SPA GIR RPA MAPA FAM MAS IME ITEP ESAT UDAF DDE SNCF RATP EDF GDF BTP TGV RER TGI TJ JAF PACA IDF DOM TOM USA URSS RDC RCA UE "
    "CDI CDD RSA AAH PCH APA ATSEM AESH AVS BEP CAP BAC BTS HLM ZAC ZUP AVP VSL DCD NRJ NPO SPI DDN DDR IDF UTC VTT BMX GSM SMS PSG OM OL ASSE RCT PPN IMG VVF ENS SOS MAM RAM CPE DRH CHSCT INSEE URSSAF CARSAT ASSEDIC ANPE AFPA GRETA CRS GIGN BAC PJ DGSE OPJ".split()
)


def _is_unknown(word: Word) -> bool:
    """Three to six capitals that no list has."""
    written = word.written
    if not (3 <= len(written) <= 6 and written.isalpha() and written.isupper()):
        return False
    info = word.info
    listed = written in SHORT_FORMS or written in NO_ACRONYMS or word.folded in NEVER or word.folded in ROLES
    borne = info.surname > 1 or info.first > 1.5 or info.town >= 0
    return not (listed or borne or info.medical or info.eponym) and info.zipf < 2.6


_UNKNOWN = Cue(test=_is_unknown, of="capital")
_SHORT = Cue(written=r"(?:CH|GH|HP|HL|HI)[A-Z]\Z", of="capital")
_TERMS = frozenset("CHU CHR CHI CHF CHC CHD CHT GHB HPV HLA HIV HIA HIT HPB HPT CHA GHD HIF HPA HPP".split())
"""Three letters that are a kind of hospital without a name, or a term."""
_LINKS = frozenset("de d du des la le les l".split())
_TIES = (" ", "'", "’")
_NO_NAMES = NEVER | CIVIL | MEDICAL | ROLES | KIN
_CALLED = re.compile(
    r"(?<![^\W_])(?:plateforme|laboratoire|labo|[ée]quipe|urgences?|urg|SAU|sau|service|avis|consultations?|consult|cs|CS|copie|RCP|staff|r[ée]a|maternit[ée]|mater|arriv[ée]e?|transf\.?|transfert|mut[ée]e?|retour|opéré?e?|pharmacie|r[ée]gulation|stage|relecture|autodialyse|tutelle|curatelle|provenance|destination|origine|adresseur|mol[ée]culaire|renforc[ée]e)"
    r"(?: (?:de l['’]|du|de la|[àa] l['’]|au|vers l['’]|vers le))? ?\Z"
)
"""What one speaks of before an institution."""
_HEADED = frozenset(
    "hopital hopitaux clinique maternite urgences urg sau service pole unite reanimation rea bloc cardiologie pneumologie chirurgie medecine gynecologie pediatrie psychiatrie neurologie gastro oncologie laboratoire imagerie radiologie smur "
    "site centre secteur usic uhcd consultations geriatrie nephrologie dermatologie endocrinologie rhumatologie ophtalmologie urologie orthopedie anesthesie secretariat neonatologie dialyse seance antenne infectiologie maladies".split()
)


def find(page: Page) -> Iterator[Span]:
    """Every such acronym with the name behind it."""
    for i in page.at(_UNKNOWN):
        end = _named(page, i)
        if end >= 0:
            yield Span(page.starts[i], page.ends[end], "HOPITAL", "acronym", CONTEXT)
        elif (
            _CALLED.search(page.text, max(0, page.starts[i] - 34), page.starts[i])
            and page.text[page.ends[i] : page.ends[i] + 1] != "-"
        ):
            yield Span(page.starts[i], page.ends[i], "HOPITAL", "acronym.called", CONTEXT)
        elif i < 12 and _heads(page, i):
            for k in page.tokens_of(page.words[i]):
                yield Span(page.starts[k], page.ends[k], "HOPITAL", "acronym.heading", CONTEXT)
    for i in page.at(_SHORT):
        j = i + 1
        if page.words[i] not in _TERMS and _CALLED.search(page.text, max(0, page.starts[i] - 34), page.starts[i]):
            yield Span(page.starts[i], page.ends[i], "HOPITAL", "acronym.called", CONTEXT)
        if j < len(page) and page.gaps[j] in (" ", " - ", " – ") and page.shapes[j] in (TITLE, UPPER):
            end = area_end(page, j)
            if end > j and page.folded[j] not in ("est", "centre", "sur", "lac"):
                yield Span(page.starts[i], page.ends[end - 1], "HOPITAL", "acronym.area", CONTEXT)


def _named(page: Page, i: int) -> int:
    """The last token of the acronym at ``i`` with its town or name, -1 if none stands behind it."""
    j = i + 1
    while j < len(page) and j < i + 4 and page.gaps[j] in _TIES and page.words[j] in _LINKS:
        j += 1
    if j >= len(page) or page.gaps[j] not in _TIES or page.shapes[j] != TITLE:
        return -1
    folded, info, link = page.folded[j], page.info(j), page.folded[j - 1] if j > i + 1 else ""
    if folded in ("la", "le", "les", "l") and page.shapes[j + 1 : j + 2] == [TITLE]:
        return -1 if page.info(j + 1).medical else _run(page, j + 1)
    if info.medical or folded in _NO_NAMES:
        return -1
    if folded in ("st", "ste", "saint", "sainte", "notre"):
        return _run(page, j)
    town = longest_town(page, j)
    if town and town[1] > (500 if link else 3000) and (link or not info.wordish or town[0] > j):
        return town[0] if link else i
    if link in ("du", "des", "la", "l") or (link and not info.wordish):
        return _run(page, j)
    unlisted = not info.wordish and info.first < 2 and info.surname < 1.5 and len(folded) > 3
    return _run(page, j) if unlisted and page.words[j] not in SHORT_FORMS else -1


def _run(page: Page, j: int) -> int:
    """The last of the words with a capital that begin at token ``j``."""
    while (
        j + 1 < len(page)
        and page.gaps[j + 1] in (" ", "-", "'", "’")
        and page.shapes[j + 1] == TITLE
        and not page.info(j + 1).medical
        and page.folded[j + 1] not in NEVER
    ):
        j += 1
    return j


def _heads(page: Page, i: int) -> bool:
    """Whether the acronym opens one of the first lines and a service stands behind it."""
    if not page.line_start(i) or i + 1 >= len(page) or page.text[: page.starts[0]].strip(" \t\n[(|*+=-"):
        return False
    j = i + 1
    while (
        j < min(len(page) - 1, i + 5)
        and page.shapes[j] == UPPER
        and page.folded[j] not in _HEADED
        and page.gaps[j] in (" ", "-")
    ):
        j += 1
    return page.folded[j] in _HEADED
