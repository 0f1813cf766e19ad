"""English notes: people, places and numbers of English-speaking hospitals, all invented from common words.

MRN stand for patient numbers; national numbers are NHS numbers (ten digits, modulus 11) or nine digits in the American grouping; phones
come from ranges that are kept free for fiction (555-01xx, and 01632 960xxx).
"""

from __future__ import annotations

from dataclasses import replace
from functools import lru_cache
from random import Random

from hospital import identifiers
from hospital.names import NameLists, weighted
from hospital.people import Identity

SURNAMES = """Smith Johnson Williams Brown Jones Miller Davis Wilson Anderson Taylor Thomas Moore Martin Thompson White Harris Clark Lewis
Robinson Walker Young Allen King Wright Scott Hill Green Adams Baker Nelson Carter Mitchell Roberts Turner Phillips Campbell Parker Evans
Edwards Collins Stewart Morris Rogers Reed Cook Morgan Bell Murphy Bailey Cooper Richardson Cox Howard Ward Peterson Gray James Watson Brooks
Kelly Sanders Price Bennett Wood Barnes Ross Henderson Coleman Jenkins Perry Powell Long Patterson Hughes Flores Washington Butler Simmons
Foster Bryant Alexander Russell Griffin Hayes Myers Ford Hamilton Graham Sullivan Wallace Woods Cole West Jordan Owens Reynolds Fisher Ellis
Harrison Gibson McDonald Cruz Marshall Freeman Webb Tucker Burns Crawford Simpson Boyd Mason Hunt Black Hicks Holmes Palmer Wagner Robertson
Mills Nichols Grant Knight Ferguson Rose Stone Hawkins Dunn Perkins Hudson Spencer Gardner Payne Pierce Berry Matthews Arnold Willis Ray Watkins
Okafor Patel Singh Khan Nguyen Chen O'Brien O'Connor MacLeod McCarthy Fitzgerald Adeyemi Kowalski Ivanova Haddad Rahman Begum Osei""".split()
MALE = """James Robert John Michael David William Richard Joseph Thomas Charles Daniel Matthew Anthony Mark Steven Paul Andrew Joshua Kenneth Kevin
Brian George Edward Ronald Timothy Jason Jeffrey Ryan Jacob Gary Nicholas Eric Jonathan Stephen Larry Justin Scott Brandon Frank Benjamin Gregory
Raymond Samuel Patrick Alexander Jack Dennis Jerry Tyler Aaron Henry Peter Adam Douglas Nathan Walter Harold Kyle Carl Arthur Gerald Roger Alan
Callum Rhys Ewan Omar Sanjay Kwame Luis""".split()
FEMALE = """Mary Patricia Jennifer Linda Elizabeth Barbara Susan Jessica Sarah Karen Lisa Nancy Betty Sandra Margaret Ashley Kimberly Emily Donna
Michelle Carol Amanda Melissa Deborah Stephanie Rebecca Sharon Laura Cynthia Dorothy Amy Kathleen Angela Shirley Emma Brenda Pamela Nicole Anna
Samantha Katherine Christine Debra Rachel Carolyn Janet Maria Heather Diane Olivia Julie Joyce Victoria Ruth Virginia Lauren Kelly Christina Joan
Evelyn Judith Megan Andrea Cheryl Hannah Jacqueline Fiona Siobhan Priya Aisha Mei""".split()
TOWNS = """Ashford Millbrook Riverton Fairview Oakdale Westbury Kingsford Marlow Linden Harwood Stonebridge Eastleigh Greenfield Brookhaven Clayton
Weston Langley Norwood Redhill Holloway Thornbury Whitby Hartfield Elmswell Ridgeway Cedarville Maplewood Lakeport Springvale Burnham""".split()
STREETS = """Maple Oak Church Station Victoria Park Mill High Queen King Chestnut Elm Cedar Walnut Spring Bridge School Garden Hillside Meadow
Riverside Orchard Willow Birch Holly Manor Abbey Castle Lake Sunset""".split()
DEPARTMENTS = {
    "cardio": "Cardiology",
    "pneumo": "Respiratory Medicine",
    "diabeto": "Endocrinology",
    "ortho": "Orthopaedics",
    "psy": "Psychiatry",
    "urg": "Emergency Medicine",
    "medpoly": "General Medicine",
    "neuro": "Neurology",
    "onco": "Oncology",
}


def _part(words: list[str], which: str) -> list[str]:
    """A third of the words by their place: the lists stay disjoint."""
    order = ("training", "test", "demo").index(which.removeprefix("en-"))
    return [w for i, w in enumerate(words) if i % 3 == order]


@lru_cache(maxsize=3)
def english_lists(which: str) -> NameLists:
    """English names in the shape of the French lists, for ``en-training``, ``en-test`` or ``en-demo``."""
    streets = tuple(
        f"{s} {kind}" for s in _part(STREETS, which) for kind in ("Street", "Road", "Avenue", "Lane", "Drive")
    )
    towns = tuple((t, f"{sum(map(ord, t)) * 37 % 90000 + 10000}", "99100") for t in _part(TOWNS, which))
    return NameLists(
        surnames=weighted([(s.upper(), 9) for s in _part(SURNAMES, which)]),
        male=weighted([(m, 9) for m in _part(MALE, which)]),
        female=weighted([(f, 9) for f in _part(FEMALE, which)]),
        towns=towns,
        streets=streets,
    )


def nhs_number(rng: Random) -> str:
    """An NHS number: nine digits and their modulus 11 check digit."""
    while True:
        body = identifiers.digits(rng, 9)
        check = 11 - sum(int(d) * w for d, w in zip(body, range(10, 1, -1), strict=True)) % 11
        if check != 10:
            return f"{body[:3]} {body[3:6]} {body[6:]}{check % 11}"


def anglicised(person: Identity, rng: Random) -> Identity:
    """The identity with an address and phones as English-speaking countries write them."""
    number, street = rng.randrange(1, 900), person.address.split(" ", 1)[-1]
    for word in ("bis ", "ter ", "B ", "B, "):
        street = street.removeprefix(word)
    phones = tuple(f"{rng.randrange(201, 900)}-555-01{identifiers.digits(rng, 2)}" for _ in person.phones)
    return replace(person, address=f"{number} {street.split(',')[0]}", phones=phones)
