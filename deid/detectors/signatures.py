"""Layout: who signed, typed or is named by initials only, where letters, notes and messages put that.

`S.B` behind the hour of a nursing note, `BK/sm` under a reference, `ml/b` behind the signature, `K. H.` alone on a line,
`Mme N.`, `Amitiés, F SOW`, `— JP G.`, `| TQ` on the last line.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from deid.cues import Cue, GapCue
from deid.marks import LETTER, LINE
from deid.page import LOWER, TITLE, UPPER, Page
from deid.spans import CONTEXT, Span
from deid.vocabulary import CIVIL, MEDICAL, NEVER, SHORT_FORMS

_U = r"[A-ZÀ-ÝĀ-ŒŔ-ŽẠ-Ỹ]"
_INITIALS = rf"(?:{_U}(?:{_U}?[a-z]?\.|{_U})?(?:[-. ]{{0,2}}{_U}\.?){{1,3}}|{_U}\.)"
_NOTE_HEAD = re.compile(
    rf"^[^\n]{{0,30}}?\d{{1,2}}[/.]\d{{1,2}}(?:[/.]\d{{2,4}})?[^\n]{{0,30}}?(?:\d{{1,2}}\s?[h:]\s?\d{{0,2}}|matin|soir|nuit|midi)(?:\s*(?:nuit|matin|soir|ap-midi|apr[èe]s-midi|journ[ée]e|jour))?\s*[-–—:|/]\s*(?P<who>{_U}[\w.\- ]{{0,24}}|[a-zà-ÿā-žạ-ỹ]{{3,15}}(?: [a-z]\.?)?)\s*(?:\([^)\n]{{0,20}}\)\s*)?(?P<rest>[,/-][^\n]{{0,30}})?$",
    re.M,
)
_LINE = re.compile(
    rf"(?P<who>{_U}{{1,2}}\.?(?:[- ]?{_U}\.){{0,2}} ?(?:{_U}\.|{_U}{{2,}}|{_U}[a-zà-ÿā-žạ-ỹ]+)(?:-{_U}[\w.]+)?)\s*$",
    re.M,
)
_TIMED = re.compile(r"[^\n]*?(?:\d\s?[h:]|matin|soir|nuit|midi)")
"""The hour or the time of day of a note's head."""
_OPENS = re.compile(r"\n[>\s|]*\Z")
_TYPIST = re.compile(
    r"(?:(?i:r[ée]f(?:[ée]rences?)?)\.?\s*:?\s*|(?i:n/?r[ée]f|frappe|dactylo|secr[ée]tariat)\.?\s*:?\s*)(?P<who>[A-Z]{1,3}\s?/\s?[a-zA-Z]{1,3}(?![\w/])|[A-Z]{2,3}(?=/[A-Z][a-zà-ÿā-žạ-ỹ]))"
)
_END_OF_MESSAGE = re.compile(r"(?P<who>[A-Z]\.)[ \t]*\n[ \t]*(?:\n|$|De )")
_LAST_LINE = re.compile(
    r"\n[ \t]*(?P<who>[A-ZÀ-ÝĀ-ŒŔ-ŽẠ-Ỹ]{2,3}|[A-ZÀ-ÝĀ-ŒŔ-ŽẠ-Ỹ][a-zà-ÿā-žạ-ỹ]{2,}(?:-[A-ZÀ-ÝĀ-ŒŔ-ŽẠ-Ỹ][a-zà-ÿā-žạ-ỹ]+)?)\.?\s*$"
)
_SMALL = re.compile(
    r"(?:frappe|saisie|dactylo\w*|dict[ée]+s?|relue?s?|tap[ée]+s?|transcrite?)[ \t]*(?:par|:)?[ \t]*(?P<who>[a-z]\. ?[a-z]\.|[a-z]{2,3}(?=[ \t]*$))",
    re.M,
)
_BEHIND_SLASH = re.compile(r"(?P<who>[a-z]\. ?[a-z]\.|[a-z]{2,3}(?=[ \t]*$))", re.M)
_NAME_END = re.compile(r"[A-ZÀ-ÝĀ-ŒŔ-ŽẠ-Ỹ][A-Za-zà-ÿā-žạ-ỹ]{2,}\Z")
_FORMULA = re.compile(
    rf"(?:amiti[ée]s?|cordialement|confraternellement|amicalement|bien [àa] (?:toi|vous)|salutations|respectueusement|amiti[ée]|sinc[èe]rement|bises|merci|regards|sincerely)(?![^\W_])[^\n]{{0,20}}?[,.]?\s*(?:\n\s*){{0,3}}(?:le |la )?(?P<who>{_U}[\w.'’-]*\.?(?: {_U}[\w.'’-]*){{0,3}})(?=\s*(?:$|\n|-|–|,|/|\())",
    re.I,
)
_TITLED = re.compile(
    rf"(?:M\.|Mme|Mlle|Mr|MME|Monsieur|Madame|Mademoiselle|mme|mr|Dr|DR|dr|Pr|Docteur|enfant)\s?(?P<who>{_U}\.(?:\s?-?\s?{_U}\.){{0,2}}|{_U}(?=[\s,;)]))(?!\s?{_U}[a-zà-ÿā-žạ-ỹ]{{2}})"
)
_PAIR = re.compile(
    rf"(?<![\w.])(?P<who>{_U}{{1,2}}\.?[- ]?{_U}\.)(?=\s*(?:$|\n|,|;|\)|/|\(|\||[–—]|- |IDE|AS\b|IADE|interne|int\b|ext\b|secr))",
    re.M,
)
_SLASHED = re.compile(rf"(?P<who>{_U}{{1,2}}\.?[ -]?{_U}\.?)(?=\s*(?:$|\n|\t| {{2,}}|\())", re.M)
_BY = re.compile(rf"(?P<who>{_U}\.? ?{_U}\.?|{_U}{{3}})(?=\s*(?:$|\n|[—–,;.)(]))", re.M)
_TITLES = (
    CIVIL | MEDICAL | {"ide", "as", "ash", "interne", "mt", "ph", "sf", "iade", "ibode", "cadre", "medecin"} - {"m"}
)
_TITLE_STARTS = Cue("m mme mlle mr monsieur madame mademoiselle dr pr docteur enfant")
_FORMULA_STARTS = Cue(
    "amitie amities cordialement confraternellement amicalement bien salutations respectueusement sincerement bises merci regards sincerely"
)
_SHORT_CAPITALS = Cue(written=r"[A-ZÀ-ÝĀ-ŒŔ-ŽẠ-Ỹ]{1,3}\Z", of="capital")
_TWO_CAPITALS = Cue(written=r"[A-ZÀ-ÝĀ-ŒŔ-ŽẠ-Ỹ]{1,2}\Z", of="capital")
_LINE_STARTS = Cue(written=r"[A-ZÀ-ÝĀ-ŒŔ-ŽẠ-Ỹ](?:[A-ZÀ-ÝĀ-ŒŔ-ŽẠ-Ỹ]|\Z)", of="capital", listed=False)
_TYPED_STARTS = Cue(parts="ref frappe dactylo secretariat")
_SMALL_STARTS = Cue("dicte dictee relu relue tape tapee transcrit", parts="frappe saisie dactylo")
_HEAD_OF_TYPIST = re.compile(r"r[ée]f|frappe|dactylo|secr[ée]tariat", re.I)
_HEAD_OF_SMALL = re.compile(r"frappe|saisie|dactylo|dict[ée]|relu|tap[ée]|transcrit")
_DATE_JOINT = GapCue(r"\A[/.]\Z")
_SLASH = GapCue(r"\A\.? / \Z")
_DASH = GapCue(r"[/|–—-]\s\Z")
_ENDED = re.compile(r"[.!?)][\s>|]+\Z")
_DOTTED = re.compile(r"(?P<who>[a-z]\. ?[a-z]\.)(?!\w)")
_EXTENSION = re.compile(r"(?P<who>[A-Z]{2,3})[ \t]+(?:(?:DECT|poste|tel|t[ée]l|bip)\.?[ \t:]*)?\d{4,5}[ \t]*$", re.M)
_CLOSES = re.compile(r"(?P<who>[A-Z]{2,3})\s*\Z")
_SMALL_WORDS = frozenset(
    "le la les un une du de des en et au aux ce il on je tu par non vu sur ma mon ton son ses mes pas si ou to on oui ras ok fin pj puis a".split()
)
_NOTHING = frozenset("PLAN AVB ADK TCA INR DFG CRP TSH PSA BNP LDH GGT PAL HDL LDL VGM TP VS".split()) | frozenset(
    "HTA IRM TDM ECG EEG ETT OK NB PJ CC RAS PS OD OG ODG TA FC FR PA GB HB IV SC PO IM VO SE CI AC LA VD VG CH SA AP TV TR TC DT ID AS DR PR MR NA NC ST RX US".split()
)


