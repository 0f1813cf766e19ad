"""Ingest, lots, versions, quarantine, erasure: on real files, with the real pipeline."""

from __future__ import annotations

import json
from collections.abc import Iterator
from datetime import date, timedelta
from pathlib import Path

import pytest

from clinical.errors import BusyError, NotFoundError, SettingsError, UsageError
from tests.builders import UNJUDGED, a_note, a_patient, write_lines
from warehouse.ingest import BATCH_DOCUMENTS, IngestReport
from warehouse.locks import exclusive
from warehouse.opening import Erased, Feed, init
from warehouse.warehouse import Actor

WHO = Actor("test", "operator")


@pytest.fixture
def home(tmp_path: Path) -> Path:
    init(tmp_path / "home", dates="keep")
    return tmp_path / "home"


@pytest.fixture
def feed(home: Path) -> Iterator[Feed]:
    opened = Feed(home)
    yield opened
    opened.close()


def ingest(feed: Feed, rows: list[object], *, lot: str | None = None) -> IngestReport:
    path = write_lines(feed.settings.home.parent / "in.jsonl", rows)
    return feed.ingest(WHO, [path], lot=lot)


def found(feed: Feed, query: str) -> int:
    return feed.warehouse.search(WHO, query).documents


def test_note_is_found_only_after_its_lot_is_released(feed: Feed) -> None:
    report = ingest(feed, [a_note()], lot="L1")
    assert (report.accepted, report.refused, report.quarantined) == (1, 0, 0)
    assert found(feed, "hta") == 0
    feed.warehouse.release(WHO, "L1", **UNJUDGED)
    assert found(feed, "hta") == 1
    assert found(feed, "CIM10:I10") == 1
    assert found(feed, "fièvre") == 0
    assert found(feed, "nié:fièvre") == 1


def test_unreleased_document_cannot_be_opened(feed: Feed) -> None:
    ingest(feed, [a_note()], lot="L1")
    [doc_id] = [a.document.doc_id for a in feed.warehouse.store.all_documents()]
    with pytest.raises(NotFoundError):
        feed.warehouse.document(WHO, doc_id)
    feed.warehouse.release(WHO, "L1", **UNJUDGED)
    assert "[NOM]" in feed.warehouse.document(WHO, doc_id).document.text


def test_nothing_that_names_the_patient_is_in_any_file_of_the_search_side(feed: Feed, home: Path) -> None:
    title = "Courrier pour M. LE GOFF"
    text = "M. Yves LE GOFF, né le 04/07/1948, IPP 800412776, 14 bis route de Kermaria 29280 Plouzané, 02 98 22 33 44."
    assert ingest(feed, [a_note("COURRIER-7741", text=text, title=title)]).accepted == 1
    feed.close()
    for path in home.rglob("*"):
        if path.is_file():
            raw = path.read_bytes().lower()
            for secret in (
                b"goff",
                b"800412776",
                b"kermaria",
                b"04/07/1948",
                b"02 98 22",
                b"148072901",
                b"courrier-7741",
            ):
                assert secret not in raw or path.suffix in (".key",), (path, secret)


def test_same_input_again_is_unchanged_and_new_content_a_new_version(feed: Feed) -> None:
    ingest(feed, [a_note()], lot="L1")
    assert ingest(feed, [a_note()], lot="L2").unchanged == 1
    again = ingest(feed, [a_note(text="M. Le Goff : toux grasse.")], lot="L3")
    assert (again.accepted, again.unchanged) == (1, 0)
    feed.warehouse.release(WHO, "L3", **UNJUDGED)
    assert found(feed, "toux") == 1
    assert found(feed, "hta") == 0
    [annotated] = feed.warehouse.store.all_documents()
    state = feed.warehouse.store.state(annotated.document.doc_id)
    assert state is not None
    assert state.version == 2


def test_newer_pipeline_renews_without_touching_the_lot(feed: Feed) -> None:
    ingest(feed, [a_note()], lot="L1")
    feed.warehouse.release(WHO, "L1", **UNJUDGED)
    feed.warehouse.store.database.conn.execute("update documents set pipeline = 'older'")
    report = ingest(feed, [a_note()], lot="L2")
    assert (report.renewed, report.accepted) == (1, 0)
    assert found(feed, "hta") == 1


def test_same_identifier_with_other_content_in_one_run_is_refused(feed: Feed) -> None:
    report = ingest(feed, [a_note(), a_note(), a_note(text="Autre texte.")])
    assert (report.accepted, report.unchanged, report.refused) == (1, 1, 1)


