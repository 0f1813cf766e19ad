"""One search process: opens readers of its own, and answers one question after the other under a timer of the kernel."""

from __future__ import annotations

import resource
import signal
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from multiprocessing.connection import Connection
from multiprocessing.reduction import ForkingPickler
from pathlib import Path
from typing import Any

from clinical.errors import KlaskError

GRACE_S = 0.3
"""Seconds after the limit until the kernel ends a worker: questions that look at the clock refuse by themselves."""

PAGE_BYTES = 1 << 30
"""Memory that a question may take beyond what the readers hold, or as much again as they do where that is more."""

KEPT_BYTES = 300 << 20
"""A worker that is left with so much more memory of its own than at first is replaced."""


@dataclass(frozen=True)
class Parts:
    """What a worker answers with: objects by name, and what is done before each question, outside its time."""

    objects: Mapping[str, Any]
    refresh: Callable[[], object]


@dataclass(frozen=True)
class Answer:
    """``lasting``: the worker goes on."""

    value: Any = None
    error: Exception | None = None
    lasting: bool = True


def serve(pipe: Connection, opener: Callable[[], Parts]) -> None:
    """The life of a worker: open, then answer until the pipe ends."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # Ctrl-C goes to the whole group; the service says when to end
    signal.signal(signal.SIGALRM, signal.SIG_DFL)
    try:
        parts = opener()
        pipe.send(Answer())
    except Exception as error:
        pipe.send(Answer(error=_told(error), lasting=False))
        return
    _bound_memory()
    most = _status("RssAnon") + KEPT_BYTES
    try:
        while True:
            part, method, args, options, seconds = pipe.recv()
            parts.refresh()
            signal.setitimer(signal.ITIMER_REAL, seconds + GRACE_S)
            answer = _answered(getattr(parts.objects[part], method), args, options, most)
            signal.setitimer(signal.ITIMER_REAL, 0)
            pipe.send_bytes(answer)
    except (EOFError, OSError):
        return


def _answered(method: Callable[..., Any], args: Any, options: Any, most: int) -> Any:
    """What is sent back: the answer, or the error that it ended with."""
    try:
        value = method(*args, **options)
        return ForkingPickler.dumps(Answer(value, lasting=_status("RssAnon") < most))
    except Exception as error:
        return ForkingPickler.dumps(Answer(error=_told(error), lasting=_status("RssAnon") < most))


def _told(error: Exception) -> Exception:
    """What may be said of an error outside: ours as it is, of any other the place, never its words."""
    from indexer.limits import refusal

    if isinstance(error, MemoryError):
        return refusal("time")
    if isinstance(error, KlaskError):
        return error
    trace = error.__traceback__
    while trace and trace.tb_next:
        trace = trace.tb_next
    place = f"{trace.tb_frame.f_code.co_filename}:{trace.tb_lineno}" if trace else "?"
    return RuntimeError(f"internal error {type(error).__name__} at {place}")


def _bound_memory() -> None:
    """Bound what questions may take: more ends as MemoryError, not in the machine's swap."""
    data = _status("VmData")
    _, hard = resource.getrlimit(resource.RLIMIT_DATA)
    wanted = data + max(PAGE_BYTES, data)
    if data and (hard == resource.RLIM_INFINITY or wanted < hard):
        resource.setrlimit(resource.RLIMIT_DATA, (wanted, hard))


def _status(name: str) -> int:
    """A figure of this process in bytes, as Linux tells it; 0 elsewhere."""
    try:
        lines = Path("/proc/self/status").read_text(encoding="ascii").splitlines()
    except OSError:
        return 0
    found = next((line for line in lines if line.startswith(f"{name}:")), "- 0")
    return int(found.split()[1]) * 1024
