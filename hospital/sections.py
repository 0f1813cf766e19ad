"""The sections of a note: headings, antecedents, treatments, results; what `&name` in a skeleton includes."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from zlib import crc32

from hospital import tables
from hospital.blockbook import Topic, book
from hospital.people import Relative
from hospital.scene import Scene
from hospital.sites import POLES, UNIT_NAMES
from hospital.slots import doctor, full_name, patient
from hospital.stories import Happening, Story
from hospital.template import Mark, compiled

HEADINGS = {
    "motif": "Motif|Motif d'hospitalisation|Motif de recours|Raison de la venue|MOTIF",
    "atcd": "Antécédents|ATCD|Antécédents personnels|ANTECEDENTS|Terrain|ATCD médico-chirurgicaux",
    "allergie": "Allergies|Allergie|ALLERGIES|Tolérance",
    "mode": "Mode de vie|Contexte de vie|MODE DE VIE|Habitus|Contexte social",
    "ttte": "Traitement à l'entrée|Traitement habituel|TTT habituel|Traitement au domicile|TRAITEMENT EN COURS",
    "ttts": "Traitement de sortie|Ordonnance de sortie|TTT de sortie|Traitement à la sortie|TRAITEMENT DE SORTIE",
    "hdm": "Histoire de la maladie|HDM|Histoire récente|Anamnèse|HISTOIRE DE LA MALADIE|Faits",
    "exam": "Examen clinique|Examen|Clinique|EXAMEN CLINIQUE|Examen à l'entrée|Ex. clinique",
    "clin": "Examen clinique|Clinique|Examen physique|EXAMEN",
    "bilan": "Examens complémentaires|Bilan|Paraclinique|EXAMENS COMPLEMENTAIRES|Résultats|Explorations",
    "paracl": "Biologie|Bilan biologique|BIOLOGIE|Bio d'entrée|Paraclinique",
    "evol": "Évolution|Évolution dans le service|Prise en charge|EVOLUTION|Au cours du séjour|Suites",
    "concl": "Conclusion|Au total|CONCLUSION|Synthèse|En conclusion|AU TOTAL|Diagnostic retenu",
    "suite": "Suite de la prise en charge|Projet|Devenir|À prévoir|SUITES|Surveillance",
    "cat": "CAT|Conduite à tenir|Décision|Prise en charge|Propositions",
    "synth": "Synthèse médicale|Synthèse du séjour|Diagnostic principal|Résumé",
    "faits": "Événements du séjour|Déroulement|Synthèse clinique|Faits marquants",
    "res": "Résultats d'examens|Examens|Résultats marquants|Bilans",
    "consignes": "Consignes|À suivre|Points à surveiller|Suivi recommandé",
}
"""Headings by section; the surroundings (capitals, colon, number, underline) are the note's."""
FALLBACK = {"B": "exam", "V": "S", "S": "V", "E": "exam", "N": "ide_gen", "T": "H", "H": "T", "C": "V"}
BACKGROUND = {
    "hta": "amlodipine perindopril irbesartan hctz valsartan lercan",
    "fa": "apixaban bisoprolol rivaroxaban",
    "dyslip": "atorva rosuva prava",
    "dt2": "metformine gliclazide sitagliptine",
    "coronaropathie": "aspirine bisoprolol",
    "hypothyr": "levothyrox",
    "rgo": "omeprazole panto",
    "depression": "sertraline escitalopram",
    "osteoporose": "vitd alendronate",
    "bpco": "tiotropium salbutamol",
    "asthme": "formbude salbutamol",
    "anxiete": "oxazepam hydroxyzine",
    "goutte": "allopurinol",
    "migraine": "paracetamol",
    "arthrose": "paracetamol tramadol",
    "hbp": "tamsulosine",
    "parkinson": "levodopa",
    "pr": "mtx",
    "ic": "furosemide bisoprolol",
    "aomi": "aspirine atorva",
    "denutrition": "",
    "demence": "memantine donepezil",
    "constipation": "macrogol",
    "glaucome": "latanoprost",
    "tabac": "nicotine",
    "anemie_fer": "fer",
    "irc3": "furosemide",
}
"""What treats a disease of the background."""


DATA_ACTION_RESULT = (("D : ", "A : ", "R : "), ("Données – ", "Actions – ", "Résultat – "))


