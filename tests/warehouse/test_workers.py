"""A question that looks at no clock ends all the same, and nobody else waits for it."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from clinical.errors import BusyError, EngineError, QueryRefusedError, QuerySyntaxError
from tests.builders import ROOT
from tests.warehouse.slow import broken_parts, slow_parts
from warehouse.worker import GRACE_S
from warehouse.workers import ASKER, Workers

LIMIT_S = 0.5
ENDED_S = LIMIT_S + 1.0
"""What a person waits at most for the refusal."""


@pytest.fixture(scope="module")
def workers() -> Iterator[Workers]:
    made = Workers(slow_parts, seconds=LIMIT_S, most=2, preload=("clinical.errors",))
    made.start(2)
    yield made
    made.close()


@pytest.fixture(autouse=True)
def ready(workers: Workers) -> None:
    """Who ended in the test before has been replaced."""
    deadline = time.monotonic() + 20
    while not all(worker.ready for worker in workers._idle) and time.monotonic() < deadline:
        time.sleep(0.01)


def refused_in(ask: Callable[[], object]) -> float:
    """Seconds until a question is refused for its time."""
    began = time.monotonic()
    with pytest.raises(QueryRefusedError) as caught:
        ask()
    assert caught.value.reason == "time"
    return time.monotonic() - began


@pytest.mark.parametrize("method", ["loop", "native"])
def test_a_question_that_never_ends_is_refused_and_others_go_on(workers: Workers, method: str) -> None:
    waited: list[float] = []
    thread = threading.Thread(target=lambda: waited.append(refused_in(lambda: workers.ask("slow", method))))
    thread.start()
    slowest = 0.0
    while thread.is_alive():
        began = time.monotonic()
        assert workers.ask("slow", "number") > 0
        slowest = max(slowest, time.monotonic() - began)
    thread.join()
    assert waited[0] < ENDED_S
    assert slowest < LIMIT_S / 2
    assert workers.ask("slow", "number") > 0


def test_what_is_raised_arrives_as_it_was(workers: Workers) -> None:
    with pytest.raises(QueryRefusedError, match="too many words") as refused:
        workers.ask("slow", "refuse")
    assert refused.value.reason == "expansion"
    with pytest.raises(QuerySyntaxError) as misread:
        workers.ask("slow", "misread")
    assert (misread.value.position, misread.value.expected) == (3, ("a word",))
    assert str(misread.value) == "character 4: a bracket is not closed (expected: a word)"


def test_an_internal_error_tells_its_place_and_no_words(workers: Workers) -> None:
    with pytest.raises(RuntimeError) as caught:
        workers.ask("slow", "fail")
    assert "ValueError" in str(caught.value)
    assert "slow.py" in str(caught.value)
    assert "document" not in str(caught.value)


def test_a_worker_that_ends_is_replaced(workers: Workers) -> None:
    with pytest.raises(EngineError, match="try again"):
        workers.ask("slow", "die")
    killed = workers.ask("slow", "number")
    os.kill(killed, signal.SIGKILL)
    time.sleep(0.05)
    assert workers.ask("slow", "number") != killed


def test_memory_is_bounded_and_comes_back(workers: Workers) -> None:
    assert workers.ask("slow", "fill", 200, times=20.0) == 200 << 20
    with pytest.raises(QueryRefusedError):
        workers.ask("slow", "fill", 3000, times=20.0)
    grown = workers.ask("slow", "keep", 400, times=20.0)
    assert grown not in {workers.ask("slow", "number") for _ in range(4)}


def test_one_person_leaves_a_worker_to_the_others(workers: Workers) -> None:
    def ask_much() -> None:
        ASKER.set("one")
        refused_in(lambda: workers.ask("slow", "loop"))

    threads = [threading.Thread(target=ask_much) for _ in range(2)]
    for thread in threads:
        thread.start()
    time.sleep(0.1)
    began = time.monotonic()
    assert workers.ask("slow", "number") > 0
    assert time.monotonic() - began < LIMIT_S / 2
    for thread in threads:
        thread.join()


def test_who_finds_all_busy_is_told_so() -> None:
    alone = Workers(slow_parts, seconds=LIMIT_S, most=1)
    assert alone.ask("slow", "number") > 0
    thread = threading.Thread(target=lambda: alone.ask("slow", "pause", 4, times=10.0))
    thread.start()
    time.sleep(0.1)
    with pytest.raises(BusyError):
        alone.ask("slow", "number")
    thread.join()
    alone.close()


@pytest.mark.parametrize("method", ["loop", "native"])
def test_a_command_is_answered_by_a_copy_of_itself(method: str) -> None:
    alone = Workers(slow_parts, seconds=LIMIT_S, most=1, forked=True)
    assert refused_in(lambda: alone.ask("slow", method)) < ENDED_S
    assert alone.ask("slow", "number") != os.getpid()
    alone.close()


def test_readers_that_cannot_be_opened_are_named_each_time() -> None:
    broken = Workers(broken_parts, seconds=LIMIT_S, most=1)
    for _ in range(2):
        with pytest.raises(EngineError, match="damaged"):
            broken.ask("slow", "number")
    broken.close()


def test_workers_end_with_the_service_however_it_ends() -> None:
    program = (
        "import time\n"
        "from tests.warehouse.slow import slow_parts\n"
        "from warehouse.workers import Workers\n"
        "if __name__ == '__main__':\n"
        "    workers = Workers(slow_parts, seconds=30.0, most=1, preload=('clinical.errors',))\n"
        "    print(workers.ask('slow', 'number'), flush=True)\n"
        "    time.sleep(60)\n"
    )
    service = subprocess.Popen([sys.executable, "-c", program], cwd=ROOT, stdout=subprocess.PIPE, text=True)
    assert service.stdout is not None
    worker = int(service.stdout.readline())
    service.kill()
    service.wait()
    service.stdout.close()
    deadline = time.monotonic() + 5
    while time.monotonic() < deadline and _lives(worker):
        time.sleep(0.02)
    assert not _lives(worker)


def _lives(process: int) -> bool:
    try:
        return Path(f"/proc/{process}/stat").read_text(encoding="ascii").rsplit(")", 1)[1].split()[0] != "Z"
    except OSError:
        return False


def test_the_limit_leaves_time_to_refuse_by_oneself() -> None:
    assert LIMIT_S + GRACE_S <= ENDED_S
