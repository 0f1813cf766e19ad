"""Analysis for search: the one way in which texts and queries become tokens, whatever the engine.

French first: elided articles go (`l'œdème` is one token `oedeme`), case, accents and ligatures are folded, hyphens
separate, a word cut at the end of a line is joined, decimals are one token with a point (`9,5` is `9.5`), a number
leaves its unit (`5mg` is `5`, `mg`), dotted abbreviations are closed (`H.T.A.` is `hta`), Greek letters are spelt out.
Every other word stays, negators and prepositions too. A masked span is one position without a term.

A short word in capitals that is also an everyday word (`LES`, `IRA`, `AIT`…) keeps its capitals as its form, unless
its neighbours are written in capitals as well: `LES` the disease is not `les` the article.
"""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Sequence
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from clinical.documents import Mask
from language.characters import APOSTROPHE, CAPITAL, DIGIT, HYPHEN, LETTER, POINT, WORD, Characters, characters
from language.stemming import stem
from language.surfaces import EVERYDAY, LONGEST_FORM, Forms, among_capitals, form_of, scan

__all__ = ["EVERYDAY", "Forms", "Token", "analyse", "form_of", "forms"]


class Token(NamedTuple):
    """One position: ``start``/``end`` half-open code points; ``form`` folded and exact; "" where a mask stands."""

    position: int
    start: int
    end: int
    form: str
    stem: str


_CUT = re.compile(r"[-\xad][ \t]*\r?\n[ \t]*")
_ELIDED = re.compile(r"(?<![^\W_])(?i:[cdjlmnst]|qu|jusqu|lorsqu|puisqu|quoiqu)$")
_LONGEST_ELIDED = 7
_POSSESSIVE = re.compile(r"s(?![^\W_])")
_GAP = re.compile(r"\s")
_LONGEST_EVERYDAY = max(map(len, EVERYDAY))


def forms(text: str, *, lang: str = "fr", masks: Sequence[Mask] = ()) -> Forms:
    """Forms and offsets of the tokens of ``text``; each of the sorted ``masks`` is one position with form ""."""
    if not text:
        return Forms([], [], [])
    raw = prepared(text, masks)
    found = characters(raw)
    out = _plain(raw, found, lang) if found is not None else Forms([], [], [])
    if found is None:
        scan(out, raw, lang, 0, len(raw))
    for mask in masks:
        _insert(out, Forms([""], [mask.start], [mask.end]))
    return out


def prepared(text: str, masks: Sequence[Mask]) -> str:
    """The text as it is read, of the same length: one kind of apostrophe, spaces under the masks."""
    raw = text.replace("ʼ", "'")
    return _blanked(raw, masks) if masks else raw


def _blanked(text: str, masks: Sequence[Mask]) -> str:
    """The text with spaces under its masks; its length stays."""
    parts: list[str] = []
    last = 0
    for mask in masks:
        parts.extend((text[last : mask.start], " " * (mask.end - max(mask.start, last))))
        last = max(mask.end, last)
    parts.append(text[last:])
    return "".join(parts)


def _plain(raw: str, found: Characters, lang: str) -> Forms:
    """Runs of letters and digits, read all at once; windows around special places are read by rule."""
    runs, windows = plain_runs(raw, found, lang)
    out = Forms(run_forms(found.folded, runs), runs.starts.tolist(), runs.ends.tolist())
    for start, end in windows:
        special = Forms([], [], [])
        scan(special, raw, lang, start, end)
        _insert(out, special)
    return out


class Runs(NamedTuple):
    """Tokens that are plain runs of letters and digits; ``special`` has the forms that are not the run as folded."""

    starts: NDArray[np.int64]
    ends: NDArray[np.int64]
    special: dict[int, str]


def plain_runs(raw: str, found: Characters, lang: str) -> tuple[Runs, list[tuple[int, int]]]:
    """The plain runs, and the windows that are still to be read by rule; all but the runs is blanked in ``found``."""
    kinds, folded = found
    windows = _windows(raw, kinds)
    for start, end in windows:
        folded[start:end] = 32
    for place in np.flatnonzero(kinds & APOSTROPHE).tolist():
        _elide(raw, folded, place, lang)
    runs = _split(folded, raw)
    _put_capitals(runs, raw, kinds)
    return runs, windows


def run_forms(folded: NDArray[np.uint32], runs: Runs) -> list[str]:
    """The forms of the runs of a text whose other characters are blank."""
    found = folded.tobytes().decode("utf-32-le", "surrogatepass").split()
    for place, form in runs.special.items():
        found[place] = form
    return found


