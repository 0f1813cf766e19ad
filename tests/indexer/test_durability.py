"""An index that is killed, damaged or purged: nothing half, nothing back, no byte left, and a plain message."""

from __future__ import annotations

import os
import random
import shutil
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest

from clinical.annotations import AnnotatedDocument, Annotation, Reading
from clinical.changes import Change
from clinical.documents import Document
from clinical.errors import EngineError
from clinical.queries import ConceptIs, Everything, Word
from indexer import Engine, open_engine

ROOT = Path(__file__).resolve().parents[2]
ROUNDS = 15
BATCH = 12

WRITER = """
import sys, time
from pathlib import Path
from indexer import open_engine
from tests.indexer.test_durability import batch
engine = open_engine(sys.argv[1], Path(sys.argv[2]))
print("ready", flush=True)
number = engine.last_change // 100 + 1
while True:
    engine.apply(batch(number))
    print(number, flush=True)
    number += 1
"""


@pytest.fixture(params=["whoosh", "tantivy"])
def name(request: pytest.FixtureRequest) -> str:
    if request.param == "tantivy":
        pytest.importorskip("tantivy")
    return str(request.param)


def letter(doc_id: str, text: str, patient: str = "p-1") -> AnnotatedDocument:
    document = Document(doc_id=doc_id, patient_id=patient, text=text)
    reading = Reading(annotations=(Annotation(0, 4, "CIM10", "I26", "Embolie"),))
    return AnnotatedDocument(document=document, reading=reading)


def batch(number: int) -> list[Change]:
    """Batch ``number`` changes twelve documents to its own version, and takes one of the batch before out."""
    changes = [
        Change(number * 100 + i, f"d-{i}", letter(f"d-{i}", f"lettre version{number} du groupe {i}", f"p-{i}"))
        for i in range(BATCH)
    ]
    return [*changes, Change(number * 100 + 50, f"d-{BATCH + number}", letter(f"d-{BATCH + number}", "nouvelle")),
            Change(number * 100 + 60, f"d-{BATCH + number - 1}", None)]  # fmt: skip


def check_whole(engine: Engine, acknowledged: int) -> None:
    """Exactly one batch's version is there, not older than the last one acknowledged."""
    last, rest = divmod(engine.last_change, 100)
    assert rest in (0, 60)
    assert last >= acknowledged
    if last:
        assert set(engine.documents(Word(f"version{last}", "exact"))) == {f"d-{i}" for i in range(BATCH)}
        assert set(engine.documents(Word("nouvelle"))) == {f"d-{BATCH + last}"}
        assert engine.count(Everything())[0] == BATCH + 1
        assert engine.count(Word("version", "prefix"))[0] == BATCH


def test_killed_at_any_moment_it_holds_whole_batches(name: str, tmp_path: Path) -> None:
    rng = random.Random(7)
    for _ in range(ROUNDS):
        process = subprocess.Popen(
            [sys.executable, "-c", WRITER, name, str(tmp_path / "index")],
            cwd=ROOT, stdout=subprocess.PIPE, text=True, env={**os.environ, "PYTHONPATH": str(ROOT)},
        )  # fmt: skip
        assert process.stdout is not None
        assert process.stdout.readline() == "ready\n"
        time.sleep(rng.uniform(0.0, 0.25))
        process.send_signal(signal.SIGKILL)
        lines = process.stdout.read().split()
        process.stdout.close()
        process.wait()
        engine = open_engine(name, tmp_path / "index")
        check_whole(engine, int(lines[-1]) if lines else 0)
        engine.close()
    engine = open_engine(name, tmp_path / "index")
    following = engine.last_change // 100 + 1
    engine.apply(batch(following))
    check_whole(engine, following)
    engine.close()


def every_byte(folder: Path) -> bytes:
    return b"".join(path.read_bytes() for path in sorted(folder.rglob("*")) if path.is_file())


