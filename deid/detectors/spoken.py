"""What is said or sent rather than written: numbers in words, spelt names, HL7 fields, who was present, cut names, mailbox names."""

from __future__ import annotations

import re
from collections.abc import Iterator

from rapidfuzz.distance import OSA

from deid.cues import Cue, GapCue
from deid.grammar import label_run, name_run
from deid.marks import LETTER
from deid.page import LOWER, TITLE, UPPER, Page
from deid.spans import CONTEXT, LABELLED, Span
from deid.vocabulary import CIVIL, MEDICAL, NEVER, PARTICLES, ROLES, SHORT_FORMS

_NUMBER = r"(?:z[ée]ro|un|une|deux|trois|quatre|cinq|six|sept|huit|neuf|dix|onze|douze|treize|quatorze|quinze|seize|vingts?|trente|quarante|cinquante|soixante|septante|nonante|cents?|mil(?:le)?)"
_NUMBERS = rf"{_NUMBER}(?:(?:[ -]|[ -]et[ -]|[ ]?virgule[ ]|, ){_NUMBER})"
_DIALLED = re.compile(rf"(?<![^\W_]){_NUMBERS}{{4,}}(?![^\W_])", re.I)
_MONTH_YEAR = re.compile(
    rf"(?<![^\W_])(?:janvier|f[ée]vrier|mars|avril|mai|juin|juillet|ao[uû]t|septembre|octobre|novembre|d[ée]cembre) (?P<year>{_NUMBERS}{{1,6}})(?![^\W_])",
    re.I,
)
_SPELT = re.compile(
    r"(?<![\w.])(?:(?:[A-ZÀ-ÝĀ-ŒŔ-ŽẠ-Ỹ]|deux [A-Z]|double [A-Z]|[A-Z] accent \w+|trait d['’]union|tiret|apostrophe|plus loin|\d)(?:[ ,-]{1,2}|$)){3,}(?:[A-Z](?!\w)|deux [A-Z](?!\w))?"
)
_SPELT_SMALL = re.compile(r"(?:[a-zà-ÿ](?:[ ,-]{1,2}|\.)(?:deux |double )?){3,}[a-zà-ÿ](?!\w)")
_FIELDS = re.compile(
    r"(?<=[|~\d^])(?P<family>[A-ZÀ-ÝĀ-ŒŔ-ŽẠ-Ỹ][A-ZÀ-ÝĀ-ŒŔ-ŽẠ-Ỹa-zà-ÿā-žạ-ỹ' -]+)\^(?P<given>[A-ZÀ-ÝĀ-ŒŔ-ŽẠ-Ỹ][A-ZÀ-ÝĀ-ŒŔ-ŽẠ-Ỹa-zà-ÿā-žạ-ỹ' -]+)(?=[|^~\n]|$)"
)
_PRESENT = re.compile(
    r"(?<![^\W_])(?:PR[ÉE]SENTS?|PARTICIPANTS?|EXCUS[ÉE]E?S?|EN VISIO|DIFFUSION|DESTINATAIRES?|COPIES?|STAFF|[ÉE]QUIPE|MEMBRES|[Ee]n visio|[Pp]r[ée]sents?|[Pp]articipants?|[Mm]édecins présents|[Ss]taff|[Éé]quipe|[Ee]xcus[ée]s?|[Mm]embres|[Ii]ntervenants|[Dd]iffusion|[Dd]estinataires|[Cc]opies?|[Cc]c|[Rr]éunion de|[Ss]oignants?|[Oo]p[ée]rateurs?)[ \t]*:[ \t]*(?P<list>[^\n:]{3,160}(?:,\n[^\n:]{3,160})?)"
)
_CUT = re.compile(
    r"(?<![\w.])(?P<family>[A-ZÀ-ÝĀ-ŒŔ-ŽẠ-Ỹ]{3,})\.[ ](?P<given>[A-ZÀ-ÝĀ-ŒŔ-ŽẠ-Ỹ][a-zà-ÿā-žạ-ỹ]{0,3}\.)(?=[ ,;)\n]|$)"
)
_MAILBOX = re.compile(r"(?<![\w@./-])(?P<name>[a-zà-ÿā-žạ-ỹ]{4,})[-.](?P<given>[a-z])(?![\w@-]|\.\w)")
_FOREIGN = re.compile(r"(?<![\d+])00 ?(?:1|2\d{1,2}|3[0-24-9]\d?|4\d|5\d|6\d|7|8\d|9\d)(?:[ .-]?\d{1,4}){3,5}(?!\d)")
_OUTSIDE = frozenset(
    "excuse excuses absent absents presents present tous toutes equipe service medecin infirmiere".split()
)


