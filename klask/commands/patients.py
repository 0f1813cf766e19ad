"""`klask patients`: opposition, and documents of erased patients that may come again."""

from __future__ import annotations

from pathlib import Path

import click

from clinical.errors import NotFoundError
from klask.output import home_option, need_home, operator, rows_options, table


@click.group()
def patients() -> None:
    """Patients who opposed, and those who were erased; IDs are pseudonyms (`klask vault patients --ipp N`). Audited."""


@patients.command("list")
@home_option
@rows_options
def list_patients(home: Path | None, as_json: bool, as_lines: bool) -> None:
    """Patients who opposed, with the time from which nothing of theirs is in any answer."""
    from warehouse.opening import open_warehouse

    warehouse = open_warehouse(need_home(home))
    try:
        rows = warehouse.store.opposed()
    finally:
        warehouse.close()
    table(rows, name="opposed", as_json=as_json, as_lines=as_lines, empty="nobody opposed")


@patients.command("oppose")
@click.argument("patient", metavar="ID")
@click.option("--end", is_flag=True, help="The opposition was withdrawn.")
@home_option
def oppose(patient: str, end: bool, home: Path | None) -> None:
    """A patient opposes: nothing of theirs is in any answer, also of what comes later.

    A source says the same with `"sensitivity": ["opposition"]` on a document.

    Example: klask patients oppose p-3q2… --home /srv/klask
    """
    from warehouse.opening import open_warehouse

    warehouse = open_warehouse(need_home(home))
    try:
        if not end:
            warehouse.oppose(operator(), patient)
        elif not warehouse.withdraw_opposition(operator(), patient):
            raise NotFoundError("opposition of", patient)
    finally:
        warehouse.close()
    click.echo(f"{patient} {'opposes no more' if end else 'is in no answer from now on'}")


@patients.command("readmit")
@click.argument("patient", metavar="ID")
@home_option
def readmit(patient: str, home: Path | None) -> None:
    """Let documents of an erased patient in again. What was erased comes back only from its source."""
    from warehouse.opening import Feed

    feed = Feed(need_home(home))
    try:
        if not feed.readmit(operator(), patient):
            raise NotFoundError("erased patient", patient)
    finally:
        feed.close()
    click.echo(f"documents of {patient} are taken again")
