"""What is being brought in right now, so that pages can say why counts still grow: one small file beside the store."""

from __future__ import annotations

import json
import os
import time
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from warehouse.clock import now

FILE = "filling.json"
BETWEEN_S = 1.0
"""Seconds between two notes of a run; counts of a page need not be newer."""
MAX_COUNTED_BYTES = 2_000_000_000
"""Sources up to this size are counted before they are read; of larger ones only what is done is told."""


@dataclass(frozen=True, slots=True)
class Filling:
    """Input documents read so far, and how many there are (None: not known); ``since`` is when the run began (UTC)."""

    done: int
    total: int | None
    since: str = ""
    pid: int = 0


class Noting:
    """Keeps the note of one run; call it with the number of documents that were just read."""

    def __init__(self, home: Path, total: int | None, *, done: int = 0) -> None:
        self._path, self._total, self.done, self._since = home / FILE, total, done, now()
        self._written = 0.0
        self(0)

    def __call__(self, number: int) -> None:
        self.done += number
        if time.monotonic() - self._written < BETWEEN_S:
            return
        self._written = time.monotonic()
        fresh = self._path.with_suffix(f".{os.getpid()}")
        with suppress(OSError):  # a note that cannot be written must not stop what it tells of
            fresh.write_text(
                json.dumps({"done": self.done, "total": self._total, "since": self._since, "pid": os.getpid()}), "utf-8"
            )
            fresh.replace(self._path)


@contextmanager
def noting(home: Path, total: int | None, *, done: int = 0) -> Iterator[Callable[[int], None]]:
    """Tell of a run while it lasts; a note of this process that is there already is that of a wider run, and stays."""
    if _owner(home) == os.getpid():
        yield lambda number: None
        return
    note = Noting(home, total, done=done)
    try:
        yield note
    finally:
        with suppress(OSError):
            (home / FILE).unlink()


def filling(home: Path) -> Filling | None:
    """The run that is bringing documents in, or None; a note whose process has died counts for nothing."""
    note = _read(home)
    if note is None or not _alive(note["pid"]):
        return None
    return Filling(note["done"], note["total"], note["since"], note["pid"])


def lines_in(paths: Iterable[Path]) -> int | None:
    """Lines of some files, or None where counting them would take long."""
    found = list(paths)
    try:
        if sum(path.stat().st_size for path in found) > MAX_COUNTED_BYTES:
            return None
        return sum(_lines(path) for path in found)
    except OSError:
        return None


def _lines(path: Path) -> int:
    with path.open("rb") as stream:
        return sum(block.count(b"\n") for block in iter(lambda: stream.read(1 << 20), b""))


def _read(home: Path) -> dict[str, Any] | None:
    try:
        found = json.loads((home / FILE).read_text("utf-8"))
    except (OSError, ValueError):
        return None
    return found if isinstance(found, dict) and {"done", "total", "since", "pid"} <= set(found) else None


def _owner(home: Path) -> int | None:
    note = _read(home)
    return note["pid"] if note else None


def _alive(pid: int) -> bool:
    try:
        os.kill(pid, 0)
    except ProcessLookupError:
        return False
    except (PermissionError, OverflowError, TypeError):
        return True
    return True
