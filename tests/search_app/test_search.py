"""What the search page says: how it was read, both counts, other contexts, offers, refusals, filters."""

from __future__ import annotations

import re
from typing import Any

import pytest

from search_app.views.search import FILTERS
from tests.search_app.conftest import Person, text_of
from tests.search_app.house import TESTER, House
from tests.search_app.reading import address_of, asked, links

pytestmark = pytest.mark.xdist_group("pages")


def found(person: Person, q: str, **more: object) -> str:
    answer = person.get("/recherche", q=q, **more)
    assert answer.status_code == 200, q
    return text_of(answer)


@pytest.mark.parametrize(
    ("q", "said"),
    [
        ("hta", "4 patients · 6 documents"),
        ("embolie pulmonaire", "1 patient · 3 documents"),
        ("kardegic", "1 patient · 2 documents"),
        ("maladie de Still", "1 patient · 1 document"),
        ("Parkinson", "1 patient · 1 document"),
        ("HbA1c > 9", "2 patients · 2 documents"),
        ("CIM10:E11", "2 patients · 2 documents"),
        ("xyzabc", "0 patient · 0 document"),
    ],
)
def test_patients_and_documents_are_counted(clinician: Person, q: str, said: str) -> None:
    assert said in found(clinician, q)


@pytest.mark.parametrize(
    ("q", "said"),
    [
        ("sans fièvre", "« sans » est lu comme un contexte : « fièvre » est cherché où c'est dit nié."),
        ("suspicion d'embolie", "où c'est dit hypothèse"),
        ("antécédent familial d'embolie", "où c'est dit famille"),
        ("HbA1c > 9", "« HbA1c > 9 » est lu comme un résultat"),
        ("metformine depuis 2019", "« depuis 2019 » est lu comme une période du document"),
        ("embolie sous apixaban", "Mots ignorés : sous. Pour en exiger un : =sous"),
        ("hta et toux", "« et » en minuscules est un simple mot"),
        ("HTA ET METFORMINE", "Texte tout en capitales"),
        ("hta metformine OU toux", "Lu ainsi :"),
        ("[NOM] hta", "Les étiquettes comme [NOM] ne sont pas des mots"),
        ("couleur:rouge hta", "Il n'y a pas de champ « couleur »"),
        ("HTA SAUF cancer", "SAUF écarte 1 patient dont un document affirme « cancer »"),
    ],
)
def test_the_page_says_what_was_read_into_a_query(clinician: Person, q: str, said: str) -> None:
    assert said in found(clinician, q)


def test_a_context_read_from_words_is_undone_by_one_click(clinician: Person) -> None:
    answer = clinician.get("/recherche", q="sans fièvre")
    plain = clinician.get(address_of(answer, "Lire comme de simples mots"))
    assert "3 patients" in text_of(answer)
    assert "sont lus comme de simples mots" in text_of(plain)
    assert "est lu comme un contexte" not in text_of(plain)


def test_other_contexts_are_counted_and_one_click_away(clinician: Person) -> None:
    answer = clinician.get("/recherche", q="embolie pulmonaire")
    for words, query in (("où c'est nié", "nié:"), ("où c'est supposé", "hypothèse:"), ("dans la famille", "famille:")):
        address = address_of(answer, words)
        assert asked(address) == f"{query}(embolie pulmonaire)"
        other = clinician.get(address)
        assert "1 patient · 1 document" in text_of(other)
        assert asked(address_of(other, "affirmé")) == "embolie pulmonaire"


def test_marks_carry_a_sign_and_a_word_beside_their_colour(clinician: Person) -> None:
    page = clinician.get("/recherche", q="nié:(embolie pulmonaire)").text
    assert re.search(
        r'<mark class="ctx-negated"><span class="sign" aria-hidden="true">¬</span><span class="hidden">\(nié\)', page
    )


