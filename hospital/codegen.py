"""Turns a parsed template into a Python function, so that writing a line costs one call and few pieces.

The nodes of a template become the statements of a function of a scene: words, numbers and choices between words that stand
side by side make one string; a mark or a slot begins a new piece. Nothing of a template is looked up or decided again when a note is written.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, Any

from hospital.joining import Mark, join
from hospital.nodes import (
    Choice,
    Concept,
    Guarded,
    Include,
    Marks,
    Measured,
    Node,
    Number,
    Sexed,
    Shortened,
    Side,
    Slot,
    Text,
    elided,
    lasting,
    system_of,
)
from hospital.shorthand import shortened

if TYPE_CHECKING:
    from hospital.scene import Scene

Write = Callable[["Scene"], None]
"""Appends a template's pieces to a scene."""
QUOTED = str.maketrans({"\\": "\\\\", "'": "\\'", "\n": "\\n", "\t": "\\t", "{": "{{", "}": "}}"})
BOUND = (("a(", "a = s.out.append"), ("r()", "r = s.random"), ("k(", "k = s.known.setdefault"))
"""Short names that the statements use, with what they are bound to."""


def function(nodes: tuple[Node, ...], *, short: bool = False) -> Write:
    """The function that writes these nodes, plain words in their short forms if so asked."""
    made = _Function(short)
    made.block(elided(nodes), 1)
    body = "\n".join(made.code)
    bound = "".join(f" {words}\n" for name, words in BOUND if name in body)
    exec(
        f"def write(s):\n{bound}{body}", made.names
    )  # the source holds names of constants, numbers and quoted words only
    write: Write = made.names["write"]
    return write


def plain(nodes: tuple[Node, ...]) -> str | None:
    """The words of nodes that are nothing but words; None for others."""
    return "".join(n.words for n in nodes if isinstance(n, Text)) if all(isinstance(n, Text) for n in nodes) else None


def worded(node: Node) -> bool:
    """Whether a node always makes one string: words, numbers, choices between such."""
    if isinstance(node, Choice):
        return all(worded(n) for option in node.options for n in option)
    return isinstance(node, Text | Sexed | Side | Number | Measured)


