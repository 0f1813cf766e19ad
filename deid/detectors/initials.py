"""Initials of those who write, dictate, type and pass on: `frappe : alt/ml`, `N/réf : HAQ/cd`, `MLB ide`, `vu PM`, `Amitiés, SF`.

Initials and the short forms of medicine look alike (CG: red cells, PM: pacemaker). The place decides: behind a word of
writing, before a role at the end of a note's line, under a closing formula, in a reference, or as the first letters of a
person who is named elsewhere in the document. Where the place is weak, a short form of medicine is none.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from itertools import pairwise

from deid.cues import Cue, GapCue
from deid.marks import CAPITALS, HYPHEN
from deid.page import Page
from deid.spans import CONTEXT, Span
from deid.vocabulary import PARTICLES, ROLES, SHORT_FORMS

_CAPITALS = r"[A-ZÀ-ÝĀ-ŒŔ-ŽẠ-Ỹ]{2,4}(?![\w'’])|[A-Z]\. ?[A-Z][a-z]{1,2}(?![\w'’])|(?:[A-Z][a-z]?\.[- ]?){2,3}(?![\w])"
_ANY = rf"{_CAPITALS}|[a-z]{{2,3}}(?![\w'’@-]|\.\w)|[a-z]\.-?[a-z]\.?(?!\w)"
_ROLE = (
    r"(?i:ides?|idec|iade|ibode|as|ash|ap|aes|kin[ée]|interne|externe|cadre|anesth\.?|sf|ide/as|manip|tech\.?|psy|di[ée]t\.?|ergo|ortho|"
    r"infirmi[eè]re?|m[ée]decin|chir\.?|senior|sage-femme|aide-soignante?|orthoptiste|RN|MD|NP|SHO|HCA|registrar|nuit|jour|matin|soir|apr[èe]s-midi)"
)
_ENDS = r"(?=[ \t]*(?:$|\n|[,;.)|/–—-]|[ \t]{2,}|\(|\d{1,2} ?[h:]|(?:le|à|à son tour|ce|pour|et|au|on|tap[ée]e?|frapp[ée]e?|relue?|saisie?|dict[ée]e?) ))"
_TYPED = re.compile(
    rf"(?<![^\W_])(?i:frapp[ée]e?s?|tap[ée]e?s?|dactylo\w*|saisie?s?|secr[ée]tariat|secr(?:[ée]taire)?\.?|transcri(?:te?|ption)|typed|transcribed|dict\.|dact\.|frp\.?|transcr\.)"
    rf"(?:[ \t]*:[ \t]*|[ \t]+(?:(?i:par|by)[ \t]+)?:?[ \t]*)(?P<who>{_ANY})(?:[ \t]?/[ \t]?(?P<second>{_ANY}))?{_ENDS}"
)
_WROTE = re.compile(
    rf"(?<![^\W_])(?P<verb>(?i:dict[ée]e?s?|r[ée]dig[ée]e?s?|valid[ée]e?s?|sign[ée]e?s?|relue?s?|relecture|visa|double lecture|s[ée]nioris[ée]e?|interpr[ée]t[ée]e?s?|"
    rf"not[ée]|contr[ôo]l[ée]e?s?|v[ée]rifi[ée]e?s?|transmise?s?|pr[ée]venue?s?|appel[ée]e?s?|r[ée]alis[ée]e?s?|faite?s?|pos[ée]e?s?|pr[ée]lev[ée]e?s?|vue?s?|revue?s?|"
    rf"avis|discut[ée]e?|examin[ée]e?|signed|dictated|seen|reviewed|checked|d/w|r/v))(?P<link>[ \t]+(?i:(?:[ée]lectroniquement |en interne |ce jour )?(?:par|avec|aupr[èe]s de|à|by|with))[ \t]+|[ \t]*:[ \t]*|[ \t]+)"
    rf"(?P<who>{_CAPITALS}|[A-Z]\.(?=[ \t]*(?:$|\n)))(?:[ \t]?/[ \t]?(?P<second>{_ANY}))?(?={_ENDS}|[ \t]+{_ROLE}(?![^\W_]))",
    re.M,
)
_WROTE_STARTS = Cue(
    "dicte dictee redige redigee valide validee valides signe signee relu relue relus relecture visa double seniorise seniorisee interprete interpretee note controle controlee verifie verifiee transmis transmise transmises "
    "prevenu prevenue appele appelee realise realisee realises realisees fait faite faits faites pose posee preleve prelevee vu vue vus revu revue avis discute discutee examine examinee signed dictated seen reviewed checked d r"
)
_TYPED_STARTS = Cue(
    "frappe frappee tape tapee tapes dactylo dactylographie dactylographiee saisi saisie secretariat secretaire secr transcrit transcrite transcription typed transcribed dict dact frp transcr"
)
_REFERENCE = re.compile(
    r"(?<![^\W_])(?:[NnVv](?:/|os |otre |\.|/ )? ?)?[Rr][ée]f(?:[ée]rences?|s)?\.?(?:[ \t]*(?:[:/])[ \t]*|[ \t]+)(?P<who>[A-ZÀ-ÝĀ-ŒŔ-ŽẠ-Ỹ]{2,4}(?:[./ -][A-Za-z]{2,4}(?![\w])){0,3}|[a-z]{2,3}/[a-z]{2,3})(?=[ \t]*(?:$|\n|[,;/–—|]|  |\d| -))",
    re.M,
)
_FIELD = re.compile(
    rf"(?<![^\W_])(?:P?ARM|[Mm][ée]d(?:ecin)?|M[ÉE]D(?:ECIN)?|[Pp]raticien(?:ne)?|[Pp]rescripteur|[Dd]emandeur|[Rr][ée]f[ée]rente?|MAR|[Ss]age-femme|[Pp]uer(?:icultrice)?|AP|[Dd]i[ée]t(?:[ée]ticienne)?|[Ee]rgo|[Pp]sy|[Ss]enior|[Ss][ée]nior|[Aa]ides?(?: op[ée]ratoires?)?|[Oo]p[ée]rat(?:eur|rice)s?|[Rr][ée]g(?:ulat(?:eur|rice))?|[Ii]nternes?|[Ee]xterne|[Ss]enior|IDE|IADE|IBODE|AS|[Kk]in[ée]|[Mm]anip|[Tt]ech(?:nicien(?:ne)?)?|"
    rf"[Cc]hir(?:urgien(?:ne)?)?|[Aa]nesth(?:[ée]siste)?|[Pp]anseuse|[Ii]nstrumentiste|SF|[Rr][ée]dact(?:eur|rice)|[Aa]uteur|[Vv]isa|[Ss]ignature|[Ii]nitiales|[Ll]ect(?:eur|rice)|[Pp]r[ée]leveu[rs]e?|[Oo]bservat(?:eur|rice)|[Aa]uthor|[Ss]crub)\.?[ \t]*:[ \t]*(?P<who>{_CAPITALS})(?:[ \t]?/[ \t]?(?P<second>{_CAPITALS}))?(?:{_ENDS}|(?=[ \t]+[A-ZÀ-ÝĀ-ŒŔ-ŽẠ-Ỹ][a-zà-ÿā-žạ-ỹ]+[ \t]?:))",
)
_CLOSING = re.compile(
    rf"(?i:amiti[ée]s?|amicalement|cordialement|confraternellement|salutations|bises|merci|regards|bien [àa] toi|bien [àa] vous|bonne journ[ée]e|bon week-?end)[^\n\w]{{0,6}}(?:\n[ \t>]*){{0,3}}(?P<who>{_CAPITALS})[ \t]*$",
    re.M,
)
_BEFORE_ROLE = re.compile(
    rf"(?P<who>{_CAPITALS}|[A-Z]\. ?[A-Z][a-z]{{1,2}})[ \t]*(?P<role>,?[ \t]?\(?{_ROLE}\)?)(?=[ \t]*(?:$|[.,;)|/–—]| {{2,}}))",
    re.M,
)
_OPENS = re.compile(r"(?:\n[ \t]*|[.!?;:,)+][ \t]+|[–—/|-][ \t]+| {2,})\Z")
_SPOKEN = frozenset(("vu", "vue", "par", "avec", "avis", "à"))
_PAIR = re.compile(
    r"(?P<who>[A-ZÀ-ÝĀ-ŒŔ-ŽẠ-Ỹ]{2,4}|[A-Z]{1,2})[ \t]?/[ \t]?(?P<second>[a-z]{2,3}|[A-Z]{2,3})(?=[ \t]*$|[ \t]{2,}|[ \t]*\*)",
    re.M,
)
_APART = re.compile(r"(?:\n[ \t]*|[ \t]{3,}|[ \t][–—|-][ \t]+|\)[ \t]+)\Z")
_MARGIN = re.compile(rf"(?P<who>{_CAPITALS})[ \t]*(?=$|/[ \t]|[ \t]{{2,}})", re.M)
_COLUMN = re.compile(r"\S[ \t]{3,}\Z")
_STOPPED = re.compile(r"\.[ \t]+\Z")
_SECRETARY = re.compile(r"secr|sec\.|t[ée]l")
_SMALL_WORDS = frozenset(
    "le la les un une du de des en et au aux ce il on je tu par non nom re vu sur ma mon ton son ses mes pas si ou the by on to of in ici oui ras ok fin nb pj mg ml kg cp".split()
)
_CLEAR = re.compile(
    r"(?i)(?:dict|rédig|redig|valid|sign|relu|relec|visa|double|sénior|senior|interpr|typed|dictated|transmis|appel)"
)


_REFERENCE_STARTS = Cue("n v nos vos notre votre", heads="ref nref vref")
_FIELD_STARTS = Cue(
    heads="parm arm med praticien prescrip demandeur referent mar sage puer ap diet ergo psy aide operat reg interne externe senior ide iade ibode as kin manip tech chir anesth panseuse instrumentiste sf redact auteur visa signature initiales lect prelev observat author scrub"
)
_CLOSING_STARTS = Cue(
    heads="amiti amicalement cordialement confraternellement salutations bises merci regards bien bonne bon"
)
_ROLE_STARTS = Cue(
    "ide ides idec iade ibode as ash ap aes kine interne externe cadre anesth sf manip tech psy diet ergo ortho infirmiere infirmire infirmier medecin chir senior sage aide orthoptiste rn md np sho hca registrar "
    "nuit jour matin soir apres"
)
_TWO_OR_THREE = Cue(written=r"[A-Z]{2,3}\Z", of="capital", listed=False)
_SLASH = GapCue(r"\A[ \t]?/[ \t]?\Z")
_WIDE = GapCue(r"[ \t]{3,}\Z")
_DASH = GapCue(r"\A[ \t]*[–—][ \t]*\Z")


def find(page: Page) -> Iterator[Span]:
    """Initials in the places where writers leave them."""
    for match in page.matches(_TYPED, _TYPED_STARTS):
        yield from _both(match, clear=True)
    for match in page.matches(_WROTE, _WROTE_STARTS):
        if match["link"].strip() or _CLEAR.match(match["verb"]) or match["verb"].lower() in _SEEN:
            certain = bool(_CLEAR.match(match["verb"])) or "par" in match["link"] or "by" in match["link"]
            if certain or _seen(page, match):
                yield from _both(match, clear=True)
    for pattern, cue in ((_REFERENCE, _REFERENCE_STARTS), (_FIELD, _FIELD_STARTS), (_CLOSING, _CLOSING_STARTS)):
        for match in page.matches(pattern, cue):
            yield from _both(match, clear=pattern is not _FIELD)
    for i in page.at(_SLASH):
        pair = _PAIR.match(page.text, page.starts[i - 1]) if i and page.has(i - 1, CAPITALS) else None
        if pair and _stands_apart(page, i - 1):
            yield from _both(pair, clear=False, lone=True)
    for i in page.at(HYPHEN):
        if (
            page.has(i - 1, _TWO_OR_THREE)
            and page.words[i].islower()
            and len(page.words[i]) < 7
            and _typed_line(page, i)
        ):
            yield from _parts(page.starts[i - 1], page.words[i - 1])
            yield from _parts(page.starts[i], page.words[i])
    yield from _before_roles(page)
    yield from _in_margin(page)


def _typed_line(page: Page, i: int) -> bool:
    """Whether token ``i`` closes a bracket or a line that speaks of dictation (`(dicté non relu / CHT-nath)`)."""
    before = page.text[max(0, page.starts[i] - 45) : page.starts[i]].rpartition("\n")[2].lower()
    closes = page.text[page.ends[i] : page.ends[i] + 1] in ("", "\n", ")", " ")
    return closes and any(word in before for word in ("dict", "relu", "frapp", "secr", "réf", "ref"))


def _stands_apart(page: Page, i: int) -> bool:
    """Whether token ``i`` opens a line or a column, or stands behind a dash or a bracket."""
    return _APART.search(page.gaps[i]) is not None or (i == 0 and not page.gaps[0].strip(" \t"))


def _before_roles(page: Page) -> Iterator[Span]:
    """`AB, ide`, `avis CG anesth`: initials between a sign, the start of a line or a word of speaking, and a role."""
    text, starts, done = page.text, page.starts, 0
    for i in page.at(_ROLE_STARTS):
        for first in range(max(0, i - 3), i):
            if starts[first] < done or len(page.words[first]) > 4 or not page.words[first][0].isupper():
                continue
            spoken = page.gaps[first] in (" ", "\t") and first and page.words[first - 1].lower() in _SPOKEN
            if not (spoken or _OPENS.search(page.gaps[first]) or (not first and not page.gaps[0].strip(" \t"))):
                continue
            match = _BEFORE_ROLE.match(text, starts[first])
            if match and match.start("role") <= starts[i] < match.end("role"):
                done = match.end()
                head = page.words[first - 1] if spoken else match["who"]
                yield from _both(match, clear=head.lower().startswith(("vu", "par", "avec", "avis")))
                break


def _in_margin(page: Page) -> Iterator[Span]:
    """Initials in a right-hand column, and before `— secr.`, `– tél`."""
    text, starts = page.text, page.starts
    found = []
    for i in page.at(_WIDE):
        match = _MARGIN.match(text, starts[i]) if page.words[i][0].isupper() else None
        if match and _COLUMN.search(text, max(0, starts[i] - 40), starts[i]):
            found.append((starts[i], match["who"]))
    for i in page.at(_DASH):
        before = page.words[i - 1] if i and page.has(i - 1, _TWO_OR_THREE) else ""
        if before and _SECRETARY.match(text, starts[i]) and _STOPPED.search(page.gaps[i - 1]):
            found.append((starts[i - 1], before))
    for start, who in sorted(found):
        yield from _span(start, who, clear=False)


_SEEN = frozenset(("vu", "vue", "vus", "revu", "revue", "avis"))


_THEN_ROLE = re.compile(rf"[ \t]+{_ROLE}(?![^\W_])", re.I)
_THE_END = re.compile(r"[ \t]*(?:\n|$)|[ \t]{2,}")
_PART = re.compile(r"[^\W\d_]+\.?")


def _seen(page: Page, match: re.Match[str]) -> bool:
    """`vu PM`, `avis CG anesth`: a person where the words end there or a role follows; `vu IRM` is an examination."""
    before = page.text[max(0, match.start() - 12) : match.start()].lower()
    if before.rstrip().endswith(("déjà", "non", "être", "jamais")):
        return False
    who = re.sub(r"\W", "", match["who"])
    after = page.text[match.end() : match.end() + 14]
    role = _THEN_ROLE.match(after)
    if who in SHORT_FORMS:
        ends = bool(_THE_END.match(after))
        return bool(role) or (ends and match["verb"].lower().startswith("vu") and who not in _EXAMINATIONS)
    return bool(role) or who not in _EXAMINATIONS


_EXAMINATIONS = frozenset(
    "IRM TDM ECG EEG ETT ETO EFR EMG RCP ORL CCV CMF CTCV EOH ARS SAU REA USIC USC MPR EMSP HDJ UMJ DIM HAD SSR SMR NFS ECBU TEP FOGD CLAT PMI CLUD EMG PM RX TA VS CI AEG AMM IPP RAS OK EI EIG CR CRO CRH CAT HTA AVC EP TVP BU".split()
) - {"PM"}


def _both(match: re.Match[str], *, clear: bool, lone: bool = False) -> Iterator[Span]:
    second = match.groupdict().get("second")
    clear = clear or (lone and second is not None and second.islower())
    if lone and match["who"] in SHORT_FORMS and (second or "").upper() in SHORT_FORMS:
        return
    yield from _span(match.start("who"), match["who"], clear=clear)
    if second:
        yield from _parts(match.start("second"), second)


def _span(start: int, who: str, *, clear: bool) -> Iterator[Span]:
    """The parts of ``who``; in a weak place a short form of medicine is no person."""
    letters = re.sub(r"[^\w]", "", who)
    if letters.lower() in ROLES and len(letters) > 2:
        return
    if letters in _SMALL_WORDS or (not clear and letters in SHORT_FORMS) or letters in _NEVER or who.startswith("P.-S"):
        return
    yield from _parts(start, who)


def _parts(start: int, who: str) -> Iterator[Span]:
    for part in _PART.finditer(who):
        yield Span(start + part.start(), start + part.end(), "NOM", "initials", CONTEXT)


_NEVER = frozenset(
    "RAS OK NB PJ CC FIN OUI NON IDE AS IRM TDM ECG HTA SAU CHU CH DR PR MR MME LE LA UN DE DU CE ET SMS MAIL PV URG RDV MT EN".split()
)


def of_named(page: Page, found: list[Span]) -> Iterator[Span]:
    """The initials of a person whom the document names: three letters anywhere, two where a person is spoken of."""
    known = _initials_of(page, found) - _NEVER
    for i in sorted([i for letters in known for i in page.tokens_of(letters)]):
        if _stands(page, i):
            yield Span(page.starts[i], page.ends[i], "NOM", "initials.named", CONTEXT)


def _initials_of(page: Page, found: list[Span]) -> set[str]:
    """The initials, of two to four letters, of the given and family names that stand side by side."""
    known: set[str] = set()
    words, folded = page.words, page.folded
    for one, two in pairwise(sorted({span[:3] for span in found if span.label in ("NOM", "PRENOM")})):
        if one[2] == two[2] or two[0] - one[1] > 2 or page.text[one[1] : two[0]].strip(" .,"):
            continue
        given, family = (one, two) if one[2] == "PRENOM" else (two, one)
        first = "".join([words[i][0] for i in page.tokens_in(given[0], given[1])])
        tokens = page.tokens_in(family[0], family[1])
        whole = "".join([words[i][0] for i in tokens])
        bare = "".join([words[i][0] for i in tokens if folded[i] not in PARTICLES]) or whole
        for last in {whole, bare}:
            known |= {(first + last).upper(), (last + first).upper()}
    return {letters for letters in known if 1 < len(letters) < 5}


_SPOKEN_OF = re.compile(
    r"(?:\b(?i:par|avec|avis|vue?|dr|pr|à|chez|transmis|pr[ée]venue?|appel[ée]e?|signé|validé|et)\s|[,;/(–—-]\s?)$"
)


def _stands(page: Page, i: int) -> bool:
    word, text = page.words[i], page.text
    after, before = text[page.ends[i] : page.ends[i] + 12], text[max(0, page.starts[i] - 12) : page.starts[i]]
    if len(word) > 2:
        return word not in SHORT_FORMS or bool(re.search(r"\bpar\s$", before))
    ends = re.match(r"[ \t]*(?:$|\n|\)|[,;/]|\.\s*(?:\n|$))", after)
    alone = page.line_start(i) and bool(re.match(r"[ \t]*(?:$|\n|:)", after))
    return (bool(ends and _SPOKEN_OF.search(before)) or alone) and (
        word not in SHORT_FORMS or bool(re.search(r"(?:\bpar|signé|validé)\s$", before))
    )
