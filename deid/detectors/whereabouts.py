"""Words with a capital inside a sentence, where a sentence says whither, whence or where: places that are words of prose too.

`opérée à Clemenceau`, `transfert Tivoli`, `pas de place Bichat`, `IDM 2019 (Bocage)`, `Dr Roy (Mémorial)`, `vers la Colline aux Oiseaux`,
`hôtel social Le Relais`. A capital within a sentence is a name's; terms, roles, months and departments of a hospital are left out.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from deid.cues import Cue, GapCue
from deid.detectors.addresses import longest_town
from deid.grammar import in_eponym
from deid.page import INITIAL, LOWER, NUMBER, TITLE, UPPER, Page
from deid.spans import CONTEXT, Span
from deid.vocabulary import CIVIL, KIN, MEDICAL, MONTHS, NEVER, ROLES, SHORT_FORMS

_MOVED = Cue(
    "transf transfere transferee transferes transferees transfert transferts mut mute mutee mutation hospit hospi hosp hospitalise hospitalisee hospitalisation opere operee operes accouche accouchee accouchement "
    "suivi suivie suivis prise pris sortie sorti retour revient vient venant provenance admis admise admission entree adresse adressee oriente orientee convalescence reeducation readaptation post-cure cure dialyse dialysee "
    "place places lit lits refus refuse refusee accepte acceptee accord attente urgences urg sau cs consultation rdv rcp staff avis appel appele joint contacte cr crh crc courrier images evasan evasane rapatrie rapatriee heberge hebergee institutionnalise institutionnalisee reside vit entre sejour scolarise scolarisee"
)
"""What is said of coming, going and staying."""
_STRONG = frozenset("a au aux vers sur depuis chez".split())
_WEAK = frozenset("de d du".split())
_BARE = frozenset(
    "avis appel appele joint contacte transf transfere transferee transfert mut mute mutee mutation hospit hospi hosp place places lit lits urgences urg sau evasan rapatrie".split()
)
"""Words behind which the name stands without a preposition too."""
_FROM = frozenset(
    "cr crh crc courrier images retour revient vient venant provenance urgences urg sau adresse adressee admis admise entree refus accord attente transfert transfere transferee sortie sejour mutation".split()
)
_FILLED = frozenset(
    "ce cette jour soir matin demain hier prevu prevue possible accepte acceptee refuse refusee en charge urgence reanimation rea neurochir neuro cardio chir medecine smr ssr had ehpad usic usc geriatrie pour apres".split()
)
_NO_PLACE = frozenset(
    "domicile maison service services unite hopital hopitaux clinique cliniques medecine chirurgie urgences reanimation rea consultation secteur etage cabinet centre ehpad smr ssr had hdj usld ville foyer residence "
    "bloc externe externes jour semaine weekend dimanche lundi mardi mercredi jeudi vendredi samedi pediatrie geriatrie maternite etablissement structure institution laboratoire labo imagerie radiologie pharmacie "
    "salle chambre box lit court long sejour soins suite equipe secretariat docteur professeur madame monsieur distance risque haut bas froid chaud terme droite gauche partir jeun noter savoir voir type stade grade score classe france europe afrique etranger dieu republique volume".split()
)
_ARTICLES = Cue(written=r"(?:La|Le|Les|L)\Z", of="capital")
_CALLED = frozenset(
    "soins cure post-cure postcure ephad ehpad mapad marpa rpa mapa usld ssr smr had mas fam ime cmp hdj hj maternel social sociale jour vie accueil foyer residence centre structure hotel creche ecole association atelier unite secteur camping enfance relais logement quartier lieudit lieu-dit ferme gite halte appartement therapeutique temporaire familial "
    "institution etablissement clinique hopital pavillon groupe espace college lycee maison retraite convalescence protegee autonomie seniors service quartier cantou".split()
)
"""What is called by an article and a name."""
_FIELDS = Cue(
    "provenance destination origine etablissement adresseur adressant demandeur correspondant prescripteur lieu site hopital structure"
)
_FIELD = re.compile(
    r"(?:s|(?:\(?e?\)?))?(?: (?:d['’]|de |du )?(?:intervention|origine|accueil|prise en charge|soins|naissance|destination|provenance|adressage|prescripteur|demandeur|référent|support|sanitaire))?[ \t]*:[ \t]*(?=[A-ZÀ-Ý])"
)
_OPENED = GapCue(r" \(\Z")
_DATED = re.compile(r"(?:19|20)\d\d\Z|\d{1,2}[/.]\d{1,2}(?:[/.]\d{2,4})?\Z")
_DOCTORS = frozenset(("dr", "pr", "drs", "docteur", "professeur"))
_ENDS = re.compile(r"[),;]")
_COUNTRIES = frozenset(
    "france guyane martinique guadeloupe reunion mayotte corse polynesie caledonie metropole algerie tunisie maroc libye egypte senegal mali niger nigeria benin togo ghana guinee mauritanie gambie cameroun congo gabon tchad centrafrique rwanda burundi "
    "angola kenya ouganda tanzanie ethiopie somalie soudan erythree djibouti comores madagascar maurice mozambique zambie zimbabwe haiti cuba bresil argentine chili perou bolivie colombie venezuela equateur mexique guatemala surinam suriname canada quebec "
    "etats-unis angleterre ecosse irlande belgique suisse allemagne autriche italie espagne portugal grece turquie roumanie bulgarie hongrie pologne ukraine russie georgie armenie albanie serbie croatie bosnie kosovo macedoine moldavie lituanie lettonie estonie "
    "suede norvege finlande danemark islande hollande luxembourg israel palestine liban syrie irak iran jordanie yemen arabie koweit qatar afghanistan pakistan inde bangladesh nepal chine japon coree vietnam laos cambodge thailande birmanie malaisie indonesie "
    "philippines australie zelande asie amerique afrique europe maghreb antilles balkans caraibes oceanie orient bretagne normandie alsace lorraine provence auvergne bourgogne picardie champagne savoie vendee dordogne".split()
)
"""Countries and parts of the world and of France, which identify nobody."""
_NO_NAMES = _COUNTRIES | NEVER | CIVIL | MEDICAL | ROLES | KIN | MONTHS | _NO_PLACE


def find(page: Page) -> Iterator[Span]:
    """Every such place of a French page."""
    if page.lang == "en":
        return
    for i in page.at(_MOVED):
        j = _place_behind(page, i)
        if j:
            yield Span(page.starts[j], page.ends[_last(page, j)], "HOPITAL", "whereabouts.moved", CONTEXT)
    for i in page.at(_ARTICLES):
        if _is_called(page, i):
            yield Span(page.starts[i], page.ends[_last(page, i + 1)], "HOPITAL", "whereabouts.article", CONTEXT)
    for i in page.at(_FIELDS):
        match = _FIELD.match(page.text, page.ends[i])
        j = page.token_at(match.end()) if match else len(page)
        if match and j < len(page) and page.starts[j] == match.end() and _fills(page, j):
            yield Span(page.starts[j], page.ends[_last(page, j)], "HOPITAL", "whereabouts.field", CONTEXT)
    for i in page.at(_OPENED):
        last = _bracketed(page, i)
        if last >= 0:
            yield Span(page.starts[i], page.ends[last], "HOPITAL", "whereabouts.bracket", CONTEXT)


def _place_behind(page: Page, i: int) -> int:
    """The token of the place that the word of movement at token ``i`` is followed by, 0 if there is none."""
    folded, gaps, size = page.folded, page.gaps, len(page)
    j = i + 1
    while j < size and j < i + 4 and gaps[j] == " " and folded[j] in _FILLED and page.shapes[j] == LOWER:
        j += 1
    if j >= size or gaps[j] not in (" ", " : ", " -> ", " > "):
        return 0
    word, asked = folded[j], folded[i] in ("place", "places", "lit", "lits")
    if asked and folded[i - 1 : i] not in (["de"], ["pas"], ["plus"], ["sans"], ["une"], ["un"], ["la"]):
        return 0
    if word in _STRONG or (word in _WEAK and folded[i] in _FROM):
        j += 1
        if j < size and folded[j] in ("la", "le", "les", "l") and page.shapes[j] == LOWER:
            j += 1
        tied = j < size and gaps[j] in (" ", "'", "’")
        return j if tied and _is_place(page, j) else 0
    return j if folded[i] in _BARE and _is_place(page, j, asked=asked) and (asked or page.info(j).first < 3) else 0


def _is_place(page: Page, j: int, *, asked: bool = False) -> bool:
    """Whether the word at token ``j`` is a name by its capital alone: in title case, in prose, and no term; ``asked``: behind `place`, which streets have too."""
    article = page.folded[j] in ("la", "le", "les", "l") and page.words[j][0].isupper()
    if article:
        j += 1
        if j >= len(page) or page.gaps[j] not in (" ", "'", "’") or (page.folded[j] in CIVIL or page.folded[j] in KIN):
            return False
    word = page.words[j]
    if page.shapes[j] != TITLE or len(word) < 3 or not word[1:].islower() or not _in_prose(page, j):
        return False
    if article:
        return not (page.info(j).eponym or in_eponym(page, j))
    if page.folded[j] in _FIRST_OF_TWO and page.shapes[j + 1 : j + 2] == [TITLE] and page.gaps[j + 1] in (" ", "-"):
        return True
    if page.folded[j] in _NO_NAMES or page.info(j).medical or word in SHORT_FORMS or (not asked and in_eponym(page, j)):
        return False
    return page.gaps[j + 1 : j + 2] != ["-"] or page.shapes[j + 1] == TITLE or page.folded[j + 1] in _TIES


_FIRST_OF_TWO = frozenset(
    "saint sainte st ste notre bon bonne beau belle bel val mont bois pont port clos mas ker roc croix chateau manoir villa domaine parc tour jardin jardins grand grande haut haute bas basse vert verte".split()
)
"""What names of two words begin with, words of medicine among them."""
_TIES = frozenset("de du des la le les d l sur sous en".split())


def _fills(page: Page, j: int) -> bool:
    """Whether the words from token ``j`` on fill a form's field with a name: an article and a word, or a word that is no term."""
    article = page.folded[j] in ("la", "le", "les", "l")
    j += article
    if j >= len(page) or page.shapes[j] not in (TITLE, UPPER) or len(page.words[j]) < 3:
        return False
    info = page.info(j)
    plain = page.folded[j] in _NO_NAMES or page.words[j] in SHORT_FORMS or info.medical or in_eponym(page, j)
    return not plain and (article or not info.wordish or page.shapes[j] == TITLE)


