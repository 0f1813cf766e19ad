"""From what a person types as one word to leaves of the tree: modes, hyphens, capitals, fractions."""

from __future__ import annotations

import re
from typing import Literal

from clinical.errors import QuerySyntaxError
from clinical.queries import And, Everything, Nothing, Or, Phrase, Query, Word
from indexer.limits import check_word, refusal
from indexer.queries.shaping import with_contexts
from language.analysis import analyse
from language.folding import fold
from language.stemming import stem
from language.surfaces import EVERYDAY

LINKING_FR = frozenset([
    "le", "la", "les", "un", "une", "des", "du", "de", "au", "aux", "et", "ou", "en", "a", "ce", "cette", "ces", "son",
    "sa", "ses", "leur", "leurs", "chez", "qui", "que", "est", "ont", "avec", "sous", "pour", "par", "dans", "sur",
])  # fmt: skip
"""Words that join others and are no criterion beside them; alone, in a phrase and after `=` they count."""

LINKING_EN = frozenset([
    "the", "a", "an", "of", "and", "or", "in", "on", "to", "is", "are", "with", "for", "by",
    *(LINKING_FR - {"son", "pour", "est", "par", "sur", "ont", "les"}),
])  # fmt: skip
"""The French ones as well, since the notes are French; without those that are words or short forms in English."""

COMBINING = (
    "insulino", "cardio", "broncho", "gastro", "oeso", "hepato", "neuro", "micro", "macro", "anti", "post", "pre",
    "extra", "intra", "sub", "sus", "retro", "peri", "para", "hyper", "hypo", "poly", "mono", "bi", "tri", "multi",
    "pluri", "auto", "immuno", "thrombo", "cerebro", "vasculo", "musculo", "osteo", "artero", "spondylo", "cortico",
    "hormono", "radio", "chimio", "pseudo", "ortho", "endo", "trans", "inter", "ano", "recto", "vesico", "uretero",
    "non", "semi", "demi", "sous", "medico", "psycho", "socio", "oculo", "naso", "temporo", "fronto", "parieto",
)  # fmt: skip
"""First parts that French writes with a hyphen, a space or together."""

_ADVERBS = frozenset(["mal", "bien"])
_PARTICIPLE = re.compile(r"(?:ée?s?|ees?)$")
_CONTROLLED = ("equilibre", "controle")
"""Stems of what is said alike of a chronic disease that treatment holds, and with `mal` of one that it does not."""
_UNCONTROLLED = "desequilibre"

_FRACTIONS = {("1", "2"): "0.5", ("1", "4"): "0.25", ("3", "4"): "0.75"}
_EDGES = ".,;:!…·•|\\`´'’‘-–—/+&$€#^"
Mode = Literal["stem", "exact", "prefix", "wildcard", "fuzzy"]


def word_query(surface: str, *, lang: str, position: int, capitals: bool = False) -> Query:
    """The query of one typed word; Nothing where it leaves no token. ``capitals``: the whole query is in capitals.

    Raises:
        QuerySyntaxError: a mark of the language without a word.
        QueryRefusedError: a pattern or fuzzy word that would fit nearly everything.
    """
    typed = surface.lower() if capitals else surface
    if typed == "*":
        return Everything()
    mode, bare = _mode(typed, position)
    if mode in ("prefix", "wildcard"):
        return _pattern(mode, bare)
    tokens = [token.form for token in analyse(bare.strip(_EDGES), lang=lang)]
    if not tokens:
        return Nothing()
    if mode != "stem":
        return _special(mode, tokens)
    return _plain(bare, tuple(tokens))


def _mode(typed: str, position: int) -> tuple[Mode, str]:
    if typed.startswith("="):
        if not typed.strip("="):
            raise QuerySyntaxError("a word is missing after =", position=position + 1, expected=("=word",))
        return "exact", typed.lstrip("=")
    if fuzzy := re.fullmatch(r"(.*[^\W\d_].*)~(\d*)", typed):
        if fuzzy[2] and int(fuzzy[2][:3]) > 2:
            raise refusal("fuzzy")
        return "fuzzy", fuzzy[1]
    bare = re.sub(r"(?<=[^\W\d_])%", "*", typed)
    if "*" in bare or (re.search(r"\?", bare) and re.search(r"[^\W_]", bare)):
        return ("prefix" if re.fullmatch(r"[^*?]+\*+", bare) else "wildcard"), bare
    return "stem", bare


