"""The door: log-in, log-out, language."""

from __future__ import annotations

from urllib.parse import urlsplit

from flask import Blueprint, abort, jsonify, make_response, redirect, render_template, request, url_for
from werkzeug.wrappers import Response

from search_app import access, language, session
from search_app.access import OPEN, SIGNED_IN, needs
from search_app.words import filling_text
from warehouse.warehouse import Actor

pages = Blueprint("entry", __name__)
HOMES = (("review", "lots.lots"), ("search", "search.search"), ("accounts", "admin.accounts"))


@pages.get("/")
@needs(OPEN, exempt="leads to a page that is audited")
def home() -> str | Response:
    """The first page of a role, or the log-in page."""
    opened = session.current()
    if opened is None:
        return render_template("entry/log_in.html", next="", failed=False)
    endpoint = next(endpoint for permission, endpoint in HOMES if access.may(permission, opened.role))
    return redirect(url_for(endpoint))


@pages.get("/connexion")
@needs(OPEN, exempt="an empty form")
def log_in() -> str:
    return render_template("entry/log_in.html", next=_local(request.args.get("next", "")), failed=False)


@pages.post("/connexion")
@needs(OPEN)
def enter() -> Response:
    """Check name and password; the answer is the same whatever was wrong."""
    name, target = request.form.get("username", "").strip().lower()[:100], _local(request.form.get("next", ""))
    opened = session.house().accounts.log_in(name, request.form.get("password", ""))
    if opened is None:
        session.house().note(Actor(name or "-", "-"), "log-in-failed")
        return make_response(render_template("entry/log_in.html", next=target, failed=True), 401)
    token, who = opened
    session.house().note(Actor(who.username, who.role), "log-in")
    wanted = request.cookies.get(language.COOKIE, "")
    if wanted in language.LANGUAGES and wanted != who.language:
        session.house().accounts.change(who.username, language=wanted)  # chosen on the log-in page
    response = redirect(target or url_for("entry.home"), 303)
    session.give(response, token)
    return response


@pages.post("/deconnexion")
@needs(SIGNED_IN)
def log_out() -> Response:
    session.house().note(session.actor(), "log-out")
    session.house().accounts.log_out(request.cookies.get(session.cookie_name(), ""))
    response = redirect(url_for("entry.home"), 303)
    session.take(response)
    return response


@pages.get("/remplissage")
@needs(SIGNED_IN, exempt="how many documents were read, none of them")
def filling() -> Response:
    """What the line above the pages says while documents are brought in; "" when they are."""
    return jsonify({"text": filling_text()})


@pages.post("/langue")
@needs(OPEN, exempt="a preference of the reader")
def choose_language() -> Response:
    """Keep the language and go back to the page that was open."""
    wanted = request.form.get("language", "")
    if wanted not in language.LANGUAGES:
        abort(400)
    opened = session.current()
    response = redirect(_local(request.form.get("next", "")) or url_for("entry.home"), 303)
    if opened:
        session.house().accounts.change(opened.username, language=wanted)
    response.set_cookie(language.COOKIE, wanted, samesite="Strict", httponly=True, max_age=31_536_000)
    return response


def _local(target: str) -> str:
    """A path of this site, or "": an address elsewhere is never followed."""
    parts = urlsplit(target)
    safe = target.startswith("/") and not target.startswith(("//", "/\\")) and not parts.netloc and not parts.scheme
    return target if safe and "\n" not in target and "\r" not in target else ""
