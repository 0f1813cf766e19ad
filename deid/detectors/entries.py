"""Entries of running notes: `22.11 20h45`, `— absente. 25.06 rappelée par …`, and who wrote them: `lun 27/3 jr`, `31/3/2023 del vecchio visite`.

A day with a point or a hyphen looks like a result; it counts where it opens a line or a sentence and an hour, a shift, staff or a deed follows.
Initials and names in small letters count only behind the day that opens the entry's line, with nothing but a visit or an end behind them.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from deid.cues import Cue, GapCue
from deid.detectors.bare_days import OPENS_LINE
from deid.marks import LINE, NUMERIC
from deid.page import LOWER, Page
from deid.spans import CONTEXT, Span
from deid.vocabulary import KIN, MEDICAL, MONTHS, NEVER, ROLES, SHORT_FORMS

_D, _M = r"(?:0[1-9]|[12]\d|3[01])", r"(?:0[1-9]|1[0-2])"
_DAY = re.compile(rf"(?P<date>{_D}[.-]{_M})(?![\d/%-]|[.,]\d)")
_ENCLOSED = re.compile(rf"\[{_D}[./-]{_M}(?:[./-](?:20)?\d\d)?\][ \t]+[^\W\d_]")
"""A day in square brackets that opens an entry: `[01.10] synthèse`."""
_SIGN = GapCue(r"\A[.-]\Z")
_SENTENCE_BEFORE = re.compile(r"[^\W\d][.;!?)]? ?[.;!?)→|] ?\Z|[a-zà-ÿ)]{2}[.;!?] \Z")
_HOUR = re.compile(
    r"[ \t]*[:,–—-]?[ \t]*(?:[àa] )?(?:(?:[01]?\d|2[0-3]) ?(?:h(?!\w)|h[0-5]\d(?!\d)|:[0-5]\d(?!\d))|(?i:staff|visite|tour|rel[èe]ve|ide|interne|garde|appel|t[ée]l|nuit|matin|soir|apm|apr[èe]s-midi|midi|transm\w*|kin[ée]|sf|psy|rcp|synth[èe]se|r[ée]union|concertation|entretien|vad|eval|[ée]valuation)(?!\w))"
)
_DEED = re.compile(
    r"[ \t]*[:,–—-]?[ \t]+(?:(?:n['’]a |est |a |non |pas |bien |tjs |toujours |re-?)?(?:[ée]t[ée] )?)?(?i:rappel\w*|appel[ée]+\w*|absente?s?|excus[ée]e?|vue?s?|revue?s?|venue?|passage|passe|pass[ée]e?|consult\w*|cs|rdv|joint\w*|contact\w*|t[ée]l[ée]phon\w*|relanc\w*|annul\w*|report[ée]\w*|"
    r"sortie?|entr[ée]e?|hospi\w*|admis\w*|transf\w*|mut[ée]e?|adress[ée]e?|op[ée]r[ée]e?|ablation|retrait|pose|contr[ôo]le|bilan|bio|nfs|ecbu|[ée]cho\w*|irm|tdm|scanner|radio|rx|mail|courriel|sms|message|courrier|certificat|ordo\w*|renouvel\w*|vaccin\w*|perf\w*|cure|chute|apyr[ée]tique|afebrile|ras|stable)(?!\w)"
)
_WEEKDAY = r"(?:(?:lun|mar|mer|jeu|ven|sam|dim)[a-z]{0,5}\.?[ \t]+)"
_OPENING = re.compile(
    rf"{_WEEKDAY}?(?:(?:0?[1-9]|[12]\d|3[01])[/.-](?:1[0-2]|0?[1-9])(?!\d)(?:[/.-](?:20)?\d\d)?)(?:[ \t]*[,–—-]?[ \t]*(?:[àa] )?(?:[01]?\d|2[0-3]) ?[hH:](?:[0-5]\d)?)?[ \t]*[:,–—(-]?[ \t]*",
    re.I,
)
_DATES = Cue("lun lundi mar mardi mer mercredi jeu jeudi ven vendredi sam samedi dim dimanche", listed=False)
_INITIALS = re.compile(
    r"(?P<who>[a-z]{2}|[A-Z]{2}|[a-z]\. ?[a-z]\.?|[A-Z]\. ?[A-Z]\.?|[a-z]-[a-z]{1,2})(?=\)?[ \t]*(?::|\n|\Z))"
)
_TIMED = re.compile(
    r"(?:J\d{1,3}[ \t]+)?(?:\d{1,2}[/.]\d{1,2}(?:[/.]\d{2,4})?[ \t,–-]*)?(?:[àa] )?(?:[01]?\d|2[0-3]) ?[hH:](?:[0-5]\d)?[ \t]*[–—:-]?[ \t]*(?:\[(?P<boxed>)|\()?(?P<who>[A-Z]{2,4})(?:(?(boxed)\]|\))|[ \t]*[:–—]|[ \t]+-)(?!\w)"
)
"""`08:15 [NTH] …`, `21h00 - LDC - …`: who wrote the entry that an hour opens."""
_NO_INITIALS = frozenset(
    "am pm we rx cs us mt ei hc hb hd ca na cp gr ph pl fc ta fr pa pe rp bu tv tr ok rd rv cv cr dr pr sf as is ap av id fo fn tt st co bb re sv vs ps nb ok go ko np nc no on ou un et en le la il je tu ce se sa si su vu du au de va cf ds ss tj pb tp".split()
)
_VISIT = r"(?:contre[ -]?visite|visite|tour|cv|staff|garde|astreinte|senior|s[ée]nior|interne|int|relève|releve|cs|avis|psy|kin[ée]|ide|matin|soir|nuit|apm)"
_VISITOR = re.compile(
    rf"(?:(?P<first>{_VISIT}|vue?|par|avec)[ \t]+(?:de[ \t]+|par[ \t]+|avec[ \t]+|d['’])?)?(?P<who>(?:(?:de la|de|del|della|di|da|dos|du|le|la|el|ben|bel|ait|van|van der|von|abd|abou|bou|n|o|mac|mc|saint|st)[ '’-])?[a-zà-ÿ]{{3,}}(?:-[a-zà-ÿ]{{3,}})?)(?P<end>\)?[ \t]*(?::|\n|\Z)|[ \t]+{_VISIT}(?![\w'’])|[ \t]+[–—-][ \t])"
)
_NO_NAMES = frozenset("nuit matin soir midi jour sortie entree idem stable bloc repos".split()) | MONTHS | KIN


def find(page: Page) -> Iterator[Span]:
    """Every such day and writer of a French page."""
    if page.lang == "en":
        return
    for i in page.at(_SIGN):
        if i and len(page.words[i - 1]) == len(page.words[i]) == 2 and page.has(i - 1, NUMERIC):
            match = _DAY.match(page.text, page.starts[i - 1])
            enclosed = page.line_start(i - 1) and _ENCLOSED.match(page.text, page.starts[i - 1] - 1)
            if match and (enclosed or _opens_entry(page.text, match)):
                yield Span(match.start("date"), match.end("date"), "DATE", "date.entry", CONTEXT)
    lines = page.at(LINE)
    for i in sorted({*page.having(lines, NUMERIC), *page.having(lines, _DATES)}):
        yield from _writer(page, i)


def _opens_entry(text: str, match: re.Match[str]) -> bool:
    """Whether a day opens a line before an hour, a shift or a deed, or a sentence before a deed."""
    start, end = match.span("date")
    before = text[max(0, start - 8) : start]
    if OPENS_LINE.search(before) and (start > 7 or not before.strip(" \t>*•–—-\n")):
        return _HOUR.match(text, end) is not None or _DEED.match(text, end) is not None
    return _SENTENCE_BEFORE.search(before) is not None and (
        _DEED.match(text, end) is not None or ("." in match["date"] and _HOUR.match(text, end) is not None)
    )


def _writer(page: Page, i: int) -> Iterator[Span]:
    """Initials, or a name in small letters, behind the day that opens the line of token ``i``."""
    text = page.text
    timed = _TIMED.match(text, page.starts[i])
    if timed and timed["who"] not in SHORT_FORMS:
        info = page.info(page.token_at(timed.start("who")))
        if not (info.medical or info.zipf > 2.5):
            yield Span(timed.start("who"), timed.end("who"), "NOM", "entry.timed", CONTEXT)
            return
    opening = _OPENING.match(text, page.starts[i])
    if not opening:
        return
    found = _INITIALS.match(text, opening.end())
    if found:
        letters = "".join(filter(str.isalpha, found["who"]))
        if letters.lower() not in _NO_INITIALS and letters.upper() not in SHORT_FORMS:
            yield Span(found.start("who"), found.end("who"), "NOM", "entry.initials", CONTEXT)
        return
    visitor = _VISITOR.match(text, opening.end())
    if visitor and _is_name(page, visitor):
        yield Span(visitor.start("who"), visitor.end("who"), "NOM", "entry.visitor", CONTEXT)


def _is_name(page: Page, match: re.Match[str]) -> bool:
    """Whether the words behind a day are a name: borne and no words, more readily with a particle or a visit beside them."""
    tokens = page.tokens_in(match.start("who"), match.end("who"))
    last = tokens[-1]
    info, folded = page.info(last), page.folded[last]
    if folded in NEVER or folded in ROLES or folded in MEDICAL or folded in _NO_NAMES or page.shapes[last] != LOWER:
        return False
    if info.medical or info.eponym:
        return False
    visited = match["first"] is not None or match["end"].strip(" \t\n):–—-") != ""
    if len(tokens) > 1 and page.folded[tokens[0]] not in ("la", "le", "de", "du", "n", "o"):
        return info.surname >= 1.5 and info.zipf < 4
    borne = info.surname >= 2 and not info.wordish
    return borne or (visited and not info.wordish and info.surname >= 1)
