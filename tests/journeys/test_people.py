"""Each person's way through the pages: by mouse and by keyboard, in French and in English."""

from __future__ import annotations

import re

import pytest
from playwright.sync_api import Page, expect

from tests.journeys.conftest import Opener, Site
from tests.search_app.house import PASSWORD, WAITING

pytestmark = [pytest.mark.browser, pytest.mark.xdist_group("browser")]
LANGUAGES = pytest.mark.parametrize("language", ["fr", "en"])


def said(language: str, french: str, english: str) -> str:
    return french if language == "fr" else english


def tab_to(page: Page, selector: str, *, most: int = 60) -> None:
    """Press Tab until an element has the focus, as somebody without a mouse does."""
    for _ in range(most):
        page.keyboard.press("Tab")
        if page.evaluate("selector => document.activeElement?.matches(selector) ?? false", selector):
            return
    pytest.fail(f"{selector} is not reached by Tab")


@LANGUAGES
def test_a_clinician_finds_a_document_by_mouse(enter: Opener, site: Site, language: str) -> None:
    page = enter("clinician", language)
    page.fill("#q", "embolie pulmonaire")
    page.get_by_role("button", name=said(language, "Rechercher", "Search"), exact=True).click()
    expect(page.locator("#count")).to_contain_text("1 patient · 3 documents")
    page.get_by_role("link", name=said(language, "où c'est nié", "where it is negated")).click()
    expect(page.locator("mark.ctx-negated").first).to_be_visible()
    page.get_by_role("link", name=said(language, "affirmé", "affirmed"), exact=True).click()
    page.locator(".hit h2 a").first.click()
    expect(page.locator("article mark").first).to_be_focused()
    page.get_by_role(
        "link", name=said(language, "Tout le dossier du patient", "The whole record of the patient")
    ).click()
    expect(page.locator(".timeline .hit")).to_have_count(3)
    page.fill("#inside", "metformine")
    page.keyboard.press("Enter")
    expect(page.locator(".timeline .hit")).to_have_count(1)
    expect(page.locator(".timeline mark")).to_have_text("metformine")


@LANGUAGES
def test_a_clinician_finds_a_document_by_keyboard(enter: Opener, site: Site, language: str) -> None:
    page = enter("clinician", language)
    expect(page.locator("#q")).to_be_focused()
    page.keyboard.type("embolie OU hta" if language == "fr" else "embolie OR hta")
    page.keyboard.press("Enter")
    expect(page.locator("#count")).to_contain_text("4 patients")
    tab_to(page, ".hit h2 a")
    page.keyboard.press("Enter")
    page.wait_for_url("**/document/**")
    marks = page.locator("article mark[id]")
    expect(marks.first).to_be_focused()
    if marks.count() > 1:
        page.keyboard.press("n")
        expect(marks.nth(1)).to_be_focused()
        page.keyboard.press("p")
    expect(marks.first).to_be_focused()
    page.keyboard.press("/")
    expect(page.locator("#inside")).to_be_focused()


@LANGUAGES
def test_a_researcher_makes_a_cohort_by_mouse(enter: Opener, site: Site, language: str) -> None:
    page = enter("researcher", language)
    page.get_by_role("link", name=said(language, "Cohortes", "Cohorts")).click()
    page.fill("#value0", "hypertension")
    page.get_by_role("button", name=said(language, "Compter les patients", "Count the patients")).click()
    page.get_by_role("button", name="CIM10:I10", exact=False).click()
    expect(page.locator("#value0")).to_have_value("CIM10:I10")
    page.locator("button[value=add-none]").click()
    page.select_option("#kind1", "words")
    page.fill("#value1", "prostate")
    page.get_by_role("button", name=said(language, "Compter les patients", "Count the patients")).click()
    expect(page.locator("#members")).to_contain_text("3 patients")
    expect(page.locator(".evidence mark").first).to_be_visible()
    page.fill("#name", f"Sans prostate {language}")
    page.get_by_role("button", name=said(language, "Enregistrer une version", "Save a version")).click()
    expect(page.get_by_role("status")).to_contain_text("1")
    with page.expect_download() as waiting:
        page.get_by_role("button", name=said(language, "Emporter en CSV", "Take away as CSV")).click()
    lines = waiting.value.path().read_text(encoding="utf-8-sig").splitlines()
    assert len(lines) == 4
    page.get_by_role("link", name=said(language, "Toutes les cohortes", "All cohorts")).click()
    expect(page.get_by_role("link", name=f"Sans prostate {language}")).to_be_visible()