_NUMBER_WORDS = Cue(
    "zero un une deux trois quatre cinq six sept huit neuf dix onze douze treize quatorze quinze seize vingt vingts trente quarante cinquante soixante septante nonante cent cents mil mille"
)
_JOINTS = frozenset(("et", "virgule"))
_MONTH_STARTS = Cue("janvier fevrier mars avril mai juin juillet aout septembre octobre novembre decembre")
_PRESENT_STARTS = Cue(
    "en",
    heads="present participant medecins staff equipe excuse membres intervenant diffusion destinataire copie cc reunion soignant operateur",
)
_ITEMS = Cue("deux double trait tiret apostrophe plus", written=r"[A-ZÀ-ÝĀ-ŒŔ-ŽẠ-Ỹ\d]\Z", of="code")
_NEXT_ITEMS = Cue(
    "deux double trait tiret apostrophe plus accent d loin", written=r"[A-ZÀ-ÝĀ-ŒŔ-ŽẠ-Ỹ\d]\Z", of="code", listed=False
)
_STOP = GapCue(r"\A\. \Z")
_CUT_GIVEN = Cue(written=r"[A-ZÀ-ÝĀ-ŒŔ-ŽẠ-Ỹ][a-zà-ÿā-žạ-ỹ]{0,3}\Z", of="capital", listed=False)
_CUT_FAMILY = Cue(written=r"[A-ZÀ-ÝĀ-ŒŔ-ŽẠ-Ỹ]{3,}\Z", of="capital", listed=False)
_TIE = GapCue(r"\A[-.]\Z")
_ABROAD_STARTS = Cue(written=r"00", of="figure")
_BORN = re.compile(r"\bn[ée]e?s? (?:le )?", re.I)


def find(page: Page) -> Iterator[Span]:
    """Every such trace."""
    text = page.text
    for match in page.matches_at(_DIALLED, _dialled_starts(page)):
        yield from _dialled(text, match)
    for match in page.matches(_MONTH_YEAR, _MONTH_STARTS):
        born = _BORN.search(text, max(0, match.start() - 30), match.start())
        yield Span(match.start(), match.end(), "DATE_NAISSANCE" if born else "DATE", "spoken.date", CONTEXT)
    for match in page.matches_at(_SPELT, _spelt_starts(page)):
        if _spells(page, match):
            yield Span(match.start(), match.end(), "NOM", "spoken.spelt", CONTEXT)
    for match in _FIELDS.finditer(text) if "^" in text else ():
        yield Span(*match.span("family"), "NOM", "message.name", LABELLED)
        yield Span(*match.span("given"), "PRENOM", "message.name", LABELLED)
    for match in page.matches(_PRESENT, _PRESENT_STARTS):
        yield from _listed(page, match)
    cut = [i - 1 for i in page.at(_STOP) if i and page.has(i, _CUT_GIVEN) and page.has(i - 1, _CUT_FAMILY)]
    for match in page.matches_at(_CUT, cut):
        if match["family"] not in SHORT_FORMS and not page.info(page.token_at(match.start("family"))).medical:
            yield Span(*match.span("family"), "NOM", "cut", CONTEXT)
            yield Span(*match.span("given"), "PRENOM", "cut", CONTEXT)
    boxes = [
        i - 1
        for i in page.at(_TIE)
        if i and page.has(i, LETTER) and page.shapes[i - 1] == LOWER and len(page.words[i - 1]) > 3
    ]
    for match in page.matches_at(_MAILBOX, boxes):
        info = page.info(page.token_at(match.start("name")))
        if info.surname >= 1.5 and not info.wordish and not info.medical:
            yield Span(match.start(), match.end(), "NOM", "mailbox", CONTEXT)
    for match in page.matches_at(_SPELT_SMALL, _small_letters(page)):
        if _spells(page, match):
            yield Span(match.start(), match.end(), "NOM", "spoken.spelt", CONTEXT)
    for match in page.matches(_FOREIGN, _ABROAD_STARTS):
        if sum(char.isdigit() for char in match.group()) > 9:
            yield Span(match.start(), match.end(), "TEL", "phone.foreign", CONTEXT)


