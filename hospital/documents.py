"""Writes a planned document: who signs, in which skeleton, from which source, with which noise."""

from __future__ import annotations

from datetime import timedelta
from random import Random
from typing import Any

from hospital import noise
from hospital.blockbook import book
from hospital.notes import Note
from hospital.people import Doctor
from hospital.scene import Scene, Style
from hospital.sections import Writer
from hospital.sites import UNIT_NAMES, site
from hospital.stories import Happening, Planned, Story
from hospital.template import settled

TYPES = {
    "crh": "compte rendu d'hospitalisation", "cs": "lettre de consultation", "urg": "compte rendu d'urgences", "ide": "transmissions infirmières",
    "imag": "compte rendu d'imagerie", "op": "compte rendu opératoire", "anapath": "compte rendu d'anatomopathologie", "rcp": "compte rendu de RCP",
    "bio": "résultats de biologie", "ordo": "ordonnance", "mt": "courrier du médecin traitant", "garde": "note de garde",
    "kine": "note de kinésithérapie", "diet": "note de diététique", "social": "note du service social", "psy": "observation psychiatrique",
    "certif": "certificat médical", "mail": "courriel", "liaison": "fiche de liaison", "accouch": "compte rendu d'accouchement",
    "demande": "demande d'examen", "tel": "observation d'interne", "sortie": "lettre de sortie",
}  # fmt: skip
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
NURSES = ("ide", "kine", "diet", "social", "liaison")


def _author(rng: Random, story: Story, unit: str, kind: str) -> Doctor:
    place = site(story.site_list, story.site_number)
    if kind == "mt":
        return story.person.gp
    if kind in NURSES:
        return rng.choice(place.nurses)
    staff = place.staff[unit]
    return staff[4 + rng.randrange(2)] if kind in ("tel", "garde") else staff[rng.randrange(6)]


def _scene(rng: Random, story: Story, happening: Happening, planned: Planned, unit: str) -> Scene:
    place = site(story.site_list, story.site_number)
    kind = planned.kind
    inside = kind in (
        "ide",
        "garde",
        "kine",
        "diet",
        "social",
        "mail",
        "tel",
        "demande",
        "certif",
        "mt",
        "ordo",
        "liaison",
    )
    day = planned.day if inside else happening.day
    written = max(planned.day, happening.day) if kind != "urg" else happening.day
    style = Style(
        rng.choice((0, 0, 0, 1, 1, 2, 2, 3, 4, 5)), rng.choice((3, 3, 3, 0, 1, 1, 2, 4, 6)), rng.choice((0, 0, 1, 1, 2))
    )
    author = _author(rng, story, unit, kind)
    return Scene(
        rng=rng, person=story.person, site=place, unit=unit, day=day, end=happening.end, written=written, style=style, nda=happening.nda,
        author=author, facts=happening.facts, female=story.person.female,
    )  # fmt: skip


def _head(story: Story, happening: Happening, planned: Planned, scene: Scene, doc_id: str, kind: str) -> dict[str, Any]:
    person = story.person
    author, source = scene.author, SOURCES.get(planned.kind, "DPI")
    units = [UNIT_NAMES[book().topics[happening.topic].unit]]
    stay = {"id": happening.nda, "start": happening.day.isoformat(), "end": happening.end.isoformat(), "units": units}
    return {
        "doc_id": doc_id,
        "lang": "fr",
        "date": scene.written.isoformat(),
        "type": TYPES[kind],
        "unit": UNIT_NAMES[scene.unit] if planned.kind != "mt" else "courriers externes",
        "title": None,
        "stay_id": happening.nda,
        "source": source,
        "extraction": {"DPI": "native", "RIS": "rtf", "SGL": "native", "GED": "ocr"}[source],
        "status": "valid",
        "authors": [f"{author.given} {author.family}"],
        "recipients": [f"{person.gp.given} {person.gp.family}"] if kind in ("crh", "cs", "sortie") else [],
        "stay": stay,
        "patient": patient_line(story),
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
        "nir": person.nir,
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
    writer = Writer(scene, story, happening, topic)
    scene.include = writer.include
    pool = "sk_crh" if kind == "sortie" else f"sk_{kind}"
    scene.say(scene.pick(book().pools[pool]))
    head = _head(story, happening, planned, scene, doc_id, kind)
    pieces = settled(scene.out)
    ocr = head["extraction"] == "ocr"
    pieces = noise.applied(rng, pieces, ocr=ocr, hurried=kind in ("ide", "tel", "garde", "urg", "mail"))
    if ocr:
        head["ocr_confidence"] = round(0.62 + 0.36 * rng.random(), 2)
    return Note(
        doc_id=doc_id, head=head, pieces=tuple(pieces), values=tuple(scene.values), topic=happening.topic,
        events=tuple(e for i, e in enumerate(story.events()) if i <= planned.happening),
    )  # fmt: skip


def days(count: int) -> timedelta:
    """So many days."""
    return timedelta(days=count)
