"""Words that alone have no code, and the categories of findings that each may take up again."""

from __future__ import annotations

_KINDS = {
    "crise": "G40 G43 R56 J45 M10 N23 D57 G44 F41",
    "stenose": "I25 I35 I65 I70 I66 I34 K22 K31 K56 N35 N13 M48 J38 J95 T82 K83",
    "thrombus": "I51 I82 I80 I81 I67 I24 I26 H34 T82 K64",
    "thrombose": "I82 I80 I81 I67 I24 H34 T82 K64 O22 I63",
    "ulcere": "L97 K25 K26 K27 L89 I83 H16",
    "nodule": "R91 E04 N63 D35 C34 K76 D44",
    "micronodule": "R91",
    "decompensation": "I50 I11",
    "dysplasie": "D12 N87 N89 Q65 P27 K22",
    "collection": "K65 L02 T81 K57 K85 J86",
    "epanchement": "J90 J91 I31 M25 R18 H65",
    "hematome": "I61 I62 S06 T81 S00 S10 S20 S30 S40 S50 S60 S70 S80 S90 S37 S36",
    "embolie": "I26 I74",
    "necrose": "I21 R02 M87 L89 I70",
    "kyste": "N28 N83 K76 M71 L72 K86 D27 G93 E04",
    "calcul": "N20 N21 K80 K11",
    "lithiase": "N20 N21 K80 K11",
    "fistule": "K60 K63 N82 K91 I77 L02",
    "abces": "L02 K61 K65 J36 J85 K75 N15 G06 K12 K04 L05 N49",
    "polype": "K63 D12 N84 J33 K31 K62 J38",
    "hernie": "K40 K41 K42 K43 K44 M51 M50",
    "luxation": "S43 T84 S73 Q65 S53 S83 H27 S63",
    "anevrisme": "I71 I72 I67 I60 I25",
    "tassement": "M48 M80 S22 S32",
    "brulure": "T20 T21 T22 T23 T24 T25 T26",
    "gangrene": "R02 I70",
    "adenome": "D35 D12 E04 N40 D44 D34",
    "angiome": "D18",
    "ischemie": "I74 I70 I63 I24 I25 K55",
    "nevralgie": "G50 B02 M54 G58",
    "tendinopathie": "M75 M76 M77 M65",
    "escarre": "L89",
    "exacerbation": "J44 J45 J84 E84 J47",
    "fibrose": "J84 K74",
    "perforation": "K57 K63 K25 K26 H72 K22",
    "rejet": "T86",
    "dilatation": "N13 K83 I77 J47",
    "occlusion": "K56 H34 I66 I65 I74",
    "reflux": "K21 N13",
    "tophus": "M10",
    "embole": "I63 I26 I74",
    "rupture": "I71 M75 S83 S86 S46 I60 O71 O42 S36",
}  # fmt: skip
"""Folded singular → categories that it may stand for."""

FAMILIES = {word: tuple(kinds.split()) for singular, kinds in _KINDS.items() for word in (singular, f"{singular}s")}
"""Singular and plural → the same."""
