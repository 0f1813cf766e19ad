"""Laboratory quantities with their names, units and usual limits."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Analyte:
    """A laboratory quantity: short key, names, units, usual limits, decimals."""

    key: str
    names: tuple[str, ...]
    units: tuple[str, ...]
    low: float
    high: float
    places: int


def _analyte(key: str, names: str, units: str, low: float, high: float, places: int) -> Analyte:
    return Analyte(key, tuple(names.split("|")), tuple(units.split("|")), low, high, places)


PANELS: tuple[tuple[Analyte, ...], ...] = (
    (
        _analyte("hb", "Hémoglobine|Hb|HGB", "g/dL|g/100 mL", 12, 16, 1),
        _analyte("leuco", "Leucocytes|GB|Globules blancs|WBC", "G/L|10⁹/L", 4, 10, 1),
        _analyte("plq", "Plaquettes|Plq|Thrombocytes", "G/L|10⁹/L", 150, 400, 0),
        _analyte("vgm", "VGM|Volume globulaire moyen", "fL|µ³", 80, 100, 0),
        _analyte("ht", "Hématocrite|Hte|HCT", "%", 37, 50, 1),
        _analyte("pnn", "Polynucléaires neutrophiles|PNN|Neutrophiles", "G/L", 1.8, 7.5, 1),
        _analyte("lympho", "Lymphocytes|Lympho", "G/L", 1, 4, 1),
        _analyte("eosino", "Éosinophiles|PNE", "G/L", 0.05, 0.5, 2),
        _analyte("retic", "Réticulocytes|Rétic.", "G/L", 25, 100, 0),
    ),
    (
        _analyte("na", "Sodium|Na|Natrémie|Na+", "mmol/L|mEq/L", 136, 145, 0),
        _analyte("k", "Potassium|K|Kaliémie|K+", "mmol/L|mEq/L", 3.5, 5.0, 1),
        _analyte("cl", "Chlore|Cl|Chlorures", "mmol/L", 98, 107, 0),
        _analyte("creat", "Créatinine|Créat|Créatininémie", "µmol/L|umol/L", 50, 104, 0),
        _analyte("uree", "Urée|Urée sanguine", "mmol/L", 2.5, 7.5, 1),
        _analyte("dfg", "DFG (CKD-EPI)|DFGe|Clairance estimée", "mL/min/1,73 m²|mL/min", 60, 120, 0),
        _analyte("hco3", "Bicarbonates|HCO3-|CO2 total", "mmol/L", 22, 29, 0),
        _analyte("ca", "Calcium|Ca corrigée|Calcémie", "mmol/L", 2.2, 2.6, 2),
        _analyte("phos", "Phosphore|Phosphates", "mmol/L", 0.8, 1.45, 2),
        _analyte("uric", "Acide urique|Uricémie", "µmol/L", 150, 420, 0),
    ),
    (
        _analyte("crp", "CRP|Protéine C réactive|CRP us", "mg/L", 0, 5, 0),
        _analyte("pct", "Procalcitonine|PCT", "ng/mL|µg/L", 0, 0.5, 2),
        _analyte("ferritine", "Ferritine|Ferritinémie", "µg/L|ng/mL", 20, 250, 0),
        _analyte("albumine", "Albumine|Alb.", "g/L", 35, 50, 0),
        _analyte("vs", "VS|VS (1 h)|Vitesse de sédimentation", "mm", 0, 20, 0),
        _analyte("fibrinogene", "Fibrinogène|Fg", "g/L", 2, 4, 1),
    ),
    (
        _analyte("asat", "ASAT|TGO|ASAT (TGO)", "UI/L|U/L", 5, 40, 0),
        _analyte("alat", "ALAT|TGP|ALAT (TGP)", "UI/L|U/L", 5, 45, 0),
        _analyte("ggt", "Gamma-GT|GGT|γGT", "UI/L|U/L", 8, 60, 0),
        _analyte("pal", "Phosphatases alcalines|PAL", "UI/L", 40, 130, 0),
        _analyte("bili", "Bilirubine totale|Bili T|BT", "µmol/L", 3, 21, 0),
        _analyte("lipase", "Lipase|Lipasémie", "UI/L", 10, 60, 0),
        _analyte("ldh", "LDH|Lactate déshydrogénase", "UI/L", 120, 250, 0),
        _analyte("cpk", "CPK|CK", "UI/L", 30, 190, 0),
    ),
    (
        _analyte("tp", "TP|Taux de prothrombine", "%", 70, 100, 0),
        _analyte("inr", "INR|INR (patient)", "", 0.9, 1.2, 1),
        _analyte("tca", "TCA ratio|TCA (M/T)", "", 0.8, 1.2, 2),
        _analyte("ddim", "D-dimères|DDimères", "ng/mL|µg/L", 0, 500, 0),
    ),
    (
        _analyte("glyc", "Glycémie|Glucose|Glycémie à jeun", "mmol/L", 3.9, 6.1, 1),
        _analyte("hba1c", "HbA1c|Hémoglobine glyquée", "%", 4, 6, 1),
        _analyte("ldl", "LDL-cholestérol|LDL|LDL calculé", "g/L", 0.5, 1.6, 2),
        _analyte("hdl", "HDL-cholestérol|HDL", "g/L", 0.4, 0.8, 2),
        _analyte("tg", "Triglycérides|TG", "g/L", 0.5, 1.5, 2),
        _analyte("tsh", "TSH|TSH us", "mUI/L|µUI/mL", 0.4, 4.0, 2),
        _analyte("b12", "Vitamine B12|B12", "pmol/L", 140, 650, 0),
        _analyte("vitd", "25-OH vitamine D|Vit D (25-OH)", "ng/mL|µg/L", 30, 80, 0),
        _analyte("bnp", "NT-proBNP|NTproBNP", "pg/mL|ng/L", 0, 300, 0),
        _analyte("tropo", "Troponine T us|Tropo|Troponine", "ng/L", 0, 14, 0),
        _analyte("pth", "PTH intacte|PTH", "pg/mL", 15, 65, 0),
        _analyte("psa", "PSA total|PSA", "ng/mL|µg/L", 0, 4, 2),
    ),
)
"""Usual limits are those printed by French hospital laboratories for adults."""
ANALYTES = {analyte.key: analyte for panel in PANELS for analyte in panel}
"""All of them by key."""
