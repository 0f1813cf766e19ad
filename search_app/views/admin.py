"""The administrator's work: accounts, settings as `doctor` shows them; and the audit log."""

from __future__ import annotations

from flask import Blueprint, redirect, render_template, request, url_for
from werkzeug.wrappers import Response

from clinical.errors import UsageError
from clinical.roles import ROLES
from search_app.access import needs
from search_app.session import actor, house

pages = Blueprint("admin", __name__)
EVENTS = 100


@pages.get("/comptes")
@needs("accounts")
def accounts() -> str:
    """Every account, and a form for a new one."""
    return render_template("admin/accounts.html", accounts=house().accounts.all(), roles=list(ROLES))


@pages.post("/comptes")
@needs("accounts")
def create() -> Response:
    """Make an account."""
    form = request.form
    username = form.get("username", "").strip().lower()
    expires = form.get("expires", "").strip() or None
    made = house().accounts.create(username, form.get("role", ""), form.get("password", ""), expires=expires)
    house().note(actor(), "account-create", made.username, role=made.role)
    return redirect(url_for("admin.accounts"), 303)


@pages.post("/comptes/<username>")
@needs("accounts")
def change(username: str) -> Response:
    """Change role, expiry or state; open sessions of the account end at once where it matters."""
    what = request.form.get("what", "")
    if username == actor().name and what in ("role", "disable"):
        raise UsageError("an administrator cannot close or change the own account: ask another one")
    book = house().accounts
    if what == "role":
        book.change(username, role=request.form.get("role", ""))
    elif what == "expires":
        book.change(username, expires=request.form.get("expires", ""))
    elif what in ("disable", "enable"):
        book.change(username, disabled=what == "disable")
    elif what == "revoke":
        book.revoke(username)
    elif what == "password":
        book.change(username, password=request.form.get("password", ""))
    else:
        raise UsageError("unknown change of an account")
    house().note(actor(), f"account-{what}", username)
    return redirect(url_for("admin.accounts"), 303)


@pages.get("/reglages")
@needs("settings")
def settings() -> str:
    """Every setting, its value and where it comes from."""
    return render_template("admin/settings.html", home=house().home, values=house().settings.values, counts=_counts())


def _counts() -> dict[str, int]:
    store = house().store
    lots = store.lots()
    return {
        "documents": store.count(),
        "pending": store.pending(),
        "quarantined": len(store.quarantine()),
        "waiting": sum(lot.status == "waiting" for lot in lots),
        "released": sum(lot.status == "released" for lot in lots),
    }


@pages.get("/journal")
@needs("audit")
def audit() -> str:
    """The audit log, newest first, by person, action or pseudonym."""
    args = request.args
    before = args.get("before", "")
    number = int(before) if before.isascii() and before.isdigit() and len(before) < 18 else None
    wanted = {name: args.get(name, "").strip()[:100] or None for name in ("actor", "action", "object")}
    rows = house().audit.events(**wanted, limit=EVENTS, before=number)
    return render_template("admin/audit.html", rows=rows, wanted=wanted, more=len(rows) == EVENTS)
