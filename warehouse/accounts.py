"""Accounts and server-side sessions: argon2id passwords, one role each, expiry, and revocation that holds at once."""

from __future__ import annotations

import hashlib
import re
import secrets
import sqlite3
from contextlib import suppress
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import Any

from sqlite_utils import Database, Migrations

from clinical.errors import NotFoundError, UsageError
from clinical.roles import ROLES
from warehouse.clock import now
from warehouse.database import connect, rows, transaction

MIGRATIONS = Migrations("klask-accounts")
MIN_PASSWORD = 12
MAX_PASSWORD = 200
MAX_FAILURES = 5
LOCK_MINUTES = 5
"""After so many wrong passwords in a row an account waits so long: guessing is slowed, nobody is locked out for good."""


@MIGRATIONS()
def accounts_and_sessions(database: Database) -> None:
    """Sessions keep a digest of their token, so that the file opens no session."""
    for statement in (
        """create table accounts (
            username text primary key, role text not null, password text not null, created text not null,
            expires text, disabled integer not null default 0, failures integer not null default 0,
            locked_until text, language text not null default 'fr'
        ) strict""",
        """create table sessions (
            token text primary key, username text not null references accounts (username) on delete cascade,
            csrf text not null, created text not null, seen text not null
        ) strict""",
    ):
        database.conn.execute(statement)


@dataclass(frozen=True, slots=True, kw_only=True)
class Account:
    username: str
    role: str
    created: str
    expires: str | None
    disabled: bool
    language: str

    @property
    def expired(self) -> bool:
        """Whether the last day of the account is over: it opens no session."""
        return bool(self.expires) and str(self.expires) < date.today().isoformat()


@dataclass(frozen=True, slots=True, kw_only=True)
class Session:
    """An open session: who, in which role, and the token that every form must carry."""

    username: str
    role: str
    csrf: str
    language: str


