"""Numbers that identify, in the shapes that French hospitals write them. All are invented.

NIR: 13 digits and a key, 97 - (number mod 97), Corsica 2A and 2B counting as 19 and 18 (INSEE). RPPS: 11 digits ending in a
Luhn digit. FINESS: 9 digits of which the last is a Luhn digit.
"""

from __future__ import annotations

from datetime import date
from itertools import pairwise
from random import Random

MOBILE, LAND = ("06", "07"), ("01", "02", "03", "04", "05")


def digits(rng: Random, count: int) -> str:
    """So many decimal digits."""
    return str(int(rng.random() * 10**count)).zfill(count)


def luhn(body: str) -> str:
    """The digit that completes ``body`` by Luhn's rule."""
    doubled = [int(c) * (2 if i % 2 == 0 else 1) for i, c in enumerate(reversed(body))]
    return str(-sum(d - 9 if d > 9 else d for d in doubled) % 10)


def rpps(rng: Random) -> str:
    """An RPPS number: 11 digits beginning with 10, last digit by Luhn."""
    body = "10" + digits(rng, 8)
    return body + luhn(body)


def finess(rng: Random, department: str) -> str:
    """A FINESS number of a department, last digit by Luhn."""
    body = department[:2].replace("2A", "20").replace("2B", "20") + digits(rng, 6)
    return body + luhn(body)


def nir(rng: Random, female: bool, birth: date, insee: str) -> str:
    """A NIR with its valid key, 15 characters, for a place of birth with this INSEE code (2A and 2B allowed)."""
    body = f"{2 if female else 1}{birth:%y%m}{insee[:5]}{rng.randrange(1, 700):03d}"
    number = int(body.replace("2A", "19").replace("2B", "18"))
    return f"{body}{97 - number % 97:02d}"


def spaced_nir(number: str) -> str:
    """A NIR as printed: 1 48 07 29 019 213 24."""
    cuts = (0, 1, 3, 5, 7, 10, 13, 15)
    return " ".join(number[a:b] for a, b in pairwise(cuts))


def phone(rng: Random, zone: str) -> str:
    """A phone number of ten digits in a zone such as 02 or 06."""
    return zone + digits(rng, 8)


def written_phone(number: str, style: int) -> str:
    """A phone number in one of seven writings."""
    pairs = [number[i : i + 2] for i in range(0, 10, 2)]
    if style == 0:
        return number
    if style == 4:
        return "+33 " + pairs[0][1] + " " + " ".join(pairs[1:])
    if style == 5:
        return "+33(0)" + number[1:]
    return (" ", ".", "-", " ", "", "", "/")[style].join(pairs) if style != 3 else " ".join(pairs)


def plate(rng: Random) -> str:
    """A French number plate, AB-123-CD."""
    letters = "ABCDEFGHJKLMNPQRSTVWXYZ"
    two = ["".join(rng.choice(letters) for _ in range(2)) for _ in range(2)]
    return f"{two[0]}-{digits(rng, 3)}-{two[1]}"


def patterned(rng: Random, pattern: str) -> str:
    """A number by a pattern: # a digit, @ a capital letter, the rest as it stands."""
    random = rng.random
    return "".join(
        [
            "0123456789"[int(10 * random())]
            if c == "#"
            else "ABCDEFGHJKLMNPRSTVWX"[int(20 * random())]
            if c == "@"
            else c
            for c in pattern
        ]
    )