def test_words_in_one_document_and_in_the_record_are_both_counted(clinician: Person) -> None:
    answer = clinician.get("/recherche", q="hta metformine")
    assert "2 patients répondent dans un même document · 3 dans leur dossier entier" in text_of(answer)
    whole = clinician.get(address_of(answer, "dans leur dossier entier"))
    assert "3 patients" in text_of(whole)
    record = clinician.get(next(address for _words, address in links(whole) if address.startswith("/patient/")))
    assert "sur" in text_of(record)
    assert record.text.count("<mark") >= 2


def test_exclusion_works_on_patients_or_on_documents(clinician: Person) -> None:
    assert "3 patients" in found(clinician, "HTA SAUF cancer")
    assert "SAUF écarte les documents qui affirment" in found(clinician, "HTA SAUF cancer", view="documents")


def test_excluding_what_is_only_negated_excludes_nobody(clinician: Person) -> None:
    assert "SAUF écarte 0 patient dont" in found(clinician, "fibrillation SAUF saignement")


def test_copies_are_folded_and_counted(clinician: Person) -> None:
    assert "1 copie" in found(clinician, "kardegic")


def test_a_concept_is_offered_for_words(clinician: Person) -> None:
    answer = clinician.get("/recherche", q="dt2")
    assert "via le concept" in text_of(answer)
    offered = [
        (words, address)
        for words, address in links(answer)
        if "CIM10" in asked_or_empty(address) and "OU" in asked_or_empty(address)
    ]
    assert offered
    _words, address = offered[0]
    assert asked(address).startswith("(dt2 OU CIM10:E11")
    assert "2 patients · 2 documents" in text_of(clinician.get(address))


@pytest.mark.parametrize(
    ("q", "offer"),
    [
        ("DT2", "(DT2 OU CIM10:E11"), ("DT2 HTA", "(dt2 OU CIM10:E11"), ("DT2 CIM10:I10", "(DT2 OU CIM10:E11"),
    ],
)  # fmt: skip
def test_an_offer_is_read_as_it_is_meant_also_in_capitals(clinician: Person, q: str, offer: str) -> None:
    answer = clinician.get("/recherche", q=q)
    address = next(address for _words, address in links(answer) if offer in asked_or_empty(address))
    widened = clinician.get(address)
    assert "sont lus comme de simples mots" not in text_of(widened)
    assert "0 patient" not in text_of(widened)


def asked_or_empty(address: str) -> str:
    return asked(address) if "q=" in address else ""


@pytest.mark.parametrize(
    ("q", "offer"),
    [
        ("dt2 sous metformine", "(dt2 OU CIM10:E11) sous metformine"),
        ("HTA mal équilibrée", "(HTA OU CIM10:I10) mal équilibrée"),
        ("DT2 déséquilibré SAUF toux", "(DT2 OU CIM10:E11) déséquilibré SAUF toux"),
    ],
)
def test_an_offer_keeps_the_rest_of_the_question(house: House, q: str, offer: str) -> None:
    from warehouse.asking import Asked

    searching = house.warehouse._searching
    asked_for = Asked(searching._reader("fr", True), q, ())
    assert offer in {text for _concept, text, _query in searching._explaining(asked_for, "fr").widened()}


def test_of_concepts_that_the_same_words_name_only_the_widest_is_offered(house: House) -> None:
    from warehouse.asking import Asked

    searching = house.warehouse._searching
    asked_for = Asked(searching._reader("fr", True), "cancer du sein", ())
    assert {"CIM10:C509", "CIM10:C50-C50"} <= set(asked_for.parsed.clauses[0].concepts)
    offered = [text for _concept, text, _query in searching._explaining(asked_for, "fr").widened()]
    assert offered == ["(cancer du sein OU CIM10:C50-C50)"]


def test_words_that_join_others_are_not_required(clinician: Person) -> None:
    assert "1 patient · 1 document" in found(clinician, "fibrillation sous apixaban")
    assert "1 patient · 1 document" in found(clinician, "embolie par apixaban chez hta")
    assert "0 patient" in found(clinician, "embolie =par apixaban")


