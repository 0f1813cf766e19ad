"""Sections by their titles: alone on a line, before a colon, in capitals, or in the middle of a line after a stop.

A title that stands alone opens a block that lasts to the next title. A title with its content on the same line holds as
far as that content runs; inside a block of antecedents a short part (``Familiaux :``, ``Allergies :``, ``Tabac :``) gives
the block back when its line ends.
"""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Sequence
from functools import lru_cache
from typing import NamedTuple

from clinical.annotations import Section
from language.cues import load_titles, load_words
from language.folding import fold

from .automaton import Node, build, follow
from .layout import LABEL, Line, wrap_width

EDGE = 12
"""A line that ends this near the width at which the text is broken goes on in the next, also after a full stop."""

_WORD = re.compile(r"[^\W_]+")
_UNKNOWN_TITLE = re.compile(r"[A-ZÀ-Ý][^:.;,!?()\d]{3,48}:?$")
_GUEST_KINDS = frozenset({"familiaux", "allergies", "mode_de_vie", "facteurs_de_risque", "traitements_anterieurs"})
_LISTED_KINDS = frozenset({"familiaux", "allergies"})
_PAST_GUESTS = frozenset({"allergies"})
_SHORT_KINDS = _GUEST_KINDS | {"antecedents", "contre_indications", "hypotheses", "prescriptions_anticipees"}
_STRICT_KINDS = frozenset({"entete"})
_WEAK_TITLES = frozenset(
    {"passe", "parcours", "medicaux", "all", "ex", "question", "demande", "sortie", "suite", "suivi", "plan"}
)
"""Titles that are also words of a sentence, and so need their capital in the middle of a line."""

_OPEN_KINDS = frozenset({"antecedents", "familiaux", "traitements_anterieurs"})
_LOOSE_TITLE = re.compile(r"(?:[ \t'’/&-]+[^\W\d_]+){1,4}[ \t]*$")
"""Further words of a title that stands alone on its line: ``Antécédents utiles au dossier``."""
_BEFORE_TITLE = re.compile(r"(?:[.;·|•)]\s+|\s{2,}|\t|\s[/–-]\s)")

_SENTENCE_END = re.compile(r"(?<=[^\W\d_»]{2})\)?[ ]?\.\s+(?=[^\W\d_a-z])|(?<=\d)\.\s+(?=[A-ZÀ-Ý][a-zà-ÿ]{3})|\n")

_NOTHING = re.compile(
    r"[\s:]*(?:aucune?s?|n[ée]ants?|nuls?|ras|0|non|rien|sans particularit[ée]s?|none|nil)\b[^.;\n]{0,40}[.;]",
    re.IGNORECASE,
)
"""A part that says that there is nothing: it ends with its sentence."""


_BORN = re.compile(r"(?:^|[.:;]\s+)(?P<title>(?:Enfant\s+)?N[ée]e?\s+(?:à|au)\s+(?:terme|\d{2}\b))", re.MULTILINE)
_LATER_AGE = re.compile(r"\bà\s+\d{1,2}\s+(?:mois|ans)\b|premi[èe]re\s+année|petite\s+enfance", re.IGNORECASE)


class Title(NamedTuple):
    """A title at ``start``; its content begins at ``body``. ``alone``: nothing else stands on its line."""

    start: int
    body: int
    kind: str
    alone: bool
    line: int


class TitleState:
    """A set of trie nodes as one state; where a word leads is worked out once."""

    __slots__ = ("_next", "kind", "nodes")

    def __init__(self, nodes: Sequence[Node[str]]) -> None:
        self.nodes = nodes
        self.kind = next((kind for node in nodes for kind in node.values), None)
        self._next: dict[str, TitleState | None] = {}

    def after(self, word: str) -> TitleState | None:
        """The state that ``word`` leads to, None where no title goes on."""
        if word in self._next:
            return self._next[word]
        if not any(word in node.edges for node in self.nodes):
            return None
        found = self._next[word] = TitleState(follow(self.nodes, word))
        return found


