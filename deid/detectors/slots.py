"""People whom only their place in the phrase gives away: any word behind a doctor's title, relatives and helpers by first name.

What the place says outweighs what the word means: `Dr Hilaire GENOU`, `docteur agathe corbeau`, `sa nièce abirami`,
`deux voisins (Nego et Raimundo)`, `échographie par Beveraggi`. Roles, specialties and words of prose stay where the place
leaves them possible.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from deid.cues import Cue, GapCue, Word
from deid.page import INITIAL, LOWER, TITLE, UPPER, Page
from deid.spans import CONTEXT, Span
from deid.vocabulary import CIVIL, KIN, MEDICAL, NEVER, PARTICLES, ROLES, SHORT_FORMS

_DOCTORS = frozenset("dr docteur docteure dre pr professeur professeure drs docteurs".split())
_PEOPLE = frozenset("madame monsieur mademoiselle mme mr mlle".split())
_TITLED = Cue(_DOCTORS | _PEOPLE)
_AFTER_TITLE = frozenset((" ", ". ", ".", "  "))
_NO_SURNAME = (CIVIL | MEDICAL | PARTICLES) - {"saint", "sainte"}
_UNTITLED = frozenset(
    "garde en medecine pharmacie traitant traitante adresseur prescripteur referent referente libre deux trois chef point virgule present presente absent absente urgences service es ma mon notre votre son sa".split()
)
_PROSE = frozenset(
    "vient voit souffre arrive revient part dort mange reste vit dit fait pense tombe marche garde parle refuse accepte demande sort rentre porte passe donne prend semble appelle tient sent veut doit peut sait rappelle joint prevenu presente present "
    "seul seule calme bien mieux alors encore toujours jamais puis aussi ensuite centre service cabinet rue place hier demain aujourd".split()
)
"""Words that go on with the phrase behind a name in small letters."""


def find(page: Page) -> Iterator[Span]:
    """Every such person."""
    for i in page.at(_TITLED):
        yield from _titled(page, i)
    if page.lang != "en":
        for i in page.at(_KIN):
            yield from _relative(page, i)
        for i in page.at(_HELPERS):
            yield from _helper(page, i)
        for i in page.at(_BRACKET):
            yield from _bracketed(page, i)
        for i in page.at(_BY):
            yield from _author(page, i)
        for i in page.at(_AND):
            yield from _before_kin(page, i)


def _titled(page: Page, i: int) -> Iterator[Span]:
    j = i + 1
    if j >= len(page) or page.gaps[j] not in _AFTER_TITLE:
        return
    doctor = page.folded[i] in _DOCTORS
    if page.shapes[j] == LOWER:
        yield from _small(page, i, j)
        return
    if page.shapes[j] not in (TITLE, UPPER):
        return
    if page.shapes[j] == TITLE and len(page.words[j]) == 2 and _two_letters(page, i, j):
        yield Span(page.starts[j], page.ends[j], "NOM", "slot.title", CONTEXT)
    if doctor and page.shapes[i] == TITLE and _any_surname(page, j):
        yield Span(page.starts[j], page.ends[j], "NOM", "slot.title", CONTEXT)
    given = _given_end(page, j)
    k = given + 1
    if given >= 0 and k < len(page) and page.gaps[k] == " " and _family(page, given, k):
        yield Span(page.starts[k], page.ends[k], "NOM", "slot.family", CONTEXT)
    elif (
        given >= 0
        and k + 1 < len(page)
        and page.gaps[k : k + 2] == [" ", "-"]
        and page.shapes[k] == page.shapes[k + 1] == TITLE
    ):
        yield Span(page.starts[k], page.ends[k + 1], "NOM", "slot.family", CONTEXT)


def _any_surname(page: Page, j: int) -> bool:
    """Any capitalised word behind `Dr` is one, but for what a title goes on with (`Dr de garde`, `Docteur en médecine`)."""
    folded = page.folded[j]
    if folded in _NO_SURNAME or folded in _UNTITLED or len(folded) < 3 or not page.words[j].isalpha():
        return False
    if page.shapes[j] == UPPER:
        return page.words[j] not in SHORT_FORMS and not page.words[j - 1].isupper()
    return page.gaps[j] != "." and not (page.gaps[j] == ". " and len(page.words[j - 1]) > 2)


_PARTICLE_LIKE = frozenset("le la de du di da el al st ms mr dr pr".split())


def _two_letters(page: Page, i: int, j: int) -> bool:
    """`Dr Le absent`, `Mme Ou`, `Dr Ha`: two letters in title case behind a title in title case; a particle has a name behind it."""
    if (
        page.shapes[i] not in (TITLE, INITIAL)
        or not page.words[j].isalpha()
        or page.folded[j] in ("dr", "pr", "ms", "mr", "me", "st")
    ):
        return False
    if page.folded[j] not in _PARTICLE_LIKE:
        return True
    return page.shapes[j + 1 : j + 2] not in ([TITLE], [UPPER]) or page.gaps[j + 1] not in (" ", "-", "'", "’")


def _given_end(page: Page, j: int) -> int:
    """The last token of the first name, simple or with a hyphen, that begins at token ``j``; -1 if none does."""
    info = page.info(j)
    if info.first < 2 or (info.wordish and info.first < 3) or page.folded[j] in NEVER:
        return -1
    if j + 1 < len(page) and page.gaps[j + 1] == "-" and page.info(j + 1).first >= 2:
        return j + 1
    return j


def _family(page: Page, given: int, k: int) -> bool:
    """Whether the word behind a first name is the family's, though it is a word."""
    folded, info = page.folded[k], page.info(k)
    if folded in _NO_SURNAME or len(folded) < 3 or not page.words[k].isalpha() or page.words[k] in SHORT_FORMS:
        return False
    if page.shapes[given] == TITLE and page.shapes[k] == UPPER:
        return folded not in ROLES or page.info(given).first > page.info(given).surname + 1
    alike = page.shapes[k] == page.shapes[given] == TITLE
    return alike and folded not in NEVER and folded not in ROLES and info.surname >= 1


