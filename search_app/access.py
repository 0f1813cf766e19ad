"""Who may open what: every view declares its permission; one that does not makes the application refuse to start."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, TypeVar

from flask import Flask, abort, redirect, request, url_for
from werkzeug.wrappers import Response

from clinical.roles import PERMISSIONS, ROLES
from search_app.session import current

F = TypeVar("F", bound=Callable[..., Any])
OPEN = "open"
"""For whoever asks: the log-in page and static files."""
SIGNED_IN = "signed-in"
"""For every role."""


def needs(permission: str, *, exempt: str = "") -> Callable[[F], F]:
    """Declare the permission of a view: one of ``clinical.roles.PERMISSIONS``, ``OPEN`` or ``SIGNED_IN``.

    A view writes to the audit log before it answers, unless ``exempt`` says why it need not.
    """
    if permission not in (*PERMISSIONS, OPEN, SIGNED_IN):
        raise ValueError(f"no permission {permission}")

    def mark(view: F) -> F:
        view.klask_permission = permission  # type: ignore[attr-defined]
        view.klask_exempt = exempt  # type: ignore[attr-defined]
        return view

    return mark


def permission_of(app: Flask, endpoint: str) -> str | None:
    """The declared permission of an endpoint, or None."""
    if endpoint == "static":
        return OPEN
    return getattr(app.view_functions.get(endpoint), "klask_permission", None)


def exemption_of(app: Flask, endpoint: str) -> str:
    """Why a view writes nothing to the audit log; "" for one that does."""
    if endpoint == "static":
        return "files of the application"
    return getattr(app.view_functions.get(endpoint), "klask_exempt", "")


def may(permission: str, role: str | None) -> bool:
    """Whether a role (None: nobody logged in) has a permission."""
    if permission == OPEN:
        return True
    if role is None:
        return False
    return permission == SIGNED_IN or permission in ROLES[role]


def matrix(app: Flask) -> dict[tuple[str, str], dict[str, bool]]:
    """Role × route: for each (method, rule) what each role may."""
    table = {}
    for rule in app.url_map.iter_rules():
        permission = permission_of(app, rule.endpoint)
        for method in sorted((rule.methods or set()) - {"HEAD", "OPTIONS"}):
            table[method, rule.rule] = {role: permission is not None and may(permission, role) for role in ROLES}
    return table


def check_all_declared(app: Flask) -> None:
    """Raise RuntimeError for a route without a declared permission."""
    bare = [rule.endpoint for rule in app.url_map.iter_rules() if permission_of(app, rule.endpoint) is None]
    if bare:
        raise RuntimeError(f"routes without a declared permission: {', '.join(sorted(bare))}")


def install(app: Flask) -> None:
    """Check the permission before each view."""

    @app.before_request
    def check() -> Response | None:
        if request.endpoint is None:
            return None  # no such page: answered as 404
        permission = permission_of(app, request.endpoint)
        session = current()
        if permission is None or not may(permission, session.role if session else None):
            if session is not None or request.method != "GET":
                abort(403 if session else 401)
            return redirect(url_for("entry.log_in", next=request.full_path if request.query_string else request.path))
        return None

    @app.context_processor
    def allowed() -> dict[str, Any]:
        session = current()
        return {"allowed": lambda permission: may(permission, session.role if session else None)}
