"""How a word of a term is looked up: folded, without plural and feminine, so that one key stands for all its spellings.

A term is the sequence of keys of its words, little words left out (``cancer du sein`` and ``cancer sein`` are one).
Abbreviations keep their letters: ``SAS`` is not the plural of ``SA``.
"""

from __future__ import annotations

import re
from functools import lru_cache

from language.folding import fold
from language.tokens import WORD


def _listed(words: str) -> frozenset[str]:
    return frozenset(words.split())


LITTLE_WORDS = _listed(
    "de du des d la le les l un une a au aux en sur dans par son sa ses leur leurs ce cet cette chez notre nos mon "
    "of the an to at in"
)
"""Words that carry nothing between the words of a term; ``sans``, ``non``, ``avec``, ``et``, ``pas`` do carry meaning."""

MODIFIERS = _listed(
    "droit gauch bilateral unilateral controlateral homolateral dt dte g dr drt gch gche bilat uni "
    "aigu subaigu chroniqu recent ancien connu recidivant recurrent persistant intermittent permanent transitoir "
    "paroxystiqu progressif brutal actuel residuel sequellair nouveau nouvel precoc tardif "
    "leger moder sever grav minim discret important majeur mineur marqu franc intens massif profond "
    "petit gros gross grand volumineu enorm etendu diffu localis focal multipl uniqu isol "
    "deux trois quatr 2 3 4 deuxiem troisiem premier second niem quelqu plusieurs nombreu "
    "spontan secondair probabl possibl eventuel veritabl typiqu atypiqu evolutif stabl stabilis "
    "complet incomplet partiel total tres peu assez plu bien simpl banal "
    "superieur inferieur moyen proximal distal anterieur posterieur median lateral medial intern extern "
    "basal apical central peripheriqu haut bas bass vrai authentiqu symptomatiqu asymptomatiqu "
    "trait oper appareill equilibr debutant etag associ clair net clos ouvert "
    "left right acut mild sever moderat recurrent persistent intermittent new worsen known"
)
"""Stems of adjectives of side, degree, time and place: inside a mention they do not change what it is."""

_UNCHANGED = {"foie": "foie", "foies": "foie", "genoux": "genou", "os": "os", "virus": "virus", "pus": "pus",
              "pouls": "pouls", "corps": "corps", "cors": "cor", "yeux": "oeil", "maux": "mal", "bras": "bras",
              "toux": "toux", "repas": "repas", "poids": "poids", "dos": "dos", "gaz": "gaz", "plusieurs": "plusieurs",
              "regles": "regles", "selles": "selles", "sens": "sens", "mars": "mars", "temps": "temps", "cours": "cours",
              "choux": "choux", "peaux": "peau", "eaux": "eau", "vers": "vers", "sueurs": "sueurs", "fils": "fils"}  # fmt: skip
HOMOGRAPHS = {"côté": "côté", "côtés": "côté", "coté": "côté", "tâche": "tâche", "tâches": "tâche", "marché": "marché"}
"""Words whose accents tell them from a word of medicine (côte, tache, marche)."""
_ROMAN = {"II": "2", "III": "3", "IV": "4", "IIIB": "3b", "IIIA": "3a"}
_ADJECTIVE_ENDINGS = (
    "iqu",
    "al",
    "air",
    "eu",
    "if",
    "ant",
    "ent",
    "oid",
    "ien",
    "iel",
    "eux",
    "ibl",
    "abl",
    "atoir",
    "ogen",
    "is",
    "ris",
)
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
    if word.lower() in HOMOGRAPHS:
        return HOMOGRAPHS[word.lower()]
    return fold(word) if is_abbreviation(word) else stem(fold(word))


@lru_cache(maxsize=100_000)
def spellings(word: str) -> tuple[str, ...]:
    """The keys under which a word of a text may be known, the likelier first."""
    if word.lower() in HOMOGRAPHS:
        return (HOMOGRAPHS[word.lower()],)
    folded = fold(word)
    keys = [folded, stem(folded)] if is_abbreviation(word) else [stem(folded), folded]
    if word in _ROMAN:
        keys.append(_ROMAN[word])
    return tuple(dict.fromkeys(keys))


def is_adjective(folded: str) -> bool:
    """Whether a folded word ends as French adjectives of medicine do; one may stand inside a mention.

    ``anévrisme inflammatoire de l'aorte``, ``carcinome infiltrant du sein``.
    """
    return len(folded) > 5 and stem(folded).endswith(_ADJECTIVE_ENDINGS)


def is_little(word: str) -> bool:
    """Whether a word stands for nothing in a term: ``à`` but not the A of ``hépatite A``, ``d'`` but not ``vitamine D``."""
    return word.islower() and fold(word) in LITTLE_WORDS


def term_keys(form: str) -> tuple[str, ...]:
    """The keys of a term's words, little words left out unless only one other word would be left (``a mal``).

    >>> term_keys("Œdèmes des membres inférieurs"), term_keys("hépatite A"), term_keys("DT2")
    (('oedem', 'membr', 'inferieur'), ('hepatit', 'a'), ('dt2',))
    """
    words = WORD.findall(form.lower() if form.isupper() and len(form) > 2 * ABBREVIATION_LETTERS else form)
    kept = tuple(
        key(word) for word in words if not (is_little(word) or (word.istitle() and fold(word) in LITTLE_WORDS))
    )
    return kept if len(kept) > 1 or len(words) == 1 else tuple(key(word) for word in words)
