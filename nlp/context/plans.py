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


_AHEAD = re.compile(
    r"(?:\b(?:pr[ée]vue?s?|demand[ée]e?s?|programm[ée]e?s?|demain|distance|merci (?:pour|de)|[àa] (?:faire|pr[ée]voir|programmer|"
    r"refaire|contr[ôo]ler)|(?:chez|avec|par) le (?:Dr|docteur|Pr)|en attente|prochaine?|pr[ée]voir)\b)[^.;\n]*$",
    re.IGNORECASE,
)
"""Words that put the examination into the future, outside a plan."""


def is_looked_for(reading: ContextReading, start: int) -> bool:
    """``IRM médullaire (moelle attachée)`` in a plan: what stands in brackets after an announced examination is looked for."""
    text = reading.stream.text
    if text[start - 1 : start] != "(":
        return False
    found = _EXAM_THEN_BRACKET.search(text, max(0, start - 75), start)
    if found is None:
        return False
    return reading.section_at(start) == "conduite" or _AHEAD.search(text, max(0, found.start() - 40), start) is not None
