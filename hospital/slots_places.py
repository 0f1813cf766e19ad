"""Slots for hospitals, care homes and laboratories, with the articles that their names take."""

from __future__ import annotations

from hospital.scene import Scene
from hospital.slots_dates import Args, Filler


def hospital(scene: Scene, args: Args) -> None:
    scene.mark(scene.site.name if not args else scene.site.name.upper(), "HOPITAL")


def short_hospital(scene: Scene, args: Args) -> None:
    scene.mark(scene.site.short, "HOPITAL")


def other_hospital(scene: Scene, args: Args) -> None:
    scene.mark(scene.pick(scene.site.others), "HOPITAL")


def care_home(scene: Scene, args: Args) -> None:
    scene.mark(scene.pick(scene.site.care_homes), "HOPITAL")


def article(name: str) -> str:
    """le, la or l' before a house's name."""
    word = name.split(" ")[0].lower()
    return "l'" if word in ("hôpital", "ehpad") else "la " if word in ("polyclinique", "résidence", "marpa") else "le "


def _joined(scene: Scene, name: str, full: str, le: str) -> None:
    found = article(name)
    scene.text(le if found == "le " else full + found)
    scene.mark(name, "HOPITAL")


def at_other_hospital(scene: Scene, args: Args) -> None:
    """Au CHU, à la polyclinique, à l'hôpital."""
    _joined(scene, scene.pick(scene.site.others), "à ", "au ")


def the_other_hospital(scene: Scene, args: Args) -> None:
    _joined(scene, scene.pick(scene.site.others), "", "le ")


def of_hospital(scene: Scene, args: Args) -> None:
    """Du CHU, de la polyclinique, de l'hôpital."""
    _joined(scene, scene.site.short, "de ", "du ")


def the_care_home(scene: Scene, args: Args) -> None:
    _joined(scene, scene.pick(scene.site.care_homes), "", "le ")


def laboratory(scene: Scene, args: Args) -> None:
    scene.mark(scene.pick(scene.site.laboratories), "HOPITAL")


def site_street(scene: Scene, args: Args) -> None:
    scene.mark(scene.site.street, "ADRESSE")


def site_zip(scene: Scene, args: Args) -> None:
    scene.mark(scene.site.town[1][:2] + f"{(int(scene.site.town[1][2:]) + 1) % 1000:03d}", "ZIP")


def site_town(scene: Scene, args: Args) -> None:
    scene.mark(scene.site.town[0] if not args else scene.site.town[0].upper(), "VILLE")


PLACES: dict[str, Filler] = {
    "hopital": hospital,
    "hop": short_hospital,
    "hopx": other_hospital,
    "auhopx": at_other_hospital,
    "lehopx": the_other_hospital,
    "dehop": of_hospital,
    "leehpad": the_care_home,
    "ehpad": care_home,
    "labo": laboratory,
    "siterue": site_street,
    "sitezip": site_zip,
    "siteville": site_town,
}
"""These slots by name."""
