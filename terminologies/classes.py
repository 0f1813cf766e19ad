"""Classes: groups of drugs and diseases that people search as one (`AVK`, `IEC`, `cancer`), in reviewable files.

One class a line under ``terminologies/classes``, columns separated by tabs: ``KEY  French title  English title  codes
forms``. A code is ``SYSTEM:CODE`` or a range of CIM-10 categories (``CIM10:C00-C97``); forms are written as in the
lexicon. A class is a concept of the system ``CLASSE``: it stands for its codes and for all that lies under them; one of a
single code is that code, by more names. It is never annotated: documents are found by the substances and diseases that
they name.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path

from rapidfuzz.distance import OSA

from clinical.errors import TerminologyError
from language.folding import fold
from language.stemming import stem
from language.tokens import WORD
from terminologies.keys import is_little
from terminologies.lexicon import expand

FOLDER = Path(__file__).parent / "classes"
SYSTEM = "CLASSE"
SYSTEMS = (SYSTEM, "CLASS")
"""How the system may be written; English speakers write the second."""
_KEY = re.compile(r"[A-Z0-9]+(?:-[A-Z0-9]+)*")
_RANGE = re.compile(r"([A-Z]\d\d)-([A-Z]\d\d)")
_EXACT, _BEGUN, _WITHIN, _MISSPELT = 1.0, 0.985, 0.95, 0.9
SHORTEST_MISSPELT = 6
"""Letters of the shortest form that may be misspelt: below, one edit leads to another class (IEC, IPP)."""


@dataclass(frozen=True, slots=True)
class Class:
    """One class; ``codes`` as written in the file, ``forms`` expanded."""

    key: str
    title: str
    english: str
    codes: tuple[tuple[str, str], ...]
    forms: tuple[str, ...]


def files(folder: Path | None = None) -> list[Path]:
    """The files of classes in their order; a site's own come from ``KLASK_CACHE/terminologies/classes``."""
    return sorted((folder or FOLDER).glob("*.tsv"))


def read(paths: Iterable[Path]) -> tuple[list[Class], tuple[str, ...]]:
    """The classes of some files, and what is wrong with the lines that were left out (file, line and reason).

    A later class takes the place of an earlier one of the same key.

    Raises:
        TerminologyError: a file cannot be read.
    """
    found: dict[str, Class] = {}
    left_out: list[str] = []
    for path in paths:
        try:
            text = path.read_text(encoding="utf-8")
        except (OSError, UnicodeDecodeError) as error:
            raise TerminologyError(f"the file of classes {path} cannot be read as UTF-8") from error
        for number, row in enumerate(text.splitlines(), 1):
            if not row.strip() or row.startswith("#"):
                continue
            try:
                one = _class(row)
            except ValueError as problem:
                left_out.append(f"{path.name}:{number}: {problem}")
            else:
                found[one.key] = one
    return list(found.values()), tuple(left_out)


def _class(row: str) -> Class:
    columns = [column.strip() for column in row.split("\t")]
    if len(columns) != 5 or not all(columns):
        raise ValueError("KEY, title, English title, codes, forms expected, separated by tabs")
    key, title, english, codes, forms = columns
    if not _KEY.fullmatch(key):
        raise ValueError("a key has capitals, digits and dashes")
    pairs = [code.split(":", 1) for code in codes.split()]
    if any(len(pair) != 2 for pair in pairs):
        raise ValueError("a code is SYSTEM:CODE")
    spelt = [spelling for form in forms.split(";") for spelling in expand(form.strip())]
    return Class(key, title, english, tuple((system, code) for system, code in pairs), tuple(spelt))


def range_of(system: str, code: str) -> tuple[str, str] | None:
    """The first and last category of ``C00-C97``, or None for what is no range."""
    match = _RANGE.fullmatch(code) if system == "CIM10" else None
    return (match[1], match[2]) if match and match[1] <= match[2] else None


class ClassSearch:
    """Classes by key and by words."""

    def __init__(self, classes: Sequence[Class]) -> None:
        self._by_key = {one.key: one for one in classes}
        self._forms = [
            (_squeezed(form), _words(form), form, one) for one in classes for form in (*one.forms, one.title)
        ]

    def get(self, key: str) -> Class | None:
        """The class of a key, any case."""
        return self._by_key.get(key.upper())

    def find(self, words: str) -> list[tuple[Class, str, float]]:
        """Classes that the words name, begin or misspell, each with its term and a score of 0 to 1, best first.

        Number, gender, hyphens and little words do not count; where the words name a class, they are its term.
        """
        typed, parts = _squeezed(words), _words(words)
        if len(typed) < 2:
            return []
        best: dict[str, tuple[float, str, Class]] = {}
        for squeezed, own, form, one in self._forms:
            score = _score(typed, parts, squeezed, own)
            if score > best.get(one.key, (0.0, "", one))[0]:
                best[one.key] = score, words.strip() if score == _EXACT else form, one
        ranked = sorted(best.values(), key=lambda row: -row[0])
        return [(one, term, score) for score, term, one in ranked]


def _words(text: str) -> list[str]:
    typed = WORD.findall(text)
    return [fold(word) for word in typed if not is_little(word)] or [fold(word) for word in typed]


def _squeezed(text: str) -> str:
    """The words by their stems, run together: `bêta-bloquants` is `bêtabloquant`."""
    return stem("".join(stem(word) for word in _words(text)))


def _score(typed: str, parts: list[str], squeezed: str, own: list[str]) -> float:
    if typed == squeezed:
        return _EXACT
    if squeezed.startswith("".join(parts)) and len(typed) > 1:
        return _BEGUN + 0.01 * len(typed) / len(squeezed)
    if len(typed) > 2 and all(any(word.startswith(part) for word in own) for part in parts):
        return _WITHIN + 0.03 * len(typed) / max(len(squeezed), len(typed))
    allowed = 2 if len(typed) > 9 else 1
    near = len(typed) >= SHORTEST_MISSPELT and typed[0] == squeezed[0]
    return _MISSPELT if near and OSA.distance(typed, squeezed, score_cutoff=allowed) <= allowed else 0.0
