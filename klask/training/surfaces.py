"""The sentences and surfaces written by hand for the tagger's training."""

from __future__ import annotations

from dataclasses import dataclass
from importlib import resources


@dataclass(frozen=True, slots=True)
class Surfaces:
    """Names by hand, which the registers hold seldom or as words."""

    firsts: tuple[str, ...]
    surnames: tuple[str, ...]
    towns: tuple[str, ...]
    places: tuple[str, ...]
    acronyms: tuple[str, ...]


def surfaces() -> Surfaces:
    """The surfaces of ``surfaces.txt``."""
    kinds: dict[str, list[str]] = {}
    kind = ""
    for line in _lines("surfaces.txt"):
        if line.startswith("["):
            kind = line.strip("[]")
        else:
            kinds.setdefault(kind, []).extend(item.strip() for item in line.split(",") if item.strip())
    first, surname, town, place, acronym = (
        tuple(kinds[kind]) for kind in ("first", "surname", "town", "place", "acronym")
    )
    return Surfaces(first, surname, town, place, acronym)


def sentences() -> tuple[tuple[str, ...], tuple[str, ...]]:
    """Templates with slots, and counter-examples, of ``sentences.txt``."""
    lines = _lines("sentences.txt")
    return tuple(line for line in lines if "{" in line), tuple(line for line in lines if "{" not in line)


def _lines(name: str) -> list[str]:
    text = resources.files("klask.training").joinpath(name).read_text(encoding="utf-8")
    return [line for line in text.splitlines() if line.strip() and not line.startswith("#")]
