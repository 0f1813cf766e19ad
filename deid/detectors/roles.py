"""Names beside roles and kin: `sa fille Mélanie`, `frère aîné Loïc G.`, `Opérateur : J.-P. Le Gall`, `Solène Tours, kiné`, `maelle p. IDE`."""

from __future__ import annotations

import re
from collections.abc import Iterator

from deid.grammar import label_run, name_run
from deid.page import INITIAL, LOWER, TITLE, UPPER, Page
from deid.spans import CONTEXT, Span
from deid.vocabulary import BIRTH_NAME, CIVIL, ENGLISH_KIN, KIN, MEDICAL, NEVER, ROLES

_COLON = re.compile(r"[ \t]{0,6}(?:\([^()\n]{0,30}\)[ \t]?)?[:|\t][ \t]{0,8}(?:\n[ \t]{0,8})?")
_OPEN = re.compile(
    r" (?:au t[ée]l(?:[ée]phone)?|pr[ée]sente?|par t[ée]l(?:[ée]phone)?|pr[ée]venue?|joignable) \(|,? ?\(? ?|,\n ?| ?: ?| ?- ?|,? ?[«\"] ?| ?\([^()\n]{1,15}\) ?: ?|\n[ \t]{0,3}"
)
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
_ADJECTIVES = frozenset(
    "germain germaine germains issu issue aine ainee cadet cadette jumeau jumelle jumeaux maternel maternelle paternel paternelle unique decede decedee benjamin benjamine au tel telephone presente present prevenue prevenu joignable petit petite grand grande premier premiere deuxieme seconde second de majeur majeure et son sa ses".split()
)
_KIN_NOISE = frozenset("HTA IDM AVC DT DID DNID BPCO IRC SEP AIT AOMI FA EP SOS RAS ATCD CBP AES CHU".split())


def find(page: Page) -> Iterator[Span]:
    """Names that a role, a kinship word or an author's formula announces or explains."""
    text = page.text
    for i, folded in enumerate(page.folded):
        if folded in KIN or (page.lang == "en" and folded in ENGLISH_KIN):
            yield from _kin(page, i)
        if folded in ROLES:
            yield from _role_before(page, i)
            yield from _role_after(page, i)
        if folded in _PATIENT and i + 1 < len(page) and page.gaps[i + 1] in (" ", " (", ", "):
            yield from _patient(page, i + 1)
        if folded in BIRTH_NAME and i + 1 < len(page):
            yield from _birth_name(page, i)
        if page.shapes[i] != "d" and (page.shapes[i] != LOWER or len(folded) > 1):
            gap = page.gaps[i]
            if gap and gap[-1] in " :|\t(" and i:
                before = text[max(0, page.starts[i] - 70) : page.starts[i]]
                if _announced(page, i, before):
                    yield from _announced_names(page, i, before)


_PATIENT = frozenset("patient patiente dossier enfant bebe nourrisson resident residente victime".split())


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


def _announced(page: Page, i: int, before: str) -> bool:
    previous = page.folded[i - 1]
    if previous.isdigit() and i > 1 and page.folded[i - 2] in _PATIENT:
        return page.announced(_LABELS, i) is not None
    if previous in ("par", "avec") and page.shapes[i] in (UPPER, TITLE, LOWER, INITIAL):
        return page.announced(_AUTHOR, i) is not None
    return previous in _LABEL_ENDS and page.announced(_LABELS, i) is not None


_LABEL_ENDS = frozenset(
    "nom noms prenom prenoms usage epouse naissance usuel marital fille patronymique famille patient patiente beneficiaire resident residente assure assuree salarie salariee usager identite frappe dactylo "
    "dactylographie saisie signataire auteur accompagnant accompagne confiance prevenir contact pap pdc proche proches destinataire destinataires concerne objet enfant copie copies a cc reference de "
    "appeler surnomme surnommee prenomme prenommee dit dite alias compte name surname kin gp attending consultant surgeon signed by".split()
)


