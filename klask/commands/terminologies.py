"""`klask terminologies`: what is installed, a code, words to codes, and the lexicon's linter."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import click

from clinical.errors import TerminologyError, UsageError
from klask.output import Whole, json_option, line, rows_options, table


@click.group()
def terminologies() -> None:
    """Terminologies in the cache (KLASK_CACHE, default ~/.cache/klask)."""


@terminologies.command("list")
@rows_options
def list_systems(as_json: bool, as_lines: bool) -> None:
    """Installed systems with version, counts, source and licence."""
    from terminologies import installed
    from warehouse.settings import cache_dir

    names = ("system", "title", "version", "concepts", "terms", "source", "licence")
    rows = [{name: getattr(p, name) for name in names} for p in installed(cache_dir())]
    table(rows, name="terminologies", as_json=as_json, as_lines=as_lines, empty="none is installed: make terminologies")


@terminologies.command("install")
@click.argument("system")
@click.argument("path", type=click.Path(path_type=Path))
@click.option("--if-missing", is_flag=True, help="Do nothing where the system is installed already.")
def install_system(system: str, path: Path, if_missing: bool) -> None:
    """Import SYSTEM from its publisher's file or folder.

    SYSTEM is cim10 or atc (both from the edsnlp wheel), ccam, hpo, orpha, bdpm, ucd, omop, umls or csv.

    Example: klask terminologies install hpo hp-fr/
    """
    from terminologies import ensure, importer_names, install, installed
    from warehouse.settings import cache_dir

    if system.lower() not in importer_names():
        raise UsageError(f"no importer {system}; there are {', '.join(sorted(importer_names()))}")
    cache = cache_dir()
    if not (if_missing and system.upper() in {p.system for p in installed(cache)}):
        if not path.exists():
            raise TerminologyError(f"{path}: no such file or folder")
        provenance = install(cache, system, path)
        click.echo(f"{provenance.system}: {provenance.concepts} codes, {provenance.terms} terms")
    if {"CIM10", "ATC"} <= {p.system for p in installed(cache)}:
        ensure(cache)


def _catalogue() -> Any:
    from terminologies import open_catalogue
    from warehouse.settings import cache_dir

    return open_catalogue(cache_dir())


@terminologies.command("show")
@click.argument("concept", metavar="SYSTEM:CODE")
@json_option
def show(concept: str, as_json: bool) -> None:
    """A code with its label, synonyms, what lies above and below it.

    Example: klask terminologies show CIM10:I10
    """
    system, _, code = concept.partition(":")
    if not code:
        raise UsageError("write SYSTEM:CODE, such as CIM10:I10")
    catalogue = _catalogue()
    found = catalogue.concept(system.upper(), code)
    if found is None:
        known = (*catalogue.systems(), "CLASSE")
        if system.upper() not in known:
            raise TerminologyError(f"there is no system {system.upper()}; installed are {', '.join(known)}")
        raise TerminologyError(f"{system.upper()} has no code {code}")
    above = [_short(catalogue, found.system, item) for item in catalogue.ancestors(found.system, found.code)]
    below = list(catalogue.descendants(found.system, found.code))
    mapped = [f"{other}:{target}" for other, target in catalogue.mappings(found.system, found.code)]
    if as_json:
        line({
            "system": found.system, "code": found.code, "label": found.label, "synonyms": list(found.synonyms),
            "ancestors": above, "descendants": below, "mappings": mapped,
        })  # fmt: skip
        return
    click.echo(f"{found.system}:{found.code}  {found.label}")
    for synonym in found.synonyms:
        click.echo(f"  = {synonym}")
    for row in above:
        click.echo(f"  < {row['code']}  {row['label']}")
    for target in mapped:
        click.echo(f"  ~ {target}")
    click.echo(f"  {len(below)} codes below" + (f": {', '.join(below[:12])}" if below else ""))


def _short(catalogue: Any, system: str, code: str) -> dict[str, str]:
    found = catalogue.concept(system, code)
    return {"code": code, "label": found.label if found else ""}


@terminologies.command("search")
@click.argument("words")
@click.option("--system", "systems", multiple=True, help="Only these systems; may be repeated.")
@click.option("--limit", type=Whole(1, 200), default=10, show_default=True)
@rows_options
def search(words: str, systems: tuple[str, ...], limit: int, as_json: bool, as_lines: bool) -> None:
    """Codes by words: exact first, then by prefix, then misspelt.

    Example: klask terminologies search "insufisance cardiaqe"
    """
    found = _catalogue().search(words, systems=[system.upper() for system in systems], limit=limit)
    rows = [
        {
            "system": m.concept.system,
            "code": m.concept.code,
            "label": m.concept.label,
            "term": m.term,
            "score": round(m.score, 3),
        }
        for m in found
    ]
    table(rows, name="concepts", as_json=as_json, as_lines=as_lines, empty="no code is called so")


@terminologies.command("lint")
@click.argument("paths", nargs=-1, type=click.Path(path_type=Path, exists=True))
@click.pass_context
def lint(ctx: click.Context, paths: tuple[Path, ...]) -> None:
    """Check lexicon files (by default the shipped ones and the site's own) against the installed codes."""
    from terminologies import lint as check
    from warehouse.settings import cache_dir

    problems = check(cache_dir(), paths)
    for problem in problems:
        click.echo(str(problem))
    click.echo(f"{len(problems)} problems", err=True)
    if problems:
        ctx.exit(1)
