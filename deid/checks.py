"""Checks that refuse a document: it speaks of several patients, or carries another known patient's number."""

from __future__ import annotations

import re
from collections.abc import Iterator

from clinical.identities import KnownIdentities
from deid import dates
from deid.lexicon import key
from deid.page import Page
from deid.spans import Span
from deid.vocabulary import KIN

OTHERS = 3
"""So many other people of patients' rows (names with age, room or birth date) make a list, not a note."""
_ROW = re.compile(
    r"[ \t]*(?:[-*•–]|\(?\d{1,3}[.)°/]?|ch(?:ambre)?\.?\s?\d+\s?[A-Z]?|lit\s?\d+|box\s?\d+|patiente?\s?n?°?\s?\d*|[A-Z]?\d{2,4}\s?[A-Z]?)?[ \t]*[:|,-]?[ \t]*(?:M\.|Mr|Mme|Mlle|MME|Monsieur|Madame|Mademoiselle|Enfant|M)?[ \t]*",
    re.I,
)
_LONGEST_HEAD = 24
"""So many signs may stand in a row before the name."""
_AGE = re.compile(r"\b\d{1,3}\s?(?:ans|a|mois|y\.?o)\b|\bn[ée]e?\s+le\b|\d{2}[/.-]\d{2}[/.-]\d{2,4}", re.I)
_ROOM = re.compile(r"[ \t]*(?:ch(?:ambre)?\.?\s?\d|lit\s?\d|box\s?\d|\d{2,4}\s?[A-Z]?\s*[-:|])", re.I)


def normalise(kind: str, value: str) -> str:
    """The form under which a number is looked up among the known identities: ``ipp``, ``nir``, ``phone`` or ``mail``."""
    if kind == "mail":
        return value.strip().lower()
    bare = "".join(filter(str.isalnum, value)).upper()
    return bare[:13] if kind == "nir" else bare[-9:] if kind == "phone" else bare


def reasons(
    page: Page, found: list[Span], *, own: set[str], patient_id: str, known: KnownIdentities | None
) -> Iterator[str]:
    """Reason codes; ``own`` holds the normalised numbers, birth date and folded names of the patient's own record."""
    if _several(page, found, own):
        yield "several-patients"
    if known is not None:
        yield from sorted(set(_others(page, found, own, patient_id, known)))


def _several(page: Page, found: list[Span], own: set[str]) -> bool:
    births = {_iso(page.text, span) for span in found if span.label == "DATE_NAISSANCE"} - own - {None}
    numbers = {"ipp": set[str](), "nir": set[str]()}
    for span in found:
        kind = {"IPP": "ipp", "SECU": "nir"}.get(span.label)
        if kind and (span.detector.startswith(("label.", "site")) or span.detector == "nir"):
            value = normalise(kind, page.text[span.start : span.end])
            if (
                value not in own
                and not any(_alike(value, mine) for mine in own)
                and (kind == "nir" or _numbered_alike(value, own))
            ):
                numbers[kind].add(value)
    return (
        len(births) >= OTHERS
        or any(len(values) >= OTHERS - (1 if own else 0) for values in numbers.values())
        or len(set(_rows(page, found, own))) >= OTHERS
    )


def _iso(text: str, span: Span) -> str | None:
    written = dates.read(text[span.start : span.end])
    return written.iso() if written else None


def _numbered_alike(value: str, own: set[str]) -> bool:
    """Whether a number has the shape of the patient's own; others are of a laboratory, an office, another register."""
    shapes = {_shape(mine) for mine in own if any(map(str.isdigit, mine)) and "-" not in mine}
    return not shapes or _shape(value) in shapes


def _shape(number: str) -> str:
    return "".join("9" if char.isdigit() else "A" for char in number)


def _alike(value: str, mine: str) -> bool:
    """The same number cut short, or with a letter for a digit."""
    return (
        value in mine
        or (mine in value and len(mine) > 4)
        or sum(a != b for a, b in zip(value, mine, strict=False)) + abs(len(value) - len(mine)) < 3
    )


def _rows(page: Page, found: list[Span], own: set[str]) -> Iterator[str]:
    """Names that open a line with an age, a birth date or a room: the rows of a hand-over sheet or a meeting's list."""
    text = page.text
    for span in found:
        if span.label != "NOM" and span.label != "PRENOM":
            continue
        low = max(0, span.start - _LONGEST_HEAD - 1)
        start = text.rfind("\n", low, span.start) + 1
        size = span.start - start
        if (not start and low) or size > _LONGEST_HEAD or not _ROW.fullmatch(text, start, span.start):
            continue
        if any(page.folded[i] in KIN for i in page.tokens_in(start, span.start)):
            continue
        line, after = (text[at : span.end + more].split("\n")[0] for at, more in ((start, 80), (span.end, 60)))
        if _ROOM.match(line) or (size < _LONGEST_HEAD and _AGE.search(after)):
            name = key(text[span.start : span.end])
            if name and not any(part in own for part in name.split()):
                yield name


def _others(page: Page, found: list[Span], own: set[str], patient_id: str, known: KnownIdentities) -> Iterator[str]:
    for span in found:
        kind = {"IPP": "ipp", "SECU": "nir"}.get(span.label)
        if kind is None:
            continue
        value = normalise(kind, page.text[span.start : span.end])
        if len(value) < 5 or value in own:
            continue
        owner = known.owner(kind, value)
        if owner is not None and owner != patient_id and not _of_kin(page, span):
            yield f"other-patient:{kind}"


def _of_kin(page: Page, span: Span) -> bool:
    """A mother's number in her child's record is announced as hers."""
    start = page.text.rfind("\n", max(0, span.start - 120), span.start) + 1
    return any(page.folded[i] in KIN for i in page.tokens_in(max(start, span.start - 120), span.start))
