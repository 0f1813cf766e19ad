"""From tables and lexicon to one compiled file: concepts, hierarchy, terms, token trie, and what approximate matching needs.

The arrays are listed in docs/terminologies.md. Whoever changes what is written here raises ``RECIPE``.
"""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from clinical.errors import TerminologyError
from language.folding import fold
from language.tokens import WORD
from language.words import Words
from terminologies import container, deletes, trie
from terminologies.expansion import drug_terms, label_terms, plain_terms
from terminologies.guards import parse_guard
from terminologies.hierarchy import ATC, CIM10, atc_parent, cim10_parent
from terminologies.keys import is_abbreviation, key, term_keys
from terminologies.lexicon import BLOCK, MARKS, SETTLING, Line, expand
from terminologies.records import Entry, Table

RECIPE = 14
"""Raised with every change of the compiled arrays' meaning: older files are then compiled anew."""

MATCHED, LEXICON, HIDDEN, CASE, LABEL, MARKED, SETTLED, ENGLISH = 1, 2, 4, 8, 16, 32, 64, 128
"""Flags of a term: matched in text; from the lexicon; not shown by search; only in its own case; preferred label; holds
signs that must stand there too; decides before all others (``traps.tsv``); in English documents only."""

SIGNED_WORDS = 3
"""Terms of so many words or more may be found with their words in another order."""

_STATUS = re.compile(r"Z(?!2[0-2]|88|91)")
"""Statuses and circumstances (dialysis, stoma, retirement): found by search; no finding in a text, so not annotated.
Contacts and carriage (Z20-Z22), allergies (Z88) and personal risks (Z91) are findings."""

_CUT_ZIPF = 3.0
"""Words of general language at least this frequent are recognised when cut short."""

_CASE_ZIPF = 3.7
"""An abbreviation of two or three letters this frequent in general text is a word there: it must keep its capitals."""
_SPOKEN_SMALL = frozenset({"avc", "vih", "bpco", "mst", "ist", "tca", "toc", "tdah", "hpv", "vhb", "vhc", "cmv"})
"""Abbreviations whose frequency in general text is their own."""


@dataclass(slots=True)
class Draft:
    """What is being compiled; lists grow in step."""

    codes: list[tuple[str, str]] = field(default_factory=list)
    labels: list[str] = field(default_factory=list)
    parents: list[tuple[str, ...]] = field(default_factory=list)
    place: dict[tuple[str, str], int] = field(default_factory=dict)
    texts: list[str] = field(default_factory=list)
    concepts: list[int] = field(default_factory=list)
    flags: list[int] = field(default_factory=list)
    guards: list[int] = field(default_factory=list)
    keys: list[tuple[str, ...]] = field(default_factory=list)
    guard_texts: dict[str, int] = field(default_factory=lambda: {"": 0})

    def concept(self, system: str, entry: Entry) -> int:
        found = self.place.get((system, entry.code))
        if found is None:
            found = self.place[system, entry.code] = len(self.codes)
            self.codes.append((system, entry.code))
            self.labels.append(entry.label)
            self.parents.append(entry.parents)
        return found

    def term(self, text: str, concept: int, flags: int, guard: str = "") -> None:
        self.texts.append(text)
        self.concepts.append(concept)
        self.flags.append(flags)
        self.guards.append(self.guard_texts.setdefault(guard, len(self.guard_texts)))
        self.keys.append(term_keys(text))


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
    arrays = {**_concept_arrays(draft), **_term_arrays(draft), **_mappings(draft, tables)}
    container.write(
        path, arrays, {**meta, "left_out": left_out, "recipe": RECIPE, "systems": sorted({s for s, _ in draft.codes})}
    )


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


def _add_table(draft: Draft, table: Table, words: Words) -> None:
    system = table.provenance.system
    for entry in table.entries:
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
    installed table, the names decide, so that one warehouse speaks one version.
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
        if fold(form) in self._names:
            return self._names[fold(form)]
        votes = Counter(
            self._names[fold(name)] for other in line.forms for name in expand(other) if fold(name) in self._names
        )
        return votes.most_common(1)[0][0] if votes else line.code


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


