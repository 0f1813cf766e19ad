"""`klask doctor`: every setting, its value and origin, and what is missing or unsafe. No secret is shown."""

from __future__ import annotations

import stat
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import click

from clinical.errors import KlaskError
from klask.output import FIRST_ACCOUNT, home_option, json_option, line

LARGE = 50_000
"""From so many documents on, Whoosh is no longer the better engine (docs/benchmarks.md)."""


@click.command()
@home_option
@json_option
@click.pass_context
def doctor(ctx: click.Context, home: Path | None, as_json: bool) -> None:
    """Show every setting, its value and origin, and what is missing or unsafe. Exit code 1 where something is."""
    from warehouse.settings import home_from_environment

    named = home or home_from_environment()
    report = examine(Path(named) if named else None)
    if as_json:
        line(report)
    else:
        _print(report)
    if report["problems"]:
        ctx.exit(1)


def examine(home: Path | None) -> dict[str, Any]:
    """The whole report: versions, settings, counts, problems, advice."""
    from klask import __version__

    report: dict[str, Any] = {"klask": __version__, "settings": [], "counts": {}, "problems": [], "advice": []}
    report["problems"] += _terminologies(report)
    if home is None:
        report["advice"].append("no warehouse named: give --home DIR or set KLASK_HOME to examine one")
        return report
    report["home"] = str(home)
    try:
        _warehouse(home, report)
    except KlaskError as error:
        report["problems"].append(str(error))
    return report


def _terminologies(report: dict[str, Any]) -> Iterator[str]:
    from terminologies import open_catalogue
    from warehouse.settings import cache_dir

    try:
        catalogue = open_catalogue(cache_dir())
        report["terminologies"] = list(catalogue.systems())
        report["advice"] += [f"lexicon line left out: {line}" for line in catalogue.left_out()]
    except KlaskError as error:
        yield str(error)


def _warehouse(home: Path, report: dict[str, Any]) -> None:
    from warehouse import keys
    from warehouse.opening import open_warehouse
    from warehouse.settings import load

    settings = load(home)
    report["settings"] = [
        {"name": name, "value": value.value, "origin": value.origin} for name, value in settings.values.items()
    ]
    for name in keys.NAMES:
        path = settings.keys_dir / f"{name}.key"
        if not path.exists():
            report["problems"].append(f"key file {path} is missing")
        elif unsafe := keys.unsafe(path):
            report["problems"].append(f"key file {path}: {unsafe}")
    if settings.keys_dir.resolve().is_relative_to(home.resolve()):
        report["advice"].append(
            "keys lie inside the warehouse's folder: keep them elsewhere with keys_dir, out of its backups"
        )
    if stat.S_IMODE(home.stat().st_mode) & 0o077:
        report["problems"].append(f"{home} is open to other users: chmod 700")
    warehouse = open_warehouse(home)
    try:
        _counts(warehouse, report)
    finally:
        warehouse.close()


def _counts(warehouse: Any, report: dict[str, Any]) -> None:
    from warehouse.sync import check_whole

    store = warehouse.store
    seen = store.overview()
    documents = seen["documents"]
    report["counts"] = {
        "documents": documents, "pending changes": seen["pending"], "quarantined": seen["quarantined"],
        "lots waiting": seen["waiting"], "lots released": seen["released"], "accounts": len(warehouse.accounts.all()),
    }  # fmt: skip
    try:
        check_whole(store, warehouse.engine)
    except KlaskError as error:
        report["problems"].append(str(error))
    broken = warehouse.audit.verify()
    if broken is not None:
        report["problems"].append(f"the audit log was changed at row {broken}")
    if documents >= LARGE and warehouse.settings["engine"] == "whoosh":
        report["advice"].append(
            f"{documents} documents: `klask reindex --engine tantivy` is the better engine from {LARGE} on (docs/benchmarks.md)"
        )
    if not report["counts"]["accounts"]:
        report["advice"].append(f"nobody can log in yet: {FIRST_ACCOUNT}")
    if seen["pending"]:
        report["advice"].append("changes wait for the index: klask sync")


def _print(report: dict[str, Any]) -> None:
    click.echo(f"klask {report['klask']}" + (f", warehouse {report['home']}" if "home" in report else ""))
    for row in report["settings"]:
        click.echo(f"  {row['name']} = {row['value']!r}  ({row['origin']})")
    for name, number in report["counts"].items():
        click.echo(f"  {name}: {number}")
    if "terminologies" in report:
        click.echo(f"  terminologies: {', '.join(report['terminologies']) or 'none'}")
    for text in report["advice"]:
        click.echo(f"advice: {text}")
    for text in report["problems"]:
        click.echo(f"problem: {text}")
    if not report["problems"]:
        click.echo("no problem; see the advice above" if report["advice"] else "nothing is missing or unsafe")
