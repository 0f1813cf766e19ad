"""The forms of an index: which of them a query word stands for, counted before anything is read."""

from __future__ import annotations

from bisect import bisect_left
from functools import cached_property

from clinical.queries import Word
from indexer.fuzzy import near_forms
from indexer.limits import MAX_EXPANSION, check_word, literal_prefix, refusal
from indexer.meaning import stem_test, wildcard
from language.stemming import stem

_SHARED = {"fr": (3, 3), "en": (2, 1)}
"""By language: letters that two words of one stem surely share (`flies` and `fly` share two), and how many of its last
letters a stem may not share with a word of it (`lectrice`, `lecteur`: `eur`; `flies`, `fly`: `y`)."""


def shared_prefix(stem: str, lang: str) -> str:
    """What every word of a stem begins with."""
    least, changing = _SHARED["en" if lang == "en" else "fr"]
    return stem[: max(least, len(stem) - changing)]


class Lexicon:
    """Forms by number; number 0 is the masked position. An erased form is "" and never found."""

    def __init__(self, lines: list[str]) -> None:
        self.forms = ["", *lines]

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

    def expand(self, word: Word, lang: str) -> list[str]:
        """The forms that a word stands for in documents of ``lang``.

        Raises:
            QueryRefusedError: more than ``MAX_EXPANSION`` (``expansion``), or the word itself is too wide.
        """
        check_word(word)
        found = self._expand(word, lang)
        if len(found) > MAX_EXPANSION:
            raise refusal("expansion")
        return found

    def _expand(self, word: Word, lang: str) -> list[str]:
        form = word.form
        if word.mode == "stem":
            return self.of_stem(form, lang)
        if word.mode == "prefix":
            return self.with_prefix(form)
        if word.mode == "wildcard":
            pattern = wildcard(form)
            return [one for one in self.with_prefix(form[: literal_prefix(form)]) if pattern.fullmatch(one)]
        if word.mode == "fuzzy":
            return [one for one, _ in near_forms(form, self.with_prefix(form[:1]))]
        return [form] if form in self.ids and form else []

    def of_stem(self, form: str, lang: str) -> list[str]:
        """Forms of the stem of ``form``."""
        if len(form) < _SHARED["en" if lang == "en" else "fr"][0] or form.isupper():
            return [form] if form in self.ids and form else []
        test = stem_test(form, lang)
        return [one for one in self.with_prefix(shared_prefix(stem(form, lang), lang)) if test(one)]
