"""Cue words as an OCR or a hasty hand wrote them (``éIiminait``, ``jmaais``, ``abscence``), read as the cue words they are.

Only words that the language does not know are changed, only into a short list of telling cue words
(``language/cues/words_*.tsv``, row ``spelt``), and only at one edit (insertion, deletion, change, swap of neighbours).
"""

from __future__ import annotations

from functools import lru_cache

from language.cues import load_words
from language.words import Words

LEAST = 5
"""A shorter word is never changed."""

CURRENT_ZIPF = 2.3
"""From this frequency on (one in ten million words) a word is taken as meant."""


def _deletions(word: str) -> set[str]:
    return {word[:at] + word[at + 1 :] for at in range(len(word))}


@lru_cache(maxsize=2)
def _targets(lang: str) -> dict[str, tuple[str, ...]]:
    """From each cue word, and each cue word less one letter, to the cue words that it may come from."""
    table: dict[str, list[str]] = {}
    for word in sorted(load_words(lang)["spelt"]):
        for key in (word, *sorted(_deletions(word))):
            table.setdefault(key, []).append(word)
    return {key: tuple(words) for key, words in table.items()}


def _is_one_edit(left: str, right: str) -> bool:
    """One letter added, left out or changed, or two neighbours swapped."""
    shorter, longer = sorted((left, right), key=len)
    if len(longer) - len(shorter) > 1:
        return False
    if len(longer) > len(shorter):
        return shorter in _deletions(longer)
    wrong = [at for at, pair in enumerate(zip(left, right, strict=True)) if pair[0] != pair[1]]
    return len(wrong) == 1 or (
        len(wrong) == 2 and wrong[1] == wrong[0] + 1 and left[wrong[0]] == right[wrong[1]] and left[wrong[1]] == right[wrong[0]]
    )  # fmt: skip


def _is_current(word: str, lang: str) -> bool:
    """A word that is in use, not a slip that many make (``abscence`` is in word lists too)."""
    words = Words(lang)
    return words.is_medical(word) or words.zipf(word) >= CURRENT_ZIPF


def respell(word: str, lang: str) -> str:
    """The cue word that ``word`` (folded) was meant to be, or ``word``."""
    if len(word) < LEAST:
        return word
    targets = _targets(lang)
    keys = (word, *_deletions(word))
    near = {target for key in keys for target in targets.get(key, ()) if _is_one_edit(word, target)}
    if len(near) != 1 or word in load_words(lang)["spelt"] or _is_current(word, lang):
        return word
    return near.pop()
