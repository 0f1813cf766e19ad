"""Laboratory results: inline, and as tables with dated columns."""

from __future__ import annotations

from datetime import date, timedelta
from functools import lru_cache
from typing import TypeVar

from hospital.analytes import ANALYTES, PANELS, Analyte
from hospital.notes import Value
from hospital.scene import Scene
from hospital.states import NOT_OF_CHILDREN

T = TypeVar("T")
FLAGS, LOW_FLAGS = ("", "*", " H", "+"), ("", "", "*", " B")
SHAPES = ("%.0f", "%.1f", "%.2f")
FROM_FACTS = ("hba1c", "dfg", "hb")


def _some(scene: Scene, options: tuple[T, ...], times: int) -> list[T]:
    left = list(options)
    return [left.pop(int(scene.random() * len(left))) for _ in range(min(times, len(left)))]


def chosen(scene: Scene, count: int) -> list[Analyte]:
    """So many analytes, panel after panel, each panel in its own order."""
    panels = _some(scene, PANELS, 3 + int(scene.random() * 3))
    share = max(2, count // len(panels))
    found = [a for panel in panels for a in _some(scene, panel, share)]
    if scene.female:
        found = [a for a in found if a.key != "psa"]
    if scene.age < 15:
        found = [a for a in found if a.key not in NOT_OF_CHILDREN] or [ANALYTES["hb"], ANALYTES["crp"]]
    found += [ANALYTES[key] for key in FROM_FACTS if key in scene.facts and all(a.key != key for a in found)]
    return found


def value_of(scene: Scene, analyte: Analyte) -> float:
    """The true value of the event's day."""
    return round(scene.body.value(analyte.key), analyte.places)


def shown(value: float, places: int) -> str:
    """A value with decimal comma."""
    return f"{value:.{places}f}".replace(".", ",")


def inline(scene: Scene) -> None:
    """Results on one line: Na 138, K 4,1, créatinine 71 µmol/L."""
    parts, day = [], scene.day.isoformat()
    for analyte in chosen(scene, 7 + int(scene.random() * 9)):
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
    for analyte in chosen(scene, 18 + int(scene.random() * 16)):
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
    """A value of the day, or of an earlier one, with or without a flag beyond the usual limits."""
    value = scene.body.earlier(analyte, scene.random) if true is None else true
    written = SHAPES[analyte.places] % value
    if analyte.places:
        written = written.replace(".", ",")
    if analyte.low <= value <= analyte.high:
        return written
    return written + scene.pick(FLAGS if value > analyte.high else LOW_FLAGS)


@lru_cache(maxsize=256)
def _limits(analyte: Analyte, dash: str) -> str:
    """The usual limits as printed beside a value."""
    return shown(analyte.low, analyte.places) + dash + shown(analyte.high, analyte.places)
