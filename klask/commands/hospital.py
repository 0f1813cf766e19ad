"""`klask hospital`: the synthetic hospital as input lines, with or without its truth."""

from __future__ import annotations

import click

from klask.output import Whole, line


@click.command()
@click.option("--documents", type=Whole(1), default=100, show_default=True)
@click.option("--seed", type=int, default=1, show_default=True)
@click.option("--from", "start", type=Whole(0), default=0, show_default=True, help="Number of the first document.")
@click.option("--gold", is_flag=True, help="Add the truth: `phi` and `concepts` spans.")
@click.option("--names", type=click.Choice(["training", "test", "demo"]), default="demo", show_default=True)
def hospital(documents: int, seed: int, start: int, gold: bool, names: str) -> None:
    """Write invented documents as JSON lines; any slice can be made again by seed and number.

    Example: klask hospital --documents 2000 --seed 7 > notes.jsonl
    """
    from hospital import stream

    for note in stream(seed=seed, start=start, documents=documents, names=names):
        line(note.gold() if gold else note.line())
