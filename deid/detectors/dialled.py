"""Numbers to dial that no word for telephone announces, and those of overseas: `Maëlle : 84 217`, `bip de Karim 6 31 08`, `bloc, 5 2214`.

Groups of four to six figures count right behind a first name, a service or a role; eight figures in pairs (`40 12 34 56`, `vini 87 …`) and six in
pairs (`27 41 18`) are the numbers of Polynesia and New Caledonia.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from deid import dates
from deid.cues import Cue
from deid.detectors.extensions import SERVICES
from deid.marks import CAPITAL
from deid.page import TITLE, UPPER, Page
from deid.spans import CONTEXT, Span
from deid.vocabulary import CIVIL, KIN, MEDICAL, ROLES, SHORT_FORMS

_SMALL = r"(?:\d \d{4}|\d{2}[ .]\d{3}|\d{3}[ .-]\d{2}|\d[ .]\d{2}[ .]\d{2}|\d{2}[ .]\d{2}|\d \d{3}|\d{3} \d{3}|\d{4,6}|\d-\d{4}|\d{2}-\d{3})"
_END = r"(?![\w%°]|[.,:/]\d| \d|[ ]?(?:mg|ml|g|ui|kg|ans|mois|jours?|h|min|cp|gouttes|mm|cm|l|x|patients?|lits?|€|euros)\b|[ ]?(?:/(?! ?[A-ZÀ-Ý][^\W\d_])|\+/|×))"
_NUMBER = re.compile(rf"(?P<n>{_SMALL}){_END}")
_SPLIT = Cue(written=r"\d{1,3}\Z", of="figure")
_WHOLE = Cue(written=r"[1-9]\d{3,5}\Z", of="figure")
_YEAR = re.compile(r"(?:19|20)\d\d\Z")
_BETWEEN = frozenset(
    (
        ": ",
        " : ",
        ", ",
        " (",
        " ",
        " – ",
        " - ",
        " — ",
        " → ",
        " -> ",
        " / ",
        " = ",
        ") ",
        ") : ",
        " ☎ ",
        " ☎",
        "(",
        ":",
        " tél ",
        " : (",
        " ☏ ",
        " 📞 ",
        ". ",
        " *",
        " (*",
    )
)
_SIGNED = frozenset((": ", " : ", " (", " → ", " -> ", " = ", ") : ", " ☎ ", " ☎", ":", " ☏ ", " 📞 "))
_JOINED = ([" "], ["."], ["-"])
_CALLS = frozenset(
    "bip bips dect poste postes tel telephone fax ext interne beep bipper biper joindre appeler rappeler contacter prevenir tph portable port gsm vini mobilis vodafone numero ligne astreinte garde".split()
)
_LINKS = frozenset("de du des d la le les l au a".split())
_CLOSE = re.compile(
    r"[ \t]*(?:[,;)\]\n|.]|\Z|/[A-ZÀ-Ý]|[-–—/→] |(?:si|pour|ou|et|puis|avant|en cas|svp|avec|qui|sinon|jusqu|entre|de \d|24|h24|jour|nuit|we)\b)"
)
_PAIRS = re.compile(
    r"(?P<n>(?:4[0-9]|8[7-9])(?P<s>[ .])\d\d(?P=s)\d\d(?P=s)\d\d)(?![\d%]|[.,/]\d|[ .]\d|[ ]?(?:mg|ml|ui)\b)"
)
_PACIFIC = Cue(written=r"(?:4\d|8[7-9])\Z", of="figure")
_ABROAD = re.compile(r"(?P<n>0\d{1,2}[ /.]\d{2,3}[ .]\d\d[ .]\d\d)(?![\d%]|[.,/]\d|[ .]\d|[ ]?(?:mg|ml|ui)\b)")
"""Numbers of Belgium (`02 555 31 11`) and Switzerland (`022 372 33 11`)."""
_ABROAD_STARTS = Cue(written=r"0\d{1,2}\Z", of="figure")
_CUT = re.compile(r"0[1-9](?P<s>[ .])\d\d(?P=s)\d\d(?P=s)\d\d(?P=s)\d(?![\w%]|[.,/]\d)")
"""A number whose last figure is missing."""
_OPENED = re.compile(r"\(0[1-9]\)(?: ?\d\d){4}(?!\d)")
_SHORT = r"(?:\d{4,6}|\d[ .-]\d{3,5}|\d[ .]\d\d[ .]\d\d|\d\d(?:[ .]\d\d){1,2}|\d\d[ .]\d{3})"
_CALLING = re.compile(
    rf"(?:bip\w*|beep\w*|dect|fax|t[ée]l[ée]copie|dispensaire|rappeler|joindre|t[ée]l)(?: (?:le|au|du|la|de|garde|dispensaire|bureau|secr[ée]tariat|service|en cas d['’]urgence)){{0,3}}\.?[ ]?[:…=–-]{{0,2}}[ .]?\*?(?P<n>{_SHORT}|[1-9](?: \d\d){{4}}){_END}(?:[ ]?(?:ou|/|et|,)(?: au| le)? \*?(?P<more>{_SHORT}){_END})?",
    re.I,
)
_CALLERS = Cue("fax telecopie dispensaire rappeler joindre tel dect", heads="bip beep")
_LETTER_BEFORE = re.compile(r"[^\W\d][^\d\n]{0,12}\Z")


def find(page: Page) -> Iterator[Span]:
    """Every such number of a French page."""
    if page.lang == "en":
        return
    for match in page.matches(_ABROAD, _ABROAD_STARTS):
        if sum(map(str.isdigit, match["n"])) in (9, 10) and re.search(r"\d{3}", match["n"][2:]):
            yield Span(match.start(), match.end(), "TEL", "dialled.abroad", CONTEXT)
    for i in page.at(_ABROAD_STARTS):
        start = page.starts[i]
        cut = _CUT.match(page.text, start) or _OPENED.match(page.text, max(0, start - 1))
        if cut:
            yield Span(cut.start(), cut.end(), "TEL", "dialled.cut", CONTEXT)
    for match in page.matches(_CALLING, _CALLERS):
        for name in ("n", "more"):
            if match[name] and not _YEAR.match(match[name]):
                yield Span(*match.span(name), "TEL", "dialled.called", CONTEXT)
    done = 0
    gaps, words = page.gaps, page.words
    split = [i for i in page.at(_SPLIT) if gaps[i + 1 : i + 2] in _JOINED and words[i + 1].isdigit()]
    for i in sorted({i for i in (*page.at(_WHOLE), *split) if gaps[i] in _BETWEEN}):
        start = page.starts[i]
        if start < done or (i and words[i - 1].isdigit() and len(gaps[i]) == 1):
            continue
        end = _pacific(page, i) or _dialled(page, i)
        if end:
            done = end
            yield Span(start, end, "TEL", "dialled", CONTEXT)


def _pacific(page: Page, i: int) -> int:
    """Where four pairs of figures that begin like a number of Polynesia end, 0 if they do not stand there."""
    match = _PAIRS.match(page.text, page.starts[i]) if page.has(i, _PACIFIC) else None
    if not match or (i and page.words[i - 1].isdigit() and page.gaps[i] == " "):
        return 0
    low = max(0, match.start() - 16)
    return match.end() if not low or _LETTER_BEFORE.search(page.text, low, match.start()) or "(" in page.gaps[i] else 0


def _dialled(page: Page, i: int) -> int:
    """Where the number at token ``i`` ends, 0 if nobody is called there."""
    match = _NUMBER.match(page.text, page.starts[i])
    if not match or not i or page.gaps[i] not in _BETWEEN or not _CLOSE.match(page.text, match.end()):
        return 0
    value = match["n"]
    if (
        _YEAR.match(value)
        or value[0] == "0"
        or (value.isdigit() and dates.read(value) and not (len(value) == 4 and page.folded[i - 1] in _CALLS))
    ):
        return 0
    return match.end() if _is_called(page, i, value) else 0


def _is_called(page: Page, i: int, value: str) -> bool:
    """A first name and a sign, a word for calling and whom one calls, or a service and a sign stand before token ``i``."""
    k = i - 1
    if page.folded[k] in ROLES and page.gaps[k].endswith("(") and page.gaps[i].startswith(")") and k:
        k -= 1  # `Chantal (IDE) 71 204`
    word = page.records[k]
    signed = page.gaps[i] in _SIGNED
    person = word.shape in (TITLE, UPPER) and word.info.first >= 2.5 and not word.info.medical and len(word.folded) > 2
    grouped = not value.isdigit()
    if person and grouped and page.gaps[i] == ", " and page.gaps[k].endswith("("):
        return True  # `(Nadège, 79 811)`
    if person or (
        page.has(k, CAPITAL) and len(word.folded) > 2 and not word.info.medical and word.written not in SHORT_FORMS
    ):
        before = [page.folded[m] for m in range(max(0, k - 4), k)]
        called = any(folded in _CALLS for folded in before)
        if called or (person and signed and word.folded not in KIN):
            return True
        titled = any(folded in MEDICAL or folded in CIVIL or folded in ROLES or folded in KIN for folded in before)
        return titled and (signed or grouped)
    if word.folded in SERVICES and (signed or page.gaps[i] == ", "):
        return not value.isdigit() or len(value) in (4, 5)
    if word.folded in _CALLS:
        return grouped or len(value) > 3
    return word.folded in _LINKS and page.folded[k - 1] in _CALLS and k > 0
