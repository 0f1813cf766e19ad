"""First names that are words, where a capital or what stands beside tells: `rappelé par Rose`, `Prune, 7 ans`, `Ch 12 Olive :`, `Côme a bien dormi`.

In the middle of a line an ordinary word hardly ever has a capital; so a word with one that the registers know as a first name is
one there, unless it names a disease, a medicine or what an article makes a thing. At the start of a sentence the capital says
nothing, and only what people do, their age or their function behind the word tells.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from deid.cues import Cue, Word
from deid.grammar import in_eponym, is_medicine, label_run, name_run
from deid.lexicon import lexicon
from deid.page import LOWER, NUMBER, TITLE, Page
from deid.spans import LISTED, Span
from deid.vocabulary import DOCUMENT_WORDS, HOLIDAYS, LEADING, NO_PERSON

_NO = (
    NO_PERSON
    | DOCUMENT_WORDS
    | HOLIDAYS
    | LEADING
    | frozenset(
        "saint sainte neo nova liberte lune france islam israel ramadan christ messie pape papa mari maman mama tata papi mamie automne janvier patient patiente court court severe leger vital "
        "conception remise sem iva bulle germinal ascension assomption iris sol job real engin raid semi fortune urbain urbaine argentine chretien chretienne duc lie done meta ala arcade ion viola romaine "
        "kelvin salem nadir will can any many ever alone channel don del mine venant alpha beta gala sun blue stone junior sante candida phoenix moya imam man rabat sidi melan damas".split()
    )
)
"""First names that capitals make no rarer: titles, faiths, countries, trade names, terms of anatomy and of trials."""
_ARTICLES = frozenset("la le les l un une du au aux cette ce cet des".split())
_HEADS = frozenset(
    "selon score test indice echelle critere criteres classification signe syndrome maladie essai etude protocole loi plan operation rue avenue place pavillon batiment unite secteur salle".split()
)
_PILLS = frozenset("contraception pilule pilules oestroprogestatif progestatif contraceptif".split())
_ADDRESSED = frozenset("bonjour merci cher chere signe ne nee bises avec par".split())
_ROOMS = frozenset("ch chambre lit box poste place".split())
_DOES = re.compile(
    r"\s(?:(?:n['’])?a (?:pas |bien |mal |peu |tout |été )?(?:mang|dorm|dit|appel|rappel|demand|refus|pleur|reçu|pris|vu|passé|trouv|expliqu|souhait|vomi|uriné|prév|accept|signal|fait)|est (?:rentr|venu|arriv|parti|inqui|d['’]accord|prév|repass|sorti|calme|fatigu|apais|absent|joign|allé|tomb|scolaris|suivie? par)"
    r"|se (?:plaint|lève|mobilise|repose|sent)|dort|mange|pleure|refuse|demande|souhaite|signale|vient|viendra|passera|repasse|rappelle|tousse|va (?:mieux|bien)|dit |veut|habite|vit |accepte|raconte|explique|pense|joue |marche (?:seul|avec|bien|en)|boit )"
)
_AGED = re.compile(r",? \(?\d{1,2} (?:ans|mois|jours|sem)")
_BEHIND = re.compile(
    r" \((?:kin[eé]|ide|as|ash|psy|ass?|di[eé]t|ergo|cadre|secr|interne|m[eè]re|p[eè]re|fille|fils|s[oœ]e?ur|fr[eè]re|voisin|aide|ami|[eé]pou|mari|conjoint)"
)
_CITED = re.compile(r"\s?[®™*]|\s(?:et|and) (?:al|coll)\b|\s\d+ ?(?:mg|µg|cp)|-")


def _word_name(word: Word) -> bool:
    """Whether a word with a capital is a first name that lists of words hold too."""
    info, folded = word.info, word.folded
    if word.shape != TITLE or len(folded) < 3 or not word.written.isalpha() or folded in _NO or info.first < 1.5:
        return False
    if (info.eponym and info.first < 4) or not word.written[1:].islower() or (info.first < 2 and not info.wordish):
        return False
    return not info.medical or info.first >= 3.2 or not lexicon().is_term(folded)


_NAMES = Cue(test=_word_name, of="capital")


def find(page: Page) -> Iterator[Span]:
    """Every such first name of a French page, with the name that goes on from it."""
    if page.lang == "en":
        return
    done = 0
    for i in page.at(_NAMES):
        if i >= done and _is_person(page, i) and not (in_eponym(page, i) or is_medicine(page, i)):
            run = name_run(page, i, trusted=True) or [i]
            yield from label_run(page, run, "word_name", LISTED)
            done = run[-1] + 1


def _is_person(page: Page, i: int) -> bool:
    text, end = page.text, page.ends[i]
    if _CITED.match(text, end):
        return False
    if _DOES.match(text, end) or _AGED.match(text, end) or _BEHIND.match(text, end):
        return True
    if not i or page.gaps[i] != " ":
        return False
    before, shape = page.folded[i - 1], page.shapes[i - 1]
    further = page.folded[i - 2] if i > 1 else ""
    if shape == NUMBER:
        return further in _ROOMS
    if further in _PILLS or _goes_on(page, i):
        return False
    if before in _ADDRESSED:
        return True
    if shape != LOWER or before in _ARTICLES:
        return False
    if before in ("de", "d") and i > 1:
        return not (further in _HEADS or page.lexicon.is_term(further))
    return before not in _HEADS


def _goes_on(page: Page, i: int) -> bool:
    """Whether another word with a capital follows that is nobody's name: a title, a line of a form."""
    if i + 1 >= len(page) or page.gaps[i + 1] != " " or page.shapes[i + 1] != TITLE:
        return False
    info = page.info(i + 1)
    return info.surname < 1.5 and info.first < 2
