"""Invented hospitals: a tree of pôles and units, staff, and the shapes of their numbers."""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache
from random import Random

from hospital import identifiers
from hospital.names import name_lists
from hospital.people import Doctor, ordinary, professional, surname
from hospital.template import elides

TREE: dict[str, tuple[tuple[str, str], ...]] = {
    "Pôle cœur-poumons": (
        ("cardio", "cardiologie"),
        ("usic", "soins intensifs cardiologiques"),
        ("pneumo", "pneumologie"),
        ("ctcv", "chirurgie cardiaque et vasculaire"),
    ),
    "Pôle médecines": (
        ("medint", "médecine interne"),
        ("diabeto", "endocrinologie et diabétologie"),
        ("nephro", "néphrologie"),
        ("dialyse", "hémodialyse"),
        ("rhumato", "rhumatologie"),
        ("hge", "hépato-gastro-entérologie"),
        ("infectio", "maladies infectieuses"),
        ("medpoly", "médecine polyvalente"),
        ("dermato", "dermatologie"),
    ),
    "Pôle neurosciences": (
        ("neuro", "neurologie"),
        ("unv", "unité neurovasculaire"),
        ("psy", "psychiatrie adulte"),
        ("addicto", "addictologie"),
    ),
    "Pôle urgences et soins critiques": (
        ("urg", "accueil des urgences"),
        ("uhcd", "hospitalisation de courte durée"),
        ("rea", "réanimation polyvalente"),
    ),
    "Pôle chirurgie": (
        ("ortho", "chirurgie orthopédique"),
        ("visc", "chirurgie viscérale"),
        ("uro", "urologie"),
        ("orl", "ORL"),
        ("anesth", "anesthésie"),
    ),
    "Pôle cancérologie": (
        ("onco", "oncologie médicale"),
        ("hemato", "hématologie clinique"),
        ("hdjonco", "hôpital de jour de chimiothérapie"),
    ),
    "Pôle femme-mère-enfant": (
        ("mater", "maternité"),
        ("gyneco", "gynécologie"),
        ("ped", "pédiatrie"),
        ("neonat", "néonatologie"),
    ),
    "Pôle gériatrie et réadaptation": (
        ("geria", "court séjour gériatrique"),
        ("ssr", "soins de suite et de réadaptation"),
        ("mpr", "médecine physique et de réadaptation"),
        ("palliatif", "soins palliatifs"),
    ),
    "Pôle médico-technique": (
        ("radio", "imagerie médicale"),
        ("anapath", "anatomie et cytologie pathologiques"),
        ("labo", "biologie médicale"),
        ("pharma", "pharmacie"),
    ),
}
"""Pôles and their units (key, name)."""

UNIT_NAMES = {key: name for units in TREE.values() for key, name in units}
POLES = {key: pole for pole, units in TREE.items() for key, _ in units}
SAINTS = [
    "Saint-Corentin",
    "Sainte-Anne-du-Port",
    "Saint-Roch",
    "des Trois-Chênes",
    "du Val-d'Amont",
    "Saint-Mathurin",
    "de la Presqu'île",
    "Sainte-Radegonde",
    "du Grand-Large",
    "des Marronniers",
    "Saint-Aubin",
    "de l'Orangerie",
    "Pasteur-Nord",
    "Jeanne-Villepreux",
    "René-Laënnec",
]
IPP_SHAPES = (
    "80########",
    "#########",
    "00######",
    "@######",
    "@@##-####",
    "### ### ###",
    "##########",
    "@-##-#######",
    "7#######",
)
NDA_SHAPES = ("{y}#######", "{y}-#######", "{y}######", "S{y}-#####", "0{y}0#######", "{y}{m}##-####", "{y}{m}U#####")


@dataclass(frozen=True, slots=True)
class Site:
    """A hospital: ``name`` as on its letterhead; ``short`` as colleagues say it."""

    name: str
    short: str
    street: str
    town: tuple[str, str, str]
    zone: str
    finess: str
    switchboard: str
    domain: str
    ipp_shape: str
    nda_shape: str
    staff: dict[str, tuple[Doctor, ...]]
    nurses: tuple[Doctor, ...]
    others: tuple[str, ...]
    care_homes: tuple[str, ...]
    laboratories: tuple[str, ...]
    ufs: dict[str, str]


