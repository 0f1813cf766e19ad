"""What workers of the tests answer with: parts that look at no clock, and a warehouse whose matcher looks at none."""

from __future__ import annotations

import os
import re
import time
from typing import Any

from clinical.errors import QueryRefusedError, QuerySyntaxError
from warehouse.answering import parts
from warehouse.settings import Settings
from warehouse.worker import Parts

LOOPING, NATIVE = "boucle", "natif"
"""Words of the tests: a query with one of them never ends."""


def loop_in_python() -> None:
    while True:
        sum(range(1000))


def work_natively() -> None:
    """One call of native code that holds the interpreter's lock, for hours."""
    re.fullmatch(r"(a|a)+$", "a" * 64 + "b")


class Slow:
    """Methods that end, and methods that do not."""

    def number(self) -> int:
        return os.getpid()

    def loop(self) -> None:
        loop_in_python()

    def native(self) -> None:
        work_natively()

    def pause(self, seconds: float) -> int:
        time.sleep(seconds)
        return os.getpid()

    def die(self) -> None:
        os._exit(3)

    def fail(self) -> None:
        raise ValueError("the words of a document")

    def refuse(self) -> None:
        raise QueryRefusedError("expansion", "a word stands for too many words")

    def misread(self) -> None:
        raise QuerySyntaxError("a bracket is not closed", position=3, expected=("a word",))

    def fill(self, megabytes: int) -> int:
        return len(bytearray(megabytes << 20))

    def keep(self, megabytes: int) -> int:
        self.kept = bytearray(os.urandom(1) * (megabytes << 20))
        return os.getpid()


def slow_parts() -> Parts:
    return Parts({"slow": Slow()}, refresh=lambda: None)


def broken_parts() -> Parts:
    from clinical.errors import EngineError

    raise EngineError("the index is damaged")


def unending_parts(settings: Settings) -> Parts:
    """The real parts, with a matcher that never comes back for the words above."""
    from clinical.queries import Word
    from indexer.columns.evaluation import Evaluation

    match = Evaluation.matching

    def matching(self: Evaluation, query: Any, allowed: Any) -> Any:
        if isinstance(query, Word) and query.form == LOOPING:
            loop_in_python()
        if isinstance(query, Word) and query.form == NATIVE:
            work_natively()
        return match(self, query, allowed)

    Evaluation.matching = matching  # type: ignore[method-assign]
    return parts(settings)
