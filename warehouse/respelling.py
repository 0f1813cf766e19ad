"""Other spellings of a query: of one word, or of several together, each counted as a whole before it is offered."""

from __future__ import annotations

import itertools
import re
from collections.abc import Callable, Iterator, Mapping, Sequence

from clinical.concepts import Concepts
from clinical.queries import Query
from clinical.results import Rewriting
from language.folding import fold
from warehouse.explaining import MAX_SPELLINGS, Explaining

Near = Mapping[int, Sequence[tuple[str, int]]]
"""By the place of a clause: spellings of its word with the documents that write each, the best first."""

MAX_COUNTED = 12
"""Rewritten queries that are counted for one query."""

MAX_TERMS = 6
"""Runs of words that are looked up among the terms, some 10 ms each."""

LONGEST_RUN = 6
SHARED_LETTERS = 5
"""Letters that a word and its spelling in a term begin with alike where more than an edit parts them: chronic, chronique."""

MORE_LETTERS = 3


class Respelling:
    """What a query with misspelt words could be.

    Args:
        explaining: the query with the places of its clauses.
        near: spellings of the words that may be misspelt.
        concepts: whose terms are looked at; None: none.
        count: the documents that a query finds, in scope and filters.
    """

    def __init__(
        self, explaining: Explaining, near: Near, *, concepts: Concepts | None, count: Callable[[Query], int]
    ) -> None:
        self._explaining, self._near, self._concepts, self._count = explaining, near, concepts, count
        self._counted: dict[str, int] = {}

    def of_word(self, place: int) -> tuple[Rewriting, ...]:
        """The query with the word of one clause spelt otherwise, where that finds something."""
        made = (self._rewriting({place: form}, words=form) for form, _ in self._near.get(place, ())[:MAX_SPELLINGS])
        return tuple(one for one in made if one is not None)

    def together(self) -> Rewriting | None:
        """The query with all its misspelt words spelt otherwise: as a term says it, or by the spellings of each."""
        if not self._near:
            return None
        return next(filter(None, itertools.chain(self._as_terms(), self._by_words())), None)

    def _by_words(self) -> Iterator[Rewriting | None]:
        places = [place for place, forms in self._near.items() if forms]
        if places:
            for forms in itertools.product(*([form for form, _ in self._near[place]] for place in places)):
                yield self._rewriting(dict(zip(places, forms, strict=True)))

    def _as_terms(self) -> Iterator[Rewriting | None]:
        """Runs of words in the place of which a term stands that is spelt nearly so."""
        from indexer.fuzzy import is_near

        for start, end in itertools.islice(self._runs(), MAX_TERMS if self._concepts is not None else 0):
            written = self._explaining.text[start:end].split()
            for match in self._concepts.search(" ".join(written), limit=5) if self._concepts is not None else ():
                term = match.term.split()
                if len(term) == len(written) and all(map(lambda a, b: _is_spelling(a, b, is_near), written, term)):
                    words = " ".join(_as_written(a, b) for a, b in zip(written, term, strict=True))
                    yield self._whole(self._explaining.text[:start] + words + self._explaining.text[end:])

    def _runs(self) -> Iterator[tuple[int, int]]:
        """Runs of two words and more in which every misspelt word stands, the longest first."""
        spans = self._explaining.places
        first, last = min(self._near), max(self._near)
        for size in range(min(LONGEST_RUN, len(spans)), 1, -1):
            for begin in range(max(0, last - size + 1), min(first, len(spans) - size) + 1):
                inside = [span for span in spans[begin : begin + size] if span is not None]
                if len(inside) == size and self._is_run(inside):
                    yield inside[0][0], inside[-1][1]

    def _is_run(self, spans: Sequence[tuple[int, int]]) -> bool:
        """Whether nothing but spaces and words in small letters stands between."""
        text = self._explaining.text
        between = (text[one[1] : two[0]] for one, two in itertools.pairwise(spans))
        return all(re.fullmatch(r"\s+(?:[^\W\d_A-Z]+\s+)*", gap) for gap in between)

    def _rewriting(self, forms: Mapping[int, str], *, words: str = "") -> Rewriting | None:
        text = self._explaining.respelt(forms)
        return self._whole(text, words=words) if text is not None else None

    def _whole(self, text: str, *, words: str = "") -> Rewriting | None:
        """A rewritten query that finds something; None for another."""
        if text not in self._counted:
            query = self._explaining.read(text) if len(self._counted) < MAX_COUNTED else None
            self._counted[text] = self._count(query) if query is not None else 0
        number = self._counted[text]
        return Rewriting(text=text, words=words or text, documents=number) if number else None


def _as_written(written: str, term: str) -> str:
    """A word of a term in the place of one that is typed, which stays where it differs by accents only."""
    return written if fold(written) == fold(term) else term.lower() if written.islower() else term


def _is_spelling(written: str, term: str, is_near: Callable[[str, str], bool]) -> bool:
    one, two = fold(written), fold(term)
    begun = one[:SHARED_LETTERS] == two[:SHARED_LETTERS] and len(one) >= SHARED_LETTERS
    return one == two or is_near(one, two) or (begun and abs(len(one) - len(two)) <= MORE_LETTERS)