def _announced_names(page: Page, i: int, before: str) -> Iterator[Span]:
    author = bool(_AUTHOR.search(before))
    label = re.search(r"(?:pr[ée]nom|nom|patient|frappe|saisie|dactylo|name|dit|surnom)", before[-45:], re.I)
    lower = bool(
        re.search(
            r"(?:frappe|saisie?|dactylo\w*|patiente?|nom|pr[ée]nom|[ée]dit[ée]e?)\s*(?:\w+\s*){0,2}[:|]?\s*$",
            before[-40:],
            re.I,
        )
    ) and not re.search(r"objet|concerne", before[-15:], re.I)
    info = page.info(i)
    if page.shapes[i] == LOWER and (not lower or info.wordish or not (info.surname or info.first)):
        return
    named = re.search(r"(?:nom|pr[ée]nom|name)s?\s*:\s*$", before[-14:], re.I)
    if not named and page.shapes[i] == UPPER and len(page.words[i]) < 4 and info.surname < 1.5 and info.first < 2:
        return
    trusted = bool(label) and not author
    run = name_run(page, i, lower=lower, trusted=trusted or not (info.wordish or info.medical))
    while run and page.folded[run[0]] in CIVIL | MEDICAL:
        run = run[1:]
    if run and not (author and page.info(run[0]).wordish and len(run) == 1 and page.info(run[0]).first < 3):
        yield from label_run(page, run, "label", CONTEXT)


def _kin(page: Page, i: int) -> Iterator[Span]:
    j = i + 1
    while (
        j < len(page)
        and page.folded[j] in _ADJECTIVES
        and page.gaps[j] in (" ", " (", ", ")
        and page.shapes[j] == LOWER
    ):
        j += 1
    if j >= len(page) or not _OPEN.fullmatch(page.gaps[j]):
        return
    if "\n" in page.gaps[j] and not _single_name(page, j):
        return
    yield from _kin_list(page, j)


def _kin_list(page: Page, j: int) -> Iterator[Span]:
    """One relative's name, and the further names of a list: `Enfants Malo (14 ans) et Rozenn (9 ans)`."""
    while j < len(page) and _kin_fits(page, j):
        run = name_run(page, j, trusted=True, lower=page.shapes[j] == LOWER)
        if not run:
            return
        if (
            page.shapes[j] == LOWER
            and run[-1] + 1 < len(page)
            and page.gaps[run[-1] + 1] == " "
            and page.info(run[-1] + 1).surname >= 2.5
            and page.folded[run[-1] + 1] not in NEVER
        ):
            run = [*run, run[-1] + 1]
        yield from label_run(page, run, "kin", CONTEXT)
        rest = page.text[page.ends[run[-1]] : page.ends[run[-1]] + 40]
        more = re.match(r"(?: ?\([^()\n]{1,20}\))?(?: ?, ?| et | & )(?=[A-ZÀ-Ý])", rest)
        if not more:
            return
        j = page.token_at(page.ends[run[-1]] + more.end())
        if j >= len(page) or not _single_name(page, j):
            return


def _kin_fits(page: Page, j: int) -> bool:
    shape, word, info = page.shapes[j], page.words[j], page.info(j)
    if word in _KIN_NOISE or page.folded[j] in NEVER or shape not in (UPPER, TITLE, INITIAL):
        return shape == LOWER and page.gaps[j] == " " and info.first >= 3 and not info.wordish and not info.medical
    if shape == INITIAL:
        return page.text[page.ends[j] : page.ends[j] + 1] == "."
    if info.medical and info.first < 2.5:
        return False
    if shape == UPPER and len(word) <= 4 and info.surname < 2 and info.first < 3:
        return False
    if info.surname or info.first >= 1:
        return not info.wordish or info.first >= 3 or (page.gaps[j] == " " and info.surname >= 2)
    return not info.wordish and len(word) > 2 and info.zipf < 2.5


def _single_name(page: Page, j: int) -> bool:
    info = page.info(j)
    return (
        page.shapes[j] in (TITLE, UPPER)
        and info.first >= 1.5
        and (not info.wordish or info.first >= 3)
        and page.folded[j] not in NEVER
    )


