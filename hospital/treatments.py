"""Treatments: what the patient takes, as a list, a line, a sentence or a prescription."""

from __future__ import annotations

from functools import lru_cache
from zlib import crc32

from hospital.blockbook import Topic
from hospital.scene import Scene
from hospital.stories import Happening

BACKGROUND = {
    "hta": "amlodipine perindopril irbesartan hctz valsartan lercan",
    "fa": "apixaban bisoprolol rivaroxaban edoxaban",
    "dyslip": "atorva rosuva prava rosuva evolocumab",
    "dt2": "metformine gliclazide sitagliptine dulaglutide semaglutide empagli",
    "coronaropathie": "aspirine bisoprolol alirocumab",
    "hypothyr": "levothyrox",
    "rgo": "omeprazole panto",
    "depression": "sertraline escitalopram vortioxetine",
    "osteoporose": "vitd alendronate denosumab",
    "bpco": "tiotropium salbutamol trelegy trimbow ultibro",
    "asthme": "formbude salbutamol",
    "anxiete": "oxazepam hydroxyzine",
    "goutte": "allopurinol",
    "migraine": "paracetamol",
    "arthrose": "paracetamol tramadol",
    "hbp": "tamsulosine",
    "parkinson": "levodopa",
    "pr": "mtx",
    "ic": "furosemide bisoprolol entresto empagli",
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
CHILD_DOSE = "[dose-poids x$n(2,4)/j|$n(3,8)0 mg/kg/j|selon le poids|1 dose toutes les $n(6,8) h si {R52.9?|douleur}]"
EXCLUSIVE = {
    "anticoagulant": ("B01AA", "B01AB", "B01AE", "B01AF"),
    "statin": ("C10AA", "C10AX13", "C10AX14"),
    "angiotensin": ("C09",),
    "calcium": ("C08C",),
    "acid": ("A02BC",),
    "antidepressant": ("N06AB", "N06AX"),
    "incretin": ("A10BH", "A10BJ", "A10BX04"),
    "gliflozin": ("A10BK",),
    "bronchodilator": ("R03AL", "R03BB"),
    "beta blocker": ("C07",),
    "sulfonylurea": ("A10BB", "A10BX02"),
    "iron": ("B03A",),
    "hypnotic": ("N05C",),
    "biologic": ("L04AA", "L04AB", "L04AC", "L04AF"),
}
"""Groups of which a prescription holds one drug only, by the beginning of their ATC codes."""


@lru_cache(maxsize=512)
def group_of(code: str) -> str:
    """The group of which a prescription holds one drug only; empty for drugs of none."""
    return next((group for group, codes in EXCLUSIVE.items() if code.startswith(codes)), "")


class Treatments:
    """The drugs of one note."""

    def __init__(self, scene: Scene, happening: Happening, topic: Topic) -> None:
        self.scene, self.happening, self.topic = scene, happening, topic

    def drugs(self) -> list[str]:
        """Lexicon keys of what the patient takes: for this event, and for the background."""
        scene = self.scene
        own = [d for d in self.topic.drugs if d in scene.lexicon]
        chosen = []
        for _ in range(min(len(own), 2 + int(4 * scene.random()))):
            chosen.append(own.pop(int(len(own) * scene.random())))
        for key, _ in self.scene.body.past if self.topic.key != "palliatif" else ():
            if (drug := self._for(key)) and drug not in chosen:
                chosen.append(drug)
        known = self.happening.facts.get("aod")
        clashing = {"apixaban", "rivaroxaban", "dabigatran", "edoxaban", "warfarine", "fluindione", "enoxaparine"}
        if known:
            chosen = [d for d in chosen if d not in clashing] + ([known] if self.topic.key != "saignement_aod" else [])
        if self.happening.facts.get("metfo") == "on" and "metformine" not in chosen:
            chosen.append("metformine")
        return self._compatible(chosen)[:9]

    def _compatible(self, keys: list[str]) -> list[str]:
        """The drugs without a second one of a group of which one takes only one."""
        taken: set[str] = set()
        kept = []
        for key in keys:
            group = group_of(self.scene.lexicon[key].code) or key
            if group not in taken:
                taken.add(group)
                kept.append(key)
        return kept

    def _drug(self, key: str, dose: bool) -> None:
        scene = self.scene
        entry = scene.lexicon[key]
        words = scene.pick(entry.surfaces)
        scene.concept(words.upper() if scene.random() < 0.12 else words, entry.code, "")
        if dose and entry.doses:
            scene.text(" ")
            scene.say(scene.pick(entry.doses) if scene.age >= 15 else CHILD_DOSE)

    def usual(self) -> None:
        """What the patient took before coming: for a stay, only what treats older diseases."""
        if not self.topic.stay:
            self.treatment()
            return
        before = [pick for key, _ in self.scene.body.past if (pick := self._for(key))]
        if before:
            self.treatment(self._compatible(list(dict.fromkeys(before)))[:9])
        else:
            self.scene.say("[Aucun|Aucun traitement au long cours|Pas de traitement habituel|Néant|Rien de régulier]")

    def _for(self, disease: str) -> str:
        """The drug that treats this patient's disease of the background, the same for life; empty where none does."""
        options = BACKGROUND.get(disease, "").split()
        return options[crc32(f"{self.scene.person.ipp}{disease}".encode()) % len(options)] if options else ""

    def treatment(self, keys: list[str] | None = None) -> None:
        """A list of drugs with doses."""
        bullet, joint = self.scene.pick([("- ", "\n"), ("", ", "), ("• ", "\n"), ("", " ; "), ("", "\n")])
        for number, key in enumerate(self.drugs() if keys is None else keys):
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
