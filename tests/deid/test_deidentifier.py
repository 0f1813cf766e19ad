"""The contract of the de-identifier: offsets, policies, refusals, pseudonyms, hostile text."""

from __future__ import annotations

import time

import pytest

from clinical.documents import Person, Quarantine, SourceDocument
from clinical.errors import SettingsError
from deid import Deidentification, Deidentifier, DeidOptions, Pseudonyms, normalise
from tests.deid.conftest import LE_GOFF, SECRET

NOTE = """Hôpital Saint-Louis – Service de cardiologie
Dr Fabienne SAUVAGE – Tél. 05 49 00 17 26

M. LE GOFF Yves, né le 04/07/1948, IPP 800412776, revu le 12/03/2021 pour un lymphome de Hodgkin.
Sa fille Mélanie (06 00 41 87 22) est prévenue."""


def make(options: DeidOptions | None = None, known: object = None) -> Deidentifier:
    return Deidentifier(options or DeidOptions(), pseudonyms=Pseudonyms(SECRET), known=known)  # type: ignore[arg-type]


def source(text: str, **fields: object) -> SourceDocument:
    return SourceDocument(**{"doc_id": "D1", "text": text, "patient": LE_GOFF, "date": "2021-03-12"} | fields)  # type: ignore[arg-type]


def test_offsets_refer_to_both_texts() -> None:
    outcome = make(DeidOptions(dates="tag")).deidentify(source(NOTE))
    assert isinstance(outcome, Deidentification)
    document = outcome.document
    assert outcome.identifiers
    for identifier in outcome.identifiers:
        assert document.text[identifier.out_start : identifier.out_end] == f"[{identifier.label}]"
    for before, after in zip(outcome.identifiers, outcome.identifiers[1:], strict=False):
        assert before.end <= after.start
    for mask in document.masks:
        assert document.text[mask.start : mask.end] == f"[{mask.label}]"
    assert "Hodgkin" in document.text
    assert "SAUVAGE" not in document.text


def test_the_document_holds_pseudonyms_age_and_sex_only() -> None:
    outcome = make().deidentify(
        source(NOTE, title="CR de M. LE GOFF Yves", unit="Cardiologie - Dr Sauvage Fabienne", type="CRH")
    )
    assert isinstance(outcome, Deidentification)
    document = outcome.document
    assert document.age == 72
    assert document.sex == "M"
    assert document.type == "CRH"
    assert "GOFF" not in (document.title or "")
    assert "Sauvage" not in (document.unit or "")
    assert document.patient_id.startswith("p-")
    assert "800412776" not in repr(document)
    assert "1948" not in repr(document)


def test_ages_of_90_and_over_are_grouped_unless_the_setting_says_otherwise() -> None:
    old = Person(ipp="1", birth_date="1925-01-01")
    text = "Patiente de 96 ans."
    grouped = make().deidentify(source(text, patient=old))
    exact = make(DeidOptions(group_ages=False)).deidentify(source(text, patient=old))
    assert isinstance(grouped, Deidentification)
    assert isinstance(exact, Deidentification)
    assert (grouped.document.age, grouped.document.text) == (90, "Patiente de [AGE90].")
    assert (exact.document.age, exact.document.text) == (96, text)


def test_site_patterns() -> None:
    outcome = make(DeidOptions(ipp_patterns=(r"\bZQ-\d{3}\b",))).deidentify(source("Dossier vu : ZQ-118."))
    assert isinstance(outcome, Deidentification)
    assert "[IPP]" in outcome.document.text


@pytest.mark.parametrize("options", [{"dates": "never"}, {"replacement": "none"}, {"ipp_patterns": ("(",)}])
def test_bad_settings_are_refused(options: dict[str, object]) -> None:
    with pytest.raises(SettingsError):
        DeidOptions(**options)  # type: ignore[arg-type]


def test_a_short_secret_is_refused_and_no_secret_is_shown() -> None:
    with pytest.raises(SettingsError):
        Pseudonyms(b"short")
    assert SECRET.hex()[:8] not in repr(Pseudonyms(SECRET))


def test_pseudonyms_are_keyed_and_stable() -> None:
    one, other = Pseudonyms(SECRET), Pseudonyms(SECRET[::-1])
    assert one.patient("42") == Pseudonyms(SECRET).patient("42") != other.patient("42")
    assert one.patient("42")[2:] != one.document("42")[2:] != one.stay("42")[2:]
    assert one.digest("ipp", "42") != one.digest("nir", "42")