def test_no_byte_of_an_erased_document_stays_after_a_purge(name: str, tmp_path: Path) -> None:
    folder = tmp_path / "index"
    engine = open_engine(name, folder)
    keep = [Change(n, f"d-{n}", letter(f"d-{n}", f"fièvre et toux {n}", "p-keep")) for n in range(1, 6)]
    secret = letter("d-secretid", "le mot planteparmilesautres et la fièvre", "p-secretpatient")
    engine.apply([*keep, Change(6, "d-secretid", secret)])
    engine.apply([Change(7, "d-7", letter("d-7", "toux"))])
    planted = (b"planteparmilesautres", b"d-secretid", b"p-secretpatient")
    assert engine.count(Word("planteparmilesautres"))[0] == 1
    engine.apply([Change(8, "d-secretid", None)])
    assert engine.count(Word("planteparmilesautres")) == (0, 0)
    assert engine.vocabulary("plante") == []
    engine.purge()
    left = every_byte(folder)
    assert [one for one in planted if one in left] == []
    assert engine.count(Word("fievre"))[0] == 5
    engine.apply([Change(9, "d-9", letter("d-9", "fièvre"))])
    assert engine.count(Word("fievre"))[0] == 6
    assert engine.count(ConceptIs("CIM10", "I26"))[0] == 7
    engine.close()


def filled(name: str, folder: Path) -> None:
    engine = open_engine(name, folder)
    engine.apply(batch(1))
    engine.apply(batch(2))
    engine.close()


def test_a_shortened_or_missing_file_is_said_plainly(name: str, tmp_path: Path) -> None:
    filled(name, tmp_path / "whole")
    files = [path for path in sorted((tmp_path / "whole").rglob("*")) if path.is_file() and path.stat().st_size > 8]
    assert len(files) > 5
    for path in files:
        for harm in ("shorten", "remove", "empty"):
            copy = tmp_path / "copy"
            shutil.copytree(tmp_path / "whole", copy)
            victim = copy / path.relative_to(tmp_path / "whole")
            if harm == "remove":
                victim.unlink()
            else:
                victim.write_bytes(victim.read_bytes()[: 0 if harm == "empty" else victim.stat().st_size // 2])
            try:
                engine = open_engine(name, copy)
                assert engine.count(Everything())[0] == BATCH + 1, (path.name, harm)
                assert engine.count(Word("version2", "exact"))[0] == BATCH, (path.name, harm)
                engine.close()
            except EngineError as error:
                assert "klask reindex" in str(error)
            shutil.rmtree(copy)


def test_a_folder_that_goes_away_is_said_plainly(name: str, tmp_path: Path) -> None:
    filled(name, tmp_path / "index")
    engine = open_engine(name, tmp_path / "index")
    shutil.rmtree(tmp_path / "index")
    with pytest.raises(EngineError, match="klask reindex"):
        engine.count(Everything())
    assert open_engine(name, tmp_path / "index").last_change == 0


def test_an_index_put_in_its_place_is_seen(name: str, tmp_path: Path) -> None:
    filled(name, tmp_path / "index")
    reader = open_engine(name, tmp_path / "index")
    assert reader.count(Everything())[0] == BATCH + 1
    fresh = open_engine(name, tmp_path / "fresh")
    fresh.apply([Change(900, "d-900", letter("d-900", "seule"))])
    fresh.close()
    (tmp_path / "index").rename(tmp_path / "old")
    (tmp_path / "fresh").rename(tmp_path / "index")
    assert list(reader.documents(Everything())) == ["d-900"]
    assert reader.last_change == 900
    reader.close()


def test_a_full_disk_changes_nothing(name: str, tmp_path: Path) -> None:
    filled(name, tmp_path / "index")
    code = (
        "import resource, signal, sys; from pathlib import Path\n"
        "from clinical.errors import EngineError; from indexer import open_engine\n"
        "from tests.indexer.test_durability import batch\n"
        "engine = open_engine(sys.argv[1], Path(sys.argv[2]))\n"
        "signal.signal(signal.SIGXFSZ, signal.SIG_IGN)\n"
        "resource.setrlimit(resource.RLIMIT_FSIZE, (600, 600))\n"
        "try:\n    engine.apply(batch(3))\n"
        "except EngineError as error:\n    print('EngineError', error)\n"
    )
    done = subprocess.run(
        [sys.executable, "-c", code, name, str(tmp_path / "index")],
        cwd=ROOT, capture_output=True, text=True, env={**os.environ, "PYTHONPATH": str(ROOT)},
    )  # fmt: skip
    assert done.stdout.startswith("EngineError"), done.stderr
    engine = open_engine(name, tmp_path / "index")
    check_whole(engine, 2)
    engine.apply(batch(3))
    check_whole(engine, 3)
    engine.close()