def find(page: Page) -> Iterator[Span]:
    """Initials and short names in the places of a signature."""
    text = page.text
    for match in _note_heads(page):
        yield from _who(page, match.start("who"), match.end("who"), "note")
        for i in page.tokens_in(match.start("rest"), match.end("rest")) if match["rest"] else ():
            info = page.info(i)
            if info.first >= 3 and not info.wordish and not info.medical:
                yield Span(page.starts[i], page.ends[i], "PRENOM", "signature.note", CONTEXT)
    for match in page.matches_at(_LINE, _line_starts(page)):
        yield from _who(page, match.start("who"), match.end("who"), "line")
    for match in _headed(page, _TYPIST, _HEAD_OF_TYPIST, _TYPED_STARTS):
        yield from _letters(match.start("who"), match["who"], "typist", sure=True)
    for match in _headed(page, _SMALL, _HEAD_OF_SMALL, _SMALL_STARTS):
        yield from _letters(match.start("who"), match["who"], "small")
    for i in page.at(_SLASH):
        match_ = _BEHIND_SLASH.match(text, page.starts[i])
        if match_ and i and _NAME_END.search(page.words[i - 1]):
            yield from _letters(match_.start("who"), match_["who"], "small")
    for match in page.matches(_FORMULA, _FORMULA_STARTS):
        if match["who"][0].isupper():
            yield from _who(page, match.start("who"), match.end("who"), "formula")
    stopped = [i for i in page.at(LETTER) if text[page.ends[i] : page.ends[i] + 1] == "."]
    for match in page.matches_at(_END_OF_MESSAGE, stopped):
        if _ENDED.search(page.gaps[page.token_at(match.start())]):
            yield Span(match.start("who"), match.end("who"), "PRENOM", "signature.end", CONTEXT)
    yield from _last_line(page)
    yield from _lone_surname(page)
    for i in page.at(LETTER):
        if i and page.words[i - 1] in _BY_WORDS and page.gaps[i].isspace():
            match_ = _DOTTED.match(text, page.starts[i])
            if match_:
                yield from _letters(match_.start("who"), match_["who"], "dotted")
    for match in page.matches_at(_EXTENSION, page.having(page.at(LINE), _SHORT_CAPITALS)):
        if match["who"] not in SHORT_FORMS:
            yield from _letters(match.start("who"), match["who"], "extension")
    closes = _CLOSES.search(text, max(0, len(text) - 8))
    last = len(page) - 1
    if (
        closes
        and last
        and page.ends[last] == closes.end("who")
        and _ENDED.search(page.gaps[last])
        and closes["who"] not in SHORT_FORMS
    ):
        yield from _letters(closes.start("who"), closes["who"], "closes")
    for match in page.matches(_TITLED, _TITLE_STARTS):
        yield Span(match.start("who"), match.end("who"), "NOM", "signature.titled", CONTEXT)
    for i in stopped:
        if i and page.gaps[i] == " " and _given(page, i - 1):
            first = i - 2 if i > 1 and page.gaps[i - 1] == "-" and page.shapes[i - 2] == page.shapes[i - 1] else i - 1
            yield Span(page.starts[first], page.ends[i - 1], "PRENOM", "signature.name", CONTEXT)
            yield Span(page.starts[i], page.ends[i] + 1, "NOM", "signature.initial", CONTEXT)
    for match in page.matches(_PAIR, _TWO_CAPITALS):
        if not _AFTER_FIGURE.search(text, max(0, match.start() - 2), match.start()) and (
            match["who"].count(".") + match["who"].count(" ") > 1
        ):
            yield from _letters(match.start("who"), match["who"], "pair")
    for match in _slashed(page):
        if _NOT_WORD.sub("", match["who"]) not in _NOTHING and (
            match.end() > len(text) - 160 or "." in match["who"] or " " in match["who"]
        ):
            yield from _letters(match.start("who"), match["who"], "slash")


