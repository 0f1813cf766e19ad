"""What people read for our codes: roles, facets, labels, states, actions. French strings are the source."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import date
from typing import Any

from flask import Flask
from flask_babel import format_date, format_decimal, get_locale
from flask_babel import gettext as _

from clinical.cohorts import Criterion
from clinical.concepts import Concept
from clinical.results import Clause, Hit
from search_app.detector_words import detector_name
from search_app.journal_words import detail_text
from search_app.layout import laid_out
from search_app.notices import context_name, expected_text, notice_offer, notice_text, refusal_text
from search_app.numbers import number, plural
from search_app.problems import problem_text
from search_app.rendering import SIGNS, shown_context
from search_app.session import house
from search_app.settings_words import setting_help, setting_origin, setting_value
from warehouse.accounts import Account
from warehouse.warehouse import CLASSES

_PREFIXES = {
    "fr": {
        "negated": "nié",
        "hypothetical": "hypothèse",
        "family": "famille",
        "family_negated": "famille-niée",
        "past": "antécédent",
    },
    "en": {
        "negated": "negated",
        "hypothetical": "hypothesis",
        "family": "family",
        "family_negated": "family-negated",
        "past": "history",
    },
}
CONTEXT_OF_PREFIX = {prefix: context for names in _PREFIXES.values() for context, prefix in names.items()}


def role_name(role: str) -> str:
    return {
        "clinician": _("clinicien"),
        "researcher": _("chercheur"),
        "cdc": _("centre de données"),
        "admin": _("administrateur"),
        "operator": _("opérateur"),
    }.get(role, role)


def account_said(done: str, account: Account) -> str:
    """What was just done to an account, as it is now; "" for what is no change."""
    name, role = account.username, role_name(account.role)
    until = day(account.expires) if account.expires else ""
    texts: dict[str, Callable[[], str]] = {
        "create": lambda: _("Compte %(name)s créé : %(role)s.", name=name, role=role)
        + (" " + _("Il expire après le %(day)s.", day=until) if until else ""),
        "role": lambda: _("%(name)s a maintenant le rôle %(role)s ; ses sessions sont closes.", name=name, role=role),
        "expires": lambda: _("Le compte %(name)s expire après le %(day)s.", name=name, day=until)
        if until else _("Le compte %(name)s n'expire pas.", name=name),
        "disable": lambda: _("Compte %(name)s fermé ; ses sessions sont closes.", name=name),
        "enable": lambda: _("Compte %(name)s rouvert.", name=name),
        "revoke": lambda: _("Les sessions de %(name)s sont closes.", name=name),
        "password": lambda: _("Mot de passe de %(name)s changé ; ses sessions sont closes.", name=name),
    }  # fmt: skip
    return texts[done]() if done in texts else ""


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
    if facet == "age" and value:
        return value.replace("-", "–") + " " + _("ans")
    return value or _("non dit")


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


def group_help(group: str) -> str:
    return {
        "all": _("chaque critère doit être rempli"),
        "any": _("il suffit d'un critère rempli"),
        "none": _("un critère rempli exclut le patient"),
    }[group]


def group_count(group: str, patients: int) -> str:
    """How many patients a group leaves, or, for `aucun`, excludes."""
    if group == "none":
        return plural("exclut %(num)s patient", "exclut %(num)s patients", patients)
    return plural("%(num)s patient", "%(num)s patients", patients)


def criterion_name(criterion: Criterion) -> str:
    """A criterion's own name, or its kind and value in words."""
    if criterion.name != criterion.source:
        return criterion.name
    return " ; ".join(_part(part) for part in criterion.source.split("; "))


def _part(written: str) -> str:
    kind, _colon, value = written.partition(": ")
    if kind == "concept":
        return ", ".join(concept_label(one) for one in value.split(", "))
    return f"{kind_name(kind)} : {value}" if kind in _KINDS else written


def action_name(action: str) -> str:
    """An action of the audit log in words, or its code."""
    return _actions().get(action, action)


def logged_detail(detail: dict[str, Any]) -> str:
    """The details of a row of the audit log."""
    return detail_text(detail, {"as_role": role_name, "of_action": action_name})


def _actions() -> dict[str, str]:
    return {
        "log-in": _("connexion"), "log-in-failed": _("connexion refusée"), "log-out": _("déconnexion"),
        "too-many": _("trop de demandes"),
        "search": _("recherche"), "search-refused": _("recherche refusée"), "document": _("document ouvert"),
        "patient": _("dossier ouvert"), "cohort": _("cohorte comptée"), "evidence": _("preuves d'un patient"),
        "cohort-save": _("cohorte enregistrée"), "cohort-list": _("liste des cohortes"), "export": _("liste emportée"),
        "ingest": _("intégration commencée"), "ingest-end": _("intégration finie"), "lots": _("liste des lots"),
        "lot": _("lot ouvert"), "lot-release": _("lot libéré"), "lot-refuse": _("lot refusé"),
        "sample": _("échantillon tiré"), "sample-result": _("résultat d'échantillon"),
        "review-document": _("document relu"), "judge": _("document jugé"), "quarantine": _("liste de quarantaine"),
        "audit": _("journal consulté"), "accounts": _("liste des comptes"), "account-create": _("compte créé"),
        "account-role": _("rôle changé"), "account-expires": _("expiration changée"),
        "account-disable": _("compte fermé"), "account-enable": _("compte rouvert"),
        "account-revoke": _("sessions coupées"), "account-password": _("mot de passe changé"),
        "account-language": _("langue changée"), "settings": _("réglages consultés"), "erase": _("document effacé"),
        "erase-patient": _("patient effacé"), "purge": _("fichiers purgés"), "readmit": _("patient effacé réadmis"),
        "oppose": _("opposition notée"), "oppose-end": _("opposition retirée"),
        "vault-documents": _("correspondance des documents"), "vault-patients": _("correspondance des patients"),
    }  # fmt: skip


