"""Hostile circumstances, each met by a real process: full disk, no permission, damaged index, endless lines, kills."""

from __future__ import annotations

import json
import os
import random
import resource
import shutil
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest

from clinical.errors import KlaskError
from tests.builders import ROOT, UNJUDGED_SAID, a_note, a_patient, klask, write_lines
from warehouse.opening import open_warehouse

ROUNDS = 30
NOTES = [
    a_note(
        f"K{n:03}",
        f"Séjour {n}. HTA connue. Pas de fièvre. Embolie pulmonaire en 20{n % 20:02}.",
        patient=a_patient(ipp=f"9{n:05}"),
    )
    for n in range(120)
]


@pytest.fixture
def home(tmp_path: Path) -> Path:
    assert klask("init", "--home", tmp_path / "home", "--dates", "keep").returncode == 0
    return tmp_path / "home"


def fails_clearly(done: subprocess.CompletedProcess[str], code: int, *words: str) -> None:
    assert done.returncode == code, done.stderr
    assert "Traceback" not in done.stderr
    for word in words:
        assert word in done.stderr


def test_odd_lines_are_refused_and_the_rest_goes_on(home: Path, tmp_path: Path) -> None:
    surrogate = '{"doc_id": "s", "text": "\\ud800", "date": "2020-01-01", "patient": {"ipp": "1"}}'
    rows = [
        a_note("good1"), "not json", b"\xff\xfe", a_note("nul", text="a\0b"), surrogate, a_note("tlh", lang="tlh"),
        a_note("typ", text=3), a_note("long", text="x" * 10_000_000), a_note("good2", text="Toux."),
    ]  # fmt: skip
    done = klask("ingest", write_lines(tmp_path / "odd.jsonl", rows), "--home", home, "--json")
    assert done.returncode == 3, done.stderr
    report = json.loads(done.stdout)
    assert (report["accepted"], report["refused"]) == (2, 7)


def test_missing_source_and_missing_warehouse_are_named(home: Path, tmp_path: Path) -> None:
    fails_clearly(klask("ingest", tmp_path / "absent", "--home", home), 1, "absent", "no such file")
    fails_clearly(klask("search", "hta", "--home", tmp_path / "nowhere"), 1, "nowhere", "klask init")
    fails_clearly(klask("search", "hta", KLASK_HOME=""), 2, "--home")


def test_full_disk_is_told_and_the_next_run_goes_on(home: Path, tmp_path: Path) -> None:
    source = write_lines(tmp_path / "in.jsonl", NOTES)

    def small_files() -> None:
        signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
        resource.setrlimit(resource.RLIMIT_FSIZE, (150_000, 150_000))

    done = subprocess.run(
        [sys.executable, "-m", "klask", "ingest", str(source), "--home", str(home)], capture_output=True, text=True,
        cwd=ROOT, preexec_fn=small_files,
    )  # fmt: skip
    fails_clearly(done, 1, "disk")
    done = klask("ingest", source, "--home", home, "--json")
    assert done.returncode == 0, done.stderr
    report = json.loads(done.stdout)
    assert report["accepted"] + report["unchanged"] == len(NOTES)
    assert count(home) == len(NOTES)


def as_another_user(home: Path) -> str:
    """Open the feeding side in a child that is nobody; the error it meets, or "" where it opens."""
    import warehouse.opening as opening  # imported before the child gives up the right to read the program

    reading, writing = os.pipe()
    child = os.fork()
    if child == 0:
        os.setgroups([])
        os.setuid(65534)
        try:
            opening.Feed(home)
            text = ""
        except KlaskError as error:
            text = str(error)
        except BaseException as error:
            text = f"unforeseen {type(error).__name__}"
        os.write(writing, text.encode())
        os._exit(0)
    os.close(writing)
    with os.fdopen(reading) as stream:
        text = stream.read()
    os.waitpid(child, 0)
    return text


@pytest.mark.skipif(os.geteuid() != 0, reason="needs root to become another user")
@pytest.mark.parametrize(
    ("opened", "closed"),
    [((), "klask.toml"), (("",), "store.sqlite"), (("", "keys", "keys/*", "vault", "klask.toml"), "store.sqlite")],
)
def test_no_permission_is_told(home: Path, opened: tuple[str, ...], closed: str) -> None:
    for parent in home.parents:
        if str(parent).startswith("/tmp/"):
            parent.chmod(0o755)
    for pattern in opened:
        for path in [home] if not pattern else home.glob(pattern):
            path.chmod(0o755 if path.is_dir() else 0o644)
    text = as_another_user(home)
    assert closed in text
    assert not text.startswith("unforeseen")


@pytest.mark.parametrize("damage", ["delete", "truncate"])
def test_damaged_index_is_told_and_rebuilt(home: Path, tmp_path: Path, damage: str) -> None:
    klask("ingest", write_lines(tmp_path / "in.jsonl", NOTES[:20]), "--home", home)
    klask("lots", "release", "--all", *UNJUDGED_SAID, "--home", home)
    if damage == "delete":
        shutil.rmtree(home / "index")
    else:
        for path in (home / "index").rglob("*"):
            if path.is_file():
                path.write_bytes(path.read_bytes()[:10])
    fails_clearly(klask("search", "hta", "--home", home), 1, "klask reindex")
    assert klask("reindex", "--home", home).returncode == 0
    assert json.loads(klask("search", "hta", "--home", home, "--json").stdout)["total"] == 20


def count(home: Path) -> int:
    warehouse = open_warehouse(home)
    try:
        return warehouse.store.count()
    finally:
        warehouse.close()


def state(home: Path) -> tuple[dict[str, str], int]:
    """Every document's text, and what a search over everything finds."""
    warehouse = open_warehouse(home)
    try:
        from clinical.queries import Everything, Scope

        texts = {a.document.doc_id: a.document.text for a in warehouse.store.all_documents()}
        return texts, warehouse.engine.count(Everything(), scope=Scope())[0]
    finally:
        warehouse.close()


@pytest.mark.slow
def test_killed_anywhere_nothing_is_lost(tmp_path: Path) -> None:
    """SIGKILL at random points of ingest and sync; afterwards the same state as an undisturbed run."""
    source = write_lines(tmp_path / "in.jsonl", NOTES)
    home = tmp_path / "home"
    klask("init", "--home", home, "--dates", "keep")
    shutil.copytree(home, tmp_path / "calm")
    start = time.monotonic()
    klask("ingest", source, "--lot", "L", "--home", tmp_path / "calm")
    whole = time.monotonic() - start
    chance = random.Random(7)
    for turn in range(ROUNDS):
        command = ["ingest", str(source), "--lot", "L"] if turn % 3 else ["sync"]
        child = subprocess.Popen(
            [sys.executable, "-m", "klask", *command, "--home", str(home)], cwd=ROOT, stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
        )  # fmt: skip
        time.sleep(chance.uniform(0.3, 1.0) * whole if turn % 3 else chance.uniform(0.2, 1.0))
        child.kill()
        child.wait()
        texts, _ = state_of_store(home)
        assert all(text.startswith("Séjour") for text in texts.values())
    assert klask("ingest", source, "--lot", "L", "--home", home).returncode == 0
    assert klask("sync", "--home", home).returncode == 0
    # pseudonyms come from the same keys, so the two warehouses must hold the same documents
    assert state(home) == state(tmp_path / "calm")


def state_of_store(home: Path) -> tuple[dict[str, str], int]:
    warehouse = open_warehouse(home)
    try:
        return {a.document.doc_id: a.document.text for a in warehouse.store.all_documents()}, warehouse.store.pending()
    finally:
        warehouse.close()
