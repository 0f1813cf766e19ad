"""`klask bench`: throughput and latency on the synthetic hospital, beside plain baselines in the same run."""

from __future__ import annotations

from dataclasses import asdict
from typing import TYPE_CHECKING, Any

import click

from klask.output import Whole, json_option, line

if TYPE_CHECKING:
    from indexer.bench import IndexCost, SearchTime


@click.group(invoke_without_command=True)
@click.option("--documents", type=Whole(50), default=2000, show_default=True)
@json_option
@click.pass_context
def bench(ctx: click.Context, documents: int, as_json: bool) -> None:
    """Measure each stage on notes of about 2.5 kB: documents a CPU second of one process, and peak memory."""
    if ctx.invoked_subcommand:
        return
    from klask.measuring import in_fresh_process
    from klask.stages import STAGES

    rows: list[dict[str, Any]] = []
    for stage in STAGES:
        row = asdict(in_fresh_process(stage, documents))
        rows.append(row)
        if not as_json:
            click.echo(_said(row))
    if as_json:
        line({"documents": documents, "stages": rows})


def _said(row: dict[str, Any]) -> str:
    if not row["documents"]:
        return f"{row['stage']:<28} {row['note']}"
    return (
        f"{row['stage']:<28} {row['documents_per_s']:>9.1f} documents/s CPU {row['wall_documents_per_s']:>9.1f} wall"
        f" {row['peak_mib']:>6} MiB  {row['note']}"
    )


@bench.command("search")
@click.option(
    "--documents",
    "sizes",
    type=Whole(100),
    multiple=True,
    default=(10_000,),
    show_default=True,
    help="Several times for several sizes: the growth from the smallest to the largest is stated.",
)
@click.option("--questions", type=Whole(1), default=200, show_default=True, help="Of each kind; slow peers get fewer.")
@click.option("--engine", "engines", multiple=True, default=("whoosh", "tantivy"), show_default=True)
@click.option("--peers/--no-peers", default=True, show_default=True, help="SQLite FTS5 and plain Whoosh beside them.")
@json_option
def search(sizes: tuple[int, ...], questions: int, engines: tuple[str, ...], peers: bool, as_json: bool) -> None:
    """Index and ask: twelve kinds of question on each engine, SQLite FTS5 and plain Whoosh beside them."""
    from indexer.bench import PEERS, bench_search, growth

    rows = []
    for size in sizes:
        for row in bench_search(size, engines=engines, peers=PEERS if peers else (), questions=questions):
            rows.append(row)
            line(asdict(row)) if as_json else click.echo(_in_words(row))
    for engine, kind, factor in growth(rows):
        row_of_growth = {"engine": engine, "kind": kind, "growth": factor}
        line(row_of_growth) if as_json else click.echo(f"  {engine:<14} {kind:<26} {factor:>6.1f} times")


def _in_words(row: IndexCost | SearchTime) -> str:
    from indexer.bench import IndexCost

    if isinstance(row, IndexCost):
        return (
            f"\n{row.engine}, {row.documents} documents: {row.documents_per_cpu_s:.0f} a CPU second,"
            f" {row.documents_per_thread_s:.0f} a second of the calling thread, {row.documents_per_s:.0f} of wall clock;"
            f" {row.bytes_per_document} bytes a document, {row.peak_mib} MiB"
        )
    return (
        f"  {row.kind:<26} p50 {row.p50_ms:>8.2f} ms   p95 {row.p95_ms:>8.2f} ms"
        f"   of CPU {row.cpu_p50_ms:>8.2f} {row.cpu_p95_ms:>8.2f}"
        f"   {row.questions} questions, {row.results} results"
    )
