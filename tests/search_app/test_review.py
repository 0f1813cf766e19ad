"""The data centre's pages: lots, samples, judging, leak rate, decisions, quarantine, audit log."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import replace

import pytest
from flask import Flask
from flask_babel import force_locale

from search_app.journal_words import ORDER, detail_name
from search_app.views.admin import EVENTS
from search_app.words import logged_detail
from tests.search_app.conftest import Person, text_of
from tests.search_app.house import TESTER, WAITING, House
from tests.search_app.test_words import calls, named
from warehouse.store.protocol import Put
from warehouse.store.reviews import Sample

pytestmark = pytest.mark.xdist_group("pages")


@pytest.fixture
def sample(house: House, cdc: Person) -> Iterator[Sample]:
    answer = cdc.post(f"/lots/{WAITING}/echantillon", {"size": "3", "seed": "11"})
    yield house.warehouse.reviews.get(int(answer.location.rsplit("/", 1)[1]))


def test_lots_that_wait_come_first_with_their_counts(cdc: Person) -> None:
    page = text_of(cdc.get("/lots"))
    assert page.index("lot-attente en attente") < page.index("lot-libre libéré")
    assert re.search(r"lot-libre libéré .*? 12 12 0 0 0", page)
    assert re.search(r"lot-refus en attente .*? 1 1 0 1 0", page)


def test_the_same_seed_draws_the_same_documents(cdc: Person, house: House) -> None:
    found = []
    for _ in range(2):
        answer = cdc.post(f"/lots/{WAITING}/echantillon", {"size": "2", "seed": "5"})
        found.append(house.warehouse.reviews.get(int(answer.location.rsplit("/", 1)[1])).doc_ids)
    assert found[0] == found[1]


def test_judging_leads_on_and_ends_with_the_leak_rate(cdc: Person, sample: Sample) -> None:
    first = cdc.client.get(f"/echantillons/{sample.sample}")
    assert first.location == f"/echantillons/{sample.sample}/1"
    for place in (1, 2):
        answer = cdc.post(f"/echantillons/{sample.sample}/{place}", {"verdict": "clean"})
        assert answer.location == f"/echantillons/{sample.sample}/{place + 1}"
    last = cdc.post(f"/echantillons/{sample.sample}/3", {"verdict": "missed", "spans": "0-5:NOM"})
    assert last.location == f"/echantillons/{sample.sample}/resultat"
    page = text_of(cdc.get(last.location))
    assert "33,3 %" in page
    assert "(1 sur 3)" in page
    assert "de 0,84 % à 90,6 %" in page  # exact interval of 1 in 3


def test_a_missed_identifier_is_typed_where_there_is_no_script(cdc: Person, house: House, sample: Sample) -> None:
    place = sample.doc_ids.index(house.docs["W1"]) + 1
    path = f"/echantillons/{sample.sample}/{place}"
    answer = cdc.post(path, {"verdict": "missed", "words": "médiastinale", "label": "VILLE"})
    assert answer.status_code == 303
    judgement = house.warehouse.reviews.get(sample.sample).judgements[house.docs["W1"]]
    text = house.warehouse.store.get([house.docs["W1"]])[house.docs["W1"]].document.text
    assert [(text[a:b], label) for a, b, label in judgement.missed] == [("médiastinale", "VILLE")]
    assert "médiastinale (ville)" in text_of(cdc.get(path))


@pytest.mark.parametrize(
    ("given", "said"),
    [
        ({"verdict": "missed"}, "Sélectionnez l'identifiant oublié"),
        ({"verdict": "missed", "words": "nulle part", "label": "NOM"}, "Ces mots ne sont pas dans le document"),
        ({"verdict": "missed", "spans": "5-2:NOM 0-99999999:NOM 1-2:INCONNU"}, "Sélectionnez l'identifiant oublié"),
        ({"verdict": "peut-être"}, "Dites propre ou fuite"),
    ],
)
def test_a_judgement_that_says_nothing_is_refused(
    cdc: Person, house: House, sample: Sample, given: dict[str, str], said: str
) -> None:
    before = house.warehouse.audit.events(limit=1, action="judge")
    answer = cdc.post(f"/echantillons/{sample.sample}/1", given)
    assert answer.status_code == 400
    assert said in text_of(answer)
    assert "Document 1 sur 3" in text_of(answer) and "data-text" in answer.text  # above the same document
    if "words" in given:
        assert 'value="nulle part"' in answer.text
    assert house.warehouse.audit.events(limit=1, action="judge") == before  # what was refused did not happen


def test_places_outside_a_sample_are_not_there(cdc: Person, sample: Sample) -> None:
    for path in (f"/echantillons/{sample.sample}/0", f"/echantillons/{sample.sample}/4", "/echantillons/99999/1"):
        assert cdc.get(path).status_code == 404


def test_a_sample_opens_only_its_own_documents(cdc: Person, house: House, sample: Sample) -> None:
    from clinical.errors import NotFoundError

    with pytest.raises(NotFoundError):
        house.warehouse.sampled_document(TESTER, sample.sample, house.docs["A1"])


def test_refusing_needs_to_be_confirmed_and_takes_the_documents_out(cdc: Person, house: House) -> None:
    lot = "lot-refus"
    assert cdc.post(f"/lots/{lot}/decision", {"decision": "refuse"}).status_code == 400
    assert house.warehouse.store.lot(lot).status == "waiting"
    assert cdc.post(f"/lots/{lot}/decision", {"decision": "refuse", "sure": "yes"}).status_code == 303
    assert house.warehouse.store.lot(lot).status == "refused"
    assert house.warehouse.store.get([house.docs["R1"]]) == {}
    again = cdc.post(f"/lots/{lot}/decision", {"decision": "release"})
    assert again.status_code == 400
    assert "est déjà décidé" in text_of(again)
    newest = house.warehouse.audit.events(limit=1, object=lot)[0]
    assert (newest["action"], newest["detail"]) != ("lot-release", {})


def test_judgements_of_a_refused_lot_are_kept_and_only_read(cdc: Person, house: House) -> None:
    lot, warehouse = "lot-a-refuser", house.warehouse
    original = warehouse.store.get([house.docs["A1"]])[house.docs["A1"]]
    ids = ["d-un", "d-deux"]
    puts = [
        Put(annotated=replace(original, document=replace(original.document, doc_id=i, lot=lot)), digest=i, pipeline="t")
        for i in ids
    ]
    warehouse.store.put(lot, puts, [], {"accepted": 2})
    sample = warehouse.draw_sample(TESTER, lot, size=2, seed=1)
    path = f"/echantillons/{sample.sample}"
    assert cdc.post(f"{path}/1", {"verdict": "missed", "spans": "0-4:NOM"}).status_code == 303
    assert '<mark class="missed">' in cdc.get(f"{path}/1").text
    warehouse.refuse(TESTER, lot)
    assert "1 / 2 1 · 100 %" in text_of(cdc.get(f"/lots/{lot}"))
    result = cdc.get(path)
    assert "(1 sur 1)" in text_of(result) and "ne changent plus" in text_of(result)
    page = cdc.get(f"{path}/1")
    assert page.status_code == 200 and "Jugé par cdc" in text_of(page) and "data-judge" not in page.text
    assert "n'a pas été jugé" in text_of(cdc.get(f"{path}/2"))
    refused = cdc.post(f"{path}/2", {"verdict": "clean"})
    assert refused.status_code == 400 and "est déjà décidé" in text_of(refused)
    warehouse.store.erase(ids)
    assert warehouse.reviews.get(sample.sample).judgements == {}


def test_quarantine_says_why_in_words_and_shows_no_text(cdc: Person, house: House) -> None:
    page = text_of(cdc.get("/quarantaine"))
    if house.docs["Q1"] in page:  # until its lot is refused
        assert "d'un autre patient" in page.lower()
    for part in ("BIHAN", "GUILLERM", "1950", "800410001"):
        assert part not in page


def test_the_audit_log_is_narrowed_by_person_action_and_object(cdc: Person, clinician: Person, house: House) -> None:
    clinician.get(f"/document/{house.docs['A1']}")
    for query in ("actor=clinician", "action=document", f"object={house.docs['A1']}"):
        page = text_of(cdc.get(f"/journal?{query}"))
        assert "document ouvert" in page
        assert house.docs["A1"] in page
    assert "Rien de tel" in text_of(cdc.get("/journal?actor=personne-de-tel"))
    for _ in range(EVENTS):
        house.warehouse.note(TESTER, "lots")
    older = re.search(r'href="(/journal\?before=\d+[^"]*)"', cdc.get("/journal").text)
    assert older
    assert cdc.get(older[1].replace("&amp;", "&")).status_code == 200


def test_reading_the_audit_log_is_audited(cdc: Person, house: House) -> None:
    cdc.get("/journal?actor=clinician")
    newest = house.warehouse.audit.events(limit=1)[0]
    assert (newest["actor"], newest["action"]) == ("cdc", "audit")
    assert newest["detail"] == {"of_actor": "clinician"}


def test_a_lot_that_leaks_is_released_with_its_figure_and_a_reason(cdc: Person, house: House) -> None:
    warehouse = house.warehouse
    sample = warehouse.draw_sample(TESTER, WAITING, size=3, seed=1)
    for place, doc_id in enumerate(sample.doc_ids):
        missed = () if place else ((0, 4, "NOM"),)
        warehouse.judge(TESTER, sample.sample, doc_id, "missed" if missed else "clean", missed)
    page = cdc.get(f"/lots/{WAITING}")
    assert "1 document avec fuite sur 3 jugés, soit 33,3 % (intervalle à 95 % : de 0,84 % à 90,6 %)" in text_of(page)
    assert 'name="reason"' in page.text and 'name="leaking" value="1"' in page.text
    form = {"decision": "release", "leaking": "1", "judged": "3", "reason": "Une initiale, sans risque"}
    for changes, said in (
        ({}, "Fuite mesurée : 1 document sur 3. Confirmez ce nombre et donnez un motif."),
        ({"despite": "yes", "leaking": "0"}, "Fuite mesurée : 1 document sur 3."),
        ({"despite": "yes", "reason": "non"}, "Un motif a 10 caractères au moins"),
        ({"despite": "yes", "reason": "Voir nom@exemple.fr pour le motif"}, "rien qui identifie une personne"),
    ):
        answer = cdc.post(f"/lots/{WAITING}/decision", form | changes)
        assert answer.status_code == 400 and said in text_of(answer)
    assert warehouse.store.lot(WAITING).status == "waiting"


def test_a_lot_that_nobody_judged_is_released_knowingly(cdc: Person, house: House) -> None:
    warehouse, lot = house.warehouse, "lot-non-juge"
    original = warehouse.store.get([house.docs["A1"]])[house.docs["A1"]]
    document = replace(original.document, doc_id="d-non-juge", lot=lot)
    put = Put(annotated=replace(original, document=document), digest="x", pipeline="t")
    warehouse.store.put(lot, [put], [], {"accepted": 1})
    page = cdc.get(f"/lots/{lot}")
    assert "Libérer sans jugement" in text_of(page) and 'name="judged" value="0"' in page.text
    form = {"decision": "release", "leaking": "0", "judged": "0"}
    for changes, said in (
        ({}, "Aucun document de ce lot n'a été jugé : jugez un échantillon"),
        ({"despite": "yes"}, "Un motif a 10 caractères au moins"),
    ):
        answer = cdc.post(f"/lots/{lot}/decision", form | changes)
        assert answer.status_code == 400 and said in text_of(answer)
    assert warehouse.store.lot(lot).status == "waiting"
    known = form | {"despite": "yes", "reason": "Lot d'essai, inventé"}
    assert cdc.post(f"/lots/{lot}/decision", known).status_code == 303
    assert warehouse.store.lot(lot).status == "released"
    assert "avec fuite : 0, jugés : 0, motif : Lot d'essai, inventé" in text_of(cdc.get(f"/journal?object={lot}"))
    warehouse.store.erase([document.doc_id])
    warehouse.sync()


def test_details_of_the_audit_log_are_in_the_page_s_language(app: Flask) -> None:
    detail = {"verdict": "missed", "missed": 2, "sample": 1, "as_role": "cdc", "of_action": "judge", "unheard": 1}
    with app.test_request_context(), force_locale("fr"):
        assert logged_detail(detail) == (
            "pour l'action : document jugé, rôle : centre de données, jugement : fuite, identifiants oubliés : 2,"
            " échantillon : 1, unheard: 1"
        )
    with app.test_request_context(), force_locale("en"):
        assert (
            logged_detail({"verdict": "clean", "reason": "identity"}) == "judgement: clean, reason: looks like a person"
        )


def test_every_logged_detail_has_a_name(app: Flask) -> None:
    logged = {
        keyword.arg
        for room in ("warehouse", "search_app")
        for call in calls(room)
        if named(call) in ("note", "write")
        for keyword in call.keywords
        if keyword.arg and keyword.arg not in ("actor", "role", "action", "object", "encoding")
    }
    with app.test_request_context(), force_locale("fr"):
        assert len(logged) > 10 and [key for key in logged if key not in ORDER] == []
        assert all(detail_name(key) for key in ORDER)


def test_nothing_is_decided_of_a_lot_without_documents(cdc: Person, house: House) -> None:
    house.warehouse.store.put("lot-vide", [], [], {"refused": 2})
    assert "lot-vide vide" in text_of(cdc.get("/lots"))
    page = cdc.get("/lots/lot-vide")
    assert "Rien à décider" in text_of(page) and "decision" not in page.text
