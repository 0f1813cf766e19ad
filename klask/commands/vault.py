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
@key_option
@home_option
def documents(key_file: Path | None, home: Path | None) -> None:
    """`source_id` and `doc_id` of every document, a JSON line each."""
    _list("vault-documents", lambda opened: opened.documents(), key_file, home)


@vault.command("patients")
@key_option
@home_option
def patients(key_file: Path | None, home: Path | None) -> None:
    """`ipp` and `patient_id` of every patient, a JSON line each."""
    _list("vault-patients", lambda opened: opened.patients(), key_file, home)


def _list(
    action: str, rows: Callable[[Vault], Iterator[dict[str, str]]], key_file: Path | None, home: Path | None
) -> None:
    from warehouse.audit import Audit
    from warehouse.opening import open_vault
    from warehouse.settings import load

    settings = load(need_home(home))
    opened = open_vault(settings, key_file=key_file)
    audit = Audit(settings.home / "audit.sqlite")
    try:
        actor = operator()
        audit.write(actor=actor.name, role=actor.role, action=action)
        for row in rows(opened):
            line(row)
    finally:
        audit.close()
        opened.close()
