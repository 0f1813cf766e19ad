"""axe-core finds nothing serious on any page, wide or narrow; no page is wider than its window."""

from __future__ import annotations

from dataclasses import replace

import pytest
from axe_playwright_python.sync_playwright import Axe  # type: ignore[import-untyped]

from clinical.annotations import Reading
from tests.journeys.conftest import Opener, Site
from tests.search_app.house import TESTER, WAITING
from warehouse.store.protocol import Put

pytestmark = [pytest.mark.browser, pytest.mark.xdist_group("browser")]
GRAVE = {"serious", "critical"}


TABLE = "BIOLOGIE\nParamètre | 16/01/2017 | 26/01/2017 | Normes\nHGB       | 8,1 g/dL   | 8,4 g/dL   | (12,0 - 16,0) sur sang total\n\nAnémie.\n"


def with_a_table(site: Site) -> str:
    """A released document with columns; returns its pseudonym."""
    store, doc_id = site.house.warehouse.store, "d-avec-colonnes"
    original = store.get([site.house.docs["A1"]])[site.house.docs["A1"]]
    document = replace(original.document, doc_id=doc_id, patient_id="p-avec-colonnes", text=TABLE, masks=())
    put = Put(annotated=replace(original, document=document, reading=Reading()), digest=doc_id, pipeline="tests")
    store.put(document.lot, [put], [], {})
    return doc_id


def paths(site: Site) -> dict[str | None, list[str]]:
    """Every kind of page, by who opens it."""
    house = site.house
    sample = house.warehouse.draw_sample(TESTER, WAITING, size=2, seed=3)
    house.warehouse.save_cohort(
        TESTER, "vue", "name: vue\nall:\n- concept: CIM10:I10\nnone:\n- words: prostate\n", patients=3
    )
    tabled = with_a_table(site)
    document, patient = house.docs["A1"], house.patients["p1"]
    return {
        None: ["/connexion", "/nulle-part"],
        "researcher": [
            "/recherche", "/recherche?q=embolie+pulmonaire", "/recherche?q=sans+fi%C3%A8vre&view=documents&sex=F",
            "/recherche?q=hta+xyzabc", "/recherche?q=AOD", "/recherche?q=CLASSE:AOD", "/recherche?q=famille-ni%C3%A9e:m%C3%A9lanome", "/recherche?q=(hta", "/recherche?q=06+12+34+56+78",
            "/recherche?q=" + "a" * 300, "/recherche?q=hta+" + "b" * 300, f"/document/{tabled}",
            f"/document/{document}?q=embolie+OU+hta", f"/document/{document}", f"/patient/{patient}?q=hta",
            f"/patient/{patient}", "/cohortes", "/cohortes/vue", "/lots",
        ],
        "cdc": ["/lots", f"/lots/{WAITING}", f"/echantillons/{sample.sample}/1",
                f"/echantillons/{sample.sample}/resultat", "/quarantaine", "/journal"],
        "admin": ["/comptes", "/comptes?change=cdc", "/reglages"],
    }  # fmt: skip


def test_no_page_has_a_serious_flaw(enter: Opener, site: Site) -> None:
    axe, flaws = Axe(), []
    for role, addresses in paths(site).items():
        page = enter(role)
        for address in addresses:
            page.goto(address)
            for flaw in axe.run(page).response["violations"]:
                if flaw["impact"] in GRAVE:
                    flaws.append((address, flaw["id"], [node["html"][:160] for node in flaw["nodes"][:3]]))
    assert not flaws


def test_no_page_is_wider_than_a_telephone(enter: Opener, site: Site) -> None:
    wider = []
    for role, addresses in paths(site).items():
        page = enter(role, width=390)
        for address in addresses:
            page.goto(address)
            if page.evaluate("document.documentElement.scrollWidth - innerWidth") > 0:
                wider.append(address)
    assert not wider


def test_columns_line_up_and_scroll_by_themselves(enter: Opener, site: Site) -> None:
    page = enter("clinician", width=390)
    page.goto(f"/document/{with_a_table(site)}")
    places = page.evaluate(
        """() => {
          const node = document.querySelector(".text .table").firstChild, found = [];
          for (const sign of node.data.matchAll(/[|]/g)) {
            const range = document.createRange();
            range.setStart(node, sign.index);
            range.setEnd(node, sign.index + 1);
            found.push(Math.round(range.getBoundingClientRect().left));
          }
          return found;
        }"""
    )
    assert len(places) == 6 and places[:3] == places[3:]
    assert page.evaluate("(t => t.scrollWidth > t.clientWidth)(document.querySelector('.text .table'))")
    assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")
    assert page.locator(".text").inner_text().strip().endswith("Anémie.")
