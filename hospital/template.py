r"""The template language of the synthetic hospital: French text with its truth written into it.

A template says words and marks at once, so that no gold span is ever searched for afterwards:

    Pas d~%fievre- ni d~{R53+0-|altération de l'état général}, [eupnéique|FR $n(14,20)], <patient/patiente> vu<e> le $d.

| written | means |
| --- | --- |
| `[a|b|]` | one of the alternatives, which may hold anything, also nothing |
| `%key`, `%Key` | a concept of `data/lexicon.txt` in one of its surfaces (capitalised) |
| `{CODE|words}` | a concept in these words; an ATC code is told from a CIM-10 code by its shape |
| `-` `?` `*` `^` after key or code | negated, hypothetical, historical, family (they combine) |
| `$name`, `$name(3,8)` | a slot: names, dates, numbers, values; see `slots.py` |
| `<il/elle>`, `né<e>` | by the sex of the patient |
| `d~`, `qu~`, `l~` | `d'` or `de `, `qu'` or `que `, `l'` or `le ` by the letter that follows |
| `&name`, `&name2`, `&name*3` | a line of a pool or of the topic; two joined; three one below the other |
| `\n`, `\[`, `\]` | a new line, brackets themselves |

A piece of a rendered text is a `str` or a mark: a tuple `(surface, label, code, ctx)` in which `label` names an identifier
or the concept's system and `code` is empty for identifiers.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from functools import cache
from typing import TYPE_CHECKING, NamedTuple, Protocol

from hospital.lexicon import lexicon

if TYPE_CHECKING:
    from hospital.scene import Scene


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


ARTICLE = re.compile(r"(?i)\b(une|la|sa|toute|aucune|cette|un|le|du|aucun) $")
PLACES = {"n": 0, "x": 1, "xx": 2}
Piece = str | Mark | Elision
SIGNS = {"-": "neg", "?": "hyp", "*": "hist", "^": "fam"}
ELISIONS = {w: Elision(w + "'", w + "e ") for w in ("d", "qu", "l", "D", "Qu", "L")}
ATC = re.compile(r"[A-Z]\d\d(?:[A-Z](?:[A-Z](?:\d\d)?)?)$")
TOKEN = re.compile(
    r"(?P<esc>\\.)|(?P<open>\[)|(?P<close>\])|(?P<bar>\|)"
    r"|%(?P<key>[A-Za-z]\w*)(?P<sign>[-?*^]*)"
    r"|\{(?P<code>[A-Z]\d\d[A-Z0-9.+]*)(?P<csign>[-?*^]*)\|"
    r"|(?P<end>\})"
    r"|\$(?P<slot>[a-z_]+[0-9]*)(?:\((?P<args>[^)]*)\))?"
    r"|<(?P<sex>[^<>\s/\d][^<>/\n]*(?:/[^<>/\n]*)?|/[^<>/\n]+)>"
    r"|&(?P<inc>[A-Za-z_]+)(?P<times>\d?)(?:\*(?P<lines>\d))?"
    r"|(?P<el>\b(?:[dlDL]|[qQ]u)~)"
)


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
        for node in self.options[int(scene.random() * len(self.options))]:
            node.emit(scene)


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

    def emit(self, scene: Scene) -> None:
        mark = self.options[int(scene.random() * len(self.options))]
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
    return Marks(tuple(Mark(w, system_of(entry.code), entry.code, ctx) for w in words))


def concept(code: str, ctx: str, surface: tuple[Node, ...]) -> Node:
    """A concept in words of its own."""
    if all(isinstance(n, Text) for n in surface):
        words = "".join(n.words for n in surface if isinstance(n, Text))
        return Marks((Mark(words, system_of(code), code, ctx),))
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


class Include(NamedTuple):
    """`&name`: lines of a pool or of the topic, joined by blanks or (`*`) by new lines."""

    name: str
    times: int
    lines: bool

    def emit(self, scene: Scene) -> None:
        scene.include(self.name, self.times, self.lines)


Template = tuple[Node, ...]


def plain_code(code: str) -> str:
    """A code as the gold format has it: without dot."""
    return code.replace(".", "")


def context(signs: str, order: str = "neg hyp fam hist") -> str:
    """The context marks of a run of signs, comma separated in the gold format's order."""
    marks = {SIGNS[s] for s in signs}
    return ",".join(c for c in order.split() if c in marks)


RIGHT = frozenset({"droit", "droite", "droits", "droites", "D", "right"})
LEFT = frozenset({"gauche", "gauches", "G", "left"})


