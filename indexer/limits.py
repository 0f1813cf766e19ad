"""What a query may cost: checked on the tree before an engine sees it, and by the clock while one works."""

from __future__ import annotations

import math
import time
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import TypeVar

from clinical.errors import QueryRefusedError
from clinical.queries import And, Not, Or, Phrase, Query, SameSentence, Word
from indexer.fuzzy import SHORTEST_FUZZY

Item = TypeVar("Item")

MAX_CHARACTERS = 2000
MAX_LEAVES = 64
MAX_DEPTH = 20
MAX_SLOP = 50
MAX_PHRASE_WORDS = 32
MIN_PREFIX = 2
"""Letters that must stand before the ``*`` of a prefix."""

MIN_LITERALS = 1
"""Letters that must stand before the first ``*`` or ``?`` of a pattern: a leading wildcard is refused."""

MAX_STARS = 3
"""``*`` in one word: each more multiplies the ways in which a long form may fit."""

MAX_EXPANSION = 1000
"""Forms of the index that one prefix, pattern or fuzzy word may stand for."""

TIME_LIMIT_S = 2.0
"""Wall clock that one question may take, where the site sets no other (`search_seconds`)."""

SENTENCES = {
    "length": f"the query is longer than {MAX_CHARACTERS} characters",
    "clauses": f"the query has more than {MAX_LEAVES} words and criteria",
    "depth": f"the query has brackets more than {MAX_DEPTH} deep",
    "wildcard": f"a word with ? or * must begin with a letter, one that ends with * with {MIN_PREFIX} letters, and it "
    f"has at most {MAX_STARS} stars",
    "fuzzy": f"a word followed by ~ needs at least {SHORTEST_FUZZY} letters, and ~1 or ~2 at most",
    "distance": f"words may stand at most {MAX_SLOP} words apart",
    "phrase": f"a phrase has at most {MAX_PHRASE_WORDS} words",
    "expansion": f"a word with * ? or ~ stands for more than {MAX_EXPANSION} words: write more of it",
    "time": "the query took too long: make it more precise",
}
"""Reason codes of refusals for cost, with what to do; pages translate the codes."""


def refusal(reason: str) -> QueryRefusedError:
    """The error for a reason code; it never repeats the query."""
    return QueryRefusedError(reason, SENTENCES[reason])


def check_query(query: Query) -> None:
    """Raise QueryRefusedError where the tree is too large, or a leaf too wide to be looked up at all."""
    leaves = 0
    stack: list[tuple[Query, int]] = [(query, 0)]
    while stack:
        node, depth = stack.pop()
        if depth > MAX_DEPTH * 2:
            raise refusal("depth")
        match node:
            case And(parts) | Or(parts) | SameSentence(parts):
                stack.extend((part, depth + 1) for part in parts)
            case Not(part):
                stack.append((part, depth + 1))
            case _:
                leaves += 1
                _check_leaf(node)
        if leaves > MAX_LEAVES * 4:
            raise refusal("clauses")


def _check_leaf(leaf: Query) -> None:
    if isinstance(leaf, Word):
        check_word(leaf)
    if isinstance(leaf, Phrase):
        if len(leaf.forms) > MAX_PHRASE_WORDS:
            raise refusal("phrase")
        if leaf.slop > MAX_SLOP:
            raise refusal("distance")


def check_word(word: Word) -> None:
    """Raise QueryRefusedError for a prefix, pattern or fuzzy word with too few letters."""
    if word.mode == "prefix" and len(word.form) < MIN_PREFIX:
        raise refusal("wildcard")
    if word.mode == "wildcard" and (literal_prefix(word.form) < MIN_LITERALS or word.form.count("*") > MAX_STARS):
        raise refusal("wildcard")
    if word.mode == "fuzzy" and len(word.form) < SHORTEST_FUZZY:
        raise refusal("fuzzy")


def literal_prefix(pattern: str) -> int:
    """How many characters stand before the first ``*`` or ``?``."""
    return min((pattern.find(char) for char in "*?" if char in pattern), default=len(pattern))


BETWEEN_LOOKS = 4096
"""Steps of a Python loop between two looks at the clock: some milliseconds."""


@dataclass(frozen=True, slots=True)
class Deadline:
    """A point of the monotonic clock after which work on a question stops."""

    at: float

    @classmethod
    def after(cls, seconds: float) -> Deadline:
        """The deadline that many seconds from now."""
        return cls(time.monotonic() + seconds)

    def check(self) -> None:
        """Raise QueryRefusedError (``time``) when the time is over."""
        if time.monotonic() > self.at:
            raise refusal("time")

    def watched(self, items: Iterable[Item], every: int = BETWEEN_LOOKS) -> Iterator[Item]:
        """The items, with a look at the clock before the first and then before each ``every``-th of them."""
        for number, item in enumerate(items):
            if number % every == 0:
                self.check()
            yield item


NO_LIMIT = Deadline(math.inf)
"""For work that no person waits for."""
