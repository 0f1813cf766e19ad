"""Accounts and sessions: what opens, what ends, and that nothing is told to whoever guesses."""

from __future__ import annotations

from datetime import date, timedelta
from pathlib import Path

import pytest

from clinical.errors import UsageError
from warehouse.accounts import MAX_FAILURES, Accounts

PASSWORD = "correct horse battery"


@pytest.fixture
def accounts(tmp_path: Path) -> Accounts:
    opened = Accounts(tmp_path / "accounts.sqlite", idle_minutes=30, hours=10, create=True)
    opened.create("anne", "clinician", PASSWORD)
    return opened


def test_log_in_opens_a_session_and_log_out_ends_it(accounts: Accounts) -> None:
    opened = accounts.log_in("anne", PASSWORD)
    assert opened is not None
    token, session = opened
    assert (session.username, session.role) == ("anne", "clinician")
    assert accounts.session(token) == session
    accounts.log_out(token)
    assert accounts.session(token) is None


def test_file_holds_neither_password_nor_token(accounts: Accounts) -> None:
    opened = accounts.log_in("anne", PASSWORD)
    assert opened is not None
    accounts.database.conn.execute("pragma wal_checkpoint(truncate)")
    raw = accounts.path.read_bytes()
    assert PASSWORD.encode() not in raw
    assert opened[0].encode() not in raw


@pytest.mark.parametrize(("name", "password"), [("anne", "wrong password here"), ("nobody", PASSWORD), ("", "")])
def test_wrong_log_in_answers_alike(accounts: Accounts, name: str, password: str) -> None:
    assert accounts.log_in(name, password) is None


def test_guessing_locks_the_account_for_a_while(accounts: Accounts) -> None:
    for _ in range(MAX_FAILURES):
        assert accounts.log_in("anne", "wrong password here") is None
    assert accounts.log_in("anne", PASSWORD) is None


class Later(date):
    """A day on which every account of today is over."""

    @classmethod
    def today(cls) -> date:
        return date(2999, 1, 1)


def test_expired_or_disabled_account_ends_its_sessions(accounts: Accounts, monkeypatch: pytest.MonkeyPatch) -> None:
    opened = accounts.log_in("anne", PASSWORD)
    assert opened is not None
    accounts.change("anne", expires=date.today().isoformat())
    assert accounts.session(opened[0]) is not None
    with monkeypatch.context() as tomorrow:
        tomorrow.setattr("warehouse.accounts.date", Later)
        assert accounts.session(opened[0]) is None and accounts.get("anne").expired
    accounts.change("anne", expires="", disabled=True)
    assert accounts.log_in("anne", PASSWORD) is None


def test_change_of_role_and_revocation_hold_at_once(accounts: Accounts) -> None:
    first, second = accounts.log_in("anne", PASSWORD), accounts.log_in("anne", PASSWORD)
    assert first is not None
    assert second is not None
    assert accounts.revoke("anne") == 2
    assert accounts.session(first[0]) is None
    third = accounts.log_in("anne", PASSWORD)
    assert third is not None
    accounts.change("anne", role="admin")
    assert accounts.session(third[0]) is None


def test_idle_session_ends(tmp_path: Path) -> None:
    accounts = Accounts(tmp_path / "a.sqlite", idle_minutes=30, hours=10, create=True)
    accounts.create("anne", "clinician", PASSWORD)
    opened = accounts.log_in("anne", PASSWORD)
    assert opened is not None
    accounts.database.conn.execute("update sessions set seen = '2020-01-01T00:00:00+00:00'")
    assert accounts.session(opened[0]) is None


@pytest.mark.parametrize(
    ("name", "role", "password", "expires"),
    [
        ("anne", "clinician", PASSWORD, None),
        ("A!", "clinician", PASSWORD, None),
        ("bob", "king", PASSWORD, None),
        ("bob", "clinician", "short", None),
        ("bob", "clinician", PASSWORD, "tomorrow"),
        ("bob", "clinician", PASSWORD, (date.today() - timedelta(days=1)).isoformat()),
    ],
)
def test_bad_account_is_refused(accounts: Accounts, name: str, role: str, password: str, expires: str | None) -> None:
    with pytest.raises(UsageError):
        accounts.create(name, role, password, expires=expires)
