"""`klask accounts`: the administrator's command line. Passwords are read from a prompt or stdin, never from arguments."""

from __future__ import annotations

import sys
from dataclasses import asdict
from pathlib import Path

import click

from clinical.roles import ROLES
from klask.output import home_option, need_home, operator, rows_options, table


@click.group()
def accounts() -> None:
    """Accounts, roles, expiry."""


@accounts.command("list")
@home_option
@rows_options
def list_accounts(home: Path | None, as_json: bool, as_lines: bool) -> None:
    """Every account with its role, expiry and state."""
    from warehouse.opening import open_warehouse

    warehouse = open_warehouse(need_home(home))
    try:
        rows = [asdict(account) for account in warehouse.accounts.all()]
    finally:
        warehouse.close()
    table(rows, name="accounts", as_json=as_json, as_lines=as_lines, empty="no accounts: klask accounts add")


@accounts.command("add")
@click.argument("username")
@click.option("--role", required=True, type=click.Choice(list(ROLES)))
@click.option("--expires", help="Last day of the account, YYYY-MM-DD.")
@home_option
def add(username: str, role: str, expires: str | None, home: Path | None) -> None:
    """Make an account; the password comes from a prompt, or from stdin where that is no terminal."""
    from warehouse.opening import open_warehouse

    warehouse = open_warehouse(need_home(home))
    try:
        password = _password()
        warehouse.accounts.create(username, role, password, expires=expires)
        actor = operator()
        warehouse.audit.write(actor=actor.name, role=actor.role, action="account-create", object=username)
    finally:
        warehouse.close()
    click.echo(f"account {username} made, role {role}")


@accounts.command("disable")
@click.argument("username")
@home_option
def disable(username: str, home: Path | None) -> None:
    """Disable an account and end its sessions at once."""
    from warehouse.opening import open_warehouse

    warehouse = open_warehouse(need_home(home))
    try:
        warehouse.accounts.change(username, disabled=True)
        actor = operator()
        warehouse.audit.write(actor=actor.name, role=actor.role, action="account-disable", object=username)
    finally:
        warehouse.close()
    click.echo(f"account {username} disabled")


def _password() -> str:
    if sys.stdin.isatty():
        return str(click.prompt("Password", hide_input=True, confirmation_prompt=True))
    return sys.stdin.readline().rstrip("\n")