def _small(page: Page, i: int, j: int) -> Iterator[Span]:
    """`docteur agathe corbeau`, `madame paul-émile guerrier`, `dr corbeau`: a surname in small letters that is a word."""
    if len(page.words[i]) < 4 and page.gaps[j] != " ":
        return
    given = _given_end(page, j)
    k = given + 1
    if given >= 0 and k < len(page) and page.gaps[k] == " " and _small_surname(page, k, least=1):
        yield Span(page.starts[j], page.ends[given], "PRENOM", "slot.small", CONTEXT)
        yield Span(page.starts[k], page.ends[k], "NOM", "slot.small", CONTEXT)
    elif page.folded[i] in _DOCTORS and page.words[i] != "pr" and _small_surname(page, j, least=2.3):
        yield Span(page.starts[j], page.ends[j], "NOM", "slot.small", CONTEXT)


def _small_surname(page: Page, k: int, *, least: float) -> bool:
    folded, info = page.folded[k], page.info(k)
    if page.shapes[k] != LOWER or folded in NEVER or folded in ROLES or folded in _PROSE or folded in _UNTITLED:
        return False
    return info.surname >= least and len(folded) > 3 and info.zipf < 4.9


_POSSESSIVE = frozenset("son sa ses leur leurs mon ma notre votre".split())
_KIN = Cue(KIN)
_GOES_ON = re.compile(
    r"[ \t]*(?:$|\n|[,;.:)(]|\d|(?:port(?:able)?|t[ée]l|au|actuellement|qui|et|en|chez|joign\w*|pr[ée]ven\w*|pr[ée]sente?|est|a|dit|vit|habite|\+33)(?!\w))"
)


def _relative(page: Page, i: int) -> Iterator[Span]:
    """`sa nièce abirami`, `par son frère ravi, portable …`: a seldom word in small letters behind a possessive and a relative."""
    j = i + 1
    if not i or j >= len(page) or page.gaps[j] != " " or page.folded[i - 1] not in _POSSESSIVE:
        return
    folded, info = page.folded[j], page.info(j)
    if page.shapes[j] != LOWER or len(folded) < 4 or folded in NEVER or folded in KIN or info.medical or info.eponym:
        return
    goes_on = _GOES_ON.match(page.text, page.ends[j]) is not None
    unlisted = info.zipf < 2 and goes_on and folded.isalpha() and not _ADJECTIVE.search(folded)
    seldom = not info.wordish and (info.first >= 1 or (info.surname >= 1 and info.zipf < 2) or unlisted)
    listed = info.first >= 2 and info.zipf < 4.6 and goes_on
    if seldom or (listed and folded not in _ADJECTIVES):
        yield Span(page.starts[j], page.ends[j], "PRENOM", "slot.kin", CONTEXT)


