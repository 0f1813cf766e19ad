"""Messages of the rooms below, which are English for the command line, in the reader's language."""

from __future__ import annotations

import re
from collections.abc import Callable

from flask_babel import get_locale
from flask_babel import gettext as _

from search_app.numbers import plural

Say = Callable[[re.Match[str]], str]


def problem_text(message: str) -> str:
    """A message in the reader's language; one without a translation stays as it is."""
    if str(get_locale()) == "en":
        return message
    for pattern, say in _messages():
        match = re.fullmatch(pattern, message, re.DOTALL)
        if match:
            return say(match)
    return message


def known(message: str) -> bool:
    """Whether a message has a translation."""
    return any(re.fullmatch(pattern, message, re.DOTALL) for pattern, _say in _messages())


def _at(place: str) -> str:
    """`all[2].age`, `all[0].any[1]` in words: the group and the number of the criterion, from 1."""
    names = {"all": _("tous requis"), "any": _("au moins un"), "none": _("aucun")}
    parts = re.findall(r"(all|any|none)(?:\[(\d+)\])?", place)
    if not parts:
        return _("définition")
    return ", ".join(
        _("%(group)s, critère %(n)s", group=names[group], n=int(number) + 1) if number else names[group]
        for group, number in parts
    )


def _messages() -> list[tuple[str, Say]]:
    return [*_query(), *_cohort(), *_account(), *_review()]


def _query() -> list[tuple[str, Say]]:
    return [
        (r"a word is missing after =", lambda m: _("Un mot manque après =")),
        (r"this is no date", lambda m: _("Ce n'est pas une date")),
        (r"this is no age", lambda m: _("Ce n'est pas un âge")),
        (r"this is no calendar date", lambda m: _("Cette date n'existe pas")),
        (r"this is no sex", lambda m: _("Le sexe est F ou M")),
        (r"this cannot stand here", lambda m: _("Ceci ne peut pas être écrit ici")),
        (r"a bracket is not closed", lambda m: _("Une parenthèse n'est pas fermée")),
        (r"something is missing", lambda m: _("Il manque quelque chose")),
        (
            r"this bracket belongs to a field or closes nothing",
            lambda m: _("Ce crochet appartient à un champ ou ne ferme rien"),
        ),
        (r"(\S+) has nothing to join here", lambda m: _("%(operator)s n'a rien à relier ici", operator=m[1])),
        (
            r"this bracket closes nothing, or an empty one",
            lambda m: _("Cette parenthèse ne ferme rien, ou rien n'est entre les deux"),
        ),
        (r"this quotation mark has no partner", lambda m: _("Ce guillemet n'est pas fermé")),
        (r"the query ends too early", lambda m: _("La recherche s'arrête trop tôt")),
        (r"a value is missing", lambda m: _("Une valeur manque")),
        (r"section: needs a word beside it", lambda m: _("section: demande un mot à côté")),
        (
            r"one sentence holds words, phrases and concepts only",
            lambda m: _("Une phrase ne contient que des mots, des expressions et des concepts"),
        ),
        (r"nothing is called @(.*)", lambda m: _("Rien ne s'appelle @%(name)s", name=m[1])),
        (r"no concept has this name", lambda m: _("Aucun concept ne porte ce nom")),
        (r"(\S+) has no such code", lambda m: _("%(system)s n'a pas ce code", system=m[1])),
    ]


def _cohort() -> list[tuple[str, Say]]:
    def at(pattern: str, say: Callable[[], str]) -> tuple[str, Say]:
        return rf"(\S+): {pattern}", lambda m: _("%(place)s : %(what)s", place=_at(m[1]), what=say())

    return [
        (r"the definition is longer than (\d+) bytes", lambda m: _("La définition est trop longue")),
        (
            r"the definition must be an object with name, all, any, none",
            lambda m: _("La définition est un objet avec name, all, any, none"),
        ),
        (r"nested too deep", lambda m: _("La définition a trop de niveaux")),
        (r"more than (\d+) criteria", lambda m: _("Plus de %(n)s critères", n=m[1])),
        (r"[^:]+: neither YAML nor JSON", lambda m: _("La définition n'est ni du YAML ni du JSON")),
        at(r"the lower end is above the upper one", lambda: _("le début est après la fin")),
        at(r"an age is a whole number of years", lambda: _("un âge est un nombre entier d'années")),
        at(r"a date is YYYY, YYYY-MM or YYYY-MM-DD", lambda: _("une date s'écrit AAAA, AAAA-MM ou AAAA-MM-JJ")),
        at(r"groups are nested deeper than \d+", lambda: _("trop de groupes l'un dans l'autre")),
        at(r"unknown key .*", lambda: _("un mot-clé est inconnu")),
        at(r"no criterion; give all, any or none", lambda: _("aucun critère")),
        at(r"must be an object", lambda: _("un critère est un objet")),
        at(r"a criterion needs one of .*", lambda: _("un critère a besoin d'une valeur")),
        at(
            r"a concept is SYSTEM:CODE.*",
            lambda: _("un concept s'écrit SYSTÈME:CODE, comme CIM10:E11 ; cherchez-le par ses mots"),
        ),
        (
            r"(\S+): (\S+) has no code (\S+)",
            lambda m: _("%(place)s : %(system)s n'a pas de code %(code)s", place=_at(m[1]), system=m[2], code=m[3]),
        ),
        at(r"words must be text", lambda: _("les mots sont un texte")),
        at(r"expected min and max", lambda: _("un intervalle a deux bornes")),
        at(r"with dates write >= or <=", lambda: _("avec une date, écrivez >= ou <=")),
        at(r"must be a list of criteria or groups", lambda: _("un groupe est une liste")),
        at(r"sex is M or F", lambda: _("le sexe est M ou F")),
        (
            r"(\S+): (character \d+|at the end): (.*?)(?: \(expected: .*\))?",
            lambda m: _("%(place)s : %(what)s", place=_at(m[1]), what=problem_text(m[3])),
        ),
        at(
            r"the query looks like the identity of a person.*",
            lambda: _("ces mots ressemblent à l'identité d'une personne"),
        ),
        at(r"(?:the query|a word|words|a phrase) .*", lambda: _("ces mots demanderaient une recherche trop longue")),
    ]


