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
    """One criterion as the builder shows it."""

    group: str = "all"
    kind: str = "words"
    value: str = ""
    name: str = ""

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
    rows = []
    for group, kind, value, label in list(columns)[:MAX_ROWS]:
        known = (group if group in GROUPS else "all", kind if kind in KEYS else "words")
        rows.append(Row(*known, value.strip()[:2000], label.strip()[:120]))
    return in_groups(rows)


def in_groups(rows: list[Row]) -> list[Row]:
    """The rows in the order of their groups, which is the order of a definition."""
    return sorted(rows, key=lambda row: GROUPS.index(row.group))


def written(rows: list[Row], name: str) -> str:
    """The definition file of the rows, which `klask cohort` runs as well; rows without a value are left out."""
    groups: dict[str, list[dict[str, Any]]] = {}
    for row in rows:
        if row.value:
            named = {"name": row.name} if row.name else {}
            groups.setdefault(row.group, []).append(named | {row.kind: _value(row)})
    if not groups:
        raise UsageError(_("Donnez au moins un critère."))
    whole = {"name": name or "cohorte"} | {group: groups[group] for group in GROUPS if group in groups}
    return yaml.safe_dump(whole, allow_unicode=True, sort_keys=False)


def _value(row: Row) -> Any:
    """Several codes, types or units are separated by commas."""
    if row.kind in ("concept", "type", "unit", "sex") and "," in row.value:
        return row.parts
    return row.value


def rows_of(definition: str) -> list[Row] | None:
    """The builder's rows of a definition, or None where it holds what rows cannot show."""
    raw = yaml.safe_load(definition)
    rows = []
    for group in GROUPS:
        for item in raw.get(group) or []:
            kinds = [key for key in item if key in KEYS]
            if len(kinds) != 1 or isinstance(item[kinds[0]], dict):
                return None
            value = item[kinds[0]]
            shown = ", ".join(map(str, value)) if isinstance(value, list) else str(value)
            if isinstance(value, list) and kinds[0] in ("age", "date"):
                shown = "..".join("" if end is None else str(end) for end in value)
            rows.append(Row(group, kinds[0], shown, str(item.get("name") or "")))
    return rows
