"""From official labels to terms that can stand in a letter, by rule, where the meaning stays the same.

``Diabète sucré de type 2, sans complication`` is kept whole, ``Choléra, sans précision`` becomes ``Choléra``; labels that
mean "something else" (``Autres…``, ``… classés ailleurs``) give nothing, and neither does one common word: those need a
line in the lexicon, where a person has judged them.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator

from language.folding import fold
from language.tokens import WORD
from terminologies.keys import term_keys

MAX_WORDS = 7
"""Longer labels are never written out in a note; their words only cost room."""

COMMON_WORD_ZIPF = 2.3
"""A single word this frequent in the language is no term by its label alone."""

COMMON_DRUG_ZIPF = 2.8
"""Drug names are names: only those that are also words of everyday language are refused."""

_TAIL = re.compile(
    r",? (?:sans (?:autre )?précision|sans autre indication|non précisée?s?|de nature non précisée|"
    r"sans mention de complications?|SAI)$"
)
_BRACKET = re.compile(r"\s*\[([^\]]*)\]")
_PARENTHESIS = re.compile(r"\s*\([^)]*\)")
_REFUSED = re.compile(
    r"\b(?:autres?|ailleurs|précisée?s?|classée?s?|NCA|SAI|usage urgent|non attribué|sans mention|y compris|sauf|"
    r"séquelles?|examens?|antécédents?|résultats?|codes?)\b|,| - |:",
    re.IGNORECASE,
)
_CODED = re.compile(r"[A-JL-T]|K|U0[4-9]|U10")
_LEFT_OUT = re.compile(r"B9[0-8]|O8[0-4]|O0[0-9]|O9[4-9]|P0[0-4]|T9|Z|U0[0-35689]|U072|[V-Y]")
_CANCER = re.compile(r"^Tumeurs? malignes? ")
_DRUG_REFUSED = re.compile(r",|associations?|autres|preparations|\bet\b", re.IGNORECASE)


def label_terms(code: str, label: str, zipf: Callable[[str], float]) -> list[str]:
    """Terms of a CIM-10 label that may be matched in text."""
    if "-" in code or _LEFT_OUT.match(code) or not _CODED.match(code):
        return []
    return [term for term in _variants(label) if _usable(term, zipf)]


def _variants(label: str) -> Iterator[str]:
    brackets = _BRACKET.findall(label)
    base = _PARENTHESIS.sub("", _BRACKET.sub("", label)).strip()
    while (shorter := _TAIL.sub("", base)) != base:
        base = shorter
    if not _REFUSED.search(base):
        yield base
        if _CANCER.match(base):
            yield _CANCER.sub("cancer ", base)
        for other in brackets:
            if not _REFUSED.search(other) and len(WORD.findall(other)) > 1:
                yield other


def _usable(term: str, zipf: Callable[[str], float]) -> bool:
    keys = term_keys(term)
    if not keys or len(keys) > MAX_WORDS:
        return False
    return len(keys) > 1 or (len(keys[0]) > 4 and zipf(fold(WORD.findall(term)[-1])) < COMMON_WORD_ZIPF)


_NOT_BY_NAME = frozenset(
    {"collyre", "pneumo", "inh", "creme", "gel", "sirop", "solution", "pommade", "suppositoire", "comprime", "gelule"}
    | {"spray", "ampoule", "sachet", "patch", "lotion", "mousse", "lavement", "perfusion", "bain", "savon", "huile"}
    | {"poudre", "granules", "capsule", "gouttes", "aerosol", "ovule", "emulsion", "tisane", "pastille", "injection"}
    | {"oxygene", "divers", "vaccin", "allergene", "serum", "solute", "vitamine", "vitamines", "suspension"}
    | {"albumine", "proteine c", "proteine s", "antithrombine", "antithrombine iii", "fibrinogene", "acides amines"}
    | {"electrolytes", "acetylcholine", "gelatine", "gonadotrophine chorionique", "calcitonine", "hydroxyprogesterone"}
    | {"tuberculine", "silicone", "bromure", "testosterone", "estradiol", "progesterone", "cortisol", "glucagon"}
    | {"carnitine", "ferritine", "iode", "acide urique", "enzymes pancreatiques", "plasma", "plaquettes", "bicarbonate"}
)
"""Doses and pharmaceutical forms, and substances that reports name as analytes far more often than as drugs."""


def drug_terms(code: str, names: list[str], zipf: Callable[[str], float]) -> list[str]:
    """Names of an ATC code that may be matched; classes (fewer than five characters) give none.

    A substance stands in lower case in the source, a trade name in capitals; a five-character code's lower-case name is
    that of a class.
    """
    if len(code) < 5:
        return []
    terms = []
    for name in names:
        words = WORD.findall(name)
        class_name = len(code) == 5 and (name.islower() or name.startswith(code))
        if class_name or _DRUG_REFUSED.search(name) or not 0 < len(words) <= 5:
            continue
        if fold(name) in _NOT_BY_NAME:
            continue
        if len(words) > 1 or (len(name) > 3 and zipf(fold(name)) < COMMON_DRUG_ZIPF):
            terms.append(name)
    return terms


def plain_terms(names: list[str], zipf: Callable[[str], float]) -> list[str]:
    """Names of any other system that may be matched as they are: some words, or one uncommon word."""
    return [name for name in names if _usable(name, zipf)]
