"""Closed lists of the names grammar: titles, particles, roles, kin, words that never are a name. All folded."""

from __future__ import annotations


def _set(words: str) -> frozenset[str]:
    return frozenset(words.split())


PARTICLES = _set(
    "de du des la le les d l et di da dos das do del della el al ben bel ibn abd abdel bou ould aït ait van von der den ter ten "
    "saint sainte st ste san santa mac mc o n m ap fitz y e zu af"
)
"""May stand inside a name and never are one alone."""

LEADING = _set(
    "de du des la le les d l di da dos das do del della el al ben bel ibn abd bou ould ait van von der den ter ten saint sainte st ste san santa mac mc o n m"
)
"""Particles that may open a surname (`Le Goff`, `N'Diaye`, `Ben Salah`, `St-Exupéry`)."""

CIVIL = _set(
    "m mr mme mlle mrs ms miss monsieur madame mademoiselle messieurs mesdames mesdemoiselles mm mmes mlles veuve vve sieur demoiselle mister mgr"
)
MEDICAL = _set("dr drs docteur docteurs doctoresse dre pr prs prof professeur professeure professeurs pf")
OTHER_TITLES = _set(
    "me maitre sr cne capitaine adj adjudant lt lieutenant cdt commandant col colonel gal sgt brigadier gendarme major adjudante"
)
"""Titles that need a capital themselves and a capital after them."""

ROLES = _set(
    "ide ides idec iade ibode as ash ap aes iao ioa ipa interne internes externe externes senior chef assistant assistante assistants cca ph phc pu pupa ccu mcu des docteur "
    "infirmier infirmiere infirmiers infirmieres aide soignant soignante kine kinesitherapeute masseur ergotherapeute ergo orthophoniste psychologue psycho psychomotricien "
    "psychomotricienne dieteticien dieteticienne diet sage femme sagefemme sf puericultrice auxiliaire cadre secretaire operateur operateurs chirurgien chirurgienne chir "
    "anesthesiste anesth medecin medecins mt mdt generaliste cardiologue neurologue gynecologue pediatre psychiatre radiologue pneumologue nephrologue oncologue urologue rhumatologue "
    "dermatologue ophtalmologue ophtalmologiste gastro hepatologue endocrinologue geriatre hematologue infectiologue orl stomatologue dentiste pharmacien pharmacienne "
    "podologue pedicure audioprothesiste opticien biologiste anatomopathologiste pathologiste manip manipulateur manipulatrice brancardier ambulancier ambulanciere taxi "
    "assistante sociale educateur educatrice educ instrumentiste dictee transcription moniteur amb med requerant requis appelant arm pds proposante proposant conductrice conducteur cas curateur curatrice tuteur tutrice mandataire voisin voisine gardien gardienne redacteur redactrice "
    "demandeur prescripteur correspondant correspondants coordonnateur coordinatrice investigateur referent referente stagiaire etudiant etudiante remplacant remplacante "
    "rapporteur president secretariat stomatherapeute tabacologue addictologue animateur animatrice professeur instituteur institutrice maitresse nounou notaire avocat "
    "interprete traducteur traductrice aumonier benevole psy aux auxi int ext ibodes circulante circulant panseuse perfusionniste brancard ambu agent secr coord esi eide eas ifsi pharm preparateur preparatrice neuroradiologue neuroradiologues echographiste mar "
    "preleveur preleveuse preleveurs relecteur relectrice validateur validatrice regulateur regulatrice regul encadrant encadrante superviseur superviseuse formateur formatrice aides "
    "psychomot idel idels mkde avs avsi aesh tisf medco neuropsy neuropsychologue concierge auxiliaires infirmieres "
    "radiologues cardiologues pediatres internes radiologues hematologues molecularistes infirmiers chirurgiens anesthesistes"
)
"""Whoever writes, treats, helps: names stand after a colon or in brackets beside them."""

SHORT_NAMES = _set(
    "momo gege jojo juju lulu mimi titi toto zizou dede kiki nini nono riri fifi coco cri cricri bene bea dom domi phil pat fred greg seb flo nath isa caro vero steph mag manu max mat alex val sab sev sand kat cat "
    "lolo lili lola mika mike ben tom tim sam joe jim jess jo jb jc jf jp jm jl pj vivi zaza tata titou doudou loulou pepette pilou philou nanou babette fanfan gigi didi dany teddy willy bob bobby rico nico tof stef"
)
"""Short forms of first names that colleagues use; in a place of a name only."""