def _in_prose(page: Page, j: int) -> bool:
    """Whether the words around are not all written with capitals."""
    around = [k for k in (j - 3, j - 2, j - 1, j + 1, j + 2) if 0 <= k < len(page)]
    return sum(page.shapes[k] in (LOWER, NUMBER, INITIAL) for k in around) >= 2


def _last(page: Page, j: int) -> int:
    """The last token of the name that begins at token ``j``: further words with a capital, and what ties them."""
    last, k = j, j + 1
    while k < len(page) and k < j + 7 and page.gaps[k] in (" ", "-", "'", "’"):
        if page.shapes[k] in (TITLE, UPPER) and page.folded[k] not in _NO_NAMES and len(page.words[k]) > 1:
            last = k
        elif page.gaps[k] != "'" and page.folded[k] not in _TIES and page.folded[k] not in ("aux", "au"):
            break
        k += 1
    return last


def _is_called(page: Page, i: int) -> bool:
    """`hôtel social Le Relais`: an article with a capital behind a common word, and a word with a capital behind it."""
    if not i or page.gaps[i] not in (" ", " « ", ' "', " «\u00a0"):
        return False
    if page.folded[i - 1] not in _CALLED and not _is_house(page, i):
        return False
    if i + 1 >= len(page) or page.gaps[i + 1] not in (" ", "'", "’"):
        return False
    return page.shapes[i + 1] == TITLE and page.folded[i + 1] not in CIVIL and page.folded[i + 1] not in KIN


