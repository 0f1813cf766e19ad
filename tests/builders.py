"""Invented people and notes for tests, and a warehouse made of them."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path
from typing import Any

from warehouse.store.reviews import NOTHING_JUDGED

ROOT = Path(__file__).resolve().parents[1]
UNJUDGED: dict[str, Any] = {"despite": NOTHING_JUDGED, "reason": "invented people"}
"""How a test releases a lot that nobody judged; with the command line, ``UNJUDGED_SAID``."""
UNJUDGED_SAID = ("--unjudged", "--reason", "invented people")


def a_patient(**changes: Any) -> dict[str, Any]:
    return {
        "ipp": "800412776", "family_name": "LE GOFF", "birth_name": None, "given_names": ["Yves"], "birth_date": "1948-07-04",
        "sex": "M", "nir": "148072901921324", "address": "14 bis route de Kermaria", "postal_code": "29280", "city": "Plouzané",
        "phones": ["02 98 22 33 44"], "emails": [],
    } | changes  # fmt: skip


def a_note(
    doc_id: str = "A01", text: str = "M. Le Goff : pas de fièvre. HTA connue.", **changes: Any
) -> dict[str, Any]:
    return {
        "doc_id": doc_id, "text": text, "lang": "fr", "date": "2021-03-18", "type": "CRH", "unit": "cardiologie",
        "stay_id": "210312874", "patient": a_patient(),
    } | changes  # fmt: skip


def write_lines(path: Path, rows: list[Any]) -> Path:
    """One JSON line a row; bytes and text go in as they are."""
    with path.open("wb") as file:
        for row in rows:
            raw = row if isinstance(row, bytes) else (row if isinstance(row, str) else json.dumps(row)).encode()
            file.write(raw.rstrip(b"\n") + b"\n")
    return path


def klask(*arguments: str | Path, stdin: bytes | None = None, **environment: str) -> subprocess.CompletedProcess[str]:
    """Run the command line as a user does."""
    done = subprocess.run(
        [sys.executable, "-m", "klask", *map(str, arguments)], input=stdin, capture_output=True, cwd=ROOT,
        env=os.environ | environment, timeout=300,
    )  # fmt: skip
    return subprocess.CompletedProcess(done.args, done.returncode, done.stdout.decode(), done.stderr.decode())
