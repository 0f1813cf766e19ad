"""One warehouse for the whole run, and a browser-like client for each role."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from typing import Any

import pytest
from flask import Flask
from flask.testing import FlaskClient
from werkzeug.test import TestResponse

from search_app import create_app
from tests.search_app.house import PASSWORD, House, make


@pytest.fixture(scope="session")
def house(tmp_path_factory: pytest.TempPathFactory) -> Iterator[House]:
    made = make(tmp_path_factory.mktemp("pages") / "home")
    yield made
    made.warehouse.close()


@pytest.fixture(scope="session")
def app(house: House) -> Flask:
    return create_app(house.warehouse)


class Person:
    """A logged-in client that sends the form token by itself."""

    def __init__(self, client: FlaskClient) -> None:
        self.client = client
        self.csrf = ""

    def get(self, path: str, **query: Any) -> TestResponse:
        answer = self.client.get(path, query_string=query or None)
        if found := re.search(r'name="csrf" value="([^"]+)"', answer.text):
            self.csrf = found[1]
        return answer

    def post(self, path: str, data: dict[str, Any] | None = None, **kwargs: Any) -> TestResponse:
        return self.client.post(path, data={"csrf": self.csrf} | (data or {}), **kwargs)

    def log_in(self, name: str, password: str = PASSWORD) -> TestResponse:
        answer = self.client.post("/connexion", data={"username": name, "password": password})
        self.get("/")
        home = self.client.get("/", follow_redirects=True)
        if found := re.search(r'name="csrf" value="([^"]+)"', home.text):
            self.csrf = found[1]
        return answer


@pytest.fixture(scope="session")
def people(app: Flask) -> dict[str, Person]:
    """One client a role, logged in once: argon2 is slow on purpose."""
    found = {}
    for role in ("clinician", "researcher", "cdc", "admin"):
        person = Person(app.test_client())
        assert person.log_in(role).status_code == 303
        found[role] = person
    return found


@pytest.fixture
def visitor(app: Flask) -> Person:
    return Person(app.test_client())


@pytest.fixture
def clinician(people: dict[str, Person]) -> Person:
    return people["clinician"]


@pytest.fixture
def researcher(people: dict[str, Person]) -> Person:
    return people["researcher"]


@pytest.fixture
def cdc(people: dict[str, Person]) -> Person:
    return people["cdc"]


@pytest.fixture
def admin(people: dict[str, Person]) -> Person:
    return people["admin"]


@pytest.fixture
def audited(house: House) -> Callable[[], int]:
    """The number of the newest audit row."""
    return lambda: int((house.warehouse.audit.events(limit=1) or [{"number": 0}])[0]["number"])


def text_of(answer: TestResponse) -> str:
    """What a person reads: no tags, one space between words."""
    import html

    body = re.sub(r"<(script|style|datalist)\b.*?</\1>", " ", answer.text, flags=re.DOTALL)
    return " ".join(html.unescape(re.sub(r"<[^>]+>", " ", body)).replace("\xa0", " ").replace("\u202f", " ").split())