@LANGUAGES
def test_a_researcher_makes_a_cohort_by_keyboard(enter: Opener, site: Site, language: str) -> None:
    page = enter("researcher", language)
    tab_to(page, "a[href='/cohortes']")
    page.keyboard.press("Enter")
    page.wait_for_url("**/cohortes")
    tab_to(page, "#value0")
    page.keyboard.type("CIM10:E11")
    page.keyboard.press("Enter")
    expect(page.locator("#members")).to_contain_text("2 patients")
    tab_to(page, "button[value=add-all]")
    page.keyboard.press("Enter")
    expect(page.locator("#value1")).to_be_focused()
    page.keyboard.type("CIM10:I26")
    page.keyboard.press("Enter")
    expect(page.locator("#members")).to_contain_text("1 patient")
    tab_to(page, "button[value=remove-1]")
    page.keyboard.press("Enter")
    expect(page.locator("#value1")).to_have_count(0)


def test_codes_are_offered_while_typing(enter: Opener, site: Site) -> None:
    page = enter("researcher")
    page.goto("/cohortes")
    page.locator("#value0").press_sequentially("hta")
    page.wait_for_selector("#codes0 option[value='CIM10:I10']", state="attached")
    assert "Hypertension" in (page.get_attribute("#codes0 option[value='CIM10:I10']", "label") or "")
    page.goto("/recherche")
    page.locator("#q").press_sequentially("embo")
    page.wait_for_selector("#words option[value='embolie']", state="attached")


@LANGUAGES
def test_the_data_centre_judges_and_decides_by_mouse(enter: Opener, site: Site, language: str) -> None:
    page = enter("cdc", language)
    page.get_by_role("link", name=said(language, "Lots et revue", "Lots and review")).click()
    page.get_by_role("link", name=WAITING).click()
    page.fill("#size", "2")
    page.get_by_role("button", name=said(language, "Tirer un échantillon", "Draw a sample")).click()
    expect(page.locator("h1")).to_contain_text(said(language, "Document 1 sur 2", "Document 1 of 2"))
    page.get_by_role("button", name=said(language, "Rien ne reste", "Nothing is left")).click()
    expect(page.locator("h1")).to_contain_text(said(language, "Document 2 sur 2", "Document 2 of 2"))
    page.locator("#words").fill("arcoïdose")
    page.get_by_role("button", name=said(language, "Fuite", "Leak")).click()
    expect(page.locator(".figure")).to_contain_text("50")
    page.get_by_role("link", name=said(language, "Décider du lot", "Decide on the lot")).click()
    expect(page.locator(".problem")).to_contain_text(said(language, "Fuite mesurée", "Measured leak"))
    page.get_by_role("button", name=said(language, "Libérer malgré la fuite", "Release despite the leak")).click()
    assert page.evaluate(
        "!document.querySelector('#despite').checkValidity()"
    )  # nothing was sent: it is to be confirmed
    expect(
        page.get_by_label(said(language, "Motif, gardé au journal", "Reason, kept in the audit log"))
    ).to_be_visible()
    assert site.house.warehouse.store.lot(WAITING).status == "waiting"


def test_a_class_is_suggested_and_found_by_its_members(enter: Opener, site: Site) -> None:
    page = enter("clinician")
    page.locator("#q").press_sequentially("anticoag")
    page.wait_for_selector("#words option[value='CLASSE:ANTICOAGULANTS']", state="attached")
    page.fill("#q", "AOD")
    page.keyboard.press("Enter")
    page.get_by_role("link", name="Anticoagulants oraux directs (AOD)").click()
    expect(page.locator("mark").first).to_have_text("apixaban")
    page.get_by_text("Mots et concepts lus").click()
    page.get_by_text("2 codes").first.click()
    expect(page.locator(".searched")).to_contain_text("ATC:B01AF")


def test_a_line_says_that_the_warehouse_is_being_filled(enter: Opener, site: Site) -> None:
    from warehouse.filling import noting

    page = enter("clinician")
    expect(page.locator(".growing")).to_be_hidden()
    with noting(site.house.warehouse.home, 60, done=12):
        page.reload()
        expect(page.locator(".growing")).to_contain_text("12 documents sur 60")


@LANGUAGES
def test_the_data_centre_judges_by_keyboard(enter: Opener, site: Site, language: str) -> None:
    page = enter("cdc", language)
    page.goto(f"/lots/{WAITING}")
    tab_to(page, ".draw button")
    page.keyboard.press("Enter")
    expect(page.locator("#judged")).to_be_visible()
    page.keyboard.press("c")
    expect(page.locator("h1")).to_contain_text(re.compile(r"Document 2 "))
    text = page.locator("#judged").text_content() or ""
    start = text.index("arcoïdose")
    page.evaluate(
        """start => {
          const walker = document.createTreeWalker(document.querySelector("#judged"), NodeFilter.SHOW_TEXT);
          let before = 0, node;
          while ((node = walker.nextNode()) && before + node.length <= start) before += node.length;
          getSelection().setBaseAndExtent(node, start - before, node, start - before + 9);
        }""",
        start,
    )
    page.keyboard.press("m")
    expect(page.locator("[data-missed] li")).to_contain_text("arcoïdose")
    page.keyboard.press("f")
    expect(page.locator("h1")).to_contain_text(re.compile(r"Document 3 "))
    sample = int(page.url.split("/")[-2])
    missed = [j.missed for j in site.house.warehouse.reviews.get(sample).judgements.values() if j.missed]
    assert [label for spans in missed for _a, _b, label in spans] == ["NOM"]


