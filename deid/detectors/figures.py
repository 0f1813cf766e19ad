"""Fail closed on numbers: figures that no quantity, date, hour or result is, whatever stands before them.

`(976 240 00817)`, `N° perm. 45 118 722`, `FINESS620103432`, `PRPS : 1O1 034 567 89`, `n° CAFAT de la mère 418 227 9`. Seven figures or more
in groups of one blank are a number where a group begins with a zero, is long, or all are of three; fewer behind a word that announces one.
"""

from __future__ import annotations

import itertools
import re
from collections.abc import Iterator

from deid import dates
from deid.cues import Cue, GapCue
from deid.marks import NUMERIC
from deid.page import INITIAL, TITLE, UPPER, Page
from deid.spans import CONTEXT, Span
from deid.vocabulary import SHORT_FORMS

_READ = str.maketrans("OoQlIiSB", "00011158")
"""What scanners make of figures."""
_GROUP = Cue(written=r"(?=.*\d)[\dOolIS]{1,9}\Z|O\Z", of="figure", listed=False)
_SIGNS = (" ", ".", "-")
_YEAR = re.compile(r"(?:19|20)\d\d")
_HOUR = re.compile(r"(?:[01]\d|2[0-4])[0-5]\d")
_TIED_BEFORE = re.compile(r"(?:[\w,.][.,/+=<>≤≥±~^*-]|[=<>≤≥±~^*×]\s?|\d\s?[x×]\s?)\Z")
_UNIT = re.compile(
    r"[.,/-]\d|\s?[%°€]|\s?(?:[/x×]|(?:[µmkn]?g|[mcdµ]?l|[cmk]?m|mm3|m2|u|ui|mui|ufc|gamma|kcal|cal|mmhg|hz|ms|min|h|ans|mois|semaines|sem|jours?|j|cp|gouttes|copies|cellules?|[ée]l[ée]ments?|germes|leucocytes|plaquettes|h[ée]maties|globules|gy|bpm|[mµ]?mol|patients|cas|euros|pas|dossiers|habitants)(?![^\W_]))",
    re.I,
)
_UNIT_WORD = re.compile(
    r"[.,]\d|\s?(?:[%°€]|/ ?(?:mm|ml|l|kg|j|h|min|m2|an|dl|µl)\b|(?:mg|ml|g|kg|mm|cm|ui|ans|mois|jours?|h|cp|euros)\b)",
    re.I,
)
_RPPS = re.compile(r"10[01]\d{8}")


def find(page: Page) -> Iterator[Span]:
    """Every such number."""
    yield from _grouped(page)
    yield from _glued(page)
    for i in page.having(page.at(_HASH), NUMERIC):
        if len(page.words[i]) > 4 and page.words[i].isdigit():
            yield Span(page.starts[i], page.ends[i], "AUTRE_ID", "figures.hash", CONTEXT)
    if page.lang != "en":
        yield from _announced(page)
        yield from _born(page)
        for match in page.matches(_REFERENCE, _REFERENCES):
            if _is_reference(match["n"]):
                yield Span(*match.span("n"), "AUTRE_ID", "figures.reference", CONTEXT)


_HASH = GapCue(r"#\Z")
_REFERENCES = Cue("ref refs reference references nref vref")
_REFERENCE = re.compile(
    r"(?:[nv]?r[ée]f(?:s|[ée]rences?)?)\.?[ \t]*(?:n°)?[ \t]*[:=]?[ \t]*(?P<n>[A-Za-z\d]{1,8}(?:[-/_.][A-Za-z\d]{1,8}){1,6})(?![\w@]|[.,-]\d)",
    re.I,
)
"""A letter's reference, in parts: `AB-CD/2024-118`."""


def _is_reference(value: str) -> bool:
    """Letters and three figures or more, or figures in three parts that are no date."""
    figures = sum(map(str.isdigit, value))
    lettered = figures < sum(map(str.isalnum, value))
    return figures >= 3 and (lettered or len(re.split(r"\W", value)) > 2) and dates.read(value) is None