def _sided(options: list[tuple[Node, ...]]) -> Side | None:
    """The side that two alternatives name, whichever comes first."""
    words = [n[0].words for n in options if len(n) == 1 and isinstance(n[0], Text)]
    if len(words) != 2 or len(options) != 2:
        return None
    one, two = words
    if one in RIGHT and two in LEFT:
        return Side(one, two)
    return Side(two, one) if one in LEFT and two in RIGHT else None


class _Parser:
    """Recursive descent over the tokens of one template."""

    def __init__(self, source: str) -> None:
        self.source, self.at = source, 0

    def nodes(self, stop: str) -> tuple[tuple[Node, ...], str]:
        """Nodes up to a token of ``stop`` (group names joined by blanks) or the end, and that token's name."""
        found: list[Node] = []
        while match := TOKEN.search(self.source, self.at):
            if match.start() > self.at:
                found.append(Text(self.source[self.at : match.start()]))
            self.at = match.end()
            kind = match.lastgroup or "key"
            if kind in stop.split():
                return tuple(found), kind
            found.append(self.node(match))
        if rest := self.source[self.at :]:
            found.append(Text(rest))
        self.at = len(self.source)
        return tuple(found), ""

    def node(self, match: re.Match[str]) -> Node:
        """The node that a token begins."""
        if match["esc"]:
            return Text({"n": "\n", "t": "\t"}.get(match["esc"][1], match["esc"][1]))
        if match["open"]:
            return self.choice()
        if match["key"]:
            key = match["key"]
            article = ARTICLE.search(self.source[: match.start()])
            gender = "" if article is None else "m" if article[1].lower() in ("un", "le", "du", "aucun") else "f"
            return term(key, context(match["sign"]), gender)
        if match["code"]:
            surface, end = self.nodes("end")
            if end != "end":
                raise ValueError(f"unclosed concept in {self.source[:60]!r}")
            return concept(plain_code(match["code"]), context(match["csign"]), surface)
        if match["slot"]:
            args = tuple(a.strip() for a in match["args"].split(",")) if match["args"] else ()
            if (places := PLACES.get(match["slot"], -1)) >= 0:
                low, high = float(args[0]), float(args[1])
                return Number(low, high - low + (0 if places else 1), places)
            return Slot(match["slot"], args)
        if match["sex"] is not None:
            male, slash, female = match["sex"].partition("/")
            return Sexed(male, female) if slash else Sexed("", male)
        if match["inc"]:
            return Include(match["inc"], int(match["lines"] or match["times"] or 1), bool(match["lines"]))
        if match["el"]:
            return Shortened(ELISIONS[match["el"][:-1]])
        return Text(match.group())

    def choice(self) -> Node:
        """The alternatives up to the closing bracket."""
        options: list[tuple[Node, ...]] = []
        while True:
            nodes, end = self.nodes("bar close")
            if not end:
                raise ValueError(f"unclosed bracket in {self.source[:60]!r}")
            options.append(nodes)
            if end == "close":
                return _sided(options) or Choice(tuple(options))


@cache
def compiled(source: str) -> Template:
    """The nodes of a template.

    Raises:
        ValueError: a bracket or brace is left open.
    """
    return _Parser(source).nodes("")[0]


def codes_of(source: str) -> list[tuple[str, str]]:
    """Categories (three characters) and contexts of all concepts that a template may write."""
    found: list[tuple[str, str]] = []

    def walk(nodes: tuple[Node, ...]) -> None:
        for node in nodes:
            if isinstance(node, Marks):
                found.append((node.options[0].code[:3], node.options[0].ctx))
            elif isinstance(node, Concept):
                found.append((node.code[:3], node.ctx))
            elif isinstance(node, Choice):
                for option in node.options:
                    walk(option)

    walk(compiled(source))
    return found


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


SPACED = re.compile(r" +([.,])(?![.\d])")


def _tight(words: str) -> str:
    """The words without blanks before full stops and commas."""
    return SPACED.sub(r"\1", words) if " ." in words or " ," in words else words


def settled(pieces: list[Piece]) -> list[str | Mark]:
    """Pieces with their elisions decided and neighbouring words joined."""
    done: list[str | Mark] = []
    words: list[str] = []
    pending: Elision | None = None
    for piece in pieces:
        if isinstance(piece, str):
            if pending is not None and piece:
                words.append(pending.short if elides(piece) else pending.full)
                pending = None
            words.append(piece)
        elif isinstance(piece, Elision):
            pending = piece
        else:
            if pending is not None:
                words.append(pending.short if elides(piece.surface) else pending.full)
                pending = None
            if words:
                done.append(_tight("".join(words)))
                words = []
            done.append(piece)
    if words:
        done.append(_tight("".join(words)))
    return done


Renderer = Callable[["Scene"], None]
