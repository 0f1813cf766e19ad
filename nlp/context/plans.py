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


def is_looked_for(reading: ContextReading, start: int) -> bool:
    """``IRM médullaire (moelle attachée)`` in a plan: what stands in brackets after the examination is only looked for."""
    if reading.section_at(start) != "conduite":
        return False
    return _EXAM_THEN_BRACKET.search(reading.stream.text, max(0, start - 75), start) is not None
