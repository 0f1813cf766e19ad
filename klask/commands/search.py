"""`klask search` and `klask cohort`."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import click

from clinical.errors import SourceError
from clinical.queries import Page
from clinical.results import Clause, Hit, SearchPage
from klask.notices import notice_words, other_context_words
from klask.output import Whole, counted, home_option, line, need_home, operator, rows_options


@click.command()
@click.argument("query")
@click.option("--limit", type=Whole(0, 1000), default=10, show_default=True, help="Documents shown.")
@click.option("--offset", type=Whole(0, 100_000), default=0, help="Documents skipped.")
@click.option("--order", type=click.Choice(["relevance", "date"]), default="relevance", show_default=True)
@click.option(
    "--exclude", type=click.Choice(["patients", "documents"]), default="patients", show_default=True,
    help="What SAUF leaves out: every document of a patient of whom one affirms it, or the documents that affirm it.",
)  # fmt: skip
@home_option
@rows_options
def search(
    query: str, limit: int, offset: int, order: Any, exclude: str, home: Path | None, as_json: bool,
    as_lines: bool,
) -> None:  # fmt: skip
    """Find documents of released lots by words, concepts and context; an empty QUERY finds all of them.

    SAUF leaves out whole patients, as the page's view by patient does; --exclude documents leaves out documents only.

    Example: klask search 'embolie pulmonaire SAUF cancer' --home /srv/klask
    """
    from warehouse.opening import open_warehouse

    warehouse = open_warehouse(need_home(home))
    warehouse.answer_apart(once=True)
    try:
        found = warehouse.search(
            operator(), query, page=Page(offset=offset, limit=limit, order=order), facets=(),
            exclude_patients=exclude == "patients",
        )  # fmt: skip
        waiting = sum(lot.documents for lot in warehouse.store.lots() if lot.status == "waiting")
    finally:
        warehouse.close()
    if as_json:
        line(_object(found))
        return
    for hit in found.hits:
        line(_hit(hit)) if as_lines else _show(hit)
    click.echo(f"{counted(found.documents, 'document')}, {counted(found.patients, 'patient')}", err=as_lines)
    if waiting:
        wait = "awaits" if waiting == 1 else "await"
        click.echo(
            f"{counted(waiting, 'document')} {wait} release, where searches do not look: klask lots list", err=True
        )
    for notice in found.notices:
        click.echo(f"note: {notice_words(notice)}", err=True)
    for context, number in (found.other_contexts or {}).items():
        click.echo(other_context_words(context, number), err=True)


def _object(found: SearchPage) -> dict[str, Any]:
    return {
        "total": found.documents, "patients": found.patients, "hits": [_hit(hit) for hit in found.hits],
        "searched": {"query": found.query, "clauses": [_clause(clause) for clause in found.clauses]},
        "notices": [str(notice) for notice in found.notices], "other_contexts": found.other_contexts or {},
    }  # fmt: skip


def _show(hit: Hit) -> None:
    click.echo(f"{hit.doc_id}  {hit.patient_id}  {hit.date or '-'}  {hit.type or '-'}  {hit.unit or '-'}")
    for fragment in hit.fragments:
        click.echo(f"    {_marked(fragment)}")


def _hit(hit: Hit) -> dict[str, Any]:
    return {
        "doc_id": hit.doc_id, "patient_id": hit.patient_id, "date": hit.date, "type": hit.type, "unit": hit.unit,
        "score": round(hit.score, 4),
        "fragments": [
            {"text": f.text, "marks": [[mark.start, mark.end, mark.context] for mark in f.marks]} for f in hit.fragments
        ],
    }  # fmt: skip


def _clause(clause: Clause) -> dict[str, Any]:
    return {
        "text": clause.text, "terms": list(clause.terms), "concepts": list(clause.concepts), "documents": clause.documents,
    }  # fmt: skip


def _marked(fragment: Any) -> str:
    """The fragment on one line, what matched in brackets; a sign tells a context that is not present."""
    signs = {
        "negated": "¬",
        "hypothetical": "?",
        "family": "fam:",
        "family_negated": "fam:¬",
        "past": "past:",
        "present": "",
    }
    out, at = [], 0
    for mark in fragment.marks:
        out += [fragment.text[at : mark.start], "[", signs[mark.context], fragment.text[mark.start : mark.end], "]"]
        at = mark.end
    return " ".join("".join([*out, fragment.text[at:]]).split())


@click.command()
@click.argument("file", type=click.Path(path_type=Path))
@home_option
@rows_options
def cohort(file: Path, home: Path | None, as_json: bool, as_lines: bool) -> None:
    """Find the patients of a cohort definition (YAML or JSON).

    Example: klask cohort embolie.yaml --home /srv/klask --json
    """
    from warehouse.opening import open_warehouse

    try:
        text = file.read_text(encoding="utf-8")
    except (OSError, UnicodeDecodeError) as error:
        raise SourceError(
            f"cannot be read: {getattr(error, 'strerror', None) or 'not UTF-8'}", path=str(file)
        ) from error
    warehouse = open_warehouse(need_home(home))
    warehouse.answer_apart(once=True)
    try:
        definition = warehouse.parse_cohort(text)
        result = warehouse.cohort(operator(), definition)
    finally:
        warehouse.close()
    counts: list[dict[str, Any]] = [
        {"name": c.name, "patients": c.patients, "documents": c.documents} for c in result.criteria
    ]
    if as_json:
        line({"patients": len(result.patient_ids), "patient_ids": list(result.patient_ids), "criteria": counts})
        return
    if as_lines:
        for patient in result.patient_ids:
            line({"patient_id": patient})
        return
    for row in counts:
        click.echo(f"{_right(row['patients'], 'patient')} {_right(row['documents'], 'document')}  {row['name']}")
    click.echo(f"{_right(len(result.patient_ids), 'patient')}  {definition.name}")
    for patient in result.patient_ids:
        click.echo(patient)


def _right(number: int, one: str) -> str:
    """A count in a column: numbers end, and nouns begin, at the same place."""
    return f"{number:>8} {counted(number, one).partition(' ')[2]:<{len(one) + 1}}"
