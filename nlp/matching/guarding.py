"""Whether the guard of a form holds where it stands."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from functools import lru_cache

from clinical.annotations import Section
from language.folding import fold
from language.tokens import WORD
from nlp.matching.listed import ABSENT, NO_LISTS, Rule
from nlp.matching.stream import HARD, SENTENCE, SOFT, Stream
from terminologies.guards import NEAR_WORDS, NOT_WORDS, Guard, Words
from terminologies.keys import is_abbreviation, stem
from terminologies.lexicon import MARKS

_SMALL_WORDS = frozenset(
    {"les", "par", "pas", "sur", "est", "son", "as", "os", "ou", "en", "ma", "mi", "sa", "au", "ni"}
)
_TITLES = frozenset(
    {"dr", "drs", "pr", "prs", "docteur", "docteure", "professeur", "mme", "mlle", "monsieur", "madame", "mademoiselle"}
    | {"me", "maitre", "mrs", "miss", "ms", "prof", "professor", "doctor", "sister"}
)
_SMALL_TITLES = frozenset({"dr", "mme", "mr", "mlle", "docteur", "professeur", "madame", "monsieur"})
_ACCENT_EVERY = 100
"""A text with an é in so many characters, or more, is written with accents (French prose has about two)."""
_CAPITAL_LINE = 0.7
"""In a line with this share of capitals or more, capitals say nothing about a small word."""


@dataclass(slots=True)
class Surroundings:
    """A document as guards see it."""

    stream: Stream
    sections: Sequence[Section] = ()
    type: str | None = None
    unit: str | None = None
    english: bool = False
    accents: bool = False
    _capital_lines: dict[int, bool] = field(default_factory=dict)
    _named: dict[Words, bool] = field(default_factory=dict)
    _every: frozenset[str] = frozenset()
    _asked: tuple[int, int, int] = (0, 0, 0)
    _around: list[frozenset[int]] = field(default_factory=list)

    def __post_init__(self) -> None:
        text = self.stream.text
        self.accents = text.count("é") * _ACCENT_EVERY >= len(text)

    def holds(self, rule: Rule, first: int, last: int) -> bool:
        """Whether all parts but ``case`` hold for the words ``first … last``."""
        if rule.beside and not self._beside(rule, first, last):
            return False
        if rule.near:
            around = self._lists(first, last, NEAR_WORDS, SENTENCE)
            for number in rule.near:
                if not any(number in lists for lists in around):
                    return False
        if rule.absent and not all(map(rule.absent.isdisjoint, self._lists(first, last, NOT_WORDS, HARD))):
            return False
        return not rule.told or self._told(rule.guard, first)

    def _beside(self, rule: Rule, first: int, last: int) -> bool:
        """Whether the words right before and after are those that a guard asks for."""
        words, gaps = self.stream.words, self.stream.gaps
        after = words[last + 1].lists if last + 1 < len(words) and gaps[last + 1] < SENTENCE else NO_LISTS
        before = words[first - 1].lists if first > 0 and gaps[first] < SENTENCE else NO_LISTS
        return (
            (rule.next == ABSENT or rule.next in after)
            and rule.not_next not in after
            and (rule.prev == ABSENT or rule.prev in before)
            and rule.not_prev not in before
        )

    def _lists(self, first: int, last: int, reach: int, border: int) -> list[frozenset[int]]:
        """The lists that hold each word at most ``reach`` off; a gap as strong as ``border`` ends the search."""
        asked = first, last, reach
        if asked == self._asked:
            return self._around
        words, gaps, found = self.stream.words, self.stream.gaps, []
        place, stop = first, max(0, first - reach)
        while place > stop and gaps[place] < border:
            place -= 1
            found.append(words[place].lists)
        place, stop = last + 1, min(len(words), last + 1 + reach)
        while place < stop and gaps[place] < border:
            found.append(words[place].lists)
            place += 1
        self._asked, self._around = asked, found
        return found

    def _told(self, guard: Guard, first: int) -> bool:
        """Whether section, type, unit and document are those that a guard asks for."""
        return (
            (not guard.sections or not guard.sections.isdisjoint(self._section(first)))
            and (not guard.not_sections or guard.not_sections.isdisjoint(self._section(first)))
            and (guard.types is None or _any_word(guard.types, self.type))
            and (guard.units is None or _any_word(guard.units, self.unit))
            and (guard.document is None or self._in_document(guard.document))
            and (guard.not_document is None or not self._in_document(guard.not_document))
        )

    def same_case(self, form: str, first: int, last: int) -> bool:
        """Whether the words stand as the form writes them."""
        surfaces = self.stream.surfaces[first : last + 1]
        return surfaces == WORD.findall(form)

    def is_name(self, place: int) -> bool:
        """Whether a title stands before a capitalised word: ``Dr Crohn``, ``Mme GOUTTE``."""
        stream = self.stream
        if place == 0 or not stream.surfaces[place][:1].isupper():
            return False
        title, between = stream.surfaces[place - 1], stream.text[stream.ends[place - 1] : stream.starts[place]]
        if title == "M":
            return between.rstrip() == "." and "\n" not in between
        if stream.gaps[place] > SOFT and between != ". ":
            return False
        return (title[:1].isupper() and fold(title) in _TITLES) or title in _SMALL_TITLES

    def has_marks(self, form: str, first: int, last: int) -> bool:
        """Whether the signs of a form (``BU +``, ``CRP ↑``) stand at or beside its words."""
        stream = self.stream
        low = stream.ends[first - 1] if first else 0
        high = stream.starts[last + 1] if last + 1 < len(stream) else len(stream.text)
        nearby = stream.text[low:high]
        return all(mark in nearby for mark in MARKS.findall(form))

    def capitals_mean(self, first: int) -> bool:
        """False where a short French word stands in a line of capitals: there ``LES`` is an article."""
        if self.stream.words[first].folded not in _SMALL_WORDS:
            return True
        text, start = self.stream.text, self.stream.starts[first]
        low = text.rfind("\n", 0, start) + 1
        if low not in self._capital_lines:
            high = text.find("\n", start)
            line = [char for char in text[low : high if high >= 0 else len(text)] if char.isalpha()]
            self._capital_lines[low] = sum(map(str.isupper, line)) >= _CAPITAL_LINE * len(line)
        return not self._capital_lines[low]

    def _in_document(self, listed: Words) -> bool:
        """Whether one of these words stands anywhere in the text."""
        held = self._named.get(listed)
        if held is None:
            if not self._every:
                folded = {word.folded for word in self.stream.words}
                self._every = frozenset(folded | {stem(word) for word in folded})
            held = self._named[listed] = not listed.exact.isdisjoint(self._every) or (
                bool(listed.prefixes) and any(word.startswith(listed.prefixes) for word in self._every)
            )
        return held

    def _section(self, first: int) -> set[str]:
        """The kinds of the section where a word stands; ``traitement_sortie`` is also ``traitement``."""
        offset = self.stream.starts[first]
        kind = next((s.kind for s in self.sections if s.start <= offset < s.end), "")
        return {kind, kind.partition("_")[0]}


_SHORT_STEM, _SHORT_WORD = 4, 3
_TURNING_ENDINGS = (
    "al",
    "ale",
    "aux",
    "eux",
    "euse",
    "if",
    "ive",
    "en",
    "enne",
    "el",
    "elle",
    "on",
    "onne",
    "eau",
    "eaux",
    "oux",
)
"""Endings that change more than an e or s between masculine, feminine and plural; the stems are equal already."""


@lru_cache(maxsize=50_000)
def inflected(form: str, surface: str, accents: bool) -> bool:
    """Whether one word is a form or its plural or feminine, and not a cousin: ``retraité`` is no ``retrait``.

    ``accents``: the document writes them.

    An abbreviation is itself, in capitals or in small letters: ``page`` is no ``PAG``, ``Drs`` is no ``DRS``.
    """
    wanted, given = fold(form), fold(surface)
    if is_abbreviation(form):
        same = given in (wanted, wanted + "s") or not given.isalpha()
        if given == wanted + "s" and surface.islower():
            return False  # does is no DOE
        return same and (surface.isupper() or surface.islower() or surface[:-1].isupper() or len(form) > 4)
    if len(form) <= _SHORT_WORD and form.islower() and surface.isupper():
        return False  # rot is no ROT
    if accents and _ends_accented(form) and surface.islower() and not _ends_accented(surface):
        return False  # where accents are written, foule is no foulé
    if wanted == given or not wanted.isalpha():
        return True
    if _ends_accented(surface) and not _ends_accented(form) and not form.lower().rstrip("s").endswith("e"):
        return False
    base, bare = wanted.rstrip("s"), given.rstrip("s")
    base = base[:-1] if base.endswith("ee") else base
    return bare in (base, base + "e") or (len(bare) > _SHORT_STEM and bare.endswith(_TURNING_ENDINGS))


def _ends_accented(word: str) -> bool:
    return word.lower().rstrip("s").endswith(("é", "ée"))


def _any_word(listed: Words, text: str | None) -> bool:
    return text is not None and any(listed.holds(fold(word)) for word in WORD.findall(text))
