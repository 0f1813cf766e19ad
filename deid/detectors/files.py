"""Identifiers inside file names, paths and logins: `angio_TDM_POUMON_28081953.pdf`, `LEFLOCH_N_plan`, `kieffer_l`, `Saisi par ylegoff`."""

from __future__ import annotations

import re
from collections.abc import Iterator

from deid.cues import Cue, GapCue
from deid.page import INITIAL, LOWER, Page
from deid.spans import CONTEXT, Span
from deid.vocabulary import DOCUMENT_WORDS, NEVER, PARTICLES

_MARK = re.compile(
    r"(?<=[A-Za-z\d])_(?=[A-Za-z\d])|\.(?:pdf|docx?|odt|rtf|jpe?g|png|wav|mp3|dcm|zip|tiff?|xlsx?|hl7|xml)\b", re.I
)
_LOGIN_WORDS = Cue(
    "auteur agent saisi saisie valide validee login user utilisateur operateur imprime imprimee cree creee modifie modifiee edite editee connexion compte session"
)
_UNDERSCORE = GapCue(r"_")
_EXTENSIONS = Cue("pdf doc docx odt rtf jpg jpeg png wav mp3 dcm zip tif tiff xls xlsx hl7 xml")
_PARTS = re.compile(r"[._-]")
_LOGIN = re.compile(
    r"(?:saisi[e]?|valid[ée]e?|login|user|utilisateur|op[ée]rateur|imprim[ée]e?|cr[ée][ée]e?|modifi[ée]e?|[ée]dit[ée]e?|connexion|compte|session|auteur|agent)(?:\s*(?:par|de|:|=)\s*:?\s*|\s+)(?P<login>[a-z][a-z.\-_]{3,24})(?![\w@])",
    re.I,
)
_NUMBER = re.compile(r"(?<![A-Za-z\d])\d{5,14}(?![A-Za-z\d])|(?<![\d])\d{4,10}-\d{2,6}(?!\d)")


def find(page: Page) -> Iterator[Span]:
    """Names, initials and numbers in file names; logins made of a name."""
    text = page.text
    done = 0
    for mark in _MARK.finditer(text) if _has_file(page) else ():
        if mark.start() >= done:
            start = _reach(text, mark.start(), -1)
            done = _reach(text, mark.end() - 1, 1) + 1
            yield from _file(page, start, done)
    for match in page.matches(_LOGIN, _LOGIN_WORDS):
        yield from _login(page, match.start("login"), match.end("login"))


def _has_file(page: Page) -> bool:
    """Whether an underscore joins two words, or a file's extension stands behind a point."""
    return bool(page.at(_UNDERSCORE)) or any(page.gaps[i].endswith(".") for i in page.at(_EXTENSIONS))


def _reach(text: str, at: int, step: int) -> int:
    """The first or last sign of the file name around ``at``; a name holds no space but before its extension."""
    while (
        0 <= at + step < len(text) and (text[at + step].isalnum() or text[at + step] in "_-./\\°") and abs(step) < 200
    ):
        at += step
    return at


def _file(page: Page, start: int, end: int) -> Iterator[Span]:
    tokens = list(page.tokens_in(start, end))
    names = [i for i in tokens if _is_name(page, i)]
    for i in names:
        yield Span(
            page.starts[i],
            page.ends[i],
            "PRENOM" if page.info(i).first > page.info(i).surname + 1 else "NOM",
            "file.name",
            CONTEXT,
        )
    for i in tokens:
        initials = len(page.words[i]) == 1 or (len(page.words[i]) == 2 and page.words[i].isupper())
        if (
            initials
            and page.words[i].isalpha()
            and (i - 1 in names or i + 1 in names)
            and page.folded[i] not in DOCUMENT_WORDS
            and page.words[i] != "MT"
        ):
            yield Span(page.starts[i], page.ends[i], "PRENOM", "file.initial", CONTEXT)
    for match in _NUMBER.finditer(page.text, start, end):
        yield Span(match.start(), match.end(), "AUTRE_ID", "file.number", CONTEXT)


def _is_name(page: Page, i: int) -> bool:
    folded, info = page.folded[i], page.info(i)
    if (
        folded in DOCUMENT_WORDS
        or folded in NEVER
        or folded in PARTICLES
        or len(folded) < 3
        or not folded.isalpha()
        or info.medical
    ):
        return False
    if info.surname >= 1 or info.first >= 2:
        return not info.wordish or (page.shapes[i] != LOWER and (info.surname >= 2.5 or info.first >= 3.5))
    glued = any(
        folded.startswith(p) and page.lexicon.surname(f"{p} {folded[len(p) :]}") > 0.6
        for p in ("le", "la", "de", "ben", "el", "dos", "van", "saint")
        if len(folded) > len(p) + 2
    )
    return glued or (not info.zipf and page.shapes[i] not in (INITIAL, LOWER) and len(folded) > 4)


def _login(page: Page, start: int, end: int) -> Iterator[Span]:
    """`ylegoff`, `y.legoff`, `martin-p`: an initial and a surname run together or apart."""
    login = page.text[start:end].rstrip(".-_")
    parts = [part for part in _PARTS.split(login.lower()) if part]
    known = page.lexicon.surname
    if len(parts) == 1:
        word = parts[0]
        info = page.lexicon.info(word)
        glued = (
            len(word) > 4
            and not info.wordish
            and info.zipf < 2.5
            and (
                known(word[1:]) > 1
                or any(
                    word[1:].startswith(p) and known(f"{p} {word[1 + len(p) :]}")
                    for p in ("le", "la", "de", "ben", "el")
                )
            )
        )
        if not glued:
            return
    elif not any(
        (known(part) > 1.3 and not page.lexicon.info(part).wordish) or page.lexicon.first(part)[0] > 3
        for part in parts
        if len(part) > 2
    ):
        return
    yield Span(start, start + len(login), "NOM", "login", CONTEXT)
