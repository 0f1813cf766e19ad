"""`klask deid` and `klask annotate`: JSON lines in, JSON lines out, no warehouse needed."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from clinical.annotations import Annotation
from clinical.documents import Mask, Quarantine, SourceDocument
from klask.output import home_option, input_stream, line

if TYPE_CHECKING:
    from deid import Deidentifier
    from warehouse.sources import Line, Refusal

MAX_LINE_BYTES = 50_000_000


def _lines(file: Path | None) -> Iterator[Line | Refusal]:
    from warehouse.sources import read_stream

    with input_stream(file) as (stream, name):
        yield from read_stream(stream, name=name, max_bytes=MAX_LINE_BYTES, ingest=False)


def _say(refusal: Any) -> None:
    digest = hashlib.sha256(refusal.raw).hexdigest()[:12]
    click.echo(f"{refusal.path}, line {refusal.line}: {refusal.reason} (line digest {digest})", err=True)


def _deidentifier(home: Path | None, dates: str | None) -> Deidentifier:
    from warehouse.opening import keyless_deidentifier, open_deidentifier
    from warehouse.settings import load

    if home is None:
        return keyless_deidentifier(dates or "tag")
    settings = load(home)
    if dates:
        settings = settings.with_value("dates", dates, "--dates")
    return open_deidentifier(settings)


@click.command()
@click.argument("file", required=False, type=click.Path(path_type=Path))
@click.option("--dates", type=click.Choice(["keep", "tag"]), help="Care dates: left readable, or replaced (default).")
@home_option
@click.pass_context
def deid(ctx: click.Context, file: Path | None, dates: str | None, home: Path | None) -> None:
    """De-identify JSON lines from FILE or stdin.

    Without --home and KLASK_HOME no key is needed. Exit code 3: some lines were refused, or documents
    quarantined (no text is given).

    Example: klask deid letters.jsonl > clean.jsonl
    """
    from warehouse.settings import home_from_environment

    named = home or home_from_environment()
    deidentifier = _deidentifier(Path(named) if named else None, dates)
    if named and not home:
        _say_policy(Path(named), dates)
    incomplete = False
    for item in _lines(file):
        document = getattr(item, "document", None)
        if document is None:
            _say(item)
            incomplete = True
            continue
        outcome = deidentifier.deidentify(document)
        if isinstance(outcome, Quarantine):
            line({"doc_id": document.doc_id, "quarantined": list(outcome.reasons)})
            incomplete = True
            continue
        line({"doc_id": document.doc_id, "text": outcome.document.text, "entities": _entities(outcome.identifiers)})
    if incomplete:
        ctx.exit(3)


def _say_policy(home: Path, dates: str | None) -> None:
    """KLASK_HOME alone decided: say which warehouse's policy and secret are taken."""
    from warehouse.settings import load

    settings = load(home)
    policy = f"dates {dates or settings['dates']}, replacement {settings['replacement']}"
    click.echo(
        f"KLASK_HOME is set: the policy of {home} is taken ({policy}); unset it for tags without a key", err=True
    )


def _entities(identifiers: Any) -> list[dict[str, Any]]:
    names = ("start", "end", "label", "replacement", "out_start", "out_end", "detector")
    return [{name: getattr(identifier, name) for name in names} for identifier in identifiers]


@click.command()
@click.argument("file", required=False, type=click.Path(path_type=Path))
@click.option("--masked", is_flag=True, help="The text is de-identified already.")
@home_option
@click.pass_context
def annotate(ctx: click.Context, file: Path | None, masked: bool, home: Path | None) -> None:
    """Find concepts and their context in JSON lines from FILE or stdin; offsets are into the text given.

    Identifiers are detected first and not matched.

    Example: klask annotate letters.jsonl > concepts.jsonl
    """
    from warehouse.opening import keyless_deidentifier, open_annotator

    annotator = open_annotator()
    deidentifier = None if masked else keyless_deidentifier("tag")
    incomplete = False
    for item in _lines(file):
        document: SourceDocument | None = getattr(item, "document", None)
        if document is None:
            _say(item)
            incomplete = True
            continue
        found = deidentifier.find(document.text, document) if deidentifier else ()
        masks = tuple(Mask(i.start, i.end, i.label, i.detector) for i in found)
        reading = annotator.read(
            document.text, lang=document.lang, masks=masks, date=document.date, type=document.type, unit=document.unit
        )
        line({"doc_id": document.doc_id, "annotations": [_row(document.text, a) for a in reading.annotations]})
    if incomplete:
        ctx.exit(3)


def _row(text: str, a: Annotation) -> dict[str, Any]:
    return {
        "start": a.start, "end": a.end, "text": text[a.start : a.end], "system": a.system, "code": a.code,
        "label": a.label, "score": round(a.score, 4), "negated": a.assertion.negated,
        "hypothetical": a.assertion.hypothetical, "family": a.assertion.family, "historical": a.assertion.historical,
        "section": a.section, "method": a.method, "ongoing": a.ongoing, "state": a.state,
    }  # fmt: skip