def _pattern(mode: Mode, bare: str) -> Query:
    """A prefix or pattern; a hyphen or apostrophe in it separates words, the last of which has the pattern."""
    parts = [part for part in re.split(r"[\s'’\-]+", bare) if part.strip("*?") or part]
    if len(parts) > 1 and len(parts[0]) <= 2 and re.match(r".{1,2}['’]", bare):
        parts = parts[1:]
    last = "".join(fold(char) if char not in "*?" else char for char in parts[-1].strip(_EDGES))
    last = re.sub(r"\*+", "*", last)
    leaf = Word(last.rstrip("*"), "prefix") if mode == "prefix" else Word(last, "wildcard")
    check_word(leaf)
    if len(parts) == 1:
        return leaf
    return And((*(Word(fold(part)) for part in parts[:-1]), leaf))


def _special(mode: Mode, tokens: list[str]) -> Query:
    if len(tokens) > 1 and mode == "exact":
        return Phrase(tuple(tokens))
    leaf = Word("".join(tokens), mode)
    check_word(leaf)
    return leaf


def _plain(bare: str, tokens: tuple[str, ...]) -> Query:
    if len(tokens) == 1:
        return _maybe_divided(tokens[0])
    together = Phrase(tokens, exact=False)
    if tokens in _FRACTIONS and "/" in bare:
        return Or((together, Word(_FRACTIONS[tokens])))
    if "-" in bare and not any(token[:1].isdigit() for token in tokens):
        return Or((together, Word("".join(tokens))))
    return together


def _maybe_divided(form: str) -> Query:
    for first in COMBINING:
        rest = form.removeprefix(first)
        if rest != form and len(rest) >= 5 and form.isalpha():
            return Or((Word(form), Phrase((first, rest), exact=False)))
    return Word(form)


def phrase_query(inside: str, *, lang: str, slop: int | None, capitals: bool = False) -> Query:
    """A quoted phrase: words exact but for folding; with ``slop`` by stem, in any order, near each other."""
    text = inside.lower() if capitals else inside
    tokens = tuple(token.form for token in analyse(text, lang=lang))
    if not tokens:
        return Nothing()
    if slop is None:
        return Word(tokens[0], "exact") if len(tokens) == 1 else Phrase(tokens)
    return Word(tokens[0]) if len(tokens) == 1 else Phrase(tokens, slop=slop, ordered=False, exact=False)


def qualified_query(adverb: str, participle: str, *, lang: str) -> Query | None:
    """The query of an adverb with its participle (`mal équilibrée`, `bien toléré`), one beside the other; None for others.

    `équilibré` and `contrôlé` are asked for alike here, and `déséquilibré` where `mal` stands before them.
    """
    first = fold(adverb)
    bare = participle.strip(_EDGES).lower()
    if lang != "fr" or first not in _ADVERBS or not bare.isalpha():
        return None
    second = fold(bare)
    held = stem(second, "fr") in {stem(form, "fr") for form in _CONTROLLED}
    if not held and not _PARTICIPLE.search(bare):
        return None
    forms = dict.fromkeys((second, *(_CONTROLLED if held else ())))
    by_stem = {stem(form, "fr"): form for form in reversed(forms)}  # the form as typed stands for its stem
    phrases = [Phrase((first, form), exact=False) for form in reversed(by_stem.values())]
    parts: list[Query] = [*phrases, *([Word(_UNCONTROLLED)] if held and first == "mal" else [])]
    return parts[0] if len(parts) == 1 else Or(tuple(parts))


def denied_query(word: Query, surface: str) -> Query | None:
    """The query of `non` with the word after it; None where that leaves nothing.

    The word counts where it is negated. Where a name holds the two (`non hodgkinien`) it is not, and both stand as written.
    """
    if isinstance(word, Nothing | Everything):
        return None
    denied = with_contexts(word, ("negated",))
    bare = fold(surface.strip(_EDGES))
    return Or((denied, Phrase(("non", bare), exact=False))) if bare.isalpha() else denied


def is_linking(surface: str, lang: str, *, capitals: bool = False) -> bool:
    """Whether a typed word only joins others; a short form in capitals (`LES`, `hépatite A`) is none."""
    bare = surface.strip(_EDGES)
    if not capitals and bare.isupper() and (bare == "A" or bare.lower() in EVERYDAY):
        return False
    return fold(bare) in (LINKING_EN if lang == "en" else LINKING_FR)