_KINDS = ("concept", "words", "age", "sex", "type", "unit", "date")


def kind_name(kind: str) -> str:
    return {
        "concept": _("concept"), "words": _("mots"), "age": _("âge"), "sex": _("sexe"), "type": _("type de document"),
        "unit": _("unité"), "date": _("date"),
    }[kind]  # fmt: skip


def kind_hint(kind: str) -> str:
    """What a value of a kind looks like."""
    return {
        "concept": _("hypertension, ou CIM10:I10"), "words": _("embolie pulmonaire"), "age": "75..90", "sex": "F",
        "type": "CRH", "unit": _("cardiologie"), "date": "2019..2021",
    }[kind]  # fmt: skip


def lot_state(status: str) -> str:
    return {
        "waiting": _("en attente"), "released": _("libéré"), "refused": _("refusé"), "empty": _("vide"),
    }.get(status, status)  # fmt: skip


def reason_name(reason: str) -> str:
    """A quarantine reason in words: what went wrong, and what of the identity it was."""
    texts = {
        "leak": _("resté lisible"), "several-patients": _("plusieurs patients"), "other-patient": _("d'un autre patient"),
        "deid-failed": _("dé-identification impossible"),
    }  # fmt: skip
    things = {
        "name": _("nom"), "misspelt-name": _("nom mal orthographié"), "birth-date": _("date de naissance"),
        "ipp": _("numéro de patient"), "nir": _("numéro de sécurité sociale"), "phone": _("téléphone"),
        "mail": _("courriel"), "address": _("adresse"),
    }  # fmt: skip
    kind, _colon, thing = reason.partition(":")
    text = texts.get(kind)
    if text is None:
        return reason
    return f"{things.get(thing, thing)} {text}" if thing else text


def context_prefix(context: str) -> str:
    """What is written before a query to ask for a context, in the reader's language."""
    return _PREFIXES["en" if str(get_locale()) == "en" else "fr"][context]


def state_name(state: str) -> str:
    """The state of a drug."""
    return {
        "current": _("en cours"), "stopped": _("arrêté"), "planned": _("prévu"), "contraindicated": _("contre-indiqué"),
        "refused": _("refusé par le patient"),
    }.get(state, state)  # fmt: skip


def age_on_day(hit: Hit) -> str:
    """`67 ans le 12 mars 2021`: what shows a criterion of age; the day alone where the age is not known."""
    if hit.age is None:
        return day(hit.date)
    age = years(hit.age)
    return _("%(age)s le %(day)s", age=age, day=day(hit.date)) if hit.date else age


def record_line(hit: Hit) -> str:
    """What else the record of a document says, where no sentence shows a criterion: sex, type, unit."""
    sex = {"F": _("femme"), "M": _("homme")}.get(hit.sex or "")
    return " · ".join(part for part in (sex, hit.title or hit.type, hit.unit) if part)


def filling_text() -> str:
    """What is being brought in right now, or ""."""
    now = house().filling()
    if now is None:
        return ""
    if now.total is None or now.total < now.done:
        return plural(
            "L'entrepôt se remplit : %(num)s document lu. Les nombres augmentent encore.",
            "L'entrepôt se remplit : %(num)s documents lus. Les nombres augmentent encore.", now.done,
        )  # fmt: skip
    return plural(
        "L'entrepôt se remplit : %(num)s document sur %(all)s. Les nombres augmentent encore.",
        "L'entrepôt se remplit : %(num)s documents sur %(all)s. Les nombres augmentent encore.", now.done,
        all=number(now.total),
    )  # fmt: skip


def years(age: int) -> str:
    """An age in whole years: `moins de 1 an`, `1 an`, `67 ans`; from 90 on ages are one group."""
    if age >= 90:
        return _("90 ans et plus")
    return plural("%(num)s an", "%(num)s ans", age) if age else _("moins de 1 an")


def age_text(age: int) -> str:
    """An age at the document."""
    return years(age) if age >= 90 else _("%(age)s au document", age=years(age))


def last_age_text(age: int) -> str:
    """An age at a record's last document."""
    return years(age) if age >= 90 else _("%(age)s au dernier document", age=years(age))


