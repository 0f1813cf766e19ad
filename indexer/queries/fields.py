"""Fields of the record in a query: their values as people write them, sections, and the words of a criterion."""

from __future__ import annotations

import re
from dataclasses import replace

from lark import Token, Tree

from clinical.errors import QuerySyntaxError
from clinical.queries import (
    ALL_CONTEXTS,
    AgeBetween,
    And,
    ConceptIs,
    DateBetween,
    FieldIs,
    Nothing,
    Or,
    Phrase,
    Query,
    SameSentence,
    ValueIs,
    Word,
)
from indexer.queries.grammar import FIELD_NAMES
from indexer.queries.rendering import render
from language.folding import fold

Node = Tree[Token] | Token
_SEXES = {"f": "F", "femme": "F", "féminin": "F", "feminin": "F", "female": "F", "h": "M", "m": "M", "homme": "M",
          "masculin": "M", "male": "M"}  # fmt: skip


def is_section(node: Node) -> bool:
    """Whether the node is `section:kind`, which stands for its whole bracket."""
    if not (isinstance(node, Tree) and node.data == "field"):
        return False
    return FIELD_NAMES[str(node.children[0]).rstrip().rstrip(":").strip().lower()] == "section"


def section_kind(node: Node) -> str:
    """The kind of section that `section:` names."""
    assert isinstance(node, Tree)
    return fold(unquoted(str(node.children[-1]))).replace(" ", "_")


def unquoted(value: str) -> str:
    """A field's value without quotation marks and what may hang on them."""
    return re.sub(r"(?:~\d*|@\w+)$", "", value).strip().strip('"«»“”').strip()


def record_criterion(field: str, value: str, position: int) -> FieldIs:
    """The criterion of `field:one|other`; raises QuerySyntaxError for no value or no sex."""
    values = tuple(part.strip() for part in value.strip("[]").split("|") if part.strip())
    if not values:
        raise QuerySyntaxError("a value is missing", position=position, expected=("a value",))
    if field == "sex":
        codes = [_SEXES.get(one.lower()) for one in values]
        if None in codes:
            raise QuerySyntaxError("this is no sex", position=position, expected=("F", "M"))
        values = tuple(code for code in codes if code)
    return FieldIs(field, values)


def start_of(node: Tree[Token]) -> int:
    """Where the node begins in the query."""
    first = next(node.scan_values(lambda value: isinstance(value, Token)), None)
    return (first.start_pos or 0) if first is not None else 0


def fits_sentence(query: Query) -> bool:
    """Whether the query can be asked of one sentence: words, phrases and concepts."""
    if isinstance(query, And | Or | SameSentence):
        return all(fits_sentence(part) for part in query.parts)
    return isinstance(query, Word | Phrase | ConceptIs | Nothing)


def terms_of(query: Query) -> tuple[str, ...]:
    """The words of a criterion, as they are looked for."""
    match query:
        case Word():
            return (render(replace(query, contexts=ALL_CONTEXTS, section=None)).removeprefix("tout:"),)
        case Phrase(forms):
            return (" ".join(forms),)
        case And(parts) | Or(parts) | SameSentence(parts):
            return tuple(term for part in parts for term in terms_of(part))
        case DateBetween() | AgeBetween() | ValueIs() | FieldIs():
            return (render(query),)
        case _:
            return ()
