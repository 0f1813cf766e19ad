"""A note of the synthetic hospital with its truth, and its three written forms."""

from __future__ import annotations

import json
from dataclasses import dataclass, field
from typing import Any

from hospital.template import Mark


@dataclass(frozen=True, slots=True)
class Value:
    """A number that the note states: ``name`` is a short key (``hba1c``, ``fevg``), ``unit`` as written, ``date`` ISO."""

    name: str
    value: float
    unit: str
    date: str


@dataclass(frozen=True, slots=True)
class Event:
    """Something that truly happened to a patient: ``name`` is a topic's key, dates are ISO, ``stay`` may be empty."""

    name: str
    date: str
    end: str
    stay: str = ""
    facts: tuple[tuple[str, str], ...] = ()


@dataclass(frozen=True, slots=True)
class Note:
    """One invented document.

    ``pieces`` hold the text with its marks in order, so that offsets (half-open, code points) follow by adding up; ``head``
    is the input line without its text.
    """

    doc_id: str
    head: dict[str, Any]
    pieces: tuple[str | Mark, ...]
    values: tuple[Value, ...] = ()
    events: tuple[Event, ...] = ()
    topic: str = field(default="", compare=False)

    @property
    def text(self) -> str:
        """The document's text."""
        return "".join([p if isinstance(p, str) else p[0] for p in self.pieces])

    def line(self) -> dict[str, Any]:
        """The input JSON line: everything that a hospital would send, nothing of the truth."""
        return {**self.head, "text": self.text}

    def gold(self) -> dict[str, Any]:
        """The line with ``phi`` (start, end, text, label) and ``concepts`` (start, end, text, system, code, ctx)."""
        phi: list[dict[str, Any]] = []
        concepts: list[dict[str, Any]] = []
        at = 0
        for piece in self.pieces:
            if isinstance(piece, str):
                at += len(piece)
                continue
            end = at + len(piece.surface)
            span = {"start": at, "end": end, "text": piece.surface}
            if piece.code:
                ctx = piece.ctx.split(",") if piece.ctx else []
                concepts.append({**span, "system": piece.label, "code": piece.code, "ctx": ctx})
            else:
                phi.append({**span, "label": piece.label})
            at = end
        return {**self.line(), "phi": phi, "concepts": concepts}

    def markup(self) -> str:
        """The gold text format: a JSON header line, an empty line, then the text with its marks."""
        return json.dumps(self.header(), ensure_ascii=False) + "\n\n" + "".join(map(_marked, self.pieces))

    def header(self) -> dict[str, Any]:
        """The header of the gold text format."""
        person = self.head["patient"]
        return {
            "doc_id": self.doc_id,
            "doc_type": self.head["type"],
            "unit": self.head["unit"],
            "date": self.head["date"],
            "patient": {
                "nom": person["family_name"],
                "prenom": " ".join(person["given_names"]),
                "nom_naissance": person["birth_name"],
                "date_naissance": person["birth_date"],
                "sexe": person["sex"],
                "ipp": person["ipp"],
                "nir": person["nir"],
                "adresse": person["address"],
                "ville": person["city"],
            },
            "lang": self.head["lang"],
        }


def _marked(piece: str | Mark) -> str:
    if isinstance(piece, str):
        return piece
    if piece.code:
        return f"⟨{piece.label}:{piece.code};{piece.ctx}|{piece.surface}⟩"
    return f"⟦{piece.label}|{piece.surface}⟧"
