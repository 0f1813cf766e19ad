"""What people read for our codes: roles, contexts, facets, notices, refusals. French strings are the source."""

from __future__ import annotations

from flask import Flask
from flask_babel import format_date, format_decimal
from flask_babel import gettext as _

from clinical.results import Notice
from search_app.rendering import SIGNS


def role_name(role: str) -> str:
    return {
        "clinician": _("clinicien"),
        "researcher": _("chercheur"),
        "cdc": _("centre de données"),
        "admin": _("administrateur"),
    }.get(role, role)


def context_name(context: str) -> str:
    return {
        "present": _("présent"),
        "past": _("passé"),
        "negated": _("nié"),
        "hypothetical": _("hypothèse"),
        "family": _("famille"),
    }.get(context, context)


def facet_name(facet: str) -> str:
    return {
        "type": _("Type de document"),
        "unit": _("Unité"),
        "year": _("Année"),
        "sex": _("Sexe"),
        "age": _("Âge au document"),
        "source": _("Source"),
        "concept": _("Concepts fréquents ici"),
    }.get(facet, facet)


def facet_value(facet: str, value: str) -> str:
    if facet == "sex":
        return {"F": _("femmes"), "M": _("hommes")}.get(value, _("non dit"))
    if facet == "age" and value.endswith("-"):
        return _("%(age)s ans et plus", age=value[:-1])
    return value.replace("-", "–") + (" " + _("ans") if facet == "age" else "") if value else _("non dit")


def label_name(label: str) -> str:
    """A mask's label in words."""
    return {
        "NOM": _("nom"), "PRENOM": _("prénom"), "DATE_NAISSANCE": _("date de naissance"), "DATE_DECES": _("date de décès"),
        "DATE": _("date"), "ADRESSE": _("adresse"), "ZIP": _("code postal"), "VILLE": _("ville"), "TEL": _("téléphone"),
        "MAIL": _("courriel"), "SECU": _("numéro de sécurité sociale"),
        "IPP": _("numéro de patient"), "NDA": _("numéro de séjour"), "HOPITAL": _("établissement"),
        "RPPS": _("numéro RPPS"), "FINESS": _("numéro FINESS"), "URL": _("adresse web"),
        "AGE90": _("âge de 90 ans et plus"), "AUTRE_ID": _("autre identifiant"),
    }.get(label, label)  # fmt: skip


def group_name(group: str) -> str:
    return {"all": _("tous requis"), "any": _("au moins un"), "none": _("aucun")}[group]


def kind_name(kind: str) -> str:
    return {
        "concept": _("concept"), "words": _("mots"), "age": _("âge"), "sex": _("sexe"), "type": _("type de document"),
        "unit": _("unité"), "date": _("date"),
    }[kind]  # fmt: skip


def kind_hint(kind: str) -> str:
    return {
        "concept": "CIM10:I26", "words": "embolie pulmonaire", "age": "75..90", "sex": "F", "type": "CRH", "unit": "cardiologie",
        "date": "2019..2021",
    }[kind]  # fmt: skip


def lot_state(status: str) -> str:
    return {"waiting": _("en attente"), "released": _("libéré"), "refused": _("refusé")}.get(status, status)


def reason_name(reason: str) -> str:
    """A quarantine reason in words, with its code."""
    texts = {
        "leak": _("identifiant du patient resté dans le texte"),
        "several-patients": _("plusieurs patients"),
        "other-patient": _("numéro d'un autre patient"),
        "deid-failed": _("dé-identification impossible"),
    }
    text = texts.get(reason.partition(":")[0])
    return f"{text} ({reason})" if text else reason


def notice_text(notice: Notice) -> str:
    """A notice about how a query was read."""
    p = dict(notice.params)
    texts = {
        "cue_read": _("« %(words)s » est lu comme un contexte : %(read)s", words=p.get("words", ""), read=p.get("read", "")),
        "operator_in_small_letters": _("« et », « ou », « sauf » en minuscules sont des mots ; en capitales, des opérateurs"),
        "capitals_are_words": _("Texte tout en capitales : ET, OU, SAUF sont lus comme des mots"),
        "brackets_read": _("Lu ainsi : %(read)s", read=p.get("read", "")),
        "tags_ignored": _("Les étiquettes comme [NOM] ne sont pas des mots : elles ne trouvent rien"),
        "date_read": _("« %(words)s » est lu comme une période : %(read)s", words=p.get("words", ""), read=p.get("read", "")),
        "value_read": _(
            "Lu comme un résultat : %(analyte)s %(comparator)s %(value)s",
            analyte=p.get("analyte", ""), comparator=p.get("comparator", ""), value=p.get("value", ""),
        ),
        "unknown_field": _("Il n'y a pas de champ « %(name)s » : lu comme un mot", name=p.get("name", "")),
        "exclusion": _("SAUF écarte les documents où c'est affirmé"),
    }  # fmt: skip
    return texts.get(notice.code, str(notice))


def refusal_text(reason: str) -> str:
    """Why a query is not run; the same words whether the person is known or not."""
    if reason == "identity":
        return _(
            "Cette recherche ressemble à l'identité d'une personne. L'entrepôt est pseudonymisé : on n'y cherche ni nom, "
            "ni numéro, ni date de naissance. Cherchez avec des termes médicaux."
        )
    return _(
        "Cette recherche demanderait trop de temps : précisez-la, allongez les mots tronqués ou ôtez des critères."
    )


def number(value: float) -> str:
    return str(format_decimal(value))


def day(value: str | None) -> str:
    """A date as people write it; a year alone stays so."""
    from datetime import date

    if not value:
        return _("sans date")
    try:
        return str(format_date(date.fromisoformat(value), "d MMM yyyy"))
    except ValueError:
        return value


def install(app: Flask) -> None:
    app.jinja_env.globals.update(
        role_name=role_name, context_name=context_name, facet_name=facet_name, facet_value=facet_value,
        label_name=label_name, lot_state=lot_state, reason_name=reason_name, notice_text=notice_text,
        group_name=group_name, kind_name=kind_name, kind_hint=kind_hint, refusal_text=refusal_text, SIGNS=SIGNS,
    )  # fmt: skip
    app.jinja_env.filters.update(number=number, day=day)
