"""What `$name` in a template stands for; each slot appends its pieces to the scene.

Numbers (never identifiers): `$n(a,b)` whole, `$x(a,b)` one decimal, `$xx(a,b)` two. Dates: `$d` the event's day, `$d(-3)` days from it,
`$dd(..)` without year, `$end`, `$today`, `$rdv(a,b)` an appointment, `$year(-9)` a bare year, `$month(-3)` month and year in words.
"""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta

from hospital import identifiers
from hospital.people import Doctor, Relative, ordinary, plain
from hospital.scene import MONTHS, Scene
from hospital.template import Number

Args = tuple[str, ...]
Filler = Callable[[Scene, Args], None]


def fact(scene: Scene, args: Args) -> None:
    """`$v(key,low,high)`: the true value of the event if it has one, else a number in between."""
    known = scene.facts.get(args[0])
    if known is not None:
        scene.text(known.replace(".", scene.comma))
    else:
        Number(float(args[1]), float(args[2]) - float(args[1]), 1 if len(args) > 3 else 0).emit(scene)


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
    when = scene.shifted(30 * int(args[0]) if args else 0)
    words = f"{MONTHS[when.month - 1]} {when.year}" if scene.random() < 0.7 else f"{when:%m/%Y}"
    scene.mark(words, "DATE")


def clock(scene: Scene, args: Args) -> None:
    hour, minute = int(scene.random() * 24), int(scene.random() * 12) * 5
    scene.text(f"{hour}h{minute:02d}" if minute else f"{hour}h")


def civility(scene: Scene, args: Args) -> None:
    child = scene.age < 15
    if child:
        scene.text(scene.pick(["l'enfant", "Enfant", "L'enfant"]) if not args else "l'enfant")
        return
    scene.text(scene.pick(["Mme", "Madame", "Mme"]) if scene.female else scene.pick(["M.", "Monsieur", "M.", "Mr"]))


def surname(scene: Scene, args: Args) -> None:
    family = scene.person.family
    scene.mark(family if scene.style.names != 1 else ordinary(family), "NOM")


def first_name(scene: Scene, args: Args) -> None:
    scene.mark(scene.person.given[0] if scene.style.names != 2 else scene.person.given[0].upper(), "PRENOM")


def all_first_names(scene: Scene, args: Args) -> None:
    for number, given in enumerate(scene.person.given):
        if number:
            scene.text(", ")
        scene.mark(given, "PRENOM")


def birth_name(scene: Scene, args: Args) -> None:
    scene.mark(scene.person.birth_name, "NOM")


def full_name(scene: Scene, args: Args) -> None:
    """Civility, surname, first name, in this author's order; the birth name sometimes."""
    civility(scene, args)
    scene.text(" ")
    if scene.style.names == 1:
        first_name(scene, ())
        scene.text(" ")
        surname(scene, ())
    else:
        surname(scene, ())
        scene.text(" ")
        first_name(scene, ())


def patient(scene: Scene, args: Args) -> None:
    """How a text calls its patient within a sentence."""
    draw = scene.random()
    if scene.age < 16:
        first_name(scene, ())
    elif draw < 0.4:
        scene.text("Mme " if scene.female else "M. ")
        surname(scene, ())
    elif draw < 0.55:
        scene.text("Madame " if scene.female else "Monsieur ")
        surname(scene, ())
    else:
        scene.text("la patiente" if scene.female else "le patient")


def born(scene: Scene, args: Args) -> None:
    """née X le 12/03/1950."""
    if scene.female and scene.person.birth_name != scene.person.family:
        scene.text("née ")
        birth_name(scene, ())
        scene.text(scene.pick([" le ", ", le ", " "]))
    else:
        scene.text(("née" if scene.female else "né") + " le ")
    birth(scene, args)


def birth(scene: Scene, args: Args) -> None:
    scene.mark(scene.written_date(scene.person.birth), "DATE_NAISSANCE")