_ADJECTIVE = re.compile(
    r"(?:i[qk](?:ue)?s?|tique|eu[xs]e?|ée?s?|e[en]te?|[ae]nte?s?|aires?|ite|ose|able|ible|(?<=[^n])es?|er|ee)\Z"
)
"""Endings of adjectives, whose misspellings are in no list."""
_ADJECTIVES = frozenset("aimee aime desiree desire ainee aine benjamin benjamine cadet cadette marc unique".split())
_HELPERS = Cue(
    "interprete traducteur traductrice ext externe interne internes mediateur mediatrice benevole binome auxiliaire aidante aidant voisin voisine voisins copain copine copains colocataire educ educateur educatrice nounou assmat kine marraine parrain filleul filleule "
    "clown coach entraineur entraineuse prof patron patronne boulanger boulangere coiffeur coiffeuse estheticienne musicien musicienne musicotherapeute therapeute visiteur visiteuse policier policiere gerant gerante locataire proprietaire "
    "logeur logeuse camarade apprenti apprentie livreur jardinier plombier chauffeur pompier pompiere secouriste pretre pasteur rabbin imam temoin conducteur conductrice passager passagere surveillant surveillante assmat assistante hebergeur "
    "moniteur monitrice animateur animatrice directeur directrice copilote coequipier coequipiere ebeniste menuisier epicier epiciere boucher bouchere charpentier paysan maraicher berger eleveur eleveuse serveur serveuse cuisinier cuisiniere "
    "secretaire comptable contremaitre chef adjoint adjointe maire elu elue depute notaire avocat avocate huissier juge president presidente tresorier tresoriere bibliothecaire documentaliste infirmiere infirmier technicien technicienne "
    "ingenieur ingenieure vendeur vendeuse caissier caissiere guide pilote skipper capitaine brigadier adjudant gardien gardienne concierge facteur factrice sophrologue osteopathe hypnotherapeute naturopathe reflexologue magnetiseur"
)
_TRADES_OF_THINGS = frozenset("facteur guide pilote technicien chef capitaine moniteur".split())
"""Trades whose names are those of things too (`facteur Leiden`): what follows must be a first name."""


def _unknown(word: Word) -> bool:
    info = word.info
    return not (info.medical or info.eponym or info.wordish) and word.folded not in NEVER and info.zipf < 2.5


def _given_like(page: Page, j: int) -> bool:
    """Whether token ``j`` is written like a first name: in title case, and of the lists or in none."""
    info = page.info(j)
    if page.shapes[j] != TITLE or len(page.words[j]) < 3 or page.folded[j] in NEVER or page.folded[j] in ROLES:
        return False
    return _unknown(page.records[j]) or (info.first >= 2 and info.zipf < 4.6 and not info.eponym)


def _helper(page: Page, i: int) -> Iterator[Span]:
    """`interprète Rosilene`, `ext Tou-Lee Y.`: a first name in no list behind a person's function."""
    j = i + 1
    if (
        j >= len(page)
        or page.gaps[j] not in (" ", " : ", ": ", " (")
        or not (_given_like(page, j) or _hyphened(page, j) or _named_seldom(page, i, j))
    ):
        return
    if page.folded[i] in _TRADES_OF_THINGS and page.info(j).first < 3:
        return
    if page.folded[i] in ("kine", "ext") and page.info(j).town > 0:
        return
    last = j
    while last + 1 < len(page) and page.gaps[last + 1] == "-" and page.shapes[last + 1] == TITLE:
        last += 1
    yield Span(page.starts[j], page.ends[last], "PRENOM", "slot.helper", CONTEXT)
    more = _INITIAL.match(page.text, page.ends[last])
    if more:
        yield Span(more.start("who"), more.end("who"), "NOM", "slot.helper", CONTEXT)


def _named_seldom(page: Page, i: int, j: int) -> bool:
    """`clown Barnabulle`, `socio-esthéticienne Perle`: a seldom word in title case right behind a function in small letters."""
    info, folded = page.info(j), page.folded[j]
    if page.shapes[i] != LOWER or page.shapes[j] != TITLE or page.gaps[j] != " " or folded in NEVER or folded in ROLES:
        return False
    if len(folded) < 4 or info.eponym or (page.folded[i] == "directeur" and page.gaps[j] != " "):
        return False
    return info.first >= 3 or (info.zipf < 4 and not info.medical) or (info.surname >= 2.8 and info.zipf < 4.3)


def _hyphened(page: Page, j: int) -> bool:
    """Two words in title case with a hyphen (`Tou-Lee`)."""
    tight = j + 1 < len(page) and page.gaps[j + 1] == "-" and page.shapes[j] == page.shapes[j + 1] == TITLE
    return tight and not any(page.info(k).medical or page.folded[k] in NEVER for k in (j, j + 1))


_INITIAL = re.compile(r" (?P<who>[A-ZÀ-Ý]\.)(?! ?[A-ZÀ-Ý][a-z])")
_BRACKET = GapCue(r" \(\Z")
_GROUP = re.compile(
    r"[A-ZÀ-Ý][\w'’-]+(?:(?: ?, ?| et | ?/ ?| & | ?\+ ?)[A-ZÀ-Ý][\w'’-]+){0,4}(?=\)|,? \d{1,2} ?ans|,? [0-3]\d|,? t[ée]l)"
)
_PERSONS = KIN | frozenset(
    "amis amies voisins voisines copains copines camarades colocataires collegues eleves residents temoins passagers employeur patron patronne fiance interprete traductrice traducteur famille benevoles gardiens".split()
)


