"""Puts pieces together: elisions, blanks, neighbouring words."""

from __future__ import annotations

import re
from typing import NamedTuple


class Mark(NamedTuple):
    """A surface with what it is: an identifier label, or a concept's system with code and context."""

    surface: str
    label: str
    code: str = ""
    ctx: str = ""


class Elision(NamedTuple):
    """A word that is shortened before a vowel; decided when the text is put together."""

    short: str
    full: str


Piece = str | Mark | Elision
VOWELS = frozenset("aeiouyhàâäéèêëîïôöùûüœæAEIOUYHÀÂÄÉÈÊËÎÏÔÖÙÛÜŒÆ")
ASPIRATED = re.compile(
    r"(?i)(?:hern|hanch|hoquet|handic|hodgk|horton|haut|hémi\b|honte|hall\b|hui|hall |yo|ya|ye|ouat|onze|uf\b)"
)
LETTER_SOUNDS = frozenset("AEFHILMNORSX")
"""Capital letters whose French name begins with a vowel: d'HTA, d'IRC, d'ECG, d'MTEV is said but seldom written."""


def elides(following: str) -> bool:
    """Whether `de` becomes `d'` before these words."""
    return bool(following) and following[0] in VOWELS and not ASPIRATED.match(following)


def join(pieces: list[Piece]) -> str:
    """The plain text of pieces, elisions decided."""
    return "".join(p if isinstance(p, str) else p[0] for p in settled(pieces))


EMPTY = re.compile(r"\n(?: ?\n){2,}")
SPACED = re.compile(r" +([.,])(?![.\d])")


def _tight(words: str) -> str:
    """The words without blanks before full stops and commas, and without more than one empty line in a row."""
    if "\n\n\n" in words:
        words = EMPTY.sub("\n\n", words)
    return SPACED.sub(r"\1", words) if " ." in words or " ," in words else words


def settled(pieces: list[Piece]) -> list[str | Mark]:
    """Pieces with their elisions decided and neighbouring words joined."""
    done: list[str | Mark] = []
    words = ""
    pending: Elision | None = None
    for piece in pieces:
        if pending is not None and piece and type(piece) is not Elision:
            words += pending.short if elides(piece if type(piece) is str else piece[0]) else pending.full
            pending = None
        if type(piece) is str:
            words += piece
        elif type(piece) is Mark:
            if words:
                done.append(_tight(words))
                words = ""
            done.append(piece)
        elif type(piece) is Elision:
            pending = piece
    if words:
        done.append(_tight(words))
    return done
