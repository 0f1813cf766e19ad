"""What the tests of de-identification share: a key, invented people, and a way to say what must go and what must stay."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from clinical.documents import Person, SourceDocument
from deid import Deidentification, Deidentifier, DeidOptions, Pseudonyms

SECRET = bytes(range(32))
LE_GOFF = Person(
    ipp="800412776", family_name="LE GOFF", given_names=("Yves", "Marie"), birth_date="1948-07-04", sex="M",
    nir="148072901921324", address="14 bis route de Kermaria", postal_code="29280", city="Plouzané",
    phones=("02 98 22 33 44",), emails=("yves.legoff@courriel.example",),
)  # fmt: skip


@pytest.fixture(scope="session")
def pseudonyms() -> Pseudonyms:
    return Pseudonyms(SECRET)


@pytest.fixture(scope="session")
def mask(pseudonyms: Pseudonyms) -> Callable[..., str]:
    """Masks a text with tags, dates tagged too; fails the test if the document is refused."""
    deidentifier = Deidentifier(DeidOptions(dates="tag"), pseudonyms=pseudonyms)

    def masked(text: str, *, patient: Person | None = None, lang: str = "fr") -> str:
        source = SourceDocument(
            doc_id="T1", text=text, patient=patient or Person(ipp="9900"), lang=lang, date="2024-05-06"
        )
        outcome = deidentifier.deidentify(source)
        assert isinstance(outcome, Deidentification), outcome
        return outcome.document.text

    return masked


@pytest.fixture(scope="session")
def mask_line(mask: Callable[..., str]) -> Callable[[str], str]:
    """Masks a line in the middle of a short note."""
    return lambda text: mask(f"Suivi du service de rhumatologie.\n\nBon état général.\n{text}\nFin.")
