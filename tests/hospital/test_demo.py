"""The demonstration's hospital: sizes, lots, cohorts, odd people, contexts of every searched concept."""

from __future__ import annotations

from collections import Counter, defaultdict

import pytest

from hospital import Hospital, Note, demonstration
from hospital.demo import DOCUMENTS, FEATURED, PATIENTS, REFUSED, WAITING

SEARCHED = {
    "I10": "hta",
    "I26": "embolie pulmonaire",
    "R50": "fièvre",
    "R60": "OMI",
    "M06": "maladie de Still",
    "G20": "Parkinson",
    "I50": "insuffisance cardiaque",
}


@pytest.fixture(scope="module")
def hospital() -> Hospital:
    return demonstration()


@pytest.fixture(scope="module")
def notes(hospital: Hospital) -> list[Note]:
    return [n for n in hospital if n.doc_id.startswith("DOC")]


def test_size(notes: list[Note]) -> None:
    assert len(notes) == DOCUMENTS
    assert len({n.doc_id for n in notes}) == DOCUMENTS
    assert len({n.head["patient"]["ipp"] for n in notes}) == PATIENTS


def test_three_sources_one_scanned(notes: list[Note]) -> None:
    assert {"DPI", "RIS", "GED"} <= {n.head["source"] for n in notes}
    scanned = [n for n in notes if n.head["extraction"] == "ocr"]
    assert len(scanned) > 200
    assert all(0.5 < n.head["ocr_confidence"] <= 1 for n in scanned)


def test_lots_released_waiting_refused(hospital: Hospital, notes: list[Note]) -> None:
    sizes = Counter(n.head["lot"] for n in notes)
    assert sizes["2024-demo-A"] == 600
    assert {lot.decision for lot in hospital.lots} == {"released", "waiting", "refused"}
    assert set(sizes) == {lot.name for lot in hospital.lots if lot.name in sizes}


def test_cohorts_have_the_stated_sizes(hospital: Hospital) -> None:
    cohorts = hospital.cohorts()
    assert len(cohorts) == 5
    assert all(15 <= len(members) <= 60 for members in cohorts.values()), {k: len(v) for k, v in cohorts.items()}


def test_members_are_all_in_released_lots(hospital: Hospital, notes: list[Note]) -> None:
    members = set().union(*hospital.cohorts().values())
    held = {n.head["patient"]["ipp"] for n in notes if n.head["lot"] in (WAITING, REFUSED)}
    assert not members & held


def test_members_say_so_in_their_notes(hospital: Hospital, notes: list[Note]) -> None:
    """Metformin affirmed in a note of a kidney patient under 30 mL/min: what a cohort search can find."""
    told: dict[str, set[str]] = defaultdict(set)
    for note in notes:
        for concept in note.gold()["concepts"]:
            if not concept["ctx"]:
                told[note.head["patient"]["ipp"]].add(concept["code"])
    members = hospital.cohorts()["dt2_metformine_dfg_30"]
    assert sum("A10BA02" in told[m] for m in members) == len(members)
    embolisms = hospital.cohorts()["ep_aod_75_saignement_90j"]
    assert sum(bool({"I269"} & told[m]) for m in embolisms) == len(embolisms)


def test_near_misses_exist(hospital: Hospital) -> None:
    kinds = Counter(s.pathway for s in hospital.stories)
    assert min(kinds[k] for k in ("ep75tard", "epsaigne", "epcancer", "bpcolent")) >= 5
    cohorts = hospital.cohorts()
    breast = [s for s in hospital.stories if s.pathway == "sein"]
    assert 0 < sum(s.person.ipp not in cohorts["her2_trastuzumab_fevg"] for s in breast) < len(breast)


@pytest.mark.parametrize("category", SEARCHED)
def test_searched_concepts_have_all_contexts(notes: list[Note], category: str) -> None:
    seen: Counter[str] = Counter()
    for note in notes:
        for concept in note.gold()["concepts"]:
            if concept["code"].startswith(category):
                seen[concept["ctx"][0] if concept["ctx"] else "now"] += 1
    wanted = {"now", "neg", "hyp", "fam", "hist"} - ({"fam", "hist"} if category in ("R50", "R60") else set())
    assert wanted <= set(seen), seen


def test_exactly_two_patients_with_still(notes: list[Note]) -> None:
    affirmed = {
        n.head["patient"]["ipp"] for n in notes for c in n.gold()["concepts"] if c["code"] == "M061" and not c["ctx"]
    }
    assert len(affirmed) == 2


def test_dr_parkinson_is_a_name_and_the_disease_a_concept(notes: list[Note]) -> None:
    names = [p for n in notes for p in n.gold()["phi"] if p["text"].lower() == "parkinson"]
    assert len(names) >= 8
    assert {p["label"] for p in names} == {"NOM"}


@pytest.mark.parametrize("words", ["GOUTTE", "COLON", "FORT"])
def test_names_that_are_words(notes: list[Note], words: str) -> None:
    assert any(n.head["patient"]["family_name"] == words for n in notes)


def test_jasmine_takes_jasmine(notes: list[Note]) -> None:
    own = [n.gold() for n in notes if n.head["patient"]["given_names"][0] == "Jasmine"]
    assert any(c["code"] == "G03AA12" for n in own for c in n["concepts"])
    assert any(p["text"] == "Jasmine" and p["label"] == "PRENOM" for n in own for p in n["phi"])


def test_mother_and_child(hospital: Hospital) -> None:
    mothers = [s for s in hospital.stories if any(h.facts.get("bebe") for h in s.happenings)]
    assert len(mothers) == 1
    delivery = next(h for h in mothers[0].happenings if h.topic == "accouchement")
    child = next(
        s for s in hospital.stories if s.person.family == mothers[0].person.family and s.pathway == "naissance"
    )
    assert child.person.birth == delivery.day
    assert child.person.given == (delivery.facts["bebe"],)


def test_homonyms_merged_and_opposed(hospital: Hospital, notes: list[Note]) -> None:
    by_name: dict[tuple[str, str], set[str]] = defaultdict(set)
    by_nir: dict[str, set[str]] = defaultdict(set)
    for n in notes:
        person = n.head["patient"]
        by_name[(person["family_name"], person["given_names"][0])].add(person["birth_date"])
        by_nir[person["nir"]].add(person["ipp"])
    assert len(by_name[("LE BIHAN", "Marie")]) == 2
    assert sum(len(v) == 2 for v in by_nir.values()) == 1
    assert len(hospital.opposed) == 1
    assert any(n.head.get("sensitivity") == ["opposition"] for n in notes)


def test_hand_over_sheet_and_stray_letter(notes: list[Note]) -> None:
    sheet = next(n for n in notes if n.text.upper().startswith("RELÈVE") or n.text.upper().startswith("RELEVE"))
    assert sum(p["label"] == "NOM" for p in sheet.gold()["phi"]) >= 6
    ipps = {n.head["patient"]["ipp"] for n in notes}
    stray = [
        n
        for n in notes
        for p in n.gold()["phi"]
        if p["label"] == "IPP" and "né(e) le" in n.text and p["text"] not in ipps
    ]
    assert stray


def test_featured_pathways_come_first(hospital: Hospital) -> None:
    first = {s.pathway for s in hospital.stories[:100]}
    assert set(FEATURED) <= first


def test_same_every_time() -> None:
    a, b = (next(iter(demonstration())) for _ in range(2))
    assert a == b
