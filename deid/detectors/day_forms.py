"""Days in further forms: behind a day of treatment (`J6 14.05`, `C2J1 : 3/05`), with Roman months, with blanks, as month and year behind a deed.

`stoppée par moi 10/19`, `12.III.2021`, `biologie du 21 11`, `Née le ....... 03 11 1952`, months that a scanner damaged (`rnars`, `janvler`).
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from deid import dates
from deid.cues import Cue, Word
from deid.detectors.lone_days import MONTH_FORMS
from deid.page import Page
from deid.spans import CONTEXT, LABELLED, Span
from deid.vocabulary import MONTHS

_D = r"(?:0?[1-9]|[12]\d|3[01])"
_M = r"(?:0[1-9]|1[0-2]|[1-9])"
_COUNTED = re.compile(
    rf"(?:(?:[CP]\d{{1,2}} ?)?[JHSMDK][+-]? ?\d{{1,3}}|[CP]\d{{1,2}}|M\d{{1,2}}|S\d{{1,2}}|BR\d|POD ?\d|V\d{{1,2}})(?P<sign>[ ]?[:=–-]?[ ]?\(?|[ ]?\(le |[ ]le |, )(?P<date>{_D}[./-](?:0[1-9]|1[0-2]|[1-9])(?:[./-](?:20)?\d\d)?)(?![\d%]|[.,/]\d|[ ]?(?:mg|ml|ui|g/|mmol|cm|mm|kg))"
)
_COUNTS = Cue(written=r"(?:[CP]\d{1,2})?[JHSMDKCPV][+-]?\d{0,3}\Z|(?:BR|POD)\d?\Z", of="code")
_ROMAN = re.compile(
    rf"(?<![\w/.,-])(?:{_D}(?:er)?[ ]?[./-][ ]?)?(?P<month>I{{1,3}}|IV|V|VI{{1,3}}|IX|X|XI{{1,2}})[ ]?[./-][ ]?(?P<year>(?:19|20)\d\d|(?<=[./-])\d\d)(?![\w/%]|[.,]\d)|(?<![\w/.,-])(?P<spaced>{_D}) (?:I{{1,3}}|IV|V|VI{{1,3}}|IX|XI{{1,2}}) (?:19|20)\d\d(?![\w/%]|[.,]\d)"
)
_ROMANS = Cue(written=r"(?:I{1,3}|IV|V|VI{1,3}|IX|X|XI{1,2})\Z", of="capital")
_DEED = re.compile(
    r"(?:arr[êe]t[ée]?e?s?|stopp[ée]e?s?|d[ée]but[ée]?e?s?|commenc[ée]e?s?|introduite?s?|repris[e]?s?|posée?s?|opéré?e?s?|op[ée]r[ée]e?s?|chang[ée]e?s?|vu[e]?s?|revu[e]?s?|fait[e]?s?|r[ée]alis[ée]e?s?|diagnosti\w+|d[ée]couvert[e]?s?|trait[ée]e?s?|suivi[e]?s?|hospitalis[ée]e?s?|vaccin[ée]?e?s?|vaccination|rappel|greff[ée]e?s?|implant[ée]e?s?|ablation|retrait|pose|dernier?\w*|derni[èe]re?\w*|contr[ôo]l[ée]e?\w*|coloscopie|colo|fibro|mammo\w*|frottis|fcv|dmo|irm|tdm|scanner|[ée]cho\w*|eto|ett|coro\w*|tep|bilan|sevr[ée]e?s?|d[ée]c[ée]d[ée]e?s?|retraite?|depuis|renouvel[ée]\w*|rcp|tt[ot]|chimio\w*|cure|rechute|r[ée]cidive|exacerbation|avc|idm|sca|pneumopathie|crise|accouch\w*|ivg|fcs|c[ée]sarienne|bcg|dtp|ror|stent|pm|dai|pth|ptg)"
    r"(?: (?:par (?:moi|le mt|son mt|dr|nous|ses soins)|chez nous|ici|en ville|au chu|dr|droite?|gauche|d|g|en|le|de|:|normale?|ras|ok)){0,3}[ ,:(]{1,2}(?:en )?(?P<date>(?:0?[1-9]|1[0-2])/(?P<year>\d\d))(?![\d%/]|[.,]\d|[ ]?(?:mg|ml|ui|mm|cm|j\b|cp|kg|ans))",
    re.I,
)
_SLASHED = Cue(written=r"(?:1[3-9]|2\d|9[0-9]|8\d|0\d)\Z", of="figure")
_DEEDS = Cue(
    "repris reprise pose posee vu vue revu revue fait faite rappel ablation retrait colo fibro frottis fcv dmo irm tdm scanner eto ett tep bilan depuis rcp tto ttt cure rechute recidive exacerbation avc idm sca crise ivg fcs bcg dtp ror stent pm dai pth ptg",
    heads="arret stopp debut commenc introduit opere change realis diagnosti decouvert traite suivi hospitalis vaccin greff implant dernier controle coloscop mammo echo coro sevr decede retrait renouvel chimio pneumopathie accouch cesarienne",
)
_OF_DAY = re.compile(
    r"(?:biologie|bilan|bio|nfs|iono(?:gramme)?|ecg|[ée]cho\w*|scanner|irm|tdm|radio\w*|consultation|courrier|examen|compte[ -]rendu|biopsie|pr[ée]l[èe]vement|ecbu|h[ée]moculture\w*|ponction|coloscopie|fibroscopie|endoscopie|hospitalisation|s[ée]jour|rendez-vous|rdv|pet|tep|ett|eto|efr|rcp|lettre|ordonnance|r[ée]sultats?|analyses?|dosage|intervention|op[ée]ration|passage|appel|accouchement|entr[ée]e|sortie|revu[e]?|vu[e]?|op[ée]r[ée]e?|contr[ôo]le) (?:(?:sanguine?|r[ée]nale?|cardiaque|c[ée]r[ée]brale?|thoracique|de contr[ôo]le|m[ée]dicale?|du laboratoire [^\W\d_]+|pr[ée]op[ée]ratoire|faite?|pr[ée]vue?) )?(?:du|le|au|en date du) (?P<date>(?:[12]\d|3[01]|0?[1-9]) (?:0[1-9]|1[0-2]|[1-9])(?: (?:20)?[0-3]\d)?)(?![\d%]|[.,/]\d| \d|[ ]?(?:mg|ml|ui|g|kg|ans|mois|jours|h|cm|mm|e|[èe]me)\b)",
    re.I,
)
_OF_DAYS = Cue(
    "biologie bilan bio nfs iono ionogramme ecg scanner irm tdm consultation courrier examen compte biopsie prelevement ecbu ponction coloscopie fibroscopie endoscopie hospitalisation sejour rendez rdv pet tep ett eto efr rcp lettre ordonnance resultat resultats analyse analyses dosage intervention operation passage appel accouchement entree sortie revu revue vu vue opere operee controle",
    heads="echo radio hemoculture",
)
_LEADERS = re.compile(
    rf"(?:(?P<birth>n[ée]e?(?:\(e\))?(?: le)?|date de naissance|naissance|ddn)|date(?: [^\W\d_]+){{0,3}}|le|entr[ée]e|sortie|du)[ \t]*(?:[.…_]{{2,}}|:[ \t]*[._…]{{2,}})[ \t:]*(?P<date>{_D}[ ./-]{_M}[ ./-](?:19|20)?\d\d)(?![\d%])",
    re.I,
)
_LED = Cue("ne nee naissance date ddn le entree sortie du")
_TWO_LETTERS = re.compile(
    r"(?<![\w'’])(?:[Ll]u|[Mm]a|[Mm]e|[Jj]e|[Vv]e|[Ss]a|[Dd]i|LU|MA|ME|JE|VE|SA|DI)\.? (?P<date>(?:0?[1-9]|[12]\d|3[01])[/.](?:0[1-9]|1[0-2]|[1-9]))(?![\d%/]|[.,]\d)"
)
_WEEKDAYS = Cue("lu ma me je ve sa di")
_DAY_BEFORE = re.compile(r"(?<![\w/.,-])(?:[lI1]e )?(?P<day>[0-3OolI]?[\dOolI](?:er)?)[ .,-]{1,2}\Z")
_YEAR_BEHIND = re.compile(r"[ .,-]{1,2}(?:[lI1]9|2[0Oo])[\dOolI]{2}(?!\w)")


def _is_damaged(word: Word) -> bool:
    """Whether a word is a month once `rn` is read as `m` and letters of one shape are made one, but is not written as one."""
    form = word.form
    if len(form) < 3 or not (
        form in MONTH_FORMS
        or ("rn" in form and form.replace("rn", "m") in MONTH_FORMS)
        or ("m" in form and form.replace("m", "rn") in MONTH_FORMS)
    ):
        return False
    return word.folded not in MONTHS and word.folded not in dates.MONTH


_DAMAGED = Cue(test=_is_damaged)


def find(page: Page) -> Iterator[Span]:
    """Every such day of a French page."""
    if page.lang == "en":
        return
    text = page.text
    for match in page.matches(_COUNTED, _COUNTS):
        if _is_day(match["date"], pointed="." in match["date"] or "-" in match["date"]):
            yield _date(match, "counted")
    for i in page.at(_ROMANS):
        start = page.starts[max(0, i - 1)]
        roman = _ROMAN.match(text, start) or _ROMAN.match(text, page.starts[i])
        if (
            roman
            and roman.start() < page.ends[i] <= roman.end()
            and (roman.start() < page.starts[i] or len(roman["year"] or "") == 4)
        ):
            yield Span(roman.start(), roman.end(), "DATE", "date.roman", CONTEXT)
    slashed = [i for i in page.at(_SLASHED) if page.gaps[i] == "/"]
    if slashed:
        near = {k for i in slashed for k in range(max(0, i - 9), i)}
        for match in page.matches_at(_DEED, [i for i in page.at(_DEEDS) if i in near]):
            if 12 < int(match["year"]) < 32 or match["year"][0] in "089":
                yield _date(match, "deed")
    for match in page.matches(_OF_DAY, _OF_DAYS):
        yield _date(match, "blanks")
    for match in page.matches(_TWO_LETTERS, _WEEKDAYS):
        yield Span(match.start(), match.end("date"), "DATE", "date.weekday", CONTEXT)
    for match in page.matches(_LEADERS, _LED):
        if dates.read(match["date"]):
            label = "DATE_NAISSANCE" if match["birth"] else "DATE"
            yield Span(match.start("date"), match.end("date"), label, "date.leaders", LABELLED)
    for i in page.at(_DAMAGED):
        day = _DAY_BEFORE.search(text, max(0, page.starts[i] - 10), page.starts[i])
        year = _YEAR_BEHIND.match(text, page.ends[i])
        if year or (day and len(page.folded[i]) > 4):
            yield Span(
                day.start("day") if day else page.starts[i],
                year.end() if year else page.ends[i],
                "DATE",
                "date.damaged",
                CONTEXT,
            )


def _date(match: re.Match[str], form: str) -> Span:
    return Span(match.start("date"), match.end("date"), "DATE", f"date.{form}", CONTEXT)


def _is_day(surface: str, *, pointed: bool) -> bool:
    """A day and month; with a point or a hyphen both need two figures, so that a result (`J2 3.5`) stays."""
    parts = re.split(r"[./-]", surface)
    if not (1 <= int(parts[0]) <= 31 and 1 <= int(parts[1]) <= 12):
        return False
    return not pointed or (len(parts[0]) == 2 and len(parts[1]) == 2) or len(parts) == 3