def _csr(rows: Sequence[Sequence[int]]) -> tuple[NDArray[np.int32], NDArray[np.int32]]:
    ends = np.cumsum([0, *map(len, rows)], dtype=np.int32)
    flat = np.fromiter((value for row in rows for value in row), dtype=np.int32, count=int(ends[-1]))
    return flat, ends


def _text(name: str, strings: Iterable[str]) -> dict[str, NDArray[Any]]:
    blob, ends = container.pack_strings(strings)
    return {name: blob, f"{name}_ends": ends}


def _concept_arrays(draft: Draft) -> dict[str, NDArray[Any]]:
    systems = sorted({system for system, _ in draft.codes})
    joined = [f"{system}:{code}" for system, code in draft.codes]
    order = sorted(range(len(joined)), key=lambda place: joined[place].encode())
    children: list[list[int]] = [[] for _ in joined]
    parents: list[list[int]] = []
    for place, (system, _) in enumerate(draft.codes):
        known = [draft.place[system, p] for p in draft.parents[place] if (system, p) in draft.place]
        parents.append(known)
        for parent in known:
            children[parent].append(place)
    parent_flat, parent_ends = _csr(parents)
    child_flat, child_ends = _csr(children)
    return {
        "code_keys": np.array([joined[place].encode() for place in order]),
        "code_order": np.array(order, np.int32),
        "concept_system": np.array([systems.index(system) for system, _ in draft.codes], np.uint8),
        **_text("concept_code", (code for _, code in draft.codes)),
        **_text("concept_label", draft.labels),
        "parents": parent_flat, "parents_ends": parent_ends, "children": child_flat, "children_ends": child_ends,
    }  # fmt: skip


def _term_arrays(draft: Draft) -> dict[str, NDArray[Any]]:
    vocabulary = sorted({k for keys in draft.keys for k in keys})
    ids = {k: place for place, k in enumerate(vocabulary)}
    tokens = [tuple(ids[k] for k in keys) for keys in draft.keys]
    matched = [t for t, flags in enumerate(draft.flags) if flags & MATCHED and tokens[t]]
    arrays, nodes = trie.build([tokens[t] for t in matched], vocabulary=len(vocabulary))
    at_node: list[list[int]] = [[] for _ in range(len(arrays["token"]))]
    for term, node in zip(matched, nodes, strict=True):
        at_node[node].append(term)
    for terms in at_node:  # guarded lexicon forms first, then free ones, labels last
        terms.sort(key=lambda t: (-(draft.flags[t] & (LEXICON | SETTLED | ENGLISH)), draft.guards[t] == 0, t))
    node_flat, node_ends = _csr(at_node)
    shown = [t for t, flags in enumerate(draft.flags) if not flags & HIDDEN]
    return {
        **{f"trie_{name}": array for name, array in arrays.items()},
        "node_terms": node_flat, "node_terms_ends": node_ends,
        "vocabulary": np.frombuffer("\n".join(vocabulary).encode(), np.uint8),
        "vocabulary_keys": np.array([k.encode() for k in vocabulary]),
        **_text("term", draft.texts),
        "term_concept": np.array(draft.concepts, np.int32), "term_flags": np.array(draft.flags, np.uint8),
        "term_guard": np.array(draft.guards, np.int32), **_text("guard", draft.guard_texts),
        **_concept_terms(draft, shown), **_search_arrays(draft, shown, tokens, len(vocabulary)),
        **_signatures(matched, tokens, nodes), **_surfaces(draft, ids),
    }  # fmt: skip


def _concept_terms(draft: Draft, shown: Sequence[int]) -> dict[str, NDArray[Any]]:
    rows: list[list[int]] = [[] for _ in draft.codes]
    for term in shown:
        rows[draft.concepts[term]].append(term)
    flat, ends = _csr(rows)
    return {"concept_terms": flat, "concept_terms_ends": ends}


