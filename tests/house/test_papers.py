"""The papers say what is there: commands, settings, the first two commands, the plan."""

from __future__ import annotations

import re
from pathlib import Path

from click.testing import CliRunner

from klask.cli import COMMANDS, cli
from warehouse.settings import SETTINGS

ROOT = Path(__file__).resolve().parents[2]


def test_readme_starts_with_the_two_commands() -> None:
    first = (ROOT / "README.md").read_text(encoding="utf-8").splitlines()[:30]
    assert any("make demo" in line for line in first)
    assert any("make test" in line for line in first)


def test_architecture_has_a_heading_a_room_and_stays_short() -> None:
    text = (ROOT / "ARCHITECTURE.md").read_text(encoding="utf-8")
    assert len(text.splitlines()) < 250
    for room in (
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
    ):
        assert re.search(rf"^#+ `?{room}/?`?:? .*\?", text, re.MULTILINE), room


def test_every_command_has_help_and_is_documented() -> None:
    text = (ROOT / "docs" / "commands.md").read_text(encoding="utf-8")
    for name in COMMANDS:
        done = CliRunner().invoke(cli, [name, "--help"])
        assert done.exit_code == 0, name
        assert f"klask {name}" in text, name


def test_every_setting_is_documented() -> None:
    text = (ROOT / "docs" / "settings.md").read_text(encoding="utf-8")
    assert [setting.name for setting in SETTINGS if f"`{setting.name}`" not in text] == []


def test_papers_and_code_speak_of_the_product_alone() -> None:
    stop = re.compile(
        r"(?<![\w/.])/(?:work|tmp|home|root)/[\w-]+/|\.\./shared|pypi\.org|registry\.npmjs", re.IGNORECASE
    )
    found = []
    for path in ROOT.rglob("*"):
        if path.suffix not in (".py", ".md", ".toml", ".txt", ".html", ".css", ".js", ".tsv") or {
            ".venv",
            "build",
        } & set(path.parts):
            continue
        if path != Path(__file__) and stop.search(path.read_text(encoding="utf-8", errors="ignore")):
            found.append(path.relative_to(ROOT).as_posix())
    assert found == []
