"""`klask demo`: a warehouse from the synthetic hospital, in a place of its own, served on loopback only."""

from __future__ import annotations

import json
import secrets
import shutil
import subprocess
import sys
from collections.abc import Callable, Iterator
from itertools import groupby, islice
from pathlib import Path
from typing import TYPE_CHECKING

import click

from clinical.errors import SettingsError
from klask.commands.serve import DEFAULT_PORT, free, run
from klask.output import Whole, counting

if TYPE_CHECKING:
    from hospital.notes import Note
    from warehouse.opening import Feed
    from warehouse.settings import Settings

FIRST = 600
"""Documents that are searchable before the pages are served; the rest arrives while one looks."""
BATCH = 600
MARKER = "demo.json"
PEOPLE = {"clinicienne": "clinician", "chercheur": "researcher", "cdc": "cdc", "admin": "admin"}
HOST = "127.0.0.1"


@click.command()
@click.option("--no-serve", is_flag=True, help="Only make the warehouse.")
@click.option("--documents", type=Whole(1), help="Fewer documents than the whole demonstration.")
@click.option("--port", type=Whole(1, 65535), default=DEFAULT_PORT, show_default=True)
@click.option("--fresh", is_flag=True, help="Make it anew, even where it exists.")
@click.option("--rest-of", "rest", type=int, hidden=True)
def demo(no_serve: bool, documents: int | None, port: int, fresh: bool, rest: int | None) -> None:
    """Make a warehouse from the synthetic hospital and serve it on this machine alone.

    Everything in it is invented. The first documents are searchable within a minute, the rest arrives while you look.
    """
    from warehouse.settings import demo_home

    home = demo_home()
    if rest is not None:
        fill(home, rest, documents)
        return
    if not no_serve:
        free(HOST, port)
    done = prepare(home, documents, fresh=fresh)
    if no_serve:
        if not done:
            fill(home, FIRST, documents)
        click.echo(f"{home} is ready: klask serve --home {home}")
        return
    serve(home, port, documents, done=done)


def prepare(home: Path, documents: int | None, *, fresh: bool) -> bool:
    """Make the warehouse and its first documents; True where it is whole already."""
    from warehouse.opening import init

    state = _state(home)
    if state and not fresh and state.get("asked") == documents:
        return bool(state.get("whole"))
    if home.exists():
        if not state and any(home.iterdir()):
            raise SettingsError(f"{home} is not a demonstration: set KLASK_DEMO_HOME to another folder")
        shutil.rmtree(home)
    settings = init(home, dates="keep")
    _note(home, asked=documents, whole=False)
    _withhold_opposed(settings)
    fill(home, 0, documents, stop=FIRST)
    return False


def fill(home: Path, start: int, documents: int | None, *, stop: int | None = None) -> None:
    """Ingest the demonstration's notes from ``start`` on, and decide their lots as the hospital says."""
    from warehouse.filling import noting
    from warehouse.opening import Feed

    feed = Feed(home)
    try:
        with counting("documents read") as progress, noting(home, _total(documents), done=start) as note:
            for number, batch in enumerate(_batches(start, documents, stop)):
                for lot, notes in groupby(sorted(batch, key=_lot), key=_lot):
                    _take(feed, f"{lot}-{start // BATCH + number:02d}", list(notes), note)
                progress(len(batch))
    finally:
        feed.close()
    if stop is None:
        _note(home, asked=documents, whole=True)


def _withhold_opposed(settings: Settings) -> None:
    """Patients who opposed are in no answer, from the first document on."""
    from hospital import demonstration
    from warehouse.opening import open_pseudonyms
    from warehouse.store.sqlite import SqliteStore

    pseudonyms, store = open_pseudonyms(settings), SqliteStore(settings.home / "store.sqlite")
    for ipp in demonstration().opposed:
        store.withhold_patient(pseudonyms.patient(ipp))
    store.close()


def _lot(note: Note) -> str:
    return str(note.head.get("lot") or "demo")


def _batches(start: int, documents: int | None, stop: int | None) -> Iterator[list[Note]]:
    from hospital import demonstration

    ends = [end for end in (documents, stop) if end is not None]
    notes = islice(iter(demonstration()), start, min(ends) if ends else None)
    while batch := list(islice(notes, BATCH)):
        yield batch


def _total(documents: int | None) -> int:
    """Documents of the demonstration, or as many of them as were asked for."""
    from hospital.demo import DOCUMENTS
    from hospital.handwritten import handwritten

    everything = DOCUMENTS + sum(1 for _ in handwritten())
    return min(documents, everything) if documents else everything


def _take(feed: Feed, lot: str, notes: list[Note], note: Callable[[int], None]) -> None:
    """Ingest one lot and decide on it; a lot that was decided before the process was stopped is left as it is."""
    from hospital import demonstration
    from warehouse.store.reviews import NOTHING_JUDGED
    from warehouse.warehouse import Actor

    actor = Actor("demo", "operator")
    feed.ingest_rows(actor, (one.line() | {"lot": None} for one in notes), lot=lot, progress=note)
    status = {row.lot: row.status for row in feed.warehouse.store.lots()}.get(lot)
    wanted = {known.name: known.decision for known in demonstration().lots}.get(_lot(notes[0]), "released")
    if status == "waiting" and wanted == "released":
        feed.warehouse.release(actor, lot, despite=NOTHING_JUDGED, reason="invented patients: nothing to judge")
    elif status == "waiting" and wanted == "refused":
        feed.warehouse.refuse(actor, lot)
        feed.warehouse.sync()


def serve(home: Path, port: int, documents: int | None, *, done: bool) -> None:
    """Serve the demonstration; another process brings the rest meanwhile."""
    from warehouse.filling import FILE, Noting
    from warehouse.opening import open_warehouse

    warehouse = open_warehouse(home)
    click.echo(f"\nKlask: http://{HOST}:{port}/  (invented patients; this machine only)")
    for name, role in PEOPLE.items():
        click.echo(f"  {role:<11} {name:<12} {_password(warehouse.accounts, name, role)}")
    click.echo("")
    rest = None
    if not done:
        Noting(home, _total(documents), done=FIRST)  # until the other process says more
        command = [sys.executable, "-m", "klask", "demo", "--rest-of", str(FIRST)]
        command += ["--documents", str(documents)] if documents else []
        rest = subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    try:
        run(warehouse, host=HOST, port=port)
    finally:
        if rest:
            rest.terminate()
            rest.wait()
            (home / FILE).unlink(missing_ok=True)


def _password(accounts, name: str, role: str) -> str:  # type: ignore[no-untyped-def]
    """A fresh password each time: it is shown once, on this terminal."""
    password = "-".join(secrets.token_hex(2) for _ in range(3))
    if name in {account.username for account in accounts.all()}:
        accounts.change(name, password=password, disabled=False)
    else:
        accounts.create(name, role, password)
    return password


def _state(home: Path) -> dict[str, object]:
    try:
        found = json.loads((home / MARKER).read_text(encoding="utf-8"))
    except (OSError, ValueError):
        return {}
    return found if isinstance(found, dict) else {}


def _note(home: Path, **values: object) -> None:
    (home / MARKER).write_text(json.dumps(values), encoding="utf-8")
