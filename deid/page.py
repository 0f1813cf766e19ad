"""The page: one text with its tokens, shapes and lines, made once and read by every detector."""

from __future__ import annotations

import re
from bisect import bisect_left, bisect_right
from collections.abc import Iterator
from functools import cached_property, lru_cache

from deid.lexicon import Lexicon, WordInfo, lexicon
from language.folding import fold
from language.tokens import WORD

UPPER, TITLE, INITIAL, LOWER, NUMBER, MIXED = "U", "T", "I", "l", "d", "m"
_OCR = str.maketrans({"0": "o", "1": "l", "|": "l", "i": "l", "4": "a", "5": "s", "8": "b"})
_GLUED = re.compile(
    r"(Dr|Pr|Mme|Mlle|Mr|dr|mme)(?=[A-ZÀ-Ý][A-Za-zÀ-ÿ]{2})|(?:(IPP|NDA|NIR|NIP|IEP|RPPS|SS|port|tel|Tel|fax|le|du|au|Le|né|Né|ne|mme|dr)(?=\d))"
)
_GLUE_HEADS = frozenset("DPMdmINRSptTflLan")
_GLUE_ANY = re.compile(
    r"(?<![^\W_])(?:(?:Dr|Pr|Mme|Mlle|Mr|dr|mme)[A-ZÀ-Ý][A-Za-zÀ-ÿ]{2}|(?:IPP|NDA|NIR|NIP|IEP|RPPS|SS|port|tel|Tel|fax|le|du|au|Le|né|Né|ne|mme|dr)\d|[^\W\d_]{3,}\d{1,2}/)"
)
_SCANNED = re.compile(r"(?<=[a-zà-ÿ])I|(?<=^[A-ZÀ-Ý])I(?=[a-zà-ÿ])|^I(?=[aeo][a-zà-ÿ])")
"""A capital i where only a small l can stand: a scanner's error."""
_OCR_WORD = re.compile(r"[A-ZÀ-Ý0-9l|]+|[A-ZÀ-Ý][a-zà-ÿ0-9]+")


@lru_cache(maxsize=100_000)
def shape(word: str) -> str:
    """The case of a word: upper, title, initial (one capital), lower, number, mixed; OCR digits in capitals are upper."""
    if word.isdigit():
        return NUMBER
    if len(word) == 1:
        return INITIAL if word.isupper() else LOWER
    if word.isalpha():
        if word.isupper():
            return UPPER
        if word.islower():
            return LOWER
        if word[0].isupper() and word[1:].islower():
            return TITLE
    letters = sum(char.isalpha() for char in word)
    if letters >= 3 and letters >= 0.7 * len(word) and _OCR_WORD.fullmatch(word):
        return UPPER if sum(char.isupper() for char in word) > len(word) / 2 else TITLE
    if letters == len(word) and word[0].isupper():
        return TITLE
    return MIXED


@lru_cache(maxsize=100_000)
def ocr_form(folded: str) -> str:
    """A folded word with the letters that scanners confuse made one: 0 and o, 1, l and i, 4 and a, 5 and s, 8 and b."""
    return folded.translate(_OCR)


def _pieces(text: str) -> list[tuple[int, int]]:
    """Spans of words; one that a missing space glued (`DrSCHMITT`, `IPP0001733902`, `le12`) counts as two."""
    spans = [match.span() for match in WORD.finditer(text)]
    if not _GLUE_ANY.search(text):
        return spans
    pieces = []
    for start, end in spans:
        word = text[start:end]
        glue = _GLUED.match(word) if word[0] in _GLUE_HEADS else None
        cut = glue.end() if glue else _glued_date(word, text, end)
        pieces += [(start, start + cut), (start + cut, end)] if cut else [(start, end)]
    return pieces


def _glued_date(word: str, text: str, end: int) -> int:
    """Where digits of a date begin that is glued to a word (`Arrivée18/07`), 0 if none."""
    if text[end : end + 1] == "/" and word[-1].isdigit() and word[:3].isalpha():
        return len(word.rstrip("0123456789"))
    return 0