_BY_WORDS = frozenset(
    (
        "par",
        "by",
        "signé",
        "frappe",
        "dicté",
        "visa",
        "relu",
        "saisie",
        "interne",
        "externe",
        "instructeur",
        "secrétaire",
        "réf",
    )
)
_AFTER_FIGURE = re.compile(r"\d\s?\Z")
_NOT_WORD = re.compile(r"\W")
_PART = re.compile(r"[A-Za-zÀ-ÿ]+\.?")


def _note_heads(page: Page) -> Iterator[re.Match[str]]:
    """The heads of nursing notes: lines with a date near their start."""
    text, done = page.text, 0
    for i in page.at(_DATE_JOINT):
        if i and page.words[i][0].isdigit() and page.words[i - 1][-1].isdigit():
            line = text.rfind("\n", 0, page.starts[i]) + 1
            timed = line >= done and page.starts[i] - line < 34 and _TIMED.match(text, page.starts[i])
            match = _NOTE_HEAD.match(text, line) if timed else None
            done = max(done, match.end() if match else line + 1)
            if match:
                yield match


def _line_starts(page: Page) -> Iterator[int]:
    """Capitals that open a line."""
    if page.words and not page.gaps[0].strip("> \t\r\f\v|\n") and page.has(0, _LINE_STARTS):
        yield 0
    for i in page.at(LINE):
        if i and page.has(i, _LINE_STARTS) and _OPENS.search(page.gaps[i]):
            yield i


