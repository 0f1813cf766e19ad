"""Phones (extensions, bips, second numbers, OCR), mails (dictated ones too), URLs, IP addresses, GPS positions."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator

from deid.cues import Cue, GapCue
from deid.marks import EXTENSION_SIZED
from deid.page import Page
from deid.spans import CHECKED, CONTEXT, LABELLED, Span

_D = r"[\dOolI]"
PHONE = re.compile(
    rf"(?<![\dA-Z+.,])(?:(?:\+|00)\s?33\s?(?:\(0\)\s?)?[1-9](?:(?:\n ?|[ .\-/]{{0,2}}){_D}){{8}}|[0O] ?[1-9](?:(?: - | / |\n ?|[ .\-/]{{0,2}}){_D}){{8}}|"
    rf"\+\d{{1,3}}(?:[ .\-/]{{0,2}}\d){{7,12}}|\+33\)\s?(?:\(?0\)?\s?)?[1-9](?:[ .\-/]{{0,2}}{_D}){{8}}|\(33\)(?:[ .\-/]{{0,2}}\d){{9}}|[0O][1-9](?:[ .\-/]\d\d){{3}}|(?:08|36|39)\d\d(?=\s*\())(?![\dA-Za-z])"
)
_DATE_LIKE = re.compile(r"\d{2}([/.-])\d{2}\1(?:(?:19|20)\d\d|\d\d\s)")
_SECOND = re.compile(
    r"\s?(?:/|ou|et|,|;)\s?(?P<n>\d{2}(?: \d{2}(?=[ \t]*[),;\n]))?|\d{4})(?![\d/.:h]|\s?(?:ans|h|mg|ml|%))", re.I
)
EXTENSION = re.compile(
    r"(?<![^\W_])(?:postes?|dect|bips?|beep|ext(?:ension)?\.?|int\.|ligne(?: directe)?|t[ée]l(?:[ée]phone|\.)?|abr[ée]g[ée]|num[ée]ro court|joignables? au|(?:r?appele[zr]|r[ée]pond(?:re|ez)|joindre|contacter?z?|faxer|pr[ée]venir)(?:[ -](?:moi|nous))? (?:le|au)|appel (?:du|au)|fax|garde|astreinte|port(?:able)?\.?|mobile(?: (?:NC|vini|pro))?|pager|bleep|contact)"
    r"(?:\s*(?:infirmier|ide|interne|m[ée]decin|secr[ée]tariat|de garde))?\s*(?:n°|:|au|le|\.)?\s*(?P<n>[1-9OlI0]{1}[\dOl](?:[ .]?[\dOl]){1,7})(?![\d\w/.,:%]\d|[\dA-Za-z°]|\s?(?:mg|ml|h\b|min|ans|g\b|ui|/))",
    re.I,
)
_SIGNED = re.compile(r"^(?P<head>[A-ZÀ-Ý][^\n\d]{5,60}) [–—-] (?P<n>\d{4,5})[ \t]*$", re.M)
_DASHES = (" - ", " – ", " — ")
_DOSED = re.compile(r"(?:mg|dose|total|code|lot|n°)\s?\(\Z")
_YEAR = re.compile(r"(?:19|20)\d\d")
MAIL = re.compile(r"(?<![\w.+-])[\w.+'-]{1,64} ?@ ?[A-Za-z\d-]+(?:\.[A-Za-z\d-]{2,}| \. [A-Za-z\d-]{2,})+")
_HIDDEN = re.compile(r"[\w.+-]{2,40} ?[\[({](?:at|a|arobase)[\])}] ?[\w-]+(?: ?\. ?[\w-]{2,})+", re.I)
_SPOKEN = re.compile(
    r"(?:[\w-]+ (?:point|tiret|underscore) ){0,5}[\w-]+ (?:arobase|arobas|at) [\w-]+(?: (?:point|tiret) [\w-]+){1,4}",
    re.I,
)
URL = re.compile(
    r"(?:https?://|www ?\.? ?)[\w-]+(?:\.[\w-]+)+(?:[/?#][^\s)\]|>,;]*)?|(?<![\w@.-])[a-z\d-]{3,}(?:\.[a-z\d-]+)*\.(?:fr|com|org|net|eu|bzh|info|example)(?:/[^\s)\]|>,;]*)?(?![\w@])",
    re.I,
)
_IP = re.compile(r"(?<![\d.])(?:(?:25[0-5]|2[0-4]\d|1?\d?\d)\.){3}(?:25[0-5]|2[0-4]\d|1?\d?\d)(?![\d.])")
_GPS = re.compile(
    r"-?\d{1,2}[.,]\d{4,},?\s*-?\d{1,3}[.,]\d{4,}|\d{1,2}°\s?\d{1,2}['’′]\s?[\d.,]*[\"″]?\s?[NS],?\s*\d{1,3}°\s?\d{1,2}['’′]\s?[\d.,]*[\"″]?\s?[EWO]"
)


_GROUPS = frozenset(
    ((10,), (2, 2, 2, 2, 2), (2, 4, 4), (2, 2, 4, 2), (2, 2, 2, 4), (2, 4, 2, 2), (4, 2, 2, 2), (1, 1, 2, 2, 2, 2), (2, 8), (4, 6), (3, 3, 4),
     (4, 3, 3), (2, 3, 3, 2), (2, 2, 2, 2), (1, 9), (4,), (1, 3, 3, 3), (4, 2, 4))
)  # fmt: skip
_PHONE_BEFORE = re.compile(
    r"(?:t[ée]l\w*|fax|port\w*|gsm|mobile|phone|contact\w*|num[ée]ro|joign\w*|appel\w*|t[ée]l\. ?\w*)\W{0,6}(?:\w{1,10}\W{1,3})?$",
    re.I,
)


_DIGIT_GROUPS = re.compile(r"[\dOolI]+")
_ROW_BEFORE = re.compile(r"(?:\d[\d.,]* ){4}\Z")
_ROW_AFTER = re.compile(r"(?: \d[\d.,]*){5}")


def _grouped(match: re.Match[str], text: str) -> bool:
    """Whether the digits stand in the groups of a phone number, not of a row of figures."""
    if match.group()[0] == "+" or match.group().startswith(("00", "(33)")):
        return True
    groups = tuple(len(group) for group in _DIGIT_GROUPS.findall(match.group()))
    if groups not in _GROUPS:
        return bool(_PHONE_BEFORE.search(text[max(0, match.start() - 30) : match.start()]))
    before = text[max(0, match.start() - 120) : match.start()]
    line = before[before.rfind("\n") + 1 :]
    row = _ROW_BEFORE.search(line) or _ROW_AFTER.match(text, match.end(), match.end() + 60)
    return not row or bool(_PHONE_BEFORE.search(line))


_DIALLED = re.compile(r"poste|dect|bip|beep|ext|int|pager|bleep", re.I)
_EXTENSION_WORDS = Cue(
    "contact repondre repondez joindre contacter contactez faxer prevenir rappelez appelez poste postes dect bip bips beep ext extension int ligne tel telephone abrege numero joignable joignables rappeler appeler appel fax garde astreinte port portable mobile pager bleep"
)


_PHONE_STARTS = Cue(written=r"[0O](?:[1-9]|\Z)|00(?:33|\Z)|(?:08|36|39)\d\d", of="figure", whole=True)
_PHONE_SIGN = GapCue(r"[+(]\Z")
_SITES = Cue("fr com org net eu bzh info example")
_WEB = Cue(parts="www")
_PROTOCOL = GapCue(r"\A://")
_POINT = GapCue(r"\A\.\Z")
_AT = GapCue(r"\A[\])}] ?\Z")
_SPELT_MAIL = Cue(parts="arobas")
_DEGREES = GapCue(r"\A°\s?\Z")
_DECIMALS = Cue(written=r"\d{4}", of="figure")
_POSITION = Cue(parts="gps")


def _phones(page: Page) -> Iterator[re.Match[str]]:
    text, done = page.text, 0
    signed = {i for i in page.at(_PHONE_SIGN) if page.words[i][0].isdigit() or page.words[i][0] in "Ool"}
    for i in sorted(signed.union(page.at(_PHONE_STARTS))):
        start = page.starts[i]
        if start < done:
            continue
        match = (PHONE.match(text, start - 1) if i in signed and start else None) or PHONE.match(text, start)
        if match:
            done = match.end()
            yield match


def signs_at(text: str) -> list[int]:
    """Where the sign `@` stands."""
    found, at = [], text.find("@")
    while at >= 0:
        found.append(at)
        at = text.find("@", at + 1)
    return found


def lines_at(text: str, offsets: Iterable[int]) -> Iterator[tuple[int, int]]:
    """The lines that hold the given offsets, which are in order; each line once."""
    end = -1
    for offset in offsets:
        if offset > end:
            start, end = text.rfind("\n", 0, offset) + 1, text.find("\n", offset)
            end = len(text) if end < 0 else end
            yield start, end


def _sites(page: Page) -> list[int]:
    """Where a web address may be: behind `://`, at `www`, at the last part of a site's name."""
    parts = [i for i in page.at(_SITES) if page.gaps[i] == "."]
    return sorted(page.starts[i] for i in (*parts, *page.at(_WEB), *page.at(_PROTOCOL)))


