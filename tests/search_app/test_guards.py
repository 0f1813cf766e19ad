"""Who may open what, form tokens, headers, sessions, audit: over every route that there is."""

from __future__ import annotations

from collections.abc import Callable, Iterator

import pytest
from flask import Flask

from clinical.roles import ROLES
from search_app import access, create_app
from tests.search_app.calls import Call, calls
from tests.search_app.conftest import Person, text_of
from tests.search_app.house import PASSWORD, TESTER, WAITING, House
from tests.warehouse.test_accounts import Later

pytestmark = pytest.mark.xdist_group("pages")


@pytest.fixture(scope="module")
def known(house: House, people: dict[str, Person]) -> dict[tuple[str, str], Call]:
    sample = house.warehouse.draw_sample(TESTER, WAITING, size=2, seed=1).sample
    house.warehouse.save_cohort(TESTER, "essai", "all:\n- concept: CIM10:I10\n", patients=None)
    house.warehouse.accounts.create("nouveau", "clinician", PASSWORD)
    return calls(house, sample)


def routes(app: Flask) -> Iterator[tuple[str, str, str]]:
    """Method, rule and endpoint of every route."""
    for rule in app.url_map.iter_rules():
        for method in sorted((rule.methods or set()) - {"HEAD", "OPTIONS"}):
            yield method, rule.rule, rule.endpoint


def test_every_route_has_a_call_here(app: Flask, known: dict[tuple[str, str], Call]) -> None:
    assert {(method, endpoint) for method, _, endpoint in routes(app)} == set(known)


def test_the_matrix_is_what_roles_meet(
    app: Flask, people: dict[str, Person], known: dict[tuple[str, str], Call]
) -> None:
    matrix = access.matrix(app)
    for method, rule, endpoint in routes(app):
        if endpoint in ("entry.log_out", "entry.enter"):
            continue  # they end or change the session, and are for everybody
        call = known[method, endpoint]
        for role in ROLES:
            person = people[role]
            answer = person.get(call.path) if method == "GET" else person.post(call.path, call.form)
            if matrix[method, rule][role]:
                assert answer.status_code not in (401, 403), (role, method, rule)
            else:
                assert answer.status_code == 403, (role, method, rule)


@pytest.mark.parametrize(
    ("role", "opens", "not_"),
    [
        ("clinician", {"/recherche", "/patient/<patient_id>"}, {"/cohortes", "/lots", "/journal", "/comptes"}),
        ("researcher", {"/recherche", "/cohortes", "/cohortes/csv"}, {"/lots", "/journal", "/comptes"}),
        ("cdc", {"/recherche", "/lots", "/quarantaine", "/journal"}, {"/cohortes", "/comptes", "/reglages"}),
        ("admin", {"/comptes", "/reglages", "/journal"}, {"/recherche", "/document/<doc_id>", "/lots", "/cohortes"}),
    ],
)
def test_the_table_of_roles(app: Flask, role: str, opens: set[str], not_: set[str]) -> None:
    may = {rule for (_method, rule), roles in access.matrix(app).items() if roles[role]}
    assert opens <= may
    assert not not_ & may


def test_nobody_sees_anything_without_a_session(
    app: Flask, visitor: Person, known: dict[tuple[str, str], Call]
) -> None:
    for method, _rule, endpoint in routes(app):
        if access.permission_of(app, endpoint) == access.OPEN:
            continue
        call = known[method, endpoint]
        answer = visitor.client.open(call.path, method=method, data=call.form)
        if method == "GET":
            assert answer.status_code == 302, endpoint
            assert answer.location.startswith("/connexion?next="), endpoint
        else:
            assert answer.status_code == 401, endpoint


def test_a_route_without_a_permission_stops_the_start(house: House, monkeypatch: pytest.MonkeyPatch) -> None:
    from search_app.views import search

    monkeypatch.delattr(search.search, "klask_permission")
    with pytest.raises(RuntimeError, match=r"search\.search"):
        create_app(house.warehouse)


def test_an_unknown_permission_is_no_permission() -> None:
    with pytest.raises(ValueError, match="no permission"):
        access.needs("everything")