@lru_cache(maxsize=4)
def _titles(lang: str) -> TitleState:
    return TitleState([build(load_titles(lang))])


def _match(text: str, start: int, end: int, root: TitleState) -> tuple[int, str] | None:
    """The longest title that begins at ``start``: where it ends and its kind."""
    state, best, nodes_end = root, None, start
    for at, word in enumerate(_WORD.finditer(text, start, min(end, start + 90))):
        gap = text[nodes_end : word.start()] if at else ""
        if at and (not gap or gap.strip(" '’-–/&,+.") or "\n" in gap):
            break
        following, nodes_end = state.after(fold(word.group())), word.end()
        if following is None:
            break
        state = following
        if state.kind:
            best = (nodes_end, state.kind)
    return best


def _title_of(text: str, line: Line, number: int, root: TitleState) -> Title | None:
    first = _WORD.match(text, line.content, line.end)
    if first is None:
        return None
    found = _match(text, line.content, line.end, root)
    if found is None:
        return None
    end, kind = found
    if kind == "antecedents" and end - line.content == 2 and _is_auscultation(text, end, line.end):
        kind = "examen"
    rest = text[end : line.end].strip(" *_=<>#")
    if not rest or rest == ":":
        return Title(line.start, line.end, kind, True, number)
    colon = text.find(":", end, line.end)
    between = text[end:colon] if colon >= 0 else ""
    if colon >= 0 and (not between.strip(" *_)") or (kind not in _STRICT_KINDS and _qualifier(between, kind))):
        return Title(line.start, colon + 1, kind, not text[colon + 1 : line.end].strip(), number)
    if colon < 0 and kind in _OPEN_KINDS and _LOOSE_TITLE.match(text, end, line.end) and text[line.content].isupper():
        return Title(line.start, line.end, kind, True, number)
    if colon < 0 and kind not in _STRICT_KINDS and rest[0] == "(" and rest[-1] == ")" and len(rest) < 60:
        return Title(line.start, line.end, kind, True, number)
    if text[line.content : end].isupper() and end - line.content > 2 and kind not in _STRICT_KINDS:
        return Title(line.start, end, kind, rest.isupper() and len(rest) < 30 and not line.bullet, number)
    if rest[0] == "," and kind == "conclusion" and " " in text[line.content : end]:
        return Title(line.start, end, kind, True, number)  # ``Au total, …``
    if rest[0] in "-–." and text[end : end + 1] in " .":
        return Title(line.start, end, kind, False, number) if kind in _SHORT_KINDS else None
    return None


def _is_auscultation(text: str, start: int, end: int) -> bool:
    """``AP : MV symétrique`` is the lungs, ``AP : HTA`` the personal history."""
    heard = load_words("fr")["auscultation"]
    return any(fold(word) in heard for word in _WORD.findall(text, start, min(end, start + 60))[:6])


def _qualifier(between: str, kind: str) -> bool:
    """Words between a title and its colon that only qualify it: short, without a stop (``Mère signale :`` is none)."""
    if kind == "familiaux" and len(between.partition("(")[0].split()) > 2:
        return False
    return (
        len(between) < 75 and "." not in between.replace("Dr.", "") and ";" not in between and "," not in between[:50]
    )


def _inner(text: str, line: Line, number: int, after: int, root: TitleState) -> list[Title]:
    """Titles before a later colon of the line (``… souple. ATCD : HTA``)."""
    titles: list[Title] = []
    colon = text.find(":", after, line.end)
    while colon >= 0:
        window = max(after, colon - 45)
        cuts = [cut.end() for cut in _BEFORE_TITLE.finditer(text, window, colon)]
        start = cuts[-1] if cuts else -1
        found = _match(text, start, colon, root) if start >= 0 else None
        if (
            found
            and not (text[start].islower() and fold(text[start : found[0]]) in _WEAK_TITLES)
            and found[1] not in _STRICT_KINDS
            and len(text[found[0] : colon].split()) <= (3 if found[1] in _SHORT_KINDS else 0)
        ):
            titles.append(Title(start, colon + 1, found[1], False, number))
        colon = text.find(":", colon + 1, line.end)
    return titles


