"""`klask vault`: the identity side. It opens neither store nor index, and writes its audit row first."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path

import click

from klask.output import home_option, line, need_home, operator
from warehouse.vault import Vault

key_option = click.option(
    "--key-file", type=click.Path(path_type=Path, dir_okay=False), help="The vault's key (default: keys_dir/vault.key)."
)


@click.group()
def vault() -> None:
    """Correspondence between the hospital's numbers and pseudonyms; every listing is audited."""


@vault.command("documents")
@click.option("--id", "source_id", metavar="DOC_ID", help="Only the document with the hospital's identifier.")
@key_option
@home_option
def documents(source_id: str | None, key_file: Path | None, home: Path | None) -> None:
    """`source_id` and `doc_id` of every document, a JSON line each; or of one."""

    def wanted(opened: Vault) -> Iterator[dict[str, str]]:
        return (row for row in opened.documents() if source_id in (None, row["source_id"]))

    _list("vault-documents", wanted, key_file, home)


@vault.command("patients")
@click.option("--ipp", metavar="IPP", help="Only the patient with the hospital's number.")
@key_option
@home_option
def patients(ipp: str | None, key_file: Path | None, home: Path | None) -> None:
    """`ipp` and `patient_id` of every patient, a JSON line each; or of one.

    Example: klask vault patients --ipp 800412776 --home /srv/klask
    """
    _list("vault-patients", lambda opened: opened.patients_with(ipp) if ipp else opened.patients(), key_file, home)


def _list(
    action: str, rows: Callable[[Vault], Iterator[dict[str, str]]], key_file: Path | None, home: Path | None
) -> None:
    from warehouse.audit import Audit
    from warehouse.opening import open_vault
    from warehouse.settings import load

    settings, found = load(need_home(home)), 0
    opened = open_vault(settings, key_file=key_file)
    audit = Audit(settings.home / "audit.sqlite")
    try:
        actor = operator()
        audit.write(actor=actor.name, role=actor.role, action=action)
        for found, row in enumerate(rows(opened), 1):  # noqa: B007
            line(row)
    finally:
        audit.close()
        opened.close()
    if not found:
        click.echo("nothing of that kind is in the vault", err=True)
