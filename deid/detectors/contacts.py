"""Phones (extensions, bips, second numbers, OCR), mails (dictated ones too), URLs, IP addresses, GPS positions."""

from __future__ import annotations

import re
from collections.abc import Iterator

from deid.page import Page
from deid.spans import CHECKED, CONTEXT, LABELLED, Span

_D = r"[\dOolI]"
PHONE = re.compile(
    rf"(?<![\dA-Z+.,])(?:(?:\+|00)\s?33\s?(?:\(0\)\s?)?[1-9](?:(?:\n ?|[ .\-/]{{0,2}}){_D}){{8}}|[0O] ?[1-9](?:(?: - | / |\n ?|[ .\-/]{{0,2}}){_D}){{8}}|"
    rf"\+\d{{1,3}}(?:[ .\-/]{{0,2}}\d){{7,12}}|\(33\)(?:[ .\-/]{{0,2}}\d){{9}}|[0O][1-9](?:[ .\-/]\d\d){{3}}|(?:08|36|39)\d\d(?=\s*\())(?![\dA-Za-z])"
)
_DATE_LIKE = re.compile(r"\d{2}([/.-])\d{2}\1(?:(?:19|20)\d\d|\d\d\s)")
_SECOND = re.compile(r"\s?(?:/|ou|et|,|;)\s?(?P<n>\d{2}|\d{4})(?![\d/.:h]|\s?(?:ans|h|mg|ml|%))", re.I)
EXTENSION = re.compile(
    r"(?<![^\W_])(?:postes?|dect|bips?|beep|ext(?:ension)?\.?|int\.|ligne(?: directe)?|t[ée]l(?:[ée]phone|\.)?|abr[ée]g[ée]|num[ée]ro court|joignables? au|(?:r?appele[zr]|r[ée]pond(?:re|ez)|joindre|contacter?z?|faxer|pr[ée]venir)(?:[ -](?:moi|nous))? (?:le|au)|appel (?:du|au)|fax|garde|astreinte|port(?:able)?\.?|pager|bleep|contact)"
    r"(?:\s*(?:infirmier|ide|interne|m[ée]decin|secr[ée]tariat|de garde))?\s*(?:n°|:|au|le|\.)?\s*(?P<n>[1-9OlI0]{1}[\dOl](?:[ .]?[\dOl]){1,7})(?![\d\w/.,:%]\d|[\dA-Za-z°]|\s?(?:mg|ml|h\b|min|ans|g\b|ui|/))",
    re.I,
)
_SIGNED = re.compile(r"^(?P<head>[A-ZÀ-Ý][^\n\d]{5,60}) [–—-] (?P<n>\d{4,5})[ \t]*$", re.M)
_BRACKET = re.compile(r"(?:[A-Za-zÀ-ÿ.]\s?\(|, |\()(?P<n>\d{4,5})\)")
MAIL = re.compile(r"(?<![\w.+-])[\w.+'-]{1,64} ?@ ?[A-Za-z\d-]+(?:\.[A-Za-z\d-]{2,}| \. [A-Za-z\d-]{2,})+")
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


def _grouped(match: re.Match[str], text: str) -> bool:
    """Whether the digits stand in the groups of a phone number, not of a row of figures."""
    if match.group()[0] == "+" or match.group().startswith(("00", "(33)")):
        return True
    groups = tuple(len(group) for group in re.findall(r"[\dOolI]+", match.group()))
    if groups not in _GROUPS:
        return bool(_PHONE_BEFORE.search(text[max(0, match.start() - 30) : match.start()]))
    before = text[max(0, match.start() - 120) : match.start()]
    line = before[before.rfind("\n") + 1 :]
    row = re.search(r"(?:\d[\d.,]* ){4}$", line) or re.match(r"(?: \d[\d.,]*){5}", text[match.end() : match.end() + 60])
    return not row or bool(_PHONE_BEFORE.search(line))


_DIALLED = re.compile(r"poste|dect|bip|beep|ext|int|pager|bleep", re.I)
_HAS_URL = re.compile(r"www|://|[a-zA-Z\d]\.(?:fr|com|org|net|eu|bzh|info|example)", re.I)
_EXTENSION_WORDS = frozenset(
    "contact repondre repondez joindre contacter contactez faxer prevenir rappelez appelez poste postes dect bip bips beep ext extension int ligne tel telephone abrege numero joignable joignables rappeler appeler appel fax garde astreinte port portable pager bleep".split()
)


def _phones(page: Page) -> Iterator[re.Match[str]]:
    text, done = page.text, 0
    for i in page.numeric:
        start = page.starts[i]
        if start < done:
            continue
        match = (PHONE.match(text, start - 1) if start and text[start - 1] in "+(" else None) or PHONE.match(
            text, start
        )
        if match:
            done = match.end()
            yield match


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
            re.fullmatch(r"(?:19|20)\d\d", number) and not _DIALLED.match(match.group())
        ):
            yield Span(match.start("n"), match.end("n"), "TEL", "extension", LABELLED)
    for match in _SIGNED.finditer(text):
        if page.info(page.token_at(match.start("head"))).first >= 2:
            yield Span(match.start("n"), match.end("n"), "TEL", "extension.signed", CONTEXT)
    for match in _BRACKET.finditer(text) if "(" in text else ():
        if not re.fullmatch(r"(?:19|20)\d\d", match["n"]) and not re.search(
            r"(?:mg|dose|total|code|lot|n°)\s?\($", text[max(0, match.start() - 8) : match.start("n")]
        ):
            yield Span(match.start("n"), match.end("n"), "TEL", "extension.bracket", CONTEXT)
    if "@" in text:
        yield from (Span(m.start(), m.end(), "MAIL", "mail", CHECKED) for m in MAIL.finditer(text))
    if "arobas" in text.lower():
        yield from (Span(m.start(), m.end(), "MAIL", "mail.spoken", CONTEXT) for m in _SPOKEN.finditer(text))
    for match in URL.finditer(text) if _HAS_URL.search(text) else ():
        spaced = re.match(r"www \.? ?", match.group(), re.I)
        start = match.start() + (spaced.end() if spaced else 0)
        yield Span(start, match.end() - (match.group()[-1] in "."), "URL", "url", LABELLED)
    for match in (
        m for i in page.numeric if page.ends[i] - page.starts[i] < 4 and (m := _IP.match(text, page.starts[i]))
    ):
        yield Span(match.start(), match.end(), "URL", "ip", CONTEXT)
    if "°" in text or "gps" in text.lower():
        yield from (Span(m.start(), m.end(), "ADRESSE", "gps", CONTEXT) for m in _GPS.finditer(text))
