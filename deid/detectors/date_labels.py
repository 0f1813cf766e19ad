"""What a date is of: a birth, a death, or a day of care."""

from __future__ import annotations

import re
from bisect import bisect_left

from deid.cues import Cue
from deid.page import Page
from deid.spans import CONTEXT, LABELLED, Span

_BIRTH = re.compile(
    r"(?:\bn[ée]{1,2}(?:\(e\)|e|s|es)?\s*(?:\(e\))?(?:\s*(?:le|1e|en|ce|dans|la|nuit|entre|:))*\s*|\bn[ée]e?\s+(?:[^\n\d]{0,40}?)[,(]?\s+(?:[lI1]e\s+)|\bdd?n\s*[:|.]?\s*|\bd\.d?\.?n\.?\s*:?\s*|date de (?:naissance|mise au monde)\s*[:|]?\s*|"
    r"naissance\s*(?:le|:|\|)?\s*|mise? au monde\s*(?:le)?\s*|\bdob\s*:?\s*|date of birth\s*:?\s*|\bborn\s*(?:on|in)?\s*(?:the\s*)?|accouch\w*\s+(?:\w+\s+){0,3}?le\s+|"
    r"accouchement\s*(?:le|du|:)\s*|\b(?:naissance|accouch\w*|n[ée]e?)\b[^\n.;\d]{0,40}?\ble\s+|naissance de [^\n]{0,30}? le )$", re.I)  # fmt: skip
_DEATH = re.compile(
    r"(?:d[ée]c[ée]d[ée]{1,2}s?\s*(?:\([^)]*\)\s*)?(?:brutalement\s*|chez \w+\s*|ici\s*)?(?:le|en|au|:|depuis)?\s*|\bdcd\s*(?:le|en)?\s*|d[ée]c[èe]s\s*(?:le|du|au|:|survenu|constat[ée]|\s)*\s*|mort[e]?\s*(?:le|en)\s*|"
    r"date de d[ée]c[èe]s\s*:?\s*|lev[ée]e de corps\s*(?:le)?\s*|died\s*(?:on|in)?\s*|deceased\s*(?:on)?\s*|date of death\s*:?\s*)$", re.I)  # fmt: skip
_BIRTH_WORD = re.compile(r"ne{1,2}s?(?:le|1e|en|ce|dans|la|nuit|entre)*\Z")
_BIRTH_WORDS = Cue(
    "d dn ddn dob born of ne nee nes nees ness",
    parts="naissance monde accouch birth",
    test=lambda word: word.folded.startswith("ne") and _BIRTH_WORD.match(word.folded) is not None,
)
_DEATH_WORDS = Cue(parts="dece dcd mort lev died death")


def labelled(page: Page, start: int, end: int, form: str) -> Span:
    if form.endswith("inwords"):
        return Span(start, end, "DATE_NAISSANCE", "date.written.birth", LABELLED)
    if _announced(page, start, _BIRTH, _BIRTH_WORDS):
        return Span(start, end, "DATE_NAISSANCE", f"date.{form}.birth", LABELLED)
    if _announced(page, start, _DEATH, _DEATH_WORDS):
        return Span(start, end, "DATE_DECES", f"date.{form}.death", LABELLED)
    return Span(start, end, "DATE", f"date.{form}", CONTEXT)


def _announced(page: Page, start: int, pattern: re.Pattern[str], cue: Cue) -> bool:
    """Whether a birth or a death is spoken of in the 60 signs before ``start``, right before the date."""
    places = page.at(cue)
    if not places:
        return False
    low = max(0, start - 60)
    first, last = bisect_left(places, page.token_at(low) - 1), bisect_left(places, page.token_at(start))
    if first == last:
        return False
    # nothing that announces begins more than `date de mise au` before such a word
    return pattern.search(page.text, max(low, page.starts[places[first]] - 20), start) is not None
