"""Establishments by the name that everybody uses (`Purpan`, `la Timone`, `CHPC Cherbourg`), by dotted and by unlisted acronyms.

The usual names stand in ``data/hospitals.txt``. One that is no word is enough by itself; one that is also a word, a person's
name or an eponym needs a word of place before it (`muté à Bellevue`, `urgences Dupuytren`).
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import lru_cache
from importlib import resources
from typing import NamedTuple

from deid.cues import Cue, GapCue, Word
from deid.detectors.addresses import longest_town
from deid.grammar import in_eponym
from deid.lexicon import key, lexicon
from deid.page import INITIAL, LOWER, TITLE, UPPER, Page
from deid.spans import CONTEXT, Span
from deid.vocabulary import NEVER, SHORT_FORMS

_ARTICLES = frozenset("la le les l de du des d et".split())


@lru_cache(maxsize=1)
def _names() -> dict[tuple[str, ...], bool]:
    """The usual names as folded words, and whether each is enough by itself."""
    text = resources.files("deid").joinpath("data", "hospitals.txt").read_text(encoding="utf-8")
    lines = [line for line in text.splitlines() if line and not line.startswith("#")]
    written = [name.strip() for line in lines for name in line.split(",") if name.strip()]
    return {tuple(key(name).split()): not name.startswith("*") and _tells(tuple(key(name).split())) for name in written}


def _tells(name: tuple[str, ...]) -> bool:
    """Whether a part of the name is neither a word nor an eponym nor a first name."""
    infos = [lexicon().info(part) for part in name if part not in _ARTICLES]
    if len(infos) > 1:
        return not all((info.wordish and info.zipf > 3.6) or info.medical for info in infos)
    info = infos[0]
    return not (info.medical or info.eponym or info.first >= 3) and info.zipf < 3.3 and len(name[-1]) > 3


class _Start(NamedTuple):
    """What the usual names that begin with a word have behind it: the longest one's length, and their second words."""

    longest: int
    seconds: frozenset[str]
    """An empty one stands for a name that is the word alone."""


@lru_cache(maxsize=1)
def _starts() -> dict[str, _Start]:
    by_word: dict[str, list[tuple[str, ...]]] = {}
    for name in _names():
        by_word.setdefault(name[0], []).append(name)
    return {
        word: _Start(max(map(len, names)), frozenset(name[1] if len(name) > 1 else "" for name in names))
        for word, names in by_word.items()
    }


_SAINTS = {"st": "saint", "ste": "sainte"}


