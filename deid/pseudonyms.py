"""Keyed pseudonyms: HMAC-SHA-256 with a secret that lies outside the database.

Without the secret nobody can tell, or test, whose pseudonym it is; with another secret every pseudonym changes. A lost
secret cannot be replaced: new documents of a patient would no longer join the old ones.
"""

from __future__ import annotations

import base64
import hashlib
import hmac

from clinical.errors import SettingsError

MIN_SECRET = 32
"""Bytes of secret at least: 256 bits, as ANSSI asks of keys for HMAC-SHA-256."""


class Pseudonyms:
    """Pseudonyms of one warehouse or project space; the secret is never shown, stored or logged.

    Raises:
        SettingsError: the secret is shorter than 256 bits.
    """

    def __init__(self, secret: bytes) -> None:
        if len(secret) < MIN_SECRET:
            raise SettingsError(f"the pseudonym secret is too short: {MIN_SECRET} bytes are needed; make a new one")
        self._secret = secret

    def __repr__(self) -> str:
        return "Pseudonyms(secret hidden)"

    def _hmac(self, kind: str, value: str) -> bytes:
        message = f"{kind}\x1f{value}".encode("utf-8", "surrogatepass")
        return hmac.new(self._secret, message, hashlib.sha256).digest()

    def _short(self, prefix: str, kind: str, value: str) -> str:
        return prefix + base64.urlsafe_b64encode(self._hmac(kind, value)[:15]).decode("ascii")

    def patient(self, ipp: str) -> str:
        """The pseudonym of a patient, ``p-`` and 20 url-safe characters (120 bits)."""
        return self._short("p-", "patient", ipp)

    def document(self, doc_id: str) -> str:
        """The pseudonym of a document, ``d-…``."""
        return self._short("d-", "document", doc_id)

    def stay(self, stay_id: str) -> str:
        """The pseudonym of a stay, ``s-…``."""
        return self._short("s-", "stay", stay_id)

    def digest(self, kind: str, value: str) -> str:
        """A keyed digest of a normalised value, for lookups that must not hold the value itself."""
        return self._hmac("digest:" + kind, value).hex()

    def number(self, kind: str, value: str, *, below: int) -> int:
        """A keyed number in ``[0, below)``: the same value gives the same number, nobody else can compute it."""
        return int.from_bytes(self._hmac("number:" + kind, value), "big") % below