def _grouped(page: Page) -> Iterator[Span]:
    """Runs of groups of figures with one blank between them."""
    numbers, gaps, words, done = page.at(NUMERIC), page.gaps, page.words, -1
    pairs = [i for i, j in itertools.pairwise(numbers) if j == i + 1 and gaps[j] in _SIGNS]
    for first in pairs:
        if first <= done or not page.has(first, _GROUP):
            continue
        done, sign = first, gaps[first + 1]
        while done + 1 < len(words) and gaps[done + 1] == sign and page.has(done + 1, _GROUP):
            done += 1
        parts = words[first : done + 1]
        if len(parts) < 2 or sum(map(len, parts)) < 7:
            continue
        rpps = _RPPS.fullmatch("".join(parts).translate(_READ)) is not None
        start, end = page.starts[first], page.ends[done]
        if (rpps or (sign == " " and _is_number(parts))) and not _measured(page, start, end):
            yield Span(start, end, "RPPS" if rpps else "AUTRE_ID", "figures.groups", CONTEXT)


def _is_number(parts: list[str]) -> bool:
    """Whether groups of figures are one number: rows of results, hours, years, thousands and dates are none."""
    read = [part.translate(_READ) for part in parts]
    whole = "".join(read)
    if len(whole) > 24 or not whole.isdigit() or (len(whole) < 9 and dates.read(" ".join(read)) is not None):
        return False
    sizes = {len(part) for part in read}
    if sizes <= {1, 2} or all(_YEAR.fullmatch(part) or _HOUR.fullmatch(part) for part in read):
        return False
    thousands = len(read[0]) <= 3 and {len(part) for part in read[1:]} == {3}
    if thousands and read[0][0] != "0":
        return len(whole) > 7 and not whole.endswith("00") and len(read) == 3
    zeroed = any(len(part) > 1 and part[0] == "0" for part in read)
    return zeroed or any(len(part) > 4 and part[-1] != "0" for part in read)


def _measured(page: Page, start: int, end: int) -> bool:
    """Whether a unit, a sign of comparison or a decimal ties the figures to a measurement."""
    return (
        _TIED_BEFORE.search(page.text, max(0, start - 3), start) is not None or _UNIT.match(page.text, end) is not None
    )


_GLUED = re.compile(
    r"(?P<head>[A-ZÀ-Ýa-zà-ÿ°]{2,12}?)(?P<n>\d{7,16})\Z|(?P<code>\d{7,12}[A-Z]{1,3})\Z|(?P<scanned>(?=(?:[OlIS]*\d){7})[\dOlIS]{9,16})\Z"
)
_GLUED_WORDS = Cue(written=re.sub(r"\(\?P<\w+>", "(?:", _GLUED.pattern), of="figure")
_PUBLIC = frozenset(
    "rs nct nm np nc nr xm enst ensg ensp orpha orphanet chr hgnc omim pmid isrctn doi cosm cosv".split()
)
"""What public registers of genes, trials and papers put before their numbers."""
_UNITED = frozenset("UI MUI UFC ML MG UG KG MM CM UL U G".split())


def _glued(page: Page) -> Iterator[Span]:
    """`FINESS620103432`, `00451187B`, `1O1O3456789`: a long number with its label or a scanner's letters in one word."""
    for i in page.at(_GLUED_WORDS):
        match = _GLUED.match(page.words[i])
        if match is None or page.gaps[i][-1:] in (",", "."):
            continue
        head = (match["head"] or "").lower()
        if head in _PUBLIC or (match["code"] and match["code"].lstrip("0123456789") in _UNITED):
            continue
        label = "FINESS" if head.startswith("fin") else "RPPS" if head.endswith("rpps") else "AUTRE_ID"
        at = page.starts[i] + (match.start("n") if match["head"] else 0)
        yield Span(at, page.ends[i], label, "figures.glued", CONTEXT)


_SIX = Cue(written=r"[0-3]\d[01]\d{3}\Z", of="figure")
_BORN = re.compile(r"(?:0[1-9]|[12]\d|3[01])(?:0[1-9]|1[0-2])\d\d")
_CLOSED = re.compile(r"[\])]?[ \t]*(?:[\n–—|/,;-]|\Z)")


def _born(page: Page) -> Iterator[Span]:
    """`LOCHET R 170354 — fin`: six figures that read as a day of birth right behind a name in capitals and an initial or a first name."""
    for i in page.at(_SIX):
        named = i > 1 and page.gaps[i] in (" ", " [", " (", ". ", "  ") and page.gaps[i - 1] == " "
        if not named or page.shapes[i - 2] != UPPER or page.shapes[i - 1] not in (INITIAL, TITLE, UPPER):
            continue
        info, word = page.info(i - 2), page.words[i - 2]
        name = len(word) > 2 and word not in SHORT_FORMS and not info.medical
        if name and _BORN.fullmatch(page.words[i]) and _CLOSED.match(page.text, page.ends[i]):
            yield Span(page.starts[i], page.ends[i], "DATE_NAISSANCE", "figures.born", CONTEXT)


