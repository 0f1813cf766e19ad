"""English notes: how their scene writes dates, and what `$enname`, `$endoc` … stand for."""

from __future__ import annotations

from datetime import date, timedelta
from random import Random

from hospital import identifiers
from hospital.english import DEPARTMENTS, nhs_number
from hospital.people import Relative, plain
from hospital.scene import Scene
from hospital.sites import UNIT_NAMES
from hospital.slots_dates import Args, Filler

ENGLISH_MONTHS = "January February March April May June July August September October November December".split()


class EnglishScene(Scene):
    """A scene that writes dates and names as English notes do."""

    def written_date(self, day: date, style: int | None = None) -> str:
        """A date in English: 03/12/2021, 12 March 2021, March 12, 2021, 2021-03-12."""
        kind = (self.style.dates if style is None else style) % 4
        if kind == 0:
            return f"{day.month:02d}/{day.day:02d}/{day.year}"
        if kind == 3:
            return day.isoformat()
        month = ENGLISH_MONTHS[day.month - 1]
        return f"{day.day} {month} {day.year}" if kind == 1 else f"{month} {day.day}, {day.year}"


def _title(name: str) -> str:
    return "-".join(
        w[:1] + w[1:].lower() if not w.startswith(("O'", "MC")) else w[:2] + w[2:].capitalize() for w in name.split("-")
    )


def en_name(scene: Scene, args: Args) -> None:
    person = scene.person
    if scene.style.names == 0:
        scene.mark(person.family, "NOM")
        scene.text(", ")
        scene.mark(person.given[0], "PRENOM")
        return
    if scene.style.names == 1:
        scene.text("Mrs " if scene.female else "Mr ")
    scene.mark(person.given[0], "PRENOM")
    scene.text(" ")
    scene.mark(_title(person.family), "NOM")


def en_doctor(scene: Scene, args: Args) -> None:
    staff = scene.site.staff[scene.unit]
    who = staff[int(scene.random() * len(staff))]
    if scene.random() < 0.5:
        scene.mark(who.given, "PRENOM")
        scene.text(" ")
    scene.mark(who.family, "NOM")


def en_nurse(scene: Scene, args: Args) -> None:
    who = scene.site.nurses[int(scene.random() * len(scene.site.nurses))]
    scene.mark(who.given, "PRENOM")
    scene.text(" ")
    scene.mark(who.family if scene.random() < 0.6 else who.family[0] + ".", "NOM")


def en_phone(scene: Scene, args: Args) -> None:
    area = int(scene.site.ufs[scene.unit]) % 700 + 201
    last = identifiers.digits(scene.rng, 2)
    words = (f"({area}) 555-01{last}", f"{area}-555-01{last}", f"01632 9600{last}", f"+1 {area} 555 01{last}")
    scene.mark(words[scene.style.phones % 4], "TEL")


def en_relative(scene: Scene, args: Args) -> None:
    people: tuple[Relative, ...] = scene.person.relatives
    female = people[0].female if people else scene.random() < 0.5
    spouse = "wife" if not scene.female else "sister"
    kind = scene.pick(
        (spouse, "daughter", "niece") if female else ("husband" if scene.female else "brother", "son", "nephew")
    )
    scene.text(f"{'her' if scene.female else 'his'} {kind}")
    if people and scene.random() < 0.7:
        scene.text(" ")
        scene.mark(people[0].given, "PRENOM")


def en_hospital(scene: Scene, args: Args) -> None:
    scene.mark(scene.site.name, "HOPITAL")


def en_street(scene: Scene, args: Args) -> None:
    scene.mark(scene.site.street, "ADRESSE")


def en_city(scene: Scene, args: Args) -> None:
    scene.mark(scene.site.town[0], "VILLE")


def en_zip(scene: Scene, args: Args) -> None:
    scene.mark(scene.site.town[1], "ZIP")


def en_department(scene: Scene, args: Args) -> None:
    scene.text(DEPARTMENTS.get(scene.unit, UNIT_NAMES[scene.unit]))


def en_url(scene: Scene, args: Args) -> None:
    scene.mark("www." + scene.site.domain.replace(".fr", ".org"), "URL")


def en_mail(scene: Scene, args: Args) -> None:
    who = scene.author
    scene.mark(f"{plain(who.given)}.{plain(who.family)}@{scene.site.domain.replace('.fr', '.org')}", "MAIL")


def en_pager(scene: Scene, args: Args) -> None:
    scene.mark(identifiers.digits(scene.rng, 4), "TEL")


def en_national(scene: Scene, args: Args) -> None:
    rng = Random(scene.person.nir)
    scene.mark(nhs_number(rng), "SECU")


def en_address(scene: Scene, args: Args) -> None:
    person = scene.person
    scene.mark(person.address, "ADRESSE")
    scene.text(", ")
    scene.mark(person.town[0], "VILLE")
    scene.text(" ")
    scene.mark(person.town[1], "ZIP")


def en_age(scene: Scene, args: Args) -> None:
    years = scene.age
    if years >= 90:
        scene.mark(f"{years}-year-old", "AGE90")
    else:
        scene.text(f"{years}-year-old")


def en_month(scene: Scene, args: Args) -> None:
    when = scene.day + timedelta(days=30 * int(args[0]) if args else 0)
    scene.mark(f"{ENGLISH_MONTHS[when.month - 1]} {when.year}", "DATE")


def en_clock(scene: Scene, args: Args) -> None:
    hour, minute = scene.clock()
    scene.text(f"{hour:02d}:{minute:02d}")


ENGLISH_SLOTS: dict[str, Filler] = {
    "enname": en_name,
    "endoc": en_doctor,
    "ennurse": en_nurse,
    "enphone": en_phone,
    "rel": en_relative,
    "enhosp": en_hospital,
    "enstreet": en_street,
    "encity": en_city,
    "enzip": en_zip,
    "endept": en_department,
    "enurl": en_url,
    "enmail": en_mail,
    "enpager": en_pager,
    "ennhs": en_national,
    "enaddress": en_address,
    "age": en_age,
    "month": en_month,
    "h": en_clock,
}
"""The slots of English templates by name; `age` stands in for the French one."""
