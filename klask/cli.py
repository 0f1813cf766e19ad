"""The command line as a table: a command's module is imported only when it is asked for."""

from __future__ import annotations

import pkgutil

import click

from klask import __version__

COMMANDS = {
    "demo": ("make a warehouse from the synthetic hospital and serve it", "klask.commands.demo:demo"),
    "hospital": ("write the synthetic hospital as input lines", "klask.commands.hospital:hospital"),
    "init": ("make an empty warehouse", "klask.commands.warehouse:init"),
    "ingest": ("de-identify, annotate, store and index one lot", "klask.commands.warehouse:ingest"),
    "sync": ("feed pending changes to the index", "klask.commands.warehouse:sync"),
    "reindex": ("rebuild the index from the store", "klask.commands.warehouse:reindex"),
    "lots": ("list, release or refuse lots", "klask.commands.lots:lots"),
    "quarantine": ("list quarantined documents with their reasons", "klask.commands.lots:quarantine"),
    "erase": ("take documents or patients out of store, index and vault", "klask.commands.erasure:erase"),
    "patients": ("opposition, and erased patients who may come again", "klask.commands.patients:patients"),
    "purge": ("rewrite the files so that no erased byte stays", "klask.commands.erasure:purge"),
    "deid": ("de-identify JSON lines", "klask.commands.texts:deid"),
    "annotate": ("find concepts and context in JSON lines", "klask.commands.texts:annotate"),
    "search": ("find documents", "klask.commands.search:search"),
    "cohort": ("find the patients of a definition file", "klask.commands.search:cohort"),
    "evaluate": ("score against gold notes", "klask.commands.evaluate:evaluate"),
    "terminologies": ("what is known of codes", "klask.commands.terminologies:terminologies"),
    "bench": ("measure throughput and latency", "klask.commands.bench:bench"),
    "vault": ("identity side: correspondence of documents and patients", "klask.commands.vault:vault"),
    "accounts": ("list, make and change accounts", "klask.commands.accounts:accounts"),
    "serve": ("the web application", "klask.commands.serve:serve"),
    "doctor": ("every setting, its origin, and what is missing or unsafe", "klask.commands.doctor:doctor"),
}


class _Lazy(click.Group):
    """A group whose commands are imported late, so that `--help` is quick."""

    def list_commands(self, ctx: click.Context) -> list[str]:
        return list(COMMANDS)

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:
        entry = COMMANDS.get(cmd_name)
        if entry is None:
            return None
        command = pkgutil.resolve_name(entry[1])
        assert isinstance(command, click.Command)
        return command

    def format_commands(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        with formatter.section("Commands"):
            formatter.write_dl([(name, text) for name, (text, _) in COMMANDS.items()])


@click.group(cls=_Lazy, context_settings={"help_option_names": ["-h", "--help"]})
@click.version_option(__version__, prog_name="klask")
def cli() -> None:
    """Find patients and documents in a hospital's clinical data warehouse.

    Results go to stdout, progress and messages to stderr. Exit codes: 0 done, 1 failed, 2 wrong usage, 3 done with
    refusals or quarantines.
    """