class _Function:
    """The source of one function and the constants that it names."""

    def __init__(self, short: bool) -> None:
        self.short = short
        self.code: list[str] = []
        self.names: dict[str, Any] = {"new": tuple.__new__, "Mark": Mark, "join": join}
        self.run: list[str] = []

    def constant(self, value: object) -> str:
        """A name for a value."""
        name = f"K{len(self.names)}"
        self.names[name] = value
        return name

    def line(self, depth: int, words: str) -> None:
        self.code.append(" " * depth + words)

    def block(self, nodes: tuple[Node, ...], depth: int) -> None:
        """The statements that write these nodes."""
        at = len(self.code)
        for node in nodes:
            if worded(node):
                self.run.append(self.part(node, depth))
            elif isinstance(node, Marks):
                self.marks(node, depth)
            else:
                self.flush(depth)
                self.other(node, depth)
        self.flush(depth)
        if len(self.code) == at:
            self.line(depth, "pass")

    def flush(self, depth: int) -> None:
        """Append the string of the words so far."""
        if self.run:
            self.line(depth, f"a({self.string()})")

    def string(self) -> str:
        """The expression of the words so far, which are used up."""
        words, self.run = "f'" + "".join(self.run) + "'", []
        return words

    def part(self, node: Node, depth: int) -> str:
        """What stands for a worded node within a formatted string."""
        match node:
            case Text(words):
                return (shortened(words) if self.short else words).translate(QUOTED)
            case Sexed(male, female):
                return f"{{{self.constant(female)} if s.female else {self.constant(male)}}}"
            case Side(right, left):
                return f"{{{self.constant(right)} if s.right else {self.constant(left)}}}"
            case Number(low, span, 0):
                return f"{{int({low!r} + {span!r} * r())}}"
            case Number(low, span, places):
                return f"{{s.decimal({low!r} + {span!r} * r(), {places})}}"
            case Measured(key, low, span, places):
                return f"{{s.quantity({self.constant(key)}, {low!r} + {span!r} * r(), {places})}}"
            case Choice(options):
                return self.choice(options, depth)
        raise TypeError(type(node).__name__)

    def choice(self, options: tuple[tuple[Node, ...], ...], depth: int) -> str:
        """One of some alternatives in words: drawn from a tuple, or before the string where they hold numbers."""
        words = [plain(o) for o in options]
        if None not in words:
            drawn_from = tuple(shortened(w or "") for w in words) if self.short else tuple(words)
            return f"{{{self.constant(drawn_from)}[int({len(options)} * r())]}}"
        before, self.run = self.run, []
        drawn = f"v{len(self.names)}"
        self.names[drawn] = None  # keeps the name from being given again
        self.line(depth, f"i = int({len(options)} * r())")
        for number, option in enumerate(options):
            self.branch(number, len(options), depth)
            for node in option:
                self.run.append(self.part(node, depth + 1))
            self.line(depth + 1, f"{drawn} = {self.string()}")
        self.run = before
        return f"{{{drawn}}}"

    def branch(self, number: int, count: int, depth: int) -> None:
        """The beginning of one alternative."""
        self.line(depth, "else:" if number and number == count - 1 else f"{'el' if number else ''}if i == {number}:")

    def marks(self, node: Marks, depth: int) -> None:
        """One of some concepts, with the elision before it."""
        drawn = self.constant(node.options[0])
        heads = [node.before.before(m.surface) for m in node.options] if node.before else [""]
        if len(node.options) > 1:
            self.line(depth, f"j = int({len(node.options)} * r())")
            drawn = self.constant(node.options) + "[j]"
        if len(set(heads)) == 1:
            self.run.append(heads[0].translate(QUOTED))
        else:
            self.run.append(f"{{{self.constant(tuple(heads))}[j]}}")
        if self.run != [""]:
            self.flush(depth)
        self.run = []
        if node.lasting:
            self.line(depth, f"k({self.constant(node.lasting)}, {self.constant(node.options[0].ctx)})")
        self.line(depth, f"a({drawn})")

    def other(self, node: Node, depth: int) -> None:
        """A node that makes pieces of its own."""
        match node:
            case Slot(name, args):
                self.line(depth, f"s.slots[{self.constant(name)}](s, {self.constant(args)})")
            case Include(name, times, lines):
                self.line(depth, f"s.include({self.constant(name)}, {times}, {lines})")
            case Shortened(word):
                self.line(depth, f"a({self.constant(word)})")
            case Choice(options):
                self.line(depth, f"i = int({len(options)} * r())")
                self.options(options, depth)
            case Guarded(options, told):
                self.line(depth, f"i = s.fitting({self.constant(told)})")
                self.options(options, depth)
            case Concept():
                self.concept(node, depth)

    def options(self, options: tuple[tuple[Node, ...], ...], depth: int) -> None:
        """Alternatives as branches."""
        for number, option in enumerate(options):
            self.branch(number, len(options), depth)
            self.block(option, depth + 1)

    def concept(self, node: Concept, depth: int) -> None:
        """A concept whose words are drawn."""
        short, self.short = self.short, False
        if all(worded(n) for n in node.surface):
            self.run = [self.part(n, depth) for n in node.surface]
            words = self.string()
        else:
            self.line(depth, "n = len(s.out)")
            self.block(node.surface, depth)
            self.line(depth, "w = join(s.out[n:]); del s.out[n:]")
            words = "w"
        self.short = short
        if category := lasting(node.code, node.ctx):
            self.line(depth, f"k({self.constant(category)}, {self.constant(node.ctx)})")
        tail = ", ".join(self.constant(x) for x in (system_of(node.code), node.code, node.ctx))
        self.line(depth, f"a(new(Mark, ({words}, {tail})))")
