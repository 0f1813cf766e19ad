"""What a patient's body and blood are like: weight and laboratory values that follow from age, diseases and the event.

A value is fixed for an event, so that letter, table and nurse state the same number. Where it lies follows, in this order, from the
event's facts, from what the event's own lines say of it, from the diseases of the background, from age.
"""

from __future__ import annotations

from collections.abc import Callable
from functools import lru_cache
from zlib import crc32

from hospital.analytes import ANALYTES, Analyte
from hospital.blockbook import book
from hospital.lexicon import lexicon
from hospital.past import LEAVES, past
from hospital.stories import Happening, Story
from hospital.template import lasting, measured_in

Span = tuple[float, float]
BY_DISEASE: dict[str, dict[str, Span]] = {
    "irc3": {"dfg": (31, 57)},
    "irc4": {"dfg": (16, 29), "k": (4.5, 5.6), "hb": (9.6, 11.8), "phos": (1.2, 1.7), "pth": (90, 260)},
    "dt2_rein": {"dfg": (30, 55)},
    "dt2": {"glyc": (6.4, 12.4), "hba1c": (6.4, 9.2)},
    "anemie_fer": {"hb": (9.2, 11.6), "vgm": (71, 80), "ferritine": (5, 18)},
    "ic": {"bnp": (520, 3400)},
    "fa": {"bnp": (260, 1300)},
    "cirrhose": {
        "plq": (58, 138),
        "tp": (44, 68),
        "albumine": (24, 33),
        "ggt": (80, 290),
        "bili": (24, 70),
        "vgm": (96, 106),
    },
    "oh": {"ggt": (70, 260), "vgm": (95, 104), "asat": (40, 92)},
    "hypothyr": {"tsh": (0.6, 5.4)},
    "denutrition": {"albumine": (24, 33)},
    "goutte": {"uric": (370, 540)},
    "bpco": {"hco3": (25, 31)},
    "dyslip": {"ldl": (0.7, 1.8), "tg": (0.9, 2.6)},
    "osteoporose": {"vitd": (9, 29)},
    "hbp": {"psa": (1.2, 6.8)},
    "pr": {"crp": (3, 26), "vs": (14, 46)},
    "lymphome": {"ldh": (250, 620), "lympho": (0.4, 1.2)},
    "sepsis": {},
}
"""What a disease does to laboratory values (usual limits: see ``analytes``)."""
INFECTION: dict[str, Span] = {"crp": (70, 260), "leuco": (11.4, 19.5), "fibrinogene": (4.4, 6.8), "vs": (40, 90)}
BY_TOPIC: dict[str, dict[str, Span]] = {
    "idm": {"tropo": (1200, 9800), "cpk": (320, 2900), "crp": (6, 48)},
    "ic_dec": {"bnp": (2400, 12500), "dfg": (28, 58), "na": (129, 138)},
    "ep": {"ddim": (1800, 9800), "crp": (8, 64), "bnp": (120, 1900)},
    "ep_nonconf": {"ddim": (560, 1600)},
    "pneumonie": {**INFECTION, "pct": (0.6, 7.8)},
    "bpco_exa": {"crp": (12, 140), "leuco": (9.2, 16.4), "hco3": (26, 35)},
    "sepsis_urin": {
        **INFECTION,
        "pct": (18, 90),
        "creat": (160, 340),
        "plq": (68, 160),
        "tp": (54, 76),
        "hco3": (15, 20),
    },
    "pna": {**INFECTION, "pct": (0.3, 3.2)},
    "endocardite": {**INFECTION, "hb": (9.4, 11.8), "albumine": (25, 33)},
    "erysipele": dict(INFECTION),
    "appendicite": {"crp": (18, 140), "leuco": (11.1, 18.4)},
    "cholecystite": {"crp": (60, 220), "leuco": (11.2, 18.2), "alat": (28, 104), "ggt": (60, 220)},
    "neutrofeb": {
        "crp": (64, 230),
        "leuco": (0.3, 0.9),
        "pnn": (0.0, 0.4),
        "lympho": (0.2, 0.6),
        "plq": (30, 118),
        "hb": (8.2, 10.8),
    },
    "still": {
        "crp": (142, 310),
        "leuco": (15.4, 27.0),
        "ferritine": (7200, 24000),
        "asat": (48, 120),
        "hb": (10.2, 11.9),
    },
    "sevrage_oh": {"ggt": (96, 420), "asat": (52, 140), "vgm": (98, 108)},
    "cirrhose": {"na": (126, 135)},
    "saignement_aod": {"uree": (8.2, 19.0)},
    "dialyse": {
        "dfg": (5, 11),
        "k": (4.7, 6.1),
        "phos": (1.3, 2.2),
        "pth": (150, 580),
        "hb": (9.8, 11.8),
        "ca": (2.05, 2.4),
    },
    "palliatif": {"albumine": (19, 27), "hb": (8.4, 10.6), "crp": (40, 160)},
    "fract_col": {"crp": (4, 58), "hb": (9.9, 12.8)},
    "prostate": {"psa": (4.6, 14.0)},
    "dt2_desequilibre": {"glyc": (14.2, 28.0), "uree": (5.2, 9.8)},
    "goutte": {"uric": (430, 600), "crp": (8, 84)},
    "pr": {"crp": (4, 46), "vs": (16, 62)},
    "crohn": {"crp": (4, 84)},
    "lymphome": {"ldh": (260, 760)},
}
"""What an event does to them, besides what its own lines say."""
CHILD: dict[str, Span] = {
    "hb": (10.8, 13.4),
    "creat": (18, 46),
    "pal": (120, 320),
    "leuco": (5.8, 14.2),
    "lympho": (2.1, 6.4),
    "uree": (2.2, 5.4),
    "vgm": (74, 86),
    "ht": (32, 40),
}
STABLE = frozenset("dfg creat hba1c ldl hdl tg tsh psa vitd b12 uric vgm pth albumine ca plq hb ht".split())
"""Values that change little within months."""
NOT_OF_CHILDREN = frozenset("dfg psa inr ddim bnp tropo hba1c ldl hdl tg pth b12 uric vs".split())
KIDNEY = frozenset({"irc3", "irc4", "dt2_rein"})


