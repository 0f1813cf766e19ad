"""Families of identifiers as other hospitals write them: what `⟦…⟧` marks must go, the plain sentences stay as they are."""

from __future__ import annotations

import re
from collections.abc import Callable

import pytest

Mask = Callable[..., str]
GONE = re.compile(r"⟦([^⟧]+)⟧")

FRENCH = [
    # initials of authors, secretaries, colleagues
    "Nos réf. : ⟦BVC⟧/⟦ma⟧ — Vos réf. : ⟦JPD⟧",
    "Relève calme, KTP OK. ⟦NT⟧ IDE",
    "Vu ⟦GR⟧ kiné le matin.",
    "Opérateur : ⟦F.D.⟧ Aide : ⟦LMT⟧",
    "Dicté par ⟦FDM⟧, tapé par ⟦cg⟧",
    "PARM : ⟦TDL⟧",
    "Amicalement,\n⟦PYM⟧",
    "EFR normales. Validé ⟦MCB⟧.",
    # whole names
    "Dr ⟦Maud⟧ ⟦L'HOSTIS-N'DOYE⟧, copie Dr ⟦A.⟧ ⟦M'BAYE⟧",
    "⟦Centre hospitalier Jeanne-d'Arc-de-la-Vallée⟧ — rhumatologie",
    # institutions
    "Hébergé au ⟦CHRS Les Tilleuls⟧ et suivi au ⟦CSAPA Horizon⟧.",
    "Sous curatelle (⟦UDAF de l'Allier⟧).",
    "Transfert vers une ⟦USP Sainte-Marguerite-des-Prés⟧ demain.",
    "Retour à la ⟦MAS du Haut-Bugey⟧ ou au ⟦FAM Les Genêts d'Or⟧.",
    "Prélèvement transmis à ⟦Cerballiance⟧ puis à ⟦Eurofins Biomnis⟧.",
    "Suivi à l'⟦Institut de cancérologie de l'Ouest⟧.",
    "Unité fermée « ⟦Les Embruns⟧ ».",
    # short dates
    "Hospitalisé du ⟦3⟧ au ⟦9 avril⟧.",
    "Écho du ⟦18⟧ normale. Sortie le ⟦22⟧.",
    "Vu le ⟦16⟧ et le ⟦17-18/09⟧, prochain contrôle ⟦10/24⟧.",
    "Vu le ⟦l4 ju1n⟧, né le ⟦l2/O7/l961⟧.",
    "SNP, né le ⟦00/00/1971⟧.",
    # codes
    "Numéro de sujet ⟦12-004 / M-P / 1961⟧, saisi par ⟦mperrot3⟧.",
    "RIB : ⟦FR76 1027 8060 4400 0203 1140 158⟧.",
    "Dossier mère ⟦41.2207.099⟧.",
    # reach
    "Secrétariat ⟦0 825 07 11 22⟧, poste ⟦6 12 04⟧.",
    "Domicile : ⟦ferme de Kerlann, 2 km au sud de Nivillac⟧.",
    "GPS ⟦48.40312, -3.75128⟧",
    # people in prose, towns behind acronyms
    "Naissance à 3h ♀ ⟦Lyna⟧ 3120 g.",
    "Son chat ⟦Minou⟧ est gardé par la SPA de ⟦Gien⟧.",
    "Sonner chez ⟦Delattre⟧. Signalé par OPJ ⟦Guérin⟧.",
    "M. X dit « ⟦Momo⟧ ».",
    "SSR cardiaque ⟦Durtol⟧, UDAF ⟦Mende⟧.",
    "Téléphone ⟦zéro six quarante-deux dix-huit zéro zéro onze⟧.",
    "présents : ⟦LAMBERT⟧, ⟦N'GUYEN-DAO⟧, ⟦SAADI⟧ (interne)",
]
ENGLISH = [
    "Reported ⟦3rd March 2022⟧; lives at ⟦Flat 3⟧, ⟦22 Orchard Terrace⟧.",
    "Transferred from ⟦Mercy General⟧ today.",
    "Social worker: ⟦Paula⟧ ⟦Dring⟧, ⟦01226 555 014⟧.",
    "Seen with his daughter-in-law ⟦Agnieszka⟧.",
]
STAY = [
    "Culots : 2 CG passés, PM double chambre, VG non dilaté.",
    "Hospitalisation en service de cardiologie, avis du centre antipoison.",
    "EVA 4/10, INR 2,4, dose 20 mg le matin, J30, score à 18.",
    "Appeler le 15 en cas de douleur thoracique.",
    "Deux cycles de B E A C O P P puis surveillance.",
    "Nouvelle manœuvre, association de valproate et de lamotrigine.",
]


@pytest.mark.parametrize("sentence", FRENCH)
def test_families_go(sentence: str, mask: Mask) -> None:
    out = mask(GONE.sub(r"\1", sentence))
    for surface in GONE.findall(sentence):
        assert surface not in out, (surface, out)


@pytest.mark.parametrize("sentence", ENGLISH)
def test_english_families_go(sentence: str, mask: Mask) -> None:
    out = mask(GONE.sub(r"\1", sentence), lang="en")
    for surface in GONE.findall(sentence):
        assert surface not in out, (surface, out)


@pytest.mark.parametrize("sentence", STAY)
def test_medicine_is_left_alone(sentence: str, mask: Mask) -> None:
    assert mask(sentence) == sentence