def _account() -> list[tuple[str, Say]]:
    return [
        (
            r"a password has (\d+) to (\d+) characters",
            lambda m: _("Un mot de passe a %(low)s à %(high)s caractères", low=m[1], high=m[2]),
        ),
        (r"no role (\S*); there are .*", lambda m: _("Ce rôle n'existe pas")),
        (
            r"a user name has 2 to 40 letters, digits, dots, dashes, in lower case",
            lambda m: _("Un nom d'utilisateur a 2 à 40 lettres, chiffres, points ou tirets, en minuscules"),
        ),
        (r"an expiry date has the form YYYY-MM-DD", lambda m: _("Une date d'expiration s'écrit AAAA-MM-JJ")),
        (
            r"the last day of an account is today or later",
            lambda m: _("Le dernier jour d'un compte est aujourd'hui ou plus tard"),
        ),
        (r"account (\S+) exists already", lambda m: _("Le compte %(name)s existe déjà", name=m[1])),
        (
            r"an administrator cannot close or change the own account: ask another one",
            lambda m: _("On ne ferme ni ne change son propre compte : demandez à un autre administrateur"),
        ),
        (r"unknown change of an account", lambda m: _("Ce changement n'existe pas")),
    ]


def _review() -> list[tuple[str, Say]]:
    return [
        (r"a sample has 1 to (\d+) documents", lambda m: _("Un échantillon a 1 à %(n)s documents", n=m[1])),
        (r"lot (\S+) has no documents to sample", lambda m: _("Ce lot n'a pas de document à relire")),
        (
            r"a missed identifier must be selected, and a clean document has none",
            lambda m: _("Sélectionnez l'identifiant oublié ; un document propre n'en a pas"),
        ),
        (
            r"lot (\S+) is still being filled: .*",
            lambda m: _("Ce lot se remplit encore : il se décide quand l'intégration est finie."),
        ),
        (r"lot (\S+) is already (\S+)", lambda m: _("Le lot %(lot)s est déjà décidé", lot=m[1])),
        (
            r"lot (\S+) has a measured leak: (\S+) of (\S+) judged documents; .*",
            lambda m: plural(
                "Fuite mesurée : %(num)s document sur %(judged)s. Confirmez ce nombre et donnez un motif.",
                "Fuite mesurée : %(num)s documents sur %(judged)s. Confirmez ce nombre et donnez un motif.",
                int(m[2]),
                judged=m[3],
            ),
        ),
        (
            r"no document of lot (\S+) was judged: .*",
            lambda m: _(
                "Aucun document de ce lot n'a été jugé : jugez un échantillon, ou confirmez-le et donnez un motif."
            ),
        ),
        (r"a reason has at least (\d+) characters", lambda m: _("Un motif a %(n)s caractères au moins", n=m[1])),
        (
            r"a reason holds nothing that identifies a person",
            lambda m: _("Un motif ne contient rien qui identifie une personne"),
        ),
        (r"(\S+) must be a whole number", lambda m: _("Il faut un nombre entier")),
        (r"say release, or refuse and confirm it", lambda m: _("Dites libérer, ou refuser en le confirmant")),
        (r"say clean or missed", lambda m: _("Dites propre ou fuite")),
        (
            r"these words do not stand in the document as typed",
            lambda m: _("Ces mots ne sont pas dans le document tels qu'ils sont tapés"),
        ),
    ]
