"""The cohort builder's rows: from a form to a definition file and back."""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from typing import Any

import yaml
from flask_babel import gettext as _
from werkzeug.datastructures import MultiDict

from clinical.errors import UsageError
from warehouse.cohorts import GROUPS, KEYS

MAX_ROWS = 40
_CODE = re.compile(r"\s*[A-Za-z][A-Za-z0-9_]{1,19}\s*:\s*=?\s*[A-Za-z0-9.+\-]+\s*")


@dataclass(frozen=True, slots=True)
class Row:
    """One criterion as the builder shows it; a ``joined`` one must hold in the same document as the row before it."""

    group: str = "all"
    kind: str = "words"
    value: str = ""
    name: str = ""
    joined: bool = False

    @property
    def unresolved(self) -> str:
        """Words given where a code is wanted: the first part that is no code, or ""."""
        if self.kind != "concept":
            return ""
        return next((part for part in self.parts if not _CODE.fullmatch(part)), "")

    @property
    def parts(self) -> list[str]:
        return [part.strip() for part in self.value.split(",") if part.strip()]

    def resolved(self, code: str) -> Row:
        """The row with a code in the place of its first words that are none."""
        parts, done = [], False
        for part in self.parts:
            take = not done and not _CODE.fullmatch(part)
            parts.append(code if take else part)
            done = done or take
        return replace(self, value=", ".join(parts if done else [*parts, code]))


def read_rows(form: MultiDict[str, str]) -> list[Row]:
    """The builder's rows by group; unknown groups and kinds fall back to the first."""
    columns = zip(
        form.getlist("group"), form.getlist("kind"), form.getlist("value"), form.getlist("label"), strict=False
    )
    rows: list[Row] = []
    joined = set(form.getlist("joined"))
    for group, kind, value, label in list(columns)[:MAX_ROWS]:
        known = (group if group in GROUPS else "all", kind if kind in KEYS else "words")
        rows.append(Row(*known, value.strip()[:2000], label.strip()[:120], str(len(rows)) in joined))
    return in_groups(rows)


def in_groups(rows: list[Row]) -> list[Row]:
    """The rows in the order of their groups, which is the order of a definition; a group's first row joins nothing."""
    ordered = sorted(rows, key=lambda row: GROUPS.index(row.group))
    firsts = [i == 0 or row.group != ordered[i - 1].group for i, row in enumerate(ordered)]
    return [replace(row, joined=row.joined and not first) for row, first in zip(ordered, firsts, strict=True)]


def without_row(rows: list[Row], place: int) -> list[Row]:
    """The rows without one; what was joined to it stands alone, unless it was itself joined to the row before."""
    if not 0 <= place < len(rows):
        return rows
    rest = [*rows[:place], *rows[place + 1 :]]
    if place < len(rest) and not rows[place].joined:
        rest[place] = replace(rest[place], joined=False)
    return in_groups(rest)


def written(rows: list[Row], name: str) -> str:
    """The definition file of the rows, which `klask cohort` runs as well; rows without a value are left out."""
    groups: dict[str, list[dict[str, Any]]] = {}
    for row in rows:
        if row.value:
            items = groups.setdefault(row.group, [])
            if not (row.joined and items):
                items.append({"name": row.name} if row.name else {})
            if row.kind in items[-1]:
                raise UsageError(_("Deux critères du même document ne peuvent pas être de la même nature."))
            items[-1][row.kind] = _value(row)
    if not groups:
        raise UsageError(_("Donnez au moins un critère."))
    whole = {"name": name or "cohorte"} | {group: groups[group] for group in GROUPS if group in groups}
    return yaml.safe_dump(whole, allow_unicode=True, sort_keys=False)


def _value(row: Row) -> Any:
    """Several codes, types or units are separated by commas."""
    if row.kind in ("concept", "type", "unit", "sex") and "," in row.value:
        return row.parts
    return row.value


def starts(rows: list[Row]) -> list[int]:
    """The places of the rows that begin a criterion, in order: those to which the counts belong."""
    found: list[int] = []
    group = ""
    for i, row in enumerate(rows):
        if row.value:
            if not (row.joined and row.group == group):
                found.append(i)
            group = row.group
    return found


def rows_of(definition: str) -> list[Row] | None:
    """The builder's rows of a definition, or None where it holds what rows cannot show."""
    raw = yaml.safe_load(definition)
    rows: list[Row] = []
    for group in GROUPS:
        for item in raw.get(group) or []:
            kinds = [key for key in KEYS if key in item]
            if not kinds or any(isinstance(item[kind], dict) for kind in kinds):
                return None
            name = str(item.get("name") or "")
            rows += [Row(group, k, _shown(k, item[k]), "" if i else name, bool(i)) for i, k in enumerate(kinds)]
    return rows


def _shown(kind: str, value: Any) -> str:
    if isinstance(value, list) and kind in ("age", "date"):
        return "..".join("" if end is None else str(end) for end in value)
    return ", ".join(map(str, value)) if isinstance(value, list) else str(value)