def creatinine_of(rate: float, age: int, female: bool) -> float:
    """Creatinine (µmol/L) at which CKD-EPI 2009 gives this filtration rate (mL/min/1,73 m²)."""
    scale, power = (61.9, -0.329) if female else (79.6, -0.411)
    share = rate / (141 * 0.993**age * (1.018 if female else 1))
    return float(scale * share ** (-1 / 1.209 if share < 1 else 1 / power))


def rate_of(creatinine: float, age: int, female: bool) -> float:
    """Filtration rate (mL/min/1,73 m²) by CKD-EPI 2009 from creatinine in µmol/L."""
    scale, power = (61.9, -0.329) if female else (79.6, -0.411)
    ratio = creatinine / scale
    return float(141 * min(ratio, 1) ** power * max(ratio, 1) ** -1.209 * 0.993**age * (1.018 if female else 1))


@lru_cache(maxsize=256)
def topic_spans(topic: str) -> dict[str, Span]:
    """The spans that an event's own lines give, by analyte; the first line that names one decides."""
    found: dict[str, Span] = dict(BY_TOPIC.get(topic, {}))
    for letter in "BHETVCNS":
        for line in book().topics[topic].lines.get(letter, []):
            for key, low, high in measured_in(line):
                found.setdefault(key, (low, high))
    return found


def lasting_past(past: tuple[tuple[str, int], ...]) -> dict[str, str]:
    """The lasting diseases of the past by category, in the context in which every note tells them."""
    found = {lasting(lexicon()[key].code, "hist"): "hist" for key, _ in past}
    found.pop("", None)
    return found


