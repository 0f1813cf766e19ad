"""Concepts that a run of typed words names, and exactly the words that name them."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from lark import Token

from clinical.concepts import Concepts
from language.folding import fold

LONGEST_TERM = 6
"""Words of the longest term that is looked for."""

SHARED_LETTERS = 5
"""Letters that a word and one of a label begin with alike where one is an inflection of the other."""

_TREATMENTS = ("CLASSE:", "ATC:")

Offers = dict[int, tuple[tuple[str, ...], str]]
"""By the place of their first word: concepts as SYSTEM:CODE, and the words that name them, as typed."""


class Names:
    """Finds the concepts that words name.

    Args:
        concepts: what answers for terms.
        is_linking: whether a word only joins others.
    """

    def __init__(self, concepts: Concepts, *, is_linking: Callable[[Token], bool]) -> None:
        self._concepts, self._is_linking = concepts, is_linking

    def offered(self, run: Sequence[Token], text: str) -> Offers:
        """The concepts that words of ``run``, which stands in ``text``, are a term of; the longest term first.

        Words that a concept does not say are offered theirs where a linking word joins them (`EP sous AOD`); else they
        qualify it (`HTA mal équilibrée`), and only a drug or class is offered.
        """
        offered: Offers = {}
        first = 0
        while first < len(run):
            whole = self._longest(run[first : first + LONGEST_TERM])
            named = self._narrowed(whole)
            if named:
                self._offer(offered, named, text)
                self._offer_treatments(offered, whole[1:], text)
            following = whole[len(named) : len(named) + 1]
            joined = bool(following) and self._is_linking(following[0])
            first += len(named) if joined else max(len(whole), 1)
        return offered

    def _offer(self, offered: Offers, words: Sequence[Token], text: str) -> None:
        anchor = next((token for token in words if not self._is_linking(token)), words[0])
        offered[anchor.start_pos or 0] = self._named(words), text[anchor.start_pos : words[-1].end_pos]

    def _offer_treatments(self, offered: Offers, inside: Sequence[Token], text: str) -> None:
        """Drugs and classes that stand inside a longer term: `saignement sous AOD`."""
        for token in inside:
            if any(written.startswith(_TREATMENTS) for written in self._named([token])):
                self._offer(offered, [token], text)

    def _longest(self, run: Sequence[Token]) -> Sequence[Token]:
        """The longest run of words from the first on that is a term; empty for none.

        A linking word begins a term only where what follows is none: `sous AVK` is AVK.
        """
        if len(run) > 1 and self._is_linking(run[0]) and self._longest(run[1:]):
            return run[:0]
        return next((run[:n] for n in range(len(run), 0, -1) if self._named(run[:n])), run[:0])

    def _narrowed(self, whole: Sequence[Token]) -> Sequence[Token]:
        """The words of a term that its concept says.

        Terminologies list whole turns of writing (`HTA mal équilibrée`, `EP sous AOD`) whose concept says only the first
        words; a concept in the place of all of them would drop the others from the question.
        """
        shorter = (whole[:n] for n in range(len(whole) - 1, 0, -1) if not self._is_linking(whole[n - 1]))
        says_as_much = next((short for short in shorter if self._says_as_much(short, whole)), None)
        return whole if says_as_much is None else self._narrowed(says_as_much)

    def _says_as_much(self, short: Sequence[Token], whole: Sequence[Token]) -> bool:
        concepts = self._named(whole)
        if not set(self._named(short)) & self._with_ancestors(concepts):
            return False
        labels = {word for written in concepts for word in self._label(written)}
        rest = [_bare(token) for token in whole[len(short) :] if not self._is_linking(token)]
        return not all(any(_alike(word, other) for other in labels) for word in rest)

    def _with_ancestors(self, concepts: Sequence[str]) -> set[str]:
        found = set(concepts)
        for written in concepts:
            system, _, code = written.partition(":")
            found |= {f"{system}:{above}" for above in self._concepts.ancestors(system, code)}
        return found

    def _label(self, written: str) -> list[str]:
        concept = self._concepts.concept(*written.split(":", 1))
        return [word.strip(",;.()[]") for word in fold(concept.label).split()] if concept else []

    def _named(self, tokens: Sequence[Token]) -> tuple[str, ...]:
        words = " ".join(token.strip(".,;:!?*~%=") for token in tokens)
        if len(words) < 2:
            return ()
        folded = fold(words)
        named = [match for match in self._concepts.search(words, limit=5) if fold(match.term) == folded]
        # a form that means a code in some surroundings only comes after one that always does
        best = [match.concept for match in named if match.score == named[0].score]
        return tuple(dict.fromkeys(f"{concept.system}:{concept.code}" for concept in best))


def _bare(token: str) -> str:
    return fold(token.strip(".,;:!?*~%="))


def _alike(word: str, other: str) -> bool:
    return word == other or (len(word) >= SHARED_LETTERS and word[:SHARED_LETTERS] == other[:SHARED_LETTERS])