def _childhood(text: str, line: Line, number: int) -> list[Title]:
    """``Né à 36 SA …`` in a child's letter opens what happened since, where the same paragraph tells later ages."""
    born = _BORN.search(text, line.start, line.end)
    if born is None or not _LATER_AGE.search(text, born.end(), line.end):
        return []
    return [Title(born.start("title"), born.start("title"), "antecedents", False, number)]


def _is_unknown(text: str, line: Line, before: Line | None) -> bool:
    content, _, rest = text[line.content : line.end].strip(" *_=<>#").partition("(")
    if rest.partition(")")[2].strip(" :"):
        return False  # ``ACFA (stoppé 05/12) · HTA`` is no title
    content = content.strip()
    if not _UNKNOWN_TITLE.match(content) or len(content.split()) > 7:
        return False
    return (content.isupper() and (not line.bullet or text[line.start].isdigit())) or (
        content.endswith(":") and (before is None or before.blank)
    )


def read_titles(text: str, lines: Sequence[Line], lang: str) -> list[Title]:
    """All titles of a document in order; unknown ones have kind ``autre``."""
    root, titles = _titles(lang), []
    for number, line in enumerate(lines):
        if line.blank:
            continue
        title = _title_of(text, line, number, root)
        if title is not None:
            titles.append(title)
        elif _is_unknown(text, line, lines[number - 1] if number else None):
            titles.append(Title(line.start, line.end, "autre", True, number))
        if line.end - line.start > 60:
            titles += _childhood(text, line, number)
        if line.end - line.start > 12:
            titles += _inner(text, line, number, title.body if title else line.content, root)
    return titles


def _runs_on(text: str, lines: Sequence[Line], at: int, soft: frozenset[int]) -> bool:
    """Whether the content of an inline title goes on in the line after ``at``."""
    if at + 1 >= len(lines) or lines[at + 1].blank:
        return False
    if lines[at].stop in soft or lines[at + 1].bullet or text[lines[at].end - 1] in ",;+-":
        return True
    following = lines[at + 1]
    width = wrap_width(lines)
    if (
        width
        and lines[at].end - lines[at].start >= width - EDGE
        and not LABEL.match(text, following.start, following.end)
    ):
        return True
    indent = following.start > lines[at].stop + 1 and following.start - lines[at].stop - 1 >= 2
    short = following.end - following.start < 45 and text[lines[at].end - 1] not in ".;"
    return indent or (short and ":" not in text[following.start : following.end])


def _inline_end(
    text: str, lines: Sequence[Line], title: Title, limit: int, soft: frozenset[int], *, guest: bool
) -> int:
    at = title.line
    nothing = _NOTHING.match(text, title.body, lines[at].end)
    if nothing:
        return min(limit, nothing.end())
    if lines[at].bullet:
        return min(limit, lines[at].stop)
    while _runs_on(text, lines, at, soft) and lines[at + 1].start < limit and not (guest and lines[at + 1].bullet):
        at += 1
    return min(limit, lines[at].stop)


def _block_end(text: str, lines: Sequence[Line], title: Title, limit: int, openers: frozenset[str]) -> int:
    """Where a block of antecedents ends before the next title: a blank line, then a paragraph about today."""
    filled = not title.alone
    for at in range(title.line + 1, len(lines)):
        line = lines[at]
        if line.start >= limit:
            break
        if line.blank or line.bullet or not lines[at - 1].blank or not filled:
            filled = filled or not line.blank
            continue
        first = _WORD.match(text, line.start, line.end)
        if first is not None and fold(first.group()) in openers:
            return line.start
    return limit


def _without_repeats(titles: Sequence[Title]) -> list[Title]:
    """Without the titles that say again what their block is: ``Mère :`` under a family history."""
    kept: list[Title] = []
    block = ""
    for title in titles:
        if title.alone:
            block = title.kind
        elif title.kind == block and title.kind in _SHORT_KINDS:
            continue
        elif title.kind not in _GUEST_KINDS:
            block = ""
        kept.append(title)
    return kept