def test_a_name_that_is_in_no_text_is_answered_by_its_concept(clinician: Person) -> None:
    answer = clinician.get("/recherche", q="AOD")
    assert "0 patient · 0 document" in text_of(answer)
    assert "des codes le disent : 2 documents via la classe Anticoagulants oraux directs (AOD)" in text_of(answer)
    assert "Rien n'est trouvé" not in text_of(answer)
    assert 'class="button"' in answer.text
    offered = address_of(answer, "2 documents via la classe Anticoagulants oraux directs (AOD)")
    assert "2 patients · 2 documents" in text_of(clinician.get(offered))


@pytest.mark.parametrize(
    ("q", "words", "query"),
    [
        ('"HTA équilibrées"', "Avec accords et pluriels, dans n'importe quel ordre", '"HTA équilibrées"~0'),
        ('"embolie bilatérale"', "Sans guillemets", "embolie bilatérale"),
        ('"équilibré HTA" kardegic', "Sans guillemets", "équilibré HTA kardegic"),
    ],
)
def test_a_phrase_that_finds_nothing_offers_its_words(clinician: Person, q: str, words: str, query: str) -> None:
    answer = clinician.get("/recherche", q=q)
    assert "0 patient" in text_of(answer)
    assert asked(address_of(answer, words)) == query
    assert "0 patient" not in text_of(clinician.get(address_of(answer, words)))


def test_a_clause_is_taken_out_by_its_cross(clinician: Person) -> None:
    answer = clinician.get("/recherche", q="embolie ET fibrillation SAUF cancer")
    assert asked(address_of(answer, "Ôter « embolie »")) == "fibrillation SAUF cancer"
    assert asked(address_of(answer, "Ôter « cancer »")) == "embolie ET fibrillation"


@pytest.mark.parametrize(
    ("q", "words", "left"),
    [
        ("sans fièvre embolie", "fièvre", None),
        ("ATCD d'AVC ET hta", "d'AVC", "hta"),
        ("(hta OU toux) embolie", "toux", "(hta) embolie"),
        ("nié:(embolie pulmonaire)", "embolie", "nié:(pulmonaire)"),
        ("nié:fièvre hta", "fièvre", "hta"),
        ("hta depuis 2019", "depuis 2019", "hta"),
        ("type:CRH hta", "type:CRH", "hta"),
        ("HbA1c > 9 hta", "HbA1c > 9", "hta"),
        ("hta OU toux", "hta", "toux"),
    ],
)
def test_what_is_left_without_a_clause_can_be_read(clinician: Person, q: str, words: str, left: str | None) -> None:
    answer = clinician.get("/recherche", q=q)
    address = address_of(answer, f"Ôter « {words} »")
    if left is not None:
        assert asked(address) == left
    assert clinician.get(address).status_code == 200


def test_no_result_says_which_word_kills_it_and_the_count_without(clinician: Person) -> None:
    answer = clinician.get("/recherche", q="hta xyzabc")
    assert "Rien n'est trouvé pour « xyzabc »." in text_of(answer)
    assert "Sans « xyzabc » : 6 documents" in text_of(answer)
    assert asked(address_of(answer, "Sans « xyzabc »")) == "hta"


def test_no_result_of_words_that_exist_says_so(clinician: Person) -> None:
    assert "Aucun document ne répond à tous ces critères à la fois." in found(clinician, "kardegic fibrillation")


def test_no_result_within_filters_counts_without_them(clinician: Person) -> None:
    answer = clinician.get("/recherche?q=kardegic&year=1999")
    assert "Sans les filtres : 2 documents" in text_of(answer)


def test_spellings_come_from_the_index(clinician: Person) -> None:
    answer = clinician.get("/recherche", q="insufisance cardiaqe")
    assert asked(address_of(answer, "insuffisance cardiaque")) == "insuffisance cardiaque"
    assert "Vouliez-vous dire" in text_of(answer)


