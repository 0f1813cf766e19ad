"""The sections of a note: headings, antecedents, treatments, results; what `&name` in a skeleton includes."""

from __future__ import annotations

import re
from collections.abc import Callable
from functools import lru_cache
from zlib import crc32

from hospital import tables
from hospital.background import Background
from hospital.blockbook import Topic, book
from hospital.lexicon import lexicon
from hospital.scene import Scene
from hospital.stories import Happening, Story
from hospital.template import Mark, codes_of, lasting, told_of
from hospital.told import StorySlots
from hospital.treatments import Treatments

HEADINGS = {
    key: tuple(words.split("|"))
    for key, words in {
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
    }.items()
}
"""Headings by section; the surroundings (capitals, colon, number, underline) are the note's."""
HEADING_SHAPES = (
    "{words} : ",
    "{words}\n",
    "{words} :\n",
    "{number}. {words}\n",
    "- {words} : ",
    "{number}. {words} : ",
    "** {words} **\n",
)
FALLBACK = {"B": "exam", "V": "evol_gen", "S": "suite_gen", "E": "exam", "N": "ide_gen", "T": "H", "H": "T", "C": "V"}


GENERIC = {"V": "evol_gen", "S": "suite_gen", "E": "exam", "B": "exam", "N": "ide_gen"}
"""Pools that step in when a note has said all lines of a letter."""
DATA_ACTION_RESULT = (("D : ", "A : ", "R : "), ("Données – ", "Actions – ", "Résultat – "))


NEWBORN = {
    "hdm_plus": "atcd_chir_nne",
    "vie_plus": "mode_vie_nne",
    "res_plus": "exam_nne",
    "cours_plus": "ide_gen_nne",
    "info_plus": "ide_gen_nne",
}
"""Pools that stand for others in a newborn's notes."""
FIXED = frozenset({"allergie", "famille"})
"""Pools of which a patient keeps one line for life."""
SYSTEMS = {
    "cardio": "Cardio-vasculaire|Cardio|Cœur et vaisseaux|Hémodynamique",
    "resp": "Respiratoire|Pneumo|Plan respiratoire|Poumons",
    "abdo": "Abdomen|Digestif|Abdominal|Plan digestif",
    "neuro": "Neuro|Neurologique|Système nerveux|Plan neurologique",
    "osteo": "Locomoteur|Ostéo-articulaire|Appareil locomoteur|Rhumato",
    "peau": "Peau et aires|Cutanéo-muqueux|Téguments, ganglions|Autres",
    "psy": "Psychique|Plan psychique|Thymie|Entretien",
}
"""Systems of an examination with the words that head them."""
CHECKED = frozenset(
    {"exam", "ide_gen", "garde_b", "res_plus", "urg_plus", "cours_plus", *(f"sys_{s}" for s in SYSTEMS)}
)
SMOKING = {"active": "", "past": "hist", "never": "neg"}
"""How a way of life speaks of tobacco, by the patient's habit."""
VITALS = re.compile(r"TA \$|PA \$|PAS|Poids|T° \$|SpO2|[Ss]at ")


@lru_cache(maxsize=512)
def consistent_lines(topic: str, pool: str) -> list[str]:
    """The pool's lines that neither deny what the topic affirms nor, beside an examination of its own, give vital signs twice."""
    told = book().topics[topic].lines
    affirmed = {c for letter in "MHEBVCN" for line in told.get(letter, []) for c, ctx in codes_of(line) if not ctx}
    beside = pool.startswith(("exam", "sys_cardio"))
    found = [
        line
        for line in book().pools[pool]
        if not any(ctx == "neg" and code in affirmed for code, ctx in codes_of(line))
        and not (beside and "E" in told and VITALS.search(line))
    ]
    return found if len(found) > 3 else book().pools[pool]


FORBIDS = {"Z880": ("J01C",), "Z882": ("J01EE",), "Z886": ("B01AC06", "M01A")}
"""Drugs that nobody gives to the allergic, by the beginning of their ATC codes."""


@lru_cache(maxsize=4096)
def forbidden(allergy: str, topics: tuple[str, ...]) -> bool:
    """Whether what these events prescribe is forbidden by an allergy's line."""
    codes = {code for a, prefixes in FORBIDS.items() if f"{{{a[:3]}.{a[3]}*" in allergy for code in prefixes}
    return any(d.startswith(tuple(codes)) for topic in topics for d in drugs_of(topic)) if codes else False


