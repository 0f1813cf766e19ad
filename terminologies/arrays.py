"""From a draft to the arrays of the compiled file: hierarchy, terms, trie, and what approximate matching needs."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence
from typing import Any

import numpy as np
from numpy.typing import NDArray

from language.folding import fold
from language.tokens import WORD
from language.words import Words
from terminologies import container, deletes, trie
from terminologies.draft import ENGLISH, HIDDEN, LEXICON, MATCHED, SETTLED, Draft
from terminologies.keys import key
from terminologies.records import Table

SIGNED_WORDS = 3
"""Terms of so many words or more may be found with their words in another order."""

_CUT_ZIPF = 3.0
"""Words of general language at least this frequent are recognised when cut short."""


def draw(draft: Draft, tables: Sequence[Table]) -> dict[str, NDArray[Any]]:
    """All arrays of the compiled file, by name."""
    return {**_concept_arrays(draft), **_term_arrays(draft), **_mappings(draft, tables)}


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
    openness = [_openness(guard) for guard in draft.guard_texts]
    for terms in at_node:  # guarded lexicon forms first, then free ones, labels last
        terms.sort(key=lambda t: (-(draft.flags[t] & (LEXICON | SETTLED | ENGLISH)), openness[draft.guards[t]], t))
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


def _openness(guard: str) -> int:
    """0 for a guard that asks for something, 1 for one that only excludes, 2 for none: the narrowest meaning first."""
    asked = ("near:", "next:", "prev:", "section:", "type:", "unit:")
    return 2 if not guard else int(not any(atom.startswith(asked) for atom in guard.split()))


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
    """Words of terms as they are written (folded), with their token: what a misspelt word is compared with.

    A word cut short (``diaze``, ``bisop``) is none of them: it would be near too much.
    """
    found: dict[str, int] = {}
    for text in draft.texts:
        for word in WORD.findall(text):
            folded = fold(word)
            if len(folded) >= deletes.SHORTEST and folded.isalpha() and (token := ids.get(key(word))) is not None:
                found.setdefault(folded, token)
    language = Words("fr")
    real = set(language.known()) | set(language.medical())
    cut = {word[:size] for word in found for size in range(deletes.SHORTEST, len(word) - 1)} - real
    surfaces = sorted(found.keys() - cut)
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
