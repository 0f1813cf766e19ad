"""How often an account or an address may log in and search: what is over it is answered 429, with when to come back.

Token buckets in this process's memory: each fills steadily to what a minute allows, so that a burst is served and a
stream is slowed. The service is one process; a restart forgets them. Nothing is kept of what was asked.
"""

from __future__ import annotations

import math
import threading
import time
from collections import OrderedDict
from collections.abc import Callable
from dataclasses import dataclass

from flask import Flask, Response, g, make_response, request

from search_app import errors
from search_app.access import permission_of
from search_app.session import actor, current, house
from warehouse.warehouse import Actor
from warehouse.workers import ASKER

SEARCHING = ("search", "read", "cohort", "export")
"""Permissions of the pages that ask engine and store."""
TYPING = ("search.suggestions", "search.concepts")
TYPING_COST = 0.2
"""What a suggestion while typing counts against a search."""
ADDRESS_FACTOR = 5
"""An address may ask so many times as often as one account: people behind one proxy or router share it."""
MOST_BUCKETS = 20_000
"""Accounts and addresses that are remembered, some 5 MB; the one not seen for longest is forgotten."""
MOST_AT_ONCE = 4
"""Pages of one account that are being made at the same time; the service has eight threads for all."""


@dataclass(slots=True)
class _Bucket:
    tokens: float
    at: float
    denied: bool = False


class Limits:
    """Buckets by key, each of ``per_minute`` requests; may be shared between threads."""

    def __init__(self, *, clock: Callable[[], float] = time.monotonic, most: int = MOST_BUCKETS) -> None:
        self._clock, self._most = clock, most
        self._lock = threading.Lock()
        self._buckets: OrderedDict[str, _Bucket] = OrderedDict()
        self._running: dict[str, int] = {}

    def __len__(self) -> int:
        return len(self._buckets)

    def wait(self, key: str, per_minute: float, cost: float = 1.0) -> tuple[float, bool]:
        """Take ``cost`` from a bucket: seconds to wait (0: go on), and whether this is the first denial in a row."""
        now, rate = self._clock(), per_minute / 60
        with self._lock:
            bucket = self._buckets.get(key) or self._new(key, per_minute, now)
            self._buckets.move_to_end(key)
            bucket.tokens = min(per_minute, bucket.tokens + (now - bucket.at) * rate)
            bucket.at = now
            if bucket.tokens >= cost:
                bucket.tokens -= cost
                bucket.denied = False
                return 0.0, False
            first, bucket.denied = not bucket.denied, True
            return (cost - bucket.tokens) / rate, first

    def _new(self, key: str, per_minute: float, now: float) -> _Bucket:
        while len(self._buckets) >= self._most:
            self._buckets.popitem(last=False)
        bucket = self._buckets[key] = _Bucket(per_minute, now)
        return bucket

    def begin(self, key: str) -> bool:
        """Whether one more page of ``key`` may be made now; call ``end`` when it is."""
        with self._lock:
            if self._running.get(key, 0) >= MOST_AT_ONCE:
                return False
            self._running[key] = self._running.get(key, 0) + 1
            return True

    def end(self, key: str) -> None:
        """One page of ``key`` is made."""
        with self._lock:
            left = self._running.get(key, 1) - 1
            if left > 0:
                self._running[key] = left
            else:
                self._running.pop(key, None)


def install(app: Flask) -> None:
    """Check log-ins and searches before their views; after sessions and permissions."""
    limits = app.extensions["klask-limits"] = Limits()

    @app.before_request
    def check() -> Response | None:
        if request.endpoint == "entry.enter":
            return _log_in(limits)
        session = current()
        if session is None or request.endpoint is None or permission_of(app, request.endpoint) not in SEARCHING:
            return None
        cost = TYPING_COST if request.endpoint in TYPING else 1.0
        per_minute = house().settings["searches_per_minute"]
        keys = ((f"search account {session.username}", per_minute), (_address("search"), per_minute * ADDRESS_FACTOR))
        if refused := _first_refusal(limits, keys, cost, actor()):
            return refused
        if not limits.begin(session.username):
            return too_many(1)
        g.running = session.username
        ASKER.set(session.username)
        return None

    @app.teardown_request
    def done(_error: BaseException | None) -> None:
        if running := g.pop("running", None):
            limits.end(running)
            ASKER.set("")


def _log_in(limits: Limits) -> Response | None:
    name = request.form.get("username", "").strip().lower()[:100]
    per_minute = house().settings["log_ins_per_minute"]
    keys = ((f"log-in account {name}", per_minute), (_address("log-in"), per_minute * ADDRESS_FACTOR))
    return _first_refusal(limits, keys, 1.0, Actor(name or "-", "-"))


def _address(kind: str) -> str:
    return f"{kind} address {request.remote_addr or '-'}"


def _first_refusal(limits: Limits, keys: tuple[tuple[str, float], ...], cost: float, who: Actor) -> Response | None:
    for key, per_minute in keys:
        seconds, first = limits.wait(key, per_minute, cost)
        if seconds:
            if first:  # one row for a run of refusals: the log must not be flooded by what is refused
                house().note(who, "too-many", kind=key.split(" ", 1)[0])
            return too_many(seconds)
    return None


def too_many(seconds: float) -> Response:
    """The answer 429, with the seconds after which the next request is served."""
    wait = max(math.ceil(seconds), 1)
    response = make_response(errors.page(429, errors.come_back(wait)), 429)
    response.headers["Retry-After"] = str(wait)
    return response
