"""Sections: how far what a title opens goes on.

A title that stands alone opens a block that lasts to the next title. A title with its content on the same line holds as
far as that content runs; inside a block of antecedents a short part (``Familiaux :``, ``Allergies :``, ``Tabac :``) gives
the block back when its line ends.
"""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Sequence

from clinical.annotations import Section
from language.cues import load_words
from language.folding import fold

from .layout import LABEL, Line, wrap_width
from .titles import GUEST_KINDS, SHORT_KINDS, WORD, Title, opening_word, read_titles, without_repeats

_EDGE = 12
"""A line that ends this near the width at which the text is broken goes on in the next, also after a full stop."""

_LISTED_KINDS = frozenset({"familiaux", "allergies"})
_PAST_GUESTS = frozenset({"allergies"})

_SENTENCE_END = re.compile(
    r"(?:(?<=[^\W\d_]{2})|(?<=[»)]))[ ]?\.\s+(?=[^\W\d_a-z])|(?<=\d)\.\s+(?=[A-ZÀ-Ý][a-zà-ÿ]{3})|\n"
)

_TODAY = re.compile(
    r"[.;\n][ \t]+(?P<today>(?:(?:L[ea] patiente?|Patiente?|Il|Elle|Monsieur|Madame|Mme|M\.)\s+(?:[A-Z][\w-]+\s+)?"
    r"(?:est\s+|a [ée]t[ée]\s+|se\s+)?)?"
    r"(?:admise?|hospitalis[ée]e?|adress[ée]e?|consulte|pr[ée]sente (?:ce jour|depuis|actuellement)|plaint|amen[ée]e?|venue?)\s+"
    r"(?:ce jour |aux urgences |en urgence |initialement )?(?:pour|devant|de|d['’]|par|depuis|ce jour)\b"
    r"|(?:Ce jour|Ce matin|Actuellement|Aujourd['’]hui|Depuis (?:hier|ce matin|\d+ (?:jours?|heures?|h)\b))\b)",
    re.IGNORECASE,
)
"""Words after a stop that begin to tell the present illness."""

_NOTHING = re.compile(
    r"[\s:]*(?:aucune?s?|n[ée]ants?|nuls?|ras|0|non|rien|sans particularit[ée]s?|none|nil)\b[^.;\n]{0,40}[.;]",
    re.IGNORECASE,
)
"""A part that says that there is nothing: it ends with its sentence."""


class _Extent:
    """How far the content of titles runs in one text."""

    def __init__(self, text: str, lines: Sequence[Line], soft: frozenset[int], lang: str) -> None:
        closed = load_words(lang)
        self._text, self._lines, self._soft = text, lines, soft
        self._width = wrap_width(lines)
        self._openers, self._relatives = closed["paragraph_openers"], closed["relatives"]

    def says_nothing(self, title: Title) -> re.Match[str] | None:
        return _NOTHING.match(self._text, title.body, self._lines[title.line].end)

    def _runs_on(self, at: int) -> bool:
        """Whether the content of an inline title goes on in the line after ``at``."""
        text, lines = self._text, self._lines
        if at + 1 >= len(lines) or lines[at + 1].blank:
            return False
        line, following = lines[at], lines[at + 1]
        if line.stop in self._soft or following.bullet or text[line.end - 1] in ",;+-":
            return True
        near_edge = self._width and line.end - line.start >= self._width - _EDGE
        if near_edge and not LABEL.match(text, following.start, following.end):
            return True
        indent = following.start - line.stop - 1 >= 2
        short = following.end - following.start < 45 and text[line.end - 1] not in ".;"
        return indent or (short and ":" not in text[following.start : following.end])

    def of_inline(self, title: Title, limit: int, *, guest: bool) -> int:
        """The end of what stands on the title's line and goes on below."""
        lines, at = self._lines, title.line
        nothing = self.says_nothing(title)
        if nothing:
            return min(limit, nothing.end())
        if lines[at].bullet:
            return min(limit, lines[at].stop)
        while self._runs_on(at) and lines[at + 1].start < limit and not (guest and lines[at + 1].bullet):
            at += 1
        return min(limit, lines[at].stop)

    def of_block(self, title: Title, limit: int) -> int:
        """Where a block of antecedents ends before the next title: a blank line, then a paragraph about today."""
        lines, filled = self._lines, not title.alone
        for at in range(title.line + 1, len(lines)):
            line = lines[at]
            if line.start >= limit:
                break
            if filled and lines[at - 1].blank and self._is_numbered_alike(lines[title.line], line):
                return line.start
            if line.blank or line.bullet or not lines[at - 1].blank or not filled:
                filled = filled or not line.blank
                continue
            first = WORD.match(self._text, line.start, line.end)
            if first is not None and fold(first.group()) in self._openers:
                return line.start
        return limit

    def _is_numbered_alike(self, title: Line, line: Line) -> bool:
        """Whether a short numbered line opens the part after a numbered title (``2. Antécédents`` … ``3. Parcours de soins``)."""
        text = self._text
        return (
            title.bullet
            and line.bullet
            and text[title.start].isdigit()
            and text[line.start].isdigit()
            and line.end - line.start < 45
            and text[line.end - 1] not in ".,;"
        )

    def of_sentence(self, title: Title, limit: int) -> int:
        """Where the sentence of a title in the middle of a line ends; a family goes on while relatives are named."""
        for stop in _SENTENCE_END.finditer(self._text, title.body, limit):
            following = WORD.findall(self._text, stop.end(), min(limit, stop.end() + 40))[:2]
            if title.kind != "familiaux" or not self._names_relative(following):
                return stop.end()
        return limit

    def of_family(self, title: Title, limit: int) -> int:
        """Where a family history on one line ends: with the sentence after which no relative is named any more."""
        text = self._text
        if not self._names_relative(WORD.findall(text, title.start, title.body + 30)):
            return limit
        for stop in _SENTENCE_END.finditer(text, title.body, limit):
            if stop.group() == "\n" and stop.start() in self._soft:
                continue
            if not self._names_relative(WORD.findall(text, stop.end(), min(limit, stop.end() + 60))[:8]):
                return stop.end()
        return limit

    def _names_relative(self, words: Sequence[str]) -> bool:
        return any(fold(word) in self._relatives for word in words)

    def of_title(self, title: Title, limit: int, *, guest: bool) -> int:
        """The end of a title's section before ``limit``, where the next title begins."""
        if title.kind not in SHORT_KINDS:
            return limit
        if title.alone:
            return self.of_block(title, limit)
        end = self.of_inline(title, limit, guest=guest)
        if title.kind == "antecedents":
            today = _TODAY.search(self._text, title.body, end)
            return today.start("today") if today else end
        return self.of_family(title, end) if title.kind == "familiaux" else end


