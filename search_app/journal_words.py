"""The details of the audit log in the reader's language: counts, verdicts, reasons, what was looked for."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from flask_babel import gettext as _

from search_app.numbers import number

ORDER = (
    "query", "of_actor", "of_action", "as_role", "kind", "verdict", "missed", "leaking", "judged", "sample", "size", "seed",
    "accepted", "unchanged", "renewed", "refused", "quarantined", "patients", "documents", "rows", "version", "problem",
    "reason",
)  # fmt: skip
"""The details that are logged, in the order in which they are read."""


def detail_text(detail: dict[str, Any], names: dict[str, Callable[[str], str]]) -> str:
    """Details as `jugés : 4, avec fuite : 1`; what belongs together stands together.

    Args:
        detail: the details of one row.
        names: how the values of ``as_role`` and ``of_action`` are said.
    """
    known = [key for key in ORDER if key in detail]
    rest = sorted(set(detail) - set(known))
    parts = [_("%(name)s : %(value)s", name=detail_name(key), value=_value(key, detail[key], names)) for key in known]
    return ", ".join(parts + [f"{key}: {detail[key]}" for key in rest])


def detail_name(key: str) -> str:
    """What a detail is called."""
    return {
        "query": _("recherche"), "of_actor": _("de la personne"), "of_action": _("pour l'action"), "as_role": _("rôle"),
        "kind": _("demandes"), "verdict": _("jugement"), "missed": _("identifiants oubliés"),
        "leaking": _("avec fuite"), "judged": _("jugés"), "sample": _("échantillon"), "size": _("taille"), "seed": _("graine"),
        "accepted": _("acceptés"), "unchanged": _("inchangés"), "renewed": _("relus par une version nouvelle"),
        "refused": _("refusés"), "quarantined": _("en quarantaine"), "patients": _("patients"), "documents": _("documents"),
        "rows": _("lignes"), "version": _("version"), "problem": _("illisible"), "reason": _("motif"),
    }.get(key, key)  # fmt: skip


def _value(key: str, value: Any, names: dict[str, Callable[[str], str]]) -> str:
    if isinstance(value, int | float):
        return str(value) if key in ("sample", "seed", "version") else number(value)
    if key in names:
        return names[key](str(value))
    return _codes().get((key, str(value)), str(value))


def _codes() -> dict[tuple[str, str], str]:
    """Values that are codes: of verdicts, of limits, and of why a query was refused."""
    return {
        ("verdict", "clean"): _("propre"), ("verdict", "missed"): _("fuite"), ("kind", "search"): _("recherches"),
        ("kind", "log-in"): _("connexions"), ("problem", "definition"): _("définition"),
        ("reason", "identity"): _("ressemble à une personne"), ("reason", "length"): _("trop longue"),
        ("reason", "clauses"): _("trop de critères"), ("reason", "depth"): _("trop de parenthèses"),
        ("reason", "wildcard"): _("mot tronqué trop court"), ("reason", "fuzzy"): _("mot suivi de ~ trop court"),
        ("reason", "distance"): _("mots trop éloignés"), ("reason", "phrase"): _("expression trop longue"),
        ("reason", "expansion"): _("trop de mots possibles"), ("reason", "time"): _("trop de temps"),
    }  # fmt: skip
