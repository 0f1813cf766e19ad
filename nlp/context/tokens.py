"""The folded token stream that context reading walks: words, numbers, marks and hard line ends.

Apostrophes and hyphens inside words are left out, soft line ends too, so that a cue survives broken lines. A masked
span is one token ``§label``, a date that is still written out apart. In dictated text the spoken marks (``virgule``,
``point à la ligne``) are marks.
Offsets are half-open code points into the text.
"""

from __future__ import annotations

import re
from bisect import bisect_left, bisect_right
from collections.abc import Sequence

from clinical.documents import Mask
from language.folding import fold
from language.tokens import pieces

from .layout import Wrapping

_TOKEN = re.compile(
    r"[^\W\d](?:\w|[\u0300-\u036f])*|\d+(?:(?:[.,/:]\d+)+|(?:\w|[\u0300-\u036f])*)|\n|[^\w\s'’ʼ`´\-–]"
    r"|(?<!\w)[-–](?!\n)|(?<=[^\W_] )[-–](?=\n)|[-–](?![\w\n])"
)
"""A word, a decimal number or date, a line end, a mark, or a dash that does not join two words."""

_LEADER = re.compile(r"(?<=[\w)] )(?:\.{4,}|…{2,})(?= [\w+−-])|(?<=[\w)])(?:\.{4,}|…{2,})(?=\w)")
"""The dots that lead from a label to its result (``PCR grippe ........ négative``), not those that wait to be filled."""

_NUMBER = re.compile(r"\d+")
_JOINED = re.compile(r"[\w\n]")
_PREFIXES = frozenset({"sous", "sus", "pre", "post", "pseudo"})
"""Words that join the next by a hyphen: ``sous-dural`` is no ``sous``."""

_SPOKEN = {
    ("virgule",): ",",
    ("point", "a", "la", "ligne"): ".",
    ("point", "virgule"): ";",
    ("point", "d", "interrogation"): "?",
    ("point",): ".",
    ("deux", "points"): ":",
    ("ouvrez", "la", "parenthese"): "(",
    ("fermez", "la", "parenthese"): ")",
}
_SPOKEN_LENGTHS = (4, 3, 2, 1)
_DICTATED = 3
"""From this many ``virgule`` on a text counts as dictated."""


UNWRAPPED = Wrapping(frozenset(), ())
"""Every line end counts."""


class Stream:
    """Parallel lists of folded words and their offsets; ``kinds`` are their kinds (``nlp.context.kinds``), once looked at."""

    __slots__ = ("ends", "kinds", "starts", "text", "words")

    def __init__(self, text: str) -> None:
        self.text = text
        self.words: list[str] = []
        self.starts: list[int] = []
        self.ends: list[int] = []
        self.kinds = b""

    def __len__(self) -> int:
        return len(self.words)

    def first_at(self, offset: int) -> int:
        """The first token that ends after ``offset``."""
        at = bisect_left(self.starts, offset)
        return at - 1 if at and self.ends[at - 1] > offset else at


class _Folded(dict[str, str]):
    """Folded words, kept: a subscript costs less than a call for each token."""

    def __missing__(self, word: str) -> str:
        if len(self) >= 1 << 17:
            self.clear()
        folded = self[word] = fold(word) or word
        return folded


_FOLDED = _Folded()


_Hole = tuple[int, int, int, str]
"""What has no tokens of its own: start and stop, and where the word ends (from the start) that stands for it, none if empty."""


class _Labels(dict[str, str]):
    """The words that stand for masked spans, by label."""

    def __missing__(self, label: str) -> str:
        word = "§" + label.lower()
        if len(self) < _MOST_LABELS:
            self[label] = word
        return word


_LABELS = _Labels()
_MOST_LABELS = 200


def _holes(text: str, masks: Sequence[Mask], wrapping: Wrapping) -> list[_Hole]:
    """Masks and page marks in order; where two overlap, what either covers has no words."""
    covered = [
        (mask.start, mask.end, _LABELS[mask.label])
        for mask in masks
        if mask.label != "DATE" or not _is_kept_date(text, mask)
    ]
    covered += [(start, end, "") for start, end in wrapping.skipped]
    holes: list[_Hole] = []
    last = 0
    for start, end, word in sorted(covered):
        if holes and start < last:
            last = max(last, end)
            first, _, until, held = holes[-1]
            holes[-1] = first, last, until, held
        else:
            holes.append((start, end, end, word))
            last = end
    return holes


