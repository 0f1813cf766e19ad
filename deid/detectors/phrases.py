"""Names in set phrases: businesses, who is on call, `(Avril Sens, 23 ans)`, `vit avec Mieke`, `ben salah yanis ne le …`."""

from __future__ import annotations

import re
from collections.abc import Iterator

from deid.cues import Cue, GapCue
from deid.grammar import behind_eponym_head, in_eponym, label_run, name_run
from deid.marks import ACTED, CAPITAL
from deid.page import LOWER, TITLE, UPPER, Page
from deid.spans import CONTEXT, Span
from deid.vocabulary import KIN, NEVER, NO_NAMES, SHORT_FORMS

_WITH = re.compile(
    r"(?:\b(?:vi(?:t|vant|vait) avec|s[ée]par[ée]e? de|mari[ée]e? (?:à|avec)|divorc[ée]e? de|veu(?:f|ve) de|pacs[ée]e? avec|en couple avec|demande[zr]? à|parle(?:r)? (?:de|à)|rappele[zr]|pr[ée]venir|accompagn[ée]e? (?:de|par)|prévenue?|remplac[ée]e? par|d['’]apr[èe]s|selon|entretien avec|appel[ée]e?|pr[ée]nomm[ée]e?|transmissions? à|transmis à|t[ée]l[ée]phon[ée]e?s? à|annonc[ée]e?s? à|remise? à|confi[ée]e?s? à|dit à|rel[èe]ve à|avec|chez|de|à|par|petit|petite|amb\.|signé|merci) )$",
    re.I,
)
_BUSINESS = re.compile(
    r"\b(?:[Cc]abinet|[Aa]mbulances?|[Tt]axis?|[Pp]harmacie|[Pp]ompes fun[èe]bres|[Gg]arage|[Ss]oci[ée]t[ée]|[Ee]ntreprise|[Ee]ts|[Éé]tablissements|[Oo]fficine|[Cc]hantiers?|VSL|[Tt]ransports?|[Bb]oulangerie|[Bb]oucherie|[Mm]enuiserie|[Mm]açonnerie|[Cc]onserverie|[Ss]cierie|[Pp]lomberie|[Cc]harpentes?|[Pp]épinières?|[Ff]romagerie|[Ll]aiterie|[Tt]raiteur|[Ff]erme|[Uu]sines?|[Aa]teliers?|SARL|SCI|EARL|GAEC|EURL|SAS|[Oo]ptique|[Hh]ôtel|[Bb]rasserie|[Rr]estaurant|[Dd]omaine|[Cc]hâteau|[Cc]ave|[Aa]rmement|[Mm]areyeur|CABINET|AMBULANCES?|TAXI|PHARMACIE) (?P<name>[A-ZÀ-ÝĀ-ŒŔ-ŽẠ-Ỹ])"
)
_ON_CALL = re.compile(
    r"(?:de garde|d['’]astreinte|de permanence|de nuit|de jour|r[ée]f[ée]rente?|traitante?|scolaire) ?[(:] ?(?P<name>[A-ZÀ-ÝĀ-ŒŔ-ŽẠ-Ỹ])"
)
_AGED = re.compile(r"\((?P<name>[A-ZÀ-ÝĀ-ŒŔ-ŽẠ-Ỹ][\w'’-]+ [A-ZÀ-ÝĀ-ŒŔ-ŽẠ-Ỹ][\w'’-]+), \d{1,3} ?(?:ans|ANS|a|A)\b")
_BUSINESSES = Cue(
    "cabinet ambulance ambulances taxi taxis pharmacie pompes garage societe entreprise ets etablissements officine chantier chantiers vsl transport transports boulangerie boucherie menuiserie maconnerie conserverie "
    "scierie plomberie charpente charpentes pepiniere pepinieres fromagerie laiterie traiteur ferme usine usines atelier ateliers sarl sci earl gaec eurl sas optique hotel brasserie restaurant domaine chateau cave armement mareyeur"
)
_DUTIES = Cue("garde astreinte permanence nuit jour referent referente traitant traitante scolaire")
_AFTER_DUTY = re.compile(r" ?[(:] ?\Z")
_OPEN = GapCue(r"\(\Z")
_BRACKET = GapCue(r"\A \(\Z")
_BORN = Cue(written=r"n[ée]e?(?:\d|\Z)|[hf]\Z", whole=True)
_COMPANY = Cue(
    "avec de a demande demandez demander parle parler rappelez rappeler prevenir par prevenue prevenu apres selon chez petit petite merci signe",
    heads="appele prenomme transmission transmis telephone annonce remis confi dit",
)
"""The last words of the phrases of ``_WITH``."""
_BEFORE_BIRTH = re.compile(
    r"(?:^|\n|[-:;|] )[ \t]*(?P<name>[a-zà-ÿā-žạ-ỹ][a-zà-ÿā-žạ-ỹ' -]{4,40}?),? (?=(?:n[ée]e?\(?e?\)? ?(?:le)? ?\d|[hf], ?\d))"
)


