"""Options and results of de-identification."""

from __future__ import annotations

import datetime as dt
import re
from dataclasses import dataclass
from typing import Literal

from clinical.documents import Document, Identifier
from clinical.errors import SettingsError

Day = dt.date
DatePolicy = Literal["keep", "shift", "tag"]
ReplacementPolicy = Literal["tag", "surrogate"]


@dataclass(frozen=True, slots=True, kw_only=True)
class DeidOptions:
    """How identifiers are replaced.

    ``dates`` is for dates of care: left readable, shifted by one secret offset per patient, or replaced by ``[DATE]``.
    Birth and death dates always go. ``ipp_patterns`` and ``nda_patterns`` are regular expressions of the site's numbers.

    Raises:
        SettingsError: an unknown policy, or a pattern that is no regular expression.
    """

    dates: DatePolicy = "keep"
    replacement: ReplacementPolicy = "tag"
    group_ages: bool = True
    ipp_patterns: tuple[str, ...] = ()
    nda_patterns: tuple[str, ...] = ()

    def __post_init__(self) -> None:
        if self.dates not in ("keep", "shift", "tag"):
            raise SettingsError(f"deid dates: {self.dates!r} is none of keep, shift, tag")
        if self.replacement not in ("tag", "surrogate"):
            raise SettingsError(f"deid replacement: {self.replacement!r} is none of tag, surrogate")
        for pattern in self.ipp_patterns + self.nda_patterns:
            try:
                re.compile(pattern)
            except re.error as error:
                raise SettingsError(f"deid pattern {pattern!r} is no regular expression: {error}") from error


@dataclass(frozen=True, slots=True)
class Deidentification:
    """A document that may be kept, and every identifier that was found in its source (offsets in both texts)."""

    document: Document
    identifiers: tuple[Identifier, ...]
