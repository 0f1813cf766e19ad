"""Gold notes as docs/formats.md describes them: what may be missing, and what is said of a note that is not so."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from clinical.errors import SourceError
from klask.gold import gold_rows, sources
from tests.builders import ROOT, klask


def the_example() -> str:
    """The note that docs/formats.md shows."""
    found = re.search(r"```text\n(\{.*?)```", (ROOT / "docs" / "formats.md").read_text(encoding="utf-8"), re.DOTALL)
    assert found
    return found[1]


def test_the_example_of_the_docs_is_scored_as_a_file_and_as_a_folder(tmp_path: Path) -> None:
    note = tmp_path / "A01.txt"
    note.write_text(the_example(), encoding="utf-8")
    assert gold_rows(note) == gold_rows(tmp_path)
    [row] = gold_rows(note)
    assert {span["label"] for span in row["phi"]} == {"NOM", "PRENOM", "DATE"}
    assert [tuple(span["ctx"]) for span in row["concepts"]] == [(), ("neg",), ("fam", "hist")]
    [source] = sources([row])
    assert (source.type, source.unit, source.date) == ("CRH", "cardiologie", "2021-03-18")
    done = klask("evaluate", "deid", note)
    assert done.returncode == 0 and "docs: 1" in done.stdout, done.stderr


def test_a_header_needs_nothing_but_the_document(tmp_path: Path) -> None:
    (tmp_path / "A01.txt").write_text('{"doc_id": "A01"}\n\n⟨CIM10:I10|HTA⟩.', encoding="utf-8")
    [source] = sources(gold_rows(tmp_path))
    assert (source.doc_id, source.text, source.unit) == ("A01", "HTA.", None)


@pytest.mark.parametrize(
    ("text", "line", "said"),
    [
        ('{"doc_type": "CRH"}\n\nHTA.', 1, "lacks doc_id"),
        ("HTA.\n", 1, "line 1 is a JSON object"),
        ('{"doc_id": "A", "patient": "LE GOFF"}\n\nHTA.', 1, "patient must be an object"),
        ('{"doc_id": "A"}\n\nHTA.\n⟨CIM11:I10|HTA⟩', 4, "a mark that is not"),
    ],
)
def test_what_is_wrong_is_told_with_file_and_line(tmp_path: Path, text: str, line: int, said: str) -> None:
    (tmp_path / "A01.txt").write_text(text, encoding="utf-8")
    with pytest.raises(SourceError, match=said) as caught:
        gold_rows(tmp_path)
    assert f"A01.txt, line {line}: " in str(caught.value)