def _role_before(page: Page, i: int) -> Iterator[Span]:
    """`Opérateur : X`, `interne (Antoine)`, `IDE Joël`, `chir: Boivin`, `cabinet`-less."""
    j = i + 1
    while (
        j < len(page)
        and page.folded[j]
        in ROLES
        | {
            "de",
            "du",
            "la",
            "le",
            "en",
            "garde",
            "libre",
            "liberal",
            "liberale",
            "service",
            "referent",
            "referente",
            "d",
            "annonce",
            "scolaire",
            "traitant",
            "traitante",
            "sante",
            "travail",
            "nuit",
            "jour",
            "responsable",
            "coordinateur",
            "coordonnateur",
            "co",
            "social",
            "astreinte",
        }
        and page.gaps[j] in (" ", "-", "'", "’", " / ")
        and page.shapes[j] in (LOWER, UPPER, TITLE)
    ):
        j += 1
    if j >= len(page):
        return
    gap, info, shape = page.gaps[j], page.info(j), page.shapes[j]
    dotted = shape == INITIAL and page.text[page.ends[j] : page.ends[j] + 1] == "."
    colon = bool(_COLON.fullmatch(gap))
    abbreviated = gap == ". " and page.folded[j - 1] in (
        "amb",
        "med",
        "chir",
        "anesth",
        "dir",
        "secr",
        "coord",
        "educ",
        "infirm",
        "psy",
        "ortho",
    )
    bracket = abbreviated or gap in (" (", "(", ", ", " ", " - ", " : ", ": ")
    if not (colon or bracket) or (page.folded[j] in NEVER and not dotted):
        return
    if shape in (UPPER, TITLE, INITIAL):
        initial = (
            dotted
            and j + 1 < len(page)
            and page.shapes[j + 1] in (UPPER, TITLE)
            and page.gaps[j + 1] in (".", ". ", ".-")
        )
        before_initial = (
            j + 1 < len(page)
            and page.shapes[j + 1] == INITIAL
            and page.text[page.ends[j + 1] : page.ends[j + 1] + 1] == "."
            and page.gaps[j + 1] == " "
        )
        known_first = info.first >= 3 and shape == TITLE and info.zipf < 5.3 and not info.eponym
        listed = (info.first >= 2 or info.surname >= 1.5) and (not info.wordish or before_initial or known_first)
        strong = (
            colon
            or gap == " ("
            or initial
            or (abbreviated and shape == TITLE and info.first >= 2)
            or (shape != INITIAL and listed)
        )
        if (
            not strong
            or (info.medical and info.first < 3 and info.surname < 2.5)
            or (shape == UPPER and len(page.words[j]) < 4 and not info.first and info.surname < 2)
        ):
            return
        run = name_run(page, j, trusted=colon or not info.wordish or initial or abbreviated, titled=True)
        if (
            run
            and not (gap == ", " and len(run) < 2 and info.first < 2)
            and (
                not info.wordish
                or len(run) > 1
                or (known_first and gap in (" ", " ("))
                or (abbreviated and info.first >= 2)
                or (colon and (info.surname > 1.5 or info.first > 2.5))
            )
            and not (info.eponym and len(run) == 1)
        ):
            yield from label_run(page, run, "role.before", CONTEXT)
            yield from _kin_more(page, run[0], run[-1])
    elif shape == LOWER and len(page.words[j]) > 2 and gap in (" (", ": ", " : ", ":"):
        initial_next = (
            j + 1 < len(page)
            and len(page.words[j + 1]) == 1
            and page.text[page.ends[j + 1] : page.ends[j + 1] + 1] == "."
        )
        if not (info.wordish or info.medical) and (info.first >= 3 or (info.surname >= 2.5 and colon)):
            yield from label_run(page, name_run(page, j, lower=True) or [j], "role.before", CONTEXT)
        elif colon and initial_next and info.surname >= 2.5:
            yield from label_run(page, [j, j + 1], "role.before", CONTEXT)


def _kin_more(page: Page, first: int, last: int) -> Iterator[Span]:
    """Further names after a role's first: `Hématologues : B. Toudoire, D. Lefebvre, …`."""
    more = re.match(
        r"(?: ?\([^()\n]{1,30}\))?(?: ?[,;/] ?\n?| et | - | – )(?=[A-ZÀ-Ý])",
        page.text[page.ends[last] : page.ends[last] + 45],
    )
    while more:
        j = page.token_at(page.ends[last] + more.end())
        if j >= len(page) or (page.words[j] == "M" and page.shapes[first] != INITIAL):
            return
        info = page.info(j)
        run = name_run(page, j, trusted=not info.wordish or page.shapes[j] == INITIAL, titled=True)
        if not run or (len(run) < 2 and (info.wordish or (info.first < 2 and info.surname < 2))):
            return
        yield from label_run(page, run, "role.list", CONTEXT)
        first, last = run[0], run[-1]
        more = re.match(
            r"(?: ?\([^()\n]{1,30}\))?(?: ?[,;/] ?\n?| et | - | – )(?=[A-ZÀ-Ý])",
            page.text[page.ends[last] : page.ends[last] + 45],
        )


