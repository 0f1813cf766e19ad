"""The lexicon finds all forms of a stem, though it looks only at forms with the letters that they share."""

from __future__ import annotations

import pytest

from indexer.columns.lexicon import Lexicon, may_have_stem, shared_prefix
from language.stemming import stem
from language.words import Words


@pytest.mark.parametrize("lang", ["fr", "en"])
def test_every_known_word_begins_with_what_its_stem_is_looked_up_by(lang: str) -> None:
    words = [*Words(lang).medical(), *[*Words(lang).known()][:60_000]]
    assert [word for word in words if not word.startswith(shared_prefix(stem(word, lang), lang))] == []
    assert [word for word in words if not may_have_stem(word, stem(word, lang), lang)] == []


@pytest.mark.parametrize(
    ("lang", "form", "forms"),
    [
        ("fr", "vue", ["vue", "vues"]),
        ("fr", "lecteurs", ["lecteur", "lectrices"]),
        ("fr", "rénaux".replace("é", "e"), ["renal", "renale", "renaux"]),
        ("fr", "LES", ["LES"]),
        ("en", "ax", ["ax", "axes"]),
        ("en", "fly", ["flies", "fly"]),
        ("en", "stop", ["stop", "stopped", "stopping"]),
    ],
)
def test_all_forms_of_a_stem(lang: str, form: str, forms: list[str]) -> None:
    others = ["vu", "lecture", "renard", "les", "axe", "flow", "stoppage", "vuesx"]
    assert Lexicon([*others, *forms]).of_stem(form, lang) == forms