def concept_name(concept: Concept) -> str:
    """A concept in the reader's language; a French name says so where there is no English one."""
    if str(get_locale()) != "en":
        return concept.label
    return concept.english or _("%(label)s (fr)", label=concept.label)


def concept_label(written: str) -> str:
    """The name of `SYSTEM:CODE`, or the code itself."""
    found = house().concept_at(written)
    return concept_name(found) if found else written


def label_of(written: str, label: str) -> str:
    """The name of `SYSTEM:CODE`, whose French label is known."""
    return concept_label(written) if str(get_locale()) == "en" else label


def is_class(written: str) -> bool:
    """Whether a code is that of a class of drugs or diseases."""
    return written.startswith(f"{CLASSES}:")


def codes_of(written: str) -> list[str]:
    """The codes of a class or range; nothing for a plain code."""
    found = house().concept_at(written)
    return list(found.members) if found else []


def members(written: str) -> list[str]:
    """What a class or range stands for: names with codes; nothing for a plain code."""
    found = house().concept_at(written)
    return [f"{concept_label(one)} ({one})" for one in found.members] if found else []


def examples() -> list[tuple[str, str]]:
    """What may be typed, with what it does."""
    return [
        (_("hta"), _("un mot, et le concept qu'il désigne")),
        (_("embolie pulmonaire"), _("deux mots dans un même document")),
        (_('"insuffisance cardiaque"'), _("une expression")),
        (_("sans fièvre"), _("un contexte : la fièvre niée")),
        (_("embolie SAUF cancer"), _("ET, OU, SAUF en capitales")),
        (_("AVK"), _("une classe de médicaments ou de maladies, proposée avec ce qu'elle contient")),
        ("CIM10:E11", _("un code et ceux qu'il contient")),
        ("HbA1c > 9", _("un résultat")),
        (_("metformine depuis 2019"), _("une période")),
    ]


def field_examples() -> list[str]:
    """The other ways to ask that the box knows, with the fields' names in the reader's language."""
    french = [
        "infarct*", "=mot", '"mot mot"~5', "type:CRH", "service:cardiologie", "date:[2019 TO 2021]", "age:[65 TO 80]",
        "sexe:F", "titre:", "section:conclusion", "CLASSE:CANCER", "CIM10:C00-C97", "nié:", "hypothèse:", "famille:",
        "famille-niée:", "antécédent:", "tout:",
    ]  # fmt: skip
    english = {
        "=mot": "=word", '"mot mot"~5': '"word word"~5', "service:cardiologie": "unit:cardiologie", "sexe:F": "sex:F",
        "titre:": "title:", "nié:": "negated:", "hypothèse:": "hypothesis:", "famille:": "family:",
        "famille-niée:": "family-negated:", "antécédent:": "history:", "tout:": "all:",
    }  # fmt: skip
    return [english.get(one, one) for one in french] if str(get_locale()) == "en" else french


def quoted(clauses: Sequence[Clause]) -> str:
    """Clauses as they were typed, in quotation marks."""
    return ", ".join(_("« %(words)s »", words=clause.text) for clause in clauses)


def day(value: str | None) -> str:
    """A date as people write it; a year alone stays so."""
    if not value:
        return _("sans date")
    try:
        return str(format_date(date.fromisoformat(value[:10]), "d MMM yyyy"))
    except ValueError:
        return value


def share(value: float) -> str:
    """A share as a percentage with one digit, two under one percent."""
    return str(format_decimal(round(value * 100, 1 if value >= 0.01 or not value else 2)))


ACTIONS = (
    "log-in", "log-in-failed", "log-out", "too-many", "search", "search-refused", "document", "patient", "evidence", "cohort",
    "cohort-save", "cohort-list", "export", "ingest", "ingest-end", "lots", "lot", "lot-release", "lot-refuse", "sample",
    "review-document", "judge", "sample-result", "quarantine", "accounts", "account-create", "account-role",
    "account-expires", "account-disable", "account-enable", "account-revoke", "account-password", "account-language",
    "settings", "audit", "erase", "erase-patient", "purge", "readmit", "oppose", "oppose-end",
    "vault-documents", "vault-patients",
)  # fmt: skip
"""The actions by which the audit log may be narrowed."""

_FOR_TEMPLATES = (
    action_name, age_on_day, last_age_text, logged_detail, years,
    age_text, codes_of, concept_label, concept_name, context_name, context_prefix,
    criterion_name, detector_name, examples, expected_text, facet_name, facet_value, field_examples,
    filling_text, group_count, group_help,
    group_name, is_class, kind_hint, kind_name, label_name, label_of, lot_state, members, notice_offer, notice_text,
    problem_text, quoted, reason_name, record_line, refusal_text, role_name, state_name,
)  # fmt: skip


def install(app: Flask) -> None:
    app.jinja_env.globals["ngettext"] = plural
    app.jinja_env.globals.update(setting_help=setting_help, setting_value=setting_value, setting_origin=setting_origin)
    app.jinja_env.globals.update({function.__name__: function for function in _FOR_TEMPLATES}, SIGNS=SIGNS)
    app.jinja_env.filters.update(number=number, day=day, share=share, shown_context=shown_context, laid_out=laid_out)
