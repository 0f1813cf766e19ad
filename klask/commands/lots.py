"""`klask lots` and `klask quarantine`."""

from __future__ import annotations

from dataclasses import asdict
from pathlib import Path
from typing import TYPE_CHECKING

import click

from clinical.errors import UsageError
from klask.output import counted, home_option, need_home, operator, rows_options, table

if TYPE_CHECKING:
    from warehouse.store.reviews import Leak


@click.group()
def lots() -> None:
    """Decisions on lots; each is audited."""


@lots.command("list")
@home_option
@rows_options
def list_lots(home: Path | None, as_json: bool, as_lines: bool) -> None:
    """Every lot with its state and counts of documents."""
    from warehouse.opening import open_warehouse

    warehouse = open_warehouse(need_home(home))
    try:
        rows = [asdict(lot) | {"status": lot.state} for lot in warehouse.store.lots()]
    finally:
        warehouse.close()
    table(rows, name="lots", as_json=as_json, as_lines=as_lines, empty="no lots yet: klask ingest makes one")


@lots.command("release")
@click.argument("names", nargs=-1, metavar="LOT...")
@click.option("--all", "everything", is_flag=True, help="Every waiting lot.")
@click.option("--despite-leak", "despite", metavar="N/M", help="Confirm the measured leak: N of M judged documents.")
@click.option("--unjudged", is_flag=True, help="Confirm that no document of the lot was judged.")
@click.option("--reason", default="", help="Why it is released despite a leak or unjudged; kept in the audit log.")
@home_option
def release(
    names: tuple[str, ...], everything: bool, despite: str | None, unjudged: bool, reason: str, home: Path | None
) -> None:
    """Release lots: their documents can be found from now on.

    A lot whose judged samples leak is released only with its figure confirmed and a reason; one of which nothing was
    judged (on the pages of `klask serve`) with --unjudged and a reason.

    Example: klask lots release 20240305-101500-3fa2 --home /srv/klask
    """
    from warehouse.opening import open_warehouse
    from warehouse.store.reviews import NOTHING_JUDGED

    if bool(names) == everything:
        raise UsageError("name the lots to release, or give --all")
    if unjudged and despite:
        raise UsageError("--unjudged and --despite-leak cannot both be so")
    warehouse = open_warehouse(need_home(home))
    try:
        wanted = [lot.lot for lot in warehouse.store.lots() if lot.state == "waiting"] if everything else list(names)
        for name in wanted:
            warehouse.store.lot(name)
        confirmed = NOTHING_JUDGED if unjudged else _leak(despite)
        for name in wanted:
            try:
                lot = warehouse.release(operator(), name, despite=confirmed, reason=reason)
            except UsageError as error:
                raise UsageError(f"{error} (klask lots release --help)") from error
            click.echo(f"lot {lot.lot} released: {counted(lot.documents, 'document')}")
    finally:
        warehouse.close()
    if everything and not wanted:
        click.echo("no lot is waiting", err=True)


def _leak(written: str | None) -> Leak | None:
    """`3/50`: three leaking documents of fifty judged."""
    from warehouse.store.reviews import Leak

    if written is None:
        return None
    leaking, _slash, judged = written.partition("/")
    if not (leaking.strip().isdigit() and judged.strip().isdigit()):
        raise UsageError("--despite-leak is N/M: leaking documents of judged ones")
    return Leak(int(leaking), int(judged))


@lots.command("refuse")
@click.argument("name", metavar="LOT")
@home_option
def refuse(name: str, home: Path | None) -> None:
    """Refuse a waiting lot: its documents leave store and index."""
    from warehouse.opening import open_warehouse

    warehouse = open_warehouse(need_home(home))
    try:
        warehouse.refuse(operator(), name)
        warehouse.sync()
    finally:
        warehouse.close()
    click.echo(f"lot {name} refused")


@click.group()
def quarantine() -> None:
    """Documents that may not be kept: their text is only in the vault."""


@quarantine.command("list")
@home_option
@rows_options
def list_quarantine(home: Path | None, as_json: bool, as_lines: bool) -> None:
    """Pseudonym, lot and reason codes of every quarantined document."""
    from warehouse.opening import open_warehouse

    warehouse = open_warehouse(need_home(home))
    try:
        rows = warehouse.store.quarantine()
    finally:
        warehouse.close()
    table(rows, name="quarantine", as_json=as_json, as_lines=as_lines, empty="nothing is quarantined")