def _dialled_starts(page: Page) -> list[int]:
    """Number words that a number word, `et` or `virgule` follows."""
    last = len(page) - 1
    return [
        i
        for i in page.at(_NUMBER_WORDS)
        if i < last and (page.has(i + 1, _NUMBER_WORDS) or page.folded[i + 1] in _JOINTS)
    ]


def _spelt_starts(page: Page) -> list[int]:
    """Letters, figures and words of spelling that another follows."""
    last = len(page) - 1
    return [i for i in page.at(_ITEMS) if i < last and page.has(i + 1, _NEXT_ITEMS)]


def _small_letters(page: Page) -> list[int]:
    """Small letters that another letter, `deux` or `double` follows."""
    shapes, words, last = page.shapes, page.words, len(page) - 1
    return [
        i
        for i in page.at(LETTER)
        if shapes[i] == LOWER and i < last and (len(words[i + 1]) == 1 or words[i + 1] in ("deux", "double"))
    ]


_LONE_CAPITAL = re.compile(r"(?<![^\W_])[^\W\d_](?![^\W_])")
_OF_PHONE = re.compile(r"t[ée]l\w*|portable|fixe|joign\w+|appel\w+|num[ée]ro")
_OF_PATIENT = re.compile(r"dossier|ipp|patient")
_OF_RECORD = re.compile(r"rpps|r p p s|adeli|finess|assur|mutuelle|contrat|billet|nir|dossier|ipp|identifiant|s[ée]cu")
_ITEM = re.compile(r"[^,;/]+")


def _spells(page: Page, match: re.Match[str]) -> bool:
    """Whether the letters spell one of the words just before them; `B E A C O P P` and `R P P S` spell nothing."""
    if "plus loin" in match.group():
        return True
    letters = "".join(_LONE_CAPITAL.findall(match.group())).lower()
    i = page.token_at(match.start())
    return len(letters) > 2 and any(
        page.folded[k][:1] == letters[0] and OSA.distance(page.folded[k], letters) <= 2 and len(page.folded[k]) > 2
        for k in range(max(0, i - 8), i)
    )


def _dialled(text: str, match: re.Match[str]) -> Iterator[Span]:
    """Five or more number words in a row: a phone number after its word or with a leading zero, else a record's number after its word."""
    before = text[max(0, match.start() - 40) : match.start()].lower()
    if _OF_PHONE.search(before) or match.group().lower().startswith(("zéro", "zero")):
        label = "IPP" if _OF_PATIENT.search(before) else "TEL"
        yield Span(match.start(), match.end(), label, "spoken.number", CONTEXT)
    elif _OF_RECORD.search(before):
        yield Span(match.start(), match.end(), "IPP", "spoken.number", CONTEXT)


def _listed(page: Page, match: re.Match[str]) -> Iterator[Span]:
    """The items of a list of people: each begins with a name, a title before it allowed."""
    offset = match.start("list")
    for item in _ITEM.finditer(match["list"]):
        i = page.token_at(offset + item.start())
        end = offset + item.end()
        while (
            i < len(page)
            and page.starts[i] < end
            and (
                (page.folded[i] in CIVIL or page.folded[i] in MEDICAL or page.folded[i] in ROLES)
                or page.folded[i] == "et"
            )
        ):
            i += 1
        if (
            i >= len(page)
            or page.starts[i] >= end
            or (page.folded[i] in NEVER or page.folded[i] in _OUTSIDE)
            or page.words[i] in SHORT_FORMS
            or (
                page.shapes[i] == UPPER
                and len(page.words[i]) < 6
                and page.info(i).surname < 1
                and page.info(i).first < 2
            )
        ):
            continue
        info = page.info(i)
        if (
            page.shapes[i] not in (UPPER, TITLE, "I")
            or (info.medical and info.surname < 2)
            or (info.wordish and info.surname < 2 and info.first < 3)
        ):
            continue
        run = [k for k in name_run(page, i, trusted=True, titled=True) if page.starts[k] < end]
        if (
            run
            and any(page.folded[k] not in PARTICLES for k in run)
            and (len(run) > 1 or info.surname >= 1 or info.first >= 2 or page.shapes[i] == UPPER)
        ):
            yield from label_run(page, run, "present", CONTEXT)