def _headed(page: Page, pattern: re.Pattern[str], head: re.Pattern[str], cue: Cue) -> Iterator[re.Match[str]]:
    """Matches of a pattern whose head may stand inside a word (`N/Réf`, `préf.`)."""
    done = 0
    for i in page.at(cue):
        for begin in head.finditer(page.text, page.starts[i], page.ends[i]):
            match = pattern.match(page.text, begin.start()) if begin.start() >= done else None
            if match:
                done = match.end()
                yield match


def _slashed(page: Page) -> Iterator[re.Match[str]]:
    """Initials behind a slash, a bar, a dash, or `par`, `signé`, `vu`."""
    text, done = page.text, 0
    dashes = set(page.at(_DASH))
    for i in page.at(_SHORT_CAPITALS):
        if i in dashes:
            match = _SLASHED.match(text, page.starts[i])
        elif (
            i
            and len(page.gaps[i]) == 1
            and page.gaps[i].isspace()
            and page.words[i - 1].endswith(("par", "signé", "vu"))
        ):
            match = _BY.match(text, page.starts[i]) if _may_sign(page, i) else None
        else:
            continue
        if match and match.start() >= done:
            done = match.end()
            yield match


def _may_sign(page: Page, i: int) -> bool:
    """Whether capitals behind `par` may be initials: three of them are if no list and no short form holds them."""
    info = page.info(i)
    return len(page.words[i]) < 3 or (page.words[i] not in SHORT_FORMS and not info.medical and info.zipf < 2.2)


