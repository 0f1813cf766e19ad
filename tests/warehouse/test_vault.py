"""The vault: sealed, keyed, and nothing of it readable in the file."""

from __future__ import annotations

from pathlib import Path

import pytest

from clinical.documents import Person, SourceDocument
from clinical.errors import SettingsError
from warehouse.vault import Vault

KEY = bytes(range(32))
YVES = Person(
    ipp="800412776", family_name="LE GOFF", given_names=("Yves",), nir="1 48 07 29 019 213 24",
    phones=("02 98 22 33 44",), emails=("Yves.LeGoff@example.org",),
)  # fmt: skip
NOTE = SourceDocument(doc_id="A01", text="M. Le Goff va bien.", patient=YVES)


@pytest.fixture
def vault(tmp_path: Path) -> Vault:
    opened = Vault(tmp_path / "vault.sqlite", KEY, create=True)
    opened.remember([("p-1", YVES)], [("d-1", "p-1", "A01")])
    return opened


def raw(vault: Vault) -> bytes:
    vault.database.conn.execute("pragma wal_checkpoint(truncate)")
    return vault.path.read_bytes()


def test_file_tells_nothing_without_the_key(vault: Vault) -> None:
    vault.keep_texts("quarantined", "lot", [("d-1", "p-1", NOTE)])
    content = raw(vault)
    for secret in (b"GOFF", b"Goff", b"800412776", b"A01", b"Yves", b"va bien"):
        assert secret not in content


def test_wrong_key_is_refused_before_anything_is_read(vault: Vault) -> None:
    vault.close()
    with pytest.raises(SettingsError, match="does not open with this key"):
        Vault(vault.path, bytes(32))


def test_correspondence_comes_back(vault: Vault) -> None:
    assert list(vault.documents()) == [{"source_id": "A01", "doc_id": "d-1"}]
    assert list(vault.patients()) == [{"ipp": "800412776", "patient_id": "p-1"}]


@pytest.mark.parametrize(
    ("kind", "value", "owner"),
    [
        ("nir", "148072901921324", "p-1"),
        ("nir", "1 48 07 29 019 213 24", "p-1"),
        ("nir", "1 48 07 29 019 213", "p-1"),
        ("phone", "0298223344", "p-1"),
        ("mail", "yves.legoff@example.org ", "p-1"),
        ("ipp", "800412777", None),
    ],
)
def test_numbers_find_their_patient_whatever_their_grouping(
    vault: Vault, kind: str, value: str, owner: str | None
) -> None:
    assert vault.owner(kind, value) == owner


def test_known_names_are_recognised_folded(vault: Vault) -> None:
    assert vault.is_patient_name("Le Goff", "YVES")
    assert not vault.is_patient_name("Le Goff", "Anne")


def test_waiting_texts_go_when_their_lot_is_judged_and_quarantined_ones_stay(vault: Vault) -> None:
    vault.keep_texts("waiting", "lot-a", [("d-1", "p-1", NOTE)])
    vault.keep_texts("quarantined", "lot-a", [("d-2", "p-1", NOTE)])
    assert vault.forget_waiting(lots=["lot-a"]) == 1
    assert vault.counts() == {"quarantined": 1}


def test_waiting_texts_expire(vault: Vault) -> None:
    vault.keep_texts("waiting", "lot-a", [("d-1", "p-1", NOTE)])
    vault.database.conn.execute("update texts set since = '2020-01-01T00:00:00+00:00'")
    assert vault.forget_waiting(older_than_days=30) == 1


def test_erased_patient_is_known_no_more(vault: Vault) -> None:
    vault.keep_texts("quarantined", "lot-a", [("d-1", "p-1", NOTE)])
    vault.erase(["d-1"], ["p-1"])
    assert list(vault.patients()) == []
    assert list(vault.documents()) == []
    assert vault.owner("ipp", "800412776") is None
    assert vault.counts() == {}
