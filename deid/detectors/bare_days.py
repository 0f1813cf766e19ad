"""Days whose place in the note tells them from scores: `(Dr X, 26-09)`, `Agrafes 06-06.`, `26/01 13h45 -`, `10/11 8h staff`.

A day and month opens a line before an hour, a shift or staff; stands last in brackets behind a name; or follows the thing
that was done. Also the nights of two days (`la nuit du 8 au 9 février`) and births in blanks (`M. Petit, 19 7 46`).
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from deid.cues import Cue, GapCue
from deid.marks import DAY, LINE, NUMERIC
from deid.page import Page
from deid.spans import CONTEXT, LABELLED, Span

_D, _M = r"(?:0?[1-9]|[12]\d|3[01])", r"(?:0?[1-9]|1[0-2])"
_DM = re.compile(rf"(?P<date>(?P<day>{_D})[/.-](?P<month>{_M}))(?![\d/%]|[.,]\d)")
OPENS_LINE = re.compile(r"(?:\A|\n)[ \t>*•–—-]*\Z")
_HEADED = re.compile(
    r"[ \t]*[:,–—-]?[ \t]*(?:(?:[àa] )?(?:[01]?\d|2[0-3]) ?(?:h(?!\w)|h[0-5]\d|:[0-5]\d)|(?i:staff|visite|tour|rel[èe]ve|ide|as|dr|pr|interne|garde|appel|t[ée]l|nuit|matin|soir|apm|midi|famille|avis|rcp|synth[èe]se|transm\w*|kin[ée]|m[ée]decin|sf|psy)(?!\w))"
)
"""An hour, a shift or staff, behind a day and month that opens a line."""
_BEHIND_NAME = re.compile(r"\((?:[^()\n]{0,40}(?:Dr|Pr|Mme|Mr?\.|[A-ZÀ-Ý][a-zà-ÿ]{3,}|[A-ZÀ-Ý]{4,})[^()\n]{0,25}, )\Z")
_DONE = re.compile(
    r"(?<!\w)(?:agrafes?|fils|points|redons?|drains?|lames?|m[èe]ches?|sonde|sad|vvp|kt|pansements?|ablation|retrait|pose|cs|consult\w*|rdv|contr[ôo]le|ecbu|bio|bilan|nfs|crp|rp|rx|tdm|irm|scan\w*|[ée]cho|ett|ecg|sortie|entr[ée]e|appel|courrier|dict[ée]e?|tap[ée]e?|frapp[ée]e?|relance|vaccin|rappel|perf|ablation \w+|op|bloc|j0|hdj|rcp|staff|vu|revu|fait|posé|retir[ée])\.? ?(?:le |:)? ?\Z",
    re.I,
)
"""What was done on the day: wound care, examinations, appointments."""
_ENDS = re.compile(r"[ \t]*(?:$|[.,;)\n]|(?:puis|et|par|avec|à)(?!\w))")
_VITALS = re.compile(
    r"[ \t]*[:–—-]?[ \t]+(?:T°? ?:? ?3[5-9]|TA ?:? ?\d|PA ?:? ?\d|apyr[ée]ti|AEG|BEG|EVA ?:? ?\d|afebrile|sat ?:? ?\d)"
)
"""Vital signs behind a day alone that opens a line: `14 T 38.5`."""
_RANGE = re.compile(
    rf"(?<!\w)(?:nuits?|journ[ée]e|week-?end|we|garde)s? (?:du|des) (?P<one>{_D}|1er)(?: au | et | à |-|/)(?P<two>{_D}|1er)(?= ?(?:janv|f[ée]v|mars|avr|mai|juin|juil|ao[uû]t|sept|oct|nov|d[ée]c|[,.;:)\n]|$|/))",
    re.I,
)
_RANGE_STARTS = Cue("nuit nuits journee week weekend we garde gardes nuites")
_BORN = re.compile(
    rf"(?:(?<!\w)(?:n[ée]e?(?:\(e\))?(?: le)?|ddn|dn|du)[ :]{{1,2}}|[A-ZÀ-Ý][\w'’-]+,? \(?)(?P<date>{_D} {_M} (?:[3-9]\d|0\d))(?=[ \t]*(?:$|[,;:)\n(]))",
    re.M,
)
_POSTCODE = re.compile(
    r"(?<!\w)(?:porte|apt|appt?|appartement|b[âa]t|b[âa]timent|[ée]tage|esc|escalier|hall|r[ée]sidence|lot|villa|case)\.? ?(?:n[°º] ?)?[A-Z]?\d{0,3}[A-Z]?,? (?P<zip>(?:0[1-9]|[1-8]\d|9[0-5]|2[AB]|97|98)\d{3})(?!\d|[.,]\d)",
    re.I,
)
_POSTCODE_STARTS = Cue("porte apt app appt appartement bat batiment etage esc escalier hall residence lot villa case")
_INTERNAL = re.compile(
    r"\((?P<one>\d{4,6}) (?:en |par |poste )?(?:interne?|int\.?|dect|direct|poste)\)|(?P<two>(?<!\d)\d{4,6}) (?:en interne|depuis l['’]interne|ligne interne)(?!\w)",
    re.I,
)
_INTERN = Cue("interne int dect direct poste")
_FILE = re.compile(
    r"(?<!\w)(?i:dossiers?|contrats?|pr[êe]t|cr[ée]dit|compte|police|sinistre|facture|adh[ée]rent|mutuelle|allocataire|plainte|pv|proc[ée]dure|immatriculation|convention|commande|abonn[ée]|client)(?: [a-zà-ÿ]{3,14})?(?: n[°º]| :|:)? ?(?P<code>[A-Z]{1,4}[ -]?\d{2,6}(?:[ .-]\d{2,6}){1,4})(?![\d%]|[.,]\d)"
)
_FILES = Cue(
    "dossier dossiers contrat contrats pret credit compte police sinistre facture adherent mutuelle allocataire plainte pv procedure immatriculation convention commande abonne client"
)
_SERIAL = re.compile(r"(?<!\w)(?:SN|S/N|REF|LOT|n[°º] ?s[ée]rie)[ :]{1,2}(?P<code>(?=[A-Z0-9-]*\d)[A-Z0-9-]{5,})(?!\w)")
_SERIALS = Cue(written=r"(?:SN|S|REF|LOT)\Z", of="capital")
_SIGN = GapCue(r"\A[/.-]\Z")
_BLANK = Cue(written=r"(?:[3-9]\d|0\d)\Z", of="figure")


def find(page: Page) -> Iterator[Span]:
    """Every such day, postal code, number to dial and file number."""
    text, starts = page.text, page.starts
    for i in page.at(_SIGN):
        if i and page.has(i - 1, NUMERIC) and len(page.words[i - 1]) < 3 and len(page.words[i]) < 3:
            match = _DM.match(text, starts[i - 1])
            if match and _stands(text, match):
                yield Span(match.start("date"), match.end("date"), "DATE", "date.bare", CONTEXT)
    for i in page.having(page.at(LINE), DAY):
        if _VITALS.match(text, page.ends[i]):
            yield Span(starts[i], page.ends[i], "DATE", "date.vitals", CONTEXT)
    for match in page.matches(_RANGE, _RANGE_STARTS):
        if text[match.end() : match.end() + 1] != "/":
            yield Span(match.start("one"), match.end("one"), "DATE", "date.night", CONTEXT)
            yield Span(match.start("two"), match.end("two"), "DATE", "date.night", CONTEXT)
    for i in page.at(_BLANK):
        if (
            i > 2
            and page.gaps[i] == page.gaps[i - 1] == " "
            and page.words[i - 1].isdigit()
            and page.words[i - 2].isdigit()
        ):
            born = _BORN.match(text, starts[i - 3])
            if born and born.end("date") == page.ends[i]:
                yield Span(born.start("date"), born.end("date"), "DATE_NAISSANCE", "date.blanks.birth", LABELLED)
    for match in page.matches(_POSTCODE, _POSTCODE_STARTS):
        yield Span(match.start("zip"), match.end("zip"), "ZIP", "zip.dwelling", CONTEXT)
    for i in page.at(_INTERN):
        for k in (i - 1, i - 2):
            at = starts[k] if k >= 0 else 0
            match = _INTERNAL.match(text, at - 1 if text[at - 1 : at] == "(" else at) if k >= 0 else None
            if match:
                group = "one" if match["one"] else "two"
                yield Span(match.start(group), match.end(group), "TEL", "extension.internal", CONTEXT)
                break
    for match in page.matches(_FILE, _FILES):
        yield Span(match.start("code"), match.end("code"), "AUTRE_ID", "code.file", CONTEXT)
    for match in page.matches(_SERIAL, _SERIALS):
        yield Span(match.start(), match.end(), "AUTRE_ID", "code.serial", CONTEXT)


def _stands(text: str, match: re.Match[str]) -> bool:
    """Whether the place of a day and month makes it one."""
    start, end = match.span("date")
    if text[start - 1 : start].isalnum() or text[start - 1 : start] in tuple("/.,-"):
        return False
    if OPENS_LINE.search(text, max(0, start - 6), start) and (start > 5 or not text[:start].strip(" \t>*•–—-\n")):
        return "/" in match["date"] and _HEADED.match(text, end) is not None
    before = text[max(0, start - 70) : start]
    if text[end : end + 1] == ")" and _BEHIND_NAME.search(before):
        return True
    padded = match["day"][0] == "0" or match["month"][0] == "0" or int(match["day"]) > 12
    return padded and _DONE.search(before) is not None and _ENDS.match(text, end) is not None
