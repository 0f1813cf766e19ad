"""Merging: overlapping findings become disjoint spans that leave no half word readable."""

from __future__ import annotations

import re
from collections.abc import Iterable

from deid.spans import Span

_NAMES = ("NOM", "PRENOM")
_GLUE = frozenset("Dr Pr Mme Mlle Mr dr mme le du au Le né Né ne port tel Tel fax IPP NDA NIR NIP IEP RPPS SS".split())
_EDGE = re.compile(r"[^\W_]")


def merge(spans: Iterable[Span], text: str) -> list[Span]:
    """Sorted, disjoint spans that cut no word.

    Where findings overlap the stronger (then the longer) keeps its label and its place; what the
    weaker covers beyond it stays covered under the weaker's label. Ends are widened to whole words.
    """
    ordered = sorted(
        (_whole(span, text) for span in spans if span.end > span.start),
        key=lambda s: (-s.strength, s.start - s.end, s.start),
    )
    taken: list[Span] = []
    mask = bytearray(len(text))
    for span in ordered:
        for start, end in _free(span, mask):
            piece = _trim(span._replace(start=start, end=end), text)
            if piece is not None:
                mask[piece.start : piece.end] = b"\x01" * (piece.end - piece.start)
                taken.append(piece)
    return _joined(sorted(taken), text)


def _free(span: Span, mask: bytearray) -> Iterable[tuple[int, int]]:
    """The parts of a span that no stronger span holds."""
    at = span.start
    while at < span.end:
        start = mask.find(0, at, span.end)
        if start < 0:
            return
        end = mask.find(1, start, span.end)
        end = span.end if end < 0 else end
        yield start, end
        at = end


def _whole(span: Span, text: str) -> Span:
    """The span widened so that it cuts no word of letters."""
    start, end = span.start, span.end
    if text[start].isalpha() and span.label != "DATE":
        while start > 0 and text[start - 1].isalpha() and span.start - start < 40:
            start -= 1
        if text[start : span.start] in _GLUE:
            start = span.start
    if text[end - 1].isalpha():
        while end < len(text) and text[end].isalpha() and end - span.end < 40:
            end += 1
    return span._replace(start=start, end=end) if (start, end) != (span.start, span.end) else span


def _trim(span: Span, text: str) -> Span | None:
    start, end = span.start, span.end
    while start < end and not _EDGE.match(text[start]) and text[start] not in "+(":
        start += 1
    while (
        end > start
        and not _EDGE.match(text[end - 1])
        and not (text[end - 1] in "." and span.label == "PRENOM")
        and text[end - 1] != ")"
    ):
        end -= 1
    if start < end and text[start] == "(" and ")" not in text[start:end]:
        start += 1
    if end > start and text[end - 1] == ")" and "(" not in text[start:end]:
        end -= 1
    return span._replace(start=start, end=end) if any(char.isalnum() for char in text[start:end]) else None


def _joined(spans: list[Span], text: str) -> list[Span]:
    """Neighbours of one label with nothing or a hyphen between them become one span."""
    out: list[Span] = []
    for span in spans:
        if out and out[-1].label == span.label and text[out[-1].end : span.start] in ("", "-", "'", "’"):
            last = out[-1]
            stronger = max(last, span, key=lambda s: s.strength)
            out[-1] = last._replace(end=span.end, detector=stronger.detector, strength=stronger.strength)
        else:
            out.append(span)
    return out
