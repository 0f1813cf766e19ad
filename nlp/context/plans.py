"""What a plan says in brackets: the disease that an examination is to look for."""

from __future__ import annotations

import re

from .reading import ContextReading

_EXAM_THEN_BRACKET = re.compile(
    r"\b(?:IRM|scanner|TDM|TEP|PET|[ée]cho\w*|[ée]cho-doppler|doppler|fond d['’](?:œ|oe)il|FO|ECG|EEG|EMG|EFR|ETT|ETO|holter|"
    r"bilan|dosage|panoramique|radio\w*|endoscopie|fibroscopie|coloscopie|biopsie|ponction|polygraphie|audiogramme|d[ée]pistage|"
    r"consultation|avis|contr[ôo]le|surveillance|NFS|CPK|ionogramme|calc[ée]mie|glyc[ée]mie|bandelette|ECBU|s[ée]rologies?|MRI|CT|"
    r"ultrasound|X-ray|bloods?)\b[^.;:\n()]{0,45}\($",
    re.IGNORECASE,
)


_FIRST_ITEMS = re.compile(r"(?:[^\W\d_][\w ’'-]{1,30}[,/]\s?)*")
"""Names before another in the same bracket."""

_PLANS = frozenset({"conduite", "traitement_sortie"})

_AHEAD = re.compile(
    r"(?:\b(?:pr[ée]vue?s?|demand[ée]e?s?|programm[ée]e?s?|demain|distance|merci (?:pour|de)|[àa] (?:faire|pr[ée]voir|programmer|"
    r"refaire|contr[ôo]ler)|(?:chez|avec|par) le (?:Dr|docteur|Pr)|en attente|prochaine?|pr[ée]voir|faire|"
    r"programmer|demander|compl[ée]ter|refaire)\b)[^.;\n]*$",
    re.IGNORECASE,
)
"""Words that put the examination into the future, outside a plan."""


_TEST_BEFORE = re.compile(  # its words are those of ``nlp.context.kinds.TESTS``
    r"\b(?:s[ée]ro(?:logies?)?|PCR|recherches?|anticorps|Ac|Ag|antig[èe]nes?|tests?|TDR|TROD|cultures?|d[ée]pistages?)\b"
    r"[^.;:,\n()]{0,25}$",
    re.IGNORECASE,
)
_WORK_UP = re.compile(
    r"\b(?:bilans?|explorations?|d[ée]pistages?|recherches?)\s+(?:de la\s|de l['’]|d['’](?:une?\s)?|de\s|du\s)$",
    re.IGNORECASE,
)
_AWAITED = re.compile(
    r"(?:(?!n[ée]gati|positi|normal|fait|réalis)[^.;:\n()]){0,30}?\b(?:[àa] (?:faire|pr[ée]voir|programmer|compl[ée]ter|"
    r"r[ée]aliser|distance|discuter|demander|refaire)|pr[ée]vus?|prévue?s?|demand[ée]e?s?|programm[ée]e?s?|"
    r"en cours|en attente)\b",
    re.IGNORECASE,
)
"""What a work-up that is still to come is about (``bilan d'ostéoporose à faire``)."""

_UNANSWERED = re.compile(
    r"(?:(?!n[ée]gati|positi|normal)[^.;:\n()]){0,40}?\b(?:parti(?:e?s?)|en cours|en attente|envoy[ée]e?s?|attendue?s?|"
    r"demand[ée]e?s?|dem|pr[ée]lev[ée]e?s?|[àa] (?:faire|r[ée]cup[ée]rer|pr[ée]voir|demander|contr[ôo]ler))\b",
    re.IGNORECASE,
)


def is_tested_for(reading: ContextReading, start: int, end: int) -> bool:
    """``sérologie Lyme en cours``: a test whose result is not known yet."""
    if not reading.has_test(max(0, start - 45), start):
        return False
    text = reading.stream.text
    if _WORK_UP.search(text, max(0, start - 30), start) and _AWAITED.match(text, end, min(len(text), end + 60)):
        return True
    first = max(max(0, start - 45), 1 + max(text.rfind(stop, max(0, start - 45), start) for stop in ".,:;\n("))
    return (
        start - first > 3
        and _TEST_BEFORE.search(text, first, start) is not None
        and _UNANSWERED.match(text, end, min(len(text), end + 70)) is not None
    )


def is_looked_for(reading: ContextReading, start: int) -> bool:
    """``IRM médullaire (moelle attachée)`` in a plan: what stands in brackets after an announced examination is looked for."""
    text = reading.stream.text
    opening = text.rfind("(", max(0, start - 60), start)
    if opening < 0 or not _FIRST_ITEMS.fullmatch(text, opening + 1, start):
        return False
    found = _EXAM_THEN_BRACKET.search(text, max(0, opening - 75), opening + 1)
    if found is None:
        return False
    if reading.section_at(start) in _PLANS or found.group()[:7].lower() == "surveil":
        return True
    return _AHEAD.search(text, max(0, found.start() - 40), opening + 1) is not None