@pytest.mark.parametrize(
    ("typed", "offered"),
    [
        (
            "insufisance cardiac décompensée",
            "insuffisance cardiaque décompensée",
        ),  # `cardiac` is English, three edits away
        ("fibrilation atrial sous apixaban", "fibrillation atriale sous apixaban"),
        ("embolie pulmonare SAUF cancer", "embolie pulmonaire SAUF cancer"),
    ],
)
def test_words_are_respelt_together_and_lead_somewhere(clinician: Person, typed: str, offered: str) -> None:
    answer = clinician.get("/recherche", q=typed)
    assert asked(address_of(answer, offered)) == offered
    assert "0 patient ·" not in text_of(clinician.get("/recherche", q=offered))


def test_no_spelling_that_finds_nothing_is_offered(house: House) -> None:
    found = house.warehouse.search(TESTER, "pericardit migrainne")  # said of two patients
    assert found.respelling is None and not any(clause.spellings for clause in found.clauses)


@pytest.mark.parametrize(
    ("typed", "words", "instead"),
    [
        ("HTA sauf cancer", "Lire : HTA SAUF cancer", "HTA SAUF cancer"),
        ("glycémie > 2", "Lire en g/L", "glycémie > 2 g/L"),
        ("Lasilix > 40 mg", "Lire comme de simples mots : Lasilix 40 mg", "Lasilix 40 mg"),
    ],
)
def test_another_reading_is_one_click_away(clinician: Person, typed: str, words: str, instead: str) -> None:
    assert asked(address_of(clinician.get("/recherche", q=typed), words)) == instead


def test_what_is_nothing_measured_is_told(clinician: Person) -> None:
    assert "« Lasilix » n'est pas un résultat mesuré" in found(clinician, "Lasilix > 40 mg")


def test_a_class_is_told_where_it_adds_nothing_to_a_word_that_stands_nowhere(clinician: Person) -> None:
    answer = clinician.get("/recherche", q="AOD migraine")
    assert re.search(r"La classe Anticoagulants oraux directs .*: 2 documents, aucun avec le reste", text_of(answer))
    assert "Rien n'est trouvé pour « AOD »" in text_of(answer)


def test_a_page_beyond_the_last_leads_to_the_last(clinician: Person) -> None:
    answer = clinician.get("/recherche", q="hta", page=9999)
    assert answer.status_code == 302 and answer.location == "/recherche?q=hta"


def test_the_english_page_names_its_fields_in_english(clinician: Person) -> None:
    clinician.post("/langue", {"language": "en", "next": "/"})
    try:
        page = text_of(clinician.get("/recherche"))
        assert "title:" in page and "negated:" in page and "titre:" not in page and "nié:" not in page
        assert "pulmonary embolism" in page
    finally:
        clinician.post("/langue", {"language": "fr", "next": "/"})


def test_what_is_missing_at_the_end_is_said_once(clinician: Person) -> None:
    page = text_of(clinician.get("/recherche", q="hta ET"))
    assert "Il manque quelque chose (à la fin)" in page
    assert 'Attendu : un mot ou "une expression"' in page


def test_age_is_said_to_be_at_the_document(clinician: Person) -> None:
    page = found(clinician, "hta")
    assert "ans au document" in page
    assert "Âge au document" in page


def test_a_filter_is_set_and_taken_away(clinician: Person) -> None:
    answer = clinician.get("/recherche", q="hta")
    narrowed = clinician.get(address_of(answer, "gériatrie"))
    assert "1 patient · 1 document" in text_of(narrowed)
    wide = clinician.get(address_of(narrowed, "Ôter le filtre gériatrie"))
    assert "4 patients · 6 documents" in text_of(wide)