class Writer:
    """Answers the includes and story slots of one note."""

    def __init__(self, scene: Scene, story: Story, happening: Happening, topic: Topic, turn: int) -> None:
        # one record's notes take a topic's lines in turn, so that neighbours do not say the same thing in the same words
        self.turn = turn
        self.scene, self.story, self.happening, self.topic = scene, story, happening, topic
        self.heading_style, self.headings = scene.rng.randrange(7), 0
        self.used: set[str] = set()
        self.own: dict[str, Callable[[], None]] = {
            "atcd": self.antecedents,
            "atcd_phrase": self.antecedents_sentence,
            "atcd_ligne": self.antecedents_line,
            "ttt": self.treatment,
            "ttt_ligne": self.treatment_line,
            "ttt_phrase": self.treatment_sentence,
            "ordo": self.prescription,
            "bio": self.laboratory,
            "bio_dates": self.dated_table,
            "bilan_liste": self.results,
            "ide_notes": self.nursing,
            "ide_dar": self.targeted,
            "imag": self.imaging,
            "oper": self.operation,
            "path": self.pathology,
            "rcp": self.meeting,
            "c_low": self.conclusion,
        }
        scene.fillers = {
            "motif": self.motive,
            "pole": lambda: scene.text(POLES[scene.unit]),
            "unite": lambda: scene.text(UNIT_NAMES[scene.unit]),
            "uf": lambda: scene.text(scene.site.ufs[scene.unit]),
            "drs": self.bare_doctor,
            "mtnom": self.gp_name,
            "aod": self.anticoagulant,
            "metfo": self.metformin,
            "fevgv": self.fevg_course,
            "fevgmot": self.fevg_words,
            "drpark": self.parkinson_doctor,
            "bebe": self.baby,
            "enfant": self.newborn,
            "mere": self.mother,
            "naissance": self.birth_day,
            "accou": self.delivery_day,
            "full_or_pat": self.full_or_patient,
            "asthme": self.asthma,
            "collegue": self.colleague,
            "bonjour": self.greeting,
        }

    def include(self, name: str, times: int, lines: bool) -> None:
        """Write what `&name` stands for."""
        if name.startswith("h_"):
            self.heading(name[2:])
        elif name in self.own:
            self.own[name]()
        else:
            self.several(name, times, "\n" if lines else " ")

    def several(self, name: str, times: int, joint: str) -> None:
        """So many different lines of a pool or of the topic's letter."""
        options = self.options(name)
        fresh = [o for o in options if o not in self.used] or options
        if times == 1 and len(name) == 1 and len(fresh) == len(options) > 1:
            start = crc32(f"{self.story.person.ipp}{self.topic.key}{name}".encode())
            fresh = [options[(start + self.turn) % len(options)]]
        chosen = (
            self.scene.rng.sample(fresh, min(times, len(fresh)))
            if times > 1
            else [self.scene.pick(fresh)]
            if fresh
            else []
        )
        for number, line in enumerate(chosen):
            if number:
                self.scene.text(joint)
            self.used.add(line)
            self.scene.say(line)

    def some(self, options: list[str], times: int) -> list[str]:
        """So many different options; quicker than a sample of a few out of few."""
        left = list(options)
        return [left.pop(int(self.scene.random() * len(left))) for _ in range(min(times, len(left)))]

    def options(self, name: str) -> list[str]:
        """The lines behind a name; a letter that the topic lacks falls back once, then to nothing."""
        pools = book().pools
        for limit, suffix in ((15, "_enfant"), (45, "_jeune"), (62, "_actif")):
            if self.scene.age < limit and name + suffix in pools:
                return pools[name + suffix]
        if name in pools:
            return pools[name]
        found = self.topic.lines.get(name)
        if found:
            return found
        other = FALLBACK.get(name, "")
        return pools.get(other) or self.topic.lines.get(other, [])

    def heading(self, kind: str) -> None:
        """A heading in this note's style."""
        words = self.scene.pick(HEADINGS[kind].split("|"))
        self.headings += 1
        style = self.heading_style
        roman = ("I", "II", "III", "IV", "V", "VI", "VII", "VIII", "IX", "X", "XI", "XII")
        shapes = (
            f"{words} : ",
            f"{words.upper()}\n",
            f"{words} :\n",
            f"{self.headings}. {words}\n",
            f"- {words} : ",
            f"{roman[min(self.headings, 12) - 1]}. {words.upper()} : ",
            f"** {words} **\n",
        )
        self.scene.text(shapes[style])

    def motive(self) -> None:
        """The reason for coming, as part of a sentence."""
        if "M" in self.topic.lines:
            self.scene.say(self.scene.pick(self.topic.lines["M"]))

    # antecedents ------------------------------------------------------------------------------------------------------

    def _disease(self, key: str, year: int, shape: int) -> None:
        scene = self.scene
        entry = scene.lexicon[key]
        words = scene.pick(entry.surfaces)
        scene.concept(words[:1].upper() + words[1:] if shape != 3 else words, entry.code, "hist")
        if shape == 1:
            scene.text(scene.pick([" depuis ", " découverte en ", " en ", ", "]) if scene.random() < 0.9 else " (")
            scene.mark(str(year), "DATE")
            if scene.out[-2] == " (":
                scene.text(")")
        elif shape == 2 and scene.random() < 0.5:
            scene.text(
                scene.pick(
                    [
                        ", suivi en ville",
                        ", traitée",
                        " équilibrée",
                        ", sans complication notée",
                        " – surveillance annuelle",
                    ]
                )
            )
        elif shape == 2:
            scene.text(", suivi par le ")
            doctor(scene, (scene.pick(["cardio", "medint", "pneumo", "diabeto", "rhumato"]),))

    def antecedents(self) -> None:
        """A list of the background and of old operations, in this note's bullets."""
        scene = self.scene
        bullet = scene.pick(["- ", "• ", "", "* ", "– ", "1) "])
        first = True
        for key, year in scene.rng.sample(self.story.background, len(self.story.background)):
            scene.text(("" if first else "\n") + (bullet if bullet != "1) " else "- "))
            self._disease(key, year, scene.rng.randrange(3))
            first = False
        for line in scene.rng.sample(
            self.options("atcd_chir"), scene.rng.randrange(1, 4) if first else scene.rng.randrange(0, 3)
        ):
            scene.text(("" if first else "\n") + (bullet if bullet != "1) " else "- "))
            scene.say(line)
            first = False
        if scene.random() < 0.35:
            scene.text("\n" + scene.pick(["Familiaux : ", "ATCD familiaux : ", "Famille – ", ""]))
            self.several("famille", 1, " ")

    def antecedents_sentence(self) -> None:
        """The background as prose."""
        scene = self.scene
        scene.text(
            scene.pick(
                [
                    "Je rappelle",
                    "Dans ses antécédents, on retient",
                    "On note dans les antécédents",
                    "Rappelons",
                    "Antécédents :",
                    "Son histoire comporte",
                    "Parmi ses antécédents figurent",
                ]
            )
            + " "
        )
        keys = scene.rng.sample(self.story.background, len(self.story.background))
        for number, (key, year) in enumerate(keys):
            scene.text("" if not number else scene.pick([" et ", ", "]) if number == len(keys) - 1 else ", ")
            self._plain(key, year)
        if not keys:
            scene.text(
                scene.pick(
                    [
                        "peu de choses",
                        "rien de marquant",
                        "une chirurgie mineure",
                        "peu d'éléments, comme vous le savez",
                    ]
                )
            )
        scene.text(". ")
        if scene.random() < 0.5:
            self.several("famille", 1, " ")

    def _plain(self, key: str, year: int) -> None:
        scene = self.scene
        entry = scene.lexicon[key]
        scene.concept(scene.pick(entry.surfaces), entry.code, "hist")
        if scene.random() < 0.35:
            scene.text(" (")
            scene.mark(str(year), "DATE")
            scene.text(")")

    def antecedents_line(self) -> None:
        """The background on one line."""
        for number, (key, year) in enumerate(self.story.background or ()):
            self.scene.text(", " if number else "")
            self._plain(key, year)
        if not self.story.background:
            self.scene.text(self.scene.pick(["RAS", "0", "néant", "aucun notable", "sans particularité"]))

    # treatments -------------------------------------------------------------------------------------------------------

    def drugs(self) -> list[str]:
        """Lexicon keys of what the patient takes: for this event, and for the background."""
        scene = self.scene
        own = [d for d in self.topic.drugs if d in scene.lexicon]
        chosen = scene.rng.sample(own, min(len(own), scene.rng.randrange(2, 6)))
        for key, _ in self.story.background:
            options = BACKGROUND.get(key, "").split()
            if options and (drug := scene.pick(options)) not in chosen:
                chosen.append(drug)
        known = self.happening.facts.get("aod")
        clashing = {"apixaban", "rivaroxaban", "dabigatran", "warfarine", "fluindione", "enoxaparine"}
        if known:
            chosen = [d for d in chosen if d not in clashing] + ([known] if self.topic.key != "saignement_aod" else [])
        if self.happening.facts.get("metfo") == "on" and "metformine" not in chosen:
            chosen.append("metformine")
        return chosen[:9]

    def _drug(self, key: str, dose: bool) -> None:
        scene = self.scene
        entry = scene.lexicon[key]
        words = scene.pick(entry.surfaces)
        scene.concept(words.upper() if scene.random() < 0.12 else words, entry.code, "")
        if dose and entry.doses:
            scene.text(" ")
            scene.say(scene.pick(entry.doses))

    def treatment(self) -> None:
        """A list of drugs with doses."""
        bullet, joint = self.scene.pick([("- ", "\n"), ("", ", "), ("• ", "\n"), ("", " ; "), ("", "\n")])
        for number, key in enumerate(self.drugs()):
            self.scene.text((joint if number else "") + bullet)
            self._drug(key, True)
        self.scene.text("." if joint != "\n" else "")

    def treatment_line(self) -> None:
        """Drugs on one line, with and without doses."""
        for number, key in enumerate(self.drugs()[:6]):
            self.scene.text((", " if number % 3 else " + ") if number else "")
            self._drug(key, self.scene.random() < 0.5)

    def treatment_sentence(self) -> None:
        """Drugs as prose."""
        scene = self.scene
        scene.text(
            scene.pick(
                [
                    "Il reste sous" if not scene.female else "Elle reste sous",
                    "Son traitement comporte",
                    "L'ordonnance associe",
                    "Traitement actuel :",
                    "Je laisse donc",
                    "Prescription :",
                    "Nous poursuivons",
                ]
            )
            + " "
        )
        keys = self.drugs()
        for number, key in enumerate(keys):
            scene.text("" if not number else " et " if number == len(keys) - 1 else ", ")
            self._drug(key, scene.random() < 0.7)
        scene.text(". ")

    def prescription(self) -> None:
        """Drugs one below the other as a prescription writes them."""
        for number, key in enumerate(self.drugs(), 1):
            self.scene.text(("\n" if number > 1 else "") + self.scene.pick([f"{number}) ", "- ", f"{number}. ", ""]))
            self._drug(key, True)
            self.scene.say("[, pendant $n(1,6) mois|, QSP 28 jours|||, à renouveler|]")

    # results ----------------------------------------------------------------------------------------------------------

    def laboratory(self) -> None:
        """Results inline or as a table of one column."""
        if self.scene.random() < 0.5:
            tables.inline(self.scene)
        else:
            tables.table(self.scene)

    def dated_table(self) -> None:
        """A table of two to four dates."""
        tables.table(self.scene, self.scene.rng.randrange(2, 5))

    def results(self) -> None:
        """Results as lines: the laboratory, then the examinations of the topic."""
        self.scene.text("- ")
        tables.inline(self.scene)
        for line in self.scene.rng.sample(self.options("B"), min(2, len(self.options("B")))):
            self.scene.text("\n- ")
            self.scene.say(line)

    # nursing ----------------------------------------------------------------------------------------------------------

    def nursing(self) -> None:
        """Five to eight sentences of a shift."""
        lines = self.scene.rng.sample(self.options("ide_gen"), self.scene.rng.randrange(4, 7))
        own = self.topic.lines.get("N", [])
        lines += self.scene.rng.sample(own, min(len(own), 2))
        self.scene.rng.shuffle(lines)
        joint = self.scene.pick([" ", "\n", "\n- ", " // ", ". "])
        for number, line in enumerate(lines):
            self.scene.text(joint if number else "- " if joint == "\n- " else "")
            self.scene.say(line)

    def targeted(self) -> None:
        """Targeted transmissions: target, data, action, result."""
        scene = self.scene
        targets = [
            "Douleur",
            "Autonomie",
            "Alimentation",
            "Sommeil",
            "Peau",
            "Élimination",
            "Retour à domicile",
            "Respiration",
            "Anxiété",
        ]
        for target in scene.rng.sample(targets, scene.rng.randrange(2, 4)):
            scene.text(f"Cible : {target.lower() if scene.random() < 0.3 else target}\n")
            for part in DATA_ACTION_RESULT[int(scene.random() * 2)]:
                scene.text(part)
                self.several("ide_gen" if scene.random() < 0.6 else "N", 1, " ")
                scene.text("\n")

    # examinations -----------------------------------------------------------------------------------------------------

    def _parts(self, letter: str) -> list[str]:
        return [part.strip() for part in self.scene.pick(self.topic.lines[letter]).split("||")]

    def _sectioned(self, letter: str, names: tuple[str, ...]) -> None:
        scene = self.scene
        parts = self._parts(letter)
        scene.say(parts[0])
        scene.text("\n")
        for label, part in zip(names, parts[1:], strict=False):
            scene.say(label + " : " if scene.random() < 0.85 else "")
            scene.say(part)
            scene.text("\n")

    def imaging(self) -> None:
        """An imaging report."""
        self.scene.say("[Indication|Motif|Renseignements] : ")
        self.motive()
        self.scene.text(".\n")
        self._sectioned(
            "I", ("[Technique|Protocole]", "[Résultats|Résultat|Compte rendu]", "[Conclusion|CONCLUSION|Au total]")
        )
        self.several("imag_detail", 1 + int(self.scene.random() * 3), " ")

    def operation(self) -> None:
        """An operation report."""
        self._sectioned(
            "O", ("[Installation|Technique]", "[Intervention|Compte rendu|Déroulement]", "[Conclusion|Suites|Au total]")
        )
        self.several("op_detail", 3 + int(self.scene.random() * 3), " ")

    def pathology(self) -> None:
        """A pathology report."""
        self.scene.say("[Renseignements|Indication] : ")
        self.motive()
        self.scene.text(".\n")
        self._sectioned(
            "P",
            (
                "[Macroscopie|Examen macroscopique]",
                "[Microscopie|Histologie|Examen microscopique]",
                "[Conclusion|CONCLUSION|Diagnostic]",
            ),
        )
        self.several("path_detail", 2 + int(self.scene.random() * 2), " ")

    def meeting(self) -> None:
        """The record of a multidisciplinary meeting."""
        self.scene.say("[Motif de présentation|Question posée] : ")
        self.motive()
        self.scene.text("\n")
        self.scene.say("[Résumé|Histoire] : &H\n")
        parts = self._parts("R") if "R" in self.topic.lines else ["&C", "&S"]
        self.scene.say("[Diagnostic|Situation] : " + parts[0] + "\n[Proposition|Décision] : " + parts[1] + ".\n")
        self.scene.say("[&exam|&B|OMS $n(0,3), IMC $n(18,34), [G8 $n(8,17)|comorbidités acceptables].]")

    def conclusion(self) -> None:
        """The conclusion as it stands."""
        self.several("C", 1, " ")

    # story slots ------------------------------------------------------------------------------------------------------

    def colleague(self) -> None:
        """Cher confrère or chère consœur, by the family doctor."""
        women, men = ("chère consœur", "chère amie", "chère collègue"), ("cher confrère", "cher ami", "cher collègue")
        self.scene.text(self.scene.pick(women if self.story.person.gp.female else men))

    def greeting(self) -> None:
        """Cher confrère, as a letter begins."""
        at = len(self.scene.out)
        self.colleague()
        words = str(self.scene.out[at])
        self.scene.out[at] = words[0].upper() + words[1:]

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
        self._drug(self.happening.facts.get("aod", "apixaban"), False)

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
        if self.scene.random() < 0.5:
            full_name(self.scene, ())
            return
        at = len(self.scene.out)
        patient(self.scene, ())
        head = self.scene.out[at]
        if isinstance(head, str) and head:
            self.scene.out[at] = head[0].upper() + head[1:]

    def asthma(self) -> None:
        if self.happening.facts.get("asthme") == "yes":
            self.scene.say("[%Asthme* dans l'enfance|ATCD d~%asthme*|%Asthme* traité jusqu'à 20 ans].")
        else:
            self.scene.say("[Jamais d~%asthme-|Pas de notion d~%asthme-|Pas d~%asthme-].")


__all__ = ["HEADINGS", "Mark", "Writer", "compiled"]
