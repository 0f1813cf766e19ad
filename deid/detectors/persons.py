"""People in the turns of prose: officers, hosts, engravings, nicknames, new-borns, animals, doctors whose names are kinship words."""

from __future__ import annotations

import re
from collections.abc import Iterator

from deid.cues import Cue
from deid.grammar import label_run, name_run
from deid.marks import quotes
from deid.page import NUMBER, TITLE, UPPER, Page
from deid.spans import CONTEXT, Span
from deid.vocabulary import NEVER, SHORT_NAMES

_CAP = r"[A-ZÀ-ÝĀ-ŒŔ-ŽẠ-Ỹ][\w'’-]+"
_OFFICER = re.compile(
    r"(?<![^\W_])(?:OPJ|APJ|[Aa]dj(?:t|oint)?\.?|[Aa]djudant(?:-chef)?|[Bb]rigadi(?:er|[èe]re)(?:-chef)?|[Ss]apeur|[Cc]aporal(?:-chef)?|[Cc]pl\.?|[Ss]gt\.?|[Ss]ergent(?:-chef)?|[Mm]ajor|[Mm]ar[ée]chal des logis|MDL|GPX|ICP|[Ll]ieutenant|[Ll]t\.?|[Cc]apitaine|[Cc]ommissaire|[Cc]ommandant|[Jj]uge|[Pp]rocureur|[Ss]ubstitut|[Gg]reffi(?:er|[èe]re)|[Hh]uissier|"
    r"[Aa]vocate?|[Nn]otaire|[Cc]hauffeur|[Ii]nspect(?:eur|rice)|[Aa]umônier|[Pp]asteur|[Ii]mam|[Rr]abbin|[Aa]bb[ée]|[Cc]hef d['’]agr[èe]s|[Ii]nstit(?:utrice|uteur)?|[Mm]aître d['’]école|[Mm]aire|[Éé]ducatrice?|PARM|ARM)[ ]+(?:[A-Z]\. ?)?(?P<name>[A-ZÀ-ÝĀ-ŒŔ-ŽẠ-Ỹ][\w'’-]{2,})"
)
_HOST = re.compile(
    rf"(?<![^\W_])(?:(?i:sonne[rz]?|log[ée]e?|h[ée]berg[ée]e?|vi[ts]|habite|dormi[rt]?|vacances|retour|reste|accueillie?|laiss[ée]e?|gard[ée]e?|passer|voir|clefs?|cl[ée]s?|d[ée]pos[ée]e?)[ ,](?:[^\n.;]{{0,20}} )?chez|interphone|bo[îi]te aux lettres)[ ]+(?:[«\"] ?)?(?P<name>{_CAP})"
)
_QUOTED = re.compile(
    rf"(?i:grav[ée]e?s?|appelle|femme|mari|fils|fille|compagn\w+|petite?-fil\w+|dite?|surnomm[ée]e?|appel[ée]e?|alias|contact|pr[ée]nom\w*|tatou\w+|marqu[ée]e?|inscription|m[ée]daille|bracelet|initiales|pseudo|r[ée]pondant au nom de|dite?s?)[^\n«\"“.;]{{0,18}}[«\"“][  ]?(?P<name>{_CAP}(?: {_CAP})?)(?=[^«»\"”“\n]{{0,25}}[»\"”])"
)
_ANIMAL = re.compile(
    rf"(?<![^\W_])(?i:chien(?:ne)?s?|chat(?:te|on)?s?|cheval|jument|poney|perroquet|perruche|lapine?s?|hamster|chiot|dog|cat|puppy|labrador|berger allemand|caniche|bichon|yorkshire|animal(?: de compagnie)?)(?: [a-zà-ÿā-žạ-ỹ]{{2,12}}){{0,2}}(?:,| :| \(|,? (?:nomm[ée]e?|appel[ée]e?|called|named))? ?(?:[«\"“] ?)?(?P<name>{_CAP})"
)
_NEWBORN = re.compile(
    r"(?:[♀♂][ ,]*(?:[«\"] ?)?|(?<![^\W_])(?i:naissance|accouch\w+|garçon|fille|b[ée]b[ée]|nouveau-n[ée]e?|jumelles?(?: [12AB])?|jumeau(?: [12AB])?|jumeaux|pr[ée]nomm[ée]e?s?)(?: vivante?| eutrophe| [♀♂]| d['’]un garçon| d['’]une fille| d['’]une petite| d['’]un petit| de sexe \w+)*(?:,| :|[ ]?[♀♂]| \()? ?(?:nomm[ée]e? |pr[ée]nomm[ée]e? )?(?:[«\"“] ?)?)(?P<name>[A-ZÀ-ÝĀ-ŒŔ-ŽẠ-Ỹ][a-zà-ÿā-žạ-ỹ-]{2,})(?![\w'’])"
)
_FOND = re.compile(
    r"(?<![^\W_])(?i:petite?|tata|tatie|tonton|papi|papy|mamie|mami|m[ée]m[ée]|p[ée]p[ée]|nounou|nanou|copine?|copains?|ami|amie|fr[ée]rot|parrain|marraine|camarade|filleule?|rappeler|joindre|demander|contacter|pr[ée]venir|voir avec|vu avec|appeler|colocataire|coloc|aidante?|auxiliaire)[ ](?P<name>[A-ZÀ-ÝĀ-ŒŔ-ŽẠ-Ỹ][a-zà-ÿā-žạ-ỹ-]{2,})(?![\w'’])"
)
_GREETED = re.compile(
    r"(?<![^\W_])(?:(?:[Cc]h[eè]re? )?(?:[Cc]onfr[èe]re|[Cc]ons(?:œ|oe)ur|[Aa]mie?|[Cc]oll[èe]gue)|[Ss]alut|[Bb]onjour|[Cc]oucou|[Hh]ello|[Cc]h[eè]re?|[Mm]on cher|[Mm]a chère|[Hh]i|[Dd]ear) (?P<name>[A-ZÀ-ÝĀ-ŒŔ-ŽẠ-Ỹ][a-zà-ÿā-žạ-ỹ]{2,}(?:-[A-ZÀ-ÝĀ-ŒŔ-ŽẠ-Ỹ][a-zà-ÿā-žạ-ỹ]+)?)(?=[ \t]*[,!.\n])"
)
_CALLED = re.compile(
    r"(?:appell(?:e|ent|ait|aient)|nomm[ée]e?s?|nomme(?:nt)?|pr[ée]nomm[ée]e?s?|surnomm[ée]e?s?|baptis[ée]e?s?|called|named) (?:aussi |bien )?[«\"“]?[  ]?(?P<name>[A-ZÀ-ÝĀ-ŒŔ-ŽẠ-Ỹ][a-zà-ÿā-žạ-ỹ'’-]{2,})(?!\w)"
)
_CALLED_STARTS = Cue(heads="appell nomm prenomm surnomm baptis", words="called named")
_UNKNOWN = re.compile(
    r"(?<![\w-])(?:X[ -])?(?:INCONNUE?|ANONYME|SNP|NON IDENTIFI[ÉE]E?)[ ]?(?:N[°º] ?)?\d{1,3}(?!\d|[/.,]\d)"
)
_CARER = re.compile(
    r"(?<![\w-])(?:RN|NP|SHO|HCA|Sister|Nurse|IDE|IDEC|IADE|IBODE|AS|ASH|AES) (?P<initial>[A-Z]\.) ?(?P<name>[A-ZÀ-ÝĀ-ŒŔ-ŽẠ-Ỹ][\w'’-]{2,})"
)
_HARD_NAMES = frozenset(
    "lundi mardi mercredi jeudi vendredi samedi dimanche minuit noel toussaint carnaval medecin interne cadre clinique hopital salle page chambre bloc porte maison neuf sept six dix cent mille pere fils bas haut cher midi jour soir matin fin jeune mari garcon fille frere mere droit gauche noel dent main coeur oeil bras lit salle mur roi blanc noir petit grand gros vieux bon beau port mont val pont gin".split()
)


