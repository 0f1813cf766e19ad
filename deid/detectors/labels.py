"""Names that a label or an author's formula announces: `Nom : X`, `Rédigé par X`, `née X`, `Patient X`."""

from __future__ import annotations

import re
from collections.abc import Iterator

from deid.cues import Cue
from deid.grammar import label_run, name_run
from deid.page import INITIAL, LOWER, NUMBER, TITLE, UPPER, Page
from deid.spans import CONTEXT, Span
from deid.vocabulary import BIRTH_NAME, CIVIL, MEDICAL, NEVER

_AUTHOR = re.compile(
    r"(?:r[ée]dig[ée]e?|dict[ée]e?|saisie?|valid[ée]e?|sign[ée]e?|frapp[ée]e?|relue?|vue?|[ée]crite?|[ée]dit[ée]e?|r[ée]alis[ée]e?|pratiqu[ée]e?|effectu[ée]e?|prescrite?|demand[ée]e?|suivie?|adress[ée]e?|pris en charge|"
    r"interpr[ée]t[ée]e?|examin[ée]e?|op[ée]r[ée]e?|imprim[ée]e?|transmis|appel[ée]e?|contact[ée]e?|lue?|fait|analys[ée]e?|g[ée]n[ée]r[ée]e?|accompagn[ée]e?)\s*(?:[ée]lec\w*\.?\s*|[ée]lectroniquement\s*)?(?:par|avec|aupr[èe]s de)\s*:?\s*$",
    re.I,
)
_LABELS = re.compile(
    r"(?:\b(?:nom (?:d['’]usage|de naissance|usuel|marital|de jeune fille)|pr[ée]nom)\s+|\b(?:nom(?:s)?(?: (?:et|/) pr[ée]noms?)?(?: (?:d['’]usage|d['’][ée]pouse|de naissance|usuel|marital|de jeune fille|patronymique|de famille|du patient))?|pr[ée]noms?|patiente?(?: n?°? ?\d{1,2})?|b[ée]n[ée]ficiaire|r[ée]sidente?|assur[ée]e?|salari[ée]e?|usager|"
    r"identit[ée]|frappe|dactylo(?:graphi[ée])?|saisie|signataire|auteur|accompagn(?:ant|[ée]e? (?:de|par))|personne (?:de confiance|à pr[ée]venir)|contact|pap|pdc|proche(?:s)?|destinataires?|concerne|objet|enfant|copie(?: à)?|cc|"
    r"r[ée]f[ée]rence|dossier de|name|first name|last name|surname|next of kin|gp|attending|consultant|surgeon|signed(?: by)?|dictated by|seen by)\s*[:|]\s*|\bse fait appeler |\bsurnomm[ée]e? |\bpr[ée]nomm[ée]e? |\bde son pr[ée]nom |\bpr[ée]nom d['’]usage |"
    r"\bnom de jeune fille |\bdite? |\balias |\bconcerne |\bpour le compte de )$",
    re.I,
)
_PATIENT = Cue("patient patiente dossier enfant bebe nourrisson resident residente victime")
_BIRTH_NAME = Cue(BIRTH_NAME)
_LABEL_ENDS = Cue(
    "nom noms prenom prenoms usage epouse naissance usuel marital fille patronymique famille patient patiente beneficiaire resident residente assure assuree salarie salariee usager identite frappe dactylo "
    "dactylographie saisie signataire auteur accompagnant accompagne confiance prevenir contact pap pdc proche proches destinataire destinataires concerne objet enfant copie copies a cc reference de "
    "appeler surnomme surnommee prenomme prenommee dit dite alias compte name surname kin gp attending consultant surgeon signed by"
)
_BY = Cue("par avec")
_LABEL_STARTS = Cue(
    "pap pdc cc gp a se dit dite alias pour",
    heads="nom prenom patient beneficiaire resident assure salarie usager identite frappe dactylo saisie signataire auteur accompagn personne contact proche destinataire concerne objet enfant copie "
    "reference dossier name first last surname next attending consultant surgeon signed dictated seen surnomme de",
)
_AUTHOR_STARTS = Cue(
    heads="redig dict saisi valid sign frapp relu vu ecri edit realis pratiqu effectu prescri demand suivi adress pris interpret examin oper imprim transmis appel contact lu fait analys gener accompagn"
)


def find(page: Page) -> Iterator[Span]:
    """Names behind labels, authors' formulas, `patient` and `née`."""
    last = len(page) - 1
    for i in page.at(_PATIENT):
        if i < last and page.gaps[i + 1] in (" ", " (", ", "):
            yield from _patient(page, i + 1)
    for i in page.at(_BIRTH_NAME):
        if i < last:
            yield from _birth_name(page, i)
    labelled = [i + 1 for i in page.at(_LABEL_ENDS)]
    labelled += [i + 2 for i in page.at(_PATIENT) if i < last and page.folded[i + 1].isdigit()]
    for i in labelled:
        if i <= last and _may_be_named(page, i) and _closes_label(page, i) and page.before(i, _LABELS, _LABEL_STARTS):
            yield from _announced_names(page, i)
    for i in [i + 1 for i in page.at(_BY) if i < last]:
        cased = page.shapes[i] in (UPPER, TITLE, LOWER, INITIAL)
        if cased and _may_be_named(page, i) and page.before(i, _AUTHOR, _AUTHOR_STARTS):
            yield from _announced_names(page, i)


