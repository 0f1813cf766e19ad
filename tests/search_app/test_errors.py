"""Pages for what goes wrong, and the first page."""

from __future__ import annotations

import logging

import pytest
from flask import Flask

from tests.search_app.conftest import Person, text_of
from tests.search_app.house import House

pytestmark = pytest.mark.xdist_group("pages")


def test_the_first_page_answers(visitor: Person) -> None:
    answer = visitor.client.get("/")
    assert answer.status_code == 200
    assert "Se connecter" in answer.text


@pytest.mark.parametrize(
    "path", ["/nulle-part", "/document/d-inconnu", "/patient/p-inconnu", "/document/../etc/passwd"]
)
def test_what_is_not_there_is_a_page(clinician: Person, path: str) -> None:
    answer = clinician.get(path)
    assert answer.status_code == 404
    assert "<h1>" in answer.text
    assert "Revenir à l'accueil" in text_of(answer)


def test_what_a_role_may_not_open_is_a_page(clinician: Person) -> None:
    answer = clinician.get("/lots")
    assert answer.status_code == 403
    assert "rôle" in text_of(answer)


def test_a_request_that_cannot_be_read_is_a_page(cdc: Person) -> None:
    answer = cdc.post("/lots/lot-attente/echantillon", {"size": "beaucoup", "seed": "1"})
    assert answer.status_code == 400
    assert "Il faut un nombre entier" in text_of(answer)


def test_a_request_too_long_is_refused_unread(researcher: Person) -> None:
    answer = researcher.post("/cohortes", {"mode": "text", "definition": "x" * 400_000})
    assert answer.status_code == 413


def test_a_wrong_method_is_a_page(clinician: Person) -> None:
    assert clinician.post("/recherche").status_code == 405


def test_an_internal_error_tells_nothing(
    app: Flask, house: House, clinician: Person, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    def broken(*_: object, **__: object) -> None:
        raise ValueError("M. Le Bihan a une embolie")

    monkeypatch.setattr(house.warehouse, "search", broken)
    with caplog.at_level(logging.ERROR):
        answer = clinician.get("/recherche", q="hta")
    assert answer.status_code == 500
    assert "Bihan" not in answer.text
    assert "Bihan" not in caplog.text
    assert "ValueError at" in caplog.text
    assert "Traceback" not in answer.text