_OFFICER_STARTS = Cue(
    heads="opj apj adj brigad sapeur caporal cpl sgt sergent major mar mdl gpx icp lieutenant lt capitaine commissaire commandant juge procureur substitut greffi huissier avocat notaire chauffeur inspect aumonier pasteur "
    "imam rabbin abbe chef instit maitre maire educatri parm arm"
)
_HOST_STARTS = Cue(
    heads="sonne log heberg vi habite dormi vacances retour reste accueilli laiss gard passer voir clef cle depos interphone boite"
)
_ANIMAL_STARTS = Cue(
    heads="chien chat cheval jument poney perroquet perruche lapin hamster chiot dog cat puppy labrador berger caniche bichon yorkshire animal"
)
_NEWBORN_STARTS = Cue(heads="naissance accouch garcon fille bebe nouveau jumel jumeau prenomme")
_FOND_STARTS = Cue(
    heads="petit tata tatie tonton pap mami meme pepe nounou nanou copin copain ami frerot parrain marraine camarade filleul rappeler joindre demander contacter prevenir voir vu appeler coloc aidant auxiliaire"
)
_GREETED_STARTS = Cue("confrere consoeur ami amie collegue salut bonjour coucou hello cher chere mon ma hi dear")
_CARER_STARTS = Cue("rn np sho hca sister nurse ide idec iade ibode as ash aes")
_UNKNOWN_STARTS = Cue("non", heads="x inconnu anonyme snp")
_DOCTORS = Cue(written=r"(?:Dr|Docteur|Pr|Professeur|Dre|Drs|Mme|Mlle|Mr|Madame|Monsieur|MME|DR)\Z", of="capital")


