"""How an identifier was found, in a reviewer's words; the code of the detector stands beside it as a title."""

from __future__ import annotations

from flask_babel import gettext as _

_ALIASES = {
    "zip": "address", "street": "address", "gps": "address", "city": "place", "town": "place", "establishment": "hospital",
    "institution": "hospital", "laboratory": "hospital", "given": "listed", "role": "title", "english": "phrase",
    "person": "phrase", "message": "phrase", "slot": "label", "letter": "signature", "initials": "signature",
    "typist": "signature", "birth_name": "phrase", "patient": "phrase", "extension": "phone", "ip": "url", "site": "url",
    "login": "code", "file": "number", "nir": "number", "rpps": "number", "ipp": "number", "plate": "number",
    "make": "number", "lone": "phrase",
}  # fmt: skip
"""Families of detectors that say the same to a reader; a family is what stands before the first dot of a code."""


def detector_name(code: str | None) -> str:
    """What a detector goes by; an unknown one is called by its code, and "?" stands for none."""
    if not code:
        return "?"
    family = code.partition(".")[0]
    return _families().get(_ALIASES.get(family, family), code)


def _families() -> dict[str, str]:
    return {
        "identity": _("identité du dossier"),
        "propagation": _("répété dans le texte"),
        "title": _("titre ou fonction"),
        "signature": _("signature"),
        "label": _("libellé"),
        "phrase": _("tournure"),
        "kin": _("parent cité"),
        "listed": _("liste de noms"),
        "context": _("mots voisins"),
        "tagger": _("modèle statistique"),
        "layout": _("mise en page"),
        "phone": _("téléphone"),
        "mail": _("courriel"),
        "url": _("adresse web"),
        "address": _("adresse"),
        "place": _("nom de lieu"),
        "hospital": _("nom d'établissement"),
        "unit": _("nom d'établissement"),
        "date": _("date"),
        "age": _("âge"),
        "code": _("code ou identifiant"),
        "number": _("numéro"),
        "spoken": _("dicté en lettres"),
    }
