"""A word automaton over folded tokens: all cue forms of a language in one trie, longest match first."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from functools import lru_cache
from typing import Generic, NamedTuple, TypeVar

from language.cues import Cue, Symbol, load_cues, load_words
from language.staying import staying

LEFT_EDGES = frozenset(
    {",", ";", ":", "(", "-", "–", "—", ".", "→", "\n", "•", "·", "|", "/", ">", "=", "?", "!", "et"}
)
"""What may stand before a cue that asks for an opening (``^``)."""

RIGHT_EDGES = frozenset(
    {",", ";", ".", ")", "/", "-", "–", "—", "→", "\n", "|", "(", "mais", "et", "?", "!", "•", "·", "+"}
)
"""What may stand after a cue that asks for a close (``$``)."""

SENTENCE_ENDS = frozenset("\n.?!")

CONDITIONS = frozenset({"si", "if"})
"""What a cue may end in and yet begins a condition of its own."""

PARENTHESES = {"LPAR": "(", "RPAR": ")"}


Value = TypeVar("Value")


class Node(Generic[Value]):
    """One state: where each next word leads, and what ends here."""

    __slots__ = ("any", "edges", "number", "values")

    def __init__(self) -> None:
        self.edges: dict[str, tuple[Node[Value], ...]] = {}
        self.number: Node[Value] | None = None
        self.any: Node[Value] | None = None
        self.values: tuple[Value, ...] = ()


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
        alone = (child,)
        for word in symbol if isinstance(symbol, frozenset) else (symbol,):
            written = PARENTHESES.get(word, word)
            known = node.edges.get(written)
            node.edges[written] = alone if known is None else known + alone
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
            node.values += (value,)
    return root


def follow(nodes: Iterable[Node[Value]], word: str) -> list[Node[Value]]:
    """The states that ``word`` leads to."""
    found: list[Node[Value]] = []
    for node in nodes:
        found += node.edges.get(word, ())
        if node.number is not None and word[0].isdigit():
            found.append(node.number)
        if node.any is not None and _is_word(word):
            found.append(node.any)
    return found


def _is_word(word: str) -> bool:
    """A word, or an identifier that was masked (``§nom``)."""
    return word[0].isalpha() or word[0] == "§"


class State:
    """A set of trie nodes as one state; where a word leads (None until it is asked) is worked out once.

    ``plain``: its cues ask nothing of what stands around them.
    """

    __slots__ = ("any", "cues", "edges", "nodes", "number", "open", "plain")

    def __init__(self, nodes: Sequence[Node[Cue]]) -> None:
        self.nodes = nodes
        self.cues = [cue for node in nodes for cue in node.values]
        self.plain = not any(cue.opens or cue.closes or cue.place == "post" for cue in self.cues)
        self.number = any(node.number is not None for node in nodes)
        self.any = any(node.any is not None for node in nodes)
        self.open = bool(self.cues) or self.number or self.any
        self.edges: dict[str, State | None] = {}
        for node in nodes:
            self.edges.update(dict.fromkeys(node.edges))


ANY_WORD, ANY_NUMBER = "a\x00", "1\x00"
"""A word and a number that no form holds."""

MISSING = State(())
"""No edge at all, where None is an edge that nobody has followed yet."""


class Automaton:
    """All cues of one language, read as a deterministic automaton that is built as texts need it."""

    def __init__(self, lang: str) -> None:
        self._closed = load_words(lang)
        self._states: dict[frozenset[int], State] = {}
        with staying():
            self._root = State((build(load_cues(lang)),))

    def _state(self, state: State, key: str, word: str) -> State:
        """The state that ``word`` leads to, kept under ``key`` from now on."""
        nodes = follow(state.nodes, word)
        known = frozenset(map(id, nodes))
        found = self._states.get(known)
        if found is None:
            found = self._states[known] = State(nodes)
        state.edges[key] = found
        return found

    def _step(self, state: State, word: str) -> State | None:
        following = state.edges.get(word, MISSING)
        if following is not MISSING:
            return following or self._state(state, word, word)
        if state.number and word[0].isdigit():
            return state.edges.get("#") or self._state(state, "#", ANY_NUMBER)
        if state.any and _is_word(word):
            return state.edges.get("_") or self._state(state, "_", ANY_WORD)
        return None

    def begins(self, word: str) -> bool:
        """Whether a cue may begin with ``word``."""
        return word in self._root.edges

    def find(self, words: Sequence[str], starts: Sequence[int], cells: frozenset[int] = frozenset()) -> list[Found]:
        """Cues in all tokens, left to right, longest first; ``starts`` are the tokens with a word that cues begin with.

        Only a stop may overlap the cue after it, and a cue that ends in a word of condition leaves that word to be read
        (``sera discuté si …``). ``cells`` are the tokens before which a column ends.
        """
        found: list[Found] = []
        first, free, end = self._root.edges, 0, len(words)
        for at in starts:
            if at < free:
                continue
            word = words[at]
            state = first[word] or self._state(self._root, word, word)
            if not (state.open or (at + 1 < end and words[at + 1] in state.edges)):
                continue
            best = self._longest(state, words, at, cells)
            if best is not None:
                found.append(best)
                left = best.end - 1 if words[best.end - 1] in CONDITIONS else best.end
                free = at + 1 if best.cue.place == "stop" else left
        return found

    def _longest(self, entry: State, words: Sequence[str], at: int, cells: frozenset[int]) -> Found | None:
        state: State | None = entry
        place, end = at + 1, len(words)
        opened = at == 0 or (words[at - 1] in SENTENCE_ENDS and not (words[at] == "?" and words[at - 1] == "."))
        best = 0
        ties: Sequence[Cue] = ()
        while state is not None:
            if state.plain:
                if state.cues:
                    best, ties = place, state.cues
            else:
                edges = (at in cells, place in cells)
                fitting = [cue for cue in state.cues if _fits(cue, words, (at, place), opened, edges)]
                if fitting:
                    best, ties = place, fitting
            if place >= end:
                break
            word = words[place]
            following = state.edges.get(word, MISSING)
            if following is None or (following is MISSING and (state.number or state.any)):
                following = self._step(state, word)
            state, place = None if following is MISSING else following, place + 1
        if not ties:
            return None
        cue = ties[0] if len(ties) == 1 else _choose(ties, words, (at, best), self._closed, opened=opened)
        return Found(at, best, cue)


def _choose(
    ties: Sequence[Cue], words: Sequence[str], span: tuple[int, int], closed: dict[str, frozenset[str]], *, opened: bool
) -> Cue:
    """Of a cue before and one after its object (``probable``), the one that the neighbours speak for."""
    first = ties[0]
    other = next((cue for cue in ties if {cue.place, first.place} == {"pre", "post"}), None)
    if other is None:
        return first
    at, place = span
    after, before = (first, other) if first.place == "post" else (other, first)
    following = words[place] if place < len(words) else ""
    closed_right = (
        not following or following in RIGHT_EDGES or following in closed["after_post"] or following[0].isdigit()
    )
    follows_noun = not opened and words[at - 1][0].isalnum() and words[at - 1] not in closed["before_pre"]
    if following == ":":
        return after if follows_noun and words[at - 1] not in closed["doubted"] else before
    return after if not opened and (closed_right or follows_noun) else before


def _fits(cue: Cue, words: Sequence[str], span: tuple[int, int], opened: bool, edges: tuple[bool, bool]) -> bool:
    at, place = span
    if cue.place == "post" and opened and cue.mark != "neg":
        return False
    if cue.place == "post" and cue.mark == "fam" and cue.closes and not _follows_noun(words, at):
        return False
    if cue.opens and not (opened or edges[0] or words[at - 1] in LEFT_EDGES):
        return False
    if not cue.closes or edges[1] or place >= len(words) or words[place] in RIGHT_EDGES:
        return True
    return words[at] == "0" and words[place][0].isalpha() and words[place] not in load_words("fr")["quantities"]


def _follows_noun(words: Sequence[str], at: int) -> bool:
    """A relative behind a disease (``AVC père``), not at the head of an item (``père 54 ans, AVC``)."""
    before = words[at - 1] if at else ""
    return words[at] == ":" or (before[:1].isalpha() and before not in load_words("fr")["before_pre"]) or before == ")"


@lru_cache(maxsize=4)
def automaton(lang: str) -> Automaton:
    """The automaton of a language, built once a process (about 0.2 s)."""
    return Automaton(lang)
