"""Invented people: patients with relatives, and the staff of a hospital."""

from __future__ import annotations

import unicodedata
from dataclasses import dataclass
from datetime import date, timedelta
from random import Random

from hospital import identifiers
from hospital.names import NameLists

SMALL_WORDS = ("de ", "du ", "des ", "la ", "le ", "les ", "d'", "l'")
MAILS = (
    "orange.fr",
    "wanadoo.fr",
    "free.fr",
    "laposte.net",
    "gmail.com",
    "hotmail.fr",
    "sfr.fr",
    "yahoo.fr",
    "outlook.fr",
)


@dataclass(frozen=True, slots=True)
class Relative:
    """Someone of the patient's surroundings: ``kind`` without possessive (fille), ``his`` with it (sa fille)."""

    kind: str
    his: str
    given: str
    family: str
    phone: str
    female: bool


@dataclass(frozen=True, slots=True)
class Doctor:
    """A doctor, nurse or other professional; names in ordinary case."""

    given: str
    family: str
    female: bool
    rpps: str = ""
    phone: str = ""
    title: str = "Dr"
    town: tuple[str, str, str] = ("", "", "")
    street: str = ""
    role: str = ""


@dataclass(frozen=True, slots=True)
class Identity:
    """A patient's identity; ``family`` and ``birth_name`` in capitals, dates as dates."""

    ipp: str
    family: str
    birth_name: str
    given: tuple[str, ...]
    birth: date
    female: bool
    nir: str
    address: str
    town: tuple[str, str, str]
    phones: tuple[str, ...]
    mails: tuple[str, ...]
    relatives: tuple[Relative, ...]
    gp: Doctor
    job: str = ""

    def age(self, day: date) -> int:
        """Whole years on a day."""
        return day.year - self.birth.year - ((day.month, day.day) < (self.birth.month, self.birth.day))


def ordinary(name: str) -> str:
    """A surname in ordinary case: LE GOFF-DE LA TOUR becomes Le Goff-de La Tour's usual Le Goff-De La Tour."""
    return "-".join(" ".join(w.capitalize() for w in part.split(" ")) for part in name.split("-")).replace("D'", "d'")


def plain(name: str) -> str:
    """Letters only, without accents, small: as in an e-mail address."""
    return "".join(c for c in unicodedata.normalize("NFD", name.lower()) if c.isalpha() and c.isascii())


def surname(rng: Random, names: NameLists) -> str:
    """A surname in capitals, one in twenty a double one."""
    one = names.surnames.pick(rng)
    return f"{one}-{names.surnames.pick(rng)}" if rng.random() < 0.05 and "-" not in one and " " not in one else one


def given_name(rng: Random, names: NameLists, female: bool) -> str:
    """A first name."""
    return (names.female if female else names.male).pick(rng)


def address(rng: Random, names: NameLists) -> str:
    """A street with its number, sometimes with a flat or a hamlet's name alone."""
    street = rng.choice(names.streets)
    if rng.random() < 0.06:
        return "lieu-dit " + ordinary(names.surnames.pick(rng))
    number = (
        f"{rng.randrange(1, 148)}{rng.choice(['', '', '', '', ' bis', ' ter', ' B'])}{rng.choice([' ', ' ', ', '])}"
    )
    tail = rng.choice(
        [
            "",
            "",
            "",
            "",
            "",
            f", apt {rng.randrange(1, 60)}",
            f", bât. {rng.choice('ABCD')}",
            f", {rng.randrange(1, 7)}e étage",
        ]
    )
    return number + street + tail


def professional(rng: Random, names: NameLists, *, title: str = "Dr", role: str = "", zone: str = "02") -> Doctor:
    """A doctor, or with ``title=""`` a nurse or other."""
    female = rng.random() < (0.5 if title else 0.85)
    return Doctor(
        given=given_name(rng, names, female),
        family=ordinary(surname(rng, names)),
        female=female,
        rpps=identifiers.rpps(rng),
        phone=identifiers.phone(rng, zone),
        title=title,
        town=rng.choice(names.towns),
        street=address(rng, names),
        role=role,
    )


