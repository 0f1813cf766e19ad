"""Reading the context of a text once: sections, sentences, and a mark for every token."""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Iterable, Sequence
from dataclasses import replace

from clinical.annotations import AFFIRMED, Assertion, ContextSpan, Section, Sentence
from clinical.documents import Mask

from .boxes import mark_boxes
from .dates import mark_milestones, mark_past_dates
from .kinds import CUE, LETTER_A, TEST, look, places
from .layout import read_lines, read_wrapping
from .marks import HISTORICAL, NEGATED, SECTION_BITS, SECTION_NEGATED, assertion_of
from .newborn import mark_newborn
from .opening import read_opening
from .scopes import Scopes
from .sections import SectionIndex, read_blocks
from .sentences import sentence_bounds
from .tokens import Stream, read_tokens

_OWN_NEGATORS = frozenset({"ne", "n", "pas", "sans", "non", "absence", "no", "without"})
NEAR = 9
"""How many words back a drug looks for what it treated."""

_WIDE_GAP = re.compile(r" {4,}(?=\S)")
_DOUBTED = re.compile(r"(?<![^\s(/,;:+-])\?\??(?=[^\W\d_]{2})|^[ \t]*\?\??(?=[ ][^\W\d_]{2})", re.MULTILINE)
_MARKED = re.compile(rb"[^\x00]+")


class ContextReading:
    """What one text says about what it says; offsets are half-open code points."""

    __slots__ = ("_index", "_tests", "bits", "sections", "sentences", "states", "stream")

    def __init__(
        self,
        stream: Stream,
        bits: bytearray,
        states: bytearray,
        *,
        sections: tuple[Section, ...],
        sentences: tuple[Sentence, ...],
    ) -> None:
        self.stream, self.bits, self.states = stream, bits, states
        self.sections, self.sentences = sections, sentences
        self._index = SectionIndex(sections)
        self._tests = [stream.starts[at] for at in places(stream.kinds, TEST)]

    def section_at(self, offset: int) -> str | None:
        """The kind of section that ``offset`` lies in."""
        return self._index.kind_at(offset)

    def has_test(self, start: int, end: int) -> bool:
        """Whether a word for a test (``nlp.context.kinds.TESTS``) begins in ``start`` to ``end``."""
        at = bisect_left(self._tests, end)
        return at > 0 and self._tests[at - 1] >= start

    def token_at(self, start: int, end: int) -> int:
        """The first word of ``start`` to ``end``; -1 where there is none."""
        stream = self.stream
        words, starts, size = stream.words, stream.starts, len(stream.words)
        at = stream.first_at(start)
        while at < size and starts[at] < end:
            if words[at][0].isalnum():
                return at
            at += 1
        return -1

    def bits_of(self, start: int, end: int) -> int:
        """The marks (``nlp.context.marks``) of the mention ``start`` to ``end``."""
        at = self.token_at(start, end)
        return self.bits[at] if at >= 0 else 0

    def is_past_before(self, offset: int) -> bool:
        """Whether one of the last words before ``offset``, in the same clause, is past by a cue of its own."""
        at, words = self.stream.first_at(offset) - 1, self.stream.words
        for place in range(at, max(-1, at - NEAR), -1):
            if words[place] in ".;:\n(" and place < at:
                return False
            if self.bits[place] & HISTORICAL:
                return True
        return False

    def denies_itself(self, start: int, end: int) -> bool:
        """The mention begins with its own negation (``ne respire pas``, ``sans-abrisme``) and nothing denies it before."""
        at, words = self.token_at(start, end), self.stream.words
        if at < 0 or words[at] not in _OWN_NEGATORS or self.stream.ends[at] >= end:
            return False
        return not (at and self.bits[at - 1] & NEGATED and words[at - 1].isalpha())

    def assertion(self, start: int, end: int) -> Assertion:
        """The assertion of the mention ``start`` to ``end``: that of its first word."""
        return assertion_of(self.bits_of(start, end))

    def context_spans(self) -> tuple[ContextSpan, ...]:
        """Stretches that are not affirmed and present, sorted and disjoint."""
        spans: list[ContextSpan] = []
        starts, ends, bits = self.stream.starts, self.stream.ends, self.bits
        for run in _MARKED.finditer(bits):
            at, stop = run.span()
            while at < stop:
                assertion, first = assertion_of(bits[at]), at
                while at < stop and (bits[at] == bits[first] or assertion_of(bits[at]) == assertion):
                    at += 1
                if assertion is not AFFIRMED:  # the only one without a mark
                    spans.append(ContextSpan(starts[first], ends[at - 1], assertion))
        return tuple(spans)