ROWS = "\n".join(f"Ch {n} - {name}, {age} ans - {why}" for n, name, age, why in [
    (201, "Mme HAMON Lucette", 77, "colectomie"), (202, "M. GALOPIN Pierre", 64, "hernie"), (203, "Mme KERVELLA Anne", 58, "cholécystite"), (204, "M. RIOU Jean", 81, "occlusion"),
])  # fmt: skip


def test_a_hand_over_sheet_is_refused() -> None:
    outcome = make().deidentify(source("Transmissions du service\n" + ROWS))
    assert isinstance(outcome, Quarantine)
    assert "several-patients" in outcome.reasons
    assert "HAMON" not in repr(outcome)


def test_a_mother_in_her_childs_record_is_no_second_patient() -> None:
    child = Person(ipp="77531", family_name="KERVELLA", given_names=("Malo",), birth_date="2023-05-18")
    text = "Enfant KERVELLA Malo, né le 18/05/2023, IPP 77531.\nMère : Anne KERVELLA née RIOU, 12/03/1995, NIR 2 95 03 29 019 213 16."
    assert isinstance(make().deidentify(source(text, patient=child)), Deidentification)


def test_files_of_other_offices_are_no_other_patients() -> None:
    patient = Person(ipp="77531-204", family_name="KERVELLA", given_names=("Malo",))
    others = "Lithémie 0,7 (dossier LM-4471-24), dossier CAF 1319947 R, dossier MDPH 29-884-17."
    assert isinstance(make().deidentify(source("IPP 77531-204. " + others, patient=patient)), Deidentification)
    rows = "Vus ce jour : IPP 88421-306, IPP 90011-275 et IPP 61200-418."
    assert isinstance(make().deidentify(source(rows, patient=patient)), Quarantine)


class Known:
    """One other patient whose number the warehouse knows."""

    def owner(self, kind: str, value: str) -> str | None:
        return "p-other" if (kind, value) == ("ipp", normalise("ipp", "55 100 200")) else None

    def is_patient_name(self, family: str, given: str) -> bool:
        return False


def test_another_patients_number_is_refused() -> None:
    outcome = make(known=Known()).deidentify(source("Voir aussi IPP 55100200."))
    assert isinstance(outcome, Quarantine)
    assert outcome.reasons == ("other-patient:ipp",)
    assert isinstance(make(known=Known()).deidentify(source("IPP 800412776.")), Deidentification)


def test_surrogates_are_stable_plausible_and_never_the_original() -> None:
    deidentifier = make(DeidOptions(replacement="surrogate"))
    first, second = deidentifier.deidentify(source(NOTE)), deidentifier.deidentify(source(NOTE))
    assert isinstance(first, Deidentification)
    assert first == second
    text = first.document.text
    for original in (
        "GOFF",
        "Yves",
        "SAUVAGE",
        "Fabienne",
        "Mélanie",
        "800412776",
        "05 49 00 17 26",
        "04/07/1948",
        "[",
    ):
        assert original not in text, original
    assert "Hodgkin" in text
    other = deidentifier.deidentify(source(NOTE, doc_id="D2"))
    assert isinstance(other, Deidentification)
    assert other.document.text != text


def test_english_note() -> None:
    text = (
        "Langley Community Hospital, 66 Chestnut Road, Langley 36492, Tel (410) 555-0143\nRE: WILLIS, Dennis, DOB 03/28/1952, MRN 00826372\n"
        "Mr Willis was seen on March 12, 2021 with Crohn's disease, BP 120/80. Lives with his daughter Megan.\nSigned Kimberly O'Brien RN"
    )
    outcome = make(DeidOptions(dates="tag")).deidentify(
        source(text, lang="en", patient=Person(ipp="00826372", family_name="WILLIS", given_names=("Dennis",)))
    )
    assert isinstance(outcome, Deidentification)
    out = outcome.document.text
    for gone in (
        "WILLIS",
        "Willis",
        "Dennis",
        "00826372",
        "1952",
        "2021",
        "555",
        "Chestnut",
        "Langley",
        "36492",
        "Megan",
        "Kimberly",
        "Brien",
    ):
        assert gone not in out, gone
    assert "Crohn's disease, BP 120/80" in out


@pytest.mark.parametrize(
    "text",
    ["", "\x00" * 50, "\ud800 Mme Durand \udfff", "a" * 200_000, "1 " * 100_000, "M. " * 60_000, "Dr Ben " * 30_000, "_" * 100_000, "(" * 100_000, "né le " * 50_000, "12/03/" * 40_000, "rue de la " * 30_000, "DE LA " * 50_000],
    ids=lambda text: repr(text[:12]),
)  # fmt: skip
def test_hostile_text_neither_crashes_nor_takes_long(text: str) -> None:
    began = time.process_time()
    make().deidentify(source(text))
    assert time.process_time() - began < 8
