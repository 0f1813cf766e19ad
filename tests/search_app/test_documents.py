"""Documents and records: marks at the right place, concepts by label and context, masks, time."""

from __future__ import annotations

import html
import re

import pytest
from flask import Flask
from flask_babel import force_locale

from clinical.annotations import Annotation, Assertion
from clinical.documents import Mask
from clinical.results import Mark
from search_app.layout import laid_out, tables
from search_app.rendering import segments, shown_context
from search_app.words import age_text
from tests.search_app.conftest import Person, text_of
from tests.search_app.house import TESTER, House
from tests.search_app.reading import address_of, links

pytestmark = pytest.mark.xdist_group("pages")


def article(page: str) -> str:
    """The text of a document as it is read, signs and hidden words aside."""
    inside = re.search(r"<article[^>]*>(.*?)</article>", page, re.DOTALL)
    assert inside
    bare = re.sub(r'<span class="(?:sign|hidden)"[^>]*>.*?</span>', "", inside[1])
    return html.unescape(re.sub(r"<[^>]+>", "", bare))


def test_the_whole_text_is_shown_as_it_is_kept(clinician: Person, house: House) -> None:
    for name in ("A1", "A6", "B2", "B3"):
        kept = house.warehouse.store.get([house.docs[name]])[house.docs[name]].document.text
        assert article(clinician.get(f"/document/{house.docs[name]}", q="hta OU migraine").text) == kept


def test_hits_are_numbered_and_walked(clinician: Person, house: House) -> None:
    page = clinician.get(f"/document/{house.docs['A1']}", q="embolie OU hta")
    assert re.findall(r'<mark[^>]*id="hit(\d+)"', page.text) == ["1", "2"]
    assert "2 passages" in text_of(page)
    assert "#hit1" in address_of(page, "suivant")


def test_a_query_that_cannot_be_read_marks_nothing_and_says_so(clinician: Person, house: House) -> None:
    page = clinician.get(f"/document/{house.docs['A1']}", q="(hta")
    assert page.status_code == 200
    assert "<mark" not in page.text
    assert "Cette recherche ne se lit pas." in text_of(page)


def test_concepts_are_listed_by_label_with_the_words_and_the_code(clinician: Person, house: House) -> None:
    page = text_of(clinician.get(f"/document/{house.docs['A4']}"))
    assert "Embolie pulmonaire" in page
    assert "embolie pulmonaire · CIM10 I26" in page
    negated = page[page.index("Nié") :]
    assert "Embolie pulmonaire" in negated


def test_a_concept_leads_to_its_place_and_to_a_search(clinician: Person, house: House) -> None:
    page = clinician.get(f"/document/{house.docs['B3']}")
    place = next(address for _words, address in links(page) if address.startswith("#c"))
    assert f'id="{place[1:]}"' in page.text
    assert any("q=CIM10" in address for _words, address in links(page))


def test_masks_are_named(clinician: Person, house: House, cdc: Person) -> None:
    sample = house.warehouse.draw_sample(TESTER, "lot-attente", size=3, seed=2)
    place = sample.doc_ids.index(house.docs["W2"]) + 1
    page = cdc.get(f"/echantillons/{sample.sample}/{place}").text
    masks = house.warehouse.store.get([house.docs["W2"]])[house.docs["W2"]].document.masks
    assert masks
    for mask in masks:
        assert f'{mask.detector}"' in page
        assert f'data-note="{mask.detector}"' not in page
    assert 'data-note="liste de noms"' in page or 'data-note="adresse"' in page
    assert "Kermorgant" not in page


def test_a_record_is_in_time_newest_first_and_searched_inside(clinician: Person, house: House) -> None:
    address = f"/patient/{house.patients['p1']}"
    page = clinician.get(address)
    listed = text_of(page)[text_of(page).index("Chercher") :]
    assert listed.index("12 juin 2020") < listed.index("4 mars 2019")
    assert "3 documents" in text_of(page)
    inside = clinician.get(address, q="metformine")
    assert "1 sur 3 documents" in text_of(inside)
    assert '<mark class="ctx-present">metformine</mark>' in inside.text


def test_a_record_opens_whole_from_a_hit(clinician: Person, house: House) -> None:
    found = clinician.get(f"/document/{house.docs['A1']}?q=metformine")
    whole = clinician.get(address_of(found, "Tout le dossier du patient"))
    assert "1 sur 3 documents" in text_of(whole) and "Ne montrer que ceux-là" in text_of(whole)
    assert whole.text.count('<li class="hit">') == 3
    assert '<mark class="ctx-present">metformine</mark>' in whole.text
    assert clinician.get(address_of(whole, "Ne montrer que ceux-là")).text.count('<li class="hit">') == 1


