"""Writes a planned document: who signs, in which skeleton, from which source, with which noise."""

from __future__ import annotations

import re
from datetime import date
from random import Random
from typing import Any
from zlib import crc32

from hospital import noise
from hospital.blockbook import book
from hospital.english import DEPARTMENTS, nhs_number
from hospital.english_slots import ENGLISH_SLOTS, EnglishScene
from hospital.notes import Note
from hospital.people import Doctor, Identity
from hospital.scene import Scene, Style
from hospital.sections import Writer
from hospital.shorthand import hurry
from hospital.sites import UNIT_NAMES, site
from hospital.slots import SLOTS
from hospital.states import Body
from hospital.stories import Happening, Planned, Story
from hospital.template import Mark, settled
from hospital.told import STORY_SLOTS

TYPES = {
    "crh": "compte rendu d'hospitalisation",
    "cs": "lettre de consultation",
    "urg": "compte rendu d'urgences",
    "ide": "transmissions infirmières",
    "imag": "compte rendu d'imagerie",
    "op": "compte rendu opératoire",
    "anapath": "compte rendu d'anatomopathologie",
    "rcp": "compte rendu de RCP",
    "bio": "résultats de biologie",
    "ordo": "ordonnance",
    "mt": "courrier du médecin traitant",
    "garde": "note de garde",
    "kine": "note de kinésithérapie",
    "diet": "note de diététique",
    "social": "note du service social",
    "psy": "observation psychiatrique",
    "certif": "certificat médical",
    "mail": "courriel",
    "liaison": "fiche de liaison",
    "accouch": "compte rendu d'accouchement",
    "endis": "discharge summary",
    "enclin": "clinic letter",
    "ened": "emergency department note",
    "ennur": "nursing note",
    "demande": "demande d'examen",
    "tel": "observation d'interne",
    "sortie": "lettre de sortie",
}
"""Document types by their short key, as the input line names them."""
SOURCES = {"imag": "RIS", "anapath": "RIS", "bio": "SGL", "mt": "GED", "mail": "GED", "certif": "GED"}
"""Sending software by type; the others come from DPI, the patient record. GED holds scanned paper (OCR)."""
UNIT_OF = {
    "urg": "urg",
    "imag": "radio",
    "anapath": "anapath",
    "bio": "labo",
    "mt": "",
    "accouch": "mater",
    "kine": "mpr",
}
FRENCH = {**SLOTS, **STORY_SLOTS}
ENGLISH = {**FRENCH, **ENGLISH_SLOTS}
"""All slots by language."""
DATE_STYLES, PHONE_STYLES, NAME_STYLES = (0, 0, 0, 1, 1, 2, 2, 3, 4, 5), (3, 3, 3, 0, 1, 1, 2, 4, 6), (0, 0, 1, 1, 2)
"""Ways of writing dates, phones and names, the common ones more often."""
INSIDE = frozenset("ide garde kine diet social mail tel demande certif mt ordo liaison".split())
"""Documents that are written during a stay, on a day of their own."""
COPYING, COPIED = ("crh", "cs", "psy", "sortie"), 0.09
"""Which documents copy a paragraph forward, and how often."""
HURRIED = frozenset({"ide", "tel", "garde", "urg", "mail", "ened", "ennur", "enclin", "op", "imag", "kine"})
NURSES = ("ennur", "ide", "kine", "diet", "social", "liaison")


def _author(rng: Random, story: Story, unit: str, kind: str) -> Doctor:
    place = site(story.site_list, story.site_number)
    if kind == "mt":
        return story.person.gp
    if kind in NURSES:
        return rng.choice(place.nurses)
    staff = place.staff[unit]
    return staff[4 + rng.randrange(2)] if kind in ("tel", "garde") else staff[rng.randrange(4)]


