"""The store's schema, as named migrations; each is applied once, in its transaction, and recorded."""

from __future__ import annotations

from sqlite_utils import Database, Migrations

MIGRATIONS = Migrations("klask-store")


@MIGRATIONS()
def documents_and_changes(database: Database) -> None:
    """Documents, lots, quarantine, and the changes that the index has still to see."""
    for statement in _FIRST:
        database.conn.execute(statement)


@MIGRATIONS()
def cohorts_and_reviews(database: Database) -> None:
    """Named cohorts with versions; drawn samples with their judgements; patients withheld from every answer."""
    for statement in _SECOND:
        database.conn.execute(statement)


_FIRST = (
    """create table lots (
        lot text primary key, created text not null, status text not null default 'waiting'
            check (status in ('waiting', 'released', 'refused')),
        decided text, decided_by text, accepted integer not null default 0, unchanged integer not null default 0,
        renewed integer not null default 0, refused integer not null default 0, quarantined integer not null default 0
    ) strict""",
    """create table documents (
        doc_id text primary key, patient_id text not null, version integer not null, digest text not null,
        pipeline text not null, lot text not null references lots (lot), active integer not null default 1,
        text text not null, masks text not null, lang text not null, date text, type text, unit text, title text,
        stay_id text, source text, extraction text, ocr_confidence real, status text, replaces text,
        sensitivity text not null, sex text, age integer, reading blob not null, versions text not null,
        stored text not null
    ) strict""",
    "create index documents_by_patient on documents (patient_id, date)",
    "create index documents_by_lot on documents (lot)",
    """create table versions (
        doc_id text not null, version integer not null, digest text not null, pipeline text not null,
        lot text not null, stored text not null, primary key (doc_id, version)
    ) strict""",
    """create table quarantine (
        doc_id text primary key, patient_id text not null, lot text not null, reasons text not null,
        digest text not null, since text not null
    ) strict""",
    """create table changes (
        number integer primary key autoincrement, doc_id text not null, kind text not null
            check (kind in ('put', 'delete'))
    ) strict""",
)

_SECOND = (
    """create table cohorts (
        name text not null, version integer not null, definition text not null, author text not null,
        created text not null, patients integer, primary key (name, version)
    ) strict""",
    """create table samples (
        sample integer primary key, lot text not null references lots (lot), seed integer not null,
        size integer not null, created text not null, created_by text not null
    ) strict""",
    """create table sampled (
        sample integer not null references samples (sample) on delete cascade, place integer not null,
        doc_id text not null, primary key (sample, place)
    ) strict""",
    """create table judgements (
        sample integer not null references samples (sample) on delete cascade, doc_id text not null,
        verdict text not null check (verdict in ('clean', 'missed')), missed text not null default '[]',
        reviewer text not null, judged text not null, primary key (sample, doc_id)
    ) strict""",
    "create table withheld (patient_id text primary key, since text not null) strict",
)
