"""Every code, message and string has its words in both languages, and the compiled translations are the written ones."""

from __future__ import annotations

import ast
import gettext
import io
import re
from collections.abc import Iterator
from pathlib import Path

import pytest
from flask import Flask
from flask_babel import force_locale

from clinical.annotations import CONTEXT_CLASSES
from clinical.documents import LABELS
from clinical.results import Notice
from clinical.roles import ROLES
from indexer.limits import SENTENCES
from search_app import notices, problems, words
from tests.search_app.conftest import Person, text_of
from tests.search_app.house import PASSWORD, House
from tools import translations
from warehouse.cohorts import GROUPS, KEYS

pytestmark = pytest.mark.xdist_group("pages")
ROOT = Path(__file__).parents[2]
PARAMS = {
    "cue": "sans", "words": "fièvre", "context": "negated", "read": "x", "name": "couleur", "patients": "3",
}  # fmt: skip


def calls(folder: str) -> Iterator[ast.Call]:
    """Every call in a room's modules."""
    for path in sorted((ROOT / folder).rglob("*.py")):
        yield from (node for node in ast.walk(ast.parse(path.read_text())) if isinstance(node, ast.Call))


def named(call: ast.Call) -> str:
    return call.func.attr if isinstance(call.func, ast.Attribute) else getattr(call.func, "id", "")


def notice_codes() -> dict[str, set[str]]:
    """The codes of all notices that the query language and the search give, with the names of their parameters."""
    found: dict[str, set[str]] = {}
    for room in ("indexer", "warehouse"):
        for call in calls(room):
            code = call.args[0] if call.args else None
            if named(call) in ("Notice", "notice") and isinstance(code, ast.Constant) and isinstance(code.value, str):
                found.setdefault(code.value, set()).update(keyword.arg for keyword in call.keywords if keyword.arg)
    return found


def messages(folder: str, errors: set[str]) -> Iterator[tuple[str, str]]:
    """(place, message) of errors with a fixed or formatted message; what is formatted in stands as `all[0].x`."""
    for path in sorted((ROOT / folder).rglob("*.py")) if (ROOT / folder).is_dir() else [ROOT / folder]:
        for node in ast.walk(ast.parse(path.read_text())):
            if isinstance(node, ast.Call) and named(node) in errors and node.args:
                text = _text(node.args[0])
                if text is not None:
                    yield f"{path.name}:{node.lineno}", text


def _text(node: ast.expr) -> str | None:
    if isinstance(node, ast.Constant):
        return str(node.value)
    if isinstance(node, ast.JoinedStr):
        parts = [part.value if isinstance(part, ast.Constant) else _stand_in(part) for part in node.values]
        return "".join(map(str, parts))
    return None  # a variable, or a string that is already in the reader's language


def _stand_in(part: ast.expr) -> str:
    inside = ast.unparse(part)
    return (
        "12" if re.search("MIN|MAX", inside) else "character 3: this is no age" if "error" in inside else "all[0].age"
    )


def test_the_query_language_has_notices() -> None:
    assert {"context_read", "value_read", "date_read", "brackets_read", "exclusion_patients"} <= notice_codes().keys()


def test_every_parameter_of_a_notice_is_said(app: Flask) -> None:
    for code, names in notice_codes().items():
        given = {name: f"«{name}»" for name in names - {"context"}}
        with app.test_request_context(), force_locale("fr"):
            notice = Notice(code, tuple({**given, "context": "negated"}.items()))
            said = (notices.notice_text(notice), *(notices.notice_offer(notice) or ()))
        for value in given.values():
            assert value in " ".join(said), code


@pytest.mark.parametrize("language", ["fr", "en"])
def test_every_notice_has_its_words(app: Flask, language: str) -> None:
    for code in notice_codes():
        notice = Notice(code, tuple(PARAMS.items()))
        with app.test_request_context(), force_locale(language):
            text = notices.notice_text(notice)
        assert code not in text, code
        assert "%(" not in text, code


def test_notices_differ_between_languages(app: Flask) -> None:
    for code in notice_codes():
        notice = Notice(code, tuple(PARAMS.items()))
        with app.test_request_context():
            with force_locale("fr"):
                french = notices.notice_text(notice)
            with force_locale("en"):
                english = notices.notice_text(notice)
        assert french != english, code


def test_every_refusal_has_its_own_words(app: Flask) -> None:
    with app.test_request_context(), force_locale("fr"):
        texts = {reason: notices.refusal_text(reason) for reason in (*SENTENCES, "identity")}
    assert len(set(texts.values())) == len(texts)


def test_every_message_about_a_query_has_french_words() -> None:
    found = list(messages("indexer", {"QuerySyntaxError"}))
    assert len(found) > 10
    unknown = [(place, text) for place, text in found if not problems.known(text)]
    assert not unknown


def test_every_message_about_cohorts_accounts_and_reviews_has_french_words() -> None:
    found = [
        *messages("warehouse/cohorts.py", {"CohortError"}), *messages("warehouse/accounts.py", {"UsageError"}),
        *messages("warehouse/store/reviews.py", {"UsageError"}), *messages("warehouse/releasing.py", {"UsageError"}),
        *messages("warehouse/store/sqlite.py", {"UsageError"}),
        *messages("search_app/views", {"UsageError"}),
    ]  # fmt: skip
    assert len(found) > 25
    unknown = [(place, text) for place, text in found if not problems.known(text)]
    assert not unknown


def test_every_expectation_of_the_grammar_has_french_words(app: Flask) -> None:
    from indexer.queries.grammar import _EXPECTED

    signs = {"(", ")"}
    with app.test_request_context(), force_locale("en"):
        english = {one: notices.expected_text((one,)) for one in _EXPECTED.values() if one not in signs}
    with app.test_request_context(), force_locale("fr"):
        french = {one: notices.expected_text((one,)) for one in english}
    assert {one for one in french if french[one] == one} <= {"ET", "OU", "SAUF", ")@phrase"}


