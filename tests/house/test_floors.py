"""The plan of the house, held by checks: floors, who makes documents, sizes, lazy imports."""

from __future__ import annotations

import ast
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
ROOMS = (
    "clinical",
    "language",
    "hospital",
    "terminologies",
    "deid",
    "nlp",
    "indexer",
    "warehouse",
    "search_app",
    "klask",
)


def modules() -> list[Path]:
    return [path for room in ROOMS for path in sorted((ROOT / room).rglob("*.py"))]


def test_import_contract_holds() -> None:
    done = subprocess.run(
        [str(Path(sys.executable).with_name("lint-imports")), "--no-cache"], cwd=ROOT, capture_output=True, text=True
    )
    assert done.returncode == 0, done.stdout


def test_every_folder_of_modules_is_a_package() -> None:
    folders = {path.parent for path in modules()}
    assert [str(folder) for folder in folders if not (folder / "__init__.py").exists()] == []


MAKERS = {
    "warehouse/store/records.py",  # rebuilds what deid made
    "indexer/synthetic.py",  # invented texts of the search benchmark
    "indexer/evaluate_ranking.py",  # published abstracts and leaflets
}


def test_only_deid_and_the_stores_adapter_make_documents() -> None:
    strangers = set()
    for path in modules():
        tree = ast.parse(path.read_text(encoding="utf-8"))
        ours = any(
            isinstance(node, ast.ImportFrom)
            and node.module == "clinical.documents"
            and "Document" in {a.name for a in node.names}
            for node in ast.walk(tree)
        )
        calls = [n for n in ast.walk(tree) if isinstance(n, ast.Call) and getattr(n.func, "id", "") == "Document"]
        if ours and calls and path.relative_to(ROOT).parts[0] != "deid":
            strangers.add(path.relative_to(ROOT).as_posix())
    assert strangers <= MAKERS


def test_nothing_reads_the_environment_but_settings() -> None:
    readers = set()
    for path in modules():
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if isinstance(node, ast.Attribute) and node.attr in ("environ", "getenv"):
                readers.add(path.relative_to(ROOT).as_posix())
    assert readers <= {"warehouse/settings.py"}


def test_modules_stay_readable() -> None:
    long = {
        path.relative_to(ROOT).as_posix(): lines
        for path in modules()
        if (lines := len(path.read_text(encoding="utf-8").splitlines())) > 400
        and not {"blocks", "data"} & set(path.parts)
    }
    assert long == {}


@pytest.mark.parametrize(
    ("statement", "forbidden"),
    [
        ("import klask.cli", ("spacy", "whoosh", "flask", "numpy", "sqlite_utils", "tantivy")),
        ("import nlp", ("spacy",)),
        ("import warehouse.opening", ("spacy", "whoosh", "flask", "tantivy")),
        ("import indexer", ("whoosh", "tantivy")),
        ("import search_app", ("spacy", "whoosh", "tantivy", "deid", "nlp")),
    ],
)
def test_imports_stay_light(statement: str, forbidden: tuple[str, ...]) -> None:
    code = f"import sys; {statement}; print(sorted(set({forbidden!r}) & set(sys.modules)))"
    done = subprocess.run([sys.executable, "-c", code], cwd=ROOT, capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "[]"
