"""Laboratory results: inline, and as tables with dated columns."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta
from functools import lru_cache
from typing import TypeVar

from hospital.notes import Value
from hospital.scene import Scene

T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class Analyte:
    """A laboratory quantity: short key, names, units, usual limits, the spread of values in the sick, decimals."""

    key: str
    names: tuple[str, ...]
    units: tuple[str, ...]
    low: float
    high: float
    spread: tuple[float, float]
    places: int


def _a(key: str, names: str, units: str, low: float, high: float, spread: tuple[float, float], places: int) -> Analyte:
    return Analyte(key, tuple(names.split("|")), tuple(units.split("|")), low, high, spread, places)


PANELS: tuple[tuple[Analyte, ...], ...] = (
    (
        _a("hb", "Hémoglobine|Hb|HGB", "g/dL|g/100 mL", 12, 16, (8.2, 15.4), 1),
        _a("leuco", "Leucocytes|GB|Globules blancs|WBC", "G/L|10⁹/L", 4, 10, (3.1, 16.8), 1),
        _a("plq", "Plaquettes|Plq|Thrombocytes", "G/L|10⁹/L", 150, 400, (88, 420), 0),
        _a("vgm", "VGM|Volume globulaire moyen", "fL|µ³", 80, 100, (72, 108), 0),
        _a("ht", "Hématocrite|Hte|HCT", "%", 37, 50, (26, 47), 1),
        _a("pnn", "Polynucléaires neutrophiles|PNN|Neutrophiles", "G/L", 1.8, 7.5, (1.6, 12.9), 1),
        _a("lympho", "Lymphocytes|Lympho", "G/L", 1, 4, (0.5, 3.9), 1),
        _a("eosino", "Éosinophiles|PNE", "G/L", 0.05, 0.5, (0.02, 0.9), 2),
        _a("retic", "Réticulocytes|Rétic.", "G/L", 25, 100, (18, 140), 0),
    ),
    (
        _a("na", "Sodium|Na|Natrémie|Na+", "mmol/L|mEq/L", 136, 145, (126, 147), 0),
        _a("k", "Potassium|K|Kaliémie|K+", "mmol/L|mEq/L", 3.5, 5.0, (3.0, 5.7), 1),
        _a("cl", "Chlore|Cl|Chlorures", "mmol/L", 98, 107, (92, 110), 0),
        _a("creat", "Créatinine|Créat|Créatininémie", "µmol/L|umol/L", 50, 104, (48, 210), 0),
        _a("uree", "Urée|Urée sanguine", "mmol/L", 2.5, 7.5, (2.8, 19.9), 1),
        _a("dfg", "DFG (CKD-EPI)|DFGe|Clairance estimée", "mL/min/1,73 m²|mL/min", 60, 120, (32, 104), 0),
        _a("hco3", "Bicarbonates|HCO3-|CO2 total", "mmol/L", 22, 29, (18, 31), 0),
        _a("ca", "Calcium|Ca corrigée|Calcémie", "mmol/L", 2.2, 2.6, (2.0, 2.7), 2),
        _a("phos", "Phosphore|Phosphates", "mmol/L", 0.8, 1.45, (0.6, 1.9), 2),
        _a("uric", "Acide urique|Uricémie", "µmol/L", 150, 420, (180, 560), 0),
    ),
    (
        _a("crp", "CRP|Protéine C réactive|CRP us", "mg/L", 0, 5, (1, 210), 0),
        _a("pct", "Procalcitonine|PCT", "ng/mL|µg/L", 0, 0.5, (0.05, 4.8), 2),
        _a("ferritine", "Ferritine|Ferritinémie", "µg/L|ng/mL", 20, 250, (9, 640), 0),
        _a("albumine", "Albumine|Alb.", "g/L", 35, 50, (23, 45), 0),
        _a("vs", "VS|Vitesse de sédimentation (1 h)", "mm", 0, 20, (4, 92), 0),
        _a("fibrinogene", "Fibrinogène|Fg", "g/L", 2, 4, (1.9, 6.8), 1),
    ),
    (
        _a("asat", "ASAT|TGO|ASAT (TGO)", "UI/L|U/L", 5, 40, (14, 130), 0),
        _a("alat", "ALAT|TGP|ALAT (TGP)", "UI/L|U/L", 5, 45, (12, 150), 0),
        _a("ggt", "Gamma-GT|GGT|γGT", "UI/L|U/L", 8, 60, (14, 310), 0),
        _a("pal", "Phosphatases alcalines|PAL", "UI/L", 40, 130, (45, 260), 0),
        _a("bili", "Bilirubine totale|Bili T|BT", "µmol/L", 3, 21, (5, 64), 0),
        _a("lipase", "Lipase|Lipasémie", "UI/L", 10, 60, (12, 88), 0),
        _a("ldh", "LDH|Lactate déshydrogénase", "UI/L", 120, 250, (140, 480), 0),
        _a("cpk", "CPK|CK", "UI/L", 30, 190, (28, 620), 0),
    ),
    (
        _a("tp", "TP|Taux de prothrombine", "%", 70, 100, (48, 100), 0),
        _a("inr", "INR|INR (patient)", "", 0.9, 1.2, (0.9, 3.6), 1),
        _a("tca", "TCA ratio|TCA (M/T)", "", 0.8, 1.2, (0.8, 1.9), 2),
        _a("ddim", "D-dimères|DDimères", "ng/mL|µg/L", 0, 500, (180, 2400), 0),
    ),
    (
        _a("glyc", "Glycémie|Glucose|Glycémie à jeun", "mmol/L", 3.9, 6.1, (4.1, 12.8), 1),
        _a("hba1c", "HbA1c|Hémoglobine glyquée", "%", 4, 6, (5.1, 9.4), 1),
        _a("ldl", "LDL-cholestérol|LDL|LDL calculé", "g/L", 0.5, 1.6, (0.5, 2.1), 2),
        _a("hdl", "HDL-cholestérol|HDL", "g/L", 0.4, 0.8, (0.3, 0.9), 2),
        _a("tg", "Triglycérides|TG", "g/L", 0.5, 1.5, (0.5, 3.4), 2),
        _a("tsh", "TSH|TSH us", "mUI/L|µUI/mL", 0.4, 4.0, (0.3, 6.8), 2),
        _a("b12", "Vitamine B12|B12", "pmol/L", 140, 650, (110, 580), 0),
        _a("vitd", "25-OH vitamine D|Vit D (25-OH)", "ng/mL|µg/L", 30, 80, (8, 62), 0),
        _a("bnp", "NT-proBNP|NTproBNP", "pg/mL|ng/L", 0, 300, (60, 5200), 0),
        _a("tropo", "Troponine T us|Tropo|Troponine", "ng/L", 0, 14, (4, 96), 0),
        _a("pth", "PTH intacte|PTH", "pg/mL", 15, 65, (18, 210), 0),
        _a("psa", "PSA total|PSA", "ng/mL|µg/L", 0, 4, (0.3, 9.8), 2),
    ),
)
"""Usual limits are those printed by French hospital laboratories for adults; the spread is that of an acute ward."""

FLAGS = ("", "*", " H", "+")
FROM_FACTS = {"hba1c": "hba1c", "dfg": "dfg", "hb": "hb"}


def _some(scene: Scene, options: tuple[T, ...], times: int) -> list[T]:
    left = list(options)
    return [left.pop(int(scene.random() * len(left))) for _ in range(min(times, len(left)))]


def chosen(scene: Scene, count: int) -> list[Analyte]:
    """So many analytes, panel after panel, each panel in its own order."""
    panels = _some(scene, PANELS, 2 + int(scene.random() * 3))
    share = max(2, count // len(panels))
    found = [a for panel in panels for a in _some(scene, panel, share)]
    if scene.female:
        found = [a for a in found if a.key != "psa"]
    for key in FROM_FACTS:
        if key in scene.facts and all(a.key != key for a in found):
            found.append(next(a for panel in PANELS for a in panel if a.key == key))
    return found


def value_of(scene: Scene, analyte: Analyte) -> float:
    """The true value where the event has one, else one of the spread, kept as a value of the note."""
    known = scene.facts.get(FROM_FACTS.get(analyte.key, ""))
    low, high = analyte.spread
    return float(known) if known is not None else round(low + (high - low) * scene.random() ** 1.5, analyte.places)


def shown(value: float, places: int) -> str:
    """A value with decimal comma."""
    return f"{value:.{places}f}".replace(".", ",")


def inline(scene: Scene) -> None:
    """Results on one line: Na 138, K 4,1, créatinine 71 µmol/L."""
    parts, day = [], scene.day.isoformat()
    for analyte in chosen(scene, 5 + int(scene.random() * 5)):
        value, unit = value_of(scene, analyte), scene.pick(analyte.units)
        scene.values.append(Value(analyte.key, value, unit, day))
        tail = " " + unit if unit and scene.random() < 0.6 else ""
        parts.append(f"{scene.pick(analyte.names)} {shown(value, analyte.places)}{tail}")
    scene.text(scene.pick([", ", " ; ", ", ", " – "]).join(parts) + ".")


def table(scene: Scene, dates: int = 1) -> None:
    """A table with one to four dated columns, in one of four layouts; the values of the event's day are kept as true."""
    layout = int(scene.random() * 4)
    back = sorted({1 + int(scene.random() * 200) for _ in range(dates - 1)}, reverse=True)
    days = [d for d in (scene.day - timedelta(days=b) for b in back) if d > scene.person.birth] + [scene.day]
    gap = ("\t", "   ", " | ", "  ")[layout]
    if layout == 3:
        days.reverse()
    if dates > 1 or layout == 2:
        _columns(scene, days, gap, layout)
    iso = scene.day.isoformat()
    fill, dash = "." if layout == 1 else " ", scene.pick(["-", " - ", " à "])
    lines = []
    for analyte in chosen(scene, 9 + int(scene.random() * 9)):
        unit, true = scene.pick(analyte.units), value_of(scene, analyte)
        scene.values.append(Value(analyte.key, true, unit, iso))
        cells = gap.join([_cell(scene, analyte, true if day is scene.day else None) for day in days])
        name = scene.pick(analyte.names).ljust(22, fill)
        lines.append(f"{name}{gap}{cells} {unit}{gap}({_limits(analyte, dash)})\n")
    scene.text("".join(lines))


def _columns(scene: Scene, days: list[date], gap: str, layout: int) -> None:
    """The table's head with its dates."""
    scene.text(scene.pick(["", "Examen", "Analyse", "Paramètre"]))
    for day in days:
        scene.text(gap)
        scene.mark(scene.written_date(day, 1 if layout else 0), "DATE")
    scene.text(gap + scene.pick(["Normes", "Réf.", "Valeurs usuelles", "VR"]) + "\n")


def _cell(scene: Scene, analyte: Analyte, true: float | None) -> str:
    """A value, one in four of the high ones without flag."""
    low, high = analyte.spread
    value = low + (high - low) * scene.random() if true is None else true
    return shown(value, analyte.places) + (scene.pick(FLAGS) if value > analyte.high else "")


@lru_cache(maxsize=256)
def _limits(analyte: Analyte, dash: str) -> str:
    """The usual limits as printed beside a value."""
    return shown(analyte.low, analyte.places) + dash + shown(analyte.high, analyte.places)
