"""The demonstration: made in a place of its own, searchable, served on loopback, its accounts shown once."""

from __future__ import annotations

import json
import os
import re
import signal
import socket
import subprocess
import sys
import time
import urllib.request
from pathlib import Path

import pytest

from tests.builders import ROOT, klask

DOCUMENTS = 60


@pytest.fixture(scope="module")
def place(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("demo") / "home"
    done = klask("demo", "--no-serve", "--documents", str(DOCUMENTS), KLASK_DEMO_HOME=str(folder))
    assert done.returncode == 0, done.stderr
    return folder


def test_demonstration_is_searchable(place: Path) -> None:
    lots = json.loads(klask("lots", "list", "--json", "--home", place).stdout)["lots"]
    assert sum(lot["accepted"] + lot["quarantined"] for lot in lots) == DOCUMENTS
    assert {lot["status"] for lot in lots} == {"released"}
    found = json.loads(klask("search", "tout:(hta OU douleur OU fièvre)", "--json", "--home", place).stdout)
    assert found["total"] > 0


def test_second_start_uses_what_is_there(place: Path) -> None:
    before = (place / "store.sqlite").stat().st_ino
    done = klask("demo", "--no-serve", "--documents", str(DOCUMENTS), KLASK_DEMO_HOME=str(place))
    assert done.returncode == 0, done.stderr
    assert (place / "store.sqlite").stat().st_ino == before


def test_a_folder_that_is_no_demonstration_is_left_alone(tmp_path: Path) -> None:
    (tmp_path / "precious.txt").write_text("mine")
    done = klask("demo", "--no-serve", "--documents", "10", KLASK_DEMO_HOME=str(tmp_path))
    assert done.returncode == 1
    assert "KLASK_DEMO_HOME" in done.stderr
    assert (tmp_path / "precious.txt").read_text() == "mine"


def test_pages_answer_with_an_account_of_each_role(place: Path) -> None:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    server = subprocess.Popen(
        [sys.executable, "-u", "-m", "klask", "demo", "--documents", str(DOCUMENTS), "--port", str(port)], cwd=ROOT,
        env=os.environ | {"KLASK_DEMO_HOME": str(place)}, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True,
    )  # fmt: skip
    try:
        page = ""
        for _ in range(100):
            try:
                with urllib.request.urlopen(f"http://127.0.0.1:{port}/", timeout=5) as answer:
                    assert answer.status == 200
                    page = answer.read().decode()
                break
            except OSError:
                time.sleep(0.2)
        assert "Klask" in page
    finally:
        server.send_signal(signal.SIGINT)
        try:
            out, err = server.communicate(timeout=20)
        except subprocess.TimeoutExpired:  # where SIGINT is ignored, as in a background job
            server.terminate()
            out, err = server.communicate(timeout=20)
    assert len(re.findall(r"^  (clinician|researcher|cdc|admin) ", out, re.MULTILINE)) == 4, out
    assert "Traceback" not in err