def test_every_unsafe_route_asks_for_the_form_token(
    app: Flask, people: dict[str, Person], known: dict[tuple[str, str], Call]
) -> None:
    unsafe = [(method, endpoint) for method, _, endpoint in routes(app) if method not in ("GET", "HEAD", "OPTIONS")]
    assert unsafe
    for method, endpoint in unsafe:
        call = known[method, endpoint]
        for token in ({}, {"csrf": "wrong"}, {"csrf": "é"}):
            answer = people[call.role].client.open(call.path, method=method, data=call.form | token)
            assert answer.status_code == 400, endpoint


def test_no_state_changes_by_get(app: Flask) -> None:
    changing = {"admin.create", "admin.change", "lots.decide", "lots.draw", "lots.give_judgement", "entry.log_out"}
    assert all(method == "POST" for method, _rule, endpoint in routes(app) if endpoint in changing)


def test_every_answer_has_the_headers(
    app: Flask, people: dict[str, Person], visitor: Person, known: dict[tuple[str, str], Call]
) -> None:
    answers = [visitor.client.get(path) for path in ("/", "/connexion", "/nulle-part", "/recherche")]
    for (method, endpoint), call in known.items():
        if endpoint != "entry.log_out":
            person = people[call.role]
            answers.append(person.get(call.path) if method == "GET" else person.post(call.path, call.form))
    for answer in answers:
        policy = answer.headers["Content-Security-Policy"]
        assert "default-src 'none'" in policy
        assert "unsafe" not in policy
        assert "frame-ancestors 'none'" in policy
        assert answer.headers["X-Content-Type-Options"] == "nosniff"
        assert answer.headers["Referrer-Policy"] == "no-referrer"
        kept = answer.headers["Cache-Control"]
        assert ("no-store" in kept) != (answer.request.path.startswith("/static/")), answer.request.path


def test_pages_hold_nothing_inline_and_nothing_from_elsewhere(
    people: dict[str, Person], known: dict[tuple[str, str], Call]
) -> None:
    import re

    for (method, endpoint), call in known.items():
        if method == "GET" and endpoint != "static":
            page = people[call.role].client.get(call.path, follow_redirects=True).text
            assert not re.search(r"<[^>]+\sstyle=|<style|<script(?![^>]*\bsrc=)|\son\w+=\"|javascript:", page), endpoint
            assert not re.search(r'(?:src|href|action)="(?:https?:)?//', page), endpoint


def test_every_route_is_audited_or_says_why_not(
    app: Flask, people: dict[str, Person], known: dict[tuple[str, str], Call], audited: Callable[[], int]
) -> None:
    people["researcher"].get("/")
    for method, _rule, endpoint in routes(app):
        call = known[method, endpoint]
        if endpoint == "entry.log_out":
            continue  # tested with sessions
        person = people[call.role]
        before = audited()
        form = call.form | {"username": "encore-un"} if endpoint == "admin.create" else call.form  # the other may exist
        answer = person.get(call.path) if method == "GET" else person.post(call.path, form)
        assert answer.status_code in (*call.status, 400), (endpoint, answer.status_code)
        if access.exemption_of(app, endpoint):
            continue
        if endpoint == "lots.decide":
            assert audited() == before  # the lot is decided already: nothing was done
            continue
        assert audited() > before, endpoint


def test_an_access_that_cannot_be_audited_is_refused(
    house: House, clinician: Person, monkeypatch: pytest.MonkeyPatch
) -> None:
    from clinical.errors import StoreError

    def full(**_: object) -> None:
        raise StoreError("audit.sqlite: no space left")

    monkeypatch.setattr(house.warehouse.audit, "write", full)
    for path in ("/recherche?q=hta", f"/document/{house.docs['A1']}", f"/patient/{house.patients['p1']}"):
        answer = clinician.get(path)
        assert answer.status_code == 503
        assert "HTA" not in answer.text


# sessions


def test_the_cookie_is_strict_and_hidden_from_scripts(visitor: Person) -> None:
    answer = visitor.client.post("/connexion", data={"username": "clinician", "password": PASSWORD})
    cookie = answer.headers["Set-Cookie"]
    assert "HttpOnly" in cookie
    assert "SameSite=Strict" in cookie
    assert "Path=/" in cookie


