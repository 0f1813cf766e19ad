"""How a word of a term is looked up: folded, without plural and feminine, so that one key stands for all its spellings.

A term is the sequence of keys of its words, little words left out (``cancer du sein`` and ``cancer sein`` are one).
Abbreviations keep their letters: ``SAS`` is not the plural of ``SA``.
"""

from __future__ import annotations

import re
from functools import lru_cache

from language.folding import fold
from language.tokens import WORD

LITTLE_WORDS = frozenset(
    "de du des d la le les l un une a au aux en sur dans par son sa ses leur leurs ce cet cette chez notre nos mon".split()
)
"""Words that carry nothing between the words of a term; ``sans``, ``non``, ``avec``, ``et``, ``pas`` do carry meaning."""

MODIFIERS = frozenset(
    fold(word)
    for word in (
        "droit droite gauche bilatéral unilatéral controlatéral homolatéral dt dte dr gche g dr drte gch bilat "
        "aigu aiguë aigue subaigu chronique récent ancien connu récidivant récurrent persistant intermittent permanent "
        "transitoire paroxystique progressif brutal actuel résiduel séquellaire nouveau nouvelle précoce tardif "
        "léger modéré sévère grave minime discret important majeur mineur marqué franc intense massif profond "
        "petit petite gros grosse grand grande volumineux énorme étendu diffus localisé focal multiple unique isolé "
        "deux trois quatre deuxième troisième premier première second seconde nième quelques plusieurs "
        "spontané secondaire probable possible éventuel véritable typique atypique évolutif stable stabilisé "
        "complet incomplet partiel total sous jacent très peu assez plus bien mal bénin simple banal "
        "supérieur inférieur moyen proximal distal antérieur postérieur médian latéral médial interne externe "
        "basal apical central périphérique haut haute bas basse vrai authentique fameux important symptomatique "
        "asymptomatique fébrile apyrétique traité opéré appareillé équilibré sévères débutant débutante étagé étagée"
    ).split()
)
"""Adjectives of side, degree, time and place that may stand inside a mention without changing what it is."""

_UNCHANGED = {"foie": "foie", "foies": "foie", "genoux": "genou", "os": "os", "virus": "virus", "pus": "pus",
              "pouls": "pouls", "corps": "corps", "cors": "cor", "yeux": "oeil", "maux": "mal", "bras": "bras",
              "toux": "toux", "repas": "repas", "poids": "poids", "dos": "dos", "gaz": "gaz", "plusieurs": "plusieurs",
              "regles": "regles", "selles": "selles", "sens": "sens", "mars": "mars", "temps": "temps", "cours": "cours",
              "choux": "choux", "peaux": "peau", "eaux": "eau", "vers": "vers", "sueurs": "sueurs", "fils": "fils"}  # fmt: skip
_ROMAN = {"II": "2", "III": "3", "IV": "4", "IIIB": "3b", "IIIA": "3a"}
_ABBREVIATION = re.compile(r"[A-Z0-9][A-Z0-9]*[A-Z][A-Z0-9]*|[A-Z][A-Z0-9]+|[A-Z]")
ABBREVIATION_LETTERS = 6
"""An all-capital word of at most so many letters is an abbreviation."""


@lru_cache(maxsize=100_000)
def stem(folded: str) -> str:
    """A folded word without plural and feminine endings (after Savoy's minimal French stemmer).

    >>> stem("hypertendues"), stem("anormaux"), stem("evolutive"), stem("toux")
    ('hypertendu', 'anormal', 'evolutif', 'toux')
    """
    if folded in _UNCHANGED:
        return _UNCHANGED[folded]
    if len(folded) < 4 or not folded[-1].isalpha():
        return folded
    if folded.endswith("eaux"):
        return folded[:-1]
    if folded.endswith("aux") and len(folded) > 5:
        return folded[:-3] + "al"
    if folded.endswith(("eux", "oux")) and len(folded) > 4:
        return folded[:-1]
    word = folded[:-1] if folded[-1] == "s" and not folded.endswith("ss") else folded
    if word.endswith("euse") and len(word) > 6:
        return word[:-2]
    if word.endswith("ive") and len(word) > 5:
        return word[:-2] + "f"
    if word.endswith(("enne", "onne", "elle")) and len(word) > 6:
        return word[:-2]
    return word.rstrip("e") if len(word) > 3 else word


def is_abbreviation(word: str) -> bool:
    """All capitals and digits, at least one capital, at most six characters, accents not counted.

    >>> is_abbreviation("BPCO"), is_abbreviation("DT2"), is_abbreviation("FIEVRES"), is_abbreviation("12")
    (True, True, False, False)
    """
    return len(word) <= ABBREVIATION_LETTERS and _ABBREVIATION.fullmatch(word) is not None


def key(word: str) -> str:
    """The key of a word as a term's author wrote it."""
    if word in _ROMAN:
        return _ROMAN[word]
    return fold(word) if is_abbreviation(word) else stem(fold(word))


@lru_cache(maxsize=100_000)
def spellings(word: str) -> tuple[str, ...]:
    """The keys under which a word of a text may be known, the likelier first."""
    folded = fold(word)
    keys = [folded, stem(folded)] if is_abbreviation(word) else [stem(folded), folded]
    if word in _ROMAN:
        keys.append(_ROMAN[word])
    return tuple(dict.fromkeys(keys))


def is_little(word: str) -> bool:
    """Whether a word stands for nothing in a term: ``à`` but not the A of ``hépatite A``, ``d'`` but not ``vitamine D``."""
    return word.islower() and fold(word) in LITTLE_WORDS


def term_keys(form: str) -> tuple[str, ...]:
    """The keys of a term's words, little words left out unless nothing else is there.

    >>> term_keys("Œdèmes des membres inférieurs"), term_keys("hépatite A"), term_keys("DT2")
    (('oedem', 'membr', 'inferieur'), ('hepatit', 'a'), ('dt2',))
    """
    words = WORD.findall(form)
    return tuple(key(w) for w in words if not is_little(w)) or tuple(key(w) for w in words)
