"""axe-core finds nothing serious on any page, wide or narrow; no page is wider than its window."""

from __future__ import annotations

import pytest
from axe_playwright_python.sync_playwright import Axe  # type: ignore[import-untyped]

from tests.journeys.conftest import Opener, Site
from tests.search_app.house import TESTER, WAITING

pytestmark = [pytest.mark.browser, pytest.mark.xdist_group("browser")]
GRAVE = {"serious", "critical"}


def paths(site: Site) -> dict[str | None, list[str]]:
    """Every kind of page, by who opens it."""
    house = site.house
    sample = house.warehouse.draw_sample(TESTER, WAITING, size=2, seed=3)
    house.warehouse.save_cohort(
        TESTER, "vue", "name: vue\nall:\n- concept: CIM10:I10\nnone:\n- words: prostate\n", patients=3
    )
    document, patient = house.docs["A1"], house.patients["p1"]
    return {
        None: ["/connexion", "/nulle-part"],
        "researcher": [
            "/recherche", "/recherche?q=embolie+pulmonaire", "/recherche?q=sans+fi%C3%A8vre&view=documents&sex=F",
            "/recherche?q=hta+xyzabc", "/recherche?q=AOD", "/recherche?q=CLASSE:AOD", "/recherche?q=famille-ni%C3%A9e:m%C3%A9lanome", "/recherche?q=(hta", "/recherche?q=06+12+34+56+78",
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
