"""Features of tokens as hashed indices: words around, shapes, lists, signs between, what the rules found, place in line and text.

What concerns one word is made once a distinct word; what concerns pairs is reckoned for all the tokens of a page at once.
"""

from __future__ import annotations

import zlib
from bisect import bisect_right
from collections.abc import Iterable
from functools import lru_cache

import numpy as np
import numpy.typing as npt

from deid.cues import Word
from deid.marks import LINE
from deid.page import LOWER, TITLE, UPPER, Page
from deid.vocabulary import CIVIL, KIN, MEDICAL, NEVER, PARTICLES, ROLES

BITS = 18
"""Size of the hashed feature space: 2**18 weights a class."""
REACH = 3
"""So many tokens on either side are seen."""
WORDS_KEPT = 60_000
"""So many words are remembered (0.3 kB each), then they are made anew."""
OUTSIDE = 7
"""The state of a place before the first or behind the last token; 0 is a token that nothing covers."""
STATES = {"NOM": 1, "PRENOM": 2, "VILLE": 3, "HOPITAL": 4, "DATE": 5}
"""States of tokens that the rules found; any other label is 6."""
INSTITUTIONS = frozenset(
    "site hopital hopitaux clinique cliniques polyclinique ch chu chru chr ght gh centre maternite residence ehpad foyer institut labo laboratoire cabinet pharmacie maison pavillon ssr smr usld mas "
    "cmp cattp csapa had ssiad groupe hospitalier imagerie irm scanner cnr antenne samu smur pole plateforme reseau camsp ime esat sessad villa domaine clin hop".split()
)
"""Words that open an institution's name, in any case."""

Codes = npt.NDArray[np.uint64]
Indices = npt.NDArray[np.int64]
States = bytearray
"""What the rules found of each token of a page, as ``STATES`` numbers it."""
NOTHING = 0
"""The feature that stands for none; its weights are 0."""
PLACES = 2 * REACH + 1
_SHIFT = np.uint64(64 - BITS)
_GOLDEN = np.uint64(0x9E3779B97F4A7C15)
_PARTS, _FAR = 9, 5
"""Parts of a word that count in the places beside a token, and in those further off."""
NEAR = np.array([[abs(place - REACH) < 2 or part < _FAR for part in range(_PARTS)] for place in range(PLACES)])
"""Which parts count in which place."""
_FACTORS = np.array([2 * place + 31 for place in range(PLACES)], dtype=np.uint64)[:, None]
_SALTS = np.array([(place + 1) * 0x1F123BB5 for place in range(PLACES)], dtype=np.uint64)[:, None]
_KINDS = {
    word: kind
    for kind, words in enumerate((NEVER, PARTICLES, ROLES, INSTITUTIONS, KIN, CIVIL | MEDICAL), 1)
    for word in words
}
"""The closed list that a word is of; the later ones win."""
WORD, SHAPE, LISTS, KIND, NAMES = 0, 1, 3, 4, 8


def _code(text: str) -> int:
    return zlib.crc32(text.encode("utf-8", "ignore"))


def _parts(word: Word) -> tuple[int, ...]:
    """The codes of a word's parts, those that count far off first."""
    folded, shape, info = word.folded, word.shape, word.info
    names = f"n{int(info.surname * 2)}.{int(info.first * 2)}.{info.wordish:d}{info.medical:d}"
    return (
        _code("w" + ("0" * min(len(folded), 6) if folded.isdigit() else folded[:14])),
        _code(f"s{shape}{min(len(folded), 5)}"),
        _code(names),
        _code(f"m{info.medical:d}{info.eponym:d}{0 if info.town < 0 else len(str(info.town))}.{int(info.zipf)}"),
        _code(f"k{_KINDS.get(folded, 0)}{shape}"),
        _code("p" + folded[:3]),
        _code("x" + folded[-3:]),
        _code("y" + folded[-4:] + shape),
        _code(names + shape),
    )


@lru_cache(maxsize=4096)
def _gap(gap: str) -> int:
    return _code("g" + ("\n" if "\n" in gap else gap.strip()[:2] or gap[:2]))


def _mixed(numbers: Codes) -> Indices:
    mixed: Indices = ((numbers * _GOLDEN) >> _SHIFT).view(np.int64)
    return mixed


_COLUMNS = "w-2 w-1 w+1 w+2 s-1 s s+1 k-2 k-1 k+1 n m g-1 g g+1 g+2 c-2 c-1 c+1 c+2 spot style other beside position often one".split()
"""What pairs are made of: words, shapes, kinds, names and lists of the token and those around it, the signs before it (`g`), behind it (`g+1`) and
beyond, states, place in the line, use of capitals, the word elsewhere in small letters, names in the line, place in the text, names in the text."""
_WORDS = "w-2 w-1 w+1 w+2 s-1 s s+1 k-2 k-1 k+1 n m".split()
_PART_OF = {"w": WORD, "s": SHAPE, "k": KIND, "n": NAMES, "m": LISTS}
_PICKED = np.array([_PART_OF[name[0]] for name in _WORDS])
_AT = np.array([int(name[1:] or 0) + REACH for name in _WORDS])
_PAIRS = (
    "g s|g+1 s|g g+1 s|w-1 s|w+1 s|w-1 n|s-1 s s+1|w-2 w-1|w-1 w+1|w+1 w+2|n m|k-1 s g|k+1 s g+1|c-1 s g|c+1 s g+1|c-1 n|c-2 c-1 s|c+1 c+2 s|"
    "spot s|spot n|style s|style n|other n|other m s|beside spot s|position s|often n|often s|g-1 g|g+1 g+2|w-2 s g|k-2 k-1 s|c-1 k-1 g|c+1 g+1|c-1 g|k-1 n g|w-1 g s"
).split("|")