def _role_after(page: Page, i: int) -> Iterator[Span]:
    """`Camille Boulanger, interne`, `maelle p. IDE`, `Karim Haddad (médecin HAD)`, `S. Rose (IDE)`."""
    gap = page.gaps[i]
    if not i or gap not in (", ", " (", " ", ". ", "  (", " - ", " – ", "(", ".  ", ". ("):
        return
    if (
        gap == " "
        and page.shapes[i] == LOWER
        and (len(page.words[i]) > 4 or page.folded[i] in ("des", "mt", "ph", "chef", "sage"))
    ):
        return
    run = _run_ending(page, i - 1, lower=gap != ", " or True)
    if run:
        yield from label_run(page, run, "role.after", CONTEXT)


def _run_ending(page: Page, last: int, *, lower: bool) -> list[int]:
    """The longest plausible name that ends at token ``last``."""
    for first in range(max(0, last - 5), last + 1):
        info, shape = page.info(first), page.shapes[first]
        if page.folded[first] in NEVER or page.folded[first] in ROLES or (info.medical and info.first < 3):
            continue
        if shape == LOWER and (info.first < 3 or info.wordish):
            continue
        run = name_run(page, first, lower=shape == LOWER, trusted=not info.wordish or info.first >= 3)
        if shape == LOWER and run and run[-1] == last - 1 and len(page.words[last]) == 1 and page.gaps[last] == " ":
            run = [*run, last]
        if run and run[-1] == last and _worth(page, run):
            return run
    return []


def _worth(page: Page, run: list[int]) -> bool:
    infos = [page.info(k) for k in run]
    if len(run) > 1:
        return any(info.first >= 1.5 or info.surname >= 1 for info in infos)
    info, shape = infos[0], page.shapes[run[0]]
    if not info.wordish:
        return info.first >= 2.5 or (info.surname >= 2 and shape in (TITLE, UPPER))
    enclosed = re.search(r"(?:\(|avec |par )$", page.text[max(0, page.starts[run[0]] - 5) : page.starts[run[0]]])
    return bool(enclosed) and shape == TITLE and (info.first >= 2.5 or info.surname >= 2.5) and not info.eponym


def _birth_name(page: Page, i: int) -> Iterator[Span]:
    """`née Blanc`, `ép. Dos Santos`, `veuve Martin`; `né le …` is none."""
    j = i + 1
    if page.folded[j] in ("epouse", "ep") and page.gaps[j] == " ":
        j += 1
    small = (
        page.shapes[j] == LOWER and page.folded[j] in ("de", "le", "la", "d", "el", "ben") and page.folded[i] == "nee"
    )
    capital = page.shapes[j] in (UPPER, TITLE) and page.folded[j] not in ("le", "a", "en", "au")
    if not (small or (capital and page.gaps[j] in (" ", ". ", " : ", ": ", " (", "  ", "\n"))):
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


_WITH = re.compile(
    r"(?:\b(?:vi(?:t|vant|vait) avec|s[ée]par[ée]e? de|mari[ée]e? (?:à|avec)|divorc[ée]e? de|veu(?:f|ve) de|pacs[ée]e? avec|en couple avec|demande[zr]? à|parle(?:r)? (?:de|à)|rappele[zr]|pr[ée]venir|accompagn[ée]e? (?:de|par)|prévenue?|remplac[ée]e? par|d['’]apr[èe]s|selon|entretien avec|transmissions? à|transmis à|t[ée]l[ée]phon[ée]e?s? à|annonc[ée]e?s? à|remise? à|confi[ée]e?s? à|dit à|rel[èe]ve à|avec|chez|de|à|par|petit|petite|amb\.|signé|merci) )$",
    re.I,
)
_BUSINESS = re.compile(
    r"\b(?:[Cc]abinet|[Aa]mbulances?|[Tt]axis?|[Pp]harmacie|[Pp]ompes fun[èe]bres|[Gg]arage|[Ss]oci[ée]t[ée]|[Ee]ntreprise|[Ee]ts|[Oo]fficine|CABINET|AMBULANCES?|TAXI|PHARMACIE) (?P<name>[A-ZÀ-Ý])"
)
_ON_CALL = re.compile(
    r"(?:de garde|d['’]astreinte|de permanence|de nuit|de jour|r[ée]f[ée]rente?|traitante?|scolaire) ?[(:] ?(?P<name>[A-ZÀ-Ý])"
)
_AGED = re.compile(r"\((?P<name>[A-ZÀ-Ý][\w'’-]+ [A-ZÀ-Ý][\w'’-]+), \d{1,3} ?(?:ans|ANS|a|A)\b")


