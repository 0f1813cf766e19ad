"""Chronic diseases: CIM-10 categories that last once they are there, so that "antécédent de BPCO" is also a present BPCO.

Cancers, infarctions, strokes and injuries are left out on purpose: they are events, or may be cured.
"""

from __future__ import annotations

import re
from bisect import bisect_right

CHRONIC_CATEGORIES = (
    "B18", "B20-B24", "C81-C96", "D45-D47", "D55-D58", "D61", "D64", "D66-D69", "D80-D84", "D86", "E03", "E05-E06",
    "E10-E14", "E20-E24", "E26-E27", "E66", "E70-E80", "E83-E85", "E88", "F00-F03", "F10-F29", "F31", "F33-F34",
    "F41-F42", "F50", "F60-F61", "F70-F84", "F90", "G10-G13", "G20-G26", "G30-G32", "G35-G37", "G40", "G43", "G47",
    "G60-G63", "G70-G73", "G80-G83", "H26", "H33-H36", "H40", "H47", "H54", "H80-H81", "H90-H91", "I05-I13", "I15",
    "I20", "I25", "I27", "I34-I39", "I42-I45", "I48-I50", "I65-I66", "I69-I73", "I77", "I83", "I87", "I89", "J30-J31",
    "J33", "J40-J45", "J47", "J60-J67", "J70", "J84", "J96", "K21", "K44", "K50-K51", "K57-K58", "K70", "K73-K76", "K86",
    "K90", "L20", "L40", "L80", "L93", "M05-M08", "M10", "M13", "M15-M19", "M30-M35", "M40-M41", "M45-M47", "M50-M51",
    "M79-M81", "N03-N05", "N11", "N18-N19", "N25", "N39-N40", "N80", "P27", "Q00-Q99", "R32", "Z21", "Z89", "Z94-Z95",
)  # fmt: skip
"""Three-character categories and ranges, both ends included; our own judgement, to be reviewed by the medical side."""

_STARTS = [entry[:3] for entry in CHRONIC_CATEGORIES]
_ENDS = [entry[-3:] for entry in CHRONIC_CATEGORIES]

_CURED = re.compile(
    r"\b(?:gu[ée]rie?s?|r[ée]mission|sevr[ée]e?s?|arr[êe]t[ée]e?s?|stopp[ée]e?s?|interrompue?s?|r[ée]solue?s?|r[ée]solutif|"
    r"transitoire|gravidique|gestationnel|dans l[’']enfance|enfance|jusqu|cured|resolved|in remission|quit|stopped)",
    re.IGNORECASE,
)


def is_chronic(code: str) -> bool:
    """Whether a CIM-10 code (without dot) belongs to a chronic category."""
    category = code[:3]
    at = bisect_right(_STARTS, category) - 1
    return at >= 0 and category <= _ENDS[at]


def is_cured(text: str, start: int, end: int) -> bool:
    """Whether a mention, or the words right after it (40 characters, same clause), say that it is over."""
    after = text[end : end + 40].lstrip()
    after = after[1:] if _CURED.match(after[1:].lstrip()) and after.startswith("(") else after
    clause = re.split(r"[,;.\n(]", after, maxsplit=1)[0]
    return _CURED.search(clause) is not None or _CURED.search(text, start, end) is not None