_Mark = tuple[str, int, int]
"""A token between two words, and where it begins and ends in what stands there."""


def _marks(before: str, gap: str, after: str) -> tuple[_Mark, ...]:
    """Read ``gap``; a dash asks what stands before and after it."""
    low, high = len(before), len(before) + len(gap)
    found = _TOKEN.finditer(before + gap + after)
    return tuple(
        (token.group(), token.start() - low, token.end() - low)
        for token in found
        if low <= token.start() and token.end() <= high
    )


class _Gaps(dict[str, tuple[_Mark, ...]]):
    """What stands between two words, read once."""

    def __missing__(self, gap: str) -> tuple[_Mark, ...]:
        if len(self) >= 1 << 14:
            self.clear()
        found = self[gap] = _marks("a", gap, "a")
        return found


_GAPS = _Gaps()
_POINTS = frozenset(".,/:")
"""What joins two numbers to one token."""


def _read(stream: Stream, text: str, soft: frozenset[int]) -> None:
    """All tokens: the words, and between them the marks of the gaps that hold any."""
    begins, stops, surfaces, gaps = pieces(text)
    wrapped = _rewrapped(gaps, stops, soft) if soft else gaps
    folded = list(map(_FOLDED.__getitem__, surfaces))
    marks = list(map(_GAPS.__getitem__, wrapped))
    if surfaces:
        marks[0], marks[-1] = _marks("", wrapped[0], "a"), _marks("a", wrapped[-1], "")
    else:
        marks = [_marks("", text, "")]
    words, starts, ends = stream.words, stream.starts, stream.ends
    add_word, add_start, add_end = words.append, starts.append, ends.append
    done = 0
    for at, found in enumerate(marks):
        if not found:
            continue
        if at - done == 1:
            add_word(folded[done])
            add_start(begins[done])
            add_end(stops[done])
        elif done < at:
            words += folded[done:at]
            starts += begins[done:at]
            ends += stops[done:at]
        done = at
        if gaps[at] in _POINTS and _join_number(stream, gaps[at], surfaces, at):
            done = at + 1
            continue
        base = stops[at - 1] if at else 0
        for word, low, high in found:
            add_word(word)
            add_start(base + low)
            add_end(base + high)
    words += folded[done:]
    starts += begins[done:]
    ends += stops[done:]


def _rewrapped(gaps: Sequence[str], ends: Sequence[int], soft: frozenset[int]) -> Sequence[str]:
    """The gaps with blanks for the line ends that only wrap a line."""
    changed = list(gaps)
    for place in soft:
        at = bisect_right(ends, place)
        cut = place - (ends[at - 1] if at else 0)
        changed[at] = f"{changed[at][:cut]} {changed[at][cut + 1 :]}"
    return changed


def _join_number(stream: Stream, point: str, surfaces: Sequence[str], at: int) -> bool:
    """``12`` ``,`` ``5mmol`` as ``12,5`` and ``mmol``: the word ``at`` goes on the number that ends the stream."""
    if not 0 < at < len(surfaces) or not (surfaces[at - 1].isdecimal() and surfaces[at][0].isdecimal()):
        return False
    surface = surfaces[at]
    cut = len(surface) if surface.isdecimal() else _NUMBER.match(surface).end()  # type: ignore[union-attr]
    stream.words[-1] += point + surface[:cut]
    stream.ends[-1] += 1 + cut
    if cut < len(surface):
        stream.words.append(_FOLDED[surface[cut:]])
        stream.starts.append(stream.ends[-1])
        stream.ends.append(stream.ends[-1] + len(surface) - cut)
    return True


