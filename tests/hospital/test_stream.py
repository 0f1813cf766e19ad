"""The stream: any slice by seed and number, disjoint lists of names."""

from __future__ import annotations

from itertools import islice

import pytest

from hospital import stream
from hospital.names import name_lists


def test_slices_are_the_same_notes() -> None:
    whole = list(stream(seed=5, documents=150))
    for start in (0, 1, 63, 64, 100):
        assert list(stream(seed=5, start=start, documents=20)) == whole[start : start + 20]


def test_far_slices_cost_nothing() -> None:
    notes = list(stream(seed=5, start=900_000, documents=2))
    assert [n.doc_id[-8:] for n in notes] == ["00900000", "00900001"]


def test_seeds_differ() -> None:
    a, b = (next(iter(stream(seed=s))) for s in (1, 2))
    assert a.text != b.text


def test_without_end() -> None:
    assert len(list(islice(stream(seed=1), 70))) == 70


def test_english_share() -> None:
    assert {n.head["lang"] for n in stream(seed=1, documents=60, english_share=0)} == {"fr"}
    assert {n.head["lang"] for n in stream(seed=1, documents=60, english_share=1)} == {"en"}
    notes = list(stream(seed=1, documents=1500))
    assert 0.05 < sum(n.head["lang"] == "en" for n in notes) / len(notes) < 0.16


def test_many_document_types() -> None:
    assert len({n.head["type"] for n in stream(seed=1, documents=1500)}) >= 20


def test_lengths_are_those_of_a_warehouse() -> None:
    """About 2.5 kB on average, half the notes under 2 kB, short nursing notes and long letters alike."""
    sizes = sorted(len(n.text.encode()) for n in stream(seed=1, documents=1500))
    assert 2300 < sum(sizes) / len(sizes) < 2650
    assert 1600 < sizes[len(sizes) // 2] < 2100
    assert sizes[len(sizes) // 20] < 900 and sizes[-len(sizes) // 20] > 4800


@pytest.mark.parametrize("prefix", ["", "en-"])
def test_lists_of_names_are_disjoint(prefix: str) -> None:
    lists = [name_lists(prefix + n) for n in ("training", "test", "demo")]
    for a, b in ((0, 1), (0, 2), (1, 2)):
        assert not set(lists[a].surnames.values) & set(lists[b].surnames.values)
        assert not set(lists[a].female.values) & set(lists[b].female.values)
        assert not set(lists[a].streets) & set(lists[b].streets)
        assert not {t[0] for t in lists[a].towns} & {t[0] for t in lists[b].towns}


def test_unknown_list() -> None:
    with pytest.raises(KeyError):
        next(iter(stream(seed=1, names="nobody")))
