"""From tables and lexicon to one compiled file. The arrays are listed in docs/terminologies.md.

Whoever changes what is written raises ``RECIPE``.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any

from clinical.errors import TerminologyError
from language.folding import fold
from language.words import Words
from terminologies import arrays, container
from terminologies.draft import CASE, ENGLISH, HIDDEN, LABEL, LEXICON, MARKED, MATCHED, SETTLED, Draft
from terminologies.expansion import drug_terms, label_terms, plain_terms
from terminologies.guards import parse_guard
from terminologies.hierarchy import ATC, CIM10, atc_parent, cim10_parent
from terminologies.keys import is_abbreviation
from terminologies.lexicon import BLOCK, MARKS, SETTLING, Line, expand
from terminologies.records import Entry, Table

RECIPE = 20
"""Raised with every change of the compiled arrays' meaning: older files are then compiled anew."""

_STATUS = re.compile(r"Z(?!2[0-2]|88|91)")
"""Statuses and circumstances (dialysis, stoma, retirement): found by search; no finding in a text, so not annotated.
Contacts and carriage (Z20-Z22), allergies (Z88) and personal risks (Z91) are findings."""

_ACID = re.compile(r"\b(\w+ique) acide\b")
_CASE_ZIPF = 3.7
"""An abbreviation of two or three letters this frequent in general text is a word there: it must keep its capitals."""
_SPOKEN_SMALL = frozenset({"avc", "vih", "bpco", "mst", "ist", "tca", "toc", "tdah", "hpv", "vhb", "vhc", "cmv"})
"""Abbreviations whose frequency in general text is their own."""


def compile_terms(path: Path, tables: Sequence[Table], lines: Iterable[Line], *, meta: dict[str, Any]) -> None:
    """Compile ``tables`` and lexicon ``lines`` into the file ``path``, written whole or not at all.

    A line whose guard cannot be read is left out, and named in the file's ``left_out``: one slip in a site's own lexicon
    must not stop the site.
    """
    words = Words("fr")
    draft = Draft()
    for table in tables:
        _add_table(draft, table, words)
    lexicon, left_out = _readable(lines)
    atc = InstalledATC(tables)
    _add_missing(draft, lexicon, atc)
    for line in lexicon:
        _add_line(draft, line, words, atc)
    aliases = {line.code: code for line in lexicon if line.system == ATC and (code := atc.code(line)) != line.code}
    described = {
        **meta,
        "aliases": aliases,
        "left_out": left_out,
        "recipe": RECIPE,
        "systems": sorted({s for s, _ in draft.codes}),
    }
    container.write(path, arrays.draw(draft, tables), described)


def _readable(lines: Iterable[Line]) -> tuple[list[Line], list[str]]:
    kept: list[Line] = []
    left_out: list[str] = []
    for line in lines:
        try:
            parse_guard(line.guard)
        except TerminologyError as error:
            left_out.append(f"{line.file}:{line.number}: {error}")
        else:
            kept.append(line)
    return kept, left_out


def _mended(label: str) -> str:
    """A label of the source table as a clinician writes it.

    >>> _mended("folique acide"), _mended("N02BE : opioidesetamol")
    ('acide folique', 'N02BE : paracétamol')
    """
    return _ACID.sub(r"acide \1", label.replace("opioidesetamol", "paracétamol"))


def _add_table(draft: Draft, table: Table, words: Words) -> None:
    system = table.provenance.system
    for entry in table.entries:
        if system == ATC and (label := _mended(entry.label)) != entry.label:
            entry = replace(entry, label=label, synonyms=(*entry.synonyms, entry.label))
        place = draft.concept(system, entry)
        matchable = _matchable(system, entry, words)
        named = [entry.label, *entry.synonyms]
        for position, text in enumerate(named):
            flags = (LABEL if position == 0 else 0) | (MATCHED if text in matchable else 0)
            draft.term(text, place, flags)
        for text in matchable:
            if text not in named:
                draft.term(text, place, MATCHED | HIDDEN)


def _matchable(system: str, entry: Entry, words: Words) -> list[str]:
    if system == CIM10:
        return label_terms(entry.code, entry.label, words.zipf)
    if system == ATC:
        return drug_terms(entry.code, [entry.label, *entry.synonyms], words.zipf)
    return plain_terms([entry.label, *entry.synonyms], words.zipf)


class InstalledATC:
    """The codes that the installed ATC gives to drug names.

    ATC moves substances (rituximab was L01XC02 until 2021 and is L01FA01 since): where the lexicon's code is not in the
    installed table, the names decide, so that one warehouse speaks one version. A guarded line that gives a name a code of
    another therapeutic group means another route (amphotericin as a mouthwash): it keeps its own.
    """

    def __init__(self, tables: Sequence[Table]) -> None:
        self._codes: set[str] = set()
        self._names: dict[str, str] = {}
        for table in tables:
            for entry in table.entries if table.provenance.system == ATC else ():
                self._codes.add(entry.code)
                for name in (entry.label, *entry.synonyms):
                    self._names.setdefault(fold(name), entry.code)

    def code(self, line: Line, form: str = "") -> str:
        """The code of a lexicon line, or of one of its forms, in the installed version."""
        if line.system != ATC or line.code in self._codes:
            return line.code
        named = [self._names[fold(name)] for other in line.forms for name in expand(other) if fold(name) in self._names]
        if not named or (line.guard and any(code[:3] != line.code[:3] for code in named)):
            return line.code
        return self._names.get(fold(form)) or Counter(named).most_common(1)[0][0]


def _add_missing(draft: Draft, lines: Sequence[Line], atc: InstalledATC) -> None:
    """Concepts for substances that the lexicon knows and the ATC table does not yet."""
    known = {code for system, code in draft.codes}
    for line in lines:
        if line.code == BLOCK or (line.system, atc.code(line)) in draft.place:
            continue
        parent = atc_parent(line.code) if line.system == ATC else cim10_parent(line.code, known)
        chain = Entry(line.code, expand(line.forms[0])[0], parents=(parent,) if parent else ())
        draft.concept(line.system, chain)
        while line.system == ATC and parent and (ATC, parent) not in draft.place:
            above = atc_parent(parent)
            draft.concept(ATC, Entry(parent, f"{parent} : {chain.label}…", parents=(above,) if above else ()))
            parent = above


def _add_line(draft: Draft, line: Line, words: Words, atc: InstalledATC) -> None:
    for form in line.forms:
        for spelling in expand(form):
            concept = -1 if line.code == BLOCK else draft.place[line.system, atc.code(line, spelling)]
            flags = LEXICON | (HIDDEN if concept < 0 else 0) | (0 if _STATUS.match(line.code) else MATCHED)
            if line.file == SETTLING:
                flags |= SETTLED
            if line.english:
                flags |= ENGLISH
            if _keeps_case(spelling, words):
                flags |= CASE
            if MARKS.search(spelling):
                flags |= MARKED
            draft.term(spelling, concept, flags, line.guard)


def _keeps_case(form: str, words: Words) -> bool:
    """An abbreviation that is also a word, or has two letters, counts in capitals only: ``LES``, ``SEP``, ``IM``."""
    if not is_abbreviation(form) or form.isdigit():
        return False
    folded = fold(form)
    return len(form) <= 2 or (len(form) <= 4 and folded not in _SPOKEN_SMALL and words.zipf(folded) >= _CASE_ZIPF)
