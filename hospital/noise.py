"""What typing, scanning and copying do to a text, piece by piece, so that every mark keeps its surface."""

from __future__ import annotations

import re
import unicodedata
from random import Random

from hospital.template import Mark

Pieces = list[str | Mark]
OCR_SWAPS = (
    ("l", "1"),
    ("O", "0"),
    ("0", "O"),
    ("rn", "m"),
    ("é", "e"),
    ("à", "a"),
    ("I", "l"),
    ("ê", "e"),
    ("S", "5"),
    ("cl", "d"),
    ("û", "u"),
)
BARE = dict(zip("éèêëàâäîïôöûùüçÉÈÊÀÂÎÔÛÇ", "eeeeaaaiioouuucEEEAAIOUC", strict=True)) | {
    "œ": "oe",
    "Œ": "OE",
    "æ": "ae",
}
BARE_BYTES = bytes(ord(BARE.get(chr(i), chr(i))) if len(BARE.get(chr(i), "x")) == 1 else i for i in range(256))
"""The same for the characters of Latin-1, whose ligature æ stays: a table of bytes is ten times faster."""
ACCENTED = re.compile(f"[{''.join(BARE)}]")
WORD = re.compile(r"[^\W\d_]{5,}")
NEIGHBOURS = dict(zip("azertyuiopqsdfghjklmwxcvbn", "zaretuyoipsqfdhgkjlpxwvcnb", strict=True))


def _change(pieces: Pieces, change: dict[int, str]) -> Pieces:
    """Pieces with the words of some replaced."""
    changed = list(pieces)
    for i, words in change.items():
        changed[i] = _with(pieces[i], words)
    return changed


def _with(piece: str | Mark, words: str) -> str | Mark:
    return words if isinstance(piece, str) else tuple.__new__(Mark, (words, *piece[1:]))


def _words(piece: str | Mark) -> str:
    return piece if isinstance(piece, str) else piece.surface


def mistyped(rng: Random, words: str) -> str:
    """The words with one typing error in one long word: two letters swapped, one dropped, doubled or replaced."""
    found = list(WORD.finditer(words))
    if not found:
        return words
    match = found[int(rng.random() * len(found))]
    at = match.start() + 1 + int(rng.random() * (len(match.group()) - 2))
    kind = rng.random()
    if kind < 0.35:
        return words[:at] + words[at + 1] + words[at] + words[at + 2 :] if at + 1 < match.end() else words
    if kind < 0.6:
        return words[:at] + words[at + 1 :]
    if kind < 0.8:
        return words[:at] + words[at] + words[at:]
    return words[:at] + NEIGHBOURS.get(words[at], words[at]) + words[at + 1 :]


def typed(rng: Random, pieces: Pieces, errors: int) -> Pieces:
    """Some typing errors, in plain words and in concepts, never in identifiers."""
    changed: dict[int, str] = {}
    for _ in range(3 * errors):
        i = int(rng.random() * len(pieces))
        piece = pieces[i]
        open_ = len(piece) > 8 if isinstance(piece, str) else piece.code and len(piece.surface) > 6
        if open_ and i not in changed:
            changed[i] = mistyped(rng, _words(piece))
        if len(changed) == errors:
            break
    return _change(pieces, changed)


def bare(pieces: Pieces) -> Pieces:
    """Without accents and ligatures, as old software writes."""
    return [_bare(p) if isinstance(p, str) else _with(p, _bare(p.surface)) for p in pieces]


def _bare(words: str) -> str:
    if words.isascii():
        return words
    try:
        return words.encode("latin-1").translate(BARE_BYTES).decode("latin-1")
    except UnicodeEncodeError:  # dashes, ligatures, composed accents
        return ACCENTED.sub(lambda m: BARE[m[0]], unicodedata.normalize("NFC", words))


def shouted(pieces: Pieces) -> Pieces:
    """All in capitals, identifiers too."""
    return [
        p.upper() if isinstance(p, str) else p if p.label in ("MAIL", "URL") else _with(p, p.surface.upper())
        for p in pieces
    ]


def scanned(rng: Random, pieces: Pieces, swaps: int) -> Pieces:
    """Characters misread by a scanner, in identifiers as well."""
    changed: dict[int, str] = {}
    for _ in range(swaps):
        i = int(rng.random() * len(pieces))
        words = changed.get(i, _words(pieces[i]))
        old, new = OCR_SWAPS[int(rng.random() * len(OCR_SWAPS))]
        places = [m.start() for m in re.finditer(old, words)]
        if places:
            at = places[int(rng.random() * len(places))]
            changed[i] = words[:at] + new + words[at + len(old) :]
    return _change(pieces, changed)