KIN = _set(
    "fratrie petits-enfants tutrice tuteur marraine garcon fillette bebe nouveau-ne nourrisson pere mere papa maman fils fille filles enfant enfants frere freres soeur soeurs mari femme epoux epouse conjoint conjointe compagnon compagne concubin concubine ami amie "
    "ex oncle tante neveu niece cousin cousine cousins cousines grand-pere grand-mere petit-fils petite-fille beau-pere belle-mere beau-frere belle-soeur gendre bru parrain marraine "
    "voisin voisine partenaire jumeau jumelle jumeaux cadet cadette aine ainee benjamin benjamine fiance fiancee collegue collegues confrere consoeur parent parents proche proches nourrice nounou pacse pacsee "
)
ENGLISH_KIN = _set(
    "husband wife son daughter brother sister mother father uncle aunt cousin partner niece nephew girlfriend boyfriend grandson granddaughter"
)
BIRTH_NAME = _set("nee ne epouse ep epse epoux veuve vve divorcee div")

NEVER = _set(
    "service pole unite centre hopital clinique chu chru ch chi patient patiente pte pt madame monsieur mme mlle mr docteur professeur dr pr chef directeur directrice cher chere chers cheres "
    "confrere consoeur confreres consoeurs collegue ami amie bonjour bonsoir merci cordialement salutations signature signe objet motif conclusion antecedents antecedent atcd "
    "traitement traitements examen examens clinique histoire maladie mode vie allergie allergies evolution sortie entree date nom prenom prenoms age sexe adresse telephone tel fax mail "
    "tous tout toute toutes le la les un une des du de il elle on nous vous je tu ils elles ce cet cette ces mon ma mes ton ta tes son sa ses notre votre leur nos vos leurs "
    "et ou ni mais donc or car ne pas plus sans avec pour par sur sous dans en au aux chez entre vers depuis pendant apres avant lors "
    "est sont etait ont a ai as avait aurait sera serait suis es sommes etes ete etre avoir fait faire dit voir vu vue vus "
    "non oui ras neant nil na nc ok idem "
    "passage "
    "lundi mardi mercredi jeudi vendredi samedi dimanche "
    "janv fev avr juil sept oct nov dec lun mar mer jeu ven sam dim jan feb apr may jun jul aug sep "
    "ipp nda nip nir ddn dn rpps finess adeli iep ins siret poste dect bip page tome lit chambre ch box salle bloc secteur etage batiment bat "
    "interne externe ide as ash iade ibode cadre infirmier infirmiere medecin chirurgien anesthesiste kine secretaire secretariat pharmacie laboratoire labo cabinet residence ehpad ssr had usld "
    "tvp ep lsd lid lsg lig lm od og odg fid fig iva tvb bbg bbd sca fa mt ttt amities cordialement point virgule tiret salut bonsoir coucou cher "
    "cc copie copies pj ref dossier numero compte rendu lettre courrier fiche formulaire bilan biologie imagerie radio scanner irm tdm echo echographie ecg eeg "
    "cedex france cs bp h f m ans an mois jours jour semaine semaines heure heures h min matin midi soir nuit "
    "inc sa sarl sas corp ltd sn "
    "mademoiselle nee ne epouse veuf divorcee medical medicale medicaux scientifique hospitalier hospitaliere universitaire general generale departement pavillon "
    "rn md np lpn "
    "the a an of in on at to with and or but he she they we you his her their our is was are were has had have been patient mr mrs ms miss not no yes from for by this that these those "
    "present presente presents presentes absent absente droit droite gauche bilateral haut bas "
    "normal normale normaux positif positive negatif negative stable faible modere moderee severe "
    "si alors comme quand que qui quoi dont lequel laquelle "
    "enfant enfants parents famille pere mere fils fille frere soeur mari femme epoux epouse conjoint "
    "tutelle curatelle mairie ecole college lycee universite faculte police gendarmerie samu smur pompiers urgences sau uhcd rea reanimation usc usic usi hdj hds hospitalisation consultation consultations "
    "doit peut faut va vont vient prend pris prise donne donnee arrete arret debut fin suite suites"
)
"""Words that no rule takes for a name on their own."""

