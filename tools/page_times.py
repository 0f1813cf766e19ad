"""How long each kind of page takes, and how large it is, on one warehouse: the bars are 300 ms and 100 kB.

    python -m tools.page_times HOME [--rounds 5]

Asks the application in process, as each role, through the whole chain of guards, engine, store, audit and templates, with
throw-away accounts that are closed at the end. The first round is left out: it opens the index.
"""

from __future__ import annotations

import argparse
import re
import secrets
import statistics
import sys
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from flask.testing import FlaskClient

from search_app import create_app
from warehouse.opening import open_warehouse
from warehouse.warehouse import Actor, Warehouse

SEARCHES = (
    "hta", "embolie pulmonaire", "sans fièvre", "kardegic", "OMI", "maladie de Still", "Parkinson", "HbA1c > 9",
    "insufisance cardiaqe", "HTA SAUF cancer", "diabète depuis 2019", "CIM10:I10-I15", '"insuffisance cardiaque"', "infarct*",
    "anticoagulant oral direct", "CLASSE:CANCER", "CIM10:C00-C97 CLASSE:ANTICOAGULANTS", "famille:cancer",
)  # fmt: skip
COHORT = {
    "group": ["all", "all", "any", "any", "none"], "kind": ["concept", "age", "concept", "words", "concept"],
    "value": ["CIM10:I26", "50..", "CLASSE:AOD", "scanner", "CLASSE:CANCER"], "label": [""] * 5,
}  # fmt: skip
MAX_MS, MAX_BYTES = 300, 100_000


class Measured:
    """A logged-in client that keeps the time and size of every page by its kind."""

    def __init__(self, warehouse: Warehouse, role: str) -> None:
        self.name, password = f"mesure-{role}-{secrets.token_hex(3)}", secrets.token_urlsafe(16)
        warehouse.accounts.create(self.name, role, password)
        self.client: FlaskClient = create_app(warehouse).test_client()
        self.client.post("/connexion", data={"username": self.name, "password": password})
        found = re.search(r'name="csrf" value="([^"]+)"', self.client.get("/", follow_redirects=True).text)
        self.csrf = found[1] if found else ""

    def page(self, path: str, form: dict[str, Any] | None = None) -> tuple[float, int, str]:
        begun = time.perf_counter()
        answer = self.client.post(path, data=form | {"csrf": self.csrf}) if form else self.client.get(path)
        text = answer.text
        took = (time.perf_counter() - begun) * 1000
        if answer.status_code != 200:
            raise SystemExit(f"{path}: {answer.status_code}")
        return took, len(answer.data), text


def pages(warehouse: Warehouse) -> Iterator[tuple[str, Measured, str, dict[str, Any] | None]]:
    """(kind, who, address, form) of every kind of page."""
    clinician, researcher, cdc, admin = (
        Measured(warehouse, role) for role in ("clinician", "researcher", "cdc", "admin")
    )
    yield "search, empty", clinician, "/recherche", None
    for query in SEARCHES:
        yield f"search: {query}", clinician, f"/recherche?q={query}", None
    yield "search, by document and date", clinician, "/recherche?q=hta&view=documents&order=date", None
    yield "search, whole record", clinician, "/recherche?q=hta diabète&view=record", None
    found = clinician.page("/recherche?q=hta")[2]
    document, patient = (re.search(rf"/{kind}/[\w-]+", found) for kind in ("document", "patient"))
    assert document and patient
    yield "document", clinician, f"{document[0]}?q=hta", None
    yield "record", clinician, patient[0], None
    yield "record, searched", clinician, f"{patient[0]}?q=hta", None
    yield "suggestions", clinician, "/suggestions?q=embo", None
    yield "concepts", researcher, "/concepts?q=hypertension", None
    yield "cohorts", researcher, "/cohortes", None
    yield "cohort of five criteria", researcher, "/cohortes", COHORT
    lot = max(warehouse.store.lots(), key=lambda one: one.documents).lot
    sample = warehouse.draw_sample(Actor(cdc.name, "cdc"), lot, size=50, seed=1).sample
    yield "lots", cdc, "/lots", None
    yield "lot", cdc, f"/lots/{lot}", None
    yield "judging", cdc, f"/echantillons/{sample}/1", None
    yield "sample", cdc, f"/echantillons/{sample}/resultat", None
    yield "quarantine", cdc, "/quarantaine", None
    yield "audit log", cdc, "/journal", None
    yield "accounts", admin, "/comptes", None
    yield "settings", admin, "/reglages", None


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("home", type=Path)
    parser.add_argument("--rounds", type=int, default=5)
    options = parser.parse_args()
    warehouse, over = open_warehouse(options.home), 0
    warehouse.settings = warehouse.settings.with_value("searches_per_minute", 1_000_000, "page_times")
    people = set()
    print(f"{warehouse.store.count()} documents; median and worst of {options.rounds} rounds")
    for kind, who, path, form in pages(warehouse):
        people.add(who.name)
        taken = [who.page(path, form)[:2] for _ in range(options.rounds + 1)][1:]
        times, size = [one[0] for one in taken], taken[0][1]
        grave = statistics.median(times) > MAX_MS or size > MAX_BYTES
        over += grave
        print(
            f"{kind:45} {statistics.median(times):7.0f} ms {max(times):7.0f} ms {size / 1000:7.1f} kB{'  OVER' if grave else ''}"
        )
    for name in people:
        warehouse.accounts.change(name, disabled=True)
    warehouse.close()
    return 1 if over else 0


if __name__ == "__main__":
    sys.exit(main())
