"""The page: one text with its tokens, shapes and lines, made once and read by every detector."""

from __future__ import annotations

import re
from bisect import bisect_left, bisect_right, insort
from collections.abc import Iterable, Iterator
from functools import cached_property
from itertools import accumulate

from deid import cues
from deid.cues import INITIAL, LOWER, MIXED, NUMBER, TITLE, UPPER, Cue, GapCue, Word, ocr_form, shape
from deid.lexicon import Lexicon, WordInfo, letters, lexicon
from language.folding import fold
from language.tokens import parts

__all__ = ["INITIAL", "LOWER", "MIXED", "NUMBER", "TITLE", "UPPER", "Page", "ocr_form", "shape"]


class Page:
    """A text and its tokens in parallel lists; offsets are half-open code points into ``text``.

    Attributes:
        records: what is known of each token's word (folded form, shape, lists, cues).
        gaps: what stands between the token before and this one.
    """

    def __init__(self, text: str, *, lang: str = "fr") -> None:
        self.text = text
        self.lang = lang
        self.lexicon: Lexicon = lexicon("en" if lang == "en" else "fr")
        self._words = cues.table(lang)
        pieces = parts(text)
        self.gaps = pieces[0:-1:2]
        self.words = pieces[1::2]
        known, lists = self._words, self.lexicon
        self.records = [known.get(word) or cues.record(word, known, lists) for word in self.words]
        glued = [i for i, record in enumerate(self.records) if record.cut]
        wholes = self._unglue(glued, pieces[2::2]) if glued else []
        edges = list(accumulate(map(len, pieces)))
        self.starts = edges[0:-1:2]
        self.ends = edges[1::2]
        if wholes:
            self._measure()
        self.folded = [record.folded for record in self.records]
        self.shapes = [record.shape for record in self.records]
        self.infos = [record.info for record in self.records]
        self._places = self._find_places(wholes)

    def __len__(self) -> int:
        return len(self.words)

    def _unglue(self, glued: list[int], after: list[str]) -> list[tuple[int, Word]]:
        """Make two of every word that a missing space glued (`DrSCHMITT`, `le12`); the new first pieces with their whole words."""
        wholes: list[tuple[int, Word]] = []
        for i, whole in [(i, self.records[i]) for i in glued]:
            at = i + len(wholes)
            cut = whole.cut if whole.cut > 0 else -whole.cut if after[i].startswith("/") else 0
            if cut:
                pieces = [whole.written[:cut], whole.written[cut:]]
                self.words[at : at + 1] = pieces
                self.records[at : at + 1] = [cues.record(piece, self._words, self.lexicon) for piece in pieces]
                self.gaps.insert(at + 1, "")
                wholes.append((at, whole))
        return wholes

    def _measure(self) -> None:
        """Where the tokens start and end, after words were cut."""
        position = 0
        self.starts, self.ends = [], []
        for gap, word in zip(self.gaps, self.words, strict=True):
            self.starts.append(position + len(gap))
            position += len(gap) + len(word)
            self.ends.append(position)

    def _find_places(self, wholes: list[tuple[int, Word]]) -> list[list[int]]:
        """The token indices of every cue, in one pass."""
        places: list[list[int]] = [[] for _ in range(cues.count())]
        for i, record in enumerate(self.records):
            for number in record.cues:
                places[number].append(i)
        gap_cues = cues.gap_cues
        for i, gap in enumerate(self.gaps):
            if gap != " ":
                for number in gap_cues(gap):
                    places[number].append(i)
        for i, whole in wholes:
            for number in cues.whole_cues(whole):
                if i not in places[number]:
                    insort(places[number], i)
        return places

    def at(self, cue: Cue | GapCue) -> list[int]:
        """The tokens that have a cue, in order."""
        return self._places[cue.number]

    def has(self, i: int, cue: Cue) -> bool:
        """Whether token ``i`` has a cue."""
        return cue.number in self.records[i].found

    def having(self, tokens: Iterable[int], cue: Cue | GapCue) -> list[int]:
        """Those of the tokens that have a cue; quicker than :meth:`has` for many."""
        number, records = cue.number, self.records
        return [i for i in tokens if number in records[i].found]

    def info(self, i: int) -> WordInfo:
        """What the lists know of token ``i``."""
        return self.infos[i]

    @cached_property
    def forms(self) -> list[str]:
        """The OCR form of every token."""
        return [record.form for record in self.records]

    @cached_property
    def places_of_forms(self) -> dict[str, list[int]]:
        """Every OCR form, and the tokens that have it, in order."""
        places: dict[str, list[int]] = {}
        for i, form in enumerate(self.forms):
            if form in places:
                places[form].append(i)
            else:
                places[form] = [i]
        return places

    def tokens_of(self, written: str) -> list[int]:
        """The tokens that are written so."""
        places = self.places_of_forms.get(ocr_form(letters(fold(written))), ())
        return [i for i in places if self.words[i] == written]

    def alike(self, i: int) -> list[int]:
        """The tokens that have the OCR form of token ``i``, among them all that are written as it is, in any case."""
        return self.places_of_forms[self.forms[i]]

    def matches(self, pattern: re.Pattern[str], cue: Cue) -> Iterator[re.Match[str]]:
        """Matches of a pattern at the tokens of a cue, from left to right without overlap."""
        places = self._places[cue.number]
        return self.matches_at(pattern, places) if places else iter(())

    def matches_at(self, pattern: re.Pattern[str], tokens: Iterable[int]) -> Iterator[re.Match[str]]:
        """Matches of a pattern at the given tokens, which are in order, without overlap."""
        text, starts, done = self.text, self.starts, 0
        for i in tokens:
            start = starts[i]
            if start >= done:
                match = pattern.match(text, start)
                if match:
                    done = match.end()
                    yield match

    def before(self, i: int, pattern: re.Pattern[str], cue: Cue, *, reach: int = 8) -> re.Match[str] | None:
        """What of ``pattern`` stands right before token ``i``, beginning at one of the ``reach`` tokens before it that has the cue."""
        places = self._places[cue.number]
        for k in places[bisect_left(places, i - reach) : bisect_left(places, i)]:
            match = pattern.fullmatch(self.text, self.starts[k], self.starts[i])
            if match:
                return match
        return None

    def token_at(self, offset: int) -> int:
        """Index of the first token that starts at or after ``offset``."""
        return bisect_left(self.starts, offset)

    def tokens_in(self, start: int, end: int) -> range:
        """Indices of the tokens that touch ``[start, end)``."""
        return range(bisect_right(self.ends, start), bisect_left(self.starts, end))

    def line_start(self, i: int) -> bool:
        """Whether token ``i`` is the first of its line (bullets and signs before it do not count)."""
        return i == 0 or "\n" in self.gaps[i]

    @cached_property
    def compact(self) -> tuple[str, list[int], list[int]]:
        """The OCR-folded tokens run together, with the places in it where tokens start and end."""
        ends = list(accumulate(map(len, self.forms)))
        return "".join(self.forms), [0, *ends[:-1]] if ends else [], ends

    def find_compact(self, needle: str, *, within: bool = False) -> list[tuple[int, int]]:
        """Spans of whole tokens that spell ``needle`` (OCR-folded, no separators), whatever stands between them.

        ``within``: the first and last token may have more to them (`813422907A`).
        """
        if not needle:
            return []
        compact, starts, ends = self.compact
        found, at = [], compact.find(needle)
        while at >= 0:
            first, last = bisect_left(starts, at), bisect_left(ends, at + len(needle))
            if within:
                first = bisect_right(starts, at) - 1
            whole = within or (
                first < len(starts) and starts[first] == at and last < len(ends) and ends[last] == at + len(needle)
            )
            if whole and self.ends[last] - self.starts[first] <= 3 * len(needle) + 8:
                found.append((self.starts[first], self.ends[last]))
            at = compact.find(needle, at + 1)
        return found
