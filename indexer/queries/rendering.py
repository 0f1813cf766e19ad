"""A query tree in words again, with its brackets as read: what was really searched."""

from __future__ import annotations

from clinical.queries import (
    ALL_CONTEXTS,
    DEFAULT_CONTEXTS,
    AgeBetween,
    And,
    ConceptIs,
    DateBetween,
    Everything,
    FieldIs,
    Not,
    Nothing,
    Or,
    Phrase,
    Query,
    SameSentence,
    ValueIs,
    Word,
)

_OPERATORS = {"fr": (" ET ", " OU ", "SAUF "), "en": (" AND ", " OR ", "NOT ")}
_CONTEXTS = {
    "fr": {
        "negated": "nié", "hypothetical": "hypothèse", "family": "famille", "family_negated": "famille-niée",
        "past": "antécédent", "present": "présent",
    },
    "en": {
        "negated": "negated", "hypothetical": "hypothesis", "family": "family", "family_negated": "family-negated",
        "past": "history", "present": "present",
    },
}  # fmt: skip
_MODES = {"stem": "{}", "exact": "={}", "prefix": "{}*", "wildcard": "{}", "fuzzy": "{}~"}


def render(query: Query, lang: str = "fr", *, nested: bool = False) -> str:
    """The query as text that reads back to the same tree (values of fields apart)."""
    lang = "en" if lang == "en" else "fr"
    both, either, without = _OPERATORS[lang]
    match query:
        case Or(parts, written) if written and isinstance(parts[0], ConceptIs):
            return _in_context(written, parts[0], lang)
        case And(parts) | Or(parts):
            joined = (both if isinstance(query, And) else either).join(render(p, lang, nested=True) for p in parts)
            return f"({joined})" if nested and len(parts) > 1 else joined
        case Not(part):
            return without + render(part, lang, nested=True)
        case SameSentence(parts):
            return "(" + " ".join(render(part, lang, nested=True) for part in parts) + ")@phrase"
        case _:
            return _leaf(query, lang)


def _leaf(query: Query, lang: str) -> str:
    match query:
        case Word(form, mode):
            return _in_context(_MODES[mode].format(form), query, lang)
        case Phrase(forms):
            slop = f"~{query.slop}" if query.slop or not query.ordered else ""
            return _in_context('"' + " ".join(forms) + '"' + slop, query, lang)
        case ConceptIs(system, code, alone):
            return _in_context(f"{system}:{'=' if alone else ''}{code}", query, lang)
        case _:
            return _record(query)


def _in_context(text: str, leaf: Word | Phrase | ConceptIs, lang: str) -> str:
    section = getattr(leaf, "section", None)
    if section:
        text = f"titre:{text}" if section == "titre" else f"section:{section} {text}"
    if leaf.contexts == DEFAULT_CONTEXTS:
        return text
    if set(leaf.contexts) == set(ALL_CONTEXTS):
        return ("all:" if lang == "en" else "tout:") + text
    names = [_CONTEXTS[lang][context] for context in leaf.contexts]
    return "+".join(names) + ":" + text


def _record(query: Query) -> str:
    match query:
        case ValueIs(analyte, comparator, value):
            return f"{analyte} {comparator} {value:g}"
        case FieldIs(field, values):
            return f"{field}:{'|'.join(values)}"
        case DateBetween(start, end):
            return f"date:[{start or '*'} TO {end or '*'}]"
        case AgeBetween(low, high):
            return f"age:[{'*' if low is None else low} TO {'*' if high is None else high}]"
        case Everything():
            return "*"
        case Nothing():
            return "∅"
        case _:
            return type(query).__name__
