"""What a note is written from: who, where, when, in which style; and the pieces written so far."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, timedelta
from random import Random
from typing import TYPE_CHECKING, Any, TypeVar

from hospital.lexicon import Entry, lexicon
from hospital.notes import Value
from hospital.people import Doctor, Identity
from hospital.sites import Site
from hospital.template import Mark, Piece, Told, compiled, lasting, system_of

if TYPE_CHECKING:
    from hospital.states import Body
    from hospital.told import StorySlots

T = TypeVar("T")
new = tuple.__new__
"""Makes a mark in half the time of its own constructor; a note has seventy."""
MONTHS = [
    "janvier",
    "février",
    "mars",
    "avril",
    "mai",
    "juin",
    "juillet",
    "août",
    "septembre",
    "octobre",
    "novembre",
    "décembre",
]
DAYS = ["lundi", "mardi", "mercredi", "jeudi", "vendredi", "samedi", "dimanche"]


@dataclass(slots=True)
class Style:
    """How this note's author writes dates (0-5), phones (0-6) and names (0-2)."""

    dates: int
    phones: int
    names: int


@dataclass(slots=True)
class Scene:
    """The state of one note being written. ``day`` is the event's date, ``written`` the note's; a ``visit`` is no stay."""

    rng: Random
    person: Identity
    site: Site
    unit: str
    day: date
    end: date
    written: date
    style: Style
    nda: str
    author: Doctor
    body: Body
    facts: Mapping[str, str] = field(default_factory=dict)
    female: bool = False
    random: Callable[[], float] = float
    out: list[Piece] = field(default_factory=list)
    values: list[Value] = field(default_factory=list)
    known: dict[str, str] = field(default_factory=dict)
    lexicon: dict[str, Entry] = field(default_factory=lexicon)
    comma: str = ","
    minutes: int = -1
    hurry: float = 0.0
    visit: bool = False
    dated: date | None = None
    years: int = 0
    right: bool = True
    include: Callable[[str, int, bool], None] = lambda name, times, lines: None
    slots: Mapping[str, Callable[[Any, tuple[str, ...]], None]] = field(default_factory=dict)
    told: StorySlots | None = None

    def __post_init__(self) -> None:
        """Bind the source of chance: it is asked a hundred times a note."""
        self.random = self.rng.random

    def say(self, template: str) -> None:
        """Append a template's rendering."""
        compiled(template).write(self)

    def text(self, words: str) -> None:
        """Append plain words as they stand."""
        self.out.append(words)

    def mark(self, surface: str, label: str) -> None:
        """Append an identifier."""
        self.out.append(new(Mark, (surface, label, "", "")))

    def concept(self, surface: str, code: str, ctx: str) -> None:
        """Append a concept."""
        if category := lasting(code, ctx):
            self.known.setdefault(category, ctx)
        self.out.append(new(Mark, (surface, system_of(code), code, ctx)))

    def clashes(self, told: Told) -> bool:
        """Whether something of this contradicts what is known of the patient: denied and affirmed, given up and going on."""
        known = self.known
        for category, ctx in told:  # noqa: SIM110 - a generator takes twice as long; asked forty times a note
            if category in known and (known[category] == "neg") != (ctx == "neg"):
                return True
        return False

    def fitting(self, told: Sequence[Told]) -> int:
        """The number of an alternative, drawn by chance among those that say nothing against what is known."""
        count = len(told)
        at = int(self.random() * count)
        for step in range(count):
            if not ((said := told[(at + step) % count]) and self.clashes(said)):
                return (at + step) % count
        return at

    def measure(self, key: str) -> float | None:
        """What the patient's state says of a quantity; None where it says nothing."""
        return self.body.measured(key)

    def decimal(self, value: float, places: int) -> str:
        """A number with so many decimals, with the language's comma."""
        return f"{value:.{places}f}".replace(".", self.comma)

    def quantity(self, key: str, drawn: float, places: int) -> str:
        """What the patient's state says of a quantity, else the drawn number."""
        value = self.body.measured(key)
        return f"{drawn if value is None else value:.{places}f}".replace(".", self.comma)

    def pick(self, options: Sequence[T]) -> T:
        """One of the options."""
        return options[int(self.random() * len(options))]

    def written_date(self, day: date, style: int | None = None) -> str:
        """A date in this author's writing."""
        kind = self.style.dates if style is None else style
        if kind == 2:
            return f"{'1er' if day.day == 1 else day.day} {MONTHS[day.month - 1]} {day.year}"
        if kind == 5:
            return f"{day.day}/{day.month}/{day.year % 100:02d}"
        if kind == 1:
            return f"{day.day:02d}/{day.month:02d}/{day.year % 100:02d}"
        joint = "/" if kind == 0 else "." if kind == 3 else "-"
        return f"{day.day:02d}{joint}{day.month:02d}{joint}{day.year}"

    def short_date(self, day: date) -> str:
        """A date without its year, sometimes with weekday."""
        if self.style.dates == 2:
            words = f"{'1er' if day.day == 1 else day.day} {MONTHS[day.month - 1]}"
            return f"{DAYS[day.weekday()]} {words}" if self.random() < 0.15 else words
        return f"{day.day:02d}/{day.month:02d}" if self.style.dates != 5 else f"{day.day}/{day.month:02d}"

    def shifted(self, days: int) -> date:
        """The event's day moved, never beyond the note's own day: a visit has its results from before."""
        when = self.day + timedelta(days=days)
        if days <= 0 or when <= self.written:
            return when
        return self.written - timedelta(days=9 * days if self.visit else 0)

    def clock(self) -> tuple[int, int]:
        """Hour and minute of something that the note tells: later than what it told before, by minutes or hours."""
        if self.minutes < 0:
            self.minutes = 5 * (84 + int(self.random() * 180))
        else:
            self.minutes += 5 * (1 + int(self.random() ** 2 * 18))
        return self.minutes // 60 % 24, self.minutes % 60

    @property
    def age(self) -> int:
        """The patient's age on the note's day, whole years."""
        if self.dated is not self.written:
            self.dated, self.years = self.written, self.person.age(self.written)
        return self.years
