"""The forms of an index: which of them a query word stands for, counted before anything is read."""

from __future__ import annotations

from bisect import bisect_left
from functools import cached_property

from clinical.queries import Word
from indexer.fuzzy import near_forms
from indexer.limits import MAX_EXPANSION, NO_LIMIT, Deadline, check_word, literal_prefix, refusal
from indexer.meaning import stem_test, wildcard
from language.stemming import stem

KEPT_EXPANSIONS = 2000
"""Words whose forms are kept with a snapshot: one question asks for them several times."""

COMPARED_AT_ONCE = 50_000
"""Forms compared with a misspelt one between two looks at the clock, some 10 ms."""

_SHARED = {"fr": (3, 3), "en": (2, 1)}
"""By language: letters that two words of one stem surely share (`flies` and `fly` share two), and how many of its last
letters a stem may not share with a word of it (`lectrice`, `lecteur`: `eur`; `flies`, `fly`: `y`)."""

_LONGER = {"fr": 1, "en": 4}
"""Letters that a word without its last `e`, `s`, `x` has more than its stem (`bonnes`, `bon`; `stopping`, `stop`)."""


def shared_prefix(stem: str, lang: str) -> str:
    """What every word of a stem begins with."""
    least, changing = _SHARED["en" if lang == "en" else "fr"]
    return stem[: max(least, len(stem) - changing)]


def may_have_stem(form: str, stem: str, lang: str) -> bool:
    """A quick look, before a form is stemmed, that turns away most forms of other stems."""
    return len(form.rstrip("esx")) <= len(stem) + _LONGER["en" if lang == "en" else "fr"]


class Lexicon:
    """Forms by number; number 0 is the masked position. An erased form is "" and never found."""

    def __init__(self, lines: list[str]) -> None:
        self.forms = ["", *lines]
        self._expanded: dict[tuple[Word, str], list[str]] = {}

    @cached_property
    def ids(self) -> dict[str, int]:
        """Numbers by form, erased ones under a name of their own."""
        return {form if form or not number else f"\x00{number}": number for number, form in enumerate(self.forms)}

    @cached_property
    def ordered(self) -> list[str]:
        """All forms in the order of their code points."""
        return sorted(form for form in self.forms if form)

    def with_prefix(self, prefix: str) -> list[str]:
        """Forms that begin with a prefix, in order."""
        forms = self.ordered
        return forms[bisect_left(forms, prefix) : bisect_left(forms, prefix + "\U0010ffff")]

    def expand(self, word: Word, lang: str, deadline: Deadline = NO_LIMIT) -> list[str]:
        """The forms that a word stands for in documents of ``lang``.

        Raises:
            QueryRefusedError: more than ``MAX_EXPANSION`` (``expansion``), the word itself is too wide, or it took too
                long (``time``).
        """
        key = (Word(word.form, word.mode), lang)
        found = self._expanded.get(key)
        if found is None:
            check_word(word)
            found = self._expand(word, lang, deadline)
            if len(found) > MAX_EXPANSION:
                raise refusal("expansion")
            if len(self._expanded) >= KEPT_EXPANSIONS:
                self._expanded.clear()
            self._expanded[key] = found
        return found

    def _expand(self, word: Word, lang: str, deadline: Deadline) -> list[str]:
        form = word.form
        if word.mode == "stem":
            return self.of_stem(form, lang, deadline)
        if word.mode == "prefix":
            return self.with_prefix(form)
        if word.mode == "wildcard":
            pattern = wildcard(form)
            candidates = deadline.watched(self.with_prefix(form[: literal_prefix(form)]))
            return [one for one in candidates if pattern.fullmatch(one)]
        if word.mode == "fuzzy":
            return [one for one, _ in self.near(form, deadline)]
        return [form] if form in self.ids and form else []

    def of_stem(self, form: str, lang: str, deadline: Deadline = NO_LIMIT) -> list[str]:
        """Forms of the stem of ``form``."""
        if len(form) < _SHARED["en" if lang == "en" else "fr"][0] or form.isupper():
            return [form] if form in self.ids and form else []
        test = stem_test(form, lang)
        wanted = stem(form, lang)
        candidates = deadline.watched(self.with_prefix(shared_prefix(wanted, lang)))
        return [one for one in candidates if may_have_stem(one, wanted, lang) and test(one)]

    def near(self, form: str, deadline: Deadline = NO_LIMIT) -> list[tuple[str, int]]:
        """The forms near a misspelt one with their distance."""
        candidates = self.with_prefix(form[:1])
        found = []
        for start in range(0, len(candidates), COMPARED_AT_ONCE):
            deadline.check()
            found.extend(near_forms(form, candidates[start : start + COMPARED_AT_ONCE]))
        return found
