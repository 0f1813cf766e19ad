"""Every query that docs/search.md shows is one."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from clinical.queries import Everything, Nothing
from indexer.query_language import parse

PAGE = (Path(__file__).resolve().parents[2] / "docs" / "search.md").read_text(encoding="utf-8")
BOX = PAGE.partition("## The box")[2].partition("\n## ")[0]
ROWS = [line.partition(" | ")[0] for line in BOX.splitlines() if line.startswith("| `")]
QUERIES = [query.replace("\\|", "|") for row in ROWS for query in re.findall(r"`([^`]+)`", row)]


def test_there_are_some() -> None:
    assert len(QUERIES) > 40


@pytest.mark.parametrize("query", [query for query in QUERIES if "@concept" not in query and "CLASSE" not in query])
def test_it_reads(query: str) -> None:
    parsed = parse(query)
    assert not isinstance(parsed.query, Everything | Nothing)
    assert not [notice for notice in parsed.notices if notice.code == "unknown_field"]
