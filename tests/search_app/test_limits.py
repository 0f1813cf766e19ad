"""Rate limits: bursts are served, streams slowed, memory bounded, the answer says when to come back."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from flask import Flask

from search_app import create_app
from search_app.limits import ADDRESS_FACTOR, MOST_AT_ONCE, Limits
from tests.search_app.conftest import Person, text_of
from tests.search_app.house import House

pytestmark = pytest.mark.xdist_group("pages")


class Clock:
    def __init__(self) -> None:
        self.now = 100.0

    def __call__(self) -> float:
        return self.now


def test_a_burst_is_served_and_a_stream_is_slowed() -> None:
    clock = Clock()
    limits = Limits(clock=clock)
    assert [limits.wait("a", 6)[0] for _ in range(6)] == [0.0] * 6
    assert limits.wait("a", 6) == (10.0, True)  # one every ten seconds
    assert limits.wait("a", 6) == (10.0, False)
    assert limits.wait("b", 6)[0] == 0.0  # another key has its own
    clock.now += 10
    assert limits.wait("a", 6)[0] == 0.0
    assert limits.wait("a", 6) == (10.0, True)
    clock.now += 3600
    assert [limits.wait("a", 6)[0] for _ in range(7)][:6] == [0.0] * 6  # no more than a minute's worth is saved up


def test_a_cheap_request_counts_less() -> None:
    limits = Limits(clock=Clock())
    assert [limits.wait("a", 2, 0.25)[0] for _ in range(8)] == [0.0] * 8
    assert limits.wait("a", 2, 0.25)[0] > 0


def test_memory_is_bounded_and_the_oldest_is_forgotten() -> None:
    limits = Limits(clock=Clock(), most=100)
    for number in range(1000):
        limits.wait(f"address {number}", 60)
    assert len(limits) == 100


def test_pages_of_one_account_at_the_same_time() -> None:
    limits = Limits()
    assert [limits.begin("a") for _ in range(MOST_AT_ONCE + 1)] == [True] * MOST_AT_ONCE + [False]
    assert limits.begin("b")
    limits.end("a")
    assert limits.begin("a")


@pytest.fixture
def slowed(house: House) -> Iterator[House]:
    """The same warehouse with three searches and two log-ins a minute."""
    before = house.warehouse.settings
    house.warehouse.settings = before.with_value("searches_per_minute", 3, "t").with_value("log_ins_per_minute", 2, "t")
    yield house
    house.warehouse.settings = before


def with_still_clock(house: House) -> Flask:
    """The pages, whose limits see no time pass: logging in takes seconds on a busy machine."""
    app = create_app(house.warehouse)
    app.extensions["klask-limits"]._clock = Clock()
    return app


def test_too_many_searches_are_told_when_to_come_back(slowed: House) -> None:
    app = with_still_clock(slowed)
    person, other = Person(app.test_client()), Person(app.test_client())
    person.log_in("clinician")
    other.log_in("researcher")
    house = slowed.warehouse
    spent = [person.get("/recherche", q="hta").status_code for _ in range(5)]
    assert spent[-1] == 429 and 200 in spent
    answer = person.get(f"/document/{slowed.docs['A1']}")
    assert answer.status_code == 429 and 1 <= int(answer.headers["Retry-After"]) <= 20
    assert "Trop de demandes en peu de temps" in text_of(answer) and "Réessayez dans" in text_of(answer)
    rows = [row for row in house.audit.events(limit=20) if row["action"] == "too-many"]
    assert [(row["actor"], row["detail"]) for row in rows[:1]] == [("clinician", {"kind": "search"})]
    assert len([row for row in rows if row["actor"] == "clinician"]) == 1  # a run of refusals is one row
    assert other.get("/cohortes").status_code == 200  # another account goes on
    assert person.get("/remplissage").status_code == 200  # and so do pages that search nothing


def test_too_many_log_ins_of_a_name_or_an_address(slowed: House) -> None:
    client = with_still_clock(slowed).test_client()
    form = {"username": "nobody", "password": "wrong"}
    assert [client.post("/connexion", data=form).status_code for _ in range(3)] == [401, 401, 429]
    others = [
        client.post("/connexion", data=form | {"username": f"n{number}"}).status_code
        for number in range(2 * ADDRESS_FACTOR)
    ]
    assert others[0] == 401 and others[-1] == 429
    elsewhere = client.post("/connexion", data=form | {"username": "n0"}, environ_base={"REMOTE_ADDR": "192.0.2.7"})
    assert elsewhere.status_code == 401
