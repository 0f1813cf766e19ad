"""Running notes, typists' references and dictation in small letters: days, writers, places and codes found; what looks alike is kept."""

from __future__ import annotations

from collections.abc import Callable

import pytest


@pytest.mark.parametrize(
    ("text", "gone"),
    [
        ("14.03 18h20 dort", "14.03"),
        ("09-11 tour du matin", "09-11"),
        ("17.08 : appelée par la voisine", "17.08"),
        ("Pas venue. 12.09 relancée par courrier.", "12.09"),
        ("mar 14/2 gk\nTA 12/7", "gk"),
        ("mer 8/11 14h30 vb :\nafebrile", "vb"),
        ("3/7/2022 van hulst visite", "hulst"),
        ("5/12 visite de lombardo", "lombardo"),
        ("N/Réf. : 20-114-77 / bt-cr", "bt cr"),
        ("Nos réf. : GB/nl-sd", "GB nl sd"),
        ("Réf : KD/PAV", "KD PAV"),
        ("tapé par fg-mt", "fg mt"),
        ("imprimé au poste 4471 / MERCADIER", "4471"),
        ("lieu-dit Peyrusse, RD 114\n32230 MARCIAC", "RD 114"),
        ("hameau de Kerlan, route départementale 8", "départementale"),
        ("Ferme Les Aulnes, VC 6, 61200 Argentan", "VC 6"),
        ("vue à l'hôpital saint antoine en mai", "antoine"),
        ("transférée de la clinique des cèdres cornebarrieu", "cornebarrieu"),
        ("secrétariat hôpital haut lévêque – non relu", "haut lévêque"),
        ("cinquante sept boulevard du maréchal foch", "cinquante"),
        ("cent vingt et un bis rue du port", "cent vingt"),
        ("dijon le 3 février 2021 cher confrère", "dijon"),
        ("la rochelle le deux juin 2020", "rochelle"),
        ("son mari jean pierre nous dit", "jean pierre"),
        ("sa fille anne sophie l'accompagne", "anne sophie"),
        ("pose ce jour du boîtier lot B K T 61 40 238 point", "K 61 40 238"),
        ("scanner examen R X 21 tiret 50417 normal", "50417"),
        ("passé par le SAU salon de provence puis rentré", "salon provence"),
        ("smur de saint malo appelé", "malo"),
        ("appeler la secrétaire nadège v au 0536490012", "nadège v"),
    ],
)
def test_found(mask_line: Callable[[str], str], text: str, gone: str) -> None:
    words = set(mask_line(text).replace("[", " [").replace(".", ". ").split())
    assert words.isdisjoint(gone.split()), mask_line(text)


@pytest.mark.parametrize(
    "text",
    [
        "Hémoglobine stable. 12.09 contre 11.04 hier.",
        "12.10 mmol/l au réveil",
        "sam stable, mange bien",
        "Réf. laboratoire : mg/kg",
        "Références : normes de mmol/l",
        "VC 450, fréquence 16, PEP 6",
        "ataxie de pierre marie",
        "centre de la douleur",
        "hôpital de jour",
        "contrôle le matin",
        "lot B 3 ampoules",
        "score A B 44 21",
        "urgences de nuit",
        "traversait une route quand il est tombé",
        "il y a deux rues",
    ],
)
def test_kept(mask_line: Callable[[str], str], text: str) -> None:
    assert text in mask_line(text)