def _last_line(page: Page) -> Iterator[Span]:
    """Initials or a given name that are all there is on the note's last line."""
    match = _LAST_LINE.search(page.text, max(0, len(page.text) - 60))
    if match is None or not len(page):
        return
    info = page.info(page.token_at(match.start("who")))
    initials = match["who"].isupper() and match["who"] not in ("RAS", "OK", "NB", "FIN", "PJ", "CC", "NR")
    if initials or (not match["who"].isupper() and info.first >= 2 and not (info.medical and info.first < 3)):
        yield Span(match.start("who"), match.end("who"), "NOM" if initials else "PRENOM", "signature.last", CONTEXT)


def _lone_surname(page: Page) -> Iterator[Span]:
    """`…bon courage pour la nuit.⏎Brun⏎`: a surname, a word too, that is a whole line under a finished sentence near the end."""
    for i in page.at(LINE):
        if (
            page.starts[i] < len(page.text) - 700
            or page.shapes[i] not in (TITLE, UPPER)
            or not _ENDED.search(page.gaps[i])
        ):
            continue
        info, after = page.info(i), page.text[page.ends[i] : page.ends[i] + 3]
        alone = not after or after[0] == "\n"
        if alone and info.surname >= 3 and not info.medical and info.zipf < 4.8 and page.folded[i] not in NEVER:
            yield Span(page.starts[i], page.ends[i], "NOM", "signature.alone", CONTEXT)


def _given(page: Page, i: int) -> bool:
    """Whether a lone letter with a stop behind token ``i`` is the initial of a family name: `maelle p.`, `Kévin D.`."""
    info = page.info(i)
    if page.shapes[i] not in (TITLE, LOWER, UPPER) or len(page.words[i]) < 3 or not page.words[i + 1].isalpha():
        return False
    return (
        info.first >= 2.5 and not info.medical and (not info.wordish or (info.first >= 3.5 and page.shapes[i] == TITLE))
    )


def _letters(start: int, who: str, kind: str, *, sure: bool = False) -> Iterator[Span]:
    letters = _NOT_WORD.sub("", who)
    if (not sure and letters in _NOTHING) or letters in _SMALL_WORDS:
        return
    for part in _PART.finditer(who):
        yield Span(start + part.start(), start + part.end(), "NOM", f"signature.{kind}", CONTEXT)


def _who(page: Page, start: int, end: int, kind: str) -> Iterator[Span]:
    """The signer's tokens: initials, and names that the lists or the place make likely."""
    tokens = [i for i in page.tokens_in(start, end) if page.folded[i] not in _TITLES]
    if not tokens or len(tokens) > 5:
        return
    letters = _NOT_WORD.sub("", page.text[start:end])
    if letters in _NOTHING or any(page.info(i).medical and not page.info(i).first for i in tokens):
        return
    wordish = [
        i
        for i in tokens
        if len(page.words[i]) > 2 and page.info(i).wordish and page.info(i).surname < 2 and page.info(i).first < 3
    ]
    known = [i for i in tokens if page.info(i).first >= 2 or page.info(i).surname >= 1]
    short = all(len(page.words[i]) <= 2 for i in tokens)
    if wordish or not (known or short):
        return
    if short and kind == "line" and "." not in page.text[start : end + 1]:
        return
    if short and len(letters) > 4:
        return
    for i in tokens:
        dot = page.text[page.ends[i] : page.ends[i] + 1] == "." and len(page.words[i]) <= 2
        yield Span(
            page.starts[i],
            page.ends[i] + dot,
            "PRENOM" if i == tokens[0] and len(tokens) > 1 else "NOM",
            f"signature.{kind}",
            CONTEXT,
        )