def test_spans_are_counted_in_code_points(enter: Opener, site: Site) -> None:
    """A sign outside the basic plane before the place is one position, as on the server."""
    page = enter("cdc")
    page.goto(f"/lots/{WAITING}")
    page.locator(".draw button").click()
    page.evaluate(
        """() => {
          const text = document.querySelector("#judged");
          text.prepend("𝄞 ");
          getSelection().setBaseAndExtent(text.firstChild, 3, text.firstChild, 3);
          const node = text.childNodes[1];
          getSelection().setBaseAndExtent(node, 0, node, 2);
        }"""
    )
    page.keyboard.press("m")
    assert page.locator("[name=spans]").input_value().startswith("2-4:")


@LANGUAGES
def test_an_administrator_keeps_accounts_by_mouse(enter: Opener, site: Site, language: str) -> None:
    page = enter("admin", language)
    name = f"souris-{language}"
    page.fill("#username", name)
    page.fill("#password", PASSWORD)
    page.get_by_role("button", name=said(language, "Créer le compte", "Make the account")).click()
    row = page.locator("tr", has_text=name)
    row.get_by_role("link", name=said(language, "Changer", "Change")).click()
    page.get_by_role("button", name=said(language, "Fermer le compte", "Close the account")).click()
    expect(page.locator("tr", has_text=name).locator(".state")).to_have_text(said(language, "fermé", "closed"))
    page.get_by_role("link", name=said(language, "Réglages", "Settings")).click()
    expect(page.get_by_role("rowheader", name="dates")).to_be_visible()


@LANGUAGES
def test_an_administrator_keeps_accounts_by_keyboard(enter: Opener, site: Site, language: str) -> None:
    page = enter("admin", language)
    name = f"clavier-{language}"
    tab_to(page, "#username")
    page.keyboard.type(name)
    tab_to(page, "#password")
    page.keyboard.type(PASSWORD)
    page.keyboard.press("Enter")
    expect(page.locator("tr", has_text=name)).to_be_visible()
    tab_to(page, "a[href='/journal']")
    page.keyboard.press("Enter")
    expect(page.locator("tbody tr").first).to_contain_text(said(language, "journal consulté", "audit log read"))


def test_the_language_is_changed_in_place(enter: Opener, site: Site) -> None:
    page = enter("clinician", "fr")
    page.goto("/recherche?q=hta&view=documents")
    page.get_by_role("button", name="English").click()
    expect(page.locator("#count")).to_contain_text("documents")
    assert page.url.endswith("/recherche?q=hta&view=documents")
    assert page.locator("html").get_attribute("lang") == "en"
    page.get_by_role("button", name="Français").click()
    assert page.locator("html").get_attribute("lang") == "fr"


def test_everything_needed_works_without_javascript(enter: Opener, site: Site) -> None:
    page = enter("researcher", script=False)
    page.fill("#q", "embolie pulmonaire")
    page.keyboard.press("Enter")
    expect(page.locator("#count")).to_contain_text("1 patient · 3 documents")
    page.locator(".hit h2 a").first.click()
    expect(page.locator("article mark").first).to_be_visible()
    page.goto("/cohortes")
    page.fill("#value0", "hypertension")
    page.keyboard.press("Enter")
    page.get_by_role("button", name="CIM10:I10", exact=False).click()
    page.get_by_role("button", name="Compter les patients").click()
    expect(page.locator("#members")).to_contain_text("4 patients")


def test_the_skip_link_is_first_and_leads_to_the_content(enter: Opener, site: Site) -> None:
    page = enter("clinician")
    page.goto("/recherche?q=hta")
    page.keyboard.press("Tab")
    expect(page.locator(".skip")).to_be_focused()
    page.keyboard.press("Enter")
    expect(page.locator("main")).to_be_focused()


def test_hostile_text_runs_nothing(enter: Opener, site: Site) -> None:
    page = enter("clinician")
    page.on("dialog", lambda dialog: pytest.fail(f"a script ran: {dialog.message}"))
    for path in (
        "/recherche?q=migraine",
        f"/document/{site.house.docs['B2']}?q=migraine",
        "/recherche?q=<img src=x onerror=alert(1)>",
    ):
        page.goto(path)
        assert page.locator("main img, main script").count() == 0
