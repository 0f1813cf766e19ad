"""Words of a text as tokens of the terms: by their key, or, where the language does not know them, by likeness.

A word is looked at once: what it may stand for is remembered for the whole run (at most ``CACHE`` words).
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any
from zlib import crc32

import numpy as np
from numpy.typing import NDArray
from rapidfuzz.distance import OSA

from language.folding import fold
from nlp.matching.families import FAMILIES
from nlp.matching.listed import NO_LISTS, Listed
from nlp.matching.nodes import Nodes, Root
from terminologies import deletes
from terminologies.container import Container
from terminologies.keys import LITTLE_WORDS, MODIFIERS, is_abbreviation, is_adjective, is_little, spellings, stem

CACHE = 200_000
SHORTEST = 4
"""A word of four letters may be one of five with a letter lost; shorter ones are never approximated."""
MOST_ALTERNATIVES = 6

HOLDING, BRANCHING, ALLERGY, ELLIPTICAL, SIGNED, PLAIN, HEADING = (1 << bit for bit in range(7))
"""Flags: a word that is a term (no little one), that terms begin with and go on, a word of allergy, a word that takes up again
what was named, a word that counts among words in another order, one of those that is no modifier, one that is a head there."""

_ALLERGY = ("allergi", "intoleran", "hypersensib", "anaphyla")
_OCR_CAPITAL = str.maketrans({"l": "I", "1": "I", "|": "I", "0": "O", "5": "S"})
_OCR_SMALL = str.maketrans({"1": "l", "0": "o", "5": "s"})
_OCR_PAIR = re.compile(r"rn(?=[^\W_])|(?<=[^\W_])rn$")
_SCANNED_CAPITAL = re.compile(r"(?=.*[A-Z].*[A-Z])[A-ZÀ-Ý0-9l]{3,}")
_SCANNED_SMALL = re.compile(r"[A-Za-zà-ÿ]?[a-zà-ÿ015]*[015][a-zà-ÿ015]*")


@dataclass(slots=True)
class Word:
    """What a spelling may stand for: pairs of token and likeness (1.0 when it is that word).

    ``signed`` is the token by which it counts among words in another order, -1 where it does not. ``flags`` say who visits
    it, ``lists`` which word lists of guards hold it; ``passing``: it is little, a modifier or an adjective, so that a term may go
    on behind it; ``tokens`` are those of ``alternatives``; ``quiet``: it is little, and not written in capitals.
    """

    folded: str
    alternatives: tuple[tuple[int, float], ...]
    roots: tuple[Root, ...]
    little: bool
    modifier: bool
    adjective: bool
    exact: bool
    signed: int = -1
    flags: int = 0
    lists: frozenset[int] = NO_LISTS
    passing: bool = False
    tokens: tuple[int, ...] = ()
    quiet: bool = False


class _Seen(dict[str, Word]):
    """Spellings that were looked at; forgotten when too many are kept."""

    def __init__(self, look: Callable[[str], Word]) -> None:
        super().__init__()
        self._look = look

    def __missing__(self, surface: str) -> Word:
        if len(self) >= CACHE:
            self.clear()
        word = self[surface] = self._look(surface)
        return word


class Vocabulary:
    """Spellings → tokens, over the compiled arrays. ``lang`` decides which words are no misspellings."""

    def __init__(
        self, container: Container, *, root: Any, lang: str = "fr", approximate: bool = True,
        nodes: Nodes | None = None, listed: Mapping[str, frozenset[int]] | None = None,
    ) -> None:  # fmt: skip
        self._ids = {word: place for place, word in enumerate(container.words("vocabulary"))}
        self._root = root
        self._nodes = Nodes(container) if nodes is None else nodes
        self._listed = Listed() if listed is None else listed
        self._heads = frozenset(np.unique(container.array("signature_head")).tolist())
        self._approximate = approximate
        self._surfaces, self._tokens = container.strings("surface"), container.array("surface_token")
        self._hashes, self._owners = container.array("delete_hash"), container.array("delete_surface")
        known = container.array("known_en" if lang == "en" else "known_fr")
        self._known: NDArray[Any] = known
        self.seen = _Seen(self._look)

    def id(self, spelling: str) -> int | None:
        """The token of a key, or None."""
        return self._ids.get(spelling)

    def word(self, surface: str) -> Word:
        """What ``surface`` may stand for."""
        return self.seen[surface]

    def holds(self, surface: str) -> bool:
        """Whether some term has this very word."""
        return any(spelling in self._ids for spelling in spellings(surface))

    def _look(self, surface: str) -> Word:
        folded = fold(surface)
        tokens = [self._ids[spelling] for spelling in spellings(surface) if spelling in self._ids]
        if not surface.islower() and folded in LITTLE_WORDS and not is_abbreviation(surface):
            tokens = []  # Le, Des, A at the start of a sentence
        exact = bool(tokens)
        pairs = [(token, 1.0) for token in tokens]
        if not exact and self._approximate:
            pairs = self._scanned(surface) or self._alike(surface, folded)
        roots = [self._nodes.root(self._root[token], likeness) for token, likeness in pairs if self._root[token]]
        little = is_little(surface) or (folded in LITTLE_WORDS and len(folded) > 1)
        modifier, adjective = stem(folded) in MODIFIERS, is_adjective(folded)
        signed = pairs[0][0] if exact and not little else -1
        quiet = little and not surface.isupper()
        flags = HOLDING * (any(root.holds for root in roots) and not quiet) | BRANCHING * any(
            root.children for root in roots
        )
        flags |= ALLERGY * folded.startswith(_ALLERGY) | ELLIPTICAL * (folded in FAMILIES)
        flags |= (SIGNED | PLAIN * (not modifier) | HEADING * (signed in self._heads)) * (signed >= 0)
        return Word(
            folded, tuple(pairs), tuple(roots), little, modifier, adjective, exact or not pairs,
            signed, flags, self._listed[folded], little or modifier or adjective,
            tuple(token for token, _ in pairs), quiet,
        )  # fmt: skip

    def _scanned(self, surface: str) -> list[tuple[int, float]]:
        """What a scanner misread: I for l among capitals, 0 for O, 1 for l, rn for m."""
        if _SCANNED_CAPITAL.fullmatch(surface):
            mended = surface.translate(_OCR_CAPITAL)
        elif _SCANNED_SMALL.fullmatch(surface) and len(surface) > SHORTEST:
            mended = surface.translate(_OCR_SMALL)
        else:
            mended = surface
        mended = _OCR_PAIR.sub("m", mended)
        if mended == surface or (mended.isalpha() and self._is_known(fold(surface))):
            return []
        tokens = [self._ids[spelling] for spelling in spellings(mended) if spelling in self._ids]
        return [(token, 0.95) for token in tokens] or self._alike(mended, fold(mended))

    def _alike(self, surface: str, folded: str) -> list[tuple[int, float]]:
        if len(folded) < SHORTEST or not folded.isalpha() or is_abbreviation(surface) or self._is_known(folded):
            return []
        best: dict[int, float] = {}
        for form in {folded, folded.rstrip("s")} if len(folded) > SHORTEST else {folded}:
            for place in deletes.candidates(form, self._hashes, self._owners):
                likeness = self._likeness(form, self._surfaces[place], capital=not surface.islower())
                token = int(self._tokens[place])
                if likeness > best.get(token, 0.0):
                    best[token] = likeness
        ranked = sorted(best.items(), key=lambda item: -item[1])
        return [pair for pair in ranked if pair[1] >= ranked[0][1] - 0.05][:MOST_ALTERNATIVES]

    def _likeness(self, form: str, surface: str, *, capital: bool) -> float:
        """0.0 where too far: two edits only in long words with the same start, written small (names are capitalised)."""
        allowed = deletes.edits_allowed(min(len(form), len(surface)))
        if allowed == 2 and (capital or form[:3] != surface[:3] or _opposite(form, surface)):
            allowed = 1
        distance = OSA.distance(form, surface, score_cutoff=allowed)
        return 1.0 - distance / max(len(form), len(surface)) if distance <= allowed else 0.0

    def _is_known(self, folded: str) -> bool:
        hashed = crc32(folded.encode())
        place = int(np.searchsorted(self._known, np.uint32(hashed)))
        return place < len(self._known) and int(self._known[place]) == hashed


def _opposite(one: str, other: str) -> bool:
    """``hypo`` and ``hyper`` are two edits apart and say the contrary."""
    return one.startswith("hypo") != other.startswith("hypo") or one.startswith("hyper") != other.startswith("hyper")