def _lower_before_birth(page: Page) -> Iterator[Span]:
    """`ben salah yanis ne le 04/03/2020`, `le bihan tugdual, h, 11-07-1989`: a name in small letters before a birth date."""
    for match in _BEFORE_BIRTH.finditer(page.text) if _may_be_born(page) else ():
        tokens = list(page.tokens_in(match.start("name"), match.end("name")))
        infos = [page.info(i) for i in tokens]
        known = sum(info.first >= 2 or info.surname >= 1.5 for info in infos)
        if (
            1 < len(tokens) < 6
            and known >= 2
            and not any(page.folded[i] in NEVER and page.folded[i] not in ("le", "la", "de") for i in tokens)
        ):
            yield from label_run(page, tokens, "before_birth", CONTEXT)


def _may_be_born(page: Page) -> bool:
    """Whether `né`, or `h`, `f` for the sex, stands before a figure and behind a word in small letters."""
    return any(
        page.shapes[i - 1] == LOWER and _BIRTH_FOLLOWS.match(page.text, page.starts[i])
        for i in page.at(_BORN)
        if i and page.gaps[i].endswith(" ")
    )


_BIRTH_FOLLOWS = re.compile(r"n[ée]e?\(?e?\)? ?(?:le)? ?\d|[hf], ?\d")


def find(page: Page) -> Iterator[Span]:
    """Names in set phrases: businesses, who is on call, `(Avril Sens, 23 ans)`, `vit avec Mieke`."""
    yield from _lower_before_birth(page)
    yield from _talked(page)
    yield from _acting(page)
    yield from _by(page)
    yield from _specialists(page)
    for pattern, matches in (
        (_BUSINESS, page.matches(_BUSINESS, _BUSINESSES)),
        (_ON_CALL, _on_call(page)),
        (_AGED, _aged(page)),
    ):
        for match in matches:
            i = page.token_at(match.start("name"))
            info = page.info(i)
            if (page.folded[i] in NEVER and not (pattern is _BUSINESS and page.folded[i] in ("le", "la"))) or (
                info.medical and info.surname < 2
            ):
                continue
            if pattern is _BUSINESS and not (
                info.surname >= 1 or info.first >= 2.5 or page.folded[i] in ("le", "la", "de", "dos", "el", "ben")
            ):
                continue
            run = name_run(page, i, titled=True)
            if run and (pattern is not _AGED or any(page.info(k).first >= 2 for k in run)):
                yield from label_run(page, run, "phrase", CONTEXT)
    for i in [k + 1 for k in page.at(_COMPANY) if page.shapes[k] == LOWER or page.words[k] in _IN_CAPITALS]:
        if i < len(page) and page.shapes[i] in (TITLE, UPPER) and page.gaps[i] == " " and len(page.words[i]) > 2:
            yield from _with(page, i)


_IN_CAPITALS = frozenset(("À", "A", "PAR", "AVEC", "DE"))


_TALKED = Cue(
    "vu vue revu revue discute discutee staffe staffee appel appele appelee contact contacte contactee prevenu prevenue dicte valide signe avis transmis transmise adresse adressee opere operee examine examinee relu "
    "seniorise montre telephone tel demande rappeler appeler joindre contacter appelle rappelle previent contacte relance renfort"
)
_TO = frozenset("avec par a à aupres de".split())
_TALK_ENDS = re.compile(
    r"\s*(?:[.,;)(\n/+:]|$|pour\b|qui\b|ce\b|le\b|à\b|OK\b|ok\b|en\b|dès\b|hier\b|demain\b|si\b|sur\b)"
)


def _talked(page: Page) -> Iterator[Span]:
    """`discuté avec Vasseur (réa)`, `signé Moulin`: surnames that are words too, behind a word of speaking or signing."""
    last = len(page) - 1
    for k in page.at(_TALKED):
        i = k + 2 if k < last and page.folded[k + 1] in _TO else k + 1
        if i > last or page.gaps[i] not in (" ", " : ", ": "):
            continue
        if page.shapes[i] != TITLE:
            if page.shapes[i] == page.shapes[i - 1] == UPPER and page.has(i, _SURNAME_ANYWHERE):
                yield from _talked_in_capitals(page, i)
            continue
        info = page.info(i)
        borne = info.surname >= 2.8 and info.zipf < 4.6 and page.folded[i] not in NO_NAMES
        seldom = page.folded[i - 1] in _TO and info.zipf < 1.5 and len(page.words[i]) > 4 and not info.medical
        if (borne or seldom) and not in_eponym(page, i) and _TALK_ENDS.match(page.text, page.ends[i]):
            yield Span(page.starts[i], page.ends[i], "NOM", "phrase.talked", CONTEXT)


