"""The pages behind the real server: a matcher that never comes back is refused, and another person's page goes on."""

from __future__ import annotations

import json
import re
import threading
import time
from collections.abc import Iterator
from contextlib import suppress
from http.client import HTTPConnection
from pathlib import Path
from urllib.parse import quote, urlencode

import pytest

from search_app import create_app
from tests.builders import UNJUDGED
from tests.search_app.house import PASSWORD, TESTER, WAITING, House, line, make
from tests.warehouse.slow import LOOPING, NATIVE, unending_parts
from warehouse.opening import Feed

LIMIT_S = 2.0


@pytest.fixture(scope="module")
def served(tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[House, int]]:
    from waitress import create_server

    house = make(tmp_path_factory.mktemp("limit") / "home")
    house.warehouse.answer_apart(opener=unending_parts)
    house.warehouse.warm()
    server = create_server(create_app(house.warehouse), host="127.0.0.1", port=0, threads=8)

    def run() -> None:
        with suppress(OSError):  # of the socket that is closed at the end
            server.run()

    thread = threading.Thread(target=run, daemon=True)
    thread.start()
    yield house, server.effective_port
    server.close()
    thread.join(timeout=5)
    house.warehouse.close()


def wait_for_workers(house: House) -> None:
    """Until those who ended before have been replaced."""
    workers = house.warehouse._workers
    deadline = time.monotonic() + 30
    while workers and not all(worker.ready for worker in workers._idle) and time.monotonic() < deadline:
        time.sleep(0.01)


class Visitor:
    """A person who has logged in, by plain HTTP."""

    def __init__(self, port: int, role: str) -> None:
        self._port = port
        self._cookie = ""
        form = self.get("/connexion")[1]
        token = re.search(r'name="token" value="([^"]+)"', form)
        fields = {"username": role, "password": PASSWORD, **({"token": token[1]} if token else {})}
        status = self._call("POST", "/connexion", urlencode(fields))[0]
        assert status in (302, 303)

    def get(self, path: str) -> tuple[int, str, float]:
        return self._call("GET", path)

    def search(self, words: str) -> tuple[int, str, float]:
        return self.get(f"/recherche?q={quote(words)}")

    def _call(self, method: str, path: str, body: str | None = None) -> tuple[int, str, float]:
        began = time.monotonic()
        connection = HTTPConnection("127.0.0.1", self._port, timeout=30)
        headers = {"Cookie": self._cookie, "Content-Type": "application/x-www-form-urlencoded"}
        connection.request(method, path, body, headers)
        answer = connection.getresponse()
        text = answer.read().decode()
        cookies = [value.split(";")[0] for name, value in answer.getheaders() if name.lower() == "set-cookie"]
        self._cookie = "; ".join(cookies) or self._cookie
        connection.close()
        return answer.status, text, time.monotonic() - began


@pytest.mark.parametrize("words", [LOOPING, NATIVE])
def test_a_search_that_never_ends_is_refused_and_another_persons_goes_on(served: tuple[House, int], words: str) -> None:
    house, port = served
    wait_for_workers(house)
    one, other = Visitor(port, "clinician"), Visitor(port, "researcher")
    assert other.search("embolie")[0] == 200
    refused: list[tuple[int, str, float]] = []
    thread = threading.Thread(target=lambda: refused.append(one.search(words)))
    thread.start()
    slowest, answered = 0.0, 0
    while thread.is_alive():
        status, text, seconds = other.search("embolie")
        assert status == 200
        assert "embolie pulmonaire" in text
        slowest, answered = max(slowest, seconds), answered + 1
    thread.join()
    status, text, seconds = refused[0]
    assert status == 400
    assert "trop de temps" in text
    assert seconds < LIMIT_S + 1.0
    assert answered > 3
    assert slowest < LIMIT_S  # it did not wait for the other
    assert one.search("embolie")[0] == 200


def test_workers_see_what_is_released_and_ingested_at_once(served: tuple[House, int], tmp_path: Path) -> None:
    house, port = served
    person = Visitor(port, "clinician")
    assert "0 patient" in person.search("sarcoïdose")[1]
    house.warehouse.release(TESTER, WAITING, **UNJUDGED)
    assert "3 patients" in person.search("sarcoïdose")[1]
    note = tmp_path / "new.jsonl"
    note.write_text(json.dumps(line(("N1", "p4", "2024-06-01", "CRH", "cardiologie", "Cruralgie droite."))) + "\n")
    feed = Feed(house.warehouse.home)
    feed.ingest(TESTER, [note], lot="new")
    feed.warehouse.release(TESTER, "new", **UNJUDGED)
    feed.close()
    assert "1 patient" in person.search("cruralgie")[1]
