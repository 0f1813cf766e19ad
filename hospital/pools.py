"""Which lines a note may draw from: pools by age and event, without what an event or a patient rules out."""

from __future__ import annotations

import re
from dataclasses import replace
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
MODALITIES, PERIODS = frozenset({"tdm", "irm", "echo", "radio"}), frozenset({"matin", "soir", "nuit"})
"""Techniques of imaging and times of the day as the places of lines name them."""
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
CHECKED = ("exam", "en_exam", "ide_gen", "garde_b", "res_plus", "urg_plus", "cours_plus", "sys_")
"""Pools whose lines may deny what an event is about, by the beginning of their names."""
VITALS = re.compile(
    r"TA \$|PA \$|PAS|[Pp]oids (?:de |\$)|T° |SpO2|[Ss]at |Saturation|F[RC] \$|[Ff]réquence|pouls|temp|36,|BP \$|HR \$|pulse \$"
)
"""Vital signs, which an examination gives once."""
FORBIDS = {"Z880": ("J01C",), "Z882": ("J01EE",), "Z886": ("B01AC06", "M01A")}
"""Drugs that nobody gives to the allergic, by the beginning of their ATC codes."""
DRUG, KEY = re.compile(r"\{([A-Z]\d\d[A-Z]{2}\d\d)[-?*^]*\|"), re.compile(r"%([A-Za-z]\w*)")


@lru_cache(maxsize=128)
def band_of(age: int) -> str:
    """The band of an age in years."""
    return next(band for limit, band in BANDS if age < limit)


@lru_cache(maxsize=16384)
def lines_of(topic: str, name: str, band: str, kind: str = "") -> tuple[Line, ...]:
    """The lines behind a name in a type of document; a letter that the topic lacks falls back once, then to nothing."""
    found = book()
    pool = _pool(topic, name, band)
    if pool is not None:
        sources = [line for line in consistent(topic, pool) if belongs(line, topic, band, kind)]
    elif not (sources := found.topics[topic].lines.get(name, [])):
        other = FALLBACK.get(name, "")
        sources = found.pools.get(other) or found.topics[topic].lines.get(other, [])
    if kind == "mt":  # a family doctor does not speak of himself as of another
        sources = [line for line in sources if "$mt" not in line] or sources
    return tuple(placed(source) for source in sources)


@lru_cache(maxsize=8192)
def placed(source: str) -> Line:
    """A line that also says what it rules out: `~I48` in its place is a line that does not fit atrial fibrillation."""
    line = compiled(source)
    ruled_out = [word[1:] for word in book().places.get(source, ()) if word.startswith("~")]
    return replace(line, told=(*line.told, *((code, "neg") for code in ruled_out))) if ruled_out else line


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


def belongs(line: str, topic: str, band: str, kind: str) -> bool:
    """Whether a line may stand in notes of an event at this age."""
    asked = book().places.get(line, frozenset())
    if not asked:
        return True
    found = book().topics[topic]
    true = {topic, found.unit, kind, "stay" if found.stay else "visit", band or "aine"}
    if any(word.startswith("-") and word[1:] in true for word in asked):
        return False
    wanted = {word for word in asked if word[0] not in "-~"}
    apart = ({"stay", "visit"}, AGES, MODALITIES, PERIODS)
    kinds = (*(wanted & kind for kind in apart), wanted.difference(*apart))
    return all(kind & true for kind in kinds if kind)


@lru_cache(maxsize=4096)
def consistent(topic: str, pool: str) -> list[str]:
    """The pool's lines that neither deny what the topic affirms nor, beside an examination of its own, give vital signs twice."""
    lines = book().pools[pool]
    if not pool.startswith(CHECKED):
        return lines
    told = book().topics[topic].lines
    affirmed = {c for letter in "MHEBVCN" for line in told.get(letter, []) for c, ctx in codes_of(line) if not ctx}
    beside = "E" in told and pool.startswith(("exam", "en_exam", "sys_"))
    found = [
        line
        for line in lines
        if not any(ctx == "neg" and code in affirmed for code, ctx in codes_of(line))
        and not (beside and VITALS.search(line))
    ]
    return found if len(found) > 3 or pool.startswith("sys_") else lines