def find(page: Page) -> Iterator[Span]:
    """Names in prose that a turn of phrase announces."""
    text = page.text
    for pattern, cue, label in (
        (_OFFICER, _OFFICER_STARTS, "NOM"),
        (_HOST, _HOST_STARTS, ""),
        (_FOND, _FOND_STARTS, ""),
        (_NEWBORN, _NEWBORN_STARTS, "PRENOM"),
        (_ANIMAL, _ANIMAL_STARTS, "PRENOM"),
    ):
        signed = pattern is _NEWBORN and ("♀" in text or "♂" in text)
        for match in pattern.finditer(text) if signed else page.matches(pattern, cue):
            i = page.token_at(match.start("name"))
            if (
                i < len(page)
                and page.starts[i] == match.start("name")
                and _is_person(page, i, pattern is _ANIMAL, pattern is _OFFICER)
            ):
                run = name_run(page, i, trusted=True, titled=pattern is _OFFICER) or [i]
                yield from (
                    label_run(page, run, "person", CONTEXT)
                    if len(run) > 1 or not label
                    else (Span(page.starts[i], page.ends[run[-1]], label, "person", CONTEXT),)
                )
    for match in _QUOTED.finditer(text) if quotes(text) else ():
        i = page.token_at(match.start("name"))
        if i < len(page) and page.folded[i] not in NEVER and not (page.info(i).medical and page.info(i).first < 2):
            yield Span(match.start("name"), match.end("name"), "PRENOM", "person.quoted", CONTEXT)
    for match in page.matches(_CALLED, _CALLED_STARTS):
        i = page.token_at(match.start("name"))
        if i < len(page) and page.folded[i] not in NEVER and not (page.info(i).medical and page.info(i).first < 2):
            yield Span(match.start("name"), match.end("name"), "PRENOM", "person.called", CONTEXT)
    for match in page.matches(_GREETED, _GREETED_STARTS):
        i = page.token_at(match.start("name"))
        info = page.info(i)
        if (
            page.folded[i] not in NEVER
            and not info.medical
            and (not info.wordish or info.first >= 3 or info.surname >= 2 or page.folded[i] in SHORT_NAMES)
        ):
            yield Span(match.start("name"), match.end("name"), "PRENOM", "person.greeted", CONTEXT)
    for match in page.matches(_UNKNOWN, _UNKNOWN_STARTS):
        yield Span(match.start(), match.end(), "NOM", "person.unknown", CONTEXT)
    for match in page.matches(_CARER, _CARER_STARTS):
        yield Span(match.start("initial"), match.end("initial"), "PRENOM", "person.carer", CONTEXT)
        yield Span(match.start("name"), match.end("name"), "NOM", "person.carer", CONTEXT)
    yield from _hard(page)


def _is_person(page: Page, i: int, animal: bool, officer: bool) -> bool:
    info, folded = page.info(i), page.folded[i]
    if (
        page.shapes[i] not in (TITLE, UPPER)
        or folded in NEVER
        or (info.eponym and not officer and info.first < 3.5)
        or len(folded) < 3
    ):
        return False
    if info.medical and info.first < 3 and info.surname < 2.5:
        return False
    if page.shapes[i] == UPPER and info.wordish:
        return False
    if animal:
        return info.zipf < 5.2
    if officer:
        return info.surname >= 1 or (not info.wordish and info.zipf < 3)
    return (info.first >= 1 or info.surname >= 1.5 or info.zipf < 2) and (
        not info.wordish or info.first >= 3 or info.surname >= 2.5
    )


def _hard(page: Page) -> Iterator[Span]:
    """`Dr PÈRE`, `Dr Bas`: after a doctor's title in full case a kinship word or an adverb with a capital is a name."""
    for i in page.at(_DOCTORS):
        j = i + 1
        if (
            (
                j < len(page)
                and page.folded[j] in _HARD_NAMES
                and (page.gaps[j] in (" ", ". ") or (page.gaps[j].isspace() and len(page.gaps[j]) < 3))
            )
            and (page.shapes[j] == UPPER or (page.shapes[j] == TITLE and not _sentence(page, j)))
            and not (j + 1 < len(page) and page.shapes[j + 1] == NUMBER and page.gaps[j + 1] == " ")
        ):
            yield Span(page.starts[j], page.ends[j], "NOM", "person.hard", CONTEXT)


def _sentence(page: Page, j: int) -> bool:
    return page.gaps[j] == ". "
