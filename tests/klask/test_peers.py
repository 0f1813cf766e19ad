"""The baselines that `klask bench` measures beside our stages."""

from __future__ import annotations

import pytest

from klask import peers
from klask.window_search import WindowSearch, trigrams

TERMS = ("Insuffisance rénale aiguë", "Hypertension artérielle", "Fièvre", "Asthme")


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("Une insuffisance rénale aiguë.", [("insuffisance rénale aiguë", "insuffisance renale aigue")]),
        ("hypertention arterielle connue", [("hypertention arterielle", "hypertension arterielle")]),
        ("Asthme, puis fièvre", [("Asthme", "asthme"), ("fièvre", "fievre")]),
        ("Rien à signaler.", []),
    ],
)
def test_windows_are_compared_by_shared_trigrams(text: str, found: list[tuple[str, str]]) -> None:
    assert [(text[start:end], term) for start, end, term in WindowSearch(TERMS).find(text)] == found


def test_the_longer_of_two_windows_that_fit_alike_is_kept() -> None:
    search = WindowSearch(("douleur", "douleur thoracique"))
    assert [term for _, _, term in search.find("douleur thoracique")] == ["douleur thoracique"]


def test_trigrams_know_where_a_word_begins() -> None:
    assert "  a" in trigrams("asthme") and "me " in trigrams("asthme")


@pytest.mark.parametrize(
    ("peer", "stage"), [(peers.edsnlp, "edsnlp"), (peers.spacy_names, "spaCy NER"), (peers.unpii, "unpii")]
)
def test_a_peer_that_is_not_installed_is_a_row_that_says_so(
    peer: object, stage: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(peers, "find_spec", lambda _: None)
    row = peer(10)  # type: ignore[operator]
    assert row.stage.startswith(stage) and row.documents == 0 and row.note.startswith("not measured: ")
