"""Which lines of a text are a table: columns of a laboratory or a prescription, which must keep their places."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import replace
from itertools import groupby

from search_app.rendering import Segment

_GAP = re.compile(r"\S(?: {2,}|\t+| *\| *)(?=\S)")
"""What stands between two columns: two blanks or more, a tab, an upright stroke."""
_RULE = re.compile(r"[\s|+=_.-]*[|+=_-]{3,}[\s|+=_.-]*")
MAX_LINE = 160
"""Characters; a longer line is a paragraph, whatever its blanks."""
LEAST_LINES = 2


def tables(text: str) -> list[tuple[int, int]]:
    """The tables of a text as half-open code-point ranges of whole lines, each with its last line's end."""
    found, at = [], 0
    for columns, group in groupby(text.splitlines(keepends=True), key=_is_row):
        lines = list(group)
        end = at + sum(map(len, lines))
        if columns and sum(not _RULE.fullmatch(line.rstrip()) for line in lines) >= LEAST_LINES:
            found.append((at, end))
        at = end
    return found


def _is_row(line: str) -> bool:
    bare = line.rstrip()
    return len(bare) <= MAX_LINE and bool(_GAP.search(bare) or _RULE.fullmatch(bare))


def laid_out(parts: Sequence[Segment]) -> list[tuple[bool, list[Segment]]]:
    """Segments in blocks, each with whether it is a table; a segment over a table's end is cut there."""
    ranges = tables("".join(part.text for part in parts))
    blocks: list[tuple[bool, list[Segment]]] = []
    for inside, part in _cut(parts, ranges):
        if not blocks or blocks[-1][0] != inside:
            blocks.append((inside, []))
        blocks[-1][1].append(part)
    return blocks


def _cut(parts: Sequence[Segment], ranges: list[tuple[int, int]]) -> Iterator[tuple[bool, Segment]]:
    at = 0
    places = sorted({place for one in ranges for place in one})
    for part in parts:
        end = at + len(part.text)
        begin = at
        for stop in [place for place in places if at < place < end] + [end]:
            piece = part.text[begin - at : stop - at]
            first = begin == at
            yield (
                any(start <= begin < last for start, last in ranges),
                replace(part, text=piece, first=part.first and first, concept_first=part.concept_first and first),
            )
            begin = stop
        at = end
