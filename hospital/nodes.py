"""The parts of a compiled template: each appends its pieces to a scene."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, NamedTuple, Protocol

from hospital.joining import Elision, Mark, join
from hospital.lexicon import lexicon

if TYPE_CHECKING:
    from hospital.scene import Scene

ATC = re.compile(r"[A-Z]\d\d(?:[A-Z](?:[A-Z](?:\d\d)?)?)$")


class Node(Protocol):
    """A part of a template."""

    def emit(self, scene: Scene) -> None:
        """Append this part's pieces to ``scene.out``."""
        ...


class Text(NamedTuple):
    """Plain words."""

    words: str

    def emit(self, scene: Scene) -> None:
        scene.out.append(self.words)


def emit(nodes: tuple[Node, ...], scene: Scene) -> None:
    """Append all pieces of these nodes; plain words, most of them, without a call each."""
    append = scene.out.append
    for node in nodes:
        if type(node) is Text:
            append(node[0])
        else:
            node.emit(scene)


class Shortened(NamedTuple):
    """`d~`: an elision to decide later."""

    word: Elision

    def emit(self, scene: Scene) -> None:
        scene.out.append(self.word)


class Sexed(NamedTuple):
    """`<il/elle>`: words by sex."""

    male: str
    female: str

    def emit(self, scene: Scene) -> None:
        scene.out.append(self.female if scene.female else self.male)


class Choice(NamedTuple):
    """`[a|b]`: one alternative."""

    options: tuple[tuple[Node, ...], ...]

    def emit(self, scene: Scene) -> None:
        emit(self.options[int(scene.random() * len(self.options))], scene)


Told = tuple[tuple[str, str], ...]
"""Categories of diseases with the context in which they are told."""


class Guarded(NamedTuple):
    """A choice between alternatives that name diseases: one that contradicts the note so far is passed over."""

    options: tuple[tuple[Node, ...], ...]
    told: tuple[Told, ...]

    def emit(self, scene: Scene) -> None:
        count = len(self.options)
        at = int(scene.random() * count)
        for step in range(count):
            if not scene.clashes(self.told[(at + step) % count]):
                at = (at + step) % count
                break
        emit(self.options[at], scene)


class Side(NamedTuple):
    """`[droit|gauche]` in any of its forms: the same side in the whole note and in all notes of the event."""

    right: str
    left: str

    def emit(self, scene: Scene) -> None:
        scene.out.append(self.right if scene.right else self.left)


class Concept(NamedTuple):
    """A concept written in the template itself."""

    code: str
    ctx: str
    surface: tuple[Node, ...]

    def emit(self, scene: Scene) -> None:
        first = len(scene.out)
        for node in self.surface:
            node.emit(scene)
        words = join(scene.out[first:])
        del scene.out[first:]
        scene.concept(words, self.code, self.ctx)


class Marks(NamedTuple):
    """A concept whose wordings are known beforehand: of the lexicon, or fixed words in the template."""

    options: tuple[Mark, ...]
    lasting: str = ""

    def emit(self, scene: Scene) -> None:
        mark = self.options[int(scene.random() * len(self.options))]
        if self.lasting:
            scene.known.setdefault(self.lasting, mark.ctx)
        scene.out.append(mark if mark.ctx or not scene.ctx else mark._replace(ctx=scene.ctx))


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


class Slot(NamedTuple):
    """`$name(args)`: something that the scene knows."""

    name: str
    args: tuple[str, ...]

    def emit(self, scene: Scene) -> None:
        scene.fill(self.name, self.args)


class Number(NamedTuple):
    """`$n(3,8)`, `$x(…)`, `$xx(…)`: a number between two limits with so many decimals."""

    low: float
    span: float
    places: int

    def emit(self, scene: Scene) -> None:
        value = self.low + self.span * scene.random()
        if self.places:
            scene.out.append(f"{value:.{self.places}f}".replace(".", scene.comma))
        else:
            scene.out.append(str(int(value)))


class Measured(NamedTuple):
    """A number that the patient's state decides: `Hb $x(8,11)`; in between the limits where the state knows none."""

    key: str
    low: float
    span: float
    places: int

    def emit(self, scene: Scene) -> None:
        value = scene.measure(self.key)
        if value is None:
            value = self.low + self.span * scene.random()
        scene.out.append(f"{value:.{self.places}f}".replace(".", scene.comma))


class Include(NamedTuple):
    """`&name`: lines of a pool or of the topic, joined by blanks or (`*`) by new lines."""

    name: str
    times: int
    lines: bool

    def emit(self, scene: Scene) -> None:
        scene.include(self.name, self.times, self.lines)