def test_behind_tls_the_cookie_is_secure_and_the_site_asks_for_https(house: House) -> None:
    client = create_app(house.warehouse, secure=True).test_client()
    answer = client.post("/connexion", data={"username": "clinician", "password": PASSWORD})
    assert answer.headers["Set-Cookie"].startswith("__Host-")
    assert "Secure" in answer.headers["Set-Cookie"]
    assert "max-age=31536000" in answer.headers["Strict-Transport-Security"]


def test_logging_out_ends_the_session_on_the_server(app: Flask, visitor: Person) -> None:
    visitor.log_in("clinician")
    token = visitor.client.get_cookie("klask-session")
    assert token is not None
    assert visitor.get("/recherche").status_code == 200
    assert visitor.post("/deconnexion").status_code == 303
    thief = app.test_client()
    thief.set_cookie("klask-session", token.value)
    assert thief.get("/recherche").status_code == 302


@pytest.mark.parametrize("how", ["revoke", "disable", "role", "password"])
def test_an_administrator_ends_sessions_at_once(house: House, admin: Person, visitor: Person, how: str) -> None:
    name = f"passant-{how}"
    house.warehouse.accounts.create(name, "clinician", PASSWORD)
    visitor.log_in(name)
    assert visitor.get("/recherche").status_code == 200
    form = {"what": how, "role": "researcher", "password": "encore-un-secret"}
    assert admin.post(f"/comptes/{name}", form).status_code == 303
    assert visitor.client.get("/recherche").status_code == 302


def test_an_expired_account_has_no_session(
    house: House, admin: Person, visitor: Person, monkeypatch: pytest.MonkeyPatch
) -> None:
    house.warehouse.accounts.create("ancien", "clinician", PASSWORD)
    visitor.log_in("ancien")
    assert admin.post("/comptes/ancien", {"what": "expires", "expires": "2020-01-01"}).status_code == 400
    assert admin.post("/comptes/ancien", {"what": "expires", "expires": "2099-01-01"}).status_code == 303
    assert visitor.client.get("/recherche").status_code == 200
    monkeypatch.setattr("warehouse.accounts.date", Later)
    assert visitor.client.get("/recherche").status_code == 302
    assert visitor.log_in("ancien").status_code == 401


def test_log_in_answers_alike_whatever_was_wrong(visitor: Person) -> None:
    unknown = visitor.client.post("/connexion", data={"username": "personne", "password": PASSWORD})
    wrong = visitor.client.post("/connexion", data={"username": "researcher", "password": "pas-le-bon-mot"})
    assert unknown.status_code == wrong.status_code == 401
    assert unknown.text == wrong.text


@pytest.mark.parametrize(
    "target", ["https://evil.example/", "//evil.example", "/\\evil.example", "javascript:alert(1)"]
)
def test_log_in_leads_nowhere_else(visitor: Person, target: str) -> None:
    answer = visitor.client.post("/connexion", data={"username": "clinician", "password": PASSWORD, "next": target})
    assert answer.location == "/"


def test_log_in_leads_back_to_the_page_that_was_asked(visitor: Person) -> None:
    asked = visitor.client.get("/recherche?q=embolie+pulmonaire")
    page = visitor.client.get(asked.location)
    assert 'value="/recherche?q=embolie+pulmonaire"' in page.text
    answer = visitor.client.post(
        "/connexion", data={"username": "clinician", "password": PASSWORD, "next": "/recherche?q=embolie+pulmonaire"}
    )
    assert answer.location == "/recherche?q=embolie+pulmonaire"


def test_pages_say_that_the_warehouse_is_being_filled(house: House, clinician: Person) -> None:
    from warehouse.filling import noting

    assert "data-growing" not in clinician.get("/recherche").text
    with noting(house.warehouse.home, 6060, done=1600):
        page = clinician.get("/recherche")
        said = "L'entrepôt se remplit : 1 600 documents sur 6 060. Les nombres augmentent encore."
        assert said in text_of(page) and 'aria-live="polite" data-growing="/remplissage"' in page.text
        assert " ".join(clinician.get("/remplissage").get_json()["text"].split()) == said
    assert clinician.get("/remplissage").get_json() == {"text": ""}
