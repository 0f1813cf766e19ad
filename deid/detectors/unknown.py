"""Words in title case that no list holds and that are not built like words: in hospital prose such a word is a name.

What else is left over are makers, assays and eponyms too rare for the lists: behind their head word (`score de …`), before a
figure, in a citation or at the start of a sentence the word is left alone.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from deid.cues import Cue, Word
from deid.detectors.known_towns import PLACED
from deid.grammar import in_eponym, is_medicine, label_run, name_run
from deid.morphology import built, misread, shortened, slip
from deid.page import Page
from deid.spans import LISTED, Span
from deid.vocabulary import KIN, LEADING, NO_NAMES, ROLES

_HEADS = frozenset(
    "technique procede papules points point anneau boucle croix phenomene rapport indice extraction substitution atlas bacilles bacille coloration milieu solution gelose agar aire triangle cellules corps "
    "ligature attelle corset bandage pansement fixateur prothese tige cotyle plaque vis clou lame test kit score echelle classification criteres critere selon essai etude protocole cure cures sonde catheter "
    "redon drain filtre stent masque appareil systeme logiciel dispositif pompe stylo lecteur capteur automate modele type marque gamme lot lots ref reference ballon laser microscope endoscope respirateur moniteur "
    "gene proteine anticorps antigene enzyme virus souche espece genre grade stade degre niveau syndrome signe maladie manoeuvre operation intervention methode formule sous vaccin vaccins fil suture creme gel pommade collyre spray patch compresse compresses".split()
)
"""Words before a name of a technique, a device, an assay or a medicine, with or without `de`."""
_OF = frozenset("de d du des la le l a au aux en par von van".split())
_BEFORE_PEOPLE = ROLES | KIN | frozenset("avec par chez petit petite taxi vsl trad contact appeler prevenir".split())
_ENGLISH = frozenset("and of the for with by on from".split())
_CITED = re.compile(
    r"\s[A-Z]{1,3}(?:[,.]|\set\s)|\s(?:et|and)\s(?:al\b|coll\b)|,? (?:et al|19\d\d|20[012]\d\))|\s?[®™*]|\s?\[\d|\s?:|\s?\(®"
)
_DOSED = re.compile(
    r"\s?\d(?!\d?\s?(?:ans?|mois|a|jours)(?![^\W\d_]))(?!\d{3,4}(?!\d))(?!\d[ .]\d\d)|[ -](?:LP|LI|cp|mg|g|ml|UI|gel|FR|CH|n°)(?![^\W_])"
)
_LATIN = re.compile(r"\s[a-z]{3,}(?:is|us|um|ae|ii?|ans|ens|as|ides|osa|ella|a)(?![^\W_])")
_SENTENCE = re.compile(r"[.!?…]\s*\Z|:\s*\n\s*\Z|\n\s*\Z|[•*>-]\s*\Z")
_GOES_ON = re.compile(
    r"[ \t]*(?:\n|\Z|,|\()|\s(?:a|est|dit|va|vit|vient|reviendra|revient|viendra|passera?|appel\w+|rappel\w+|t[ée]l|pr[ée]venue?|pr[ée]sente?|pleure|dort|reste|sort|veut|doit|souhaite|refuse|accepte|demande|signale|rapporte|raconte|explique|pense|mange|parle|travaille|habite)(?![^\W_])"
)


def find(page: Page) -> Iterator[Span]:
    """Every such word, with what goes on from it as a name."""
    if page.lang == "en":
        return
    done = 0
    for i in page.at(_UNKNOWN):
        if i >= done and not _borrowed(page, i) and not _opens_sentence(page, i) and not _slipped(page, i):
            run = name_run(page, i, trusted=True, titled=i > 0 and page.folded[i - 1] in ROLES) or [i]
            yield from label_run(page, run, "unknown", LISTED)
            done = run[-1] + 1


def _borrowed(page: Page, i: int) -> bool:
    """Whether the word names a technique, a device, an assay, a germ, a medicine or an author here."""
    end = page.ends[i]
    if (
        in_eponym(page, i)
        or is_medicine(page, i)
        or _CITED.match(page.text, end)
        or _DOSED.match(page.text, end)
        or _LATIN.match(page.text, end)
    ):
        return True
    return _behind_head(page, i) or _beside_term(page, i) or _in_title(page, i)


def _behind_head(page: Page, i: int) -> bool:
    """`le score de …`, `grade C de …`, `papules de …`: behind a head word, or behind a word of medicine and `de`."""
    k = i - 1
    while k > i - 4 and k >= 0 and page.folded[k] in _OF:
        k -= 1
    if k < 0:
        return False
    if len(page.words[k]) == 1 or page.words[k].isdigit():
        return page.folded[k - 1] in _HEADS if k else False
    of = (k == i - 2 and page.folded[i - 1] in ("de", "d")) or page.folded[i - 1] == "von"
    return page.folded[k] in _HEADS or (of and page.info(k).medical and page.folded[k] not in PLACED)


def _beside_term(page: Page, i: int) -> bool:
    """Tied to a word of medicine, explained by one in brackets, or joined with `et` to an eponym."""
    n, term = len(page), page.lexicon.is_term
    after = i + 1 < n and (page.info(i + 1).medical or page.info(i + 1).eponym or term(page.folded[i + 1]))
    if after and page.gaps[i + 1] in (" (", "-"):
        return True
    before = i > 0 and (page.info(i - 1).medical or term(page.folded[i - 1]))
    return (before and page.gaps[i] == "-") or (i > 1 and page.folded[i - 1] == "et" and page.info(i - 2).eponym)


def _in_title(page: Page, i: int) -> bool:
    """In a title of several capitalised words, in English mostly (`Bath Ankylosing Spondylitis Disease Activity Index`)."""
    if i and page.gaps[i] == " " and page.folded[i - 1] in _ENGLISH:
        return True
    after = i + 1 < len(page) and page.gaps[i + 1] == " " and page.words[i + 1].istitle() and _no_name(page, i + 1)
    before = (
        i > 1
        and page.gaps[i] == " "
        and page.words[i - 1].istitle()
        and _no_name(page, i - 1)
        and _SENTENCE.search(page.gaps[i - 1]) is None
        and page.folded[i - 1] not in ROLES
    )
    return after or before


def _no_name(page: Page, k: int) -> bool:
    """Whether a capitalised word is no part of a name: a word, or one that few bear and that is built like a word."""
    info, folded = page.info(k), page.folded[k]
    if len(folded) < 4 or folded in LEADING or info.surname >= 2 or info.first >= 2:
        return False
    return info.wordish or info.medical or info.zipf > 2.5 or built(folded)


def _opens_sentence(page: Page, i: int) -> bool:
    """Whether a sentence or a line begins with the word and goes on like one that begins with any word."""
    opens = i == 0 or _SENTENCE.search(page.gaps[i]) is not None
    return opens and not _GOES_ON.match(page.text, page.ends[i])


def _unknown(word: Word) -> bool:
    info, folded = word.info, word.folded
    if not 3 < len(folded) < 20 or not word.written.isalpha() or not word.written[1:].islower():
        return False
    if info.medical or info.eponym or info.wordish or folded in NO_NAMES or info.zipf >= 2.6:
        return False
    if info.zipf >= 1.5 and info.surname < 1 and info.first < 1:
        return False
    return not (built(folded) or shortened(folded) or misread(folded))


def _slipped(page: Page, i: int) -> bool:
    """Whether a slip of the pen may have made the word of a known one (`Dolliprane`), where nothing speaks of people."""
    info, folded = page.info(i), page.folded[i]
    if info.surname >= 1 or info.first >= 1 or len(folded) < 7 or (i and page.folded[i - 1] in _BEFORE_PEOPLE):
        return False
    return slip(folded)


_UNKNOWN = Cue(test=_unknown, of="capital")