def _is_sibling(text: str, title: Title, block: Title) -> bool:
    """A part whose title is written in capitals, or opens its own line with allergies, does not lie in the block."""
    if title.line == block.line:
        return False
    opens_line = text[title.start].isalpha() and not text[text.rfind("\n", 0, title.start) + 1 : title.start].strip()
    return opening_word(text, title).isupper() or (title.kind in _PAST_GUESTS and opens_line)


def read_sections(text: str, lines: Sequence[Line], soft: frozenset[int], lang: str) -> tuple[Section, ...]:
    """Sections in order, disjoint; their start includes the title."""
    return read_blocks(text, lines, soft, lang)[0]


def read_blocks(
    text: str, lines: Sequence[Line], soft: frozenset[int], lang: str
) -> tuple[tuple[Section, ...], tuple[Section, ...]]:
    """Sections in order, disjoint, and those of them that lie inside a block of antecedents, so that they are past."""
    titles, extent = without_repeats(read_titles(text, lines, lang)), _Extent(text, lines, soft, lang)
    sections: list[Section] = []
    inside: list[Section] = []
    block: str | None = None
    owner: Title | None = None
    owner_end = 0
    for at, title in enumerate(titles):
        limit = titles[at + 1].start if at + 1 < len(titles) else len(text)
        short = title.kind in GUEST_KINDS and not title.alone
        guest = block == "antecedents" and short
        if short and owner and not owner.alone and title.start < owner_end and title.kind in _LISTED_KINDS:
            end = extent.of_sentence(title, limit)
            sections.append(Section(title.start, end, title.kind))
            inside.append(sections[-1])
            if end < limit:
                rest = extent.of_inline(title, limit, guest=False)
                sections.append(Section(end, max(end, rest), "antecedents"))
            continue
        if title.alone:
            block = title.kind if title.kind != "autre" else None
        elif not guest:
            block = None
        if not guest:
            owner = title if title.kind == "antecedents" and not extent.says_nothing(title) else None
            owner_end = extent.of_inline(title, len(text), guest=False) if owner else 0
        end = extent.of_title(title, limit, guest=guest)
        sections.append(Section(title.start, end, title.kind))
        if guest and owner is not None and not _is_sibling(text, title, owner):
            inside.append(sections[-1])
        if guest and end < limit:
            sections.append(Section(end, extent.of_block(title, limit), "antecedents"))
    past = tuple(section for section in inside if section.kind in _PAST_GUESTS)
    return tuple(section for section in sections if section.kind != "autre"), past


class SectionIndex:
    """Which section an offset lies in."""

    __slots__ = ("_sections", "_starts")

    def __init__(self, sections: Sequence[Section]) -> None:
        self._sections = sections
        self._starts = [section.start for section in sections]

    def kind_at(self, offset: int) -> str | None:
        at = bisect_right(self._starts, offset) - 1
        return self._sections[at].kind if at >= 0 and offset < self._sections[at].end else None
