"""Cue tables: the words by which French and English notes negate, doubt, date and attribute what they say.

One published table a language (``fr.tsv``, ``en.tsv``) and one of section titles (``sections_fr.tsv``,
``sections_en.tsv``). Forms are folded words; ``docs/annotation.md`` describes the columns. Nothing is read at import.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import lru_cache
from importlib import resources

from clinical.errors import SettingsError

Symbol = str | frozenset[str]
"""One position of a form: a word, ``#`` any number, ``_`` any word, ``prefix*``, or a set of such words."""

MARKS = ("neg", "hyp", "hist", "fam", "cond", "none")
PLACES = ("pre", "post", "both", "self", "stop", "pseudo", "affirm")
REACHES = ("word", "item", "enum", "list", "clause", "sentence", "")
STATES = ("", "stopped", "planned", "contraindicated", "refused", "answer", "informant")


@dataclass(frozen=True, slots=True)
class Cue:
    """One row of a cue table.

    ``mark`` is what the cue says (``cond`` is a condition: a hypothesis that outranks a negation), ``place`` on which
    side of the cue its scope lies, ``reach`` how far it goes. ``opens`` and ``closes`` ask for a boundary before and
    after the cue. ``state`` refines the mark for drugs.
    """

    form: str
    mark: str
    place: str
    reach: str
    state: str = ""
    opens: bool = False
    closes: bool = False


_PIECE = re.compile(r"[(){}|]|[^\s(){}|]+")
Sequence = tuple[Symbol, ...]


def _choice(pieces: list[str], at: int, macros: dict[str, str], end: str) -> tuple[list[Sequence], int]:
    """The alternatives from ``at`` to the closing ``end``; single words become one set."""
    branches: list[list[Sequence]] = [[()]]
    while at < len(pieces) and pieces[at] != end:
        piece, at = pieces[at], at + 1
        if piece == "|":
            branches.append([()])
            continue
        if piece == "(":
            options, at = _choice(pieces, at, macros, ")")
        elif piece == "{":
            options, at = _choice(_PIECE.findall(macros[pieces[at]]), 0, macros, "")[0], at + 2
        else:
            options = [(), ("_",), ("_", "_")] if piece == "~" else [(piece,)]
        branches[-1] = [left + right for left in branches[-1] for right in options]
    return _merged([option for branch in branches for option in branch]), at + 1


def _merged(options: list[Sequence]) -> list[Sequence]:
    """Alternatives of one plain word each make one set, so that forms stay few."""
    words: set[str] = set()
    rest: dict[Sequence, None] = {}
    for option in options:
        symbol = option[0] if len(option) == 1 else None
        if isinstance(symbol, frozenset):
            words |= symbol
        elif isinstance(symbol, str) and symbol not in ("#", "_"):
            words.add(symbol)
        else:
            rest[option] = None
    return [*([(frozenset(words),)] if words else []), *rest]


def spell_out(form: str, macros: dict[str, str]) -> list[Sequence]:
    """The symbol sequences of a form: ``(a|b|)`` is a choice, ``{name}`` a macro, ``~`` up to two words."""
    return _choice(_PIECE.findall(form), 0, macros, "")[0]


def _rows(name: str) -> list[tuple[int, list[str]]]:
    text = resources.files("language").joinpath("cues", name).read_text(encoding="utf-8")
    lines = enumerate(text.splitlines(), start=1)
    return [(number, line.split("\t")) for number, line in lines if line.strip() and not line.startswith("#!")]


def _cue(name: str, number: int, cells: list[str]) -> Cue:
    form, mark, place, reach, state = [*cells, "", ""][:5]
    if mark not in MARKS or place not in PLACES or reach not in REACHES or state not in STATES:
        raise SettingsError(f"cue table {name}, line {number}: unknown mark, place, reach or state")
    words = form.removeprefix("^ ").removesuffix(" $")
    return Cue(words, mark, place, reach, state, form.startswith("^ "), form.endswith(" $"))


@lru_cache(maxsize=4)
def load_cues(lang: str) -> tuple[tuple[Cue, tuple[tuple[Symbol, ...], ...]], ...]:
    """The cues of a language with their spelt-out forms, in table order.

    Raises:
        SettingsError: a row of the table is not well formed.
    """
    name, macros, cues = f"{lang}.tsv", {}, []
    for number, cells in _rows(name):
        if cells[0].startswith("@"):
            macros[cells[0][1:]] = cells[1]
            continue
        cue = _cue(name, number, cells)
        cues.append((cue, tuple(spell_out(cue.form, macros))))
    return tuple(cues)


@lru_cache(maxsize=4)
def load_titles(lang: str) -> tuple[tuple[str, tuple[tuple[Symbol, ...], ...]], ...]:
    """Section kinds with their spelt-out titles, in table order."""
    return tuple((cells[1], tuple(spell_out(cells[0], {}))) for _, cells in _rows(f"sections_{lang}.tsv"))


@lru_cache(maxsize=4)
def load_words(lang: str) -> dict[str, frozenset[str]]:
    """Small closed word lists of a language (determiners, verbs that open a clause, …) by name."""
    return {cells[0]: frozenset(cells[1].split()) for _, cells in _rows(f"words_{lang}.tsv")}
