"""The concepts that the notes speak of: code and surfaces, drugs with doses (``data/lexicon.txt``)."""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache
from importlib import resources


@dataclass(frozen=True, slots=True)
class Entry:
    """A concept: ``code`` without dot, ``surfaces`` as written, ``doses`` (templates) for drugs."""

    code: str
    surfaces: tuple[str, ...]
    doses: tuple[str, ...] = ()


@lru_cache(maxsize=1)
def lexicon() -> dict[str, Entry]:
    """All entries by key.

    Raises:
        ValueError: a line cannot be read or a key stands twice.
    """
    entries: dict[str, Entry] = {}
    text = resources.files("hospital").joinpath("data/lexicon.txt").read_text(encoding="utf-8")
    for number, line in enumerate(text.splitlines(), 1):
        if not line.strip() or line.startswith("#"):
            continue
        key, _, rest = line.partition(" ")
        code, _, rest = rest.partition(" ")
        words, _, doses = rest.partition(" :: ")
        if not words or key in entries:
            raise ValueError(f"lexicon.txt, line {number}: doubled key or no surface")
        entries[key] = Entry(
            code.replace(".", ""),
            tuple(w.strip() for w in words.split("|")),
            tuple(d.strip() for d in doses.split(";") if d.strip()),
        )
    return entries
