"""Documents: as they come in (identifying) and as they may be kept (pseudonymised).

Every offset is a half-open pair of code points. ``SourceDocument`` is never stored in the clear; only ``deid`` makes a
``Document`` (and the store's adapters rebuild one).
"""

from __future__ import annotations

from dataclasses import dataclass, field

LABELS = (
    "NOM", "PRENOM", "DATE_NAISSANCE", "DATE_DECES", "DATE", "ADRESSE", "ZIP", "VILLE", "TEL", "MAIL", "SECU",
    "IPP", "NDA", "HOPITAL", "RPPS", "FINESS", "URL", "AGE90", "AUTRE_ID",
)  # fmt: skip
"""Labels of identifiers, as every gold note, mask and report names them."""

DIRECT_LABELS = frozenset(
    {"NOM", "PRENOM", "DATE_NAISSANCE", "DATE_DECES", "ADRESSE", "TEL", "MAIL", "SECU", "IPP", "NDA", "RPPS", "ZIP"}
)
"""Labels that name a person by themselves; the others identify only together."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Person:
    """The identity that comes with a document. Nothing of it reaches store or index; dates are ISO strings."""

    ipp: str = ""
    family_name: str | None = None
    birth_name: str | None = None
    usual_name: str | None = None
    given_names: tuple[str, ...] = ()
    birth_date: str | None = None
    death_date: str | None = None
    birth_place: str | None = None
    sex: str | None = None
    nir: str | None = None
    address: str | None = None
    postal_code: str | None = None
    city: str | None = None
    phones: tuple[str, ...] = ()
    emails: tuple[str, ...] = ()
    related: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Stay:
    """A hospital stay; ``stay_id`` of a document is its short form."""

    id: str
    start: str | None = None
    end: str | None = None
    units: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class SourceDocument:
    """A document as the hospital wrote it: identifying, never stored in the clear."""

    doc_id: str
    text: str
    patient: Person = field(default_factory=Person)
    lang: str = "fr"
    date: str | None = None
    type: str | None = None
    unit: str | None = None
    title: str | None = None
    stay: Stay | None = None
    source: str | None = None
    extraction: str | None = None
    ocr_confidence: float | None = None
    status: str | None = None
    replaces: str | None = None
    lot: str | None = None
    sensitivity: tuple[str, ...] = ()
    authors: tuple[str, ...] = ()
    recipients: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Mask:
    """Where an identifier stood: ``start`` and ``end`` in the pseudonymised text, what it was and what found it."""

    start: int
    end: int
    label: str
    detector: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Document:
    """A document that may be kept: identifiers replaced, identity reduced to keyed pseudonyms, sex and age.

    ``age`` is in whole years at the document's date (90 stands for 90 and over unless the setting says otherwise).
    """

    doc_id: str
    patient_id: str
    text: str
    masks: tuple[Mask, ...] = ()
    lang: str = "fr"
    date: str | None = None
    type: str | None = None
    unit: str | None = None
    title: str | None = None
    stay_id: str | None = None
    source: str | None = None
    extraction: str | None = None
    ocr_confidence: float | None = None
    status: str | None = None
    replaces: str | None = None
    lot: str = ""
    sensitivity: tuple[str, ...] = ()
    sex: str | None = None
    age: int | None = None


@dataclass(frozen=True, slots=True)
class Identifier:
    """One identifier found in a source text.

    ``start``/``end`` count in the original text; ``out_start``/``out_end`` in the pseudonymised one. ``replacement`` is
    None where the policy leaves it readable (a care date under ``keep``). ``detector`` names what found it.
    """

    start: int
    end: int
    label: str
    detector: str
    replacement: str | None = None
    out_start: int = 0
    out_end: int = 0


@dataclass(frozen=True, slots=True)
class Quarantine:
    """A document that may not be kept: reason codes only, never its text."""

    doc_id: str
    reasons: tuple[str, ...]
