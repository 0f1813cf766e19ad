from __future__ import annotations

from pathlib import Path

import pytest

from clinical.errors import TerminologyError
from terminologies import install, lexicon
from terminologies import lint as lint_installed
from terminologies.guards import parse_guard
from terminologies.lexicon import Line, expand, lint, system_of

CODES = {"CIM10": {"I10", "I501", "O049"}, "ATC": {"C09", "C09AA", "C09AA05"}}


def line(code: str, *forms: str, guard: str = "", number: int = 1) -> Line:
    return Line("essai.tsv", number, code, forms, guard)


def messages(*lines: Line) -> list[str]:
    return [problem.message for problem in lint(lines, codes=CODES)]


@pytest.mark.parametrize(
    ("form", "expected"),
    [
        ("HTA", ["HTA"]),
        ("HTA {grade/stade} 2", ["HTA grade 2", "HTA stade 2"]),
        ("insuffisance (ventriculaire) gauche", ["insuffisance gauche", "insuffisance ventriculaire gauche"]),
        ("N/V", ["N/V"]),
    ],
)
def test_a_form_is_written_out(form: str, expected: list[str]) -> None:
    assert expand(form) == expected


@pytest.mark.parametrize(
    ("code", "system"), [("I10", "CIM10"), ("R53+0", "CIM10"), ("C09AA05", "ATC"), ("A12AX", "ATC")]
)
def test_the_shape_of_a_code_names_its_system(code: str, system: str) -> None:
    assert system_of(code) == system


def test_the_linter_refuses_what_cannot_work() -> None:
    assert messages(line("I99", "mal")) == ["unknown code I99"]
    assert messages(line("I10", "HTA", "")) == ["empty form"]
    assert messages(line("I10", "IC")) == ["short form without guard: 'IC'"]
    assert messages(line("I10", "HTA", guard="nearby:x")) == ["unknown guard 'nearby:x'"]
    assert messages(line("I10", "HTA", guard="section:ailleurs")) == ["unknown section ailleurs"]
    assert messages(line("I10", "HTA {a/b")) == ["unbalanced brackets in 'HTA {a/b'"]
    assert "at most 12" in messages(line("I10", "{a/b/c/d} {e/f/g/h} HTA"))[0]


def test_the_linter_finds_duplicates_and_contradictions() -> None:
    first, second = line("I10", "hypertension", number=1), line("I10", "Hypertension", number=2)
    assert messages(first, second) == ["duplicate form 'Hypertension' (also essai.tsv:1)"]
    other = line("I501", "hypertensions", number=3)
    assert messages(first, other) == [
        "'hypertensions' is I501 here and I10 in essai.tsv:1, and no guard tells them apart"
    ]


def test_the_linter_lets_guards_tell_codes_apart() -> None:
    assert (
        messages(
            line("I501", "IVG", guard="near:oap,dyspn*", number=1),
            line("O049", "IVG", guard="near:medicamenteuse", number=2),
        )
        == []
    )
    assert messages(line("C09AA99", "nouveaupril")) == []  # a new substance of a known class
    assert messages(line("-", "OS")) == []


def test_guards_are_read() -> None:
    guard = parse_guard("case near:oap,dyspn* !next:# not:fausse")
    assert guard.case
    assert guard.near[0].holds("dyspnee") and guard.near[0].holds("oap") and not guard.near[0].holds("toux")
    assert guard.not_next is not None and guard.not_next.holds("12")
    assert guard.absent[0].holds("fausses")
    with pytest.raises(TerminologyError, match="unknown guard 'next'"):
        parse_guard("next")


def test_a_file_that_cannot_be_read_is_named(tmp_path: Path) -> None:
    broken = tmp_path / "broken.tsv"
    broken.write_text("I10 HTA\n", encoding="utf-8")
    with pytest.raises(TerminologyError, match=r"broken\.tsv, line 1"):
        list(lexicon.read([broken]))


def test_the_shipped_lexicon_is_clean(real_wheel: Path, tmp_path: Path) -> None:
    install(tmp_path, "cim10", real_wheel)
    install(tmp_path, "atc", real_wheel)
    problems = lint_installed(tmp_path)
    assert not problems, "\n".join(map(str, problems[:20]))


def test_the_shipped_lexicon_has_thousands_of_forms_and_its_guards() -> None:
    lines = list(lexicon.read(lexicon.files()))
    assert sum(len(found.forms) for found in lines) > 15_000
    assert len({found.code for found in lines if found.system == "CIM10"}) > 2_500
    assert len({found.code for found in lines if found.system == "ATC"}) > 800
    guarded = {form for found in lines if found.guard for form in found.forms}
    assert {"IC", "IM", "PC", "RA", "BAV", "PR", "IVG", "SA", "MC", "IRA", "TC", "TS"} <= guarded
