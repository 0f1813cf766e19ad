"""The parts of a parsed template; `codegen.py` turns them into functions."""

from __future__ import annotations

import re
from functools import cache
from typing import NamedTuple

from hospital.joining import Elision, Mark, elides
from hospital.lexicon import lexicon

ATC = re.compile(r"[A-Z]\d\d(?:[A-Z](?:[A-Z](?:\d\d)?)?)$")


class Text(NamedTuple):
    """Plain words."""

    words: str


class Shortened(NamedTuple):
    """`d~`: an elision."""

    word: Elision

    def before(self, words: str) -> str:
        """The form that stands before these words."""
        return self.word.short if elides(words) else self.word.full


class Sexed(NamedTuple):
    """`<il/elle>`: words by sex."""

    male: str
    female: str


class Choice(NamedTuple):
    """`[a|b]`: one alternative."""

    options: tuple[tuple[Node, ...], ...]


Told = tuple[tuple[str, str], ...]
"""Categories of diseases with the context in which they are told."""


class Guarded(NamedTuple):
    """A choice between alternatives that name diseases: one that contradicts the note so far is passed over."""

    options: tuple[tuple[Node, ...], ...]
    told: tuple[Told, ...]


class Side(NamedTuple):
    """`[droit|gauche]` in any of its forms: the same side in the whole note and in all notes of the event."""

    right: str
    left: str


class Concept(NamedTuple):
    """A concept written in the template itself."""

    code: str
    ctx: str
    surface: tuple[Node, ...]


class Marks(NamedTuple):
    """A concept whose wordings are known beforehand (of the lexicon, or fixed words), with the elided word before it."""

    options: tuple[Mark, ...]
    lasting: str = ""
    before: Shortened | None = None


class Slot(NamedTuple):
    """`$name(args)`: something that the scene knows."""

    name: str
    args: tuple[str, ...]


class Number(NamedTuple):
    """`$n(3,8)`, `$x(…)`, `$xx(…)`: a number between two limits with so many decimals."""

    low: float
    span: float
    places: int


class Measured(NamedTuple):
    """A number that the patient's state decides: `Hb $x(8,11)`; in between the limits where the state knows none."""

    key: str
    low: float
    span: float
    places: int


class Include(NamedTuple):
    """`&name`: lines of a pool or of the topic, joined by blanks or (`*`) by new lines."""

    name: str
    times: int
    lines: bool


Node = Text | Shortened | Sexed | Choice | Guarded | Side | Concept | Marks | Slot | Number | Measured | Include
"""A part of a template."""


@cache
def system_of(code: str) -> str:
    """The system that a code without dot belongs to, by its shape."""
    return "ATC" if ATC.match(code) and not code[3:].isdigit() else "CIM10"


def term(key: str, ctx: str, gender: str) -> Marks:
    """The marks of a lexicon key; a key with a capital first letter gives capitalised wordings.

    Raises:
        KeyError: the lexicon has no such key.
    """
    entry = lexicon()[key[0].lower() + key[1:]]
    surfaces = entry.after(gender) if gender else entry.surfaces
    words = [w[:1].upper() + w[1:] for w in surfaces] if key[0].isupper() else surfaces
    return Marks(tuple(Mark(w, system_of(entry.code), entry.code, ctx) for w in words), lasting(entry.code, ctx))


@cache
def lasting(code: str, ctx: str) -> str:
    """The category of a disease that a note must not both affirm and deny; empty for signs, drugs and what is not said of the patient."""
    return code[:3] if system_of(code) == "CIM10" and code[0] not in "RTZ" and ctx in ("", "neg", "hist") else ""


def told(nodes: tuple[Node, ...]) -> Told:
    """The lasting diseases that these nodes name outside any choice."""
    return tuple((n.lasting, n.options[0].ctx) for n in nodes if isinstance(n, Marks) and n.lasting)


def concept(code: str, ctx: str, surface: tuple[Node, ...]) -> Node:
    """A concept in words of its own."""
    if all(isinstance(n, Text) for n in surface):
        words = "".join(n.words for n in surface if isinstance(n, Text))
        return Marks((Mark(words, system_of(code), code, ctx),), lasting(code, ctx))
    return Concept(code, ctx, surface)


def elided(nodes: tuple[Node, ...]) -> tuple[Node, ...]:
    """The nodes with every elision decided that can be decided before anything is drawn."""
    found: list[Node] = []
    for node in reversed(nodes):
        if isinstance(node, Choice):
            node = Choice(tuple(elided(o) for o in node.options))
        elif isinstance(node, Guarded):
            node = Guarded(tuple(elided(o) for o in node.options), node.told)
        elif isinstance(node, Concept):
            node = node._replace(surface=elided(node.surface))
        if isinstance(node, Shortened) and found and (joined := _joined(node, found[-1])):
            found[-1] = joined
        else:
            found.append(node)
    return tuple(reversed(found))


def _joined(word: Shortened, following: Node) -> Node | None:
    """What follows an elision, with its form before it; None where only the drawn words decide."""
    match following:
        case Text(words) if words:
            return Text(word.before(words) + words)
        case Sexed(one, other) | Side(one, other) if one and other:
            return type(following)(word.before(one) + one, word.before(other) + other)
        case Marks(options, kind, None):
            return Marks(options, kind, word)
        case Choice(options):
            return Choice(tuple(elided((word, *o)) for o in options))
        case Guarded(options, said):
            return Guarded(tuple(elided((word, *o)) for o in options), said)
        case _:
            return None
