"""The pages behind the real server: a matcher that never comes back is refused, and another person's page goes on."""

from __future__ import annotations

import re
import threading
import time
from collections.abc import Iterator
from http.client import HTTPConnection
from urllib.parse import quote, urlencode

import pytest

from search_app import create_app
from tests.search_app.house import PASSWORD, House, make
from tests.warehouse.slow import LOOPING, NATIVE, unending_parts

LIMIT_S = 2.0


@pytest.fixture(scope="module")
def served(tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[House, int]]:
    from waitress import create_server

    house = make(tmp_path_factory.mktemp("limit") / "home")
    house.warehouse.answer_apart(opener=unending_parts)
    house.warehouse.warm()
    server = create_server(create_app(house.warehouse), host="127.0.0.1", port=0, threads=8)
    thread = threading.Thread(target=server.run, daemon=True)
    thread.start()
    yield house, server.effective_port
    server.close()
    thread.join(timeout=5)
    house.warehouse.close()


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
    _, port = served
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
