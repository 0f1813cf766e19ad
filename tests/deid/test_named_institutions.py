"""Institutions that a note names once in full, and then by a part, in other letters or by initials."""

from __future__ import annotations

from collections.abc import Callable

import pytest

Mask = Callable[..., str]

NOTES = [
    ("Courrier de la Clinique des Ormeaux.\nRéadmis aux Ormeaux hier, CR ormeaux reçu.", ("Ormeaux", "ormeaux")),
    ("Vit à l'EHPAD Les Glycines.\nLa cadre des Glycines prévenue. GLYCINES ok.", ("Glycines", "GLYCINES")),
    ("Suivi à l'Hôpital Saint-Clair.\nAppel de St Clair, avis ST CLAIR, dossier saint clair.", ("lair", "CLAIR")),
    ("Institut Marcel Bideau\nstaff de l'IMB ce jour", ("IMB",)),
    ("Polyclinique du Grand Large\nRevu à Grand Large ; PGL prévenue.", ("Large", "PGL")),
    ("IPP : 00451187\nPied de page : 451187", ("451187",)),
]
STAY = [
    ("Clinique du Parc : revu demain, le parc est calme", "le parc est calme"),
    ("Unité Neuro-Vasculaire Dubreuil. Passage en UNV ce jour", "Passage en UNV"),
    ("Clinique de la Fontaine. Signe de la fontaine absent", "absent"),
]


@pytest.mark.parametrize(("note", "parts"), NOTES)
def test_every_mention_goes(note: str, parts: tuple[str, ...], mask: Mask) -> None:
    out = mask(note)
    assert not any(part in out for part in parts), out


@pytest.mark.parametrize(("note", "kept"), STAY)
def test_words_of_prose_stay(note: str, kept: str, mask: Mask) -> None:
    assert kept in mask(note)
