"""`klask serve`: the web application behind waitress, on loopback unless said otherwise."""

from __future__ import annotations

import socket
from pathlib import Path

import click

from clinical.errors import SettingsError
from klask.output import FIRST_ACCOUNT, Whole, home_option, need_home

DEFAULT_PORT = 8420
THREADS = 8


@click.command()
@click.option("--port", type=Whole(1, 65535), default=DEFAULT_PORT, show_default=True)
@click.option("--host", default="127.0.0.1", show_default=True, help="Put a TLS proxy in front before another address.")
@home_option
def serve(home: Path | None, port: int, host: str) -> None:
    """Serve the web application. It needs no key, and never opens the vault."""
    from warehouse.opening import open_warehouse

    warehouse = open_warehouse(need_home(home))
    run(warehouse, host=host, port=port)


def free(host: str, port: int) -> None:
    """Raise SettingsError where the port is taken."""
    with socket.socket(socket.AF_INET6 if ":" in host else socket.AF_INET) as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((host, port))
        except OSError as error:
            raise SettingsError(
                f"port {port} of {host} cannot be used ({error.strerror}): choose another with --port"
            ) from None


def run(warehouse, *, host: str, port: int, secure: bool = False) -> None:  # type: ignore[no-untyped-def]
    """Serve until stopped."""
    from waitress import create_server

    from search_app import create_app

    free(host, port)
    warehouse.answer_apart()
    warehouse.warm()
    app = create_app(warehouse)
    if not warehouse.accounts.all():
        click.echo(f"nobody can log in yet: {FIRST_ACCOUNT}", err=True)
    server = create_server(app, host=host, port=port, threads=THREADS, ident="klask")
    click.echo(f"Klask answers on http://{host}:{port}/ (stop with Ctrl-C)", err=True)
    try:
        server.run()
    finally:
        warehouse.close()
