"""The administrator's work: accounts, settings as `doctor` shows them; and the audit log."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date

from flask import Blueprint, redirect, render_template, request, url_for
from werkzeug.wrappers import Response

from clinical.errors import UsageError
from clinical.roles import ROLES
from search_app.access import needs
from search_app.session import actor, house
from search_app.words import ACTIONS, account_said
from warehouse.accounts import Accounts, check_values

pages = Blueprint("admin", __name__)
EVENTS = 50


@pages.get("/comptes")
@needs("accounts")
def accounts() -> str:
    """Every account, and a form for a new one."""
    house().note(actor(), "accounts")
    return _accounts()


def _accounts(problem: UsageError | None = None) -> str:
    everyone = house().accounts.all()
    name, done = request.args.get("name", ""), request.args.get("done", "")
    changing = request.args.get("change", "") or (request.view_args or {}).get("username", "")
    account = next((one for one in everyone if one.username == name), None)
    return render_template(
        "admin/accounts.html", accounts=everyone, roles=list(ROLES), problem=problem, changing=changing,
        today=date.today().isoformat(), said=account_said(done, account) if account and not problem else "",
    )  # fmt: skip


@pages.post("/comptes")
@needs("accounts")
def create() -> Response | tuple[str, int]:
    """Make an account."""
    form = request.form
    username = form.get("username", "").strip().lower()[:100]
    expires = form.get("expires", "").strip() or None
    book, role, password = house().accounts, form.get("role", ""), form.get("password", "")
    try:
        book.check_new(username, role, password, expires=expires)
        house().note(actor(), "account-create", username, as_role=role)
        book.create(username, role, password, expires=expires)
    except UsageError as error:
        return _accounts(error), 400
    return redirect(url_for("admin.accounts", name=username, done="create"), 303)


@pages.post("/comptes/<username>")
@needs("accounts")
def change(username: str) -> Response | tuple[str, int]:
    """Change role, expiry, password or state; open sessions of the account end at once where it matters."""
    what = request.form.get("what", "")
    try:
        if what not in CHANGES:
            raise UsageError("unknown change of an account")
        if username == actor().name and what in ("role", "disable"):
            raise UsageError("an administrator cannot close or change the own account: ask another one")
        house().accounts.get(username)
        if what in VALUES:
            check_values(**{what: request.form.get(what, "") or VALUES[what]})
        house().note(actor(), f"account-{what}", username)
        CHANGES[what](house().accounts, username)
    except UsageError as error:
        return _accounts(error), 400
    return redirect(url_for("admin.accounts", name=username, done=what), 303)


CHANGES: dict[str, Callable[[Accounts, str], object]] = {
    "role": lambda book, name: book.change(name, role=request.form.get("role", "")),
    "expires": lambda book, name: book.change(name, expires=request.form.get("expires", "")),
    "disable": lambda book, name: book.change(name, disabled=True),
    "enable": lambda book, name: book.change(name, disabled=False),
    "revoke": lambda book, name: book.revoke(name),
    "password": lambda book, name: book.change(name, password=request.form.get("password", "")),
}
"""What an administrator may change; the audit row is written first, once the change is known to be allowed."""
VALUES: dict[str, str | None] = {"role": "", "expires": None, "password": ""}
"""The changes that come with a value, and what an empty field means: no last day, but never no role or password."""


@pages.get("/reglages")
@needs("settings")
def settings() -> str:
    """Every setting, its value and where it comes from."""
    house().note(actor(), "settings")
    return render_template(
        "admin/settings.html", home=house().home, values=house().settings.values, counts=house().store.overview()
    )


@pages.get("/journal")
@needs("audit")
def audit() -> str:
    """The audit log, newest first, by person, action or pseudonym."""
    args = request.args
    before = args.get("before", "")
    number = int(before) if before.isascii() and before.isdigit() and len(before) < 18 else None
    wanted = {name: args.get(name, "").strip()[:100] or None for name in ("actor", "action", "object")}
    house().note(
        actor(), "audit", wanted["object"] or "", **{f"of_{k}": v for k, v in wanted.items() if v and k != "object"}
    )
    rows = house().audit.events(**wanted, limit=EVENTS, before=number)
    return render_template("admin/audit.html", rows=rows, wanted=wanted, more=len(rows) == EVENTS, actions=ACTIONS)
