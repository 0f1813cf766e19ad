"""A right call of every route, by endpoint: what the matrix, the form tokens and the audit log are tested with."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

from tests.search_app.house import RELEASED, WAITING, House


@dataclass(frozen=True)
class Call:
    """A path and, for POST, its form; ``role`` may do it."""

    path: str
    role: str
    form: dict[str, Any] = field(default_factory=dict)
    status: tuple[int, ...] = (200, 303, 302)


def calls(house: House, sample: int) -> dict[tuple[str, str], Call]:
    """By method and endpoint."""
    count = {"group": "all", "kind": "concept", "value": "CIM10:I10", "label": ""}
    return {
        ("GET", "static"): Call("/static/app.css", "clinician"),
        ("GET", "entry.home"): Call("/", "clinician"),
        ("GET", "entry.log_in"): Call("/connexion", "clinician"),
        ("POST", "entry.enter"): Call("/connexion", "clinician", {"username": "nobody", "password": "nothing"}, (401,)),
        ("POST", "entry.log_out"): Call("/deconnexion", "clinician"),
        ("POST", "entry.choose_language"): Call("/langue", "clinician", {"language": "fr", "next": "/"}),
        ("GET", "entry.filling"): Call("/remplissage", "clinician"),
        ("GET", "search.search"): Call("/recherche?q=hta", "clinician"),
        ("GET", "search.suggestions"): Call("/suggestions?q=em", "clinician"),
        ("GET", "search.concepts"): Call("/concepts?q=hta", "clinician"),
        ("GET", "documents.document"): Call(f"/document/{house.docs['A1']}?q=hta", "clinician"),
        ("GET", "documents.patient"): Call(f"/patient/{house.patients['p1']}?q=hta", "clinician"),
        ("GET", "cohorts.cohorts"): Call("/cohortes", "researcher"),
        ("POST", "cohorts.build"): Call("/cohortes", "researcher", count | {"do": "save", "name": "essai"}),
        ("POST", "cohorts.export"): Call("/cohortes/csv", "researcher", count),
        ("GET", "cohorts.saved"): Call("/cohortes/essai", "researcher"),
        ("GET", "lots.lots"): Call("/lots", "cdc"),
        ("GET", "lots.one"): Call(f"/lots/{WAITING}", "cdc"),
        ("POST", "lots.draw"): Call(f"/lots/{WAITING}/echantillon", "cdc", {"size": "2", "seed": "7"}),
        ("POST", "lots.decide"): Call(f"/lots/{RELEASED}/decision", "cdc", {"decision": "release"}, (400,)),
        ("GET", "lots.review"): Call(f"/echantillons/{sample}", "cdc"),
        ("GET", "lots.result"): Call(f"/echantillons/{sample}/resultat", "cdc"),
        ("GET", "lots.judge"): Call(f"/echantillons/{sample}/1", "cdc"),
        ("POST", "lots.give_judgement"): Call(f"/echantillons/{sample}/1", "cdc", {"verdict": "clean"}),
        ("GET", "lots.quarantine"): Call("/quarantaine", "cdc"),
        ("GET", "admin.accounts"): Call("/comptes", "admin"),
        ("POST", "admin.create"): Call(
            "/comptes", "admin", {"username": "encore", "role": "clinician", "password": "un-mot-de-passe"}
        ),
        ("POST", "admin.change"): Call("/comptes/nouveau", "admin", {"what": "expires", "expires": "2099-01-01"}),
        ("GET", "admin.settings"): Call("/reglages", "admin"),
        ("GET", "admin.audit"): Call("/journal", "admin"),
    }
