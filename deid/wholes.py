"""No half masks: a found name is widened over what a hyphen, an apostrophe or a particle ties to it.

`LE BRIS` of `LE BRIS-OULD`, `Luc` of `Jean-Luc`, `Côte` of `Côte-d'Or`, `MARCHES` of `MARCHES DE BRETAGNE`: the other half
would name the person or the place as well.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator

from deid.page import Page
from deid.spans import CONTEXT, Span
from deid.vocabulary import NEVER

_TIED = frozenset(("NOM", "PRENOM", "HOPITAL", "VILLE"))
_ON = re.compile(
    r"\.?[-‐](?:(?:de|du|des|la|le|les|en|sur|sous|lès|et|aux?|DE|DU|DES|LA|LE|LES|EN|SUR|SOUS|LÈS|AUX?)[-‐]){0,2}(?:[dlDL]['’])?(?P<word>[A-ZÀ-Ý][\wÀ-ÿ]*)|['’](?P<elided>[A-ZÀ-Ý][\wÀ-ÿ]*)|(?P<noble> d['’][A-ZÀ-Ý](?:\.|[a-zà-ÿ]+))"
)
_BEFORE = re.compile(
    r"(?<![\w'’-])(?P<word>[A-ZÀ-Ý][\wÀ-ÿ]*)(?:[-‐](?:de|du|des|la|le|les|en|sur|sous|DE|DU|LA|LE))?(?:[-‐](?:[dlDL]['’])?|['’])$"
)
_INITIALS = re.compile(
    r"(?<![\w.’'-])(?P<given>(?:[A-ZÀ-Ý][a-z]?\.[- ]?){2,3}|(?!M\.)[A-ZÀ-Ý][a-z]?\.)[ ]?(?:de |du |d['’])?$"
)
_CAPITALS = re.compile(
    r" (?:(?:DE|DU|DES|LA|LE|LES|EN|SUR|AUX?) ){1,2}(?:[LD]['’])?(?P<word>[A-ZÀ-Ý]{3,}(?:-[A-ZÀ-Ý]{2,})*)(?![\w'’])"
)


def widen(page: Page, spans: Iterable[Span]) -> Iterator[Span]:
    """The spans, those of names, towns and institutions widened to whole compounds, and the initials before a family name."""
    for span in spans:
        wide = _wide(page, span) if span.label in _TIED else span
        yield wide
        yield from _given_before(page, wide) if span.label == "NOM" else ()
        if span.label == "NOM" and re.search(r"[.e'’] ?$", page.text[max(0, wide.start - 2) : wide.start]):
            initials = _INITIALS.search(page.text, max(0, wide.start - 20), wide.start)
            if initials:
                yield Span(initials.start("given"), initials.end("given"), "PRENOM", "initials.before", CONTEXT)


def _given_before(page: Page, span: Span) -> Iterator[Span]:
    """`TRAVIS` of `TRAVIS GUILLAUMET`: a first name of the lists, in capitals too, right before a family name in capitals."""
    i = page.token_at(span.start) - 1
    if i < 0 or page.gaps[i + 1 : i + 2] != [" "] or not (page.words[i].isupper() and page.words[i + 1].isupper()):
        return
    info = page.info(i)
    if (
        len(page.words[i]) > 2
        and info.first >= 2
        and not info.medical
        and not info.wordish
        and page.folded[i] not in NEVER
    ):
        yield Span(page.starts[i], page.ends[i], "PRENOM", "given.before", CONTEXT)


def _wide(page: Page, span: Span) -> Span:
    text, start, end = page.text, span.start, span.end
    for _ in range(5):
        match = _ON.match(text, end)
        if match is None or not _tied(page, match, label=span.label):
            break
        end = match.end()
    if span.label == "HOPITAL" and text[start:end].isupper():
        while (match := _CAPITALS.match(text, end)) and _plain(page, match.start("word")):
            end = match.end()
    for _ in range(3):
        before = _BEFORE.search(text, max(0, start - 30), start)
        if before is None or not _plain(page, before.start("word"), short=True):
            break
        start = before.start()
    return span if (start, end) == (span.start, span.end) else span._replace(start=start, end=end)


def _tied(page: Page, match: re.Match[str], *, label: str) -> bool:
    if match["noble"]:
        return label == "NOM"
    return _plain(page, match.start("word") if match["word"] else match.start("elided"), short=True)


def _plain(page: Page, at: int, *, short: bool = False) -> bool:
    """Whether the word at ``at`` may be part of a name: no word of medicine, no function word."""
    i = page.token_at(at)
    if i >= len(page) or page.starts[i] != at:
        return short
    info, folded = page.info(i), page.folded[i]
    if info.eponym and info.surname < 2.5 and info.first < 2.5:
        return False
    if info.medical and info.surname < 1.5 and info.first < 2 and info.town < 0:
        return short and len(folded) < 2
    return short or folded not in NEVER