def test_refusals_are_listed_by_place_and_never_by_content(feed: Feed) -> None:
    report = ingest(feed, ["secret {", a_note(), a_note("A02", lang="tlh", text="Tres secret")])
    assert (report.accepted, report.refused) == (1, 2)
    assert report.refusals is not None
    rows = [json.loads(line) for line in Path(report.refusals).read_text().splitlines()]
    assert [row["line"] for row in rows] == [1, 3]
    assert "secret" not in Path(report.refusals).read_text().lower()
    assert len({row["digest"] for row in rows}) == 2


def test_replaced_and_cancelled_documents_leave_the_results(feed: Feed) -> None:
    ingest(feed, [a_note("A01"), a_note("A02", text="HTA ancienne.")], lot="L1")
    feed.warehouse.release(WHO, "L1", **UNJUDGED)
    assert found(feed, "hta") == 2
    ingest(
        feed,
        [a_note("A03", text="HTA.", replaces="A01"), a_note("A02", text="HTA ancienne.", status="cancelled")],
        lot="L2",
    )
    feed.warehouse.release(WHO, "L2", **UNJUDGED)
    assert found(feed, "hta") == 1


def test_decided_lot_takes_no_more_documents(feed: Feed) -> None:
    ingest(feed, [a_note()], lot="L1")
    feed.warehouse.release(WHO, "L1", **UNJUDGED)
    report = ingest(feed, [a_note("A02")], lot="L1")
    assert (report.accepted, report.refused) == (0, 1)
    with pytest.raises(UsageError, match="already released"):
        feed.warehouse.release(WHO, "L1", **UNJUDGED)


def test_refused_lot_leaves_store_and_index(feed: Feed) -> None:
    ingest(feed, [a_note()], lot="L1")
    feed.warehouse.refuse(WHO, "L1")
    feed.warehouse.sync()
    assert feed.warehouse.store.count() == 0
    assert ingest(feed, [a_note()], lot="L2").accepted == 1


def test_document_with_another_patients_number_is_quarantined_and_its_text_sealed(feed: Feed, home: Path) -> None:
    ingest(feed, [a_note()])
    other = a_patient(ipp="900000001", family_name="KERVELLA", given_names=["Anne"], nir=None, phones=[])
    report = ingest(
        feed, [a_note("B01", text="Mme Kervella. NIR 1 48 07 29 019 213 24. Texte rare zygomatique.", patient=other)]
    )
    assert report.quarantined == 1
    [row] = feed.warehouse.store.quarantine()
    assert row["reasons"]
    assert feed.vault.counts()["quarantined"] == 1
    feed.close()
    assert not [p for p in home.rglob("*") if p.is_file() and b"zygomatique" in p.read_bytes()]


def test_erased_patient_leaves_no_byte_after_purge(feed: Feed, home: Path) -> None:
    ingest(
        feed,
        [a_note(text="Sarcoidose de M. Le Goff, mot rare zygomatique."), a_note("C1", patient=a_patient(ipp="7"))],
        lot="L1",
    )
    feed.warehouse.release(WHO, "L1", **UNJUDGED)
    [patient] = {
        a.document.patient_id for a in feed.warehouse.store.all_documents() if "zygomatique" in a.document.text
    }
    assert feed.erase(WHO, patients=[patient]) == Erased(documents=1, patients=1)
    assert found(feed, "sarcoidose") == 0
    assert feed.vault.owner("ipp", "800412776") is None
    feed.purge(WHO)
    feed.close()
    assert not [p for p in home.rglob("*") if p.is_file() and b"zygomatique" in p.read_bytes()]


def test_an_erased_patient_comes_in_again_only_when_readmitted(feed: Feed, home: Path) -> None:
    notes = [a_note(text="Sarcoidose de M. Le Goff."), a_note("C1", patient=a_patient(ipp="7"))]
    ingest(feed, notes, lot="L1")
    [patient] = [row["patient_id"] for row in feed.vault.patients_with("800 412 776")]
    feed.erase(WHO, patients=[patient])
    report = ingest(feed, [*notes, a_note("A9")], lot="L2")
    assert (report.accepted, report.unchanged, report.refused) == (0, 1, 2)
    assert [reason for reason in report.reasons if "was erased" in reason and "readmit" in reason]
    assert feed.vault.owner("ipp", "800412776") is None
    assert not [row for row in feed.vault.database.conn.execute("select * from erased") if patient in str(row)]
    assert feed.readmit(WHO, patient) and not feed.readmit(WHO, patient)
    assert ingest(feed, notes, lot="L3").accepted == 1


