"""The files of the columns: append-only data files and one small state file that says how much of them is valid.

A state file is written whole, synced and renamed; what lies beyond the lengths it names is left over from a write that
was cut short, and is cut off by the next writer. Rewriting (purge) starts files of a new epoch, so that readers of the
old ones are not disturbed.
"""

from __future__ import annotations

import base64
import json
import os
from dataclasses import asdict, dataclass, field
from pathlib import Path

from clinical.errors import EngineError

FORMAT = 8
"""Version of this layout; an index of another one is rebuilt."""

DATA_FILES = ("docs", "ids", "forms", "marks", "mentions", "codes", "values", "lexicon", "tables", "lists")


@dataclass(frozen=True, slots=True, kw_only=True)
class State:
    """What a finished apply left: ``lengths`` in bytes by file name, ``dead`` a serialised bitmap of slots.

    ``sizes`` are the bytes of the engine's own files, checked when an index is opened.
    """

    uid: str
    generation: int
    last_change: int = 0
    epoch: int = 0
    slots: int = 0
    lengths: dict[str, int] = field(default_factory=dict)
    sizes: dict[str, int] = field(default_factory=dict)
    dead: bytes = b""
    format: int = FORMAT


def damaged(what: str) -> EngineError:
    """The error for an index that cannot be read; it names no content."""
    return EngineError(f"the index is damaged or incomplete ({what}): rebuild it with `klask reindex`")


def data_path(folder: Path, name: str, epoch: int) -> Path:
    """Where a data file of an epoch lies."""
    return folder / f"{name}.{epoch}"


def state_path(folder: Path, generation: int) -> Path:
    """Where the state of a generation lies."""
    return folder / f"state.{generation}.json"


def counts_path(folder: Path, generation: int) -> Path:
    """Where the forms' document counts of a generation lie."""
    return folder / f"counts.{generation}"


def sync_file(path: Path) -> None:
    """Have a file's bytes on the disk."""
    descriptor = os.open(path, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)


def sync_folder(folder: Path) -> None:
    """Have a folder's entries on the disk."""
    sync_file(folder)


def write_whole(path: Path, content: bytes) -> None:
    """Write a file so that it is there whole or not at all, and on the disk."""
    temporary = path.with_name(path.name + ".part")
    with temporary.open("wb") as stream:
        stream.write(content)
        stream.flush()
        os.fsync(stream.fileno())
    temporary.rename(path)
    sync_folder(path.parent)


def write_state(folder: Path, state: State) -> None:
    """Write the state of a generation, whole and synced."""
    raw = asdict(state)
    raw["dead"] = base64.b64encode(state.dead).decode("ascii")
    write_whole(state_path(folder, state.generation), json.dumps(raw).encode("ascii"))


def read_state(folder: Path, generation: int) -> State:
    """The state of a generation.

    Raises:
        EngineError: it is missing, unreadable, of another format, or data files are shorter than it says.
    """
    try:
        raw = json.loads(state_path(folder, generation).read_bytes())
        raw["dead"] = base64.b64decode(raw["dead"])
        state = State(**raw)
    except (OSError, ValueError, KeyError, TypeError) as error:
        raise damaged("its state cannot be read") from error
    if state.format != FORMAT:
        raise EngineError("the index was written by another version of Klask: rebuild it with `klask reindex`")
    for name, length in state.lengths.items():
        check_size(data_path(folder, name, state.epoch), length)
    return state


def check_size(path: Path, length: int) -> None:
    """Raise EngineError where a file is missing or shorter than ``length`` bytes."""
    try:
        size = path.stat().st_size
    except OSError as error:
        raise damaged(f"{path.name} is missing") from error
    if size < length:
        raise damaged(f"{path.name} is too short")


def sweep(folder: Path, state: State) -> None:
    """Remove files that ``state`` does not need."""
    kept = {state_path(folder, state.generation), counts_path(folder, state.generation)}
    kept.update(data_path(folder, name, state.epoch) for name in DATA_FILES)
    for path in folder.iterdir():
        if path not in kept and path.is_file():
            path.unlink(missing_ok=True)
