"""Measuring a stage: documents a second of CPU, and the peak memory of a fresh process."""

from __future__ import annotations

import resource
import time
from collections.abc import Callable, Iterator
from concurrent.futures import ProcessPoolExecutor
from dataclasses import dataclass
from multiprocessing import get_context
from typing import Any


@dataclass(frozen=True, slots=True, kw_only=True)
class StageTime:
    """``documents_per_s`` is over CPU seconds of one process (neighbours on the machine do not count)."""

    stage: str
    documents: int
    documents_per_s: float
    wall_documents_per_s: float
    peak_mib: int
    note: str = ""


def timed(stage: str, documents: int, work: Callable[[], Any], *, note: str = "") -> StageTime:
    """Run ``work`` over ``documents`` documents, and measure it."""
    cpu, wall = time.process_time(), time.perf_counter()
    work()
    cpu, wall = time.process_time() - cpu, time.perf_counter() - wall
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024
    return StageTime(
        stage=stage, documents=documents, documents_per_s=round(documents / cpu, 1),
        wall_documents_per_s=round(documents / wall, 1), peak_mib=peak, note=note,
    )  # fmt: skip


def absent(stage: str, why: str) -> StageTime:
    """A peer that is not installed is a row that says so."""
    return StageTime(
        stage=stage, documents=0, documents_per_s=0, wall_documents_per_s=0, peak_mib=0, note=f"not measured: {why}"
    )


def in_fresh_process(stage: Callable[..., StageTime], *arguments: Any) -> StageTime:
    """The same in a process of its own, so that memory is that stage's alone."""
    with ProcessPoolExecutor(max_workers=1, mp_context=get_context("spawn")) as pool:
        return pool.submit(stage, *arguments).result()


def notes(documents: int, *, seed: int = 5) -> Iterator[dict[str, Any]]:
    """Input rows of the synthetic hospital, French ones of about 2.5 kB, for a benchmark."""
    from hospital import stream

    for note in stream(seed=seed, documents=documents, names="test", english_share=0.0):
        yield note.line()
