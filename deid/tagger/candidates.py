"""What the tagger looks at: words that the rules left and that may be part of a name, a town or an institution in their place."""

from __future__ import annotations

import re
from bisect import bisect_left, bisect_right
from collections.abc import Iterable, Iterator

from deid.cues import Cue, Word
from deid.grammar import behind_eponym_head, is_medicine
from deid.lexicon import lexicon
from deid.morphology import built, shortened
from deid.page import INITIAL, LOWER, TITLE, UPPER, Page
from deid.spans import Span
from deid.tagger.features import INSTITUTIONS, STATES, States
from deid.vocabulary import CIVIL, DOCUMENT_WORDS, HOLIDAYS, MEDICAL, MONTHS, NEVER, PARTICLES, ROLES, SHORT_FORMS

_OTHER = 6
_COUNTRIES = frozenset(
    "france algerie maroc tunisie mali senegal guinee gambie mauritanie niger nigeria tchad cameroun gabon congo rdc angola benin togo ghana burkina ivoire rwanda burundi kenya ethiopie erythree somalie soudan egypte libye madagascar "
    "comores maurice mayotte reunion guadeloupe martinique guyane polynesie caledonie haiti cuba bresil suriname colombie venezuela perou chili argentine mexique canada quebec etats unis espagne portugal italie suisse belgique "
    "luxembourg allemagne autriche pologne ukraine russie tchetchenie georgie armenie azerbaidjan turquie kurdistan syrie liban irak iran afghanistan pakistan inde bangladesh sri lanka nepal chine vietnam cambodge laos thailande philippines "
    "japon coree roumanie bulgarie serbie kosovo albanie macedoine bosnie croatie grece hongrie tcheque angleterre ecosse irlande bretagne normandie picardie alsace lorraine bourgogne auvergne limousin aquitaine gascogne provence corse savoie savoies "
    "dauphine occitanie ile nord sud est ouest loire loir eure oise aisne somme marne meuse moselle vosges rhin doubs jura saone ain isere drome ardeche vaucluse var alpes gard herault aude lozere tarn lot gers landes gironde dordogne charente vendee sarthe "
    "mayenne orne calvados manche finistere morbihan cotes armor ille vilaine yonne nievre cher indre creuse correze cantal puy allier essonne yvelines europe afrique asie amerique maghreb caraibe caraibes antilles".split()
)
"""Countries, regions and departments, which identify nobody."""
_ENGLISH = frozenset(
    "dear colleague clerking consultant radiologist oncologist january february march april june july august september october november december thurs tues wed monday tuesday wednesday thursday friday saturday sunday".split()
)
_NO_NAMES = (
    frozenset("cedex amities cordialement merci bonjour confraternellement page poste fax tel".split()).union(
        NEVER, CIVIL, MEDICAL, ROLES, PARTICLES, DOCUMENT_WORDS, MONTHS, HOLIDAYS, _COUNTRIES, _ENGLISH
    )
    - INSTITUTIONS
)


def _may_be_name(word: Word) -> bool:
    """Whether a word by itself may be part of a name, a town or an institution."""
    folded, info, shape = word.folded, word.info, word.shape
    if folded in INSTITUTIONS:
        return True
    if folded in _NO_NAMES or len(folded) < 3 or shape not in (LOWER, UPPER, TITLE):
        return False
    borne = info.first >= 2.5 or info.surname >= 2.5 or info.town >= 2000
    fits = _small_fits(word, borne=borne) if shape == LOWER else _capital_fits(word)
    if not fits or word.written in _NO_NAMES_WRITTEN:
        return False
    return bool(borne or info.surname or info.first) or not (built(folded) or shortened(folded) or _scanned(word))


def _small_fits(word: Word, *, borne: bool) -> bool:
    """Whether a word in small letters is seldom enough in prose."""
    info = word.info
    if len(word.folded) < 4 or info.medical or info.eponym or (info.wordish and not borne):
        return False
    return info.zipf < (4.3 if borne else 2.3)


def _capital_fits(word: Word) -> bool:
    """Whether a word with a capital is no eponym, no term, no short form and no frequent word, unless it is borne by many."""
    info, short = word.info, len(word.folded) < 6
    if info.eponym:
        return word.shape == TITLE and (info.first >= 3 or info.town >= 2000)
    if info.medical:
        return info.surname >= 2 or info.first >= 3
    if short and (word.written in SHORT_FORMS or not (word.written.isupper() or word.written[1:].islower())):
        return False
    if short and not word.written.isalpha():
        return False
    return not info.wordish or info.zipf < 5.3 or info.first >= 3.3


_NO_NAMES_WRITTEN = frozenset(("Marié", "Mariée", "ELISA", "À"))
"""Words that their accent or their case tells from names."""


def _scanned(word: Word) -> bool:
    """Whether a scanner's errors mended make a word of prose or medicine (`MEDEClNE`, `Dafa1gan`)."""
    folded, info = word.folded, word.info
    if info.surname or info.first or info.zipf or _CONFUSED.isdisjoint(folded):
        return False
    forms = [folded.translate(table) for table in _MENDED] + (["i" + folded[1:]] if folded[0] == "l" else [])
    mended = [lexicon().info(form) for form in forms if form != folded]
    return any(other.wordish or other.medical for other in mended)


_CONFUSED = frozenset("il01")
_MENDED = (str.maketrans("01", "ol"), str.maketrans("l01", "ioi"), str.maketrans("i", "l"))


def _may_be_initials(word: Word) -> bool:
    if len(word.written) > 3 or not word.written.isalpha() or word.folded in _UNITS:
        return False
    return word.shape != LOWER or (len(word.folded) > 1 and word.info.zipf < 4.3)