def _windows(raw: str, kinds: NDArray[np.uint8]) -> list[tuple[int, int]]:
    """Stretches between white space where a token may be more, or less, than a run; sorted and disjoint."""
    if len(kinds) < 2:
        return []
    here, following = kinds[:-1], kinds[1:]
    special = (here & DIGIT > 0) & (following & LETTER > 0)
    special[:-1] |= ((here & DIGIT)[:-1] & (following & DIGIT)[1:] > 0) & (following & POINT > 0)[:-1]
    special[:-1] |= ((here & CAPITAL)[:-1] & (following & CAPITAL)[1:] > 0) & (following & POINT > 0)[:-1]
    special |= (here & HYPHEN > 0) & (following & (WORD | HYPHEN) == 0)
    windows: list[tuple[int, int]] = []
    for start in np.flatnonzero(special).tolist():
        end = start + 1
        if kinds[start] & HYPHEN:
            cut = _CUT.match(raw, start)
            if cut is None:
                continue
            end = cut.end()
        _widen(raw, start, end, windows)
    return windows


def _widen(raw: str, start: int, end: int, windows: list[tuple[int, int]]) -> None:
    gap = _GAP.search(raw, end)
    end = gap.start() if gap else len(raw)
    if windows and start < windows[-1][1]:
        windows[-1] = (windows[-1][0], max(end, windows[-1][1]))
        return
    while start > 0 and not raw[start - 1].isspace():
        start -= 1
    windows.append((start, end))


def _elide(raw: str, folded: NDArray[np.uint32], place: int, lang: str) -> None:
    """Blank the article before an apostrophe, or in English the `s` after it."""
    if lang == "en":
        if place and raw[place - 1].isalnum() and _POSSESSIVE.match(raw, place + 1):
            folded[place + 1] = 32
    elif raw[place + 1 : place + 2].isalnum():
        article = _ELIDED.search(raw, max(0, place - _LONGEST_ELIDED), place)
        if article:
            folded[article.start() : place] = 32


def _split(folded: NDArray[np.uint32], raw: str) -> Runs:
    """The runs between spaces; a run with a letter that folds to several is folded as a whole."""
    inside = np.zeros(len(folded) + 2, dtype=bool)
    inside[1:-1] = folded != 32
    edges = np.flatnonzero(inside[1:] != inside[:-1])
    starts, ends = edges[::2], edges[1::2]
    odd = ends - starts > LONGEST_FORM
    wide = np.flatnonzero(folded > 127)
    odd[np.searchsorted(starts, wide, side="right") - 1] = True
    return Runs(
        starts, ends, {place: form_of(raw[starts[place] : ends[place]]) for place in np.flatnonzero(odd).tolist()}
    )


def _put_capitals(out: Runs, raw: str, kinds: NDArray[np.uint8]) -> None:
    """Keep the capitals of short forms that are everyday words in small letters."""
    capital = np.zeros(len(kinds) + 2, dtype=bool)
    capital[1:-1] = kinds & CAPITAL > 0
    edges = np.flatnonzero(capital[1:] != capital[:-1])
    starts, ends = edges[::2], edges[1::2]
    short = (ends - starts <= _LONGEST_EVERYDAY) & (ends - starts > 1)
    for start, end in zip(starts[short].tolist(), ends[short].tolist(), strict=True):
        surface = raw[start:end]
        if surface.lower() in EVERYDAY and not among_capitals(raw, (start, end)):
            place = int(np.searchsorted(out.starts, start))
            if place < len(out.starts) and (out.starts[place], out.ends[place]) == (start, end):
                out.special[place] = surface


def _insert(out: Forms, found: Forms) -> None:
    """Put tokens that lie together at their place."""
    if found.starts:
        place = bisect_left(out.starts, found.starts[0])
        out.forms[place:place] = found.forms
        out.starts[place:place] = found.starts
        out.ends[place:place] = found.ends


def analyse(text: str, *, lang: str = "fr", masks: Sequence[Mask] = ()) -> tuple[Token, ...]:
    """The tokens of ``text`` with form and stem, in order; masked positions have neither."""
    found = forms(text, lang=lang, masks=masks)
    rows = zip(found.forms, found.starts, found.ends, strict=True)
    return tuple(Token(i, start, end, form, stem(form, lang)) for i, (form, start, end) in enumerate(rows))