def test_a_patient_who_is_not_there_is_not_erased(feed: Feed) -> None:
    assert feed.erase(WHO, patients=["p-nobody"]) == Erased(documents=0, patients=0)
    assert not feed.vault.is_erased("p-nobody")


def test_a_source_says_who_opposed(feed: Feed) -> None:
    ingest(feed, [a_note(sensitivity=["opposition"]), a_note("B", patient=a_patient(ipp="2"))], lot="L1")
    feed.warehouse.release(WHO, "L1", **UNJUDGED)
    assert found(feed, "hta") == 1
    [opposed] = feed.warehouse.store.opposed()
    assert feed.warehouse.withdraw_opposition(WHO, opposed["patient_id"])
    assert not feed.warehouse.withdraw_opposition(WHO, opposed["patient_id"])
    assert found(feed, "hta") == 2
    feed.warehouse.oppose(WHO, opposed["patient_id"])
    assert found(feed, "hta") == 1


def test_a_date_after_today_is_refused_but_for_a_day_of_grace(feed: Feed) -> None:
    days = [(date.today() + timedelta(days=ahead)).isoformat() for ahead in (0, 1, 2)]
    report = ingest(feed, [a_note(day, date=day) for day in days])
    assert (report.accepted, report.refused) == (2, 1)
    assert dict(report.reasons) == {"field date is after today": 1}


def test_refused_lines_alone_make_no_lot(feed: Feed) -> None:
    report = ingest(feed, ["[", '{"doc_id": "A01",', '"text": "HTA"}', "]"], lot="L1")
    assert (report.taken, report.refused) == (0, 4)
    assert dict(report.reasons) == {"not JSON: one JSON object a line": 4}
    assert feed.warehouse.store.lots() == []
    many = ["no JSON"] * (BATCH_DOCUMENTS + 1)
    ingest(feed, [*many, a_note()], lot="L1")
    [lot] = feed.warehouse.store.lots()
    assert (lot.lot, lot.accepted, lot.refused) == ("L1", 1, BATCH_DOCUMENTS + 1)


def test_opposed_patient_is_in_no_answer(feed: Feed) -> None:
    ingest(feed, [a_note(), a_note("B", patient=a_patient(ipp="2"))], lot="L1")
    feed.warehouse.release(WHO, "L1", **UNJUDGED)
    assert found(feed, "hta") == 2
    [first, _] = [a.document for a in feed.warehouse.store.all_documents()]
    feed.warehouse.store.withhold_patient(first.patient_id)
    assert found(feed, "hta") == 1
    with pytest.raises(NotFoundError):
        feed.warehouse.document(WHO, first.doc_id)
    with pytest.raises(NotFoundError):
        feed.warehouse.record(WHO, first.patient_id)


def test_second_ingest_at_the_same_time_is_told_so(feed: Feed, home: Path) -> None:
    with exclusive(home / "ingest.lock", "ingest"), pytest.raises(BusyError, match="another ingest"):
        ingest(feed, [a_note()])


def test_wrong_or_missing_key_is_told_before_anything_is_written(home: Path) -> None:
    key = home / "keys" / "vault.key"
    good = key.read_text()
    key.write_text("00" * 32)
    with pytest.raises(SettingsError, match="does not open with this key"):
        Feed(home)
    key.write_text("abc")
    with pytest.raises(SettingsError, match="damaged"):
        Feed(home)
    key.unlink()
    with pytest.raises(SettingsError, match="is missing"):
        Feed(home)
    key.write_text(good)
    Feed(home).close()
    (home / "keys" / "pseudonym.key").write_text("22" * 32)
    with pytest.raises(SettingsError, match=r"pseudonym\.key is not the key"):
        Feed(home)


def test_audit_has_a_row_for_every_access(feed: Feed) -> None:
    ingest(feed, [a_note()], lot="L1")
    feed.warehouse.release(WHO, "L1", **UNJUDGED)
    [doc_id] = [a.document.doc_id for a in feed.warehouse.store.all_documents()]
    feed.warehouse.search(WHO, "hta")
    feed.warehouse.document(WHO, doc_id)
    actions = [event["action"] for event in feed.warehouse.audit.events()]
    assert actions == ["document", "search", "lot-release", "ingest-end", "ingest"]
