"""Analysis for search: the one way in which texts and queries become tokens, whatever the engine.

French first: elided articles go (`l'œdème` is one token `oedeme`), case, accents and ligatures are folded, hyphens
separate, a word cut at the end of a line is joined, decimals are one token with a point (`9,5` is `9.5`), a number
leaves its unit (`5mg` is `5`, `mg`), dotted abbreviations are closed (`H.T.A.` is `hta`), Greek letters are spelt out.
Every other word stays, negators and prepositions too. A masked span is one position without a term.

A short word in capitals that is also an everyday word (`LES`, `IRA`, `AIT`…) keeps its capitals as its form, unless
its neighbours are written in capitals as well: `LES` the disease is not `les` the article.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from typing import NamedTuple

from clinical.documents import Mask
from language.folding import fold
from language.stemming import stem

_LETTER = r"[^\W\d_]"
_CHAR = r"(?:[^\W_]|[̀-ͯ])"
_UNIT = (
    r"(?:mg|g|kg|µg|μg|ug|ng|pg|mcg|l|dl|cl|ml|µl|μl|ui|iu|u|mui|meq|mmol|µmol|μmol|umol|nmol|pmol|mol|mmhg|kpa|cm|mm|m"
    r"|µm|μm|bpm|cp|cps|gel|amp|gtt|ans|an|mois|jours|jour|j|h|min|sec|s|gy|ghz|mhz|hz|kcal|ms|mv|kv|w|cc|ch|fr)"
)
_DECIMAL = rf"(?<!\d[.,])\d+[.,]\d+(?![.,]?\d)(?={_UNIT}\b|\W|_|$)"
_GLUED = rf"\d+(?=(?i:{_UNIT})(?!{_CHAR}))"
_DOTTED = r"[A-Z](?:\.[A-Z])+(?![^\W_])"
_CUT = rf"{_LETTER}{{2,}}(?:-|­)[ \t]*\r?\n[ \t]*[a-zà-öø-ÿœ]{{2,}}"
_WORD = rf"{_CHAR}+"
_TOKEN = rf"({_DOTTED}|{_CUT}|{_DECIMAL}|{_GLUED}|{_WORD})"
_ELISION = r"(?:(?<![^\W_])(?i:[cdjlmnst]|qu|jusqu|lorsqu|puisqu|quoiqu)['’ʼ`´](?=[^\W_]))?"

_SIMPLE = rf"({_LETTER}+(?![^\W_]|[_.'’ʼ`´\-­̀-ͯ]))"
"""A word of letters with nothing special behind it, tried first: most tokens are such."""

_PATTERNS = {
    "fr": re.compile(f"{_SIMPLE}|{_ELISION}{_TOKEN}"),
    "en": re.compile(rf"{_SIMPLE}|{_TOKEN}(?:['’]s\b)?"),
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


class Token(NamedTuple):
    """One position: ``start``/``end`` half-open code points; ``form`` folded and exact; "" where a mask stands."""

    position: int
    start: int
    end: int
    form: str
    stem: str


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


def forms(text: str, *, lang: str = "fr", masks: Sequence[Mask] = ()) -> Forms:
    """Forms and offsets of the tokens of ``text``; each of the sorted ``masks`` is one position with form ""."""
    out = Forms([], [], [])
    begin = 0
    for mask in masks:
        _append(out, text, lang, begin, mask.start)
        out.forms.append("")
        out.starts.append(mask.start)
        out.ends.append(mask.end)
        begin = max(begin, mask.end)
    _append(out, text, lang, begin, len(text))
    return out


_MOST_KNOWN = 400_000
_known: dict[str, str] = {}
"""Forms by surface; surfaces whose form hangs on their neighbours are not in it."""


def _append(out: Forms, text: str, lang: str, begin: int, end: int) -> None:
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
    if form in EVERYDAY and len(form) > 1 and surface.isupper():
        return form if _among_capitals(text, span) else surface
    if len(_known) >= _MOST_KNOWN:
        _known.clear()
    _known[surface] = form
    return form


_BEFORE = re.compile(r"(?:([^\W\d_]{2,})[ \t'’-]+)?(?:([^\W\d_]{2,})[ \t'’-]+)$")
_AFTER = re.compile(r"[ \t'’-]+([^\W\d_]{2,})(?:[ \t'’-]+([^\W\d_]{2,}))?")
_SURE = 4
"""Letters of a word in capitals that is surely no short form."""


def _among_capitals(text: str, span: tuple[int, int]) -> bool:
    """Whether one of the two words before or after is a long one in capitals, so that capitals mean nothing here."""
    before = _BEFORE.search(text, max(0, span[0] - 40), span[0])
    after = _AFTER.match(text, span[1], span[1] + 40)
    near = [word for found in (before, after) if found is not None for word in found.groups() if word]
    return any(len(word) >= _SURE and word.isupper() for word in near)


def analyse(text: str, *, lang: str = "fr", masks: Sequence[Mask] = ()) -> tuple[Token, ...]:
    """The tokens of ``text`` with form and stem, in order; masked positions have neither."""
    found = forms(text, lang=lang, masks=masks)
    rows: Iterable[tuple[str, int, int]] = zip(found.forms, found.starts, found.ends, strict=True)
    return tuple(Token(i, start, end, form, stem(form, lang)) for i, (form, start, end) in enumerate(rows))