def _scene(rng: Random, story: Story, happening: Happening, planned: Planned, unit: str) -> Scene:
    place, kind = site(story.site_list, story.site_number), planned.kind
    day = planned.day if kind in INSIDE else happening.day
    written = max(planned.day, happening.day) if kind != "urg" else happening.day
    random = rng.random
    style = Style(DATE_STYLES[int(10 * random())], PHONE_STYLES[int(9 * random())], NAME_STYLES[int(5 * random())])
    author = _author(rng, story, unit, kind)
    maker = EnglishScene if story.english else Scene
    return maker(
        rng=rng,
        person=story.person,
        site=place,
        unit=unit,
        day=day,
        end=happening.end,
        visit=happening.day == happening.end,
        written=written,
        style=style,
        nda=happening.nda,
        author=author,
        body=_body(story, planned.happening),
        facts=happening.facts,
        slots=ENGLISH if story.english else FRENCH,
        comma="." if story.english else ",",
        right=crc32(story.person.ipp.encode()) % 2 == 0,
        female=story.person.female,
    )


def _body(story: Story, number: int) -> Body:
    """The patient's body during an event, the same for all its notes."""
    body: Body | None = story.kept.get(f"body {number}")
    if body is None:
        body = story.kept[f"body {number}"] = Body(story, story.happenings[number])
    return body


def _head(story: Story, happening: Happening, planned: Planned, scene: Scene, doc_id: str, kind: str) -> dict[str, Any]:
    person = story.person
    author, source = scene.author, SOURCES.get(planned.kind, "DPI")
    unit_names = {**UNIT_NAMES, **DEPARTMENTS} if story.english else UNIT_NAMES
    units = [unit_names[book().topics[happening.topic].unit]]
    stay = {"id": happening.nda, "start": happening.day.isoformat(), "end": happening.end.isoformat(), "units": units}
    return {
        "doc_id": doc_id,
        "lang": "en" if story.english else "fr",
        "date": scene.written.isoformat(),
        "type": TYPES[kind],
        "unit": unit_names[scene.unit] if planned.kind != "mt" else "courriers externes",
        "title": None,
        "stay_id": happening.nda,
        "source": source,
        "extraction": {"DPI": "native", "RIS": "rtf", "SGL": "native", "GED": "ocr"}[source],
        "status": "valid",
        "authors": [f"{author.given} {author.family}"],
        "recipients": [f"{person.gp.given} {person.gp.family}"] if kind in ("crh", "cs", "sortie") else [],
        "stay": stay,
        "patient": story.kept.get("line") or story.kept.setdefault("line", patient_line(story)),
    }


def patient_line(story: Story) -> dict[str, Any]:
    """The patient's identity as the input line carries it."""
    person = story.person
    return {
        "ipp": person.ipp,
        "family_name": person.family,
        "birth_name": person.birth_name if person.birth_name != person.family else None,
        "given_names": list(person.given),
        "birth_date": person.birth.isoformat(),
        "sex": "F" if person.female else "M",
        "nir": nhs_number(Random(person.nir)) if story.english else person.nir,
        "address": person.address,
        "postal_code": person.town[1],
        "city": person.town[0],
        "phones": list(person.phones),
        "emails": list(person.mails),
        "related": [f"{r.given} {r.family}" for r in person.relatives],
    }


def _kind(rng: Random, kind: str) -> str:
    """A stay's report is a letter one time in five, a visit's note an intern's telegram one in eight."""
    if kind == "crh":
        return rng.choice(("crh", "crh", "crh", "crh", "sortie"))
    return "tel" if kind in ("cs", "garde") and rng.random() < 0.12 else kind


def _finished(scene: Scene, story: Story, happening: Happening, planned: Planned, kind: str, doc_id: str) -> Note:
    """The note that a scene's pieces make, with the noise of its source."""
    head = _head(story, happening, planned, scene, doc_id, kind)
    ocr = head["extraction"] == "ocr"
    hurried = kind in HURRIED
    pieces = noise.applied(scene.rng, settled(scene.out), ocr=ocr, hurried=hurried)
    if ocr:
        head["ocr_confidence"] = round(0.62 + 0.36 * scene.random(), 2)
    events = story.events()[: planned.happening + 1]
    return Note(doc_id, head, tuple(pieces), tuple(scene.values), events, happening.topic)


