"""Reads the building blocks (``blocks/*.txt``) and the pathways (``data/pathways.txt``).

A block file holds pools (`== name`, then one template a line), more lines for a topic of an earlier file (`@+ key`) and topics (`@@ key unit=… stay=a-b|cs`, then lines that begin with a
letter and a colon: M reason, H story, E examination, B results, V course, C conclusion, S what next, N nursing, T telegram, X drugs,
I imaging, O operation, P pathology, R meeting). A pool's line may begin with where it belongs: `@(stay -palliatif)` to stays but not of palliative
care, by units, topics, `stay` and `visit`, and ages (`bebe`, `enfant`, `jeune`, `actif`, `aine`).
"""

from __future__ import annotations

from dataclasses import dataclass, field
from functools import lru_cache
from importlib import resources


@dataclass(slots=True)
class Topic:
    """What can be said of one kind of event: ``lines`` by letter, ``drugs`` as lexicon keys; ``stay`` in days, None for a visit."""

    key: str
    unit: str
    stay: tuple[int, int] | None
    lines: dict[str, list[str]] = field(default_factory=dict)
    drugs: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Step:
    """An event of a pathway: ``gap`` in days after the step before, ``docs`` the document types it gives."""

    gap: tuple[int, int]
    topic: str
    docs: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Pathway:
    """A story: who can have it, what they had before, and what happens."""

    key: str
    sexes: str
    ages: tuple[int, int]
    background: tuple[str, ...]
    steps: tuple[Step, ...]


@dataclass(frozen=True, slots=True)
class Book:
    """All topics and pools by name; ``places`` says of lines where they belong."""

    topics: dict[str, Topic]
    pools: dict[str, list[str]]
    places: dict[str, frozenset[str]] = field(default_factory=dict)


def _span(words: str) -> tuple[int, int]:
    low, _, high = words.partition("-")
    return int(low), int(high or low)


def _topic(head: str) -> Topic:
    key, *rest = head.split()
    options = dict(word.partition("=")[::2] for word in rest)
    stay = _span(options["stay"]) if "stay" in options else None
    return Topic(key, options["unit"], stay)


def _placed(line: str, book: Book) -> str:
    """The line itself; where it belongs is kept in the book."""
    if not line.startswith("@("):
        return line
    words, _, line = line[2:].partition(") ")
    book.places[line] = frozenset(words.split())
    return line


def read_block(text: str, book: Book) -> None:
    """Add the topics and pools of one file to the book.

    Raises:
        ValueError: a line stands outside a pool or topic.
    """
    topic: Topic | None = None
    pool: list[str] | None = None
    for line in text.splitlines():
        if line.startswith("@@ "):
            topic, pool = _topic(line[3:]), None
            book.topics[topic.key] = topic
        elif line.startswith("@+ "):
            topic, pool = book.topics[line[3:].strip()], None
        elif line.startswith("== "):
            name = line[3:].strip()
            topic, pool = None, book.pools.setdefault(name, [])
        elif not line.strip() or line.startswith("# "):
            continue
        elif pool is not None:
            pool += line.split("|") if pool is book.pools.get("sal") else [_placed(line.rstrip(), book)]
        elif topic is not None and line[1:2] == ":":
            if line[0] == "X":
                topic.drugs += tuple(line[2:].strip().split(","))
            else:
                topic.lines.setdefault(line[0], []).append(line[2:].strip())
        else:
            raise ValueError(f"a line outside pool and topic: {line[:40]!r}")


@lru_cache(maxsize=1)
def book() -> Book:
    """The blocks of all specialties."""
    found = Book({}, {})
    folder = resources.files("hospital").joinpath("blocks")
    texts = [(p.name, p.read_text(encoding="utf-8")) for p in folder.iterdir() if p.name.endswith(".txt")]
    for _, text in sorted(texts, key=lambda t: ("\n@+ " in t[1], t[0])):
        read_block(text, found)
    return found


@lru_cache(maxsize=1)
def pathways() -> dict[str, Pathway]:
    """All pathways by key."""
    found: dict[str, Pathway] = {}
    text = resources.files("hospital").joinpath("data/pathways.txt").read_text(encoding="utf-8")
    for line in text.splitlines():
        if not line.strip() or line.startswith("#"):
            continue
        key, sexes, ages, background, steps = (part.strip() for part in line.split("|"))
        parsed = [step.split() for step in steps.split(";")]
        found[key] = Pathway(
            key,
            sexes,
            _span(ages),
            tuple(k for k in background.split(",") if k),
            tuple(Step(_span(gap), topic, tuple(docs)) for gap, topic, *docs in parsed),
        )
    return found
