"""Whole notes written by hand, which ship with the demonstration: ``notes/*.txt`` in the gold text format.

Line 1 is a JSON header (its keys are in docs/formats.md), line 2 empty, then the text with `⟦LABEL|surface⟧` for identifiers and
`⟨SYSTEM:CODE;ctx|surface⟩` for concepts; where no context holds, `;ctx` may be left out.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from functools import lru_cache
from importlib import resources
from typing import Any

from clinical.documents import LABELS
from hospital.notes import Note
from hospital.template import Mark

LOT = "2024-demo-M"
MARK = re.compile(
    r"⟦(?P<label>[A-Z0-9_]+)\|(?P<phi>[^⟦⟧⟨⟩]+)⟧"
    r"|⟨(?P<system>CIM10|ATC):(?P<code>[A-Z0-9.+]+)(?:;(?P<ctx>[a-z,]*))?\|(?P<words>[^⟦⟧⟨⟩]+)⟩"
)
CONTEXTS = frozenset({"neg", "hyp", "fam", "hist"})
FIRST_LINE = 3
"""The text begins here: the header is line 1, line 2 is empty."""
SMALL = ("de", "du", "des")


class NoteError(ValueError):
    """A note that is not in the gold text format; ``line`` counts from 1 in its file. No text of the note is in it."""

    def __init__(self, reason: str, line: int) -> None:
        super().__init__(reason)
        self.line = line


def pieces_of(body: str) -> tuple[str | Mark, ...]:
    """The pieces of a marked text.

    Raises:
        NoteError: a label or context that there is none of, or a bracket of the marking outside a mark.
    """
    pieces: list[str | Mark] = []
    at = 0
    for match in MARK.finditer(body):
        _check_plain(body, at, match.start())
        pieces.append(body[at : match.start()])
        if match["label"]:
            if match["label"] not in LABELS:
                raise NoteError(f"no label {match['label']}; there are {', '.join(LABELS)}", _line(body, match.start()))
            pieces.append(Mark(match["phi"], match["label"]))
        else:
            context = match["ctx"] or ""
            if set(filter(None, context.split(","))) - CONTEXTS:
                raise NoteError("a context is one or several of neg, hyp, fam, hist", _line(body, match.start()))
            pieces.append(Mark(match["words"], match["system"], match["code"].replace(".", ""), context))
        at = match.end()
    _check_plain(body, at, len(body))
    pieces.append(body[at:])
    return tuple(p for p in pieces if not isinstance(p, str) or p)


def _check_plain(body: str, start: int, end: int) -> None:
    """Between two marks stands no bracket of the marking."""
    stray = re.compile("[⟦⟧⟨⟩]").search(body, start, end)
    if stray:
        raise NoteError(
            "a mark that is not ⟦LABEL|words⟧, ⟨CIM10:CODE|words⟩ or ⟨ATC:CODE;neg,hist|words⟩",
            _line(body, stray.start()),
        )


def _line(body: str, at: int) -> int:
    return FIRST_LINE + body.count("\n", 0, at)


def line_head(header: dict[str, Any]) -> dict[str, Any]:
    """The input line's fields from a header of the gold text format; all but ``doc_id`` may be missing."""
    person = header.get("patient") or {}
    given = [w for w in (person.get("prenom") or "").split() if w.lower() not in SMALL]
    return {
        "doc_id": header["doc_id"],
        "lang": header.get("lang", "fr"),
        "date": header.get("date"),
        "type": header.get("doc_type"),
        "unit": header.get("unit"),
        "title": header.get("title"),
        "source": header.get("source", "DPI"),
        "extraction": header.get("extraction", "native"),
        "lot": LOT,
        "patient": {
            "ipp": person.get("ipp") or f"SANS-IPP-{header['doc_id']}",
            "family_name": person.get("nom"),
            "birth_name": person.get("nom_naissance"),
            "given_names": given,
            "birth_date": person.get("date_naissance"),
            "sex": person.get("sexe"),
            "nir": person.get("nir"),
            "address": person.get("adresse"),
            "postal_code": person.get("code_postal"),
            "city": person.get("ville"),
            "phones": [],
            "emails": [],
        },
    }


def read_note(text: str) -> Note:
    """A note from its gold text.

    Raises:
        NoteError: the header is no JSON object or lacks doc_id, or the marking is damaged.
    """
    head, _, body = text.partition("\n")
    header = _header(head)
    return Note(header["doc_id"], line_head(header), pieces_of(body.removeprefix("\n")))


def _header(head: str) -> dict[str, Any]:
    try:
        header = json.loads(head)
    except ValueError:
        header = None
    if not isinstance(header, dict):
        raise NoteError('line 1 is a JSON object, such as {"doc_id": "A01", "doc_type": "CRH", "patient": {}}', 1)
    if not isinstance(header.get("doc_id"), str):
        raise NoteError("the header lacks doc_id, a text", 1)
    if not isinstance(header.get("patient") or {}, dict):
        raise NoteError("the header's patient must be an object", 1)
    if not isinstance((header.get("patient") or {}).get("prenom") or "", str):
        raise NoteError("the header's patient.prenom must be text", 1)
    return header


@lru_cache(maxsize=1)
def _texts() -> tuple[str, ...]:
    folder = resources.files("hospital").joinpath("notes")
    if not folder.is_dir():
        return ()
    paths = sorted((p for p in folder.iterdir() if p.name.endswith(".txt")), key=lambda p: p.name)
    return tuple(p.read_text(encoding="utf-8") for p in paths)


def handwritten() -> Iterator[Note]:
    """The notes written by hand, in the order of their file names."""
    return map(read_note, _texts())
