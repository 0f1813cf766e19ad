"""Slots for dates, values and loose numbers.

`$n(a,b)` whole, `$x(a,b)` one decimal, `$xx(a,b)` two (see ``template.Number``). Dates: `$d` the event's day, `$d(-3)` days from it, `$dd(..)`
without year, `$end`, `$today`, `$rdv(a,b)` an appointment, `$year(-9)` a bare year, `$month(-3)` month and year in words.
"""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from zlib import crc32

from hospital import identifiers
from hospital.analytes import ANALYTES
from hospital.people import plain
from hospital.scene import MONTHS, Scene
from hospital.states import OF_BODY

Args = tuple[str, ...]
Filler = Callable[[Scene, Args], None]


def fact(scene: Scene, args: Args) -> None:
    """`$v(key,low,high)`: the event's true value, else a number in between that stays the same in all notes of the event."""
    known = scene.facts.get(args[0])
    if known is None and args[0] in OF_BODY and (weight := scene.measure(args[0])) is not None:
        known = f"{weight:.0f}"
    if known is None:
        share = crc32(f"{scene.nda}{args[0]}".encode()) / 2**32
        low, high = float(args[1]), float(args[2])
        known = f"{low + (high - low) * share:.1f}" if len(args) > 3 else str(int(low + (high - low + 1) * share))
    scene.text(known.replace(".", scene.comma))


def day(scene: Scene, args: Args) -> None:
    when = scene.shifted(int(args[0]) if args else 0)
    scene.mark(scene.written_date(when), "DATE")


def short_day(scene: Scene, args: Args) -> None:
    scene.mark(scene.short_date(scene.shifted(int(args[0]) if args else 0)), "DATE")


def end_day(scene: Scene, args: Args) -> None:
    scene.mark(scene.written_date(scene.end), "DATE")


def today(scene: Scene, args: Args) -> None:
    scene.mark(scene.written_date(scene.written), "DATE")


def long_today(scene: Scene, args: Args) -> None:
    scene.mark(scene.written_date(scene.written, 2), "DATE")


def appointment(scene: Scene, args: Args) -> None:
    low, high = int(args[0]), int(args[1])
    when = scene.written + timedelta(days=low + int(scene.random() * (high - low + 1)))
    while when.weekday() > 4:
        when += timedelta(days=1)
    scene.mark(scene.written_date(when), "DATE")


def year(scene: Scene, args: Args) -> None:
    back = int(args[0]) if args else -1 - int(scene.random() * 14)
    if len(args) > 1:
        back += int(scene.random() * (int(args[1]) - int(args[0]) + 1))
    scene.mark(str(max(scene.day.year + back, scene.person.birth.year + 1)), "DATE")


def month(scene: Scene, args: Args) -> None:
    when = scene.day + timedelta(days=30 * int(args[0]) if args else 0)
    words = f"{MONTHS[when.month - 1]} {when.year}" if scene.random() < 0.7 else f"{when:%m/%Y}"
    scene.mark(words, "DATE")


def clock(scene: Scene, args: Args) -> None:
    hour, minute = scene.clock()
    scene.text(f"{hour}h{minute:02d}" if minute else f"{hour}h")


def shift(scene: Scene, args: Args) -> None:
    """`$poste_de(7)`: writes nothing; what is told next happens from this hour on."""
    scene.minutes = 60 * int(args[0])


def stopped_smoking(scene: Scene, args: Args) -> None:
    """The year in which the patient gave up tobacco, the same for life."""
    year_ = 2013 - crc32(f"{scene.person.ipp}sevrage".encode()) % 22
    scene.mark(str(max(year_, scene.person.birth.year + 19)), "DATE")


def extension(scene: Scene, args: Args) -> None:
    scene.mark(identifiers.digits(scene.rng, scene.rng.choice((4, 4, 4, 5))), "TEL")


def sample(scene: Scene, args: Args) -> None:
    year_ = f"{scene.day:%y}"
    shape = scene.pick(
        [
            year_ + "H#####",
            year_ + "-######",
            year_ + "@####",
            "@" + year_ + "######",
            year_ + "P-####",
            "20" + year_ + "######",
        ]
    )
    scene.mark(identifiers.patterned(scene.rng, shape), "AUTRE_ID")


def device(scene: Scene, args: Args) -> None:
    scene.mark(
        identifiers.patterned(scene.rng, scene.pick(["@@######", "######-##", "@#####@", "##@####", "SN-#######"])),
        "AUTRE_ID",
    )


def plate(scene: Scene, args: Args) -> None:
    scene.mark(identifiers.plate(scene.rng), "AUTRE_ID")


def insurance(scene: Scene, args: Args) -> None:
    scene.mark(
        identifiers.patterned(scene.rng, scene.pick(["#######-##", "########", "@@#######", "##/######"])), "AUTRE_ID"
    )


def file_name(scene: Scene, args: Args) -> None:
    """A file name that holds the patient's name: a mark for each part, joints between."""
    scene.text(scene.pick(["CR_", "scan_", "courrier-", "DOC_", "lettre_"]))
    scene.mark(plain(scene.person.family).upper() or "X", "NOM")
    scene.text("_")
    scene.mark(plain(scene.person.given[0]) or "x", "PRENOM")
    scene.text("_")
    scene.mark(f"{scene.written:%Y%m%d}", "DATE")
    scene.text(scene.pick([".pdf", ".doc", ".docx", ".rtf"]))


def temperature(scene: Scene, args: Args) -> None:
    scene.text(
        scene.pick(
            [
                f"{36 + int(scene.random() * 15) / 10:.1f}".replace(".", ","),
                "37",
                f"36°{int(scene.random() * 9)}",
                "37,2",
            ]
        )
    )


def laboratory_value(scene: Scene, args: Args) -> None:
    """`$lab(hb)`: an analyte's value on the event's day, with its decimals."""
    analyte = ANALYTES[args[0]]
    scene.text(f"{scene.body.value(args[0]):.{analyte.places}f}".replace(".", scene.comma))


def capillary_glucose(scene: Scene, args: Args) -> None:
    """`$dextro`: g/L at the finger, near what the patient's state gives in the blood (mmol/L divided by 5,55)."""
    value = scene.body.value("glyc") / 5.55 * (0.88 + 0.34 * scene.random())
    scene.text(f"{value:.2f}".replace(".", scene.comma))


def kilograms(scene: Scene, args: Args) -> None:
    """`$kg`: the weight without its unit; a child's by age (9 kg at one year, then two to three a year)."""
    weight = scene.measure("poids")
    scene.text(f"{9 + 2.4 * max(scene.age - 1, 0) if weight is None else weight:.0f}")


def height(scene: Scene, args: Args) -> None:
    """`$taille`: metres with two decimals."""
    scene.text(f"{scene.body.height():.2f}".replace(".", scene.comma))


DATES: dict[str, Filler] = {
    "v": fact,
    "d": day,
    "dd": short_day,
    "end": end_day,
    "today": today,
    "longtoday": long_today,
    "rdv": appointment,
    "year": year,
    "month": month,
    "h": clock,
    "poste_de": shift,
    "sevrage": stopped_smoking,
    "poste": extension,
    "prel": sample,
    "lot": device,
    "plaque": plate,
    "mutuelle": insurance,
    "fichier": file_name,
    "temp": temperature,
    "lab": laboratory_value,
    "taille": height,
    "kg": kilograms,
    "dextro": capillary_glucose,
}
"""These slots by name."""