def test_every_filter_of_the_address_narrows(clinician: Person) -> None:
    values = {
        "type": "CRH",
        "unit": "cardiologie",
        "year": "2019",
        "sex": "F",
        "age": "65-79",
        "source": "x",
        "concept": "CIM10:I26",
    }
    assert set(values) == set(FILTERS)
    for name, value in values.items():
        narrowed = clinician.get(f"/recherche?q=hta&{name}={value}")
        assert narrowed.status_code == 200
        assert "4 patients · 6 documents" not in text_of(narrowed), name


@pytest.mark.parametrize(
    "query",
    [
        "q=hta&page=zz",
        "q=hta&page=99999999999",
        "q=hta&view=x&order=y",
        "q=hta&age=abc&year=20x9&concept=;drop",
        "q=%00",
    ],
)
def test_nonsense_in_the_address_does_no_harm(clinician: Person, query: str) -> None:
    answer = clinician.get(f"/recherche?{query}")
    assert answer.status_code == 200 or answer.location == "/recherche?q=hta"


@pytest.mark.parametrize(
    ("q", "said"),
    [
        ("(hta", "Une parenthèse n'est pas fermée"),
        ("hta ET", "Il manque quelque chose (à la fin)"),
        ("OU hta", "OU n'a rien à relier ici"),
        ('"hta', "Ce guillemet n'est pas fermé"),
        ("CIM10:ZZZ", "CIM10 n'a pas ce code"),
        ("age:vieux", "Ce n'est pas un âge"),
    ],
)
def test_a_query_that_cannot_be_read_says_where_and_why_in_french(clinician: Person, q: str, said: str) -> None:
    answer = clinician.get("/recherche", q=q)
    assert answer.status_code == 400
    assert said in text_of(answer)
    assert "(caractère" in text_of(answer) or "(à la fin)" in text_of(answer)
    assert "@phrase" not in text_of(answer)


@pytest.mark.parametrize("q", ["*hta", "h*", "(" * 40 + "hta" + ")" * 40, " ".join(["mot"] * 200), "ab~"])
def test_a_costly_query_is_refused_with_what_to_do(clinician: Person, q: str) -> None:
    answer = clinician.get("/recherche", q=q)
    assert answer.status_code == 400
    assert "problem" in answer.text


IDENTITIES = [
    "Maëla Le Bihan 11/02/1950",
    "Armel Riouallon 01/01/1901",
    "1 50 02 29 019 213 24",
    "06 12 34 56 78",
    "800410001",
    "a.b@example.org",
]


def test_identities_are_refused_in_the_same_words_known_or_not(clinician: Person) -> None:
    answers = [clinician.get("/recherche", q=q) for q in IDENTITIES]
    assert {answer.status_code for answer in answers} == {400}
    said = {re.search(r'role="alert"><p>(.*?)</p>', answer.text, re.DOTALL)[1] for answer in answers}  # type: ignore[index]
    assert len(said) == 1
    assert "une personne" in said.pop()


def test_identities_are_never_logged(clinician: Person, house: House) -> None:
    for q in IDENTITIES:
        clinician.get("/recherche", q=q)
    rows = house.warehouse.audit.events(action="search-refused", limit=1000)
    assert rows
    written = str([row["detail"] for row in house.warehouse.audit.events(limit=100_000)])
    for part in ("Bihan", "1950", "Riouallon", "06 12", "800410001", "example.org"):
        assert part not in written


def test_a_refused_query_may_be_searched_as_medical_terms(clinician: Person) -> None:
    answer = clinician.get("/recherche", q="Parkinson Jean né le 01/01/1950")
    assert answer.status_code == 400
    assert asked(address_of(answer, "comme termes médicaux")) == "Parkinson"


