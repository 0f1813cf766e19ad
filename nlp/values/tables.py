"""Results in tables: dated columns with an analyte a line, or a line a date with an analyte a column."""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import lru_cache
from itertools import accumulate

from clinical.annotations import Measurement
from language.folding import fold
from nlp.context.automaton import follow
from nlp.context.tokens import Stream, read_tokens

from .analytes import Analyte, load_analytes
from .dating import DATE, iso_date

_NUMBER = re.compile(r"\s*(?P<comparator>[<>≤≥]?)\s*(?P<value>\d+(?:[.,]\d+)?)\s*(?:[HNB*+-]+\s*)?$")
_UNIT = re.compile(r"[(\[]?\s*([^\s()\[\]]*/[^\s()\[\]]*|%|mmHg|kg|mm)\s*[)\]]?\s*$")
_SPLIT = re.compile(r"(\s*\|\s*|\t+|\s{2,})")

Cell = tuple[int, int, str]


def _cells(raw: str, start: int) -> list[Cell]:
    """The cells of a line with their offsets."""
    parts = _SPLIT.split(raw)
    edges = list(accumulate(map(len, parts), initial=start))  # cells and what parts them, by turns
    return list(zip(edges[:-1:2], edges[1::2], parts[::2], strict=True))


@lru_cache(maxsize=20_000)
def _analyte(cell: str) -> tuple[Analyte, str] | None:
    """The analyte that a cell names, with the unit that it gives."""
    root, _ = load_analytes()
    head = _UNIT.search(cell)
    unit = head[1].lower().replace("μ", "µ") if head and head.start() else ""
    name = cell[: head.start()] if head and unit else cell
    nodes = [root]
    for word in read_tokens(name).words:
        nodes = follow(nodes, fold(word))
    found = next((node.values[0] for node in nodes if node.values), None)
    return (found, unit) if found else None


def read_tables(stream: Stream, *, date: str | None) -> Iterator[Measurement]:
    """The results of all tables of a text."""
    text = stream.text
    if "|" not in text and "\t" not in text and "   " not in text:
        return
    dates: list[tuple[int, str | None]] = []
    heads: list[tuple[int, tuple[Analyte, str]]] = []
    at = 0
    for raw in text.split("\n"):
        start, at = at, at + len(raw) + 1
        filled = raw.strip(" ")
        split = filled and ("  " in filled or "|" in filled or "\t" in filled)
        cells = _cells(raw, start) if split else []
        if filled and not raw.strip(" |-+:="):
            continue  # a ruled line
        if not cells:
            dates, heads = [], []
            continue
        dated = _dated_cells(cells, date)
        if len(dated) >= 2:
            dates, heads = dated, []
        elif dates:
            named = _analyte(cells[0][2] if cells[0][2].strip() else cells[1][2])
            if named is not None:
                yield from _dated_line(cells, named, dates)
        elif heads and dated:
            yield from _named_line(cells, heads, dated[0][1])
        elif len(cells) > 2 and not any(_NUMBER.match(cell[2]) for cell in cells):
            heads = [(number, known) for number, cell in enumerate(cells) if (known := _analyte(cell[2]))]
            heads = heads if len(heads) >= 2 else []


def _dated_cells(cells: list[Cell], date: str | None) -> list[tuple[int, str | None]]:
    return [
        (number, iso_date(found, date))
        for number, cell in enumerate(cells)
        if cell[1] - cell[0] < 14
        and cell[2].lstrip(" :")[:1].isdigit()
        and (found := DATE.fullmatch(cell[2].strip(" :"))) is not None
    ]


def _value(cell: Cell, analyte: Analyte, unit: str, when: str | None) -> Measurement | None:
    found = _NUMBER.match(cell[2])
    if found is None:
        return None
    normal = analyte.normal(float(found["value"].replace(",", ".")), unit)
    if normal is None:
        return None
    comparator = {"": "=", "≤": "<=", "≥": ">="}.get(found["comparator"], found["comparator"])
    return Measurement(cell[0], cell[1], analyte.name, normal, analyte.unit, comparator, when)


def _dated_line(
    cells: list[Cell], named: tuple[Analyte, str], dates: list[tuple[int, str | None]]
) -> Iterator[Measurement]:
    """An analyte and its values; columns are counted from the first dated one where the head has no first cell."""
    analyte, unit = named
    first = 0 if cells[0][2].strip() else 1
    shift = max(0, first + 1 - dates[0][0])
    for number, when in dates:
        place = number + shift
        if place < len(cells) and (found := _value(cells[place], analyte, unit, when)):
            yield found


def _named_line(
    cells: list[Cell], heads: list[tuple[int, tuple[Analyte, str]]], when: str | None
) -> Iterator[Measurement]:
    for number, (analyte, unit) in heads:
        if number < len(cells) and (found := _value(cells[number], analyte, unit, when)):
            yield found