_ACRONYMS = frozenset(
    "CHPC IHBN MFME CNHIM CHSF CHSA CHIV CHAM CHAL CHAG CHAP CHAS CHBA CHBM CHBS CHCB CHCL CHCP CHDV CHEM CHGR CHIAP CHIC CHICAS CHIVA CHIPS CHLC CHLS CHLP CHMS CHNDS CHNO CHPG CHPM CHRA CHRO CHSM CHSE CHTC CHUB "
    "CHUG CHUGA CHUM CHUN CHUR CHURE CHUT CHUV CHUL CHVSP CHWAPI CHFG CHMB CHNP CHND CHUGEP CHUSE GHBS GHEM GHEF GHICL GHND GHNE GHNV GHPSO GHPP GHRMSA GHSIF GHSA GHSP GHSV GHT HUS HUG HUPNVS HUPSSD HUPIFO HUEP HNFC HNO HFAR HEGP HEH HFME HPEL "
    "HCC HCL APHP APHM IUCT IUCPQ ICANS ICL ICO ICM IPC IGR IMM IBM CLB CGFL CRLCC IPP CEDH IHU EPSMAL EPSAN EPSM CESAME CHSI CRFN CRMPR UEROS CMPRE CMPA CMRF CRRF CERRSY CNRMR CBRV LABM CHEL CHSJ CHITS CHBN CHAC CHM CHH CHV CHB CHA NHC HIA HPGS HPSJ HPSG MFP HPCA".split()
) - set("IPP IBM ICM ICO ICL IMM CHA CHH CHM CHV CHB HCC HUS HPV MFP IPC CHAP CHAM HUG".split())
"""Acronyms that establishments bear; those that are also short forms of medicine are left out."""
_OF_PLACE = frozenset(
    "HUS CMC CNR CRMR CPIAS CRPV CAP EFS HP GCS GHT UEROS ICO ICM IPC CMPR CRF SRPR UGECAM CLCC CPDPN EMSP USP HAD SSR SMR CAPTV SAMU".split()
)
"""Acronyms of services that a town's name makes an establishment (`CNR Marseille`)."""
_DOTTED = re.compile(
    r"(?:C|G|H)\.\s?(?:H|I|U|M|P|S)\.(?:\s?[A-Zl1]\.){0,3}(?P<name>\s+(?:de |d['’]|DE |du )?[A-ZÀ-ÝĀ-ŒŔ-Ž][\w'’]+(?:\s?[-–]\s?[A-ZÀ-ÝĀ-ŒŔ-Ž][\w'’]+){0,3})?"
)
_PLACE = re.compile(
    r"(?:(?<!\w)(?:[àÀAa]u?x?|de|du|d['’]|vers|depuis|urgences?|sau|chu|chru?|h[ôo]pital|h[ôo]p\.?|clinique|polyclinique|mut[ée]e?|transfert|transf[ée]r[ée]e?|site|orl|tep|irm|tdm|scanner|rt|radioth[ée]rapie|chimio|rcp|avis|cs|dossier|transf\.?|retour|mut\.?|hospit\.?|adress[ée]e? par|neuro|cardio|neurochir|rea|r[ée]a|chir|mater(?:nit[ée])?|p[ôo]le|centre|institut|thrombectomie|coro|brul[ée]s|greffe|caisson|imagerie)\s+|[(/→>-]\s?|\bl['’])(?:l['’]|la\s|le\s|les\s|l\s)?\Z",
    re.I,
)
_BRACKET = GapCue(r"\(\Z")
_SOURCE = re.compile(
    r"(?P<name>[A-ZÀ-ÝĀ-ŒŔ-Ž][\w'’]{2,}(?:[ -][A-ZÀ-ÝĀ-ŒŔ-Ž][\w'’]+){0,3})(?:,? (?:n°|N°|no\.? |dossier |dos\. ?|réf\.? ?))"
)
_BEGINS = Cue(test=lambda word: word.folded in _starts() and not word.folded.isdigit())
_ACRONYM = Cue(test=lambda word: word.written in _ACRONYMS or word.written in _OF_PLACE, of="capital")
_DOT = Cue("c g h")


def find(page: Page) -> Iterator[Span]:
    """Establishments by usual name, acronym, and as the source of a result (`(Novescia-Forez n° 2309-26)`)."""
    done = 0
    for i in _beginnings(page):
        last = _longest(page, i) if i >= done else -1
        if last >= 0:
            done = last + 1
            yield Span(page.starts[i], page.ends[last], "HOPITAL", "establishment", CONTEXT)
    for i in page.at(_ACRONYM):
        yield from _acronym(page, i)
    for match in page.matches(_DOTTED, _DOT):
        if match["name"] or match.group().count(".") > 3:
            yield Span(match.start(), match.end(), "HOPITAL", "establishment.dotted", CONTEXT)
    for i in page.at(_BRACKET):
        found = _SOURCE.match(page.text, page.starts[i])
        if found and _unlisted(page.records[i]):
            yield Span(found.start("name"), found.end("name"), "HOPITAL", "establishment.source", CONTEXT)


def _beginnings(page: Page) -> Iterator[int]:
    """The tokens at which a usual name may begin for its first two words."""
    folded, starts, last = page.folded, _starts(), len(page) - 1
    for i in page.at(_BEGINS):
        named = starts.get(_SAINTS.get(folded[i], folded[i]))
        if named is not None:
            second = folded[i + 1] if i < last else ""
            if "" in named.seconds or _SAINTS.get(second, second) in named.seconds:
                yield i


