"""Which processes answer the questions of a warehouse, and what they answer with: a search side of their own."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial

from clinical.queries import Page
from warehouse.search import FACETS, Search
from warehouse.settings import Settings
from warehouse.worker import Parts
from warehouse.workers import Distant, Workers

WAITING = 2
"""Search processes that are started before they are asked."""

PRELOADED = ("warehouse.warehouse", "terminologies", "indexer.fragments", "indexer.query_language")
"""Modules that search processes share."""

OF_MANY = {"best_of_each": 10.0, "evaluate": 10.0}
"""Methods that ask a question for each criterion or many members, and how many times the limit of one they may take."""


def started_workers(
    settings: Settings, *, once: bool = False, opener: Callable[[Settings], Parts] | None = None
) -> Workers:
    """The workers of a warehouse.

    Args:
        settings: how many there are and how long they may take.
        once: a command asks, and one worker is enough; else some are started, and have answered a first question,
            before they are asked.
        opener: makes what they answer with.
    """
    opener = opener or (parts if once else warm_parts)
    most = 1 if once else settings["search_processes"]
    workers = Workers(
        partial(opener, settings), seconds=settings["search_seconds"], most=most, forked=once,
        preload=() if once else PRELOADED,
    )  # fmt: skip
    workers.start(1 if once else WAITING)
    return workers


def distant(workers: Workers, part: str) -> Distant:
    """A part as the workers have it."""
    return Distant(workers, part, times=OF_MANY)


def parts(settings: Settings) -> Parts:
    """What a worker answers with; its index follows every change."""
    from warehouse.warehouse import Warehouse

    house = Warehouse(settings)
    searching, cohorts = house._searching, house._cohorts
    return Parts({"search": searching, "cohorts": cohorts}, refresh=lambda: house.engine.last_change)


def warm_parts(settings: Settings) -> Parts:
    """The same after a first question, so that nobody waits for what it opens."""
    made = parts(settings)
    ask_first(made.objects["search"])
    return made


def ask_first(searching: Search) -> None:
    searching.run("fièvre", page=Page(limit=1), facets=FACETS)