def _coefficients() -> Codes:
    """How pairs are made of columns: (columns, pairs), odd numbers that differ from pair to pair."""
    matrix = np.zeros((len(_COLUMNS), len(_PAIRS)), dtype=np.uint64)
    for number, pair in enumerate(_PAIRS):
        for k, name in enumerate(pair.split()):
            matrix[_COLUMNS.index(name), number] = (0x51ED270B + 2 * number) * (3, 7, 13)[k] | 1
        matrix[-1, number] = (number + 1) * 0x2545F4914F6CDD1D % 2**64
    return matrix


_MATRIX = _coefficients()


class Features:
    """Makes the features of pages' tokens; the cache is bounded and holds words, never texts."""

    def __init__(self) -> None:
        self._ids: dict[Word, int] = {}
        self.codes = np.zeros((0, _PARTS), dtype=np.uint64)
        self.size = 0
        self._forget()

    def _forget(self) -> None:
        self._ids.clear()
        self.codes = np.zeros((1024, _PARTS), dtype=np.uint64)
        self.codes[0] = [_code(f"end{part}") for part in range(_PARTS)]
        self.size = 1

    def ids(self, page: Page, tokens: list[int]) -> Indices:
        """The numbers of the words around each of the tokens: (tokens, places); 0 is a place outside the text."""
        if len(self._ids) > WORDS_KEPT:
            self._forget()
        known, records, size = self._ids.get, page.records, len(page)
        found: list[int | None] = []
        for i in tokens:
            if REACH <= i < size - REACH:
                found += map(known, records[i - REACH : i + REACH + 1])
            else:
                found += [known(records[k]) if 0 <= k < size else 0 for k in range(i - REACH, i + REACH + 1)]
        if None in found:
            places = [k for i in tokens for k in range(i - REACH, i + REACH + 1)]
            found = [known(records[k]) or self._number(records[k]) if 0 <= k < size else 0 for k in places]
        return np.array(found, dtype=np.int64).reshape(-1, PLACES)

    def _number(self, word: Word) -> int:
        """The number of a word, a new one if it is new."""
        known = self._ids.get(word)
        if known is not None:
            return known
        if self.size == len(self.codes):
            self.codes = np.concatenate([self.codes, np.zeros_like(self.codes)])
        self.codes[self.size] = _parts(word)
        self._ids[word] = self.size
        self.size += 1
        return self.size - 1

    def around(self, words: Indices) -> Indices:
        """Features of words, given by number, in each of the places around a token: (words, places, parts)."""
        placed = _mixed(self.codes[words][:, None, :] * _FACTORS + _SALTS)
        placed[:, ~NEAR] = NOTHING
        return placed

    def pairs(self, page: Page, tokens: list[int], ids: Indices, states: States) -> Indices:
        """Features of the tokens' pairs: (tokens, pairs). ``ids`` of the tokens; ``states`` of all the page's tokens (see ``STATES``)."""
        columns = np.empty((len(tokens), len(_COLUMNS)), dtype=np.uint64)
        columns[:, :12] = self.codes[ids[:, _AT], _PICKED]
        columns[:, 12:] = np.array(_places(page, tokens, states), dtype=np.uint64).reshape(len(tokens), -1)
        return _mixed(columns @ _MATRIX)


_NAMED = bytes(0 < state < 5 for state in range(256))
"""The states of names, towns and institutions made 1, the others 0."""
_OUTSIDE = bytes((OUTSIDE, OUTSIDE))


def named(states: States) -> States:
    """1 for each token of a name, a town or an institution, else 0."""
    return states.translate(_NAMED)


def _places(page: Page, tokens: list[int], states: States) -> list[int]:
    """The columns of each token that are not made of words, one token behind the other: from the signs around it to the last one.

    Plain numbers: for the ten tokens of a page arrays would take longer.
    """
    n, shapes = len(page), page.shapes
    starts = [0, *(i for i in page.at(LINE) if i), n]
    names, padded = named(states), _OUTSIDE + states + _OUTSIDE
    style, often = _style(page), min(3, names.count(1) // 4) + 5
    columns: list[int] = []
    for i in tokens:
        columns += _signs(page.gaps, i)
        columns += [padded[k] + 11 for k in (i, i + 1, i + 3, i + 4)]
        line = bisect_right(starts, i) - 1
        first, end = starts[line], starts[line + 1]
        columns += (
            min(i - first, 4) * 16 + min(end - first, 12) + 17,
            style,
            shapes[i] != LOWER and _stands_small(page, i),
            min(names.count(1, first, end), 3) + 3,
            min(i * 8 // n, 7) + 3,
            often,
            1,
        )
    return columns


def _stands_small(page: Page, i: int) -> bool:
    """Whether the word of token ``i`` stands in small letters somewhere in the text."""
    words, small = page.words, page.words[i].lower()
    return any([words[k] == small for k in page.alike(i)])


def _signs(gaps: list[str], i: int) -> Iterable[int]:
    """The codes of the signs between the tokens around one."""
    if 0 < i < len(gaps) - 2:
        return map(_gap, gaps[i - 1 : i + 3])
    return [_gap(gaps[k]) if 0 <= k < len(gaps) else 1 for k in range(i - 1, i + 3)]


def _style(page: Page) -> int:
    """How a text uses capitals: 1 mostly capitals, 2 hardly any, 3 as usual."""
    shapes = "".join(page.shapes)
    upper, title, lower = shapes.count(UPPER), shapes.count(TITLE), shapes.count(LOWER)
    if upper > lower:
        return 1
    return 2 if title < 0.04 * (title + lower + 1) else 3
