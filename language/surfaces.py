"""Surfaces: which stretches of a text are one token, by rule, and the folded form of each.

This is the meaning of a token, read by one regular expression. ``language.analysis`` reads plain stretches faster and
comes here for the rest: decimals, glued units, dotted short forms, cut words, decomposed accents.
"""

from __future__ import annotations

import re
from typing import NamedTuple

from language.folding import fold

_LETTER = r"[^\W\d_]"
_CHAR = r"(?:[^\W_]|[̀-ͯ])"
UNIT = (
    r"(?:mg|g|kg|µg|μg|ug|ng|pg|mcg|l|dl|cl|ml|µl|μl|ui|iu|u|mui|meq|mmol|µmol|μmol|umol|nmol|pmol|mol|mmhg|kpa|cm|mm|m"
    r"|µm|μm|bpm|cp|cps|gel|amp|gtt|ans|an|mois|jours|jour|j|h|min|sec|s|gy|ghz|mhz|hz|kcal|ms|mv|kv|w|cc|ch|fr)"
)
_DECIMAL = rf"(?<!\d[.,])\d+[.,]\d+(?![.,]?\d)(?={UNIT}\b|\W|_|$)"
_GLUED = rf"\d+(?=(?i:{UNIT})(?!{_CHAR}))"
_DOTTED = r"[A-Z](?:\.[A-Z])+(?![^\W_])"
_CUT = rf"{_LETTER}{{2,}}(?:-|­)[ \t]*\r?\n[ \t]*[a-zà-öø-ÿœ]{{2,}}"
_WORD = rf"{_CHAR}+"
_TOKEN = rf"({_DOTTED}|{_CUT}|{_DECIMAL}|{_GLUED}|{_WORD})"
_ELISION = r"(?:(?<![^\W_])(?i:[cdjlmnst]|qu|jusqu|lorsqu|puisqu|quoiqu)['’`´](?=[^\W_]))*"

_SIMPLE = rf"({_LETTER}+(?![^\W_]|[_.'’`´\-­̀-ͯ]))"
"""A word of letters with nothing special behind it, tried first: most tokens are such."""

_PATTERNS = {
    "fr": re.compile(f"{_SIMPLE}|{_ELISION}{_TOKEN}"),
    "en": re.compile(rf"{_SIMPLE}|{_TOKEN}(?:['’`´]s(?![^\W_]))*"),
}

_GREEK = {
    "α": "alpha", "β": "beta", "γ": "gamma", "δ": "delta", "ε": "epsilon", "κ": "kappa", "λ": "lambda", "μ": "mu",
    "ω": "omega", "½": "0.5", "¼": "0.25", "¾": "0.75",
}  # fmt: skip

EVERYDAY = frozenset([
    "les", "des", "mes", "tes", "ses", "nos", "la", "le", "un", "une", "du", "au", "aux", "en", "on", "il",
    "se", "sa", "son", "si", "ne", "ni", "ou", "et", "or", "par", "pas", "pour", "sur", "as", "ai", "ait",
    "ira", "est", "es", "eu", "eut", "va", "vu", "tu", "te", "me", "ma", "mi",
])  # fmt: skip
"""Everyday words that are short forms in capitals (lupus, renal failure, transient ischaemia…)."""

SELDOM = frozenset(["ira", "ait", "eut", "mi"])
"""Those of them that are so seldom everyday words in a note that capitals always mean the short form."""


class Forms(NamedTuple):
    """The same as parallel lists, for building an index fast."""

    forms: list[str]
    starts: list[int]
    ends: list[int]


LONGEST_FORM = 128
"""Characters of a form that are kept: longer tokens are no words, and engines limit their terms."""


def form_of(surface: str) -> str:
    """The folded, exact form of one token's surface."""
    return _whole_form(surface)[:LONGEST_FORM]


def _whole_form(surface: str) -> str:
    if surface.isascii() and surface.isalnum():
        return surface.lower()
    if surface in _GREEK:
        return _GREEK[surface]
    if surface[0].isdigit():
        return fold(surface).replace(",", ".")
    kept = "".join(char for char in surface if char.isalnum() or "̀" <= char <= "ͯ")
    return "".join(_GREEK.get(char, char) for char in fold(kept))


_MOST_KNOWN = 400_000
_known: dict[str, str] = {}
"""Forms by surface; surfaces whose form hangs on their neighbours are not in it."""


def scan(out: Forms, text: str, lang: str, begin: int, end: int) -> None:
    """Append the tokens of ``text[begin:end]`` to ``out``, reading what stands around them too."""
    add_form, add_start, add_end, known = out.forms.append, out.starts.append, out.ends.append, _known.get
    for match in _PATTERNS["en" if lang == "en" else "fr"].finditer(text, begin, end):
        group = match.lastindex or 1
        surface = match[group]
        add_form(known(surface) or _form_in(text, surface, match.span(group)))
        start, stop = match.span(group)
        add_start(start)
        add_end(stop)


def _form_in(text: str, surface: str, span: tuple[int, int]) -> str:
    """The form of a surface not known yet, or of one that may be a short form in capitals."""
    form = form_of(surface)
    if form in EVERYDAY and surface.isascii() and surface.isupper():
        return form if among_capitals(text, span) else surface
    if len(_known) >= _MOST_KNOWN:
        _known.clear()
    _known[surface] = form
    return form


_BEFORE = re.compile(r"(?:([^\W\d_]{2,})[ \t'’-]+)?(?:([^\W\d_]{2,})[ \t'’-]+)$")
_AFTER = re.compile(r"[ \t'’-]+([^\W\d_]{2,})(?:[ \t'’-]+([^\W\d_]{2,}))?")
_SURE = 4
"""Letters of a word in capitals that is surely no short form."""


def among_capitals(text: str, span: tuple[int, int]) -> bool:
    """Whether one of the two words before or after is a long one in capitals, so that capitals mean nothing here."""
    if text[span[0] : span[1]].lower() in SELDOM:
        return False
    before = _BEFORE.search(text, max(0, span[0] - 40), span[0])
    after = _AFTER.match(text, span[1], span[1] + 40)
    near = [word for found in (before, after) if found is not None for word in found.groups() if word]
    return any(len(word) >= _SURE and word.isupper() for word in near)
