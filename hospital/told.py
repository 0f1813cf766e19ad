"""What `$aod`, `$metfo`, `$enfant` … stand for: slots that follow from the patient's true story."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date

from hospital.blockbook import book
from hospital.people import Relative
from hospital.scene import Scene
from hospital.sites import POLES, UNIT_NAMES
from hospital.slots import doctor, full_name, patient
from hospital.slots_dates import Args, Filler
from hospital.stories import Happening, Story
from hospital.template import Mark


class StorySlots:
    """The slots that a note's story answers."""

    def __init__(self, scene: Scene, story: Story, happening: Happening, motive: Callable[[], None]) -> None:
        self.scene, self.story, self.happening, self.motive = scene, story, happening, motive

    def capital_motive(self) -> None:
        """The reason for coming at the beginning of a sentence."""
        at = len(self.scene.out)
        self.motive()
        for i in range(at, len(self.scene.out)):
            piece = self.scene.out[i]
            if isinstance(piece, str | Mark) and (words := piece if isinstance(piece, str) else piece.surface):
                words = words[0].upper() + words[1:]
                self.scene.out[i] = words if isinstance(piece, str) else piece._replace(surface=words)
                return

    def pole_name(self) -> None:
        self.scene.text(POLES[self.scene.unit])

    def unit_name(self) -> None:
        self.scene.text(UNIT_NAMES[self.scene.unit])

    def unit_number(self) -> None:
        self.scene.text(self.scene.site.ufs[self.scene.unit])

    def colleague(self) -> None:
        """Cher confrère or chère consœur, by the family doctor."""
        if self.scene.author is self.story.person.gp:
            self.scene.text(self.scene.pick(("chers confrères", "chers collègues")))
            return
        women, men = ("chère consœur", "chère amie", "chère collègue"), ("cher confrère", "cher ami", "cher collègue")
        self.scene.text(self.scene.pick(women if self.story.person.gp.female else men))

    def greeting(self) -> None:
        """Cher confrère, as a letter begins."""
        at = len(self.scene.out)
        self.colleague()
        words = str(self.scene.out[at])
        self.scene.out[at] = words[0].upper() + words[1:]

    def requester(self) -> None:
        """The doctor who asked for the examination, with his unit."""
        unit = book().topics[self.happening.topic].unit
        doctor(self.scene, (unit,))
        self.scene.text(f" ({UNIT_NAMES[unit]})")

    def sugar_control(self) -> None:
        """How well diabetes is controlled, by the true HbA1c."""
        value = float(self.happening.facts.get("hba1c", "7.4"))
        words = (
            "[équilibré|à l'objectif|bien équilibré]"
            if value < 7.1
            else "[proche de l'objectif|d'équilibre moyen|à consolider]"
            if value < 8.1
            else "[mal équilibré|au-dessus de l'objectif|insuffisamment contrôlé]"
        )
        self.scene.say(words)

    def next_unit(self) -> None:
        """The unit that takes the patient in from the emergency department."""
        unit = book().topics[self.happening.topic].unit
        self.scene.text(UNIT_NAMES["uhcd" if unit == "urg" else unit])

    def way_out(self) -> None:
        """Home after a visit, a unit before a stay."""
        if self.happening.end == self.happening.day:
            self.scene.say("[retour à domicile|sortie|domicile avec ordonnance]")
        else:
            self.scene.say("[hospitalisation,|transfert :|admission en] ")
            self.next_unit()

    def bare_doctor(self) -> None:
        who = self.scene.site.staff[self.scene.unit][self.scene.rng.randrange(4)]
        self.scene.mark(who.given, "PRENOM")
        self.scene.text(" ")
        self.scene.mark(who.family.upper() if self.scene.style.names == 0 else who.family, "NOM")

    def gp_name(self) -> None:
        who = self.story.person.gp
        self.scene.mark(who.given, "PRENOM")
        self.scene.text(" ")
        self.scene.mark(who.family, "NOM")

    def anticoagulant(self) -> None:
        entry = self.scene.lexicon[self.happening.facts.get("aod", "apixaban")]
        self.scene.concept(self.scene.pick(entry.surfaces), entry.code, "")

    def metformin(self) -> None:
        on = "[%Metformine poursuivie à 500 mg x2 à sa demande|La %metformine n'a pas été arrêtée malgré le DFG|%Metformine maintenue, à demi-dose|Toujours sous %metformine 1000 mg x2]."
        off = "[%Metformine* arrêtée|Arrêt définitif de la %metformine*|%Metformine* interrompue dès le passage sous 30 mL/min|La %metformine* est stoppée et remplacée par %repaglinide]."
        self.scene.say(on if self.happening.facts.get("metfo") == "on" else off)

    def fevg_fall(self) -> int:
        """Points of ejection fraction lost since the base value."""
        facts = self.happening.facts
        return int(facts.get("fevg0", "60")) - int(facts.get("fevg", "60"))

    def fevg_words(self) -> None:
        fall = self.fevg_fall()
        if fall >= 10:
            self.scene.say(
                "[Baisse de plus de 10 points de la FEVG, {I42.7|cardiotoxicité} du %trastuzumab|Chute de FEVG, {I50.1|dysfonction ventriculaire gauche} sous anti-HER2|{I42.7|Cardiomyopathie toxique} : FEVG en baisse nette]."
            )
        elif fall >= 4:
            self.scene.say(
                "[Baisse modérée de FEVG, à recontrôler|Pas de {I42.7-|cardiotoxicité} significative malgré une légère baisse|FEVG un peu plus basse, asymptomatique]."
            )
        else:
            self.scene.say(
                "[FEVG stable, pas de {I42.7-|cardiotoxicité}|Fonction cardiaque inchangée|Pas de {I50.1-|dysfonction} cardiaque]."
            )

    def fevg_course(self) -> None:
        if self.fevg_fall() >= 10:
            self.scene.say(
                "[%Trastuzumab suspendu, %ramipril et %bisoprolol débutés|Injection reportée de six semaines, avis cardiologique, %ramipril introduit]."
            )
        else:
            self.scene.say(
                "[%Trastuzumab poursuivi|Injection faite ce jour|On continue le %trastuzumab jusqu'au terme des dix-huit injections]."
            )

    def parkinson_doctor(self) -> None:
        self.scene.mark(self.scene.pick(["Parkinson", "PARKINSON", "Le Gall", "Charcot", "Morvan"]), "NOM")

    def newborn(self) -> None:
        """Une fille prénommée Maëlle, as the delivery's report says."""
        name = self.happening.facts.get("bebe")
        girl = name is not None or self._child().female
        self.scene.text(
            ("une fille" if girl else "un garçon") + self.scene.pick([" prénommé", " appelé"]) + ("e " if girl else " ")
        )
        self.baby()

    def baby(self) -> None:
        self.scene.mark(self.happening.facts.get("bebe") or self._child().given, "PRENOM")

    def _child(self) -> Relative:
        rng_names = self.scene.site.nurses
        who = rng_names[(self.happening.day.toordinal() + self.story.person.birth.toordinal()) % len(rng_names)]
        return Relative("enfant", "son enfant", who.given, self.story.person.family, "", who.female)

    def mother(self) -> None:
        mother = next((r for r in self.story.person.relatives if r.kind == "mère"), None)
        self.scene.text("Mme ")
        self.scene.mark(mother.family if mother else self.story.person.family, "NOM")

    def birth_day(self) -> None:
        self.scene.mark(self.scene.written_date(self.story.person.birth), "DATE_NAISSANCE")

    def delivery_day(self) -> None:
        day: date = self.happening.day
        self.scene.mark(self.scene.written_date(day), "DATE_NAISSANCE")

    def full_or_patient(self) -> None:
        at = len(self.scene.out)
        (full_name if self.scene.random() < 0.5 else patient)(self.scene, ())
        head = self.scene.out[at]
        if isinstance(head, str) and head:
            self.scene.out[at] = head[0].upper() + head[1:]

    def asthma(self) -> None:
        if self.happening.facts.get("asthme") == "yes":
            self.scene.say("[%Asthme* dans l'enfance|ATCD d~%asthme*|%Asthme* traité jusqu'à 20 ans].")
        else:
            self.scene.say("[Jamais d~%asthme-|Pas de notion d~%asthme-|Pas d~%asthme-].")


