"""What pages are told of an ingest that runs."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

from warehouse import filling as module
from warehouse.filling import FILE, filling, lines_in, noting


def told(home: Path) -> tuple[int, int | None] | None:
    found = filling(home)
    return (found.done, found.total) if found else None


def test_a_run_is_told_while_it_lasts(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(module, "BETWEEN_S", 0)
    assert filling(tmp_path) is None
    with noting(tmp_path, 6000, done=600) as note:
        assert told(tmp_path) == (600, 6000)
        note(64)
        assert told(tmp_path) == (664, 6000)
        with noting(tmp_path, 5) as inner:  # the sync of an ingest says nothing of its own
            inner(5)
        assert told(tmp_path) == (664, 6000)
    assert filling(tmp_path) is None


def test_a_dead_process_and_a_damaged_note_tell_nothing(tmp_path: Path) -> None:
    gone = subprocess.Popen([sys.executable, "-c", "pass"])
    gone.wait()
    (tmp_path / FILE).write_text(json.dumps({"done": 1, "total": 2, "since": "", "pid": gone.pid}))
    assert filling(tmp_path) is None
    (tmp_path / FILE).write_text('{"done": 1')
    assert filling(tmp_path) is None
    (tmp_path / FILE).write_text(json.dumps({"done": 1, "total": None, "since": "", "pid": os.getppid()}))
    assert told(tmp_path) == (1, None)


def test_a_note_that_cannot_be_written_stops_nothing(tmp_path: Path) -> None:
    with noting(tmp_path / "absent", 5) as note:
        note(1)


def test_lines_are_counted_unless_there_are_too_many(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    path = tmp_path / "a.jsonl"
    path.write_text("{}\n{}\n")
    assert lines_in([path, path]) == 4
    assert lines_in([tmp_path / "absent"]) is None
    monkeypatch.setattr(module, "MAX_COUNTED_BYTES", 5)
    assert lines_in([path, path]) is None
