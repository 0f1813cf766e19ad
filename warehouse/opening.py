"""The wiring: makes and opens warehouses, and joins the rooms. Arguments are checked before a file is opened.

Three doors, never two at once in one process that answers people: the search side (no key), the feed (all keys), and
the vault (its key, no store).
"""

from __future__ import annotations

import gc
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING, Any

from clinical.errors import SettingsError
from warehouse import keys
from warehouse.accounts import Accounts
from warehouse.audit import Audit
from warehouse.filling import lines_in, noting
from warehouse.ingest import Chain, Ingest, IngestReport
from warehouse.locks import exclusive
from warehouse.settings import FILE_NAME, Settings, cache_dir, load, render
from warehouse.sources import files, read_rows
from warehouse.store.sqlite import SqliteStore
from warehouse.vault import Vault
from warehouse.warehouse import Actor, Warehouse

if TYPE_CHECKING:
    from deid import Deidentifier, DeidOptions, Pseudonyms
    from nlp import Annotator


def init(home: Path, *, dates: str, replacement: str = "tag", engine: str = "whoosh") -> Settings:
    """Make an empty warehouse: settings file, keys, stores. Raises SettingsError where there is one already."""
    if (home / FILE_NAME).exists():
        raise SettingsError(f"{home} is a warehouse already; its settings are in {home / FILE_NAME}")
    try:
        home.mkdir(mode=0o700, parents=True, exist_ok=True)
        for name in ("index", "vault", "refused"):
            (home / name).mkdir(mode=0o700, exist_ok=True)
        keys.make(home / "keys")
        (home / FILE_NAME).write_text(render(dates=dates, replacement=replacement, engine=engine), encoding="utf-8")
    except OSError as error:
        raise SettingsError(f"{home}: {error.strerror}; check the owner and mode of its folder") from error
    settings = load(home)
    SqliteStore(home / "store.sqlite", create=True).close()
    Audit(home / "audit.sqlite", create=True).close()
    Accounts(home / "accounts.sqlite", idle_minutes=1, hours=1, create=True).close()
    open_vault(settings, create=True).close()
    return settings


def open_warehouse(home: Path) -> Warehouse:
    """The search side."""
    return Warehouse(load(home))


def open_vault(settings: Settings, *, key_file: Path | None = None, create: bool = False) -> Vault:
    """The vault, with its own key file."""
    key = keys.read(key_file or settings.keys_dir / "vault.key")
    return Vault(settings.home / "vault" / "vault.sqlite", key, create=create)


def deid_options(settings: Settings) -> DeidOptions:
    """The settings that de-identification knows."""
    from deid import DeidOptions

    return DeidOptions(
        dates=settings["dates"],
        replacement=settings["replacement"],
        group_ages=settings["group_ages"],
        ipp_patterns=tuple(settings["ipp_patterns"]),
        nda_patterns=tuple(settings["nda_patterns"]),
    )


def open_pseudonyms(settings: Settings) -> Pseudonyms:
    """The pseudonyms of a warehouse, under its secret."""
    from deid import Pseudonyms

    return Pseudonyms(keys.read(settings.keys_dir / "pseudonym.key"))


def _collect_seldom() -> None:
    """Reading documents leaves no cycles of references, and each search for some walks through all word lists: seldom then."""
    gc.set_threshold(50_000, 20, 20)


def open_deidentifier(settings: Settings, vault: Vault | None = None) -> Deidentifier:
    """De-identification under a warehouse's settings and secret."""
    from deid import Deidentifier

    _collect_seldom()
    return Deidentifier(deid_options(settings), pseudonyms=open_pseudonyms(settings), known=vault)


def keyless_deidentifier(dates: str) -> Deidentifier:
    """De-identification without a warehouse: tags, and pseudonyms that nobody keeps."""
    import secrets

    from deid import Deidentifier, DeidOptions, Pseudonyms

    if dates not in ("keep", "tag"):
        raise SettingsError("without a warehouse, dates are kept or tagged; shifting needs its secret")
    _collect_seldom()
    return Deidentifier(DeidOptions(dates=dates), pseudonyms=Pseudonyms(secrets.token_bytes(32)))  # type: ignore[arg-type]


def open_annotator() -> Annotator:
    """The language pipeline over the compiled terminologies."""
    from nlp import Annotator
    from terminologies import open_catalogue

    _collect_seldom()
    return Annotator(open_catalogue(cache_dir()))


@dataclass(frozen=True, slots=True)
class Erased:
    """What an erasure took out: documents of the store, patients of the vault."""

    documents: int
    patients: int


