"""How well misspelt words are found: one random edit in a word of a known term, and how often clean text is misread.

Used by ``klask evaluate annotate`` and kept as a bar: found at least 0.90 of the time, at most 0.2 false hits a note.
"""

from __future__ import annotations

import random
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass

from clinical.documents import Mask
from language.folding import fold
from language.tokens import WORD
from language.words import Words
from nlp.matching import Match, Matcher
from terminologies import Catalogue
from terminologies.draft import HIDDEN, LEXICON, MATCHED

SHORTEST = 5
"""Words that are misspelt have so many letters or more."""
_LETTERS = "abcdefghijklmnopqrstuvwxyzéè"
_CARRIER = "Patient adressé pour {} depuis hier soir."


@dataclass(frozen=True, slots=True)
class TypoResult:
    """``found`` of ``total`` misspelt terms gave the right category; ``missed`` lists (term, as misspelt, code)."""

    seed: int
    found: int
    total: int
    missed: tuple[tuple[str, str, str], ...] = ()

    @property
    def recall(self) -> float:
        return self.found / self.total if self.total else 0.0


def one_edit(word: str, draw: random.Random) -> str:
    """``word`` with one letter left out, doubled, put in, replaced or swapped with the next, at a random place."""
    place = draw.randrange(len(word))
    head, letter, tail = word[:place], word[place], word[place + 1 :]
    kind = draw.choice(("delete", "double", "insert", "replace", "swap"))
    if kind == "delete":
        return head + tail
    if kind == "double":
        return head + letter * 2 + tail
    if kind == "insert":
        return head + draw.choice(_LETTERS) + letter + tail
    if kind == "replace":
        return head + draw.choice(_LETTERS) + tail
    return word[: place - 1] + word[place] + word[place - 1] + tail if place else word[1] + word[0] + word[2:]


def misspelt(term: str, draw: random.Random, is_known: Callable[[str], bool]) -> str | None:
    """``term`` with one edit in one of its long words so that the result is no known word; None where there is none."""
    places = [m for m in WORD.finditer(term) if len(m.group()) >= SHORTEST and m.group().isalpha()]
    if not places:
        return None
    match = draw.choice(places)
    for _ in range(20):
        edited = one_edit(match.group(), draw)
        if fold(edited) != fold(match.group()) and not is_known(fold(edited)):
            return term[: match.start()] + edited + term[match.end() :]
    return None


def known_terms(catalogue: Catalogue, *, lexicon_only: bool = False) -> list[tuple[str, str, str]]:
    """(term, system, code) of every term that is matched without a guard."""
    container = catalogue.container
    texts, guards = container.strings("term"), container.array("term_guard")
    flags, concepts = container.array("term_flags"), container.array("term_concept")
    found = []
    for place in range(len(texts)):
        wanted = flags[place] & MATCHED and concepts[place] >= 0 and guards[place] == 0
        if wanted and (flags[place] & LEXICON or not lexicon_only) and not (flags[place] & HIDDEN):
            concept = catalogue.at(int(concepts[place]))
            found.append((texts[place], concept.system, concept.code))
    return found


def typo_recall(matcher: Matcher, terms: Sequence[tuple[str, str, str]], *, seed: int, sample: int = 400) -> TypoResult:
    """Misspell ``sample`` random terms and count those still found with their category (ATC: level 4)."""
    draw = random.Random(seed)
    words = Words("fr")
    found, total, missed = 0, 0, []
    while total < sample:
        term, system, code = draw.choice(terms)
        if not _found(matcher, term, system, code):
            continue  # another, longer or likelier term says something else: nothing to do with spelling
        edited = misspelt(term, draw, words.is_word)
        if edited is None:
            continue
        total += 1
        if _found(matcher, edited, system, code):
            found += 1
        else:
            missed.append((term, edited, code))
    return TypoResult(seed, found, total, tuple(missed))


def _found(matcher: Matcher, term: str, system: str, code: str) -> bool:
    width = 5 if system == "ATC" else 3
    matches = matcher.match(_CARRIER.format(term))
    return any(m.system == system and m.code[:width] == code[:width] for m in matches)


def approximate_matches(matcher: Matcher, documents: Iterable[tuple[str, Sequence[Mask]]]) -> list[tuple[int, Match]]:
    """(place of the document, match) of every approximate match in clean text: candidates for false hits."""
    return [
        (place, match)
        for place, (text, masks) in enumerate(documents)
        for match in matcher.match(text, masks=masks)
        if match.method == "fuzzy"
    ]
