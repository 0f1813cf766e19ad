"""What is said about a query: how it was read, why it is not run, what was expected where it cannot be read."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Sequence

from flask_babel import gettext as _

from clinical.results import Notice
from search_app.numbers import plural


def context_name(context: str) -> str:
    return {
        "present": _("présent"),
        "past": _("passé"),
        "negated": _("nié"),
        "hypothetical": _("hypothèse"),
        "family": _("famille"),
        "family_negated": _("nié de la famille"),
    }.get(context, context)


def notice_text(notice: Notice) -> str:
    """A notice about how a query was read; every code of the query language and of the search has its text here."""
    p = defaultdict(str, notice.params)
    texts: dict[str, Callable[[], str]] = {
        "context_read": lambda: _(
            "« %(cue)s » est lu comme un contexte : « %(words)s » est cherché où c'est dit %(context)s.",
            cue=p["cue"], words=p["words"], context=context_name(p["context"]),
        ),
        "operator_in_small_letters": lambda: _(
            "« %(words)s » en minuscules est un simple mot ; ET, OU, SAUF en capitales relient les critères.", words=p["words"]
        ),
        "value_unknown": lambda: _(
            "« %(name)s » n'est pas un résultat mesuré : il n'y a pas de valeur à comparer.", name=p["name"]
        ),
        "expression_read": lambda: _(
            "« %(words)s » est lu comme une expression : %(read)s. Relier par ET pour des mots séparés.",
            words=p["words"], read=p["read"],
        ),
        "words_ignored": lambda: _(
            "Mots ignorés : %(words)s. Pour en exiger un : %(require)s", words=p["words"], require=p["require"]
        ),
        "capitals_are_words": lambda: _("Texte tout en capitales : ET, OU, SAUF y sont lus comme de simples mots."),
        "brackets_read": lambda: _("Lu ainsi : %(read)s", read=p["read"]),
        "tags_ignored": lambda: _("Les étiquettes comme [NOM] ne sont pas des mots : elles ne trouvent rien."),
        "date_read": lambda: _("« %(words)s » est lu comme une période du document : %(read)s", words=p["words"], read=p["read"]),
        "value_read": lambda: _("« %(words)s » est lu comme un résultat : %(read)s", words=p["words"], read=p["read"]),
        "unknown_field": lambda: _("Il n'y a pas de champ « %(name)s » : lu comme un mot.", name=p["name"]),
        "unknown_acronym": lambda: _(
            "« %(words)s » n'est ni un mot ni un sigle connu : essayez le nom en toutes lettres.", words=p["words"]
        ),
        "exclusion_documents": lambda: _(
            "SAUF écarte les documents qui affirment « %(words)s » ; nié, supposé ou familial n'écarte pas.", words=p["words"]
        ),
        "exclusion_patients": lambda: plural(
            "SAUF écarte %(num)s patient dont un document affirme « %(words)s » ; nié, supposé ou familial n'écarte pas.",
            "SAUF écarte %(num)s patients dont un document affirme « %(words)s » ; nié, supposé ou familial n'écarte pas.",
            int(p["patients"] or 0), words=p["words"],
        ),
    }  # fmt: skip
    text = texts.get(notice.code)
    return text() if text else str(notice)


def notice_offer(notice: Notice) -> tuple[str, str] | None:
    """Another query that a notice offers, and what its link says; None where it offers none."""
    p = defaultdict(str, notice.params)
    if not p["instead"]:
        return None
    if notice.code == "value_read":
        return p["instead"], _("Lire en %(unit)s", unit=p["unit"])
    if notice.code == "value_unknown":
        return p["instead"], _("Lire comme de simples mots : %(words)s", words=p["words"])
    return p["instead"], _("Lire : %(query)s", query=p["instead"])


def refusal_text(reason: str) -> str:
    """Why a query is not run; the same words whether the person is known or not."""
    texts: dict[str, Callable[[], str]] = {
        "identity": lambda: _(
            "Cette recherche ressemble à l'identité d'une personne. L'entrepôt est pseudonymisé : on n'y cherche ni nom, "
            "ni numéro, ni date de naissance. Cherchez avec des termes médicaux."
        ),
        "length": lambda: _("La recherche est trop longue : 2000 caractères au plus."),
        "clauses": lambda: _("La recherche a trop de mots et de critères : 64 au plus."),
        "depth": lambda: _("La recherche a trop de parenthèses les unes dans les autres : 20 au plus."),
        "wildcard": lambda: _("Un mot tronqué commence par une lettre au moins, et par deux avant * : écrivez-en davantage."),
        "fuzzy": lambda: _("Un mot suivi de ~ a au moins quatre lettres, et ~1 ou ~2 au plus."),
        "distance": lambda: _("Des mots peuvent être à 50 mots l'un de l'autre au plus."),
        "phrase": lambda: _("Une expression entre guillemets a 32 mots au plus."),
        "expansion": lambda: _("Un mot avec * ? ou ~ recouvre plus de 1000 mots : écrivez-en davantage."),
        "time": lambda: _("La recherche a demandé trop de temps : précisez-la, allongez les mots tronqués ou ôtez des critères."),
    }  # fmt: skip
    return texts.get(reason, texts["time"])()


def expected_text(expected: Sequence[str]) -> str:
    """What could stand where a query cannot be read, as the query language names it."""
    names = {
        "(": _("une parenthèse ouvrante"), ")": _("une parenthèse fermante"),
        "a word": _("un mot"), '"a phrase"': _('"une expression"'), "OU": _("OU"), "ET": _("ET"), "SAUF": _("SAUF"),
        "field:": _("champ:"), "context:": _("contexte:"), "SYSTEM:CODE": _("SYSTÈME:CODE"), "> or <": _("> ou <"),
        "[from TO to]": _("[de TO à]"), "the end": _("la fin"), "a value": _("une valeur"),
        "a term of a terminology": _("un terme d'une terminologie"), "=word": _("=mot"),
    }  # fmt: skip
    if "a word" in expected:  # then brackets and operators may stand there as well, which tells nobody anything
        expected = [one for one in expected if one not in ("(", "OU", "ET", "SAUF")]
    texts = [
        names.get(one) or (_("un code de %(system)s", system=one[10:]) if one.startswith("a code of ") else one)
        for one in expected
    ]
    before, last = ", ".join(texts[:-1]), texts[-1] if texts else ""
    return _("%(these)s ou %(last)s", these=before, last=last) if before else last
