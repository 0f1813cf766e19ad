"""A word automaton over folded tokens: all cue forms of a language in one trie, longest match first."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from functools import lru_cache
from typing import Generic, NamedTuple, TypeVar

from language.cues import Cue, Symbol, load_cues, load_words

LEFT_EDGES = frozenset({",", ";", ":", "(", "-", "–", "—", ".", "→", "\n", "•", "|", "/", ">", "=", "?", "!", "et"})
"""What may stand before a cue that asks for an opening (``^``)."""

RIGHT_EDGES = frozenset({",", ";", ".", ")", "/", "-", "–", "—", "→", "\n", "|", "(", "mais", "et", "?", "!", "•", "+"})
"""What may stand after a cue that asks for a close (``$``)."""

NEVER: frozenset[str] = frozenset()
PARENTHESES = {"LPAR": "(", "RPAR": ")"}


Value = TypeVar("Value")


class Node(Generic[Value]):
    """One state: where each next word leads, and what ends here."""

    __slots__ = ("any", "edges", "number", "values")

    def __init__(self) -> None:
        self.edges: dict[str, list[Node[Value]]] = {}
        self.number: Node[Value] | None = None
        self.any: Node[Value] | None = None
        self.values: list[Value] = []


class Found(NamedTuple):
    """A cue at tokens ``start`` to ``end`` (half open)."""

    start: int
    end: int
    cue: Cue


def _step(node: Node[Value], symbol: Symbol, children: dict[tuple[int, Symbol], Node[Value]]) -> Node[Value]:
    key = (id(node), symbol)
    if key in children:
        return children[key]
    child: Node[Value] = Node()
    children[key] = child
    if symbol == "#":
        node.number = child
    elif symbol == "_":
        node.any = child
    else:
        for word in symbol if isinstance(symbol, frozenset) else (symbol,):
            node.edges.setdefault(PARENTHESES.get(word, word), []).append(child)
    return child


def build(entries: Iterable[tuple[Value, tuple[tuple[Symbol, ...], ...]]]) -> Node[Value]:
    """The trie of all forms; each value ends where one of its forms ends."""
    root: Node[Value] = Node()
    children: dict[tuple[int, Symbol], Node[Value]] = {}
    for value, forms in entries:
        for form in forms:
            node = root
            for symbol in form:
                node = _step(node, symbol, children)
            node.values.append(value)
    return root


def follow(nodes: Iterable[Node[Value]], word: str) -> list[Node[Value]]:
    """The states that ``word`` leads to."""
    found: list[Node[Value]] = []
    for node in nodes:
        found += node.edges.get(word, ())
        if node.number is not None and word[0].isdigit():
            found.append(node.number)
        if node.any is not None and word[0].isalpha():
            found.append(node.any)
    return found


class Automaton:
    """All cues of one language."""

    def __init__(self, lang: str) -> None:
        self.root: Node[Cue] = build(load_cues(lang))
        self._closed = load_words(lang)
        self._second = self._followers()

    def _followers(self) -> dict[str, frozenset[str] | None]:
        """The words that may come second after each first word; None where one word is a cue or any word may follow."""
        table: dict[str, frozenset[str] | None] = {}
        for word, nodes in self.root.edges.items():
            free = any(node.values or node.number or node.any for node in nodes)
            table[word] = None if free else frozenset(key for node in nodes for key in node.edges)
        return table

    def find(self, words: Sequence[str], start: int, end: int) -> list[Found]:
        """Cues in tokens ``start`` to ``end``, left to right, longest first, not overlapping."""
        found: list[Found] = []
        second, at = self._second, start
        while at < end:
            follows = second.get(words[at], NEVER)
            if follows is not None and (follows is NEVER or at + 1 >= end or words[at + 1] not in follows):
                at += 1
                continue
            best = self._longest(words, at, start, end)
            if best is None:
                at += 1
            else:
                found.append(best)
                at = at + 1 if best.cue.place == "stop" else best.end
        return found

    def _longest(self, words: Sequence[str], at: int, start: int, end: int) -> Found | None:
        nodes, place = follow((self.root,), words[at]), at + 1
        best, ties = 0, []
        while nodes:
            fitting = [cue for node in nodes for cue in node.values if _fits(cue, words, at, place, start, end)]
            if fitting:
                best, ties = place, fitting
            if place >= end:
                break
            nodes, place = follow(nodes, words[place]), place + 1
        return Found(at, best, _choose(ties, words, (at, best), (start, end), self._closed)) if ties else None


def _choose(
    ties: list[Cue],
    words: Sequence[str],
    span: tuple[int, int],
    bounds: tuple[int, int],
    closed: dict[str, frozenset[str]],
) -> Cue:
    """Of a cue before and one after its object (``probable``), the one that the neighbours speak for."""
    first = ties[0]
    other = next((cue for cue in ties if {cue.place, first.place} == {"pre", "post"}), None)
    if other is None:
        return first
    (at, place), (start, end) = span, bounds
    after, before = (first, other) if first.place == "post" else (other, first)
    following = words[place] if place < end else ""
    closed_right = (
        not following or following in RIGHT_EDGES or following in closed["after_post"] or following[0].isdigit()
    )
    follows_noun = at > start and words[at - 1][0].isalpha() and words[at - 1] not in closed["before_pre"]
    return after if at > start and (closed_right or follows_noun) else before


def _fits(cue: Cue, words: Sequence[str], at: int, place: int, start: int, end: int) -> bool:
    if cue.place == "post" and at == start and cue.mark != "neg":
        return False
    if cue.opens and at > start and words[at - 1] not in LEFT_EDGES:
        return False
    return not (cue.closes and place < end and words[place] not in RIGHT_EDGES)


@lru_cache(maxsize=4)
def automaton(lang: str) -> Automaton:
    """The automaton of a language, built once a process (about 0.2 s)."""
    return Automaton(lang)