def test_hostile_text_is_shown_and_never_run(clinician: Person, house: House) -> None:
    hostile = "<script>alert('q')</script>"
    pages = [
        clinician.get("/recherche", q="migraine"),
        clinician.get("/recherche", q=hostile),
        clinician.get("/recherche", q=f'"{hostile}"'),
        clinician.get(f"/recherche?q=migraine&unit={hostile}&type={hostile}"),
        clinician.get(f"/document/{house.docs['B2']}", q=hostile),
        clinician.get(f"/patient/{house.patients['p7']}", q=hostile),
        clinician.get(f"/patient/{house.patients['p7']}"),
        clinician.get("/nulle-part/<script>alert(1)</script>"),
        clinician.get("/connexion?next=/<script>alert(1)</script>"),
    ]
    for page in pages:
        assert "<script>" not in page.text, page.request.url
        assert "<img" not in page.text
        assert "<b>gras" not in page.text
        assert "<b>Compte" not in page.text
    assert "&lt;b&gt;Compte rendu&lt;/b&gt; hostile" in pages[0].text
    assert "&lt;script&gt;alert" in pages[4].text


def test_hostile_text_in_answers_for_scripts_is_json(clinician: Person) -> None:
    for path in ("/suggestions?q=<script>", "/concepts?q=<script>alert(1)</script>", "/suggestions", "/concepts?q="):
        answer = clinician.get(path)
        assert answer.content_type == "application/json"
        assert isinstance(answer.json, list)


def rows_of(person: Person, path: str, q: str) -> list[dict[str, Any]]:
    rows = person.get(path, q=q).json
    assert isinstance(rows, list)
    return rows


def test_suggestions_are_words_of_released_documents(clinician: Person) -> None:
    rows = rows_of(clinician, "/suggestions", "hta embo")
    assert rows[0] == {"value": "hta embolie", "documents": 6}
    assert rows_of(clinician, "/suggestions", "sarco") == []


def test_concepts_are_found_by_their_words_and_their_code(researcher: Person) -> None:
    rows = rows_of(researcher, "/concepts", "hta")
    assert rows[0]["value"] == "CIM10:I10"
    assert f"{rows[0]['documents']} documents" in found(researcher, "CIM10:I10")
    assert rows_of(researcher, "/concepts", "cim10:i26")[0]["value"] == "CIM10:I26"


# lots that are not released


def test_a_waiting_lot_is_in_nothing_that_a_searcher_sees(house: House, people: dict[str, Person]) -> None:
    for role in ("clinician", "researcher", "cdc"):
        person = people[role]
        for view in ("patients", "documents", "record"):
            page = person.get("/recherche", q="sarcoïdose", view=view)
            assert "0 patient · 0 document" in text_of(page), role
            assert "attente" not in re.sub(r"<nav.*?</nav>", "", page.text, flags=re.DOTALL), role
        every = person.get("/recherche?q=*")
        assert every.status_code in (200, 400)
        for q in (
            "hta",
            "migraine",
            "CIM10:D86",
            "tout:sarcoïdose",
            "nié:sarcoïdose",
            "unit:attente",
            "lot:lot-attente",
        ):
            page = person.get("/recherche", q=q, view="documents")
            assert house.docs["W1"] not in page.text, q
            assert "unité en attente" not in page.text, q
            assert "2024-04" not in page.text, q
        assert person.get("/suggestions", q="sarco").json == []
        assert person.get("/suggestions", q="médias").json == []
        for name in ("W1", "W2", "W3", "R1"):
            assert person.get(f"/document/{house.docs[name]}").status_code == 404
        record = person.get(f"/patient/{house.patients['p8']}")
        assert "1 document" in text_of(record)
        assert house.docs["W1"] not in record.text
        assert "0 sur 1 document " in text_of(person.get(f"/patient/{house.patients['p8']}", q="sarcoïdose"))
    assert rows_of(people["researcher"], "/concepts", "sarcoïdose")[0]["documents"] == 0
    counted = people["researcher"].post(
        "/cohortes", {"group": "all", "kind": "words", "value": "sarcoïdose", "label": ""}
    )
    assert "0 patient répond" in text_of(counted)


