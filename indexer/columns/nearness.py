"""How near the words of a query stand in its best hits, by ``indexer.ranking.nearness``, for all of them at once."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from clinical.queries import ConceptIs, Or, Phrase, Query, Word
from indexer.columns.layout import BREAK, CLASS_BITS, SECTION_BITS, SECTION_SHIFT
from indexer.columns.lists import ranges
from indexer.columns.positions import is_one
from indexer.columns.snapshot import Columns
from indexer.limits import Deadline
from indexer.meaning import context_codes
from indexer.ranking import NEAR_WORDS, SENTENCE_SHARE, near_groups

Longs = NDArray[np.int64]
FAR = 1 << 30
"""More positions than any document has."""


def nearness_of(columns: Columns, query: Query, slots: Longs, deadline: Deadline) -> NDArray[np.float64] | None:
    """The nearness in each of some slots; None for a query of one word, which is near to nothing."""
    groups = near_groups(query)
    if len(groups) < 2 or not len(slots):
        return None
    texts = _Texts(columns, slots, deadline)
    return texts.nearness([np.unique(texts.positions(group)) for group in groups])


class _Texts:
    """The tokens of some slots side by side."""

    def __init__(self, columns: Columns, slots: Longs, deadline: Deadline) -> None:
        self._columns, self._slots, self._deadline = columns, slots, deadline
        froms, tos = columns.token_starts[slots], columns.token_starts[slots + 1]
        deadline.check()
        stretches = list(zip(froms.tolist(), tos.tolist(), strict=True))
        self._forms = np.concatenate([columns.forms[start:end] for start, end in stretches])
        self._marks = np.concatenate([columns.marks[start:end] for start, end in stretches])
        self._starts = np.concatenate([[0], np.cumsum(tos - froms)])

    def positions(self, group: Query) -> Longs:
        """Where a word or concept, or one of some alternatives, stands."""
        self._deadline.check()
        match group:
            case Word():
                return self._kept(np.flatnonzero(self._is(group)), group.contexts, group.section)
            case Phrase():
                return self._phrase(group)
            case ConceptIs():
                return self._mentions(group)
            case Or(parts):
                return np.concatenate([self.positions(part) for part in parts])
            case _:
                return np.zeros(0, dtype=np.int64)

    def _is(self, word: Word) -> NDArray[np.bool_]:
        lexicon = self._columns.lexicon
        forms = set(lexicon.expand(word, "fr", self._deadline))
        if self._columns.english and word.mode == "stem":
            forms |= set(lexicon.expand(word, "en", self._deadline))
        if not forms:
            return np.zeros(len(self._forms), dtype=bool)
        return is_one(self._forms, [lexicon.ids[form] for form in forms], len(lexicon.forms))

    def _phrase(self, phrase: Phrase) -> Longs:
        """The first words of a phrase whose words follow one another; of a looser one, the places of its first word."""
        mode = "exact" if phrase.exact else "stem"
        words = [Word(form, mode, phrase.contexts, phrase.section) for form in phrase.forms]  # type: ignore[arg-type]
        first = self.positions(words[0])
        if phrase.ordered and phrase.slop == 0:
            ends = self._starts[self._owners(first) + 1]
            first = first[first + len(words) <= ends]
            for offset, word in enumerate(words[1:], 1):
                here = first + offset
                first = self._kept(here[self._is(word)[here]], word.contexts, word.section) - offset
        return first

    def _kept(self, found: Longs, contexts: Sequence[str], section: str | None) -> Longs:
        table = np.zeros(CLASS_BITS + 1, dtype=bool)
        table[list(context_codes(contexts))] = True
        marks = self._marks[found]
        kept: NDArray[np.bool_] = table[marks & CLASS_BITS]
        if section is not None:
            place = self._columns.tables["section"].ids.get(section, -1)
            kept &= ((marks >> SECTION_SHIFT) & SECTION_BITS) == place
        return found[kept]

    def _mentions(self, concept: ConceptIs) -> Longs:
        columns, key = self._columns, f"{concept.system}:{concept.code}"
        codes = [columns.tables["code"].ids.get(key, 0)] if concept.alone else columns.codes_under.get(key, [])
        starts = columns.mention_starts
        lengths = starts[self._slots + 1] - starts[self._slots]
        rows = columns.mentions[ranges(starts[self._slots], lengths)]
        kept = np.isin(rows["code"], codes) & np.isin(rows["context"], sorted(context_codes(concept.contexts)))
        found: Longs = np.repeat(self._starts[:-1], lengths)[kept] + rows["position"][kept]
        return found

    def nearness(self, groups: Sequence[Longs]) -> NDArray[np.float64]:
        """See ``indexer.ranking.nearness``; groups are rising positions over all texts."""
        shared = np.maximum(self._together(groups) - 1, 0) / (len(groups) - 1)
        between = self._between(groups)
        beyond = np.maximum(between + 1 - len(groups), 0)
        distance = np.where(between < FAR, 1 / (1 + beyond / NEAR_WORDS), 0.0)
        near: NDArray[np.float64] = SENTENCE_SHARE * shared + (1 - SENTENCE_SHARE) * distance
        return near

    def _together(self, groups: Sequence[Longs]) -> Longs:
        """By text: the most groups that one of its sentences has."""
        sentences = np.cumsum(self._marks & np.uint16(BREAK) != 0)
        counts = np.zeros(int(sentences[-1]) + 1 if len(sentences) else 1, dtype=np.int64)
        owners = np.zeros(len(counts), dtype=np.int64)
        for positions in groups:
            mine = sentences[positions]
            owners[mine] = self._owners(positions)
            counts[np.unique(mine)] += 1
        most = np.zeros(len(self._slots), dtype=np.int64)
        np.maximum.at(most, owners, counts)
        return most

    def _between(self, groups: Sequence[Longs]) -> Longs:
        """By text: the fewest positions from a word to where every group has been met; ``FAR`` for one that lacks some."""
        starts = np.unique(np.concatenate(groups))
        last, kept = starts.copy(), np.ones(len(starts), dtype=bool)
        for positions in groups:
            places = np.searchsorted(positions, starts)
            kept &= places < len(positions)
            if not len(positions):
                break
            last = np.maximum(last, positions[np.minimum(places, len(positions) - 1)])
        owners = self._owners(starts)
        kept &= last < self._starts[owners + 1]
        fewest = np.full(len(self._slots), FAR, dtype=np.int64)
        np.minimum.at(fewest, owners[kept], (last - starts)[kept])
        return fewest

    def _owners(self, positions: Longs) -> Longs:
        return np.searchsorted(self._starts, positions, side="right") - 1
