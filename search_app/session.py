"""The session of a request: a cookie with a random token; everything else is on the server and can be revoked."""

from __future__ import annotations

import hmac
from typing import Any, cast

from flask import Flask, abort, current_app, g, request
from werkzeug.wrappers import Response

from warehouse.accounts import Session
from warehouse.warehouse import Actor, Warehouse

COOKIE = "klask-session"
SAFE_METHODS = ("GET", "HEAD", "OPTIONS")


def house() -> Warehouse:
    """The warehouse of this application."""
    return cast(Warehouse, current_app.extensions["klask"])


def current() -> Session | None:
    """The open session of this request, or None."""
    return cast("Session | None", g.get("session"))


def actor() -> Actor:
    """Who asks, for the audit log; only in views that need a session."""
    session = current()
    if session is None:
        abort(401)
    return Actor(session.username, session.role)


def cookie_name() -> str:
    """Behind TLS the name asks the browser for its strictest rules."""
    return f"__Host-{COOKIE}" if current_app.config["SECURE_COOKIES"] else COOKIE


def give(response: Response, token: str) -> None:
    """Set the session cookie."""
    secure = bool(current_app.config["SECURE_COOKIES"])
    response.set_cookie(cookie_name(), token, httponly=True, samesite="Strict", secure=secure, path="/")


def take(response: Response) -> None:
    """Delete the session cookie, and what the browser kept of this site."""
    response.delete_cookie(cookie_name(), path="/", httponly=True, samesite="Strict")
    response.headers["Clear-Site-Data"] = '"cache", "storage"'


def install(app: Flask) -> None:
    """Find the session before each view, and ask every unsafe request for its form token."""

    @app.before_request
    def find() -> None:
        if request.endpoint == "static":
            return
        token = request.cookies.get(cookie_name())
        g.session = house().accounts.session(token) if token else None

    @app.before_request
    def check_form_token() -> None:
        session = current()
        if request.method in SAFE_METHODS or session is None:
            return
        given = request.form.get("csrf", "") or request.headers.get("X-CSRF-Token", "")
        if not hmac.compare_digest(given.encode(), session.csrf.encode()):
            abort(400)

    @app.context_processor
    def values() -> dict[str, Any]:
        session = current()
        return {"session": session, "csrf": session.csrf if session else ""}