class Accounts:
    """Accounts of one warehouse, in ``accounts.sqlite``."""

    def __init__(self, path: Path, *, idle_minutes: int, hours: int, create: bool = False) -> None:
        self.path = path
        self._idle = timedelta(minutes=idle_minutes)
        self._absolute = timedelta(hours=hours)
        self.database = connect(path, MIGRATIONS, create=create)

    def _rows(self, sql: str, parameters: Any = ()) -> list[sqlite3.Row]:
        return rows(self.database, self.path, sql, parameters)

    # accounts

    def all(self) -> list[Account]:
        return [_account(row) for row in self._rows("select * from accounts order by username")]

    def get(self, username: str) -> Account:
        found = self._rows("select * from accounts where username = ?", [username])
        if not found:
            raise NotFoundError("account", username)
        return _account(found[0])

    def create(self, username: str, role: str, password: str, *, expires: str | None = None) -> Account:
        """Make an account; raises UsageError for a name, role, password or date that is not allowed."""
        self.check_new(username, role, password, expires=expires)
        hashed = _hash(password)
        try:
            with transaction(self.database, self.path) as connection:
                connection.execute(
                    "insert into accounts (username, role, password, created, expires) values (?, ?, ?, ?, ?)",
                    [username, role, hashed, now(), expires],
                )
        except Exception as error:
            if isinstance(error.__cause__, sqlite3.IntegrityError):
                raise UsageError(f"account {username} exists already") from None
            raise
        return self.get(username)

    def check_new(self, username: str, role: str, password: str, *, expires: str | None = None) -> None:
        """Raise UsageError where ``create`` would refuse."""
        if not re.fullmatch(r"[a-z0-9][a-z0-9._-]{1,39}", username):
            raise UsageError("a user name has 2 to 40 letters, digits, dots, dashes, in lower case")
        check_values(role=role, password=password, expires=expires)
        if self._rows("select 1 from accounts where username = ?", [username]):
            raise UsageError(f"account {username} exists already")

    def change(
        self, username: str, *, role: str | None = None, expires: str | None = None, disabled: bool | None = None,
        password: str | None = None, language: str | None = None,
    ) -> Account:  # fmt: skip
        """Change what is given (``expires`` "" clears it); role, password and disabling end the open sessions."""
        self.get(username)
        check_values(role=role, password=password, expires=expires or None)
        changes: dict[str, Any] = {}
        if role is not None:
            changes["role"] = role
        if expires is not None:
            changes["expires"] = expires or None
        if disabled is not None:
            changes["disabled"] = int(disabled)
        if password is not None:
            changes |= {"password": _hash(password), "failures": 0, "locked_until": None}
        if language is not None:
            changes["language"] = language
        with transaction(self.database, self.path) as connection:
            for column, value in changes.items():
                connection.execute(f"update accounts set {column} = ? where username = ?", [value, username])
            if changes.keys() & {"role", "disabled", "password"}:
                connection.execute("delete from sessions where username = ?", [username])
        return self.get(username)

    # log-in

    def log_in(self, username: str, password: str) -> tuple[str, Session] | None:
        """A fresh session token and its session, or None: the same answer whatever was wrong."""
        from argon2 import PasswordHasher
        from argon2.exceptions import Argon2Error, InvalidHashError

        found = self._rows("select * from accounts where username = ?", [username[:100]])
        row = found[0] if found else None
        hasher, right = PasswordHasher(), False
        with suppress(Argon2Error, InvalidHashError):
            # an unknown name costs the same time as a known one
            right = bool(hasher.verify(row["password"] if row else _decoy(), password[:MAX_PASSWORD]))
        if row is None:
            return None
        if not right or not _usable(row):
            self._failed(row)
            return None
        return self._open_session(row)

    def _failed(self, row: sqlite3.Row) -> None:
        failures = row["failures"] + 1
        locked = (datetime.now(UTC) + timedelta(minutes=LOCK_MINUTES)).isoformat() if failures >= MAX_FAILURES else None
        with transaction(self.database, self.path) as connection:
            connection.execute(
                "update accounts set failures = ?, locked_until = coalesce(?, locked_until) where username = ?",
                [failures % MAX_FAILURES, locked, row["username"]],
            )

    def _open_session(self, row: sqlite3.Row) -> tuple[str, Session]:
        token, csrf = secrets.token_urlsafe(32), secrets.token_urlsafe(24)
        with transaction(self.database, self.path) as connection:
            connection.execute(
                "update accounts set failures = 0, locked_until = null where username = ?", [row["username"]]
            )
            connection.execute(
                "insert into sessions (token, username, csrf, created, seen) values (?, ?, ?, ?, ?)",
                [_digest(token), row["username"], csrf, now(), now()],
            )
        return token, Session(username=row["username"], role=row["role"], csrf=csrf, language=row["language"])

    def session(self, token: str) -> Session | None:
        """The session of a token, if it is open, its account usable and neither time-out reached."""
        found = self._rows(
            """select s.*, a.role, a.language, a.disabled, a.expires, null as locked_until
               from sessions s join accounts a using (username) where s.token = ?""",
            [_digest(token)],
        )
        if not found:
            return None
        row, instant = found[0], datetime.now(UTC)
        idle = instant - datetime.fromisoformat(row["seen"])
        age = instant - datetime.fromisoformat(row["created"])
        if not _usable(row) or idle > self._idle or age > self._absolute:
            self.log_out(token)
            return None
        if idle > timedelta(seconds=30):  # not every request needs a write
            with transaction(self.database, self.path) as connection:
                connection.execute("update sessions set seen = ? where token = ?", [now(), row["token"]])
        return Session(username=row["username"], role=row["role"], csrf=row["csrf"], language=row["language"])

    def log_out(self, token: str) -> None:
        with transaction(self.database, self.path) as connection:
            connection.execute("delete from sessions where token = ?", [_digest(token)])

    def revoke(self, username: str) -> int:
        """End every session of an account; returns how many were open."""
        with transaction(self.database, self.path) as connection:
            return connection.execute("delete from sessions where username = ?", [username]).rowcount

    def close(self) -> None:
        self.database.close()


def _account(row: sqlite3.Row) -> Account:
    fields = ("username", "role", "created", "expires", "language")
    return Account(**{name: row[name] for name in fields}, disabled=bool(row["disabled"]))


def _usable(row: sqlite3.Row) -> bool:
    if row["disabled"] or (row["expires"] and row["expires"] < date.today().isoformat()):
        return False
    return not row["locked_until"] or datetime.fromisoformat(row["locked_until"]) < datetime.now(UTC)


def _digest(token: str) -> str:
    return hashlib.sha256(token.encode()).hexdigest()


def _hash(password: str) -> str:
    from argon2 import PasswordHasher

    return PasswordHasher().hash(password)


_DECOYS: list[str] = []


def _decoy() -> str:
    if not _DECOYS:
        _DECOYS.append(_hash(secrets.token_urlsafe(24)))
    return _DECOYS[0]


def check_values(*, role: str | None = None, password: str | None = None, expires: str | None = None) -> None:
    """Raise UsageError for a role, password or last day that no account may be given; None is not looked at."""
    if role is not None and role not in ROLES:
        raise UsageError(f"no role {role}; there are {', '.join(ROLES)}")
    if password is not None and not MIN_PASSWORD <= len(password) <= MAX_PASSWORD:
        raise UsageError(f"a password has {MIN_PASSWORD} to {MAX_PASSWORD} characters")
    if expires is not None:
        try:
            last = date.fromisoformat(expires)
        except ValueError:
            raise UsageError("an expiry date has the form YYYY-MM-DD") from None
        if last < date.today():
            raise UsageError("the last day of an account is today or later")