class Page:
    """A text and its tokens in parallel lists; offsets are half-open code points into ``text``."""

    def __init__(self, text: str, *, lang: str = "fr") -> None:
        self.text = text
        self.lang = lang
        self.lexicon: Lexicon = lexicon("en" if lang == "en" else "fr")
        spans = _pieces(text)
        self.starts = [start for start, _ in spans]
        self.ends = [end for _, end in spans]
        self.words = [text[start:end] for start, end in spans]
        read = [_SCANNED.sub("l", word) if "I" in word else word for word in self.words]
        self.folded = [fold(word) for word in read]
        self.shapes = [shape(word) for word in read]
        edges = [0, *self.ends]
        self.gaps = [text[edges[i] : start] for i, start in enumerate(self.starts)]
        """What stands between the token before and this one."""

    def __len__(self) -> int:
        return len(self.words)

    def info(self, i: int) -> WordInfo:
        return self.lexicon.info(self.folded[i])

    @cached_property
    def forms(self) -> list[str]:
        """The OCR form of every token."""
        return [ocr_form(word) for word in self.folded]

    @cached_property
    def numeric(self) -> list[int]:
        """Indices of the tokens that a number may begin with: a digit in them, or letters that a scanner made of digits."""
        return [i for i, word in enumerate(self.words) if not word.isalpha() or (len(word) == 1 and word in "OolI")]

    def matches(self, pattern: re.Pattern[str], words: frozenset[str]) -> Iterator[re.Match[str]]:
        """Matches of a pattern at the tokens in ``words``, which it may begin with; much cheaper than trying everywhere."""
        done = 0
        for i, folded in enumerate(self.folded):
            if folded in words and self.starts[i] >= done:
                match = pattern.match(self.text, self.starts[i])
                if match:
                    done = match.end()
                    yield match

    @cached_property
    def _by_head(self) -> dict[str, list[int]]:
        """Token indices by the first one, two and three letters of the folded word."""
        index: dict[str, list[int]] = {}
        for i, folded in enumerate(self.folded):
            for size in range(1, min(3, len(folded)) + 1):
                index.setdefault(folded[:size], []).append(i)
        return index

    def headed(self, pattern: re.Pattern[str], heads: frozenset[str]) -> Iterator[re.Match[str]]:
        """Matches of a pattern at the tokens that begin with one of ``heads`` (one to three folded letters)."""
        index = self._by_head
        done = 0
        for i in sorted({i for head in heads for i in index.get(head, ())}):
            if self.starts[i] >= done:
                match = pattern.match(self.text, self.starts[i])
                if match:
                    done = match.end()
                    yield match

    def announced(self, pattern: re.Pattern[str], i: int, *, reach: int = 8) -> re.Match[str] | None:
        """What of ``pattern`` stands right before token ``i``, beginning at one of the ``reach`` tokens before it."""
        for k in range(max(0, i - reach), i):
            match = pattern.fullmatch(self.text, self.starts[k], self.starts[i])
            if match:
                return match
        return None

    def numeric_matches(self, pattern: re.Pattern[str]) -> Iterator[re.Match[str]]:
        """Matches of a pattern that begins with a number, at such tokens."""
        done = 0
        for i in self.numeric:
            if self.starts[i] >= done:
                match = pattern.match(self.text, self.starts[i])
                if match:
                    done = match.end()
                    yield match

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
        parts = self.forms
        starts, ends, size = [], [], 0
        for part in parts:
            starts.append(size)
            size += len(part)
            ends.append(size)
        return "".join(parts), starts, ends

    def find_compact(self, needle: str) -> list[tuple[int, int]]:
        """Spans of whole tokens that spell ``needle`` (OCR-folded, no separators), whatever stands between them."""
        if not needle:
            return []
        compact, starts, ends = self.compact
        found, at = [], compact.find(needle)
        while at >= 0:
            first, last = bisect_left(starts, at), bisect_left(ends, at + len(needle))
            whole = first < len(starts) and starts[first] == at and last < len(ends) and ends[last] == at + len(needle)
            if whole and self.ends[last] - self.starts[first] <= 3 * len(needle) + 8:
                found.append((self.starts[first], self.ends[last]))
            at = compact.find(needle, at + 1)
        return found
