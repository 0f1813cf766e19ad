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
from dataclasses import dataclass
from functools import cache

from hospital.codegen import Write, function
from hospital.joining import Elision, Mark, Piece, elides, join, settled
from hospital.measures import CEILINGS, LABORATORY, MEASURE
from hospital.nodes import (
    ATC,
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
    Told,
    concept,
    lasting,
    system_of,
    term,
    told,
)

__all__ = [
    "ATC",
    "Elision",
    "Line",
    "Mark",
    "Piece",
    "Told",
    "compiled",
    "elides",
    "join",
    "lasting",
    "settled",
    "system_of",
]

ARTICLE = re.compile(r"(?i)\b(une|la|sa|toute|aucune|cette|un|le|du|aucun) $")
CHANGE = re.compile(r"(?:prise|perte|gain|reprise) de poids d[e~][ ~]?$")
PLACES = {"n": 0, "x": 1, "xx": 2}
SIGNS = {"-": "neg", "?": "hyp", "*": "hist", "^": "fam"}
ELISIONS = {w: Elision(w + "'", w + "e ") for w in ("d", "qu", "l", "D", "Qu", "L")}
TOKEN = re.compile(
    r"(?P<esc>\\.)|(?P<open>\[)|(?P<close>\])|(?P<bar>\|)"
    r"|%(?P<key>[A-Za-z]\w*)(?P<sign>[-?*^]*)"
    r"|\{(?P<code>[A-Z]\d\d[A-Z0-9.+]*)(?P<csign>[-?*^]*)\|"
    r"|(?P<end>\})"
    r"|\$(?P<slot>[a-z_]+[0-9]*)(?:\((?P<args>[^)]*)\))?"
    r"|<(?P<sex>[^<>\s/\d][^<>/\n]*(?:/[^<>/\n]*)?|/[^<>/\n]+)>"
    r"|&(?P<inc>[A-Za-z_]+)(?P<times>\d*)(?:\*(?P<lines>\d+))?"
    r"|(?P<el>\b(?:[dlDL]|[qQ]u)~)"
)


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
                if key := self.measured(match, high):
                    return Measured(key, low, high - low, places)
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

    def measured(self, match: re.Match[str], high: float) -> str:
        """The quantity that a number measures, by the words before it."""
        word = MEASURE.search(self.source[max(0, match.start() - 24) : match.start()])
        key = next((k for w, k in LABORATORY.items() if word and w.lower() == word[1].lower()), "")
        if key == "poids" and (
            CHANGE.search(self.source[: match.start()]) or not self.source.startswith(" kg", match.end())
        ):
            return ""
        return (
            key
            if high <= CEILINGS.get(key, 1e6) and not (key in ("k", "na") and word and not word[1][0].isupper())
            else ""
        )

    def choice(self) -> Node:
        """The alternatives up to the closing bracket."""
        options: list[tuple[Node, ...]] = []
        while True:
            nodes, end = self.nodes("bar close")
            if not end:
                raise ValueError(f"unclosed bracket in {self.source[:60]!r}")
            options.append(nodes)
            if end == "close":
                said = tuple(told(nodes) for nodes in options)
                return _sided(options) or (Guarded(tuple(options), said) if any(said) else Choice(tuple(options)))


@dataclass(slots=True, eq=False)
class Line:
    """A template ready to write: ``told`` is what it says whatever is drawn, the lasting diseases outside its choices.

    ``quick`` writes common words in their short forms; it is made when first asked for.
    """

    source: str
    write: Write
    told: Told
    quick: Write | None = None

    def shorthand(self) -> Write:
        """The function that writes the line in short forms."""
        self.quick = short(self.source)
        return self.quick


@cache
def parsed(source: str) -> Template:
    """The nodes of a template.

    Raises:
        ValueError: a bracket or brace is left open.
    """
    return _Parser(source).nodes("")[0]


@cache
def compiled(source: str) -> Line:
    """A template as a function; the same object for the same words.

    Raises:
        ValueError: a bracket or brace is left open.
    """
    nodes = parsed(source)
    return Line(source, function(nodes), told(nodes))


@cache
def short(source: str) -> Write:
    """A template as a function that writes common words in their short forms."""
    return function(parsed(source), short=True)


@cache
def codes_of(source: str) -> list[tuple[str, str]]:
    """Categories (three characters) and contexts of all concepts that a template may write."""
    found: list[tuple[str, str]] = []

    def walk(nodes: tuple[Node, ...]) -> None:
        for node in nodes:
            if isinstance(node, Marks):
                found.append((node.options[0].code[:3], node.options[0].ctx))
            elif isinstance(node, Concept):
                found.append((node.code[:3], node.ctx))
            elif isinstance(node, Choice | Guarded):
                for option in node.options:
                    walk(option)

    walk(parsed(source))
    return found


def measured_in(source: str) -> list[tuple[str, float, float]]:
    """The laboratory values that a template may state: key, low and high."""
    found: list[tuple[str, float, float]] = []

    def walk(nodes: tuple[Node, ...]) -> None:
        for node in nodes:
            if isinstance(node, Measured):
                found.append((node.key, node.low, node.low + node.span))
            elif isinstance(node, Choice | Guarded):
                for option in node.options:
                    walk(option)

    walk(parsed(source))
    return found
