"""Questions answered by processes of their own, each under a timer of the kernel.

A thread cannot be stopped while native code works or holds the interpreter's lock, and it slows every other thread
meanwhile. A worker can: before each question it asks the kernel for SIGALRM, which ends the process whatever it is
doing. Who asked gets the refusal, a new worker takes its place, and the others' questions run on other workers.

Workers hold readers of their own; nothing but questions and answers passes between them and the service, over a pair of
sockets that no other process has. They end with the service, however it ends: the pipe's end is their end.
"""

from __future__ import annotations

import logging
import multiprocessing
import signal
import threading
import time
from collections import Counter
from collections.abc import Callable, Mapping
from contextvars import ContextVar
from functools import partial
from typing import Any

from clinical.errors import BusyError, EngineError, KlaskError
from warehouse.worker import GRACE_S, Answer, Parts, serve

log = logging.getLogger("klask.warehouse")

OPENING_S = 120.0
"""Seconds that a worker may take to open its readers, or to open them anew after a change."""

ASKER: ContextVar[str] = ContextVar("ASKER", default="")
"""Whose questions this thread asks; one person never holds all workers."""


class Workers:
    """Up to ``most`` processes that answer questions; safe to share between threads.

    Args:
        opener: makes the parts in the worker; a function of a module, or a ``partial`` of one.
        seconds: wall clock that one question may take.
        preload: modules that are imported once for all workers.
        forked: take this process as it is for the workers, which is quickest, and safe where it has but one thread.
    """

    def __init__(
        self,
        opener: Callable[[], Parts],
        *,
        seconds: float,
        most: int,
        preload: tuple[str, ...] = (),
        forked: bool = False,
    ) -> None:
        self._opener, self._seconds, self._most = opener, seconds, most
        way = "fork" if forked and threading.active_count() == 1 else "forkserver" if preload else "spawn"
        self._context = multiprocessing.get_context(way)
        if way == "forkserver":
            self._context.set_forkserver_preload(list(preload))
        self._free = threading.Condition()
        self._idle: list[_Worker] = []
        self._started = 0
        self._held: Counter[str] = Counter()
        self._closed = False

    def start(self, number: int) -> None:
        """Start some workers before they are asked; more follow when these are busy."""
        with self._free:
            while self._started < min(number, self._most):
                self._idle.insert(0, self._new())

    def ask(self, part: str, method: str, *args: Any, times: float = 1.0, **options: Any) -> Any:
        """Call a method of a part in a worker, and return or raise what it does.

        ``times``: the limit is so many times that of one question.

        Raises:
            QueryRefusedError: the time is over (``time``).
            BusyError: all workers were busy for as long as a question may take.
            EngineError: the worker could not open its readers, or ended otherwise.
        """
        asker, seconds = ASKER.get(), self._seconds * times
        worker = self._take(asker, seconds)
        back = False
        try:
            answer = worker.ask((part, method, args, options, seconds))
            back = answer.lasting
        finally:
            self._give(worker if back else None, asker)
            if not back:
                worker.end()
        if answer.error is not None:
            raise answer.error
        return answer.value

    def _take(self, asker: str, seconds: float) -> _Worker:
        until = time.monotonic() + seconds + 2 * GRACE_S
        with self._free:
            while not (worker := self._next(asker)):
                if self._closed or not self._free.wait(until - time.monotonic()):
                    raise BusyError("all search processes are busy: try again in a few seconds")
            self._held[asker] += 1
            return worker

    def _next(self, asker: str) -> _Worker | None:
        """A worker for this person, the last used first: its caches are warm. The last one is left for others."""
        if asker and self._held[asker] >= max(self._most - 1, 1):
            return None
        for gone in [one for one in self._idle if one.gone]:
            self._idle.remove(gone)
            self._started -= 1
            self._idle.insert(0, self._new())
            gone.end()
        if not self._idle:
            return self._new() if self._started < self._most else None
        chosen = next((one for one in reversed(self._idle) if one.ready), self._idle[-1])
        self._idle.remove(chosen)
        return chosen

    def _give(self, worker: _Worker | None, asker: str) -> None:
        """Take a worker back, or start another in the place of one that ended."""
        with self._free:
            self._held -= Counter({asker: 1})
            if worker is not None and not self._closed:
                self._idle.append(worker)
            elif worker is None:
                self._started -= 1
                if not self._closed:
                    self._idle.insert(0, self._new())
            self._free.notify_all()

    def _new(self) -> _Worker:
        self._started += 1
        return _Worker(self._context, self._opener)

    def close(self) -> None:
        """End all workers."""
        with self._free:
            self._closed = True
            idle, self._idle = self._idle, []
            self._free.notify_all()
        for worker in idle:
            worker.end()


class _Worker:
    """One process, and this side of its pipe; used by one thread at a time."""

    def __init__(self, context: Any, opener: Callable[[], Parts]) -> None:
        self._pipe, theirs = context.Pipe()
        self._process = context.Process(target=serve, args=(theirs, opener), daemon=True)
        self._process.start()
        theirs.close()
        self._opened = False

    @property
    def ready(self) -> bool:
        """Whether its readers are open."""
        return self._opened or self._pipe.poll()

    @property
    def gone(self) -> bool:
        """Whether an idle worker ended by itself: its pipe has nothing to say but that."""
        return self._opened and self._pipe.poll()

    def ask(self, question: tuple[Any, ...]) -> Answer:
        try:
            if not self._opened:
                opened = self._receive(OPENING_S)
                if opened.error:
                    return opened
                self._opened = True
            self._pipe.send(question)
            return self._receive(OPENING_S + question[-1])
        except (EOFError, OSError):
            return Answer(error=self._ended(), lasting=False)

    def _receive(self, seconds: float) -> Answer:
        if not self._pipe.poll(seconds):
            raise EOFError
        answer: Answer = self._pipe.recv()
        return answer

    def _ended(self) -> KlaskError:
        from indexer.limits import refusal

        self._process.join(1.0)
        if self._process.exitcode == -signal.SIGALRM:
            return refusal("time")
        log.error("a search process ended (exit code %s)", self._process.exitcode)
        return EngineError("a search process ended unexpectedly: try again")

    def end(self) -> None:
        self._pipe.close()
        self._process.kill()
        self._process.join(1.0)


class Distant:
    """A part as workers have it: its methods, called in one of them.

    Args:
        workers: who answers.
        part: the name of the part.
        times: for methods that ask many questions at once, how many times the limit of one they may take.
    """

    def __init__(self, workers: Workers, part: str, *, times: Mapping[str, float] | None = None) -> None:
        self._workers, self._part, self._times = workers, part, times or {}

    def __getattr__(self, method: str) -> Callable[..., Any]:
        return partial(self._workers.ask, self._part, method, times=self._times.get(method, 1.0))