@lru_cache(maxsize=256)
def drugs_of(topic: str) -> frozenset[str]:
    """ATC codes of all drugs that an event's lines name."""
    found = book().topics[topic]
    known = lexicon()
    return (
        frozenset({known[k].code for k in found.drugs})
        | {code for lines in found.lines.values() for line in lines for code in DRUG.findall(line)}
        | {
            known[k].code
            for lines in found.lines.values()
            for line in lines
            for k in map(str.lower, KEY.findall(line))
            if k in known
        }
    )


DRUG, KEY = re.compile(r"\{([A-Z]\d\d[A-Z]{2}\d\d)[-?*^]*\|"), re.compile(r"%([A-Za-z]\w*)")


class Writer:
    """Answers the includes and story slots of one note."""

    def __init__(self, scene: Scene, story: Story, happening: Happening, topic: Topic, turn: int) -> None:
        # one record's notes take a topic's lines in turn, so that neighbours do not say the same thing in the same words
        self.turn = turn
        self.scene, self.story, self.happening, self.topic = scene, story, happening, topic
        self.heading_style, self.headings = scene.rng.randrange(7), 0
        self.used: set[str] = set()
        self.before = Background(scene, story, happening, self.options, self.several)
        self.drugs = Treatments(scene, story, happening, topic)
        scene.known = {lasting(scene.lexicon[key].code, "hist"): "hist" for key, _ in self.before.past}
        scene.known.pop("", None)
        scene.fillers = {"motif": self.motive}
        scene.told = StorySlots(scene, story, happening)

    def include(self, name: str, times: int, lines: bool) -> None:
        """Write what `&name` stands for."""
        if name.startswith("h_"):
            self.heading(name[2:])
        elif name in OWN:
            OWN[name](self)
        else:
            self.several(name, times, "\n" if lines else " ")

    def several(self, name: str, times: int, joint: str) -> None:
        """So many different lines of a pool or of the topic's letter."""
        options = self.options(name)
        fresh = [o for o in options if o not in self.used] or book().pools.get(GENERIC.get(name, ""), [])
        clashes = self.scene.clashes
        fresh = [o for o in fresh if not ((told := told_of(o)) and clashes(told))] or fresh
        if times == 1 and len(name) == 1 and not self.used.intersection(options) and len(fresh) > 1:
            start = crc32(f"{self.story.person.ipp}{self.topic.key}{name}".encode())
            fresh = [fresh[(start + self.turn) % len(fresh)]]
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
        if self.topic.key == "nouveau_ne" and (own := NEWBORN.get(name, name + "_nne")) in pools:
            return pools[own]
        for limit, suffix in ((2, "_bebe"), (15, "_enfant"), (45, "_jeune"), (62, "_actif")):
            if self.scene.age < limit and name + suffix in pools:
                return self.consistent(name + suffix, pools[name + suffix])
        if name in pools:
            return self.consistent(name, pools[name])
        found = self.topic.lines.get(name)
        if found:
            return found
        other = FALLBACK.get(name, "")
        return pools.get(other) or self.topic.lines.get(other, [])

    def consistent(self, name: str, lines: list[str]) -> list[str]:
        """The lines of a pool that deny nothing of what this event is about; for allergies and family always the same one of a patient."""
        if name in FIXED:
            if name == "allergie":
                lines = [o for o in lines if not forbidden(o, tuple({h.topic for h in self.story.happenings}))] or lines
            return [lines[crc32(f"{self.story.person.ipp}{name}".encode()) % len(lines)]]
        if name.startswith("mode_vie"):
            return self.ways_of_life(lines)
        if name not in CHECKED:
            return lines
        return consistent_lines(self.topic.key, name)

    def ways_of_life(self, lines: list[str]) -> list[str]:
        """The lines that speak of tobacco as this patient does for life, or not at all."""
        draw = crc32(f"{self.story.person.ipp}tabac".encode()) % 10
        habit = "active" if "F17" in self.scene.known or draw < 2 else "past" if draw < 4 else "never"
        return [o for o in lines if all(c != "F17" or x == SMOKING[habit] for c, x in codes_of(o))] or lines

    def systems(self) -> None:
        """An examination system by system, as a list with heads or as running text."""
        scene = self.scene
        if self.topic.key == "nouveau_ne":
            self.several("exam", 2, " ")
            return
        joint, headed = scene.pick((("\n", True), ("\n- ", True), (" ", False), (" ", False), ("\n", False)))
        for number, system in enumerate(self.some(list(SYSTEMS), 3 + int(scene.random() * 3))):
            scene.text(joint if number or joint == "\n- " else "")
            if headed:
                scene.text(scene.pick(SYSTEMS[system].split("|")) + " : ")
            self.several(f"sys_{system}", 1, " ")

    def heading(self, kind: str) -> None:
        """A heading in this note's style."""
        words = self.scene.pick(HEADINGS[kind])
        self.headings += 1
        style = self.heading_style
        roman = ("I", "II", "III", "IV", "V", "VI", "VII", "VIII", "IX", "X", "XI", "XII")
        number = str(self.headings) if style == 3 else roman[min(self.headings, 12) - 1]
        self.scene.text(HEADING_SHAPES[style].format(words=words.upper() if style in (1, 5) else words, number=number))

    def motive(self) -> None:
        """The reason for coming, as part of a sentence."""
        if "M" in self.topic.lines:
            self.scene.say(self.scene.pick(self.topic.lines["M"]))

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

    def nursing(self) -> None:
        """Five to eight sentences of a shift."""
        lines = self.some(self.options("ide_gen"), self.scene.rng.randrange(6, 12))
        own = self.topic.lines.get("N", [])
        lines += self.scene.rng.sample(own, min(len(own), 2))
        self.scene.rng.shuffle(lines)
        joint = self.scene.pick([" ", "\n", "\n- ", " // ", " – "])
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
        self.several("imag_detail", 4 + int(self.scene.random() * 4), " ")

    def operation(self) -> None:
        """An operation report."""
        self._sectioned(
            "O", ("[Installation|Technique]", "[Intervention|Compte rendu|Déroulement]", "[Conclusion|Suites|Au total]")
        )
        self.several("op_detail", 6 + int(self.scene.random() * 3), " ")

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
        self.several("path_detail", 3 + int(self.scene.random() * 2), " ")

    def meeting(self) -> None:
        """The record of a multidisciplinary meeting."""
        self.scene.say("[Motif de présentation|Question posée] : ")
        self.motive()
        self.scene.text("\n")
        self.scene.say("[Résumé|Histoire] : &H\n")
        parts = self._parts("R") if "R" in self.topic.lines else ["&C", "&S"]
        self.scene.say("[Diagnostic|Situation] : " + parts[0] + "\n[Proposition|Décision] : " + parts[1] + ".\n")
        self.scene.say(
            "[&exam|&B] [&famille|&mode_vie] &E [OMS $n(0,3), IMC $n(18,34), [G8 $n(8,17)|comorbidités acceptables].]"
        )

    def conclusion(self) -> None:
        """The conclusion within a sentence: small first letter unless an abbreviation begins it."""
        at = len(self.scene.out)
        self.several("C", 1, " ")
        for i in range(at, len(self.scene.out)):
            piece = self.scene.out[i]
            words = piece if isinstance(piece, str) else piece[0]
            if words:
                small = words[0].lower() + words[1:] if words[1:2].islower() else words
                self.scene.out[i] = (
                    small
                    if isinstance(piece, str)
                    else piece._replace(surface=small)
                    if isinstance(piece, Mark)
                    else piece
                )
                return


OWN: dict[str, Callable[[Writer], None]] = {
    "atcd": lambda writer: writer.before.antecedents(),
    "atcd_phrase": lambda writer: writer.before.antecedents_sentence(),
    "atcd_ligne": lambda writer: writer.before.antecedents_line(),
    "ttt": lambda writer: writer.drugs.treatment(),
    "ttt_ligne": lambda writer: writer.drugs.treatment_line(),
    "ttt_phrase": lambda writer: writer.drugs.treatment_sentence(),
    "ordo": lambda writer: writer.drugs.prescription(),
    "bio": Writer.laboratory,
    "bio_dates": Writer.dated_table,
    "bilan_liste": Writer.results,
    "ide_notes": Writer.nursing,
    "ide_dar": Writer.targeted,
    "imag": Writer.imaging,
    "oper": Writer.operation,
    "path": Writer.pathology,
    "rcp": Writer.meeting,
    "c_low": Writer.conclusion,
    "systemes": Writer.systems,
}
"""Includes that are written by code."""
