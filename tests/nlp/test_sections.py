"""Sections by their titles, in the forms in which hospitals write them."""

from __future__ import annotations

import itertools

import pytest

from nlp.context import Context

TITLES = [
    ("ANTÉCÉDENTS\n- HTA", "antecedents"),
    ("ATCD : HTA", "antecedents"),
    ("Atcd chir. : hernie", "antecedents"),
    ("AP : HTA, DT2", "antecedents"),
    ("AP : MV symétrique, pas de crépitant", "examen"),
    ("4 - ANTÉCÉDENTS\nHTA", "antecedents"),
    (">> ATCD / FDR\nHTA", "antecedents"),
    ("2) ANTECEDENTS\nHTA", "antecedents"),
    ("Antécédents médicaux et chirurgicaux :\nHTA", "antecedents"),
    ("ATCD FAM : père IDM", "familiaux"),
    ("Antécédents familiaux : père IDM", "familiaux"),
    ("HISTOIRE FAMILIALE\nMère : HTA", "familiaux"),
    ("Allergies : pénicilline", "allergies"),
    ("ALLERGIES  pénicilline", "allergies"),
    ("Motif d'hospitalisation : chute", "motif"),
    ("MOTIF\nChute", "motif"),
    ("INDICATION : toux", "indication"),
    ("MDV : seule", "mode_de_vie"),
    ("Habitus : tabac", "mode_de_vie"),
    ("TTT : Lasilix", "traitement"),
    ("TRAITEMENT À L'ENTRÉE : Lasilix", "traitement"),
    ("Traitement habituel :\nLasilix", "traitement"),
    ("TRAITEMENT DE SORTIE : Lasilix", "traitement_sortie"),
    ("Ordonnance de sortie :\nLasilix", "traitement_sortie"),
    ("HDM\nToux", "histoire"),
    ("Histoire de la maladie : toux", "histoire"),
    ("Examen clinique :\nfièvre", "examen"),
    ("EXAMENS COMPLÉMENTAIRES\nCRP 12", "examens"),
    ("Évolution\nFavorable", "evolution"),
    ("AU TOTAL\nGrippe", "conclusion"),
    ("Au total, il s'agit d'une grippe.", "conclusion"),
    ("CCL : grippe", "conclusion"),
    ("**Conclusion** : grippe", "conclusion"),
    ("CAT :\nrepos", "conduite"),
    ("TECHNIQUE\nCoupes fines", "technique"),
    ("NE PAS PRENDRE : ibuprofène", "contre_indications"),
]


@pytest.mark.parametrize(("text", "kind"), TITLES)
def test_a_title_opens_its_section(text: str, kind: str) -> None:
    assert [section.kind for section in Context.of(text).sections] == [kind]


def test_a_title_may_stand_in_the_middle_of_a_line() -> None:
    text = "Abdomen souple. ATCD : HTA, DT2. Conclusion : grippe"
    assert [section.kind for section in Context.of(text).sections] == ["antecedents", "conclusion"]


@pytest.mark.parametrize(
    "text", ["Pas d'antécédent notable", "Il a un traitement par Lasilix", "Le motif reste flou", "HTA : oui"]
)
def test_a_sentence_is_no_title(text: str) -> None:
    assert Context.of(text).sections == ()


def test_sections_are_sorted_and_disjoint() -> None:
    text = "ANTÉCÉDENTS\n- HTA\nFamiliaux : père IDM\n- DT2\n\nHDM : toux\nCCL : grippe"
    sections = Context.of(text).sections
    assert [section.kind for section in sections] == [
        "antecedents",
        "familiaux",
        "antecedents",
        "histoire",
        "conclusion",
    ]
    assert all(left.end <= right.start for left, right in itertools.pairwise(sections))


def test_a_block_ends_where_a_paragraph_about_today_begins() -> None:
    reading = Context.of("ANTÉCÉDENTS\nHTA\n\nPatient admis pour toux.")
    assert reading.section_at(reading.stream.text.index("toux")) is None


def test_english_titles() -> None:
    kinds = [
        section.kind for section in Context.of("HPI: cough\nPMH: asthma\nASSESSMENT AND PLAN\nflu", lang="en").sections
    ]
    assert kinds == ["histoire", "antecedents", "conclusion"]
