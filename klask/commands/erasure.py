"""`klask erase` and `klask purge`."""

from __future__ import annotations

from pathlib import Path

import click

from clinical.errors import NotFoundError, UsageError
from klask.output import counted, home_option, need_home, operator


@click.command()
@click.option("--document", "documents", multiple=True, metavar="ID", help="Pseudonym of a document; may be repeated.")
@click.option("--patient", "patients", multiple=True, metavar="ID", help="Pseudonym of a patient; may be repeated.")
@home_option
def erase(documents: tuple[str, ...], patients: tuple[str, ...], home: Path | None) -> None:
    """Take documents or whole patients out of store, index and vault; audited.

    IDs are pseudonyms: `klask vault patients --ipp N` says a patient's. Documents of an erased patient that come again are
    refused, until `klask patients readmit`; an erased document that comes again is taken.

    Example: klask erase --patient p-3q2… --home /srv/klask
    """
    from warehouse.opening import Feed

    if not documents and not patients:
        raise UsageError("name what to erase: --document ID or --patient ID")
    feed = Feed(need_home(home))
    try:
        gone = feed.erase(operator(), documents=documents, patients=patients)
    finally:
        feed.close()
    if not (gone.documents or gone.patients):
        raise NotFoundError(
            "document or patient", ", ".join([*documents, *patients]) + " here: give pseudonyms (klask vault patients)"
        )
    click.echo(f"{counted(gone.documents, 'document')} erased; `klask purge` removes their last bytes from the files")


@click.command()
@home_option
def purge(home: Path | None) -> None:
    """Rewrite store, vault and index so that no byte of what was erased stays."""
    from warehouse.opening import Feed

    feed = Feed(need_home(home))
    try:
        feed.purge(operator())
    finally:
        feed.close()
    click.echo("store, vault and index rewritten")
