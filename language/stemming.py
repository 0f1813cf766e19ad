"""Light stemming of folded words: number and gender in French, number and plain verb endings in English.

Rules are our own and deliberately few: a stem may join `rénal`, `rénale` and `rénaux`, never `goutte` and `goût`. Words
with a digit, short words and function words keep their form, so that `sans`, `pas` and `I10` mean what they say.
"""

from __future__ import annotations

from functools import lru_cache

FUNCTION_WORDS_FR = frozenset([
    "sans", "pas", "plus", "moins", "dans", "sous", "vers", "depuis", "apres", "tres", "jamais", "mais",
    "puis", "alors", "toujours", "ailleurs", "hors", "lors", "dont", "donc", "entre", "contre", "selon",
    "suite", "autre", "autres", "quelque", "quelques", "temps", "corps", "fois", "gros", "os", "pus", "repas",
    "bras", "poids", "dos", "abces", "cette", "elle", "elles", "ces", "ses", "les", "des", "aucune", "aucun",
    "toute", "toutes", "tous", "comme", "encore", "meme",
])  # fmt: skip
"""Words left as they are: negators, prepositions, and nouns whose last letter is no plural."""

FUNCTION_WORDS_EN = frozenset([
    "this", "his", "its", "was", "has", "does", "as", "is", "us", "thus", "without", "less", "unless",
    "during", "being", "having", "bring", "thing", "nothing", "anything", "something", "need", "red", "bed",
    "fed", "gas", "pus", "bus", "plus", "yes", "always", "perhaps", "species", "series",
])  # fmt: skip


@lru_cache(maxsize=400_000)
def stem(form: str, lang: str = "fr") -> str:
    """The stem of a folded word in ``lang`` (``en``, else French)."""
    if len(form) < 4 or not form.isalpha():
        return form
    return _english(form) if lang == "en" else _french(form)


def _french(form: str) -> str:
    if form in FUNCTION_WORDS_FR:
        return form
    return _french_gender(_french_singular(form))


def _french_singular(word: str) -> str:
    if word.endswith("aux") and len(word) >= 5 and not word.endswith(("eaux", "yaux")):
        return word[:-2] + "l"
    if word.endswith("x"):
        return word[:-1] if len(word) >= 5 else word
    if word.endswith("s") and not word.endswith("ss"):
        return word[:-1]
    return word


_GENDER = (
    ("euse", "eu", 6),
    ("trice", "teur", 8),
    ("ive", "if", 5),
    ("elle", "el", 7),
    ("enne", "en", 6),
    ("onne", "on", 7),
)
"""Feminine ending, what it becomes, and the shortest word that it is read in."""


def _french_gender(word: str) -> str:
    for ending, masculine, shortest in _GENDER:
        if len(word) >= shortest and word.endswith(ending):
            return word[: -len(ending)] + masculine
    if len(word) >= 5 and word.endswith("e"):
        return word.rstrip("e") if len(word.rstrip("e")) >= 3 else word
    return word


def _english(form: str) -> str:
    if form in FUNCTION_WORDS_EN:
        return form
    return _english_verb(_english_singular(form))


def _english_singular(word: str) -> str:
    if word.endswith("ies") and len(word) > 4:
        return word[:-3] + "y"
    if word.endswith(("sses", "xes", "ches", "shes")):
        return word[:-2]
    if word.endswith("s") and not word.endswith(("ss", "us", "is")):
        return word[:-1]
    return word


def _english_verb(word: str) -> str:
    for ending in ("ing", "ed"):
        stripped = word[: -len(ending)]
        if word.endswith(ending) and len(stripped) >= 3 and any(vowel in stripped for vowel in "aeiouy"):
            return _undouble(stripped)
    return word[:-1] if word.endswith("e") and len(word) >= 5 else word


def _undouble(word: str) -> str:
    return word[:-1] if len(word) > 3 and word[-1] == word[-2] and word[-1] not in "aeiouls" else word