def wrapped(rng: Random, pieces: Pieces, width: int, hyphens: bool) -> Pieces:
    """Lines broken at a width, in marks too; long words of plain text and concepts sometimes divided by a hyphen."""
    if hyphens:
        return _divided(rng, pieces, width)
    words = "".join(map(_words, pieces))
    broken = "\n".join([line if len(line) <= width else _broken(line, width) for line in words.split("\n")])
    done: Pieces = []
    start = 0
    for piece in pieces:  # a blank becomes a new line, so that lengths stay
        end = start + len(piece if isinstance(piece, str) else piece.surface)
        part = broken[start:end]
        done.append(part if isinstance(piece, str) else piece if part == piece.surface else _with(piece, part))
        start = end
    return done


def _broken(line: str, width: int) -> str:
    """A line broken at the first blank from the width on, again and again."""
    out, start = [], 0
    while 0 < (at := line.find(" ", start + width)) < len(line) - 1:
        out.append(line[start:at])
        start = at + 1
    out.append(line[start:])
    return "\n".join(out)


def _divided(rng: Random, pieces: Pieces, width: int) -> Pieces:
    """The same with hyphens in long words that cross the width."""
    column = 0
    done: Pieces = []
    for piece in pieces:
        words = _words(piece)
        if "\n" in words or column + len(words) > width:
            words, column = _wrap(rng, words, column, width, isinstance(piece, str) or bool(piece.code))
            piece = _with(piece, words)
        else:
            column += len(words)
        done.append(piece)
    return done


def _wrap(rng: Random, words: str, column: int, width: int, hyphens: bool) -> tuple[str, int]:
    lines: list[str] = []
    for number, line in enumerate(words.split("\n")):
        column = 0 if number else column
        if column + len(line) <= width:
            column += len(line)
        else:
            line, column = _divided_line(rng, line, column, width, hyphens)
        lines.append(line)
    return "\n".join(lines), column


def _divided_line(rng: Random, line: str, column: int, width: int, hyphens: bool) -> tuple[str, int]:
    """A line broken at blanks beyond the width but not at its first or last character."""
    out: list[str] = []
    parts = line.split(" ")
    last = len(parts) - 1
    for number, part in enumerate(parts):
        if number:
            inner = not (number == 1 and not parts[0]) and not (number == last and not part)
            broken = column >= width and inner
            out.append("\n" if broken else " ")
            column = 0 if broken else column + 1
        column += len(part)
        if hyphens and column > width + 4 and len(part) > 8 and rng.random() < 0.6:
            part, column = _divided_word(part)
        out.append(part)
    return "".join(out), column


def _divided_word(word: str) -> tuple[str, int]:
    """A long word with a hyphen and a new line before a consonant of its middle, and the length of what comes after."""
    for at in range(len(word) // 2, len(word) - 3):
        if _divisible(word, at):
            return f"{word[:at]}-\n{word[at:]}", len(word) - at
    return word, len(word)


def _divisible(words: str, at: int) -> bool:
    around = words[at - 3 : at + 4]
    return len(around) == 7 and around.isalpha() and words[at] not in "aeiouyéèêà" and words[at - 1] in "aeiouyéèêàn"


def applied(rng: Random, pieces: Pieces, *, ocr: bool, hurried: bool) -> Pieces:
    """The noise that this note's way of being made brings with it."""
    draw = rng.random()
    if draw < (0.5 if hurried else 0.25):
        pieces = typed(rng, pieces, 1 + int(rng.random() * (5 if hurried else 2)))
    if rng.random() < (0.14 if hurried else 0.04):
        pieces = bare(pieces)
    if rng.random() < (0.05 if hurried else 0.01):
        pieces = shouted(pieces)
    if ocr:
        pieces = wrapped(
            rng, scanned(rng, pieces, int(rng.random() * 22)), 60 + int(rng.random() * 40), rng.random() < 0.4
        )
    elif rng.random() < 0.1:
        pieces = wrapped(rng, pieces, 70 + int(rng.random() * 30), rng.random() < 0.25)
    return pieces