def test_a_missing_document_and_a_waiting_one_answer_alike(clinician: Person, house: House) -> None:
    waiting = clinician.get(f"/document/{house.docs['W1']}")
    missing = clinician.get("/document/d-inconnu")
    assert waiting.status_code == missing.status_code == 404
    assert text_of(waiting) == text_of(missing)


def test_an_opposed_patient_disappears_at_once(clinician: Person, house: House) -> None:
    assert "1 patient" in found(clinician, "Parkinson")
    house.warehouse.store.withhold_patient(house.patients["p5"])
    try:
        assert "0 patient" in found(clinician, "Parkinson")
        assert clinician.get(f"/document/{house.docs['A8']}").status_code == 404
        assert clinician.get(f"/patient/{house.patients['p5']}").status_code == 404
    finally:
        from warehouse.database import transaction

        store = house.warehouse.store
        with transaction(store.database, store.path) as connection:
            connection.execute("delete from withheld")


def test_a_class_is_offered_for_the_words_that_name_it(clinician: Person) -> None:
    answer = clinician.get("/recherche", q="anticoagulant oral direct")
    assert "via la classe Anticoagulants oraux directs (AOD) CLASSE:AOD" in text_of(answer)
    offered = next(address for _words, address in links(answer) if "OU CLASSE:AOD" in asked_or_empty(address))
    page = text_of(clinician.get(offered))
    assert "2 patients · 2 documents" in page  # apixaban, in letters that never say `anticoagulant`
    assert "Anticoagulants oraux directs (AOD) CLASSE:AOD 2 codes" in page and "ATC:B01AF" in page


def test_typing_a_class_suggests_it(clinician: Person) -> None:
    rows = clinician.get("/suggestions", q="hta anticoag").get_json()
    assert {"value": "hta CLASSE:ANTICOAGULANTS", "label": "Anticoagulants", "documents": 2} in rows
    assert clinician.get("/suggestions", q="AV").get_json()  # two letters are enough


def test_a_range_of_categories_can_be_searched_and_narrowed_to(clinician: Person) -> None:
    assert "1 patient · 1 document" in text_of(clinician.get("/recherche", q="CIM10:C00-C97"))
    assert "1 patient · 1 document" in text_of(clinician.get("/recherche", q="hta", concept="CIM10:C00-C97"))


def test_english_readers_see_english_names_or_are_told_that_one_is_french(clinician: Person) -> None:
    clinician.post("/langue", {"language": "en", "next": "/"})
    try:
        page = text_of(clinician.get("/recherche", q="CLASSE:AOD OR CIM10:I10-I15"))
        assert "Direct oral anticoagulants (DOAC)" in page and "Maladies hypertensives (fr)" in page
    finally:
        clinician.post("/langue", {"language": "fr", "next": "/"})


def test_spellings_are_words_and_not_other_misspellings(house: House) -> None:
    found = house.warehouse.search(TESTER, "insufisance cardiaqe")
    assert found.respelling is not None and found.respelling.text == "insuffisance cardiaque"
    assert all(house.warehouse.concepts.is_word(word) for word in found.respelling.text.split())
    assert house.warehouse.search(TESTER, "migrainne").clauses[0].spellings[0].words == "migraine"
    assert not house.warehouse.concepts.is_word("migrainne")


def test_a_denied_family_history_is_a_context_of_its_own(clinician: Person) -> None:
    assert "1 patient · 1 document" in text_of(clinician.get("/recherche", q="famille:mélanome"))
    assert "0 patient · 0 document" in text_of(clinician.get("/recherche", q="nié:mélanome"))
    denied = text_of(clinician.get("/recherche", q="pas d'antécédent familial de mélanome"))
    assert "1 patient · 1 document" in denied and "est cherché où c'est dit nié de la famille" in denied
    assert "♣¬ (nié de la famille) mélanome" in denied
    plain = clinician.get("/recherche", q="mélanome")
    assert "♣¬ + 1 nié de la famille" in text_of(plain)
    assert "1 document" in text_of(clinician.get(address_of(plain, "♣¬ + 1 nié de la famille")))
