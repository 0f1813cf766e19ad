"""The one tree of errors.

A message names what failed, on which file, line, position or pseudonym, and what to do next. It never holds text of a
document: before de-identification it names file and line, after it the pseudonym.
"""

from __future__ import annotations

from typing import Any


class KlaskError(Exception):
    """Base of every error that a user may see; ``exit_code`` is the command line's."""

    exit_code = 1

    def __reduce__(self) -> tuple[Any, ...]:
        """Errors pass between processes as they are, whatever their constructor takes."""
        return _remade, (type(self), self.args, self.__dict__)


def _remade(kind: type[KlaskError], words: tuple[Any, ...], fields: dict[str, Any]) -> KlaskError:
    error = kind.__new__(kind)
    error.args = words
    error.__dict__.update(fields)
    return error


class SettingsError(KlaskError):
    """A setting, key or place is missing, unknown or unsafe."""


class UsageError(KlaskError):
    """The call itself cannot be carried out as written."""

    exit_code = 2


class SourceError(KlaskError):
    """A line or file of input cannot be read. ``line`` is 1-based, 0 where the whole file is meant."""

    def __init__(self, reason: str, *, path: str = "", line: int = 0) -> None:
        self.reason, self.path, self.line = reason, path, line
        place = f"{path}, line {line}: " if line else f"{path}: " if path else ""
        super().__init__(place + reason)


class TerminologyError(KlaskError):
    """A terminology is missing, damaged or has no such code."""


class DeidError(KlaskError):
    """De-identification could not be carried out, so nothing of the document goes on."""


class QuerySyntaxError(KlaskError):
    """The query cannot be read: ``position`` is a code-point offset into it, ``expected`` what could stand there.

    ``at_end``: something is missing after the last character.
    """

    exit_code = 2

    def __init__(self, reason: str, *, position: int = 0, expected: tuple[str, ...] = (), at_end: bool = False) -> None:
        self.reason, self.position, self.expected, self.at_end = reason, position, expected, at_end
        tail = f" (expected: {', '.join(expected)})" if expected else ""
        place = "at the end" if at_end else f"character {position + 1}"
        super().__init__(f"{place}: {reason}{tail}")


class QueryRefusedError(KlaskError):
    """The query is well formed but is not run: too costly, or it names a person. ``reason`` is a fixed code."""

    exit_code = 2

    def __init__(self, reason: str, message: str) -> None:
        self.reason = reason
        super().__init__(message)


class NotFoundError(KlaskError):
    """No such document, patient, lot, cohort or account."""

    def __init__(self, kind: str, identifier: str) -> None:
        self.kind, self.identifier = kind, identifier
        super().__init__(f"no {kind} {identifier}")


class StoreError(KlaskError):
    """The store, vault or audit file refused: full disk, no permission, damaged, newer than this program."""


class EngineError(KlaskError):
    """The index could not be read or written. It can always be rebuilt: ``klask reindex``."""


class BusyError(KlaskError):
    """Another process is writing; nothing was changed, try again."""
