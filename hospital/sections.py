"""The sections of a note: headings, antecedents, treatments, results; what `&name` in a skeleton includes."""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from typing import TypeVar
from zlib import crc32

from hospital import tables
from hospital.background import Background
from hospital.blockbook import Topic
from hospital.headings import (
    DATA_ACTION_RESULT,
    HEADED,
    HEADING_SHAPES,
    HEADINGS,
    OF_LIFE,
    SYSTEMS,
    TECHNIQUES,
)
from hospital.pools import GENERIC, allergy, band_of, lines_of, systems_of, targets_of, ways_of_life
from hospital.scene import Scene
from hospital.stories import Happening, Story
from hospital.template import Line, Mark
from hospital.told import StorySlots
from hospital.treatments import Treatments

T = TypeVar("T")


def _nothing(name: str, times: int, lines: bool) -> None:
    """What a closed scene includes."""


class Writer:
    """Answers the includes and story slots of one note."""

    def __init__(
        self, scene: Scene, story: Story, happening: Happening, topic: Topic, turn: int, kind: str = ""
    ) -> None:
        # one record's notes take a topic's lines in turn, so that neighbours do not say the same thing in the same words
        self.turn = turn
        self.scene, self.story, self.happening, self.topic = scene, story, happening, topic
        self.person, self.band, self.kind = story.person.ipp, band_of(scene.age), "mt" if kind == "mt" else ""
        self.topics = story.topics
        self.heading_style, self.headings = scene.rng.randrange(7), 0
        self.used: set[Line] = set()
        self.reason = ""
        self.before = Background(scene, scene.body.past, self.lines, self.several)
        self.drugs = Treatments(scene, happening, topic)
        scene.known = dict(scene.body.lasting)
        scene.told = StorySlots(scene, story, happening, self.motive)

    def close(self) -> None:
        """Let go of the scene, so that a finished note's pieces are freed at once and not by the garbage collector."""
        self.scene.include, self.scene.told = _nothing, None
        del self.before, self.drugs

    def include(self, name: str, times: int, lines: bool) -> None:
        """Write what `&name` stands for."""
        if name in OWN:
            OWN[name](self)
        elif name.startswith("h_"):
            self.heading(name[2:])
        else:
            self.several(name, times, "\n" if lines else " ")

    def several(self, name: str, times: int, joint: str) -> None:
        """So many different lines of a pool or of the topic's letter."""
        scene = self.scene
        lines = self.lines(name) if name in OF_LIFE else lines_of(self.topic.key, name, self.band, self.kind)
        at = self.turn + self.share(name) if len(name) == 1 else int(scene.random() * len(lines))
        for number in range(times):
            line = self.fresh(name, lines, at)
            if line is None:
                return
            if number:
                scene.out.append(joint)
            self.write(line)
            at += 1 + int(scene.random() * len(lines))

    def write(self, line: Line) -> None:
        """Write a line, in short forms as often as this author does."""
        scene = self.scene
        self.used.add(line)
        if scene.hurry and scene.random() < scene.hurry:
            (line.quick or line.shorthand())(scene)
        else:
            line.write(scene)

    def fresh(self, name: str, lines: Sequence[Line], at: int) -> Line | None:
        """The first line from a place on that the note has not said and that says nothing against it.

        A line of a general pool when all of a letter's are used up.
        """
        count, used = len(lines), self.used
        clashing = None
        for place in range(at, at + count):
            line = lines[place % count]
            if line not in used:
                if not line.told or not self.scene.clashes(line.told):
                    return line
                clashing = clashing or line
        if clashing is None and name in GENERIC:
            other = self.lines(GENERIC[name])
            return self.fresh("", other, int(self.scene.random() * len(other)))
        return clashing

    def share(self, name: str) -> int:
        """A number that stays the same for a patient, an event and a name."""
        return crc32(f"{self.person}{self.topic.key}{name}".encode())

    def lines(self, name: str) -> Sequence[Line]:
        """The lines behind a name; for what lasts a lifetime, those of this patient."""
        if name in OF_LIFE:
            if name == "allergie":
                return (allergy(self.person, self.topics),)
            if name == "mode_vie":
                return ways_of_life(self.topic.key, self.band, self.tobacco())
            lines = lines_of(self.topic.key, name, self.band)
            return (lines[crc32(f"{self.person}{name}".encode()) % len(lines)],)
        return lines_of(self.topic.key, name, self.band, self.kind)

    def tobacco(self) -> str:
        """The patient's habit, the same for life, as a context."""
        draw = crc32(f"{self.person}tabac".encode()) % 10
        return "" if "F17" in self.scene.known or draw < 2 else "hist" if draw < 4 else "neg"

    def some(self, options: Sequence[T], times: int) -> list[T]:
        """So many different options; quicker than a sample of a few out of few."""
        left = list(options)
        return [left.pop(int(self.scene.random() * len(left))) for _ in range(min(times, len(left)))]

    def systems(self, count: int = 0) -> None:
        """An examination system by system, as a list with heads or as running text; of four to seven systems unless told how many."""
        scene = self.scene
        if self.topic.key == "nouveau_ne":
            self.several("exam", 2, " ")
            return
        joint, headed = scene.pick((("\n", True), ("\n- ", True), (" ", False), (" ", False), ("\n", False)))
        systems = systems_of(self.topic.key, tuple(SYSTEMS))
        begun = False
        for system in self.some(systems, count or 4 + int(scene.random() * 4)):
            name = f"sys_{system}"
            lines = self.lines(name)
            line = self.fresh(name, lines, int(scene.random() * len(lines))) if lines else None
            if line is None:
                continue
            scene.text(joint if begun or joint == "\n- " else "")
            if headed and not HEADED.match(line.source):
                scene.text(scene.pick(SYSTEMS[system].split("|")) + " : ")
            self.write(line)
            begun = True

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
            self.reason = self.reason or self.scene.pick(self.topic.lines["M"])
            self.scene.say(self.reason)

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
        self.scene.text("\n- ")
        self.several("B", 2, "\n- ")

    def nursing(self) -> None:
        """Eight to eleven sentences of a shift."""
        scene = self.scene
        joint = scene.pick((" ", "\n", "\n- ", " // ", " – "))
        count = 8 + int(scene.random() * 4)
        own = int(scene.random() * count)
        hour = scene.clock()[0]
        self.kind = "nuit" if hour > 19 or hour < 6 else "matin" if hour < 13 else "soir"
        scene.text("- " if joint == "\n- " else "")
        for number in range(count):
            at = len(scene.out)
            scene.text(joint if number else "")
            self.several("N" if number in (own, own - 3) else "ide_gen", 1, " ")
            if len(scene.out) == at + 1:  # nothing left to say
                del scene.out[at:]
        self.kind = ""

    def targeted(self) -> None:
        """Targeted transmissions: target, data, action, result."""
        scene = self.scene
        by_target = targets_of(self.topic.key, self.band)
        for target in self.some(list(by_target), 4 + int(3 * scene.random())):
            scene.text(f"Cible : {target.lower() if scene.random() < 0.3 else target}\n")
            lines = by_target[target]
            for part in DATA_ACTION_RESULT[int(scene.random() * 2)]:
                line = self.fresh("", lines, int(scene.random() * len(lines)))
                if line is not None:
                    scene.text(part)
                    self.write(line)
                    scene.text("\n")

    def emergency_course(self) -> None:
        """What the emergency department does: of a visit the course, of a stay its beginning only."""
        if self.topic.stay:
            self.several("urg_cat", 2, " ")
        else:
            self.several("V", 1, " ")

    def emergency_conclusion(self) -> None:
        """The conclusion of a visit; of a stay that only begins, its reason."""
        if self.topic.stay:
            self.several("urg_ccl", 1, " ")
        else:
            self.several("C", 1, " ")

    def _parts(self, letter: str) -> list[str]:
        return [part.strip() for part in self.scene.pick(self.topic.lines[letter]).split("||")]

    def _sectioned(self, letter: str, names: tuple[str, ...], details: str, count: int) -> None:
        """The parts of a technical report under their names, with general details before the last of them."""
        scene = self.scene
        parts = self._parts(letter)
        if letter == "I":
            self.kind = next(kind for kind, words in TECHNIQUES.items() if re.search(words, parts[0]))
        scene.say(parts[0])
        scene.text("\n")
        for number, (label, part) in enumerate(zip(names, parts[1:], strict=False), 2):
            if number == len(parts):
                self.several(details, count, " ")
                scene.text("\n")
            scene.say(label + " : " if scene.random() < 0.85 else "")
            scene.say(part)
            scene.text("\n")

    def imaging(self) -> None:
        """An imaging report."""
        self.scene.say("[Indication|Motif|Renseignements] : ")
        self.motive()
        self.scene.text(".\n")
        names = ("[Technique|Protocole]", "[Résultats|Résultat|Compte rendu]", "[Conclusion|CONCLUSION|Au total]")
        self._sectioned("I", names, "imag_detail", 7 + int(self.scene.random() * 4))

    def operation(self) -> None:
        """An operation report."""
        names = ("[Installation|Technique]", "[Intervention|Compte rendu|Déroulement]", "[Conclusion|Suites|Au total]")
        self._sectioned("O", names, "op_detail", 10 + int(self.scene.random() * 4))

    def pathology(self) -> None:
        """A pathology report."""
        self.scene.say("[Renseignements|Indication] : ")
        self.motive()
        self.scene.text(".\n")
        names = (
            "[Macroscopie|Examen macroscopique]",
            "[Microscopie|Histologie|Examen microscopique]",
            "[Conclusion|CONCLUSION|Diagnostic]",
        )
        self._sectioned("P", names, "path_detail", 7 + int(self.scene.random() * 3))

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
    "ttt_avant": lambda writer: writer.drugs.usual(),
    "urg_v": Writer.emergency_course,
    "urg_c": Writer.emergency_conclusion,
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
    "systeme": lambda writer: writer.systems(2),
}
"""Includes that are written by code."""
