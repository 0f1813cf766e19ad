"""What a search could be instead: a clause taken out, a word respelt, words widened by the concept that they name.

Every offer is a query text that was parsed before it is offered, so that a click never leads to an error.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from typing import TYPE_CHECKING

from clinical.concepts import Concept, ConceptMatch, Concepts
from clinical.errors import KlaskError
from clinical.queries import And, Everything, Not, Or, Phrase, Query, Word
from clinical.results import Clause, Notice
from language.folding import fold

if TYPE_CHECKING:
    from indexer.query_language import ParsedQuery

Span = tuple[int, int]
MAX_SPELLINGS = 3
"""Spellings that are offered for one word."""
MAX_WIDENINGS = 4
_OPERATOR_BEFORE = re.compile(r"(?:^|(?<=[\s(]))(?:ET|OU|SAUF|AND|OR|NOT)\s*$")
_OPERATOR_AFTER = re.compile(r"^\s*(?:ET|OU|AND|OR)(?=[\s(\"]|$)\s*")
_CODE = re.compile(r"\b[A-Z][A-Z0-9_]{1,19}(?:-?10)?:=?\w\S*")
_PHRASE = re.compile(r'["«“]\s*([^"»”]*?)\s*["»”](?![@~])')
_PREFIX_BEFORE = re.compile(r"[^\W\d_]+(?:-[^\W\d_]+)?\s?:\s*$")


class Remembering:
    """Concepts that keep the answers of one request: its many readings of one query ask the same things."""

    def __init__(self, concepts: Concepts) -> None:
        self._concepts = concepts
        self._found: dict[tuple[str, tuple[str, ...], int], list[ConceptMatch]] = {}

    def concept(self, system: str, code: str) -> Concept | None:
        return self._concepts.concept(system, code)

    def ancestors(self, system: str, code: str) -> tuple[str, ...]:
        return self._concepts.ancestors(system, code)

    def descendants(self, system: str, code: str) -> tuple[str, ...]:
        return self._concepts.descendants(system, code)

    def search(self, words: str, *, systems: Sequence[str] = (), limit: int = 10) -> list[ConceptMatch]:
        key = (words, tuple(systems), limit)
        if key not in self._found:
            self._found[key] = self._concepts.search(words, systems=systems, limit=limit)
        return self._found[key]

    def systems(self) -> tuple[str, ...]:
        return self._concepts.systems()

    def is_word(self, folded: str) -> bool:
        return self._concepts.is_word(folded)


class Explaining:
    """Offers for one query.

    Args:
        text: the query as typed.
        parsed: its reading.
        concepts: what answers for codes; None: no concept is offered.
        parse: reads another text in the same language and way; raises KlaskError where it cannot.
        lang: the language of the operators that are written into offers.
    """

    def __init__(
        self, text: str, parsed: ParsedQuery, *, concepts: Concepts | None, parse: Callable[[str], ParsedQuery],
        lang: str = "fr",
    ) -> None:  # fmt: skip
        self.text, self._parsed, self._concepts, self._parse = _uncapitalised(text), parsed, concepts, parse
        self._either = "OR" if lang == "en" else "OU"
        self.places = places(self.text, parsed.clauses)
        self._cues = [span for notice in parsed.notices for span in _cue_span(self.text, notice)]

    def without(self, place: int) -> tuple[str, Query] | None:
        """The query without a clause: its text and reading; None where what is left cannot be read alike."""
        span = self.places[place]
        if span is None:
            return None
        if len(self._parsed.clauses) == 1:
            return "", Everything()
        left = tidied(self.text, *self._whole(span))
        parsed = self._reading(left)
        return (left, parsed.query) if parsed and len(parsed.clauses) == len(self._parsed.clauses) - 1 else None

    def _whole(self, span: Span) -> Span:
        """With its cue where nothing else stands in it, and with a prefix such as `nié:`."""
        for cue in self._cues:
            inside = [one for one in self.places if one and cue[0] <= one[0] and one[1] <= cue[1]]
            if inside == [span]:
                return cue
        prefix = _PREFIX_BEFORE.search(self.text[: span[0]])
        return (prefix.start() if prefix else span[0]), span[1]

    def respelt(self, forms: Mapping[int, str]) -> str | None:
        """The text with the words of clauses, by their places, written otherwise; None where one is not found in it."""
        text = self.text
        for place in sorted(forms, reverse=True):
            span = self.places[place]
            if span is None:
                return None
            text = text[: span[0]] + forms[place] + text[span[1] :]
        return text

    def unquoted(self) -> Iterator[tuple[str, str, Query]]:
        """What is asked less strictly than the phrases of the query: "stems" or "words", its text and its reading."""
        if not _PHRASE.search(self.text):
            return
        for kind, written in (("stems", r'"\1"~0'), ("words", r"\1")):
            text = _PHRASE.sub(written, self.text)
            query = self.read(text)
            if query is not None:
                yield kind, text, query

    def widened(self) -> Iterator[tuple[Concept, str, Query]]:
        """The query with a concept added to the words that name it, once for each concept."""
        seen: set[str] = set()
        offered = 0
        for span, concept in self._named():
            if self._under(concept) & seen or offered >= MAX_WIDENINGS:
                continue
            text = self._with_concept(span, concept)
            query = self.read(text) if text else None
            if text and query is not None:
                offered += 1
                seen |= {f"{concept.system}:{concept.code}", *concept.members}
                yield concept, text, query

    def _under(self, concept: Concept) -> set[str]:
        """The concept itself and what lies above it, as written."""
        above = self._concepts.ancestors(concept.system, concept.code) if self._concepts else ()
        return {f"{concept.system}:{code}" for code in (concept.code, *above)}

    def _with_concept(self, span: Span, concept: Concept) -> str | None:
        """The query with the words and the concept as alternatives, in the context in which the words were read."""
        group = f"({self.text[span[0] : span[1]]} {self._either} {concept.system}:{concept.code})"
        start, end = span
        for notice in self._parsed.notices:
            for cue in _cue_span(self.text, notice):
                if cue[0] < start < cue[1] < end:
                    return None  # a name of which the cue governs a part
                if cue[0] <= start and end <= cue[1]:
                    if self._others(cue, span):
                        return None
                    return (
                        self.text[: cue[0]]
                        + f"{_CONTEXT_PREFIX[dict(notice.params)['context']]}:{group}"
                        + self.text[end:]
                    )
        return self.text[:start] + group + self.text[end:]

    def _others(self, cue: Span, span: Span) -> bool:
        """Whether a cue governs more than the words of ``span``."""
        return any(one and cue[0] <= one[0] < cue[1] and not span[0] <= one[0] < span[1] for one in self.places)

    def _named(self) -> Iterator[tuple[Span, Concept]]:
        """The words that name concepts, where they stand as read, with each of the concepts."""
        if self._concepts is None:
            return
        for span, clause, leaf in zip(self.places, self._parsed.clauses, self._parsed.leaves, strict=True):
            if span is None or not clause.named or not isinstance(leaf, Word | Phrase | Or):
                continue
            whole = span[0], span[0] + len(clause.named)
            if fold(self.text[whole[0] : whole[1]]) == fold(clause.named):
                found = [self._concepts.concept(*written.split(":", 1)) for written in clause.concepts]
                yield from ((whole, concept) for concept in self._highest([one for one in found if one is not None]))

    def _highest(self, concepts: Sequence[Concept]) -> list[Concept]:
        """Concepts that the same words name, without those that lie under another of them: it has their documents."""
        names = {f"{one.system}:{one.code}" for one in concepts}
        return [one for one in concepts if not (self._under(one) - {f"{one.system}:{one.code}"}) & names]

    def read(self, text: str) -> Query | None:
        """Another text as a query; None where it cannot be read."""
        parsed = self._reading(text)
        return parsed.query if parsed is not None else None

    def _reading(self, text: str) -> ParsedQuery | None:
        try:
            return self._parse(text)
        except KlaskError:
            return None


_CONTEXT_PREFIX = {
    "negated": "nié", "hypothetical": "hypothèse", "family": "famille", "family_negated": "famille-niée",
    "past": "antécédent", "present": "présent",
}  # fmt: skip


def _uncapitalised(text: str) -> str:
    """Text of several words pasted in capitals in small letters, codes apart: operators are words in it, and offers have some."""
    words = re.findall(r"[^\W\d_]{2,}", _CODE.sub(" ", text))
    if len(words) < 2 or not all(word.isupper() for word in words):
        return text
    return re.sub(rf"({_CODE.pattern})|[^\W\d_]+", lambda match: match[1] or match[0].lower(), text)


def places(text: str, clauses: Sequence[Clause]) -> list[Span | None]:
    """Where each clause stands in the text, in code points; None where it is not found as written."""
    found: list[Span | None] = []
    cursor = 0
    for clause in clauses:
        pattern = re.compile(r"\s*".join(map(re.escape, re.split(r"\s+", clause.text.strip()))), re.IGNORECASE)
        match = pattern.search(text, cursor) or pattern.search(text)
        found.append(match.span() if match and match.end() > match.start() else None)
        if match and match.start() >= cursor:
            cursor = match.end()
    return found


def _cue_span(text: str, notice: Notice) -> list[Span]:
    """The place of a cue with the words that it governs."""
    params = dict(notice.params)
    if notice.code != "context_read":
        return []
    words = f"{params['cue']} {params['words']}".split()
    match = re.search(r"\s*".join(map(re.escape, words)), text, re.IGNORECASE)
    return [match.span()] if match else []


def tidied(text: str, start: int, end: int) -> str:
    """The text without a span, nor the operators and brackets that then have nothing to join."""
    left, right = text[:start].rstrip(), text[end:].lstrip()
    while True:
        before = left, right
        left = _OPERATOR_BEFORE.sub("", left).rstrip()
        if not left or left.endswith("("):
            right = _OPERATOR_AFTER.sub("", right)
        if left.endswith("(") and right.startswith(")"):
            left, right = left[:-1].rstrip(), right[1:].lstrip()
            left = _PREFIX_BEFORE.sub("", left).rstrip()
        if before == (left, right):
            gap = "" if left.endswith("(") or right.startswith(")") else " "
            return f"{left}{gap}{right}".strip()


def excluded(query: Query) -> list[Query]:
    """What a query excludes at its top: the parts of its SAUF."""
    parts = query.parts if isinstance(query, And) else (query,)
    return [part.part for part in parts if isinstance(part, Not)]


def leaves_of(queries: Sequence[Query]) -> list[Query]:
    """Every part of some queries, down to the leaves."""
    found: list[Query] = []
    for query in queries:
        found.append(query)
        if isinstance(query, And | Or):
            found += leaves_of(query.parts)
    return found


def required(query: Query) -> list[Query]:
    """The criteria that must all hold, without what is excluded."""
    parts = query.parts if isinstance(query, And) else (query,)
    return [part for part in parts if not isinstance(part, Not)]


def spelt_alone(leaf: Query) -> str | None:
    """The form of a plain word, for which another spelling may be offered."""
    if isinstance(leaf, Or) and len(leaf.parts) == 2:  # a word that is also read in two parts: `hyper tension`
        whole, divided = leaf.parts
        if isinstance(whole, Word) and isinstance(divided, Phrase) and "".join(divided.forms) == whole.form:
            leaf = whole
    return leaf.form if isinstance(leaf, Word) and leaf.mode in ("stem", "exact") else None