def _cut(stream: Stream, hole: _Hole) -> bool:
    """Put a hole in the place of its tokens; False where one of them reaches over its edge."""
    words, starts, ends, text = stream.words, stream.starts, stream.ends, stream.text
    start, stop, end, word = hole
    low, high = bisect_right(ends, start), bisect_left(starts, stop)
    if low < high and (starts[low] < start or ends[high - 1] > stop):
        return False
    if start and text[start - 1] in "-–" and _JOINED.match(text, start):
        return False  # that dash does not join two words
    if word:
        words[low:high], starts[low:high], ends[low:high] = [word], [start], [end]
    else:
        del words[low:high], starts[low:high], ends[low:high]
    return True


def _read_between(stream: Stream, text: str, holes: Sequence[_Hole]) -> None:
    """The tokens between the holes, each stretch read for itself."""
    found: list[tuple[int, int, str]] = []
    at = 0
    for start, stop, end, word in [*holes, (len(text), len(text), len(text), "")]:
        found += [(token.start(), token.end(), _FOLDED[token.group()]) for token in _TOKEN.finditer(text, at, start)]
        if word:
            found.append((start, end, word))
        at = stop
    stream.starts, stream.ends, stream.words = (
        (list(column) for column in zip(*found, strict=True)) if found else ([], [], [])
    )


def _without_leaders(text: str) -> str:
    """The text with a colon for each row of dots between a label and its result; offsets stay."""
    return _LEADER.sub(lambda dots: ":" + " " * (len(dots.group()) - 1), text)


def _unwrapped(text: str, soft: frozenset[int]) -> str:
    """The text with blanks for the line ends that only wrap a line; offsets stay."""
    if not soft:
        return text
    pieces, at = [], 0
    for place in sorted(soft):
        pieces.append(text[at:place])
        at = place + 1
    return " ".join([*pieces, text[at:]])


def _join(stream: Stream) -> None:
    """One token for a prefix and the word that a hyphen joins to it."""
    words, starts, ends, text = stream.words, stream.starts, stream.ends, stream.text
    place = text.find("-")
    while place >= 0:
        at = bisect_left(starts, place) - 1
        joins = at >= 0 and ends[at] == place and at + 1 < len(words) and starts[at + 1] == place + 1
        if joins and words[at] in _PREFIXES:
            words[at] += "-" + words[at + 1]
            ends[at] = ends[at + 1]
            del words[at + 1], starts[at + 1], ends[at + 1]
        place = text.find("-", place + 1)


def _speak(stream: Stream) -> None:
    """Turn the spoken marks of a dictated text into marks."""
    at = 0
    while at < len(stream):
        for length in _SPOKEN_LENGTHS:
            spoken = tuple(stream.words[at : at + length])
            mark = _SPOKEN.get(spoken) if len(spoken) == length else None
            if mark is not None:
                stream.words[at : at + length] = [mark]
                stream.ends[at : at + length] = [stream.ends[at + length - 1]]
                del stream.starts[at + 1 : at + length]
                break
        at += 1


def is_dictated(text: str) -> bool:
    """Whether marks are spoken words in ``text``."""
    return text.lower().count(" virgule") >= _DICTATED


def _is_kept_date(text: str, mask: Mask) -> bool:
    """A date of care that still stands in the text: its year says whether an event is past."""
    return any(sign.isdigit() for sign in text[mask.start : mask.end])


def read_tokens(text: str, *, masks: Sequence[Mask] = (), wrapping: Wrapping = UNWRAPPED) -> Stream:
    """The token stream of ``text``, without the line ends that only wrap a line and the page marks inside sentences."""
    stream, plain, soft = Stream(text), text, wrapping.soft
    holes = _holes(text, masks, wrapping)
    ruled = "_" in text and text.count("_") > sum(text.count("_", start, stop) for start, stop, _, _ in holes)
    if ruled or "...." in text or "……" in text:
        plain, soft = _without_leaders(_unwrapped(text, soft)), frozenset()
    if not ruled:  # an underscore belongs to the words beside it
        _read(stream, plain, soft)
    if ruled or not all(_cut(stream, hole) for hole in holes):
        _read_between(stream, _unwrapped(plain, soft), holes)
    _join(stream)
    if is_dictated(text):
        _speak(stream)
    return stream
