"""What the patient had before, as a list, a sentence or a line."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from hospital.scene import Scene
from hospital.slots import doctor
from hospital.template import Line


class Background:
    """The antecedents of one note; ``past`` what the patient had, ``lines`` gives a pool's lines, ``several`` writes some of them."""

    def __init__(
        self,
        scene: Scene,
        past: tuple[tuple[str, int], ...],
        lines: Callable[[str], Sequence[Line]],
        several: Callable[[str, int, str], None],
    ) -> None:
        self.scene, self.past, self.lines, self.several = scene, past, lines, several

    def mixed(self) -> list[tuple[str, int]]:
        """What the patient had, in the order in which it comes to the author's mind."""
        left = list(self.past)
        return [left.pop(int(self.scene.random() * len(left))) for _ in self.past]

    def _disease(self, key: str, year: int, shape: int) -> None:
        scene = self.scene
        entry = scene.lexicon[key]
        words = scene.pick(entry.surfaces)
        scene.concept(words[:1].upper() + words[1:] if shape != 3 else words, entry.code, "hist")
        if shape == 1:
            scene.text(scene.pick([" depuis ", " – début ", " en ", ", "]) if scene.random() < 0.9 else " (")
            scene.mark(str(year), "DATE")
            if scene.out[-2] == " (":
                scene.text(")")
        elif shape == 2 and scene.random() < 0.5:
            scene.text(
                scene.pick(
                    [
                        ", suivi en ville",
                        " sous traitement",
                        ", bon équilibre",
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
        for key, year in self.mixed():
            scene.text(("" if first else "\n") + (bullet if bullet != "1) " else "- "))
            self._disease(key, year, int(3 * scene.random()))
            first = False
        old = 1 + int(3 * scene.random()) if first else int(3 * scene.random())
        for _ in range(min(old, len(self.lines("atcd_chir")))):
            scene.text(("" if first else "\n") + (bullet if bullet != "1) " else "- "))
            self.several("atcd_chir", 1, " ")
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
        keys = self.mixed()
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
        for number, (key, year) in enumerate(self.past or ()):
            self.scene.text(", " if number else "")
            self._plain(key, year)
        if not self.past:
            self.scene.text(self.scene.pick(["RAS", "0", "néant", "aucun notable", "sans particularité"]))
