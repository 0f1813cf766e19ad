"""Titles of sections: alone on a line, before a colon, in capitals, or in the middle of a line after a stop."""

from __future__ import annotations

import re
from collections.abc import Sequence
from functools import lru_cache
from typing import NamedTuple

from language.cues import load_titles, load_words
from language.folding import fold

from .automaton import Node, build, follow
from .layout import Line

GUEST_KINDS = frozenset({"familiaux", "allergies", "mode_de_vie", "facteurs_de_risque", "traitements_anterieurs"})
"""Short parts that a block of antecedents may hold."""

SHORT_KINDS = GUEST_KINDS | {"antecedents", "contre_indications", "ecartes", "hypotheses", "prescriptions_anticipees"}
"""Parts that end with their content, where it stands on the title's line."""

WORD = re.compile(r"[^\W_]+")
_UNKNOWN_TITLE = re.compile(r"[A-ZÀ-Ý][^:.;,!?()\d]{3,48}:?$")
_STRICT_KINDS = frozenset({"entete"})
_WEAK_TITLES = frozenset(
    {"passe", "parcours", "medicaux", "all", "ex", "question", "demande", "sortie", "suite", "suivi", "plan"}
)
"""Titles that are also words of a sentence, and so need their capital in the middle of a line."""

_OPEN_KINDS = frozenset({"antecedents", "familiaux", "traitements_anterieurs"})
_LOOSE_TITLE = re.compile(r"(?:[ \t'’/&-]+[^\W\d_]+){1,4}[ \t]*$")
"""Further words of a title that stands alone on its line: ``Antécédents utiles au dossier``."""

_ARTICLE = re.compile(r"(?:l[ea]s?\s+|l['’]\s?|(?:mon|son|notre)\s+)(?=[^\W\d_])", re.IGNORECASE)
"""An article before a title that stands alone (``Le séjour``, ``L'examen :``)."""

_MET = re.compile(
    r"\b(?:re[çc]u|vue?s?\b|pr[ée]ven|inform|rencontr|contact|joint|averti|pr[ée]sent|inqui|entretien)", re.IGNORECASE
)
"""Words that make of a relative one who was met, no title."""

_ARTICLES = frozenset({"la", "le", "las", "les", "l", "mon", "son", "notre"})
"""Their words."""

_NO_TITLE = frozenset(".;,!?)0123456789")
_PLAIN = re.compile(r"[\s*_=<>#]*[A-ZÀ-Ý][^:.;,!?()\d]*")
"""What an unknown title begins with; a line that goes on with one of ``_NO_TITLE`` is none."""

_FULL_STOP = re.compile(r"\.[ \t]+(?=[A-ZÀ-Ý«\d])")
"""What divides a title from its content where a letter writes no colon (``Examen. Apyrétique …``)."""

_BEFORE_TITLE = re.compile(r"(?:[.;·|•)]\s+|\s{2,}|\t|\s[/–-]\s)")
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

    __slots__ = ("_begun", "_next", "kind", "nodes")

    def __init__(self, nodes: Sequence[Node[str]]) -> None:
        self.nodes = nodes
        self.kind = next((kind for node in nodes for kind in node.values), None)
        self._next: dict[str, TitleState] = {}
        self._begun = frozenset(word for node in nodes for word in node.edges)

    def after(self, word: str) -> TitleState | None:
        """The state that ``word`` leads to, None where no title goes on."""
        if word not in self._begun:
            return None
        found = self._next.get(word)
        if found is None:
            found = self._next[word] = TitleState(follow(self.nodes, word))
        return found


@lru_cache(maxsize=4)
def _titles(lang: str) -> TitleState:
    return TitleState([build(load_titles(lang))])


def _match(text: str, start: int, end: int, root: TitleState) -> tuple[int, str] | None:
    """The longest title that begins at ``start``: where it ends and its kind."""
    state, best, nodes_end = root, None, start
    for at, word in enumerate(WORD.finditer(text, start, min(end, start + 90))):
        gap = text[nodes_end : word.start()] if at else " "
        if gap != " " and (not gap or gap.strip(" '’-–/&,+.") or "\n" in gap):
            break
        following, nodes_end = state.after(fold(word.group())), word.end()
        if following is None:
            break
        state = following
        if state.kind:
            best = (nodes_end, state.kind)
    return best


