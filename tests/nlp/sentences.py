"""Annotated sentences: ``Pas de {fièvre|neg}, {toux}`` marks two mentions, the first negated, the second affirmed."""

from __future__ import annotations

import re
from dataclasses import dataclass

from clinical.annotations import Assertion
from nlp.annotator import assert_mention
from nlp.context import Context

MENTION = re.compile(r"\{(?P<surface>[^{}|]+)(?:\|(?P<marks>[a-z,@]*))?\}")
NAMES = {"neg": "negated", "hyp": "hypothetical", "fam": "family", "hist": "historical"}


@dataclass(frozen=True)
class Mention:
    start: int
    end: int
    surface: str
    expected: frozenset[str]
    drug: bool


def parse(sentence: str) -> tuple[str, list[Mention]]:
    """The plain text and its mentions; ``@`` among the marks makes a mention a drug."""
    text, mentions, at = "", [], 0
    for found in MENTION.finditer(sentence):
        text += sentence[at : found.start()]
        marks = set((found["marks"] or "").replace("@", "").split(",")) - {""}
        start = len(text)
        text += found["surface"]
        mentions.append(Mention(start, len(text), found["surface"], frozenset(marks), "@" in (found["marks"] or "")))
        at = found.end()
    return text + sentence[at:], mentions


def marks_of(assertion: Assertion) -> frozenset[str]:
    return frozenset(short for short, name in NAMES.items() if getattr(assertion, name))


def check(sentence: str, *, lang: str = "fr", date: str | None = "2023-06-15") -> None:
    """Every mention of the sentence has the marks that it is annotated with."""
    text, mentions = parse(sentence)
    reading = Context.of(text, lang=lang, date=date)
    found = {}
    for mention in mentions:
        assertion, _ = assert_mention(reading, mention.start, mention.end, "ATC" if mention.drug else "CIM10")
        found[mention.surface, mention.start] = marks_of(assertion)
    assert found == {(mention.surface, mention.start): mention.expected for mention in mentions}, text