def write(story: Story, number: int, *, seed: str, doc_id: str) -> Note:
    """The document of this number in the story; the same arguments give the same note."""
    planned = story.plan[number]
    happening = story.happenings[planned.happening]
    rng = Random(f"{seed}/{number}")
    kind = _kind(rng, planned.kind)
    topic = book().topics[happening.topic]
    unit = UNIT_OF.get(kind) or topic.unit
    if kind in ("crh", "sortie") and topic.unit == "urg":
        unit = "uhcd"
    scene = _scene(rng, story, happening, planned, unit)
    scene.hurry = hurry(rng, kind in HURRIED)
    writer = Writer(scene, story, happening, topic, number, kind)
    scene.include = writer.include
    scene.say(scene.pick(book().pools["sk_crh" if kind == "sortie" else f"sk_{kind}"]))
    if kind in COPYING and number and rng.random() < COPIED:
        _copy_forward(scene, story, number, seed)
    writer.close()
    note = _finished(scene, story, happening, planned, kind, doc_id)
    if kind in COPYING:
        story.kept[f"note {number}"] = note
    return note


def _copy_forward(scene: Scene, story: Story, number: int, seed: str) -> None:
    """Paste a paragraph of an earlier letter below this one, as it stood there, marks and all."""
    earlier = [n for n in range(number) if story.plan[n].kind in COPYING]
    if not earlier:
        return
    number = scene.pick(earlier)
    source = story.kept.get(f"note {number}") or write(story, number, seed=seed, doc_id="")
    found = [
        p for p in paragraphs(source.pieces) if 70 < sum(len(x if isinstance(x, str) else x.surface) for x in p) < 420
    ]
    if not found:
        return
    scene.say(
        "\n\n[Pour mémoire, courrier du |Copié du compte rendu du |Rappel – consultation du |Extrait de la lettre du ]"
    )
    scene.mark(source.head["date"][8:] + "/" + source.head["date"][5:7] + "/" + source.head["date"][:4], "DATE")
    scene.text(" :\n")
    scene.out += scene.pick(found)


def paragraphs(pieces: tuple[str | Mark, ...]) -> list[list[str | Mark]]:
    """The pieces between new lines, without empty paragraphs."""
    found: list[list[str | Mark]] = [[]]
    for piece in pieces:
        if isinstance(piece, str):
            for number, part in enumerate(piece.split("\n")):
                if number:
                    found.append([])
                if part:
                    found[-1].append(part)
        else:
            found[-1].append(piece)
    return [p for p in found if any(isinstance(x, Mark) for x in p)]


def handmade(
    story: Story,
    template: str,
    *,
    happening: int,
    kind: str,
    unit: str,
    day: date,
    doc_id: str,
    strangers: tuple[Identity, ...] = (),
) -> Note:
    """A note of one template of its own; `{NOM1}`, `{IPP2}` … in it stand for strangers' identifiers."""
    event = story.happenings[happening]
    planned = Planned(happening, kind, day, 0)
    scene = _scene(Random(doc_id), story, event, planned, unit)
    scene.day = scene.written = day
    scene.include = Writer(scene, story, event, book().topics[event.topic], 0).include
    at = 0
    for match in STRANGER.finditer(template):
        scene.say(template[at : match.start()])
        _stranger(scene, match[1], strangers[int(match[2]) - 1] if match[2] else None)
        at = match.end()
    scene.say(template[at:])
    return _finished(scene, story, event, planned, kind, doc_id)


STRANGER = re.compile(r"\{(NOM|PRENOM|NAISS|IPP|TEL|CIV|DRNAME)(\d?)\}")


def _stranger(scene: Scene, what: str, who: Identity | None) -> None:
    """Write one identifier of another person."""
    if who is None:
        scene.mark("Parkinson", "NOM")
    elif what == "CIV":
        scene.text("Mme" if who.female else "M.")
    else:
        written = {
            "NOM": who.family,
            "PRENOM": who.given[0],
            "NAISS": f"{who.birth:%d/%m/%Y}",
            "IPP": who.ipp,
            "TEL": who.phones[0],
        }
        labels = {"NAISS": "DATE_NAISSANCE"}
        scene.mark(written[what], labels.get(what, what))