def _is_house(page: Page, i: int) -> bool:
    """Whether a common word with a capital, and nobody's name, stands behind the article at token ``i`` within a sentence."""
    if page.shapes[i - 1] != LOWER or i + 1 >= len(page) or page.folded[i - 1] in _BEFORE_PEOPLE:
        return False
    info = page.info(i + 1)
    if page.folded[i] == "l" or page.folded[i + 1] in ("table", "tableau", "figure", "patient", "patiente"):
        return False
    return info.wordish and info.surname < 1.5 and info.first < 2 and not info.medical and _in_prose(page, i + 1)


_BEFORE_PEOPLE = frozenset(
    "par avec et de du d dr pr docteur professeur monsieur madame mademoiselle mme mr m interne infirmier infirmiere ide".split()
)


def _bracketed(page: Page, i: int) -> int:
    """The last token of a place in brackets behind a date or a doctor's name, -1 if there is none."""
    if i < 2 or not _is_place(page, i):
        return -1
    before = page.text[max(0, page.ends[i - 1] - 10) : page.ends[i - 1]]
    doctor = page.shapes[i - 1] in (TITLE, UPPER) and (
        page.folded[i - 2] in _DOCTORS or (i > 2 and page.folded[i - 3] in _DOCTORS)
    )
    if not (doctor or _DATED.search(before)):
        return -1
    last = _last(page, i)
    town = longest_town(page, i)
    last = max(last, town[0]) if town else last
    return last if _ENDS.match(page.text, page.ends[last]) else -1
