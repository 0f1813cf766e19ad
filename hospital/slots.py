"""Slots for people and places: what `$nom`, `$dr`, `$adresse` in a template stand for; each appends its pieces to the scene."""

from __future__ import annotations

from hospital import identifiers
from hospital.people import Doctor, Relative, ordinary, plain
from hospital.scene import Scene
from hospital.slots_dates import DATES, Args, Filler
from hospital.slots_places import PLACES


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


def job(scene: Scene, args: Args) -> None:
    """The patient's trade; before twenty, school."""
    young = ("lycéenne" if scene.female else "lycéen") if scene.age < 18 else "en apprentissage"
    scene.text(scene.person.job if scene.age > 19 else young)


SLOTS: dict[str, Filler] = {
    **DATES,
    **PLACES,
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
    "metier": job,
}
"""All slots by name."""