def _title_of(text: str, line: Line, number: int, root: TitleState) -> Title | None:
    first = WORD.match(text, line.content, line.end)
    if first is None:
        return None
    opening = fold(first.group())
    if root.after(opening) is None:
        return _after_article(text, line, number, root) if opening in _ARTICLES else None
    found = _match(text, line.content, line.end, root)
    if found is None:
        return _after_article(text, line, number, root) if opening in _ARTICLES else None
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
    listed = kind == "examens" and line.bullet and end - line.content < 5  # ``- IRM cérébrale``: an acronym, no title
    if text[line.content : end].isupper() and end - line.content > 2 and kind not in _STRICT_KINDS and not listed:
        return Title(line.start, end, kind, rest.isupper() and len(rest) < 30 and not line.bullet, number)
    if rest[0] == "," and kind == "conclusion" and " " in text[line.content : end]:
        return Title(line.start, end, kind, True, number)  # ``Au total, …``
    if (
        kind not in SHORT_KINDS
        and kind not in _STRICT_KINDS
        and first.group()[0].isupper()
        and _FULL_STOP.match(text, end, line.end)
    ):
        return Title(line.start, end + 1, kind, False, number)
    if rest[0] in "-–." and text[end : end + 1] in " .":
        return Title(line.start, end, kind, False, number) if kind in SHORT_KINDS else None
    return None


def _after_article(text: str, line: Line, number: int, root: TitleState) -> Title | None:
    """A title behind its article, which stands alone on its line."""
    article = _ARTICLE.match(text, line.content, line.end)
    found = _match(text, article.end(), line.end, root) if article else None
    if found is None or found[1] in _STRICT_KINDS or text[found[0] : line.end].strip(" *_=<>#:"):
        return None
    return Title(line.start, line.end, found[1], True, number)


def _is_auscultation(text: str, start: int, end: int) -> bool:
    """``AP : MV symétrique`` is the lungs, ``AP : HTA`` the personal history."""
    heard = load_words("fr")["auscultation"]
    return any(fold(word) in heard for word in WORD.findall(text, start, min(end, start + 60))[:6])


def _qualifier(between: str, kind: str) -> bool:
    """Words between a title and its colon that only qualify it: short, without a stop (``Mère signale :`` is none)."""
    if kind == "familiaux" and (len(between.partition("(")[0].split()) > 2 or _MET.search(between)):
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
            and len(text[found[0] : colon].split()) <= (3 if found[1] in SHORT_KINDS else 0)
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
    plain = _PLAIN.match(text, line.content, line.end)
    if plain is None or text[plain.end() : min(plain.end() + 1, line.end)] in _NO_TITLE:
        return False
    content, _, rest = text[line.content : line.end].strip(" *_=<>#").partition("(")
    if not "A" <= content.lstrip()[:1] <= "Ý":
        return False
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
    root, titles, births = _titles(lang), [], "Né" in text or "Ne" in text
    for number, line in enumerate(lines):
        if line.blank:
            continue
        title = _title_of(text, line, number, root)
        if title is not None:
            titles.append(title)
        elif _is_unknown(text, line, lines[number - 1] if number else None):
            titles.append(Title(line.start, line.end, "autre", True, number))
        if births and line.end - line.start > 60:
            titles += _childhood(text, line, number)
        if line.end - line.start > 12 and text.find(":", title.body if title else line.content, line.end) >= 0:
            titles += _inner(text, line, number, title.body if title else line.content, root)
    return titles


def without_repeats(titles: Sequence[Title]) -> list[Title]:
    """Without the titles that say again what their block is: ``Mère :`` under a family history."""
    kept: list[Title] = []
    block = ""
    for title in titles:
        if title.alone:
            block = title.kind
        elif title.kind == block and title.kind in SHORT_KINDS:
            continue
        elif title.kind not in GUEST_KINDS:
            block = ""
        kept.append(title)
    return kept


def opening_word(text: str, title: Title) -> str:
    """The first word of a title."""
    found = WORD.search(text, title.start, title.body)
    return found.group() if found else ""
