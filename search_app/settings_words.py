"""What a setting means, and where its value comes from, in the reader's language."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from flask_babel import gettext as _

from search_app.numbers import number


def setting_help(name: str) -> str:
    """One sentence for each setting; its name where there is none."""
    texts: dict[str, Callable[[], str]] = {
        "dates": lambda: _("Dates de soins dans les textes et les fiches : gardées, décalées ou masquées"),
        "replacement": lambda: _("Ce qui prend la place d'un identifiant : une étiquette ou un substitut"),
        "group_ages": lambda: _("Les âges de 90 ans et plus forment un seul groupe"),
        "engine": lambda: _("Moteur de recherche"),
        "keys_dir": lambda: _("Dossier des clés ; sinon keys, dans celui de l'entrepôt"),
        "types": lambda: _("Types de documents du site ; un autre type passe par la dé-identification"),
        "units": lambda: _("Unités du site ; une autre passe par la dé-identification"),
        "ipp_patterns": lambda: _("Formes des numéros de patient du site"),
        "nda_patterns": lambda: _("Formes des numéros de séjour du site"),
        "max_document_bytes": lambda: _("Taille au-delà de laquelle une ligne est refusée, en octets"),
        "waiting_text_days": lambda: _("Jours pendant lesquels le coffre garde un texte source en attente de revue"),
        "session_idle_minutes": lambda: _("Minutes sans demande après lesquelles une session est close"),
        "session_hours": lambda: _("Heures après lesquelles une session est close"),
        "log_ins_per_minute": lambda: _("Connexions d'un même nom par minute ; cinq fois plus par adresse"),
        "searches_per_minute": lambda: _(
            "Recherches et pages d'un même compte par minute ; cinq fois plus par adresse"
        ),
        "search_seconds": lambda: _("Durée d'une recherche au plus, en secondes"),
        "search_processes": lambda: _("Processus qui répondent aux recherches, chacun avec ses lecteurs"),
    }
    return texts[name]() if name in texts else name


def setting_value(value: Any) -> str:
    """A value as people write it; a dash for an empty one."""
    if isinstance(value, bool):
        return _("oui") if value else _("non")
    if isinstance(value, int | float):
        return number(value)
    return (", ".join(value) if isinstance(value, list) else str(value)) or "–"


def setting_origin(origin: str) -> str:
    """Where a value comes from: the default, a variable of the environment, or the file."""
    return _("par défaut") if origin == "default" else origin.rsplit("/", 1)[-1]
