"""Who may do what: the one table of roles and permissions."""

from __future__ import annotations

PERMISSIONS = (
    "search", "read", "cohort", "export", "review", "release", "quarantine", "audit", "accounts", "settings",
)  # fmt: skip

ROLES: dict[str, frozenset[str]] = {
    "clinician": frozenset({"search", "read"}),
    "researcher": frozenset({"search", "read", "cohort", "export"}),
    "cdc": frozenset({"search", "read", "review", "release", "quarantine", "audit"}),
    "admin": frozenset({"accounts", "settings", "audit"}),
}
"""Denied unless listed. An administrator and an auditor read no documents."""