_BARE_ENDS = frozenset(
    "usage naissance usuel marital fille prenom appeler surnomme surnommee prenomme prenommee dit dite alias concerne".split()
)
"""Words that end a label without a sign."""


def _closes_label(page: Page, i: int) -> bool:
    """Whether a label may end before token ``i``: by a sign, or by a word that needs none."""
    gap, before = page.gaps[i], page.folded[i - 1]
    return ":" in gap or "|" in gap or before in _BARE_ENDS or (before == "de" and page.folded[i - 2] == "compte")


_BEFORE_NAME = frozenset(" :|\t(")


def _may_be_named(page: Page, i: int) -> bool:
    """Whether token ``i`` may be a name for its shape and for the sign before it."""
    shape = page.shapes[i]
    return shape != NUMBER and (shape != LOWER or len(page.folded[i]) > 1) and page.gaps[i][-1:] in _BEFORE_NAME


def _patient(page: Page, j: int) -> Iterator[Span]:
    """`Patient ROCHE Philippe`, `le petit patient Enzo`: a name of the lists right behind the word."""
    info = page.info(j)
    if page.words[j] == "M":
        return
    if page.shapes[j] == INITIAL or (len(page.words[j]) == 2 and page.shapes[j] == TITLE):
        run = name_run(page, j, titled=True)
        if len(run) > 1:
            yield from label_run(page, run, "patient", CONTEXT)
        return
    if page.shapes[j] not in (UPPER, TITLE) or info.wordish or info.medical or info.eponym or page.folded[j] in NEVER:
        return
    run = name_run(page, j)
    if run and (len(run) > 1 or info.surname >= 2 or info.first >= 2.5):
        yield from label_run(page, run, "patient", CONTEXT)


_OF_NAMES = ("nom", "patient", "frappe", "saisie", "dactylo", "name", "dit")
_OF_SMALL = ("nom", "patient", "frappe", "saisi", "dactylo", "dit")
_SMALL_LETTERS = re.compile(
    r"(?:frappe|saisie?|dactylo\w*|patiente?|nom|pr[ée]nom|[ée]dit[ée]e?)\s*(?:\w+\s*){0,2}[:|]?\s*\Z", re.I
)
_SUBJECT = re.compile(r"objet|concerne", re.I)
_NAMED = re.compile(r"(?:nom|pr[ée]nom|name)s?\s*:\s*\Z", re.I)


def _announced_names(page: Page, i: int) -> Iterator[Span]:
    text, at = page.text, page.starts[i]
    previous, before = page.folded[i - 1], text[max(0, at - 45) : at].lower()
    author = previous in ("par", "avec") or (previous == "de" and _AUTHOR.search(text, max(0, at - 70), at))
    label = any(word in before for word in _OF_NAMES)
    lower = any(word in before for word in _OF_SMALL) and (
        _SMALL_LETTERS.search(text, max(0, at - 40), at) and not _SUBJECT.search(text, max(0, at - 15), at)
    )
    info = page.info(i)
    if info.medical and not (info.surname or info.first):
        return
    if page.shapes[i] == LOWER and (not lower or info.wordish or not (info.surname or info.first)):
        return
    named = _NAMED.search(text, max(0, at - 14), at)
    if not named and page.shapes[i] == UPPER and len(page.words[i]) < 4 and info.surname < 1.5 and info.first < 2:
        return
    trusted = label and not author
    run = name_run(page, i, lower=bool(lower), trusted=trusted or not (info.wordish or info.medical))
    while run and (page.folded[run[0]] in CIVIL or page.folded[run[0]] in MEDICAL):
        run = run[1:]
    if run and not (author and page.info(run[0]).wordish and len(run) == 1 and page.info(run[0]).first < 3):
        yield from label_run(page, run, "label", CONTEXT)


def _birth_name(page: Page, i: int) -> Iterator[Span]:
    """`née Blanc`, `ép. Dos Santos`, `veuve Martin`; `né le …` is none."""
    j = i + 1
    if page.folded[j] in ("epouse", "ep") and page.gaps[j] == " ":
        j += 1
    small = (
        page.shapes[j] == LOWER and page.folded[j] in ("de", "le", "la", "d", "el", "ben") and page.folded[i] == "nee"
    )
    capital = page.shapes[j] in (UPPER, TITLE) and page.folded[j] not in ("le", "a", "en", "au")
    if not (
        small
        or (
            capital
            and page.gaps[j]
            in (" ", " : ", ": ", " (", "  ", "\n", ". " if page.folded[i] in ("ep", "epse", "div") else " ")
        )
    ):
        return
    if page.folded[i] == "ep" and (page.words[i] == "EP" or (page.info(j).wordish and page.shapes[j] != UPPER)):
        return
    run = name_run(page, j, lower=page.folded[i] == "nee" and page.folded[j] not in ("a", "au", "en", "aux"))
    info = page.info(j)
    if (
        run
        and not (info.medical and info.surname < 2)
        and not (page.folded[i] in ("ne", "epoux", "div") and info.wordish)
    ):
        yield from label_run(page, run, "birth_name", CONTEXT, title=True)