@pytest.mark.parametrize("language", ["fr", "en"])
def test_every_code_of_a_page_has_its_words(app: Flask, language: str) -> None:
    from indexer.engine import FACETS

    with app.test_request_context(), force_locale(language):
        for label in LABELS:
            assert words.label_name(label) != label
        for role in ROLES:
            assert words.role_name(role)
        for context in CONTEXT_CLASSES:
            assert notices.context_name(context)
        for kind in KEYS:
            assert words.kind_name(kind)
            assert words.kind_hint(kind)
        for group in GROUPS:
            assert words.group_name(group)
            assert words.group_help(group)
        for action in words.ACTIONS:
            assert words.action_name(action) != action or language == "en"
        for facet in FACETS:
            assert words.facet_name(facet) != facet or (facet, language) == ("source", "fr")


def test_every_action_that_is_logged_can_be_chosen() -> None:
    logged = set()
    for room in ("warehouse", "search_app", "klask"):
        for call in calls(room):
            place = 1 if named(call) == "note" else None
            action = call.args[place] if place and len(call.args) > place else None
            if isinstance(action, ast.Constant):
                logged.add(action.value)
            if named(call) == "write":
                given = [k.value for k in call.keywords if k.arg == "action"]
                logged |= {one.value for one in given if isinstance(one, ast.Constant)}
    assert len(logged) > 20
    assert logged <= set(words.ACTIONS)


def test_every_quarantine_reason_has_words(app: Flask) -> None:
    reasons = ["leak:name", "leak:misspelt-name", "leak:birth-date", "leak:ipp", "leak:nir", "leak:phone", "leak:mail",
               "leak:address", "several-patients", "other-patient:ipp", "other-patient:nir", "deid-failed"]  # fmt: skip
    with app.test_request_context(), force_locale("fr"):
        for reason in reasons:
            assert reason.partition(":")[2] not in words.reason_name(reason).split() or "nir" not in reason
            assert words.reason_name(reason) != reason


@pytest.mark.parametrize("language", translations.LANGUAGES)
def test_every_string_is_translated(language: str) -> None:
    assert translations.missing(translations.merged(language)) == []


@pytest.mark.parametrize("language", translations.LANGUAGES)
def test_translations_are_up_to_date(language: str) -> None:
    """`python -m tools.translations` makes them so."""
    kept, now = translations.read(language), translations.merged(language)
    assert {message.id for message in kept} == {message.id for message in now}


@pytest.mark.parametrize("language", translations.LANGUAGES)
def test_the_compiled_file_is_the_written_one(language: str) -> None:
    kept = (translations.folder(language) / "messages.mo").read_bytes()
    made = translations.mo_bytes(translations.read(language))
    one, other = (gettext.GNUTranslations(io.BytesIO(data)) for data in (kept, made))
    assert {k: v for k, v in vars(one)["_catalog"].items() if k} == {
        k: v for k, v in vars(other)["_catalog"].items() if k
    }


@pytest.mark.parametrize("language", translations.LANGUAGES)
def test_translations_keep_their_parameters(language: str) -> None:
    for message in translations.read(language):
        if message.id:
            ids = message.id if isinstance(message.id, tuple | list) else (message.id,)
            strings = message.string if isinstance(message.string, tuple | list) else (message.string,)
            wanted = set(re.findall(r"%\((\w+)\)", " ".join(ids)))
            for string in strings:
                assert set(re.findall(r"%\((\w+)\)", str(string))) == wanted, message.id


def test_a_person_chooses_the_language_and_it_is_kept(app: Flask, visitor: Person) -> None:
    assert "Se connecter" in visitor.client.get("/", headers={"Accept-Language": "br, fr;q=0.5"}).text
    assert "Log in" in visitor.client.get("/", headers={"Accept-Language": "en"}).text
    visitor.log_in("researcher")
    visitor.post("/langue", {"language": "en", "next": "/recherche"})
    assert "Search the documents" in visitor.get("/recherche").text
    again = Person(app.test_client())
    again.log_in("researcher")
    assert "Search the documents" in again.get("/recherche").text
    visitor.post("/langue", {"language": "fr"})
    assert visitor.post("/langue", {"language": "xx"}).status_code == 400
    assert "Chercher dans les documents" in text_of(visitor.get("/recherche"))


def test_a_language_chosen_before_logging_in_stays(house: House, visitor: Person) -> None:
    house.warehouse.accounts.create("anglophone", "clinician", PASSWORD)
    assert visitor.client.post("/langue", data={"language": "en", "next": "/"}).status_code == 303
    visitor.log_in("anglophone")
    assert "Search the documents" in visitor.get("/recherche").text


def test_english_pages_hold_no_french(people: dict[str, Person], house: House) -> None:
    french = re.compile(r"\b(?:le|la|les|des|une|pour|dans|aucun|tous|recherche|document relu)\b", re.IGNORECASE)
    for role, paths in {
        "researcher": ["/cohortes", "/recherche?q=xyzabc"], "cdc": ["/lots", "/lots/lot-attente", "/quarantaine"],
        "admin": ["/comptes", "/reglages"],
    }.items():  # fmt: skip
        house.warehouse.accounts.change(role, language="en")
        try:
            for path in paths:
                page = people[role].get(path)
                assert page.text.startswith('<!doctype html>\n<html lang="en">')
                assert not french.search(text_of(page).replace("Français", "").replace("marie.le-goff", "")), (
                    path,
                    french.search(text_of(page)),
                )
        finally:
            house.warehouse.accounts.change(role, language="fr")
