"""What the command line says of a query's reading and of reasons, in words; pages say it in the reader's language."""

from __future__ import annotations

from collections import defaultdict

from clinical.results import Notice
from klask.output import counted

_CONTEXTS = {
    "present": "present", "past": "past", "negated": "negated", "hypothetical": "hypothetical",
    "family": "of the family", "family_negated": "denied of the family",
}  # fmt: skip
_NOTICES = {
    "context_read": "“{cue}” is read as a context: “{words}” is searched where it is said to be {context}",
    "operator_in_small_letters": "“{words}” in small letters is a word; in capitals it joins criteria: {instead}",
    "expression_read": "“{words}” is read as one expression: {read}; ET between them makes them words",
    "words_ignored": "words that join others do not count: {words}; {require} asks for one",
    "capitals_are_words": "the text is all in capitals: ET, OU, SAUF in it are words",
    "brackets_read": "read as: {read}",
    "tags_ignored": "labels such as [NOM] are no words and find nothing",
    "date_read": "“{words}” is read as a period of the document: {read}",
    "value_read": "“{words}” is read as a result: {read}",
    "value_unknown": "“{name}” is nothing that is measured, so it has no value to compare; as words: {instead}",
    "unknown_field": "there is no field “{name}”: it is read as a word",
    "unknown_acronym": "“{words}” is no word and no acronym that is known: try the name in full",
    "exclusion_documents": "SAUF leaves out documents that affirm “{words}”; negated, hypothetical or family do not count",
    "exclusion_patients": "SAUF leaves out {patients} of whom a document affirms “{words}”",
}
_SINGULAR = {"negate": "negates", "suppose": "supposes", "say": "says", "deny": "denies"}
_REASONS = {
    "leak": "{thing} left readable", "several-patients": "several patients in one document",
    "other-patient": "the document is of another patient", "deid-failed": "de-identification failed",
}  # fmt: skip
_THINGS = {
    "name": "a name", "misspelt-name": "a misspelt name", "birth-date": "a birth date", "ipp": "a patient number",
    "nir": "a social security number", "phone": "a phone number", "mail": "a mail address", "address": "an address",
}  # fmt: skip


def notice_words(notice: Notice) -> str:
    """A notice about how a query was read."""
    params = defaultdict(str, notice.params)
    params["context"] = _CONTEXTS.get(params["context"], params["context"])
    params["patients"] = counted(int(params["patients"] or 0), "patient")
    text = _NOTICES.get(notice.code)
    said = text.format_map(params) if text else str(notice)
    return f"{said}; in {params['unit']}: {params['instead']}" if params["unit"] else said


def reason_words(reason: str) -> str:
    """A quarantine reason with its code; the reason of a refused line is words already."""
    kind, _colon, thing = reason.partition(":")
    text = _REASONS.get(kind)
    return f"{text.format(thing=_THINGS.get(thing, thing or 'an identifier'))} ({reason})" if text else reason


def other_context_words(context: str, number: int) -> str:
    """How many more documents say it otherwise."""
    if context == "past":
        return f"{counted(number, 'document')} of these only in the past"
    said = {"negated": "negate it", "hypothetical": "suppose it", "family": "say it of the family"}
    words = said.get(context, "deny it of the family")
    if number == 1:
        verb, _, rest = words.partition(" ")
        words = f"{_SINGULAR[verb]} {rest}"
    return f"{counted(number, 'more document')} {words}"