_UNITS = frozenset(
    "mg ml dl min kg cm mm ui ans mn hz bpm cp mol and the for ou et en au du de la le un une si pas".split()
)
_CANDIDATE = Cue(test=_may_be_name)
_INITIALS = Cue(test=_may_be_initials)
_SIDES = frozenset((".", "/", "-", " / ", ". ", ".-"))
PERSON, PLACE = (1, 2), (3, 4)
"""States of people, and of towns and institutions."""


def _recurs(page: Page, i: int) -> bool:
    """Whether a word in small letters that nobody bears stands in the text several times: a term of its own."""
    info = page.info(i)
    alike = page.alike(i)
    if len(alike) < 3 or info.surname or info.first:
        return False
    return [page.words[k] for k in alike].count(page.words[i]) > 2


def _hyphened(page: Page, i: int) -> bool:
    """Whether a hyphen joins a word in small letters to another (`irido-cristallinien`)."""
    beside = ((i - 1, i), (i + 1, i + 1))
    return any(0 <= k < len(page) and page.gaps[gap] in _HYPHENS and page.shapes[k] == LOWER for k, gap in beside)


_HYPHENS = frozenset(("-", "‐", "- ", " -"))
_CUT = re.compile(r"[-‐¬][ \t]*\n")
"""A hyphen at the end of a line, which cuts a word."""
_SENTENCE = re.compile(r"[.:;!?\n]")
_RANKED = re.compile(
    r"(?:stade|grade|type|classe|score|crit[eè]res?|selon|classification|m[ée]thode|technique|indice|[ée]chelle)\b[^.;:\n]{0,16} (?:de |d['’]|selon )?$",
    re.I,
)
"""What ranks stand before an author's name (`grade III de Chisholm`)."""


def candidates(page: Page, states: States) -> list[int]:
    """The tokens that the tagger looks at: what the rules left, and may be a name in its place."""
    found = {i for i in page.at(_CANDIDATE) if not states[i] and _allowed(page, i)}
    found.update(i for i in page.at(_INITIALS) if not states[i] and _beside(page, i, states) and not _spelt(page, i))
    if 4 in states:
        found.update(_further(page, states))
    return sorted(found)


def _beside(page: Page, i: int, taken: States) -> bool:
    """Whether a few letters may be a person's initials: beside a name, or joined to other letters near the end of the text."""
    last = len(page) - 1
    if page.folded[i] in "mnp":
        return False
    before, after = page.gaps[i] if i else "", page.gaps[i + 1] if i < last else ""
    if (before in _NEXT and taken[i - 1] in PERSON) or (after in _NEXT and taken[i + 1] in PERSON):
        return True
    if page.shapes[i] == INITIAL:
        joined = after in _SIDES and page.shapes[i + 1] in (INITIAL, UPPER, TITLE)
        return joined and (after != ". " or not page.info(i + 1).wordish)
    tight = (before in _TIGHT and len(page.words[i - 1]) < 4) or (after in _TIGHT and len(page.words[i + 1]) < 4)
    return tight and 3 * i > 2 * last


def _spelt(page: Page, i: int) -> bool:
    """Whether a letter is one of three and more with stops (`R.A.S.`)."""
    first = last = i
    while first and page.gaps[first] == "." and len(page.words[first - 1]) == 1:
        first -= 1
    while last + 1 < len(page) and page.gaps[last + 1] == "." and len(page.words[last + 1]) == 1:
        last += 1
    return last - first > 1


_NEXT = frozenset((" ", "-", ".", ". ", "/", " /", "/ ", "  "))
_TIGHT = frozenset((".", "/", " / ", "-"))


def _further(page: Page, taken: States) -> Iterator[int]:
    """The words that go on with an institution's name (`Côte de Nacre`, `Bretagne Sud`)."""
    n = len(taken)
    for i in [i for i, state in enumerate(taken) if state == 4]:
        k = i + 1
        if k + 1 < n and not taken[k] and page.folded[k] in PARTICLES and page.gaps[k] == " ":
            k += 1
        if (
            k < n
            and not taken[k]
            and page.gaps[k] in JOINING
            and page.words[k].isalpha()
            and len(page.words[k]) > 2
            and page.folded[k] not in _NO_NAMES
        ):
            yield k


JOINING = frozenset((" ", "-", "'", "’", "/"))


def states_of(page: Page, found: Iterable[Span]) -> States:
    """What the rules found of each token, as ``STATES`` numbers it."""
    states, starts, ends = bytearray(len(page)), page.starts, page.ends
    for start, end, label in dict.fromkeys([span[:3] for span in found]):
        state = STATES.get(label, _OTHER)
        for i in range(bisect_right(ends, start), bisect_left(starts, end)):
            states[i] = state
    return states


def _allowed(page: Page, i: int) -> bool:
    """Whether a word that may be a name may be one in this place."""
    if page.shapes[i] == LOWER and (_recurs(page, i) or _hyphened(page, i) or (i and page.gaps[i] in ("'", "’"))):
        return False
    if i and page.gaps[i] == "-" and page.info(i - 1).eponym:
        return False
    after = page.gaps[i + 1] if i + 1 < len(page) else ""
    if "\n" in after and _CUT.match(after) and not (page.info(i).surname or page.info(i).first):
        return False
    if is_medicine(page, i):
        return False
    before = page.folded[i - 1] if i and not _SENTENCE.search(page.gaps[i]) else ""
    ranked = before in ("de", "d", "selon") and page.shapes[i] != LOWER
    if ranked and _RANKED.search(page.text, max(0, page.starts[i] - 40), page.starts[i]):
        return False
    if not before or before in INSTITUTIONS or page.folded[i] in INSTITUTIONS:
        return True
    if behind_eponym_head(page, i):
        return False
    return not (page.shapes[i - 1] == TITLE and behind_eponym_head(page, i - 1))
