"""What every command shares: where the warehouse is, how results are written, progress on a terminal."""

from __future__ import annotations

import getpass
import json
import sys
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import IO, Any, TypeVar

import click

from clinical.errors import SourceError, UsageError

F = TypeVar("F", bound=Callable[..., Any])
FIRST_ACCOUNT = "make an account with `klask accounts add NAME --role admin`"
"""What is said where a warehouse has no account."""

home_option = click.option(
    "--home", type=click.Path(path_type=Path, file_okay=False), help="The warehouse (default: KLASK_HOME)."
)


def rows_options(command: F) -> F:
    """`--json`: one object; `--nl`: one JSON line a row."""
    command = click.option("--nl", "as_lines", is_flag=True, help="One JSON line a row.")(command)
    return click.option("--json", "as_json", is_flag=True, help="One JSON object.")(command)


class Whole(click.IntRange):
    """A whole number between two bounds, named so where something else is given."""

    name = "whole number"


json_option = click.option("--json", "as_json", is_flag=True, help="One JSON object.")


def need_home(home: Path | None) -> Path:
    """The warehouse that was named; raises UsageError where none was."""
    from warehouse.settings import home_from_environment

    named = home or home_from_environment()
    if not named:
        raise UsageError("no warehouse named: give --home DIR or set KLASK_HOME")
    return Path(named)


def line(value: Any) -> None:
    """One JSON line on stdout."""
    sys.stdout.write(json.dumps(value, ensure_ascii=False) + "\n")


def table(rows: Iterable[dict[str, Any]], *, name: str, as_json: bool, as_lines: bool, empty: str) -> int:
    """Rows as a table, one object or lines; returns how many. ``empty`` is said where there is none."""
    found = list(rows)
    if as_json:
        line({name: found})
    elif as_lines:
        for row in found:
            line(row)
    elif not found:
        click.echo(empty, err=True)
    else:
        _columns(found)
    return len(found)


def _columns(rows: list[dict[str, Any]]) -> None:
    names = list(rows[0])
    cells = [[_cell(row[name]) for name in names] for row in rows]
    widths = [max(len(name), *(len(row[i]) for row in cells)) for i, name in enumerate(names)]
    for row in (names, *cells):
        click.echo("  ".join(cell.ljust(width) for cell, width in zip(row, widths, strict=True)).rstrip())


def _cell(value: Any) -> str:
    if value is None:
        return "-"
    return ", ".join(map(str, value)) if isinstance(value, list | tuple) else str(value)


def counted(number: int, one: str) -> str:
    """A number with its noun: `1 document`, `2 documents`."""
    return f"{number} {one}{'' if number == 1 else 's'}"


@contextmanager
def input_stream(path: Path | None) -> Iterator[tuple[IO[bytes], str]]:
    """A file, or stdin for None and `-`."""
    if path is None or str(path) == "-":
        yield sys.stdin.buffer, "stdin"
        return
    try:
        stream = path.open("rb")
    except OSError as error:
        raise SourceError(f"cannot be read: {error.strerror}", path=str(path)) from error
    with stream:
        yield stream, str(path)


@contextmanager
def counting(what: str) -> Iterator[Callable[[int], None]]:
    """Counts on stderr while a person watches; nothing where stderr is no terminal."""
    if not sys.stderr.isatty():
        yield lambda _: None
        return
    total = 0

    def add(number: int) -> None:
        nonlocal total
        total += number
        sys.stderr.write(f"\r{total} {what}")
        sys.stderr.flush()

    yield add
    sys.stderr.write("\n" if total else "")


def operator() -> Any:
    """Who runs a command, for the audit log: the account of the operating system."""
    from warehouse.warehouse import Actor

    try:
        name = getpass.getuser()
    except (KeyError, OSError):
        name = "unknown"
    return Actor(f"cli:{name}", "operator")