def age(scene: Scene, args: Args) -> None:
    years = scene.age
    if years >= 90:
        scene.mark(f"{years} ans", "AGE90")
    elif years >= 2:
        scene.text(f"{years} ans")
    else:
        months = max((scene.written - scene.person.birth).days // 30, 0)
        scene.text(f"{months} mois" if months else f"{(scene.written - scene.person.birth).days} jours")


def doctor(scene: Scene, args: Args, who: Doctor | None = None) -> None:
    """A doctor of this unit (or of the one named), with title."""
    if who is None:
        seniors = scene.site.staff.get(args[0] if args else scene.unit, scene.site.staff["medpoly"])
        who = seniors[int(scene.random() * 4)]
    draw = scene.random()
    scene.text(scene.pick(["Dr ", "Docteur ", "Dr "]) if who.title == "Dr" else who.title + " " if who.title else "")
    family = who.family.upper() if scene.style.names == 0 or draw < 0.2 else who.family
    if draw < 0.45:
        scene.mark(family, "NOM")
    elif draw < 0.7:
        scene.mark(who.given, "PRENOM")
        scene.text(" ")
        scene.mark(family, "NOM")
    elif draw < 0.85:
        scene.mark(who.given[0] + ".", "PRENOM")
        scene.text(" ")
        scene.mark(family, "NOM")
    else:
        scene.mark(family, "NOM")
        scene.text(" ")
        scene.mark(who.given, "PRENOM")


def head_doctor(scene: Scene, args: Args) -> None:
    doctor(scene, (), scene.site.staff[args[0] if args else scene.unit][0])


def intern(scene: Scene, args: Args) -> None:
    who = scene.site.staff[scene.unit][4 + int(scene.random() * 2)]
    scene.mark(who.given, "PRENOM")
    scene.text(" ")
    scene.mark(who.family.upper() if scene.style.names == 0 else who.family, "NOM")


def author(scene: Scene, args: Args) -> None:
    who = scene.author
    scene.mark(who.given, "PRENOM")
    scene.text(" ")
    scene.mark(who.family.upper() if scene.style.names != 1 else who.family, "NOM")


def initials(scene: Scene, args: Args) -> None:
    who = scene.author
    scene.mark(who.given[0] + who.family[0], "NOM")


def gp(scene: Scene, args: Args) -> None:
    doctor(scene, (), scene.person.gp)


def nurse(scene: Scene, args: Args) -> None:
    who = scene.site.nurses[int(scene.random() * len(scene.site.nurses))]
    scene.mark(who.given, "PRENOM")
    if scene.random() < 0.4:
        scene.text(" ")
        scene.mark(who.family if scene.random() < 0.6 else who.family[0] + ".", "NOM")


def other_doctor(scene: Scene, args: Args) -> None:
    """A doctor from outside, met nowhere else."""
    who = scene.site.staff[scene.pick(list(scene.site.staff))][int(scene.random() * 6)]
    doctor(scene, (), who)


def relative(scene: Scene, args: Args) -> None:
    """Sa fille Mélanie Le Goff (06 …), in one of several ways."""
    if not scene.person.relatives:
        scene.text("son entourage")
        return
    who: Relative = scene.person.relatives[int(scene.random() * len(scene.person.relatives))]
    draw = scene.random()
    scene.text(who.his)
    if draw < 0.3:
        return
    scene.text(" ")
    scene.mark(who.given, "PRENOM")
    if draw < 0.7:
        scene.text(" ")
        scene.mark(who.family if scene.random() < 0.6 else who.family.upper(), "NOM")
    if draw > 0.6:
        scene.text(scene.pick([" (", " (tél. ", " – "]))
        phone_of(scene, who.phone)
        if scene.out[-2] != " – ":
            scene.text(")")


def phone_of(scene: Scene, number: str) -> None:
    scene.mark(identifiers.written_phone(number, scene.style.phones), "TEL")


def contact(scene: Scene, args: Args) -> None:
    """The person to call, for forms."""
    if not scene.person.relatives:
        scene.text("non renseigné")
        return
    who = scene.person.relatives[0]
    scene.mark(who.family.upper(), "NOM")
    scene.text(" ")
    scene.mark(who.given, "PRENOM")
    scene.text(f" ({who.kind}) ")
    phone_of(scene, who.phone)


def own_phone(scene: Scene, args: Args) -> None:
    phone_of(scene, scene.person.phones[int(scene.random() * len(scene.person.phones))])


def desk_phone(scene: Scene, args: Args) -> None:
    number = (
        scene.site.switchboard[:6]
        + f"{(int(scene.site.ufs[scene.unit]) % 97) + 2:02d}{int(scene.random() * 9) + 11:02d}"
    )
    phone_of(scene, number)


def switchboard(scene: Scene, args: Args) -> None:
    phone_of(scene, scene.site.switchboard)


def extension(scene: Scene, args: Args) -> None:
    scene.mark(identifiers.digits(scene.rng, scene.rng.choice((4, 4, 4, 5))), "TEL")


def mail(scene: Scene, args: Args) -> None:
    mails = scene.person.mails
    scene.mark(mails[0] if mails else f"{plain(scene.person.given[0])}.{plain(scene.person.family)}@orange.fr", "MAIL")


def desk_mail(scene: Scene, args: Args) -> None:
    scene.mark(f"{scene.pick(['secretariat', 'sec', 'rdv', 'secr'])}.{scene.unit}@{scene.site.domain}", "MAIL")


def author_mail(scene: Scene, args: Args) -> None:
    scene.mark(f"{plain(scene.author.given)}.{plain(scene.author.family)}@{scene.site.domain}", "MAIL")


def site_url(scene: Scene, args: Args) -> None:
    scene.mark(scene.pick(["www.", "https://", "https://mon-dossier."]) + scene.site.domain, "URL")


def ipp(scene: Scene, args: Args) -> None:
    scene.mark(scene.person.ipp, "IPP")


def nda(scene: Scene, args: Args) -> None:
    scene.mark(scene.nda, "NDA")


def nir(scene: Scene, args: Args) -> None:
    scene.mark(identifiers.spaced_nir(scene.person.nir) if scene.random() < 0.6 else scene.person.nir, "SECU")


def rpps(scene: Scene, args: Args) -> None:
    scene.mark(scene.author.rpps or identifiers.rpps(scene.rng), "RPPS")


def gp_rpps(scene: Scene, args: Args) -> None:
    scene.mark(scene.person.gp.rpps, "RPPS")


def finess(scene: Scene, args: Args) -> None:
    scene.mark(scene.site.finess, "FINESS")


def home(scene: Scene, args: Args) -> None:
    """The patient's address, postal code and town."""
    scene.mark(scene.person.address, "ADRESSE")
    scene.text(scene.pick([", ", " – ", " "]))
    scene.mark(scene.person.town[1], "ZIP")
    scene.text(" ")
    town(scene, ())


def town(scene: Scene, args: Args) -> None:
    scene.mark(scene.person.town[0] if scene.random() < 0.6 else scene.person.town[0].upper(), "VILLE")


def other_town(scene: Scene, args: Args) -> None:
    scene.mark(scene.pick([scene.person.gp.town[0], scene.site.town[0], scene.person.town[0]]), "VILLE")


def gp_address(scene: Scene, args: Args) -> None:
    who = scene.person.gp
    scene.mark(who.street, "ADRESSE")
    scene.text("\n")
    scene.mark(who.town[1], "ZIP")
    scene.text(" ")
    scene.mark(who.town[0] if scene.random() < 0.5 else who.town[0].upper(), "VILLE")


def gp_town(scene: Scene, args: Args) -> None:
    scene.mark(scene.person.gp.town[0], "VILLE")


def gp_phone(scene: Scene, args: Args) -> None:
    phone_of(scene, scene.person.gp.phone)


def hospital(scene: Scene, args: Args) -> None:
    scene.mark(scene.site.name if not args else scene.site.name.upper(), "HOPITAL")


def short_hospital(scene: Scene, args: Args) -> None:
    scene.mark(scene.site.short, "HOPITAL")


def other_hospital(scene: Scene, args: Args) -> None:
    scene.mark(scene.pick(scene.site.others), "HOPITAL")


def care_home(scene: Scene, args: Args) -> None:
    scene.mark(scene.pick(scene.site.care_homes), "HOPITAL")


def laboratory(scene: Scene, args: Args) -> None:
    scene.mark(scene.pick(scene.site.laboratories), "HOPITAL")


def site_street(scene: Scene, args: Args) -> None:
    scene.mark(scene.site.street, "ADRESSE")


def site_zip(scene: Scene, args: Args) -> None:
    scene.mark(scene.site.town[1][:2] + f"{(int(scene.site.town[1][2:]) + 1) % 1000:03d}", "ZIP")


def site_town(scene: Scene, args: Args) -> None:
    scene.mark(scene.site.town[0] if not args else scene.site.town[0].upper(), "VILLE")


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


def job(scene: Scene, args: Args) -> None:
    scene.text(scene.person.job)


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


SLOTS: dict[str, Filler] = {
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
    "civ": civility,
    "nom": surname,
    "prenom": first_name,
    "prenoms": all_first_names,
    "birthname": birth_name,
    "full": full_name,
    "pat": patient,
    "ne": born,
    "naiss": birth,
    "age": age,
    "dr": doctor,
    "chef": head_doctor,
    "interne": intern,
    "auteur": author,
    "init": initials,
    "mt": gp,
    "ide": nurse,
    "drx": other_doctor,
    "proche": relative,
    "contact": contact,
    "tel": own_phone,
    "bureau": desk_phone,
    "standard": switchboard,
    "poste": extension,
    "mail": mail,
    "secmail": desk_mail,
    "auteurmail": author_mail,
    "url": site_url,
    "ipp": ipp,
    "nda": nda,
    "nir": nir,
    "rpps": rpps,
    "mtrpps": gp_rpps,
    "finess": finess,
    "adresse": home,
    "ville": town,
    "villex": other_town,
    "mtadresse": gp_address,
    "mtville": gp_town,
    "mttel": gp_phone,
    "hopital": hospital,
    "hop": short_hospital,
    "hopx": other_hospital,
    "ehpad": care_home,
    "labo": laboratory,
    "siterue": site_street,
    "sitezip": site_zip,
    "siteville": site_town,
    "prel": sample,
    "lot": device,
    "plaque": plate,
    "mutuelle": insurance,
    "fichier": file_name,
    "metier": job,
    "temp": temperature,
}
"""All slots by name."""
