"""CIM-10 codes of findings whose own word does not say the organ, by organ: the alphabetical index of CIM-10, as a table.

Columns: words of the organ (folded; ``*``: prefix), then the code of a malignant tumour, a secondary tumour, a mass or nodule,
a fracture, a dislocation or sprain, a contusion, an open wound; ``-`` where CIM-10 has none or the word stays unspecific.
"""

from __future__ import annotations

KINDS = ("cancer", "secondary", "mass", "fracture", "sprain", "bruise", "wound")

GENERIC = {
    "C809": "cancer", "D489": "cancer", "C799": "secondary", "R229": "mass", "T142": "fracture", "T143": "sprain",
    "T140": "bruise", "R233": "bruise", "T141": "wound",
}  # fmt: skip
"""Codes that say what it is and leave open where."""

FAMILIES = {"cancer": ("C0", "C1", "C2", "C3", "C4", "C5", "C6", "C70", "C71", "C72", "C73", "C74"),
            "secondary": ("C77", "C78", "C79"), "mass": ("R91", "N63", "E04", "D35", "R22", "R19"),
            "fracture": ("S02", "S12", "S22", "S32", "S42", "S52", "S62", "S72", "S82", "S92"),
            "wound": ("S01", "S11", "S21", "S31", "S41", "S51", "S61", "S71", "S81", "S91")}  # fmt: skip
"""A word without an organ beside it means the only such finding that the document names with one."""

MASS_OF_CANCER = {"C349": "R91", "C341": "R91", "C343": "R91", "C509": "N63", "C508": "N63", "C73": "E041"}
"""``la masse`` in a document about a cancer of the lung, the breast, the thyroid."""

