"""Releasing a lot: a measured leak is confirmed by its figure, with a reason that the audit log keeps."""

from __future__ import annotations

import json
import os
from collections.abc import Iterator
from pathlib import Path

import pytest

from clinical.errors import UsageError
from tests.builders import UNJUDGED, a_note, klask
from warehouse.filling import FILE
from warehouse.opening import Feed, init
from warehouse.store.reviews import NOTHING_JUDGED, Leak
from warehouse.warehouse import Actor

WHO = Actor("cdc", "cdc")
REASON = "Noms de rues seulement, vus avec le DPO"


@pytest.fixture
def feed(tmp_path: Path) -> Iterator[Feed]:
    init(tmp_path / "home", dates="keep")
    made = Feed(tmp_path / "home")
    made.ingest_rows(WHO, [a_note(f"A{i}", text=f"HTA connue, visite {i}.") for i in range(4)], lot="L")
    yield made
    made.close()


def judged(feed: Feed, verdicts: str) -> None:
    sample = feed.warehouse.draw_sample(WHO, "L", size=4, seed=len(verdicts))
    for doc_id, verdict in zip(sorted(sample.doc_ids), verdicts, strict=False):
        missed = ((0, 3, "NOM"),) if verdict == "m" else ()
        feed.warehouse.judge(WHO, sample.sample, doc_id, "missed" if missed else "clean", missed)


def test_a_clean_sample_needs_no_reason(feed: Feed) -> None:
    judged(feed, "ccc")
    assert feed.warehouse.reviews.leak_of_lot("L") == Leak(0, 3)
    assert feed.warehouse.release(WHO, "L").status == "released"
    assert feed.warehouse.audit.events(limit=1)[0]["detail"] == {"judged": 3}


@pytest.mark.parametrize(
    ("despite", "reason", "said"),
    [
        (None, "", "no document of lot L was judged"),
        (Leak(0, 3), REASON, "no document of lot L was judged"),
        (NOTHING_JUDGED, " ", "at least 10 characters"),
    ],
)
def test_a_lot_that_nobody_judged_is_released_knowingly(
    feed: Feed, despite: Leak | None, reason: str, said: str
) -> None:
    with pytest.raises(UsageError, match=said):
        feed.warehouse.release(WHO, "L", despite=despite, reason=reason)
    assert feed.warehouse.release(WHO, "L", despite=NOTHING_JUDGED, reason=REASON).status == "released"
    assert feed.warehouse.audit.events(limit=1)[0]["detail"] == {"leaking": 0, "judged": 0, "reason": REASON}


def test_the_command_line_says_how_an_unjudged_lot_is_released(feed: Feed) -> None:
    refused = klask("lots", "release", "L", "--home", feed.warehouse.home)
    assert refused.returncode == 2 and "was judged" in refused.stderr and "klask lots release --help" in refused.stderr
    done = klask("lots", "release", "L", "--unjudged", "--reason", REASON, "--home", feed.warehouse.home)
    assert done.stdout == "lot L released: 4 documents\n"


@pytest.mark.parametrize(
    ("despite", "reason", "said"),
    [
        (None, REASON, "1 of 3 judged documents"),
        (Leak(0, 3), REASON, "1 of 3 judged documents"),
        (Leak(1, 2), REASON, "1 of 3 judged documents"),
        (Leak(1, 3), " ok ", "at least 10 characters"),
        (Leak(1, 3), "Cela concerne le 06 12 34 56 78 seulement", "nothing that identifies"),
    ],
)
def test_a_leak_is_confirmed_by_its_figure_and_a_reason(
    feed: Feed, despite: Leak | None, reason: str, said: str
) -> None:
    judged(feed, "cmc")
    with pytest.raises(UsageError, match=said):
        feed.warehouse.release(WHO, "L", despite=despite, reason=reason)
    assert feed.warehouse.store.lot("L").status == "waiting"
    assert feed.warehouse.release(WHO, "L", despite=Leak(1, 3), reason=REASON).status == "released"
    row = feed.warehouse.audit.events(limit=1)[0]
    assert row["detail"] == {"leaking": 1, "judged": 3, "reason": REASON}


def test_each_document_counts_by_its_newest_judgement(feed: Feed) -> None:
    judged(feed, "mcm")
    judged(feed, "c")
    assert feed.warehouse.reviews.leak_of_lot("L") == Leak(1, 3)


def test_the_command_line_asks_for_the_same(feed: Feed) -> None:
    judged(feed, "mc")
    home = feed.warehouse.home
    refused = klask("lots", "release", "L", "--home", home)
    assert refused.returncode == 2 and "1 of 2 judged documents" in refused.stderr
    done = klask("lots", "release", "L", "--despite-leak", "1/2", "--reason", REASON, "--home", home)
    assert done.returncode == 0 and done.stdout == "lot L released: 4 documents\n"


def test_a_lot_without_documents_is_empty_and_does_not_wait(feed: Feed) -> None:
    feed.ingest_rows(WHO, [a_note("A0", text="HTA connue, visite 0.")], lot="again")
    lots = {lot.lot: lot for lot in feed.warehouse.store.lots()}
    assert (lots["again"].state, lots["L"].state) == ("empty", "waiting")
    assert feed.warehouse.store.overview()["waiting"] == 1
    feed.ingest_rows(WHO, [a_note("A9", text="Toux.")], lot="again")
    assert feed.warehouse.store.lot("again").state == "waiting"


def test_a_lot_that_another_process_still_fills_is_not_decided(feed: Feed) -> None:
    note = {"done": 4, "total": 9, "since": "2000-01-01T00:00:00+00:00", "pid": os.getppid()}
    (feed.warehouse.home / FILE).write_text(json.dumps(note))
    for decide in (feed.warehouse.release, feed.warehouse.refuse):
        with pytest.raises(UsageError, match="still being filled"):
            decide(WHO, "L")
    (feed.warehouse.home / FILE).write_text(json.dumps(note | {"since": "2099-01-01T00:00:00+00:00"}))
    assert feed.warehouse.release(WHO, "L", **UNJUDGED).status == "released"  # it was whole before that run began
