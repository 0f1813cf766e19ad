"""`klask bench`: throughput and latency on the synthetic hospital, beside plain baselines in the same run."""

from __future__ import annotations

from dataclasses import asdict
from typing import Any

import click

from klask.output import json_option, line


@click.group(invoke_without_command=True)
@click.option("--documents", type=click.IntRange(50), default=2000, show_default=True)
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
            click.echo(
                f"{row['stage']:<28} {row['documents_per_s']:>9.1f} documents/s CPU {row['wall_documents_per_s']:>9.1f} wall"
                f" {row['peak_mib']:>6} MiB  {row['note']}"
            )
    if as_json:
        line({"documents": documents, "stages": rows})


@bench.command("search")
@click.option("--documents", type=click.IntRange(100), default=10_000, show_default=True)
@click.option("--questions", type=click.IntRange(1), default=50, show_default=True, help="Questions of each kind.")
@click.option("--engine", "engines", multiple=True, default=("whoosh", "tantivy"), show_default=True)
@json_option
def search(documents: int, questions: int, engines: tuple[str, ...], as_json: bool) -> None:
    """Index and ask: twelve kinds of question on each engine, SQLite FTS5 and plain Whoosh beside them."""
    from indexer.bench import IndexCost, bench_search

    for row in bench_search(documents, engines=engines, questions=questions):
        if as_json:
            line(asdict(row))
        elif isinstance(row, IndexCost):
            click.echo(
                f"\n{row.engine}: {row.documents_per_cpu_s:.0f} documents a CPU second ({row.documents_per_s:.0f} wall),"
                f" {row.bytes_per_document} bytes a document, {row.peak_mib} MiB"
            )
        else:
            click.echo(
                f"  {row.kind:<26} p50 {row.p50_ms:>9.2f} ms   p95 {row.p95_ms:>9.2f} ms   {row.results} results"
            )
