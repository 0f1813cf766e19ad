"""Merging: overlapping findings become disjoint spans that leave no half word readable."""

from __future__ import annotations

from collections.abc import Iterable

from deid.spans import Span

_GLUE = frozenset(
    "Dr Pr Mme Mlle Mr dr mme le du au Le né Né née ne port tel Tel tél Tél TEL fax Fax "
    "IPP NDA NIR NIP IEP RPPS SS INS DDN ipp nda nir nip iep rpps ss ins ddn".split()
)


def merge(spans: Iterable[Span], text: str) -> list[Span]:
    """Sorted, disjoint spans that cut no word.

    Where findings overlap the stronger (then the longer) keeps its label and its place; what the
    weaker covers beyond it stays covered under the weaker's label. Ends are widened to whole words.
    """
    ordered = sorted(
        [_whole(span, text) for span in _strongest(spans)], key=lambda s: (-s.strength, s.start - s.end, s.start)
    )
    taken: list[Span] = []
    mask = bytearray(len(text))
    for span in ordered:
        for start, end in _free(span, mask) if mask.find(0, span.start, span.end) >= 0 else ():
            piece = _trim(span if (start, end) == span[:2] else span._replace(start=start, end=end), text)
            if piece is not None:
                mask[piece.start : piece.end] = b"\x01" * (piece.end - piece.start)
                taken.append(piece)
    return _joined(sorted(taken), text)


def _strongest(spans: Iterable[Span]) -> Iterable[Span]:
    """One span for each place and label, the first of the strongest; empty ones are left out."""
    best: dict[tuple[int, int, str], Span] = {}
    for span in spans:
        place = span[:3]
        known = best.get(place)
        if span.start < span.end and (known is None or span.strength > known.strength):
            best.pop(place, None)
            best[place] = span
    return best.values()


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
    if start and text[start - 1].isalpha() and text[start].isalpha() and span.label != "DATE":
        while start and text[start - 1].isalpha() and span.start - start < 40:
            start -= 1
        if text[start : span.start] in _GLUE:
            start = span.start
    if text[end - 1].isalpha() and text[end : end + 1].isalpha():
        while end < len(text) and text[end].isalpha() and end - span.end < 40:
            end += 1
    return span if (start, end) == span[:2] else Span(start, end, *span[2:])


def _trim(span: Span, text: str) -> Span | None:
    """The span without signs at its ends; None if nothing is left."""
    start, end, label = span.start, span.end, span.label
    if text[start].isalnum() and text[end - 1].isalnum():
        return span
    while start < end and not text[start].isalnum() and text[start] not in "+(":
        start += 1
    while (
        end > start
        and not text[end - 1].isalnum()
        and not (text[end - 1] == "." and label == "PRENOM")
        and text[end - 1] != ")"
    ):
        end -= 1
    if start < end and text[start] == "(" and ")" not in text[start:end]:
        start += 1
    if end > start and text[end - 1] == ")" and "(" not in text[start:end]:
        end -= 1
    if not any(map(str.isalnum, text[start:end])):
        return None
    return span if (start, end) == span[:2] else Span(start, end, *span[2:])


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
