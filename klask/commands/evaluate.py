"""`klask evaluate`: figures against gold, each with its interval and with every error in context."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import asdict
from pathlib import Path
from typing import Any

import click

from klask.gold import gold_rows, json_lines, predict_annotations, predict_deid, sources
from klask.output import json_option, line

errors_option = click.option(
    "--errors", is_flag=True, help="Every miss in its context (gold notes only: it shows their text)."
)
path_argument = click.argument("gold", type=click.Path(path_type=Path, exists=True))


@click.group()
def evaluate() -> None:
    """Score against gold notes (a folder of notes with marks) or public corpora (JSON lines)."""


@evaluate.command("deid")
@path_argument
@click.option(
    "--noise", is_flag=True, help="Also on identifiers with changed case, accents, line breaks and OCR swaps."
)
@errors_option
@json_option
def deid(gold: Path, noise: bool, errors: bool, as_json: bool) -> None:
    """De-identification: token and entity recall, precision, documents wholly clean, concepts destroyed.

    Example: klask evaluate deid notes/ --errors
    """
    from deid.evaluate import add_noise
    from deid.evaluate import evaluate as score
    from warehouse.opening import keyless_deidentifier

    deidentifier = keyless_deidentifier("tag")
    rows = gold_rows(gold)
    report = score(rows, predict_deid(sources(rows), deidentifier.deidentify))
    if noise:
        noisy = add_noise(rows)
        report["noise"] = score(noisy, predict_deid(sources(noisy), deidentifier.deidentify))
    _show(report, errors=errors, as_json=as_json)


@evaluate.command("annotate")
@path_argument
@errors_option
@json_option
def annotate(gold: Path, errors: bool, as_json: bool) -> None:
    """Concepts and context: spans, codes, and the four marks, end to end and on the mentions found."""
    from nlp.evaluate import evaluate_annotate
    from warehouse.opening import keyless_deidentifier, open_annotator

    rows = gold_rows(gold)
    predictions = predict_annotations(sources(rows), keyless_deidentifier("tag"), open_annotator())
    _show(evaluate_annotate(rows, predictions), errors=errors, as_json=as_json)


@evaluate.command("context")
@path_argument
@click.option("--corpus", type=click.Choice(["e3c", "negex"]), required=True)
@click.option("--lang", type=click.Choice(["fr", "en"]), default="fr", show_default=True)
@errors_option
@json_option
def context(gold: Path, corpus: str, lang: str, errors: bool, as_json: bool) -> None:
    """Negation read at gold spans of a public corpus (E3C's events, NegEx's sentences)."""
    from nlp.evaluate import evaluate_e3c, evaluate_negex

    score: Callable[..., dict[str, Any]] = evaluate_e3c if corpus == "e3c" else evaluate_negex
    _show(score(list(json_lines(gold)), lang=lang), errors=errors, as_json=as_json)


@evaluate.command("spans")
@path_argument
@json_option
def spans(gold: Path, as_json: bool) -> None:
    """Span recall of drugs (CHEM) and disorders (DISO) on QUAERO."""
    from nlp.evaluate import evaluate_spans
    from warehouse.opening import open_annotator

    annotator = open_annotator()

    def finder(systems: frozenset[str]) -> Callable[[str], list[tuple[int, int]]]:
        return lambda text: [(a.start, a.end) for a in annotator.read(text).annotations if a.system in systems]

    finders = {"CHEM": finder(frozenset({"ATC", "BDPM", "UCD"})), "DISO": finder(frozenset({"CIM10", "HPO", "ORPHA"}))}
    _show(evaluate_spans(list(json_lines(gold)), finders), errors=False, as_json=as_json)


@evaluate.command("typos")
@click.option("--seeds", default=3, show_default=True)
@click.option("--sample", default=400, show_default=True, help="Misspelt terms for each seed.")
@json_option
def typos(seeds: int, sample: int, as_json: bool) -> None:
    """Known terms with one random edit in a word of five letters or more: the share still found."""
    from nlp.evaluate_typos import known_terms, typo_recall
    from nlp.matching.matcher import Matcher
    from terminologies import open_catalogue
    from warehouse.settings import cache_dir

    catalogue = open_catalogue(cache_dir())
    matcher, terms = Matcher(catalogue), known_terms(catalogue)
    results = [typo_recall(matcher, terms, seed=seed, sample=sample) for seed in range(1, seeds + 1)]
    found, total = sum(r.found for r in results), sum(r.total for r in results)
    each = {f"seed {r.seed}": r.found / r.total for r in results}
    _show({"found": found / total, "terms": total, **each}, errors=False, as_json=as_json)


@evaluate.command("ranking")
@click.argument("collection", type=click.Path(path_type=Path, exists=True, file_okay=False))
@click.option("--documents", type=click.Path(path_type=Path, exists=True), help="JSON lines of a TREC-like collection.")
@click.option("--engine", "engines", multiple=True, default=("whoosh",), show_default=True)
@click.option("--fts5/--no-fts5", default=True, help="Beside SQLite FTS5's BM25 on the same texts.")
@json_option
def ranking(collection: Path, documents: Path | None, engines: tuple[str, ...], fts5: bool, as_json: bool) -> None:
    """nDCG@10 on a collection of topics with judgements (topics.tsv and qrels.txt, or SMART)."""
    from indexer.evaluate_ranking import evaluate_engine, evaluate_fts5, smart_collection, trec_collection

    topics = trec_collection(collection, documents) if documents else smart_collection(collection)
    scores = [evaluate_engine(topics, engine) for engine in engines]
    scores += [evaluate_fts5(topics)] if fts5 else []
    if as_json:
        line({"scores": [asdict(score) for score in scores]})
        return
    for score in scores:
        click.echo(f"{score.collection:<20} {score.engine:<12} nDCG@10 {score.ndcg10:.4f}  ({score.topics} topics)")


def _show(report: dict[str, Any], *, errors: bool, as_json: bool) -> None:
    report = report if errors else _without(report)
    if as_json:
        line(report)
        return
    for name, value in report.items():
        _print(name, value, 0)


def _without(report: dict[str, Any]) -> dict[str, Any]:
    """The report without its listed cases: rows of text."""
    kept = {k: v for k, v in report.items() if not _is_rows(v)}
    return {k: _without(v) if isinstance(v, dict) else v for k, v in kept.items()}


def _is_rows(value: Any) -> bool:
    return isinstance(value, list | tuple) and not all(isinstance(item, int | float) for item in value)


def _print(name: str, value: Any, depth: int) -> None:
    indent = "  " * depth
    if isinstance(value, dict):
        click.echo(f"{indent}{name}")
        for key, inner in value.items():
            _print(str(key), inner, depth + 1)
    elif _is_rows(value):
        click.echo(f"{indent}{name} ({len(value)})")
        for row in value:
            click.echo(f"{indent}  {row}")
    elif isinstance(value, list | tuple):
        click.echo(f"{indent}{name}: {', '.join(_number(item) for item in value)}")
    else:
        click.echo(f"{indent}{name}: {_number(value)}")


def _number(value: Any) -> str:
    return f"{value:.4f}" if isinstance(value, float) else str(value)
