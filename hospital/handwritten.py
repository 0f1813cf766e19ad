"""Whole notes written by hand, which ship with the demonstration: ``notes/*.txt`` in the gold text format.

Line 1 is a JSON header (doc_id, doc_type, unit, date, lang, patient), line 2 empty, then the text with `⟦LABEL|surface⟧` for identifiers and
`⟨SYSTEM:CODE;ctx|surface⟩` for concepts.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from functools import lru_cache
from importlib import resources
from typing import Any

from hospital.notes import Note
from hospital.template import Mark

LOT = "2024-demo-M"
MARK = re.compile(
    r"⟦(?P<label>[A-Z0-9_]+)\|(?P<phi>[^⟦⟧⟨⟩]+)⟧"
    r"|⟨(?P<system>CIM10|ATC):(?P<code>[A-Z0-9.+]+);(?P<ctx>[a-z,]*)\|(?P<words>[^⟦⟧⟨⟩]+)⟩"
)
SMALL = ("de", "du", "des")


def pieces_of(body: str) -> tuple[str | Mark, ...]:
    """The pieces of a marked text.

    Raises:
        ValueError: a bracket of the marking stands outside a mark.
    """
    pieces: list[str | Mark] = []
    at = 0
    for match in MARK.finditer(body):
        pieces.append(body[at : match.start()])
        if match["label"]:
            pieces.append(Mark(match["phi"], match["label"]))
        else:
            pieces.append(Mark(match["words"], match["system"], match["code"].replace(".", ""), match["ctx"]))
        at = match.end()
    pieces.append(body[at:])
    if any(set("⟦⟧⟨⟩") & set(p) for p in pieces if isinstance(p, str)):
        raise ValueError("a bracket of the marking stands outside a mark")
    return tuple(p for p in pieces if not isinstance(p, str) or p)


def line_head(header: dict[str, Any]) -> dict[str, Any]:
    """The input line's fields from a header of the gold text format."""
    person = header["patient"]
    given = [w for w in (person.get("prenom") or "").split() if w.lower() not in SMALL]
    return {
        "doc_id": header["doc_id"],
        "lang": header.get("lang", "fr"),
        "date": header["date"],
        "type": header["doc_type"],
        "unit": header["unit"],
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
        ValueError: the header is not JSON, or the marking is damaged.
    """
    head, _, body = text.partition("\n")
    header = json.loads(head)
    return Note(header["doc_id"], line_head(header), pieces_of(body.removeprefix("\n")))


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
