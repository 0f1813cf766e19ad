"""Words that head the sections and systems of a note, and what tells a technique of imaging."""

from __future__ import annotations

import re

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
DATA_ACTION_RESULT = (("D : ", "A : ", "R : "), ("Données – ", "Actions – ", "Résultat – "))


OF_LIFE = frozenset({"allergie", "famille", "mode_vie"})
"""Pools of which a patient keeps one line, or one habit, for life."""
SYSTEMS = {
    "gen": "Général|État général|Présentation|Aspect général",
    "cardio": "Cardio-vasculaire|Cardio|Cœur et vaisseaux|Hémodynamique",
    "resp": "Respiratoire|Pneumo|Plan respiratoire|Poumons",
    "abdo": "Abdomen|Digestif|Abdominal|Plan digestif",
    "neuro": "Neuro|Neurologique|Système nerveux|Plan neurologique",
    "osteo": "Locomoteur|Ostéo-articulaire|Appareil locomoteur|Rhumato",
    "uro": "Uro-néphro|Urinaire|Appareil urinaire|Reins et vessie",
    "peau": "Peau et aires|Cutanéo-muqueux|Téguments, ganglions|Autres",
    "psy": "Psychique|Plan psychique|Thymie|Entretien",
}
"""Systems of an examination with the words that head them."""

TECHNIQUES = {"echo": r"[ÉEée]cho|ETT|[Dd]oppler|[Ss]cinti", "irm": "IRM", "tdm": "[Ss]canner|TDM", "radio": ""}
"""Techniques of imaging with the words of a title that tell them."""
HEADED = re.compile(r"\[[^\]]+\] :|[^,.:\[]+ :")
"""A line that begins with a heading of its own."""