class Feed:
    """The feeding side: one writer at a time, with all keys."""

    def __init__(self, home: Path) -> None:
        self.settings = load(home)
        self.warehouse = Warehouse(self.settings)
        self.vault = open_vault(self.settings)
        self.vault.check_pseudonyms(open_pseudonyms(self.settings).digest("proof", "klask"))

    def ingest(
        self, actor: Actor, sources: Sequence[Path], *, lot: str | None = None,
        progress: Callable[[int], None] | None = None,
    ) -> IngestReport:  # fmt: skip
        """De-identify, annotate and store one lot of files or folders, then index it."""
        with exclusive(self.settings.home / "ingest.lock", "ingest"):
            total = lines_in(files(sources))
            return self._ingest(actor, lot, progress, total, lambda run: run.run(sources))

    def ingest_rows(
        self, actor: Actor, rows: Iterable[dict[str, Any]], *, lot: str, progress: Callable[[int], None] | None = None
    ) -> IngestReport:
        """The same for input rows that were made in this process."""
        with exclusive(self.settings.home / "ingest.lock", "ingest"):
            items = read_rows(rows, name="rows")
            return self._ingest(actor, lot, progress, None, lambda run: run.run_documents(items))

    def _ingest(
        self, actor: Actor, lot: str | None, progress: Callable[[int], None] | None, total: int | None,
        work: Callable[[Ingest], IngestReport],
    ) -> IngestReport:  # fmt: skip
        with noting(self.settings.home, total) as note:
            run = self._run(lot, lambda number: _each(number, note, progress))
            self.warehouse.audit.write(actor=actor.name, role=actor.role, action="ingest", object=run.report.lot)
            try:
                report = work(run)
            finally:
                self._after(actor, run.report)
            self.warehouse.sync()
        return report

    @cached_property
    def _chain(self) -> Chain:
        deidentifier, annotator = open_deidentifier(self.settings, self.vault), open_annotator()
        return Chain(
            deidentify=deidentifier.deidentify,
            annotate=annotator.annotate,
            pseudonyms=open_pseudonyms(self.settings),
            pipeline=pipeline_version(annotator),
        )

    def _run(self, lot: str | None, progress: Callable[[int], None] | None) -> Ingest:
        return Ingest(
            store=self.warehouse.store, vault=self.vault, chain=self._chain, refused_dir=self.settings.home / "refused",
            max_bytes=self.settings["max_document_bytes"], lot=lot, progress=progress,
        )  # fmt: skip

    def _after(self, actor: Actor, report: IngestReport) -> None:
        self.forget_judged()
        counts = {
            name: getattr(report, name) for name in ("accepted", "unchanged", "renewed", "refused", "quarantined")
        }
        self.warehouse.audit.write(actor=actor.name, role=actor.role, action="ingest-end", object=report.lot, **counts)

    def forget_judged(self) -> int:
        """Delete source texts that waited for a lot's judgement, once it is judged or they have expired."""
        judged = [lot.lot for lot in self.warehouse.store.lots() if lot.status != "waiting"]
        return self.vault.forget_waiting(lots=judged, older_than_days=self.settings["waiting_text_days"])

    def erase(self, actor: Actor, *, documents: Sequence[str] = (), patients: Sequence[str] = ()) -> Erased:
        """Take documents, and whole patients, out of store, index and vault; returns what was there.

        Documents of an erased patient that come again are refused, until ``readmit``.
        """
        store = self.warehouse.store
        # the vault also knows the documents of refused lots, of which the store has judgements only
        theirs = [i for patient in patients for i in (*store.ids_of_patient(patient), *self.vault.of_patient(patient))]
        doc_ids = list(dict.fromkeys([*documents, *theirs]))
        for doc_id in doc_ids:
            self.warehouse.audit.write(actor=actor.name, role=actor.role, action="erase", object=doc_id)
        for patient in patients:
            self.warehouse.audit.write(actor=actor.name, role=actor.role, action="erase-patient", object=patient)
        with exclusive(self.settings.home / "ingest.lock", "ingest"):
            known = self.vault.erase(doc_ids, patients)
            gone = store.erase(doc_ids)
        self.warehouse.sync()
        return Erased(documents=gone, patients=known)

    def readmit(self, actor: Actor, patient: str) -> bool:
        """Let documents of an erased patient in again; returns whether they were erased."""
        self.warehouse.audit.write(actor=actor.name, role=actor.role, action="readmit", object=patient)
        with exclusive(self.settings.home / "ingest.lock", "ingest"):
            return self.vault.readmit(patient)

    def purge(self, actor: Actor) -> None:
        """Rewrite store, vault and index so that no byte of what was erased stays."""
        self.warehouse.audit.write(actor=actor.name, role=actor.role, action="purge")
        with exclusive(self.settings.home / "ingest.lock", "ingest"):
            self.forget_judged()
            self.warehouse.sync()
            self.warehouse.store.purge()
            self.vault.purge()
            self.warehouse.engine.purge()

    def close(self) -> None:
        self.vault.close()
        self.warehouse.close()


def _each(number: int, *tell: Callable[[int], None] | None) -> None:
    for one in tell:
        if one is not None:
            one(number)


def pipeline_version(annotator: Annotator) -> str:
    """Names everything that decides how a text is read and replaced."""
    import deid

    parts = (f"deid {deid.VERSION}", *(f"{name} {version}" for name, version in annotator.versions))
    return "; ".join(parts)