_WORD = r"[^\W\d_]{1,16}"
_VALUE = r"(?-i:(?:(?!RPPS|FINESS|IPP|NDA|NIR|INS|SS|AM|NCT|CIM|ISRCTN)[A-Z]{1,5}[-./]?|[A-Z] )?(?:[OlIS](?=\d))?\d[\dOlIS]*(?:[A-Z]\d{3,})?[A-Z]{0,3}(?:(?: ?[/-] ?|[ ._])(?:(?!SS|AM|INS|NIR|NDA|IPP)[A-Z]{1,3}-?)?\d[\dOlIS]*){0,6}(?:(?:-[A-Z]{1,3}| [A-Z])(?![\w'’:]))?)"
_ANNOUNCED = re.compile(
    rf"(?:n[°º]|num[ée]ros?|num|no|n\.?i\.?p|ipp|nip|nda|finess|rpps|fin(?=\.)|n\.d\.a|f\.i\.n\.e\.s\.s|id|ident|identifiants?|identification|pid|iep|dos|doss|dossiers?|numdos|numpat|numsej|matricule|index|[ée]pisode|mouvement|adm|admission|hospit|"
    rf"cnom|ordinal|adeli|prescripteur|anapath|archives?|bo[îi]te archives?|code-barres?|[ée]tiquette|assur[ée]e?|immat|nss|nia|dn|cps|étude|essai|pat|adn|\w{{3,10}}th[èe]que|biobanque)"
    rf"(?P<between>\.?(?:[ /'’.-]{{1,2}}(?:\([^()\n\d]{{1,20}}\)|{_WORD})\.?){{0,4}}?)[ \t]*(?:[:=#|]|n[°º]|\.{{2,}}){{0,2}}[ \t]*(?P<n>{_VALUE})(?![\w%])",
    re.I,
)
_ANNOUNCERS = Cue(
    "n no num numero numeros id ident identifiant identifiants identification pid iep dos doss dossier dossiers numdos numpat numsej matricule index episode mouvement adm admission hospit cnom ordinal adeli "
    "prescripteur anapath archive archives boite code etiquette assure assuree immat nss nia dn cps etude essai f pat ipp nip nda finess rpps fin adn "
    "biobanque dnatheque adntheque tumorotheque biotheque cerebrotheque serotheque plasmatheque"
)
_KNOWN = frozenset("n no ipp nip nda iep finess rpps".split())
_NO_CODES = re.compile(
    r"(?<![^\W_])(?:cim|ccam|ghm|ghs|ngap|nabm|lpp|cip|ucd|atc|adicap|snomed|loinc|icd|postal|t[ée]l\w*|phone|fax|portable|poste|chambre|lit|page|rue|avenue|depuis|[àa] partir)(?![^\W_])",
    re.I,
)
_DAY = re.compile(r"(?:0?[1-9]|[12]\d|3[01])[ ./-](?:0?[1-9]|1[0-2])(?:[ ./-](?:(?:19|20)\d\d|\d\d))?(?![\d])")


def _announced(page: Page) -> Iterator[Span]:
    """`Ident. patient 45118/22`, `N° perm. 451 187-B`, `dossier archive F 44 187`: five figures or more behind a word that announces them."""
    numbers, at = page.at(NUMERIC), 0
    for i in page.at(_ANNOUNCERS):
        while at < len(numbers) and numbers[at] <= i:
            at += 1
        if at == len(numbers):
            return
        if numbers[at] > i + 7:
            continue
        match = _ANNOUNCED.match(page.text, page.starts[i])
        if match is None or _NO_CODES.search(match["between"]):
            continue
        value, start, end = match["n"], match.start("n"), match.end("n")
        figures = sum(map(str.isdigit, value))
        if start == page.ends[i] and page.folded[i] not in _KNOWN:
            start = page.starts[i]
        if figures >= 5 and not _dated(value) and not _UNIT_WORD.match(page.text, end):
            yield Span(start, end, "AUTRE_ID", "figures.announced", CONTEXT)


def _dated(value: str) -> bool:
    """Whether a value is a date, a range of years or round thousands."""
    if dates.read(value) is not None or _DAY.match(value.translate(_READ)) or value.replace(" ", "").endswith("000"):
        return True
    return all(_YEAR.fullmatch(part) for part in re.split(r"\W+", value))
