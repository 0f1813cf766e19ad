"""The tagger: reproducible training on invented notes, and guards that hold its guesses back."""

from __future__ import annotations

import numpy as np

from deid.page import Page
from deid.tagger.features import BITS, Features
from deid.tagger.model import tagger
from klask.train_tagger import examples, fit


def small_model() -> np.ndarray[tuple[int, ...], np.dtype[np.float32]]:
    features = Features()
    pairs = [(features(page).astype(np.int32), classes) for page, classes in examples(25, seed=3, names="training")]
    return fit(np.concatenate([x for x, _ in pairs]), np.concatenate([y for _, y in pairs]), seed=3)


def test_training_is_reproducible_and_learns() -> None:
    first, second = small_model(), small_model()
    assert np.array_equal(first, second)
    features = Features()
    page, classes = next(iter(examples(1, seed=4, names="training")))
    guessed = first[features(page)].sum(axis=1).argmax(axis=1)
    assert (guessed == classes).mean() > 0.8


def test_features_of_some_tokens_are_those_of_all() -> None:
    page = Page("Revue ce jour par Karim Haddad,\nmédecin à Poitiers.")
    features = Features()
    assert np.array_equal(features(page)[[2, 4]], features(page, [2, 4]))
    assert features(page).max() < 1 << BITS


def test_the_shipped_model_finds_names_and_spares_medicine() -> None:
    page = Page("Entretien avec Enora Kerbrat ce jour.\nSous Bisoprolol et Modopar. Maladie de Parkinson.")
    found = {page.text[span.start : span.end] for span in tagger().find(page)}
    assert "Kerbrat" in found
    assert not found & {"Bisoprolol", "Modopar", "Parkinson", "Maladie", "Sous", "Entretien"}