ORGANS = """
sein* mammaire* mammo* qse qsi breast | C509 - N63 - - S200 S210
bronch* pulmonaire* poumon* lobaire* lobe* culmen lsd lsg lid lig lingula lung pulmonary | C349 C780 R91 - - - -
hepatique* foie hepato* liver hepatic | C229 C787 - - - S361 S361
colon colique* sigmoide* sigmoidien* caecum caecal* colorectal* colorecta* coloscop* colonoscop* | C189 C785 - - - S365 S365
rectum rectal* bas-rectum rectosigmoid* | C20 C785 - - - - S366
estomac gastrique* antre antral* cardia linitis gastric stomach gastroscop* | C169 C788 - - - - -
oesophage oesophagien* esophag* | C159 C788 - - - - -
pancreas pancreatique* pancreatic | C259 C788 - - - S362 -
cholangio* biliaire* | C240 - - - - - -
grele duodenum duodenal* jejunum ileon | C179 C784 - - - S364 S364
prostate prostatique* prostatic | C61 - - - - - -
vessie vesical* bladder cystoscop* rtuv tvnim tvim | C679 C791 - - - S372 S372
rein renal* renale* reins kidney nephrectomie | C64 C790 - - - S370 S370
surrenal* adrenal* | C749 C797 D350 - - - -
testicul* testicle | C629 - N508 - - S302 S313
ovaire* ovarien* ovary ovarian | C56 C796 - - - - -
endometre endometrial* | C541 - - - - - -
uterus uterin* | C55 - - - - - -
vulve vulvaire* | C519 - N908 - - S302 S314
thyroide* thyroidien* isthmique tirads thyroid | C73 - E041 - - - -
cerebral* cerebelleu* cerveau encephal* frontal* parietal* temporal* occipital* brain cerebral | C719 C793 - - - - -
osseu* os squelette rachidien* bone | C419 C795 - - - - -
vertebr* | C412 C795 - T08 - - -
cutane* peau skin | C449 C792 - - - - -
ganglion* ganglionnaire* nodal* lymph | - C779 - - - - -
pleural* plevre | C384 C782 - - - - -
periton* | C482 C786 - - - - -
splenique* rate | - C788 - - - S360 S360
larynx larynge* cordal* glott* | C329 - - - - S101 S110
hypopharyn* piriforme | C139 - - - - - -
oropharyn* amygdal* | C109 - - - - - -
cavum nasopharyn* | C119 - - - - - -
langue lingual* | C029 - - - - S005 S015
buccal* gencive* plancher | C069 - - - - S005 S015
levre* labial* | C009 - - - - S005 S015
parotide parotidien* | C07 - - - - - -
crane cranien* voute rocher skull | - - - S029 - S000 S010
scalp chevelu | C444 - - - - S000 S010
palpebral* paupiere* orbit* periorbitaire* | - - - S028 - S001 S011
nez nasal* opn pyramide | - - - S022 S031 S003 S012
malaire* zygoma* pommette* maxillaire* joue* | - - - S024 - S008 S014
mandibul* machoire menton condyle | - - - S026 S030 S008 S018
dent dents dentaire* incisive* | - - - S025 S032 - -
oreille* auriculaire* auricule | - - - - - S004 S013
visage face facial* front arcade* sourcil* | - - - S029 - S008 S018
cervical* cervicaux cou nuque c1 c2 c3 c4 c5 c6 c7 odontoide | - - R221 S129 S134 S10 S119
dorsal* d7 d8 d9 d10 d11 d12 t12 t11 t10 | - - - S220 - S202 S212
lombaire* l1 l2 l3 l4 l5 lombes | - - - S320 S335 S300 S310
cote cotes costal* costaux k3 k4 k5 k6 k7 k8 k9 k10 k11 rib ribs | - - - S223 - S202 S219
sternum sternal* | - - - S222 S234 S202 S219
thorax thoracique* chest | - - - S229 - S202 S219
abdom* flanc hypochondre* epigastr* hypogastr* pelvi* pelvien* retroperit* mesenter* | - - R190 - - S301 S318
paroi | - - - - - S301 S318
fesse* fessier* | - - - - - S300 S318
sacrum sacre* coccyx sacrococ* | - - - S321 S332 S300 S310
bassin pubis ischio* cotyle acetabul* iliaque* ramus pelvis | - - - S328 - S300 -
clavicul* clavicle | - - - S420 S431 S400 -
scapul* omoplate* glene | - - - S421 - S400 -
epaule* shoulder | - - - S422 S430 S400 S410
humerus humeral* humerale* trochin trochiter | - - - S423 - S400 S411
bras deltoid* biceps arm | - - R223 S423 - S400 S411
coude* olecran* elbow | - - - S520 S531 S500 S510
radius radial* ulna cubitus avant-bras cubital* styloide forearm pouteau | - - - S525 S530 S501 S518
poignet* wrist | - - - S525 S635 S608 S617
scaphoid* carp* carpe | - - - S620 S630 S602 S617
metacarp* m1 m2 m3 m4 m5 mc5 | - - - S623 S637 S602 S617
pouce* | - - - S625 S636 S600 S610
phalange* p1 p2 p3 doigt* index majeur annulaire finger ongle pulpe pulpaire* | - - - S626 S636 S600 S610
main mains paume palmaire* hand | - - - S628 S637 S602 S617
hanche* hip | - - - S720 S730 S700 S710
femoral* trochanter* pertrochanter* garden femur femoraux | - - - S720 - S701 S711
cuisse* thigh | - - R224 S729 - S701 S711
rotul* patell* | - - - S820 S830 S800 S810
genou genoux lca lli lle knee | - - - S821 S836 S800 S810
tibia* peron* fibula* jambe* mollet* leg | - - - S822 - S801 S819
cheville* malleol* bimalleol* trimalleol* ankle | - - - S828 S934 S900 S910
calcane* talon | - - - S920 - S903 S913
metatars* | - - - S923 S936 S903 S913
orteil* hallux toe | - - - S925 S935 S901 S911
pied pieds foot plantaire* | - - - S929 S936 S903 S913
"""


def table() -> tuple[tuple[tuple[str, ...], dict[str, str]], ...]:
    """(words, code by kind) of each organ."""
    rows = []
    for line in ORGANS.strip().splitlines():
        words, _, codes = line.partition("|")
        named = zip(KINDS, codes.split(), strict=True)
        rows.append((tuple(words.split()), {kind: code for kind, code in named if code != "-"}))
    return tuple(rows)
