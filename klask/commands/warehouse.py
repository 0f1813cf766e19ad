"""`klask init`, `ingest`, `sync`, `reindex`."""

from __future__ import annotations

from dataclasses import asdict
from pathlib import Path

import click

from clinical.errors import SourceError
from klask.notices import reason_words
from klask.output import counted, counting, home_option, json_option, line, need_home, operator


@click.command()
@click.option(
    "--dates", required=True, type=click.Choice(["keep", "shift", "tag"]),
    help="Care dates: left readable, shifted by a secret offset per patient, or replaced by [DATE].",
)  # fmt: skip
@click.option("--replacement", type=click.Choice(["tag", "surrogate"]), default="tag", show_default=True)
@click.option("--engine", type=click.Choice(["whoosh", "tantivy"]), default="whoosh", show_default=True)
@home_option
def init(home: Path | None, dates: str, replacement: str, engine: str) -> None:
    """Make an empty warehouse: settings file, keys, stores.

    Example: klask init --home /srv/klask --dates keep
    """
    from warehouse.opening import init as make

    settings = make(need_home(home), dates=dates, replacement=replacement, engine=engine)
    click.echo(f"{settings.home} is ready; keep a copy of {settings.keys_dir} apart from it", err=True)


@click.command()
@click.argument("sources", nargs=-1, required=True, type=click.Path(path_type=Path))
@click.option("--lot", help="Name of the lot (default: made from the time).")
@home_option
@json_option
@click.pass_context
def ingest(ctx: click.Context, sources: tuple[Path, ...], lot: str | None, home: Path | None, as_json: bool) -> None:
    """De-identify, annotate, store and index one lot from files or folders of JSON lines.

    Nobody finds its documents until the lot is released. Exit code 3: some lines were refused or quarantined.

    Example: klask ingest --home /srv/klask letters/2024-03.jsonl
    """
    from warehouse.opening import Feed

    feed = Feed(need_home(home))
    try:
        with counting("documents read") as progress:
            report = feed.ingest(operator(), sources, lot=lot, progress=progress)
    finally:
        feed.close()
    if as_json:
        line(asdict(report) | {"reasons": dict(report.reasons)})
    if not report.read:
        raise SourceError("no document in what was given: no lot was made")
    if not as_json and not report.taken:
        click.echo(
            f"no lot was made: {counted(report.refused, 'line')} refused, and nothing else was in what was given"
        )
    elif not as_json:
        click.echo(
            f"lot {report.lot}: {report.accepted} accepted, {report.unchanged} unchanged, {report.renewed} renewed,"
            f" {report.refused} refused, {report.quarantined} quarantined"
        )
    for reason, number in report.reasons.most_common(20):
        click.echo(f"  {number} x {reason_words(reason)}", err=True)
    if report.refusals:
        click.echo(f"refused lines are listed in {report.refusals}", err=True)
    if report.accepted:
        wait = "awaits" if report.accepted == 1 else "await"
        click.echo(f"{counted(report.accepted, 'document')} {wait} release: klask lots release {report.lot}", err=True)
    if report.refused or report.quarantined:
        ctx.exit(3)


@click.command()
@home_option
@json_option
def sync(home: Path | None, as_json: bool) -> None:
    """Feed pending changes to the index; goes on where an earlier run was stopped."""
    from warehouse.opening import open_warehouse

    warehouse = open_warehouse(need_home(home))
    try:
        changes = warehouse.sync()
    finally:
        warehouse.close()
    line({"changes": changes}) if as_json else click.echo(f"{counted(changes, 'change')} indexed")


@click.command()
@click.option(
    "--engine", type=click.Choice(["whoosh", "tantivy"]), help="Build another engine's index, and use it from now on."
)
@home_option
@json_option
def reindex(home: Path | None, engine: str | None, as_json: bool) -> None:
    """Rebuild the index from the store alone."""
    from warehouse.opening import open_warehouse
    from warehouse.settings import choose_engine
    from warehouse.sync import reindex as rebuild

    place = need_home(home)
    warehouse = open_warehouse(place)
    name = engine or warehouse.settings["engine"]
    try:
        with counting("documents indexed") as progress:
            count = rebuild(
                warehouse.store, lambda folder: warehouse.open_engine(folder, name), warehouse.index_folder(name),
                home=place, progress=progress,
            )  # fmt: skip
    finally:
        warehouse.close()
    if name != warehouse.settings["engine"]:
        choose_engine(place, name)
    line({"documents": count, "engine": name}) if as_json else click.echo(
        f"{counted(count, 'document')} indexed ({name})"
    )
