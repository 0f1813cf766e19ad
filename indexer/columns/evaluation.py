"""From a query tree to the set of slots that satisfy it: postings for words and codes, columns for all the rest."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import replace
from functools import reduce
from typing import Protocol

import numpy as np
from numpy.typing import NDArray
from pyroaring import BitMap

from clinical.errors import EngineError
from clinical.queries import (
    AgeBetween,
    And,
    ConceptIs,
    DateBetween,
    Everything,
    FieldIs,
    Not,
    Nothing,
    Or,
    Phrase,
    Query,
    SameSentence,
    Scope,
    ValueIs,
    Word,
)
from indexer.columns.layout import COMPARATORS, RECORD_TABLES
from indexer.columns.positions import Places, Positions
from indexer.columns.sets import set_of, set_where, slots_of
from indexer.columns.snapshot import Columns
from indexer.limits import Deadline
from indexer.meaning import context_codes, days_between
from indexer.view import EXACT_FIELDS, analyte_key, field_key
from language.stemming import stem


class Postings(Protocol):
    """What an engine answers about its terms; slots that are not alive may be among them."""

    def of_forms(self, forms: Sequence[str], classes: Sequence[int], deadline: Deadline) -> BitMap:
        """Slots with a token of one of the forms in one of the classes."""
        ...

    def of_code(self, key: str, classes: Sequence[int], *, alone: bool, deadline: Deadline) -> BitMap:
        """Slots with the code, or with one below it unless ``alone``, in one of the classes."""
        ...


class Evaluation:
    """One question on one snapshot; leaves are looked up once. Not for more than one thread."""

    def __init__(self, columns: Columns, postings: Postings, deadline: Deadline) -> None:
        self.columns, self.postings, self.deadline = columns, postings, deadline
        self._known: dict[Query, BitMap] = {}

    def scope(self, scope: Scope) -> BitMap:
        """The living slots that a person may see."""
        allowed = self.columns.live
        if scope.lots is not None:
            places = self._places_of("lot", scope.lots)
            allowed = allowed & set_where(np.isin(self.columns.docs["lot"], places))
        if scope.withheld_patients:
            places = self._places_of("patient", scope.withheld_patients)
            if len(places):
                allowed = allowed - set_where(np.isin(self.columns.patients, places))
        return allowed

    def _places_of(self, table: str, names: frozenset[str]) -> NDArray[np.uint32]:
        ids = self.columns.tables[table].ids
        return np.array([ids[name] for name in names if name in ids], dtype=np.uint32)

    def matching(self, query: Query, allowed: BitMap) -> BitMap:
        """The slots of ``allowed`` that satisfy the query."""
        return self._set(query, allowed) & allowed

    def _set(self, query: Query, allowed: BitMap) -> BitMap:
        self.deadline.check()
        match query:
            case And(parts):
                return self._all(parts, allowed)
            case Or(parts):
                return self._any(parts, allowed)
            case Not(part):
                return allowed - self._set(part, allowed)
            case Everything():
                return allowed
            case Nothing():
                return BitMap()
            case _:
                return self._leaf(query, allowed)

    def _all(self, parts: Sequence[Query], allowed: BitMap) -> BitMap:
        """Intersect; what needs positions comes last, on what is left."""
        found = allowed
        for part in sorted(parts, key=_cost):
            found = found & self._set(part, found)
            if not found:
                break
        return found

    def _any(self, parts: Sequence[Query], allowed: BitMap) -> BitMap:
        """Unite; plain words are looked up together, where all documents are of one language."""
        together: dict[tuple[str, ...], set[str]] = {}
        found = BitMap()
        for part in parts:
            if isinstance(part, Word) and not part.section and not self.columns.english and part not in self._known:
                forms = self.columns.lexicon.expand(part, "fr", self.deadline)
                together.setdefault(part.contexts, set()).update(forms)
            else:
                found = found | self._set(part, allowed)
        for contexts, united in together.items():
            classes = sorted(context_codes(contexts))
            found = found | self.postings.of_forms(sorted(united), classes, self.deadline)
        return found

    def _leaf(self, query: Query, allowed: BitMap) -> BitMap:
        if isinstance(query, Phrase | SameSentence) or (isinstance(query, Word) and query.section):
            return self._positioned(query, allowed)
        known = self._known.get(query)
        if known is None:
            known = self._known[query] = self._lookup(query)
        return known

    def _lookup(self, query: Query) -> BitMap:
        match query:
            case Word():
                return self._word(query)
            case ConceptIs(system, code, alone):
                classes = sorted(context_codes(query.contexts))
                return self.postings.of_code(f"{system}:{code}", classes, alone=alone, deadline=self.deadline)
            case ValueIs():
                return self._value(query)
            case FieldIs(field, values):
                return self._field(field, values)
            case DateBetween(start, end):
                first, last = days_between(start, end)
                docs = self.columns.docs
                return set_where((docs["first_day"] >= max(first, 1)) & (docs["last_day"] <= last)
                                         & (docs["last_day"] > 0))  # fmt: skip
            case AgeBetween(low, high):
                ages = self.columns.docs["age"]
                return set_where((ages >= (low or 0)) & (ages <= (high if high is not None else 1000)))
            case _:
                raise EngineError(f"no engine reads {type(query).__name__}")

    def _word(self, word: Word) -> BitMap:
        classes = sorted(context_codes(word.contexts))
        return self._by_language(word, lambda forms: self.postings.of_forms(forms, classes, self.deadline))

    def _by_language(self, word: Word, look: Callable[[Sequence[str]], BitMap]) -> BitMap:
        """A word means other forms in English documents, which are looked up apart where there are any."""
        lexicon, english = self.columns.lexicon, self.columns.english
        french = look(lexicon.expand(word, "fr", self.deadline))
        if not english or word.mode != "stem":
            return french
        return (french - english) | (look(lexicon.expand(word, "en", self.deadline)) & english)

    def _value(self, query: ValueIs) -> BitMap:
        place = self.columns.tables["analyte"].ids.get(analyte_key(query.analyte))
        rows = self.columns.values
        rows = rows[rows["analyte"] == place] if place is not None else rows[:0]
        kept = np.zeros(len(rows), dtype=bool)
        for sign, comparator in enumerate(COMPARATORS):
            same = rows["comparator"] == sign
            kept |= same & _meets(rows["value"], comparator, query)
        return set_of(np.unique(rows["slot"][kept]))

    def _field(self, field: str, values: Sequence[str]) -> BitMap:
        if field not in RECORD_TABLES:
            raise EngineError(f"documents have no field {field}")
        wanted = {field_key(field, value) for value in values}
        ids = self.columns.tables[field].ids
        if field in EXACT_FIELDS:
            places = [ids[value] for value in wanted if value in ids]
        else:
            places = [place for name, place in self.deadline.watched(ids.items()) if field_key(field, name) in wanted]
        if not places:
            return BitMap()
        return set_where(np.isin(self.columns.docs[field], np.array(places, dtype=np.uint32)))

    # what needs positions

    def candidates(self, query: Query, allowed: BitMap) -> BitMap:
        """Slots that may satisfy a leaf by its words and codes alone."""
        match query:
            case Word():
                return self._leaf(replace(query, section=None), allowed)
            case Phrase(forms):
                parts = [Word(form, "exact" if query.exact else "stem", query.contexts) for form in forms]
                return reduce(lambda found, part: found & self._leaf(part, allowed), parts, allowed)
            case SameSentence(parts) | And(parts):
                return reduce(lambda found, part: found & self.candidates(part, allowed), parts, allowed)
            case Or(parts):
                return reduce(lambda found, part: found | self.candidates(part, allowed), parts, BitMap())
            case _:
                return self._set(query, allowed)

    def _positioned(self, query: Query, allowed: BitMap) -> BitMap:
        listed = self.columns.listed and isinstance(query, Phrase) and query.ordered and query.slop == 0
        candidates = allowed if listed else self.candidates(query, allowed) & allowed  # lists lead to the rarest word
        found = BitMap()
        for lang, slots in self._languages(candidates):
            places = Places(self.columns, slots_of(slots), self.deadline)
            positions = self.positions(query, places, lang)
            found |= set_of(places.slot_of(positions))
        return found

    def _languages(self, slots: BitMap) -> list[tuple[str, BitMap]]:
        english = slots & self.columns.english
        return [(lang, part) for lang, part in (("fr", slots - english), ("en", english)) if part]

    def positions(self, query: Query, places: Places, lang: str) -> Positions:
        """Where a leaf that needs positions holds: one position a match."""
        if isinstance(query, SameSentence):
            numbers = self._sentences(query, places, lang)
            return self.columns.breaks[numbers - 1]
        if isinstance(query, Word):
            return places.word(query, self._numbers(query, lang))
        assert isinstance(query, Phrase)
        return places.phrase(query, *self._phrase_words(query, lang))[0]

    def _numbers(self, word: Word, lang: str) -> list[int]:
        lexicon = self.columns.lexicon
        return [lexicon.ids[form] for form in lexicon.expand(word, lang, self.deadline)]

    def _phrase_words(self, phrase: Phrase, lang: str) -> tuple[list[list[int]], list[str]]:
        mode = "exact" if phrase.exact else "stem"
        words = [self._numbers(Word(form, mode), lang) for form in phrase.forms]  # type: ignore[arg-type]
        keys = [form if phrase.exact or form.isupper() else stem(form, lang) for form in phrase.forms]
        return words, keys

    def _sentences(self, query: Query, places: Places, lang: str) -> Positions:
        match query:
            case SameSentence(parts) | And(parts):
                found = [self._sentences(part, places, lang) for part in parts]
                return reduce(np.intersect1d, found)
            case Or(parts):
                return reduce(np.union1d, [self._sentences(part, places, lang) for part in parts])
            case Word():
                return np.unique(places.sentences(self.positions(query, places, lang)))
            case Phrase():
                first, last = places.phrase(query, *self._phrase_words(query, lang))
                one, other = places.sentences(first), places.sentences(last)
                return np.unique(one[one == other])
            case ConceptIs():
                return np.unique(places.sentences(places.mentions(query, self._codes(query))))
            case Nothing():
                return np.zeros(0, dtype=np.int64)
            case _:
                raise EngineError(f"a sentence holds words, phrases and concepts, not {type(query).__name__}")

    def _codes(self, concept: ConceptIs) -> list[int]:
        key = f"{concept.system}:{concept.code}"
        self.deadline.check()
        if concept.alone:
            place = self.columns.tables["code"].ids.get(key)
            return [] if place is None else [place]
        return self.columns.codes_under.get(key, [])


def _cost(query: Query) -> int:
    """Record fields and words first, then combinations, then what needs positions."""
    if isinstance(query, Phrase | SameSentence) or (isinstance(query, Word) and query.section):
        return 3
    if isinstance(query, Not):
        return 2
    return 1 if isinstance(query, And | Or) else 0


def _meets(values: NDArray[np.float64], comparator: str, query: ValueIs) -> NDArray[np.bool_]:
    """``indexer.view.value_holds`` for many values that texts give with one comparator."""
    wanted, asked = query.value, query.comparator
    below, above = ("<", "<="), (">", ">=")
    for side, beyond in ((below, values < wanted), (above, values > wanted)):
        if comparator in side:
            exact = (values == wanted) & (asked >= comparator)
            return np.logical_or(beyond, exact) if asked in side else np.zeros(len(values), dtype=bool)
    equal = values == wanted
    holds: dict[str, NDArray[np.bool_]] = {
        "<": values < wanted,
        "<=": values <= wanted,
        "=": equal,
        ">=": values >= wanted,
        ">": values > wanted,
    }
    return holds[asked]