class Body:
    """Weight and laboratory values of a patient during one event."""

    def __init__(self, story: Story, happening: Happening) -> None:
        self.story, self.happening, self.person = story, happening, story.person
        self.age = self.person.age(happening.day)
        self.female = self.person.female
        self.past = past(story, happening)
        self.diseases = {key for key, _ in self.past} | {LEAVES.get(happening.topic, "")}
        self.lasting = lasting_past(self.past)
        self.spans = topic_spans(happening.topic)
        self.known: dict[str, float] = {}

    def share(self, key: str, lasting: bool = False) -> float:
        """A number from 0 to 1 that stays the same for the event, or for the patient's life."""
        own = self.person.ipp if lasting else self.person.ipp + self.happening.nda
        return crc32(f"{own}{key}".encode()) / 2**32

    def value(self, key: str) -> float:
        """The value of an analyte, in the first unit of ``analytes``."""
        if key not in self.known:
            special = SPECIAL.get(key)
            value = special(self) if special else None
            self.known[key] = self.drawn(key) if value is None else value
        return self.known[key]

    def measured(self, key: str) -> float | None:
        """The value, or None where a child's weight is asked, which follows from the template."""
        return None if key in OF_BODY and self.age < 16 else self.value(key)

    def span(self, key: str) -> Span:
        """Where a value lies: by the event, by the diseases, by age, else within usual limits or just outside."""
        if key in self.spans:
            return self.spans[key]
        for disease in sorted(self.diseases):
            if key in BY_DISEASE.get(disease, {}):
                return BY_DISEASE[disease][key]
        if self.age < 15 and key in CHILD:
            return CHILD[key]
        return self._usual(key)

    def _usual(self, key: str) -> Span:
        if key == "hb":
            low = 11.9 if self.female else 13.1
            return (low - max(0, self.age - 65) * 0.03, low + 2.6)
        if key == "albumine" and self.age > 70:
            return (31, 41)
        if key == "bnp" and self.age > 70:
            return (110, 620)
        analyte = ANALYTES[key]
        wide = analyte.high - analyte.low
        return (max(analyte.low - 0.03 * wide, 0.12 * analyte.high), analyte.high + 0.06 * wide)

    def drawn(self, key: str) -> float:
        """A value of the span."""
        low, high = self.span(key)
        return low + (high - low) * self.share(key, lasting=key in STABLE and key not in self.spans)

    def creatinine(self) -> float | None:
        """By the filtration rate, unless the event says it."""
        if self.age < 15 or (
            "creat" in self.spans and "dfg" not in self.happening.facts and not self.diseases & KIDNEY
        ):
            return None
        return creatinine_of(self.value("dfg"), self.age, self.female)

    def rate(self) -> float | None:
        """By the facts, the diseases, the creatinine that the event says, else by age."""
        if fact := self.happening.facts.get("dfg"):
            return float(fact)
        if self.age < 15 or self.diseases & KIDNEY:
            return None
        if "creat" in self.spans:
            return rate_of(self.drawn("creat"), self.age, self.female)
        if "dfg" in self.spans:
            return None
        return max(48.0, 112 - max(0, self.age - 25) * 0.75 - 16 * self.share("dfg", lasting=True))

    def weight(self) -> float | None:
        """Kilograms; None below 16 years, when a template's own span holds."""
        if self.age < 16:
            return None
        return self.mass_index() * self.height() ** 2 * (0.985 + 0.03 * self.share("poids"))

    def height(self) -> float:
        """Metres."""
        return (1.53 if self.female else 1.65) + 0.2 * self.share("taille", lasting=True)

    def mass_index(self) -> float:
        """Kilograms a square metre."""
        low, high = (
            (30.5, 37.5)
            if "obesite" in self.diseases
            else (16.4, 18.9)
            if "denutrition" in self.diseases
            else (20.5, 29.2)
        )
        return low + (high - low) * self.share("imc", lasting=True)

    def earlier(self, analyte: Analyte, chance: Callable[[], float]) -> float:
        """A value of an earlier day: near today's for stable ones, towards the usual for those that an event moves."""
        now = self.value(analyte.key)
        if analyte.key in STABLE or analyte.key not in self.spans:
            return now * (0.93 + 0.14 * chance())
        usual = analyte.low + (analyte.high - analyte.low) * (0.2 + 0.6 * chance())
        return usual + (now - usual) * chance() ** 2


def _of_fact(name: str, scale: float = 1) -> Callable[[Body], float | None]:
    def value(body: Body) -> float | None:
        fact = body.happening.facts.get(name)
        return float(fact) / scale if fact else None

    return value


def _urea(body: Body) -> float | None:
    return None if "uree" in body.spans else body.value("creat") * (0.062 + 0.03 * body.share("uree"))


def _part(whole: str, low: float, high: float, key: str) -> Callable[[Body], float | None]:
    def value(body: Body) -> float | None:
        return None if key in body.spans else body.value(whole) * (low + (high - low) * body.share(key))

    return value


SPECIAL: dict[str, Callable[[Body], float | None]] = {
    "dfg": Body.rate,
    "creat": Body.creatinine,
    "uree": _urea,
    "hb": _of_fact("hb"),
    "hba1c": _of_fact("hba1c"),
    "pnn": lambda body: (
        _of_fact("pnn", 1000)(body) if "pnn" in body.happening.facts else _part("leuco", 0.52, 0.76, "pnn")(body)
    ),
    "lympho": _part("leuco", 0.14, 0.3, "lympho"),
    "ht": _part("hb", 2.9, 3.1, "ht"),
    "inr": lambda body: max(0.9, round((100 / body.value("tp")) ** 0.8, 1)),
    "poids": Body.weight,
    "pesee": Body.weight,
    "imc": lambda body: body.mass_index() if body.age >= 16 else None,
    "taille": lambda body: body.height() if body.age >= 16 else None,
}
"""Values that follow from others or from facts."""
OF_BODY = frozenset({"poids", "pesee", "imc", "taille"})
