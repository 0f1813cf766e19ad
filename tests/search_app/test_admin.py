"""Accounts and settings."""

from __future__ import annotations

import pytest
from flask import Flask

from tests.search_app.conftest import Person, text_of
from tests.search_app.house import PASSWORD, House

pytestmark = pytest.mark.xdist_group("pages")


def test_an_account_is_made_and_works(admin: Person, visitor: Person, house: House) -> None:
    form = {"username": "Marie.Le-Goff", "role": "researcher", "password": PASSWORD, "expires": "2099-12-31"}
    assert admin.post("/comptes", form).status_code == 303
    page = text_of(admin.get("/comptes"))
    assert "marie.le-goff chercheur ouvert dernier jour : 31 déc. 2099" in page
    assert visitor.log_in("marie.le-goff").status_code == 303
    assert visitor.get("/cohortes").status_code == 200


@pytest.mark.parametrize(
    ("form", "said"),
    [
        ({"username": "court", "role": "clinician", "password": "court"}, "Un mot de passe a 12 à 200 caractères"),
        ({"username": "Été!", "role": "clinician", "password": PASSWORD}, "Un nom d'utilisateur a 2 à 40"),
        ({"username": "admin", "role": "clinician", "password": PASSWORD}, "Le compte admin existe déjà"),
        ({"username": "autre", "role": "roi", "password": PASSWORD}, "Ce rôle n'existe pas"),
        ({"username": "autre", "role": "admin", "password": PASSWORD, "expires": "demain"}, "s'écrit AAAA-MM-JJ"),
        (
            {"username": "autre", "role": "admin", "password": PASSWORD, "expires": "2020-01-01"},
            "aujourd'hui ou plus tard",
        ),
    ],
)
def test_an_account_that_cannot_be_is_refused_in_french(admin: Person, form: dict[str, str], said: str) -> None:
    answer = admin.post("/comptes", form)
    assert answer.status_code == 400
    assert said in text_of(answer)


@pytest.mark.parametrize("what", ["role", "disable"])
def test_an_administrator_keeps_the_own_account(admin: Person, what: str) -> None:
    answer = admin.post("/comptes/admin", {"what": what, "role": "clinician"})
    assert answer.status_code == 400
    assert "son propre compte" in text_of(answer)
    assert admin.get("/comptes").status_code == 200


def test_an_account_that_is_not_there_is_not_found(admin: Person) -> None:
    assert admin.post("/comptes/personne", {"what": "disable"}).status_code == 404


def test_settings_show_values_and_origins_and_no_key(admin: Person, house: House) -> None:
    page = text_of(admin.get("/reglages"))
    assert "dates Dates de soins dans les textes et les fiches : gardées, décalées ou masquées keep klask.toml" in page
    assert "group_ages Les âges de 90 ans et plus forment un seul groupe oui par défaut" in page
    for name in ("vault.key", "pseudonym.key"):
        path = house.warehouse.home / "keys" / name
        assert path.read_text().strip() not in page


def test_an_administrator_reads_no_document(admin: Person, house: House) -> None:
    for path in (
        "/recherche?q=hta",
        f"/document/{house.docs['A1']}",
        f"/patient/{house.patients['p1']}",
        "/concepts?q=hta",
    ):
        assert admin.get(path).status_code == 403


def test_what_was_done_to_an_account_is_said(admin: Person) -> None:
    form = {"username": "bref", "role": "clinician", "password": PASSWORD, "expires": "2099-01-31"}
    made = admin.client.post("/comptes", data=form | {"csrf": admin.csrf}, follow_redirects=True)
    assert "Compte bref créé : clinicien. Il expire après le 31 janv. 2099." in text_of(made)
    assert "bref clinicien ouvert dernier jour : 31 janv. 2099" in text_of(made)
    for what, given, said in (
        ("expires", {"expires": ""}, "Le compte bref n'expire pas."),
        ("role", {"role": "cdc"}, "bref a maintenant le rôle centre de données"),
        ("disable", {}, "Compte bref fermé"),
        ("enable", {}, "Compte bref rouvert."),
        ("revoke", {}, "Les sessions de bref sont closes."),
    ):
        changed = admin.client.post(
            "/comptes/bref", data={"csrf": admin.csrf, "what": what} | given, follow_redirects=True
        )
        assert said in text_of(changed)
    assert "créé" not in text_of(admin.get("/comptes", name="personne", done="create"))
    assert "créé" not in text_of(admin.get("/comptes", name="bref", done="<b>"))


def test_every_setting_has_its_sentence(app: Flask) -> None:
    from search_app.settings_words import setting_help
    from warehouse.settings import SETTINGS

    with app.test_request_context():
        assert [one.name for one in SETTINGS if setting_help(one.name) == one.name] == []


def test_one_account_at_a_time_shows_its_forms(admin: Person) -> None:
    assert "Fermer le compte" not in text_of(admin.get("/comptes"))
    page = admin.get("/comptes", change="cdc")
    assert page.text.count("Fermer le compte") == 1 and 'action="/comptes/cdc"' in page.text
    assert "Fermer le compte" not in text_of(admin.get("/comptes", change="admin"))  # not the own one