NAMES: dict[str, Callable[[StorySlots], None]] = {
    "motif": lambda slots: slots.motive(),
    "motif_maj": lambda slots: slots.capital_motive(),
    "pole": StorySlots.pole_name,
    "unite": StorySlots.unit_name,
    "aval": StorySlots.next_unit,
    "devenir": StorySlots.way_out,
    "uf": StorySlots.unit_number,
    "drs": StorySlots.bare_doctor,
    "mtnom": StorySlots.gp_name,
    "aod": StorySlots.anticoagulant,
    "metfo": StorySlots.metformin,
    "fevgv": StorySlots.fevg_course,
    "fevgmot": StorySlots.fevg_words,
    "drpark": StorySlots.parkinson_doctor,
    "bebe": StorySlots.baby,
    "enfant": StorySlots.newborn,
    "mere": StorySlots.mother,
    "naissance": StorySlots.birth_day,
    "accou": StorySlots.delivery_day,
    "full_or_pat": StorySlots.full_or_patient,
    "asthme": StorySlots.asthma,
    "collegue": StorySlots.colleague,
    "bonjour": StorySlots.greeting,
    "demandeur": StorySlots.requester,
    "equilibre": StorySlots.sugar_control,
}
"""These slots by name."""


def _filler(name: str) -> Filler:
    def fill(scene: Scene, args: Args) -> None:
        if scene.told is None:
            raise KeyError(name)
        NAMES[name](scene.told)

    return fill


STORY_SLOTS: dict[str, Filler] = {name: _filler(name) for name in NAMES}
"""The same in the shape of the other slots."""