_BEFORE_BIRTH = re.compile(
    r"(?:^|\n|[-:;|] )[ \t]*(?P<name>[a-zà-ÿ][a-zà-ÿ' -]{4,40}?),? (?=(?:n[ée]e?\(?e?\)? ?(?:le)? ?\d|[hf], ?\d))"
)


def _lower_before_birth(page: Page) -> Iterator[Span]:
    """`ben salah yanis ne le 04/03/2020`, `le bihan tugdual, h, 11-07-1989`: a name in small letters before a birth date."""
    for match in _BEFORE_BIRTH.finditer(page.text):
        tokens = list(page.tokens_in(match.start("name"), match.end("name")))
        infos = [page.info(i) for i in tokens]
        known = sum(info.first >= 2 or info.surname >= 1.5 for info in infos)
        if (
            1 < len(tokens) < 6
            and known >= 2
            and not any(page.folded[i] in NEVER and page.folded[i] not in ("le", "la", "de") for i in tokens)
        ):
            yield from label_run(page, tokens, "before_birth", CONTEXT)


def find_by_phrase(page: Page) -> Iterator[Span]:
    """Names in set phrases: businesses, who is on call, `(Avril Sens, 23 ans)`, `vit avec Mieke`."""
    text = page.text
    yield from _lower_before_birth(page)
    for pattern in (_BUSINESS, _ON_CALL, _AGED):
        for match in pattern.finditer(text):
            i = page.token_at(match.start("name"))
            info = page.info(i)
            if page.folded[i] in NEVER or (info.medical and info.surname < 2):
                continue
            if pattern is _BUSINESS and not (
                info.surname >= 1 or info.first >= 2.5 or page.folded[i] in ("le", "la", "de", "dos", "el", "ben")
            ):
                continue
            run = name_run(page, i, titled=True)
            if run and (pattern is not _AGED or any(page.info(k).first >= 2 for k in run)):
                yield from label_run(page, run, "phrase", CONTEXT)
    for i, shape in enumerate(page.shapes):
        lowered = page.shapes[i - 1] == LOWER or page.words[i - 1] in ("À", "A", "PAR", "AVEC", "DE")
        if shape in (TITLE, UPPER) and i and page.gaps[i] == " " and lowered and len(page.words[i]) > 2:
            yield from _with(page, i)


def _with(page: Page, i: int) -> Iterator[Span]:
    """A capitalised first name after `avec`, `de`, `par`, `petit`…; words and unknown names only after verbs of company."""
    info = page.info(i)
    if info.eponym or page.folded[i] in NEVER:
        return
    before = page.text[max(0, page.starts[i] - 24) : page.starts[i]]
    phrase = _WITH.search(before)
    if not phrase:
        return
    strong = len(phrase.group()) > 6
    if page.shapes[i] == UPPER and (info.wordish or info.first < 3.5):
        return
    if info.medical and not (info.first >= 3.5 and (strong or "petit" in phrase.group().lower())):
        return
    good = (
        (info.first >= 3 and (not info.wordish or strong))
        or (strong and info.first >= 2)
        or (
            strong
            and info.zipf < 2.5
            and info.town < 0
            and phrase.group().lower().startswith(("vi", "sépar", "mari", "demand", "pacs"))
        )
    )
    if good and not (info.town > 2000 and info.first < 3.5):
        run = name_run(page, i, trusted=True)
        if run:
            yield from label_run(page, run, "phrase.with", CONTEXT)