def _longest(page: Page, i: int) -> int:
    """The last token of the longest usual name that begins at token ``i`` and may be meant there, -1 if there is none."""
    folded, best = page.folded, -1
    parts: list[str] = []
    for j in range(i, min(i + _starts()[folded[i]].longest, len(folded))):
        if j > i and page.gaps[j] not in (" ", "-", "'", "’", "‐"):
            break
        parts.append(_SAINTS.get(folded[j], folded[j]))
        alone = _names().get(tuple(parts))
        if alone is not None and _meant(page, i, j, alone=alone):
            best = j
    return best


def usual_name(page: Page, kind: int, i: int) -> int:
    """The last token of the longest usual name in small letters from token ``kind``, an article before or ``i`` on, -1 if there is none; a single word must be none of prose."""
    best = -1
    for start in range(kind, i + 1):
        named = _starts().get(_SAINTS.get(page.folded[start], page.folded[start]))
        parts: list[str] = []
        for j in range(start, min(start + named.longest, len(page)) if named else start):
            if j > start and page.gaps[j] not in (" ", "-", "'", "’"):
                break
            parts.append(_SAINTS.get(page.folded[j], page.folded[j]))
            if tuple(parts) in _names() and j > best and j >= i and _bears(page, start, j):
                best = j
    return best


def _bears(page: Page, start: int, last: int) -> bool:
    """Whether the words are more than one word of prose."""
    solid = [k for k in range(start, last + 1) if page.folded[k] not in _ARTICLES]
    if len(solid) > 1:
        return not all(page.info(k).medical for k in solid)
    info = page.info(solid[0]) if solid else None
    return info is not None and not (info.medical or info.eponym) and (not info.wordish or info.zipf < 3)


def _meant(page: Page, i: int, last: int, *, alone: bool) -> bool:
    solid = [k for k in range(i, last + 1) if page.folded[k] not in _ARTICLES]
    if in_eponym(page, i) or any(page.shapes[k] not in (TITLE, UPPER, LOWER, INITIAL) for k in solid):
        return False
    if len(solid) == 1 and page.info(solid[0]).eponym and page.folded[i - 1] in ("de", "d", "du"):
        return False
    capital = all(page.shapes[k] != LOWER for k in solid)
    if alone and (capital or all(page.info(k).zipf < 3 for k in solid)):
        return True
    return capital and _PLACE.search(page.text, max(0, page.starts[i] - 24), page.starts[i]) is not None


def _acronym(page: Page, i: int) -> Iterator[Span]:
    """`CHPC`, and `CNR Marseille` with the town or the capitalised name behind it."""
    end, j = page.ends[i], i + 1
    word = page.words[i]
    if j < len(page) and page.folded[j] in ("de", "d", "du") and page.gaps[j] == " ":
        j += 1
    if word in _OF_PLACE and j < len(page) and page.gaps[j] == " " and page.folded[j] in ("institut", "hopital", "chu"):
        yield Span(page.starts[i], end, "HOPITAL", "establishment.acronym", CONTEXT)
        return
    near = j < len(page) and page.gaps[j] in (" ", "'", "’", "-", " - ", " – ") and page.shapes[j] in (TITLE, UPPER)
    town = longest_town(page, j) if near else None
    if town and not (page.info(j).medical or page.folded[j] in NEVER):
        yield Span(page.starts[i], page.ends[town[0]], "HOPITAL", "establishment.acronym", CONTEXT)
    elif word in _ACRONYMS:
        yield Span(page.starts[i], end, "HOPITAL", "establishment.acronym", CONTEXT)


def _unlisted(word: Word) -> bool:
    info = word.info
    return word.written not in SHORT_FORMS and not (info.medical or info.wordish or info.eponym or word.folded in NEVER)
