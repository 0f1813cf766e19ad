"""Which lines a note may draw from: pools by age and event, without what an event or a patient rules out."""

from __future__ import annotations

import re
from functools import lru_cache
from zlib import crc32

from hospital.blockbook import book
from hospital.lexicon import lexicon
from hospital.template import Line, codes_of, compiled

FALLBACK = {"B": "exam", "V": "evol_gen", "S": "suite_gen", "E": "exam", "N": "ide_gen", "T": "H", "H": "T", "C": "V"}
"""What stands in where a topic lacks a letter: a pool, or another letter."""
GENERIC = {"V": "evol_gen", "S": "suite_gen", "E": "exam", "B": "exam", "N": "ide_gen"}
"""Pools that step in when a note has said all lines of a letter."""
BANDS = ((2, "bebe"), (15, "enfant"), (45, "jeune"), (62, "actif"), (999, ""))
"""Ages up to which a band goes; a pool `name_band` stands for `name` in this band and, unless they have their own, in those below."""
AGES = frozenset({"bebe", "enfant", "jeune", "actif", "aine"})
"""Ages as the places of lines name them."""
NEWBORN = {
    "hdm_plus": "atcd_chir_nne",
    "vie_plus": "mode_vie_nne",
    "res_plus": "exam_nne",
    "cours_plus": "ide_gen_nne",
    "info_plus": "ide_gen_nne",
}
"""Pools that stand for others in a newborn's notes."""
CHECKED = ("exam", "ide_gen", "garde_b", "res_plus", "urg_plus", "cours_plus", "sys_")
"""Pools whose lines may deny what an event is about, by the beginning of their names."""
VITALS = re.compile(r"TA \$|PA \$|PAS|Poids|T° \$|SpO2|[Ss]at ")
FORBIDS = {"Z880": ("J01C",), "Z882": ("J01EE",), "Z886": ("B01AC06", "M01A")}
"""Drugs that nobody gives to the allergic, by the beginning of their ATC codes."""
DRUG, KEY = re.compile(r"\{([A-Z]\d\d[A-Z]{2}\d\d)[-?*^]*\|"), re.compile(r"%([A-Za-z]\w*)")


@lru_cache(maxsize=128)
def band_of(age: int) -> str:
    """The band of an age in years."""
    return next(band for limit, band in BANDS if age < limit)


@lru_cache(maxsize=16384)
def lines_of(topic: str, name: str, band: str) -> tuple[Line, ...]:
    """The lines behind a name; a letter that the topic lacks falls back once, then to nothing."""
    found = book()
    pool = _pool(topic, name, band)
    if pool is not None:
        sources = [line for line in consistent(topic, pool) if belongs(line, topic, band)]
    elif not (sources := found.topics[topic].lines.get(name, [])):
        other = FALLBACK.get(name, "")
        sources = found.pools.get(other) or found.topics[topic].lines.get(other, [])
    return tuple(compiled(source) for source in sources)


def _pool(topic: str, name: str, band: str) -> str | None:
    """The pool that stands behind a name at this age; None where none does."""
    pools = book().pools
    if topic == "nouveau_ne" and (own := NEWBORN.get(name, name + "_nne")) in pools:
        return own
    bands = [b for _, b in BANDS]
    for one in bands[bands.index(band) : -1]:
        if f"{name}_{one}" in pools:
            return f"{name}_{one}"
    return name if name in pools else None


def belongs(line: str, topic: str, band: str) -> bool:
    """Whether a line may stand in notes of an event at this age."""
    asked = book().places.get(line, frozenset())
    if not asked:
        return True
    found = book().topics[topic]
    true = {topic, found.unit, "stay" if found.stay else "visit", band or "aine"}
    if any(word.startswith("-") and word[1:] in true for word in asked):
        return False
    wanted = {word for word in asked if not word.startswith("-")}
    kinds = (wanted & {"stay", "visit"}, wanted & AGES, wanted - AGES - {"stay", "visit"})
    return all(kind & true for kind in kinds if kind)


def consistent(topic: str, pool: str) -> list[str]:
    """The pool's lines that neither deny what the topic affirms nor, beside an examination of its own, give vital signs twice."""
    lines = book().pools[pool]
    if not pool.startswith(CHECKED):
        return lines
    told = book().topics[topic].lines
    affirmed = {c for letter in "MHEBVCN" for line in told.get(letter, []) for c, ctx in codes_of(line) if not ctx}
    beside = "E" in told and pool.startswith(("exam", "sys_cardio"))
    found = [
        line
        for line in lines
        if not any(ctx == "neg" and code in affirmed for code, ctx in codes_of(line))
        and not (beside and VITALS.search(line))
    ]
    return found if len(found) > 3 else lines


@lru_cache(maxsize=1024)
def ways_of_life(topic: str, band: str, tobacco: str) -> tuple[Line, ...]:
    """The lines that speak of tobacco in this context, or not at all."""
    lines = lines_of(topic, "mode_vie", band)
    return tuple(o for o in lines if all(c != "F17" or ctx == tobacco for c, ctx in codes_of(o.source))) or lines


@lru_cache(maxsize=4096)
def allergy(person: str, topics: tuple[str, ...]) -> Line:
    """What is said of a person's allergies for life: none to what their events prescribe."""
    lines = book().pools["allergie"]
    lines = [o for o in lines if not _forbidden(o, topics)] or lines
    return compiled(lines[crc32(f"{person}allergie".encode()) % len(lines)])


def _forbidden(line: str, topics: tuple[str, ...]) -> bool:
    """Whether what these events prescribe is forbidden by an allergy's line."""
    codes = tuple(code for a, prefixes in FORBIDS.items() if f"{{{a[:3]}.{a[3]}*" in line for code in prefixes)
    return bool(codes) and any(d.startswith(codes) for topic in topics for d in drugs_of(topic))


@lru_cache(maxsize=256)
def drugs_of(topic: str) -> frozenset[str]:
    """ATC codes of all drugs that an event's lines name."""
    found, known = book().topics[topic], lexicon()
    lines = [line for lines in found.lines.values() for line in lines]
    written = {code for line in lines for code in DRUG.findall(line)}
    keys = {k.lower() for line in lines for k in KEY.findall(line)} & known.keys()
    return frozenset(written | {known[k].code for k in keys} | {known[k].code for k in found.drugs})