def _sentence_end(text: str, start: int, end: int, kind: str, relatives: frozenset[str]) -> int:
    """Where the sentence of a title in the middle of a line ends; a family goes on while relatives are named."""
    for stop in _SENTENCE_END.finditer(text, start, end):
        following = _WORD.findall(text, stop.end(), min(end, stop.end() + 40))[:2]
        if kind != "familiaux" or not any(fold(word) in relatives for word in following):
            return stop.end()
    return end


def _family_end(text: str, title: Title, end: int, soft: frozenset[int], relatives: frozenset[str]) -> int:
    """Where a family history on one line ends: with the sentence after which no relative is named any more."""
    named = any(fold(word) in relatives for word in _WORD.findall(text, title.start, title.body + 30))
    for stop in _SENTENCE_END.finditer(text, title.body, end):
        if stop.group() == "\n" and stop.start() in soft:
            continue
        following = _WORD.findall(text, stop.end(), min(end, stop.end() + 60))[:8]
        if named and not any(fold(word) in relatives for word in following):
            return stop.end()
    return end


def _is_sibling(text: str, title: Title, block: Title) -> bool:
    """A short part whose title is written in capitals does not lie in the block, unless on the same line."""
    return title.line != block.line and _opening(text, title).isupper()


def _opening(text: str, title: Title) -> str:
    found = _WORD.search(text, title.start, title.body)
    return found.group() if found else ""


def read_sections(text: str, lines: Sequence[Line], soft: frozenset[int], lang: str) -> tuple[Section, ...]:
    """Sections in order, disjoint; their start includes the title."""
    return read_blocks(text, lines, soft, lang)[0]


def read_blocks(
    text: str, lines: Sequence[Line], soft: frozenset[int], lang: str
) -> tuple[tuple[Section, ...], tuple[Section, ...]]:
    """Sections in order, disjoint, and those of them that lie inside a block of antecedents, so that they are past."""
    titles, closed = read_titles(text, lines, lang), load_words(lang)
    openers = closed["paragraph_openers"]
    sections: list[Section] = []
    inside: list[Section] = []
    block: str | None = None
    owner: Title | None = None
    owner_end = 0
    titles = _without_repeats(titles)
    for at, title in enumerate(titles):
        limit = titles[at + 1].start if at + 1 < len(titles) else len(text)
        short = title.kind in _GUEST_KINDS and not title.alone
        guest = block == "antecedents" and short
        same_line = owner is not None and not owner.alone and title.start < owner_end
        if short and same_line and title.kind in _LISTED_KINDS:
            end = _sentence_end(text, title.body, limit, title.kind, closed["relatives"])
            sections.append(Section(title.start, end, title.kind))
            inside.append(sections[-1])
            if end < limit:
                rest = _inline_end(text, lines, title, limit, soft, guest=False)
                sections.append(Section(end, max(end, rest), "antecedents"))
            continue
        if title.alone:
            block = title.kind if title.kind != "autre" else None
        elif not guest:
            block = None
        if not guest:
            nothing = _NOTHING.match(text, title.body, lines[title.line].end)
            owner = title if title.kind == "antecedents" and not nothing else None
            owner_end = _inline_end(text, lines, title, len(text), soft, guest=False) if owner else 0
        if title.alone and title.kind in _SHORT_KINDS:
            end = _block_end(text, lines, title, limit, openers)
        elif title.alone or title.kind not in _SHORT_KINDS:
            end = limit
        else:
            end = _inline_end(text, lines, title, limit, soft, guest=guest)
            if title.kind == "familiaux":
                end = _family_end(text, title, end, soft, closed["relatives"])
        sections.append(Section(title.start, end, title.kind))
        if guest and owner is not None and not _is_sibling(text, title, owner):
            inside.append(sections[-1])
        if guest and end < limit:
            sections.append(Section(end, _block_end(text, lines, title, limit, openers), "antecedents"))
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