_SUBJECT = Cue(
    test=lambda word: (
        word.shape == TITLE
        and word.info.surname >= 2.8
        and word.info.zipf < 4.6
        and word.folded not in NO_NAMES
        and word.folded not in KIN
    ),
    of="capital",
)
"""Surnames that may be words, in title case."""
_OPENS = re.compile(r"(?:\A|\n|[.!?…:;>•)–-][ \t]+|[•>–-])\Z|^\s*\Z")


def _acting(page: Page) -> Iterator[Span]:
    """`Barbier doit repasser`, `Poulain a revu le scanner`: a surname that is a word opens what only people do."""
    for i in page.at(_SUBJECT):
        opens = not i or _OPENS.search(page.gaps[i]) or "\n" in page.gaps[i]
        if opens and ACTED.match(page.text, page.ends[i]) and not in_eponym(page, i):
            yield Span(page.starts[i], page.ends[i], "NOM", "phrase.acting", CONTEXT)


_SPECIALTY = re.compile(
    r" \((?:(?i:cardio\w*|onco\w*|neuro\w*|r[ée]a\w*|ortho\w*|chir\w*|anesth?\w*|radio\w*|pneumo\w*|n[ée]phro\w*|gastro\w*|h[ée]pato\w*|h[ée]mato\w*|uro\w*|gyn[ée]co\w*|p[ée]d\w*|psy\w*|rhumato\w*|dermato\w*|g[ée]riatr\w*|infectio\w*|endoc\w*|diab[ée]to\w*|ophtalmo\w*|stomato\w*|vasc\w*|visc\w*|urgences?|urgentiste|g[ée]n[ée]raliste|anapath|interniste)|ORL|CMF|MPR|DAR|USIC|EMSP|HAD|SAU|MAR|CCV|CTCV|MT|SF|IDE|IPA|ASH?)(?=[ ),/])"
)
_SURNAME_ANYWHERE = Cue(
    test=lambda word: (
        word.shape in (TITLE, UPPER)
        and word.info.surname >= 2.5
        and word.info.zipf < 4.7
        and len(word.folded) > 3
        and word.folded not in NO_NAMES
        and word.folded not in KIN
        and not (word.info.medical and word.info.surname < 2.8)
    ),
    of="capital",
)


def _specialists(page: Page) -> Iterator[Span]:
    """`connu de Lefort (cardio)`, `CHARPENTIER (urgences)`: a surname, a word too, before a specialty in brackets."""
    for i in page.at(_BRACKET):
        k = i - 1
        found = k >= 0 and page.has(k, _SURNAME_ANYWHERE) and _SPECIALTY.match(page.text, page.ends[k])
        if found and not behind_eponym_head(page, k):
            yield Span(page.starts[k], page.ends[k], "NOM", "phrase.specialist", CONTEXT)


_PARTICIPLE = re.compile(r"(?:[^\W\d_]{2,}(?:[ée]e?s?|ie?s?|ue?s?|ite?s?|ise?s?|aite?s?|erte?s?))\Z", re.I)


def _by(page: Page) -> Iterator[Span]:
    """`confirmé par Poulain`: a surname that is a word behind a participle and `par`."""
    for i in page.at(_SUBJECT):
        if (
            i > 1
            and page.words[i - 1] == "par"
            and page.gaps[i] == " "
            and _PARTICIPLE.match(page.words[i - 2])
            and _TALK_ENDS.match(page.text, page.ends[i])
            and not in_eponym(page, i)
        ):
            yield Span(page.starts[i], page.ends[i], "NOM", "phrase.by", CONTEXT)


def _talked_in_capitals(page: Page, i: int) -> Iterator[Span]:
    """`RAPPELER SERRES SI RECIDIVE`, in a text in capitals."""
    info = page.info(i)
    if info.surname >= 2.8 and info.zipf < 4.3 and page.words[i] not in SHORT_FORMS and not in_eponym(page, i):
        yield Span(page.starts[i], page.ends[i], "NOM", "phrase.talked", CONTEXT)


def _on_call(page: Page) -> Iterator[re.Match[str]]:
    """`de garde : X`, `d'astreinte (X)`."""
    for k in page.at(_DUTIES):
        i = k + 1
        if i < len(page) and page.has(i, CAPITAL) and _AFTER_DUTY.match(page.gaps[i]):
            match = _ON_CALL.search(page.text, page.starts[max(0, k - 1)], page.starts[i] + 1)
            if match:
                yield match


def _aged(page: Page) -> Iterator[re.Match[str]]:
    """`(Avril Sens, 23 ans)`."""
    for i in page.at(_OPEN):
        match = _AGED.match(page.text, page.starts[i] - 1) if page.has(i, CAPITAL) else None
        if match:
            yield match


def _with(page: Page, i: int) -> Iterator[Span]:
    """A capitalised first name after `avec`, `de`, `par`, `petit`…; words and unknown names only after verbs of company."""
    info = page.info(i)
    if info.eponym or page.folded[i] in NEVER or page.words[i] == "ELISA" or in_eponym(page, i):
        return
    phrase = _WITH.search(page.text, max(0, page.starts[i] - 24), page.starts[i])
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