def _bracketed(page: Page, i: int) -> Iterator[Span]:
    """`2 collègues malades (Nego et Raimundo)`: names in brackets behind someone, an adjective between at most."""
    behind = next((k for k in range(i - 1, max(-1, i - 3), -1) if page.folded[k] in _PERSONS), -1)
    if behind < 0 or not all(page.gaps[k] == " " and page.shapes[k] == LOWER for k in range(behind + 1, i)):
        return
    match = _GROUP.match(page.text, page.starts[i])
    if not match:
        return
    tokens = [k for k in page.tokens_in(match.start(), match.end()) if page.words[k] != "et"]
    several = len(tokens) > 1 and any(not page.info(k).wordish for k in tokens)
    fits = [_given_like(page, k) or (several and _named_group(page, k)) for k in tokens]
    if all(fits):
        for k in tokens:
            yield Span(page.starts[k], page.ends[k], "PRENOM", "slot.bracket", CONTEXT)


def _named_group(page: Page, k: int) -> bool:
    info = page.info(k)
    return (
        page.shapes[k] == TITLE
        and not info.medical
        and not info.eponym
        and info.zipf < 4
        and page.folded[k] not in NEVER
    )


_BY = Cue("par avec", listed=True)
_ACTS = frozenset(
    "ett eto echo echographie irm scanner tdm tep eeg ecg emg efr fibro colo coloscopie fibroscopie endoscopie gastroscopie doppler radio biopsie ponction avis consult consultation cs vu vue vus revu revue suivi suivie opere operee pose posee faite fait realise realisee relu relue "
    "infiltration arthro coro coronaro coronarographie cystoscopie bronchoscopie dicte dictee examine examinee adresse adressee extraction intervention chirurgie arthroscopie visite discute discutee".split()
)
_PARTICIPLE = re.compile(r"[a-z]{2,}(?:ee?s?|ie?s?|ue?s?|ite?s?|ise?s?|aite?s?|erte?s?)")
_TREATED = re.compile(
    r"trait|soign|soulag|calm|substitu|relay|remplac|couvert|anticoag|sedat|sede|antagonis|prem|complet|ameliore|sevr|induit|favoris|compliqu|explor|objectiv|document|evalue|mesur|dose|bilan"
)
"""Participles behind which `par` leads to a medicine or a test."""
_NO_AUTHOR = frozenset("internet skype zoom teams whatsapp doctolib".split())


def _author(page: Page, i: int) -> Iterator[Span]:
    """`ETT par Beveraggi le 20`: a word in title case, none of prose, behind an act and `par`."""
    j = i + 1
    if not i or j >= len(page) or page.gaps[j] != " " or page.gaps[i] != " " or page.shapes[j] != TITLE:
        return
    done = (
        page.words[i] == "par" and _PARTICIPLE.fullmatch(page.folded[i - 1]) and not _TREATED.match(page.folded[i - 1])
    )
    if not (done or page.folded[i - 1] in _ACTS):
        return
    if len(page.words[j]) > 3 and page.folded[j] not in _NO_AUTHOR:
        info = page.info(j)
        if _unknown(page.records[j]) and (info.surname > 0 or info.first > 0 or info.zipf < 1.5) and info.town < 0:
            yield Span(page.starts[j], page.ends[j], "NOM", "slot.author", CONTEXT)


_AND = Cue("et")
_ARTICLES = frozenset("le la les son sa ses leur leurs l".split())


def _given_word(page: Page, k: int) -> bool:
    """`Blanche`: a word that is a common first name, in title case."""
    info = page.info(k)
    return page.shapes[k] == TITLE and info.first >= 3.5 and not info.medical and page.folded[k] not in NEVER


def _before_kin(page: Page, i: int) -> Iterator[Span]:
    """`Côme, Perrine et le beau-père`: first names that a relative closes the list of."""
    if i + 2 >= len(page) or page.folded[i + 1] not in _ARTICLES or not i:
        return
    kin = page.folded[i + 2] in KIN or (
        page.folded[i + 2] in ("beau", "belle", "grand", "petit") and page.gaps[i + 3 : i + 4] == ["-"]
    )
    names: list[int] = []
    k = i - 1
    while kin and k >= 0 and len(names) < 5 and (_given_like(page, k) or (names and _given_word(page, k))):
        names.append(k)
        if page.gaps[k] != ", ":
            break
        k -= 1
    if names and (len(names) > 1 or page.info(names[0]).first >= 3):
        for k in names:
            yield Span(page.starts[k], page.ends[k], "PRENOM", "slot.list", CONTEXT)