def _may_be_position(page: Page) -> bool:
    """Degrees between figures, or a figure with four decimals or more in a text that speaks of degrees or of GPS."""
    if any(i and page.words[i][0].isdigit() and page.words[i - 1][-1].isdigit() for i in page.at(_DEGREES)):
        return True
    if not any(page.gaps[i] in (".", ",") for i in page.at(_DECIMALS)):
        return False
    return "°" in page.text or bool(page.at(_POSITION))


def _ip_starts(page: Page) -> list[int]:
    """Numbers that three points follow, each with a number behind it."""
    points = set(page.at(_POINT))
    return [i - 1 for i in points if i and i + 1 in points and i + 2 in points]


def find(page: Page) -> Iterator[Span]:
    """Every way to reach a person that the page holds."""
    text = page.text
    for match in _phones(page):
        if (
            sum(char.isdigit() for char in match.group()) < 7
            or _DATE_LIKE.match(match.group())
            or not _grouped(match, text)
        ):
            continue
        yield Span(match.start(), match.end(), "TEL", "phone", CHECKED)
        second = _SECOND.match(text, match.end())
        if second:
            yield Span(second.start("n"), second.end("n"), "TEL", "phone.second", CONTEXT)
    for match in page.matches(EXTENSION, _EXTENSION_WORDS):
        number = match["n"]
        if sum(char.isdigit() for char in number) >= 3 and not (
            _YEAR.fullmatch(number) and not _DIALLED.match(match.group())
        ):
            yield Span(match.start("n"), match.end("n"), "TEL", "extension", LABELLED)
    yield from _extensions(page)
    for line in lines_at(text, signs_at(text)):
        yield from (Span(m.start(), m.end(), "MAIL", "mail", CHECKED) for m in MAIL.finditer(text, *line))
    for line in lines_at(
        text, [page.starts[i] for i in page.at(_AT) if i and page.folded[i - 1] in ("at", "a", "arobase")]
    ):
        yield from (Span(m.start(), m.end(), "MAIL", "mail.hidden", CHECKED) for m in _HIDDEN.finditer(text, *line))
    if page.at(_SPELT_MAIL):
        yield from (Span(m.start(), m.end(), "MAIL", "mail.spoken", CONTEXT) for m in _SPOKEN.finditer(text))
    for line in lines_at(text, _sites(page)):
        for match in URL.finditer(text, *line):
            spaced = _SPACED_WEB.match(match.group())
            start = match.start() + (spaced.end() if spaced else 0)
            yield Span(start, match.end() - (match.group()[-1] in "."), "URL", "url", LABELLED)
    for i in sorted(_ip_starts(page)):
        address = _IP.match(text, page.starts[i])
        if address and len(page.words[i]) < 4:
            yield Span(address.start(), address.end(), "URL", "ip", CONTEXT)
    if _may_be_position(page):
        yield from (Span(m.start(), m.end(), "ADRESSE", "gps", CONTEXT) for m in _GPS.finditer(text))


_SPACED_WEB = re.compile(r"www \.? ?", re.I)


def _extensions(page: Page) -> Iterator[Span]:
    """Four or five digits at the end of a line with a name (`Dr Anne Roy - 4512`), and in brackets."""
    text = page.text
    sized = page.at(EXTENSION_SIZED)
    for i in [i for i in sized if page.gaps[i].endswith(_DASHES)]:
        match = _SIGNED.match(text, text.rfind("\n", 0, page.starts[i]) + 1)
        if match and match.start("n") == page.starts[i] and page.info(page.token_at(match.start("head"))).first >= 2:
            yield Span(match.start("n"), match.end("n"), "TEL", "extension.signed", CONTEXT)
    for i in [i for i in sized if page.gaps[i].endswith(("(", ", "))]:
        start, end = page.starts[i], page.ends[i]
        if text[end : end + 1] == ")" and not (
            _YEAR.fullmatch(page.words[i]) or _DOSED.search(text, max(0, start - 10), start)
        ):
            yield Span(start, end, "TEL", "extension.bracket", CONTEXT)
