"""Further mentions of the institutions that a note names: without the kind, shortened, in other letters, by initials.

`Clinique des Ormeaux` … `réadmis aux Ormeaux`, `Hôpital Saint-Clair` … `ST CLAIR`, `Institut Marcel Bideau` … `staff IMB`.
"""

from __future__ import annotations

from collections.abc import Iterator

from deid.detectors.acronyms import NO_ACRONYMS
from deid.lexicon import letters
from deid.page import LOWER, TITLE, UPPER, Page, ocr_form
from deid.spans import CONTEXT, Span
from deid.vocabulary import NEVER, SHORT_FORMS
from language.folding import fold

_TYPE_WORDS = frozenset(
    "hopital hopitaux clinique polyclinique ehpad chu ch chr chru centre hospitalier de du des la le les laboratoire labo institut maison residence foyer ssr had l d sante medical".split()
)
_KINDS = _TYPE_WORDS | frozenset(
    "smr usld mas fam ime esat cmp cmpp cattp chi chs groupe groupement universitaire regional intercommunal specialise site pole service unite pharmacie cabinet ecole college lycee association fondation reseau ambulances hospitaliers hospitaliere nord sud est ouest "
    "et en sur aux au a mutualiste privee prive imagerie radiologie biologie general generale local dialyse soins accueil vie jour cancer cancerologie enfants mere".split()
)
"""Words that tell one institution from no other."""
_LINKS = frozenset("de du des la le les l d et en sur aux au a".split())
_BEFORE = _LINKS | frozenset("cr vers retour sortie transfert place avis dossier urgences".split())
"""What stands before an institution in small letters."""
_SAINTS = {"st": "saint", "ste": "sainte"}
_MOST = 30


def propagate(page: Page, hospitals: list[Span]) -> Iterator[Span]:
    """Every further mention of the institutions found."""
    yield from _whole(page, hospitals)
    words, pairs, initials = set[str](), set[tuple[str, ...]](), set[str]()
    for span in hospitals[: 2 * _MOST]:
        tokens = list(page.tokens_in(span.start, span.end))
        own = [i for i in tokens if page.folded[i] not in _KINDS]
        if len(own) == 1:
            words |= _single(page, own[0])
        elif own:
            pairs.add(tuple(_saint(page.folded[i]) for i in own if page.folded[i] not in _LINKS))
        initials |= _initials(page, tokens)
    for word in sorted(words)[:_MOST]:
        for i in page.places_of_forms.get(ocr_form(word), ()):
            if page.folded[i] == word and _mentions(page, i):
                yield Span(page.starts[i], page.ends[i], "HOPITAL", "propagation.hospital", CONTEXT)
    for pair in sorted(pairs)[:_MOST]:
        yield from _saints(page, pair)
    for short in sorted(initials)[:_MOST]:
        for i in page.tokens_of(short):
            yield Span(page.starts[i], page.ends[i], "HOPITAL", "propagation.initials", CONTEXT)


def _single(page: Page, i: int) -> set[str]:
    """The one word that is an institution's own name, if it may be sought alone."""
    word, info = page.folded[i], page.info(i)
    usable = len(word) > 4 and word.isalpha() and page.shapes[i] in (TITLE, UPPER) and word not in NEVER
    return {word} if usable and not (info.medical or info.eponym) and info.zipf < 4.8 else set()


def _mentions(page: Page, i: int) -> bool:
    """Whether a word that is an institution's name here is one at token ``i``: with a capital inside a sentence, all in capitals, or seldom written."""
    shape = page.shapes[i]
    if shape == LOWER:
        return page.info(i).zipf < 2.6 and i > 0 and page.folded[i - 1] in _BEFORE
    inside = i > 0 and not page.line_start(i) and page.gaps[i] in (" ", " (", " : ", ", ", "'", "’", " / ", "/", " - ")
    return shape == UPPER or (shape == TITLE and inside)


def _saints(page: Page, pair: tuple[str, ...]) -> Iterator[Span]:
    """`St Clair`, `ST-CLAIR`, `saint clair` for `Saint-Clair`."""
    if len(pair) != 2 or pair[0] not in ("saint", "sainte"):
        return
    for i in page.places_of_forms.get(ocr_form(pair[1]), ()):
        tied = i and page.folded[i] == pair[1] and page.gaps[i] in (" ", "-", ". ", ".-")
        if tied and _saint(page.folded[i - 1]) == pair[0]:
            yield Span(page.starts[i - 1], page.ends[i], "HOPITAL", "propagation.hospital", CONTEXT)


def _saint(folded: str) -> str:
    return _SAINTS.get(folded, folded)


def _initials(page: Page, tokens: list[int]) -> set[str]:
    """The initials of an institution's words, if they are three or more and mean nothing in medicine."""
    solid = [page.words[i] for i in tokens if page.folded[i] not in _LINKS]
    if not 3 <= len(solid) <= 6 or any(not word[0].isupper() and k for k, word in enumerate(solid)):
        return set()
    short = "".join(word[0].upper() for word in solid if word[0].isalpha())
    info = page.lexicon.info(letters(fold(short)))
    known = short in SHORT_FORMS or short in NO_ACRONYMS or info.medical or info.wordish
    return set() if known or len(short) < 3 else {short}


def _whole(page: Page, hospitals: list[Span]) -> Iterator[Span]:
    """The own name of an institution without its type word (`SAU de Clamart-Sud`)."""
    names = {name: first for span in hospitals for name, first in _own_name(page, span)}
    text = page.text
    for name in sorted(names)[:_MOST]:
        lowered, done = _lower(name), 0
        for start in [page.starts[i] for i in page.places_of_forms[page.forms[names[name]]]]:
            end = start + len(name)
            if start < done or _lower(text[start:end]) != lowered:
                continue
            if not (_goes_on(text[start - 1 : start]) or _goes_on(text[end : end + 1])):
                done = end
                if text[start].isupper():
                    yield Span(start, end, "HOPITAL", "propagation.hospital", CONTEXT)


def _own_name(page: Page, span: Span) -> Iterator[tuple[str, int]]:
    """The institution's name behind its type words, and the token that it begins with."""
    tokens = [i for i in page.tokens_in(span.start, span.end) if page.folded[i] not in _TYPE_WORDS]
    name = page.text[page.starts[tokens[0]] : span.end] if tokens else ""
    if len(name) > 4:
        info = page.info(tokens[0])
        if len(tokens) > 1 or not (info.wordish or info.eponym or info.town >= 0):
            yield name, tokens[0]


def _goes_on(char: str) -> bool:
    """Whether a character, empty at an end of the text, belongs to a word or ties it to another one."""
    return char.isalnum() or char in ("-", "_")


def _lower(text: str) -> str:
    """Small letters, one for one."""
    lowered = text.lower()
    return lowered if len(lowered) == len(text) else "".join(c.lower() if len(c.lower()) == 1 else c for c in text)
