"""Words before a number that make it a measured value, so that the patient's state decides it."""

from __future__ import annotations

import re

LABORATORY = {
    "Hb": "hb",
    "hémoglobine": "hb",
    "TSH": "tsh",
    "CRP": "crp",
    "créat": "creat",
    "créatinine": "creat",
    "créatininémie": "creat",
    "DFG": "dfg",
    "albumine": "albumine",
    "VGM": "vgm",
    "ferritine": "ferritine",
    "plaquettes": "plq",
    "leucocytes": "leuco",
    "GB": "leuco",
    "Na": "na",
    "K": "k",
    "LDH": "ldh",
    "TP": "tp",
    "NT-proBNP": "bnp",
    "CPK": "cpk",
    "phosphore": "phos",
    "PTH": "pth",
    "bicarbonates": "hco3",
    "bilirubine": "bili",
    "LDL": "ldl",
    "PCT": "pct",
    "uricémie": "uric",
    "urate": "uric",
    "urée": "uree",
    "ASAT": "asat",
    "ALAT": "alat",
    "vitamine D": "vitd",
    "poids": "poids",
    "poids de sortie": "poids",
    "au poids d~": "poids",
    "poids sec d~": "poids",
    "stable à": "poids",
    "IMC": "imc",
}
"""Words before a number that make it a measured value."""
MEASURE = re.compile(
    "(?:^|(?<![\\w-]))(" + "|".join(sorted(LABORATORY, key=len, reverse=True)) + ")(?: (?:[àd]~?|de) ?| |(?<=~))$", re.I
)
CEILINGS = {"tsh": 60, "albumine": 60, "plq": 900, "leuco": 40, "na": 160, "k": 8, "hb": 18, "uree": 60}
"""The highest number that a word of two meanings can measure: a K of 4,5 but no K of 300."""