@lru_cache(maxsize=1024)
def ways_of_life(topic: str, band: str, tobacco: str) -> tuple[Line, ...]:
    """The lines that speak of tobacco in this context, or not at all."""
    lines = lines_of(topic, "mode_vie", band)
    return tuple(o for o in lines if all(c != "F17" or ctx == tobacco for c, ctx in codes_of(o.source))) or lines


OWN_SYSTEMS = {
    "cardio": "cardio resp gen",
    "usic": "cardio gen",
    "pneumo": "resp cardio",
    "neuro": "neuro osteo gen psy",
    "unv": "neuro osteo gen psy",
    "geria": "neuro osteo gen psy",
    "ssr": "neuro osteo gen",
    "psy": "psy neuro gen",
    "addicto": "psy neuro abdo gen",
    "ortho": "osteo neuro gen",
    "rhumato": "osteo peau",
    "hge": "abdo peau gen",
    "visc": "abdo gen",
    "uro": "uro abdo",
    "nephro": "uro cardio",
    "dialyse": "uro cardio peau",
    "dermato": "peau osteo gen",
    "rea": "gen cardio resp uro neuro psy osteo",
    "palliatif": "gen abdo resp neuro osteo psy",
    "medint": "gen osteo peau",
    "medpoly": "resp gen",
    "mater": "uro abdo gen",
    "gyneco": "uro abdo",
}
"""Systems that a unit's own examination tells of, so that a general line would say too much or against it."""
OWN_OF_TOPIC = {"pna": "uro abdo gen", "asthme": "resp gen", "ep_nonconf": "resp cardio", "bronchiolite": "resp gen"}
"""The same for topics that another unit sees."""


@lru_cache(maxsize=512)
def systems_of(topic: str, systems: tuple[str, ...]) -> tuple[str, ...]:
    """The systems that a general examination adds to what the event's own lines tell."""
    own = (OWN_SYSTEMS.get(book().topics[topic].unit, "") + " " + OWN_OF_TOPIC.get(topic, "")).split()
    return tuple(s for s in systems if s not in own)


TARGETS: dict[str, str] = {
    "Douleur": r"EVA|Douleur|Antalgie|Algoplus|EVENDOL",
    "Alimentation": r"Repas|[Dd]éjeuner|Régime|Biberon|Tétée|HGT|[Gg]lycémie|Dextro",
    "Élimination": r"Diurèse|Selles|Transit|urinaire|Mictions|Couche|Urines",
    "Peau et hygiène": r"Toilette|hygiène|cutanée|Pansement|escarre|Bain|Cordon",
    "Sommeil": r"Nuit|Sommeil|Ronde|dort",
    "Respiration": r"Oxygène|O2|Respiration|[Ll]avage de nez|encombr",
    "Mobilité": r"Lever|Mobilisation|Installation|lever \[",
    "Moral": r"Moral|agitation|Entretien|Comportement|Coopérant|Confort",
    "Entourage": r"\[Visite|Famille|\[Maman|\[Mère|Refus",
    "Traitement": r"VVP|Perfusion|Bilan|Traitements|Médicaments|Prélèvements|Antibiotiques|implantable",
    "Surveillance": r"\$h : |Prise de poste|Constantes|Scope|Surveillance",
    "Retour à domicile": r"Sortie|Transport|Éducation|sortie",
}
"""What targeted transmissions aim at, with the words that tell a line's target."""


@lru_cache(maxsize=1024)
def targets_of(topic: str, band: str) -> dict[str, tuple[Line, ...]]:
    """The nursing lines of an event by their target, for targets with three of them."""
    lines = lines_of(topic, "ide_gen", band) + lines_of(topic, "N", band)
    found: dict[str, list[Line]] = {}
    for line in lines:
        target = next((t for t, words in TARGETS.items() if re.search(words, line.source)), "Surveillance")
        found.setdefault(target, []).append(line)
    return {target: tuple(own) for target, own in found.items() if len(own) > 2}


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
