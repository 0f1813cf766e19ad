"""The clinical lexicon: how clinicians say it, in reviewable files by specialty under ``terminologies/lexicon``.

One concept a line, columns separated by tabs: ``CODE  form; form  guard  note``. In a form, ``{a/b}`` stands for each
and ``(a)`` may be left out. The code ``-`` blocks: its forms match and yield nothing. See docs/terminologies.md.
"""

from __future__ import annotations

import hashlib
import re
from collections.abc import Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path

from clinical.errors import TerminologyError
from language.folding import fold
from terminologies.guards import SECTIONS, parse_guard
from terminologies.hierarchy import ATC, CIM10
from terminologies.keys import term_keys

FOLDER = Path(__file__).parent / "lexicon"
BLOCK = "-"
ENGLISH_FILES = "english"
SETTLING = "traps.tsv"
"""The file whose lines decide before those of all others."""
MARKS = re.compile(r"[+↑↓↗↘<>=≥≤−]")
"""Signs that carry meaning in a form: ``BU +`` is no ``BU``."""
MAX_EXPANSIONS = 12
SHORT_FORM = 3
"""A form of fewer letters must carry a guard."""

_PART = re.compile(r"\{([^{}]*)\}|\(([^()]*)\)|[^{}()]+|[{}()]")
_ATC_CODE = re.compile(r"[A-Z]\d\d[A-Z]{1,2}(\d\d)?")
_LETTERS = re.compile(r"[^\W_]")


@dataclass(frozen=True, slots=True)
class Line:
    """One line of a lexicon file; ``forms`` are as written, not expanded."""

    file: str
    number: int
    code: str
    forms: tuple[str, ...]
    guard: str = ""
    note: str = ""

    @property
    def english(self) -> bool:
        """Whether the file holds forms for English documents only (``english*.tsv``)."""
        return self.file.startswith(ENGLISH_FILES)

    @property
    def system(self) -> str:
        """CIM10 or ATC, by the shape of the code; empty for a blocking line."""
        return "" if self.code == BLOCK else system_of(self.code)


@dataclass(frozen=True, slots=True)
class Problem:
    """What the linter found, with file and line."""

    file: str
    line: int
    message: str

    def __str__(self) -> str:
        return f"{self.file}:{self.line}: {self.message}"


def system_of(code: str) -> str:
    """ATC codes have a letter after their two digits, CIM-10 codes never."""
    return ATC if _ATC_CODE.fullmatch(code) else CIM10


def expand(form: str) -> list[str]:
    """All spellings of a form.

    >>> expand("insuffisance {rénale/du rein} (aiguë)")
    ['insuffisance rénale', 'insuffisance rénale aiguë', 'insuffisance du rein', 'insuffisance du rein aiguë']
    """
    spellings = [""]
    for match in _PART.finditer(form):
        if match[1] is not None:
            choices = match[1].split("/")
        elif match[2] is not None:
            choices = ["", match[2]]
        else:
            choices = [match[0]]
        spellings = [head + tail for head in spellings for tail in choices]
    return [" ".join(spelling.split()) for spelling in spellings]


def files(folder: Path | None = None) -> list[Path]:
    """The lexicon's files in the order in which their entries count: those of ``traps.tsv`` first."""
    return sorted((folder or FOLDER).glob("*.tsv"), key=lambda path: (path.name != SETTLING, path.name))


def read(paths: Iterable[Path]) -> Iterator[Line]:
    """The concept lines of lexicon files.

    Raises:
        TerminologyError: a file cannot be read, or a line has no forms.
    """
    for path in paths:
        try:
            text = path.read_text(encoding="utf-8")
        except (OSError, UnicodeDecodeError) as error:
            raise TerminologyError(f"the lexicon file {path} cannot be read as UTF-8") from error
        for number, row in enumerate(text.split("\n"), 1):
            if not row.strip() or row.startswith("#"):
                continue
            columns = row.rstrip("\r").split("\t")
            if len(columns) < 2:
                raise TerminologyError(f"{path.name}, line {number}: CODE, tab, forms expected")
            code, forms, guard, note = (*columns, "", "")[:4]
            kept = tuple(form.strip() for form in forms.split(";"))
            yield Line(path.name, number, code.strip(), kept, " ".join(guard.split()), note.strip())


def fingerprint(paths: Iterable[Path]) -> str:
    """A digest of the files' contents, for the name of what is compiled from them."""
    total = hashlib.sha256()
    for path in paths:
        total.update(path.name.encode() + b"\0" + path.read_bytes() + b"\0")
    return total.hexdigest()


def lint(lines: Iterable[Line], *, codes: Mapping[str, Collection[str]]) -> list[Problem]:
    """All faults of lexicon lines.

    Unknown codes, bad guards, duplicate, empty, unbalanced or unguarded short forms, and forms to which two lines without
    guard give different categories (CIM-10: three characters, ATC: five).

    Args:
        lines: what ``read`` gives.
        codes: known codes by system; a system that is absent is not checked. An ATC code of a known class passes,
            since new substances come faster than tables.
    """
    problems: list[Problem] = []
    seen: dict[tuple[str, str, str, bool], Line] = {}
    meaning: dict[tuple[str, ...], Line] = {}
    for line in lines:
        messages = [*_code_faults(line, codes), *_guard_faults(line)]
        for form in line.forms:
            messages += _form_faults(form, line, seen)
            messages += _contradictions(form, line, meaning)
        problems += [Problem(line.file, line.number, message) for message in messages]
    return problems


def _code_faults(line: Line, codes: Mapping[str, Collection[str]]) -> Iterator[str]:
    known = codes.get(line.system)
    if line.code == BLOCK or known is None or line.code in known:
        return
    if line.system == ATC and line.code[:3] in known:
        return
    yield f"unknown code {line.code}"


def _guard_faults(line: Line) -> Iterator[str]:
    try:
        guard = parse_guard(line.guard)
    except TerminologyError as error:
        yield str(error)
        return
    unknown = (guard.sections | guard.not_sections) - SECTIONS
    if unknown:
        yield f"unknown section {', '.join(sorted(unknown))}"


def _form_faults(form: str, line: Line, seen: dict[tuple[str, str, str, bool], Line]) -> Iterator[str]:
    if not form:
        yield "empty form"
        return
    spellings = expand(form)
    if len(spellings) > MAX_EXPANSIONS:
        yield f"{len(spellings)} spellings of {form!r}, at most {MAX_EXPANSIONS}"
    for spelling in spellings:
        if any(bracket in spelling for bracket in "{}()"):
            yield f"unbalanced brackets in {form!r}"
            return
        identity = fold(spelling), line.code, line.guard, line.english
        first = seen.setdefault(identity, line)
        if first is not line:
            yield f"duplicate form {spelling!r} (also {first.file}:{first.number})"
        if len(_LETTERS.findall(spelling)) < SHORT_FORM and not line.guard and line.code != BLOCK:
            yield f"short form without guard: {spelling!r}"


def _contradictions(form: str, line: Line, meaning: dict[tuple[str, ...], Line]) -> Iterator[str]:
    if line.guard or not form:
        return
    for spelling in expand(form):
        signs = "".join(sorted(set(MARKS.findall(spelling))))
        identity = (*term_keys(spelling), signs, "en" if line.english else "")
        first = meaning.setdefault(identity, line)
        if _category(first) != _category(line):
            yield (
                f"{spelling!r} is {line.code} here and {first.code} in {first.file}:{first.number}, "
                "and no guard tells them apart"
            )


def _category(line: Line) -> str:
    return line.code[: 5 if line.system == ATC else 3]
