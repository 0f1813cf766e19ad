"""What de-identification may ask about the patients that the warehouse already knows; answered by the vault."""

from __future__ import annotations

from typing import Protocol


class KnownIdentities(Protocol):
    """Lookups by keyed digest: the values themselves are never listed."""

    def owner(self, kind: str, value: str) -> str | None:
        """The patient pseudonym to whom a normalised value (``kind``: ipp, nir, phone, mail) belongs, or None."""
        ...

    def is_patient_name(self, family: str, given: str) -> bool:
        """Whether a folded family and given name are those of a known patient."""
        ...