@pytest.mark.parametrize(
    ("age", "french", "english"),
    [
        (0, "moins de 1 an au document", "under 1 year at the document"),
        (1, "1 an au document", "1 year at the document"),
        (67, "67 ans au document", "67 years at the document"),
        (93, "90 ans et plus", "90 and over"),
    ],
)
def test_ages_are_said_as_people_say_them(app: Flask, age: int, french: str, english: str) -> None:
    for language, said in (("fr", french), ("en", english)):
        with app.test_request_context(), force_locale(language):
            assert age_text(age) == said


TABLE = "BIOLOGIE\nParamètre | 16/01 | Normes\n---------\nHGB      | 8,1 g/dL | (12 - 16)\nNa\t145\n\nConclusion :  anémie.\n"


def test_lines_with_columns_are_a_table() -> None:
    [(start, end)] = tables(TABLE)
    assert TABLE[start:end].startswith("Paramètre") and TABLE[start:end].endswith("145\n")
    assert tables("Une  phrase.\nUne autre.\n") == []
    assert tables(("mot  " * 60 + "\n") * 3) == []  # paragraphs, whatever their blanks


def test_a_table_keeps_every_character_and_mark() -> None:
    marks = [
        Mark(TABLE.index("BIO"), TABLE.index("Normes"), "present"),
        Mark(TABLE.index("145"), TABLE.index("145") + 3, "past"),
    ]
    blocks = laid_out(segments(TABLE, marks=marks))
    assert [inside for inside, _ in blocks] == [False, True, False]
    assert "".join(part.text for _, group in blocks for part in group) == TABLE
    parts = [part for _, group in blocks for part in group]
    assert [part.hit for part in parts if part.first] == [1, 2]
    assert [part.text for part in parts if part.hit == 1] == ["BIOLOGIE\n", "Paramètre | 16/01 | "]


def test_a_record_says_what_each_document_affirms(clinician: Person, house: House) -> None:
    page = text_of(clinician.get(f"/patient/{house.patients['p8']}"))
    assert "Fibrillation" in page
    assert "cancer" not in page.lower()


def test_a_record_with_a_query_that_cannot_be_read_is_shown_whole(clinician: Person, house: House) -> None:
    page = clinician.get(f"/patient/{house.patients['p1']}", q="(hta")
    assert page.status_code == 400
    assert "tout le dossier est montré" in text_of(page)


def test_the_way_back_keeps_the_search(clinician: Person, house: House) -> None:
    page = clinician.get(f"/document/{house.docs['A1']}?q=hta&cues=no&view=record")
    assert address_of(page, "Résultats") == "/recherche?q=hta&cues=no&view=record"


def test_segments_cut_without_losing_a_character() -> None:
    text = "[NOM] a une HTA, pas d'embolie."
    concepts = [
        Annotation(12, 15, "CIM10", "I10", "HTA"),
        Annotation(23, 30, "CIM10", "I26", "EP", Assertion(negated=True)),
        Annotation(23, 28, "CIM10", "I74", "x"),
    ]
    parts = segments(
        text, masks=[Mask(0, 5, "NOM")], concepts=concepts, marks=[Mark(12, 15, "present"), Mark(21, 30, "negated")]
    )
    assert "".join(part.text for part in parts) == text
    assert [part.text for part in parts if part.mask] == ["[NOM]"]
    assert [part.text for part in parts if part.hit == 1] == ["HTA"]
    assert "".join(part.text for part in parts if part.hit == 2) == "d'embolie"
    assert {part.concept.code for part in parts if part.concept} == {"I10", "I26"}
    assert sum(part.first for part in parts) == 2


def test_a_chronic_disease_among_antecedents_is_shown_as_present() -> None:
    past = Assertion(historical=True)
    assert shown_context(Annotation(0, 3, "CIM10", "I10", "HTA", past, ongoing=True)) == "present"
    assert shown_context(Annotation(0, 3, "CIM10", "K35", "appendicite", past)) == "past"
    assert (
        shown_context(Annotation(0, 3, "CIM10", "I10", "HTA", Assertion(historical=True, family=True), ongoing=True))
        == "family"
    )