def _mark_sections(stream: Stream, bits: bytearray, sections: Iterable[Section]) -> None:
    for section in sections:
        bit = SECTION_BITS.get(section.kind, 0)
        if bit and not (bit == SECTION_NEGATED and _is_form(stream.text, section)):
            for at in range(stream.first_at(section.start), stream.first_at(section.end)):
                bits[at] |= bit


def _is_form(text: str, section: Section) -> bool:
    """A list with boxes: the boxes say what holds, not the title."""
    return any(box in text[section.start : section.end] for box in ("[ ]", "[x]", "[X]", "☐", "☒", "☑"))


def _cue_words(stream: Stream, lang: str) -> Sequence[str]:
    """The words as cues read them: misspelt ones set right, ``?`` right before a word (``?EP``) as a doubt of its own.

    The kinds of the words are kept with the stream.
    """
    words, stream.kinds = look(stream.words, lang)
    if "?" not in stream.text:
        return words
    changed, kinds = list(words), bytearray(stream.kinds)
    for found in _DOUBTED.finditer(stream.text):
        at = stream.first_at(found.end() - 1)
        if at < len(changed) and changed[at] == "?":
            changed[at] = "?pre"
            kinds[at] |= CUE
    stream.kinds = bytes(kinds)
    return changed


def _is_no_verb(text: str, start: int) -> bool:
    """``à``, or the letter that names a thing (``hépatite A``)."""
    named = text[start] == "A" and text[start - 2 : start - 1].islower() and text[start + 1 : start + 2] == " "
    return named or text[start] in "àÀ"


def _cells(stream: Stream) -> frozenset[int]:
    """The tokens that open a column of a line: a wide gap stands before them."""
    if "    " not in stream.text:
        return frozenset()
    text = stream.text
    gaps = (gap.span() for gap in _WIDE_GAP.finditer(text))
    return frozenset(stream.first_at(end) for start, end in gaps if start and not text[start - 1].isspace())


class Context:
    """Reads context; holds no state of its own."""

    @staticmethod
    def of(text: str, *, lang: str = "fr", masks: Sequence[Mask] = (), date: str | None = None) -> ContextReading:
        """Read ``text``.

        Args:
            text: the document; offsets of the result count in it.
            lang: ``fr`` or ``en``; any other language is read as ``fr``.
            masks: where identifiers stood; each is one position that no cue covers.
            date: ISO date of the document, against which years in the text are past.
        """
        lang = lang if lang in ("fr", "en") else "fr"
        lines = read_lines(text)
        wrapping = read_wrapping(text, lines, lang)
        sections, past = read_blocks(text, lines, wrapping.soft, lang)
        opening = read_opening(text, lines) if lang == "fr" else ()
        stream = read_tokens(text, masks=masks, wrapping=wrapping)
        begun = [stream.first_at(section.start) for section in sections]
        titles = frozenset(first + extra for first in begun for extra in range(4))
        meant = _cue_words(stream, lang)
        accented = frozenset(at for at in places(stream.kinds, LETTER_A) if _is_no_verb(text, stream.starts[at]))
        scopes = Scopes(meant, lang, kinds=stream.kinds, titles=titles, accented=accented, cells=_cells(stream))
        bounds = sentence_bounds(stream, lang)
        scopes.read(bounds)
        mark_past_dates(stream, bounds, scopes.marks, date=date, lang=lang, accented=accented)
        mark_milestones(stream, bounds, scopes.marks)
        mark_boxes(stream, scopes.marks)
        if lang == "fr":
            mark_newborn(stream, bounds, scopes.marks)
        _mark_sections(stream, scopes.marks, sections)
        _mark_sections(stream, scopes.marks, [*(replace(section, kind="antecedents") for section in past), *opening])
        sentences = tuple(Sentence(stream.starts[start], stream.ends[end - 1]) for start, end in bounds)
        return ContextReading(stream, scopes.marks, scopes.states, sections=sections, sentences=sentences)