NO_NAMES = NEVER | ROLES
"""Words that are no name wherever they stand, the roles included."""

MONTHS = _set("janvier fevrier mars avril mai juin juillet aout septembre octobre novembre decembre")

HOLIDAYS = _set("noel toussaint paques pentecote ascension assomption epiphanie ramadan carnaval rameaux")

DOCUMENT_WORDS = _set(
    "pdf docx doc odt txt rtf zip jpg jpeg png tif tiff dcm xls xlsx csv xml hl7 cr crh crh cro cro ct irm tdm cs rcp ssr scan scanner plan soins courrier lettre ordo ordonnance "
    "compte rendu consult bio labo radio angio images image export v1 v2 v3 final def copie"
)

SHORT_FORMS = frozenset(
    "AA AAA AAG AB AC ACFA ACR ADK ADN ADO AEG AES AG AINS AIT AL ALD ALR AMM AMP AOD AOMI AP APA AR ARDS ARN ARS AS ASA ASAT ALAT ASE ATB ATCD ATL AV AVC AVK AVP BAV BB BBG BBD BDC BGN BK BMR BPCO BU BZD CA CAT CC "
    "CCR CE CG CGR CH CHC CHU CI CIV CIVD CK CM CMF CMP CMV CNI CO COVID CP CPA CPAM CPK CR CRH CRO CRP CS CT CTC CV CVO CVC DAI DC DCI DDB DDR DEP DFG DG DID DIU DM DNID DP DPA DPC DR DRP DS DT DV DVP DX EA EBV ECBU ECG ECMO EDC "
    "EEG EER EFR EG EI EIG EMG EN EOH EP EPO EPP ES ESA ETO ETP ETT EVA EVS EX FA FC FCS FCV FDR FE FEVG FIV FO FR FSH GB GCS GDS GEU GH GGT GR GS GVH HB HBP HDJ HDL HDT HED HELLP HIV HLA HM HNF HPV HSA HSD HT HTA HTAP HTIC HTP HU HVG IA "
    "IAH IC ICC IDE IDM IDR IEC IEP IG IGS IIC IL IM IMC IMG INR IO IOT IPP IPS IR IRA IRC IRM ISRS IT ITT IU IV IVA IVG IVD IVL JVD KC KT KTC KTP LA LAL LAM LBA LCA LCR LCS LDL LED LEMP LH LID LIS LLC LMC LNH LP MAP MCE MDRD MFIU MG MI MICI "
    "MID MIG MMS MMSE MP MPR MT MV NA NB NC NFS NGT NHA NN NO NR NS NSTEMI OAP OD OG OH OK OMA OMI OMS ORL OS PA PAC PAD PAS PBH PCA PCR PCT PCT PCI PE PEC PEP PET PFC PH PIC PK PL PLP PM PMA PN PNA PNN PO POP PPC PR PRN PSA PS PT PTG PTH "
    "PTI PTT PV PVC RA RAA RAC RAI RAD RAS RCF RCP RDV RGO RHD RM RMD ROT RPM RR RT RTUP RVA RVM RX SA SADAM SAOS SAMU SAT SAU SB SC SCA SD SDF SDRA SE SEP SF SFA SG SHU SI SIDA SLA SMUR SN SNG SOH SPA SPO SRIS SSR ST STEMI SU SV TA TAP TAVI TB "
    "TC TCA TD TDM TEP TG TH THM TIPS TO TP TR TS TSA TSH TT TTT TV TVP TX UI UIV UPEC US USC USI USIC VA VAC VAD VC VCI VD VEMS VES VG VGM VHB VHC VIH VIT VL VM VNI VO VP VPN VPP VRS VS VV VVC VVP XR BP HR RBC WBC CXR SOB UTI DVT PE COPD "
    "DCD RCH HSD MAO ADK SAHOS AVB ULIS IDEC EMSP PLAN AGHBS VSL SESSAD ADMR CMC CMP CPAM MDPH DES DESC PASS CLAT UHCD URO IAO ENT GYN OBS CARDIO NEURO REA PSY BLOC HGE ANE CHF CAD MRI CT ICU ED ER NKDA".split()
)
"""Short forms of medicine that could be taken for a person's initials."""

NO_PERSON = NO_NAMES | KIN | CIVIL | MEDICAL | MONTHS
"""Words that name nobody even with a capital and in the company of names."""