def _search_arrays(
    draft: Draft, shown: Sequence[int], tokens: Sequence[tuple[int, ...]], vocabulary: int
) -> dict[str, NDArray[Any]]:
    postings: list[list[int]] = [[] for _ in range(vocabulary)]
    for term in shown:
        for token in set(tokens[term]):
            postings[token].append(term)
    flat, ends = _csr(postings)
    return {"postings": flat, "postings_ends": ends}


def _signatures(
    matched: Sequence[int], tokens: Sequence[tuple[int, ...]], nodes: Sequence[int]
) -> dict[str, NDArray[Any]]:
    found: dict[tuple[int, ...], int] = {}
    first_of: dict[tuple[int, ...], int] = {}
    for term, node in zip(matched, nodes, strict=True):
        distinct = tuple(sorted(set(tokens[term])))
        if SIGNED_WORDS <= len(distinct) == len(tokens[term]) <= 6:
            found.setdefault(distinct, node)
            first_of.setdefault(distinct, term)
    values = np.array([signature(np.array(t, np.int64)).sum(dtype=np.uint64) for t in found], np.uint64)
    order = np.argsort(values)
    heads = np.array([tokens[term][0] for term in first_of.values()], np.int32)
    return {
        "signature": values[order], "signature_node": np.array(list(found.values()), np.int32)[order],
        "signature_head": heads[order],
    }  # fmt: skip


def signature(tokens: NDArray[np.int64]) -> NDArray[np.uint64]:
    """A scattered 64-bit number for each token (splitmix64); their sum does not depend on the order of the tokens."""
    value = tokens.astype(np.uint64) + np.uint64(0x9E3779B97F4A7C15)
    value = (value ^ (value >> np.uint64(30))) * np.uint64(0xBF58476D1CE4E5B9)
    value = (value ^ (value >> np.uint64(27))) * np.uint64(0x94D049BB133111EB)
    mixed: NDArray[np.uint64] = value ^ (value >> np.uint64(31))
    return mixed


def _surfaces(draft: Draft, ids: dict[str, int]) -> dict[str, NDArray[Any]]:
    """Words of terms as they are written (folded), with their token: what a misspelt word is compared with."""
    found: dict[str, int] = {}
    for text in draft.texts:
        for word in WORD.findall(text):
            folded = fold(word)
            if len(folded) >= deletes.SHORTEST and folded.isalpha() and (token := ids.get(key(word))) is not None:
                found.setdefault(folded, token)
    surfaces = sorted(found)
    hashed, owners = deletes.build(surfaces)
    return {
        **_text("surface", surfaces), "surface_token": np.array([found[s] for s in surfaces], np.int32),
        "delete_hash": hashed, "delete_surface": owners, **_known_words(surfaces),
    }  # fmt: skip


def _known_words(surfaces: Sequence[str]) -> dict[str, NDArray[Any]]:
    """Hashes of the words of each language, so that a misspelling is told from a word without loading word lists.

    Words cut short count as known too (``diabéto``, ``pédia``): two letters or more are missing at their end.
    """
    arrays: dict[str, NDArray[Any]] = {}
    medical = [word for word in Words("fr").medical() if word.isalpha()]
    for lang in ("fr", "en"):
        words = Words(lang)
        known = set(words.known()) | set(medical)
        cut = {
            word[:size]
            for word in {*surfaces, *medical, *(w for w in known if words.zipf(w) >= _CUT_ZIPF)}
            for size in range(4, len(word) - 1)
        }
        arrays[f"known_{lang}"] = np.unique(np.array(deletes.hashes(known | cut), np.uint32))
    return arrays


def _mappings(draft: Draft, tables: Sequence[Table]) -> dict[str, NDArray[Any]]:
    rows: dict[int, list[str]] = defaultdict(list)
    for table in tables:
        for mapping in table.mappings:
            place = draft.place.get((table.provenance.system, mapping.code))
            if place is not None:
                rows[place].append(f"{mapping.system}:{mapping.target}")
    places = sorted(rows)
    return {"mapped": np.array(places, np.int32), **_text("mapping", ("\n".join(rows[p]) for p in places))}