def zone_of(postal_code: str) -> str:
    """The phone zone of a department."""
    department = int(postal_code[:2])
    west = {14, 18, 22, 27, 28, 29, 35, 36, 37, 41, 44, 45, 49, 50, 53, 56, 61, 72, 76, 85}
    south_east = {1, 3, 4, 5, 6, 7, 11, 13, 15, 20, 26, 30, 34, 38, 42, 43, 48, 63, 66, 69, 73, 74, 83, 84}
    paris = {75, 77, 78, 91, 92, 93, 94, 95}
    south_west = {9, 12, 16, 17, 19, 23, 24, 31, 32, 33, 40, 46, 47, 64, 65, 79, 81, 82, 86, 87}
    return next(
        (z for z, d in (("02", west), ("04", south_east), ("01", paris), ("05", south_west)) if department in d), "03"
    )


def of_town(town: str) -> str:
    """De Brest, d'Auray, du Mans, des Ulis."""
    for article, merged in (("Le ", "du "), ("Les ", "des ")):
        if town.startswith(article):
            return merged + town.removeprefix(article)
    return ("d'" if elides(town) else "de ") + town


def hospital_name(rng: Random, town: str) -> tuple[str, str]:
    """Letterhead name and short name."""
    kind = rng.randrange(6)
    saint = rng.choice(SAINTS)
    if kind == 0:
        return f"Centre hospitalier {of_town(town)}", f"CH {of_town(town)}"
    if kind == 1:
        return f"CHU {of_town(town)}", "CHU"
    if kind == 2:
        return f"Centre hospitalier {saint}", f"CH {saint}"
    if kind == 3:
        return f"Hôpital {saint}", f"hôpital {saint}"
    if kind == 4:
        return f"Polyclinique {saint}", f"polyclinique {saint}"
    return f"Groupe hospitalier {saint} – {town}", f"GH {saint}"


def english_hospital(rng: Random, town: str) -> tuple[str, str]:
    """An English hospital's name, long and short."""
    kind = rng.choice(
        ["General Hospital", "Memorial Hospital", "Medical Center", "Royal Infirmary", "Community Hospital"]
    )
    return f"{town} {kind}", f"{town} {kind.split()[0]}"


@lru_cache(maxsize=128)
def site(which: str, number: int) -> Site:
    """The hospital of this number built of one name list; the same arguments give the same hospital."""
    names = name_lists(which)
    rng = Random(f"site-{which}-{number}")
    town = rng.choice(names.towns)
    zone = zone_of(town[1])
    name, short = hospital_name(rng, town[0]) if not which.startswith("en-") else english_hospital(rng, town[0])
    staff = {
        key: tuple(
            professional(rng, names, title="Pr" if i == 0 and rng.random() < 0.5 else "Dr", role=role, zone=zone)
            for i, role in enumerate(
                ("chef de service", "praticien hospitalier", "praticien hospitalier", "assistant", "interne", "interne")
            )
        )
        for key in UNIT_NAMES
    }
    domain = (
        (
            rng.choice(["ch-", "chu-", "gh-", "hopital-"])
            if not which.startswith("en-")
            else rng.choice(["hospital-", "med-"])
        )
        + "".join(c for c in town[0].lower() if c.isascii() and c.isalpha())[:12]
        + ".example.fr"
    )
    return Site(
        name=name,
        short=short,
        street=f"{rng.randrange(1, 90)} {rng.choice(names.streets)}",
        town=town,
        zone=zone,
        finess=identifiers.finess(rng, town[1][:2]),
        switchboard=identifiers.phone(rng, zone),
        domain=domain,
        ipp_shape=rng.choice(IPP_SHAPES),
        nda_shape=rng.choice(NDA_SHAPES),
        staff=staff,
        nurses=tuple(professional(rng, names, title="", role="IDE", zone=zone) for _ in range(40)),
        others=tuple(hospital_name(rng, rng.choice(names.towns)[0])[1 if i % 2 else 0] for i in range(9)),
        care_homes=tuple(
            f"{rng.choice(['EHPAD', 'résidence', 'EHPAD', 'résidence autonomie', 'MARPA'])} {rng.choice(['Les Genêts', 'Ker Laouen', 'Le Clos des Tilleuls', 'La Roseraie', 'Bel-Air', 'Les Hortensias', 'Louise-Michel', 'Les Jardins d’Alba', 'Le Verger', 'Les Camélias'])}"
            for _ in range(4)
        ),
        laboratories=tuple(
            f"{rng.choice(['laboratoire', 'laboratoire', 'LBM'])} {rng.choice(['Bio', 'Analys', 'Medi', 'Labo', 'Cerba'])}{rng.choice(['-', ''])}{ordinary(surname(rng, names))[:9]}"
            for _ in range(3)
        ),
        ufs={key: identifiers.digits(rng, 4) for key in UNIT_NAMES},
    )