def relatives(
    rng: Random, names: NameLists, family: str, birth: date, female: bool, today: date
) -> tuple[Relative, ...]:
    """One to four relatives that fit the patient's age."""
    age = (today - birth).days // 365
    kinds: list[tuple[str, str, bool, bool]] = []
    if age < 25:
        kinds += [("mère", "sa mère", True, False), ("père", "son père", False, True)]
    if age >= 24:
        spouse = ("mari", "son mari", False, True) if female else ("épouse", "son épouse", True, True)
        other = ("compagnon", "son compagnon", False, False) if female else ("compagne", "sa compagne", True, False)
        kinds.append(spouse if rng.random() < 0.7 else other)
    if age >= 45:
        kinds += [("fille", "sa fille", True, rng.random() < 0.4), ("fils", "son fils", False, True)]
    if age >= 78:
        kinds += [("petite-fille", "sa petite-fille", True, False), ("nièce", "sa nièce", True, False)]
    kinds += [
        ("sœur", "sa sœur", True, False),
        ("frère", "son frère", False, True),
        ("voisine", "sa voisine", True, False),
    ]
    chosen = rng.sample(kinds, min(len(kinds), rng.randrange(1, 5)))
    return tuple(
        Relative(
            kind=kind,
            his=his,
            given=given_name(rng, names, fem),
            phone=identifiers.phone(rng, rng.choice(("06", "07", "02", "06"))),
            family=ordinary(family if same else surname(rng, names)),
            female=fem,
        )
        for kind, his, fem, same in chosen
    )


JOBS_F = [
    "aide-soignante",
    "institutrice",
    "comptable",
    "vendeuse",
    "couturière",
    "agricultrice",
    "secrétaire",
    "auxiliaire de vie",
    "ouvrière en conserverie",
    "coiffeuse",
    "professeure de lettres",
    "employée de mairie",
    "caissière",
    "pharmacienne",
    "assistante maternelle",
    "boulangère",
    "cadre commerciale",
    "factrice",
]
JOBS_M = [
    "maçon",
    "agriculteur",
    "chauffeur routier",
    "marin-pêcheur",
    "électricien",
    "enseignant",
    "comptable",
    "menuisier",
    "soudeur aux chantiers",
    "mécanicien",
    "facteur",
    "cuisinier",
    "ingénieur",
    "employé de banque",
    "peintre en bâtiment",
    "gardien d'immeuble",
    "garagiste",
    "plombier",
]


def identity(
    rng: Random,
    names: NameLists,
    *,
    ipp: str,
    female: bool,
    age: tuple[int, int],
    today: date,
    zone: str,
    birth: date | None = None,
) -> Identity:
    """A patient whose age on ``today`` lies within ``age`` (years, both included), or who is born on ``birth``."""
    days = rng.randrange(age[0] * 365 + 20, (age[1] + 1) * 365)
    birth = birth or today - timedelta(days=days)
    family = surname(rng, names)
    married = female and age[0] > 28 and rng.random() < 0.6
    birth_name = surname(rng, names) if married else family
    given = tuple(given_name(rng, names, female) for _ in range(rng.choice((1, 1, 2, 2, 3))))
    town = rng.choice(names.towns)
    born_at = rng.choice(names.towns)[2]
    mail = f"{plain(given[0])}{rng.choice(['.', '', '-', '_'])}{plain(birth_name)}{rng.choice(['', str(birth.year % 100)])}@{rng.choice(MAILS)}"
    return Identity(
        ipp=ipp,
        family=family,
        birth_name=birth_name,
        given=given,
        birth=birth,
        female=female,
        nir=identifiers.nir(rng, female, birth, born_at if rng.random() > 0.06 else f"99{rng.randrange(100, 500)}"),
        address=address(rng, names),
        town=town,
        phones=(identifiers.phone(rng, zone), identifiers.phone(rng, rng.choice(identifiers.MOBILE))),
        mails=(mail,) if rng.random() < 0.5 else (),
        relatives=relatives(rng, names, family, birth, female, today),
        gp=professional(rng, names, role="médecin généraliste", zone=zone),
        job=rng.choice(JOBS_F if female else JOBS_M),
    )
